#include "services/verdict/Replay.h"

#include "services/verdict/Judge.h"
#include "services/verdict/WireScore.h"

#include <QSet>

#include <algorithm>

namespace assay {

namespace {

bool isOf(const BenchmarkResult &result, const BenchmarkRef &entry) { return result.providerId == entry.providerId && result.id == entry.id; }

/// The first result of the entry's benchmark that no earlier entry took; -1: none.
qsizetype resultFor(const BenchmarkRef &entry, const QList<BenchmarkResult> &results, QSet<qsizetype> &taken)
{
    for (qsizetype i = 0; i < results.size(); ++i) {
        if (isOf(results.at(i), entry) && !taken.contains(i)) {
            taken.insert(i);
            return i;
        }
    }
    return -1;
}

/// By their position in the job, which tells copies of one benchmark apart.
QList<BenchmarkResult> inOrder(QList<BenchmarkResult> results)
{
    std::ranges::stable_sort(results, {}, [](const BenchmarkResult &result) { return result.benchmarkIndex.value_or(0); });
    return results;
}

} // namespace

ReplayedRun replay(const Job &run, const Collection &collection, const ProviderLookup &lookup)
{
    const QList<BenchmarkResult> results = inOrder(run.results.benchmarks);
    ReplayedRun replayed;
    QSet<qsizetype> taken;
    QList<WireEntry> entries;
    QList<std::optional<BenchmarkTest>> tests;
    for (const BenchmarkRef &entry : collection.benchmarks) {
        const WireEntry wire = wireEntry(entry, lookup ? lookup(entry.providerId, entry.id) : nullptr);
        const WireGate gate = wireGate(wire);
        ReplayedBenchmark one;
        one.id = entry.id;
        one.providerId = entry.providerId;
        one.metric = gate.score ? gate.score->metric : QString();
        one.lowerIsBetter = gate.score && gate.score->lowerIsBetter.value_or(false);
        one.thresholdNow = gate.threshold;
        std::optional<BenchmarkTest> now;
        if (const qsizetype at = resultFor(entry, results, taken); at >= 0) {
            const BenchmarkResult &result = results.at(at);
            one.reported = true;
            if (!one.metric.isEmpty())
                one.value = metricSummary(result, one.metric, one.lowerIsBetter).value;
            if (result.test) {
                one.thresholdThen = result.test->threshold;
                one.then = result.test->pass;
            }
            now = wireBenchmarkTest(wire, result.metrics);
            one.now = now ? now->pass : std::nullopt;
        } else {
            ++replayed.missing;
        }
        entries << wire;
        tests << now;
        replayed.benchmarks << one;
    }
    replayed.leftOut = int(results.size() - taken.size());
    replayed.ownGate = run.passCriteria && run.passCriteria->threshold;
    if (run.results.test) {
        replayed.scoreThen = run.results.test->score;
        replayed.thresholdThen = run.results.test->threshold;
        replayed.then = run.results.test->pass;
    }
    if (replayed.missing == 0 && run.status.state == RunState::Completed) {
        if (const auto test = wireJobTest(entries, tests, run.passCriteria, collection.passCriteria)) {
            replayed.scoreNow = test->score;
            replayed.thresholdNow = test->threshold;
            replayed.now = test->pass;
        }
    }
    return replayed;
}

bool canReplay(const Job &run, const Collection &collection)
{
    return isTerminal(run.status.state.value()) && std::ranges::any_of(run.results.benchmarks, [&](const BenchmarkResult &result) {
        return std::ranges::any_of(collection.benchmarks, [&](const BenchmarkRef &entry) { return isOf(result, entry); });
    });
}

} // namespace assay
