#include "ui/charts/TradeOffChart.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QtCharts/QXYSeries>

#include <algorithm>

namespace assay {

QList<QPointF> markFront(TradeOffData &data)
{
    const auto good = [](double value, const TradeOffAxis &axis) { return axis.lowerIsBetter ? -value : value; };
    QList<QPointF> front;
    for (TradeOffPoint &point : data.points) {
        point.onFront = std::none_of(data.points.begin(), data.points.end(), [&](const TradeOffPoint &other) {
            const double dx = good(other.x, data.x) - good(point.x, data.x), dy = good(other.y, data.y) - good(point.y, data.y);
            return dx >= 0 && dy >= 0 && (dx > 0 || dy > 0);
        });
        if (point.onFront)
            front << QPointF(point.x, point.y);
    }
    std::sort(front.begin(), front.end(), [](const QPointF &a, const QPointF &b) { return a.x() != b.x() ? a.x() < b.x() : a.y() < b.y(); });
    return front;
}

TradeOffChart::TradeOffChart(Reader reader, QWidget *parent) : ChartView(parent), m_reader(std::move(reader))
{
    setObjectName(QStringLiteral("tradeOffChart"));
    setAccessibleName(tr("Trade-off between two numbers"));
    setAccessibleDescription(tr("One mark a run. Arrow keys go from run to run in the order of the lower axis, T shows the numbers as a table."));
}

void TradeOffChart::build()
{
    m_data = m_reader(*model());
    setEmptyText(m_data.points.isEmpty() ? (m_data.empty.isEmpty() ? tr("No run has both numbers.") : m_data.empty) : QString());
    if (m_data.points.isEmpty())
        return setPanelCount(0);
    std::stable_sort(m_data.points.begin(), m_data.points.end(), [](const TradeOffPoint &a, const TradeOffPoint &b) { return a.x < b.x; });
    if (m_data.points.size() > mostMarks) // of that many none could be told from its neighbour
        m_data.points.resize(mostMarks);
    setPanelCount(1);
    const QList<QPointF> front = markFront(m_data);
    QList<double> xs, ys;
    QList<ChartMark> marks;
    for (const TradeOffPoint &point : std::as_const(m_data.points)) {
        xs << point.x;
        ys << point.y;
        if (point.xInterval)
            xs << point.xInterval->low << point.xInterval->high;
        if (point.yInterval)
            ys << point.yInterval->low << point.yInterval->high;
        const QString why = point.onFront ? tr("No other run beats it in one of the two without losing in the other.") : QString();
        marks << ChartMark{point.modelRow, point.series, point.name, point.text, why, {}, {}};
    }
    panel(0).x = AxisScale::around(xs, m_data.x.unit);
    panel(0).y = AxisScale::around(ys, m_data.y.unit);
    if (front.size() > 1)
        addLine(0, front, QPen(themeTokens(this).outline, 1.5, Qt::DashLine));
    setMarks(marks);
}

QList<ChartView::LegendEntry> TradeOffChart::legendEntries() const
{
    QList<LegendEntry> entries;
    for (const TradeOffPoint &point : m_data.points)
        entries << seriesEntry(point.series, int(m_data.series.size()), m_data.series.value(point.series));
    if (std::count_if(m_data.points.begin(), m_data.points.end(), [](const TradeOffPoint &point) { return point.onFront; }) > 1) {
        entries << LegendEntry{tr("Not beaten in both"), [this](QPainter &painter, const QPointF &middle) {
                                   painter.setPen(QPen(themeTokens(this).outline, 1.5, Qt::DashLine));
                                   painter.drawLine(middle - QPointF(markerSize() * 0.8, 0), middle + QPointF(markerSize() * 0.8, 0));
                               }};
    }
    return entries;
}

double TradeOffChart::place(double width, double height)
{
    if (panelCount() == 0)
        return 0;
    m_legendHeight = legend(nullptr, width - 2 * digit(), legendEntries());
    const double left = leftAxisWidth(panel(0).y) + 2 * digit(), top = m_legendHeight + lineHeight() * 2.6, below = lineHeight() * 3;
    const double plotHeight = std::max(lineHeight() * 9, height - top - below);
    panel(0).plot = QRectF(left, top, std::max(20.0, width - left - 3 * digit()), plotHeight);
    placePanel(0);
    for (int i = 0; i < markCount(); ++i) {
        ChartMark &mark = editMarks()[i];
        mark.centre = toScene(0, m_data.points.at(i).x, m_data.points.at(i).y);
        mark.area = QRectF(mark.centre - QPointF(markerSize(), markerSize()), QSizeF(2 * markerSize(), 2 * markerSize()));
    }
    return top + plotHeight + below;
}

void TradeOffChart::paintBelow(QPainter &painter, const QRectF &)
{
    if (panelCount() == 0)
        return;
    paintGrid(painter, 0, Qt::BottomEdge);
    paintLeftAxis(painter, 0);
    const QRectF plot = panel(0).plot;
    const auto words = [](const TradeOffAxis &axis, const QString &better) { return axis.lowerIsBetter ? tr("%1 · lower is better %2").arg(axis.title, better) : tr("%1 · higher is better %2").arg(axis.title, better); };
    painter.setPen(palette().color(QPalette::Text));
    const QString y = words(m_data.y, m_data.y.lowerIsBetter ? QStringLiteral("↓") : QStringLiteral("↑"));
    painter.drawText(QRectF(digit(), plot.top() - lineHeight() * 1.8, plot.right(), lineHeight() * 1.2), int(Qt::AlignLeft | Qt::AlignVCenter),
                     fontMetrics().elidedText(y, Qt::ElideRight, int(plot.right())));
    const QString x = words(m_data.x, m_data.x.lowerIsBetter ? QStringLiteral("←") : QStringLiteral("→"));
    painter.drawText(QRectF(plot.left(), plot.bottom() + lineHeight() * 1.5, plot.width(), lineHeight() * 1.2), int(Qt::AlignRight | Qt::AlignVCenter),
                     fontMetrics().elidedText(x, Qt::ElideRight, int(plot.width())));
}

void TradeOffChart::paintWhiskers(QPainter &painter, const TradeOffPoint &point) const
{
    const SeriesLook look = seriesLook(point.series, int(m_data.series.size()), highlighted(), palette());
    const double cap = markerSize() * 0.28;
    painter.setPen(QPen(look.colour, look.strong ? 1.6 : 1.1, Qt::SolidLine, Qt::FlatCap));
    if (point.xInterval) {
        const QPointF a = toScene(0, point.xInterval->low, point.y), b = toScene(0, point.xInterval->high, point.y);
        painter.drawLine(a, b);
        for (const QPointF &end : {a, b})
            painter.drawLine(end - QPointF(0, cap), end + QPointF(0, cap));
    }
    if (point.yInterval) {
        const QPointF a = toScene(0, point.x, point.yInterval->low), b = toScene(0, point.x, point.yInterval->high);
        painter.drawLine(a, b);
        for (const QPointF &end : {a, b})
            painter.drawLine(end - QPointF(cap, 0), end + QPointF(cap, 0));
    }
}

/// Beside its mark where there is room; the legend has them all.
void TradeOffChart::paintNames(QPainter &painter)
{
    QList<QRectF> taken;
    for (const ChartMark &mark : marks())
        taken << mark.area;
    for (const ChartMark &mark : marks()) {
        const double width = fontMetrics().horizontalAdvance(mark.name);
        for (const bool rightSide : {true, false}) {
            const double x = rightSide ? mark.area.right() : mark.area.left() - width;
            const QRectF room(x, mark.area.top() - lineHeight() * 0.75, width, lineHeight());
            const bool fits = panel(0).plot.contains(room)
                && std::none_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(room); });
            if (!fits)
                continue;
            painter.setPen(palette().color(QPalette::Text));
            painter.drawText(room, int(Qt::AlignCenter), mark.name);
            taken << room;
            break;
        }
    }
}

