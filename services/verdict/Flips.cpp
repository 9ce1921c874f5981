#include "services/verdict/Judge.h"

#include <boost/math/distributions/binomial.hpp>

#include <QHash>

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
    using Key = QPair<QString, int>;
    QHash<Key, qsizetype> rowsOfA;
    for (qsizetype i = 0; i < a.itemKeys.size(); ++i)
        rowsOfA.insert({ a.itemKeys.at(i), a.repeats.value(i) }, i);
    Flips result;
    qsizetype shared = 0; // keys of A that B has; each is paired once
    for (qsizetype i = 0; i < b.itemKeys.size(); ++i) {
        const Key key { b.itemKeys.at(i), b.repeats.value(i) };
        const auto row = rowsOfA.constFind(key);
        if (row == rowsOfA.constEnd()) {
            ++result.unpaired;
            continue;
        }
        const auto before = a.scores.value(*row), after = b.scores.value(i);
        rowsOfA.erase(row);
        ++shared;
        if (!before || !after) {
            ++result.unpaired;
            continue;
        }
        const bool wasRight = *before >= rightFrom, isRight = *after >= rightFrom;
        result.bothRight += wasRight && isRight;
        result.bothWrong += !wasRight && !isRight;
        if (!wasRight && isRight)
            result.gainedItems.append(key);
        else if (wasRight && !isRight)
            result.lostItems.append(key);
    }
    result.unpaired += static_cast<int>(a.itemKeys.size() - shared);
    result.gained = static_cast<int>(result.gainedItems.size());
    result.lost = static_cast<int>(result.lostItems.size());
    if (result.gained + result.lost + result.bothRight + result.bothWrong > 0)
        result.pValue = mcnemarExact(result.gained, result.lost);
    return result;
}

} // namespace assay
