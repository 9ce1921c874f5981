#include "services/verdict/Intervals.h"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>

namespace assay {

double normalQuantile(double level)
{
    return boost::math::quantile(boost::math::normal_distribution<double>(), 0.5 + level / 2);
}

std::optional<Interval> wilsonInterval(double successes, double n, double level)
{
    if (!(n > 0) || !(successes >= 0) || successes > n || !(level > 0 && level < 1))
        return std::nullopt;
    const double z = normalQuantile(level), z2 = z * z, p = successes / n;
    const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    // The ends are exact in these two cases; rounding must not leave a hair's breadth.
    const double low = successes == 0 ? 0.0 : std::max(0.0, centre - half);
    const double high = successes == n ? 1.0 : std::min(1.0, centre + half);
    return Interval { low, high };
}

std::optional<Interval> normalInterval(double value, double standardError, double level)
{
    if (!std::isfinite(value) || !std::isfinite(standardError) || standardError < 0 || !(level > 0 && level < 1))
        return std::nullopt;
    const double half = normalQuantile(level) * standardError;
    return Interval { value - half, value + half };
}

} // namespace assay
