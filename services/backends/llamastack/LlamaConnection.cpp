#include "services/backends/llamastack/LlamaConnection.h"

#include "services/backends/llamastack/LlamaBenchmarks.h"
#include "services/backends/llamastack/LlamaDatasets.h"
#include "services/backends/llamastack/LlamaError.h"
#include "services/backends/llamastack/LlamaEvaluations.h"
#include "services/backends/llamastack/LlamaJobs.h"
#include "services/backends/llamastack/LlamaModels.h"
#include "services/backends/llamastack/LlamaRerank.h"
#include "services/backends/llamastack/LlamaTraining.h"

namespace assay {

namespace {

constexpr int probeMs = 10000;

} // namespace

LlamaConnection::LlamaConnection(const ConnectionSettings &settings, const RestServices &services, QObject *parent)
    : RestConnection(settings, services, llamastack::clientSettings(), parent)
    , m_jobs(std::make_unique<LlamaJobs>(client(), *services.store, serverPlace(settings)))
    , m_benchmarks(std::make_unique<LlamaBenchmarks>(client(), m_jobs->functions()))
    , m_catalogue(std::make_unique<LlamaCatalogue>(client(), *m_benchmarks))
    , m_models(std::make_unique<LlamaModels>(client()))
    , m_rerank(std::make_unique<LlamaRerank>(client()))
    , m_training(std::make_unique<LlamaTraining>(client(), m_server))
{
    const auto missing = [this]() -> std::optional<Error> {
        if (m_server.datasets)
            return {};
        return Error { Error::Kind::Unsupported, capabilities().reasonMissing(Capability::Datasets) };
    };
    m_datasets = std::make_unique<LlamaDatasets>(client(), LlamaDatasets::Files::Here, missing);
    m_evaluations = std::make_unique<LlamaEvaluations>(client(), *m_benchmarks, *m_datasets, *m_jobs);
    follow(*m_jobs);
}

LlamaConnection::~LlamaConnection() = default;

JobService &LlamaConnection::jobs()
{
    return *m_jobs;
}
CatalogueService &LlamaConnection::catalogue()
{
    return *m_catalogue;
}
DatasetService *LlamaConnection::datasets()
{
    return m_datasets.get();
}
ModelService *LlamaConnection::models()
{
    return m_models.get();
}
BenchmarkService *LlamaConnection::benchmarks()
{
    return m_benchmarks.get();
}
RerankService *LlamaConnection::rerank()
{
    return m_rerank.get();
}
TrainingService *LlamaConnection::training()
{
    return m_training.get();
}
EvaluationService *LlamaConnection::evaluations()
{
    return m_evaluations.get();
}

void LlamaConnection::configure(const ConnectionSettings &settings)
{
    if (serverPlace(settings) != serverPlace(this->settings()))
        m_jobs->moveTo(serverPlace(settings));
    RestConnection::configure(settings);
}

void LlamaConnection::close()
{
    m_jobs->stop();
    RestConnection::close();
}

/// What waited while it was away goes out.
void LlamaConnection::returned()
{
    if (m_server.evaluations)
        m_jobs->ready();
}

/// The version is public; what a key is needed for comes after it.
void LlamaConnection::probe()
{
    const RestCall call { .path = QStringLiteral("/v1/version"), .timeoutMs = probeMs };
    whenDone(client().requestDirectly(call), this, [this, attempt = attempt()](const Result<HttpReply> &reply) {
        if (reply)
            return haveVersion(attempt, reply->body);
        const bool another
            = reply.error().kind == Error::Kind::Unsupported || reply.error().kind == Error::Kind::NotFound;
        endProbe(attempt, another ? llamastack::notLlamaStack(originOf(client().base())) : reply.error());
    });
}

void LlamaConnection::haveVersion(int attempt, const QByteArray &body)
{
    const auto version = llamastack::readVersion(body);
    if (!version)
        return endProbe(attempt, llamastack::notLlamaStack(originOf(client().base())));
    const RestCall call { .path = QStringLiteral("/v1/inspect/routes"), .timeoutMs = probeMs };
    whenDone(client().requestDirectly(call), this, [this, attempt, version = *version](const Result<HttpReply> &reply) {
        if (reply)
            haveRoutes(attempt, version, reply->body);
        else
            endProbe(attempt, reply.error());
    });
}

void LlamaConnection::haveRoutes(int attempt, const QString &version, const QByteArray &body)
{
    if (attempt != this->attempt())
        return;
    const auto routes = llamastack::readRoutes(body);
    if (!routes)
        return endProbe(attempt, routes.error());
    m_server = llamastack::serverOf(version, *routes);
    if (!m_server.datasets && !m_server.evaluations)
        return endProbe(attempt, llamastack::withoutEvaluations(m_server, originOf(client().base())));
    m_jobs->runner().setServerVersion(m_server.version);
    m_datasets->setTraining(m_server.trainingPurpose);
    endProbe(attempt, llamastack::capabilitiesOf(m_server));
    if (m_server.evaluations)
        m_jobs->ready();
}

} // namespace assay
