#include "services/backends/evalhub/EvalHubDatasets.h"

#include "services/backends/evalhub/EvalHubClient.h"
#include "services/backends/llamastack/DatasetWire.h"

namespace assay {

namespace {

constexpr int registerMs = 60 * 60 * 1000; ///< a file of many gigabytes

EvalHubCall callOf(const QStringList &parts)
{
    EvalHubCall call{.path = pathOf(QStringList{QStringLiteral("v1beta")} + parts)};
    call.atOrigin = true;
    return call;
}

EvalHubClient::Build offered(const EvalHubCall &call)
{
    return [call](const Capabilities &capabilities) -> Result<EvalHubCall> {
        if (capabilities.has(Capability::Datasets))
            return call;
        return Error{Error::Kind::Unsupported, capabilities.reasonMissing(Capability::Datasets)};
    };
}

} // namespace

EvalHubDatasets::EvalHubDatasets(EvalHubClient &client, QObject *parent) : DatasetService(parent), m_client(client) {}

QFuture<Result<QList<Dataset>>> EvalHubDatasets::list()
{
    return m_client.callWhenKnown<QList<Dataset>>(offered(callOf({QStringLiteral("datasets")})),
                                                  [](const HttpReply &reply) { return llamastack::decodeDatasets(reply.body); });
}

QFuture<Result<DatasetAdded>> EvalHubDatasets::add(const DatasetRequest &request)
{
    EvalHubCall call = callOf({QStringLiteral("datasets")});
    call.method = "POST";
    call.body = llamastack::encodeDatasetRequest(request);
    call.timeoutMs = registerMs;
    call.idempotent = true; // the same again changes nothing
    if (request.skipBroken)
        call.query.append({QStringLiteral("skip_broken_rows"), QStringLiteral("true")});
    const auto added = m_client.callWhenKnown<DatasetAdded>(offered(call), [](const HttpReply &reply) { return llamastack::decodeDatasetAdded(reply.body); });
    whenDone(added, this, [this](const Result<DatasetAdded> &) { Q_EMIT datasetsChanged(); }); // a lost answer may have been a success
    return added;
}

QFuture<Result<Done>> EvalHubDatasets::remove(const QString &id)
{
    EvalHubCall call = callOf({QStringLiteral("datasets"), id});
    call.method = "DELETE";
    call.expectJson = false;
    const auto removed = m_client.callWhenKnown<Done>(offered(call), [](const HttpReply &) { return Result<Done>(Done{}); });
    whenDone(removed, this, [this](const Result<Done> &) { Q_EMIT datasetsChanged(); });
    return removed;
}

QFuture<Result<DatasetRowPage>> EvalHubDatasets::rows(const QString &id, qint64 start, int limit)
{
    EvalHubCall call = callOf({QStringLiteral("datasetio"), QStringLiteral("iterrows"), id});
    call.query = {{QStringLiteral("start_index"), QString::number(start)}, {QStringLiteral("limit"), QString::number(limit)}};
    return m_client.callWhenKnown<DatasetRowPage>(offered(call), [](const HttpReply &reply) { return llamastack::decodeRows(reply.body); });
}

} // namespace assay
