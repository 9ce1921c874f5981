#include "services/engine/server/PlanText.h"

#include "services/engine/inputs/LocalLimits.h"
#include "services/engine/process/JobSpec.h"
#include "services/engine/scheduler/Messages.h"
#include "services/engine/server/JobPreparation.h"
#include "services/json/Json.h"
#include "services/verdict/WireScore.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

Json textOf(const QString &text)
{
    return text.toStdString();
}

Json parsed(const JsonText &text)
{
    return text.isEmpty() ? Json::object() : Json::parse(text.text.begin(), text.text.end());
}

Json valueFrom(Json value, Origin origin)
{
    return {{"value", std::move(value)}, {"origin", word(origin)}};
}

/// One benchmark of the plan on its way to JSON.
class EntryText {
public:
    EntryText(const PreparedJob &prepared, const PlanFacts &facts, int index)
        : m_prepared(prepared), m_facts(facts), m_index(index), m_benchmark(prepared.benchmarks.at(index)), m_entry(m_benchmark.entry),
          m_own(prepared.collection ? Origin::Collection : Origin::Job)
    {
        if (prepared.collection) {
            m_overrides = prepared.job.collection->benchmarks;
            m_override = overrideOf(m_entry, m_overrides);
        }
    }

    Json text()
    {
        m_out = {{"benchmark_index", m_index}, {"id", textOf(m_entry.id)}, {"provider_id", textOf(m_entry.providerId)},
                 {"ignored", Json::array()}, {"refused", Json::array()}};
        parameters();
        gate();
        data();
        limits();
        runs();
        if (m_override)
            ignoredOfOverride();
        return m_out;
    }

private:
    void ignore(const QString &field, Json value, const QString &reason)
    {
        m_out["ignored"].push_back({{"field", textOf(field)}, {"value", std::move(value)}, {"reason", textOf(reason)}});
    }

    void parameters()
    {
        Json list = Json::object();
        const Json values = parsed(m_entry.parameters);
        if (m_prepared.collection) {
            const MergedParameters merged = mergedParameters(m_prepared.collection->benchmarks.at(m_index), m_overrides);
            for (const auto &[key, value] : values.items())
                list[key] = valueFrom(value, merged.origins.value(QString::fromStdString(key), m_own));
            for (const IgnoredField &field : merged.ignored)
                ignore(field.field, parsed(field.value), field.reason);
        } else {
            for (const auto &[key, value] : values.items())
                list[key] = valueFrom(value, Origin::Job);
        }
        m_out["parameters"] = list;
    }

    void gate()
    {
        const WireEntry entry{m_entry.primaryScore, m_benchmark.providerScore, m_entry.passCriteria, m_benchmark.providerCriteria, m_entry.weight};
        const WireGate gate = wireGate(entry);
        if (gate.score) {
            m_out["primary_score"] = valueFrom(
                {{"metric", textOf(gate.score->metric)}, {"lower_is_better", gate.score->lowerIsBetter.value_or(false)}},
                gate.scoreFromProvider ? Origin::Provider : m_own);
        }
        if (gate.threshold)
            m_out["threshold"] = valueFrom(asFloat32(*gate.threshold), gate.thresholdFromProvider ? Origin::Provider : m_own);
        m_out["weight"] = valueFrom(wireWeight(entry), m_entry.weight.value_or(0) > 0 ? m_own : Origin::Default);
        if (!gate.threshold && m_benchmark.providerCriteria && m_benchmark.providerCriteria->threshold) {
            ignore(QStringLiteral("provider.pass_criteria.threshold"), *m_benchmark.providerCriteria->threshold,
                   QCoreApplication::translate("assay",
                                               "The entry names a primary score of its own, so the provider's threshold does not apply; add "
                                               "pass_criteria to the entry to gate it."));
        }
        if (!gate.score && m_entry.passCriteria) {
            ignore(
                QStringLiteral("pass_criteria"), m_entry.passCriteria->threshold.value_or(0),
                QCoreApplication::translate(
                    "assay",
                    "Neither the entry nor the provider names a primary score, so nothing is compared with the threshold; add primary_score."));
        }
    }

    void data()
    {
        const bool overridden = m_override && m_override->testDataRef;
        if (m_entry.testDataRef)
            m_out["test_data_ref"] = valueFrom(json::toJson(m_entry)["test_data_ref"], overridden ? Origin::Override : m_own);
        if (m_entry.hardwareConfig)
            m_out["hardware_config"] = valueFrom(json::toJson(m_entry)["hardware_config"], m_override ? Origin::Override : m_own);
    }

    /// A limit in seconds with where it comes from; none: no limit.
    void limit(const char *name, qint64 ms, qint64 ownMs)
    {
        if (ms <= 0)
            return;
        const auto &parameters = m_out["parameters"];
        if (const auto given = parameters.find(name); given != parameters.end() && (*given)["value"].is_number())
            m_out[name] = *given;
        else
            m_out[name] = valueFrom(double(ms) / 1000, ms == ownMs ? Origin::Default : Origin::Job);
    }

