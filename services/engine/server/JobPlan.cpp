#include "services/engine/server/JobPlan.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

Json object(const JsonText &text)
{
    return text.isEmpty() ? Json::object() : Json::parse(text.text.begin(), text.text.end());
}

std::optional<Problem> checkOverrides(const Collection &collection, const QList<BenchmarkRef> &overrides)
{
    for (const BenchmarkRef &wanted : overrides) {
        if (std::ranges::none_of(collection.benchmarks, [&](const auto &entry) { return entry.providerId == wanted.providerId; }))
            return problem::missing(QStringLiteral("provider"), wanted.providerId);
        if (std::ranges::none_of(collection.benchmarks, [&](const auto &entry) {
                return entry.providerId == wanted.providerId && entry.id == wanted.id;
            }))
            return problem::missing(QStringLiteral("benchmark"), wanted.id);
    }
    return {};
}

QList<BenchmarkRef> merged(const Collection &collection, const QList<BenchmarkRef> &overrides)
{
    QList<BenchmarkRef> entries;
    for (BenchmarkRef entry : collection.benchmarks) {
        entry.parameters = mergedParameters(entry, overrides);
        entry.url = QString();
        const auto same = std::ranges::find_if(overrides, [&](const BenchmarkRef &other) {
            return other.providerId == entry.providerId && other.id == entry.id;
        });
        entry.hardwareConfig.reset();
        if (same != overrides.end()) {
            if (same->testDataRef)
                entry.testDataRef = same->testDataRef;
            entry.hardwareConfig = same->hardwareConfig;
        }
        entries.append(entry);
    }
    return entries;
}

} // namespace

JsonText mergedParameters(const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides)
{
    Json result = Json::object();
    for (const BenchmarkRef &other : overrides) {
        if (other.providerId == entry.providerId)
            result.update(object(other.parameters));
    }
    const Json own = object(entry.parameters);
    for (auto it = own.begin(); it != own.end(); ++it) {
        if (it->is_null() || *it == "")
            result.erase(it.key());
        else
            result[it.key()] = *it;
    }
    return result.empty() ? JsonText() : JsonText{QByteArray::fromStdString(result.dump())};
}

std::optional<Problem> planJob(const Job &job, const Collection *collection, const ProviderIndex &providers,
                               QList<EffectiveBenchmark> &plan)
{
    QList<BenchmarkRef> entries = job.benchmarks;
    if (collection) {
        const QList<BenchmarkRef> overrides = job.collection ? job.collection->benchmarks : QList<BenchmarkRef>();
        if (auto problem = checkOverrides(*collection, overrides))
            return problem;
        if (collection->benchmarks.isEmpty()) {
            return Problem{400, "collection_empty",
                           QStringLiteral("The collection '%1' has no benchmarks.").arg(collection->resource.id)};
        }
        entries = merged(*collection, overrides);
    }
    for (const BenchmarkRef &entry : entries) {
        const auto provider = providers.find(entry.providerId);
        if (!provider)
            return problem::notFound(QStringLiteral("provider"), entry.providerId);
        const ProviderBenchmark *benchmark = ProviderIndex::benchmark(*provider, entry.id);
        if (!benchmark)
            return problem::missing(QStringLiteral("benchmark"), entry.id);
        EffectiveBenchmark effective{entry, benchmark->primaryScore, benchmark->passCriteria, {}};
        if (provider->runtime && provider->runtime->local)
            effective.localCommand = provider->runtime->local->command;
        plan.append(effective);
    }
    return {};
}

} // namespace assay::engine
