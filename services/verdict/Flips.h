#pragma once

#include "services/verdict/RightRule.h"
#include "services/verdict/ScoreJoin.h"

#include <QList>
#include <QPair>
#include <QString>

namespace assay {

/// Items that changed between two runs. Whether that is more than chance is for the runs' Comparison to say, which knows of groups,
/// repeats and how many comparisons there are.
struct Flips {
    int gained = 0, lost = 0, bothRight = 0, bothWrong = 0; ///< gained: wrong in A, right in B
    int unpaired = 0; ///< as ScorePairs::unpaired
    QList<QPair<QString, int>> gainedItems, lostItems; ///< item key, repeat
};

/// None where the items are neither right nor wrong. Pure, any thread.
std::optional<Flips> flips(
    const ScoreColumns &a, const ScoreColumns &b, const RightRule &rule = {}, MissingScores missing = MissingScores::LeftOut);

} // namespace assay
