#include "models/jobs/JobRow.h"

#include "models/jobs/RunFacts.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QLocale>

namespace assay {

namespace {

/// One benchmark alone is shown in its metric's unit; several have only the server's weighted score.
void readScore(const RunRecord &run, JobRow &row)
{
    if (run.results.size() == 1 && run.results.first().score) {
        row.score = run.results.first().score;
        row.scoreText = formatMetric(run.results.first().metric, *row.score, QLocale());
    } else if (run.jobScore) {
        row.score = run.jobScore;
        row.scoreText = QLocale().toString(*row.score, 'f', 3);
    }
}

QDateTime timeOf(qint64 ms) { return ms > 0 ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC) : QDateTime(); }

} // namespace

QStringList JobRow::allTags() const
{
    QStringList all = tags;
    for (const QString &tag : ownTags) {
        if (!all.contains(tag))
            all << tag;
    }
    return all;
}

JobRow jobRow(const RunRecord &run)
{
    JobRow row;
    row.id = run.ref.text();
    row.connectionId = run.ref.connectionId;
    row.name = run.name;
    row.model = run.model;
    row.collection = run.collection;
    row.batch = run.batch;
    row.benchmarks = run.benchmarks;
    row.providers = run.providers;
    row.target = run.collection.isEmpty() ? run.benchmarks.join(QStringLiteral(", ")) : run.collection;
    row.state = run.state;
    const JobVerdict verdict = verdictOf(run);
    row.verdict = verdict.verdict;
    row.verdictReason = verdict.sentence;
    readScore(run, row);
    row.message = run.message;
    row.created = timeOf(run.created);
    row.started = timeOf(run.started);
    row.finished = timeOf(run.finished);
    row.tags = run.tags;
    row.itemsDone = run.itemsDone;
    row.itemsTotal = run.itemsTotal;
    row.results = run.results;
    row.goneMs = run.goneMs;
    row.haystack = (QStringList{row.name, row.model, row.target, row.id} + row.tags).join(QLatin1Char('\n')).toLower();
    return row;
}

RunRecord runRecord(const JobRow &row)
{
    const auto ms = [](const QDateTime &time) { return time.isValid() ? time.toMSecsSinceEpoch() : 0; };
    RunRecord run;
    run.ref = RunRef::parse(row.id);
    run.name = row.name;
    run.model = row.model;
    run.collection = row.collection;
    run.batch = row.batch;
    run.benchmarks = row.benchmarks;
    run.providers = row.providers;
    run.tags = row.tags;
    run.state = row.state;
    run.message = row.message;
    run.created = ms(row.created);
    run.started = ms(row.started);
    run.finished = ms(row.finished);
    run.itemsDone = row.itemsDone;
    run.itemsTotal = row.itemsTotal;
    if (row.results.size() != 1 || !row.results.first().score)
        run.jobScore = row.score;
    run.results = row.results;
    run.goneMs = row.goneMs;
    return run;
}

JobRow jobRow(const Job &job, const QString &connectionId) { return jobRow(runRecord(job, connectionId)); }

QString jobTitle(const JobRow &row)
{
    if (!row.name.isEmpty())
        return row.name;
    if (row.model.isEmpty() && row.target.isEmpty())
        return row.id;
    return QCoreApplication::translate("assay", "%1 on %2").arg(row.model, row.target);
}

} // namespace assay
