#pragma once

#include <QMetaType>
#include <QSet>
#include <QString>

namespace assay {

/// What a connection can do. Pages and actions appear by capability, never by kind of server.
enum class Capability {
    ListJobs,
    SubmitJobs,
    CancelJobs,
    DeleteJobs,
    ListProviders,
    EditProviders,
    ListCollections,
    EditCollections,
    Logs,
    LogRanges,        ///< log by byte offset
    Samples,          ///< items with prompt, response, target
    Scores,           ///< compact columns for comparisons
    PutTasks,         ///< benchmarks of the built-in runner are made from here
    QuerySamples,     ///< samples by item keys and by filter expressions
    EventStream,      ///< changes are pushed
    IdempotentSubmit, ///< a repeated submit with the same key makes no second job
    RecordedModels,   ///< `recorded:NAME` as a model's url
    RetryBenchmarks,  ///< failed benchmarks run again inside their job
    CancelBenchmarks, ///< one benchmark of a job, the others go on
    PlanJobs,         ///< what a job would run, without running it
    ApproveCommands,  ///< providers' shell commands wait for the user's word
    CloneCollections, ///< copies that know where they came from
    TryProviders,     ///< a provider's command runs once without a job, saved or not
    ImportResults,    ///< results of other tools, from files of its machine
    Datasets,         ///< rows under a name, listed and read
    AddDatasets,      ///< datasets are registered from files, addresses or rows
    RemoveDatasets,   ///< a dataset is taken out with its rows
    ArchiveDatasets,  ///< a dataset is put away with its rows; the server keeps it
    DatasetVersions,  ///< rows of earlier versions of a dataset are read
    AppendRows,       ///< rows are added to a dataset that exists
    EditRows,         ///< rows of a dataset that exists are changed, put in and taken out
    EditJobs,         ///< name, description and tags of a job that exists
    EditMetadata,     ///< free entries that the server keeps beside a job, put in and taken out
    ArchiveJobs,      ///< jobs are put away and can be brought back
    RegisterBenchmarks, ///< a dataset and scoring functions under a name
    Rerank,           ///< items in the order of their relevance to a query
    Training,         ///< fine-tuning of models
    ListModels,       ///< the models that the server itself asks
    CreateEvaluations, ///< evaluations made of rows and tasks, described by the server's own form
    Drain,            ///< the server starts nothing more and leaves when it is idle
};

struct Capabilities {
    QSet<Capability> items;
    QString serverName;    ///< e.g. "Assay local engine", "EvalHub"
    QString serverVersion; ///< empty when the server does not tell

    bool has(Capability capability) const { return items.contains(capability); }
    /// Why an action is grey, one translated sentence; empty when it is there.
    QString reasonMissing(Capability capability) const;
};

} // namespace assay
