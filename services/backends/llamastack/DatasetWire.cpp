#include "services/backends/llamastack/DatasetWire.h"

#include "services/backends/llamastack/WireReading.h"
#include "services/backends/rest/RowFile.h"
#include "services/core/JsonMembers.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json; // columns keep their order

QString unreadable()
{
    return QCoreApplication::translate(
        "assay", "The answer about datasets cannot be read; is this a server with Llama Stack's datasets?");
}

/// Throws Json::exception.
Dataset datasetOf(const Json &in)
{
    Dataset out;
    out.id = QString::fromStdString(in.at("identifier").get<std::string>());
    out.purpose = textIn(in, "purpose");
    out.providerId = textIn(in, "provider_id");
    if (const auto source = in.find("source"); source != in.end() && source->is_object()) {
        out.uri = textIn(*source, "uri");
        if (const auto rows = source->find("rows"); rows != source->end() && rows->is_array())
            out.rows = qint64(rows->size());
    }
    if (in.contains("metadata") && in["metadata"].is_object())
        out.metadata = JsonText { QByteArray::fromStdString(in["metadata"].dump()) };
    const Json ours = in.value("assay", Json::object());
    if (const auto told = numberIn<qint64>(ours, "num_rows"))
        out.rows = told;
    out.version = numberIn<qint64>(ours, "version");
    out.sha256 = textIn(ours, "sha256");
    out.createdAt = textIn(ours, "created_at");
    return out;
}

Result<Json> jsonOf(const RowEdit &edit)
{
    Json row = Json::object();
    for (const auto &[column, text] : edit.value.cells) {
        const std::string utf8 = text.toStdString();
        Json value = edit.value.values.contains(column) ? Json::parse(utf8, nullptr, false) : Json(utf8);
        if (value.is_discarded())
            return Error { Error::Kind::Invalid,
                QCoreApplication::translate("assay", "Row %1, %2: “%3” is no JSON value; correct it.")
                    .arg(edit.row + 1)
                    .arg(column, text.left(100)) };
        row[column.toStdString()] = std::move(value);
    }
    return row;
}

} // namespace

QByteArray uriSource(const QString &uri)
{
    return QByteArray::fromStdString(Json { { "type", "uri" }, { "uri", uri.toStdString() } }.dump());
}

QByteArray rowsSource(const QByteArray &rows)
{
    return R"({"type":"rows","rows":)" + rows + '}';
}

QByteArray encodeDatasetRequest(const DatasetRequest &request, const QByteArray &source)
{
    // The parts are put together as texts: rows keep every digit.
    QByteArray body = R"({"purpose":)" + jsonText(request.purpose).text + R"(,"dataset_id":)"
        + jsonText(request.id).text + R"(,"source":)" + source;
    if (!request.metadata.isEmpty())
        body += R"(,"metadata":)" + request.metadata.text;
    return body + '}';
}

QByteArray encodeAppend(const JsonText &rows)
{
    return R"({"rows":)" + rows.text + '}';
}

Result<QByteArray> encodeEdits(qint64 version, const QList<RowEdit> &edits)
{
    Json body { { "version", version }, { "edits", Json::array() } };
    for (const RowEdit &edit : edits) {
        static const char *const words[] = { "replace", "insert", "remove" };
        Json one { { "op", words[int(edit.kind)] }, { "row", edit.row } };
        if (edit.kind == RowEdit::Kind::Remove) {
            one["count"] = edit.count;
        } else {
            auto value = jsonOf(edit);
            if (!value)
                return value.error();
            one["value"] = std::move(*value);
        }
        body["edits"].push_back(std::move(one));
    }
    return QByteArray::fromStdString(body.dump());
}

Result<qint64> countRows(const JsonText &rows)
{
    const Json in = Json::parse(rows.text.begin(), rows.text.end(), nullptr, false);
    const bool fits
        = in.is_array() && std::all_of(in.begin(), in.end(), [](const Json &row) { return row.is_object(); });
    if (!fits || in.empty())
        return Error { Error::Kind::Invalid,
            QCoreApplication::translate("assay", "Rows: give a JSON array of at least one object.") };
    return qint64(in.size());
}

Result<Dataset> decodeDataset(const QByteArray &body)
{
    return reading<Dataset>(body, unreadable, [](const Json &in) { return datasetOf(in); });
}

Result<QList<Dataset>> decodeDatasets(const QByteArray &body)
{
    return reading<QList<Dataset>>(body, unreadable, [](const Json &in) {
        QList<Dataset> list;
        for (const Json &one : in.at("data"))
            list << datasetOf(one);
        return list;
    });
}

Result<DatasetAdded> decodeDatasetAdded(const QByteArray &body)
{
    return reading<DatasetAdded>(body, unreadable, [](const Json &in) {
        DatasetAdded out;
        out.dataset = datasetOf(in);
        const Json ours = in.value("assay", Json::object());
        out.skipped = numberIn<qint64>(ours, "skipped_rows").value_or(0);
        for (const Json &row : ours.value("skipped", Json::array())) {
            out.skippedTold << QCoreApplication::translate("assay", "Line %1: %2")
                                   .arg(numberIn<qint64>(row, "line").value_or(0))
                                   .arg(textIn(row, "fault"));
        }
        return out;
    });
}

Result<DatasetRowPage> decodeRows(const QByteArray &body)
{
    return reading<DatasetRowPage>(body, unreadable, [](const Json &in) {
        DatasetRowPage page;
        for (const Json &row : in.at("data"))
            page.rows << datasetRow(row);
        const auto more = in.find("has_more");
        page.more = more != in.end() && more->is_boolean() && more->get<bool>();
        page.total = numberIn<qint64>(in, "total_count");
        return page;
    });
}

QList<JsonText> rowTexts(const JsonText &array)
{
    const Json in = Json::parse(array.text.begin(), array.text.end(), nullptr, false);
    QList<JsonText> rows;
    if (in.is_array()) {
        for (const Json &row : in)
            rows << JsonText { QByteArray::fromStdString(row.dump(-1, ' ', false, Json::error_handler_t::replace)) };
    }
    return rows;
}

Result<QList<JsonText>> decodeRowTexts(const QByteArray &body)
{
    return reading<QList<JsonText>>(body, unreadable, [](const Json &in) {
        return rowTexts(
            { QByteArray::fromStdString(in.at("data").dump(-1, ' ', false, Json::error_handler_t::replace)) });
    });
}

} // namespace assay::llamastack
