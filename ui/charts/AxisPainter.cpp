#include "ui/charts/AxisPainter.h"

#include "ui/theme/Theme.h"

#include <QLocale>
#include <QPainter>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {

double AxisPainter::digit() const { return m_chart.fontMetrics().horizontalAdvance(QLatin1Char('0')); }

double AxisPainter::leftWidth(const AxisScale &y) const
{
    double widest = 0;
    for (int tick = 0; tick < y.ticks(); ++tick)
        widest = std::max(widest, double(m_chart.fontMetrics().horizontalAdvance(y.tickText(tick, QLocale()))));
    return widest + digit();
}

void AxisPainter::paintGrid(QPainter &painter, const QRectF &plot, const AxisScale &x, Qt::Edge numbers) const
{
    const double line = m_chart.fontMetrics().height();
    const ThemeTokens &tokens = themeTokens(&m_chart);
    painter.setRenderHint(QPainter::Antialiasing, false);
    double free = -std::numeric_limits<double>::infinity();
    for (int tick = 0; tick < x.ticks(); ++tick) {
        const double value = x.low + tick * x.step;
        if (value > x.high + x.step * 1e-6)
            break;
        const double at = std::floor(plot.left() + x.position(value) * plot.width());
        painter.setPen(std::abs(value) < x.step * 1e-6 ? tokens.outline : tokens.border);
        painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()));
        const QString text = x.tickText(tick, QLocale());
        const double width = m_chart.fontMetrics().horizontalAdvance(text) + 4;
        if (at - width / 2 < free) // numbers never touch: every n-th is left
            continue;
        free = at + width / 2 + digit();
        const double y = numbers == Qt::TopEdge ? plot.top() - line - 4 : plot.bottom() + 4;
        painter.setPen(tokens.muted);
        painter.drawText(QRectF(at - width / 2, y, width, line), int(Qt::AlignCenter), text);
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void AxisPainter::paintLeft(QPainter &painter, const QRectF &plot, const AxisScale &y) const
{
    const double line = m_chart.fontMetrics().height();
    const ThemeTokens &tokens = themeTokens(&m_chart);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int tick = 0; tick < y.ticks(); ++tick) {
        const double value = y.low + tick * y.step;
        if (value > y.high + y.step * 1e-6)
            break;
        const double at = std::floor(plot.bottom() - y.position(value) * plot.height());
        painter.setPen(std::abs(value) < y.step * 1e-6 ? tokens.outline : tokens.border);
        painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at));
        painter.setPen(tokens.muted);
        painter.drawText(QRectF(0, at - line / 2, plot.left() - digit() * 0.7, line), int(Qt::AlignRight | Qt::AlignVCenter),
                         y.tickText(tick, QLocale()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

} // namespace assay
