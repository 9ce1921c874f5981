#include "services/core/DatasetPurpose.h"
#include "services/engine/datasets/DatasetStore.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

// Llama Stack's datasets and their rows (contract llamastack.md, sections 3.1, 4.1 and 4.2), without its faults: what is appended is
// kept, a refused registration changes nothing, values keep their types, and paging never goes in circles.

namespace assay::engine {

using Json = nlohmann::ordered_json;

namespace {

using datasets::DatasetRecord;

constexpr qsizetype longestId = 200;
constexpr qint64 rowsWithin = 256 * 1024; ///< bytes of inline rows that an answer repeats

/// As Llama Stack's specification has an error; its servers send `detail` alone.
void refuse(const Answer &answer, int status, const QString &detail)
{
    const char *title = status == 404 ? "Not Found" : status == 409 ? "Conflict" : status == 503 ? "Service Unavailable" : status >= 500 ? "Internal Server Error" : "Bad Request";
    const Json body{{"status", status}, {"title", title}, {"detail", detail.toStdString()}};
    answer.jsonText(status, QByteArray::fromStdString(body.dump()));
}

void refuse(const Answer &answer, const Error &error)
{
    switch (error.kind) {
    case Error::Kind::NotFound: return refuse(answer, 404, error.message);
    case Error::Kind::Conflict:
    case Error::Kind::Invalid:
    case Error::Kind::Unsupported: return refuse(answer, 400, error.message);
    case Error::Kind::Cancelled: return refuse(answer, 503, error.message);
    default: return refuse(answer, 500, error.message);
    }
}

template<typename T>
Reply<T> orRefusal(const Answer &answer, std::function<void(T)> next)
{
    return [answer, next = std::move(next)](Result<T> result) { result ? next(std::move(*result)) : refuse(answer, result.error()); };
}

/// The body as one object with its members in order; answers itself when it is none.
bool readBody(const ApiRequest &request, const Answer &answer, Json &out)
{
    if (json::isTooDeep(request.http.body)) {
        refuse(answer, 400, QCoreApplication::translate("assay", "The body is nested too deeply."));
        return false;
    }
    out = Json::parse(request.http.body.begin(), request.http.body.end(), nullptr, false);
    if (out.is_object())
        return true;
    refuse(answer, 400, QCoreApplication::translate("assay", "The body has to be one JSON object."));
    return false;
}

QString textOf(const Json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

/// Rows as they are kept; what is wrong with them otherwise.
Result<QList<QByteArray>> readRows(const Json &rows, const char *where)
{
    if (!rows.is_array())
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "%1 has to be a list of objects, a row each.").arg(QLatin1String(where))};
    QList<QByteArray> out;
    for (const Json &row : rows) {
        const auto text = json::rowText(row);
        if (!text)
            return Error{Error::Kind::Invalid, QStringLiteral("%1[%2]: %3").arg(QLatin1String(where)).arg(out.size()).arg(text.error().message)};
        out << *text;
    }
    return out;
}

Result<Done> readSource(const Json &body, NewDataset &out)
{
    const auto source = body.find("source");
    if (source == body.end() || !source->is_object())
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "source: required; an object with the type 'uri' and a uri, or with the type 'rows' and rows.")};
    const QString type = textOf(*source, "type");
    if (type == QLatin1String("rows")) {
        const auto rows = readRows(source->value("rows", Json()), "source.rows");
        if (!rows)
            return rows.error();
        out.rows = *rows;
        return Done{};
    }
    if (type != QLatin1String("uri"))
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "source.type: 'uri' or 'rows' is expected.")};
    out.uri = textOf(*source, "uri");
    return json::checkUri(out.uri);
}

Result<NewDataset> readDataset(const ApiRequest &request, const Json &body)
{
    NewDataset out;
    out.tenant = request.tenant;
    out.owner = request.owner;
    out.id = textOf(body, "dataset_id");
    if (out.id.size() > longestId || out.id.contains(QChar::Null))
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "dataset_id: at most 200 characters.")};
    out.purpose = textOf(body, "purpose");
    if (!datasetPurposes().contains(out.purpose)) {
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay", "purpose: one of %1 is expected, not '%2'.").arg(datasetPurposes().join(QStringLiteral(", ")), out.purpose)};
    }
    const auto metadata = body.find("metadata");
    if (metadata != body.end() && !metadata->is_null() && !metadata->is_object())
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "metadata: an object is expected.")};
    out.metadata = metadata != body.end() && metadata->is_object() ? QByteArray::fromStdString(metadata->dump()) : QByteArray("{}");
    if (auto source = readSource(body, out); !source)
        return source.error();
    return out;
}

/// Rows were given within the request, and not by a URI.
bool hasOwnRows(const DatasetRecord &record)
{
    return Json::parse(record.source.begin(), record.source.end(), nullptr, false).value("type", "") == "rows";
}

