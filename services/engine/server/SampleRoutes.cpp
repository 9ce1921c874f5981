#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

namespace {

Problem badValue(const char *name, const QStringList &allowed)
{
    return {400, "query_parameter_value_invalid",
            QStringLiteral("The query parameter '%1' is not valid. Allowed values are: '%2'.")
                .arg(QLatin1String(name), allowed.join(QLatin1Char('|')))};
}

std::optional<Problem> readQuery(const Query &query, SampleQuery &out)
{
    static const QStringList filters{"all", "failed", "passed", "not_extracted", "errors"}; // order of SampleQuery::Filter
    static const QStringList sorts{"ordinal", "score", "latency_ms", "completion_tokens"};
    if (auto problem = query.onlyAllows({"filter", "search", "sort", "offset", "limit"}))
        return problem;
    if (const QString filter = query.first(QStringLiteral("filter")); !filter.isEmpty()) {
        if (!filters.contains(filter))
            return badValue("filter", filters);
        out.filter = SampleQuery::Filter(filters.indexOf(filter));
    }
    out.search = query.first(QStringLiteral("search"));
    out.sort = query.first(QStringLiteral("sort"));
    const QString column = out.sort.startsWith(QLatin1Char('-')) ? out.sort.mid(1) : out.sort;
    if (!column.isEmpty() && !sorts.contains(column))
        return badValue("sort", sorts);
    qint64 limit = out.limit;
    if (auto problem = query.integer(QStringLiteral("offset"), out.offset))
        return problem;
    if (auto problem = query.integer(QStringLiteral("limit"), limit))
        return problem;
    out.limit = int(std::clamp<qint64>(limit, 1, 1000));
    return {};
}

void samples(Services &services, const ApiRequest &request, const Answer &answer)
{
    int index = 0;
    SampleQuery query;
    auto problem = readIndex(request.parameter("index"), index);
    if (!problem)
        problem = readQuery(request.query, query);
    if (problem)
        return answer.problem(*problem);
    services.store.samples(request.parameter("id"), index, request.tenant, query,
                           orProblem<SamplePage>(answer, [answer](const SamplePage &page) {
                               QByteArrayList items;
                               for (const Sample &sample : page.items)
                                   items << json::encode(sample);
                               answer.jsonText(200, "{\"items\":[" + items.join(',') + "],\"total_count\":"
                                                   + QByteArray::number(page.totalCount) + '}');
                           }));
}

void scores(Services &services, const ApiRequest &request, const Answer &answer)
{
    int index = 0;
    if (const auto problem = readIndex(request.parameter("index"), index))
        return answer.problem(*problem);
    services.store.scores(request.parameter("id"), index, request.tenant,
                          orProblem<ScoreColumns>(answer, [answer](const ScoreColumns &columns) { answer.jsonText(200, json::encode(columns)); }));
}

} // namespace

void addSampleRoutes(Router &router, Services &services)
{
    const QString benchmark = QStringLiteral("/api/v1/evaluations/jobs/{id}/benchmarks/{index}/");
    router.add("GET", benchmark + QStringLiteral("samples"),
               [&services](const ApiRequest &request, const Answer &answer) { samples(services, request, answer); });
    router.add("GET", benchmark + QStringLiteral("scores"),
               [&services](const ApiRequest &request, const Answer &answer) { scores(services, request, answer); });
}

} // namespace assay::engine
