#pragma once

#include "services/api/CatalogueService.h"

namespace assay {

/// Of servers with one provider that nobody edits from here, and no collections. GUI thread.
class ReadOnlyCatalogue : public CatalogueService {
    Q_OBJECT
public:
    using CatalogueService::CatalogueService;

    QFuture<Result<Page<Provider>>> listProviders(const ProviderQuery &query) final;
    QFuture<Result<Provider>> provider(const QString &id) final;
    QFuture<Result<Provider>> createProvider(const Provider &provider) final;
    QFuture<Result<Done>> removeProvider(const QString &id) final;
    QFuture<Result<Page<Collection>>> listCollections(const CollectionQuery &query) final;
    QFuture<Result<Collection>> collection(const QString &id) final;
    QFuture<Result<Collection>> createCollection(const Collection &collection) final;
    QFuture<Result<Done>> removeCollection(const QString &id) final;

protected:
    /// The one provider as the server tells it now.
    virtual QFuture<Result<Provider>> ask() = 0;
};

} // namespace assay
