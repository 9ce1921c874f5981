#pragma once

#include "ui/pages/DocumentPage.h"

#include <functional>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace assay {

class Connection;
class ConnectionListModel;
class ConnectionRegistry;

/// A page about one connection at a time, with the choice of which on top of it once there are several. The page below knows
/// only its own connection: it is made anew for each choice.
class ConnectedPage : public DocumentPage {
    Q_OBJECT
public:
    using Maker = std::function<DocumentPage *(Connection &connection, QWidget *parent)>;
    /// `kind` as the inner page's. The registry outlives the page.
    ConnectedPage(ConnectionRegistry &registry, const QString &kind, Maker maker, QWidget *parent = nullptr);

    /// Makes the page of this connection; harmless for the one that is shown. False: there is
    /// none, or the page that is there wants to stay.
    bool choose(const QString &connectionId);
    QString connectionId() const { return m_current; }
    DocumentPage *page() const { return m_page; }

    QString kind() const override { return m_kind; }
    QString title() const override { return m_page->title(); }
    QIcon icon() const override { return m_page->icon(); }
    QString toolTipText() const override;
    bool canClose() override { return m_page->canClose(); }
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void refresh() override { m_page->refresh(); }
    bool focusFind() override { return m_page->focusFind(); }
    bool submit() override { return m_page->submit(); }
    QAbstractItemModel *problems() override { return m_page->problems(); }
    void goToProblem(int row) override { m_page->goToProblem(row); }
    bool canFixProblems() const override { return m_page->canFixProblems(); }
    bool fixProblem(int row) override { return m_page->fixProblem(row); }

protected:
    void changeEvent(QEvent *event) override;

private:
    void showPage(Connection &connection);
    void updatePicker();
    void retranslate();

    ConnectionRegistry &m_registry;
    const QString m_kind;
    Maker m_maker;
    QString m_current;
    ConnectionListModel *m_connections;
    QWidget *m_bar;
    QLabel *m_label, *m_state;
    QComboBox *m_picker;
    QVBoxLayout *m_layout;
    DocumentPage *m_page = nullptr;
};

} // namespace assay
