#include "ui/charts/MarkPainter.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QPalette>

namespace assay {

QColor toneColour(Tone tone, const QPalette &palette)
{
    const ThemeTokens &tokens = themeTokens(palette);
    switch (tone) {
    case Tone::Muted: return tokens.muted;
    case Tone::Pass: return tokens.pass;
    case Tone::Fail: return tokens.fail;
    case Tone::TooClose: return tokens.tooClose;
    case Tone::Neutral: return tokens.neutral;
    case Tone::Running: return tokens.running;
    case Tone::Warning: return tokens.warning;
    case Tone::Error: return tokens.error;
    case Tone::Plain: break;
    }
    return palette.color(QPalette::Text);
}

static double along(const QRectF &strip, const AxisScale &scale, double value)
{
    return strip.left() + scale.position(value) * strip.width();
}

void paintBar(QPainter &painter, const QRectF &strip, const ResultRow &row, const AxisScale &scale, const QPalette &palette)
{
    if (!row.judged.value)
        return;
    const double zero = along(strip, scale, 0), end = along(strip, scale, *row.judged.value);
    const double height = strip.height() * 0.5;
    QRectF bar(std::min(zero, end), strip.center().y() - height / 2, std::abs(end - zero), height);
    painter.fillRect(bar, toneColour(verdictTone(row.judged.verdict), palette));
}

/// A line with an outline of the background, so that it is seen over a bar of any colour.
static void haloLine(QPainter &painter, const QLineF &line, const QColor &colour, const QColor &halo)
{
    painter.setPen(QPen(halo, 4, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(line);
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(line);
}

static QPainterPath diamondAt(double x, const QRectF &strip)
{
    const double y = strip.center().y(), half = std::min(6.0, strip.height() * 0.22);
    QPainterPath diamond;
    diamond.moveTo(x, y - half);
    diamond.lineTo(x + half, y);
    diamond.lineTo(x, y + half);
    diamond.lineTo(x - half, y);
    diamond.closeSubpath();
    return diamond;
}

/// Where the gate stands in the record while another is tried: hollow, so that the two are not taken for each other.
static void paintRecordedGate(QPainter &painter, double x, const QRectF &strip, const QPalette &palette)
{
    painter.setPen(QPen(palette.color(QPalette::Base), 4));
    painter.setBrush(palette.color(QPalette::Base));
    painter.drawPath(diamondAt(x, strip));
    painter.setPen(QPen(themeTokens(palette).muted, 1.5));
    painter.drawPath(diamondAt(x, strip));
}

void paintMarks(QPainter &painter, const QRectF &strip, const ResultRow &row, const AxisScale &scale, const QPalette &palette)
{
    const QColor ink = palette.color(QPalette::Text), base = palette.color(QPalette::Base);
    const double y = strip.center().y();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (row.judged.interval && row.judged.value) {
        const double left = along(strip, scale, row.judged.interval->low);
        const double right = along(strip, scale, row.judged.interval->high);
        const double cap = strip.height() * 0.16;
        haloLine(painter, {left, y, right, y}, ink, base);
        haloLine(painter, {left, y - cap, left, y + cap}, ink, base);
        haloLine(painter, {right, y - cap, right, y + cap}, ink, base);
    }
    if (row.recorded && row.recorded->judged.gate && row.recorded->judged.gate != row.judged.gate)
        paintRecordedGate(painter, along(strip, scale, row.recorded->judged.gate->threshold), strip, palette);
    if (row.judged.gate) {
        const double x = along(strip, scale, row.judged.gate->threshold);
        const double reach = strip.height() * 0.42;
        haloLine(painter, {x, y - reach, x, y + reach}, ink, base);
        painter.setPen(QPen(base, 1.5));
        painter.setBrush(ink);
        painter.drawPath(diamondAt(x, strip));
    }
    painter.restore();
}

} // namespace assay
