#include "services/reports/HtmlParts.h"
#include "services/reports/ReportText.h"

#include <QCoreApplication>

namespace assay::reports::html {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

QString cell(const QString &text, const char *style = nullptr)
{
    return element("td", text, style);
}

QString table(const QStringList &titles, const QList<int> &numbers, const QString &body)
{
    return QStringLiteral("<div class=\"wide\"><table>\n") + head(titles, numbers) + QStringLiteral("<tbody>\n") + body
        + QStringLiteral("</tbody></table></div>\n");
}

QString verdictCell(ReportVerdict verdict)
{
    return cell(verdictGlyph(verdict) + u' ' + verdictWord(verdict).toHtmlEscaped(), verdictStyle(verdict));
}

const char *caveatStyle(ReportCaveat::Level level)
{
    return level == ReportCaveat::Level::Note ? "caveat" : level == ReportCaveat::Level::Amber ? "caveat amber" : "caveat red";
}

const char *directionStyle(const ReportDifference &one)
{
    if (!one.significant || !one.better)
        return "other nowrap";
    return *one.better ? "pass nowrap" : "fail nowrap";
}

QString differenceRow(const ReportData &data, const ReportDifference &one)
{
    const QString unit = one.unit.isEmpty() ? QString() : u' ' + escaped(one.unit);
    const auto count = [](const std::optional<qint64> &number) { return number ? QString::number(*number) : QStringLiteral("–"); };
    const QString arrow = one.lowerIsBetter ? QStringLiteral(" ↓") : QString();
    const QString glyph = !one.pValue ? QStringLiteral("? ") : !one.significant ? QStringLiteral("≈ ") : !one.better ? QStringLiteral("≠ ") : *one.better ? QStringLiteral("▲ ") : QStringLiteral("▼ ");
    return QStringLiteral("<tr class=\"first\">")
        + QStringLiteral("<th scope=\"row\">%1<br><span class=\"muted small\">%2%3</span></th>")
              .arg(escaped(benchmarkLabel(one.benchmarkId, one.benchmarkName)), escaped(one.metric), arrow)
        + cell(modelMark(one.run, data.runs.at(one.run).model), "model")
        + cell(one.difference ? differenceText(*one.difference, one.unit) + unit : QStringLiteral("–"), "num")
        + cell(one.low && one.high ? differenceText(*one.low, one.unit) + QStringLiteral(" – ") + differenceText(*one.high, one.unit)
                                   : QStringLiteral("–"), "num")
        + cell(pText(one).toHtmlEscaped(), "num") + cell(one.pairs > 0 ? QString::number(one.pairs) : QStringLiteral("–"), "num")
        + cell(count(one.gained), "num") + cell(count(one.lost), "num")
        + cell(glyph + directionText(one).toHtmlEscaped(), directionStyle(one)) + QStringLiteral("</tr>\n");
}

} // namespace

QString decisionSection(const ReportData &data)
{
    const QString word = verdictGlyph(data.verdict) + u' ' + verdictWord(data.verdict).toHtmlEscaped();
    return QStringLiteral("<div class=\"decision\">\n") + element("p", word, verdictStyle(data.verdict)) + element("p", escaped(data.decision))
        + QStringLiteral("</div>\n");
}

QString caveatSection(const ReportData &data)
{
    if (data.caveats.isEmpty())
        return {};
    QString out = element("h2", tr("Can these runs be compared?").toHtmlEscaped()) + QStringLiteral("<ul class=\"runs\">\n");
    for (const ReportCaveat &caveat : data.caveats)
        out += element("li", QStringLiteral("<b>") + caveatWord(caveat.level).toHtmlEscaped() + QStringLiteral(":</b> ") + escaped(caveat.text),
                       caveatStyle(caveat.level));
    return out + QStringLiteral("</ul>\n");
}

QString checkSection(const ReportData &data)
{
    QString body;
    for (int run = 0; run < data.runs.size(); ++run) {
        for (const ReportCheck &check : data.runs.at(run).checks)
            body += QStringLiteral("<tr class=\"first\">") + cell(modelMark(run, data.runs.at(run).model), "model")
                + cell(escaped(check.benchmarkId) + QStringLiteral("<br><span class=\"muted small\">") + escaped(check.metric) + QStringLiteral("</span>"))
                + cell(escaped(check.name)) + verdictCell(check.verdict) + cell(escaped(check.reason)) + QStringLiteral("</tr>\n");
    }
    if (body.isEmpty())
        return {};
    return element("h2", tr("Against the baseline").toHtmlEscaped())
        + table({tr("Model"), tr("Benchmark"), tr("Rule"), tr("Verdict"), tr("Reason")}, {}, body);
}

QString differenceSection(const ReportData &data)
{
    if (data.differences.isEmpty() || !data.baseline)
        return {};
    QString body, sentences;
    for (const ReportDifference &one : data.differences) {
        body += differenceRow(data, one);
        if (!one.sentence.isEmpty())
            sentences += element("li", escaped(one.sentence));
    }
    QString out = element("h2", escaped(tr("Differences to %1").arg(data.runs.at(*data.baseline).model)))
        + table({tr("Benchmark"), tr("Model"), tr("Difference"), intervalHeading(data.level),
                 data.correction.isEmpty() ? tr("p") : tr("p (%1)").arg(data.correction), tr("Paired items"), tr("Gained"), tr("Lost"), tr("Finding")},
                {2, 3, 4, 5, 6, 7}, body);
    if (!sentences.isEmpty())
        out += QStringLiteral("<ul class=\"runs small\">\n") + sentences + QStringLiteral("</ul>\n");
    return out;
}

QString settingSection(const ReportData &data)
{
    if (data.settings.isEmpty())
        return {};
    QStringList titles{tr("Benchmark"), tr("Setting")};
    for (const ReportRun &run : data.runs)
        titles << printable(run.model);
    QString body;
    for (const ReportSetting &setting : data.settings) {
        body += QStringLiteral("<tr class=\"first\">") + cell(setting.benchmarkId.isEmpty() ? tr("whole run").toHtmlEscaped() : escaped(setting.benchmarkId))
            + cell(escaped(setting.key));
        for (int run = 0; run < data.runs.size(); ++run)
            body += cell(setting.values.value(run).isNull() ? element("span", tr("not known").toHtmlEscaped(), "muted") : escaped(setting.values.at(run)),
                         "model");
        body += QStringLiteral("</tr>\n");
    }
    return element("h2", tr("Settings that differ").toHtmlEscaped()) + table(titles, {}, body);
}

QString jobFileSection(const ReportData &data)
{
    QString out;
    for (int run = 0; run < data.runs.size(); ++run) {
        const ReportRun &one = data.runs.at(run);
        if (one.jobFile.isEmpty())
            continue;
        out += QStringLiteral("<details><summary>%1</summary>\n<pre>%2</pre></details>\n")
                   .arg(escaped(tr("Job file of %1").arg(one.model)), escaped(QString::fromUtf8(one.jobFile)));
    }
    if (out.isEmpty())
        return {};
    return element("h2", tr("To run it again").toHtmlEscaped())
        + element("p", tr("Save a job file as job.yaml; assayctl run job.yaml submits it.").toHtmlEscaped(), "muted small") + out;
}

} // namespace assay::reports::html
