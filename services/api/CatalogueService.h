#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Query.h"
#include "services/core/Result.h"

#include <QFuture>
#include <QObject>

namespace assay {

/// Providers and collections of a server. Threads and errors as JobService.
class CatalogueService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual QFuture<Result<Page<Provider>>> listProviders(const ProviderQuery &query) = 0;
    virtual QFuture<Result<Provider>> provider(const QString &id) = 0;
    virtual QFuture<Result<Provider>> createProvider(const Provider &provider) = 0;
    virtual QFuture<Result<Done>> removeProvider(const QString &id) = 0;
    virtual QFuture<Result<Page<Collection>>> listCollections(const CollectionQuery &query) = 0;
    virtual QFuture<Result<Collection>> collection(const QString &id) = 0;
    virtual QFuture<Result<Collection>> createCollection(const Collection &collection) = 0;
    virtual QFuture<Result<Done>> removeCollection(const QString &id) = 0;

    // Servers with Capability::EditProviders or EditCollections have these, others answer Error::Unsupported.
    /// Replaces the whole document; what it does not say is gone.
    virtual QFuture<Result<Provider>> updateProvider(const QString &id, const Provider &provider);
    virtual QFuture<Result<Collection>> updateCollection(const QString &id, const Collection &collection);
    /// `patch`: a JSON Patch (RFC 6902) of add, remove and replace, on the paths that EvalHub allows (contract, section 8).
    virtual QFuture<Result<Provider>> patchProvider(const QString &id, const QByteArray &patch);
    virtual QFuture<Result<Collection>> patchCollection(const QString &id, const QByteArray &patch);
    /// Capability::CloneCollections. A copy that the caller may change, and that knows where it came from.
    virtual QFuture<Result<Collection>> cloneCollection(const QString &id);

Q_SIGNALS:
    void providersChanged();
    void collectionsChanged();
};

} // namespace assay
