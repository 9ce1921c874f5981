#pragma once

#include "services/core/Sample.h"
#include "services/verdict/ScoreJoin.h"

#include <optional>

namespace assay {

/// How the items' scores make the value that a run reports: their mean, as it is or as a percentage.
struct ScoreMeaning {
    double scale = 1; ///< 1 or 100
    std::optional<MissingScores> missing; ///< none: every item has a score, or both come to the same
};
/// None when the value is of something else.
std::optional<ScoreMeaning> scoreMeaning(const ScoreColumns &columns, double value);

/// What the scores of two runs mean together.
struct SharedMeaning {
    enum class Kind {
        Same,
        Unknown, ///< of at least one run
        OtherScale, ///< a share here, a percentage there
        OtherMissing, ///< items without a score are left out here and count as 0 there
    };
    Kind kind = Kind::Unknown;
    double scale = 1;
    MissingScores missing = MissingScores::LeftOut;
};
/// Of the scores of each run, and its value as it is reported; zero is zero on every scale.
SharedMeaning sharedMeaning(const std::optional<ScoreMeaning> &before, double valueBefore, const std::optional<ScoreMeaning> &after, double valueAfter);

/// Why items are not paired, translated. known: both runs have items.
QString unpairedText(SharedMeaning::Kind kind, bool known);
/// That items without a score are left out; the difference is over fewer items than the two values are then, so that it may even have
/// another sign than what lies between them (apart).
QString leftOutText(int items, double apart, double difference);

} // namespace assay
