#include "ui/charts/ChartLegend.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>

namespace assay {

double paintLegend(QPainter *painter, const QWidget &chart, double width, double markerSize, const QList<ChartLegendEntry> &entries)
{
    const QFontMetrics metrics = chart.fontMetrics();
    const double digit = metrics.horizontalAdvance(QLatin1Char('0'));
    const double line = metrics.height() * 1.4, sign = markerSize + digit;
    double x = 0, y = 0;
    for (const ChartLegendEntry &entry : entries) {
        const QString text = metrics.elidedText(entry.text, Qt::ElideMiddle, int(std::max(width - sign, 8 * digit)));
        const double needed = sign + metrics.horizontalAdvance(text);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += line;
        }
        if (painter) {
            entry.sign(*painter, QPointF(x + markerSize / 2, y + line / 2));
            painter->setPen(chart.palette().color(QPalette::Text));
            painter->drawText(QRectF(x + sign, y, needed, line), int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, text);
        }
        x += needed + 3 * digit;
    }
    return entries.isEmpty() ? 0 : y + line;
}

} // namespace assay
