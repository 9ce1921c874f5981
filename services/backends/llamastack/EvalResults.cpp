#include "services/backends/llamastack/EvalResults.h"

#include "services/backends/rest/ItemInput.h"
#include "services/backends/rest/SampleList.h"
#include "services/core/ItemKey.h"
#include "services/core/JsonMembers.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDateTime>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json;

/// Columns that the evaluator reads (contract, section 5.2); every other one is the row's own.
constexpr const char *ownColumns[]
    = { "completion_input", "chat_completion_input", "input_query", "expected_answer", "generated_answer" };

Json parsed(const JsonText &text)
{
    return Json::parse(text.text.begin(), text.text.end(), nullptr, false);
}

JsonText textOf(const Json &value)
{
    return { QByteArray::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace)) };
}

QString shown(const Json &value)
{
    if (value.is_null() || value.is_discarded())
        return {};
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString::fromUtf8(textOf(value).text);
}

QString promptOf(const Json &messages)
{
    QStringList paragraphs;
    for (const Json &message : messages) {
        if (!message.is_object())
            return shown(messages);
        paragraphs << QStringLiteral("%1: %2").arg(
            shown(message.value("role", Json())), shown(message.value("content", Json())));
    }
    return paragraphs.join(QStringLiteral("\n\n"));
}

/// The input that was sent to the model: a text or messages, kept as JSON text in a column.
Json inputOf(const Json &row)
{
    for (const char *name : { "completion_input", "chat_completion_input" }) {
        const auto it = row.find(name);
        if (it == row.end() || it->is_null())
            continue;
        if (!it->is_string())
            return *it;
        const Json within = Json::parse(it->get<std::string>(), nullptr, false);
        return within.is_discarded() ? *it : within;
    }
    return row.value("input_query", Json());
}

