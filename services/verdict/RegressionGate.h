#pragma once

#include "services/verdict/Comparability.h"
#include "services/verdict/RunComparison.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>

// Gates against a baseline instead of a number. Pure functions, any thread; the sentences are translated.

namespace assay {

/// How far a benchmark may fall behind the baseline.
struct RegressionRule {
    /// In the metric's unit, at least 0, whatever the direction; none: any drop that is not significant.
    std::optional<double> maxDrop;
    bool failOnSignificantDrop = true;
    /// Share of the two runs' items that have to be the same, 0..1; none: items need not be known.
    std::optional<double> minSharedItems;
    bool allowMissing = false; ///< a benchmark without a result, in either run, is passed over
    bool operator==(const RegressionRule &) const = default;
};

/// The rules of a policy file.
struct RegressionPolicy {
    RegressionRule all;
    QHash<QString, RegressionRule> benchmarks; ///< by "provider/id" or by id; goes before `all`
    bool requireComparable = false; ///< runs that are not comparable (Light::Red) fail
    /// Strict: a drop whose interval holds maxDrop is too close to call; lenient: the point decides.
    GatePolicy::Mode mode = GatePolicy::Mode::Strict;
    bool operator==(const RegressionPolicy &) const = default;
};

/// What one benchmark comes to.
struct RegressionFinding {
    /// For programs: "max-drop", "significant-drop", "shared-items", "missing", "not-comparable"; empty: it passes.
    QString code;
    QString providerId, id, metric;
    int row = -1; ///< of the comparison; -1: it is about the whole run
    Verdict verdict = Verdict::Pass; ///< Pass, Fail, TooClose or NoResult
    QString text; ///< one sentence in words and numbers
};

struct RegressionVerdict {
    Verdict verdict = Verdict::Pass; ///< Fail before TooClose before Pass; NoResult counts as Fail
    QList<RegressionFinding> findings; ///< one a benchmark of the baseline, and one for the whole run where it fails
    QString sentence; ///< "Fails: 2 of 6 benchmarks are worse than A allows."
};

/// run: its position in the comparison. comparability: null where it was not looked at.
RegressionVerdict judgeRegression(const RunComparison &comparison, int run, const RegressionPolicy &policy,
    const Comparability *comparability = nullptr, const QLocale &locale = QLocale::c());

} // namespace assay
