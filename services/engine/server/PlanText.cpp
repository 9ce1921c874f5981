#include "services/engine/server/PlanText.h"

#include "services/core/StoredAnswers.h"
#include "services/engine/inputs/LocalLimits.h"
#include "services/engine/process/JobSpec.h"
#include "services/engine/scheduler/Messages.h"
#include "services/engine/server/JobPreparation.h"
#include "services/json/Json.h"
#include "services/verdict/EffectivePlan.h"

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
    EntryText(const PreparedJob &prepared, const PlanFacts &facts, const PlanRow &row)
        : m_prepared(prepared), m_facts(facts), m_index(row.index), m_row(row), m_benchmark(prepared.benchmarks.at(row.index)), m_entry(m_benchmark.entry)
    {
    }

    Json text()
    {
        m_out = {{"benchmark_index", m_index}, {"id", textOf(m_entry.id)}, {"provider_id", textOf(m_entry.providerId)},
                 {"parameters", Json::object()}, {"weight", valueFrom(m_row.weight, m_row.weightOrigin)}, {"ignored", Json::array()}, {"refused", Json::array()}};
        for (const PlanValue &value : m_row.values)
            value.fate == Fate::Ignored || value.fate == Fate::Replaced ? ignore(value) : use(value);
        limits();
        runs();
        return m_out;
    }

private:
    void use(const PlanValue &value)
    {
        const QString parameters = QStringLiteral("parameters.");
        if (value.name.startsWith(parameters))
            m_out["parameters"][textOf(value.name.mid(parameters.size()))] = valueFrom(parsed(value.value), value.origin);
        else if (value.name == QLatin1String("pass_criteria"))
            m_out["threshold"] = valueFrom(parsed(value.value).get<double>(), value.origin);
        else if (value.name == QLatin1String("test_data_ref") || value.name == QLatin1String("hardware_config"))
            m_out[value.name.toStdString()] = valueFrom(json::toJson(m_entry)[value.name.toStdString()], value.origin);
        else if (value.name != QLatin1String("weight")) // which every benchmark has, with a part in the score or without
            m_out[value.name.toStdString()] = valueFrom(parsed(value.value), value.origin);
    }

    void ignore(const PlanValue &value)
    {
        QString field = value.name;
        Json given = parsed(value.value);
        if (value.override >= 0) {
            field = QStringLiteral("collection.benchmarks[%1].%2").arg(value.override).arg(value.name);
            if (const Json whole = json::toJson(m_prepared.job.collection->benchmarks.at(value.override)); whole.contains(value.name.toStdString()))
                given = whole[value.name.toStdString()];
        } else if (value.origin == Origin::Provider) {
            field = QStringLiteral("provider.pass_criteria.threshold");
        }
        m_out["ignored"].push_back({{"field", textOf(field)}, {"value", std::move(given)}, {"reason", textOf(value.reason)}});
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
        const bool native = takesStoredAnswers(m_entry) || m_facts.native(m_entry.providerId), command = !native && !m_benchmark.localCommand.isEmpty();
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

    const PreparedJob &m_prepared;
    const PlanFacts &m_facts;
    const int m_index;
    const PlanRow &m_row;
    const EffectiveBenchmark &m_benchmark;
    const BenchmarkRef &m_entry;
    Json m_out;
};

} // namespace

Json planDocument(const PreparedJob &prepared, const PlanFacts &facts)
{
    const BenchmarkLookup lookup = [&prepared](const QString &providerId, const QString &id) -> const ProviderBenchmark * {
        const auto entry = std::ranges::find_if(prepared.benchmarks, [&](const auto &one) { return one.entry.providerId == providerId; });
        const auto provider = entry == prepared.benchmarks.end() ? nullptr : prepared.providers.at(entry - prepared.benchmarks.begin());
        return provider ? ProviderIndex::benchmark(*provider, id) : nullptr;
    };
    const EffectivePlan plan = effectivePlan(prepared.job, prepared.collection ? &*prepared.collection : nullptr, lookup, assayEngine());
    Json out{{"name", textOf(prepared.job.name)}, {"model", json::toJson(prepared.job.model)},
             {"threshold", valueFrom(plan.jobThreshold, plan.jobThresholdOrigin)}, {"benchmarks", Json::array()}};
    if (prepared.collection) {
        out["collection"] = {{"id", textOf(prepared.job.collection->id)}, {"name", textOf(prepared.collection->name)},
                             {"updated_at", textOf(prepared.collection->resource.updatedAt)}};
    }
    for (const PlanRow &row : plan.rows)
        out["benchmarks"].push_back(EntryText(prepared, facts, row).text());
    return out;
}

} // namespace assay::engine
