#pragma once

class QWidget;

namespace assay {

/// Whoever gives `whole` the focus gives it to `first`, a widget inside. Not a focus proxy: the Tab key that comes to a proxy
/// jumps to its target and never reaches what stands between the two.
void enterAt(QWidget *whole, QWidget *first);

} // namespace assay
