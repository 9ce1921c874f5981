#include "models/jobs/JobListModel.h"

#include "models/common/Words.h"
#include "models/jobs/JobSource.h"
#include "models/jobs/RunFacts.h"
#include "services/api/RunRef.h"
#include "services/core/JobExtras.h"

namespace assay {

namespace {
constexpr int oneByOne = 8; ///< rows that go one after the other; more go together
}

JobListModel::JobListModel(Clock &clock, QObject *parent) : QAbstractTableModel(parent), m_clock(clock)
{
    m_slice.setSingleShot(true);
    connect(&m_slice, &QTimer::timeout, this, &JobListModel::againSlice);
}

JobListModel::JobListModel(JobService &service, Clock &clock, QObject *parent) : JobListModel(clock, parent)
{
    addConnection(RunRef::localConnection(), {}, service);
}

JobListModel::~JobListModel() = default;

void JobListModel::addConnection(const QString &id, const QString &name, JobService &service)
{
    auto source = std::make_unique<JobSource>(id, service, m_clock);
    JobSource &reader = *source;
    connect(&reader, &JobSource::arrived, this, [this, &reader](const QList<Job> &jobs) { merge(reader, jobs); });
    connect(&reader, &JobSource::gone, this, [this, id](const QStringList &jobIds) {
        QStringList ids;
        for (const QString &jobId : jobIds)
            ids << RunRef{id, jobId}.text();
        gone(ids);
    });
    connect(&reader, &JobSource::withdrawn, this, [this, id](const QStringList &jobIds) {
        QStringList ids;
        for (const QString &jobId : jobIds)
            ids << RunRef{id, jobId}.text();
        takeOut(ids);
    });
    reader.showArchived(m_showsArchived);
    connect(&reader, &JobSource::progressed, this, [this, &reader](const JobChange &change) { onChange(reader, change); });
    connect(&reader, &JobSource::loadChanged, this, &JobListModel::loadChanged);
    connect(&reader, &JobSource::swept, this, [this, id] { Q_EMIT swept(id); });
    m_places.push_back({name, false, 0, std::move(source)});
    Q_EMIT connectionsChanged();
}

void JobListModel::removeConnection(const QString &id)
{
    const auto at = std::find_if(m_places.begin(), m_places.end(), [&id](const Place &place) { return place.source->connectionId() == id; });
    if (at == m_places.end())
        return;
    m_places.erase(at);
    QStringList ids;
    for (const JobRow &row : std::as_const(m_rows)) {
        if (row.connectionId == id)
            ids << row.id;
    }
    takeOut(ids);
    Q_EMIT connectionsChanged();
    Q_EMIT loadChanged();
}

void JobListModel::setConnection(const QString &id, const QString &name, bool away)
{
    for (Place &place : m_places) {
        if (place.source->connectionId() != id || (place.name == name && place.away == away))
            continue;
        place.name = name;
        place.away = away;
        for (JobRow &row : m_rows) {
            if (row.connectionId == id)
                row.connection = name;
        }
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, ConnectionColumn), index(int(m_rows.size()) - 1, ConnectionColumn));
        Q_EMIT connectionsChanged();
    }
}

QStringList JobListModel::connectionIds() const
{
    QStringList ids;
    for (const Place &place : m_places)
        ids << place.source->connectionId();
    return ids;
}

const JobListModel::Place *JobListModel::place(const QString &connectionId) const
{
    for (const Place &place : m_places) {
        if (place.source->connectionId() == connectionId)
            return &place;
    }
    return nullptr;
}

int JobListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int JobListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant JobListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (jobColumnIsNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    return role == Qt::DisplayRole ? QVariant(jobColumnTitle(section)) : QVariant();
}

QVariant JobListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const JobRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return jobCellText(row, index.column(), context(row));
    case Qt::ToolTipRole: return jobCellToolTip(row, index.column(), context(row));
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (jobColumnIsNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case IdRole: return row.id;
    case ToneRole: return int(jobCellTone(row, index.column()));
    case RunStateRole: return int(row.state.value());
    case ProgressRole:
        return row.state == RunState::Running && row.itemsTotal > 0 ? QVariant(double(row.itemsDone) / double(row.itemsTotal))
                                                                    : QVariant();
    case ProgressTextRole:
        return row.state == RunState::Running ? QVariant(progressText(row.itemsDone, row.itemsTotal)) : QVariant();
    default: return {};
    }
}

JobCellContext JobListModel::context(const JobRow &row) const
{
    const Place *where = place(row.connectionId);
    return {m_clock.wallMs(), where && where->away, where ? placeAgeMs(*where) : -1};
}

void JobListModel::refresh(const QString &connectionId)
{
    for (const Place &place : m_places) {
        if (connectionId.isEmpty() || place.source->connectionId() == connectionId)
            place.source->refresh();
    }
}

void JobListModel::fetchMatching(const JobQuery &query)
{
    for (const Place &place : m_places) {
        if (place.source->load() != LoadState::Idle)
            place.source->fetchMatching(query);
    }
}

void JobListModel::showArchived(bool shown)
{
    m_showsArchived = shown;
    for (const Place &place : m_places)
        place.source->showArchived(shown);
}

