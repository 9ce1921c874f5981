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
    place(rect, true);
}

/// The height that it takes.
int FlowRow::place(const QRect &rect, bool apply) const
{
    const int gap = qMax(0, spacing());
    int x = 0, y = 0, line = 0;
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint().boundedTo({qMax(rect.width(), item->minimumSize().width()), QWIDGETSIZE_MAX});
        if (x > 0 && x + size.width() > rect.width()) {
            x = 0;
            y += line + gap;
            line = 0;
        }
        if (apply) {
            const QRect at(rect.topLeft() + QPoint(x, y), size);
            item->setGeometry(QStyle::visualRect(parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight, rect, at));
        }
        x += size.width() + gap;
        line = qMax(line, size.height());
    }
    return y + line;
}

} // namespace assay
