#pragma once

#include "services/api/JobService.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace assay {

class JobChanges;

/// Finds changes on servers that do not push them with one request every few seconds, however many jobs run: for the newest jobs,
/// which mostly are those that run, and the number of all; while others run, every second time for the unfinished ones. A job
/// that is unfinished no more and not among the newest is asked for once. Asks less often, and not in step with other windows,
/// while the server does not answer.
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
    void newestListed(const Page<Job> &page);
    void activeListed(const QList<Job> &jobs);
    void ended(const QString &id);
    void compare(const Job &job);
    int nextWaitMs() const;
    void roundEnded(const std::optional<Error> &error);

    JobService &m_service;
    JobChanges &m_changes;
    int m_intervalMs;
    QTimer m_timer;
    QHash<QString, Job> m_active;
    qint64 m_count = -1;
    int m_failures = 0, m_ticket = 0;
    int m_rounds = 0;
    bool m_running = false, m_first = true, m_askActive = false;
};

} // namespace assay
