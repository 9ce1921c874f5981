#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"

#include <QList>

#include <functional>
#include <optional>

// What a stored run would have come to under other gates and weights. The rule is WireScore.h's and no other: what the run
// reported is judged again, the run itself is not touched. Pure functions, any thread.

namespace assay {

/// One benchmark of the collection as it is now, judged by what a run reported.
struct ReplayedBenchmark {
    QString id, providerId;
    QString metric; ///< that is judged now; empty: none
    bool lowerIsBetter = false;
    bool reported = false;       ///< the run has a result of it
    std::optional<double> value; ///< of the metric; none: not reported
    std::optional<double> thresholdThen, thresholdNow;
    std::optional<bool> then, now; ///< none: no verdict
    bool operator==(const ReplayedBenchmark &) const = default;
};

struct ReplayedRun {
    QList<ReplayedBenchmark> benchmarks; ///< in the collection's order
    std::optional<double> scoreThen, scoreNow, thresholdThen, thresholdNow;
    std::optional<bool> then, now; ///< of the whole run; now is none while `missing` is above 0, as a score of a part says nothing
    bool ownGate = false;          ///< the run names its own gate, which goes before the collection's
    int missing = 0;               ///< benchmarks of the collection without a result in the run
    int leftOut = 0;               ///< results of benchmarks that the collection does not have (any more)
    bool operator==(const ReplayedRun &) const = default;
};

/// Null when the catalogue does not have it.
using ProviderLookup = std::function<const ProviderBenchmark *(const QString &providerId, const QString &id)>;

/// Results are found by provider and benchmark, a benchmark that is listed twice by its turn. `lookup` may be empty.
ReplayedRun replay(const Job &run, const Collection &collection, const ProviderLookup &lookup);

/// A run that replay() has something to say about: it ended, and reported a benchmark of the collection.
bool canReplay(const Job &run, const Collection &collection);

} // namespace assay
