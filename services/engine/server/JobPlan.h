#pragma once

#include "services/core/Job.h"
#include "services/engine/server/Documents.h"

#include <optional>

namespace assay::engine {

/// The entries of a job as they will be run and judged: its own, or its collection's merged with its overrides by contract
/// 5.2, each with what the provider says about it. A pure function.
/// collection: the one that the job names, null when it names none. Problems: an override that the collection does not
/// contain (400), an unknown provider (404), a benchmark that its provider does not have (400), an empty collection (400).
std::optional<Problem> planJob(const Job &job, const Collection *collection, const ProviderIndex &providers,
                               QList<EffectiveBenchmark> &plan);

/// Where a value of a plan comes from: the job's own entry, its collection's, an override of the job for the collection, the
/// provider's benchmark, or nobody (EvalHub's or the engine's default).
enum class Origin { Job, Collection, Override, Provider, Default };
const char *word(Origin origin);

/// Something that was sent and has no effect, and why.
struct IgnoredField {
    QString field; ///< path in the job's body or in the collection
    JsonText value;
    QString reason;
    bool operator==(const IgnoredField &) const = default;
};

/// The `parameters` of a collection's entry in a job by contract 5.2: the overrides' of the same provider, later ones first,
/// under the collection's own; a value of "" or null there removes the key.
struct MergedParameters {
    JsonText values;                 ///< empty when there is none
    QHash<QString, Origin> origins;  ///< of each key in values
    QList<IgnoredField> ignored;     ///< keys of overrides that did not win
};
MergedParameters mergedParameters(const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides);

/// The first override that names this very benchmark; null: none does.
const BenchmarkRef *overrideOf(const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides);

} // namespace assay::engine
