#include "services/api/Capabilities.h"

#include <QCoreApplication>

namespace assay {

QString Capabilities::reasonMissing(Capability capability) const
{
    if (has(capability))
        return {};
    const QString server = serverName.isEmpty() ? QCoreApplication::translate("assay", "This server") : serverName;
    switch (capability) {
    case Capability::Samples:
    case Capability::Scores:
        return QCoreApplication::translate("assay", "%1 does not expose single samples; run the benchmark on the local engine to see them.")
            .arg(server);
    case Capability::QuerySamples:
        return QCoreApplication::translate("assay", "%1 does not know filter expressions and item keys; update it, or run the benchmark on the local engine.")
            .arg(server);
    case Capability::PutTasks:
        return QCoreApplication::translate("assay", "%1 takes no benchmarks from here; export the set and make the benchmark there, or choose the local engine.")
            .arg(server);
    case Capability::EventStream:
        return QCoreApplication::translate("assay", "%1 does not push changes; the list is asked for again every few seconds.").arg(server);
    case Capability::RecordedModels:
        return QCoreApplication::translate("assay", "%1 cannot replay recorded answers; choose the local engine.").arg(server);
    case Capability::RetryBenchmarks:
        return QCoreApplication::translate("assay", "%1 cannot run single benchmarks of a job again; submit the job again.").arg(server);
    case Capability::CancelBenchmarks:
        return QCoreApplication::translate("assay", "%1 cannot cancel a single benchmark; cancel the whole job.").arg(server);
    case Capability::PlanJobs:
        return QCoreApplication::translate("assay", "%1 does not show plans; ask the local engine.").arg(server);
    case Capability::ApproveCommands:
        return QCoreApplication::translate("assay", "%1 does not ask before it runs a provider's command.").arg(server);
    case Capability::TryProviders:
        return QCoreApplication::translate("assay", "%1 cannot try commands: a trial runs on this machine, so open the provider on the local engine.").arg(server);
    case Capability::ImportResults:
        return QCoreApplication::translate("assay", "%1 cannot import files; they are imported into the local engine.").arg(server);
    case Capability::Datasets:
        return QCoreApplication::translate("assay", "%1 keeps no datasets; register them with the local engine.").arg(server);
    case Capability::AddDatasets:
        return QCoreApplication::translate("assay", "%1 takes no datasets from here; what it reads is set up on the server.").arg(server);
    case Capability::RemoveDatasets:
    case Capability::ArchiveDatasets:
        return QCoreApplication::translate("assay", "%1 keeps its datasets; take one out on the server.").arg(server);
    case Capability::DatasetVersions:
        return QCoreApplication::translate("assay", "%1 shows a dataset as it is now, not as it was.").arg(server);
    case Capability::AppendRows:
        return QCoreApplication::translate("assay", "%1 adds no rows to a dataset that exists; register it anew with all its rows.").arg(server);
    case Capability::EditRows:
        return QCoreApplication::translate("assay", "%1 keeps the rows of a dataset as they were registered; register it with the local engine to change them.").arg(server);
    case Capability::EditJobs:
        return QCoreApplication::translate("assay", "%1 keeps a run's name, description and tags as they were submitted.").arg(server);
    case Capability::EditMetadata:
        return QCoreApplication::translate("assay", "%1 keeps no free entries beside a run.").arg(server);
    case Capability::ArchiveJobs:
        return QCoreApplication::translate("assay", "%1 has no archive of runs.").arg(server);
    case Capability::RegisterBenchmarks:
        return QCoreApplication::translate("assay", "%1 takes no benchmarks made of a dataset and scoring functions; choose a Llama Stack server.").arg(server);
    case Capability::Rerank:
        return QCoreApplication::translate("assay", "%1 does not rerank; choose a Llama Stack server with a reranking model.").arg(server);
    case Capability::Training:
        return QCoreApplication::translate("assay", "%1 does not fine-tune models; choose a Llama Stack server of 0.3 to 0.6.").arg(server);
    case Capability::CreateEvaluations:
        return QCoreApplication::translate("assay", "%1 takes no evaluations made of rows; choose an account of Scale GP or a Llama Stack server of 0.3 to 0.7, or compose a new job.").arg(server);
    case Capability::ListModels:
        return QCoreApplication::translate("assay", "%1 does not tell which models it asks; write the model's name.").arg(server);
    case Capability::Drain:
        return QCoreApplication::translate("assay", "%1 cannot be drained from here.").arg(server);
    default:
        return QCoreApplication::translate("assay", "%1 does not offer this.").arg(server);
    }
}

} // namespace assay
