#include "ui/charts/SeriesLook.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QPalette>

#include <array>
#include <cmath>
#include <numbers>

namespace assay {

SeriesLook seriesLook(int series, int count, int highlighted, const QPalette &palette)
{
    const ThemeTokens &tokens = themeTokens(palette);
    SeriesLook look;
    look.marker = std::max(0, series) % int(tokens.series.size());
    look.strong = count <= int(tokens.series.size()) || series == highlighted;
    if (!look.strong)
        look.colour = tokens.neutral;
    else if (&tokens == &contrastTokens())
        look.colour = palette.color(QPalette::Text);
    else if (count > int(tokens.series.size()))
        look.colour = tokens.series[2]; // the one that is looked at; the grey rest leaves every colour free
    else
        look.colour = tokens.series[std::size_t(look.marker)];
    return look;
}

static QPainterPath polygon(const QPointF &centre, int corners, double radius, double inner, double turn)
{
    QPainterPath path;
    const int points = inner > 0 ? corners * 2 : corners;
    for (int i = 0; i < points; ++i) {
        const double angle = turn + i * 2 * std::numbers::pi / points;
        const double reach = inner > 0 && i % 2 == 1 ? inner : radius;
        const QPointF point = centre + QPointF(std::cos(angle) * reach, std::sin(angle) * reach);
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    path.closeSubpath();
    return path;
}

QPainterPath markerShape(int marker, const QPointF &centre, double size)
{
    const double half = size / 2, up = -std::numbers::pi / 2;
    QPainterPath path;
    switch (marker % 6) {
    case 0: path.addRect(QRectF(centre - QPointF(half * 0.86, half * 0.86), QSizeF(size * 0.86, size * 0.86))); return path;
    case 1: path.addEllipse(centre, half, half); return path;
    case 2: return polygon(centre + QPointF(0, half * 0.2), 3, half * 1.2, 0, up);
    case 3: return polygon(centre, 4, half * 1.15, 0, up);
    case 4: {
        const double arm = half * 1.05, thick = half * 0.42;
        path.addRect(QRectF(centre.x() - arm, centre.y() - thick, 2 * arm, 2 * thick));
        path.addRect(QRectF(centre.x() - thick, centre.y() - arm, 2 * thick, 2 * arm));
        return path.simplified();
    }
    default: return polygon(centre, 5, half * 1.25, half * 0.55, up);
    }
}

void paintMarker(QPainter &painter, const QPointF &centre, double size, const SeriesLook &look, const QColor &ground)
{
    const QPainterPath shape = markerShape(look.marker, centre, size);
    painter.setPen(QPen(ground, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(shape);
    painter.setPen(Qt::NoPen);
    painter.setBrush(look.colour);
    painter.drawPath(shape);
}

Qt::PenStyle seriesLine(int series)
{
    static constexpr std::array styles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
    return patternsOn() ? styles[std::size_t(std::max(0, series)) % styles.size()] : Qt::SolidLine;
}

Qt::BrushStyle seriesFill(int series)
{
    static constexpr std::array styles{Qt::BDiagPattern, Qt::FDiagPattern, Qt::HorPattern, Qt::VerPattern, Qt::CrossPattern, Qt::DiagCrossPattern};
    return patternsOn() ? styles[std::size_t(std::max(0, series)) % styles.size()] : Qt::SolidPattern;
}

} // namespace assay
