#pragma once

#include <QWidget>

namespace assay {

/// What a scroll area shows: as high as its texts need at its width. A scroll area asks for the least size only, which knows
/// nothing of lines that wrap, and squeezes what is a little too high instead of scrolling it.
class TallPage : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

protected:
    bool event(QEvent *event) override;
};

/// px; the least height of a widget's layout at a width, with all lines of its texts, which its minimumSizeHint() does not know.
/// Of tabs it is the height that they would like.
int leastHeight(const QWidget &widget, int width);
/// Call at each of a widget's events: it is never lower than that. For what stands in a splitter or is scrolled, which do not
/// ask how lines wrap.
void keepLeastHeight(QWidget &widget, const QEvent &event);

} // namespace assay
