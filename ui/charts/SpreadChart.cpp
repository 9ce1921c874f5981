#include "ui/charts/SpreadChart.h"

#include "ui/charts/Thinning.h"
#include "ui/theme/Theme.h"

#include <QPainter>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QLineSeries>

#include <algorithm>
#include <cmath>

namespace assay {

QList<int> binCounts(const QList<double> &values, const AxisScale &scale, int bins)
{
    QList<int> counts(bins, 0);
    for (const double value : values) {
        if (std::isfinite(value))
            ++counts[std::clamp(int(scale.position(value) * bins), 0, bins - 1)];
    }
    return counts;
}

QList<QPointF> cumulative(QList<double> values)
{
    values.removeIf([](double value) { return !std::isfinite(value); });
    std::sort(values.begin(), values.end());
    QList<QPointF> steps;
    const double count = double(values.size());
    for (qsizetype i = 0; i < values.size(); ++i) {
        steps << QPointF(values.at(i), double(i) / count) << QPointF(values.at(i), double(i + 1) / count);
    }
    return steps;
}

SpreadChart::SpreadChart(Reader reader, QWidget *parent) : ChartView(parent), m_reader(std::move(reader))
{
    setObjectName(QStringLiteral("spreadChart"));
    setAccessibleName(tr("How the scores spread"));
    setAccessibleDescription(tr("One mark a part of the scale and run. Arrow keys go along the scale, then to the next run."));
}

void SpreadChart::setKind(Kind kind)
{
    if (std::exchange(m_kind, kind) != kind)
        rebuildNow();
}

void SpreadChart::addHistogram(int series, double &most)
{
    const SpreadSeries &own = m_data.series.at(series);
    const QList<int> counts = binCounts(own.values, panel(0).x, binCount);
    const double width = (panel(0).x.high - panel(0).x.low) / binCount, all = std::max<double>(1, double(own.values.size()));
    QList<QPointF> outline{QPointF(panel(0).x.low, 0)};
    QList<ChartMark> marks = this->marks();
    for (int bin = 0; bin < binCount; ++bin) {
        const double from = panel(0).x.low + bin * width, share = counts.at(bin) / all;
        outline << QPointF(from, share) << QPointF(from + width, share);
        most = std::max(most, share);
        const QString range = tr("%1 to %2", "a part of the scale").arg(formatMetric(m_data.metric, from, QLocale()), formatMetric(m_data.metric, from + width, QLocale()));
        marks << ChartMark{-1, series, tr("%1, %2", "run, part of the scale").arg(own.name, range),
                           tr("%n item(s), %1 %", "items and their share of all", counts.at(bin)).arg(QLocale().toString(share * 100, 'f', 1)), {}, {}, {}};
        m_places << QPointF(from + width / 2, share);
    }
    outline << QPointF(panel(0).x.high, 0);
    setMarks(marks);
    const SeriesLook look = seriesLook(series, int(m_data.series.size()), highlighted(), palette());
    auto *upper = new QLineSeries;
    upper->replace(outline);
    auto *area = new QAreaSeries(upper);
    upper->setParent(area);
    QColor fill = look.colour;
    fill.setAlphaF(patternsOn() ? 0.5F : 0.14F);
    area->setPen(QPen(look.colour, look.strong ? 2 : 1.2, seriesLine(series)));
    area->setBrush(QBrush(fill, seriesFill(series)));
    addSeries(0, area);
}

void SpreadChart::addCumulative(int series)
{
    const SpreadSeries &own = m_data.series.at(series);
    const SeriesLook look = seriesLook(series, int(m_data.series.size()), highlighted(), palette());
    const QList<QPointF> steps = cumulative(own.values);
    addLine(0, thinned(steps, std::max(200, viewport()->width())), QPen(look.colour, look.strong ? 2 : 1.2, seriesLine(series)));
    QList<ChartMark> marks = this->marks();
    for (int part = 1; part <= 10 && !steps.isEmpty(); ++part) {
        const QPointF step = steps.at(std::min(steps.size() - 1, qsizetype(std::ceil(part / 10.0 * double(steps.size() / 2))) * 2 - 1));
        marks << ChartMark{-1, series, own.name, tr("%1 % of the items up to %2").arg(part * 10).arg(formatMetric(m_data.metric, step.x(), QLocale())), {}, {}, {}};
        m_places << step;
    }
    setMarks(marks);
}

void SpreadChart::build()
{
    m_data = m_reader(*model());
    m_places.clear();
    const bool some = std::any_of(m_data.series.begin(), m_data.series.end(), [](const SpreadSeries &series) { return !series.values.isEmpty(); });
    setEmptyText(some ? QString() : m_data.empty.isEmpty() ? tr("No run has scores of single items here.") : m_data.empty);
    setPanelCount(some ? 1 : 0);
    if (!some)
        return;
    QList<double> values;
    for (const SpreadSeries &series : std::as_const(m_data.series))
        values += series.values;
    panel(0).x = AxisScale::around(values, m_data.unit);
    double most = 0;
    for (int i = 0; i < m_data.series.size(); ++i)
        m_kind == Kind::Histogram ? addHistogram(i, most) : addCumulative(i);
    panel(0).y = m_kind == Kind::Histogram ? AxisScale::between(0, std::max(most, 0.01)) : AxisScale{};
}

QList<ChartView::LegendEntry> SpreadChart::legendEntries() const
{
    QList<LegendEntry> entries;
    for (int i = 0; i < m_data.series.size(); ++i)
        entries << seriesEntry(i, int(m_data.series.size()), m_data.series.at(i).name);
    return entries;
}

double SpreadChart::place(double width, double height)
{
    if (panelCount() == 0)
        return 0;
    const double head = legend(nullptr, width - 2 * digit(), legendEntries()) + lineHeight() * 2.5, below = lineHeight() * 3;
    const double left = leftAxisWidth(panel(0).y) + 2 * digit(), plotHeight = std::max(lineHeight() * 7, height - head - below);
    panel(0).plot = QRectF(left, head, std::max(20.0, width - left - 3 * digit()), plotHeight);
    placePanel(0);
    for (int i = 0; i < markCount(); ++i) {
        ChartMark &mark = editMarks()[i];
        mark.centre = toScene(0, m_places.at(i).x(), m_places.at(i).y());
        mark.area = QRectF(mark.centre - QPointF(markerSize(), markerSize()), QSizeF(2 * markerSize(), 2 * markerSize()));
    }
    return head + plotHeight + below;
}

void SpreadChart::paintBelow(QPainter &painter, const QRectF &)
{
    if (panelCount() == 0)
        return;
    paintGrid(painter, 0, Qt::BottomEdge);
    paintLeftAxis(painter, 0);
    const QRectF plot = panel(0).plot;
    painter.setPen(palette().color(QPalette::Text));
    const QString y = m_kind == Kind::Histogram ? tr("Share of the items") : tr("Share of the items up to a score");
    painter.drawText(QRectF(digit(), plot.top() - lineHeight() * 1.7, plot.right(), lineHeight() * 1.2), int(Qt::AlignLeft | Qt::AlignVCenter), y);
    painter.drawText(QRectF(plot.left(), plot.bottom() + lineHeight() * 1.5, plot.width(), lineHeight() * 1.2), int(Qt::AlignRight | Qt::AlignVCenter), m_data.title);
}

void SpreadChart::paintAbove(QPainter &painter, const QRectF &)
{
    painter.save();
    painter.translate(digit(), lineHeight() * 0.2);
    legend(&painter, viewport()->width() - 2 * digit(), legendEntries());
    painter.restore();
    for (int i = 0; i < markCount(); ++i) {
        if (m_kind == Kind::Histogram && m_places.at(i).y() == 0 && i != current())
            continue; // empty parts say nothing
        const SeriesLook look = seriesLook(marks().at(i).series, int(m_data.series.size()), highlighted(), palette());
        paintMarker(painter, marks().at(i).centre, markerSize() * 0.6, look, palette().color(QPalette::Base));
    }
}

DifferenceChart::DifferenceChart(Reader reader, QWidget *parent) : ChartView(parent), m_reader(std::move(reader))
{
    setObjectName(QStringLiteral("differenceChart"));
    setAccessibleName(tr("Differences item by item, sorted"));
    setAccessibleDescription(tr("One mark a part of the items, from the largest loss to the largest gain. Arrow keys go along them."));
}

void DifferenceChart::build()
{
    m_data = m_reader(*model());
    m_places.clear();
    QList<double> values = m_data.series.isEmpty() ? QList<double>() : m_data.series.first().values;
    values.removeIf([](double value) { return !std::isfinite(value); });
    std::sort(values.begin(), values.end());
    setEmptyText(values.isEmpty() ? (m_data.empty.isEmpty() ? tr("The two runs share no item with a graded score.") : m_data.empty) : QString());
    setPanelCount(values.isEmpty() ? 0 : 1);
    if (values.isEmpty())
        return;
    m_lower = std::count_if(values.begin(), values.end(), [](double value) { return value < 0; });
    m_higher = std::count_if(values.begin(), values.end(), [](double value) { return value > 0; });
    m_same = values.size() - m_lower - m_higher;
    QList<QPointF> line;
    line.reserve(values.size());
    for (qsizetype i = 0; i < values.size(); ++i)
        line << QPointF(double(i) + 0.5, values.at(i));
    const double reach = std::max({std::abs(values.first()), std::abs(values.last()), 1e-9});
    panel(0).x = AxisScale{0, double(values.size()), double(values.size())};
    panel(0).y = AxisScale::between(-reach, reach, 4);
    const ThemeTokens &tokens = themeTokens(this);
    const auto part = [&](bool below, const QColor &colour) {
        QList<QPointF> own;
        for (const QPointF &point : line)
            own << QPointF(point.x(), below ? std::min(point.y(), 0.0) : std::max(point.y(), 0.0));
        auto *edge = new QLineSeries, *zero = new QLineSeries;
        edge->replace(thinned(own, std::max(200, viewport()->width())));
        zero->replace(QList<QPointF>{QPointF(0.5, 0), QPointF(double(values.size()) - 0.5, 0)});
        auto *area = new QAreaSeries(edge, zero);
        edge->setParent(area);
        zero->setParent(area);
        area->setPen(QPen(colour, 1));
        area->setBrush(QBrush(colour, patternsOn() ? (below ? Qt::BDiagPattern : Qt::FDiagPattern) : Qt::SolidPattern));
        addSeries(0, area);
    };
    part(true, tokens.fail);
    part(false, tokens.pass);
    QList<ChartMark> marks;
    const qsizetype parts = std::min<qsizetype>(markParts, values.size());
    for (qsizetype i = 0; i < parts; ++i) {
        const qsizetype at = parts == 1 ? 0 : i * (values.size() - 1) / (parts - 1);
        marks << ChartMark{-1, 0, tr("Item %1 of %2").arg(QLocale().toString(at + 1), QLocale().toString(values.size())), tr("difference %1").arg(formatMetric(m_data.metric, values.at(at), QLocale())), {}, {}, {}};
        m_places << line.at(at);
    }
    setMarks(marks);
}

double DifferenceChart::place(double width, double height)
{
    if (panelCount() == 0)
        return 0;
    const double head = lineHeight() * 2, below = lineHeight() * 0.6, left = leftAxisWidth(panel(0).y) + 2 * digit();
    const double plotHeight = std::max(lineHeight() * 5, height - head - below);
    panel(0).plot = QRectF(left, head, std::max(20.0, width - left - 2 * digit()), plotHeight);
    placePanel(0);
    const double step = panel(0).plot.width() / std::max(1, markCount());
    for (int i = 0; i < markCount(); ++i) {
        ChartMark &mark = editMarks()[i];
        mark.centre = toScene(0, m_places.at(i).x(), m_places.at(i).y());
        mark.area = QRectF(mark.centre.x() - std::max(step / 2, 4.0), panel(0).plot.top(), std::max(step, 8.0), plotHeight);
    }
    return head + plotHeight + below;
}

void DifferenceChart::paintBelow(QPainter &painter, const QRectF &)
{
    if (panelCount() == 0)
        return;
    paintLeftAxis(painter, 0);
    painter.setPen(palette().color(QPalette::Text));
    const QRectF words(digit(), lineHeight() * 0.2, panel(0).plot.right() - digit(), lineHeight() * 1.3);
    const QString text = tr("%1 lower, %2 the same, %3 higher", "counts of items").arg(QLocale().toString(m_lower), QLocale().toString(m_same), QLocale().toString(m_higher));
    painter.drawText(words, int(Qt::AlignLeft | Qt::AlignVCenter), fontMetrics().elidedText(text, Qt::ElideRight, int(words.width())));
}

void DifferenceChart::paintAbove(QPainter &painter, const QRectF &)
{
    if (panelCount() == 0 || current() < 0)
        return;
    painter.setPen(QPen(palette().color(QPalette::Text), 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawEllipse(marks().at(current()).centre, markerSize() * 0.35, markerSize() * 0.35);
}

} // namespace assay
