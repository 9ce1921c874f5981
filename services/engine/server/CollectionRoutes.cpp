#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

const QStringList listParameters{"limit", "offset", "name", "category", "tags", "owner", "scope", "domains", "tasks",
                                 "modalities", "industries", "evaluation_targets", "sort_by"};

/// Refreshed from the providers, as every read is.
Collection refreshed(const Collection &collection, const ProviderIndex &providers)
{
    return json::fromJson<Collection>(collectionBody(collection, providers));
}

bool passes(const Query &filter, const ResourceInfo &resource, const Collection &collection)
{
    return scopeHas(filter, resource) && matchesFilter(filter.text("name"), {collection.name})
        && matchesFilter(filter.text("category"), {collection.category}) && matchesFilter(filter.text("tags"), collection.tags)
        && matchesFilter(filter.text("owner"), {resource.owner}, true) && matchesFilter(filter.text("domains"), collection.domains)
        && matchesFilter(filter.text("tasks"), collection.tasks) && matchesFilter(filter.text("modalities"), collection.modalities)
        && matchesFilter(filter.text("industries"), collection.industries)
        && matchesFilter(filter.text("evaluation_targets"), collection.evaluationTargets);
}

void answerList(const ApiRequest &request, const Answer &answer, const PageRequest &page, const CatalogueData &system,
                const QList<StoredDocument> &own, const QList<StoredDocument> &ownProviders)
{
    QList<std::pair<ResourceInfo, Collection>> all;
    for (const StoredDocument &document : own) {
        if (auto collection = json::decode<Collection>(document.body))
            all.append({document.resource, std::move(*collection)});
    }
    for (const auto &collection : system.collections)
        all.append({collection->resource, *collection});
    // Each is resolved in its own tenant: a caller without one sees everybody's.
    QHash<QString, std::shared_ptr<ProviderIndex>> indices;
    QList<QByteArray> items;
    qint64 total = 0;
    for (const auto &[resource, collection] : all) {
        auto &providers = indices[resource.readOnly() ? request.tenant : resource.tenant];
        if (!providers) {
            providers = std::make_shared<ProviderIndex>(std::make_shared<CatalogueData>(system), ownProviders,
                                                        resource.readOnly() ? request.tenant : resource.tenant);
        }
        const Collection fresh = refreshed(collection, *providers);
        if (!passes(request.query, resource, fresh))
            continue;
        ++total;
        if (total > page.offset && (page.limit == 0 || items.size() < page.limit))
            items.append(withResource(resource, json::dump(json::toKnownJson(fresh))));
    }
    answer.jsonText(200, pageText(request.http, page, total, items));
}

void list(Services &services, const ApiRequest &request, const Answer &answer)
{
    PageRequest page;
    auto problem = request.query.onlyAllows(listParameters);
    if (!problem)
        problem = readPage(request.query, page);
    if (!problem)
        problem = checkScope(request.query);
    if (problem)
        return answer.problem(*problem);
    const auto system = services.catalogue.data();
    services.store.documents(
        DocumentKind::Collection, request.tenant,
        orProblem<QList<StoredDocument>>(answer, [&services, request, answer, page, system](const QList<StoredDocument> &own) {
            services.store.documents(DocumentKind::Provider, request.tenant,
                                     orProblem<QList<StoredDocument>>(answer, [request, answer, page, system, own](const auto &providers) {
                                         answerList(request, answer, page, *system, own, providers);
                                     }));
        }));
}

QStringList providersOf(const Collection &collection)
{
    QStringList ids;
    for (const BenchmarkRef &entry : collection.benchmarks)
        ids << entry.providerId;
    return ids;
}

void answerOne(Services &services, int status, const ResourceInfo &resource, const Collection &collection, const QString &tenant,
               const Answer &answer)
{
    withProviders(services, tenant, providersOf(collection), answer, [=](const ProviderIndex &providers) {
        answer.jsonText(status, withResource(resource, json::dump(collectionBody(collection, providers))));
    });
}

void get(Services &services, const ApiRequest &request, const Answer &answer)
{
    const QString id = request.parameter("id");
    if (const auto collection = services.catalogue.data()->collection(id))
        return answerOne(services, 200, collection->resource, *collection, request.tenant, answer);
    services.store.document(DocumentKind::Collection, id, request.tenant,
                            orProblem<StoredDocument>(answer, [&services, request, answer](const StoredDocument &document) {
                                const auto collection = json::decode<Collection>(document.body);
                                if (!collection)
                                    return answer.problem(problem::fromError(collection.error()));
                                answerOne(services, 200, document.resource, *collection, request.tenant, answer);
                            }));
}

void create(Services &services, const ApiRequest &request, const Answer &answer)
{
    Json raw;
    if (const auto problem = parseBody(request.http.body, raw))
        return answer.problem(*problem);
    Collection collection;
    try {
        collection = json::fromJson<Collection>(raw);
    } catch (const Json::exception &e) {
        return answer.problem(problem::invalidJson(QString::fromUtf8(e.what())));
    }
    if (const auto problem = checkCollection(collection))
        return answer.problem(*problem);
    // Read only: made by clones and patches.
    collection.derivedFrom = QString();
    collection.pinnedOrder.reset();
    collection.status = {};
    withProviders(services, request.tenant, providersOf(collection), answer, [=, &services](const ProviderIndex &providers) {
        services.store.createDocument(DocumentKind::Collection, request.tenant, request.owner,
                                      json::dump(collectionBody(collection, providers)),
                                      orProblem<StoredDocument>(answer, [answer](const StoredDocument &document) {
                                          answer.jsonText(201, withResource(document.resource, document.body));
                                      }));
    });
}

void remove(Services &services, const ApiRequest &request, const Answer &answer)
{
    const QString id = request.parameter("id");
    if (services.catalogue.data()->collection(id))
        return answer.problem(problem::readOnly(QStringLiteral("Collection"), id));
    services.store.removeDocument(DocumentKind::Collection, id, request.tenant,
                                  orProblem<Done>(answer, [answer](Done) { answer.empty(); }));
}

} // namespace

void addCollectionRoutes(Router &router, Services &services)
{
    const QString all = QStringLiteral("/api/v1/evaluations/collections"), one = all + QStringLiteral("/{id}");
    const auto add = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add("GET", all, list);
    add("POST", all, create);
    add("GET", one, get);
    add("DELETE", one, remove);
}

} // namespace assay::engine
