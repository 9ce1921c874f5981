#include "services/verdict/ScoreMeaning.h"

#include <algorithm>
#include <cmath>

namespace assay {

std::optional<ScoreMeaning> scoreMeaning(const ScoreColumns &columns, double value)
{
    double sum = 0;
    qsizetype scored = 0;
    for (const auto &score : columns.scores) {
        if (score && std::isfinite(*score)) {
            sum += *score;
            ++scored;
        }
    }
    if (scored == 0)
        return std::nullopt;
    const double among = sum / static_cast<double>(scored), overAll = sum / static_cast<double>(columns.scores.size());
    for (const double scale : { 1.0, 100.0 }) {
        const double rounding = 0.0005 * std::max(scale, std::abs(value)); // as files keep three digits
        const bool leftOut = std::abs(among * scale - value) <= rounding, zero = std::abs(overAll * scale - value) <= rounding;
        if (leftOut && zero)
            return ScoreMeaning { scale, std::nullopt };
        if (leftOut || zero)
            return ScoreMeaning { scale, leftOut ? MissingScores::LeftOut : MissingScores::Zero };
    }
    return std::nullopt;
}

SharedMeaning sharedMeaning(const ScoreColumns &before, double valueBefore, const ScoreColumns &after, double valueAfter)
{
    using Kind = SharedMeaning::Kind;
    const auto was = scoreMeaning(before, valueBefore), is = scoreMeaning(after, valueAfter);
    if (!was || !is)
        return {};
    SharedMeaning out;
    out.scale = valueBefore == 0 ? is->scale : was->scale;
    out.missing = was->missing.value_or(is->missing.value_or(MissingScores::LeftOut));
    if (valueBefore != 0 && valueAfter != 0 && was->scale != is->scale)
        out.kind = Kind::OtherScale;
    else if (was->missing && is->missing && *was->missing != *is->missing)
        out.kind = Kind::OtherMissing;
    else
        out.kind = Kind::Same;
    return out;
}

} // namespace assay