    void limits()
    {
        const RunPolicy policy = runPolicy(m_facts.policy, m_prepared.job.custom, m_entry.parameters);
        limit("time_limit_seconds", policy.timeLimitMs, m_facts.policy.timeLimitMs);
        limit("job_time_limit_seconds", policy.jobTimeLimitMs, m_facts.policy.jobTimeLimitMs);
        limit("stall_seconds", policy.stallMs, m_facts.policy.stallMs);
        if (policy.retries > 0) {
            m_out["retries"] = valueFrom(policy.retries, policy.retries == m_facts.policy.retries ? Origin::Default : Origin::Job);
            limit("retry_backoff_seconds", policy.backoffMs, m_facts.policy.backoffMs);
        }
    }

    void runs()
    {
        const bool native = m_facts.native(m_entry.providerId), command = !native && !m_benchmark.localCommand.isEmpty();
        m_out["runs"] = {{"by", native ? "native" : command ? "command" : "nothing"}};
        if (command) {
            m_out["runs"]["command"] = textOf(m_benchmark.localCommand);
            m_out["job_spec"] = Json::parse(jobSpec(spec(), {}, {}).toStdString());
            approval();
        }
        for (const LocalLimit &limit : localLimits(m_entry, m_index, m_prepared.job, native || command))
            m_out["refused"].push_back({{"field", textOf(limit.field)}, {"message", textOf(limit.message.message)}});
    }

    void approval()
    {
        const QString hash = commandHash(m_benchmark.localCommand, m_benchmark.environment);
        const CommandDecision decision = m_facts.decisions.value(hash, CommandDecision::None);
        const bool denied = m_facts.commands == CommandMode::Deny || (m_facts.commands == CommandMode::Ask && decision == CommandDecision::Deny);
        const bool allowed = !denied && (m_facts.commands == CommandMode::Allow || decision == CommandDecision::Allow);
        m_out["runs"]["hash"] = textOf(hash);
        m_out["runs"]["approval"] = allowed ? "allowed" : denied ? "denied" : "needed";
        if (!denied)
            return;
        CommandRecord command;
        command.hash = hash;
        command.provider = m_entry.providerId;
        command.command = m_benchmark.localCommand;
        const Message message = m_facts.commands == CommandMode::Deny ? messages::forbidden(command) : messages::denied(command);
        m_out["refused"].push_back({{"field", "provider.runtime.local.command"}, {"message", textOf(message.message)}});
    }

    /// As the scheduler hands it over, but for what only an attempt has: id and folders.
    AttemptSpec spec() const
    {
        AttemptSpec spec;
        spec.benchmarkIndex = m_index;
        spec.benchmark = m_entry;
        spec.model = m_prepared.job.model;
        spec.job = m_prepared.job;
        spec.providerScore = m_benchmark.providerScore;
        return spec;
    }

    /// The collection's own values stand, whatever the override says (contract 5.2).
    void ignoredOfOverride()
    {
        const QString reason = QCoreApplication::translate(
            "assay",
            "An override cannot change this of a collection's benchmark; edit the collection, or list the benchmark in the job itself.");
        const Json given = json::toJson(*m_override);
        const QString place = QStringLiteral("collection.benchmarks[%1].").arg(m_override - m_overrides.constData());
        for (const char *name : {"weight", "primary_score", "pass_criteria"}) {
            if (given.contains(name))
                ignore(place + QLatin1String(name), given[name], reason);
        }
    }

    const PreparedJob &m_prepared;
    const PlanFacts &m_facts;
    const int m_index;
    const EffectiveBenchmark &m_benchmark;
    const BenchmarkRef &m_entry;
    const Origin m_own;
    QList<BenchmarkRef> m_overrides;
    const BenchmarkRef *m_override = nullptr;
    Json m_out;
};

Json jobThreshold(const PreparedJob &prepared)
{
    constexpr double unset = 0.5; // contract 5.3
    if (prepared.job.passCriteria && prepared.job.passCriteria->threshold)
        return valueFrom(asFloat32(*prepared.job.passCriteria->threshold), Origin::Job);
    if (prepared.collection && prepared.collection->passCriteria && prepared.collection->passCriteria->threshold)
        return valueFrom(asFloat32(*prepared.collection->passCriteria->threshold), Origin::Collection);
    return valueFrom(unset, Origin::Default);
}

} // namespace

Json planDocument(const PreparedJob &prepared, const PlanFacts &facts)
{
    Json out{{"name", textOf(prepared.job.name)}, {"model", json::toJson(prepared.job.model)}, {"threshold", jobThreshold(prepared)},
             {"benchmarks", Json::array()}};
    if (prepared.collection) {
        out["collection"] = {{"id", textOf(prepared.job.collection->id)}, {"name", textOf(prepared.collection->name)},
                             {"updated_at", textOf(prepared.collection->resource.updatedAt)}};
    }
    for (int index = 0; index < prepared.benchmarks.size(); ++index)
        out["benchmarks"].push_back(EntryText(prepared, facts, index).text());
    return out;
}

} // namespace assay::engine
