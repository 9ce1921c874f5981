#include "app/ctl/JudgedJob.h"

#include "app/ctl/Ctl.h"
#include "services/api/CatalogueService.h"
#include "services/json/Json.h"
#include "services/reports/ReportText.h"
#include "services/reports/TextTable.h"
#include "services/verdict/RecordedPlan.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::ctl {

namespace {

nlohmann::json number(const std::optional<double> &value)
{
    return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json gateJson(const GateVerdict &judged)
{
    nlohmann::json out{{"value", number(judged.value)}, {"verdict", reports::verdictId(reports::reportVerdict(judged.verdict))},
                       {"reason", judged.reason.toStdString()}, {"gate", nullptr}, {"interval", nullptr}};
    if (judged.gate)
        out["gate"] = {{"threshold", judged.gate->threshold}, {"lower_is_better", judged.gate->lowerIsBetter}};
    if (judged.interval)
        out["interval"] = {judged.interval->low, judged.interval->high};
    return out;
}

reports::ReportRun reportOf(const JudgedJob &judged)
{
    return reports::reportRun({judged.job.resource.id, {}, judged, {}});
}

} // namespace

JudgedJob judgedWith(CatalogueService &catalogue, const Job &job, const reports::JudgeRules &rules, const QList<Job> &retries)
{
    std::optional<Collection> known;
    if (job.collection) {
        if (const auto collection = await(catalogue.collection(job.collection->id))) // one that was deleted since takes nothing away from the results
            known = *collection;
    }
    return {reports::judgedAsRecorded(job, known ? &*known : nullptr, rules, retries)};
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

nlohmann::json JudgedJob::toJson() const
{
    nlohmann::json out{{"id", job.resource.id.toStdString()},
                       {"name", job.name.toStdString()},
                       {"model", job.model.name.toStdString()},
                       {"state", job.status.state.text().toStdString()},
                       {"verdict", reports::verdictId(reports::reportVerdict(verdict.verdict))},
                       {"sentence", verdict.sentence.toStdString()},
                       {"policy", rules.policy.mode == GatePolicy::Mode::Strict ? "strict" : "lenient"},
                       {"level", rules.policy.level},
                       {"exit_code", exitCode()},
                       {"benchmarks", nlohmann::json::array()}};
    const reports::ReportRun report = reportOf(*this);
    for (qsizetype i = 0; i < benchmarks.size(); ++i) {
        const reports::JudgedBenchmark &benchmark = benchmarks.at(i);
        const reports::ReportScore &score = report.scores.at(i);
        nlohmann::json row = gateJson(benchmark.judged);
        row["index"] = benchmark.index;
        row["id"] = benchmark.id.toStdString();
        row["metric"] = benchmark.metric.toStdString();
        row["state"] = benchmark.state.text().toStdString();
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

QString toolVersion()
{
    return QStringLiteral("Assay %1").arg(QCoreApplication::applicationVersion());
}

QString jobText(const JudgedJob &judged)
{
    const Job &job = judged.job;
    QString out = QStringLiteral("%1  %2\n").arg(job.resource.id, oneLine(job.name));
    out += QCoreApplication::translate("assay", "Model %1, state %2").arg(oneLine(job.model.name), job.status.state.text()) + u'\n';
    reports::ReportData data;
    data.runs.append(reportOf(judged));
    data.level = judged.rules.policy.level;
    data.policy = reports::policyText(judged.rules.policy);
    out += u'\n' + reports::textTable(data) + u'\n';
    bool explained = false;
    for (const reports::JudgedBenchmark &benchmark : judged.benchmarks) {
        if (benchmark.message.isEmpty() || !benchmark.first)
            continue;
        out += QStringLiteral("%1: %2\n").arg(oneLine(benchmark.id), oneLine(benchmark.message));
        explained = explained || benchmark.state == RunState::Failed;
    }
    if (judged.planUncertain)
        out += collectionChangedText() + u'\n';
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
