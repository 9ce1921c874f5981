#include "services/backends/scale/ScaleConnection.h"

#include "services/backends/rest/ReadOnlyCatalogue.h"
#include "services/backends/scale/ScaleDatasets.h"
#include "services/backends/scale/ScaleEvaluations.h"
#include "services/backends/scale/ScaleJobs.h"
#include "services/backends/scale/ScaleModels.h"

#include <QCoreApplication>

namespace assay {

namespace {

constexpr int probeMs = 10000;

/// The service knows no benchmarks: an evaluation names a dataset and tasks.
class ScaleCatalogue final : public ReadOnlyCatalogue {
public:
    using ReadOnlyCatalogue::ReadOnlyCatalogue;

protected:
    QFuture<Result<Provider>> ask() override
    {
        Provider provider;
        provider.resource.id = provider.name = scaleProvider();
        provider.resource.owner = QStringLiteral("system");
        provider.title = QStringLiteral("Scale GP");
        provider.description = QCoreApplication::translate("assay", "Evaluations of the account; each is read as a run over its dataset. A new one is made of rows and tasks.");
        return readyFuture(Result<Provider>(provider));
    }
};

Capabilities scaleCapabilities()
{
    Capabilities out;
    out.serverName = QStringLiteral("Scale GP");
    out.items = {Capability::ListJobs, Capability::ListProviders, Capability::Samples, Capability::Scores, Capability::QuerySamples,
                 Capability::EditJobs, Capability::EditMetadata, Capability::ArchiveJobs, Capability::Datasets, Capability::AddDatasets, Capability::ArchiveDatasets,
                 Capability::DatasetVersions, Capability::AppendRows, Capability::ListModels, Capability::CreateEvaluations};
    return out;
}

} // namespace

ScaleConnection::ScaleConnection(const ConnectionSettings &settings, const RestServices &services, QObject *parent)
    : RestConnection(settings, services, {QStringLiteral("Scale GP"), {}, scaleError}, parent), m_jobs(std::make_unique<ScaleJobs>(client())),
      m_catalogue(std::make_unique<ScaleCatalogue>()), m_datasets(std::make_unique<ScaleDatasets>(client())),
      m_models(std::make_unique<ScaleModels>(client())),
      m_evaluations(std::make_unique<ScaleEvaluations>(client(), *m_datasets))
{
    connect(m_evaluations.get(), &EvaluationService::created, m_jobs.get(), &ScaleJobs::forgetLists);
    connect(m_evaluations.get(), &EvaluationService::created, m_datasets.get(), &DatasetService::datasetsChanged); // its rows may have become one
    follow(*m_jobs);
}

ScaleConnection::~ScaleConnection() = default;

JobService &ScaleConnection::jobs() { return *m_jobs; }
CatalogueService &ScaleConnection::catalogue() { return *m_catalogue; }
DatasetService *ScaleConnection::datasets() { return m_datasets.get(); }
ModelService *ScaleConnection::models() { return m_models.get(); }
EvaluationService *ScaleConnection::evaluations() { return m_evaluations.get(); }

void ScaleConnection::configure(const ConnectionSettings &settings)
{
    m_jobs->forget();
    m_datasets->forget();
    RestConnection::configure(settings);
}

QList<HttpHeader> ScaleConnection::headers() const
{
    if (settings().tenant.isEmpty())
        return {};
    return {HttpHeader("x-selected-account-id", settings().tenant.toUtf8())};
}

void ScaleConnection::probe()
{
    RestCall call;
    call.path = QStringLiteral("/v5/evaluations");
    call.query = {{QStringLiteral("limit"), QStringLiteral("1")}};
    call.timeoutMs = probeMs;
    whenDone(client().requestDirectly(call), this, [this, attempt = attempt()](const Result<HttpReply> &reply) {
        if (!reply)
            return endProbe(attempt, reply.error());
        const auto page = readEvaluations(reply->body);
        endProbe(attempt, page ? Result<Capabilities>(scaleCapabilities()) : Result<Capabilities>(page.error()));
    });
}

} // namespace assay
