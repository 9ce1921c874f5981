#pragma once

#include "services/core/Catalogue.h"

#include <functional>

namespace assay {

/// What a collection is for at a glance: the few lines of its card. All of it translated.
struct CollectionCard {
    QString benchmarks; ///< "4 benchmarks"
    QString metrics;    ///< what the score is made of, heaviest first: "Accuracy 75 % · Perplexity 25 %"
    QString gate;       ///< "Gate: score ≥ 0.5"
    QString source;     ///< "built-in", or "own", or whom it was copied from
    bool operator==(const CollectionCard &) const = default;
};

/// Null when the catalogue does not have it.
using BenchmarkLookup = std::function<const ProviderBenchmark *(const QString &providerId, const QString &id)>;

/// `lookup` may be empty: then gates of providers are not known.
CollectionCard cardOf(const Collection &collection, const BenchmarkLookup &lookup);

} // namespace assay
