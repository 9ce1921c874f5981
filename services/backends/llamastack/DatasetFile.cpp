#include "services/backends/llamastack/DatasetFile.h"

#include "services/backends/llamastack/DatasetWire.h"
#include "services/backends/llamastack/TableCheck.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <optional>

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

/// Rows that cannot be read: the first one ends it, or each is left out and told.
class BrokenRows {
public:
    BrokenRows(const QString &name, bool skip, DatasetFile &out)
        : m_name(name)
        , m_skip(skip)
        , m_out(out)
    {
    }
    /// `where`: "line 2" or "row 2", translated. Error::Invalid unless it is left out.
    std::optional<Error> add(const QString &where, const QString &fault)
    {
        if (!m_skip)
            return invalid(Text::tr("%1, %2: %3 Correct it, or leave out rows that cannot be read.")
                               .arg(m_name, where, fault));
        ++m_out.skipped;
        if (m_out.skippedTold.size() < mostTold)
            m_out.skippedTold << QStringLiteral("%1: %2").arg(where.left(1).toUpper() + where.mid(1), fault);
        return {};
    }

private:
    const QString &m_name;
    const bool m_skip;
    DatasetFile &m_out;
};

QString lineText(qint64 line)
{
    return Text::tr("line %1").arg(line);
}

Json parsed(const QByteArray &text)
{
    return json::isTooDeep(text) ? Json(Json::value_t::discarded)
                                 : Json::parse(text.begin(), text.end(), nullptr, false);
}

Result<DatasetFile> readLines(const QByteArray &content, const QString &name, bool skipBroken)
{
    DatasetFile out;
    BrokenRows broken(name, skipBroken, out);
    QByteArray rows;
    qint64 line = 0;
    for (const QByteArray &raw : content.split('\n')) {
        ++line;
        const QByteArray text = raw.trimmed();
        if (text.isEmpty())
            continue;
        if (parsed(text).is_object())
            rows += (rows.isEmpty() ? "" : ",") + text;
        else if (const auto fault = broken.add(lineText(line), Text::tr("it is no JSON object.")))
            return *fault;
    }
    if (rows.isEmpty())
        return invalid(Text::tr("%1 has no rows.").arg(name));
    out.source = rowsSource('[' + rows + ']');
    return out;
}

Result<DatasetFile> readArray(const QByteArray &content, const QString &name, bool skipBroken)
{
    const JsonText all { content.trimmed() };
    const Json list = parsed(all.text);
    if (!list.is_array() || list.empty())
        return invalid(Text::tr("%1 is no JSON array of objects with at least one row.").arg(name));
    DatasetFile out;
    BrokenRows broken(name, skipBroken, out);
    Json kept = Json::array();
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].is_object()) {
            kept.push_back(list[i]);
            continue;
        }
        if (const auto fault = broken.add(Text::tr("row %1").arg(i + 1), Text::tr("it is no JSON object.")))
            return *fault;
    }
    if (kept.empty())
        return invalid(Text::tr("%1 has no rows.").arg(name));
    // The file's own text where nothing is left out: it keeps every digit.
    out.source = rowsSource(out.skipped == 0
            ? all.text
            : QByteArray::fromStdString(kept.dump(-1, ' ', false, Json::error_handler_t::replace)));
    return out;
}

/// The server reads it, by its own rules, when it is registered already; so it is looked through here before.
Result<DatasetFile> readTable(const QByteArray &content, const QString &name, bool skipBroken)
{
    const auto table = checkTable(content);
    if (!table)
        return invalid(Text::tr("%1, %2: %3 Correct it.").arg(name, lineText(1), table.error().message));
    DatasetFile out;
    BrokenRows broken(name, skipBroken, out);
    for (const TableRows::Fault &one : table->faults) {
        if (const auto fault = broken.add(lineText(one.line), one.text))
            return *fault;
    }
    if (table->rows == 0)
        return invalid(Text::tr("%1 has no rows.").arg(name));
    const QByteArray &text = out.skipped == 0 ? content : table->readable;
    out.source = uriSource(QStringLiteral("data:text/csv;base64,") + QString::fromLatin1(text.toBase64()));
    return out;
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
        return readArray(content, name, skipBroken);
    if (suffix == QLatin1String("csv"))
        return readTable(content, name, skipBroken);
    return invalid(
        Text::tr("%1: a Llama Stack server takes .jsonl, .ndjson, .json and .csv; convert it to one of these.")
            .arg(name));
}

} // namespace assay::llamastack
