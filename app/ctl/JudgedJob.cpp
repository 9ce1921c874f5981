#include "app/ctl/JudgedJob.h"

#include "app/ctl/Ctl.h"
#include "services/api/CatalogueService.h"
#include "services/json/Json.h"
#include "services/reports/TextTable.h"
#include "services/verdict/MetricInfo.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QHash>

#include <cmath>

namespace assay::ctl {

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

JudgedBenchmark judgedBenchmark(int index, const BenchmarkRef &ref, const BenchmarkStatus *status, const BenchmarkResult *result,
                                const Job &job, const GatePolicy &policy)
{
    JudgedBenchmark out;
    out.index = index;
    out.id = ref.id;
    out.result = result;
    if (status)
        out.state = status->status;
    else
        out.state = isTerminal(job.status.state) ? RunState::Cancelled : RunState::Pending;
    if (status && status->errorMessage)
        out.message = status->errorMessage->message;
    else if (status && status->warningMessage)
        out.message = status->warningMessage->message;
    const std::optional<BenchmarkTest> test = result ? result->test : std::nullopt;
    if (ref.primaryScore)
        out.metric = ref.primaryScore->metric;
    else if (test && !test->primaryScoreMetric.isEmpty())
        out.metric = test->primaryScoreMetric;
    else if (result)
        out.metric = someMetric(result->metrics);
    out.lowerIsBetter = ref.primaryScore ? ref.primaryScore->lowerIsBetter.value_or(false)
                                         : directionOf(test).value_or(metricInfo(out.metric).lowerIsBetter);
    std::optional<Gate> gate;
    if (ref.passCriteria && ref.passCriteria->threshold)
        gate = Gate{*ref.passCriteria->threshold, out.lowerIsBetter};
    else if (test && test->threshold)
        gate = Gate{*test->threshold, out.lowerIsBetter};
    MetricSummary summary;
    summary.name = out.metric;
    summary.lowerIsBetter = out.lowerIsBetter;
    if (result)
        summary = metricSummary(*result, out.metric, out.lowerIsBetter);
    out.judged = judge(summary, gate, policy, out.state);
    return out;
}

reports::ReportVerdict reportVerdict(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass: return reports::ReportVerdict::Pass;
    case Verdict::Fail: return reports::ReportVerdict::Fail;
    case Verdict::TooClose: return reports::ReportVerdict::TooClose;
    case Verdict::NoResult:
    case Verdict::Pending: return reports::ReportVerdict::NoResult;
    case Verdict::NotGated: break;
    }
    return reports::ReportVerdict::NotGated;
}

std::optional<qint64> integer(const QVariantMap &map, const char *name)
{
    const QVariant value = map.value(QLatin1String(name));
    return value.isValid() && !value.isNull() ? std::optional<qint64>(value.toLongLong()) : std::nullopt;
}

reports::ReportScore reportScore(const JudgedBenchmark &benchmark)
{
    reports::ReportScore score;
    score.benchmarkId = benchmark.id;
    score.metric = benchmark.metric;
    score.unit = metricUnitText(benchmark.metric);
    score.lowerIsBetter = benchmark.lowerIsBetter;
    score.value = benchmark.judged.value;
    if (benchmark.judged.interval) {
        score.low = benchmark.judged.interval->low;
        score.high = benchmark.judged.interval->high;
    }
    if (benchmark.judged.gate)
        score.gate = benchmark.judged.gate->threshold;
    score.verdict = reportVerdict(benchmark.judged.verdict);
    score.reason = benchmark.judged.reason;
    if (!benchmark.result)
        return score;
    const MetricSummary summary = metricSummary(*benchmark.result, benchmark.metric, benchmark.lowerIsBetter);
    if (summary.n)
        score.n = std::llround(*summary.n);
    const QVariantMap notes = benchmark.result->additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap();
    score.notExtracted = integer(notes, "not_extracted");
    score.errors = integer(notes, "errors");
    const QVariantMap latency = notes.value(QStringLiteral("latency_ms")).toMap(), tokens = notes.value(QStringLiteral("tokens")).toMap();
    if (latency.contains(QStringLiteral("mean")))
        score.latencyMs = latency.value(QStringLiteral("mean")).toDouble();
    score.promptTokens = integer(tokens, "prompt");
    score.completionTokens = integer(tokens, "completion");
    return score;
}

