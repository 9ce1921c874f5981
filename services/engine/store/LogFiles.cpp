#include "services/engine/store/LogFiles.h"

#include "services/engine/posix/LogSegments.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace assay::engine {

namespace {
constexpr std::size_t openLogs = 64;
constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
} // namespace

QString LogFiles::jobFolder(const QString &jobId) const
{
    return m_workspace + QLatin1String("/jobs/") + jobId;
}

QString LogFiles::folder(const QString &jobId, int index) const
{
    const QString path = jobFolder(jobId) + QLatin1Char('/') + QString::number(index);
    if (!QDir(path).exists()) {
        QDir().mkpath(path);
        for (const QString &made : {m_workspace + QLatin1String("/jobs"), jobFolder(jobId), path})
            QFile::setPermissions(made, ownerOnly);
    }
    return path;
}

LogFiles::OpenLog &LogFiles::open(const QString &jobId, int index)
{
    OpenLog &log = m_open[{jobId, index}];
    log.used = ++m_uses;
    if (!log.file) {
        if (m_open.size() > openLogs) {
            const auto oldest
                = std::min_element(m_open.begin(), m_open.end(), [](const auto &a, const auto &b) { return a.second.used < b.second.used; });
            m_open.erase(oldest);
        }
        folder(jobId, index);
        log.file = std::make_unique<QFile>(head(jobId, index));
        log.file->open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered);
        log.full = log.file->size() >= m_limit;
    }
    return log;
}

void LogFiles::append(const QString &jobId, int index, const QString &line)
{
    const std::lock_guard lock(m_mutex);
    OpenLog &log = open(jobId, index);
    if (log.full || !log.file->isOpen())
        return;
    QByteArray bytes = line.toUtf8() + '\n';
    if (log.file->size() + bytes.size() > m_limit) {
        log.full = true;
        bytes = QCoreApplication::translate("assay", "The log ends here: it reached its limit of %1 bytes.").arg(m_limit).toUtf8() + '\n';
    }
    log.file->write(bytes); // a full disk costs log lines, never the run
}

QString LogFiles::head(const QString &jobId, int index) const
{
    return jobFolder(jobId) + QLatin1Char('/') + QString::number(index) + QLatin1String("/log.txt");
}

LogPiece LogFiles::read(const QString &jobId, int index, qint64 offset, qint64 limit, const LogPart &part) const
{
    return readLog(head(jobId, index), offset, limit, part);
}

qint64 LogFiles::size(const QString &jobId, int index) const
{
    return qint64(logSegments(QFile::encodeName(head(jobId, index)).toStdString()).back().end());
}

LogPiece readLog(const QString &head, qint64 offset, qint64 limit, const LogPart &part)
{
    const auto segments = logSegments(QFile::encodeName(head).toStdString());
    const qint64 end = qint64(segments.back().end()), start = std::clamp<qint64>(part.from, 0, end);
    const qint64 stop = std::clamp(part.until.value_or(end), start, end);
    const auto inPart = [&](qint64 at) { return std::clamp(at, start, stop) - start; };
    LogPiece piece;
    piece.size = stop - start;
    // What was left out lies between the head and the first segment after it.
    const qint64 gap = inPart(qint64(segments.front().end())), gapEnd = segments.size() > 1 ? inPart(qint64(segments[1].offset)) : gap;
    piece.offset = offset < 0 ? std::max<qint64>(piece.size + offset, gapEnd > gap ? gapEnd : 0) : std::min(offset, piece.size);
    const QByteArray note
        = QCoreApplication::translate("assay", "\n[%1 bytes of output were left out here]\n").arg(gapEnd - gap).toUtf8().left(gapEnd - gap);
    if (piece.offset >= gap + note.size() && piece.offset < gapEnd)
        piece.offset = gapEnd;
    for (const LogSegment &segment : segments) {
        const qint64 at = piece.offset + piece.bytes.size(), from = start + at - qint64(segment.offset);
        const qint64 most = std::min(limit - piece.bytes.size(), piece.size - at);
        if (from < 0 || from >= qint64(segment.size) || most <= 0)
            continue;
        QFile file(QFile::decodeName(segment.path.c_str()));
        if (file.open(QIODevice::ReadOnly) && file.seek(from))
            piece.bytes += file.read(most);
    }
    const qint64 next = piece.offset + piece.bytes.size();
    if (next >= gap && next < gap + note.size())
        piece.bytes += note.mid(next - gap, limit - piece.bytes.size());
    return piece;
}

QStringList LogFiles::jobIds() const
{
    return QDir(m_workspace + QLatin1String("/jobs")).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Unsorted);
}

void LogFiles::remove(const QString &jobId)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_open, [&](const auto &entry) { return entry.first.first == jobId; });
    QDir(jobFolder(jobId)).removeRecursively();
}

} // namespace assay::engine
