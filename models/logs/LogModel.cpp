#include "models/logs/LogModel.h"

#include "services/core/OnPool.h"

#include <algorithm>
#include <limits>

namespace assay {

LogModel::LogModel(JobService &service, QObject *parent) : QAbstractListModel(parent), m_service(service), m_search(service), m_finder(service)
{
    connect(&m_finder, &LogSearch::found, this, &LogModel::showFound);
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Line &line = m_lines.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return logLineText(line.bytes);
    case OffsetRole: return line.offset;
    case TextRole: return QVariant::fromValue(logText(line.bytes));
    case LevelRole: return int(levelOf(index.row()));
    default: return {};
    }
}

/// A stack trace has the level of the line that it follows.
LogLevel LogModel::levelOf(int row) const
{
    constexpr int farthest = 200;
    for (int at = row; at >= 0 && row - at < farthest; --at) {
        const Line &line = m_lines.at(at);
        if (line.level < 0)
            line.level = static_cast<signed char>(logLevel(logLineText(line.bytes.left(400))));
        if (LogLevel(line.level) != LogLevel::None)
            return LogLevel(line.level);
    }
    return LogLevel::None;
}

QList<LogModel::Line> LogModel::split(const QByteArray &bytes, qint64 offset)
{
    QList<Line> lines;
    qsizetype start = 0;
    while (start < bytes.size()) {
        qsizetype end = bytes.indexOf('\n', start);
        const bool ended = end >= 0 && end - start <= maxLineBytes;
        if (!ended) {
            const bool tooLong = (end < 0 ? bytes.size() : end) - start > maxLineBytes;
            end = tooLong ? start + maxLineBytes : bytes.size();
            // Not through the middle of a UTF-8 sequence.
            while (tooLong && end > start + 1 && (uchar(bytes.at(end)) & 0xC0) == 0x80)
                --end;
        }
        lines.append({offset + start, bytes.mid(start, end - start), ended});
        start = ended ? end + 1 : end;
    }
    return lines;
}

void LogModel::setSource(const LogSource &source)
{
    if (source == m_source)
        return;
    m_source = source;
    restart();
}

void LogModel::restart()
{
    ++m_ticket;
    stopFinding();
    m_search.setSource(m_source, chunk());
    m_finder.setSource(m_source, chunk());
    m_pending = false;
    beginResetModel();
    m_lines.clear();
    m_first = m_end = m_size = 0;
    endResetModel();
    Q_EMIT sizeChanged();
    if (m_source.jobId.isEmpty())
        return setLoad(Load::Idle);
    setLoad(Load::Loading);
    fetch(0);
}

int LogModel::longestLine() const
{
    qsizetype longest = 0;
    for (const Line &line : m_lines)
        longest = std::max(longest, line.bytes.size());
    return int(longest);
}

void LogModel::setWhole(bool whole)
{
    m_whole = whole;
    m_search.setSource(m_source, chunk());
    m_finder.setSource(m_source, chunk());
}

qint64 LogModel::chunk() const
{
    constexpr qint64 searched = 1024 * 1024;
    return m_whole ? std::numeric_limits<qint64>::max() / 2 : searched;
}

void LogModel::setFollow(bool follow)
{
    m_follow = follow;
    if (follow && !m_source.jobId.isEmpty())
        refresh();
}

void LogModel::refresh()
{
    if (!m_source.jobId.isEmpty() && !m_pending)
        fetch(m_end);
}

void LogModel::loadEarlier()
{
    if (hasEarlier() && !m_pending)
        fetch(std::max<qint64>(0, m_first - chunkBytes));
}

void LogModel::loadLater()
{
    if (hasLater() && !m_pending)
        fetch(m_end);
}

void LogModel::fetch(qint64 offset)
{
    m_pending = true;
    const qint64 limit = offset < m_first ? m_first - offset : chunkBytes;
    whenDone(readLog(m_service, m_source, offset, limit), this,
             [this, ticket = m_ticket](const Result<LogRange> &range) {
                 if (ticket != m_ticket)
                     return; // another log is shown by now
                 m_pending = false;
                 if (!range)
                     return setLoad(Load::Failed, range.error()); // the old lines stay
                 take(*range);
             });
}

