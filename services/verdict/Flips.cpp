#include "services/verdict/Flips.h"

namespace assay {

std::optional<Flips> flips(const ScoreColumns &a, const ScoreColumns &b, const RightRule &rule, MissingScores missing)
{
    const ScorePairs pairs = pairScores(a, b, missing);
    if (!rule.decidesAll(pairs.before) || !rule.decidesAll(pairs.after))
        return std::nullopt;
    Flips result;
    result.unpaired = pairs.unpaired;
    for (std::size_t i = 0; i < pairs.before.size(); ++i) {
        const bool wasRight = *rule.isRight(pairs.before[i]), isRight = *rule.isRight(pairs.after[i]);
        const auto &key = pairs.items.at(static_cast<qsizetype>(i));
        result.bothRight += wasRight && isRight;
        result.bothWrong += !wasRight && !isRight;
        if (!wasRight && isRight)
            result.gainedItems.append(key);
        else if (wasRight && !isRight)
            result.lostItems.append(key);
    }
    result.gained = static_cast<int>(result.gainedItems.size());
    result.lost = static_cast<int>(result.lostItems.size());
    return result;
}

} // namespace assay
