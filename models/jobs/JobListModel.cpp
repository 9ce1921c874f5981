#include "models/jobs/JobListModel.h"

#include "models/common/Words.h"
#include "models/results/ResultRow.h"
#include "services/core/Async.h"

namespace assay {

namespace {
constexpr int staleDelayMs = 150; ///< gathers the changes of a burst into one request a job
constexpr int sweepLimit = 3;     ///< a list that moves while it is read is read again, but not for ever
} // namespace

JobListModel::JobListModel(JobService &service, Clock &clock, QObject *parent)
    : QAbstractTableModel(parent), m_service(service), m_clock(clock)
{
    m_staleTimer.setSingleShot(true);
    m_staleTimer.setInterval(staleDelayMs);
    connect(&m_staleTimer, &QTimer::timeout, this, &JobListModel::fetchStale);
    connect(&service, &JobService::jobChanged, this, &JobListModel::onChange);
    connect(&service, &JobService::listChanged, this, [this] {
        if (m_sweeping)
            m_again = true;
        else
            refresh();
    });
}

int JobListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int JobListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant JobListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == ScoreColumn || section == DurationColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn: return tr("State");
    case NameColumn: return tr("Name");
    case ModelColumn: return tr("Model");
    case TargetColumn: return tr("Benchmarks");
    case VerdictColumn: return tr("Verdict");
    case ScoreColumn: return tr("Score");
    case StartedColumn: return tr("Started");
    case DurationColumn: return tr("Duration");
    case TagsColumn: return tr("Tags");
    default: return {};
    }
}

QVariant JobListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const JobRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole:
        if (index.column() == StateColumn && !row.message.isEmpty())
            return row.message;
        if (index.column() == VerdictColumn && !row.verdictReason.isEmpty())
            return row.verdictReason;
        return text(row, index.column());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter
                   | (index.column() == ScoreColumn || index.column() == DurationColumn ? Qt::AlignRight : Qt::AlignLeft));
    case IdRole: return row.id;
    case SortRole: return sortValue(row, index.column());
    case ToneRole: return tone(row, index.column());
    case RunStateRole: return int(row.state.value());
    case ProgressRole:
        return row.state == RunState::Running && row.itemsTotal > 0 ? QVariant(double(row.itemsDone) / double(row.itemsTotal))
                                                                    : QVariant();
    case ProgressTextRole:
        return row.state == RunState::Running ? QVariant(progressText(row.itemsDone, row.itemsTotal)) : QVariant();
    default: return {};
    }
}

QVariant JobListModel::text(const JobRow &row, int column) const
{
    switch (column) {
    case StateColumn: return QString(stateGlyph(row.state) + QLatin1Char(' ') + stateText(row.state));
    case NameColumn: return jobTitle(row);
    case ModelColumn: return row.model;
    case TargetColumn: return row.target;
    case VerdictColumn: return QString(verdictGlyph(row.verdict) + QLatin1Char(' ') + verdictName(row.verdict));
    case ScoreColumn: return row.scoreText.isEmpty() ? QStringLiteral("–") : row.scoreText;
    case StartedColumn: {
        const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_clock.wallMs());
        return whenText(row.started.isValid() ? row.started : row.created, now);
    }
    case DurationColumn: return durationText(durationMs(row));
    case TagsColumn: return row.tags.join(QStringLiteral(", "));
    default: return {};
    }
}

QVariant JobListModel::sortValue(const JobRow &row, int column) const
{
    switch (column) {
    case StateColumn: {
        static const QList<RunState> order{RunState::Running, RunState::Pending, RunState::Failed, RunState::PartiallyFailed,
                                           RunState::Cancelled, RunState::Completed, RunState::Unknown};
        return int(order.indexOf(row.state.value()));
    }
    case VerdictColumn: return int(row.verdict);
    case ScoreColumn: return row.score.value_or(-1e300);
    case StartedColumn: return (row.started.isValid() ? row.started : row.created).toMSecsSinceEpoch();
    case DurationColumn: return durationMs(row);
    default: return text(row, column).toString().toLower();
    }
}

