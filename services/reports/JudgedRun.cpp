#include "services/reports/JudgedRun.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::reports {

namespace {

bool fits(const ExtraGate &gate, const RunBenchmark &benchmark)
{
    return gate.benchmarkId == benchmark.id && (gate.providerId.isEmpty() || gate.providerId == benchmark.providerId);
}

JudgedBenchmark judgedBy(const RunBenchmark &benchmark, const JudgedRun &run, bool first)
{
    JudgedBenchmark out{benchmark, {}, first};
    out.judged = judge(benchmark.summary, benchmark.gate, run.rules.policy, benchmark.state);
    return out;
}

/// The benchmark's primary metric, then others that have a gate of their own.
void addBenchmark(JudgedRun &run, RunBenchmark benchmark)
{
    if (!run.rules.ownGates)
        benchmark.gate.reset();
    QList<ExtraGate> more;
    bool replaced = false;
    for (ExtraGate extra : run.rules.gates) {
        if (!fits(extra, benchmark))
            continue;
        if (extra.metric.isEmpty())
            extra.metric = benchmark.metric;
        if (extra.metric != benchmark.metric || replaced) { // two gates on one metric are two gates
            more.append(extra);
            continue;
        }
        replaced = true;
        benchmark.gate = extra.gate;
        benchmark.lowerIsBetter = benchmark.summary.lowerIsBetter = extra.gate.lowerIsBetter;
    }
    run.benchmarks.append(judgedBy(benchmark, run, true));
    for (const ExtraGate &extra : std::as_const(more)) {
        RunBenchmark other = benchmark;
        other.metric = extra.metric;
        other.lowerIsBetter = extra.gate.lowerIsBetter;
        other.gate = extra.gate;
        other.summary = {};
        other.summary.name = extra.metric;
        if (other.result >= 0)
            other.summary = metricSummary(run.job.results.benchmarks.at(other.result), extra.metric, extra.gate.lowerIsBetter);
        run.benchmarks.append(judgedBy(other, run, false));
    }
}

/// A gate on a benchmark that the run does not have: a run that leaves it out must not pass by that.
void addMissing(JudgedRun &run, const ExtraGate &gate)
{
    JudgedBenchmark row;
    row.index = -1;
    row.id = gate.benchmarkId;
    row.providerId = gate.providerId;
    row.metric = gate.metric;
    row.lowerIsBetter = gate.gate.lowerIsBetter;
    row.gate = gate.gate;
    row.judged.verdict = Verdict::NoResult;
    row.judged.gate = gate.gate;
    row.judged.reason = QCoreApplication::translate("assay", "no result: the run has no such benchmark, which counts as failing the gate");
    run.benchmarks.append(row);
}

} // namespace

JudgedRun judgedRun(const Job &job, const QList<BenchmarkRef> &plan, const std::optional<PassCriteria> &collectionCriteria,
                    const JudgeRules &rules)
{
    JudgedRun out;
    out.job = job;
    out.rules = rules;
    out.plan = plan.isEmpty() ? job.benchmarks : plan;
    const QList<RunBenchmark> all = runBenchmarks(job, plan);
    for (const RunBenchmark &benchmark : all)
        addBenchmark(out, benchmark);
    for (const ExtraGate &gate : rules.gates) {
        const bool found = std::ranges::any_of(all, [&gate](const RunBenchmark &benchmark) { return fits(gate, benchmark); });
        if (!found && gate.missingFails)
            addMissing(out, gate);
    }
    QList<GateVerdict> verdicts;
    for (const JudgedBenchmark &benchmark : std::as_const(out.benchmarks))
        verdicts.append(benchmark.judged);
    if (rules.ownGates)
        out.jobGate = judgedJobGate(job, collectionCriteria, rules.policy);
    out.verdict = judgeJob(verdicts, out.jobGate);
    return out;
}

JudgedRun judgedRun(const Job &job, const std::optional<Collection> &collection, const JudgeRules &rules)
{
    if (!job.collection)
        return judgedRun(job, job.benchmarks, {}, rules);
    // A collection that was deleted since takes nothing away from the results.
    return collection ? judgedRun(job, collection->benchmarks, collection->passCriteria, rules) : judgedRun(job, QList<BenchmarkRef>(), {}, rules);
}

ReportVerdict reportVerdict(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass: return ReportVerdict::Pass;
    case Verdict::Fail: return ReportVerdict::Fail;
    case Verdict::TooClose: return ReportVerdict::TooClose;
    case Verdict::NoResult: return ReportVerdict::NoResult;
    case Verdict::Pending: return ReportVerdict::Pending;
    case Verdict::NotGated: break;
    }
    return ReportVerdict::NotGated;
}

} // namespace assay::reports