void takeRow(Sample &sample, const Json &row)
{
    const Json input = inputOf(row), target = row.value("expected_answer", Json());
    sample.prompt = input.is_array() ? promptOf(input) : shown(input);
    sample.target = shown(target);
    const Json id = row.value("id", Json());
    const auto canonical = [](const Json &value) {
        return json::canonicalJson(nlohmann::json::parse(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
    };
    sample.itemKey = itemKey(shown(id), canonical(itemInput(input)), canonical(target));
    QList<JsonMember> others;
    for (const auto &[name, value] : row.items()) {
        if (std::none_of(
                std::begin(ownColumns), std::end(ownColumns), [&name = name](const char *own) { return name == own; }))
            others.append({ QString::fromStdString(name), textOf(value) });
    }
    sample.metadata = jsonObject(others);
}

/// None for what is no number: a missing score is not 0.
std::optional<double> numberOf(const Json &score)
{
    if (score.is_number())
        return score.get<double>();
    if (score.is_boolean())
        return score.get<bool>() ? 1.0 : 0.0;
    if (!score.is_string())
        return std::nullopt;
    bool ok = false;
    const double value = QString::fromStdString(score.get<std::string>()).trimmed().toDouble(&ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

void takeScores(Sample &sample, const EvalOutcome &outcome, qsizetype at, const QString &primary)
{
    QList<JsonMember> scores;
    for (const Scores &one : outcome.scores) {
        if (at >= one.rows.size())
            continue;
        scores.append({ one.function, one.rows.at(at) });
        const Json row = parsed(one.rows.at(at));
        if (one.function != primary || !row.is_object())
            continue;
        const Json score = row.value("score", Json());
        sample.score = numberOf(score);
        sample.extractionFailed
            = score.is_null() && row.contains("judge_feedback"); // none of the judge's patterns was found
        if (score.is_string())
            sample.extracted = shown(score);
    }
    sample.scores = jsonObject(scores);
}

void addMetrics(QList<QPair<QString, double>> &out, const QString &name, const std::string &key, const Json &value)
{
    if (value.is_number()) {
        out.append({ name, value.get<double>() });
        return;
    }
    if (!value.is_object())
        return;
    const auto own = value.find(key);
    if (own != value.end() && own->is_number()) {
        out.append({ name, own->get<double>() });
    } else if (own != value.end() && own->is_object()) {
        for (const auto &[text, count] : own->items()) {
            if (count.is_number())
                out.append({ name + QLatin1Char('/') + QString::fromStdString(text), count.get<double>() });
        }
    } else if (own == value.end()) {
        for (const auto &[member, number] : value.items()) {
            if (number.is_number())
                out.append({ name + QLatin1Char('/') + QString::fromStdString(member), number.get<double>() });
        }
    }
}

/// Scores of a function that are numbers as they came, for its means.
MetricTally tallyOf(const Scores &scores)
{
    MetricTally tally;
    for (const JsonText &text : scores.rows) {
        const Json row = parsed(text);
        const Json score = row.is_object() ? row.value("score", Json()) : Json();
        if (score.is_number() || score.is_boolean())
            tally.add(*numberOf(score));
    }
    return tally;
}

} // namespace

Result<EvalOutcome> decodeOutcome(const QByteArray &body)
{
    try {
        const Json in = Json::parse(body.begin(), body.end());
        EvalOutcome out;
        for (const Json &one : in.at("generations"))
            out.generations << textOf(one);
        for (const auto &[name, value] : in.at("scores").items()) {
            Scores scores { QString::fromStdString(name), {}, {} };
            if (value.contains("score_rows") && value["score_rows"].is_array()) {
                for (const Json &row : value["score_rows"])
                    scores.rows << textOf(row);
            }
            if (value.contains("aggregated_results") && value["aggregated_results"].is_object())
                scores.aggregates = textOf(value["aggregated_results"]);
            out.scores << scores;
        }
        return out;
    } catch (const Json::exception &error) {
        return Error { Error::Kind::Protocol,
            QCoreApplication::translate(
                "assay", "The result of the evaluation cannot be read; is this a Llama Stack server?"),
            QString::fromUtf8(error.what()) };
    }
}

QList<Sample> samplesOf(const EvalOutcome &outcome, const QList<JsonText> &rows, const QString &primary)
{
    const qsizetype count = outcome.answers();
    QList<Sample> samples;
    samples.reserve(count);
    for (qsizetype i = 0; i < count; ++i) {
        Sample sample;
        if (i < outcome.generations.size()) {
            const Json generation = parsed(outcome.generations.at(i));
            if (generation.is_object())
                sample.response = shown(generation.value("generated_answer", Json()));
        }
        const Json row = rows.size() == count ? parsed(rows.at(i)) : Json();
        if (row.is_object())
            takeRow(sample, row);
        else
            sample.itemKey = itemKey(QStringLiteral("row %1").arg(i), {}, {}); // all that is known of it is its place
        takeScores(sample, outcome, i, primary);
        samples << sample;
    }
    numberSamples(samples);
    return samples;
}

QList<QPair<QString, double>> metricsOf(const EvalOutcome &outcome)
{
    QList<QPair<QString, double>> out;
    for (const Scores &one : outcome.scores) {
        const Json aggregates = parsed(one.aggregates);
        if (!aggregates.is_object())
            continue;
        for (const auto &[key, value] : aggregates.items())
            addMetrics(out, one.function + QLatin1Char('/') + QString::fromStdString(key), key, value);
    }
    return out;
}

BenchmarkResult resultOf(const EvalOutcome &outcome, const BenchmarkRef &ref, int index, const QList<Sample> &samples,
    const EvalFacts &facts)
{
    QHash<QString, MetricTally> tallies;
    QList<JsonMember> told, sent, metrics, known;
    for (const Scores &one : outcome.scores) {
        tallies.insert(one.function, tallyOf(one));
        if (!one.aggregates.isEmpty())
            told.append({ one.function, one.aggregates });
    }
    for (const auto &[name, value] : metricsOf(outcome)) {
        metrics.append({ name, jsonText(value) });
        const bool isMean = name.endsWith(QLatin1String("/accuracy")) || name.endsWith(QLatin1String("/average"));
        const MetricTally tally = tallies.value(name.section(QLatin1Char('/'), 0, -2));
        if (isMean && tally.n > 0 && std::abs(tally.mean() - value) <= 1e-9 * std::max(1.0, std::abs(value)))
            known.append({ name, tally.info() });
    }
    for (auto it = facts.params.cbegin(); it != facts.params.cend(); ++it)
        sent.append({ it.key(), it.value() });
    QList<JsonMember> config { { QStringLiteral("harness"), jsonText(QStringLiteral("llama-stack")) } };
    if (!facts.serverVersion.isEmpty())
        config.append({ QStringLiteral("harness_version"), jsonText(facts.serverVersion) });
    if (!facts.dataset.isEmpty())
        config.append({ QStringLiteral("dataset"), jsonText(facts.dataset) });
    if (!samples.isEmpty())
        config.append({ QStringLiteral("items"), { QByteArray::number(samples.size()) } });
    QList<JsonMember> assay { { QStringLiteral("config"), jsonObject(config) } };
    if (!known.isEmpty())
        assay.append({ QStringLiteral("metrics"), jsonObject(known) });
    QList<JsonMember> info { { QStringLiteral("assay"), jsonObject(assay) },
        { QStringLiteral("aggregated_results"), jsonObject(told) },
        { QStringLiteral("scoring_params"), jsonObject(sent) } };
    if (!facts.jobId.isEmpty())
        info.append({ QStringLiteral("job_id"), jsonText(facts.jobId) });
    BenchmarkResult result;
    result.id = ref.id;
    result.providerId = ref.providerId;
    result.benchmarkIndex = index;
    result.metrics = jsonObject(metrics);
    result.additionalInfo = jsonObject(info);
    return result;
}

qsizetype EvalOutcome::answers() const
{
    qsizetype count = generations.size();
    for (const Scores &one : scores)
        count = std::max(count, one.rows.size());
    return count;
}

QString countedFunction(const EvalOutcome &outcome, const BenchmarkRef &ref)
{
    for (const Scores &one : outcome.scores) {
        if (ref.primaryScore && ref.primaryScore->metric.startsWith(one.function + QLatin1Char('/')))
            return one.function;
    }
    return outcome.scores.isEmpty() ? QString() : outcome.scores.first().function;
}

Owner ownerOf(const EvalOutcome &outcome, const QStringList &functions, const QStringList &known)
{
    qsizetype ours = 0;
    for (const Scores &one : outcome.scores) {
        if (functions.contains(one.function))
            ++ours;
        else if (known.contains(one.function))
            return Owner::Others;
    }
    if (ours == 0)
        return Owner::Unknown;
    const bool all = std::all_of(functions.cbegin(), functions.cend(), [&outcome](const QString &function) {
        return std::any_of(outcome.scores.cbegin(), outcome.scores.cend(),
            [&function](const Scores &one) { return one.function == function; });
    });
    return all ? Owner::Ours : Owner::Others;
}

EvalCopy copyOf(
    const EvalOutcome &outcome, const BenchmarkRef &ref, int index, const QList<JsonText> &rows, const EvalFacts &facts)
{
    EvalCopy copy;
    copy.samples = samplesOf(outcome, rows, countedFunction(outcome, ref));
    copy.result = resultOf(outcome, ref, index, copy.samples, facts);
    copy.mixed = mixedFunctions(outcome, facts.params);
    return copy;
}

QStringList mixedFunctions(const EvalOutcome &outcome, const QMap<QString, JsonText> &sent)
{
    static const QSet<QString> builtIn { QStringLiteral("average"), QStringLiteral("weighted_average"),
        QStringLiteral("median"), QStringLiteral("categorical_count"), QStringLiteral("accuracy") };
    QStringList mixed;
    for (const Scores &one : outcome.scores) {
        if (!sent.contains(one.function))
            continue;
        QSet<QString> asked, told;
        for (const QVariant &name :
            sent.value(one.function).toVariantMap().value(QStringLiteral("aggregation_functions")).toList())
            asked.insert(name.toString());
        for (const JsonMember &member : jsonMembers(one.aggregates))
            told.insert(member.name);
        if (builtIn.contains(told) && told != asked)
            mixed << one.function;
    }
    return mixed;
}

void complete(Job &job, int index, const EvalOutcome &outcome, const BenchmarkResult &result)
{
    job.results.benchmarks.removeIf([index](const BenchmarkResult &old) { return old.benchmarkIndex == index; });
    job.results.benchmarks.append(result);
    const auto metrics = metricsOf(outcome);
    BenchmarkRef &ref = job.benchmarks[index];
    if (!ref.primaryScore && !metrics.isEmpty())
        ref.primaryScore = PrimaryScore { metrics.first().first, {}, {} };
    BenchmarkStatus &status = job.status.benchmarks[index];
    status.status = RunState::Completed;
    status.phase = Phase::Completed;
    status.completedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
    status.warningMessage.reset();
}

} // namespace assay::llamastack
