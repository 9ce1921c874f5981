#include "services/backends/llamastack/EvalRequest.h"

#include "services/backends/llamastack/DatasetWire.h"
#include "services/core/JsonMembers.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

Json parsed(const JsonText &text)
{
    return Json::parse(text.text.begin(), text.text.end(), nullptr, false);
}

/// The benchmark's own member, else the model's.
JsonText member(const Job &job, const BenchmarkRef &ref, const char *name)
{
    for (const JsonText &from : { ref.parameters, job.model.parameters }) {
        const auto members = jsonMembers(from);
        for (const JsonMember &one : members) {
            if (one.name == QLatin1String(name) && one.value.text != "null")
                return one.value;
        }
    }
    return {};
}

std::optional<double> numberIn(const Job &job, const BenchmarkRef &ref, const char *name)
{
    const Json value = parsed(member(job, ref, name));
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::optional<qint64> integerIn(const Job &job, const BenchmarkRef &ref, const char *name)
{
    const Json value = parsed(member(job, ref, name));
    return value.is_number_integer() ? std::optional(value.get<qint64>()) : std::nullopt;
}

Json samplingOf(const Job &job, const BenchmarkRef &ref)
{
    Json out;
    const auto temperature = numberIn(job, ref, "temperature"), topP = numberIn(job, ref, "top_p");
    if (const auto topK = integerIn(job, ref, "top_k"))
        out["strategy"] = { { "type", "top_k" }, { "top_k", *topK } };
    else if (temperature.value_or(0) > 0)
        out["strategy"] = { { "type", "top_p" }, { "temperature", *temperature }, { "top_p", topP.value_or(0.95) } };
    else
        out["strategy"] = { { "type", "greedy" } };
    out["max_tokens"] = integerIn(job, ref, "max_tokens").value_or(standardMaxTokens);
    if (const auto penalty = numberIn(job, ref, "repetition_penalty"))
        out["repetition_penalty"] = *penalty;
    const Json stop = parsed(member(job, ref, "stop"));
    if (stop.is_string())
        out["stop"] = Json::array({ stop });
    else if (stop.is_array() && !stop.empty())
        out["stop"] = stop;
    return out;
}

Json configOf(const Job &job, const BenchmarkRef &ref, const QMap<QString, JsonText> &params)
{
    Json candidate { { "type", "model" }, { "model", job.model.name.toStdString() },
        { "sampling_params", samplingOf(job, ref) } };
    const Json system = parsed(member(job, ref, "system_message"));
    if (system.is_string())
        candidate["system_message"] = { { "role", "system" }, { "content", system } };
    else if (system.is_object())
        candidate["system_message"] = system;
    Json scoring = Json::object();
    for (auto it = params.cbegin(); it != params.cend(); ++it)
        scoring[it.key().toStdString()] = parsed(it.value());
    Json config { { "eval_candidate", candidate }, { "scoring_params", scoring } };
    if (const auto count = numExamples(job, ref))
        config["num_examples"] = *count;
    return config;
}

bool isTextList(const Json &value)
{
    return value.is_array() && std::all_of(value.begin(), value.end(), [](const Json &one) { return one.is_string(); });
}

std::optional<Error> numberFault(const Job &job, const BenchmarkRef &ref)
{
    for (const char *name : { "num_examples", "max_tokens", "top_k" }) {
        const JsonText value = member(job, ref, name);
        if (!value.isEmpty() && integerIn(job, ref, name).value_or(0) < 1)
            return invalid(
                Text::tr("%1: enter a whole number from 1, or leave it out.").arg(QString::fromLatin1(name)));
    }
    struct Range {
        const char *name;
        double least, most;
    };
    for (const Range &range :
        { Range { "temperature", 0, 100 }, Range { "top_p", 0, 1 }, Range { "repetition_penalty", 0, 100 } }) {
        const JsonText value = member(job, ref, range.name);
        const auto number = numberIn(job, ref, range.name);
        if (!value.isEmpty() && (!number || *number < range.least || *number > range.most))
            return invalid(Text::tr("%1: enter a number from %2 to %3, or leave it out.")
                               .arg(QString::fromLatin1(range.name))
                               .arg(range.least)
                               .arg(range.most));
    }
    return {};
}

std::optional<Error> paramsFault(const QString &function, const Json &params)
{
    static constexpr std::array types { "basic", "regex_parser", "llm_as_judge" };
    static constexpr std::array aggregations { "average", "weighted_average", "median", "categorical_count",
        "accuracy" };
    const auto oneOf = [](const auto &words, const Json &value) {
        return value.is_string() && std::any_of(words.begin(), words.end(), [&value](const char *word) {
            return value.get<std::string>() == word;
        });
    };
    if (!params.is_object())
        return invalid(Text::tr("scoring_params: “%1” needs an object of parameters.").arg(function));
    if (params.contains("type") && !oneOf(types, params["type"]))
        return invalid(
            Text::tr("scoring_params: the type of “%1” is one of basic, regex_parser and llm_as_judge.").arg(function));
    for (const char *list : { "parsing_regexes", "judge_score_regexes", "aggregation_functions" }) {
        if (params.contains(list) && !isTextList(params[list]))
            return invalid(
                Text::tr("scoring_params: %1 of “%2” is a list of texts.").arg(QString::fromLatin1(list), function));
    }
    for (const Json &one : params.value("aggregation_functions", Json::array())) {
        if (!oneOf(aggregations, one))
            return invalid(Text::tr("scoring_params: “%1” has no aggregation “%2”; choose of average, "
                                    "weighted_average, median, categorical_count and accuracy.")
                               .arg(function, QString::fromStdString(one.get<std::string>())));
    }
    return {};
}

} // namespace

