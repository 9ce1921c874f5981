#pragma once

#include "services/api/JobService.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace assay {

class JobChanges;

/// Finds changes on servers that do not push them: asks for the unfinished jobs and for the number of all jobs every few
/// seconds, and for each job that is unfinished no more. Asks less often while the server does not answer.
class JobPoller : public QObject {
    Q_OBJECT
public:
    JobPoller(JobService &service, JobChanges &changes, int intervalMs = 3000, QObject *parent = nullptr);

    void start();
    void stop();
    /// From the next round on.
    void setInterval(int ms) { m_intervalMs = ms; }
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void failed(const assay::Error &error); ///< one round; the next comes later than usual
    void succeeded();

private:
    void round();
    void activeListed(const QList<Job> &jobs);
    void countListed(qint64 count);
    void compare(const Job &job);
    void roundEnded(const std::optional<Error> &error);

    JobService &m_service;
    JobChanges &m_changes;
    int m_intervalMs;
    QTimer m_timer;
    QHash<QString, Job> m_active;
    qint64 m_count = -1;
    int m_failures = 0, m_ticket = 0;
    bool m_running = false, m_first = true;
};

} // namespace assay
