#include "services/engine/runner/AttemptPlan.h"

#include "services/engine/runner/JsonReader.h"
#include "services/engine/runner/JudgeSettings.h"
#include "services/engine/runner/NativeRunner.h"
#include "services/engine/runner/TaskLibrary.h"
#include "services/json/Json.h"

#include <QCoreApplication>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

constexpr const char *modelKnows[] = {"max_tokens", "temperature", "top_p", "seed", "stop", "concurrency", "timeout_seconds", "retries"};
constexpr const char *benchmarkKnows[] = {"num_examples", "repeats", "judge", "scoring"};

void noteIgnored(const JsonReader &in, bool benchmark, QStringList &out)
{
    for (const QString &name : in.names()) {
        const auto is = [&](const char *known) { return name == QLatin1String(known); };
        const bool known = std::any_of(std::begin(modelKnows), std::end(modelKnows), is)
            || (benchmark && std::any_of(std::begin(benchmarkKnows), std::end(benchmarkKnows), is));
        if (!known)
            out << (benchmark ? QStringLiteral("parameters.") : QStringLiteral("model.parameters.")) + name;
    }
}

Result<nlohmann::json> objectOf(const JsonText &text)
{
    return text.isEmpty() ? Result<nlohmann::json>(nlohmann::json::object()) : json::parse(text.text);
}

/// The benchmark's parameter `scoring` takes the place of the task's.
Result<Done> chooseScoring(AttemptPlan &plan, const BenchmarkRef &benchmark, const nlohmann::json &parameters)
{
    if (!parameters.contains("scoring"))
        return Done{};
    JsonFaults faults(tr("Benchmark %1").arg(benchmark.id));
    plan.task.scoring = readScoring(faults.object(parameters, QStringLiteral("parameters")), plan.task.targetColumn);
    return faults.fault() ? Result<Done>(*faults.fault()) : Result<Done>(Done{});
}

Result<Done> addScorers(AttemptPlan &plan, const BenchmarkRef &benchmark)
{
    const auto parameters = objectOf(benchmark.parameters);
    if (!parameters)
        return parameters.error();
    if (const auto chosen = chooseScoring(plan, benchmark, *parameters); !chosen)
        return chosen.error();
    for (const TaskScorer &spec : plan.task.scoring) {
        auto function = makeScoringFunction(spec.function, spec.params);
        if (!function)
            return function.error();
        QString key = spec.function;
        const auto taken = [&] {
            return std::any_of(plan.scorers.begin(), plan.scorers.end(), [&](const PlannedScorer &one) { return one.key == key; });
        };
        for (int copy = 2; taken(); ++copy)
            key = QStringLiteral("%1#%2").arg(spec.function).arg(copy);
        PlannedScorer planned{spec, key, *std::move(function), {}};
        if (spec.isJudge()) {
            auto judge = planJudge(spec, plan.settings, benchmark.id, *parameters);
            if (!judge)
                return judge.error();
            planned.judge = *std::move(judge);
        }
        plan.scorers.push_back(std::move(planned));
    }
    return Done{};
}

} // namespace

