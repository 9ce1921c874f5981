#pragma once

#include "services/verdict/EffectivePlan.h"

// A part of effectivePlan().

namespace assay {

/// What all rows of a plan are made from.
struct PlanSource {
    const ServerProfile &profile;
    const Collection *collection; ///< null: the job lists its benchmarks itself
    QList<BenchmarkRef> overrides; ///< of the job for the collection
};

/// The row of entries[index], after the merge. benchmark: the provider's; null: not known.
PlanRow planRow(
    const PlanSource &source, const QList<BenchmarkRef> &entries, int index, const ProviderBenchmark *benchmark);

} // namespace assay
