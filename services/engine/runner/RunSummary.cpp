#include "services/engine/runner/RunSummary.h"

#include "services/engine/runner/ItemGroup.h"
#include "services/json/Json.h"
#include "services/verdict/Statistics.h"
#include "services/verdict/StoredBootstrap.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace assay::engine {

namespace {

std::optional<double> asNumber(const nlohmann::json &score)
{
    if (score.is_boolean())
        return score.get<bool>() ? 1.0 : 0.0;
    return score.is_number() ? std::optional(score.get<double>()) : std::nullopt;
}

/// Of a weighted mean, for weights that are no counts: the usual linearised estimate.
std::optional<double> weightedError(const std::vector<double> &values, const std::vector<double> &weights)
{
    double sum = 0, mean = 0, squares = 0;
    for (const double weight : weights)
        sum += weight;
    if (values.size() < 2 || sum <= 0)
        return std::nullopt;
    for (std::size_t i = 0; i < values.size(); ++i)
        mean += weights[i] * values[i] / sum;
    for (std::size_t i = 0; i < values.size(); ++i)
        squares += std::pow(weights[i] * (values[i] - mean), 2);
    const double n = double(values.size());
    return std::sqrt(squares * n / (n - 1)) / sum;
}

} // namespace

RunSummary::RunSummary(std::shared_ptr<const AttemptPlan> plan)
    : m_plan(std::move(plan)), m_states(static_cast<std::size_t>(m_plan->slotCount()), State::Missing), m_columns(m_plan->scorers.size())
{
    for (Column &column : m_columns)
        column.scores.resize(m_states.size());
}

void RunSummary::add(const ScoredItem &item) { take(item.sample, item.results); }

bool RunSummary::addStored(const Sample &sample)
{
    if (sample.ordinal < 0 || sample.ordinal >= m_plan->items || sample.repeat < 0 || sample.repeat >= m_plan->settings.repeats
        || has(m_plan->slot(sample.ordinal, sample.repeat)))
        return false;
    std::vector<nlohmann::json> results(m_columns.size());
    if (sample.error.isNull()) {
        const auto scores = nlohmann::json::parse(sample.scores.text.begin(), sample.scores.text.end(), nullptr, false);
        for (std::size_t i = 0; i < results.size() && scores.is_object(); ++i) {
            const auto it = scores.find(m_plan->scorers[i].key.toStdString());
            if (it != scores.end())
                results[i] = *it;
        }
        if (std::any_of(results.begin(), results.end(), [](const auto &one) { return !one.is_object(); }))
            return false; // of another set of scorers: asked anew
    }
    take(sample, results);
    return true;
}

void RunSummary::take(const Sample &sample, const std::vector<nlohmann::json> &results)
{
    const auto slot = static_cast<std::size_t>(m_plan->slot(sample.ordinal, sample.repeat));
    if (m_states[slot] != State::Missing)
        return;
    ++m_count;
    if (!sample.error.isNull()) {
        m_states[slot] = State::Failed;
        ++m_errors;
        if (m_firstError.isNull())
            m_firstError = sample.error;
        return;
    }
    m_states[slot] = State::Scored;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Column &column = m_columns[i];
        column.scores[slot] = results[i].value("score", nlohmann::json());
        if (const auto weight = results[i].find("weight"); weight != results[i].end()) {
            column.weights.resize(m_states.size());
            column.weights[slot] = *weight;
        }
        column.notExtracted += results[i].contains("not_extracted");
        if (results[i].contains("judge_parse_failed") && ++column.unread == 1)
            column.firstUnread = results[i].value("judge_feedback", std::string());
    }
    m_notExtracted += sample.extractionFailed;
    m_promptTokens += sample.promptTokens.value_or(0);
    m_completionTokens += sample.completionTokens.value_or(0);
    m_withTokens += sample.promptTokens || sample.completionTokens;
    m_withAllTokens += sample.promptTokens && sample.completionTokens;
    if (sample.latencyMs)
        m_latencies.push_back(*sample.latencyMs);
    if (sample.latencyMs && sample.completionTokens) {
        m_timedMs += *sample.latencyMs;
        m_timedTokens += double(*sample.completionTokens);
    }
    takeMetadata(sample);
}

void RunSummary::takeMetadata(const Sample &sample)
{
    const QByteArray &text = sample.metadata.text; // parsed only where there is something to find
    if (!text.contains("\"finish_reason\"") && !text.contains("\"group\"") && !text.contains("\"cluster\""))
        return;
    const auto metadata = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (!metadata.is_object())
        return;
    if (const auto own = metadata.find("assay"); own != metadata.end() && own->is_object()) {
        if (const auto reason = own->value("finish_reason", std::string()); !reason.empty())
            ++m_finishReasons[reason];
    }
    const std::string group = itemGroup(metadata);
    if (group.empty())
        return;
    m_groups.resize(static_cast<std::size_t>(m_plan->items));
    const int next = static_cast<int>(m_groupNumbers.size()) + 1;
    m_groups[static_cast<std::size_t>(sample.ordinal)] = m_groupNumbers.try_emplace(group, next).first->second;
}

/// An item of no group is one by itself.
int RunSummary::groupOf(std::size_t item) const
{
    const int group = m_groups.empty() ? 0 : m_groups[item];
    return group > 0 ? group : -1 - static_cast<int>(item);
}

/// judged: an answer of the judge without a score is missing, not zero.
nlohmann::json RunSummary::rowsOf(const Column &column, bool judged) const
{
    auto rows = nlohmann::json::array();
    for (std::size_t slot = 0; slot < m_states.size(); ++slot) {
        if (m_states[slot] != State::Scored || (judged && column.scores[slot].is_null()))
            continue;
        nlohmann::json row{{"score", column.scores[slot]}};
        if (!column.weights.empty())
            row["weight"] = column.weights[slot];
        rows.push_back(std::move(row));
    }
    return rows;
}

