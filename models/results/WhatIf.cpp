#include "models/results/WhatIf.h"

#include "models/common/Words.h"
#include "models/results/RunModel.h"
#include "services/verdict/RunBenchmarks.h"

#include <algorithm>

namespace assay {

WhatIf::WhatIf(RunModel &run, QObject *parent) : QObject(parent), m_run(run)
{
    connect(&run, &RunModel::settled, this, &WhatIf::changed);
    connect(&run, &RunModel::changed, this, &WhatIf::takeRun);
    takeRun();
}

bool WhatIf::canTry() const
{
    return m_run.hasJob() && !m_run.isRunning()
        && std::ranges::any_of(m_run.results().rows(), [](const ResultRow &row) { return row.judged.value.has_value(); });
}

bool WhatIf::canBeKept() const { return m_run.isSettled(); }

void WhatIf::takeRun()
{
    m_reported.clear();
    if (isActive() && !canTry()) { // it runs again
        m_changes.clear();
        m_jobGate.reset();
    }
    judgeAgain();
}

const ResultRow *WhatIf::recordedRow(int benchmarkIndex) const
{
    const QList<ResultRow> &rows = m_run.results().rows();
    const auto found = std::ranges::find(rows, benchmarkIndex, &ResultRow::index);
    return found == rows.end() ? nullptr : &*found;
}

static double weightOf(const QList<BenchmarkRef> &plan, int index)
{
    return wireWeight(wireEntry(plan.value(index), nullptr));
}

std::optional<double> WhatIf::gate(int benchmarkIndex) const
{
    if (const auto change = m_changes.constFind(benchmarkIndex); change != m_changes.constEnd() && change->threshold)
        return change->threshold;
    const ResultRow *row = recordedRow(benchmarkIndex);
    return row && row->judged.gate ? std::optional(row->judged.gate->threshold) : std::nullopt;
}

double WhatIf::weight(int benchmarkIndex) const
{
    const Change change = m_changes.value(benchmarkIndex);
    return change.weight ? *change.weight : weightOf(m_run.plan(), benchmarkIndex);
}

static double recordedJobGate(const RunModel &run)
{
    const auto &own = run.job().passCriteria;
    if (own && own->threshold)
        return *own->threshold;
    if (run.job().results.test && run.job().results.test->threshold)
        return *run.job().results.test->threshold;
    const auto &criteria = run.recorded().criteria;
    return criteria ? criteria->threshold.value_or(wireDefaultThreshold) : wireDefaultThreshold;
}

double WhatIf::jobGate() const { return m_jobGate.value_or(recordedJobGate(m_run)); }

void WhatIf::put(int benchmarkIndex, const Change &change)
{
    if (change == m_changes.value(benchmarkIndex) || !canTry())
        return;
    if (change == Change{})
        m_changes.remove(benchmarkIndex);
    else
        m_changes.insert(benchmarkIndex, change);
    judgeAgain();
}

void WhatIf::setGate(int benchmarkIndex, double threshold)
{
    const ResultRow *row = recordedRow(benchmarkIndex);
    if (!row || row->metric.isEmpty())
        return;
    Change change = m_changes.value(benchmarkIndex);
    const bool asRecorded = row->judged.gate && row->judged.gate->threshold == threshold;
    change.threshold = asRecorded ? std::nullopt : std::optional(threshold);
    put(benchmarkIndex, change);
}

void WhatIf::setWeight(int benchmarkIndex, double weight)
{
    if (weight <= 0 || !recordedRow(benchmarkIndex))
        return;
    Change change = m_changes.value(benchmarkIndex);
    change.weight = weight == weightOf(m_run.plan(), benchmarkIndex) ? std::nullopt : std::optional(weight);
    put(benchmarkIndex, change);
}

void WhatIf::setJobGate(double threshold)
{
    const auto wanted = threshold == recordedJobGate(m_run) ? std::nullopt : std::optional(threshold);
    if (wanted == m_jobGate || !canTry())
        return;
    m_jobGate = wanted;
    judgeAgain();
}

void WhatIf::reset()
{
    m_changes.clear();
    m_jobGate.reset();
    judgeAgain();
}

WireEntry WhatIf::wireEntryOf(int benchmarkIndex) const
{
    BenchmarkRef entry = m_run.plan().value(benchmarkIndex);
    const Change change = m_changes.value(benchmarkIndex);
    if (change.threshold)
        entry.passCriteria = PassCriteria{change.threshold, {}};
    if (change.weight)
        entry.weight = change.weight;
    // What the provider gave then stands in the record; what it would give now is no part of this question.
    ProviderBenchmark then;
    if (const ResultRow *row = recordedRow(benchmarkIndex); row && !entry.primaryScore && !row->metric.isEmpty()) {
        then.primaryScore = PrimaryScore{row->metric, row->lowerIsBetter, {}};
        then.passCriteria = row->judged.gate ? std::optional(PassCriteria{row->judged.gate->threshold, {}}) : std::nullopt;
    }
    return wireEntry(entry, &then);
}

std::optional<BenchmarkTest> WhatIf::serverTest(int benchmarkIndex) const
{
    const Reported reported = m_reported.value(benchmarkIndex);
    if (!m_changes.value(benchmarkIndex).threshold)
        return reported.test;
    if (!reported.summary.value)
        return std::nullopt;
    return wireBenchmarkTest(wireEntryOf(benchmarkIndex), JsonText::fromVariantMap({{reported.summary.name, *reported.summary.value}}));
}

void WhatIf::judgeAgain()
{
    QList<ResultRow> rows = m_run.results().rows();
    const GatePolicy policy = m_run.results().policy();
    if (isActive() && m_reported.isEmpty()) {
        for (const BenchmarkResult &result : m_run.shown().results.benchmarks) {
            const int index = int(result.benchmarkIndex.value_or(0));
            if (const ResultRow *row = recordedRow(index))
                m_reported.insert(index, {metricSummary(result, row->metric, row->lowerIsBetter), result.test});
        }
    }
    for (ResultRow &row : rows) {
        const auto change = m_changes.constFind(row.index);
        if (change == m_changes.constEnd())
            continue;
        row.recorded = ResultRow::Recorded{row.judged, row.server};
        row.triedWeight = change->weight;
        if (!change->threshold)
            continue;
        MetricSummary summary = m_reported.value(row.index).summary;
        if (summary.name.isEmpty()) {
            summary.name = row.metric;
            summary.lowerIsBetter = row.lowerIsBetter;
        }
        row.judged = judge(summary, Gate{*change->threshold, row.lowerIsBetter}, policy, row.state.value(), QLocale());
        row.server = serverTest(row.index);
    }
    Q_EMIT aboutToChange();
    m_results.setRows(rows, policy);
    Q_EMIT changed();
}

/// The run with the score that the server's rule gives it under what is tried.
Job WhatIf::judgedJob() const
{
    Job job = m_run.shown();
    if (!isActive())
        return job;
    if (m_jobGate)
        job.passCriteria = PassCriteria{m_jobGate, {}};
    QList<WireEntry> entries;
    QList<std::optional<BenchmarkTest>> tests;
    for (int i = 0; i < m_run.plan().size(); ++i) {
        entries << wireEntryOf(i);
        tests << serverTest(i);
    }
    job.results.test
        = job.status.state == RunState::Completed ? wireJobTest(entries, tests, job.passCriteria, m_run.recorded().criteria) : std::nullopt;
    return job;
}

static QString sentenceOf(const Job &job, const QList<GateVerdict> &verdicts, const RunModel &run)
{
    const GatePolicy policy = run.results().policy();
    const RunSummary words = runSummary(job, verdicts, judgedJobGate(job, run.recorded().criteria, policy, QLocale()), policy, 0, QLocale());
    if (!job.results.test || !job.results.test->pass)
        return words.verdictAndScore;
    return WhatIf::tr("%1 · server’s rule: %2").arg(words.verdictAndScore, verdictName(*job.results.test->pass ? Verdict::Pass : Verdict::Fail));
}

QString WhatIf::sentence() const { return sentenceOf(judgedJob(), m_results.verdicts(), m_run); }

QString WhatIf::recordedSentence() const { return sentenceOf(m_run.shown(), m_run.results().verdicts(), m_run); }

void WhatIf::applyTo(QList<BenchmarkRef> &benchmarks, std::optional<PassCriteria> &criteria) const
{
    for (auto change = m_changes.cbegin(); change != m_changes.cend(); ++change) {
        const int place = m_run.presentPlace(change.key());
        if (place < 0 || place >= benchmarks.size())
            continue;
        BenchmarkRef &entry = benchmarks[place];
        if (change->threshold) {
            PassCriteria own = entry.passCriteria.value_or(PassCriteria{});
            own.threshold = change->threshold;
            entry.passCriteria = own;
        }
        if (change->weight)
            entry.weight = change->weight;
    }
    if (m_jobGate) {
        PassCriteria own = criteria.value_or(PassCriteria{});
        own.threshold = m_jobGate;
        criteria = own;
    }
}

Collection WhatIf::collection() const
{
    Collection made = m_run.collection().value_or(Collection{});
    if (!m_run.collection()) {
        const Job &job = m_run.job();
        made.name = job.name.isEmpty() ? job.resource.id : job.name;
        made.benchmarks = m_run.plan();
        made.passCriteria = job.passCriteria;
    }
    applyTo(made.benchmarks, made.passCriteria);
    return made;
}

} // namespace assay
