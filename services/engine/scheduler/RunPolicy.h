#pragma once

#include "services/core/Common.h"

#include <QString>

#include <optional>

namespace assay::engine {

/// How long a benchmark may take, and when it is tried again. Times in milliseconds; 0: none, but for the back-off.
struct RunPolicy {
    qint64 timeLimitMs = 6LL * 3600 * 1000; ///< of one attempt
    qint64 jobTimeLimitMs = 0;              ///< from the start of the job's first benchmark
    qint64 stallMs = 15LL * 60 * 1000;      ///< without output and reports, before a warning says so
    int retries = 0;                        ///< attempts after the first one
    qint64 backoffMs = 10'000;              ///< before the first retry; doubles with each, at most ten minutes
    bool retryReported = false;             ///< also failures that the program itself reported
};

/// The engine's settings, under those of the job (`custom.assay`: time_limit_seconds, job_time_limit_seconds, stall_seconds, retries,
/// retry_backoff_seconds, retry_on), under time_limit_seconds of the benchmark's `parameters`.
RunPolicy runPolicy(const RunPolicy &settings, const JsonText &custom, const JsonText &parameters);

/// What is wrong with a job's `custom.assay`: a sentence that names the member and what it may be. Members that are none of a run's
/// are not looked at.
std::optional<QString> runPolicyFault(const JsonText &custom);

/// Before retry number `retry` (from 1). random: evenly in [0, 1); spreads what failed together over half the time.
qint64 retryDelayMs(const RunPolicy &policy, int retry, double random);

} // namespace assay::engine
