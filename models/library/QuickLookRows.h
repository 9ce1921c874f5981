#pragma once

#include "models/jobs/JobRow.h"

#include <QList>
#include <QString>

namespace assay {

/// One bar of the quick look: a benchmark's gated metric. Bars of one unit share a scale; others are told in words only.
struct QuickLookRow {
    QString title, value;            ///< "gsm8k", "0.581"
    QString gate;                    ///< "≥ 0.65"; empty: none
    std::optional<double> fraction, gateFraction; ///< 0..1 of the bar; none: not drawn
    Tone tone = Tone::Neutral;
    QString sentence;                ///< everything in words, for people who do not see it
    bool operator==(const QuickLookRow &) const = default;
};
QList<QuickLookRow> quickLookRows(const JobRow &row);

} // namespace assay
