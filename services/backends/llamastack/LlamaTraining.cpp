#include "services/backends/llamastack/LlamaTraining.h"

#include "services/backends/llamastack/TrainingWire.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay {

namespace {

using llamastack::Server;
using llamastack::TrainingRoutes;

QString base()
{
    return QStringLiteral("/v1alpha/post-training");
}

/// "status", "artifacts" or "cancel" of a job.
RestCall jobCall(const Server &server, const QString &what, const QString &jobUuid)
{
    RestCall call;
    if (server.trainingRoutes == TrainingRoutes::Path) {
        call.path = base() + pathOf({ QStringLiteral("jobs"), jobUuid, what });
    } else {
        call.path = base() + QStringLiteral("/job/") + what;
        call.query = { { QStringLiteral("job_uuid"), jobUuid } };
    }
    return call;
}

} // namespace

LlamaTraining::LlamaTraining(RestClient &client, const Server &server, QObject *parent)
    : TrainingService(parent)
    , m_client(client)
    , m_server(server)
{
}

RestClient::Build LlamaTraining::offered(const std::function<RestCall(const Server &)> &make) const
{
    return [this, make]() -> Result<RestCall> {
        if (m_server.training)
            return make(m_server);
        return Error { Error::Kind::Unsupported,
            llamastack::capabilitiesOf(m_server).reasonMissing(Capability::Training) };
    };
}

QFuture<Result<QString>> LlamaTraining::begin(const QString &route, const QByteArray &body)
{
    const auto make = [route, body](const Server &) {
        RestCall call { .method = "POST", .path = base() + route, .body = body };
        call.idempotent = false;
        call.write = QCoreApplication::translate("assay", "begin a training job");
        return call;
    };
    return m_client.callBuilt<QString>(
        offered(make), [](const HttpReply &reply) { return llamastack::decodeTrainingJob(reply.body); });
}

QFuture<Result<QString>> LlamaTraining::tune(const SupervisedTuning &request)
{
    if (const auto fault = llamastack::faultOf(request))
        return readyFuture(Result<QString>(*fault));
    return begin(QStringLiteral("/supervised-fine-tune"), llamastack::encodeTuning(request));
}

QFuture<Result<QString>> LlamaTraining::optimizePreferences(const PreferenceTuning &request)
{
    if (const auto fault = llamastack::faultOf(request))
        return readyFuture(Result<QString>(*fault));
    return begin(QStringLiteral("/preference-optimize"), llamastack::encodePreferences(request));
}

QFuture<Result<QStringList>> LlamaTraining::list()
{
    const auto make = [](const Server &) { return RestCall { .path = base() + QStringLiteral("/jobs") }; };
    return m_client.callBuilt<QStringList>(
        offered(make), [](const HttpReply &reply) { return llamastack::decodeTrainingJobs(reply.body); });
}

QFuture<Result<TrainingStatus>> LlamaTraining::status(const QString &jobUuid)
{
    const auto make = [jobUuid](const Server &server) { return jobCall(server, QStringLiteral("status"), jobUuid); };
    return m_client.callBuilt<TrainingStatus>(
        offered(make), [](const HttpReply &reply) { return llamastack::decodeTrainingStatus(reply.body); });
}

QFuture<Result<QList<TrainingCheckpoint>>> LlamaTraining::artifacts(const QString &jobUuid)
{
    const auto make = [jobUuid](const Server &server) { return jobCall(server, QStringLiteral("artifacts"), jobUuid); };
    return m_client.callBuilt<QList<TrainingCheckpoint>>(
        offered(make), [](const HttpReply &reply) { return llamastack::decodeArtifacts(reply.body); });
}

QFuture<Result<Done>> LlamaTraining::cancel(const QString &jobUuid)
{
    const auto make = [jobUuid](const Server &server) {
        RestCall call = jobCall(server, QStringLiteral("cancel"), jobUuid);
        call.method = "POST";
        call.query.clear();
        call.body = server.trainingRoutes == TrainingRoutes::Path
            ? QByteArray("{}")
            : QByteArray::fromStdString(nlohmann::json { { "job_uuid", jobUuid.toStdString() } }.dump());
        call.idempotent = false;
        call.expectJson = false;
        call.write = QCoreApplication::translate("assay", "cancel a training job");
        return call;
    };
    return m_client.callBuilt<Done>(offered(make), [](const HttpReply &) { return Result<Done>(Done {}); });
}

} // namespace assay
