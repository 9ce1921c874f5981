#include "ui/charts/DotChart.h"

#include "ui/theme/Theme.h"

#include <QHash>
#include <QPainter>

#include <algorithm>

namespace assay {

DotChart::DotChart(Reader reader, QWidget *parent) : ChartView(parent), m_reader(std::move(reader))
{
    setObjectName(QStringLiteral("dotChart"));
    setAccessibleName(tr("Scores of the runs"));
    setAccessibleDescription(tr("Dots by benchmark and run. Left and right go from run to run, up and down from benchmark to benchmark, T shows the numbers as a table."));
}

void DotChart::build()
{
    m_data = m_reader(*model());
    m_rows.clear();
    const int series = std::max(1, seriesCount());
    const int perPage = std::max(1, std::min(100, mostMarks / series));
    setPages((int(m_data.rows.size()) + perPage - 1) / perPage);
    m_data.rows = m_data.rows.mid(qsizetype(page()) * perPage, perPage);
    setEmptyText(m_data.rows.isEmpty() ? tr("No run has a score that can be drawn.") : QString());

    QStringList groups;
    for (const DotRow &row : std::as_const(m_data.rows)) {
        if (!groups.contains(row.group))
            groups << row.group;
    }
    setPanelCount(int(groups.size()));
    QList<ChartMark> marks;
    for (int at = 0; at < groups.size(); ++at) {
        QList<double> values;
        MetricUnit unit = MetricUnit::Unbounded;
        for (int i = 0; i < m_data.rows.size(); ++i) {
            const DotRow &row = m_data.rows.at(i);
            if (row.group != groups.at(at))
                continue;
            unit = row.unit;
            panel(at).title = row.groupTitle;
            m_rows << Row{i, at, {}};
            for (int run = 0; run < row.points.size(); ++run) {
                const DotPoint &point = row.points.at(run);
                for (const auto &value : {point.value, point.gate}) {
                    if (value)
                        values << *value;
                }
                if (point.interval && point.value)
                    values << point.interval->low << point.interval->high;
                const QString name = m_data.series.size() > 1 ? tr("%1, %2", "benchmark, run").arg(row.name, m_data.series.value(run)) : row.name;
                marks << ChartMark{row.modelRow, run, name, point.value ? point.text : point.missing, point.reason, {}, {}};
            }
        }
        panel(at).x = AxisScale::around(values, unit);
    }
    setMarks(marks);
}

double DotChart::rowHeight() const
{
    return std::max(lineHeight() * 1.9, seriesCount() * markerSize() * 1.05 + lineHeight() * 0.7);
}

double DotChart::dodge(const QRectF &strip, int series) const
{
    return strip.center().y() + (series - (seriesCount() - 1) / 2.0) * markerSize() * 1.05;
}

QList<ChartView::LegendEntry> DotChart::legendEntries() const
{
    QList<LegendEntry> entries;
    for (int i = 0; i < seriesCount(); ++i)
        entries << seriesEntry(i, seriesCount(), m_data.series.at(i));
    const bool gated = std::any_of(m_data.rows.begin(), m_data.rows.end(), [](const DotRow &row) {
        return std::any_of(row.points.begin(), row.points.end(), [](const DotPoint &point) { return point.gate.has_value(); });
    });
    if (gated) {
        entries << LegendEntry{tr("Gate"), [this](QPainter &painter, const QPointF &middle) {
                                   paintGate(painter, middle.x(), middle.y() - markerSize() * 0.7, middle.y() + markerSize() * 0.7);
                               }};
    }
    return entries;
}

double DotChart::place(double width, double)
{
    m_nameWidth = 0;
    for (const DotRow &row : std::as_const(m_data.rows))
        m_nameWidth = std::max(m_nameWidth, double(fontMetrics().horizontalAdvance(row.name + (row.lowerIsBetter ? QStringLiteral(" ↓") : QString()))));
    m_nameWidth = std::min(m_nameWidth, width * 0.3);
    const double left = m_nameWidth + 3 * digit(), right = width - 3 * digit();
    m_legendHeight = m_rows.isEmpty() ? 0 : legend(nullptr, width - 2 * digit(), legendEntries());
    double y = m_legendHeight + lineHeight() * 0.7;
    int panelAt = -1;
    QHash<int, int> firstMark; // of a row of data
    int mark = 0;
    for (Row &row : m_rows) {
        if (row.panel != panelAt) {
            panelAt = row.panel;
            y += panelAt == 0 ? 0 : lineHeight() * 0.9;
            y += lineHeight() * 2.6; // the title and the numbers of the axis
            panel(panelAt).plot = QRectF(left, y, std::max(10.0, right - left), 0);
        }
        row.strip = QRectF(left, y, std::max(10.0, right - left), rowHeight());
        y += rowHeight();
        panel(panelAt).plot.setBottom(y);
        for (int run = 0; run < m_data.rows.at(row.data).points.size(); ++run, ++mark) {
            const DotPoint &point = m_data.rows.at(row.data).points.at(run);
            ChartMark &each = editMarks()[mark];
            const double x = point.value ? row.strip.left() + panel(panelAt).x.position(*point.value) * row.strip.width() : row.strip.left() + markerSize();
            each.centre = QPointF(x, dodge(row.strip, run));
            each.area = QRectF(each.centre - QPointF(markerSize(), markerSize() * 0.7), QSizeF(markerSize() * 2, markerSize() * 1.4));
        }
    }
    for (int i = 0; i < panelCount(); ++i)
        placePanel(i);
    return y + lineHeight() * 0.5;
}

void DotChart::paintBelow(QPainter &painter, const QRectF &exposed)
{
    for (int i = 0; i < panelCount(); ++i) {
        const QRectF plot = panel(i).plot;
        QFont bold = font();
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(QRectF(digit(), plot.top() - lineHeight() * 2.6, plot.right(), lineHeight() * 1.2), int(Qt::AlignLeft | Qt::AlignVCenter), panel(i).title);
        painter.setFont(font());
        paintGrid(painter, i, Qt::TopEdge);
    }
    painter.setPen(themeTokens(this).border);
    for (const Row &row : std::as_const(m_rows)) {
        if (row.strip.bottom() >= exposed.top() && row.strip.top() <= exposed.bottom())
            painter.drawLine(QPointF(digit(), row.strip.bottom()), QPointF(row.strip.right(), row.strip.bottom()));
    }
}

void DotChart::paintAbove(QPainter &painter, const QRectF &exposed)
{
    if (!m_rows.isEmpty()) {
        painter.save();
        painter.translate(digit(), lineHeight() * 0.2);
        legend(&painter, viewport()->width() - 2 * digit(), legendEntries());
        painter.restore();
    }
    for (const Row &row : std::as_const(m_rows)) {
        if (row.strip.bottom() >= exposed.top() && row.strip.top() <= exposed.bottom())
            paintRow(painter, row);
    }
}

void DotChart::paintGate(QPainter &painter, double x, double top, double bottom) const
{
    painter.setPen(QPen(palette().color(QPalette::Base), 4, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(x, top), QPointF(x, bottom));
    painter.setPen(QPen(palette().color(QPalette::Text), 2, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(x, top), QPointF(x, bottom));
    const double serif = markerSize() * 0.25;
    for (const double y : {top, bottom})
        painter.drawLine(QPointF(x - serif, y), QPointF(x + serif, y));
}

void DotChart::paintRow(QPainter &painter, const Row &row)
{
    const DotRow &data = m_data.rows.at(row.data);
    const QString arrow = data.lowerIsBetter ? QStringLiteral(" ↓") : QString();
    const QString name = fontMetrics().elidedText(data.name, Qt::ElideMiddle, int(m_nameWidth + 1 - fontMetrics().horizontalAdvance(arrow))) + arrow;
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRectF(digit(), row.strip.top(), m_nameWidth + digit(), row.strip.height()), int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, name);
    // One line where all runs have the same gate, else each beside its own dot.
    std::optional<double> common;
    bool same = true;
    for (const DotPoint &point : data.points) {
        same &= !point.gate || !common || *common == *point.gate;
        common = point.gate ? point.gate : common;
    }
    const auto along = [&](double value) { return row.strip.left() + panel(row.panel).x.position(value) * row.strip.width(); };
    if (common && same) {
        paintGate(painter, along(*common), row.strip.top() + 3, row.strip.bottom() - 3);
    } else {
        for (int run = 0; run < data.points.size(); ++run) {
            if (data.points.at(run).gate)
                paintGate(painter, along(*data.points.at(run).gate), dodge(row.strip, run) - markerSize() * 0.5, dodge(row.strip, run) + markerSize() * 0.5);
        }
    }
    for (int run = 0; run < data.points.size(); ++run) {
        if (run != highlighted())
            paintPoint(painter, row, run);
    }
    if (highlighted() >= 0 && highlighted() < data.points.size())
        paintPoint(painter, row, highlighted());
}

void DotChart::paintPoint(QPainter &painter, const Row &row, int series)
{
    const DotPoint &point = m_data.rows.at(row.data).points.at(series);
    const SeriesLook look = seriesLook(series, seriesCount(), highlighted(), palette());
    const double y = dodge(row.strip, series);
    const auto along = [&](double value) { return row.strip.left() + panel(row.panel).x.position(value) * row.strip.width(); };
    if (!point.value) {
        painter.setPen(themeTokens(this).muted);
        painter.drawText(QRectF(row.strip.left() + markerSize() * 0.5, y - lineHeight() / 2, markerSize() * 2, lineHeight()), int(Qt::AlignLeft | Qt::AlignVCenter), QStringLiteral("–"));
        return;
    }
    if (point.interval) {
        const double cap = markerSize() * 0.28;
        const double left = along(point.interval->low), right = along(point.interval->high);
        painter.setPen(QPen(look.colour, look.strong ? 1.8 : 1.2, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(left, y), QPointF(right, y));
        painter.drawLine(QPointF(left, y - cap), QPointF(left, y + cap));
        painter.drawLine(QPointF(right, y - cap), QPointF(right, y + cap));
    }
    paintMarker(painter, QPointF(along(*point.value), y), look.strong ? markerSize() : markerSize() * 0.8, look, palette().color(QPalette::Base));
}

int DotChart::neighbour(int place, int key) const
{
    const int runs = std::max(1, seriesCount());
    switch (key) {
    case Qt::Key_Up: return place >= runs ? place - runs : place;
    case Qt::Key_Down: return place + runs < markCount() ? place + runs : place;
    default: return ChartView::neighbour(place, key);
    }
}

QString DotChart::asText() const
{
    QString text = tr("Benchmark");
    for (const QString &name : m_data.series)
        text += QLatin1Char('\t') + name + QLatin1Char('\t') + tr("Low") + QLatin1Char('\t') + tr("High") + QLatin1Char('\t') + tr("Gate");
    text += QLatin1Char('\n');
    const auto number = [](const std::optional<double> &value) { return value ? QString::number(*value, 'g', 12) : QString(); };
    for (const DotRow &row : m_data.rows) {
        text += row.name;
        for (const DotPoint &point : row.points) {
            text += QLatin1Char('\t') + number(point.value) + QLatin1Char('\t') + (point.interval ? number(point.interval->low) : QString()) + QLatin1Char('\t')
                + (point.interval ? number(point.interval->high) : QString()) + QLatin1Char('\t') + number(point.gate);
        }
        text += QLatin1Char('\n');
    }
    return text;
}

} // namespace assay
