#include "ui/widgets/TallPage.h"

#include <QEvent>
#include <QLayout>

namespace assay {

bool TallPage::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (layout() && (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)) {
        const int height = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : layout()->totalMinimumSize().height();
        if (height != minimumHeight())
            setMinimumHeight(height);
    }
    return done;
}

int leastHeight(const QWidget &widget, int width)
{
    const QLayout *layout = widget.layout();
    return layout && layout->hasHeightForWidth() ? layout->totalMinimumHeightForWidth(width) : widget.minimumSizeHint().height();
}

void keepLeastHeight(QWidget &widget, const QEvent &event)
{
    if (event.type() != QEvent::Resize && event.type() != QEvent::LayoutRequest)
        return;
    if (const int least = leastHeight(widget, widget.width()); least != widget.minimumHeight())
        widget.setMinimumHeight(least);
}

} // namespace assay
