#include "models/logs/LogModel.h"

#include "services/core/Async.h"

#include <algorithm>

namespace assay {

LogModel::LogModel(JobService &service, QObject *parent) : QAbstractListModel(parent), m_service(service) {}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

QString logLineText(const QByteArray &bytes)
{
    const QString raw = QString::fromUtf8(bytes);
    QString shown;
    shown.reserve(raw.size());
    for (qsizetype i = 0; i < raw.size(); ++i) {
        const QChar c = raw.at(i);
        if (c == QChar(0x1b) && i + 1 < raw.size() && raw.at(i + 1) == QLatin1Char('[')) {
            // Colours and cursor moves of a terminal: ESC [ parameters, ended by a letter.
            i += 2;
            while (i < raw.size() && !raw.at(i).isLetter())
                ++i;
        } else if (c == QLatin1Char('\r')) {
            // A progress line that was written over: only its last state counts.
            if (i + 1 < raw.size())
                shown.clear();
        } else if (c == QLatin1Char('\t')) {
            shown += QLatin1String("    ");
        } else if (c.category() != QChar::Other_Control) {
            shown += c;
        }
    }
    return shown;
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
    default: return {};
    }
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

void LogModel::setSource(const QString &jobId, int benchmarkIndex)
{
    if (jobId == m_jobId && benchmarkIndex == m_benchmarkIndex)
        return;
    m_jobId = jobId;
    m_benchmarkIndex = benchmarkIndex;
    restart();
}

void LogModel::restart()
{
    ++m_ticket;
    ++m_searchTicket;
    m_pending = false;
    beginResetModel();
    m_lines.clear();
    m_first = m_end = m_size = 0;
    endResetModel();
    Q_EMIT sizeChanged();
    if (m_jobId.isEmpty())
        return setLoad(Load::Idle);
    setLoad(Load::Loading);
    fetch(0);
}

void LogModel::setFollow(bool follow)
{
    m_follow = follow;
    if (follow && !m_jobId.isEmpty())
        refresh();
}

void LogModel::refresh()
{
    if (!m_jobId.isEmpty() && !m_pending)
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
    whenDone(m_service.log(m_jobId, m_benchmarkIndex, offset, limit), this,
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
    m_first = range.offset;
    m_end = range.offset + range.bytes.size();
    m_lines = split(range.bytes, range.offset);
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

void LogModel::find(const QString &text, int row)
{
    const quint64 ticket = ++m_searchTicket;
    for (int i = row + 1; i < m_lines.size(); ++i) {
        if (logLineText(m_lines.at(i).bytes).contains(text, Qt::CaseInsensitive)) {
            Q_EMIT found(i);
            return;
        }
    }
    if (!hasLater() || text.isEmpty()) {
        Q_EMIT found(-1);
        return;
    }
    searchOn(text, m_end, {}, ticket);
}

void LogModel::searchOn(const QString &text, qint64 offset, const QByteArray &carry, quint64 ticket)
{
    whenDone(m_service.log(m_jobId, m_benchmarkIndex, offset, chunkBytes), this,
             [this, text, carry, ticket](const Result<LogRange> &range) {
                 if (ticket != m_searchTicket)
                     return;
                 if (!range || range->bytes.isEmpty()) {
                     Q_EMIT found(-1);
                     return;
                 }
                 const qint64 start = range->offset - carry.size();
                 QList<Line> lines = split(carry + range->bytes, start);
                 for (const Line &line : std::as_const(lines)) {
                     if (logLineText(line.bytes).contains(text, Qt::CaseInsensitive))
                         return showFound(line.offset, ticket);
                 }
                 const qint64 next = range->offset + range->bytes.size();
                 if (next >= range->size) {
                     Q_EMIT found(-1);
                     return;
                 }
                 const QByteArray rest = !lines.last().ended ? lines.last().bytes : QByteArray();
                 searchOn(text, next, rest, ticket);
             });
}

void LogModel::showFound(qint64 offset, quint64 ticket)
{
    // A little before the place, so that it is read in its surroundings.
    const qint64 from = std::max<qint64>(0, offset - chunkBytes / 2);
    whenDone(m_service.log(m_jobId, m_benchmarkIndex, from, chunkBytes), this,
             [this, offset, ticket](const Result<LogRange> &range) {
                 if (ticket != m_searchTicket)
                     return;
                 if (!range) {
                     Q_EMIT found(-1);
                     return;
                 }
                 ++m_ticket; // an answer under way belongs to the old window
                 m_pending = false;
                 m_follow = false;
                 showAt(*range);
                 Q_EMIT found(rowAt(offset));
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
