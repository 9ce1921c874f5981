#pragma once

#include "services/api/CatalogueService.h"
#include "services/core/Async.h"

namespace assay::test {

/// Providers and collections in memory; answers at once.
class FakeCatalogueService : public CatalogueService {
public:
    QList<Provider> providers;
    QList<Collection> collections;
    std::optional<Error> failWith;
    int providerCalls = 0;

    QFuture<Result<Page<Provider>>> listProviders(const ProviderQuery &query) override
    {
        ++providerCalls;
        return answer<Page<Provider>>(Page<Provider>{providers.mid(query.offset, query.limit == 0 ? -1 : query.limit), providers.size()});
    }
    QFuture<Result<Provider>> provider(const QString &id) override { return byId(providers, id); }
    QFuture<Result<Provider>> createProvider(const Provider &provider) override
    {
        providers << provider;
        return answer<Provider>(provider);
    }
    QFuture<Result<Done>> removeProvider(const QString &id) override { return removeById(providers, id); }
    QFuture<Result<Page<Collection>>> listCollections(const CollectionQuery &query) override
    {
        return answer<Page<Collection>>(
            Page<Collection>{collections.mid(query.offset, query.limit == 0 ? -1 : query.limit), collections.size()});
    }
    QFuture<Result<Collection>> collection(const QString &id) override { return byId(collections, id); }
    QFuture<Result<Collection>> createCollection(const Collection &collection) override
    {
        collections << collection;
        return answer<Collection>(collection);
    }
    QFuture<Result<Done>> removeCollection(const QString &id) override { return removeById(collections, id); }

protected:
    template<typename T>
    QFuture<Result<T>> answer(Result<T> result)
    {
        return readyFuture<T>(failWith ? Result<T>(*failWith) : std::move(result));
    }
    template<typename T>
    QFuture<Result<T>> byId(const QList<T> &items, const QString &id)
    {
        for (const T &item : items) {
            if (item.resource.id == id)
                return answer<T>(item);
        }
        return answer<T>(Error{Error::Kind::NotFound, QStringLiteral("There is no %1.").arg(id)});
    }
    template<typename T>
    QFuture<Result<Done>> removeById(QList<T> &items, const QString &id)
    {
        items.removeIf([&](const T &item) { return item.resource.id == id; });
        return answer<Done>(Done{});
    }
};

} // namespace assay::test
