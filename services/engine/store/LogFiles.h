#pragma once

#include "services/engine/store/StoreTypes.h"

#include <QFile>

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace assay::engine {

/// A part of a log that is read as if it were a whole one.
struct LogPart {
    qint64 from = 0;
    std::optional<qint64> until = {}; ///< none: its end, wherever that is by then
};

/// At most `limit` bytes from an offset of the log with this head (see LogSegment); negative: from the end. Where output was left out
/// a line says so, and the piece ends there: the next one begins behind the hole, whatever offset inside of it is asked for. Offsets and
/// size are the part's own. Any thread.
LogPiece readLog(const QString &head, qint64 offset, qint64 limit, const LogPart &part = {});

/// WORKSPACE/jobs/JOB/INDEX/log.txt: appended, read in pieces, bounded; for commands their shim writes it, with more segments
/// (see LogSegment). Any thread.
class LogFiles {
public:
    LogFiles(const QString &workspace, qint64 limit) : m_workspace(workspace), m_limit(limit) {}

    QString folder(const QString &jobId, int index) const; ///< made when needed, 0700
    void append(const QString &jobId, int index, const QString &line);
    LogPiece read(const QString &jobId, int index, qint64 offset, qint64 limit, const LogPart &part = {}) const; ///< as readLog()
    qint64 size(const QString &jobId, int index) const; ///< with what was left out
    QStringList jobIds() const; ///< of all jobs that have a folder
    void remove(const QString &jobId); ///< the job's whole folder

private:
    struct OpenLog {
        std::unique_ptr<QFile> file;
        bool full = false;
        quint64 used = 0; ///< for closing the one that was not used for longest
    };
    OpenLog &open(const QString &jobId, int index);
    QString jobFolder(const QString &jobId) const;
    QString head(const QString &jobId, int index) const;

    const QString m_workspace;
    const qint64 m_limit;
    std::mutex m_mutex;
    std::map<std::pair<QString, int>, OpenLog> m_open;
    quint64 m_uses = 0;
};

} // namespace assay::engine
