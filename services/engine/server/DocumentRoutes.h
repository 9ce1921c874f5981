#pragma once

#include "services/engine/server/Patch.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace assay::engine {

/// The routes that providers and collections share: list, create, read, replace, patch, delete. `Kind` says how the two
/// differ; see ProviderRoutes.cpp and CollectionRoutes.cpp:
///
///   Type                   Provider or Collection
///   kind, word(), path()   DocumentKind; "Provider"; "providers"
///   system(data, id)       the catalogue's one, null when it has none
///   all(data)              the catalogue's
///   systemBody(data, id)   a body of the catalogue's that is ready; empty when shown() makes it
///   check(value)           the rules for what clients send
///   readOnlyMembers        members of a request that only the server sets: ignored
///   keep(next, before)     what a PUT does not replace
///   frozen(value)          refused to PUT and PATCH though it is a user's
///   stored(value, raw)     the body that the store keeps; raw: what the client sent, or the patched document
///   align(raw, before)     makes two spellings of one member agree, before raw is decoded
///   patchRules()           contract, section 8
///   prepare(document, ops, providers)  makes visible what a patch may name
///   patchSystem            a patch of a system one is tried before it is refused (contract 4.3)
///   filters()              parameters of the list besides limit and offset
///   wantsProviders         whether showing one needs the providers
///   checkQuery(query)      faults of those
///   passes(query, value, providers)  whether the list's filters let it through
///   shown(value, body, providers, query)  the body to answer; body: as stored, or systemBody(); query: null for a
///                          single one
template<typename Kind>
class DocumentRoutes {
    using Type = typename Kind::Type;
    using Json = nlohmann::json;

public:
    static void add(Router &router, Services &services)
    {
        const QString all = QStringLiteral("/api/v1/evaluations/") + Kind::path(), one = all + QStringLiteral("/{id}");
        route(router, services, "GET", all, list);
        route(router, services, "POST", all, create);
        route(router, services, "GET", one, get);
        route(router, services, "PUT", one, put);
        route(router, services, "PATCH", one, patch);
        route(router, services, "DELETE", one, remove);
    }

    static void route(Router &router, Services &services, const char *method, const QString &path,
                      void (*handler)(Services &, const ApiRequest &, const Answer &))
    {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    }

    /// The body of a request as a value that keeps the rules, and what was sent.
    static std::optional<Problem> read(const ApiRequest &request, Type &value, Json &raw)
    {
        if (auto problem = parseBody(request.http.body, raw))
            return problem;
        for (auto it = raw.begin(); raw.is_object() && it != raw.end();) {
            const QString name = QString::fromStdString(it.key()).toLower();
            it = name == QLatin1String("resource") || Kind::readOnlyMembers().contains(name) ? raw.erase(it) : std::next(it);
        }
        return decode(raw, value);
    }

    /// Answers with one document; on the caller's thread or one of the store's.
    static void show(Services &services, int status, const ResourceInfo &resource, const Type &value, const QByteArray &body,
                     const QString &tenant, const Answer &answer)
    {
        const auto reply = [=](const ProviderIndex &providers) {
            answer.jsonText(status, withResource(resource, Kind::shown(value, body, providers, nullptr)));
        };
        if constexpr (Kind::wantsProviders)
            withProviders(services, tenant, providersOf(value), answer, reply);
        else
            reply(ProviderIndex(services.catalogue.data(), {}, tenant));
    }

    /// A store's document for next, with its value.
    static Reply<StoredDocument> decoded(const Answer &answer, std::function<void(const StoredDocument &, const Type &)> next)
    {
        return orProblem<StoredDocument>(answer, [answer, next = std::move(next)](const StoredDocument &document) {
            const auto value = json::decode<Type>(document.body);
            if (!value)
                return answer.problem(problem::fromError(value.error()));
            next(document, *value);
        });
    }

    /// Stores a new one of the caller's and answers 201.
    static void store(Services &services, const ApiRequest &request, const Answer &answer, const Type &value, const Json &raw)
    {
        services.store.createDocument(Kind::kind, request.tenant, request.owner, json::dump(Kind::stored(value, &raw)),
                                      decoded(answer, [=, &services](const StoredDocument &document, const Type &made) {
                                          show(services, 201, document.resource, made, document.body, request.tenant, answer);
                                      }));
    }

private:
    static std::optional<Problem> decode(const Json &raw, Type &value)
    {
        try {
            value = json::fromJson<Type>(raw);
        } catch (const Json::exception &e) {
            return problem::invalidJson(QString::fromUtf8(e.what()));
        }
        return Kind::check(value);
    }

