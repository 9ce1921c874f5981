#include "services/verdict/Compare.h"
#include "services/verdict/Judge.h"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>

namespace assay {

double mcnemarExact(int gained, int lost)
{
    const int changed = gained + lost;
    if (changed <= 0)
        return 1;
    const boost::math::binomial_distribution<double> fair(changed, 0.5);
    return std::min(1.0, 2 * boost::math::cdf(fair, std::min(gained, lost)));
}

Flips flips(const ScoreColumns &a, const ScoreColumns &b, double rightFrom)
{
    const ScorePairs pairs = pairScores(a, b);
    Flips result;
    result.unpaired = pairs.unpaired;
    for (std::size_t i = 0; i < pairs.before.size(); ++i) {
        const bool wasRight = pairs.before[i] >= rightFrom, isRight = pairs.after[i] >= rightFrom;
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
    if (!pairs.before.empty())
        result.pValue = mcnemarExact(result.gained, result.lost);
    return result;
}

} // namespace assay