void LogModel::take(const LogRange &range)
{
    if (range.size < m_end)
        return restart(); // the log was begun anew, as a retry does
    const bool grown = range.size != m_size;
    m_size = range.size;
    setLoad(Load::Ready);
    if (grown)
        Q_EMIT sizeChanged();
    const qint64 tail = std::max<qint64>(0, m_size - chunkBytes);
    if (m_follow && tail > m_end) {
        // More was written than one look takes: the end is what a follower wants to see.
        if (range.offset + chunkBytes < tail)
            return fetch(tail);
        showAt(range);
    } else if (range.bytes.isEmpty()) {
        return;
    } else if (range.offset == m_end)
        append(range);
    else if (range.offset + range.bytes.size() == m_first)
        prepend(range);
    else
        showAt(range);
    if (m_follow && hasLater())
        fetch(m_end);
}

void LogModel::showAt(const LogRange &range)
{
    beginResetModel();
    // A line that was cut at the front is left out; it comes whole with what is before it.
    const qsizetype cut = range.offset > 0 ? range.bytes.indexOf('\n') + 1 : 0;
    m_first = range.offset + cut;
    m_end = range.offset + range.bytes.size();
    m_lines = split(range.bytes.mid(cut), m_first);
    endResetModel();
}

void LogModel::append(const LogRange &range)
{
    QByteArray bytes = range.bytes;
    qint64 offset = range.offset;
    if (!m_lines.isEmpty() && !m_lines.last().ended && m_lines.last().bytes.size() < maxLineBytes - 4) {
        // The last line was cut where the range ended: it goes on here.
        offset = m_lines.last().offset;
        bytes.prepend(m_lines.last().bytes);
    }
    QList<Line> fresh = split(bytes, offset);
    if (offset != range.offset && !fresh.isEmpty()) {
        const int last = int(m_lines.size()) - 1;
        m_lines[last] = fresh.takeFirst();
        Q_EMIT dataChanged(index(last), index(last));
    }
    m_end = range.offset + range.bytes.size();
    if (!fresh.isEmpty()) {
        const int first = int(m_lines.size());
        beginInsertRows({}, first, first + int(fresh.size()) - 1);
        m_lines += fresh;
        endInsertRows();
    }
    trimFront();
}

void LogModel::prepend(const LogRange &range)
{
    const Line oldFirst = m_lines.value(0);
    QByteArray bytes = range.bytes;
    const bool joins = !m_lines.isEmpty() && !bytes.endsWith('\n');
    if (joins)
        bytes += oldFirst.bytes + (oldFirst.ended ? "\n" : "");
    QList<Line> fresh = split(bytes, range.offset);
    if (joins && !fresh.isEmpty()) {
        m_lines[0] = fresh.takeLast();
        Q_EMIT dataChanged(index(0), index(0));
    }
    m_first = range.offset;
    if (!fresh.isEmpty()) {
        beginInsertRows({}, 0, int(fresh.size()) - 1);
        m_lines = fresh + m_lines;
        endInsertRows();
    }
    trimBack();
}

void LogModel::trimFront()
{
    int drop = 0;
    while (drop + 1 < m_lines.size() && m_end - m_lines.at(drop).offset > capacity)
        ++drop;
    if (drop == 0)
        return;
    beginRemoveRows({}, 0, drop - 1);
    m_lines.erase(m_lines.begin(), m_lines.begin() + drop);
    m_first = m_lines.first().offset;
    endRemoveRows();
}

