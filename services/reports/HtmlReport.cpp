#include "services/reports/HtmlReport.h"

#include "services/reports/BarChartSvg.h"
#include "services/reports/HtmlParts.h"
#include "services/reports/HtmlStyle.h"
#include "services/reports/ReportText.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace assay::reports {

using namespace html;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

QString runList(const ReportData &data)
{
    QString out = QStringLiteral("<ul class=\"runs\">\n");
    for (int run = 0; run < data.runs.size(); ++run) {
        out += element("li", modelMark(run, QString()) + QStringLiteral("<b>") + escaped(data.runs.at(run).model) + QStringLiteral("</b>: ")
                           + escaped(runSentence(data.runs.at(run))));
    }
    return out + QStringLiteral("</ul>\n");
}

QString charts(const ReportData &data, const QList<BenchmarkRows> &rows)
{
    QStringList models, units;
    QString key;
    for (int run = 0; run < data.runs.size(); ++run) {
        models.append(data.runs.at(run).model);
        key += element("span", modelMark(run, data.runs.at(run).model));
    }
    key += element(
        "span",
        QStringLiteral("<svg width=\"26\" height=\"10\" aria-hidden=\"true\"><path class=\"whisker\" d=\"M1 1v8M1 5h24M25 1v8\"/></svg> ")
            + intervalHeading(data.level).toHtmlEscaped());
    key += element("span", QStringLiteral("<svg width=\"18\" height=\"14\" aria-hidden=\"true\"><path class=\"gate\" d=\"M6 4v9h8\"/>"
                                          "<path class=\"diamond\" d=\"M6 0l5 5l-5 5l-5 -5z\"/></svg> ")
                               + tr("gate, with the side that passes").toHtmlEscaped());
    for (const BenchmarkRows &row : rows) {
        if (!units.contains(row.unit))
            units.append(row.unit);
    }
    QString out = element("h2", tr("Scores and gates").toHtmlEscaped()) + element("div", key, "key");
    for (const QString &unit : units) {
        QList<BenchmarkRows> group;
        for (const BenchmarkRows &row : rows) {
            if (row.unit == unit)
                group.append(row);
        }
        out += element("div", barChartSvg(group, models, unit, data.level), "wide");
    }
    return out;
}

QString scoreRow(const BenchmarkRows &row, int run, const ReportScore &score, const QString &model, bool first)
{
    const QString unit = score.unit.isEmpty() ? QString() : u' ' + escaped(score.unit);
    QString out = first ? QStringLiteral("<tr class=\"first\">") : QStringLiteral("<tr>");
    if (first) {
        const QString arrow = row.lowerIsBetter ? QStringLiteral(" ↓") : QString();
        out += QStringLiteral("<th scope=\"rowgroup\" rowspan=\"%1\">%2<br><span class=\"muted small\">%3%4</span></th>")
                   .arg(QString::number(row.scores.size()), escaped(benchmarkLabel(row.id, row.name)), escaped(row.metric), arrow);
    }
    out += element("td", modelMark(run, model), "model");
    out += element("td", valueText(score) + unit, "num");
    out += element("td", intervalText(score), "num");
    out += element("td", score.n ? QString::number(*score.n) : QStringLiteral("–"), "num");
    out += element("td", gateText(score), "num");
    out += element("td", verdictGlyph(score.verdict) + u' ' + verdictWord(score.verdict).toHtmlEscaped(), verdictStyle(score.verdict));
    return out + QStringLiteral("</tr>\n");
}

QString scoreTable(const ReportData &data, const QList<BenchmarkRows> &rows)
{
    QString out = QStringLiteral("<div class=\"wide\"><table>\n");
    out += head({tr("Benchmark"), tr("Model"), tr("Score"), intervalHeading(data.level), tr("Items"), tr("Gate"), tr("Verdict")},
                {2, 3, 4, 5});
    out += QStringLiteral("<tbody>\n");
    for (const BenchmarkRows &row : rows) {
        bool first = true;
        for (const auto &[run, score] : row.scores) {
            out += scoreRow(row, run, score, data.runs.at(run).model, first);
            first = false;
        }
    }
    return out + QStringLiteral("</tbody></table></div>\n");
}

