#include "services/backends/evalhub/EvalHubCatalogue.h"

#include "services/backends/evalhub/EvalHubClient.h"
#include "services/backends/evalhub/RuntimeNames.h"
#include "services/json/Json.h"

namespace assay {

namespace {

QString providers(const QString &id = {})
{
    const QStringList list{QStringLiteral("evaluations"), QStringLiteral("providers")};
    return pathOf(id.isNull() ? list : list + QStringList(id));
}

QString collections(const QString &id = {})
{
    const QStringList list{QStringLiteral("evaluations"), QStringLiteral("collections")};
    return pathOf(id.isNull() ? list : list + QStringList(id));
}

QString number(qint64 value)
{
    return QString::number(value);
}

} // namespace

EvalHubCatalogue::EvalHubCatalogue(EvalHubClient &client, QObject *parent) : CatalogueService(parent), m_client(client) {}

/// Emits the signal when the change was made.
template<typename T>
QFuture<Result<T>> EvalHubCatalogue::changed(const QFuture<Result<T>> &future, void (CatalogueService::*signal)())
{
    whenDone(future, this, [this, signal](const Result<T> &result) {
        if (result)
            Q_EMIT (this->*signal)();
    });
    return future;
}

QFuture<Result<Page<Provider>>> EvalHubCatalogue::listProviders(const ProviderQuery &query)
{
    EvalHubCall call{.path = providers()};
    call.query = {{QStringLiteral("limit"), number(query.limit)}, {QStringLiteral("offset"), number(query.offset)},
                  {QStringLiteral("name"), query.name},           {QStringLiteral("tags"), query.tags},
                  {QStringLiteral("owner"), query.owner},         {QStringLiteral("scope"), query.scope},
                  {QStringLiteral("benchmarks"), query.benchmarks ? QString() : QStringLiteral("false")}};
    return m_client.call<Page<Provider>>(call, [](const HttpReply &reply) { return json::decodePage<Provider>(reply.body); });
}

QFuture<Result<Provider>> EvalHubCatalogue::provider(const QString &id)
{
    return m_client.call<Provider>({.path = providers(id)},
                                   [](const HttpReply &reply) { return json::decode<Provider>(reply.body); });
}

QFuture<Result<Provider>> EvalHubCatalogue::createProvider(const Provider &provider)
{
    const EvalHubCall call{.method = "POST", .path = providers(), .body = withRuntimeNames(json::encode(provider))};
    return changed(m_client.call<Provider>(call, [](const HttpReply &reply) { return json::decode<Provider>(reply.body); }),
                   &CatalogueService::providersChanged);
}

QFuture<Result<Done>> EvalHubCatalogue::removeProvider(const QString &id)
{
    const EvalHubCall call{.method = "DELETE", .path = providers(id), .idempotent = false, .expectJson = false};
    return changed(m_client.call<Done>(call, [](const HttpReply &) -> Result<Done> { return Done{}; }),
                   &CatalogueService::providersChanged);
}

QFuture<Result<Page<Collection>>> EvalHubCatalogue::listCollections(const CollectionQuery &query)
{
    EvalHubCall call{.path = collections()};
    call.query = {{QStringLiteral("limit"), number(query.limit)}, {QStringLiteral("offset"), number(query.offset)},
                  {QStringLiteral("name"), query.name},           {QStringLiteral("tags"), query.tags},
                  {QStringLiteral("owner"), query.owner},         {QStringLiteral("scope"), query.scope},
                  {QStringLiteral("category"), query.category}};
    return m_client.call<Page<Collection>>(call, [](const HttpReply &reply) { return json::decodePage<Collection>(reply.body); });
}

QFuture<Result<Collection>> EvalHubCatalogue::collection(const QString &id)
{
    return m_client.call<Collection>({.path = collections(id)},
                                     [](const HttpReply &reply) { return json::decode<Collection>(reply.body); });
}

QFuture<Result<Collection>> EvalHubCatalogue::createCollection(const Collection &collection)
{
    const EvalHubCall call{.method = "POST", .path = collections(), .body = json::encode(collection)};
    return changed(m_client.call<Collection>(call, [](const HttpReply &reply) { return json::decode<Collection>(reply.body); }),
                   &CatalogueService::collectionsChanged);
}

QFuture<Result<Done>> EvalHubCatalogue::removeCollection(const QString &id)
{
    const EvalHubCall call{.method = "DELETE", .path = collections(id), .idempotent = false, .expectJson = false};
    return changed(m_client.call<Done>(call, [](const HttpReply &) -> Result<Done> { return Done{}; }),
                   &CatalogueService::collectionsChanged);
}

QFuture<Result<Provider>> EvalHubCatalogue::sendProvider(const QByteArray &method, const QString &id, const QByteArray &body)
{
    // A replacement may be repeated after a broken connection; a patch may not: rows would be patched twice.
    const EvalHubCall call{.method = method, .path = providers(id), .body = body, .idempotent = method == "PUT"};
    return changed(m_client.call<Provider>(call, [](const HttpReply &reply) { return json::decode<Provider>(reply.body); }),
                   &CatalogueService::providersChanged);
}

QFuture<Result<Collection>> EvalHubCatalogue::sendCollection(const QByteArray &method, const QString &path, const QByteArray &body)
{
    const EvalHubCall call{.method = method, .path = path, .body = body, .idempotent = method == "PUT"};
    return changed(m_client.call<Collection>(call, [](const HttpReply &reply) { return json::decode<Collection>(reply.body); }),
                   &CatalogueService::collectionsChanged);
}

QFuture<Result<Provider>> EvalHubCatalogue::updateProvider(const QString &id, const Provider &provider)
{
    return sendProvider("PUT", id, withRuntimeNames(json::encode(provider)));
}

QFuture<Result<Provider>> EvalHubCatalogue::patchProvider(const QString &id, const QByteArray &patch) { return sendProvider("PATCH", id, patchWithRuntimeNames(patch)); }

QFuture<Result<Collection>> EvalHubCatalogue::updateCollection(const QString &id, const Collection &collection)
{
    return sendCollection("PUT", collections(id), json::encode(collection));
}

QFuture<Result<Collection>> EvalHubCatalogue::patchCollection(const QString &id, const QByteArray &patch)
{
    return sendCollection("PATCH", collections(id), patch);
}

QFuture<Result<Collection>> EvalHubCatalogue::cloneCollection(const QString &id)
{
    return sendCollection("POST", collections(id) + QStringLiteral("/clones"), "{}");
}

} // namespace assay
