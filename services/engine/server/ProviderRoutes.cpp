#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

const QString kind = QStringLiteral("provider");

/// A provider in a list, with what filters ask for.
struct Row {
    ResourceInfo resource;
    QString name;
    QStringList tags;
    std::function<QByteArray()> body;
};

QList<Row> rows(const CatalogueData &system, const QList<StoredDocument> &own)
{
    QList<Row> all;
    for (const StoredDocument &document : own) {
        const auto provider = json::decode<Provider>(document.body);
        if (provider)
            all.append({document.resource, provider->name, provider->tags, [body = document.body] { return body; }});
    }
    for (const auto &provider : system.providers)
        all.append({provider->resource, provider->name, provider->tags, [provider] { return json::dump(providerBody(*provider, nullptr)); }});
    return all;
}

QByteArray withoutBenchmarks(const QByteArray &body)
{
    Json document = Json::parse(body.begin(), body.end());
    document["benchmarks"] = Json::array();
    return json::dump(document);
}

void list(Services &services, const ApiRequest &request, const Answer &answer)
{
    const Query &query = request.query;
    PageRequest page;
    bool benchmarks = true;
    auto problem = query.onlyAllows({"limit", "offset", "benchmarks", "name", "tags", "owner", "scope"});
    if (!problem)
        problem = readPage(query, page);
    if (!problem)
        problem = query.boolean(QStringLiteral("benchmarks"), benchmarks);
    if (!problem)
        problem = checkScope(query);
    if (problem)
        return answer.problem(*problem);
    const auto reply = [request, answer, page, benchmarks, system = services.catalogue.data()](const QList<StoredDocument> &own) {
        const Query &filter = request.query;
        QList<QByteArray> items;
        qint64 total = 0;
        for (const Row &row : rows(*system, own)) {
            if (!scopeHas(filter, row.resource) || !matchesFilter(filter.text("name"), {row.name})
                || !matchesFilter(filter.text("tags"), row.tags) || !matchesFilter(filter.text("owner"), {row.resource.owner}, true))
                continue;
            ++total;
            if (total <= page.offset || (page.limit > 0 && items.size() >= page.limit))
                continue;
            const QByteArray body = row.body();
            items.append(withResource(row.resource, benchmarks ? body : withoutBenchmarks(body)));
        }
        answer.jsonText(200, pageText(request.http, page, total, items));
    };
    services.store.documents(DocumentKind::Provider, request.tenant, orProblem<QList<StoredDocument>>(answer, reply));
}

void get(Services &services, const ApiRequest &request, const Answer &answer)
{
    const QString id = request.parameter("id");
    if (const auto provider = services.catalogue.data()->provider(id))
        return answer.jsonText(200, withResource(provider->resource, json::dump(providerBody(*provider, nullptr))));
    services.store.document(DocumentKind::Provider, id, request.tenant,
                            orProblem<StoredDocument>(answer, [answer](const StoredDocument &document) {
                                answer.jsonText(200, withResource(document.resource, document.body));
                            }));
}

void create(Services &services, const ApiRequest &request, const Answer &answer)
{
    Json raw;
    if (const auto problem = parseBody(request.http.body, raw))
        return answer.problem(*problem);
    Provider provider;
    try {
        provider = json::fromJson<Provider>(raw);
    } catch (const Json::exception &e) {
        return answer.problem(problem::invalidJson(QString::fromUtf8(e.what())));
    }
    if (const auto problem = checkProvider(provider))
        return answer.problem(*problem);
    services.store.createDocument(DocumentKind::Provider, request.tenant, request.owner, json::dump(providerBody(provider, &raw)),
                                  orProblem<StoredDocument>(answer, [answer](const StoredDocument &document) {
                                      answer.jsonText(201, withResource(document.resource, document.body));
                                  }));
}

void remove(Services &services, const ApiRequest &request, const Answer &answer)
{
    const QString id = request.parameter("id");
    if (services.catalogue.data()->provider(id))
        return answer.problem(problem::readOnly(QStringLiteral("Provider"), id));
    services.store.removeDocument(DocumentKind::Provider, id, request.tenant,
                                  orProblem<Done>(answer, [answer](Done) { answer.empty(); }));
}

} // namespace

void addProviderRoutes(Router &router, Services &services)
{
    const QString all = QStringLiteral("/api/v1/evaluations/providers"), one = all + QStringLiteral("/{id}");
    const auto add = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add("GET", all, list);
    add("POST", all, create);
    add("GET", one, get);
    add("DELETE", one, remove);
}

} // namespace assay::engine
