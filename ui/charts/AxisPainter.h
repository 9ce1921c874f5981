#pragma once

#include "ui/charts/AxisScale.h"

#include <QRectF>

class QPainter;
class QWidget;

namespace assay {

/// Lines and numbers of a chart's axes, in the font and colours of the chart. Numbers never touch: where they would, every n-th is
/// left. Make one where it is needed; it keeps nothing.
class AxisPainter {
public:
    explicit AxisPainter(const QWidget &chart) : m_chart(chart) {}
    /// Upright lines over the whole plot with their numbers above (Qt::TopEdge) or below it.
    void paintGrid(QPainter &painter, const QRectF &plot, const AxisScale &x, Qt::Edge numbers) const;
    /// Level lines over the whole plot with their numbers to its left.
    void paintLeft(QPainter &painter, const QRectF &plot, const AxisScale &y) const;
    double leftWidth(const AxisScale &y) const; ///< of its numbers

private:
    double digit() const;
    const QWidget &m_chart;
};

} // namespace assay
