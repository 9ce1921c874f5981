#pragma once

#include "services/json/Json.h"
#include "tests/support/FakeConnection.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::test {

/// Providers and collections in memory that can be changed as on a server; answers at once.
class EditableCatalogue final : public FakeCatalogueService {
public:
    QFuture<Result<Provider>> createProvider(const Provider &provider) override { return create(providers, provider); }
    QFuture<Result<Collection>> createCollection(const Collection &collection) override { return create(collections, collection); }
    QFuture<Result<Provider>> updateProvider(const QString &id, const Provider &provider) override { return put(providers, id, provider); }
    QFuture<Result<Collection>> updateCollection(const QString &id, const Collection &collection) override { return put(collections, id, collection); }
    QFuture<Result<Provider>> patchProvider(const QString &id, const QByteArray &patch) override { return change(providers, id, patch); }
    QFuture<Result<Collection>> patchCollection(const QString &id, const QByteArray &patch) override { return change(collections, id, patch); }
    QFuture<Result<Collection>> cloneCollection(const QString &id) override
    {
        const auto found = std::ranges::find(collections, id, [](const Collection &one) { return one.resource.id; });
        if (found == collections.end())
            return byId(collections, id);
        Collection copy = *found;
        copy.resource = {};
        copy.derivedFrom = id;
        copy.curationOrder.reset();
        return create(collections, copy);
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
        return write(items, id, [&](T &old) {
            item.resource = old.resource;
            old = item;
            ++puts;
        });
    }
    template<typename T>
    QFuture<Result<T>> change(QList<T> &items, const QString &id, const QByteArray &patch)
    {
        return write(items, id, [&](T &old) {
            patches << patch;
            old = json::fromJson<T>(json::toJson(old).patch(nlohmann::json::parse(patch.begin(), patch.end())));
        });
    }
    template<typename T, typename Write>
    QFuture<Result<T>> write(QList<T> &items, const QString &id, Write write)
    {
        if (refuseWrites)
            return answer<T>(*refuseWrites);
        if (const auto found = std::ranges::find(items, id, [](const T &one) { return one.resource.id; }); found != items.end())
            write(*found);
        return byId(items, id);
    }
    int m_made = 0;
};

/// A connection to it, ready from the start, that can edit and clone.
class EditorConnection final : public FakeConnection {
public:
    EditorConnection()
    {
        abilities = {{Capability::EditProviders, Capability::EditCollections, Capability::CloneCollections, Capability::ListJobs}, {}, {}};
        engineLoad = {};
    }
    EditableCatalogue &catalogue() override { return editable; }

    EditableCatalogue editable;
};

} // namespace assay::test
