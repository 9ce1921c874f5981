#pragma once

#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"
#include "services/json/Json.h"
#include "tests/support/FakeJobService.h"

#include <nlohmann/json.hpp>

namespace assay::test {

/// Providers and collections in memory that can be changed as on a server; answers at once.
class EditableCatalogue final : public CatalogueService {
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
        return create(providers, provider);
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
        return create(collections, collection);
    }
    QFuture<Result<Done>> removeCollection(const QString &id) override { return removeById(collections, id); }
    QFuture<Result<Provider>> updateProvider(const QString &id, const Provider &provider) override { return put(providers, id, provider); }
    QFuture<Result<Collection>> updateCollection(const QString &id, const Collection &collection) override { return put(collections, id, collection); }
    QFuture<Result<Provider>> patchProvider(const QString &id, const QByteArray &patch) override { return change(providers, id, patch); }
    QFuture<Result<Collection>> patchCollection(const QString &id, const QByteArray &patch) override { return change(collections, id, patch); }
    QFuture<Result<Collection>> cloneCollection(const QString &id) override
    {
        for (const Collection &collection : QList<Collection>(collections)) {
            if (collection.resource.id != id)
                continue;
            Collection copy = collection;
            copy.resource = {};
            copy.derivedFrom = id;
            copy.curationOrder.reset();
            return create(collections, copy);
        }
        return answer<Collection>(Error{Error::Kind::NotFound, QStringLiteral("There is no %1.").arg(id)});
    }
    QList<QByteArray> patches; ///< as they came
    int puts = 0;
    std::optional<Error> refuseWrites; ///< reading still works

private:
    template<typename T>
    QFuture<Result<T>> create(QList<T> &items, T item)
    {
        if (refuseWrites)
            return answer<T>(*refuseWrites);
        if (item.resource.id.isNull())
            item.resource.id = QStringLiteral("made-%1").arg(++m_made);
        items << item;
        return answer<T>(item);
    }
    template<typename T>
    QFuture<Result<T>> put(QList<T> &items, const QString &id, T item)
    {
        if (refuseWrites)
            return answer<T>(*refuseWrites);
        for (T &old : items) {
            if (old.resource.id != id)
                continue;
            item.resource = old.resource;
            old = item;
            ++puts;
            return answer<T>(item);
        }
        return answer<T>(Error{Error::Kind::NotFound, QStringLiteral("There is no %1.").arg(id)});
    }
    template<typename T>
    QFuture<Result<T>> change(QList<T> &items, const QString &id, const QByteArray &patch)
    {
        if (refuseWrites)
            return answer<T>(*refuseWrites);
        for (T &old : items) {
            if (old.resource.id != id)
                continue;
            patches << patch;
            old = json::fromJson<T>(json::toJson(old).patch(nlohmann::json::parse(patch.begin(), patch.end())));
            return answer<T>(old);
        }
        return answer<T>(Error{Error::Kind::NotFound, QStringLiteral("There is no %1.").arg(id)});
    }
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
    int m_made = 0;
};

/// A connection to it, ready from the start.
class EditorConnection final : public Connection {
public:
    QString id() const override { return QStringLiteral("local"); }
    QString name() const override { return QStringLiteral("Local engine"); }
    State state() const override { return State::Ready; }
    Error lastError() const override { return {}; }
    Capabilities capabilities() const override { return abilities; }
    EngineLoad load() const override { return {}; }
    FakeJobService &jobs() override { return jobService; }
    EditableCatalogue &catalogue() override { return catalogueService; }
    void open() override {}

    FakeJobService jobService;
    EditableCatalogue catalogueService;
    Capabilities abilities{{Capability::EditProviders, Capability::EditCollections, Capability::CloneCollections, Capability::ListJobs}, {}, {}};
};

} // namespace assay::test