/// Why each verdict was given, where somebody wrote it down.
QString reasons(const ReportData &data)
{
    QString out;
    for (int run = 0; run < data.runs.size(); ++run) {
        for (const ReportScore &score : data.runs.at(run).scores) {
            if (!score.reason.isEmpty())
                out += element("li", modelMark(run, data.runs.at(run).model) + QStringLiteral(", ")
                                         + escaped(benchmarkLabel(score.benchmarkId, score.benchmarkName)) + QStringLiteral(": ")
                                         + escaped(score.reason));
        }
    }
    if (out.isEmpty())
        return out;
    return QStringLiteral("<details><summary>%1</summary><ul class=\"runs small\">\n%2</ul></details>\n")
        .arg(tr("The verdicts in words").toHtmlEscaped(), out);
}

QString costRow(const ReportScore &score, int run, const QString &model, const QString &benchmarkCell)
{
    const auto count = [](std::optional<qint64> number) { return number ? QString::number(*number) : QStringLiteral("–"); };
    QString out = benchmarkCell.isEmpty() ? QStringLiteral("<tr>") : QStringLiteral("<tr class=\"first\">") + benchmarkCell;
    out += element("td", modelMark(run, model), "model");
    out += element("td", score.latencyMs ? QString::number(*score.latencyMs, 'f', 0) : QStringLiteral("–"), "num");
    for (const auto &number : {score.promptTokens, score.completionTokens, score.notExtracted, score.errors})
        out += element("td", count(number), "num");
    return out + QStringLiteral("</tr>\n");
}

/// Latency, tokens and answers that could not be read, of the scores that say anything of it.
QString costTable(const ReportData &data, const QList<BenchmarkRows> &rows)
{
    QString body;
    for (const BenchmarkRows &row : rows) {
        QList<QPair<int, ReportScore>> told;
        std::ranges::copy_if(row.scores, std::back_inserter(told), [](const auto &entry) {
            const ReportScore &score = entry.second;
            return score.latencyMs || score.promptTokens || score.completionTokens || score.notExtracted || score.errors;
        });
        QString cell = QStringLiteral("<th scope=\"rowgroup\" rowspan=\"%1\">%2</th>")
                           .arg(QString::number(told.size()), escaped(benchmarkLabel(row.id, row.name)));
        for (const auto &[run, score] : told) {
            body += costRow(score, run, data.runs.at(run).model, cell);
            cell.clear();
        }
    }
    if (body.isEmpty())
        return {};
    return element("h2", tr("Time and tokens").toHtmlEscaped()) + QStringLiteral("<div class=\"wide\"><table>\n")
        + head({tr("Benchmark"), tr("Model"), tr("Mean latency, ms"), tr("Prompt tokens"), tr("Answer tokens"), tr("Unreadable answers"),
                tr("Failed requests")},
               {2, 3, 4, 5, 6})
        + QStringLiteral("<tbody>\n") + body + QStringLiteral("</tbody></table></div>\n");
}

QString itemTable(const QString &caption, const QList<ReportItem> &items, const QString &modelA, const QString &modelB)
{
    if (items.isEmpty())
        return {};
    QString out = QStringLiteral("<div class=\"wide\"><table class=\"items\"><caption>%1</caption>\n").arg(caption.toHtmlEscaped());
    out += head({tr("Item"), tr("Question"), tr("Target"), printable(modelA), printable(modelB)}, {});
    out += QStringLiteral("<tbody>\n");
    for (const ReportItem &item : items) {
        out += QStringLiteral("<tr class=\"first\"><th scope=\"row\" class=\"nowrap\">") + escaped(item.key) + QStringLiteral("</th>");
        for (const QString &text : {item.prompt, item.target, item.responseA, item.responseB})
            out += element("td", escaped(text));
        out += QStringLiteral("</tr>\n");
    }
    return out + QStringLiteral("</tbody></table></div>\n");
}

QString changeRow(const ReportFlips &flips, bool namePair)
{
    QString out = QStringLiteral("<tr class=\"first\"><th scope=\"row\">") + escaped(benchmarkLabel(flips.benchmarkId, flips.benchmarkName))
        + QStringLiteral("</th>");
    if (namePair)
        out += element("td", escaped(flips.modelA) + QStringLiteral(" → ") + escaped(flips.modelB));
    for (int number : {flips.gained, flips.lost, flips.bothRight, flips.bothWrong})
        out += element("td", QString::number(number), "num");
    return out + element("td", chanceText(flips).toHtmlEscaped()) + QStringLiteral("</tr>\n");
}

