#include "services/backends/spice/SpiceConnection.h"

#include "services/backends/spice/SpiceCatalogue.h"
#include "services/backends/spice/SpiceClient.h"
#include "services/backends/spice/SpiceDatasets.h"
#include "services/backends/spice/SpiceJobs.h"
#include "services/backends/spice/SpiceModels.h"

#include <QCoreApplication>

namespace assay {

namespace {

constexpr int probeMs = 10000;

} // namespace

Capabilities spiceCapabilities()
{
    Capabilities out;
    out.serverName = QStringLiteral("Spice.ai");
    out.items = {Capability::ListJobs, Capability::SubmitJobs, Capability::CancelJobs, Capability::DeleteJobs, Capability::ListProviders,
                 Capability::Samples,  Capability::Scores,     Capability::QuerySamples, Capability::IdempotentSubmit,
                 Capability::Datasets, Capability::ListModels};
    return out;
}

Error spiceWithoutEvals(const QString &place)
{
    return Error{Error::Kind::Unsupported,
                 QCoreApplication::translate("assay", "The Spice runtime at %1 has no evals: version 2.0 removed them. Use a runtime of 1.0 to 1.11, or run the benchmark on the local engine.").arg(place),
                 {}, QStringLiteral("no_evals")};
}

Error notSpice(const QString &place)
{
    return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "%1 is not a Spice runtime; check the URL.").arg(place)};
}

SpiceConnection::SpiceConnection(const ConnectionSettings &settings, const RestServices &services, QObject *parent)
    : RestConnection(settings, services, spiceClientSettings(), parent),
      m_jobs(std::make_unique<SpiceJobs>(client(), *services.store, serverPlace(settings))), m_catalogue(std::make_unique<SpiceCatalogue>(client())),
      m_datasets(std::make_unique<SpiceDatasets>(client())), m_models(std::make_unique<SpiceModels>(client()))
{
    follow(*m_jobs);
}

SpiceConnection::~SpiceConnection() = default;

JobService &SpiceConnection::jobs() { return *m_jobs; }
CatalogueService &SpiceConnection::catalogue() { return *m_catalogue; }
DatasetService *SpiceConnection::datasets() { return m_datasets.get(); }
ModelService *SpiceConnection::models() { return m_models.get(); }

void SpiceConnection::configure(const ConnectionSettings &settings)
{
    if (serverPlace(settings) != serverPlace(this->settings()))
        m_jobs->moveTo(serverPlace(settings));
    m_datasets->forget();
    RestConnection::configure(settings);
}

void SpiceConnection::close()
{
    m_jobs->stop();
    RestConnection::close();
}

void SpiceConnection::probe()
{
    const RestCall call{.path = QStringLiteral("/v1/evals"), .timeoutMs = probeMs};
    whenDone(client().requestDirectly(call), this, [this, attempt = attempt()](const Result<HttpReply> &reply) {
        if (reply)
            return haveEvals(attempt, reply->body);
        if (reply.error().kind == Error::Kind::Unsupported || reply.error().kind == Error::Kind::NotFound)
            return noEvals(attempt, reply.error());
        endProbe(attempt, reply.error());
    });
}

/// What waited while it was away goes out.
void SpiceConnection::returned() { m_jobs->runner().resume(); }

void SpiceConnection::haveEvals(int attempt, const QByteArray &body)
{
    const auto evals = readSpiceEvals(body);
    if (!evals)
        return endProbe(attempt, notSpice(originOf(client().base())));
    // While datasets and models are loading, an eval is answered as if its model did not exist.
    const RestCall call{.path = QStringLiteral("/v1/ready"), .timeoutMs = probeMs, .expectJson = false};
    whenDone(client().requestDirectly(call), this, [this, attempt, evals = *evals](const Result<HttpReply> &reply) {
        if (attempt != this->attempt())
            return;
        if (!reply && reply.error().code == QLatin1String("http_503"))
            return endProbe(attempt, Error{Error::Kind::Network,
                                           QCoreApplication::translate("assay", "The Spice runtime at %1 is starting: it still loads its datasets and models. It is tried again by itself.")
                                               .arg(originOf(client().base())),
                                           reply.error().detail, QStringLiteral("starting")});
        if (!reply && reply.error().kind != Error::Kind::Unsupported && reply.error().kind != Error::Kind::NotFound)
            return endProbe(attempt, reply.error());
        endProbe(attempt, spiceCapabilities());
        m_jobs->ready(evals);
    });
}

/// A runtime of 2.x answers other routes; another server does not.
void SpiceConnection::noEvals(int attempt, const Error &why)
{
    const RestCall call{.path = QStringLiteral("/health"), .timeoutMs = probeMs, .expectJson = false};
    whenDone(client().requestDirectly(call), this, [this, attempt, why](const Result<HttpReply> &reply) {
        const QString place = originOf(client().base());
        const bool spice = reply && reply->body.trimmed() == "ok" && why.kind == Error::Kind::Unsupported;
        endProbe(attempt, spice ? spiceWithoutEvals(place) : notSpice(place));
    });
}

} // namespace assay
