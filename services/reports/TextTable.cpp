#include "services/reports/TextTable.h"

#include "services/reports/ReportText.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace assay::reports {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

QString cell(const QString &text)
{
    return printable(text, u'?').replace(u'\n', u' ').replace(u'\t', u' ');
}

/// Columns as wide as their widest cell, two blanks between them; `right` names the columns of numbers.
QString aligned(const QList<QStringList> &lines, const QList<int> &right)
{
    QList<qsizetype> widths;
    for (const QStringList &line : lines) {
        widths.resize(qMax(widths.size(), line.size()));
        for (qsizetype i = 0; i < line.size(); ++i)
            widths[i] = qMax(widths.at(i), line.at(i).size());
    }
    QString out;
    for (qsizetype row = 0; row < lines.size(); ++row) {
        QString text;
        for (qsizetype i = 0; i < lines.at(row).size(); ++i) {
            const QString &part = lines.at(row).at(i);
            text += right.contains(int(i)) ? part.rightJustified(widths.at(i)) : part.leftJustified(widths.at(i));
            text += QStringLiteral("  ");
        }
        while (text.endsWith(u' '))
            text.chop(1);
        out += text + u'\n';
        if (row == 0) {
            qsizetype total = 2 * (widths.size() - 1);
            for (qsizetype width : widths)
                total += width;
            out += QString(total, u'─') + u'\n';
        }
    }
    return out;
}

QString resultTable(const ReportData &data)
{
    QList<QStringList> lines{{tr("Benchmark"), tr("Model"), tr("Score"), intervalHeading(data.level), tr("Items"), tr("Gate"), tr("Verdict")}};
    for (const BenchmarkRows &row : rowsByBenchmark(data)) {
        bool first = true;
        for (const auto &[run, score] : row.scores) {
            const QString unit = score.unit.isEmpty() ? QString() : u' ' + cell(score.unit);
            lines.append({first ? cell(benchmarkLabel(row.id, row.name)) : QString(), cell(data.runs.at(run).model), valueText(score) + unit,
                          intervalText(score), score.n ? QString::number(*score.n) : QStringLiteral("–"), gateText(score),
                          verdictGlyph(score.verdict) + u' ' + verdictWord(score.verdict)});
            first = false;
        }
    }
    return aligned(lines, {2, 3, 4, 5});
}

QString differenceTable(const ReportData &data)
{
    QList<QStringList> lines{{tr("Benchmark"), tr("Metric"), tr("Model"), tr("Difference"), intervalHeading(data.level),
                              data.correction.isEmpty() ? tr("p") : tr("p (%1)").arg(cell(data.correction)), tr("Paired items"), tr("Finding")}};
    for (const ReportDifference &one : data.differences) {
        const QString unit = one.unit.isEmpty() ? QString() : u' ' + cell(one.unit);
        lines.append({cell(benchmarkLabel(one.benchmarkId, one.benchmarkName)), cell(one.metric), cell(data.runs.at(one.run).model),
                      one.difference ? differenceText(*one.difference, one.unit) + unit : QStringLiteral("–"),
                      one.low && one.high ? differenceText(*one.low, one.unit) + QStringLiteral(" – ") + differenceText(*one.high, one.unit)
                                          : QStringLiteral("–"),
                      pText(one), one.pairs > 0 ? QString::number(one.pairs) : QStringLiteral("–"), directionText(one)});
    }
    return aligned(lines, {3, 4, 5, 6});
}

QString checkLines(const ReportData &data)
{
    QString out;
    for (const ReportRun &run : data.runs) {
        for (const ReportCheck &check : run.checks)
            out += verdictGlyph(check.verdict) + u' ' + verdictWord(check.verdict) + QStringLiteral(": ") + cell(check.reason) + u'\n';
    }
    return out.isEmpty() ? out : u'\n' + tr("Against the baseline:") + u'\n' + out;
}

QString flipTable(const QList<ReportFlips> &changes)
{
    QList<QStringList> lines{{tr("Benchmark"), tr("Gained"), tr("Lost"), tr("Both right"), tr("Both wrong"), tr("Difference")}};
    for (const ReportFlips &flips : changes) {
        lines.append({cell(benchmarkLabel(flips.benchmarkId, flips.benchmarkName)), QString::number(flips.gained),
                      QString::number(flips.lost), QString::number(flips.bothRight), QString::number(flips.bothWrong),
                      chanceText(flips)});
    }
    return aligned(lines, {1, 2, 3, 4});
}

} // namespace

QString textTable(const ReportData &data)
{
    QString out = resultTable(data) + u'\n';
    for (const ReportRun &run : data.runs)
        out += cell(run.model) + QStringLiteral(": ") + cell(runSentence(run)) + u'\n';
    out += checkLines(data);
    for (const ReportCaveat &caveat : data.caveats)
        out += u'\n' + caveatWord(caveat.level) + QStringLiteral(": ") + cell(caveat.text) + u'\n';
    if (!data.differences.isEmpty() && data.baseline)
        out += u'\n' + tr("Differences to %1:").arg(cell(data.runs.at(*data.baseline).model)) + u'\n' + differenceTable(data);
    QList<QPair<QString, QString>> pairs; // in order of first appearance
    for (const ReportFlips &flips : data.flips) {
        if (!pairs.contains(qMakePair(flips.modelA, flips.modelB)))
            pairs.append({flips.modelA, flips.modelB});
    }
    for (const auto &[modelA, modelB] : pairs) {
        QList<ReportFlips> changes;
        std::ranges::copy_if(data.flips, std::back_inserter(changes),
                             [&a = modelA, &b = modelB](const ReportFlips &flips) { return flips.modelA == a && flips.modelB == b; });
        out += u'\n' + tr("Items that %1 gained and lost against %2:").arg(cell(modelB), cell(modelA)) + u'\n' + flipTable(changes);
    }
    return out;
}

} // namespace assay::reports
