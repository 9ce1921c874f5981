#pragma once

#include "services/core/Job.h"

namespace assay {

/// One execution of a benchmark inside its job, as the local engine keeps it (docs/openapi.yaml, schema Attempt).
struct JobAttempt {
    std::optional<qint64> attempt; ///< from 1
    Word<RunState> status;
    QString startedAt, completedAt;
    std::optional<Message> errorMessage;
    std::optional<BenchmarkResult> result; ///< what it reported, also when a later attempt took its place
    std::optional<qint64> exitCode, signal; ///< of a command's shell; 128 + signal when a signal ended it
    std::optional<double> cpuSeconds, wallSeconds;
    std::optional<qint64> maxRssBytes; ///< of the largest process
    JsonText extra;
    bool operator==(const JobAttempt &) const = default;
};

} // namespace assay
