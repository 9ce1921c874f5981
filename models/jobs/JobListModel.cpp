#include "models/jobs/JobListModel.h"

#include "models/common/Words.h"
#include "models/jobs/JobSource.h"
#include "models/results/ResultRow.h"
#include "services/api/RunRef.h"

namespace assay {

JobListModel::JobListModel(Clock &clock, QObject *parent) : QAbstractTableModel(parent), m_clock(clock) {}

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
    connect(&reader, &JobSource::gone, this, [this, id](const QString &jobId) { takeOut(RunRef{id, jobId}.text()); });
    connect(&reader, &JobSource::progressed, this, [this, &reader](const JobChange &change) { onChange(reader, change); });
    connect(&reader, &JobSource::loadChanged, this, &JobListModel::loadChanged);
    m_places.push_back({name, false, std::move(source)});
    Q_EMIT connectionsChanged();
}

void JobListModel::removeConnection(const QString &id)
{
    const auto at = std::find_if(m_places.begin(), m_places.end(), [&id](const Place &place) { return place.source->connectionId() == id; });
    if (at == m_places.end())
        return;
    m_places.erase(at);
    for (int row = int(m_rows.size()) - 1; row >= 0; --row) {
        if (m_rows.at(row).connectionId == id)
            takeOut(QString(m_rows.at(row).id));
    }
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
    case ConnectionColumn: return tr("Connection");
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
    case ConnectionColumn: return connectionText(row);
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
    case ConnectionColumn:
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

QString JobListModel::connectionText(const JobRow &row) const
{
    const Place *where = place(row.connectionId);
    if (!where || !where->away)
        return row.connection;
    return tr("✗ %1, %2", "a connection that is away, and how old what it told is, e.g. 8 s ago").arg(row.connection, ageText(where->source->ageMs()));
}

qint64 JobListModel::ageMs(const QString &connectionId) const
{
    const Place *where = place(connectionId);
    return where ? where->source->ageMs() : -1;
}

LoadState JobListModel::load() const
{
    int failed = 0, asked = 0;
    for (const Place &place : m_places) {
        const LoadState state = place.source->load();
        if (state == LoadState::Loading)
            return state;
        asked += state != LoadState::Idle;
        failed += state == LoadState::Failed;
    }
    return asked == 0 ? LoadState::Idle : failed == asked ? LoadState::Failed : LoadState::Ready;
}

LoadState JobListModel::load(const QString &connectionId) const
{
    const Place *where = place(connectionId);
    return where ? where->source->load() : LoadState::Idle;
}

Error JobListModel::error(const QString &connectionId) const
{
    for (const Place &place : m_places) {
        if (place.source->load() == LoadState::Failed && (connectionId.isEmpty() || connectionId == place.source->connectionId()))
            return place.source->error();
    }
    return {};
}

qint64 JobListModel::totalCount() const
{
    qint64 total = -1;
    for (const Place &place : m_places) {
        if (place.source->totalCount() >= 0)
            total = qMax(qint64(0), total) + place.source->totalCount();
    }
    return total;
}

bool JobListModel::isComplete() const
{
    bool any = false;
    for (const Place &place : m_places) {
        if (place.source->totalCount() < 0)
            continue;
        if (!place.source->isComplete())
            return false;
        any = true;
    }
    return any;
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

void JobListModel::merge(const JobSource &source, const QList<Job> &jobs)
{
    QList<JobRow> added;
    QSet<QString> addedIds; // servers do repeat ids
    const Place *where = place(source.connectionId());
    for (const Job &job : jobs) {
        JobRow row = jobRow(job);
        row.connectionId = source.connectionId();
        row.connection = where ? where->name : QString();
        row.id = RunRef{row.connectionId, job.resource.id}.text();
        if (m_rowOf.contains(row.id))
            put(std::move(row));
        else if (!addedIds.contains(row.id)) {
            addedIds.insert(row.id);
            added << row;
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
    takeOut(id);
    if (const Place *where = place(run.connectionId))
        where->source->forget(run.jobId);
}

void JobListModel::takeOut(const QString &id)
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
