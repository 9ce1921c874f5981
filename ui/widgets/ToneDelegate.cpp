#include "ui/widgets/ToneDelegate.h"

#include "models/common/Roles.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QPainter>

namespace assay {

static QColor toneColour(Tone tone, const ThemeTokens &tokens, const QPalette &palette)
{
    switch (tone) {
    case Tone::Plain: return palette.color(QPalette::Text);
    case Tone::Muted: return tokens.muted;
    case Tone::Pass: return tokens.pass;
    case Tone::Fail: return tokens.fail;
    case Tone::TooClose:
    case Tone::Neutral: return tokens.muted;
    case Tone::Running: return tokens.running;
    case Tone::Warning: return tokens.warning;
    case Tone::Error: return tokens.error;
    }
    return palette.color(QPalette::Text);
}

void ToneDelegate::setProgressRoles(int fraction, int text)
{
    m_fractionRole = fraction;
    m_textRole = text;
}

void ToneDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (m_readOnly)
        option->features &= ~QStyleOptionViewItem::HasCheckIndicator;
    const QVariant tone = index.data(ToneRole);
    if (tone.isValid())
        option->palette.setColor(QPalette::Text, toneColour(Tone(tone.toInt()), themeTokens(option->palette), option->palette));
}

bool ToneDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return !m_readOnly && QStyledItemDelegate::editorEvent(event, model, option, index);
}

static int cellPadding(const QStyleOptionViewItem &option) { return option.fontMetrics.height() / 3; }

QSize ToneDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.rwidth() += 2 * cellPadding(option);
    size.setHeight(qMax(size.height(), option.fontMetrics.height() * 17 / 10)); // a target of 24 px and more
    return size;
}

void ToneDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QVariant fraction = m_fractionRole < 0 ? QVariant() : index.data(m_fractionRole);
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    // The panel fills the cell, the text keeps a distance from its neighbours.
    QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const int padding = cellPadding(option);
    cell.rect.adjust(padding, 0, -padding, 0);
    if (!fraction.isValid()) {
        style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
        return;
    }
    cell.text = cell.text.section(QLatin1Char(' '), 0, 0) + QLatin1Char(' ') + index.data(m_textRole).toString();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const ThemeTokens &tokens = themeTokens(option.palette);
    const int thickness = qMax(3, option.fontMetrics.height() / 5);
    QRect track = cell.rect.adjusted(3, 0, -3, -2);
    track.setTop(track.bottom() - thickness + 1);
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(selected ? QColor(255, 255, 255, 90) : tokens.border);
    painter->drawRoundedRect(track, thickness / 2.0, thickness / 2.0);
    track.setWidth(int(track.width() * qBound(0.0, fraction.toDouble(), 1.0)));
    painter->setBrush(selected ? option.palette.color(QPalette::HighlightedText) : tokens.running);
    painter->drawRoundedRect(track, thickness / 2.0, thickness / 2.0);
    painter->restore();
}

} // namespace assay
