#include "services/engine/imports/EvalCardReader.h"

#include "services/core/States.h"

#include <QCoreApplication>
#include <QDateTime>

namespace assay::engine::imports {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

ImportedBenchmark benchmarkOf(const Json &in)
{
    ImportedBenchmark benchmark;
    benchmark.id = textOf(at(in, "id"));
    benchmark.providerId = textOf(at(in, "provider_id"));
    benchmark.metrics = membersOf(at(in, "metrics"));
    benchmark.info = membersOf(at(in, {"additional_info", "assay"}));
    benchmark.primaryMetric = textOf(at(in, {"test", "primary_score_metric"}));
    benchmark.startedAt = textOf(at(in, "started_at"));
    benchmark.completedAt = textOf(at(in, "completed_at"));
    const auto state = Word<RunState>::fromText(textOf(at(in, "status"))).value();
    if (state == RunState::Completed)
        return benchmark;
    benchmark.state = state == RunState::Cancelled ? RunState::Cancelled : RunState::Failed;
    benchmark.error = textOf(at(in, {"error_message", "message"}));
    if (benchmark.error.isEmpty()) // still pending or running when the card was made, or a word that this version does not know
        benchmark.error = tr("The card says only that its status is '%1'.").arg(textOf(at(in, "status")));
    return benchmark;
}

} // namespace

Result<ImportedRun> readEvalCard(const QString &path)
{
    FileSource source(path);
    JsonStream stream;
    auto read = stream.read(source);
    if (!read)
        return read.error();
    const Json &card = read->value;
    ImportedRun run;
    run.modelName = textOf(at(card, {"context", "model", "name"}));
    run.modelUrl = textOf(at(card, {"context", "model", "url"}));
    run.createdMs = msOf(at(card, {"metadata", "created_at"}));
    if (at(card, {"metadata", "evaluation_job_id"}).is_string())
        run.about["evaluation_job_id"] = at(card, {"metadata", "evaluation_job_id"});
    if (at(card, {"context", "collection_id"}).is_string())
        run.about["collection_id"] = at(card, {"context", "collection_id"});
    QStringList names;
    for (const Json &one : elementsOf(at(card, {"results", "benchmarks"}))) {
        ImportedBenchmark benchmark = benchmarkOf(one);
        if (benchmark.id.isEmpty() || benchmark.providerId.isEmpty())
            return Error{Error::Kind::Invalid, tr("a benchmark in 'results.benchmarks' has no id or no provider_id")};
        names << benchmark.id;
        run.benchmarks.append(benchmark);
    }
    if (run.benchmarks.isEmpty())
        return Error{Error::Kind::Invalid, tr("it has no results: 'results.benchmarks' is empty")};
    run.name = textOf(at(card, {"context", "collection_id"}));
    if (run.name.isEmpty())
        run.name = names.size() <= 3 ? names.join(QLatin1String(", ")) : QStringLiteral("%1, … (%2)").arg(names.mid(0, 2).join(QLatin1String(", "))).arg(names.size());
    return run;
}

} // namespace assay::engine::imports
