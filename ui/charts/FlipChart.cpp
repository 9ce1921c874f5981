#include "ui/charts/FlipChart.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace assay {

int FlipData::of(FlipChange which) const
{
    switch (which) {
    case FlipChange::BothRight: return bothRight;
    case FlipChange::Gained: return gained;
    case FlipChange::Lost: return lost;
    case FlipChange::Measured: return 0;
    case FlipChange::BothWrong: break;
    }
    return bothWrong;
}

FlipChart::FlipChart(Reader reader, QWidget *parent) : ChartView(parent), m_reader(std::move(reader))
{
    setObjectName(QStringLiteral("flipChart"));
    setAccessibleName(tr("Items right and wrong in both runs"));
    setAccessibleDescription(tr("Four groups of items. Arrow keys go from group to group, Enter shows the items of one."));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

void FlipChart::build()
{
    m_data = m_reader(*model());
    setPanelCount(0);
    setEmptyText(m_data.total() == 0 ? (m_data.empty.isEmpty() ? tr("The two runs share no item.") : m_data.empty) : QString());
    QList<ChartMark> marks;
    for (const FlipChange which : cells) {
        if (m_data.total() == 0)
            break;
        const int count = m_data.of(which);
        const QString share = QLocale().toString(100.0 * count / m_data.total(), 'f', 1);
        marks << ChartMark{-1, int(which), flipTitle(which), tr("%n item(s), %1 %", "items and their share of all", count).arg(share), {}, {}, {}};
    }
    setMarks(marks);
}

double FlipChart::sideWidth() const
{
    return std::max(fontMetrics().horizontalAdvance(tr("right")), fontMetrics().horizontalAdvance(tr("wrong"))) + 2 * digit();
}

QSize FlipChart::sizeHint() const
{
    return {int(sideWidth() + 34 * digit()), int(lineHeight() * 12.5)};
}

double FlipChart::place(double width, double height)
{
    const double left = sideWidth() + digit(), top = lineHeight() * 4.1;
    const double cellWidth = std::max(12 * digit(), (width - left - digit()) / 2), cellHeight = std::clamp((height - top - digit()) / 2, lineHeight() * 3.4, lineHeight() * 6);
    for (int i = 0; i < markCount(); ++i) {
        ChartMark &mark = editMarks()[i];
        mark.area = QRectF(left + (i % 2) * cellWidth, top + (i / 2) * cellHeight, cellWidth - 3, cellHeight - 3);
        mark.centre = mark.area.center();
    }
    return top + 2 * cellHeight;
}

void FlipChart::paintCell(QPainter &painter, int at) const
{
    const ChartMark &mark = marks().at(at);
    const ThemeTokens &tokens = themeTokens(this);
    const FlipChange which = cells[std::size_t(at)];
    const int count = m_data.of(which);
    const bool flipped = which == FlipChange::Gained || which == FlipChange::Lost;
    const QColor edge = which == FlipChange::Gained ? tokens.pass : which == FlipChange::Lost ? tokens.fail : tokens.outline;
    QColor fill = edge;
    fill.setAlphaF(flipped ? 0.18F : 0.07F);
    painter.setPen(QPen(edge, m_data.chosen == which ? 3 : 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(mark.area.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
    if (patternsOn() && flipped) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(QBrush(edge, which == FlipChange::Gained ? Qt::FDiagPattern : Qt::Dense7Pattern));
        painter.drawRoundedRect(mark.area.adjusted(3, 3, -3, -3), 4, 4);
    }
    QFont large = font();
    large.setPointSizeF(font().pointSizeF() * 1.7);
    large.setBold(flipped);
    const QRectF upper(mark.area.left(), mark.area.top(), mark.area.width(), mark.area.height() * 0.6);
    const QRectF lower(mark.area.left() + 4, upper.bottom() - lineHeight() * 0.2, mark.area.width() - 8, lineHeight() * 1.3);
    painter.setFont(large);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(upper, int(Qt::AlignCenter), QLocale().toString(count));
    painter.setFont(font());
    const QString glyph = which == FlipChange::Gained ? QStringLiteral("▲ ") : which == FlipChange::Lost ? QStringLiteral("▼ ") : QString();
    painter.drawText(lower, int(Qt::AlignCenter), fontMetrics().elidedText(glyph + mark.name, Qt::ElideRight, int(lower.width())));
}

void FlipChart::paintBelow(QPainter &painter, const QRectF &)
{
    if (markCount() == 0)
        return;
    const ThemeTokens &tokens = themeTokens(this);
    const QRectF first = marks().at(0).area, last = marks().at(3).area;
    const auto elided = [this](const QString &text, double width) { return fontMetrics().elidedText(text, Qt::ElideMiddle, int(width)); };
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRectF(digit(), 0, last.right() - digit(), lineHeight() * 1.3), int(Qt::AlignLeft | Qt::AlignVCenter), elided(tr("Rows: %1", "the run before").arg(m_data.before), last.right() - digit()));
    painter.drawText(QRectF(digit(), lineHeight() * 1.15, last.right() - digit(), lineHeight() * 1.3), int(Qt::AlignLeft | Qt::AlignVCenter), elided(tr("Columns: %1", "the run after").arg(m_data.after), last.right() - digit()));
    painter.setPen(tokens.muted);
    for (int i = 0; i < 2; ++i) {
        const QString word = i == 0 ? tr("right") : tr("wrong");
        painter.drawText(QRectF(marks().at(i).area.left(), first.top() - lineHeight() * 1.2, first.width(), lineHeight()), int(Qt::AlignCenter), word);
        painter.drawText(QRectF(0, marks().at(i * 2).area.top(), first.left() - digit() * 0.8, first.height()), int(Qt::AlignRight | Qt::AlignVCenter), word);
    }
    for (int i = 0; i < markCount(); ++i)
        paintCell(painter, i);
}

int FlipChart::neighbour(int place, int key) const
{
    switch (key) {
    case Qt::Key_Left: return place % 2 == 1 ? place - 1 : place;
    case Qt::Key_Right: return place % 2 == 0 ? place + 1 : place;
    case Qt::Key_Up: return place >= 2 ? place - 2 : place;
    default: return place < 2 ? place + 2 : place;
    }
}

} // namespace assay
