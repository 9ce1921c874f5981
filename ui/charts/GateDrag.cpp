#include "ui/charts/GateDrag.h"

#include "ui/charts/ResultChart.h"

#include <QMouseEvent>

#include <cmath>

namespace assay {

GateDrag::GateDrag(ResultChart &chart) : QObject(&chart), m_chart(chart)
{
    connect(&chart, &ResultChart::rebuilt, this, &GateDrag::watch);
    watch();
}

void GateDrag::watch()
{
    const auto panels = m_chart.panels();
    for (BarPanel *panel : panels) {
        panel->viewport()->setMouseTracking(true);
        panel->viewport()->removeEventFilter(this); // panels are kept from one rebuild to the next
        panel->viewport()->installEventFilter(this);
    }
}

double GateDrag::keyStep(const AxisScale &scale)
{
    const double range = scale.high - scale.low;
    return range > 0 ? std::pow(10.0, std::floor(std::log10(range / 50))) : 0.01;
}

double GateDrag::rounded(double value, double step)
{
    // By the inverse where that is whole: 23 / 100 reads as 0.23, 23 * 0.01 does not.
    const double parts = std::round(1 / step);
    return step < 1 ? std::round(value * parts) / parts : std::round(value / step) * step;
}

std::optional<AxisScale> GateDrag::scaleOf(int modelRow) const
{
    const auto panels = m_chart.panels();
    for (const BarPanel *panel : panels) {
        if (!panel->markRect(modelRow).isEmpty())
            return panel->scale();
    }
    return std::nullopt;
}

const ResultRow *GateDrag::gateAt(const BarPanel &panel, const QPoint &position) const
{
    const int row = panel.markAt(position);
    for (const BarPanel::Mark &mark : panel.marks()) {
        if (mark.modelRow != row || !mark.row.judged.gate)
            continue;
        const QRectF plot = panel.chart()->plotArea();
        const double x = plot.left() + panel.scale().position(mark.row.judged.gate->threshold) * plot.width();
        const double reach = std::max(8.0, panel.fontMetrics().height() * 0.6);
        if (std::abs(position.x() - x) <= reach)
            return &mark.row;
    }
    return nullptr;
}

bool GateDrag::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::MouseButtonPress && type != QEvent::MouseMove && type != QEvent::MouseButtonRelease)
        return false; // others come while the chart is taken down, whose panels must not be asked for any more
    auto *panel = m_enabled ? qobject_cast<BarPanel *>(watched->parent()) : nullptr; // what is watched are their viewports
    if (!panel)
        return false;
    if (event->type() == QEvent::MouseButtonPress) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const ResultRow *row = mouse->button() == Qt::LeftButton ? gateAt(*panel, mouse->position().toPoint()) : nullptr;
        m_benchmark = row ? row->index : -1;
        m_scale = panel->scale();
    } else if (event->type() == QEvent::MouseMove) {
        const QPoint at = static_cast<QMouseEvent *>(event)->position().toPoint();
        if (m_benchmark < 0) {
            if (gateAt(*panel, at))
                panel->viewport()->setCursor(Qt::SplitHCursor);
            else
                panel->viewport()->unsetCursor();
            return false;
        }
        const QRectF plot = panel->chart()->plotArea();
        const double part = plot.width() > 0 ? std::clamp((at.x() - plot.left()) / plot.width(), 0.0, 1.0) : 0;
        Q_EMIT dragged(m_benchmark, rounded(m_scale.low + part * (m_scale.high - m_scale.low), keyStep(m_scale) / 10));
        return true;
    } else if (event->type() == QEvent::MouseButtonRelease && m_benchmark >= 0) {
        m_benchmark = -1;
        Q_EMIT ended();
        return true;
    }
    return false;
}

} // namespace assay
