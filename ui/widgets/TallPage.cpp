#include "ui/widgets/TallPage.h"

#include <QEvent>
#include <QLayout>

namespace assay {

/// At each event after which another height may be needed.
static void keepHeight(QWidget &widget, const QEvent &event, int (*heightOf)(const QWidget &widget, int width))
{
    if (event.type() != QEvent::Resize && event.type() != QEvent::LayoutRequest)
        return;
    if (const int height = heightOf(widget, widget.width()); height != widget.minimumHeight())
        widget.setMinimumHeight(height);
}

bool TallPage::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (layout()) {
        keepHeight(*this, *event, [](const QWidget &page, int width) {
            const QLayout *layout = page.layout();
            return layout->hasHeightForWidth() ? layout->totalHeightForWidth(width) : layout->totalMinimumSize().height();
        });
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
    keepHeight(widget, event, leastHeight);
}

} // namespace assay
