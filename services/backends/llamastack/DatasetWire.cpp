#include "services/backends/llamastack/DatasetWire.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QUrl>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json; // columns keep their order

Error unreadable(const std::exception &error)
{
    return {Error::Kind::Protocol, QCoreApplication::translate("assay", "The answer about datasets cannot be read; is this a server with Llama Stack's datasets?"),
            QString::fromUtf8(error.what())};
}

QString textIn(const Json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

std::optional<qint64> numberIn(const Json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_number() ? std::optional(it->get<qint64>()) : std::nullopt;
}

/// Throws Json::exception.
Dataset datasetOf(const Json &in)
{
    Dataset out;
    out.id = QString::fromStdString(in.at("identifier").get<std::string>());
    out.purpose = textIn(in, "purpose");
    out.providerId = textIn(in, "provider_id");
    if (in.contains("source") && in["source"].is_object())
        out.uri = textIn(in["source"], "uri");
    if (in.contains("metadata") && in["metadata"].is_object())
        out.metadata = JsonText{QByteArray::fromStdString(in["metadata"].dump())};
    const Json ours = in.value("assay", Json::object());
    out.rows = numberIn(ours, "num_rows");
    out.version = numberIn(ours, "version");
    out.sha256 = textIn(ours, "sha256");
    out.createdAt = textIn(ours, "created_at");
    return out;
}

QString cellText(const Json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    return QString::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

template<typename T, typename Read>
Result<T> reading(const QByteArray &body, Read read)
{
    try {
        return read(Json::parse(body.begin(), body.end()));
    } catch (const Json::exception &error) {
        return unreadable(error);
    }
}

} // namespace

QByteArray encodeDatasetRequest(const DatasetRequest &request)
{
    const Json body{{"purpose", request.purpose.toStdString()},
                    {"dataset_id", request.id.toStdString()},
                    {"source", {{"type", "uri"}, {"uri", QUrl::fromLocalFile(request.file).toString(QUrl::FullyEncoded).toStdString()}}}};
    return QByteArray::fromStdString(body.dump());
}

Result<QList<Dataset>> decodeDatasets(const QByteArray &body)
{
    return reading<QList<Dataset>>(body, [](const Json &in) {
        QList<Dataset> list;
        for (const Json &one : in.at("data"))
            list << datasetOf(one);
        return list;
    });
}

Result<DatasetAdded> decodeDatasetAdded(const QByteArray &body)
{
    return reading<DatasetAdded>(body, [](const Json &in) {
        DatasetAdded out;
        out.dataset = datasetOf(in);
        const Json ours = in.value("assay", Json::object());
        out.skipped = numberIn(ours, "skipped_rows").value_or(0);
        for (const Json &row : ours.value("skipped", Json::array())) {
            out.skippedTold << QCoreApplication::translate("assay", "Line %1: %2").arg(numberIn(row, "line").value_or(0)).arg(textIn(row, "fault"));
        }
        return out;
    });
}

Result<DatasetRowPage> decodeRows(const QByteArray &body)
{
    return reading<DatasetRowPage>(body, [](const Json &in) {
        DatasetRowPage page;
        for (const Json &row : in.at("data")) {
            DatasetRow out;
            for (const auto &[name, value] : row.items())
                out.cells.append({QString::fromStdString(name), cellText(value)});
            page.rows << out;
        }
        const auto more = in.find("has_more");
        page.more = more != in.end() && more->is_boolean() && more->get<bool>();
        page.total = numberIn(in, "total_count");
        return page;
    });
}

} // namespace assay::llamastack
