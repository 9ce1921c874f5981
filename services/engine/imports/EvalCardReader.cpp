#include "services/engine/imports/EvalCardReader.h"

#include "services/core/States.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/RecordedPlan.h"
#include "services/verdict/WireScore.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>

namespace assay::engine::imports {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// Cards write numbers as text.
std::optional<double> number(const Json &value)
{
    if (!value.is_string())
        return value.is_number() ? numberOf(value) : std::nullopt;
    bool isNumber = false;
    const double read = textOf(value).toDouble(&isNumber);
    return isNumber && std::isfinite(read) ? std::optional(read) : std::nullopt;
}

/// The entry of a benchmark in a card that lists what was asked for; null elsewhere.
Json askedFor(const Json &card, const Json &benchmark)
{
    const auto index = wholeOf(at(benchmark, "benchmark_index")).value_or(0);
    const auto &entries = elementsOf(at(card, {"context", "benchmarks"}));
    if (index < 0 || index >= qint64(entries.size()))
        return {};
    const Json &entry = entries[std::size_t(index)];
    return textOf(at(entry, "id")) == textOf(at(benchmark, "id")) ? entry : Json();
}

/// What it was judged by: as the server's test has it, else as it was asked for.
void takeGate(ImportedBenchmark &benchmark, const Json &test, const Json &asked)
{
    benchmark.primaryMetric = textOf(at(test, "primary_score_metric"));
    if (benchmark.primaryMetric.isEmpty())
        benchmark.primaryMetric = textOf(at(asked, {"primary_score", "metric"}));
    benchmark.gate = number(at(test, "threshold"));
    if (!benchmark.gate)
        benchmark.gate = number(at(asked, {"pass_criteria", "threshold"}));
    benchmark.weight = number(at(asked, "weight"));
    BenchmarkTest judged;
    judged.primaryScore = number(at(test, "primary_score"));
    judged.threshold = number(at(test, "threshold"));
    if (at(test, "pass").is_boolean())
        judged.pass = at(test, "pass").get<bool>();
    const Json &told = at(asked, {"primary_score", "lower_is_better"});
    const bool usual = told.is_boolean() ? told.get<bool>() : metricInfo(benchmark.primaryMetric).lowerIsBetter;
    benchmark.lowerIsBetter = directionOf(judged).value_or(usual);
}

/// The score over all benchmarks. 0.5 is what servers compare with where nobody set a gate.
void takeRunTest(ImportedRun &run, const Json &test)
{
    if (!test.is_object())
        return;
    run.about["test"] = test;
    const auto threshold = number(at(test, "threshold"));
    if (threshold && *threshold != wireDefaultThreshold)
        run.gate = threshold;
}

ImportedBenchmark benchmarkOf(const Json &in, const Json &asked)
{
    ImportedBenchmark benchmark;
    benchmark.id = textOf(at(in, "id"));
    benchmark.providerId = textOf(at(in, "provider_id"));
    benchmark.metrics = membersOf(at(in, "metrics"));
    benchmark.info = membersOf(at(in, {"additional_info", "assay"}));
    takeGate(benchmark, at(in, "test"), asked);
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
    takeRunTest(run, at(card, {"results", "collection", "test"}));
    QStringList names;
    for (const Json &one : elementsOf(at(card, {"results", "benchmarks"}))) {
        ImportedBenchmark benchmark = benchmarkOf(one, askedFor(card, one));
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
