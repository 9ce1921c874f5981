#include "services/backends/rest/RowFile.h"

#include "services/core/OnPool.h"
#include "services/json/RowSource.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFileInfo>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr qsizetype mostTold = 20;

QString cellText(const nlohmann::ordered_json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    return QString::fromStdString(value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

/// Collects the rows of a file.
class FileReading {
public:
    Result<Done> take(const QByteArray &row)
    {
        if (m_out.all.text.size() + row.size() > DatasetService::largestAppend)
            return tooLong();
        const DatasetRow read = datasetRow(nlohmann::ordered_json::parse(row.begin(), row.end()));
        for (const auto &cell : read.cells) {
            if (!m_known.contains(cell.first)) {
                m_known.insert(cell.first);
                m_out.columns << cell.first;
            }
        }
        if (m_out.first.size() < FileRows::mostShown)
            m_out.first << read;
        m_out.all.text += (m_out.rows++ == 0 ? '[' : ',') + row;
        return Done {};
    }
    void leaveOut(const json::BrokenRow &row)
    {
        if (++m_out.skipped <= mostTold)
            m_out.skippedTold << Text::tr("Line %1: %2").arg(row.line).arg(row.fault);
    }
    FileRows finished()
    {
        m_out.all.text += m_out.rows == 0 ? "[]" : "]";
        return m_out;
    }
    static Error tooLong()
    {
        return { Error::Kind::Invalid,
            Text::tr("The file is longer than %1 MiB, too much for one step; split it.")
                .arg(DatasetService::largestAppend >> 20) };
    }

private:
    FileRows m_out;
    QSet<QString> m_known;
};

Result<FileRows> readRowsOf(const QString &path, bool skipBroken)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return Error { Error::Kind::Invalid, Text::tr("There is no file %1.").arg(path) };
    if (info.size() > DatasetService::largestAppend)
        return FileReading::tooLong();
    FileReading reading;
    json::RowSink sink;
    sink.row = [&reading](const QByteArray &row) { return reading.take(row); };
    if (skipBroken)
        sink.broken = [&reading](const json::BrokenRow &row) { reading.leaveOut(row); };
    if (const auto read = json::readRows(info.absoluteFilePath(), sink); !read)
        return read.error();
    return reading.finished();
}

} // namespace

DatasetRow datasetRow(const nlohmann::ordered_json &object)
{
    DatasetRow out;
    for (const auto &[name, value] : object.items()) {
        const QString column = QString::fromStdString(name);
        out.cells.append({ column, cellText(value) });
        if (!value.is_string())
            out.values.insert(column);
    }
    return out;
}

QFuture<Result<FileRows>> readRowFile(const QString &file, bool skipBroken)
{
    return onPool<FileRows>([file, skipBroken] { return readRowsOf(file, skipBroken); });
}

} // namespace assay
