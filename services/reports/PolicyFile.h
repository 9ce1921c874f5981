#pragma once

#include "services/core/Result.h"
#include "services/reports/JudgedRun.h"

#include <QByteArray>

// The file of `assayctl run --gate` (docs/reports.md): which gates a run has to pass, and how far it may fall behind a baseline.

namespace assay::reports {

/// How far one metric may fall behind the baseline.
struct RegressionRule {
    QString benchmarkId, providerId; ///< providerId empty: of any
    QString metric;                  ///< empty: the primary one
    std::optional<double> maxDrop;   ///< >= 0, in the metric's unit; a drop is a change for the worse, whatever the direction
    bool significant = true;         ///< a drop that is no chance fails, however small
    bool missingFails = true;        ///< a run without the benchmark fails; else it is left out
    bool operator==(const RegressionRule &) const = default;
};

struct RegressionPolicy {
    QString baseline;              ///< a job's id, or a report file in JSON; may be empty: given elsewhere
    RegressionRule others;         ///< for benchmarks without a rule; maxDrop there is about metrics on a scale from 0 to 1
    QList<RegressionRule> rules;
    bool operator==(const RegressionPolicy &) const = default;
};

struct GatePolicyFile {
    JudgeRules rules;
    bool correct = true;         ///< p values after Holm
    quint64 seed = 1;            ///< of the bootstrap
    std::optional<RegressionPolicy> regression;
};

/// Error::Invalid names line, field and fix. Any thread.
Result<GatePolicyFile> parsePolicy(const QByteArray &yaml);

} // namespace assay::reports