QString verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass: return QStringLiteral("pass");
    case Verdict::Fail: return QStringLiteral("fail");
    case Verdict::TooClose: return QStringLiteral("too_close");
    case Verdict::NoResult: return QStringLiteral("no_result");
    case Verdict::Pending: return QStringLiteral("pending");
    case Verdict::NotGated: break;
    }
    return QStringLiteral("not_gated");
}

nlohmann::json number(const std::optional<double> &value)
{
    return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json gateJson(const GateVerdict &judged)
{
    nlohmann::json out{{"value", number(judged.value)}, {"verdict", verdictWord(judged.verdict).toStdString()},
                       {"reason", judged.reason.toStdString()}, {"gate", nullptr}, {"interval", nullptr}};
    if (judged.gate)
        out["gate"] = {{"threshold", judged.gate->threshold}, {"lower_is_better", judged.gate->lowerIsBetter}};
    if (judged.interval)
        out["interval"] = {judged.interval->low, judged.interval->high};
    return out;
}

} // namespace

JudgedJob judged(const Job &job, const QList<BenchmarkRef> &plan, const std::optional<PassCriteria> &collectionCriteria,
                 const GatePolicy &policy)
{
    JudgedJob out;
    out.job = job;
    out.policy = policy;
    QHash<qint64, const BenchmarkStatus *> statuses;
    for (const BenchmarkStatus &status : std::as_const(out.job.status.benchmarks))
        statuses.insert(status.benchmarkIndex.value_or(0), &status);
    QHash<qint64, const BenchmarkResult *> results;
    for (const BenchmarkResult &result : std::as_const(out.job.results.benchmarks))
        results.insert(result.benchmarkIndex.value_or(0), &result);
    QList<BenchmarkRef> refs = plan.isEmpty() ? job.benchmarks : plan;
    for (qsizetype i = refs.size(); statuses.contains(i) || results.contains(i); ++i) { // a plan that is not known
        BenchmarkRef ref;
        ref.id = statuses.contains(i) ? statuses.value(i)->id : results.value(i)->id;
        refs.append(ref);
    }
    QList<GateVerdict> verdicts;
    for (int i = 0; i < refs.size(); ++i) {
        out.benchmarks.append(judgedBenchmark(i, refs.at(i), statuses.value(i), results.value(i), out.job, policy));
        verdicts.append(out.benchmarks.last().judged);
    }
    std::optional<double> threshold;
    if (job.passCriteria)
        threshold = job.passCriteria->threshold;
    else if (collectionCriteria)
        threshold = collectionCriteria->threshold;
    if (threshold) {
        MetricSummary score;
        score.name = QStringLiteral("score");
        if (job.results.test)
            score.value = job.results.test->score;
        out.jobGate = judge(score, Gate{*threshold, false}, policy, job.status.state);
    }
    out.verdict = judgeJob(verdicts, out.jobGate);
    return out;
}

JudgedJob judgedWith(CatalogueService &catalogue, const Job &job, const GatePolicy &policy)
{
    if (!job.collection)
        return judged(job, job.benchmarks, {}, policy);
    // A collection that was deleted since takes nothing away from the results.
    const auto collection = await(catalogue.collection(job.collection->id));
    return collection ? judged(job, collection->benchmarks, collection->passCriteria, policy) : judged(job, {}, {}, policy);
}