JsonText inputRows(const Job &job, const BenchmarkRef &ref)
{
    return member(job, ref, "input_rows");
}

std::optional<qint64> numExamples(const Job &job, const BenchmarkRef &ref)
{
    return integerIn(job, ref, "num_examples");
}

std::optional<qint64> rowsToAsk(const Job &job, const BenchmarkRef &ref)
{
    const JsonText given = inputRows(job, ref);
    return given.isEmpty() ? numExamples(job, ref) : std::optional<qint64>(rowTexts(given).size());
}

QStringList scoringFunctions(const Job &job, const BenchmarkRef &ref, const QStringList &benchmark)
{
    const Json given = parsed(member(job, ref, "scoring_functions"));
    if (inputRows(job, ref).isEmpty() || !isTextList(given) || given.empty())
        return benchmark; // a job over the dataset scores with the benchmark's own
    QStringList names;
    for (const Json &one : given)
        names << QString::fromStdString(one.get<std::string>());
    return names;
}

std::optional<Error> faultOf(const Job &job, const BenchmarkRef &ref)
{
    if (const auto fault = memberFault(job, ref))
        return fault;
    return samplingFault(job, ref, [](const QString &member) { return member; });
}

std::optional<Error> samplingFault(
    const Job &job, const BenchmarkRef &ref, const std::function<QString(const QString &member)> &named)
{
    const QString temperature = QStringLiteral("temperature"), topP = QStringLiteral("top_p"),
                  topK = QStringLiteral("top_k");
    const auto has = [&](const char *name) { return !member(job, ref, name).isEmpty(); }; // reads long rows, too
    const bool hasTopK = has("top_k"), hasTopP = has("top_p");
    if (hasTopK && (hasTopP || has("temperature")))
        return invalid(Text::tr("%1: such a server takes it alone; leave out %2, or %1.")
                           .arg(named(topK), named(hasTopP ? topP : temperature)));
    if (hasTopP && !(numberIn(job, ref, "temperature").value_or(0) > 0))
        return invalid(Text::tr("%1: such a server takes it only with a %2 above 0; enter one, or leave out %1.")
                           .arg(named(topP), named(temperature)));
    return {};
}

