#include "services/reports/HtmlParts.h"

#include "services/reports/BarChartSvg.h"
#include "services/reports/ReportText.h"

namespace assay::reports::html {

QString escaped(const QString &text)
{
    return printable(text).toHtmlEscaped();
}

QString element(const char *name, const QString &text, const char *style)
{
    const QString tag = QLatin1String(name);
    const QString attribute = style ? QStringLiteral(" class=\"") + QLatin1String(style) + u'"' : QString();
    return u'<' + tag + attribute + u'>' + text + QStringLiteral("</") + tag + QStringLiteral(">\n");
}

QString head(const QStringList &titles, const QList<int> &numbers)
{
    QString cells;
    for (int i = 0; i < titles.size(); ++i) {
        cells += QStringLiteral("<th scope=\"col\"%1>%2</th>")
                     .arg(numbers.contains(i) ? QStringLiteral(" class=\"num\"") : QString(), escaped(titles.at(i)));
    }
    return QStringLiteral("<thead><tr>") + cells + QStringLiteral("</tr></thead>\n");
}

const char *verdictStyle(ReportVerdict verdict)
{
    switch (verdict) {
    case ReportVerdict::Pass: return "pass nowrap";
    case ReportVerdict::Fail:
    case ReportVerdict::NoResult: return "fail nowrap";
    default: return "other nowrap";
    }
}

QString modelMark(int run, const QString &model)
{
    return QStringLiteral("<span class=\"mark%1\" aria-hidden=\"true\">%2</span> %3")
        .arg(QString::number(run % 6 + 1), seriesMarker(run), escaped(model));
}

} // namespace assay::reports::html
