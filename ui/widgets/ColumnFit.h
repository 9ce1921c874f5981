#pragma once

class QHeaderView;

namespace assay {

/// Lets one column take the room that the others leave, but never less than `characters` of the font: below that the view
/// scrolls sideways instead of squeezing the name away. Call once, after the model is set; the others keep their own mode.
void fitColumn(QHeaderView *header, int column, int characters);

} // namespace assay
