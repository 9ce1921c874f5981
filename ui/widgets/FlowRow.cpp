#include "ui/widgets/FlowRow.h"

#include <QStyle>
#include <QWidget>

namespace assay {

FlowRow::FlowRow(QWidget *parent) : QLayout(parent) { setContentsMargins(0, 0, 0, 0); }

FlowRow::~FlowRow() { qDeleteAll(m_items); }

QSize FlowRow::sizeHint() const
{
    int width = 0;
    for (const QLayoutItem *item : m_items)
        width += item->isEmpty() ? 0 : item->sizeHint().width() + qMax(0, spacing());
    return {width, minimumSize().height()};
}

QSize FlowRow::minimumSize() const
{
    QSize least;
    for (const QLayoutItem *item : m_items) {
        if (!item->isEmpty())
            least = least.expandedTo(item->minimumSize());
    }
    return least;
}

void FlowRow::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    const int above = m_trailing ? qMax(0, rect.height() - heightForWidth(rect.width())) / 2 : 0; // a heading may be higher
    place(rect.adjusted(0, above, 0, 0), true);
}

/// The height that it takes.
int FlowRow::place(const QRect &rect, bool apply) const
{
    const int gap = qMax(0, spacing());
    int x = 0, y = 0, line = 0;
    QList<std::pair<QLayoutItem *, QRect>> beside;
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint().boundedTo({qMax(rect.width(), item->minimumSize().width()), QWIDGETSIZE_MAX});
        if (x > 0 && x + size.width() > rect.width()) {
            if (apply)
                put(std::exchange(beside, {}), rect);
            x = 0;
            y += line + gap;
            line = 0;
        }
        beside.append({item, QRect(rect.topLeft() + QPoint(x, y), size)});
        x += size.width() + gap;
        line = qMax(line, size.height());
    }
    if (apply)
        put(beside, rect);
    return y + line;
}

/// One line of them.
void FlowRow::put(const QList<std::pair<QLayoutItem *, QRect>> &line, const QRect &rect) const
{
    const int shift = m_trailing && !line.isEmpty() ? qMax(0, rect.right() - line.last().second.right()) : 0;
    for (const auto &[item, at] : line)
        item->setGeometry(QStyle::visualRect(parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight, rect, at.translated(shift, 0)));
}

} // namespace assay
