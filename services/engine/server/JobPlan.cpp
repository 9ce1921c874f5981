#include "services/engine/server/JobPlan.h"

#include "services/verdict/CollectionMerge.h"

#include <algorithm>

namespace assay::engine {

namespace {

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

} // namespace

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
        entries = mergedEntries(*collection, overrides, assayEngine());
    }
    for (const BenchmarkRef &entry : entries) {
        const auto provider = providers.find(entry.providerId);
        if (!provider)
            return problem::notFound(QStringLiteral("provider"), entry.providerId);
        const ProviderBenchmark *benchmark = ProviderIndex::benchmark(*provider, entry.id);
        if (!benchmark)
            return problem::missing(QStringLiteral("benchmark"), entry.id);
        EffectiveBenchmark effective{entry, benchmark->primaryScore, benchmark->passCriteria};
        if (provider->runtime && provider->runtime->local) {
            effective.localCommand = provider->runtime->local->command;
            effective.environment = provider->runtime->local->env;
        }
        plan.append(effective);
    }
    return {};
}

} // namespace assay::engine
