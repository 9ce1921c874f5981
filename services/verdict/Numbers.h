#pragma once

#include "services/verdict/Statistics.h"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>

// What the parts of Statistics.h share.

namespace assay {

inline bool levelFine(double level) { return level > 0 && level < 1; }

inline bool allFinite(const Values &values)
{
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

inline double phiInverse(double p) { return boost::math::quantile(boost::math::normal_distribution<double>(), p); }

} // namespace assay
