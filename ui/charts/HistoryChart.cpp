#include "ui/charts/HistoryChart.h"

#include "models/results/ResultRow.h"
#include "ui/charts/MarkPainter.h"
#include "ui/charts/Thinning.h"
#include "ui/theme/Theme.h"

#include <QPainter>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QLineSeries>

#include <algorithm>

namespace assay {

HistoryChart::HistoryChart(Reader reader, QWidget *parent) : ChartView(parent), m_reader(std::move(reader))
{
    setObjectName(QStringLiteral("historyChart"));
    setAccessibleName(tr("Scores over time"));
    setAccessibleDescription(tr("One mark a run, oldest first. Arrow keys go from run to run, Enter opens it, T shows the numbers as a table."));
}

void HistoryChart::setByTime(bool byTime)
{
    if (std::exchange(m_byTime, byTime) != byTime)
        rebuildNow();
}

double HistoryChart::along(int at) const
{
    if (!m_byTime)
        return at;
    // Hours from the first: a date has more digits than an axis of doubles keeps.
    return double(m_data.points.first().when.msecsTo(m_data.points.at(at).when)) / 3'600'000.0;
}

QList<QList<int>> HistoryChart::stretches(int series) const
{
    QList<QList<int>> all;
    for (int i = 0; i < m_data.points.size(); ++i) {
        if (m_data.points.at(i).series != series)
            continue;
        if (all.isEmpty() || !m_data.points.at(i).breakReason.isEmpty())
            all.append(QList<int>());
        all.last() << i;
    }
    return all;
}

QList<QPointF> HistoryChart::gateLine(int series) const
{
    QList<QPointF> line;
    double last = 0;
    for (int i = 0; i < m_data.points.size(); ++i) {
        const HistoryPoint &point = m_data.points.at(i);
        if ((series >= 0 && point.series != series) || !point.gate)
            continue;
        last = along(i);
        if (line.isEmpty()) {
            line << QPointF(last, *point.gate);
        } else if (line.last().y() != *point.gate) { // only where it changes: a level line needs two points
            line << QPointF(last, line.last().y()) << QPointF(last, *point.gate);
        }
    }
    if (!line.isEmpty() && last > line.last().x())
        line << QPointF(last, line.last().y());
    return line;
}

/// One line where all models had the same gate at the same time, else one a model in its own colour.
void HistoryChart::addGates()
{
    qsizetype most = 0;
    for (int series = 0; series < m_data.series.size(); ++series)
        most = std::max(most, gateLine(series).size());
    const QList<QPointF> common = gateLine(-1);
    if (common.size() <= most) {
        if (common.size() > 1)
            addLine(0, common, QPen(palette().color(QPalette::Text), 1.4, Qt::DashLine, Qt::FlatCap));
        return;
    }
    for (int series = 0; series < m_data.series.size(); ++series) {
        const QList<QPointF> own = gateLine(series);
        if (own.size() > 1)
            addLine(0, own, QPen(seriesLook(series, int(m_data.series.size()), highlighted(), palette()).colour, 1.4, Qt::DashLine, Qt::FlatCap));
    }
}

void HistoryChart::addStretch(const QList<int> &stretch, int series)
{
    const SeriesLook look = seriesLook(series, int(m_data.series.size()), highlighted(), palette());
    const int columns = std::max(200, viewport()->width());
    QList<QPointF> line, low, high;
    for (const int at : stretch) {
        const HistoryPoint &point = m_data.points.at(at);
        line << QPointF(along(at), point.value);
        low << QPointF(along(at), point.interval ? point.interval->low : point.value);
        high << QPointF(along(at), point.interval ? point.interval->high : point.value);
    }
    if (line.size() > 1) {
        auto *lower = new QLineSeries, *upper = new QLineSeries;
        lower->replace(thinned(low, columns));
        upper->replace(thinned(high, columns));
        auto *band = new QAreaSeries(upper, lower);
        lower->setParent(band);
        upper->setParent(band);
        QColor fill = look.colour;
        fill.setAlphaF(patternsOn() ? 0.5F : 0.16F);
        band->setPen(Qt::NoPen);
        band->setBrush(QBrush(fill, seriesFill(series)));
        addSeries(0, band);
    }
    addLine(0, thinned(line, columns), QPen(look.colour, look.strong ? 2 : 1.2, seriesLine(series)));
}

void HistoryChart::build()
{
    m_data = m_reader(*model());
    // The newest come first when there are more than fit; a page further are older ones.
    const qsizetype all = m_data.points.size();
    setPages(int((all + mostMarks - 1) / mostMarks));
    const qsizetype end = std::max<qsizetype>(0, all - qsizetype(page()) * mostMarks);
    m_data.points = m_data.points.mid(std::max<qsizetype>(0, end - mostMarks), std::min<qsizetype>(end, mostMarks));
    setEmptyText(m_data.points.isEmpty() ? (m_data.empty.isEmpty() ? tr("No earlier run has this benchmark.") : m_data.empty) : QString());
    setPanelCount(m_data.points.isEmpty() ? 0 : 1);
    if (m_data.points.isEmpty())
        return;
    QList<double> values;
    QList<ChartMark> marks;
    for (const HistoryPoint &point : std::as_const(m_data.points)) {
        values << point.value;
        if (point.interval)
            values << point.interval->low << point.interval->high;
        if (point.gate)
            values << *point.gate;
        QString reason = point.breakReason;
        if (!reason.isEmpty())
            reason = tr("Not comparable with the run before: %1").arg(reason);
        marks << ChartMark{point.modelRow, point.series, point.name, point.text, reason, {}, {}};
    }
    const int last = int(m_data.points.size()) - 1;
    const double span = std::max(along(last), 1e-9);
    panel(0).x = AxisScale{-span * 0.03, span * 1.03, span};
    if (last == 0)
        panel(0).x = AxisScale{-1, 1, 1};
    panel(0).y = AxisScale::around(values, m_data.unit);
    for (int series = 0; series < m_data.series.size(); ++series) {
        const auto unbroken = stretches(series);
        for (const QList<int> &stretch : unbroken)
            addStretch(stretch, series);
    }
    addGates();
    setMarks(marks);
}

QList<ChartView::LegendEntry> HistoryChart::legendEntries() const
{
    QList<LegendEntry> entries;
    for (int i = 0; i < m_data.series.size(); ++i)
        entries << seriesEntry(i, int(m_data.series.size()), m_data.series.at(i));
    if (std::any_of(m_data.points.begin(), m_data.points.end(), [](const HistoryPoint &point) { return point.gate.has_value(); })) {
        entries << LegendEntry{tr("Gate as it was"), [this](QPainter &painter, const QPointF &middle) {
                                   painter.setPen(QPen(palette().color(QPalette::Text), 1.4, Qt::DashLine, Qt::FlatCap));
                                   painter.drawLine(middle - QPointF(markerSize() * 0.8, 0), middle + QPointF(markerSize() * 0.8, 0));
                               }};
    }
    return entries;
}

double HistoryChart::place(double width, double height)
{
    if (panelCount() == 0)
        return 0;
    m_legendHeight = legend(nullptr, width - 2 * digit(), legendEntries());
    const double left = leftAxisWidth(panel(0).y) + 2 * digit(), top = m_legendHeight + lineHeight() * 2.6, below = lineHeight() * 2.4;
    const double plotHeight = std::max(lineHeight() * 8, height - top - below);
    panel(0).plot = QRectF(left, top, std::max(20.0, width - left - 3 * digit()), plotHeight);
    placePanel(0);
    for (int i = 0; i < markCount(); ++i) {
        ChartMark &mark = editMarks()[i];
        mark.centre = toScene(0, along(i), m_data.points.at(i).value);
        mark.area = QRectF(mark.centre - QPointF(markerSize(), markerSize()), QSizeF(2 * markerSize(), 2 * markerSize()));
    }
    return top + plotHeight + below;
}

void HistoryChart::paintDates(QPainter &painter) const
{
    const QRectF plot = panel(0).plot;
    const ThemeTokens &tokens = themeTokens(this);
    double free = 0;
    for (int i = 0; i < m_data.points.size(); ++i) {
        const QString date = QLocale().toString(m_data.points.at(i).when.toLocalTime().date(), QLocale::ShortFormat);
        const double width = fontMetrics().horizontalAdvance(date) + 4, x = marks().at(i).centre.x();
        const double from = std::clamp(x - width / 2, 0.0, std::max(0.0, viewport()->width() - width));
        if (from < free)
            continue;
        free = from + width + digit();
        painter.setPen(tokens.border);
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4));
        painter.setPen(tokens.muted);
        painter.drawText(QRectF(from, plot.bottom() + 5, width, lineHeight()), int(Qt::AlignCenter), date);
    }
}