QString changedItems(const ReportFlips &flips)
{
    const QString tables
        = itemTable(tr("Gained: right only with %1").arg(printable(flips.modelB)), flips.gainedItems, flips.modelA, flips.modelB)
        + itemTable(tr("Lost: right only with %1").arg(printable(flips.modelA)), flips.lostItems, flips.modelA, flips.modelB);
    if (tables.isEmpty())
        return {};
    const QString count = tr("changed items (%1)").arg(flips.gainedItems.size() + flips.lostItems.size());
    return QStringLiteral("<details><summary>%1</summary>\n%2</details>\n")
        .arg(escaped(benchmarkLabel(flips.benchmarkId, flips.benchmarkName)) + QStringLiteral(": ") + count.toHtmlEscaped(), tables);
}

QString changes(const ReportData &data)
{
    if (data.flips.isEmpty())
        return {};
    const ReportFlips &first = data.flips.first();
    const bool onePair = std::ranges::all_of(data.flips, [&first](const ReportFlips &flips) {
        return flips.modelA == first.modelA && flips.modelB == first.modelB;
    });
    QString body, items;
    for (const ReportFlips &flips : data.flips) {
        body += changeRow(flips, !onePair);
        items += changedItems(flips);
    }
    QStringList titles{tr("Benchmark"), tr("From → to"), tr("Gained"), tr("Lost"), tr("Both right"), tr("Both wrong"), tr("Difference")};
    QString lead;
    if (onePair) {
        titles.removeAt(1);
        lead = tr("Gained items are right with %1 and wrong with %2; lost ones the other way round.")
                   .arg(printable(first.modelB), printable(first.modelA))
            + u' ';
    }
    lead += tr("The difference is an exact McNemar test of each benchmark on its own, not corrected for the number of benchmarks.");
    return element("h2", tr("Items gained and lost").toHtmlEscaped()) + element("p", lead.toHtmlEscaped(), "muted small")
        + QStringLiteral("<div class=\"wide\"><table>\n")
        + head(titles, onePair ? QList<int>{1, 2, 3, 4} : QList<int>{2, 3, 4, 5}) + QStringLiteral("<tbody>\n") + body
        + QStringLiteral("</tbody></table></div>\n") + items;
}

QString definitions(const QList<QPair<QString, QString>> &list)
{
    QString out = QStringLiteral("<dl>\n");
    for (const auto &[name, text] : list)
        out += element("dt", escaped(name)) + element("dd", escaped(text));
    return out + QStringLiteral("</dl>\n");
}

QString provenance(const ReportData &data)
{
    QList<QPair<QString, QString>> common;
    common.append({tr("Made by"), data.toolVersion});
    common.append({tr("Date"), data.date});
    common.append({tr("Policy"), data.policy});
    common.append(data.provenance);
    common.removeIf([](const auto &entry) { return entry.second.isEmpty(); });
    QString out = element("h2", tr("Where these numbers come from").toHtmlEscaped()) + definitions(common);
    for (int run = 0; run < data.runs.size(); ++run) {
        if (!data.runs.at(run).provenance.isEmpty())
            out += element("h3", modelMark(run, data.runs.at(run).model)) + definitions(data.runs.at(run).provenance);
    }
    return out;
}

} // namespace

QByteArray htmlReport(const ReportData &data)
{
    const QList<BenchmarkRows> rows = rowsByBenchmark(data);
    const QString title = escaped(reportTitle(data));
    QStringList facts;
    for (const QString &fact : {data.date, data.toolVersion, data.policy}) {
        if (!fact.isEmpty())
            facts.append(escaped(fact));
    }
    QString out = QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\">\n<head>\n<meta charset=\"utf-8\">\n"
                                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%2</title>\n<style>")
                      //: the language code of the translation, as in HTML's lang attribute
                      .arg(tr("en"), title);
    out += htmlStyle() + QStringLiteral("</style>\n</head>\n<body>\n<header>\n");
    out += element("h1", title) + element("p", facts.join(QStringLiteral(" · ")), "muted");
    out += data.decision.isEmpty() ? runList(data) : decisionSection(data);
    out += QStringLiteral("</header>\n<main>\n") + caveatSection(data);
    if (!rows.isEmpty())
        out += charts(data, rows) + scoreTable(data, rows) + reasons(data);
    out += checkSection(data) + differenceSection(data) + settingSection(data) + changes(data) + costTable(data, rows) + provenance(data)
        + jobFileSection(data);
    out += QStringLiteral("</main>\n</body>\n</html>\n");
    return out.toUtf8();
}

} // namespace assay::reports
