#pragma once

#include "models/results/ResultRow.h"
#include "ui/charts/AxisScale.h"

#include <QColor>
#include <QRectF>

class QPainter;
class QPalette;

namespace assay {

/// The colour of what the statistics say, in the theme of that palette.
QColor toneColour(Tone tone, const QPalette &palette);

/// Draws the interval's whisker and the gate's diamond with its tick over a bar's strip. The strip spans the whole axis.
void paintMarks(QPainter &painter, const QRectF &strip, const ResultRow &row, const AxisScale &scale, const QPalette &palette);
/// Draws the bar itself, from zero, for cells and places without a chart.
void paintBar(QPainter &painter, const QRectF &strip, const ResultRow &row, const AxisScale &scale, const QPalette &palette);

} // namespace assay
