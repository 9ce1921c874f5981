#pragma once

#include "services/engine/store/JobRows.h"

namespace assay::engine {

/// Applies reports of benchmarks: the rules of contract 5.1 and 5.3, in one transaction each. Lives on the writer's thread.
class EventWrites {
public:
    explicit EventWrites(Writer &writer) : m_writer(writer) {}

    Result<Done> apply(Transaction &tx, const QString &jobId, const QString &tenant, const BenchmarkEvent &event, EventSource source);
    void progress(Transaction &tx, const QString &jobId, int index, ItemsProgress items);
    Result<StartedAttempt> startAttempt(Transaction &tx, const AttemptRecord &record);
    Result<Done> warn(Transaction &tx, const QString &jobId, int index, const Message &message);
    Result<Done> endAttempt(Transaction &tx, const QString &jobId, int index, int attempt, const QString &exit);

    /// The text of the job's message, with a line for each failure once it has ended (contract 5.1).
    static QByteArray stateMessage(Database &db, const JobRow &job);

private:
    struct BenchRow {
        int index = 0;
        QString provider, id;
        RunState state = RunState::Pending;
        bool reported = false;
        QString startedAt;
        std::optional<qint64> itemsDone, itemsTotal;
    };
    static std::optional<BenchRow> findBench(Database &db, qint64 job, int index);
    void replaceEntry(Transaction &tx, JobRow &job, BenchRow &bench, const BenchmarkEvent &event);
    static void storeResult(Transaction &tx, const JobRow &job, const BenchRow &bench, const BenchmarkEvent &event);
    static void judgeJob(Transaction &tx, const JobRow &job);
    static void resolveSha(Transaction &tx, const JobRow &job, int index, const JsonText &meta);
    static void settleJob(Transaction &tx, JobRow &job);
    static void noteChange(Transaction &tx, const JobRow &job, const BenchRow &bench);

    Writer &m_writer;
};

} // namespace assay::engine
