#pragma once

#include "services/api/CatalogueService.h"

namespace assay {

class EvalHubClient;

/// Providers and collections of an EvalHub server or of the local engine. GUI thread.
class EvalHubCatalogue final : public CatalogueService {
    Q_OBJECT
public:
    explicit EvalHubCatalogue(EvalHubClient &client, QObject *parent = nullptr);

    QFuture<Result<Page<Provider>>> listProviders(const ProviderQuery &query) override;
    QFuture<Result<Provider>> provider(const QString &id) override;
    QFuture<Result<Provider>> createProvider(const Provider &provider) override;
    QFuture<Result<Done>> removeProvider(const QString &id) override;
    QFuture<Result<Page<Collection>>> listCollections(const CollectionQuery &query) override;
    QFuture<Result<Collection>> collection(const QString &id) override;
    QFuture<Result<Collection>> createCollection(const Collection &collection) override;
    QFuture<Result<Done>> removeCollection(const QString &id) override;
    QFuture<Result<Provider>> updateProvider(const QString &id, const Provider &provider) override;
    QFuture<Result<Collection>> updateCollection(const QString &id, const Collection &collection) override;
    QFuture<Result<Provider>> patchProvider(const QString &id, const QByteArray &patch) override;
    QFuture<Result<Collection>> patchCollection(const QString &id, const QByteArray &patch) override;
    QFuture<Result<Collection>> cloneCollection(const QString &id) override;

private:
    QFuture<Result<Provider>> sendProvider(const QByteArray &method, const QString &id, const QByteArray &body);
    QFuture<Result<Collection>> sendCollection(const QByteArray &method, const QString &path, const QByteArray &body);
    template<typename T>
    QFuture<Result<T>> changed(const QFuture<Result<T>> &future, void (CatalogueService::*signal)());

    EvalHubClient &m_client;
};

} // namespace assay
