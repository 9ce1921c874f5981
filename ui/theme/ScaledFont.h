#pragma once

class QWidget;

namespace assay {

/// The program's font, heavier and `factor` times as large, also after the zoom has changed; a plain setFont() would keep its size.
void setHeadingFont(QWidget *widget, double factor);
/// The system's font of fixed width in the size that the widget inherits.
void setMonospaced(QWidget *widget);

} // namespace assay
