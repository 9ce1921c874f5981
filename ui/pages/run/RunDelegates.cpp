#include "ui/pages/run/RunDelegates.h"

#include "models/results/LaneModel.h"
#include "models/results/ResultModel.h"
#include "ui/charts/MarkPainter.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QPainter>

namespace assay {

/// The cell's background as the style draws it, without its text.
static void paintPlain(QPainter *painter, const QStyleOptionViewItem &option)
{
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    paintPlain(painter, cell);
    // Drawn here rather than by the style: thousands of cells a second pass while scrolling.
    const bool selected = cell.state & QStyle::State_Selected;
    const QRect area = cell.rect.adjusted(8, 0, -8, 0);
    painter->setFont(cell.font);
    painter->setPen(cell.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(area, int(cell.displayAlignment) | Qt::TextSingleLine,
                      cell.fontMetrics.elidedText(cell.text, cell.textElideMode, area.width()));
}

void BarDelegate::setRows(const QList<ResultRow> &rows)
{
    QHash<QString, QList<ResultRow>> groups;
    for (const ResultRow &row : rows)
        groups[axisGroup(row)] << row;
    m_scales.clear();
    for (auto it = groups.cbegin(); it != groups.cend(); ++it)
        m_scales.insert(it.key(), AxisScale::forRows(it.value()));
}

void BarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    paintPlain(painter, cell);
    const auto row = index.data(ResultModel::RowRole).value<ResultRow>();
    const AxisScale scale = m_scales.value(axisGroup(row));
    QPalette palette = option.palette;
    if (option.state & QStyle::State_Selected) {
        palette.setColor(QPalette::Text, palette.color(QPalette::HighlightedText));
        palette.setColor(QPalette::Base, palette.color(QPalette::Highlight));
    }
    const QRectF strip = QRectF(option.rect).adjusted(8, 2, -8, -2);
    painter->save();
    if (option.state & QStyle::State_Selected && row.judged.value) {
        // The verdict's colour would vanish in the selection's.
        const double zero = strip.left() + scale.position(0) * strip.width();
        const double end = strip.left() + scale.position(*row.judged.value) * strip.width();
        QColor pale = palette.color(QPalette::HighlightedText);
        pale.setAlpha(120);
        painter->fillRect(QRectF(std::min(zero, end), strip.center().y() - strip.height() / 4, std::abs(end - zero), strip.height() / 2), pale);
    } else {
        paintBar(*painter, strip, row, scale, palette);
    }
    paintMarks(*painter, strip, row, scale, palette);
    painter->restore();
}

QSize BarDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.horizontalAdvance(QLatin1Char('0')) * 24, option.fontMetrics.height() + 8};
}

void ProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    paintPlain(painter, cell);
    const QVariant fraction = index.data(LaneModel::FractionRole);
    const auto state = RunState(index.data(LaneModel::StateRole).toInt());
    const QString text = index.data(Qt::DisplayRole).toString();
    const ThemeTokens &tokens = themeTokens(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    const double textWidth = option.fontMetrics.horizontalAdvance(QStringLiteral("100 %")) + 8;
    const double height = std::max(6.0, option.fontMetrics.height() * 0.45);
    const QRectF area = QRectF(option.rect).adjusted(8, 0, -8, 0);
    const QRectF track(area.left(), area.center().y() - height / 2, area.width() - textWidth, height);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    QColor ground = selected ? option.palette.color(QPalette::HighlightedText) : tokens.border;
    ground.setAlpha(selected ? 70 : 255);
    painter->setBrush(ground);
    painter->drawRoundedRect(track, height / 2, height / 2);
    if (fraction.isValid() && fraction.toDouble() > 0) {
        QColor fill = state == RunState::Failed ? tokens.error : state == RunState::Running ? tokens.running : tokens.muted;
        if (selected)
            fill = option.palette.color(QPalette::HighlightedText);
        painter->setBrush(fill);
        QRectF done = track;
        done.setWidth(std::max(height, track.width() * fraction.toDouble()));
        painter->drawRoundedRect(done, height / 2, height / 2);
    }
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(QRectF(track.right(), area.top(), textWidth, area.height()), int(Qt::AlignRight | Qt::AlignVCenter), text);
    painter->restore();
}

QSize ProgressDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.horizontalAdvance(QLatin1Char('0')) * 26, option.fontMetrics.height() + 8};
}

} // namespace assay
