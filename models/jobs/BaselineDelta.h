#pragma once

#include "services/api/RunLibrary.h"

#include <QString>

namespace assay {

/// How far a run is from its baseline, as a list can tell without the items: from scores and standard errors.
struct BaselineDelta {
    enum class Kind {
        None,    ///< no baseline, or nothing in common with it
        Itself,  ///< it is the baseline
        Better, Worse,
        Close,   ///< could be chance
        Unknown, ///< different, but nobody told how uncertain the scores are
        NotComparable, ///< other items were asked, or the direction is another
        Mixed,   ///< some benchmarks better, some worse
    };
    Kind kind = Kind::None;
    QString text;    ///< "▲ +0.042", "▼ 2 · ≈ 4"; empty for None
    QString reason;  ///< one or two translated sentences; empty for None
    double order = 0; ///< to sort by: larger is better
    bool operator==(const BaselineDelta &) const = default;
};

/// Compares the gated metric of the benchmarks that both have, one listed twice by its turn. Several are told by their number, after
/// Holm's correction. A list does not know the settings of the runs; where the number of items tells that they differ, nothing is
/// called better.
BaselineDelta compareToBaseline(const QList<RunResult> &run, const QList<RunResult> &baseline, const QString &baselineName);
BaselineDelta baselineItself();

} // namespace assay
