#pragma once

#include "models/logs/LogSource.h"

#include <QRegularExpression>

namespace assay {

/// Looks through a log of any length by ranges, without keeping it: for the next or previous line that matches, or for how many
/// there are. Lines are matched by the thread pool. A newer question ends the one before. GUI thread.
class LogSearch : public QObject {
    Q_OBJECT
public:
    explicit LogSearch(JobService &service, QObject *parent = nullptr);
    /// chunk: how much is asked for at once; the whole log at a server that has no ranges.
    void setSource(const LogSource &source, qint64 chunk);

    /// The first match in a line that begins at `offset` or later; backwards: the last one in lines that begin before it.
    void find(const QRegularExpression &expression, qint64 offset, bool backwards);
    void count(const QRegularExpression &expression);
    void stop();
    /// Text as it is, ignoring case, or a regular expression; check isValid().
    static QRegularExpression expressionOf(const QString &text, bool regular);

Q_SIGNALS:
    void found(qint64 offset); ///< of the line; -1: nowhere up to the end, or the server could not be asked
    /// read: bytes looked at so far, of size. The count is final when they are equal.
    void counted(qint64 lines, qint64 read, qint64 size);

private:
    struct Job {
        enum class Kind { Next, Previous, Count } kind = Kind::Next;
        QRegularExpression expression;
        qint64 offset = 0; ///< where the next range begins; Previous: where it ends
        qint64 until = 0;  ///< Previous: matches from here on do not count
        qint64 lines = 0;
    };
    struct Hit {
        qint64 first = -1, last = -1, lines = 0;
        qint64 begin = 0, end = 0; ///< of the whole lines that were looked at
        qint64 read = 0, size = 0;
    };
    void ask(const Job &job, quint64 ticket);
    void judge(const Job &job, const Hit &hit, quint64 ticket);
    static Hit look(const LogRange &range, const Job &job);

    JobService &m_service;
    LogSource m_source;
    qint64 m_chunk = 1024 * 1024;
    quint64 m_ticket = 0;
};

} // namespace assay
