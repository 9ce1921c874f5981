#include "services/verdict/WireScore.h"

#include <charconv>
#include <cmath>

namespace assay {

double asFloat32(double value)
{
    const auto single = static_cast<float>(value);
    if (!std::isfinite(single))
        return value;
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, single).ptr;
    double shortest = value;
    std::from_chars(text, end, shortest);
    return shortest;
}

WireEntry wireEntry(const BenchmarkRef &entry, const ProviderBenchmark *benchmark)
{
    WireEntry result { entry.primaryScore, {}, entry.passCriteria, {}, entry.weight };
    if (benchmark) {
        result.providerScore = benchmark->primaryScore;
        result.providerCriteria = benchmark->passCriteria;
    }
    return result;
}

namespace {

std::optional<double> threshold(const std::optional<PassCriteria> &criteria)
{
    return criteria ? criteria->threshold : std::nullopt;
}

/// A JSON number; text, booleans and everything else is none.
std::optional<double> numberIn(const QVariantMap &metrics, const QString &name)
{
    const QVariant value = metrics.value(name);
    switch (value.typeId()) {
    case QMetaType::Double:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Int: return value.toDouble();
    default: return std::nullopt;
    }
}

} // namespace

WireGate wireGate(const WireEntry &entry)
{
    WireGate gate;
    gate.scoreFromProvider = !entry.entryScore && entry.providerScore;
    gate.score = entry.entryScore ? entry.entryScore : entry.providerScore;
    // The provider's threshold belongs to its metric: an entry with a metric of its own does not inherit it.
    gate.thresholdFromProvider = !entry.entryCriteria && !entry.entryScore && threshold(entry.providerCriteria);
    gate.threshold = gate.thresholdFromProvider ? threshold(entry.providerCriteria) : threshold(entry.entryCriteria);
    return gate;
}

double wireWeight(const WireEntry &entry)
{
    const double given = entry.weight.value_or(0);
    return given > 0 ? given : 1;
}

std::optional<BenchmarkTest> wireBenchmarkTest(const WireEntry &entry, const JsonText &metrics)
{
    const WireGate gate = wireGate(entry);
    if (!gate.score)
        return std::nullopt;
    const auto value = numberIn(metrics.toVariantMap(), gate.score->metric);
    if (!value || !gate.threshold)
        return std::nullopt;
    BenchmarkTest test;
    test.primaryScore = asFloat32(*value);
    test.primaryScoreMetric = gate.score->metric;
    test.threshold = asFloat32(*gate.threshold);
    test.pass = gate.score->lowerIsBetter.value_or(false) ? *test.primaryScore <= *test.threshold
                                                       : *test.primaryScore >= *test.threshold;
    return test;
}

std::optional<JobTest> wireJobTest(const QList<WireEntry> &entries, const QList<std::optional<BenchmarkTest>> &tests,
    const std::optional<PassCriteria> &jobCriteria, const std::optional<PassCriteria> &collectionCriteria)
{
    double sum = 0, weights = 0;
    for (qsizetype i = 0; i < entries.size() && i < tests.size(); ++i) {
        if (!tests.at(i) || !tests.at(i)->primaryScore)
            continue;
        const WireEntry &entry = entries.at(i);
        const double weight = wireWeight(entry);
        // Only the entry's own direction counts here, the provider's does not; and nothing is normalised.
        const bool lower = entry.entryScore && entry.entryScore->lowerIsBetter.value_or(false);
        const double value = *tests.at(i)->primaryScore;
        sum += weight * (lower ? 1 - value : value);
        weights += weight;
    }
    if (weights == 0)
        return std::nullopt;
    JobTest test;
    test.score = asFloat32(sum / weights);
    const auto own = threshold(jobCriteria), inherited = threshold(collectionCriteria);
    test.threshold = asFloat32(own ? *own : inherited.value_or(wireDefaultThreshold));
    test.pass = *test.score >= *test.threshold;
    return test;
}

void applyWireScore(JobResults &results, RunState state, const QList<WireEntry> &entries,
    const std::optional<PassCriteria> &jobCriteria, const std::optional<PassCriteria> &collectionCriteria)
{
    QList<std::optional<BenchmarkTest>> tests(entries.size());
    for (auto &result : results.benchmarks) {
        const qint64 index = result.benchmarkIndex.value_or(0);
        if (index < 0 || index >= entries.size())
            continue;
        result.test = wireBenchmarkTest(entries.at(index), result.metrics);
        tests[index] = result.test;
    }
    results.test
        = state == RunState::Completed ? wireJobTest(entries, tests, jobCriteria, collectionCriteria) : std::nullopt;
}

namespace {

struct Counts {
    qsizetype running = 0, completed = 0, failed = 0, cancelled = 0;
    explicit Counts(const QList<BenchmarkStatus> &benchmarks)
    {
        for (const auto &benchmark : benchmarks) {
            running += benchmark.status == RunState::Running;
            completed += benchmark.status == RunState::Completed;
            failed += benchmark.status == RunState::Failed;
            cancelled += benchmark.status == RunState::Cancelled;
        }
    }
};

QString failureLines(const QList<BenchmarkStatus> &benchmarks)
{
    QString lines;
    for (const auto &benchmark : benchmarks) {
        if (benchmark.status == RunState::Failed && benchmark.errorMessage)
            lines += QStringLiteral("Benchmark %1 failed with message: %2\n")
                         .arg(benchmark.id, benchmark.errorMessage->message);
    }
    return lines;
}

} // namespace

RunState jobState(RunState current, const QList<BenchmarkStatus> &benchmarks, qsizetype entryCount)
{
    if (isTerminal(current))
        return current;
    const Counts counts(benchmarks);
    if (entryCount > 0) {
        if (counts.completed == entryCount)
            return RunState::Completed;
        if (counts.failed == entryCount)
            return RunState::Failed;
        if (counts.completed + counts.failed == entryCount)
            return RunState::PartiallyFailed;
        if (counts.cancelled == entryCount)
            return RunState::Cancelled;
        if (counts.completed + counts.failed + counts.cancelled == entryCount)
            return RunState::PartiallyFailed;
    }
    return counts.running + counts.completed + counts.failed + counts.cancelled > 0 ? RunState::Running
                                                                                    : RunState::Pending;
}

QString jobStateMessage(RunState state, const QList<BenchmarkStatus> &benchmarks, qsizetype entryCount)
{
    switch (state) {
    case RunState::Completed: return QStringLiteral("Evaluation job is completed");
    case RunState::Failed: return QStringLiteral("Evaluation job is failed. \n") + failureLines(benchmarks);
    case RunState::Cancelled: return QStringLiteral("Evaluation job is cancelled");
    case RunState::PartiallyFailed: {
        const Counts counts(benchmarks);
        const auto start = counts.completed + counts.failed == entryCount
            ? QStringLiteral("Some of the benchmarks failed. \n")
            : QStringLiteral("Some of the benchmarks failed or cancelled. \n");
        return start + failureLines(benchmarks);
    }
    case RunState::Running: return QStringLiteral("Evaluation job is running");
    default: return QStringLiteral("Evaluation job is pending");
    }
}

} // namespace assay