void HistoryChart::paintBelow(QPainter &painter, const QRectF &)
{
    if (panelCount() == 0)
        return;
    paintLeftAxis(painter, 0);
    paintDates(painter);
    const QRectF plot = panel(0).plot;
    painter.setPen(palette().color(QPalette::Text));
    const QString title = m_data.lowerIsBetter ? tr("%1 · lower is better %2").arg(m_data.title, QStringLiteral("↓")) : m_data.title;
    painter.drawText(QRectF(digit(), plot.top() - lineHeight() * 1.8, plot.right(), lineHeight() * 1.2), int(Qt::AlignLeft | Qt::AlignVCenter), title);
}

void HistoryChart::paintAbove(QPainter &painter, const QRectF &)
{
    if (panelCount() == 0)
        return;
    painter.save();
    painter.translate(digit(), lineHeight() * 0.2);
    legend(&painter, viewport()->width() - 2 * digit(), legendEntries());
    painter.restore();
    const QRectF plot = panel(0).plot;
    const bool crowded = markCount() > 1 && plot.width() / markCount() < markerSize() * 1.6;
    for (int i = 0; i < markCount(); ++i) {
        const HistoryPoint &point = m_data.points.at(i);
        const SeriesLook look = seriesLook(point.series, int(m_data.series.size()), highlighted(), palette());
        const QPointF at = marks().at(i).centre;
        if (!point.breakReason.isEmpty()) {
            painter.setPen(QPen(themeTokens(this).warning, 1.2, Qt::DotLine));
            painter.drawLine(QPointF(at.x() - markerSize(), plot.top()), QPointF(at.x() - markerSize(), plot.bottom()));
            painter.setPen(themeTokens(this).warning);
            painter.drawText(QRectF(at.x() - markerSize() * 2, plot.top() - lineHeight() * 0.2, markerSize() * 2, lineHeight()), int(Qt::AlignCenter), QStringLiteral("⚑"));
        }
        paintMarker(painter, at, crowded ? markerSize() * 0.6 : markerSize(), look, palette().color(QPalette::Base));
        if (point.verdict != Verdict::NotGated && !crowded) {
            const bool above = at.y() - plot.top() > lineHeight() * 1.6;
            painter.setPen(toneColour(verdictTone(point.verdict), palette()));
            painter.drawText(QRectF(at.x() - lineHeight(), above ? at.y() - markerSize() - lineHeight() * 0.9 : at.y() + markerSize() * 0.8, 2 * lineHeight(), lineHeight()), int(Qt::AlignCenter), verdictGlyph(point.verdict));
        }
    }
}

QString HistoryChart::asText() const
{
    QString text = tr("Run") + QLatin1Char('\t') + tr("When") + QLatin1Char('\t') + m_data.title + QLatin1Char('\t') + tr("Gate") + QLatin1Char('\n');
    for (const HistoryPoint &point : m_data.points) {
        text += point.name + QLatin1Char('\t') + point.when.toUTC().toString(Qt::ISODate) + QLatin1Char('\t') + QString::number(point.value, 'g', 12) + QLatin1Char('\t')
            + (point.gate ? QString::number(*point.gate, 'g', 12) : QString()) + QLatin1Char('\n');
    }
    return text;
}

} // namespace assay
