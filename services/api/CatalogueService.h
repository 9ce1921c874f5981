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

Q_SIGNALS:
    void providersChanged();
    void collectionsChanged();
};

} // namespace assay
