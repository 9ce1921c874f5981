#include "ui/charts/AxisScale.h"

#include <algorithm>
#include <cmath>

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
    AxisScale scale;
    scale.step = roundStep((high - low) / 5);
    scale.low = std::floor(low / scale.step + 1e-9) * scale.step;
    scale.high = std::ceil(high / scale.step - 1e-9) * scale.step;
    return scale;
}

} // namespace assay
