#include "services/reports/ComparisonReport.h"

#include "services/reports/ReportText.h"
#include "services/verdict/ConfigDiff.h"

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
    out.index = cell.index;
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
    if (test.pairs > 0 && test.rightOrWrong) {
        out.gained = test.gained;
        out.lost = test.lost;
    }
    out.significant = cell.significant();
    if (wording == Wording::Judging && test.difference != 0)
        out.better = test.better();
    return out;
}

/// As the comparison knows them: each with a name of its own.
QList<ComparedRun> comparedRuns(const QList<RunInput> &runs)
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
    return compared;
}

/// What has to be read beside the numbers: one caveat a run and aspect that is not green.
QList<ReportCaveat> caveatsOf(const Comparability &comparability, const QStringList &names)
{
    QList<ReportCaveat> caveats;
    for (const ComparabilityCheck &check : comparability.checks) {
        if (check.light == Light::Green)
            continue;
        //: %1 is a run, %2 a sentence about it
        const QString text = names.size() > 2 ? tr("%1: %2").arg(names.at(check.run), check.text) : check.text;
        caveats.append({check.light == Light::Red ? ReportCaveat::Level::Red : ReportCaveat::Level::Amber, {}, text});
    }
    std::ranges::stable_sort(caveats, [](const ReportCaveat &a, const ReportCaveat &b) { return a.level > b.level; });
    return caveats;
}

QList<ReportSetting> settingsOf(const RunComparison &comparison, const QList<ComparedRun> &runs)
{
    QList<ReportSetting> settings;
    for (const ConfigDiffRow &row : configDiff(comparison, runs)) {
        if (!row.differs)
            continue;
        ReportSetting setting{row.benchmark, row.key, {}};
        for (const QString &value : row.values)
            setting.values.append(value.isEmpty() ? QString() : value);
        settings.append(setting);
    }
    return settings;
}

} // namespace

Comparability comparabilityOfInputs(const RunComparison &comparison, const QList<RunInput> &runs)
{
    return comparabilityOf(comparison, comparedRuns(runs));
}

Result<RunComparison> compareInputs(const QList<RunInput> &runs, int baseline, const GatePolicy &policy, quint64 seed, bool correct,
                                    const QList<std::pair<QString, QString>> &metrics)
{
    RunComparisonOptions options;
    options.baseline = baseline;
    options.metrics = metrics;
    options.adjust = correct;
    options.policy = policy;
    options.test.level = options.test.bootstrap.level = policy.level;
    options.test.bootstrap.seed = seed;
    return compareRuns(comparedRuns(runs), options);
}

ReportData comparisonReport(const QList<RunInput> &runs, const RunComparison &comparison, const QString &toolVersion, bool confirmed)
{
    ReportData data = reportOf(runs, toolVersion);
    const QList<ComparedRun> compared = comparedRuns(runs);
    const Comparability comparability = comparabilityOf(comparison, compared);
    const Wording wording = wordingOf(comparability, confirmed); // with something red no run is called better unless somebody said so
    data.caveats = caveatsOf(comparability, comparison.names) + data.caveats;
    if (const QString confirmation = confirmationText(comparability, confirmed); !confirmation.isEmpty())
        data.caveats.prepend({ReportCaveat::Level::Red, {}, confirmation});
    data.settings = settingsOf(comparison, compared);
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
