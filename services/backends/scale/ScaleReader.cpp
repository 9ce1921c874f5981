#include "services/backends/scale/ScaleReader.h"

#include "services/http/Redaction.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QSet>

namespace assay {

namespace {

using Json = nlohmann::json;

constexpr qsizetype longestText = 500, longestQuote = 200;
constexpr int deepest = 8;

Json parsed(const QByteArray &body) { return Json::parse(body.begin(), body.end(), nullptr, false); }

template<typename AnyJson>
QString text(const AnyJson &in, const char *name)
{
    const auto it = in.is_object() ? in.find(name) : in.end();
    return in.is_object() && it != in.end() && it->is_string() ? QString::fromStdString(it->template get<std::string>()) : QString();
}

template<typename AnyJson>
std::optional<qint64> number(const AnyJson &in, const char *name)
{
    const auto it = in.is_object() ? in.find(name) : in.end();
    return in.is_object() && it != in.end() && it->is_number_integer() ? std::optional(it->template get<qint64>()) : std::nullopt;
}

template<typename AnyJson>
const AnyJson &member(const AnyJson &in, const char *name)
{
    static const AnyJson none;
    const auto it = in.is_object() ? in.find(name) : in.end();
    return in.is_object() && it != in.end() ? *it : none;
}

/// "body.tasks.0.model: Field required" for each fault of a list.
QString faultsOf(const Json &list)
{
    QStringList lines;
    for (const Json &fault : list) {
        QStringList place;
        for (const Json &part : member(fault, "loc"))
            place << (part.is_string() ? QString::fromStdString(part.get<std::string>()) : QString::fromStdString(part.dump()));
        const QString what = text(fault, "msg");
        lines << (place.isEmpty() ? what : QStringLiteral("%1: %2").arg(place.join(QLatin1Char('.')), what));
    }
    return lines.join(QLatin1Char('\n'));
}

QString detailOf(const QByteArray &body)
{
    const Json in = parsed(body);
    if (in.is_discarded())
        return body.trimmed().startsWith('<') ? QString() : QString::fromUtf8(body.trimmed());
    const Json *detail = &in;
    for (int depth = 0; depth < deepest && detail->is_object() && detail->contains("detail"); ++depth)
        detail = &(*detail)["detail"];
    if (detail->is_string())
        return QString::fromStdString(detail->get<std::string>());
    return detail->is_array() ? faultsOf(*detail) : QString::fromUtf8(json::dump(*detail));
}

Error unreadable(const QByteArray &body)
{
    return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "The answer is not one of Scale GP's evaluation API; check the URL."), quoted(QString::fromUtf8(body), longestQuote)};
}

/// Tasks that make what is judged.
bool generates(const QString &type)
{
    static const QStringList types{QStringLiteral("chat_completion"), QStringLiteral("inference"), QStringLiteral("application_variant"), QStringLiteral("agentex_output")};
    return types.contains(type);
}

void readStatus(const Json &in, Job &job)
{
    const Json &items = member(member(in, "progress"), "items");
    BenchmarkStatus status;
    status.id = job.benchmarks.first().id;
    status.providerId = scaleProvider();
    status.benchmarkIndex = 0;
    status.status = Word<RunState>::fromText(text(in, "status"));
    status.startedAt = job.resource.createdAt;
    const qint64 failed = number(items, "failed").value_or(0), errors = std::max(failed, number(in, "error_count").value_or(0));
    if (const auto total = number(items, "total")) {
        status.itemsTotal = total;
        status.itemsDone = *total - number(items, "pending").value_or(0);
    }
    const QString reason = text(in, "status_reason");
    if (status.status == RunState::Failed) {
        const QString why = reason.isEmpty() ? QCoreApplication::translate("assay", "The service says that the evaluation failed, and not why.") : reason;
        status.errorMessage = Message{why, QStringLiteral("scale_failed"), QStringLiteral("runtime"), {}};
    } else if (errors > 0) {
        QString what = QCoreApplication::translate("assay", "%n error(s) of tasks on single rows.", nullptr, int(errors));
        for (const Json &one : member(items, "failed_items")) {
            what += QLatin1Char(' ') + text(one, "error");
            break;
        }
        status.warningMessage = Message{what, QStringLiteral("rows_failed"), QStringLiteral("runtime"), {}};
    }
    job.status.state = status.status == RunState::Completed && errors > 0 ? Word<RunState>(RunState::PartiallyFailed) : status.status;
    job.status.benchmarks = {status};
}

Result<Job> jobOf(const Json &in)
{
    Job job;
    job.resource.id = text(in, "id");
    job.name = text(in, "name");
    if (job.resource.id.isEmpty() || text(in, "status").isEmpty())
        return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "An evaluation of the answer has no id or status."), quoted(QString::fromUtf8(json::dump(in)), longestQuote)};
    job.description = text(in, "description");
    job.resource.createdAt = job.resource.updatedAt = text(in, "created_at");
    const QString owner = text(member(in, "created_by"), "id");
    job.resource.owner = owner.isEmpty() ? text(in, "created_by_user_id") : owner; // as early servers say it
    for (const Json &tag : member(in, "tags")) {
        if (tag.is_string())
            job.tags << QString::fromStdString(tag.get<std::string>());
    }
    for (const Json &task : member(in, "tasks")) {
        const QString model = text(member(task, "configuration"), "model");
        if (job.model.name.isEmpty() && generates(text(task, "task_type")))
            job.model.name = model;
    }
    BenchmarkRef ref;
    const Json &datasets = member(in, "datasets");
    ref.id = datasets.is_array() && !datasets.empty() ? text(datasets.front(), "name") : QString();
    if (ref.id.isEmpty())
        ref.id = job.name;
    ref.providerId = scaleProvider();
    job.benchmarks = {ref};
    readStatus(in, job);
    job.custom = {json::dump({{"scale", in}})};
    return job;
}