void LogModel::trimBack()
{
    int keep = int(m_lines.size());
    while (keep > 1 && m_lines.at(keep - 1).offset - m_first > capacity)
        --keep;
    if (keep == m_lines.size())
        return;
    beginRemoveRows({}, keep, int(m_lines.size()) - 1);
    m_end = m_lines.at(keep).offset;
    m_lines.erase(m_lines.begin() + keep, m_lines.end());
    endRemoveRows();
    m_follow = false; // the end is no longer in memory
}

int LogModel::rowAt(qint64 offset) const
{
    const auto after = std::upper_bound(m_lines.begin(), m_lines.end(), offset,
                                        [](qint64 value, const Line &line) { return value < line.offset; });
    return int(after - m_lines.begin()) - 1;
}

void LogModel::stopFinding()
{
    m_finder.stop();
    if (const auto stop = std::exchange(m_stopFinding, nullptr))
        *stop = true;
}

/// Offset of the first line from there on that matches; -1: none does.
qint64 LogModel::matchIn(const QList<Line> &lines, const QRegularExpression &expression, qsizetype from, int step, const std::atomic_bool &stop)
{
    for (qsizetype i = from; i >= 0 && i < lines.size() && !stop; i += step) {
        if (expression.match(logLineText(lines.at(i).bytes)).hasMatch())
            return lines.at(i).offset;
    }
    return -1;
}

void LogModel::find(const QRegularExpression &expression, int row, bool backwards)
{
    stopFinding();
    if (expression.pattern().isEmpty() || !expression.isValid())
        return Q_EMIT found(-1);
    const int step = backwards ? -1 : 1, start = backwards && row < 0 ? int(m_lines.size()) : row;
    const bool more = backwards ? hasEarlier() : hasLater();
    // From the line that the window cuts in two.
    const bool open = !m_lines.isEmpty() && !m_lines.last().ended;
    const qint64 next = backwards ? m_first : open ? m_lines.last().offset : m_end;
    m_stopFinding = std::make_shared<std::atomic_bool>(false);
    const auto search = [expression, step, lines = m_lines, from = start + step, stop = m_stopFinding] { return matchIn(lines, expression, from, step, *stop); };
    whenDone(onPool<qint64>(search), this, [this, expression, next, more, backwards, stop = m_stopFinding](const Result<qint64> &offset) {
        if (*stop || !offset)
            return;
        if (*offset >= m_first && *offset < m_end)
            Q_EMIT found(rowAt(*offset));
        else if (*offset >= 0)
            showFound(*offset); // the window has moved on meanwhile
        else if (more)
            m_finder.find(expression, next, backwards);
        else
            Q_EMIT found(-1);
    });
}

void LogModel::showFound(qint64 offset)
{
    if (offset < 0)
        return Q_EMIT found(-1);
    showAround(offset, true);
}

void LogModel::goTo(qint64 offset)
{
    m_follow = false;
    stopFinding();
    showAround(std::clamp<qint64>(offset, 0, std::max<qint64>(0, m_size - 1)), false);
}

void LogModel::showAround(qint64 offset, bool isFound)
{
    // A little before the place, so that it is read in its surroundings.
    const qint64 from = std::max<qint64>(0, offset - chunkBytes / 2);
    const quint64 ticket = ++m_ticket; // an answer under way belongs to the old window
    m_pending = true;
    whenDone(readLog(m_service, m_source, from, chunkBytes), this, [this, offset, ticket, isFound](const Result<LogRange> &range) {
        if (ticket != m_ticket)
            return;
        m_pending = false;
        if (!range)
            return isFound ? Q_EMIT found(-1) : setLoad(Load::Failed, range.error());
        m_follow = false;
        m_size = range->size;
        showAt(*range);
        setLoad(Load::Ready);
        Q_EMIT sizeChanged();
        const int row = rowAt(offset);
        isFound ? Q_EMIT found(row) : Q_EMIT rowShown(row);
    });
}

void LogModel::setLoad(Load load, const Error &error)
{
    const bool same = m_load == load && m_error.message == error.message;
    m_error = error;
    if (same)
        return;
    m_load = load;
    Q_EMIT loadChanged();
}

} // namespace assay
