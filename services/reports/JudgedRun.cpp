#include "services/reports/JudgedRun.h"

#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace assay::reports {

namespace {

/// The server's test tells the direction it used, unless the value sits on the gate.
std::optional<bool> directionOf(const std::optional<BenchmarkTest> &test)
{
    if (!test || !test->pass || !test->primaryScore || !test->threshold || *test->primaryScore == *test->threshold)
        return {};
    return *test->pass == (*test->primaryScore < *test->threshold);
}

/// The first number that is no mere count, for jobs where nobody named a primary score.
QString someMetric(const JsonText &metrics)
{
    const QVariantMap map = metrics.toVariantMap();
    QString first;
    for (auto it = map.cbegin(); it != map.cend(); ++it) {
        if (it.key() == QLatin1String("samples") || it.key().contains(QLatin1String("stderr")) || !it.value().canConvert<double>()
            || it.value().typeId() == QMetaType::QString)
            continue;
        if (metricInfo(it.key()).known)
            return it.key();
        if (first.isEmpty())
            first = it.key();
    }
    return first;
}

/// Makes the rows of one job.
class Judging {
public:
    explicit Judging(JudgedRun &run) : m_run(run)
    {
        for (const BenchmarkStatus &status : std::as_const(run.job.status.benchmarks))
            m_statuses.insert(status.benchmarkIndex.value_or(0), &status);
        for (qsizetype i = 0; i < run.job.results.benchmarks.size(); ++i)
            m_results.insert(run.job.results.benchmarks.at(i).benchmarkIndex.value_or(0), i);
    }

    void fill()
    {
        for (qsizetype i = m_run.plan.size(); m_statuses.contains(i) || m_results.contains(i); ++i) { // a plan that is not known
            BenchmarkRef ref;
            const BenchmarkStatus *status = m_statuses.value(i);
            const BenchmarkResult *result = m_results.contains(i) ? &m_run.job.results.benchmarks.at(m_results.value(i)) : nullptr;
            ref.id = status ? status->id : result->id;
            ref.providerId = status ? status->providerId : result->providerId;
            m_run.plan.append(ref);
        }
        for (int i = 0; i < m_run.plan.size(); ++i)
            addBenchmark(i, m_run.plan.at(i));
        for (const ExtraGate &gate : m_run.rules.gates) {
            const bool found = std::ranges::any_of(m_run.plan, [&gate](const BenchmarkRef &ref) { return fits(gate, ref); });
            if (!found && gate.missingFails)
                addMissing(gate);
        }
    }

private:
    static bool fits(const ExtraGate &gate, const BenchmarkRef &ref)
    {
        return gate.benchmarkId == ref.id && (gate.providerId.isEmpty() || gate.providerId == ref.providerId);
    }

    JudgedBenchmark blank(int index, const BenchmarkRef &ref) const
    {
        JudgedBenchmark out;
        out.index = index;
        out.id = ref.id;
        out.providerId = ref.providerId;
        out.result = m_results.value(index, -1);
        const BenchmarkStatus *status = m_statuses.value(index);
        if (status)
            out.state = status->status;
        else
            out.state = isTerminal(m_run.job.status.state) ? RunState::Cancelled : RunState::Pending;
        if (status && status->errorMessage)
            out.message = status->errorMessage->message;
        else if (status && status->warningMessage)
            out.message = status->warningMessage->message;
        return out;
    }

    void judgeBy(JudgedBenchmark &row, const std::optional<Gate> &gate) const
    {
        row.summary.name = row.metric;
        row.summary.lowerIsBetter = row.lowerIsBetter;
        if (const BenchmarkResult *result = m_run.resultOf(row))
            row.summary = metricSummary(*result, row.metric, row.lowerIsBetter);
        row.judged = judge(row.summary, gate, m_run.rules.policy, row.state);
    }

    void addBenchmark(int index, const BenchmarkRef &ref)
    {
        JudgedBenchmark row = blank(index, ref);
        const BenchmarkResult *result = m_run.resultOf(row);
        const std::optional<BenchmarkTest> test = result ? result->test : std::nullopt;
        if (ref.primaryScore)
            row.metric = ref.primaryScore->metric;
        else if (test && !test->primaryScoreMetric.isEmpty())
            row.metric = test->primaryScoreMetric;
        else if (result)
            row.metric = someMetric(result->metrics);
        row.lowerIsBetter = ref.primaryScore ? ref.primaryScore->lowerIsBetter.value_or(false)
                                             : directionOf(test).value_or(metricInfo(row.metric).lowerIsBetter);
        std::optional<Gate> gate;
        if (m_run.rules.ownGates && ref.passCriteria && ref.passCriteria->threshold)
            gate = Gate{*ref.passCriteria->threshold, row.lowerIsBetter};
        else if (m_run.rules.ownGates && test && test->threshold)
            gate = Gate{*test->threshold, row.lowerIsBetter};
        QList<ExtraGate> more;
        for (const ExtraGate &extra : m_run.rules.gates) {
            if (!fits(extra, ref))
                continue;
            if (extra.metric.isEmpty() || extra.metric == row.metric) {
                gate = extra.gate;
                row.lowerIsBetter = extra.gate.lowerIsBetter;
            } else {
                more.append(extra);
            }
        }
        judgeBy(row, gate);
        m_run.benchmarks.append(row);
        for (const ExtraGate &extra : more) {
            JudgedBenchmark other = blank(index, ref);
            other.metric = extra.metric;
            other.lowerIsBetter = extra.gate.lowerIsBetter;
            other.first = false;
            judgeBy(other, extra.gate);
            m_run.benchmarks.append(other);
        }
    }

    /// A gate on a benchmark that the run does not have: a run that leaves it out must not pass by that.
    void addMissing(const ExtraGate &gate)
    {
        JudgedBenchmark row;
        row.index = -1;
        row.id = gate.benchmarkId;
        row.providerId = gate.providerId;
        row.metric = gate.metric;
        row.lowerIsBetter = gate.gate.lowerIsBetter;
        row.state = RunState::Cancelled;
        row.summary.name = gate.metric;
        row.judged.verdict = Verdict::NoResult;
        row.judged.gate = gate.gate;
        row.judged.reason = QCoreApplication::translate("assay", "no result: the run has no such benchmark, which counts as failing the gate");
        m_run.benchmarks.append(row);
    }

    JudgedRun &m_run;
    QHash<qint64, const BenchmarkStatus *> m_statuses;
    QHash<qint64, qsizetype> m_results;
};

} // namespace

JudgedRun judgedRun(const Job &job, const QList<BenchmarkRef> &plan, const std::optional<PassCriteria> &collectionCriteria,
                    const JudgeRules &rules)
{
    JudgedRun out;
    out.job = job;
    out.rules = rules;
    out.plan = plan.isEmpty() ? job.benchmarks : plan;
    Judging(out).fill();
    QList<GateVerdict> verdicts;
    for (const JudgedBenchmark &benchmark : std::as_const(out.benchmarks))
        verdicts.append(benchmark.judged);
    std::optional<double> threshold;
    if (job.passCriteria)
        threshold = job.passCriteria->threshold;
    else if (collectionCriteria)
        threshold = collectionCriteria->threshold;
    if (threshold && rules.ownGates) {
        MetricSummary score;
        score.name = QStringLiteral("score");
        if (job.results.test)
            score.value = job.results.test->score;
        out.jobGate = judge(score, Gate{*threshold, false}, rules.policy, job.status.state);
    }
    out.verdict = judgeJob(verdicts, out.jobGate);
    return out;
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