int JudgedJob::exitCode() const
{
    if (job.status.state != RunState::Completed)
        return Broken;
    switch (verdict.verdict) {
    case Verdict::Fail:
    case Verdict::NoResult: return GateFailed;
    case Verdict::TooClose: return TooClose;
    case Verdict::Pending: return Broken;
    case Verdict::Pass:
    case Verdict::NotGated: break;
    }
    return Passed;
}

reports::ReportRun JudgedJob::report() const
{
    reports::ReportRun run;
    run.model = job.model.name;
    run.sentence = verdict.sentence;
    for (const JudgedBenchmark &benchmark : benchmarks)
        run.scores.append(reportScore(benchmark));
    run.provenance.append({QCoreApplication::translate("assay", "Job"), job.resource.id});
    return run;
}

nlohmann::json JudgedJob::toJson() const
{
    nlohmann::json out{{"id", job.resource.id.toStdString()},
                       {"name", job.name.toStdString()},
                       {"model", job.model.name.toStdString()},
                       {"state", job.status.state.text().toStdString()},
                       {"verdict", verdictWord(verdict.verdict).toStdString()},
                       {"sentence", verdict.sentence.toStdString()},
                       {"policy", policy.mode == GatePolicy::Mode::Strict ? "strict" : "lenient"},
                       {"level", policy.level},
                       {"exit_code", exitCode()},
                       {"benchmarks", nlohmann::json::array()}};
    for (const JudgedBenchmark &benchmark : benchmarks) {
        nlohmann::json row = gateJson(benchmark.judged);
        row["index"] = benchmark.index;
        row["id"] = benchmark.id.toStdString();
        row["metric"] = benchmark.metric.toStdString();
        row["state"] = benchmark.state.text().toStdString();
        const reports::ReportScore score = reportScore(benchmark);
        row["n"] = score.n ? nlohmann::json(*score.n) : nlohmann::json();
        row["not_extracted"] = score.notExtracted ? nlohmann::json(*score.notExtracted) : nlohmann::json();
        if (!benchmark.message.isEmpty())
            row["message"] = benchmark.message.toStdString();
        out["benchmarks"].push_back(row);
    }
    if (jobGate)
        out["job_gate"] = gateJson(*jobGate);
    out["job"] = json::toJson(job);
    return out;
}

QString PolicyOption::text(const GatePolicy &policy)
{
    return policy.mode == GatePolicy::Mode::Strict
        ? QCoreApplication::translate("assay", "strict: the whole 95 % interval must clear the gate")
        : QCoreApplication::translate("assay", "lenient: the score alone decides");
}

QString jobText(const JudgedJob &judged)
{
    const Job &job = judged.job;
    QString out = QStringLiteral("%1  %2\n").arg(job.resource.id, oneLine(job.name));
    out += QCoreApplication::translate("assay", "Model %1, state %2").arg(oneLine(job.model.name), job.status.state.text()) + u'\n';
    reports::ReportData data;
    data.runs.append(judged.report());
    data.policy = PolicyOption::text(judged.policy);
    out += u'\n' + reports::textTable(data) + u'\n';
    bool explained = false;
    for (const JudgedBenchmark &benchmark : judged.benchmarks) {
        if (benchmark.message.isEmpty())
            continue;
        out += QStringLiteral("%1: %2\n").arg(oneLine(benchmark.id), oneLine(benchmark.message));
        explained = explained || benchmark.state == RunState::Failed;
    }
    if (judged.jobGate)
        out += QCoreApplication::translate("assay", "Job: %1").arg(judged.jobGate->reason) + u'\n';
    if (job.status.state == RunState::Completed || !isTerminal(job.status.state))
        out += judged.verdict.sentence + u'\n';
    else if (job.status.message && !explained)
        out += oneLine(job.status.message->message.trimmed()) + u'\n';
    else
        out += QCoreApplication::translate("assay", "The run ended as %1.").arg(job.status.state.text()) + u'\n';
    return out;
}

} // namespace assay::ctl
