#include "ui/charts/AxisScale.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {

double AxisScale::position(double value) const
{
    return high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.0;
}

int AxisScale::ticks() const
{
    return std::max(2, int(std::lround((high - low) / step)) + 1);
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `rough`.
static double roundStep(double rough)
{
    if (!(rough > 0) || !std::isfinite(rough))
        return 0.2;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= rough * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

AxisScale AxisScale::forRows(const QList<ResultRow> &rows)
{
    double low = 0, high = 0;
    for (const ResultRow &row : rows) {
        const auto reach = [&](double value) {
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        };
        if (row.judged.value)
            reach(*row.judged.value);
        if (row.judged.gate)
            reach(row.judged.gate->threshold);
        // A wide interval may leave the metric's own scale; it is drawn clipped rather than stretch the axis.
        if (row.judged.interval && row.unit != MetricUnit::Ratio && row.unit != MetricUnit::Percent) {
            reach(row.judged.interval->low);
            reach(row.judged.interval->high);
        }
        if (row.unit == MetricUnit::Ratio)
            reach(1);
        else if (row.unit == MetricUnit::Percent)
            reach(100);
    }
    if (high == low)
        high = 1;
    return between(low, high);
}

AxisScale AxisScale::between(double low, double high, int steps)
{
    AxisScale scale;
    scale.step = roundStep((high - low) / steps);
    scale.low = std::floor(low / scale.step + 1e-9) * scale.step;
    scale.high = std::ceil(high / scale.step - 1e-9) * scale.step;
    return scale;
}

AxisScale AxisScale::around(const QList<double> &values, MetricUnit unit)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (low > high)
        return {};
    if (low == high) { // one value stands in the middle of what is usual for its size
        const double room = low == 0 ? 1 : std::abs(low) * 0.1;
        low -= room;
        high += room;
    }
    AxisScale scale = between(low, high);
    const double most = unit == MetricUnit::Ratio ? 1 : unit == MetricUnit::Percent ? 100 : 0;
    if (most > 0) {
        if (low >= 0)
            scale.low = std::max(scale.low, 0.0);
        if (high <= most)
            scale.high = std::min(scale.high, most);
    } else if (low >= 0 && low < (high - low)) {
        scale = between(0, high); // zero is near: show it
    }
    return scale;
}

QString AxisScale::tickText(int tick, const QLocale &locale) const
{
    const double value = low + tick * step;
    if (std::abs(value) < step * 1e-6)
        return locale.toString(0);
    const int digits = std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
    // 0.25 steps need a digit more than their power of ten tells.
    const double scaled = step * std::pow(10.0, digits);
    const bool more = std::abs(scaled - std::round(scaled)) > 1e-6;
    const QString text = std::abs(value) >= 1e7 ? locale.toString(std::abs(value), 'g', 4) : locale.toString(std::abs(value), 'f', digits + (more ? 1 : 0));
    return value < 0 ? QStringLiteral("−") + text : text;
}

} // namespace assay
