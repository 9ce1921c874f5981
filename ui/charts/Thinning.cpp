#include "ui/charts/Thinning.h"

#include <algorithm>
#include <array>

namespace assay {

QList<QPointF> thinned(const QList<QPointF> &points, int columns)
{
    if (columns < 1 || points.size() <= 4 * qsizetype(columns))
        return points;
    const double left = points.first().x(), width = points.last().x() - left;
    const auto columnOf = [&](const QPointF &point) { return width > 0 ? std::min(columns - 1, int((point.x() - left) / width * columns)) : 0; };
    QList<QPointF> kept;
    kept.reserve(4 * qsizetype(columns));
    for (qsizetype from = 0; from < points.size();) {
        const int column = columnOf(points.at(from));
        qsizetype to = from, low = from, high = from;
        for (; to < points.size() && columnOf(points.at(to)) == column; ++to) {
            low = points.at(to).y() < points.at(low).y() ? to : low;
            high = points.at(to).y() > points.at(high).y() ? to : high;
        }
        std::array order{from, low, high, to - 1};
        std::sort(order.begin(), order.end());
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (i == 0 || order[i] != order[i - 1])
                kept << points.at(order[i]);
        }
        from = to;
    }
    return kept;
}

} // namespace assay
