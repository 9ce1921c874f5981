#include "services/engine/server/DocumentRoutes.h"

namespace assay::engine {

using Json = nlohmann::json;

namespace {

constexpr const char *classes[] = {"domains", "tasks", "modalities", "evaluation_targets"}; ///< lists that the providers can fill

/// See DocumentRoutes.
struct CollectionKind {
    using Type = Collection;
    static constexpr DocumentKind kind = DocumentKind::Collection;
    static constexpr bool patchSystem = false;
    static constexpr bool wantsProviders = true;

    static QString word() { return QStringLiteral("Collection"); }
    static QString path() { return QStringLiteral("collections"); }
    static std::shared_ptr<const Collection> system(const CatalogueData &data, const QString &id) { return data.collection(id); }
    static QByteArray systemBody(const CatalogueData &, const QString &) { return {}; } // made from the providers each time
    static const auto &all(const CatalogueData &data) { return data.collections; }
    static std::optional<Problem> check(const Collection &collection) { return checkCollection(collection); }
    /// Made by clones and patches.
    static QStringList readOnlyMembers() { return {"derived_from", "pinned_order", "status"}; }
    static void keep(Collection &next, const Collection &before)
    {
        next.derivedFrom = before.derivedFrom;
        next.pinnedOrder = before.pinnedOrder;
        next.status = before.status;
    }
    static bool frozen(const Collection &collection) { return collection.curationOrder.value_or(0) > 0; }
    static Json stored(const Collection &collection, const Json *) { return storedCollection(collection); }
    static void align(Json &, const Json &) {}

    /// A client sees lists that come from the providers and may patch their items: then they become the collection's own.
    static void prepare(Json &document, const Json &operations, const ProviderIndex &providers)
    {
        const Json visible = collectionBody(json::fromJson<Collection>(document), providers);
        for (const Json &operation : operations) {
            for (const char *name : classes) {
                const auto &path = operation["path"].get_ref<const std::string &>();
                if (!document.contains(name) && visible.contains(name) && path.starts_with(std::string("/") + name))
                    document[name] = visible[name];
            }
        }
    }

    static const QList<PatchRule> &patchRules()
    {
        static const QList<PatchRule> rules{{"/name", PatchRule::Replace, false},
                                            {"/description", PatchRule::All, false},
                                            {"/tags", PatchRule::All},
                                            {"/custom", PatchRule::All},
                                            {"/benchmarks", PatchRule::Replace},
                                            {"/category", PatchRule::Replace, false},
                                            {"/pass_criteria", PatchRule::All, false},
                                            {"/domains", PatchRule::All},
                                            {"/tasks", PatchRule::All},
                                            {"/modalities", PatchRule::All},
                                            {"/industries", PatchRule::All},
                                            {"/evaluation_targets", PatchRule::All},
                                            {"/pinned_order", PatchRule::Add | PatchRule::Replace, false}};
        return rules;
    }

    static QStringList filters()
    {
        return {"name",  "category",   "tags",       "owner",   "scope", "domains",
                "tasks", "modalities", "industries", "evaluation_targets", "sort_by"};
    }

    static std::optional<Problem> checkQuery(const Query &) { return {}; }

    static bool passes(const Query &query, const Collection &collection, const ProviderIndex &providers)
    {
        const auto has = [&query](const char *name, const QStringList &values) {
            return matchesFilter(query.text(QLatin1String(name)), values);
        };
        if (!has("name", {collection.name}) || !has("category", {collection.category}) || !has("tags", collection.tags)
            || !has("industries", collection.industries))
            return false;
        if (std::ranges::none_of(classes, [&query](const char *name) { return query.has(QLatin1String(name)); }))
            return true;
        const auto visible = json::fromJson<Collection>(collectionBody(collection, providers));
        return has("domains", visible.domains) && has("tasks", visible.tasks) && has("modalities", visible.modalities)
            && has("evaluation_targets", visible.evaluationTargets);
    }

    static QByteArray shown(const Collection &collection, const QByteArray &, const ProviderIndex &providers, const Query *)
    {
        return json::dump(collectionBody(collection, providers));
    }
};

using Routes = DocumentRoutes<CollectionKind>;

/// What a client sends with a clone: any field of a collection, and nothing else.
std::optional<Problem> readClone(const ApiRequest &request, Collection &changes)
{
    if (request.http.body.trimmed().isEmpty())
        return {};
    Json raw;
    if (auto problem = parseBody(request.http.body, raw))
        return problem;
    if (raw.is_null())
        return {};
    try {
        changes = json::fromJson<Collection>(raw);
    } catch (const Json::exception &e) {
        return problem::invalidJson(QString::fromUtf8(e.what()));
    }
    QStringList unknown;
    for (const char *name : {"resource", "derived_from", "pinned_order", "status"}) {
        if (member(raw, name))
            unknown << QLatin1String(name);
    }
    for (const Json &extra : Json::diff(json::toKnownJson(changes), json::toJson(changes)))
        unknown << QString::fromStdString(extra.value("path", std::string())).mid(1);
    if (!unknown.isEmpty())
        return problem::invalidJson(QStringLiteral("a clone does not know the field '%1'").arg(unknown.first()));
    if (changes.curationOrder.value_or(0) < 0)
        return problem::validation(QStringLiteral("curation_order must be 0 or more"));
    return {};
}

/// What is not empty wins; curation, pins and the source's own origin are never copied.
Collection cloned(const Collection &source, const QString &sourceId, const Collection &changes)
{
    Collection clone = source;
    const auto take = [](auto &to, const auto &from) {
        if (!from.isEmpty())
            to = from;
    };
    take(clone.name, changes.name);
    take(clone.category, changes.category);
    take(clone.description, changes.description);
    take(clone.tags, changes.tags);
    take(clone.benchmarks, changes.benchmarks);
    take(clone.custom, changes.custom);
    take(clone.domains, changes.domains);
    take(clone.tasks, changes.tasks);
    take(clone.modalities, changes.modalities);
    take(clone.industries, changes.industries);
    take(clone.evaluationTargets, changes.evaluationTargets);
    if (changes.passCriteria)
        clone.passCriteria = changes.passCriteria;
    if (changes.agent)
        clone.agent = changes.agent;
    clone.curationOrder.reset();
    clone.pinnedOrder.reset();
    clone.derivedFrom = sourceId;
    clone.status = JsonText{"{}"}; // meant for a count of runs; EvalHub's clones always show it
    return clone;
}

void clone(Services &services, const ApiRequest &request, const Answer &answer)
{
    Collection changes;
    if (const auto problem = readClone(request, changes))
        return answer.problem(*problem);
    const QString id = request.parameter("id");
    const auto make = [=, &services](const Collection &source) {
        const Collection copy = cloned(source, id, changes);
        if (const auto problem = checkCollection(copy))
            return answer.problem(*problem);
        Routes::store(services, request, answer, copy, {});
    };
    if (const auto system = services.catalogue.data()->collection(id))
        return make(*system);
    services.store.document(DocumentKind::Collection, id, request.tenant,
                            Routes::decoded(answer, [make](const StoredDocument &, const Collection &source) { make(source); }));
}

} // namespace

void addCollectionRoutes(Router &router, Services &services)
{
    Routes::add(router, services);
    Routes::route(router, services, "POST", QStringLiteral("/api/v1/evaluations/collections/{id}/clones"), clone);
}

} // namespace assay::engine
