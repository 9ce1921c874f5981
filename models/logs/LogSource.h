#pragma once

#include "services/api/JobService.h"

namespace assay {

/// Whose log is read.
struct LogSource {
    QString jobId; ///< empty: none
    int benchmarkIndex = 0;
    qint64 attempt = 0; ///< JobAttempt::attempt; 0: the benchmark's log with all of its attempts
    bool operator==(const LogSource &) const = default;
};

/// One of the logs that a benchmark has.
struct LogChoice {
    QString text; ///< for people
    LogSource source;
    bool operator==(const LogChoice &) const = default;
};

/// As JobService::log().
inline QFuture<Result<LogRange>> readLog(JobService &service, const LogSource &source, qint64 offset, qint64 limit)
{
    if (source.attempt > 0)
        return service.attemptLog(source.jobId, source.benchmarkIndex, source.attempt, offset, limit);
    return service.log(source.jobId, source.benchmarkIndex, offset, limit);
}

} // namespace assay
