#pragma once

#include <optional>

namespace assay {

/// Two ends of a confidence interval, in the metric's unit.
struct Interval {
    double low = 0, high = 0;
    bool contains(double value) const { return value >= low && value <= high; }
    bool operator==(const Interval &) const = default;
};

/// Quantile of the standard normal distribution for a two-sided level in (0, 1): 0.95 -> 1.959964.
double normalQuantile(double level);

/// Wilson's score interval of a proportion; none when n <= 0 or successes lie outside 0..n. successes may be
/// fractional.
std::optional<Interval> wilsonInterval(double successes, double n, double level = 0.95);

/// value ± z·stderr; none when stderr is negative or not finite.
std::optional<Interval> normalInterval(double value, double standardError, double level = 0.95);

} // namespace assay
