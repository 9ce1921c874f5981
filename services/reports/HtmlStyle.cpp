#include "services/reports/HtmlStyle.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace assay::reports {

QString htmlStyle()
{
    // Series, pass and fail are the project's palette: at least 3:1 (text 4.5:1) on these backgrounds and told apart by
    // colour-blind readers; see tests.
    return QStringLiteral(R"css(
:root { color-scheme: light dark;
  --page: #ffffff; --text: #1b1b1b; --muted: #5c5c5c; --rule: #d9d9d9; --soft: #f4f4f2;
  --pass: #0067a5; --fail: #b84a00;
  --s1: #95991f; --s2: #750e3d; --s3: #4446c2; --s4: #9385ef; --s5: #c57f94; --s6: #62650f; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #1e1e1e; --text: #ececec; --muted: #b0b0b0; --rule: #454545; --soft: #282828;
  --pass: #6cb8f0; --fail: #ff9a5c;
  --s1: #7f75f8; --s2: #e3e36a; --s3: #878c0c; --s4: #a3c9fe; --s5: #a66a8a; --s6: #f3a7ae; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 60rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; font-weight: 650; }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.2rem; font-weight: 650; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; font-weight: 650; }
p { margin: .4rem 0; max-width: 44rem; }
.muted, caption, footer { color: var(--muted); }
.small { font-size: .875rem; font-weight: 400; }
.runs { list-style: none; margin: 1.25rem 0 0; padding: 0; }
.runs li { padding: .35rem 0; }
.runs b { font-weight: 650; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; padding-bottom: .5rem; font-size: .875rem; }
th, td { padding: .4rem .9rem .4rem 0; text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th, thead th.num { border-bottom: 1px solid var(--text); font-weight: 600; white-space: normal; vertical-align: bottom; }
.model { min-width: 12.5rem; overflow-wrap: anywhere; }
tbody th { font-weight: 600; }
tbody tr.first > * { border-top: 1px solid var(--rule); }
tbody:first-of-type tr.first:first-child > * { border-top: 0; }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.nowrap { white-space: nowrap; }
.pass { color: var(--pass); font-weight: 600; } .fail { color: var(--fail); font-weight: 600; } .other { font-weight: 600; }
.wide { overflow-x: auto; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0 0 .75rem; font-size: .875rem; }
.mark1 { color: var(--s1); fill: var(--s1); } .mark2 { color: var(--s2); fill: var(--s2); }
.mark3 { color: var(--s3); fill: var(--s3); } .mark4 { color: var(--s4); fill: var(--s4); }
.mark5 { color: var(--s5); fill: var(--s5); } .mark6 { color: var(--s6); fill: var(--s6); }
svg.chart { display: block; width: 100%; min-width: 40rem; max-width: 57rem; height: auto; margin: .5rem 0 1.5rem; }
svg.chart text { font-size: 13px; fill: var(--text); }
svg.chart .name { font-weight: 600; } svg.chart .metric, svg.chart .tick { fill: var(--muted); font-size: 12px; }
svg.chart .value { font-variant-numeric: tabular-nums; }
svg.chart .verdict.pass { fill: var(--pass); } svg.chart .verdict.fail { fill: var(--fail); }
svg.chart .verdict { font-weight: 600; }
svg.chart text.mark1 { fill: var(--s1); } svg.chart text.mark2 { fill: var(--s2); } svg.chart text.mark3 { fill: var(--s3); }
svg.chart text.mark4 { fill: var(--s4); } svg.chart text.mark5 { fill: var(--s5); } svg.chart text.mark6 { fill: var(--s6); }
.series1 { fill: var(--s1); } .series2 { fill: var(--s2); } .series3 { fill: var(--s3); }
.series4 { fill: var(--s4); } .series5 { fill: var(--s5); } .series6 { fill: var(--s6); }
.grid, .rule { stroke: var(--rule); stroke-width: 1; } .grid { stroke-dasharray: 2 3; } .zero { stroke: var(--muted); stroke-width: 1; }
.halo { stroke: var(--page); stroke-width: 4; } .whisker { stroke: var(--text); stroke-width: 1.5; fill: none; }
.gatehalo { stroke: var(--page); stroke-width: 4; } .gate { stroke: var(--text); stroke-width: 2; fill: none; }
.diamond { fill: var(--text); stroke: var(--page); stroke-width: 1.5; }
details { margin: .5rem 0; border-top: 1px solid var(--rule); padding-top: .5rem; }
summary { cursor: pointer; font-weight: 600; }
summary:focus-visible { outline: 2px solid var(--pass); outline-offset: 2px; }
.items td { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 20rem; }
.decision { margin: 1.25rem 0 0; padding: .75rem 1rem; border-left: 4px solid var(--muted); background: var(--soft); }
.decision p:first-child { font-size: 1.15rem; }
.caveat { padding-left: .75rem; border-left: 4px solid var(--rule); margin: .35rem 0; }
.caveat.amber { border-left-color: var(--fail); } .caveat.red { border-left-color: var(--fail); background: var(--soft); }
pre { margin: .5rem 0; padding: .75rem; background: var(--soft); overflow-x: auto; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .2rem 1.5rem; margin: .5rem 0; font-size: .9rem; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--rule); font-size: .875rem; }
@media print {
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  .wide { overflow: visible; } svg.chart { min-width: 0; } .model { min-width: 0; }
  td, th { padding-right: .6rem; } h2 { margin-top: 1.75rem; }
  svg.chart, tr, h2, h3, dl { break-inside: avoid; } h2, h3, caption { break-after: avoid; } tr.first { break-after: avoid; } .items tr.first { break-after: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)css");
}

QString chartStyle()
{
    const QString style = htmlStyle();
    static const QRegularExpression variable(QStringLiteral("--(\\w+): (#[0-9a-f]{6})"));
    QHash<QString, QString> colours; // the first of a name is the light one
    for (auto it = variable.globalMatch(style); it.hasNext();) {
        const auto match = it.next();
        if (!colours.contains(match.captured(1)))
            colours.insert(match.captured(1), match.captured(2));
    }
    QString out;
    for (QString line : style.split(u'\n')) {
        static const QRegularExpression ours(QStringLiteral("^(svg\\.chart (\\.|text)|\\.(mark1|mark3|mark5|series1|series4|grid|halo|gatehalo|diamond))"));
        if (!ours.match(line).hasMatch())
            continue;
        line.remove(QLatin1String("svg.chart "));
        for (auto it = colours.cbegin(); it != colours.cend(); ++it)
            line.replace(QStringLiteral("var(--%1)").arg(it.key()), it.value());
        out += line + u'\n';
    }
    return out;
}

} // namespace assay::reports