    static void create(Services &services, const ApiRequest &request, const Answer &answer)
    {
        Json raw;
        Type value;
        if (const auto problem = read(request, value, raw))
            return answer.problem(*problem);
        store(services, request, answer, value, raw);
    }

    static void get(Services &services, const ApiRequest &request, const Answer &answer)
    {
        const QString id = request.parameter("id");
        const auto data = services.catalogue.data();
        if (const auto value = Kind::system(*data, id))
            return show(services, 200, value->resource, *value, Kind::systemBody(*data, id), request.tenant, answer);
        services.store.document(Kind::kind, id, request.tenant,
                                decoded(answer, [=, &services](const StoredDocument &document, const Type &value) {
                                    show(services, 200, document.resource, value, document.body, request.tenant, answer);
                                }));
    }

    static void remove(Services &services, const ApiRequest &request, const Answer &answer)
    {
        const QString id = request.parameter("id");
        if (Kind::system(*services.catalogue.data(), id))
            return answer.problem(problem::readOnly(Kind::word(), id));
        services.store.removeDocument(Kind::kind, id, request.tenant, orProblem<Done>(answer, [answer](Done) { answer.empty(); }));
    }

    /// Reads a document, makes another of it and puts it in its place; when somebody else was faster, once more from the start:
    /// no change is lost, and whoever was faster has got his answer.
    struct Change : std::enable_shared_from_this<Change> {
        using Make = std::function<std::optional<Problem>(const Type &before, const Json &body, const ProviderIndex &, Type &next, Json &raw)>;
        Change(Services &servicesIn, const ApiRequest &requestIn, const Answer &answerIn, Make makeIn)
            : services(servicesIn), request(requestIn), answer(answerIn), make(std::move(makeIn))
        {
        }
        Services &services;
        ApiRequest request;
        Answer answer;
        Make make;

        void run()
        {
            services.store.document(Kind::kind, request.parameter("id"), request.tenant,
                                    decoded(answer, [self = this->shared_from_this()](const StoredDocument &document, const Type &before) {
                                        if (Kind::frozen(before))
                                            return self->answer.problem(problem::readOnly(Kind::word(), document.resource.id));
                                        withProviders(self->services, self->request.tenant, providersOf(before), self->answer,
                                                      [=](const ProviderIndex &providers) { self->replace(document, before, providers); });
                                    }));
        }

        void replace(const StoredDocument &document, const Type &before, const ProviderIndex &providers)
        {
            const Json body = Json::parse(document.body.begin(), document.body.end());
            Type next;
            Json raw;
            if (const auto problem = make(before, body, providers, next, raw))
                return answer.problem(*problem);
            const QByteArray fresh = json::dump(Kind::stored(next, &raw));
            if (json::isTooDeep(fresh)) // patch upon patch can nest further than any one request
                return answer.problem(problem::invalidJson(QStringLiteral("the document is nested too deeply")));
            services.store.replaceDocument(
                Kind::kind, document.resource.id, request.tenant, document.body, fresh,
                [self = this->shared_from_this()](Result<StoredDocument> stored) {
                    if (!stored && stored.error().code == documentChanged)
                        return self->run();
                    decoded(self->answer, [self](const StoredDocument &now, const Type &value) {
                        show(self->services, 200, now.resource, value, now.body, self->request.tenant, self->answer);
                    })(std::move(stored));
                });
        }
    };

    static void put(Services &services, const ApiRequest &request, const Answer &answer)
    {
        Json sent;
        Type value;
        if (const auto problem = read(request, value, sent))
            return answer.problem(*problem);
        const QString id = request.parameter("id");
        if (Kind::system(*services.catalogue.data(), id))
            return answer.problem(problem::readOnly(Kind::word(), id));
        const auto make = [sent](const Type &before, const Json &body, const ProviderIndex &, Type &next, Json &raw) {
            raw = sent;
            Kind::align(raw, body);
            auto problem = decode(raw, next);
            Kind::keep(next, before);
            return problem;
        };
        std::make_shared<Change>(services, request, answer, make)->run();
    }

