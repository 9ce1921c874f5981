#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"
#include "ui/pages/DocumentPage.h"

class QLabel;
class QPushButton;
class QSplitter;
class QTableView;

namespace assay {

class BenchmarkDialog;
class Connection;
class DatasetForm;
class DatasetListModel;
class DatasetRowsView;
class DraftStore;
class EmptyState;
struct DatasetAdded;
struct DatasetBenchmark;

/// The datasets of a server: files are registered, their rows browsed and changed, datasets deleted or
/// archived, each where the server can.
class DatasetsPage : public DocumentPage {
    Q_OBJECT
public:
    /// drafts: where unsaved rows survive a crash; null: nowhere. It outlives the page.
    explicit DatasetsPage(Connection &connection, QWidget *parent = nullptr, DraftStore *drafts = nullptr);
    QString kind() const override { return QStringLiteral("datasets"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    bool canClose() override; ///< not with unsaved rows
    /// Takes one file into the form; it is registered when the user says so.
    void offer(const QString &file);

Q_SIGNALS:
    /// The reader wants a new job with this one's settings to start from.
    void jobRequested(const assay::Job &job);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildBar();
    QWidget *buildTables();
    void choose();
    void enter();
    bool takesFiles() const;
    void added(const QString &name, const DatasetAdded &answer);
    void tell(UserMessage::Level level, const QString &text);
    void remove();
    void checkOverlap();
    void makeBenchmark();
    void askBeforeMaking(BenchmarkDialog &dialog);
    void sendBenchmark(BenchmarkDialog &dialog, const DatasetBenchmark &benchmark, const QString &id);
    void tryBenchmark(const QString &id, const DatasetBenchmark &benchmark, const ModelTarget &model);
    void offerTrial(const QString &id, const DatasetBenchmark &benchmark, const QString &problem);
    void showCurrent();
    void update();
    QString currentId() const;
    void retranslate();

    Connection &m_connection;
    DatasetListModel *m_list;
    DatasetForm *m_form;
    DatasetRowsView *m_rows;
    QLabel *m_heading, *m_hint;
    QPushButton *m_choose, *m_enter, *m_delete, *m_make, *m_check;
    QTableView *m_table;
    QSplitter *m_splitter;
    EmptyState *m_empty;
    QString m_select; ///< shown once it is listed
};

} // namespace assay
