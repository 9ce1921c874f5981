#include "models/jobs/RunFacts.h"

#include "services/core/AssayPart.h"
#include "services/core/Time.h"
#include "services/verdict/CurrentPolicy.h"
#include "services/verdict/MetricInfo.h"

#include <QDateTime>
#include <QRegularExpression>

namespace assay {

namespace {

/// The entry of a result: by index where the job lists its benchmarks, else (a collection's) unknown.
const BenchmarkRef *entryOf(const Job &job, const BenchmarkResult &result)
{
    const QList<BenchmarkRef> &entries = job.benchmarks.isEmpty() && job.collection ? job.collection->benchmarks : job.benchmarks;
    const qint64 index = result.benchmarkIndex.value_or(-1);
    if (index >= 0 && index < entries.size() && entries.at(index).id == result.id)
        return &entries.at(index);
    for (const BenchmarkRef &entry : entries) {
        if (entry.id == result.id && entry.providerId == result.providerId)
            return &entry;
    }
    return nullptr;
}

/// A gate's direction comes from the job's entry, else from what is known of the metric.
RunResult resultOf(const Job &job, const BenchmarkResult &result)
{
    RunResult made;
    made.benchmark = result.id;
    made.provider = result.providerId;
    if (!result.test || result.test->primaryScoreMetric.isEmpty())
        return made;
    made.metric = result.test->primaryScoreMetric;
    const BenchmarkRef *entry = entryOf(job, result);
    made.lowerIsBetter = entry && entry->primaryScore ? entry->primaryScore->lowerIsBetter.value_or(false) : metricInfo(made.metric).lowerIsBetter;
    const MetricSummary summary = metricSummary(result, made.metric, made.lowerIsBetter);
    made.score = summary.value ? summary.value : result.test->primaryScore;
    made.gate = result.test->threshold;
    made.samples = summary.n;
    made.standardError = summary.standardError;
    made.successes = summary.successes;
    made.binary = summary.binary;
    return made;
}

void readTimes(const Job &job, RunRecord &run)
{
    const auto ms = [](const QString &text) {
        const QDateTime time = parseTime(text);
        return time.isValid() ? time.toMSecsSinceEpoch() : 0;
    };
    run.created = ms(job.resource.createdAt);
    for (const BenchmarkStatus &benchmark : job.status.benchmarks) {
        const qint64 started = ms(benchmark.startedAt), finished = ms(benchmark.completedAt);
        if (started > 0 && (run.started == 0 || started < run.started))
            run.started = started;
        run.finished = qMax(run.finished, finished);
        run.itemsDone += benchmark.itemsDone.value_or(0);
        run.itemsTotal += benchmark.itemsTotal.value_or(0);
    }
    if (!isTerminal(job.status.state))
        run.finished = 0;
}

} // namespace

RunRecord runRecord(const Job &job, const QString &connectionId)
{
    RunRecord run;
    run.ref = {connectionId, job.resource.id};
    run.name = job.name;
    run.model = job.model.name;
    if (job.collection)
        run.collection = job.collection->id;
    run.batch = assayPart(job).value(QStringLiteral("batch")).toString().section(u'/', 0, 0);
    for (const BenchmarkRef &benchmark : job.benchmarks) {
        run.benchmarks << benchmark.id;
        if (!run.providers.contains(benchmark.providerId))
            run.providers << benchmark.providerId;
    }
    for (const BenchmarkResult &result : job.results.benchmarks) {
        run.results << resultOf(job, result);
        if (job.benchmarks.isEmpty() && !run.benchmarks.contains(result.id))
            run.benchmarks << result.id;
        if (!run.providers.contains(result.providerId))
            run.providers << result.providerId;
    }
    run.tags = job.tags;
    run.state = job.status.state;
    if (job.status.message)
        run.message = job.status.message->message;
    if (job.results.test)
        run.jobScore = job.results.test->score;
    readTimes(job, run);
    return run;
}

MetricSummary summaryOf(const RunResult &result)
{
    MetricSummary summary;
    summary.name = result.metric;
    summary.value = result.score;
    summary.n = result.samples;
    summary.standardError = result.standardError;
    summary.binary = result.binary;
    summary.successes = result.successes;
    summary.lowerIsBetter = result.lowerIsBetter;
    return summary;
}

JobVerdict verdictOf(const RunRecord &run)
{
    QList<GateVerdict> gates;
    for (const RunResult &result : run.results) {
        if (result.gate && !result.metric.isEmpty())
            gates << judge(summaryOf(result), Gate{*result.gate, result.lowerIsBetter}, currentPolicy());
    }
    const bool ended = isTerminal(run.state);
    JobVerdict all;
    if (!gates.isEmpty())
        all = judgeJob(gates);
    else
        all.verdict = run.state == RunState::Completed ? Verdict::NotGated : Verdict::NoResult;
    if (!ended)
        all.verdict = Verdict::Pending;
    else if (run.state != RunState::Completed && all.verdict == Verdict::Pass)
        all.verdict = Verdict::NoResult; // what is missing cannot have passed
    return all;
}

QString modelFamily(const QString &model)
{
    const QString name = model.section(u'/', -1).section(u':', 0, 0).toLower();
    static const QRegularExpression size(QStringLiteral("[-_ ](?:\\d+x)?\\d+(?:\\.\\d+)?[bmk](?=[-_ .]|$)"));
    const auto at = size.match(name);
    return at.hasMatch() ? name.left(at.capturedStart()) : name.section(QRegularExpression(QStringLiteral("[-_ ]")), 0, 0);
}

} // namespace assay
