#pragma once

#include "services/engine/store/JobRows.h"
#include "services/engine/store/LogFiles.h"

namespace assay::engine {

/// What a caller does to single benchmarks of a job: cancel one, run some again. Lives on the writer's thread.
class BenchmarkWrites {
public:
    explicit BenchmarkWrites(Writer &writer) : m_writer(writer) {}

    Result<Done> cancel(Transaction &tx, const QString &id, const QString &tenant, int index);
    /// See Store::reopenBenchmarks().
    Result<QByteArray> reopen(Transaction &tx, const QString &id, const QString &tenant, const QList<int> &indices);

private:
    struct Entry {
        int index = 0;
        QString id;
        RunState state = RunState::Pending;
        int attempt = 0;
        bool reported = false;
    };
    static QList<Entry> entries(Database &db, const JobRow &job);
    static Result<QList<Entry>> chosen(Database &db, const JobRow &job, const QList<int> &indices);
    void reopenOne(Transaction &tx, JobRow &job, const Entry &entry);

    Writer &m_writer;
};

/// The attempts of a benchmark, oldest first, each the text of one object (docs/openapi.yaml, schema Attempt).
Result<QList<QByteArray>> readAttempts(Database &db, const QString &id, const QString &tenant, int index);
/// Where the attempt's own part of the benchmark's log is. Error::NotFound: no such attempt.
Result<LogPart> readAttemptLogPart(Database &db, const AttemptKey &key, const QString &tenant);

} // namespace assay::engine
