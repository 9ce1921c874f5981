#pragma once

#include <QColor>
#include <QPainterPath>
#include <QPointF>

class QPainter;
class QPalette;

namespace assay {

/// How one of several runs is drawn: colour and shape together, so that neither is the only carrier.
struct SeriesLook {
    QColor colour;
    int marker = 0;     ///< of seriesMarker()
    bool strong = true; ///< false: one of many, in grey
};

/// Series number `series` of `count`. Past six there are not enough colours that every eye can tell apart: all but `highlighted` are
/// grey. With the high-contrast theme all have the text's colour, and the shapes tell them apart.
SeriesLook seriesLook(int series, int count, int highlighted, const QPalette &palette);

/// The shape of a series' marker, as wide as `size`, around `centre`.
QPainterPath markerShape(int marker, const QPointF &centre, double size);
/// Draws it with a line of the ground's colour around it, so that markers that touch stay apart.
void paintMarker(QPainter &painter, const QPointF &centre, double size, const SeriesLook &look, const QColor &ground);

/// The line of a series: dashed by its number where patterns are on (see Theme.h).
Qt::PenStyle seriesLine(int series);
/// The filling of an area of a series: hatched by its number where patterns are on.
Qt::BrushStyle seriesFill(int series);

} // namespace assay
