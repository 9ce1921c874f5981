#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"
#include "ui/pages/DocumentPage.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QTableView;

namespace assay {

class BenchmarkDialog;
class Connection;
class DatasetListModel;
class DatasetRowsView;
class DraftStore;
class EmptyState;
struct DatasetAdded;
struct DatasetBenchmark;

/// The datasets of a server: files are registered, their rows browsed and changed, datasets deleted.
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
    QWidget *buildForm();
    QWidget *buildTables();
    void choose();
    void add();
    void added(const Result<DatasetAdded> &answer, const QString &id);
    void remove();
    void checkOverlap();
    void makeBenchmark();
    void askBeforeMaking(BenchmarkDialog &dialog);
    void sendBenchmark(BenchmarkDialog &dialog, const DatasetBenchmark &benchmark, const QString &id);
    void benchmarkMade(const QString &id, const QString &name);
    void showCurrent();
    void update();
    QString currentId() const;
    void retranslate();

    Connection &m_connection;
    DatasetListModel *m_list;
    DatasetRowsView *m_rows;
    QLabel *m_heading, *m_hint, *m_file, *m_problem, *m_idLabel, *m_purposeLabel;
    QPushButton *m_choose, *m_delete, *m_make, *m_check, *m_add, *m_dismiss;
    QLineEdit *m_id;
    QComboBox *m_purpose;
    QCheckBox *m_skip;
    QTableView *m_table;
    QSplitter *m_splitter;
    QWidget *m_form;
    EmptyState *m_empty;
    QString m_path, m_select; ///< m_select: shown once it is listed
    bool m_adding = false;
};

} // namespace assay
