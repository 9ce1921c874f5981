#pragma once

#include <QFile>

#include <optional>

namespace assay::engine {

/// Follows the shim's events.jsonl. Not thread-safe.
class EventFile {
public:
    struct Line {
        qint64 number; ///< from 1
        QByteArray text;
    };
    /// The first `skip` lines are passed over.
    EventFile(const QString &path, qint64 skip) : m_file(path), m_skip(skip) {}
    /// The next line that is complete; none: read again when the file has changed.
    std::optional<Line> next();

private:
    QFile m_file;
    qint64 m_skip, m_number = 0;
    QByteArray m_rest; ///< read, not handed out
    qsizetype m_searched = 0;
};

} // namespace assay::engine
