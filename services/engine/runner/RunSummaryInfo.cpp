#include "services/engine/runner/RunSummary.h"

#include "services/json/Json.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>
#include <cmath>

// What a result tells beside its metrics: counts, latency, tokens, and how it was made.

namespace assay::engine {

namespace {

std::string hexSha256(const QByteArray &bytes) { return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString(); }

/// Nearest rank. values: not empty.
double percentile(std::vector<double> values, double share)
{
    const auto rank = static_cast<std::ptrdiff_t>(std::ceil(share * double(values.size()))) - 1;
    const auto at = values.begin() + std::max<std::ptrdiff_t>(0, rank);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

} // namespace

/// How the answers of another run were asked for is what that run says; how they are scored is ours.
nlohmann::json RunSummary::originConfig() const
{
    const QByteArray &text = m_plan->origin->additionalInfo.text;
    const auto info = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    auto out = nlohmann::json::object();
    if (const nlohmann::json::json_pointer at("/assay/config"); info.is_object() && info.contains(at) && info[at].is_object())
        out = info[at];
    for (const char *ours : {"scoring_sha256", "judge", "judge_prompt_sha256"})
        out.erase(ours);
    out["items"] = m_plan->items;
    putScoring(out);
    return out;
}

void RunSummary::putScoring(nlohmann::json &config) const
{
    auto scoring = nlohmann::json::array();
    for (const TaskScorer &scorer : m_plan->task.scoring)
        scoring.push_back({scorer.function.toStdString(), scorer.params, scorer.expectedColumn.toStdString()});
    config["scoring_sha256"] = hexSha256(json::canonicalJson(scoring));
    QStringList models;
    QByteArray prompts;
    for (const PlannedScorer &scorer : m_plan->scorers) {
        if (!scorer.judge)
            continue;
        if (!models.contains(scorer.judge->settings.model))
            models << scorer.judge->settings.model;
        prompts += (prompts.isEmpty() ? QByteArray() : QByteArray(1, '\0')) + scorer.judge->definition.promptTemplate.toUtf8();
    }
    if (models.isEmpty())
        return;
    config["judge"] = models.join(QLatin1String(", ")).toStdString();
    config["judge_prompt_sha256"] = hexSha256(prompts);
}

nlohmann::json RunSummary::judges() const
{
    auto out = nlohmann::json::array();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const PlannedScorer &scorer = m_plan->scorers[i];
        if (!scorer.judge)
            continue;
        const JudgeSettings &settings = scorer.judge->settings;
        out.push_back({{"function", scorer.key.toStdString()}, {"model", settings.model.toStdString()},
                       {"url", scorer.judge->endpoint.shown.toStdString()}, {"temperature", settings.generation.temperature},
                       {"max_tokens", settings.generation.maxTokens}, {"parse_failures", m_columns[i].unread}});
    }
    return out;
}

QString RunSummary::unreadText() const
{
    qint64 unread = 0;
    QString first;
    for (const Column &column : m_columns) {
        if (unread == 0 && column.unread > 0)
            first = QString::fromStdString(column.firstUnread).simplified().left(120);
        unread += column.unread;
    }
    if (unread == 0)
        return {};
    return QCoreApplication::translate("assay", "No score could be read from %1 of %2 answers of the judge; they are left out of its metrics. The first: “%3”")
        .arg(unread).arg(m_count - m_errors).arg(first);
}

/// What comparisons have to know, under the names that all harnesses share (services/verdict/RunConfig.h).
nlohmann::json RunSummary::config() const
{
    const TaskSpec &task = m_plan->task;
    const RunSettings &settings = m_plan->settings;
    if (m_plan->origin)
        return originConfig();
    nlohmann::json out {
        {"harness", "assay"}, {"dataset", task.dataset.name.toStdString()}, {"dataset_sha256", m_plan->dataset.sha256().toStdString()},
        {"items", m_plan->items}, {"num_fewshot", task.prompt.fewShot.size()}, {"prompt_sha256", task.prompt.sha256().toStdString()},
        {"temperature", settings.generation.temperature}, {"max_tokens", settings.generation.maxTokens}, {"repeats", settings.repeats},
    };
    if (const QString version = QCoreApplication::applicationVersion(); !version.isEmpty())
        out["harness_version"] = version.toStdString();
    if (m_plan->dataset.version() > 0)
        out["dataset_version"] = m_plan->dataset.version();
    if (!task.prompt.system.isEmpty())
        out["system_prompt_sha256"] = hexSha256(task.prompt.system.toUtf8());
    if (settings.numExamples)
        out["limit"] = *settings.numExamples;
    if (settings.generation.topP)
        out["top_p"] = *settings.generation.topP;
    if (settings.generation.seed)
        out["seed"] = *settings.generation.seed;
    putScoring(out);
    auto stop = nlohmann::json::array();
    for (const QString &text : settings.generation.stop)
        stop.push_back(text.toStdString());
    if (!stop.empty())
        out["stop"] = stop.dump();
    return out;
}

nlohmann::json RunSummary::information(const nlohmann::json &source, double seconds) const
{
    nlohmann::json out = source;
    out["items"] = m_plan->items;
    out["repeats"] = m_plan->settings.repeats;
    out["samples"] = m_count - m_errors;
    out["errors"] = m_errors;
    out["not_extracted"] = m_notExtracted;
    out["error_policy"] = "Items without an answer are left out of every metric (missing is not zero); more than 20 % of them fail the benchmark.";
    if (!m_firstError.isNull())
        out["first_error"] = m_firstError.toStdString();
    const bool recorded = source.value("answers", std::string()) != "live";
    if (!m_latencies.empty()) {
        double mean = 0;
        for (const double latency : m_latencies)
            mean += latency / double(m_latencies.size());
        out["latency_ms"] = {{"mean", mean}, {"p50", percentile(m_latencies, 0.5)}, {"p95", percentile(m_latencies, 0.95)}, {"recorded", recorded}};
    }
    if (m_withTokens > 0) {
        out["tokens"] = {{"prompt", m_promptTokens}, {"completion", m_completionTokens}, {"answers", m_withAllTokens}};
        if (m_timedMs > 0) // what one request sees; waiting and queueing in the server included
            out["tokens"]["per_second"] = m_timedTokens / (m_timedMs / 1000);
    }
    out["seconds"] = seconds;
    out["config"] = config();
    if (const auto asked = judges(); !asked.empty())
        out["judges"] = asked;
    if (!m_finishReasons.empty())
        out["finish_reasons"] = m_finishReasons;
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        out["scorers"].push_back({{"function", m_plan->scorers[i].key.toStdString()}, {"not_extracted", m_columns[i].notExtracted}});
    if (m_plan->origin)
        return out;
    out["dataset"] = {
        {"name", m_plan->task.dataset.name.toStdString()}, {"rows", m_plan->dataset.size()}, {"sha256", m_plan->dataset.sha256().toStdString()}};
    if (m_plan->dataset.version() > 0)
        out["dataset"]["version"] = m_plan->dataset.version();
    const Generation &generation = m_plan->settings.generation;
    out["generation"] = {{"max_tokens", generation.maxTokens}, {"temperature", generation.temperature}};
    if (generation.topP)
        out["generation"]["top_p"] = *generation.topP;
    if (generation.seed)
        out["generation"]["seed"] = *generation.seed;
    for (const QString &stop : generation.stop)
        out["generation"]["stop"].push_back(stop.toStdString());
    return out;
}

} // namespace assay::engine
