#include "models/results/Rescore.h"

#include <QCoreApplication>
#include <QVariantMap>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

} // namespace

bool RescoreProblems::any() const { return !name.isEmpty() || !benchmarks.isEmpty() || scorer.any(); }

RescoreProblems rescoreProblems(const RescoreRequest &request)
{
    RescoreProblems out;
    if (request.name.trimmed().isEmpty())
        out.name = tr("Give the new run a name.");
    if (request.benchmarks.isEmpty())
        out.benchmarks = tr("Choose at least one benchmark.");
    out.scorer = scorerProblems(request.scorer);
    return out;
}

Job rescoreJob(const Job &source, const QList<ResultRow> &benchmarks, const RescoreRequest &request)
{
    Job job;
    job.name = request.name.trimmed();
    job.tags = source.tags;
    job.tags.removeAll(QStringLiteral("imported"));
    if (!job.tags.contains(QStringLiteral("rescored")))
        job.tags << QStringLiteral("rescored");
    job.model.name = source.model.name;
    job.model.cardUrl = source.model.cardUrl;
    const QVariantMap scorer = scoringEntry(request.scorer);
    for (const ResultRow &row : benchmarks) {
        if (!request.benchmarks.contains(row.index))
            continue;
        BenchmarkRef entry;
        entry.id = row.id;
        entry.providerId = row.providerId;
        entry.parameters = JsonText::fromVariantMap({{QStringLiteral("answers"), StoredAnswers{source.resource.id, row.index}.text()},
                                                     {QStringLiteral("scoring"), QVariantList{scorer}}});
        job.benchmarks << entry;
    }
    return job;
}

QStringList answerRuns(const Job &job)
{
    QStringList runs;
    for (const BenchmarkRef &entry : job.benchmarks) {
        const auto answers = storedAnswersOf(entry);
        if (answers && !runs.contains(answers->jobId))
            runs << answers->jobId;
    }
    return runs;
}

} // namespace assay
