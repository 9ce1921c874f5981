#include "models/jobs/JobRow.h"

#include "services/core/Time.h"
#include "services/verdict/CurrentPolicy.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QLocale>

namespace assay {

namespace {

QString targetText(const Job &job)
{
    if (job.collection && !job.collection->id.isEmpty())
        return job.collection->id;
    QStringList ids;
    for (const BenchmarkRef &benchmark : job.benchmarks)
        ids << benchmark.id;
    return ids.join(QStringLiteral(", "));
}

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

/// Every result whose gate the server knew, judged with its interval. A gate's direction comes from the job's entry, else
/// from what is known of the metric.
void readVerdict(const Job &job, JobRow &row)
{
    QList<GateVerdict> verdicts;
    for (const BenchmarkResult &result : job.results.benchmarks) {
        if (!result.test || !result.test->threshold || result.test->primaryScoreMetric.isEmpty())
            continue;
        const QString metric = result.test->primaryScoreMetric;
        const BenchmarkRef *entry = entryOf(job, result);
        const bool lower = entry && entry->primaryScore ? entry->primaryScore->lowerIsBetter.value_or(false)
                                                        : metricInfo(metric).lowerIsBetter;
        verdicts << judge(metricSummary(result, metric, lower), Gate{*result.test->threshold, lower}, currentPolicy());
    }
    const bool ended = isTerminal(job.status.state);
    if (!verdicts.isEmpty()) {
        const JobVerdict all = judgeJob(verdicts);
        row.verdict = ended ? all.verdict : Verdict::Pending;
        row.verdictReason = all.sentence;
        if (ended && job.status.state != RunState::Completed && row.verdict == Verdict::Pass)
            row.verdict = Verdict::NoResult; // what is missing cannot have passed
    } else if (!ended) {
        row.verdict = Verdict::Pending;
    } else {
        row.verdict = job.status.state == RunState::Completed ? Verdict::NotGated : Verdict::NoResult;
    }
}

/// One benchmark alone is shown in its metric's unit; several have only the server's weighted score.
void readScore(const Job &job, JobRow &row)
{
    if (job.results.benchmarks.size() == 1 && job.results.benchmarks.first().test
        && job.results.benchmarks.first().test->primaryScore) {
        const BenchmarkTest &test = *job.results.benchmarks.first().test;
        row.score = test.primaryScore;
        row.scoreText = formatMetric(test.primaryScoreMetric, *test.primaryScore, QLocale());
    } else if (job.results.test && job.results.test->score) {
        row.score = job.results.test->score;
        row.scoreText = QLocale().toString(*row.score, 'f', 3);
    }
}

void readTimes(const Job &job, JobRow &row)
{
    row.created = parseTime(job.resource.createdAt);
    for (const BenchmarkStatus &benchmark : job.status.benchmarks) {
        const QDateTime started = parseTime(benchmark.startedAt), finished = parseTime(benchmark.completedAt);
        if (started.isValid() && (!row.started.isValid() || started < row.started))
            row.started = started;
        if (finished.isValid() && (!row.finished.isValid() || finished > row.finished))
            row.finished = finished;
        row.itemsDone += benchmark.itemsDone.value_or(0);
        row.itemsTotal += benchmark.itemsTotal.value_or(0);
    }
    if (!isTerminal(job.status.state))
        row.finished = {};
}

} // namespace

JobRow jobRow(const Job &job)
{
    JobRow row;
    row.id = job.resource.id;
    row.name = job.name;
    row.model = job.model.name;
    row.target = targetText(job);
    row.state = job.status.state;
    readVerdict(job, row);
    readScore(job, row);
    if (job.status.message)
        row.message = job.status.message->message;
    readTimes(job, row);
    row.tags = job.tags;
    row.haystack = (QStringList{row.name, row.model, row.target, row.id} + row.tags).join(QLatin1Char('\n')).toLower();
    return row;
}

QString jobTitle(const JobRow &row)
{
    if (!row.name.isEmpty())
        return row.name;
    if (row.model.isEmpty() && row.target.isEmpty())
        return row.id;
    return QCoreApplication::translate("assay", "%1 on %2").arg(row.model, row.target);
}

} // namespace assay
