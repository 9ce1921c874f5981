#include "services/verdict/RunBenchmarks.h"

#include "services/verdict/MetricInfo.h"
#include "services/verdict/RecordedPlan.h"
#include "services/verdict/ResultMetrics.h"

#include <QCoreApplication>
#include <QHash>
#include <QPair>

#include <algorithm>

namespace assay {

namespace {

/// What a job says about its benchmarks. Reports come in order of arrival and are found by their index, never by their
/// place (EvalHub contract, 3.6).
struct Reports {
    explicit Reports(const Job &job)
    {
        for (const BenchmarkStatus &status : job.status.benchmarks)
            statuses.insert(status.benchmarkIndex.value_or(0), &status);
        for (qsizetype i = 0; i < job.results.benchmarks.size(); ++i)
            results.insert(job.results.benchmarks.at(i).benchmarkIndex.value_or(0), static_cast<int>(i));
    }
    QHash<qint64, const BenchmarkStatus *> statuses;
    QHash<qint64, int> results; ///< positions
};

void setState(RunBenchmark &one, const BenchmarkStatus *status, bool jobEnded)
{
    if (!status) {
        // A benchmark that never reports after its job ended will not report any more.
        one.state = jobEnded ? RunState::Cancelled : RunState::Pending;
        if (jobEnded)
            one.message = QCoreApplication::translate("assay", "It never started.");
        return;
    }
    one.state = status->status;
    if (status->errorMessage)
        one.message = status->errorMessage->message;
    else if (status->warningMessage)
        one.message = status->warningMessage->message;
}

void setMetric(RunBenchmark &one, const BenchmarkRef &ref, const ResultMetrics &metrics)
{
    if (ref.primaryScore)
        one.metric = ref.primaryScore->metric;
    else if (one.server && !one.server->primaryScoreMetric.isEmpty())
        one.metric = one.server->primaryScoreMetric;
    else
        one.metric = metrics.mainName();
    one.lowerIsBetter = ref.primaryScore
        ? ref.primaryScore->lowerIsBetter.value_or(false)
        : (one.server ? directionOf(*one.server) : std::nullopt).value_or(metricInfo(one.metric).lowerIsBetter);
    one.summary = metrics.summary(one.metric, one.lowerIsBetter);
}

RunBenchmark benchmarkOf(int index, const BenchmarkRef &ref, const Job &job, const Reports &reports)
{
    RunBenchmark one;
    one.index = index;
    one.entry = ref;
    one.id = ref.id;
    one.providerId = ref.providerId;
    setState(one, reports.statuses.value(index), isTerminal(job.status.state));
    one.result = reports.results.value(index, -1);
    ResultMetrics metrics;
    if (one.result >= 0) {
        const BenchmarkResult &result = job.results.benchmarks.at(one.result);
        one.server = result.test;
        metrics = ResultMetrics(result);
    }
    setMetric(one, ref, metrics);
    if (ref.passCriteria && ref.passCriteria->threshold)
        one.gate = Gate { *ref.passCriteria->threshold, one.lowerIsBetter };
    else if (one.server && one.server->threshold)
        one.gate = Gate { *one.server->threshold, one.lowerIsBetter };
    return one;
}

/// Indexes beyond the list that reported, ascending.
QList<qint64> unlisted(const Reports &reports, qsizetype listed)
{
    QList<qint64> indexes;
    for (const qint64 index : reports.statuses.keys() + reports.results.keys()) {
        if (index >= listed && !indexes.contains(index))
            indexes << index;
    }
    std::ranges::sort(indexes);
    return indexes;
}

} // namespace

QList<RunBenchmark> runBenchmarks(const Job &job, const QList<BenchmarkRef> &plan)
{
    const Reports reports(job);
    const QList<BenchmarkRef> &refs = plan.isEmpty() ? job.benchmarks : plan;
    QList<RunBenchmark> all;
    all.reserve(refs.size());
    for (int i = 0; i < refs.size(); ++i) {
        if (!refs.at(i).id.isEmpty()) // else nobody knows what stood there
            all << benchmarkOf(i, refs.at(i), job, reports);
    }
    for (const qint64 index : unlisted(reports, refs.size())) {
        BenchmarkRef ref;
        if (const BenchmarkStatus *status = reports.statuses.value(index)) {
            ref.id = status->id;
            ref.providerId = status->providerId;
        } else {
            const BenchmarkResult &result = job.results.benchmarks.at(reports.results.value(index));
            ref.id = result.id;
            ref.providerId = result.providerId;
        }
        all << benchmarkOf(static_cast<int>(index), ref, job, reports);
    }
    QHash<QPair<QString, QString>, int> turns;
    for (RunBenchmark &one : all)
        one.turn = turns[{ one.providerId, one.id }]++;
    return all;
}

std::optional<GateVerdict> judgedJobGate(const Job &job, const std::optional<PassCriteria> &collectionCriteria, const GatePolicy &policy,
    const QLocale &locale)
{
    std::optional<double> threshold;
    if (job.passCriteria && job.passCriteria->threshold)
        threshold = job.passCriteria->threshold;
    else if (collectionCriteria)
        threshold = collectionCriteria->threshold;
    if (!threshold)
        return std::nullopt;
    MetricSummary summary;
    summary.name = QStringLiteral("score");
    if (job.results.test)
        summary.value = job.results.test->score;
    return judge(summary, Gate { *threshold, false }, policy, job.status.state, locale);
}

} // namespace assay
