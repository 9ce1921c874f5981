#include "services/engine/server/JobPlan.h"

#include "services/core/StoredAnswers.h"
#include "services/engine/runner/AttemptPlan.h"
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

/// An entry that scores stored answers needs no provider here: the run that it names may come from another tool. Its own scorers say what
/// is computed, so the provider's metric and gate mean nothing for it.
std::optional<Problem> planStored(const BenchmarkRef &entry, QList<EffectiveBenchmark> &plan)
{
    if (!storedAnswersOf(entry)) {
        return problem::validation(QStringLiteral("benchmark %1: parameters.answers must be stored:JOB_ID/BENCHMARK_INDEX").arg(entry.id));
    }
    AttemptSpec spec;
    spec.benchmark = entry;
    spec.origin = AnswerOrigin{};
    const auto scored = planRescore(spec, 1, 1);
    if (!scored)
        return problem::validation(scored.error().message);
    EffectiveBenchmark effective{entry, PrimaryScore{computedMetrics((*scored)->task.scoring).value(0), {}, {}}, {}};
    plan.append(effective);
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
        if (takesStoredAnswers(entry)) {
            if (auto problem = planStored(entry, plan))
                return problem;
            continue;
        }
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
