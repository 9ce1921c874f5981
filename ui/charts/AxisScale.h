#pragma once

#include "models/results/ResultRow.h"

#include <QLocale>

namespace assay {

/// The value axis that a unit group shares: always with zero on it, with round steps. Known scales show their whole range.
struct AxisScale {
    double low = 0, high = 1, step = 0.2;
    /// 0..1 along the axis; clamped.
    double position(double value) const;
    int ticks() const;
    bool operator==(const AxisScale &) const = default;

    static AxisScale forRows(const QList<ResultRow> &rows);
    /// For marks that are read by their place, not by their length: round ends around the values, without zero where that is far.
    /// A share stays within 0..1, a percentage within 0..100, unless a value itself lies outside. Values that are not finite are left out.
    static AxisScale around(const QList<double> &values, MetricUnit unit);
    /// Round ends for low..high, about `steps` lines.
    static AxisScale between(double low, double high, int steps = 5);
    /// Numbers for the lines, all with as many digits as tell them apart.
    QString tickText(int tick, const QLocale &locale) const;
};

} // namespace assay
