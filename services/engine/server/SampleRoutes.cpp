#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

Problem badValue(const char *name, const QStringList &allowed)
{
    return {400, "query_parameter_value_invalid",
            QStringLiteral("The query parameter '%1' is not valid. Allowed values are: '%2'.")
                .arg(QLatin1String(name), allowed.join(QLatin1Char('|')))};
}

std::optional<Problem> readFilter(const QString &word, SampleQuery::Filter &out)
{
    static const QStringList filters{"all", "failed", "passed", "not_extracted", "errors"}; // order of SampleQuery::Filter
    if (word.isEmpty())
        return {};
    if (!filters.contains(word))
        return badValue("filter", filters);
    out = SampleQuery::Filter(filters.indexOf(word));
    return {};
}

std::optional<Problem> checkSort(const QString &sort)
{
    static const QStringList sorts{"ordinal", "score", "latency_ms", "prompt_tokens", "completion_tokens", "scorer.NAME", "meta.NAME"};
    const QString column = sort.startsWith(QLatin1Char('-')) ? sort.mid(1) : sort;
    const bool member = (column.startsWith(QLatin1String("scorer.")) || column.startsWith(QLatin1String("meta."))) && !column.endsWith(QLatin1Char('.'));
    return column.isEmpty() || member || sorts.contains(column) ? std::nullopt : std::optional(badValue("sort", sorts));
}

Problem badMember(const QString &member, const QString &rule)
{
    //: %1: member of a request, %2: "must be ..."
    return problem::validation(QCoreApplication::translate("assay", "'%1' %2").arg(member, rule));
}

/// Members of a POSTed query, one after the other; remembers the first fault.
class BodyReader {
public:
    explicit BodyReader(const Json &body) : m_body(body) {}

    void text(const char *name, QString &out)
    {
        m_known << QLatin1String(name);
        const Json *value = find(name);
        if (value && !value->is_string())
            fail(name, QCoreApplication::translate("assay", "must be a text"));
        else if (value)
            out = QString::fromStdString(value->get_ref<const std::string &>());
    }
    void number(const char *name, qint64 from, qint64 to, qint64 &out)
    {
        m_known << QLatin1String(name);
        const Json *value = find(name);
        if (!value)
            return;
        if (!value->is_number_integer() || value->get<qint64>() < from || value->get<qint64>() > to)
            return fail(name, QCoreApplication::translate("assay", "must be a whole number from %1 to %2").arg(from).arg(to));
        out = value->get<qint64>();
    }
    void flag(const char *name, bool &out)
    {
        m_known << QLatin1String(name);
        const Json *value = find(name);
        if (value && !value->is_boolean())
            fail(name, QCoreApplication::translate("assay", "must be true or false"));
        else if (value)
            out = value->get<bool>();
    }
    void keys(const char *name, QList<SampleKey> &out)
    {
        m_known << QLatin1String(name);
        const Json *value = find(name);
        const auto isKey = [](const Json &one) {
            return one.is_object() && one.contains("item_key") && one["item_key"].is_string()
                && (!one.contains("repeat") || (one["repeat"].is_number_integer() && one["repeat"] >= 0)) && one.size() <= 2;
        };
        if (!value)
            return;
        if (!value->is_array() || value->empty() || value->size() > std::size_t(SampleQuery::maxKeys)
            || !std::all_of(value->begin(), value->end(), isKey))
            return fail(name, QCoreApplication::translate("assay", "must be a list of 1 to %1 objects with item_key and, if there are repeats, repeat")
                                  .arg(SampleQuery::maxKeys));
        for (const Json &one : *value)
            out << SampleKey{QString::fromStdString(one["item_key"].get<std::string>()), one.value("repeat", 0)};
    }
    std::optional<Problem> fault()
    {
        for (const auto &[name, value] : m_body.items()) {
            if (!m_fault && !m_known.contains(QString::fromStdString(name)))
                fail(name.c_str(), QCoreApplication::translate("assay", "is no member of this request; there are %1").arg(m_known.join(QLatin1String(", "))));
        }
        return m_fault;
    }

private:
    const Json *find(const char *name) const
    {
        const auto at = m_body.find(name);
        return at == m_body.end() || at->is_null() ? nullptr : &*at;
    }
    void fail(const char *name, const QString &rule)
    {
        if (!m_fault)
            m_fault = badMember(QString::fromUtf8(name), rule);
    }
    const Json &m_body;
    QStringList m_known;
    std::optional<Problem> m_fault;
};

