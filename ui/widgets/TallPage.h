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

} // namespace assay