QVariant JobListModel::tone(const JobRow &row, int column) const
{
    switch (column) {
    case StateColumn: return int(stateTone(row.state));
    case VerdictColumn: return int(verdictTone(row.verdict));
    case TargetColumn:
    case TagsColumn:
    case StartedColumn:
    case DurationColumn: return int(Tone::Muted);
    default: return int(Tone::Plain);
    }
}

qint64 JobListModel::durationMs(const JobRow &row) const
{
    if (!row.started.isValid())
        return -1;
    if (row.finished.isValid())
        return row.started.msecsTo(row.finished);
    return isTerminal(row.state) ? -1 : qMax(qint64(0), m_clock.wallMs() - row.started.toMSecsSinceEpoch());
}

qint64 JobListModel::ageMs() const { return m_answeredAt < 0 ? -1 : m_clock.monotonicMs() - m_answeredAt; }

void JobListModel::refresh()
{
    m_sweeps = 0;
    m_again = false;
    m_sweeping = true;
    m_seen.clear();
    setLoad(LoadState::Loading);
    fetchChunk(0, ++m_ticket);
}

void JobListModel::fetchChunk(qint64 offset, quint64 ticket)
{
    JobQuery query;
    query.limit = chunkSize;
    query.offset = offset;
    whenDone(m_service.list(query), this, [this, offset, ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page) {
            m_sweeping = false;
            return setLoad(LoadState::Failed, page.error()); // the old rows stay
        }
        m_total = page->totalCount;
        m_answeredAt = m_clock.monotonicMs();
        for (const Job &job : page->items)
            m_seen.insert(job.resource.id);
        merge(page->items);
        const qint64 next = offset + page->items.size();
        if (page->items.isEmpty() || next >= page->totalCount)
            return finishSweep();
        Q_EMIT loadChanged();
        fetchChunk(next, ticket);
    });
}

/// Rows that no chunk named are gone. A list without a stable order may have moved under us: fewer ids than the server
/// counts, then the list is read again before anything is believed gone.
void JobListModel::finishSweep()
{
    const bool moved = m_seen.size() < m_total;
    if ((moved || m_again) && ++m_sweeps < sweepLimit) {
        if (std::exchange(m_again, false))
            m_seen.clear(); // something was deleted or made since: only this sweep knows what is there
        return fetchChunk(0, ++m_ticket);
    }
    m_complete = !moved;
    for (int i = int(m_rows.size()) - 1; m_complete && i >= 0; --i) {
        if (m_seen.contains(m_rows.at(i).id))
            continue;
        beginRemoveRows({}, i, i);
        m_rowOf.remove(m_rows.at(i).id);
        m_rows.removeAt(i);
        reindex(i);
        endRemoveRows();
    }
    m_sweeping = false;
    setLoad(LoadState::Ready);
}

void JobListModel::fetchMatching(JobQuery query)
{
    const quint64 ticket = ++m_focusTicket;
    if (m_complete || (query.status.isEmpty() && query.tags.isEmpty() && query.name.isEmpty()))
        return;
    query.limit = chunkSize;
    query.offset = 0;
    fetchFocus(query, ticket);
}

void JobListModel::fetchFocus(const JobQuery &query, quint64 ticket)
{
    whenDone(m_service.list(query), this, [this, query, ticket](const Result<Page<Job>> &page) {
        if (!page || ticket != m_focusTicket)
            return; // the sweep brings the same rows, and tells of failures
        merge(page->items);
        JobQuery next = query;
        next.offset += page->items.size();
        if (!page->items.isEmpty() && next.offset < page->totalCount && !m_complete)
            fetchFocus(next, ticket);
    });
}

