#include "services/json/RowSource.h"

#include "services/core/Csv.h"
#include "services/json/Json.h"
#include "services/json/RowList.h"

#include <nlohmann/json.hpp>

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

namespace assay::json {

using Ordered = nlohmann::ordered_json;

namespace {

constexpr qint64 longestLine = qint64(64) << 20;

enum class Form { JsonLines, Json, Csv, Tsv };

struct Place {
    Form form = Form::JsonLines;
    QString name; ///< for messages
    QString path; ///< empty: `text` is all there is
    QByteArray text = {};
};

Error invalid(const QString &message) { return {Error::Kind::Invalid, message}; }

Error unreadable(const QString &name, const QString &why)
{
    return {Error::Kind::Storage, QCoreApplication::translate("assay", "%1 cannot be read: %2").arg(name, why)};
}

std::optional<Form> formOf(const QString &suffix)
{
    const QString word = suffix.toLower();
    if (word == QLatin1String("jsonl") || word == QLatin1String("ndjson"))
        return Form::JsonLines;
    if (word == QLatin1String("json"))
        return Form::Json;
    if (word == QLatin1String("csv"))
        return Form::Csv;
    if (word == QLatin1String("tsv"))
        return Form::Tsv;
    return {};
}

/// The bare names of kinds are those of Llama Stack's own description of data URIs ("data:csv;base64,...").
std::optional<Form> formOfMedia(const QString &media)
{
    if (const auto named = formOf(media))
        return named;
    if (media == QLatin1String("application/jsonl") || media == QLatin1String("application/x-ndjson"))
        return Form::JsonLines;
    if (media == QLatin1String("application/json"))
        return Form::Json;
    if (media == QLatin1String("text/tab-separated-values"))
        return Form::Tsv;
    if (media == QLatin1String("text/csv") || media == QLatin1String("text/plain"))
        return Form::Csv;
    return {};
}

Result<Place> dataPlace(const QString &uri)
{
    const qsizetype comma = uri.indexOf(QLatin1Char(','));
    const QStringList head = uri.mid(5, std::max<qsizetype>(comma - 5, 0)).split(QLatin1Char(';'));
    const auto form = formOfMedia(head.first().trimmed().toLower());
    if (comma < 0 || !form) {
        return invalid(QCoreApplication::translate(
            "assay", "source.uri: a data URI has to begin with data:text/csv, data:text/tab-separated-values, data:application/json or "
                     "data:application/jsonl, and to have its text after a comma."));
    }
    QByteArray text = uri.mid(comma + 1).toUtf8();
    if (head.contains(QLatin1String("base64"))) {
        const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromPercentEncoding(text), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return invalid(QCoreApplication::translate("assay", "source.uri: the text after the comma is not Base64."));
        text = *decoded;
    } else {
        text = QByteArray::fromPercentEncoding(text);
    }
    return Place{*form, QStringLiteral("source.uri"), {}, text};
}

Result<Place> placeOf(const QString &uri)
{
    if (uri.startsWith(QLatin1String("data:"), Qt::CaseInsensitive))
        return dataPlace(uri);
    const QUrl url(uri);
    const QString path = url.isLocalFile() ? url.toLocalFile() : uri;
    if (!path.startsWith(QLatin1Char('/'))) {
        return Error{Error::Kind::Unsupported,
                     QCoreApplication::translate("assay", "source.uri: the local engine reads files of this machine (an absolute path or file://) and data URIs, not '%1'; "
                                                          "save it as a file first.")
                         .arg(uri.left(200))};
    }
    const auto form = formOf(QFileInfo(path).suffix());
    if (!form)
        return invalid(QCoreApplication::translate("assay", "source.uri: '%1' is none of .jsonl, .ndjson, .json, .csv and .tsv.").arg(path));
    return Place{*form, QFileInfo(path).fileName(), path, {}};
}

/// A document, or what is wrong with it as a clause.
Result<Ordered> documentOf(const QByteArray &text)
{
    if (isTooDeep(text))
        return invalid(QCoreApplication::translate("assay", "it is nested too deeply."));
    Ordered document = Ordered::parse(text.begin(), text.end(), nullptr, false);
    if (document.is_discarded())
        return invalid(QCoreApplication::translate("assay", "it is no JSON."));
    return document;
}

Result<QByteArray> rowOf(const QByteArray &line)
{
    const auto row = documentOf(line);
    return row ? rowText(*row) : Result<QByteArray>(row.error());
}

Result<Done> hand(const Result<QByteArray> &row, const QString &name, qint64 line, const RowSink &sink)
{
    if (row)
        return sink.row(*row);
    if (!sink.broken)
        return invalid(QCoreApplication::translate("assay", "%1, line %2: %3").arg(name).arg(line).arg(row.error().message));
    sink.broken({line, row.error().message});
    return Done{};
}

Result<Done> readLines(QIODevice &device, const QString &name, const RowSink &sink)
{
    for (qint64 line = 1; !device.atEnd(); ++line) {
        QByteArray text = device.readLine(longestLine);
        if (text.isEmpty())
            return unreadable(name, device.errorString());
        if (text.size() >= longestLine - 1)
            return invalid(QCoreApplication::translate("assay", "%1, line %2: longer than 64 MB.").arg(name).arg(line));
        if (line == 1 && text.startsWith("\xEF\xBB\xBF"))
            text.remove(0, 3);
        if (text.trimmed().isEmpty())
            continue;
        if (auto done = hand(rowOf(text), name, line, sink); !done)
            return done;
    }
    return Done{};
}

/// What the list itself lacks is told with the name; a row's fault comes complete from hand().
Result<Done> readJson(QIODevice &device, const QString &name, const RowSink &sink)
{
    bool handed = true;
    const auto done = readRowList(device, [&](qint64 number, const Ordered &row) {
        const auto taken = hand(rowText(row), name, number, sink);
        handed = bool(taken);
        return taken;
    });
    return done || !handed ? done : Result<Done>(invalid(QStringLiteral("%1: %2").arg(name, done.error().message)));
}

Result<Done> readTable(QIODevice &device, const QString &name, char separator, const RowSink &sink)
{
    CsvReader reader(device, name, separator);
    const auto header = reader.header();
    if (!header)
        return header.error();
    const auto take = [&](const QList<QByteArray> &fields, qint64 line) -> Result<Done> {
        Ordered row = Ordered::object();
        for (qsizetype i = 0; i < fields.size(); ++i)
            row[header->at(i).toStdString()] = fields.at(i).toStdString();
        try {
            return sink.row(QByteArray::fromStdString(row.dump()));
        } catch (const Ordered::exception &) {
            return hand(invalid(QCoreApplication::translate("assay", "the text is not UTF-8.")), name, line, sink);
        }
    };
    return reader.rows(take, sink.broken ? [&sink](qint64 line, const QString &fault) { sink.broken({line, fault}); } : CsvReader::Broken());
}

Result<Done> readDevice(const Place &place, QIODevice &device, const RowSink &sink)
{
    switch (place.form) {
    case Form::JsonLines: return readLines(device, place.name, sink);
    case Form::Json: return readJson(device, place.name, sink);
    case Form::Csv: return readTable(device, place.name, ',', sink);
    case Form::Tsv: return readTable(device, place.name, '\t', sink);
    }
    return Done{};
}

} // namespace

Result<QByteArray> rowText(const Ordered &row)
{
    if (!row.is_object())
        return invalid(QCoreApplication::translate("assay", "a row has to be an object of columns."));
    return QByteArray::fromStdString(row.dump(-1, ' ', false, Ordered::error_handler_t::replace));
}

Result<Done> checkUri(const QString &uri)
{
    const auto place = placeOf(uri);
    return place ? Result<Done>(Done{}) : Result<Done>(place.error());
}

Result<Done> readRows(const QString &uri, const RowSink &sink)
{
    const auto place = placeOf(uri);
    if (!place)
        return place.error();
    if (place->path.isEmpty()) {
        QByteArray text = place->text;
        QBuffer buffer(&text);
        buffer.open(QIODevice::ReadOnly);
        return readDevice(*place, buffer, sink);
    }
    QFile file(place->path);
    if (!file.exists())
        return invalid(QCoreApplication::translate("assay", "source.uri: there is no file %1.").arg(place->path));
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(place->path, file.errorString());
    const auto done = readDevice(*place, file, sink);
    if (file.error() != QFileDevice::NoError) // what was cut off reads like a fault of the text
        return unreadable(place->path, file.errorString());
    return done;
}

} // namespace assay::json
