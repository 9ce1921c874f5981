#include "services/engine/runner/JudgeSettings.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

void readValues(const JsonReader &in, JudgeSettings &out)
{
    if (!in.has("values"))
        return;
    const JsonReader values = in.member("values");
    out.values.clear();
    for (const QString &text : values.names())
        out.values.insert(text, values.number(text.toUtf8().constData(), std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()));
}

bool onlyCounts(const TaskScorer &scorer)
{
    return std::all_of(scorer.aggregations.begin(), scorer.aggregations.end(), [](const QString &name) { return name == QLatin1String("categorical_count"); });
}

} // namespace

void readJudgeSettings(const JsonReader &in, JudgeSettings &out)
{
    in.onlyMembers({"url", "model", "secret_ref", "values", "max_tokens", "temperature", "top_p", "seed", "stop", "concurrency",
                    "timeout_seconds", "retries"});
    out.url = in.text("url", out.url);
    out.model = in.text("model", out.model);
    out.secretRef = in.text("secret_ref", out.secretRef);
    readAskSettings(in, out);
    readValues(in, out);
}

Result<PlannedJudge> planJudge(const TaskScorer &scorer, const RunSettings &run, const QString &benchmarkId, const nlohmann::json &parameters)
{
    auto definition = judgeDefinition(scorer.function, scorer.params);
    if (!definition)
        return definition.error();
    PlannedJudge out;
    out.settings.model = definition->model;
    out.definition = *std::move(definition);
    static_cast<AskSettings &>(out.settings) = run;
    out.settings.generation = {}; // how it answers is its own matter
    out.settings.generation.maxTokens = 512;
    JsonFaults faults(tr("Benchmark %1").arg(benchmarkId));
    if (!scorer.judge.is_null())
        readJudgeSettings(faults.object(scorer.judge, QStringLiteral("scoring.judge")), out.settings);
    const JsonReader in = faults.object(parameters, QStringLiteral("parameters"));
    if (in.has("judge"))
        readJudgeSettings(in.member("judge"), out.settings);
    if (faults.fault())
        return *faults.fault();
    if (out.settings.url.isEmpty() || out.settings.model.isEmpty()) {
        const QString missing = out.settings.url.isEmpty() ? QStringLiteral("parameters.judge.url") : QStringLiteral("parameters.judge.model");
        //: %1 benchmark, %2 scoring function, %3 member of the job
        return Error{Error::Kind::Invalid, tr("Benchmark %1: %2 asks a judge model, and %3 does not say which; set it to an OpenAI-compatible server and its model.")
                                               .arg(benchmarkId, scorer.function, missing)};
    }
    auto endpoint = parseEndpoint(out.settings.url);
    if (!endpoint)
        return judgeError(endpoint.error());
    out.endpoint = *std::move(endpoint);
    return out;
}

void readJudgeScore(const PlannedScorer &scorer, nlohmann::json &result)
{
    nlohmann::json &score = result["score"];
    const QMap<QString, double> &values = scorer.judge->settings.values;
    if (score.is_string() && !values.isEmpty()) {
        const auto value = values.constFind(QString::fromStdString(score.get<std::string>()).trimmed());
        result["judge_said"] = score;
        score = value == values.cend() ? nlohmann::json() : nlohmann::json(*value);
    } else if (score.is_string() && !onlyCounts(scorer.spec)) {
        const auto number = numericJudgeScore(result);
        const bool usable = number && number->at("score").is_number() && std::isfinite(number->at("score").get<double>());
        score = usable ? number->at("score") : nlohmann::json();
    }
    if (score.is_null())
        result["judge_parse_failed"] = true;
}

Error judgeError(const Error &error)
{
    Error out = error;
    // The sentences of the model's endpoint name its members, in every language alike; the judge's are these.
    out.message.replace(QLatin1String("model.url"), QLatin1String("judge.url"));
    out.message.replace(QLatin1String("model.name"), QLatin1String("judge.model"));
    out.message.replace(QLatin1String("auth.secret_ref"), QLatin1String("judge.secret_ref"));
    out.message = QCoreApplication::translate("assay", "The judge gave no answer: %1").arg(out.message);
    out.code = QStringLiteral("judge_%1").arg(error.code.isEmpty() ? QStringLiteral("other") : error.code);
    return out;
}

} // namespace assay::engine
