#pragma once

#include "services/core/Catalogue.h"
#include "services/engine/server/Catalogue.h"
#include "services/engine/server/Query.h"
#include "services/engine/store/StoreTypes.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>

// Providers and collections as a caller sees them: the catalogue's and the tenant's own.

namespace assay::engine {

/// Finds a provider by id among the system's and one tenant's. One thread at a time.
class ProviderIndex {
public:
    /// own: documents that the caller may see; those of other tenants are passed over.
    ProviderIndex(std::shared_ptr<const CatalogueData> system, const QList<StoredDocument> &own, const QString &tenant);
    std::shared_ptr<const Provider> find(const QString &id) const; ///< null: no such provider
    static const ProviderBenchmark *benchmark(const Provider &provider, const QString &id); ///< the first of that id

private:
    std::shared_ptr<const CatalogueData> m_system;
    QHash<QString, QByteArray> m_own;
    mutable QHash<QString, std::shared_ptr<const Provider>> m_read;
};

/// A provider's JSON without `resource`, with the names of the documentation and those of EvalHub's wire (contract 3.8).
/// raw: what the client sent, which decides about members that the wire drops; null for the catalogue's.
nlohmann::json providerBody(const Provider &provider, const nlohmann::json *raw);
/// Where a provider's JSON has a member in both spellings and only one differs from `before`, that one is what the client
/// means: the other is removed.
void alignSpellings(nlohmann::json &provider, const nlohmann::json &before);

/// A collection's JSON without `resource`: each entry's url and an absent classification come from the providers.
nlohmann::json collectionBody(Collection collection, const ProviderIndex &providers);
/// A collection as the store keeps it: without what comes from the providers.
nlohmann::json storedCollection(Collection collection);

/// {"resource": ..., and the body's members}
QByteArray withResource(const ResourceInfo &resource, const QByteArray &body);

/// The rules of `scope` and `owner` in lists (contract 4.2), and whether a resource is in the scope asked for.
std::optional<Problem> checkScope(const Query &query);
bool scopeHas(const Query &query, const ResourceInfo &resource);

/// Empty texts count as absent.
void dropEmpty(Provider &provider);
void dropEmpty(Collection &collection);

} // namespace assay::engine
