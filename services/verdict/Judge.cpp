#include "services/verdict/Judge.h"

#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>

#include <cmath>

namespace assay {

namespace {

/// Writes the numbers of one verdict, with as many digits as it takes to tell the value from the gate.
class NumberText {
public:
    NumberText(const MetricSummary &metric, const std::optional<Gate> &gate, const QLocale &locale)
        : m_name(metric.name)
        , m_locale(locale)
    {
        constexpr int mostDigits = 10;
        if (!gate || !metric.value || *metric.value == gate->threshold)
            return;
        while (m_digits < mostDigits && (*this)(*metric.value) == (*this)(gate->threshold))
            ++m_digits;
    }
    QString operator()(double value) const { return formatMetric(m_name, value, m_locale, m_digits); }

private:
    QString m_name;
    QLocale m_locale;
    int m_digits = 3;
};

QString gateText(const Gate &gate, const NumberText &number)
{
    return gate.lowerIsBetter ? QCoreApplication::translate("assay", "gate at most %1").arg(number(gate.threshold))
                              : QCoreApplication::translate("assay", "gate at least %1").arg(number(gate.threshold));
}

Verdict decide(double value, const std::optional<Interval> &interval, const Gate &gate, GatePolicy::Mode mode)
{
    if (interval && mode == GatePolicy::Mode::Strict) {
        const double worst = gate.lowerIsBetter ? -interval->high : interval->low;
        const double best = gate.lowerIsBetter ? -interval->low : interval->high;
        const double bar = gate.lowerIsBetter ? -gate.threshold : gate.threshold;
        return worst >= bar ? Verdict::Pass : best < bar ? Verdict::Fail : Verdict::TooClose;
    }
    const bool reached = gate.lowerIsBetter ? value <= gate.threshold : value >= gate.threshold;
    return reached ? Verdict::Pass : Verdict::Fail;
}

QString certainty(const MetricSummary &metric, const GatePolicy &policy, const NumberText &number, const QLocale &locale)
{
    const auto made = madeInterval(metric, policy.level);
    if (!made)
        return QCoreApplication::translate("assay", "no interval: the number of samples is not known");
    const QString text = QCoreApplication::translate("assay", "%1 % interval %2 to %3")
                             .arg(locale.toString(policy.level * 100, 'g', 4), number(made->interval.low), number(made->interval.high));
    const QString method = otherMethodText(metric, *made);
    return method.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, method);
}

QString sentence(const GateVerdict &verdict, const QString &sure, const NumberText &number)
{
    const QString gate = gateText(*verdict.gate, number);
    const QString distance = number(std::abs(*verdict.margin));
    const bool exact = *verdict.margin == 0;
    switch (verdict.verdict) {
    case Verdict::Pass:
        return exact ? QCoreApplication::translate("assay", "passes exactly at the gate; %1, %2").arg(sure, gate)
                     : QCoreApplication::translate("assay", "passes by %1; %2, %3").arg(distance, sure, gate);
    case Verdict::Fail: return QCoreApplication::translate("assay", "fails by %1; %2, %3").arg(distance, sure, gate);
    default: break;
    }
    if (exact)
        return QCoreApplication::translate("assay", "too close to call: exactly at the gate; %1, %2").arg(sure, gate);
    return *verdict.margin > 0
        ? QCoreApplication::translate("assay", "too close to call: clears the gate by %1; %2, %3")
              .arg(distance, sure, gate)
        : QCoreApplication::translate("assay", "too close to call: misses the gate by %1; %2, %3")
              .arg(distance, sure, gate);
}

QString missingReason(const MetricSummary &metric, RunState state, const QString &gate)
{
    switch (state) {
    case RunState::Failed:
        return QCoreApplication::translate("assay", "no result: the benchmark failed, which counts as failing the %1")
            .arg(gate);
    case RunState::Cancelled:
        return QCoreApplication::translate(
            "assay", "no result: the benchmark was cancelled, which counts as failing the %1")
            .arg(gate);
    default:
        return QCoreApplication::translate(
            "assay", "no result: the benchmark reported no \"%1\", which counts as failing the %2")
            .arg(metric.name, gate);
    }
}

} // namespace

