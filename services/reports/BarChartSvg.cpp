#include "services/reports/BarChartSvg.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay::reports {

namespace {

// Sizes in SVG user units; the page shows the chart at most that large and shrinks it on narrow screens.
constexpr double kWidth = 912, kLabel = 190, kRight = 190, kBar = 16, kBarGap = 4, kRowPad = 14, kTop = 6, kAxis = 30;
constexpr double kPlot = kWidth - kLabel - kRight;

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

/// Coordinates with at most two decimals and no trailing zeros: short, and the same everywhere.
QString at(double value)
{
    return QString::number(std::round(value * 100) / 100, 'g', 10);
}

QString escaped(const QString &text)
{
    return printable(text).toHtmlEscaped();
}

QString shortened(const QString &text, qsizetype length)
{
    return text.size() <= length ? text : text.left(length - 1) + u'…';
}

/// The end of the axis: 1 for shares, else the next number above everything shown whose quarters are round.
double axisEnd(const QList<BenchmarkRows> &rows, const QString &unit)
{
    double largest = unit.isEmpty() ? 1 : 0;
    for (const BenchmarkRows &row : rows)
        for (const auto &entry : row.scores)
            for (const auto &value : {entry.second.value, entry.second.high, entry.second.gate})
                if (value && std::isfinite(*value))
                    largest = std::max(largest, *value);
    if (unit.isEmpty() && largest <= 1.0)
        return 1;
    if (largest <= 0)
        return 1;
    const double power = std::pow(10.0, std::floor(std::log10(largest)));
    for (double step : {1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0})
        if (largest <= step * power)
            return step * power;
    return 10 * power;
}

class Chart {
public:
    Chart(const QList<BenchmarkRows> &rows, const QStringList &models, const QString &unit, double level)
        : m_rows(rows), m_models(models), m_unit(unit), m_level(level), m_end(axisEnd(rows, unit))
    {
    }

    QString svg()
    {
        double height = kTop;
        for (const BenchmarkRows &row : m_rows)
            height += rowHeight(row);
        axis(height);
        double y = kTop;
        for (const BenchmarkRows &row : m_rows) {
            drawRow(row, y);
            y += rowHeight(row);
        }
        const QString title = m_unit.isEmpty() ? tr("Scores from 0 to 1") : tr("Scores in %1").arg(escaped(m_unit));
        return QStringLiteral("<svg class=\"chart\" viewBox=\"0 0 %1 %2\" width=\"%1\" height=\"%2\" role=\"img\" aria-label=\"%3\">\n%4</svg>\n")
            .arg(at(kWidth), at(height + kAxis), title, m_out);
    }

private:
    static double rowHeight(const BenchmarkRows &row) { return double(row.scores.size()) * (kBar + kBarGap) - kBarGap + 2 * kRowPad; }

    double x(double value) const { return kLabel + kPlot * std::clamp(value / m_end, 0.0, 1.0); }

    void line(const QString &style, double x1, double y1, double x2, double y2)
    {
        m_out += QStringLiteral("<line class=\"%1\" x1=\"%2\" y1=\"%3\" x2=\"%4\" y2=\"%5\"/>\n")
                     .arg(style, at(x1), at(y1), at(x2), at(y2));
    }

    /// anchor: start, middle or end. `text` must be escaped.
    void label(const QString &style, double left, double baseline, const char *anchor, const QString &text)
    {
        m_out += QStringLiteral("<text class=\"%1\" x=\"%2\" y=\"%3\" text-anchor=\"%4\">%5</text>\n")
                     .arg(style, at(left), at(baseline), QLatin1String(anchor), text);
    }

    void axis(double bottom)
    {
        for (int i = 0; i <= 4; ++i) {
            const double value = m_end * i / 4;
            line(i == 0 ? QStringLiteral("zero") : QStringLiteral("grid"), x(value), kTop, x(value), bottom);
            QString text = QString::number(value, 'g', 4);
            if (i == 4 && !m_unit.isEmpty())
                text += u' ' + escaped(m_unit);
            label(QStringLiteral("tick"), x(value), bottom + 18, "middle", text);
        }
    }