Result<Dataset> datasetOf(const Json &in)
{
    Dataset out;
    out.id = text(in, "id");
    if (out.id.isEmpty())
        return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "A dataset of the answer has no id."), quoted(QString::fromUtf8(json::dump(in)), longestQuote)};
    out.name = text(in, "name");
    out.version = number(in, "current_version_num");
    out.createdAt = text(in, "created_at");
    Json metadata = Json::object();
    for (const char *name : {"description", "tags", "created_by"}) {
        if (const Json &value = member(in, name); !value.is_null())
            metadata[name] = value;
    }
    out.metadata = {json::dump(metadata)};
    return out;
}

using Ordered = nlohmann::ordered_json;

DatasetRow rowOf(const Ordered &item)
{
    DatasetRow row;
    const Ordered &data = member(item, "data");
    if (!data.is_object())
        return row;
    for (const auto &[name, value] : data.items()) {
        const std::string cell = value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Ordered::error_handler_t::replace);
        row.cells.append({QString::fromStdString(name), QString::fromStdString(cell)});
    }
    return row;
}

/// AnyJson: ordered where the order of members matters.
template<typename T, typename AnyJson = Json, typename Read>
Result<ScalePage<T>> pageOf(const QByteArray &body, Read read)
{
    const AnyJson in = AnyJson::parse(body.begin(), body.end(), nullptr, false);
    const AnyJson &items = member(in, "items");
    if (!items.is_array())
        return unreadable(body);
    ScalePage<T> page;
    for (const AnyJson &item : items) {
        const Result<T> one = read(item);
        if (!one)
            return one.error();
        page.items << *one;
        page.ids << text(item, "id");
        page.last = page.ids.last();
    }
    page.total = number(in, "total").value_or(-1);
    if (const AnyJson &more = member(in, "has_more"); more.is_boolean())
        page.more = more.template get<bool>();
    return page;
}

} // namespace

QString scaleProvider() { return QStringLiteral("scale"); }

Error scaleError(const HttpReply &reply, const QString &place)
{
    const QString detail = quoted(detailOf(reply.body), longestText);
    Error error{kindOfStatus(reply.status)};
    error.code = QStringLiteral("http_%1").arg(reply.status);
    error.detail = QStringLiteral("HTTP %1: %2").arg(QString::number(reply.status), quoted(QString::fromUtf8(reply.body), longestText));
    if (reply.status == 401)
        error.message = QCoreApplication::translate("assay", "%1 refuses the key (%2); enter a valid one for this connection.").arg(place).arg(reply.status);
    else if (reply.status == 403)
        error.message = QCoreApplication::translate("assay", "%1 does not let this key into the account; check the account's id in the connection's settings.").arg(place);
    else if (detail.isEmpty() || reply.status == 429 || reply.status >= 500)
        error.message = sentenceForStatus(reply.status, place);
    else
        error.message = QCoreApplication::translate("assay", "The service answers: %1").arg(detail);
    return error;
}

Result<Job> readEvaluation(const QByteArray &body)
{
    const Json in = parsed(body);
    return in.is_object() && in.contains("id") ? jobOf(in) : Result<Job>(unreadable(body));
}

Result<ScalePage<Job>> readEvaluations(const QByteArray &body)
{
    return pageOf<Job>(body, jobOf);
}

Result<ScalePage<JsonText>> readItems(const QByteArray &body)
{
    return pageOf<JsonText>(body, [](const Json &item) { return Result<JsonText>(JsonText{json::dump(item)}); });
}

Result<Dataset> readDataset(const QByteArray &body)
{
    const Json in = parsed(body);
    return in.is_object() && in.contains("id") ? datasetOf(in) : Result<Dataset>(unreadable(body));
}

Result<ScalePage<Dataset>> readDatasets(const QByteArray &body)
{
    return pageOf<Dataset>(body, datasetOf);
}

Result<ScalePage<DatasetRow>> readDatasetRows(const QByteArray &body)
{
    return pageOf<DatasetRow, Ordered>(body, [](const Ordered &item) { return Result<DatasetRow>(rowOf(item)); });
}

Result<ScalePage<QString>> readItemIds(const QByteArray &body)
{
    return pageOf<QString>(body, [](const Json &item) { return Result<QString>(text(item, "id")); });
}

Result<QList<ServedModel>> readChatModels(const QByteArray &body)
{
    const auto page = pageOf<ServedModel>(body, [](const Json &item) {
        const QString status = text(item, "model_availability"), vendor = text(item, "model_vendor"), name = text(item, "model_name");
        if (name.isEmpty() || status == QLatin1String("unavailable"))
            return Result<ServedModel>(ServedModel());
        return Result<ServedModel>(ServedModel{vendor.isEmpty() ? name : vendor + QLatin1Char('/') + name, vendor, QStringLiteral("llm"), status});
    });
    if (!page)
        return page.error();
    QList<ServedModel> out;
    QSet<QString> seen;
    for (const ServedModel &model : page->items) {
        if (!model.id.isEmpty() && !seen.contains(model.id))
            out << model;
        seen.insert(model.id);
    }
    return out;
}

} // namespace assay
