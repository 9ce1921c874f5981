#include "app/ctl/GateOption.h"

#include "app/ctl/RunSource.h"
#include "services/json/Json.h"
#include "services/reports/ComparisonReport.h"
#include "services/reports/ReportFormat.h"
#include "services/reports/ReportText.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace assay::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

constexpr qint64 mostBytes = 1 << 20;

Result<reports::GatePolicyFile> readPolicy(const QString &path)
{
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Storage, tr("The policy file %1 cannot be read (%2); check its path.").arg(path, file.errorString()), path};
    const QByteArray text = file.read(mostBytes + 1);
    const auto invalid = [&path](const QString &what) { return Error{Error::Kind::Invalid, QStringLiteral("%1: %2").arg(path, what), path}; };
    if (text.size() > mostBytes)
        return invalid(tr("a policy file may hold 1 MiB at most."));
    const auto policy = reports::parsePolicy(text);
    return policy ? policy : Result<reports::GatePolicyFile>(invalid(policy.error().message));
}

/// The exit code of the gates and of the checks together: what is worst.
int exitCode(const JudgedJob &judged, const QList<reports::ReportCheck> &checks)
{
    int code = judged.exitCode();
    if (code == Broken || code == GateFailed)
        return code;
    for (const reports::ReportCheck &check : checks) {
        if (check.verdict == reports::ReportVerdict::Fail || check.verdict == reports::ReportVerdict::NoResult)
            return GateFailed;
        if (check.verdict == reports::ReportVerdict::TooClose)
            code = TooClose;
    }
    return code;
}

QString checkText(const QList<reports::ReportCheck> &checks)
{
    QString out = tr("Against the baseline:") + u'\n';
    for (const reports::ReportCheck &check : checks)
        out += reports::verdictGlyph(check.verdict) + u' ' + reports::verdictWord(check.verdict) + QStringLiteral(": ") + oneLine(check.reason) + u'\n';
    return out;
}

nlohmann::json checkJson(const QList<reports::ReportCheck> &checks)
{
    nlohmann::json out = nlohmann::json::array();
    for (const reports::ReportCheck &check : checks)
        out.push_back({{"benchmark", check.benchmarkId.toStdString()}, {"metric", check.metric.toStdString()}, {"rule", check.name.toStdString()},
                       {"verdict", reports::verdictId(check.verdict)}, {"reason", check.reason.toStdString()}});
    return out;
}

QString caveatLines(const QList<reports::ReportCaveat> &caveats)
{
    QString out;
    for (const reports::ReportCaveat &caveat : caveats)
        out += reports::caveatWord(caveat.level) + QStringLiteral(": ") + oneLine(caveat.text) + u'\n';
    return out;
}

nlohmann::json caveatJson(const QList<reports::ReportCaveat> &caveats)
{
    nlohmann::json out = nlohmann::json::array();
    for (const reports::ReportCaveat &caveat : caveats)
        out.push_back({{"level", reports::caveatId(caveat.level)}, {"text", caveat.text.toStdString()}});
    return out;
}

} // namespace

void GateOption::addTo(CLI::App &command)
{
    auto *policy = command.add_option("--gate", policyFile, "Policy file: gates, how they count, and how far the run may fall behind a baseline")->type_name("POLICY.yaml");
    policy->excludes("--policy");
    command.add_option("--baseline", baseline, "The policy's baseline: a job, or a report file in JSON")->type_name("RUN")->needs(policy);
    command.add_option("--report", reports, "Write a report too, as its name ends: .html, .md, .csv, .json, .xml (JUnit); again for more")
        ->type_name("FILE")->allow_extra_args(false);
}

