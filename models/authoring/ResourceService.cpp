#include "models/authoring/ResourceService.h"

#include "services/api/CatalogueService.h"
#include "services/core/Async.h"

#include <memory>

namespace assay {

namespace {

StoredDocument stored(const Provider &provider) { return {provider.resource, AuthoredDocument::of(provider), false}; }

StoredDocument stored(const Collection &collection)
{
    return {collection.resource, AuthoredDocument::of(collection), collection.curationOrder.value_or(0) > 0};
}

template<typename T>
QFuture<Result<StoredDocument>> storedOf(const QFuture<Result<T>> &future, QObject *context)
{
    auto promise = std::make_shared<QPromise<Result<StoredDocument>>>();
    promise->start();
    whenDone(future, context, [promise](const Result<T> &result) {
        promise->addResult(result ? Result<StoredDocument>(stored(*result)) : Result<StoredDocument>(result.error()));
        promise->finish();
    });
    return promise->future();
}

} // namespace

QFuture<Result<StoredDocument>> ResourceService::get(const QString &id)
{
    return m_kind == DocumentKind::Provider ? storedOf(m_service.provider(id), &m_service) : storedOf(m_service.collection(id), &m_service);
}

QFuture<Result<StoredDocument>> ResourceService::create(const AuthoredDocument &document)
{
    if (m_kind == DocumentKind::Provider) {
        const auto provider = document.toProvider();
        return provider ? storedOf(m_service.createProvider(*provider), &m_service) : readyFuture<StoredDocument>(provider.error());
    }
    const auto collection = document.toCollection();
    return collection ? storedOf(m_service.createCollection(*collection), &m_service) : readyFuture<StoredDocument>(collection.error());
}

QFuture<Result<StoredDocument>> ResourceService::replace(const QString &id, const AuthoredDocument &document)
{
    if (m_kind == DocumentKind::Provider) {
        const auto provider = document.toProvider();
        return provider ? storedOf(m_service.updateProvider(id, *provider), &m_service) : readyFuture<StoredDocument>(provider.error());
    }
    const auto collection = document.toCollection();
    return collection ? storedOf(m_service.updateCollection(id, *collection), &m_service) : readyFuture<StoredDocument>(collection.error());
}

QFuture<Result<StoredDocument>> ResourceService::patch(const QString &id, const QByteArray &patch)
{
    return m_kind == DocumentKind::Provider ? storedOf(m_service.patchProvider(id, patch), &m_service)
                                            : storedOf(m_service.patchCollection(id, patch), &m_service);
}

QFuture<Result<StoredDocument>> ResourceService::clone(const QString &id)
{
    if (m_kind == DocumentKind::Provider)
        return readyFuture<StoredDocument>(Error{Error::Kind::Unsupported});
    return storedOf(m_service.cloneCollection(id), &m_service);
}

QFuture<Result<Done>> ResourceService::remove(const QString &id)
{
    return m_kind == DocumentKind::Provider ? m_service.removeProvider(id) : m_service.removeCollection(id);
}

} // namespace assay
