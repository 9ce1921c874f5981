#pragma once

#include "models/results/ResultRow.h"

namespace assay {

/// The value axis that a unit group shares: always with zero on it, with round steps. Known scales show their whole range.
struct AxisScale {
    double low = 0, high = 1, step = 0.2;
    /// 0..1 along the axis; clamped.
    double position(double value) const;
    int ticks() const;
    bool operator==(const AxisScale &) const = default;

    static AxisScale forRows(const QList<ResultRow> &rows);
};

} // namespace assay