    void drawRow(const BenchmarkRows &row, double top)
    {
        const double height = rowHeight(row);
        if (top > kTop)
            line(QStringLiteral("rule"), 0, top, kWidth, top);
        const QString name = benchmarkLabel(row.id, row.name);
        const QString arrow = row.lowerIsBetter ? QStringLiteral("↓ ") : QString();
        const double middle = top + height / 2;
        m_out += QStringLiteral("<g><title>%1</title>\n").arg(escaped(name));
        label(QStringLiteral("name"), 0, middle - 2, "start", arrow + escaped(shortened(name, 25)));
        label(QStringLiteral("metric"), 0, middle + 14, "start", escaped(shortened(row.metric, 30)));
        m_out += QStringLiteral("</g>\n");

        const auto &first = row.scores.first().second;
        const bool oneGate = first.gate
            && std::ranges::all_of(row.scores, [&first](const auto &entry) { return entry.second.gate == first.gate; });
        double y = top + kRowPad;
        for (const auto &[run, score] : row.scores) {
            drawBar(run, score, y);
            if (score.gate && !oneGate)
                gate(score, y - 2, y + kBar + 2);
            y += kBar + kBarGap;
        }
        if (oneGate)
            gate(first, top + kRowPad - 4, top + height - kRowPad + 4);
    }

    void drawBar(int run, const ReportScore &score, double y)
    {
        const double middle = y + kBar / 2;
        QString words = m_models.value(run) + QStringLiteral(", ") + benchmarkLabel(score.benchmarkId, score.benchmarkName)
            + QStringLiteral(": ") + valueText(score);
        if (score.low && score.high)
            words += QStringLiteral(", ") + intervalHeading(m_level) + u' ' + intervalText(score);
        if (score.gate)
            words += QStringLiteral(", ") + tr("gate %1").arg(gateText(score)) + QStringLiteral(", ") + verdictWord(score.verdict);
        m_out += QStringLiteral("<g><title>%1</title>\n").arg(escaped(words));
        if (score.value) {
            m_out += QStringLiteral("<rect class=\"series%1\" x=\"%2\" y=\"%3\" width=\"%4\" height=\"%5\"/>\n")
                         .arg(QString::number(run % 6 + 1), at(kLabel), at(y), at(x(*score.value) - kLabel), at(kBar));
        }
        if (score.low && score.high) {
            for (const auto &style : {QStringLiteral("halo"), QStringLiteral("whisker")}) {
                line(style, x(*score.low), middle, x(*score.high), middle);
                line(style, x(*score.low), middle - 4, x(*score.low), middle + 4);
                line(style, x(*score.high), middle - 4, x(*score.high), middle + 4);
            }
        }
        const double right = kLabel + kPlot + 14;
        label(QStringLiteral("marker mark%1").arg(run % 6 + 1), right, middle + 4.5, "start", seriesMarker(run));
        label(QStringLiteral("value"), right + 60, middle + 4.5, "end", valueText(score));
        const QString style = score.verdict == ReportVerdict::Pass ? QStringLiteral("verdict pass")
            : score.verdict == ReportVerdict::Fail || score.verdict == ReportVerdict::NoResult ? QStringLiteral("verdict fail")
                                                                                              : QStringLiteral("verdict");
        label(style, right + 70, middle + 4.5, "start", verdictGlyph(score.verdict) + u' ' + shortVerdict(score.verdict));
        m_out += QStringLiteral("</g>\n");
    }

    static QString shortVerdict(ReportVerdict verdict)
    {
        return verdict == ReportVerdict::TooClose ? tr("Too close") : verdictWord(verdict);
    }

    void gate(const ReportScore &score, double top, double bottom)
    {
        const double left = x(*score.gate);
        line(QStringLiteral("gatehalo"), left, top, left, bottom);
        line(QStringLiteral("gate"), left, top, left, bottom);
        line(QStringLiteral("gate"), left, bottom, left + (score.lowerIsBetter ? -7 : 7), bottom); // towards the side that passes
        m_out += QStringLiteral("<path class=\"diamond\" d=\"M%1 %2l5 5l-5 5l-5 -5z\"><title>%3</title></path>\n")
                     .arg(at(left), at(top - 5), escaped(tr("gate %1").arg(gateText(score))));
    }

    const QList<BenchmarkRows> &m_rows;
    const QStringList &m_models;
    const QString &m_unit;
    const double m_level;
    const double m_end;
    QString m_out;
};

} // namespace

QString barChartSvg(const QList<BenchmarkRows> &rows, const QStringList &models, const QString &unit, double level)
{
    return Chart(rows, models, unit, level).svg();
}

QString seriesMarker(int series)
{
    static const QString markers = QStringLiteral("■●▲◆✚★");
    return markers.mid(series % 6, 1);
}

} // namespace assay::reports
