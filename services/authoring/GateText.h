#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay {

/// A gate with its unit and direction, for screens.
struct GateView {
    QString metric;      ///< the entry's own, else the provider's; empty: no verdict
    QString metricTitle; ///< "Accuracy"
    QString unit;        ///< "tok/s", "%" or empty
    bool lowerIsBetter = false;
    bool inherited = false; ///< metric and gate are the provider's
    std::optional<double> threshold;
    std::optional<double> lowest, highest; ///< of the metric's scale
    QString sentence; ///< translated: "Passes at 0.65 or more ↑ (Accuracy)."
};

/// `row`: path of a benchmark ("benchmarks/0"). `known`: the provider's entry of it; null when it is not known.
GateView gateOf(const AuthoredDocument &document, const QString &row, const ProviderBenchmark *known = nullptr);

/// The unit behind a threshold's field; empty for every other field, and for metrics without one.
QString unitAt(const AuthoredDocument &document, const QString &path);

} // namespace assay