GateVerdict judge(const MetricSummary &metric, const std::optional<Gate> &gate, const GatePolicy &policy,
    RunState state, const QLocale &locale)
{
    GateVerdict result;
    result.value = metric.value;
    result.gate = gate;
    result.interval = metricInterval(metric, policy.level);
    const NumberText number(metric, gate, locale);
    if (!gate) {
        result.reason = metric.value ? QCoreApplication::translate("assay", "no gate; %1")
                                           .arg(certainty(metric, policy, number, locale))
                                     : QCoreApplication::translate("assay", "no gate");
        return result;
    }
    const bool finished = state == RunState::Completed || state == RunState::PartiallyFailed;
    if (!finished && !isTerminal(state)) {
        result.verdict = Verdict::Pending;
        result.reason = QCoreApplication::translate("assay", "not finished yet; %1").arg(gateText(*gate, number));
        return result;
    }
    // A failed benchmark may have reported part of its items; what it reported is not the result that the gate is
    // about.
    if (!finished || !metric.value) {
        result.verdict = Verdict::NoResult;
        result.reason = missingReason(metric, state, gateText(*gate, number));
        return result;
    }
    result.margin = gate->lowerIsBetter ? gate->threshold - *metric.value : *metric.value - gate->threshold;
    result.verdict = decide(*metric.value, result.interval, *gate, policy.mode);
    result.reason = sentence(result, certainty(metric, policy, number, locale), number);
    return result;
}

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass: return QCoreApplication::translate("assay", "Pass");
    case Verdict::Fail: return QCoreApplication::translate("assay", "Fail");
    case Verdict::TooClose: return QCoreApplication::translate("assay", "Too close to call");
    case Verdict::NoResult: return QCoreApplication::translate("assay", "No result");
    case Verdict::Pending: return QCoreApplication::translate("assay", "Pending");
    case Verdict::NotGated: break;
    }
    return QCoreApplication::translate("assay", "Not gated");
}

namespace {

void count(JobVerdict &job, Verdict verdict)
{
    job.gates += verdict != Verdict::NotGated;
    job.passed += verdict == Verdict::Pass;
    job.failed += verdict == Verdict::Fail || verdict == Verdict::NoResult;
    job.tooClose += verdict == Verdict::TooClose;
    job.pending += verdict == Verdict::Pending;
}

/// About the gates of the benchmarks alone.
QString gatesSentence(const JobVerdict &job)
{
    if (job.gates == 0)
        return QCoreApplication::translate("assay", "Not gated");
    if (job.failed > 0)
        return job.gates == 1
            ? QCoreApplication::translate("assay", "Fails its only gate")
            : QCoreApplication::translate("assay", "Fails %1 of %2 gates").arg(job.failed).arg(job.gates);
    if (job.pending > 0)
        return QCoreApplication::translate("assay", "Not finished: %1 of %2 gates passed so far")
            .arg(job.passed)
            .arg(job.gates);
    if (job.tooClose > 0)
        return job.gates == 1 ? QCoreApplication::translate("assay", "Too close to call at its only gate")
                              : QCoreApplication::translate("assay", "Too close to call at %1 of %2 gates")
                                    .arg(job.tooClose)
                                    .arg(job.gates);
    return job.gates == 1 ? QCoreApplication::translate("assay", "Passes its only gate")
                          : QCoreApplication::translate("assay", "Passes all %1 gates").arg(job.gates);
}

} // namespace

JobVerdict judgeJob(const QList<GateVerdict> &verdicts, const std::optional<GateVerdict> &jobGate)
{
    JobVerdict job;
    for (const auto &verdict : verdicts)
        count(job, verdict.verdict);
    job.sentence = gatesSentence(job);
    if (jobGate && jobGate->verdict != Verdict::NotGated) {
        const bool alone = job.gates == 0;
        const bool failed = jobGate->verdict == Verdict::Fail || jobGate->verdict == Verdict::NoResult;
        if (failed)
            job.sentence = alone ? QCoreApplication::translate("assay", "Fails the job's gate")
                                 : QCoreApplication::translate("assay", "%1; fails the job's gate").arg(job.sentence);
        else if (jobGate->verdict == Verdict::Pass)
            job.sentence = alone ? QCoreApplication::translate("assay", "Passes the job's gate")
                                 : QCoreApplication::translate("assay", "%1; passes the job's gate").arg(job.sentence);
        count(job, jobGate->verdict);
    }
    job.verdict = job.gates == 0 ? Verdict::NotGated
        : job.failed > 0         ? Verdict::Fail
        : job.pending > 0        ? Verdict::Pending
        : job.tooClose > 0       ? Verdict::TooClose
                                 : Verdict::Pass;
    return job;
}

} // namespace assay
