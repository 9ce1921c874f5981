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
/// Values: as the runs report them; zero is zero on every scale.
SharedMeaning sharedMeaning(const ScoreColumns &before, double valueBefore, const ScoreColumns &after, double valueAfter);

} // namespace assay