std::optional<Problem> readBody(const QByteArray &text, SampleQuery &out)
{
    Json body;
    if (auto problem = parseBody(text, body))
        return problem;
    if (!body.is_object())
        return problem::validation(QCoreApplication::translate("assay", "The request must be an object"));
    BodyReader read(body);
    QString filter;
    qint64 limit = out.limit, textChars = 0;
    read.text("filter", filter);
    read.text("search", out.search);
    read.text("expression", out.filterExpression);
    read.keys("item_keys", out.itemKeys);
    read.text("sort", out.sort);
    read.number("offset", 0, std::numeric_limits<int>::max(), out.offset);
    read.text("after", out.after);
    read.number("limit", 1, 1000, limit);
    read.number("text_chars", 0, 10'000'000, textChars);
    read.flag("count", out.count);
    if (auto fault = read.fault())
        return fault;
    out.limit = int(limit);
    out.textChars = int(textChars);
    if (auto problem = readFilter(filter, out.filter))
        return problem;
    return checkSort(out.sort);
}

std::optional<Problem> readQuery(const Query &query, SampleQuery &out)
{
    if (auto problem = query.onlyAllows({"filter", "search", "sort", "offset", "limit"}))
        return problem;
    if (auto problem = readFilter(query.first(QStringLiteral("filter")), out.filter))
        return problem;
    out.search = query.first(QStringLiteral("search"));
    out.sort = query.first(QStringLiteral("sort"));
    if (auto problem = checkSort(out.sort))
        return problem;
    qint64 limit = out.limit;
    if (auto problem = query.integer(QStringLiteral("offset"), out.offset))
        return problem;
    if (auto problem = query.integer(QStringLiteral("limit"), limit))
        return problem;
    out.limit = int(std::clamp<qint64>(limit, 1, 1000));
    return {};
}

QByteArray itemsText(const SamplePage &page)
{
    QByteArrayList items;
    for (const Sample &sample : page.items)
        items << json::encode(sample);
    return "{\"items\":[" + items.join(',') + ']';
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
    services.store.samples(request.parameter("id"), index, request.tenant, query, orProblem<SamplePage>(answer, [answer](const SamplePage &page) {
                               answer.jsonText(200, itemsText(page) + ",\"total_count\":" + QByteArray::number(page.totalCount) + '}');
                           }));
}

void querySamples(Services &services, const ApiRequest &request, const Answer &answer)
{
    int index = 0;
    SampleQuery query;
    auto problem = readIndex(request.parameter("index"), index);
    if (!problem)
        problem = readBody(request.http.body, query);
    if (problem)
        return answer.problem(*problem);
    services.store.samples(request.parameter("id"), index, request.tenant, query, orProblem<SamplePage>(answer, [answer](const SamplePage &page) {
                               Json rest{{"total_count", page.totalCount}, {"counted", page.counted}, {"looked_at", page.lookedAt},
                                         {"gave_up", page.gaveUp}};
                               if (!page.next.isEmpty())
                                   rest["next"] = page.next.toStdString();
                               answer.jsonText(200, itemsText(page) + ',' + json::dump(rest).mid(1));
                           }));
}

void facets(Services &services, const ApiRequest &request, const Answer &answer)
{
    int index = 0;
    SampleFacetQuery query;
    qint64 limit = query.limit;
    auto problem = readIndex(request.parameter("index"), index);
    if (!problem)
        problem = request.query.onlyAllows({"metadata", "filter", "limit"});
    if (!problem)
        problem = readFilter(request.query.first(QStringLiteral("filter")), query.filter);
    if (!problem)
        problem = request.query.integer(QStringLiteral("limit"), limit);
    if (problem)
        return answer.problem(*problem);
    query.metadata = request.query.first(QStringLiteral("metadata"));
    query.limit = int(std::clamp<qint64>(limit, 1, SampleFacetQuery::maxLimit));
    services.store.sampleFacets(request.parameter("id"), index, request.tenant, query,
                                orProblem<QList<SampleFacet>>(answer, [answer](const QList<SampleFacet> &facets) {
                                    Json items = Json::array();
                                    for (const SampleFacet &facet : facets) {
                                        Json item{{"count", facet.count}, {"scored", facet.scored}, {"binary", facet.binary},
                                                  {"sum", facet.sum}, {"sum_of_squares", facet.sumOfSquares}};
                                        if (!facet.value.isNull())
                                            item["value"] = facet.value.toStdString();
                                        items.push_back(std::move(item));
                                    }
                                    answer.json(200, {{"items", items}});
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
    router.add("POST", benchmark + QStringLiteral("samples/query"),
               [&services](const ApiRequest &request, const Answer &answer) { querySamples(services, request, answer); });
    router.add("GET", benchmark + QStringLiteral("samples/facets"),
               [&services](const ApiRequest &request, const Answer &answer) { facets(services, request, answer); });
    router.add("GET", benchmark + QStringLiteral("scores"),
               [&services](const ApiRequest &request, const Answer &answer) { scores(services, request, answer); });
}

} // namespace assay::engine
