#include "services/verdict/RightRule.h"

#include "services/verdict/MetricInfo.h"

#include <algorithm>

namespace assay {

std::optional<bool> RightRule::isRight(double score) const
{
    constexpr double half = 0.5;
    if (!decides || !(score >= 0 && score <= 1))
        return std::nullopt;
    return (score >= half) != lowerIsBetter;
}

bool RightRule::decidesAll(const Values &scores) const
{
    return std::ranges::all_of(scores, [this](double score) { return isRight(score).has_value(); });
}

RightRule rightRule(const QString &metric, bool lowerIsBetter)
{
    const MetricInfo info = metricInfo(metric);
    // A percentage may well be made of shares; what nobody knows is told by its scores.
    return { lowerIsBetter, !info.known || info.unit == MetricUnit::Ratio || info.unit == MetricUnit::Percent };
}

} // namespace assay
