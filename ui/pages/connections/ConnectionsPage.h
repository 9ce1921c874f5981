#pragma once

#include "services/api/ConnectionSettings.h"
#include "ui/pages/DocumentPage.h"

#include <functional>
#include <optional>

class QLabel;
class QPushButton;
class QScrollArea;
class QTableView;

namespace assay {

class Connection;
class ConnectionForm;
class ConnectionListModel;
class ConnectionRegistry;
class EmptyState;
class LadderView;

/// What the page needs. All outlive it.
struct ConnectionsContext {
    ConnectionRegistry &registry;
    /// Keys are kept in memory from now on, for a machine without a keychain; null: not offered.
    std::function<void()> keepKeysForSession = {};
};

/// The profile's connections: list, settings, state with what the server lacks, and the test ladder.
class ConnectionsPage : public DocumentPage {
    Q_OBJECT
public:
    explicit ConnectionsPage(const ConnectionsContext &context, QWidget *parent = nullptr);
    ~ConnectionsPage() override;
    QString kind() const override { return QStringLiteral("connections"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    bool canClose() override;
    void showConnection(const QString &id);
    ConnectionForm &form() { return *m_form; }

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildList();
    QWidget *buildDetail();
    void connectParts();
    void startNew();
    void put(const ConnectionSettings &settings, const std::optional<QString> &secret = {});
    std::function<void()> whileHere(std::function<void()> run);
    void rememberUnsaved();
    void save();
    void saved(const Result<QString> &id);
    void test();
    void askRemove();
    void removeNow(const QString &id);
    void updateState();
    void updateDetail();
    void selectRow();
    void retranslate();
    QString stateText(const Connection &connection) const;
    bool isLocal() const;

    ConnectionsContext m_context;
    ConnectionListModel *m_model;
    QTableView *m_list;
    LadderView *m_ladder;
    QLabel *m_heading, *m_detailTitle, *m_state, *m_lacks;
    QPushButton *m_add, *m_remove, *m_save, *m_test, *m_revert, *m_connect;
    QScrollArea *m_scroll;
    ConnectionForm *m_form;
    EmptyState *m_empty;
    QString m_current; ///< id; empty: a new one
    bool m_choosing = false, m_saving = false, m_discard = false;
};

} // namespace assay
