#pragma once

#include "services/engine/store/Sqlite.h"
#include "services/engine/store/StoreTypes.h"
#include "services/engine/store/Writer.h"

// Reading jobs; each call within one read transaction. All throw SqliteError.

namespace assay::engine {

Result<QByteArray> readJob(Database &db, const QString &id, const QString &tenant);
/// counts: totals that need no query, from memory.
Result<TextPage> readJobs(Database &db, const JobQuery &query, const QString &tenant, const StateCounts &counts);
Result<QList<BenchmarkRef>> readEffectiveBenchmarks(Database &db, const QString &id, const QString &tenant);
Result<QList<TimelineEntry>> readTimeline(Database &db, const QString &id, const QString &tenant, qint64 afterSeq, int limit);
/// jobId empty: of all jobs.
Result<QList<OpenBenchmark>> readOpenBenchmarks(Database &db, const QString &jobId);

/// A filter's value on the wire, taken apart: contract section 7.
struct FilterValue {
    QStringList values;
    bool all = true; ///< every one must match; else any
};
FilterValue parseFilter(const QString &text);

} // namespace assay::engine
