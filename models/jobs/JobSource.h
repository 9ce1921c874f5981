#pragma once

#include "models/common/LoadState.h"
#include "services/api/JobService.h"
#include "services/core/Clock.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace assay {

/// Reads the jobs of one connection for JobListModel: chunks are asked for until the server has no more; a job that changed is
/// fetched. Knows which jobs are there, not what they are.
class JobSource : public QObject {
    Q_OBJECT
public:
    static constexpr int chunkSize = 200;
    JobSource(const QString &connectionId, JobService &service, Clock &clock, QObject *parent = nullptr);

    const QString &connectionId() const { return m_connectionId; }
    /// Asks for everything again. The newest call wins.
    void refresh();
    /// Jobs that are known from before: those that the next whole reading does not find are gone.
    void expect(const QStringList &jobIds);
    /// Brings in the jobs that match before their turn comes; harmless when all are there.
    void fetchMatching(JobQuery query);
    /// Soon, together with others: many changes at once are one request for the newest jobs, and at most one such round a second.
    void fetch(const QString &jobId);
    /// Whether those that the server has put away are read, too: beside the list, so that it stays what it is.
    void showArchived(bool shown);
    /// The server has deleted it.
    void forget(const QString &jobId);

    LoadState load() const { return m_load; }
    const Error &error() const { return m_error; }
    /// What the server counted at the last answer; -1 before the first.
    qint64 totalCount() const { return m_total; }
    bool isComplete() const { return m_complete; }
    /// Monotonic milliseconds since the last answer; -1 before the first.
    qint64 ageMs() const { return m_answeredAt < 0 ? -1 : m_clock.monotonicMs() - m_answeredAt; }

Q_SIGNALS:
    void arrived(const QList<assay::Job> &jobs); ///< new ones and known ones; ids may repeat
    void gone(const QStringList &jobIds);
    void withdrawn(const QStringList &jobIds); ///< archived ones that are not to be shown any more; nothing happened to them
    void progressed(const assay::JobChange &change); ///< fetch() when more than its counts changed
    void loadChanged();
    void swept(); ///< all jobs have been read

private:
    void fetchChunk(qint64 offset, quint64 ticket);
    void fetchFocus(const JobQuery &query, quint64 ticket);
    void fetchArchived(qint64 offset, quint64 ticket);
    void endArchived();
    void endSweep();
    void finishSweep();
    void lookAgain();
    void fetchStale();
    void fetchEach(const QSet<QString> &jobIds);
    void fetched(const QString &jobId, const Result<Job> &job);
    void take(const QList<Job> &jobs);
    void setLoad(LoadState load, const Error &error = {});

    const QString m_connectionId;
    JobService &m_service;
    Clock &m_clock;
    QSet<QString> m_known, m_seen, m_stale;
    QSet<QString> m_archived, m_archivedSeen; ///< none of m_known
    quint64 m_archivedTicket = 0;
    bool m_showsArchived = false;
    QTimer m_staleTimer;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    qint64 m_total = -1, m_answeredAt = -1, m_fetchedAt = -1;
    quint64 m_ticket = 0, m_focusTicket = 0;
    bool m_complete = false, m_sweeping = false, m_again = false;
    int m_sweeps = 0;
};

} // namespace assay
