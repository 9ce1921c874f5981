#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace assay {

class ConnectionRegistry;
class JobFilterModel;
class JobListModel;

/// The runs that are waiting or running now, with their progress and a way to stop them.
class ActivityPanel : public QWidget {
    Q_OBJECT
public:
    ActivityPanel(ConnectionRegistry &connections, JobListModel &jobs, QWidget *parent = nullptr);
    int activeCount() const;
    void retranslate();

Q_SIGNALS:
    void openRequested(const QString &jobId);
    void activeCountChanged();
    void failed(const QString &message);

private:
    void cancelSelected();
    void updateButtons();
    ConnectionRegistry &m_connections;
    JobListModel &m_jobs;
    JobFilterModel *m_active;
    QTableView *m_table;
    QLabel *m_none;
    QPushButton *m_open, *m_cancel;
};

} // namespace assay