Result<GateRun> GateRun::prepare(const GateOption &option, const GatePolicy &standard)
{
    GateRun run;
    run.m_policy.rules.policy = standard;
    if (!option.policyFile.empty()) {
        const QString path = QString::fromStdString(option.policyFile);
        const auto policy = readPolicy(path);
        if (!policy)
            return policy.error();
        run.m_policy = *policy;
        if (policy->regression)
            run.m_baseline = policy->regression->baseline;
        if (namesReportFile(run.m_baseline)) // beside the policy, so that both can be checked in
            run.m_baseline = QFileInfo(path).dir().filePath(run.m_baseline);
        if (!option.baseline.empty())
            run.m_baseline = QString::fromStdString(option.baseline);
        if (policy->regression && run.m_baseline.isEmpty())
            return Error{Error::Kind::Invalid, tr("%1: “regression.baseline” is missing; write a job's id or a report file, or give --baseline.").arg(path), path};
        if (!policy->regression && !option.baseline.empty())
            return Error{Error::Kind::Invalid, tr("%1 has no “regression”, so --baseline means nothing; write what may not get worse, e.g. regression: {max_drop: 0.02}.").arg(path), path};
    }
    for (const std::string &text : option.reports) {
        const QString path = QString::fromStdString(text), suffix = QFileInfo(path).suffix().toLower();
        const QString format = suffix == QLatin1String("xml") ? QStringLiteral("junit") : suffix;
        if (!reports::reportFormat(format))
            return Error{Error::Kind::Invalid, tr("%1: the name must end in .html, .md, .csv, .json or .xml.").arg(path), path};
        run.m_targets.append({path, format});
    }
    // A baseline that cannot be read is told before hours of evaluation, not after.
    if (namesReportFile(run.m_baseline)) {
        const ServerOptions none;
        const auto baseline = RunSource(none).findOne(run.m_baseline, run.rules(), true);
        if (!baseline)
            return baseline.error();
    }
    return run;
}

Result<reports::ReportData> GateRun::reportOf(EvalHubConnection &connection, const JudgedJob &judged)
{
    RunSource source(connection);
    const auto input = source.inputOf(judged.job, rules(), true);
    if (!input)
        return input.error();
    if (!m_policy.regression)
        return reports::reportOf({*input}, toolVersion());
    const auto baseline = source.findOne(m_baseline, rules(), true);
    if (!baseline)
        return Error{baseline.error().kind, tr("The baseline %1 cannot be had: %2").arg(m_baseline, baseline.error().message), baseline.error().detail};
    QList<std::pair<QString, QString>> metrics; // no others: each comparison more makes Holm's correction stricter for all
    for (const reports::RegressionRule &rule : m_policy.regression->rules) {
        if (!rule.metric.isEmpty())
            metrics.append({rule.benchmarkId, rule.metric});
    }
    const QList<reports::RunInput> runs{*baseline, *input};
    const auto comparison = reports::compareInputs(runs, 0, rules().policy, m_policy.seed, m_policy.correct, metrics);
    if (!comparison)
        return comparison.error();
    reports::ReportData data = reports::comparisonReport(runs, *comparison, toolVersion());
    data.title.clear();
    data.runs[1].checks = reports::regressionChecks(*comparison, reports::comparabilityOfInputs(*comparison, runs), *m_policy.regression, rules().policy);
    reports::decide(data, 1);
    return data;
}

int GateRun::finish(EvalHubConnection &connection, const Job &job, bool asJson)
{
    const JudgedJob judged = judgedWith(connection.catalogue(), job, rules());
    const auto data = reportOf(connection, judged);
    if (!data)
        return fail(data.error());
    const QList<reports::ReportCheck> checks = data->runs.last().checks;
    const int code = exitCode(judged, checks);
    if (asJson) {
        nlohmann::json out = judged.toJson();
        out["checks"] = checkJson(checks);
        out["caveats"] = caveatJson(data->caveats);
        out["exit_code"] = code;
        printBytes(json::dump(out) + '\n');
    } else {
        print(jobText(judged));
        if (!checks.isEmpty())
            print(checkText(checks));
        print(caveatLines(data->caveats));
    }
    for (const Target &target : m_targets) {
        const auto saved = saveFile(target.path, reports::writeReport(*reports::reportFormat(target.format), *data));
        if (!saved)
            return fail(saved.error());
    }
    return code;
}

} // namespace assay::ctl
