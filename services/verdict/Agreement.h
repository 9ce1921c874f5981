#pragma once

#include "services/verdict/Intervals.h"

#include <optional>

// How far a judge (a model or a rule that says right or wrong) agrees with people. Pure functions, any thread.

namespace assay {

/// Counts of items that both looked at.
struct ConfusionTable {
    int bothRight = 0; ///< judge and person say right
    int onlyJudge = 0; ///< the judge says right, the person wrong
    int onlyPerson = 0; ///< the person says right, the judge wrong
    int bothWrong = 0;
    int total() const { return bothRight + onlyJudge + onlyPerson + bothWrong; }
    bool operator==(const ConfusionTable &) const = default;
};

struct Kappa {
    double value = 0; ///< -1..1; 0: no better than chance
    double standardError = 0; ///< large-sample (Fleiss, Cohen, Everitt 1969)
    Interval interval; ///< value ± z·standardError, within -1..1
};

/// Cohen's kappa; none without items or when chance alone agrees always (both say only one thing).
std::optional<Kappa> cohenKappa(const ConfusionTable &table, double level = 0.95);

/// A share with Wilson's interval.
struct Rate {
    double value = 0;
    int of = 0;
    Interval interval;
};

/// Of what people call right, how much the judge calls right; none when people call nothing right.
std::optional<Rate> truePositiveRate(const ConfusionTable &table, double level = 0.95);
/// Of what people call wrong, how much the judge calls wrong; none when people call nothing wrong.
std::optional<Rate> trueNegativeRate(const ConfusionTable &table, double level = 0.95);

} // namespace assay