void JobListModel::merge(const QList<Job> &jobs)
{
    QList<JobRow> added;
    QSet<QString> addedIds; // servers do repeat ids
    for (const Job &job : jobs) {
        if (m_rowOf.contains(job.resource.id))
            put(jobRow(job));
        else if (!addedIds.contains(job.resource.id)) {
            addedIds.insert(job.resource.id);
            added << jobRow(job);
        }
    }
    if (added.isEmpty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(added.size()) - 1);
    m_rows += added;
    reindex(first);
    endInsertRows();
}

void JobListModel::put(JobRow fresh)
{
    const int at = rowOf(fresh.id);
    const bool finished = !isTerminal(m_rows.at(at).state) && isTerminal(fresh.state);
    if (m_rows.at(at) != fresh) {
        m_rows[at] = std::move(fresh);
        Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
    }
    if (finished) {
        m_progress.remove(m_rows.at(at).id);
        Q_EMIT runFinished(m_rows.at(at).id);
    }
}

void JobListModel::onChange(const JobChange &change)
{
    const int at = rowOf(change.jobId);
    const bool sameState = at >= 0 && (!change.state.isSet() || change.state == m_rows.at(at).state);
    if (sameState && change.itemsDone && change.benchmarkIndex) {
        auto &benchmarks = m_progress[change.jobId];
        benchmarks[*change.benchmarkIndex] = {*change.itemsDone, change.itemsTotal.value_or(0)};
        qint64 done = 0, total = 0;
        for (const auto &[itsDone, itsTotal] : std::as_const(benchmarks)) {
            done += itsDone;
            total += itsTotal;
        }
        JobRow &row = m_rows[at];
        row.itemsDone = qMax(row.itemsDone, done); // benchmarks that did not push since we came count in the fetched sum
        row.itemsTotal = qMax(row.itemsTotal, total);
        Q_EMIT dataChanged(index(at, StateColumn), index(at, StateColumn), {ProgressRole, ProgressTextRole});
        return;
    }
    m_stale.insert(change.jobId);
    if (!m_staleTimer.isActive())
        m_staleTimer.start();
}

void JobListModel::fetchStale()
{
    const QSet<QString> ids = std::exchange(m_stale, {});
    for (const QString &id : ids) {
        whenDone(m_service.get(id), this, [this, id](const Result<Job> &job) {
            if (!job) {
                if (job.error().kind == Error::Kind::NotFound)
                    removeRun(id);
                return;
            }
            m_answeredAt = m_clock.monotonicMs();
            if (m_rowOf.contains(id))
                return put(jobRow(*job));
            m_seen.insert(id);
            if (m_total >= 0)
                ++m_total;
            merge({*job});
            Q_EMIT loadChanged();
        });
    }
}

void JobListModel::setHidden(const QString &id, bool hidden)
{
    if (hidden)
        m_hidden.insert(id);
    else
        m_hidden.remove(id);
    if (const int at = rowOf(id); at >= 0)
        Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
    Q_EMIT loadChanged();
}

void JobListModel::removeRun(const QString &id)
{
    m_hidden.remove(id);
    m_progress.remove(id);
    const int at = rowOf(id);
    if (at < 0)
        return;
    beginRemoveRows({}, at, at);
    m_rows.removeAt(at);
    m_rowOf.remove(id);
    reindex(at);
    endRemoveRows();
    m_seen.remove(id);
    m_total = qMax(qint64(0), m_total - 1);
    Q_EMIT loadChanged();
}

void JobListModel::updateTimes()
{
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, StartedColumn), index(int(m_rows.size()) - 1, DurationColumn), {Qt::DisplayRole});
}

void JobListModel::reindex(int from)
{
    for (int i = from; i < int(m_rows.size()); ++i)
        m_rowOf.insert(m_rows.at(i).id, i);
}

void JobListModel::setLoad(LoadState load, const Error &error)
{
    m_load = load;
    m_error = error;
    Q_EMIT loadChanged();
}

} // namespace assay
