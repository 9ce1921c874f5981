#pragma once

#include "services/engine/store/JobRows.h"

namespace assay::engine {

/// Applies reports of benchmarks: the rules of contract 5.1 and 5.3, in one transaction each. Lives on the writer's thread.
class EventWrites {
public:
    explicit EventWrites(Writer &writer) : m_writer(writer) {}

    Result<Done> apply(Transaction &tx, const QString &jobId, const QString &tenant, const BenchmarkEvent &event, EventSource source);
    void progress(Transaction &tx, const QString &jobId, int index, ItemsProgress items);
    /// Shows a benchmark that was pending as running.
    void begin(Transaction &tx, JobRow &job, int index);

    /// The text of the job's message, with a line for each failure once it has ended (contract 5.1).
    static QByteArray stateMessage(Database &db, const JobRow &job);

    struct BenchRow {
        int index = 0;
        QString provider, id;
        RunState state = RunState::Pending;
        bool reported = false;
        QString startedAt;
        std::optional<qint64> itemsDone, itemsTotal;
    };
    static std::optional<BenchRow> findBench(Database &db, qint64 job, int index);
    static void noteChange(Transaction &tx, const JobRow &job, const BenchRow &bench);
    static QString attemptStart(Database &db, const JobRow &job, int index);
    void forgetProgress(const BenchmarkKey &key) { m_writer.takeProgress(key); }

private:
    void replaceEntry(Transaction &tx, JobRow &job, BenchRow &bench, const BenchmarkEvent &event);
    static void storeResult(Transaction &tx, const JobRow &job, const BenchRow &bench, const BenchmarkEvent &event);
    static void judgeJob(Transaction &tx, const JobRow &job);
    static void resolveSha(Transaction &tx, const JobRow &job, int index, const JsonText &meta);
    static void settleJob(Transaction &tx, JobRow &job);

    Writer &m_writer;
};

} // namespace assay::engine