/// n, stderr, binary, successes, groups and bootstrap of one metric. With repeats the answers to one item are not independent, so the items' means
/// are what counts, n is the number of items and the metric is not binary; nor is it where items come in groups.
nlohmann::json RunSummary::statistics(const Column &column, const QString &aggregation) const
{
    const auto repeats = static_cast<std::size_t>(m_plan->settings.repeats);
    std::vector<double> values, weights;
    QList<int> groups;
    bool binary = repeats == 1;
    qint64 ones = 0;
    for (std::size_t item = 0; item < m_states.size() / repeats; ++item) {
        double sum = 0, weight = 0;
        int known = 0;
        for (std::size_t slot = item * repeats; slot < (item + 1) * repeats; ++slot) {
            const auto score = m_states[slot] == State::Scored ? asNumber(column.scores[slot]) : std::nullopt;
            if (!score)
                continue;
            ++known;
            sum += *score;
            weight += column.weights.empty() ? 1 : asNumber(column.weights[slot]).value_or(0);
            binary = binary && (*score == 0 || *score == 1);
            ones += *score == 1;
        }
        if (known > 0) {
            values.push_back(sum / known);
            weights.push_back(weight / known);
            groups.append(groupOf(item));
        }
    }
    nlohmann::json out{{"n", values.size()}};
    const bool mean = aggregation == QLatin1String("accuracy") || aggregation == QLatin1String("average");
    if (aggregation.startsWith(QLatin1String("categorical_count"))) {
        out["n"] = m_count - m_errors - column.unread;
        return out;
    }
    const auto different = QSet<int>(groups.begin(), groups.end()).size();
    const bool grouped = mean && different > 1 && different < groups.size();
    if (grouped) {
        binary = false; // Wilson's interval is for items that stand alone
        out["groups"] = different;
    }
    if (mean)
        out["binary"] = binary;
    if (mean && binary)
        out["successes"] = ones;
    const auto error = grouped ? clusteredStandardError(values, groups)
        : mean               ? standardError(values)
        : aggregation == QLatin1String("weighted_average") ? weightedError(values, weights)
                                                           : std::nullopt;
    if (error)
        out["stderr"] = *error;
    if (mean && !binary) {
        const JsonText drawn = storedBootstrap(values, grouped ? groups : QList<int>());
        if (!drawn.text.isEmpty())
            out["bootstrap"] = nlohmann::json::parse(drawn.text.begin(), drawn.text.end());
    }
    return out;
}

Result<Done> RunSummary::putMetrics(std::size_t scorer, nlohmann::ordered_json &metrics, nlohmann::json &uncertainty) const
{
    const Column &column = m_columns[scorer];
    const PlannedScorer &planned = m_plan->scorers[scorer];
    const TaskScorer &spec = planned.spec;
    const auto rows = rowsOf(column, planned.judge.has_value());
    if (rows.empty() && column.unread > 0)
        return Error{Error::Kind::Invalid,
                     //: %1 scoring function, %2 number, %3 words of a model
                     QCoreApplication::translate("assay", "No score could be read from any answer of the judge of %1 (%2 answers; the first: “%3”): check its prompt and the score patterns.")
                         .arg(spec.function).arg(column.unread).arg(QString::fromStdString(column.firstUnread).simplified().left(120)),
                     {}, QStringLiteral("judge_unreadable")};
    const auto results = aggregate(spec.aggregations, rows);
    if (!results) {
        //: %1 task file, %2 scoring function, %3 what is wrong
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "%1: the scores of %2 cannot be aggregated: %3")
                                               .arg(m_plan->task.fileName, spec.function, results.error().message)};
    }
    const std::string prefix = spec.metricPrefix.toStdString();
    for (const QString &aggregation : spec.aggregations) {
        const auto &result = results->at(aggregation.toStdString());
        const auto put = [&](const std::string &name, const nlohmann::ordered_json &value) {
            if (!value.is_number())
                return; // a median of nothing
            metrics[name] = value;
            uncertainty[name] = statistics(column, aggregation);
        };
        const std::string name = aggregation.toStdString();
        if (aggregation == QLatin1String("categorical_count")) {
            for (const auto &[category, count] : result.at(name).items())
                put(prefix + name + '.' + category, count);
        } else {
            put(prefix + name, result.at(name));
        }
    }
    if (planned.judge)
        metrics["judge_parse_failures"] = metrics.value("judge_parse_failures", qint64(0)) + column.unread;
    return Done{};
}

Result<AttemptOutcome> RunSummary::finish(const nlohmann::json &source, double seconds) const
{
    nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
    nlohmann::json uncertainty = nlohmann::json::object();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (const auto put = putMetrics(i, metrics, uncertainty); !put)
            return put.error();
    }
    metrics["samples"] = m_count - m_errors;
    auto schema = nlohmann::json::array();
    for (const auto &[name, value] : metrics.items())
        schema.push_back({{"name", name}, {"type", "numeric"}});
    nlohmann::json info = information(source, seconds);
    info["metrics"] = std::move(uncertainty);
    AttemptOutcome out;
    out.metrics.text = QByteArray::fromStdString(metrics.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    out.metricsSchema.text = json::dump(schema);
    nlohmann::json additional = nlohmann::json::object();
    additional["assay"] = std::move(info);
    out.additionalInfo.text = json::dump(additional);
    return out;
}

} // namespace assay::engine