/// The object of the API. `rows`: inline rows to repeat; none: they are too many, or not asked for.
Json datasetJson(const DatasetRecord &record, const QList<QByteArray> *rows)
{
    Json source = Json::parse(record.source.begin(), record.source.end(), nullptr, false);
    const bool own = hasOwnRows(record);
    if (own) {
        source["rows"] = Json::array();
        for (const QByteArray &row : rows ? *rows : QList<QByteArray>())
            source["rows"].push_back(Json::parse(row.begin(), row.end(), nullptr, false));
    }
    Json out{{"identifier", record.id.toStdString()}, {"provider_resource_id", record.id.toStdString()}, {"provider_id", "assay"},
             {"type", "dataset"}, {"purpose", record.purpose.toStdString()}, {"source", source},
             {"metadata", Json::parse(record.metadata.begin(), record.metadata.end(), nullptr, false)}};
    out["assay"] = {{"num_rows", record.rows}, {"bytes", record.bytes}, {"version", record.version},
                    {"sha256", record.digest.toStdString()}, {"created_at", record.createdAt.toStdString()}};
    if (own && record.rows > 0 && !rows)
        out["assay"]["rows_left_out"] = true;
    return out;
}

void reply(const Answer &answer, const Json &body) { answer.jsonText(200, QByteArray::fromStdString(body.dump())); }

void answerDataset(Services &services, const Answer &answer, const DatasetRecord &record, const Json &more = Json::object())
{
    const auto finish = [answer, record, more](const QList<QByteArray> *rows) {
        Json out = datasetJson(record, rows);
        out["assay"].update(more);
        reply(answer, out);
    };
    if (!hasOwnRows(record) || record.bytes > rowsWithin)
        return finish(nullptr);
    services.datasets.rows(record.tenant, record.id, 0, record.rows,
                           orRefusal<DatasetRows>(answer, [finish](const DatasetRows &rows) { finish(&rows.rows); }));
}

void add(Services &services, const ApiRequest &request, const Answer &answer)
{
    if (const auto problem = refusedWhileDraining(services))
        return answer.problem(*problem);
    Json body;
    if (!readBody(request, answer, body))
        return;
    auto dataset = readDataset(request, body);
    if (!dataset)
        return refuse(answer, dataset.error());
    if (const auto problem = request.query.boolean(QStringLiteral("skip_broken_rows"), dataset->skipBroken))
        return refuse(answer, problem->status, problem->message);
    services.datasets.add(*dataset, orRefusal<RegisteredDataset>(answer, [&services, answer](const RegisteredDataset &added) {
        Json more = Json::object();
        if (added.skippedCount > 0) {
            more["skipped_rows"] = added.skippedCount;
            for (const auto &row : added.skipped)
                more["skipped"].push_back({{"line", row.line}, {"fault", row.fault.toStdString()}});
        }
        answerDataset(services, answer, added.record, more);
    }));
}

void list(Services &services, const ApiRequest &request, const Answer &answer)
{
    services.datasets.list(request.tenant, orRefusal<QList<DatasetRecord>>(answer, [answer](const QList<DatasetRecord> &all) {
        Json data = Json::array();
        for (const DatasetRecord &record : all)
            data.push_back(datasetJson(record, nullptr));
        reply(answer, {{"data", data}});
    }));
}

void get(Services &services, const ApiRequest &request, const Answer &answer)
{
    services.datasets.find(request.tenant, request.parameter("dataset_id"), orRefusal<DatasetRecord>(answer, [&services, answer](const DatasetRecord &record) {
        answerDataset(services, answer, record);
    }));
}

void remove(Services &services, const ApiRequest &request, const Answer &answer)
{
    services.datasets.remove(request.tenant, request.parameter("dataset_id"), orRefusal<Done>(answer, [answer](const Done &) { answer.empty(); }));
}

/// A whole number, or an error that names the parameter; absent: `value` stays. -1 stands for "all" as Llama Stack has it.
bool readNumber(const ApiRequest &request, const Answer &answer, const char *name, qint64 lowest, qint64 &value)
{
    const QString text = request.query.first(QLatin1String(name));
    if (text.isEmpty())
        return true;
    bool whole = false;
    value = text.toLongLong(&whole);
    if (whole && value >= lowest)
        return true;
    refuse(answer, 400, QCoreApplication::translate("assay", "%1: a whole number of at least %2 is expected, not '%3'.").arg(QLatin1String(name)).arg(lowest).arg(text));
    return false;
}

