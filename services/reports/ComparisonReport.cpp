#include "services/reports/ComparisonReport.h"

#include "services/reports/ReportText.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::reports {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

ReportDifference differenceOf(const RunComparison &comparison, int row, int run, Wording wording)
{
    const ComparedRow &line = comparison.rows.at(row);
    const ComparedCell &cell = line.cells.at(run);
    ReportDifference out;
    out.run = run;
    out.benchmarkId = line.id;
    out.metric = line.metric;
    out.unit = metricUnitText(line.metric);
    out.lowerIsBetter = line.lowerIsBetter;
    out.before = line.cells.at(comparison.baseline).value;
    out.after = cell.value;
    out.difference = cell.difference;
    out.sentence = cellSentence(comparison, row, run, QLocale::c(), wording);
    if (!cell.comparison)
        return out;
    const Comparison &test = *cell.comparison;
    out.before = test.before;
    out.after = test.after;
    out.low = test.interval.low;
    out.high = test.interval.high;
    out.pValue = test.pValue;
    out.adjusted = test.adjusted;
    out.pairs = test.pairs;
    if (test.pairs > 0) {
        out.gained = test.gained;
        out.lost = test.lost;
    }
    out.significant = cell.significant();
    if (wording == Wording::Judging && test.difference != 0)
        out.better = test.better();
    return out;
}

} // namespace

Result<RunComparison> compareInputs(const QList<RunInput> &runs, int baseline, const GatePolicy &policy, quint64 seed, bool correct, bool allMetrics)
{
    QList<ReportRun> labelled;
    for (const RunInput &input : runs)
        labelled.append(reportRun(input));
    labelRuns(labelled);
    QList<ComparedRun> compared;
    for (int i = 0; i < runs.size(); ++i) {
        ComparedRun one;
        one.ref = QStringLiteral("%1 %2").arg(QString::number(i), runs.at(i).ref);
        one.name = labelled.at(i).model;
        one.job = runs.at(i).judged.job;
        one.plan = runs.at(i).judged.plan;
        for (auto it = runs.at(i).scores.cbegin(); it != runs.at(i).scores.cend(); ++it)
            one.scores.insert(it.key(), *it);
        compared.append(one);
    }
    RunComparisonOptions options;
    options.baseline = baseline;
    options.allMetrics = allMetrics;
    options.adjust = correct;
    options.policy = policy;
    options.test.level = options.test.bootstrap.level = policy.level;
    options.test.bootstrap.seed = seed;
    return compareRuns(compared, options);
}

ReportData comparisonReport(const QList<RunInput> &runs, const RunComparison &comparison, const QString &toolVersion)
{
    ReportData data = reportOf(runs, toolVersion);
    const Wording wording = Wording::Judging;
    data.baseline = comparison.baseline;
    data.correction = comparison.tested > 0 ? QStringLiteral("Holm") : QString();
    data.level = comparison.level;
    //: %1 is a run, e.g. a model's name
    data.title = tr("Comparison with %1").arg(data.runs.at(comparison.baseline).model);
    for (int run = 0; run < comparison.names.size(); ++run) {
        if (run == comparison.baseline)
            continue;
        for (int row = 0; row < comparison.rows.size(); ++row) {
            const ComparedRow &line = comparison.rows.at(row);
            if (line.cells.at(run).state != ComparedCell::State::NotRun || line.cells.at(comparison.baseline).value)
                data.differences.append(differenceOf(comparison, row, run, wording));
        }
    }
    const QStringList sentences = comparisonSummary(comparison, wording).split(u'\n', Qt::SkipEmptyParts);
    data.decision = (sentences + QStringList{data.decision}).join(u' ');
    return data;
}

} // namespace assay::reports
