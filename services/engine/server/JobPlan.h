#pragma once

#include "services/core/Job.h"
#include "services/engine/server/Documents.h"

#include <optional>

namespace assay::engine {

/// The entries of a job as they will be run and judged: its own, or its collection's merged with its overrides by contract
/// 5.2 (services/verdict/CollectionMerge.h), each with what the provider says about it. A pure function.
/// collection: the one that the job names, null when it names none. Problems: an override that the collection does not
/// contain (400), an unknown provider (404), a benchmark that its provider does not have (400), an empty collection (400).
std::optional<Problem> planJob(const Job &job, const Collection *collection, const ProviderIndex &providers,
                               QList<EffectiveBenchmark> &plan);

} // namespace assay::engine
