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

} // namespace assay
