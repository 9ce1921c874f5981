#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "models/logs/LogSearch.h"
#include "models/logs/LogText.h"

#include <QAbstractListModel>

#include <atomic>
#include <memory>

namespace assay {

/// A window of lines into the log of a benchmark or of one of its attempts, however long the log is: at most `capacity` bytes are in memory. Following
/// keeps the window at the end; older and newer parts are fetched by range. GUI thread.
class LogModel : public QAbstractListModel {
    Q_OBJECT
public:
    using Load = LoadState;
    enum Role {
        OffsetRole = FirstOwnRole, ///< byte position of the line in the log
        TextRole,                  ///< LogText: with the colours
        LevelRole,                 ///< int(LogLevel), of a line without one that of the line before
    };
    static constexpr qint64 chunkBytes = 256 * 1024;
    static constexpr qint64 capacity = 4 * 1024 * 1024;
    static constexpr int maxLineBytes = 16 * 1024; ///< longer lines are broken into rows of this size

    explicit LogModel(JobService &service, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    /// Shows another log from its end (following) or its start. An empty job id shows nothing.
    void setSource(const LogSource &source);
    void setFollow(bool follow);
    bool follow() const { return m_follow; }
    /// Asks for what was written meanwhile; while following also for all of it up to the end.
    void refresh();
    void loadEarlier();
    void loadLater();
    bool hasEarlier() const { return m_first > 0; }
    bool hasLater() const { return m_end < m_size; }

    const LogSource &source() const { return m_source; }

    Load load() const { return m_load; }
    Error lastError() const { return m_error; }
    qint64 size() const { return m_size; }          ///< of the whole log in bytes, as last told
    qint64 bytesInMemory() const { return m_end - m_first; }
    qint64 firstOffset() const { return m_first; }
    qint64 endOffset() const { return m_end; }
    /// Bytes of the longest line in memory: never fewer than its characters.
    int longestLine() const;

    /// The server has no ranges: each look takes the whole log over the network, so that more than the newest is asked for once.
    void setWhole(bool whole);
    /// The part around a place; following ends. rowShown() tells.
    void goTo(qint64 offset);
    /// Looks for a line after `row` (backwards: before it), also beyond the lines in memory; found() tells. Lines are matched by the
    /// thread pool. Newer searches win.
    void find(const QRegularExpression &expression, int row, bool backwards = false);
    void find(const QString &text, int row) { find(LogSearch::expressionOf(text, false), row); }
    /// For counting; its source is this model's.
    LogSearch &search() { return m_search; }
    qint64 chunk() const;

Q_SIGNALS:
    void loadChanged();
    void sizeChanged();
    void found(int row); ///< -1: not between there and the end
    void rowShown(int row); ///< what goTo() asked for

private:
    struct Line {
        qint64 offset = 0;
        QByteArray bytes; ///< without the line's end
        bool ended = false; ///< a line break follows
        mutable signed char level = -1; ///< int(LogLevel) once somebody asked
    };
    static QList<Line> split(const QByteArray &bytes, qint64 offset);
    static qint64 matchIn(const QList<Line> &lines, const QRegularExpression &expression, qsizetype from, int step, const std::atomic_bool &stop);
    void stopFinding();
    void restart();
    void fetch(qint64 offset);
    void take(const LogRange &range);
    void showAt(const LogRange &range);
    void append(const LogRange &range);
    void prepend(const LogRange &range);
    void trimFront();
    void trimBack();
    void showFound(qint64 offset);
    void showAround(qint64 offset, bool isFound);
    LogLevel levelOf(int row) const;
    int rowAt(qint64 offset) const;
    void setLoad(Load load, const Error &error = {});

    JobService &m_service;
    LogSource m_source;
    bool m_follow = true;
    bool m_pending = false;
    qint64 m_first = 0, m_end = 0, m_size = 0;
    QList<Line> m_lines;
    Load m_load = Load::Idle;
    Error m_error;
    quint64 m_ticket = 0;
    LogSearch m_search; ///< beyond the window
    LogSearch m_finder;
    std::shared_ptr<std::atomic_bool> m_stopFinding; ///< of the search among the lines in memory
    bool m_whole = false;
};

inline QString logLineText(const QByteArray &bytes) { return logText(bytes).text; }

} // namespace assay
