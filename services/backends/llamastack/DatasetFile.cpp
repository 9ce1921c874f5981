#include "services/backends/llamastack/DatasetFile.h"

#include "services/backends/llamastack/DatasetWire.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json;

constexpr int mostTold = 20;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

bool isObject(const QByteArray &text)
{
    return Json::parse(text.begin(), text.end(), nullptr, false).is_object();
}

Result<DatasetFile> readLines(const QByteArray &content, const QString &name, bool skipBroken)
{
    DatasetFile out;
    QByteArray rows;
    qint64 line = 0;
    for (const QByteArray &raw : content.split('\n')) {
        ++line;
        const QByteArray text = raw.trimmed();
        if (text.isEmpty())
            continue;
        if (isObject(text)) {
            rows += (rows.isEmpty() ? "" : ",") + text;
            continue;
        }
        const QString fault = Text::tr("it is no JSON object.");
        if (!skipBroken)
            return invalid(Text::tr("%1, line %2: %3 Correct it, or leave out rows that cannot be read.")
                               .arg(name)
                               .arg(line)
                               .arg(fault));
        ++out.skipped;
        if (out.skippedTold.size() < mostTold)
            out.skippedTold << Text::tr("Line %1: %2").arg(line).arg(fault);
    }
    if (rows.isEmpty())
        return invalid(Text::tr("%1 has no rows.").arg(name));
    out.source = rowsSource('[' + rows + ']');
    return out;
}

Result<DatasetFile> readArray(const QByteArray &content, const QString &name)
{
    const JsonText rows { content.trimmed() };
    if (!countRows(rows))
        return invalid(Text::tr("%1 is no JSON array of objects with at least one row.").arg(name));
    return DatasetFile { rowsSource(rows.text), 0, {} };
}

QByteArray withoutMark(const QByteArray &content)
{
    return content.startsWith("\xef\xbb\xbf") ? content.mid(3) : content;
}

} // namespace

Result<DatasetFile> readDatasetFile(const QString &path, bool skipBroken)
{
    const QFileInfo info(path);
    const QString name = info.fileName(), suffix = info.suffix().toLower();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error { Error::Kind::Storage, Text::tr("%1 cannot be read: %2").arg(name, file.errorString()) };
    QByteArray all; // what it says of its size, a device or a file that grows does not keep
    while (all.size() <= largestDatasetFile) {
        const QByteArray more = file.read(largestDatasetFile + 1 - all.size());
        if (more.isEmpty())
            break;
        all += more;
    }
    if (file.error() != QFileDevice::NoError)
        return Error { Error::Kind::Storage, Text::tr("%1 cannot be read: %2").arg(name, file.errorString()) };
    if (all.size() > largestDatasetFile)
        return invalid(Text::tr("%1 is longer than %2 MiB, which such a server would send whole with every list of its "
                                "datasets; put it where the server can read it and register its address.")
                           .arg(name)
                           .arg(largestDatasetFile >> 20));
    const QByteArray content = withoutMark(all);
    if (suffix == QLatin1String("jsonl") || suffix == QLatin1String("ndjson"))
        return readLines(content, name, skipBroken);
    if (suffix == QLatin1String("json"))
        return readArray(content, name);
    if (suffix == QLatin1String("csv"))
        return DatasetFile {
            uriSource(QStringLiteral("data:text/csv;base64,") + QString::fromLatin1(content.toBase64())), 0, {}
        };
    return invalid(
        Text::tr("%1: a Llama Stack server takes .jsonl, .ndjson, .json and .csv; convert it to one of these.")
            .arg(name));
}

} // namespace assay::llamastack
