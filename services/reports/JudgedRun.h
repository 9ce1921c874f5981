#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/reports/ReportData.h"
#include "services/verdict/RetryJobs.h"
#include "services/verdict/RunBenchmarks.h"

#include <utility>

namespace assay::reports {

/// A gate beside the job's own, e.g. from a policy file.
struct ExtraGate {
    QString benchmarkId, providerId; ///< providerId empty: of any
    QString metric;                  ///< empty: the primary one
    Gate gate;
    bool missingFails = true; ///< a run without the benchmark fails; else the gate is left out
};

/// Which gates count, and how.
struct JudgeRules {
    GatePolicy policy;
    bool ownGates = true; ///< those of the job, its collection and the server
    QList<ExtraGate> gates = {}; ///< go before an own gate on the same metric
};

/// One metric of one benchmark of a job with what the statistics say about it.
struct JudgedBenchmark : RunBenchmark {
    GateVerdict judged;
    bool first = true; ///< of the benchmark's metrics; the others come from extra gates
};

/// A job, judged: what reports and exit codes follow from. A value.
struct JudgedRun {
    Job job;
    JudgeRules rules;
    QList<BenchmarkRef> plan; ///< the effective benchmarks, as far as they are known
    QList<JudgedBenchmark> benchmarks;
    std::optional<GateVerdict> jobGate; ///< none when nobody set one: the wire's default 0.5 is not a gate
    JobVerdict verdict;
    bool planUncertain = false; ///< see RecordedPlan::uncertain
    QList<RunAttempt> attempts = {}; ///< of a stored run, see MergedRun

    /// The job and the position in it that the result of a benchmark came from.
    std::pair<QString, int> source(int index) const { return resultSource(attempts, job.resource.id, index); }
    const BenchmarkResult *resultOf(const JudgedBenchmark &benchmark) const
    {
        return benchmark.result < 0 ? nullptr : &job.results.benchmarks.at(benchmark.result);
    }
};

/// Judges a job by its own gates, its collection's, those that the server took from the provider, and the rules' own.
/// plan, collectionCriteria: the collection's, when the job names one and it is known. Pure, any thread.
JudgedRun judgedRun(const Job &job, const QList<BenchmarkRef> &plan, const std::optional<PassCriteria> &collectionCriteria,
                    const JudgeRules &rules);

/// collection: the one that the job names, as it is now; null: it names none, or it is not known. What was recorded with the run goes
/// before it.
/// retries: jobs that tried its failed benchmarks again and have ended; they become one run with it, which says so (see mergedJobs()).
JudgedRun judgedAsRecorded(const Job &job, const Collection *collection, const JudgeRules &rules, const QList<Job> &retries = {});

/// Ids of the other jobs that a merged run has results of: custom.assay.merged_with, which no server has written. Empty: it is the
/// record of one job.
QStringList mergedJobs(const Job &job);
/// The same job without that mark.
Job withoutMergeMark(Job job);

ReportVerdict reportVerdict(Verdict verdict);

} // namespace assay::reports
