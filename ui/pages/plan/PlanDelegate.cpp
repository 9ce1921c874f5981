#include "ui/pages/plan/PlanDelegate.h"

#include "models/plan/PlanModel.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QPainter>

namespace assay {

void PlanDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    ToneDelegate::initStyleOption(option, index);
    const auto kind = PlanModel::Kind(index.data(PlanModel::KindRole).toInt());
    if (kind == PlanModel::Kind::Group && index.column() == PlanModel::NameColumn)
        option->font.setBold(true);
    if (index.data(PlanModel::StruckRole).toBool() && index.column() == PlanModel::ValueColumn)
        option->font.setStrikeOut(true);
}

void PlanDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString origin = index.column() == PlanModel::OriginColumn ? index.data().toString() : QString();
    if (origin.isEmpty())
        return ToneDelegate::paint(painter, option, index);
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const int padding = cell.fontMetrics.height() / 3, inner = cell.fontMetrics.height() / 2, height = cell.fontMetrics.height() * 13 / 10;
    const QString text = cell.fontMetrics.elidedText(origin, Qt::ElideRight, cell.rect.width() - 2 * padding - 2 * inner);
    QRect chip(0, 0, cell.fontMetrics.horizontalAdvance(text) + 2 * inner, height);
    chip.moveTop(cell.rect.center().y() - height / 2);
    chip.moveLeft(cell.direction == Qt::RightToLeft ? cell.rect.right() - padding - chip.width() : cell.rect.left() + padding);
    // What the user wrote stands out by its frame's weight, not by a colour alone.
    const QVariant from = index.data(PlanModel::OriginRole);
    const bool yours = from.isValid() && (Origin(from.toInt()) == Origin::Job || Origin(from.toInt()) == Origin::Override);
    const bool selected = cell.state & QStyle::State_Selected;
    const ThemeTokens &tokens = themeTokens(option.palette);
    const QColor ink = selected ? cell.palette.color(QPalette::HighlightedText) : yours ? cell.palette.color(QPalette::Text) : tokens.muted;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(selected ? ink : yours ? ink : tokens.outline, yours ? 1.6 : 1.0));
    painter->setBrush(selected ? QBrush(Qt::NoBrush) : QBrush(tokens.raised));
    painter->drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), height / 2.0, height / 2.0);
    painter->setPen(ink);
    painter->setFont(cell.font);
    painter->drawText(chip, Qt::AlignCenter, text);
    painter->restore();
}

} // namespace assay
