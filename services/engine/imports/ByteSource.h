#pragma once

#include "services/core/Result.h"

#include <QFile>

#include <functional>

namespace assay::engine::imports {

/// Bytes that are read once, from front to back, a piece at a time.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Up to `most` bytes; 0 at the end, -1 when they cannot be read (see fault()).
    virtual qint64 read(char *to, qint64 most) = 0;
    virtual QString fault() const { return {}; } ///< why read() answered -1; a clause
    virtual bool isStopped() const { return false; } ///< read() answered -1 because somebody asked for the end
};

/// A file, or `length` bytes of it from `offset` on.
class FileSource final : public ByteSource {
public:
    explicit FileSource(const QString &path, qint64 offset = 0, qint64 length = -1);
    qint64 read(char *to, qint64 most) override;
    QString fault() const override { return m_file.errorString(); }
    bool isStopped() const override { return m_stopped; }
    /// Asked before each piece.
    void stopWhen(const std::function<bool()> &stop) { m_stop = stop; }
    qint64 size() const { return m_file.size(); }

private:
    QFile m_file;
    qint64 m_left; ///< -1: to the end
    bool m_open, m_stopped = false;
    std::function<bool()> m_stop;
};

/// Text in memory; must outlive the source.
class TextSource final : public ByteSource {
public:
    explicit TextSource(const QByteArray &text) : m_text(text) {}
    qint64 read(char *to, qint64 most) override;

private:
    const QByteArray &m_text;
    qint64 m_at = 0;
};

/// Size and SHA-256 (hexadecimal) of a whole file, read in pieces; `go` is asked between them with the bytes so far and may
/// stop it (Error::Cancelled).
struct FileIdentity {
    qint64 size = 0;
    QString sha256;
};
Result<FileIdentity> identify(const QString &path, const std::function<bool(qint64)> &go);

/// The lines of a source, numbered from 1, without more than one of them in memory. A line above `longest` bytes is passed over.
class LineReader {
public:
    explicit LineReader(ByteSource &source, qint64 longest) : m_source(source), m_longest(longest) {}
    enum class Next { Line, TooLong, End, Fault };
    Next next();
    const QByteArray &line() const { return m_line; } ///< without its end
    qint64 number() const { return m_number; }
    qint64 offset() const { return m_offset; } ///< of the line's first byte
    qint64 length() const { return m_length; } ///< of the line, without its end; also of one that is too long

private:
    ByteSource &m_source;
    const qint64 m_longest;
    QByteArray m_buffer, m_line;
    qsizetype m_at = 0;
    qint64 m_number = 0, m_offset = 0, m_length = 0, m_read = 0; ///< m_read: bytes taken from the buffer so far
};

} // namespace assay::engine::imports
