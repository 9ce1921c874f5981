#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/reports/ReportData.h"
#include "services/verdict/Judge.h"

#include <nlohmann/json_fwd.hpp>

namespace assay {
class CatalogueService;
}

namespace assay::ctl {

/// One benchmark of a job with what the statistics say about it.
struct JudgedBenchmark {
    int index = 0;
    QString id, metric, message;
    Word<RunState> state;
    bool lowerIsBetter = false;
    GateVerdict judged;
    const BenchmarkResult *result = nullptr; ///< in JudgedJob::job; null without one
};

/// A job as assayctl shows it and as its exit code follows from it. Not copyable: benchmarks point into the job.
struct JudgedJob {
    JudgedJob() = default;
    JudgedJob(JudgedJob &&) = default;
    JudgedJob &operator=(JudgedJob &&) = default;

    Job job;
    GatePolicy policy;
    QList<JudgedBenchmark> benchmarks;
    std::optional<GateVerdict> jobGate; ///< none when nobody set one: the wire's default 0.5 is not a gate
    JobVerdict verdict;

    int exitCode() const;
    reports::ReportRun report() const;
    nlohmann::json toJson() const;
};

/// Judges a job by its own gates, its collection's, and those that the server took from the provider.
/// plan, collectionCriteria: the collection's, when the job names one and it is known.
JudgedJob judged(const Job &job, const QList<BenchmarkRef> &plan, const std::optional<PassCriteria> &collectionCriteria,
                 const GatePolicy &policy);

/// The same with the collection fetched. Waits in an event loop.
JudgedJob judgedWith(CatalogueService &catalogue, const Job &job, const GatePolicy &policy);

/// Adds `--policy strict|lenient` to a command.
struct PolicyOption {
    bool lenient = false;
    GatePolicy policy() const { return {lenient ? GatePolicy::Mode::Lenient : GatePolicy::Mode::Strict, 0.95}; }
    static QString text(const GatePolicy &policy);
};

/// Sentence, table and messages of one job.
QString jobText(const JudgedJob &judged);

} // namespace assay::ctl
