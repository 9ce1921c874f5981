#pragma once

#include <QPointF>
#include <QString>

#include <functional>

class QPainter;
class QWidget;

namespace assay {

/// What a sign of a chart means.
struct ChartLegendEntry {
    QString text;
    std::function<void(QPainter &, const QPointF &middle)> sign;
};

/// The entries with their signs, in as many lines as the width needs; answers with the height. Without a painter it only measures.
/// markerSize: room of a sign.
double paintLegend(QPainter *painter, const QWidget &chart, double width, double markerSize, const QList<ChartLegendEntry> &entries);

} // namespace assay
