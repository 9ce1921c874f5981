#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"

#include <QList>

#include <optional>

// What EvalHub itself says about a job (its contract, sections 5.1 and 5.3), reproduced exactly, except that entries
// are found by their index, so that a benchmark listed twice is judged by its own entry. Pure functions, any thread.

namespace assay {

/// The job's threshold when neither the job nor its collection names one.
inline constexpr double wireDefaultThreshold = 0.5;

/// One benchmark of a job as the rule sees it.
struct WireEntry {
    std::optional<PrimaryScore> entryScore,
        providerScore; ///< of the job's (or collection's) entry; of the provider's benchmark
    std::optional<PassCriteria> entryCriteria, providerCriteria;
    std::optional<double> weight; ///< 0 or absent counts as 1
};

/// The rule's inputs for an entry and the provider's benchmark of that id (null: the provider does not have it).
WireEntry wireEntry(const BenchmarkRef &entry, const ProviderBenchmark *benchmark);

/// What an entry is judged by: which metric against which threshold, and whether the provider had to be asked for them.
struct WireGate {
    std::optional<PrimaryScore> score;
    std::optional<double> threshold;
    bool scoreFromProvider = false, thresholdFromProvider = false;
};
WireGate wireGate(const WireEntry &entry);

/// 0 or absent counts as 1.
double wireWeight(const WireEntry &entry);

/// The test of one benchmark that reported these metrics (a JSON object); none when there is no primary score, no
/// threshold, or the metric is missing or no number.
std::optional<BenchmarkTest> wireBenchmarkTest(const WireEntry &entry, const JsonText &metrics);

/// The job's test, for a job that became completed. tests[i] belongs to entries[i]; none when no benchmark has a test.
/// threshold: the job's, else the collection's, else wireDefaultThreshold.
std::optional<JobTest> wireJobTest(const QList<WireEntry> &entries, const QList<std::optional<BenchmarkTest>> &tests,
    const std::optional<PassCriteria> &jobCriteria, const std::optional<PassCriteria> &collectionCriteria);

/// The whole rule on one job, for callers that hold one: fills `test` of every result and of `results`, finding each
/// result's entry by its index. entries: the effective benchmarks, with their rule inputs.
void applyWireScore(JobResults &results, RunState jobState, const QList<WireEntry> &entries,
    const std::optional<PassCriteria> &jobCriteria, const std::optional<PassCriteria> &collectionCriteria);

/// The state of a job of `entryCount` benchmarks whose reports so far are these. A terminal `current` stays.
RunState jobState(RunState current, const QList<BenchmarkStatus> &benchmarks, qsizetype entryCount);

/// The text of `status.message.message` that goes with the state; untranslated, part of the contract.
QString jobStateMessage(RunState state, const QList<BenchmarkStatus> &benchmarks, qsizetype entryCount);

/// The value as the wire prints it: the shortest decimal text that reads back to the same 32-bit float, as a double
/// (0.7580000162 -> 0.758). Scores and thresholds are compared in that form, as upstream compares floats.
double asFloat32(double value);

} // namespace assay
