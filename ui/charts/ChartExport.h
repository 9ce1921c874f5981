#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QColor>
#include <QFuture>
#include <QImage>
#include <QSize>

#include <functional>

class QPainter;
class QWidget;

namespace assay {

/// A chart as it was drawn: strokes and texts, not pixels. A value that other threads may read.
struct ChartDrawing {
    QByteArray strokes; ///< of a QPicture
    QSize size;         ///< in pixels at scale 1
    int dpi = 96;       ///< of the fonts
    QColor ground;
    QString title;      ///< written into SVG and PDF
};

/// Records what `paint` draws; GUI thread.
ChartDrawing recordChart(const QWidget &chart, const QSize &size, const QString &title, const std::function<void(QPainter &)> &paint);

/// The drawing with the text below it, as wide as the drawing is; GUI thread.
ChartDrawing withCaveat(const QWidget &chart, const ChartDrawing &drawing, const QString &caveat);

/// As pixels, `scale` of them a pixel of the drawing. Any thread.
QImage chartImage(const ChartDrawing &drawing, double scale);

enum class ChartFormat { Png, Svg, Pdf };
QString chartSuffix(ChartFormat format);

/// Writes a file off the GUI thread; a new one takes the old one's place. Error::Storage names the file.
QFuture<Result<Done>> saveChart(const ChartDrawing &drawing, const QString &path, ChartFormat format);

} // namespace assay