void readAskSettings(const JsonReader &in, AskSettings &out)
{
    readGeneration(in, out.generation);
    if (in.has("concurrency"))
        out.concurrency = static_cast<int>(in.whole("concurrency", 1, 256));
    if (in.has("timeout_seconds"))
        out.timeoutSeconds = in.number("timeout_seconds", 0.001, 86'400);
    if (in.has("retries"))
        out.retries = static_cast<int>(in.whole("retries", 0, 100));
}

Result<RunSettings> readSettings(const Generation &task, const ModelTarget &model, const BenchmarkRef &benchmark)
{
    RunSettings out;
    out.generation = task;
    const auto ofModel = objectOf(model.parameters), ofBenchmark = objectOf(benchmark.parameters);
    if (!ofModel)
        return ofModel.error();
    if (!ofBenchmark)
        return ofBenchmark.error();

    JsonFaults modelFaults(tr("Model %1").arg(model.name));
    const JsonReader modelIn = modelFaults.object(*ofModel, QStringLiteral("parameters"));
    readAskSettings(modelIn, out);
    noteIgnored(modelIn, false, out.ignored);
    if (modelFaults.fault())
        return *modelFaults.fault();

    JsonFaults faults(tr("Benchmark %1").arg(benchmark.id));
    const JsonReader in = faults.object(*ofBenchmark, QStringLiteral("parameters"));
    readAskSettings(in, out);
    if (in.has("num_examples"))
        out.numExamples = in.whole("num_examples", 1, 1'000'000'000);
    if (in.has("repeats"))
        out.repeats = static_cast<int>(in.whole("repeats", 1, 1000));
    noteIgnored(in, true, out.ignored);
    if (faults.fault())
        return *faults.fault();
    return out;
}

bool AttemptPlan::hasJudges() const
{
    return std::any_of(scorers.begin(), scorers.end(), [](const PlannedScorer &one) { return one.judge.has_value(); });
}

Result<std::shared_ptr<const AttemptPlan>> planRescore(const AttemptSpec &spec, qint64 items, int repeats)
{
    auto plan = std::make_shared<AttemptPlan>();
    plan->origin = spec.origin;
    plan->task.fileName = plan->task.id = spec.benchmark.id;
    plan->task.inputColumn = QLatin1String(storedInputColumn);
    plan->task.targetColumn = QLatin1String(storedTargetColumn);
    auto settings = readSettings({}, {}, spec.benchmark); // how the model was asked is part of its run
    if (!settings)
        return settings.error();
    plan->settings = *std::move(settings);
    plan->settings.repeats = repeats;
    plan->settings.ignored.removeOne(QStringLiteral("parameters.answers"));
    if (const auto done = addScorers(*plan, spec.benchmark); !done)
        return done.error();
    if (plan->scorers.empty())
        return Error{Error::Kind::Invalid, tr("Benchmark %1: parameters.scoring must name the scoring functions for the stored answers.").arg(spec.benchmark.id)};
    plan->items = std::min(items, plan->settings.numExamples.value_or(items));
    return std::shared_ptr<const AttemptPlan>(std::move(plan));
}

Result<std::shared_ptr<const AttemptPlan>> planAttempt(const NativeRunnerOptions &options, const AttemptSpec &spec)
{
    const BenchmarkRef &benchmark = spec.benchmark;
    if (benchmark.testDataRef)
        return Error{Error::Kind::Unsupported,
                     tr("Benchmark %1: test_data_ref cannot be used with native tasks; remove it, or put the data beside the task file.")
                         .arg(benchmark.id)};
    auto task = TaskLibrary(options.taskFolders).find(benchmark.id);
    if (!task)
        return task.error();
    auto plan = std::make_shared<AttemptPlan>();
    plan->task = *std::move(task);
    auto settings = readSettings(plan->task.generation, spec.model, benchmark);
    if (!settings)
        return settings.error();
    plan->settings = *std::move(settings);
    if (const auto done = addScorers(*plan, benchmark); !done)
        return done.error();
    if (DatasetSource &source = plan->task.dataset; source.kind == DatasetSource::Kind::Registered && options.registered) {
        auto rows = options.registered(spec.tenant, source.name, 0);
        if (!rows)
            return rows.error();
        source.registered = std::make_shared<const RegisteredRows>(*std::move(rows));
    }
    auto dataset = Dataset::load(plan->task.dataset, plan->task.idColumn, neededColumns(plan->task));
    if (!dataset)
        return dataset.error();
    plan->dataset = *std::move(dataset);
    plan->items = std::min(plan->dataset.size(), plan->settings.numExamples.value_or(plan->dataset.size()));
    return std::shared_ptr<const AttemptPlan>(std::move(plan));
}

} // namespace assay::engine
