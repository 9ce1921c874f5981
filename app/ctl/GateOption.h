#pragma once

#include "app/ctl/Ctl.h"
#include "app/ctl/JudgedJob.h"
#include "services/reports/PolicyFile.h"

namespace assay::ctl {

/// `--gate`, `--baseline` and `--report` of commands that follow a run to its end.
struct GateOption {
    std::string policyFile, baseline;
    std::vector<std::string> reports;

    void addTo(CLI::App &command);
    bool isUsed() const { return !policyFile.empty() || !baseline.empty() || !reports.empty(); }
};

/// What --gate and --report ask for, read and checked before anything is submitted.
class GateRun {
public:
    /// Error names the file, the line, the field and the fix.
    static Result<GateRun> prepare(const GateOption &option, const GatePolicy &standard);

    const reports::JudgeRules &rules() const { return m_policy.rules; }
    /// Judges the run and its difference to the baseline, writes the reports, tells the result. Returns the exit code.
    int finish(EvalHubConnection &connection, const Job &job, bool asJson);

private:
    struct Target {
        QString path;
        QString format;
    };
    Result<reports::ReportData> reportOf(EvalHubConnection &connection, const JudgedJob &judged);

    reports::GatePolicyFile m_policy;
    QString m_baseline;
    QList<Target> m_targets;
};

} // namespace assay::ctl
