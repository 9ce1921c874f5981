#include "services/reports/JudgedRun.h"

#include "services/core/AssayPart.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::reports {

namespace {

const QString mergedWith = QStringLiteral("merged_with");

/// The run with the ids of the jobs that it has results of, so that what is exported says so for good.
Job marked(const MergedRun &merged)
{
    Job job = merged.job;
    const QStringList others = merged.others();
    if (others.isEmpty())
        return job;
    setAssayPart(job, mergedWith, others);
    return job;
}

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

JudgedRun judgedAsRecorded(const Job &job, const Collection *collection, const JudgeRules &rules, const QList<Job> &retries)
{
    const RecordedRun recorded = recordedRun(job, retries, AttemptPolicy::Last, collection);
    JudgedRun out = judgedRun(marked(recorded.merged), recorded.plan.benchmarks, recorded.plan.criteria, rules);
    out.planUncertain = recorded.plan.uncertain;
    out.attempts = recorded.merged.attempts;
    return out;
}

QStringList mergedJobs(const Job &job)
{
    return assayPart(job).value(mergedWith).toStringList();
}

Job withoutMergeMark(Job job)
{
    if (!mergedJobs(job).isEmpty()) // else its text stays as it is
        setAssayPart(job, mergedWith, {});
    return job;
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