std::optional<Error> memberFault(const Job &job, const BenchmarkRef &ref)
{
    if (const auto fault = numberFault(job, ref))
        return fault;
    const Json stop = parsed(member(job, ref, "stop"));
    if (!stop.is_discarded() && !stop.is_string() && !isTextList(stop))
        return invalid(Text::tr("stop: enter a text or a list of texts."));
    const Json system = parsed(member(job, ref, "system_message"));
    if (!system.is_discarded() && !system.is_string() && !system.is_object())
        return invalid(Text::tr("system_message: enter a text, or an object with role and content."));
    if (const JsonText rows = inputRows(job, ref); !rows.isEmpty()) {
        const Json in = parsed(rows);
        if (!in.is_array() || in.empty()
            || !std::all_of(in.begin(), in.end(), [](const Json &row) { return row.is_object(); }))
            return invalid(Text::tr("input_rows: give a list of at least one object."));
    }
    if (const JsonText names = member(job, ref, "scoring_functions"); !names.isEmpty() && !isTextList(parsed(names)))
        return invalid(Text::tr("scoring_functions: give a list of names."));
    const Json params = parsed(member(job, ref, "scoring_params"));
    if (params.is_discarded())
        return {};
    if (!params.is_object())
        return invalid(Text::tr("scoring_params: give an object, the name of a scoring function and its parameters."));
    for (const auto &[function, value] : params.items()) {
        if (const auto fault = paramsFault(QString::fromStdString(function), value))
            return fault;
    }
    return {};
}

Result<QMap<QString, JsonText>> scoringParams(
    const Job &job, const BenchmarkRef &ref, const QStringList &functions, const QList<ScoringFunction> &definitions)
{
    const Json given = parsed(member(job, ref, "scoring_params"));
    QMap<QString, JsonText> all;
    for (const QString &function : functions) {
        const auto definition = std::find_if(definitions.cbegin(), definitions.cend(),
            [&function](const ScoringFunction &one) { return one.id == function; });
        Json params = definition != definitions.cend() ? parsed(definition->params) : Json();
        if (!params.is_object())
            params = Json::object();
        const bool own = given.is_object() && given.contains(function.toStdString());
        if (own)
            params.update(given[function.toStdString()]);
        if (params.empty())
            continue; // the server says what is wrong with a function that it does not list
        if (!params.contains("type"))
            params["type"] = "basic";
        // The definition that servers come with is a form to fill in: its prompt has no place for an answer.
        const bool judge = params["type"] == "llm_as_judge";
        const Json prompt = params.value("prompt_template", Json());
        const bool asks = prompt.is_null()
            || (prompt.is_string() && prompt.get<std::string>().find("{generated_answer}") != std::string::npos);
        if (judge
            && (!params.contains("judge_model") || !params["judge_model"].is_string()
                || params["judge_model"].get<std::string>().empty()))
            return invalid(
                Text::tr("scoring_params: “%1” needs a judge_model, one of the server's models.").arg(function));
        if (judge && !own && !asks)
            return invalid(Text::tr("scoring_params: “%1” needs a judge_model, a prompt_template with "
                                    "{generated_answer} in it, and judge_score_regexes.")
                               .arg(function));
        all.insert(function, { QByteArray::fromStdString(params.dump()) });
    }
    return all;
}

Result<EvalBody> bodyOf(
    const Job &job, int index, const QStringList &benchmark, const QList<ScoringFunction> &definitions)
{
    const BenchmarkRef &ref = job.benchmarks.at(index);
    EvalBody out;
    out.functions = scoringFunctions(job, ref, benchmark);
    const auto params = scoringParams(job, ref, out.functions, definitions);
    if (!params)
        return params.error();
    out.params = *params;
    out.rows = inputRows(job, ref);
    out.count = rowsToAsk(job, ref);
    out.body
        = out.rows.isEmpty() ? encodeRun(job, ref, out.params) : encodeEvaluation(job, ref, out.functions, out.params);
    return out;
}

QByteArray encodeRun(const Job &job, const BenchmarkRef &ref, const QMap<QString, JsonText> &params)
{
    return QByteArray::fromStdString(Json { { "benchmark_config", configOf(job, ref, params) } }.dump(
        -1, ' ', false, Json::error_handler_t::replace));
}

QByteArray encodeEvaluation(
    const Job &job, const BenchmarkRef &ref, const QStringList &functions, const QMap<QString, JsonText> &params)
{
    Json names = Json::array();
    for (const QString &one : functions)
        names.push_back(one.toStdString());
    Json config = configOf(job, ref, params);
    config.erase("num_examples"); // the rows are what is asked
    return jsonObject(
        { { QStringLiteral("input_rows"), inputRows(job, ref) },
            { QStringLiteral("scoring_functions"), { QByteArray::fromStdString(names.dump()) } },
            { QStringLiteral("benchmark_config"),
                { QByteArray::fromStdString(config.dump(-1, ' ', false, Json::error_handler_t::replace)) } } })
        .text;
}

} // namespace assay::llamastack