    static void patch(Services &services, const ApiRequest &request, const Answer &answer)
    {
        Json sent, operations;
        auto problem = parseBody(request.http.body, sent);
        if (!problem)
            problem = readPatch(sent, Kind::patchRules(), operations);
        if (problem)
            return answer.problem(*problem);
        const auto make = [operations](const Type &, const Json &body, const ProviderIndex &providers, Type &next, Json &raw) {
            raw = body;
            Kind::prepare(raw, operations, providers);
            auto fault = applyPatch(raw, operations);
            if (fault)
                return fault;
            Kind::align(raw, body);
            return decode(raw, next);
        };
        const QString id = request.parameter("id");
        const auto data = services.catalogue.data();
        if (const auto system = Kind::system(*data, id)) {
            std::optional<Problem> fault;
            if constexpr (Kind::patchSystem) {
                Type next;
                Json raw;
                fault = make(*system, Kind::stored(*system, nullptr), ProviderIndex(data, {}, request.tenant), next, raw);
            }
            return answer.problem(fault ? *fault : problem::readOnly(Kind::word(), id));
        }
        std::make_shared<Change>(services, request, answer, make)->run();
    }

    static void list(Services &services, const ApiRequest &request, const Answer &answer)
    {
        PageRequest page;
        auto problem = request.query.onlyAllows(QStringList{QStringLiteral("limit"), QStringLiteral("offset")} + Kind::filters());
        if (!problem)
            problem = readPage(request.query, page);
        if (!problem)
            problem = Kind::checkQuery(request.query);
        if (!problem)
            problem = checkScope(request.query);
        if (problem)
            return answer.problem(*problem);
        const auto data = services.catalogue.data();
        services.store.documents(Kind::kind, request.tenant,
                                 orProblem<QList<StoredDocument>>(answer, [=, &services](const QList<StoredDocument> &own) {
                                     if constexpr (!Kind::wantsProviders)
                                         return answerList(request, answer, page, data, own, {});
                                     services.store.documents(DocumentKind::Provider, request.tenant,
                                                              orProblem<QList<StoredDocument>>(answer, [=](const auto &providers) {
                                                                  answerList(request, answer, page, data, own, providers);
                                                              }));
                                 }));
    }

    static void answerList(const ApiRequest &request, const Answer &answer, const PageRequest &page,
                           const std::shared_ptr<const CatalogueData> &data, const QList<StoredDocument> &own,
                           const QList<StoredDocument> &ownProviders)
    {
        QList<QByteArray> items;
        QStringList errors;
        qint64 total = 0;
        // Each is resolved in its own tenant: a caller without one sees everybody's.
        QHash<QString, std::shared_ptr<ProviderIndex>> indices;
        const auto add = [&](const ResourceInfo &resource, const Type &value, const QByteArray &body) {
            const QString tenant = resource.readOnly() ? request.tenant : resource.tenant;
            auto &providers = indices[tenant];
            if (!providers)
                providers = std::make_shared<ProviderIndex>(data, ownProviders, tenant);
            const Query &query = request.query;
            if (!scopeHas(query, resource) || !matchesFilter(query.text(QStringLiteral("owner")), {resource.owner}, true)
                || !Kind::passes(query, value, *providers))
                return;
            ++total;
            if (total > page.offset && (page.limit == 0 || items.size() < page.limit))
                items.append(withResource(resource, Kind::shown(value, body, *providers, &query)));
        };
        for (const StoredDocument &document : own) {
            if (const auto value = json::decode<Type>(document.body))
                add(document.resource, *value, document.body);
            else
                errors << QStringLiteral("%1 '%2' cannot be read: %3").arg(Kind::word(), document.resource.id, value.error().message);
        }
        for (const auto &value : Kind::all(*data))
            add(value->resource, *value, Kind::systemBody(*data, value->resource.id));
        answer.jsonText(200, pageText(request.http, page, total, items, errors));
    }

    static QStringList providersOf(const Type &value)
    {
        QStringList ids;
        if constexpr (Kind::wantsProviders) {
            for (const auto &entry : value.benchmarks)
                ids << entry.providerId;
        }
        return ids;
    }
};

} // namespace assay::engine
