#pragma once

#include "services/api/BenchmarkService.h"
#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/api/DatasetService.h"
#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "services/api/ModelService.h"
#include "services/api/RerankService.h"
#include "services/api/TrainingService.h"
#include "tests/client/Wait.h"

namespace assay::test {

/// What comes of an operation: the kind of its error, or none.
using Outcome = std::optional<Error::Kind>;

/// Something that is asked of a connection, and the capability that it takes.
struct Operation {
    QByteArray name;
    Capability needs;
    std::function<std::optional<Error>(Connection &)> run;
    Outcome usually; ///< of a service that can do it, when it is asked for nothing or for an id that nobody knows
};

template<typename T>
std::optional<Error> fault(const QFuture<Result<T>> &future)
{
    const auto result = waited(future);
    return result ? std::optional<Error>() : result.error();
}

inline std::optional<Error> unless(bool there)
{
    return there ? std::optional<Error>() : Error{Error::Kind::Unsupported, QStringLiteral("none")};
}

/// Where a server knows no collections there are none, which is no fault of whoever fills a list of them.
inline std::optional<Error> listCollections(Connection &connection)
{
    const auto page = waited(connection.catalogue().listCollections({}));
    if (!page)
        return page.error();
    return unless(!page->items.isEmpty() || connection.capabilities().has(Capability::ListCollections));
}

inline DatasetRequest newDataset()
{
    DatasetRequest request;
    request.id = QStringLiteral("d");
    request.purpose = QStringLiteral("eval/question-answer");
    request.rows = {R"([{"q":1}])"};
    return request;
}

inline const QString unknownId = QStringLiteral("unknown");

inline QList<Operation> jobOperations()
{
    const QString id = unknownId;
    constexpr auto none = Error::Kind::NotFound;
    return {{"jobs", Capability::ListJobs, [](Connection &c) { return fault(c.jobs().list({})); }, {}},
            {"job", Capability::ListJobs, [id](Connection &c) { return fault(c.jobs().get(id)); }, none},
            {"submit", Capability::SubmitJobs, [](Connection &c) { return fault(c.jobs().submit({}, QStringLiteral("key"))); }, Error::Kind::Invalid},
            {"cancel", Capability::CancelJobs, [id](Connection &c) { return fault(c.jobs().cancel(id)); }, none},
            {"remove", Capability::DeleteJobs, [id](Connection &c) { return fault(c.jobs().remove(id)); }, none},
            {"log", Capability::Logs, [id](Connection &c) { return fault(c.jobs().log(id, 0, 0, 100)); }, none},
            {"samples", Capability::Samples, [id](Connection &c) { return fault(c.jobs().samples(id, 0, {})); }, none},
            {"scores", Capability::Scores, [id](Connection &c) { return fault(c.jobs().scores(id, 0)); }, none},
            {"facets", Capability::QuerySamples, [id](Connection &c) { return fault(c.jobs().sampleFacets(id, 0, {QStringLiteral("topic")})); }, none},
            {"put task", Capability::PutTasks, [](Connection &c) { return fault(c.jobs().putTask(QStringLiteral("t"), "id: t", false)); }, Error::Kind::Invalid},
            {"retry", Capability::RetryBenchmarks, [id](Connection &c) { return fault(c.jobs().retry(id, {})); }, none},
            {"attempts", Capability::RetryBenchmarks, [id](Connection &c) { return fault(c.jobs().attempts(id, 0)); }, none},
            {"log of an attempt", Capability::RetryBenchmarks, [id](Connection &c) { return fault(c.jobs().attemptLog(id, 0, 1, 0, 100)); }, none},
            {"cancel a benchmark", Capability::CancelBenchmarks, [id](Connection &c) { return fault(c.jobs().cancelBenchmark(id, 0)); }, none},
            {"change", Capability::EditJobs, [id](Connection &c) { return fault(c.jobs().change(id, {})); }, none},
            {"change of metadata", Capability::EditMetadata, [id](Connection &c) { return fault(c.jobs().change(id, {{}, {}, {}, {{QStringLiteral("suite"), {}}}})); }, none},
            {"listArchived", Capability::ArchiveJobs, [](Connection &c) { return fault(c.jobs().listArchived({})); }, {}},
            {"archive", Capability::ArchiveJobs, [id](Connection &c) { return fault(c.jobs().archive(id)); }, none},
            {"restore", Capability::ArchiveJobs, [id](Connection &c) { return fault(c.jobs().restore(id)); }, none},
            {"plan", Capability::PlanJobs, [](Connection &c) { return fault(c.jobs().plan({})); }, Error::Kind::Invalid}};
}

inline QList<Operation> catalogueOperations()
{
    const QString id = unknownId;
    constexpr auto none = Error::Kind::NotFound;
    return {{"providers", Capability::ListProviders, [](Connection &c) { return fault(c.catalogue().listProviders({})); }, {}},
            {"provider", Capability::ListProviders, [id](Connection &c) { return fault(c.catalogue().provider(id)); }, none},
            {"new provider", Capability::EditProviders, [](Connection &c) { return fault(c.catalogue().createProvider({})); }, {}},
            {"replace provider", Capability::EditProviders, [id](Connection &c) { return fault(c.catalogue().updateProvider(id, {})); }, none},
            {"remove provider", Capability::EditProviders, [id](Connection &c) { return fault(c.catalogue().removeProvider(id)); }, none},
            {"collections", Capability::ListCollections, listCollections, {}},
            {"new collection", Capability::EditCollections, [](Connection &c) { return fault(c.catalogue().createCollection({})); }, Error::Kind::Invalid},
            {"change collection", Capability::EditCollections, [id](Connection &c) { return fault(c.catalogue().patchCollection(id, "[]")); }, none},
            {"remove collection", Capability::EditCollections, [id](Connection &c) { return fault(c.catalogue().removeCollection(id)); }, none},
            {"clone collection", Capability::CloneCollections, [id](Connection &c) { return fault(c.catalogue().cloneCollection(id)); }, none}};
}

inline QList<Operation> dataOperations()
{
    const QString id = unknownId;
    constexpr auto none = Error::Kind::NotFound;
    return {{"benchmarks", Capability::RegisterBenchmarks, [](Connection &c) { return c.benchmarks() ? fault(c.benchmarks()->list()) : unless(false); }, {}},
            {"rerank", Capability::Rerank,
             [](Connection &c) { return c.rerank() && c.capabilities().has(Capability::Rerank) ? fault(c.rerank()->rerank({})) : unless(false); }, {}},
            {"trainings", Capability::Training, [](Connection &c) { return c.training() ? fault(c.training()->list()) : unless(false); }, {}},
            {"new evaluation", Capability::CreateEvaluations, [](Connection &c) { return c.evaluations() ? fault(c.evaluations()->create({})) : unless(false); },
             Error::Kind::Invalid},
            {"models", Capability::ListModels, [](Connection &c) { return c.models() ? fault(c.models()->list()) : unless(false); }, {}},
            {"datasets", Capability::Datasets, [](Connection &c) { return c.datasets() ? fault(c.datasets()->list()) : unless(false); }, {}},
            {"dataset", Capability::Datasets, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->get(id)) : unless(false); }, none},
            {"rows", Capability::Datasets, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->rows(id, 0, 10)) : unless(false); }, none},
            {"new dataset", Capability::AddDatasets, [](Connection &c) { return c.datasets() ? fault(c.datasets()->add(newDataset())) : unless(false); }, {}},
            {"remove dataset", Capability::RemoveDatasets, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->remove(id)) : unless(false); }, none},
            {"archive dataset", Capability::ArchiveDatasets, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->archive(id)) : unless(false); }, none},
            {"earlier rows", Capability::DatasetVersions, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->rowsAt(id, 1, 0, 10)) : unless(false); }, none},
            {"rows of a file", Capability::AppendRows,
             [](Connection &c) { return c.datasets() ? fault(c.datasets()->readFile(QStringLiteral("/nowhere.csv"), false)) : unless(false); }, Error::Kind::Invalid},
            {"edit rows", Capability::EditRows, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->edit(id, 1, {})) : unless(false); }, none}};
}

/// How each capability shows: the operations that need it.
inline QList<Operation> operations()
{
    return jobOperations() + catalogueOperations() + dataOperations();
}

} // namespace assay::test
