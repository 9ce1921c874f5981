#pragma once

#include "services/core/Result.h"
#include "ui/pages/DocumentPage.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSplitter;
class QTableView;

namespace assay {

class Connection;
class EmptyState;
class ServerBenchmarkDialog;
class ServerBenchmarkListModel;
struct RegisteredBenchmark;

/// The benchmarks that are registered with a server: a dataset and scoring functions each. They are registered, looked at and
/// deleted here, where the server can (Capability::RegisterBenchmarks).
class ServerBenchmarksPage : public DocumentPage {
    Q_OBJECT
public:
    explicit ServerBenchmarksPage(Connection &connection, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("benchmarks"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildBar();
    QWidget *buildTables();
    void begin();
    void fill(ServerBenchmarkDialog &dialog);
    void send(ServerBenchmarkDialog &dialog);
    void sent(ServerBenchmarkDialog *open, const QString &id, const Result<RegisteredBenchmark> &answer);
    void remove();
    void removeNow(const QString &id);
    void showCurrent();
    void showDetail();
    void update();
    void showEmpty();
    void fail(const QString &text);
    bool offered() const;
    QString currentId() const;
    void retranslate();

    Connection &m_connection;
    ServerBenchmarkListModel *m_list;
    QLabel *m_heading, *m_hint, *m_problem;
    QPushButton *m_new, *m_delete;
    QTableView *m_table;
    QPlainTextEdit *m_detail;
    QSplitter *m_splitter;
    EmptyState *m_empty;
    QString m_select;      ///< shown once it is listed
    QString m_looked;      ///< the one that the detail is of
    QString m_lookProblem; ///< why it is not known whole
};

} // namespace assay
