#include "services/engine/store/LogFiles.h"

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
            const auto oldest = std::min_element(m_open.begin(), m_open.end(), [](const auto &a, const auto &b) { return a.second.used < b.second.used; });
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
    LogPiece piece;
    QFile file(jobFolder(jobId) + QLatin1Char('/') + QString::number(index) + QLatin1String("/log.txt"));
    if (!file.open(QIODevice::ReadOnly))
        return piece; // never wrote
    piece.size = file.size();
    piece.offset = offset < 0 ? std::max<qint64>(piece.size + offset, 0) : std::min(offset, piece.size);
    if (file.seek(piece.offset))
        piece.bytes = file.read(std::max<qint64>(limit, 0));
    return piece;
}

void LogFiles::remove(const QString &jobId)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_open, [&](const auto &entry) { return entry.first.first == jobId; });
    QDir(jobFolder(jobId)).removeRecursively();
}

} // namespace assay::engine
