#pragma once

#include "services/verdict/Statistics.h"

#include <QString>

#include <optional>

namespace assay {

/// When the score of one item is right: from 0.5 on, where lower is better below it. The one place that says so. A value; any thread.
struct RightRule {
    bool lowerIsBetter = false;
    bool decides = true; ///< false: the metric's items are measured (seconds, tokens), so that none is right or wrong

    /// None for a score that lies outside 0..1, too.
    std::optional<bool> isRight(double score) const;
    /// Each of them is right or wrong.
    bool decidesAll(const Values &scores) const;
    bool operator==(const RightRule &) const = default;
};

/// lowerIsBetter: as the run judges the metric, see RunBenchmark.
RightRule rightRule(const QString &metric, bool lowerIsBetter);

} // namespace assay
