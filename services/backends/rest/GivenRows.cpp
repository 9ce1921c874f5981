#include "services/backends/rest/GivenRows.h"

#include "services/core/Csv.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace assay {

namespace {

using Object = nlohmann::ordered_json;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

/// Rows one after another, each as its own text.
struct Gathering {
    GivenRows rows;
    QSet<QString> seen;
    void add(const QByteArray &text, const Object &row)
    {
        rows.array.text += (rows.array.isEmpty() ? "[" : ",") + text;
        ++rows.columns.rows;
        for (const auto &[name, value] : row.items())
            addColumn(QString::fromStdString(name));
    }
    void addColumn(const QString &name)
    {
        if (seen.contains(name))
            return;
        seen.insert(name);
        rows.columns.names << name;
    }
    Result<GivenRows> end(const QString &name)
    {
        if (rows.columns.rows == 0)
            return invalid(Text::tr("%1 has no rows.").arg(name));
        rows.array.text += ']';
        return rows;
    }
};

Result<GivenRows> readLines(const QByteArray &content, const QString &name, QStringList *skipped)
{
    Gathering out;
    qint64 line = 0;
    for (const QByteArray &raw : content.split('\n')) {
        ++line;
        const QByteArray text = raw.trimmed();
        if (text.isEmpty())
            continue;
        const Object row = json::isTooDeep(text) ? Object() : Object::parse(text.begin(), text.end(), nullptr, false);
        if (row.is_object()) {
            out.add(text, row);
            continue;
        }
        if (!skipped)
            return invalid(Text::tr("%1, line %2: it is no JSON object; correct it.").arg(name).arg(line));
        *skipped << Text::tr("Line %1: it is no JSON object.").arg(line);
    }
    return out.end(name);
}

Result<GivenRows> readArray(const QByteArray &content, const QString &name)
{
    const Object all
        = json::isTooDeep(content) ? Object() : Object::parse(content.begin(), content.end(), nullptr, false);
    if (!all.is_array() || !std::all_of(all.begin(), all.end(), [](const Object &row) { return row.is_object(); }))
        return invalid(Text::tr("%1 is no JSON array of objects; correct it.").arg(name));
    Gathering out;
    for (const Object &row : all) {
        for (const auto &[column, value] : row.items())
            out.addColumn(QString::fromStdString(column));
    }
    out.rows.columns.rows = qint64(all.size());
    out.rows.array.text = content.trimmed();
    out.rows.array.text.chop(1); // end() closes it
    return out.end(name);
}

/// Every field is a text: CSV tells no types.
Result<GivenRows> readCsv(const QByteArray &content, const QString &name, QStringList *skipped)
{
    CsvReader reader(content, name);
    const auto header = reader.header();
    if (!header)
        return header.error();
    Gathering out;
    const auto take = [&](const QList<QByteArray> &fields, qint64) -> Result<Done> {
        Object row = Object::object();
        for (qsizetype i = 0; i < fields.size(); ++i)
            row[header->at(i).toStdString()] = fields.at(i).toStdString();
        out.add(QByteArray::fromStdString(row.dump(-1, ' ', false, Object::error_handler_t::replace)), row);
        return Done {};
    };
    CsvReader::Broken broken;
    if (skipped)
        broken = [skipped](
                     qint64 line, const QString &fault) { *skipped << Text::tr("Line %1: %2").arg(line).arg(fault); };
    if (const auto read = reader.rows(take, broken); !read)
        return read.error();
    return out.end(name);
}

QByteArray withoutMark(const QByteArray &content)
{
    return content.startsWith("\xef\xbb\xbf") ? content.mid(3) : content;
}

} // namespace

Result<GivenRows> rowsFromText(const QString &text)
{
    const QByteArray content = text.toUtf8();
    const QByteArray begin = content.trimmed().left(1);
    const QString name = Text::tr("Rows");
    if (begin.isEmpty())
        return invalid(Text::tr("Rows: enter some, or choose a file or a dataset."));
    if (begin == "[")
        return readArray(content, name);
    return begin == "{" ? readLines(content, name, nullptr) : readCsv(content, name, nullptr);
}

Result<GivenRows> rowsFromFile(const QString &path, QStringList *skipped)
{
    const QFileInfo info(path);
    const QString name = info.fileName(), suffix = info.suffix().toLower();
    if (path.isEmpty())
        return invalid(Text::tr("File: choose one."));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error { Error::Kind::Storage, Text::tr("%1 cannot be read: %2").arg(name, file.errorString()) };
    if (file.size() > largestRows)
        return invalid(Text::tr("%1 is longer than %2 MiB, and a request holds all rows; take fewer.")
                           .arg(name)
                           .arg(largestRows >> 20));
    const QByteArray content = withoutMark(file.readAll());
    if (suffix == QLatin1String("jsonl") || suffix == QLatin1String("ndjson"))
        return readLines(content, name, skipped);
    if (suffix == QLatin1String("json"))
        return readArray(content, name);
    if (suffix == QLatin1String("csv"))
        return readCsv(content, name, skipped);
    return invalid(Text::tr("%1: choose a file that ends in .jsonl, .ndjson, .json or .csv.").arg(name));
}

Result<GivenRows> rowsEntered(const EvaluationData &data)
{
    return data.source == EvaluationData::Source::File ? rowsFromFile(data.file) : rowsFromText(data.rows);
}

EvaluationColumns columnsOf(const DatasetRowPage &page)
{
    EvaluationColumns columns;
    for (const DatasetRow &row : page.rows) {
        for (const auto &[name, cell] : row.cells) {
            if (!columns.names.contains(name))
                columns.names << name;
        }
    }
    columns.rows = page.total.value_or(page.rows.size());
    columns.all = !page.more;
    return columns;
}

} // namespace assay
