#pragma once

#include "ui/pages/DocumentPage.h"

#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSplitter;
class QTableView;

namespace assay {

class CheckpointModel;
class Connection;
class EmptyState;
class TrainingDialog;
class TrainingJobsModel;

/// Fine-tuning on a server: what it remembers of its trainings, with checkpoints, metrics and resources, and new ones.
class TrainingPage : public DocumentPage {
    Q_OBJECT
public:
    explicit TrainingPage(Connection &connection, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("training"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildBar();
    QWidget *buildTables();
    void begin();
    void begun(TrainingDialog &dialog);
    void askNames(TrainingDialog &dialog);
    void askToCancel();
    void cancel(const QString &id);
    void listed();
    void showJob();
    void update();
    bool offered() const;
    QString currentId() const;
    void retranslate();

    Connection &m_connection;
    TrainingJobsModel *m_jobs;
    CheckpointModel *m_checkpoints;
    QLabel *m_heading, *m_hint, *m_problem;
    QPushButton *m_new, *m_cancel;
    QTableView *m_table, *m_checkpointTable;
    QPlainTextEdit *m_resources;
    QSplitter *m_splitter;
    EmptyState *m_empty;
    QTimer m_poll; ///< while something runs and the page is seen
    QString m_select; ///< the job that is chosen, or will be once it is listed
};

} // namespace assay