void JobListModel::addKnown(const QList<JobRow> &known, const QHash<QString, qint64> &heardMs)
{
    for (Place &place : m_places)
        place.heardMs = heardMs.value(place.source->connectionId(), place.heardMs);
    QList<JobRow> rows;
    QHash<QString, QStringList> expected;
    QStringList missing;
    for (JobRow row : known) {
        const Place *where = place(row.connectionId);
        if (!where || m_rowOf.contains(row.id))
            continue; // its server was quicker
        row.connection = where->name;
        row.cached = row.goneMs == 0;
        if (row.cached && where->source->isComplete()) { // its server was quicker, and has it no more
            if (!m_keeps || !m_keeps(row.id)) {
                missing << row.id;
                continue;
            }
            row.cached = false;
            row.goneMs = m_clock.wallMs();
        }
        if (row.cached)
            expected[row.connectionId] << RunRef::parse(row.id).jobId;
        rows << std::move(row);
    }
    for (const Place &place : m_places)
        place.source->expect(expected.value(place.source->connectionId()));
    append(std::move(rows));
    for (const QString &id : std::as_const(missing))
        Q_EMIT runGone(id);
    Q_EMIT loadChanged();
}

void JobListModel::merge(const JobSource &source, const QList<Job> &jobs)
{
    QList<JobRow> added;
    QList<RunRecord> records;
    QSet<QString> addedIds; // servers do repeat ids
    const Place *where = place(source.connectionId());
    for (const Job &job : jobs) {
        RunRecord record = runRecord(job, source.connectionId());
        JobRow row = jobRow(record);
        row.connection = where ? where->name : QString();
        row.archived = jobIsArchived(job);
        const bool isKept = !row.archived; // what the next start would show is in no list then
        if (m_rowOf.contains(row.id)) {
            if (put(std::move(row)) && isKept)
                records << std::move(record);
        } else if (!addedIds.contains(row.id)) {
            addedIds.insert(row.id);
            added << std::move(row);
            if (isKept)
                records << std::move(record);
        }
    }
    append(std::move(added));
    if (!records.isEmpty())
        Q_EMIT recordsArrived(source.connectionId(), records);
}

void JobListModel::append(QList<JobRow> rows)
{
    if (rows.isEmpty())
        return;
    if (m_decorate) {
        for (JobRow &row : rows)
            m_decorate(row);
    }
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(rows.size()) - 1);
    m_rows += rows;
    reindex(first);
    endInsertRows();
}

/// True when it is not what was there.
bool JobListModel::put(JobRow fresh)
{
    const int at = rowOf(fresh.id);
    if (m_decorate)
        m_decorate(fresh);
    const bool finished = !m_rows.at(at).cached && !isTerminal(m_rows.at(at).state) && isTerminal(fresh.state); // what ended before the start is no news
    const bool heard = std::exchange(m_rows[at].cached, false); // a look, and no news for who keeps what servers tell
    const bool differs = m_rows.at(at) != fresh;
    if (differs)
        m_rows[at] = std::move(fresh);
    if (differs || heard)
        Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
    if (finished) {
        m_progress.remove(m_rows.at(at).id);
        Q_EMIT runFinished(m_rows.at(at).id);
    }
    return differs;
}

/// Their server has them no more.
void JobListModel::gone(const QStringList &ids)
{
    QStringList out;
    for (const QString &id : ids) {
        const int at = rowOf(id);
        if (at < 0 || !m_keeps || !m_keeps(id)) {
            out << id;
            continue;
        }
        JobRow row = m_rows.at(at);
        row.goneMs = m_clock.wallMs();
        row.cached = false;
        m_rows[at] = row;
        Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
    }
    takeOut(out);
    for (const QString &id : ids)
        Q_EMIT runGone(id);
}

void JobListModel::onChange(JobSource &source, const JobChange &change)
{
    const QString id = RunRef{source.connectionId(), change.jobId}.text();
    const int at = rowOf(id);
    const bool sameState = at >= 0 && (!change.state.isSet() || change.state == m_rows.at(at).state);
    if (!sameState || !change.itemsDone || !change.benchmarkIndex)
        return source.fetch(change.jobId);
    auto &benchmarks = m_progress[id];
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
    const RunRef run = RunRef::parse(id);
    m_hidden.remove(id);
    gone({id});
    if (const Place *where = place(run.connectionId))
        where->source->forget(run.jobId);
}

void JobListModel::takeOut(const QStringList &ids)
{
    if (ids.size() <= oneByOne) {
        for (const QString &id : ids)
            takeOutOne(id);
        return;
    }
    const QSet<QString> out(ids.begin(), ids.end());
    beginResetModel();
    m_hidden.subtract(out);
    for (const QString &id : ids)
        m_progress.remove(id);
    m_rows.removeIf([&out](const JobRow &row) { return out.contains(row.id); });
    m_rowOf.clear();
    reindex(0);
    endResetModel();
    if (m_again > 0)
        m_again = 0; // rows moved up
}

void JobListModel::takeOutOne(const QString &id)
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
    if (m_again > at)
        --m_again;
}

void JobListModel::updateTimes()
{
    if (m_rows.isEmpty())
        return;
    const int last = int(m_rows.size()) - 1;
    Q_EMIT dataChanged(index(0, StartedColumn), index(last, DurationColumn), {Qt::DisplayRole});
    if (std::any_of(m_places.cbegin(), m_places.cend(), [](const Place &place) { return place.away; }))
        Q_EMIT dataChanged(index(0, ConnectionColumn), index(last, ConnectionColumn), {Qt::DisplayRole});
}

void JobListModel::reindex(int from)
{
    for (int i = from; i < int(m_rows.size()); ++i)
        m_rowOf.insert(m_rows.at(i).id, i);
}

} // namespace assay
