#pragma once

#include "app/ctl/Ctl.h"
#include "services/reports/ReportBuilder.h"

namespace assay::ctl {

/// Where commands get runs from: a server, or report files in JSON from an earlier export. It connects when the first run is named
/// that is no file, so that files need no server. Waits in event loops.
class RunSource {
public:
    explicit RunSource(const ServerOptions &options) : m_options(&options) {}
    explicit RunSource(EvalHubConnection &connection) : m_connection(&connection) {}

    /// `name` is a job's id, a report file (all of its runs) or FILE#N, its run number N from 1. `items`: with the items' scores,
    /// where the server has them. Errors name the run.
    Result<QList<reports::RunInput>> find(const QString &name, const reports::JudgeRules &rules, bool items);
    /// The same for exactly one run; a file with several is refused.
    Result<reports::RunInput> findOne(const QString &name, const reports::JudgeRules &rules, bool items);
    /// The samples of these items, of runs that come from the server; empty for files and where the server has none.
    Result<QList<Sample>> samples(const reports::RunInput &run, int benchmarkIndex);
    /// The run as it is judged, with its items.
    Result<reports::RunInput> inputOf(const Job &job, const reports::JudgeRules &rules, bool items);

private:
    Result<EvalHubConnection *> server();
    Result<QList<Job>> retriesOf(const Job &job); ///< once connected

    const ServerOptions *m_options = nullptr;
    EvalHubConnection *m_connection = nullptr;
    std::unique_ptr<EvalHubConnection> m_own;
};

/// A name that means a file, not a job.
bool namesReportFile(const QString &name);

/// Writes the file as a whole or not at all. Error names it and the fix.
Result<Done> saveFile(const QString &path, const QByteArray &bytes);

} // namespace assay::ctl
