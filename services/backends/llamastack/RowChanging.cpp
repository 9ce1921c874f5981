#include "services/backends/llamastack/LlamaDatasets.h"

#include "services/backends/llamastack/DatasetWire.h"
#include "services/core/OnPool.h"
#include "services/json/RowSource.h"

#include <QCoreApplication>
#include <QFileInfo>

// Rows that are added from a file, and rows that are changed: LlamaDatasets, continued.

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr int editMs = 60 * 60 * 1000; ///< every row is written anew
constexpr qsizetype mostTold = 20;

/// Collects the rows of a file.
class FileReading {
public:
    Result<Done> take(const QByteArray &row)
    {
        if (m_out.all.text.size() + row.size() > DatasetService::largestAppend)
            return tooLong();
        const auto read = llamastack::decodeRow(row);
        if (!read)
            return read.error();
        for (const auto &cell : read->cells) {
            if (!m_known.contains(cell.first)) {
                m_known.insert(cell.first);
                m_out.columns << cell.first;
            }
        }
        if (m_out.first.size() < FileRows::mostShown)
            m_out.first << *read;
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

QFuture<Result<FileRows>> LlamaDatasets::readFile(const QString &file, bool skipBroken)
{
    return onPool<FileRows>([file, skipBroken] { return readRowsOf(file, skipBroken); });
}

QFuture<Result<Dataset>> LlamaDatasets::edit(const QString &id, qint64 version, const QList<RowEdit> &edits)
{
    if (m_files == Files::Here) // Llama Stack's own have nothing like it
        return DatasetService::edit(id, version, edits);
    const auto body = llamastack::encodeEdits(version, edits);
    if (!body)
        return readyFuture(Result<Dataset>(body.error()));
    RestCall call;
    call.path
        = pathOf(QStringList { QStringLiteral("v1beta"), QStringLiteral("datasetio"), QStringLiteral("edit-rows") }
            + id.split(QLatin1Char('/')));
    call.atOrigin = true;
    call.method = "POST";
    call.body = *body;
    call.timeoutMs = editMs;
    call.idempotent = false; // the same again is refused: the version is another one then
    call.write = Text::tr("change rows of a dataset");
    const auto edited = m_client.callBuilt<Dataset>(
        offered(call), [](const HttpReply &reply) { return llamastack::decodeDataset(reply.body); });
    whenDone(edited, this,
        [this](const Result<Dataset> &) { Q_EMIT datasetsChanged(); }); // a lost answer may have been a success
    return edited;
}

} // namespace assay