void TradeOffChart::paintAbove(QPainter &painter, const QRectF &)
{
    if (panelCount() == 0)
        return;
    painter.save();
    painter.translate(digit(), lineHeight() * 0.2);
    legend(&painter, viewport()->width() - 2 * digit(), legendEntries());
    painter.restore();
    painter.save();
    painter.setClipRect(panel(0).plot.adjusted(-1, -1, 1, 1));
    for (const TradeOffPoint &point : std::as_const(m_data.points))
        paintWhiskers(painter, point);
    painter.restore();
    for (int i = 0; i < markCount(); ++i) {
        const SeriesLook look = seriesLook(marks().at(i).series, int(m_data.series.size()), highlighted(), palette());
        paintMarker(painter, marks().at(i).centre, markerSize() * 1.15, look, palette().color(QPalette::Base));
    }
    paintNames(painter);
}

QString TradeOffChart::asText() const
{
    QString text = tr("Run") + QLatin1Char('\t') + m_data.x.title + QLatin1Char('\t') + m_data.y.title + QLatin1Char('\n');
    for (const TradeOffPoint &point : m_data.points)
        text += point.name + QLatin1Char('\t') + QString::number(point.x, 'g', 12) + QLatin1Char('\t') + QString::number(point.y, 'g', 12) + QLatin1Char('\n');
    return text;
}

} // namespace assay
