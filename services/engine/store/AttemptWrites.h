#pragma once

#include "services/engine/store/EventWrites.h"

namespace assay::engine {

/// Executions of benchmarks: their starts, processes, reports, retries and ends. Lives on the writer's thread. See Store.
class AttemptWrites {
public:
    explicit AttemptWrites(EventWrites &events) : m_events(events) {}

    /// logFrom: bytes of the benchmark's log before the attempt's own.
    Result<StartedAttempt> start(Transaction &tx, const AttemptKey &key, bool announce, qint64 logFrom);
    static Result<Done> recordProcess(Transaction &tx, const AttemptKey &key, const ProcessRecord &process);
    Result<Done> applyReport(Transaction &tx, const AttemptKey &key, qint64 number, const BenchmarkEvent &event);
    Result<Done> retry(Transaction &tx, const AttemptRetry &retry);
    static Result<Done> warn(Transaction &tx, const QString &jobId, int index, const Message &message);
    static Result<Done> clearWarning(Transaction &tx, const QString &jobId, int index, const QString &code);
    static Result<Done> end(Transaction &tx, const AttemptKey &key, const QString &exit);
    static Result<Done> processEnded(Transaction &tx, const AttemptKey &key, const AttemptEnd &end);
    static Result<Done> swept(Transaction &tx, const QList<AttemptKey> &keys);

private:
    /// The job of an attempt that may still go on; Conflict otherwise.
    static Result<JobRow> openJob(Transaction &tx, const AttemptKey &key);
    static void recordStart(Transaction &tx, const JobRow &job, StartedAttempt &started, const AttemptKey &key, qint64 logFrom);
    static void countSamples(Transaction &tx, const JobRow &job, StartedAttempt &started, const AttemptKey &key);
    Result<Done> readSpec(Transaction &tx, const JobRow &job, StartedAttempt &started, const AttemptKey &key);
    Result<Job> decodedJob(const QByteArray &config);

    EventWrites &m_events;
    QByteArray m_config; ///< the text that m_job was decoded from
    Job m_job;
};

Result<QList<LeftProcess>> readLeftProcesses(Database &db);
Result<QList<AttemptKey>> readUnswept(Database &db, qint64 beforeMs, int limit);

} // namespace assay::engine
