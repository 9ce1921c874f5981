#pragma once

#include "services/reports/ReportBuilder.h"

#include <nlohmann/json_fwd.hpp>

namespace assay {
class CatalogueService;
}

namespace assay::ctl {

/// A job as assayctl shows it and as its exit code follows from it. A value.
struct JudgedJob : reports::JudgedRun {
    int exitCode() const;
    nlohmann::json toJson() const;
};

/// Judges a job by the rules, with its collection fetched; retries: see judgedAsRecorded(). Waits in an event loop.
JudgedJob judgedWith(CatalogueService &catalogue, const Job &job, const reports::JudgeRules &rules, const QList<Job> &retries = {});

/// Adds `--policy strict|lenient` to a command.
struct PolicyOption {
    bool lenient = false;
    double level = 0.95;
    GatePolicy policy() const { return {lenient ? GatePolicy::Mode::Lenient : GatePolicy::Mode::Strict, level}; }
};

/// "Assay 0.1.0"
QString toolVersion();

/// Sentence, table and messages of one job.
QString jobText(const JudgedJob &judged);

} // namespace assay::ctl
