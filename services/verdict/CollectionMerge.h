#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/verdict/ServerProfile.h"

#include <QList>

// How a job's overrides are laid over its collection (EvalHub's contract, section 5.2). The engine runs by these
// functions, the effective plan shows them. Pure functions, any thread.

namespace assay {

/// Where a value of a plan comes from: the job's own entry, its collection's, an override of the job for the
/// collection, the provider's benchmark, or nobody (the server's default).
enum class Origin { Job, Collection, Override, Provider, Default };
/// The word for programs: "job", "collection", "override", "provider", "default".
const char *word(Origin origin);

/// A parameter that reaches a benchmark.
struct MergedParameter {
    QString name;
    JsonText value;
    int override = -1; ///< position of the override that sets it; -1: the collection's own entry
};

/// A parameter of an override that does not reach the benchmark, and what beat it.
struct LostParameter {
    enum class By { LaterOverride, CollectionSets, CollectionRemoves };
    QString name;
    JsonText value;
    int override = 0; ///< position of the override that asked for it
    By by = By::CollectionSets;
    int winner = -1; ///< position of the later override
};

struct MergedParameters {
    QList<MergedParameter> values; ///< sorted by name
    QList<LostParameter> lost;
    JsonText text() const; ///< one object; empty when there is no parameter
};

/// The parameters of a collection's entry in a job: the overrides', later ones before earlier ones, and the
/// collection's own.
MergedParameters mergedParameters(
    const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides, const ServerProfile &profile);

inline bool isSameBenchmark(const BenchmarkRef &one, const BenchmarkRef &other)
{
    return one.providerId == other.providerId && one.id == other.id;
}

/// The first override that names this very benchmark; null: none does.
const BenchmarkRef *overrideOf(const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides);

/// The collection's entries as a job with these overrides runs them, in the collection's order.
QList<BenchmarkRef> mergedEntries(
    const Collection &collection, const QList<BenchmarkRef> &overrides, const ServerProfile &profile);

/// The same job with the collection's benchmarks listed in the job itself, each with what its own override asks for:
/// what every server executes as written. A job without a collection comes back as it is.
Job expandedInline(const Job &job, const Collection &collection);

} // namespace assay
