#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace assay {

class Connection;
class ConnectionRegistry;
class JobListModel;

/// The window's last line: the engine's slots and queue, connection state and age of the data, running runs, zoom.
class StatusStrip : public QWidget {
    Q_OBJECT
public:
    StatusStrip(ConnectionRegistry &connections, JobListModel &jobs, QWidget *parent = nullptr);
    void setActiveCount(int count);
    void setZoom(int percent);
    void setProblemCount(int count);
    void retranslate();
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activityRequested();
    void connectionsRequested();
    void problemsRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void update();
    void fit();
    QString stateText() const;
    void updateOthers();
    ConnectionRegistry &m_connections;
    Connection &m_connection; ///< the engine of this computer
    JobListModel &m_jobs;
    QLabel *m_state, *m_load, *m_age, *m_zoom;
    QToolButton *m_activity, *m_problems, *m_others;
    QTimer m_tick;
    int m_active = 0, m_percent = 100, m_problemCount = 0;
};

} // namespace assay