void rows(Services &services, const ApiRequest &request, const Answer &answer)
{
    qint64 start = 0, limit = -1;
    if (!readNumber(request, answer, "start_index", 0, start) || !readNumber(request, answer, "limit", -1, limit))
        return;
    if (limit == 0)
        return refuse(answer, 400, QCoreApplication::translate("assay", "limit: at least 1, or -1 for all rows."));
    const bool all = limit < 0;
    services.datasets.rows(request.tenant, request.parameter("dataset_id"), start, all ? std::numeric_limits<qint32>::max() : limit,
                           orRefusal<DatasetRows>(answer, [answer, start, all](const DatasetRows &page) {
        const bool more = page.rows.size() < page.total - start;
        if (all && more)
            return refuse(answer, 400, QCoreApplication::translate("assay", "The dataset is too long for one answer: ask for its rows in parts with start_index and limit."));
        QByteArray body = "{\"data\":[" + page.rows.join(',') + "],\"has_more\":" + (more ? "true" : "false") + ",\"url\":null,\"total_count\":"
            + QByteArray::number(page.total) + '}';
        answer.jsonText(200, body);
    }));
}

void append(Services &services, const ApiRequest &request, const Answer &answer)
{
    Json body;
    if (!readBody(request, answer, body))
        return;
    const auto rows = readRows(body.value("rows", Json()), "rows");
    if (!rows)
        return refuse(answer, rows.error());
    services.datasets.append(request.tenant, request.parameter("dataset_id"), *rows, orRefusal<DatasetRecord>(answer, [answer](const DatasetRecord &grown) {
        reply(answer, {{"num_rows", grown.rows}, {"version", grown.version}, {"sha256", grown.digest.toStdString()}});
    }));
}

Result<datasets::RowChange> readChange(const Json &in)
{
    using datasets::RowChange;
    const auto invalid = [](const QString &why) { return Error{Error::Kind::Invalid, why}; };
    static const QHash<QString, RowChange::Kind> kinds{{QStringLiteral("replace"), RowChange::Kind::Replace},
                                                       {QStringLiteral("insert"), RowChange::Kind::Insert},
                                                       {QStringLiteral("remove"), RowChange::Kind::Remove}};
    const auto kind = in.is_object() ? kinds.constFind(textOf(in, "op")) : kinds.cend();
    if (kind == kinds.cend())
        return invalid(QCoreApplication::translate("assay", "an object with op 'replace', 'insert' or 'remove' is expected."));
    RowChange out;
    out.kind = *kind;
    const auto number = [&in](const char *name, qint64 &value) {
        const auto it = in.find(name);
        if (it != in.end() && it->is_number_integer())
            value = it->get<qint64>();
        return it != in.end() && it->is_number_integer();
    };
    if (!number("row", out.row))
        return invalid(QCoreApplication::translate("assay", "row: a whole number is expected, from 0."));
    if (*kind == RowChange::Kind::Remove) {
        if (in.contains("count") && !number("count", out.count))
            return invalid(QCoreApplication::translate("assay", "count: a whole number is expected, from 1."));
        return out;
    }
    const auto text = json::rowText(in.value("value", Json()));
    if (!text)
        return invalid(QStringLiteral("value: ") + text.error().message);
    out.text = *text;
    return out;
}

Result<QList<datasets::RowChange>> readChanges(const Json &edits)
{
    if (!edits.is_array())
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "edits: a list is expected.")};
    QList<datasets::RowChange> out;
    for (const Json &edit : edits) {
        const auto change = readChange(edit);
        if (!change)
            return Error{Error::Kind::Invalid, QStringLiteral("edits[%1]: %2").arg(out.size()).arg(change.error().message)};
        out << *change;
    }
    return out;
}

/// Ours: Llama Stack has nothing like it.
void edit(Services &services, const ApiRequest &request, const Answer &answer)
{
    Json body;
    if (!readBody(request, answer, body))
        return;
    const auto version = body.find("version");
    if (version == body.end() || !version->is_number_integer())
        return refuse(answer, 400, QCoreApplication::translate("assay", "version: required; the one of the rows that the changes are for."));
    const auto changes = readChanges(body.value("edits", Json()));
    if (!changes)
        return refuse(answer, changes.error());
    services.datasets.edit(request.tenant, request.parameter("dataset_id"), version->get<qint64>(), *changes,
                           [&services, answer](const Result<DatasetRecord> &edited) {
        if (edited)
            answerDataset(services, answer, *edited);
        else if (edited.error().kind == Error::Kind::Conflict)
            refuse(answer, 409, edited.error().message);
        else
            refuse(answer, edited.error());
    });
}

} // namespace

void addDatasetRoutes(Router &router, Services &services)
{
    const auto route = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    const QString datasets = QStringLiteral("/v1beta/datasets"), io = QStringLiteral("/v1beta/datasetio/"), id = QStringLiteral("/{dataset_id...}");
    route("GET", datasets, list);
    route("POST", datasets, add);
    route("GET", datasets + id, get);
    route("DELETE", datasets + id, remove);
    route("GET", io + QStringLiteral("iterrows") + id, rows);
    route("POST", io + QStringLiteral("append-rows") + id, append);
    route("POST", io + QStringLiteral("edit-rows") + id, edit);
}

} // namespace assay::engine
