#pragma once

#include "ui/charts/AxisScale.h"

#include <QObject>
#include <QPointer>

namespace assay {

class BarPanel;
class ResultChart;

/// Lets the gates of a chart be drawn along their axis with the mouse. It changes nothing itself: dragged() tells where a gate
/// is wanted, in the metric's own unit and rounded to what the axis can show.
class GateDrag : public QObject {
    Q_OBJECT
public:
    /// The chart is the parent.
    explicit GateDrag(ResultChart &chart);
    void setEnabled(bool enabled) { m_enabled = enabled; }
    bool isDragging() const { return m_benchmark >= 0; }
    /// The step of a value that a pixel or a key moves it by: 0.01 on an axis from 0 to 1.
    static double keyStep(const AxisScale &scale);
    static double rounded(double value, double step);
    /// The axis of a chart's row; none: it is not drawn.
    std::optional<AxisScale> scaleOf(int modelRow) const;

Q_SIGNALS:
    void dragged(int benchmarkIndex, double threshold);
    void ended();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void watch();
    /// The row whose gate is at this place; null: none.
    const ResultRow *gateAt(const BarPanel &panel, const QPoint &position) const;

    ResultChart &m_chart;
    bool m_enabled = false;
    int m_benchmark = -1; ///< whose gate is being dragged
    AxisScale m_scale;    ///< as it was when the drag began: an axis that follows the gate would run away under the pointer
};

} // namespace assay
