#pragma once

#include <QList>
#include <QPointF>

namespace assay {

/// A line with at most four points a column: the first, the lowest, the highest and the last of each of `columns` equal parts of its
/// width. Looks the same as all points while a column is a pixel. Points ascend by x; fewer than 4 × columns come back as they are.
QList<QPointF> thinned(const QList<QPointF> &points, int columns);

} // namespace assay
