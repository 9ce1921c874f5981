#pragma once

#include "services/verdict/Compare.h"
#include "services/verdict/ConfigDiff.h"
#include "services/verdict/RunConfig.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

// Where in the history of one benchmark and model the score fell, as far as its runs can tell. Pure functions; GUI thread for the
// texts, which are translated.

namespace assay {

/// One run of the history, also one without a result.
struct HistoryEntry {
    QString ref, run; ///< RunRef::text(), its title
    QDateTime when;
    MetricSummary summary; ///< without a value: no result
    GateVerdict judged;
    QString missing;       ///< why there is no result
    RunConfig config;
    bool hasValue() const { return summary.value.has_value(); }
};

struct HistoryDrop {
    QList<HistoryEntry> runs; ///< from the last good one to the first bad one, with all between: without a result, or not to be told from either
    bool byGate = false;      ///< good passed its gate and bad failed it; else bad is significantly worse than good
    std::optional<Comparison> comparison; ///< good to bad; none: no uncertainty is known
    /// The place in runs whose result would halve what is left; -1: nothing is between.
    int toMake = -1;

    bool significant() const { return comparison && comparison->significant() && !comparison->better(); }
    const HistoryEntry &good() const { return runs.first(); }
    const HistoryEntry &bad() const { return runs.last(); }
    /// What changed from the run before; none for the first.
    QList<ConfigDiffRow> changes(int at) const;
};

/// entries: of one model, oldest first. The newest run with a result is looked at: it is bad when it failed its gate and an earlier one
/// passed, or else when it is significantly worse than an earlier one, after Holm over all earlier ones. None: nothing speaks for a drop.
std::optional<HistoryDrop> findDrop(const QList<HistoryEntry> &entries);

/// What is known of it, in sentences: between which runs, whether it is more than chance, what changed there, and which run would tell
/// more. No drop: that, and what was looked at.
QString dropText(const std::optional<HistoryDrop> &drop, int results, const QLocale &locale = QLocale::c());
/// "num_fewshot: 5 → 0".
QString changesText(const QList<ConfigDiffRow> &changes);

} // namespace assay
