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
        log.file = std::make_unique<QFile>(folder(jobId, index) + QLatin1String("/log.txt"));
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

LogPiece LogFiles::read(const QString &jobId, int index, qint64 offset, qint64 limit) const
{
    return readLog(jobFolder(jobId) + QLatin1Char('/') + QString::number(index) + QLatin1String("/log.txt"), offset, limit);
}

LogPiece readLog(const QString &head, qint64 offset, qint64 limit)
{
    const auto segments = logSegments(QFile::encodeName(head).toStdString());
    LogPiece piece;
    piece.size = qint64(segments.back().end());
    // What was left out lies between the head and the first segment after it.
    const qint64 gap = qint64(segments.front().end()), gapEnd = segments.size() > 1 ? qint64(segments[1].offset) : gap;
    piece.offset = offset < 0 ? std::max<qint64>(piece.size + offset, gapEnd > gap ? gapEnd : 0) : std::min(offset, piece.size);
    const QByteArray note
        = QCoreApplication::translate("assay", "\n[%1 bytes of output were left out here]\n").arg(gapEnd - gap).toUtf8().left(gapEnd - gap);
    if (piece.offset >= gap + note.size() && piece.offset < gapEnd)
        piece.offset = gapEnd;
    for (const LogSegment &segment : segments) {
        const qint64 from = piece.offset + piece.bytes.size() - qint64(segment.offset);
        if (from < 0 || from >= qint64(segment.size) || piece.bytes.size() >= limit)
            continue;
        QFile file(QFile::decodeName(segment.path.c_str()));
        if (file.open(QIODevice::ReadOnly) && file.seek(from))
            piece.bytes += file.read(limit - piece.bytes.size());
    }
    const qint64 end = piece.offset + piece.bytes.size();
    if (end >= gap && end < gap + note.size())
        piece.bytes += note.mid(end - gap, limit - piece.bytes.size());
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
