#pragma once

#include "services/api/WriteGuard.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "services/backends/llamastack/LlamaConnection.h"
#include "services/backends/local/LocalConnection.h"
#include "services/backends/scale/ScaleConnection.h"
#include "services/backends/spice/SpiceConnection.h"
#include "tests/client/ContractOperations.h"
#include "tests/client/ForwardedEngine.h"
#include "tests/client/Golden.h"
#include "tests/client/LlamaRecordings.h"
#include "tests/client/Recordings.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"

namespace assay::test {

/// What connections need of the window, for as long as one lives.
struct Around {
    FakeSecretStore secrets;
    FakeDraftStore files;
    WriteGuard guard;
};

/// One kind of service, and a server that answers as the real one was recorded, or the real one.
struct Service {
    QString kind;
    std::function<std::unique_ptr<Connection>(const ConnectionSettings &, Around &)> make;
    TestServer::Handler answers;
    QSet<Capability> can;
    QSet<QByteArray> unasked = {};       ///< operations that are answered here, from what is kept or known beforehand, without asking the server
    QHash<QByteArray, Outcome> but = {}; ///< operations that end otherwise than Operation::usually
    QSet<QByteArray> emptyBy404 = {};    ///< operations to which 404 says that there is nothing
    bool limits = true;                  ///< how long an answer may take is a setting
};

template<typename T>
std::unique_ptr<Connection> restConnection(const ConnectionSettings &settings, Around &around)
{
    return std::make_unique<T>(settings, RestServices{around.secrets, around.guard, nullptr, &around.files});
}

inline std::unique_ptr<Connection> evalHubConnection(const ConnectionSettings &settings, Around &around)
{
    return std::make_unique<RemoteConnection>(settings, RemoteConnection::Services{around.secrets, around.guard, nullptr});
}

inline Answer recordedEvalHub(const char *name)
{
    const QByteArray path = QByteArray("../evalhub-golden/") + name;
    return {.status = goldenStatus(path.constData()), .body = goldenBody(path.constData())};
}

/// What it does not know is unknown in the words for that kind of thing.
inline Answer unknownToEvalHub(const QByteArray &path)
{
    if (path.startsWith("/api/v1/evaluations/jobs/"))
        return recordedEvalHub("339-logs-unknown-job");
    return recordedEvalHub(path.startsWith("/api/v1/evaluations/collections/") ? "132-clone-unknown" : "036-providers-get-unknown");
}

inline Answer evalHubAnswer(const Asked &asked)
{
    static const QHash<QByteArray, const char *> usual{{"GET /api/v1/evaluations/jobs", "310-list-all"},
                                                       {"GET /api/v1/evaluations/providers", "014-providers-page1"},
                                                       {"GET /api/v1/evaluations/collections", "082-collections-list"},
                                                       {"POST /api/v1/evaluations/jobs", "147-jobs-no-name"},
                                                       {"POST /api/v1/evaluations/providers", "039-providers-create-empty-object"},
                                                       {"POST /api/v1/evaluations/collections", "086-collections-create-no-name"}};
    if (asked.path == "/api/v1/health")
        return {.body = R"({"status":"healthy"})"};
    if (const char *name = usual.value(asked.method + ' ' + asked.path))
        return recordedEvalHub(name);
    if (asked.path.startsWith("/api/v1/evaluations/"))
        return unknownToEvalHub(asked.path);
    return {.status = 404, .body = "404 page not found\n", .contentType = "text/plain"};
}

inline Answer spiceAnswer(const Recordings &recordings, const Asked &asked)
{
    if (asked.path == "/v1/evals" && asked.method == "GET")
        return recordings.named("list");
    if (asked.path == "/v1/sql")
        return {.body = "[]", .contentType = "text/plain; charset=utf-8"};
    if (asked.path == "/v1/datasets")
        return recordings.named("datasets");
    if (asked.path == "/v1/models")
        return recordings.named("models with status");
    return recordings.named(asked.path == "/v1/ready" ? "ready" : "list on v2");
}

inline Answer scaleAnswer(const Recordings &recordings, const Asked &asked)
{
    if (asked.path == "/v5/evaluations" && asked.method == "GET")
        return recordings.named("list, first page");
    if (asked.path == "/v5/datasets" && asked.method == "GET")
        return recordings.named("datasets");
    if (asked.path == "/v5/datasets")
        return {.body = recordings.body(QStringLiteral("dataset.json"))};
    if (asked.path == "/v5/chat/completions/models")
        return recordings.named("chat models");
    return {.status = 404, .body = recordings.body(QStringLiteral("errors/404.json"))};
}

/// As the released server of 0.3.5 was recorded; an id that it was not asked about is unknown to it.
inline Answer llamaAnswer(const Asked &asked)
{
    static const LlamaRecordings recordings;
    static const QHash<QByteArray, const char *> usual{{"GET /v1/version", "002"},  {"GET /v1/inspect/routes", "005"}, {"GET /v1/models", "004"},
                                                       {"GET /v1/scoring-functions", "100"}, {"GET /v1beta/datasets", "040"}, {"GET /v1alpha/eval/benchmarks", "153"},
                                                       {"GET /v1alpha/post-training/jobs", "234"}, {"POST /v1beta/datasets", "011"}, {"GET /v1beta/datasets/d", "039"},
                                                       {"DELETE /v1beta/datasets/unknown", "091"},
                                                       {"GET /v1beta/datasets/unknown", "039"}, {"GET /v1beta/datasetio/iterrows/unknown", "059"}};
    return recordings.answer(usual.value(asked.method + ' ' + asked.path, "006"));
}

inline QSet<Capability> plainEvalHub()
{
    return {Capability::ListJobs,      Capability::SubmitJobs,    Capability::CancelJobs,      Capability::DeleteJobs,      Capability::ListProviders,
            Capability::EditProviders, Capability::ListCollections, Capability::EditCollections, Capability::Logs,          Capability::CloneCollections};
}

inline QSet<Capability> engineCapabilities()
{
    return plainEvalHub() + QSet<Capability>{Capability::LogRanges,      Capability::Samples,         Capability::Scores,         Capability::PutTasks,
                                             Capability::QuerySamples,   Capability::EventStream,     Capability::IdempotentSubmit, Capability::RecordedModels,
                                             Capability::RetryBenchmarks, Capability::CancelBenchmarks, Capability::PlanJobs,      Capability::ApproveCommands,
                                             Capability::TryProviders,   Capability::ImportResults,   Capability::Datasets,       Capability::AddDatasets,
                                             Capability::RemoveDatasets, Capability::AppendRows,      Capability::EditRows,       Capability::Drain};
}

/// `engine`: the one that the rows "engine" and "local" ask; it must have started.
inline QList<Service> contractServices(ForwardedEngine &engine)
{
    const auto spice = std::make_shared<Recordings>(QStringLiteral("spice"));
    const auto scale = std::make_shared<Recordings>(QStringLiteral("scale"));
    // Neither server lists its runs: the window keeps what it began there.
    const QSet<QByteArray> ownRuns{"job", "submit", "cancel", "remove", "samples", "scores", "facets"};
    const auto engineAnswer = [&engine](const Asked &asked) { return engine.answer(asked); };
    const auto local = [&engine](const ConnectionSettings &settings, Around &) -> std::unique_ptr<Connection> {
        engine.publish(settings.url);
        return std::make_unique<LocalConnection>(engine.workspace());
    };
    return {{QStringLiteral("evalhub"), evalHubConnection, evalHubAnswer, plainEvalHub()},
            {QStringLiteral("engine"), evalHubConnection, engineAnswer, engineCapabilities(), {"rows of a file"}},
            {QStringLiteral("local"), local, engineAnswer, engineCapabilities(), {"rows of a file"}, {}, {}, false},
            {QStringLiteral("spice"), restConnection<SpiceConnection>, [spice](const Asked &asked) { return spiceAnswer(*spice, asked); },
             {Capability::ListJobs, Capability::SubmitJobs, Capability::CancelJobs, Capability::DeleteJobs, Capability::ListProviders, Capability::Samples,
              Capability::Scores, Capability::QuerySamples, Capability::IdempotentSubmit, Capability::Datasets, Capability::ListModels},
             ownRuns, {{"rows", Outcome()}}, {"jobs"}}, // any table has rows, none here; a runtime without evals has no table of them
            {QStringLiteral("scale"), restConnection<ScaleConnection>, [scale](const Asked &asked) { return scaleAnswer(*scale, asked); },
             {Capability::ListJobs, Capability::ListProviders, Capability::Samples, Capability::Scores, Capability::QuerySamples, Capability::EditJobs,
              Capability::EditMetadata, Capability::ArchiveJobs, Capability::Datasets, Capability::AddDatasets, Capability::ArchiveDatasets, Capability::DatasetVersions, Capability::AppendRows,
              Capability::ListModels, Capability::CreateEvaluations},
             {"providers", "provider", "new evaluation", "rows of a file"}},
            {QStringLiteral("llamastack"), restConnection<LlamaConnection>, llamaAnswer,
             {Capability::ListJobs, Capability::SubmitJobs, Capability::CancelJobs, Capability::DeleteJobs, Capability::ListProviders, Capability::Samples,
              Capability::Scores, Capability::QuerySamples, Capability::IdempotentSubmit, Capability::RegisterBenchmarks, Capability::Datasets,
              Capability::AddDatasets, Capability::RemoveDatasets, Capability::AppendRows, Capability::ListModels, Capability::Training, Capability::CreateEvaluations},
             ownRuns + QSet<QByteArray>{"new evaluation", "rows of a file"}}};
}

} // namespace assay::test
