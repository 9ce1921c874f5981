#include "models/jobs/JobRow.h"

#include "services/core/Time.h"

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

JobRow::Verdict verdictOf(const Job &job)
{
    if (!isTerminal(job.status.state))
        return JobRow::Verdict::Pending;
    if (!job.results.test || !job.results.test->pass)
        return job.status.state == RunState::Completed ? JobRow::Verdict::NotGated : JobRow::Verdict::NoResult;
    return *job.results.test->pass ? JobRow::Verdict::Pass : JobRow::Verdict::Fail;
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
    row.verdict = verdictOf(job);
    if (job.status.message)
        row.message = job.status.message->message;
    if (job.results.test && job.results.test->score) {
        row.score = job.results.test->score;
        row.scoreText = QLocale().toString(*row.score, 'f', 3);
    }
    readTimes(job, row);
    row.tags = job.tags;
    row.haystack = (QStringList{row.name, row.model, row.target, row.id} + row.tags).join(QLatin1Char('\n')).toLower();
    return row;
}

QString verdictText(JobRow::Verdict verdict)
{
    switch (verdict) {
    case JobRow::Verdict::Pass: return QCoreApplication::translate("assay", "Pass");
    case JobRow::Verdict::Fail: return QCoreApplication::translate("assay", "Fail");
    case JobRow::Verdict::TooClose: return QCoreApplication::translate("assay", "Too close");
    case JobRow::Verdict::NoResult: return QCoreApplication::translate("assay", "No result");
    case JobRow::Verdict::Pending: return QCoreApplication::translate("assay", "Not yet");
    case JobRow::Verdict::NotGated: return QCoreApplication::translate("assay", "Not gated");
    }
    return {};
}

QString verdictGlyph(JobRow::Verdict verdict)
{
    switch (verdict) {
    case JobRow::Verdict::Pass: return QStringLiteral("✓");
    case JobRow::Verdict::Fail:
    case JobRow::Verdict::NoResult: return QStringLiteral("✗");
    case JobRow::Verdict::TooClose: return QStringLiteral("◐");
    case JobRow::Verdict::Pending: return QStringLiteral("○");
    case JobRow::Verdict::NotGated: return QStringLiteral("–");
    }
    return {};
}

Tone verdictTone(JobRow::Verdict verdict)
{
    switch (verdict) {
    case JobRow::Verdict::Pass: return Tone::Pass;
    case JobRow::Verdict::Fail: return Tone::Fail;
    case JobRow::Verdict::TooClose: return Tone::TooClose;
    case JobRow::Verdict::NoResult: return Tone::Fail;
    case JobRow::Verdict::Pending:
    case JobRow::Verdict::NotGated: return Tone::Muted;
    }
    return Tone::Plain;
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
