#include "models/authoring/ReplayModel.h"

#include "models/authoring/DocumentModel.h"
#include "models/authoring/RowsModel.h"
#include "services/core/OnPool.h"
#include "services/core/Time.h"
#include "services/verdict/MetricInfo.h"

#include <QLocale>

#include <algorithm>

namespace assay {

namespace {
constexpr quintptr runLevel = 0; ///< internal id of a run; a benchmark's is its run's row plus one
constexpr int pageSize = 100;

QString keyOf(const QString &provider, const QString &id) { return provider + QLatin1Char('\n') + id; }

QString numberText(double value) { return QLocale().toString(value, 'g', 6); }

QString gateText(const std::optional<double> &threshold, bool lowerIsBetter)
{
    return threshold ? QStringLiteral("%1 %2").arg(lowerIsBetter ? QStringLiteral("≤") : QStringLiteral("≥"), numberText(*threshold)) : QString();
}

QString verdictText(const std::optional<bool> &pass)
{
    return !pass ? ReplayModel::tr("– none") : *pass ? ReplayModel::tr("✓ pass") : ReplayModel::tr("✗ fail");
}
} // namespace

ReplayModel::ReplayModel(DocumentModel &document, JobService &jobs, ProviderLookup lookup, QObject *parent)
    : QAbstractItemModel(parent), m_document(document), m_jobs(jobs), m_lookup(std::move(lookup))
{
    connect(&m_document, &DocumentModel::changed, this, &ReplayModel::judgeAgain);
}

QModelIndex ReplayModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : runLevel);
}

QModelIndex ReplayModel::parent(const QModelIndex &child) const
{
    return !child.isValid() || child.internalId() == runLevel ? QModelIndex() : createIndex(int(child.internalId()) - 1, 0, runLevel);
}

int ReplayModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_runs.size());
    return parent.internalId() == runLevel && parent.column() == 0 ? int(m_runs.at(parent.row()).replayed.benchmarks.size()) : 0;
}

int ReplayModel::columnCount(const QModelIndex &) const { return ColumnCount; }

QVariant ReplayModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == ScoreColumn || section == ThenGateColumn || section == NowGateColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == NowGateColumn)
        return tr("Type a gate here to try it; it changes the document, not the run");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Run or Benchmark");
    case DetailColumn: return tr("Model or Metric");
    case ScoreColumn: return tr("Score");
    case ThenGateColumn: return tr("Gate Then");
    case ThenColumn: return tr("Verdict Then");
    case NowGateColumn: return tr("Gate Now");
    case NowColumn: return tr("Verdict Now");
    default: return {};
    }
}

QVariant ReplayModel::runText(const Run &run, int column) const
{
    const ReplayedRun &replayed = run.replayed;
    switch (column) {
    case NameColumn: {
        const QString name = run.job.name.isEmpty() ? run.job.resource.id : run.job.name;
        const QDateTime made = parseTime(run.job.resource.createdAt);
        return made.isValid() ? tr("%1, %2", "run and date").arg(name, QLocale().toString(made.toLocalTime(), QLocale::ShortFormat)) : name;
    }
    case DetailColumn: return run.job.model.name;
    case ScoreColumn:
        if (replayed.scoreThen && replayed.scoreNow && numberText(*replayed.scoreThen) != numberText(*replayed.scoreNow))
            return QStringLiteral("%1 → %2").arg(numberText(*replayed.scoreThen), numberText(*replayed.scoreNow));
        return replayed.scoreNow ? numberText(*replayed.scoreNow) : replayed.scoreThen ? numberText(*replayed.scoreThen) : QString();
    case ThenGateColumn: return gateText(replayed.thresholdThen, false);
    case ThenColumn: return verdictText(replayed.then);
    case NowGateColumn:
        return replayed.ownGate ? tr("%1 (the run's own)").arg(gateText(run.job.passCriteria->threshold, false)) : gateText(replayed.thresholdNow, false);
    case NowColumn: return replayed.missing > 0 ? tr("– %n benchmark(s) not in this run", nullptr, replayed.missing) : verdictText(replayed.now);
    default: return {};
    }
}

QVariant ReplayModel::benchmarkText(const ReplayedBenchmark &benchmark, int column) const
{
    switch (column) {
    case NameColumn: return benchmark.id;
    case DetailColumn: {
        const QString title = metricInfo(benchmark.metric).title;
        return title.isEmpty() ? benchmark.metric : title;
    }
    case ScoreColumn: return benchmark.value ? formatMetric(benchmark.metric, *benchmark.value, QLocale()) : QString();
    case ThenGateColumn: return gateText(benchmark.thresholdThen, benchmark.lowerIsBetter);
    case ThenColumn: return benchmark.reported ? verdictText(benchmark.then) : QString();
    case NowGateColumn: return gateText(benchmark.thresholdNow, benchmark.lowerIsBetter);
    case NowColumn: return benchmark.reported ? verdictText(benchmark.now) : tr("– not in this run");
    default: return {};
    }
}

bool ReplayModel::isChanged(const QModelIndex &index) const
{
    if (index.internalId() == runLevel) {
        const ReplayedRun &run = m_runs.at(index.row()).replayed;
        return run.missing == 0 && run.then != run.now;
    }
    const ReplayedBenchmark &benchmark = m_runs.at(int(index.internalId()) - 1).replayed.benchmarks.at(index.row());
    return benchmark.reported && benchmark.then != benchmark.now;
}

QVariant ReplayModel::toneOf(const QModelIndex &index) const
{
    if (index.column() != NowColumn)
        return int(index.column() == DetailColumn || index.column() == ThenGateColumn || index.column() == ThenColumn ? Tone::Muted : Tone::Plain);
    const std::optional<bool> now = index.internalId() == runLevel ? m_runs.at(index.row()).replayed.now
                                                                   : m_runs.at(int(index.internalId()) - 1).replayed.benchmarks.at(index.row()).now;
    return int(!now ? Tone::Muted : *now ? Tone::Pass : Tone::Fail);
}

QVariant ReplayModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool isRun = index.internalId() == runLevel;
    const Run &run = m_runs.at(isRun ? index.row() : int(index.internalId()) - 1);
    switch (role) {
    case Qt::DisplayRole: {
        const QVariant text = isRun ? runText(run, index.column()) : benchmarkText(run.replayed.benchmarks.at(index.row()), index.column());
        return index.column() == NowColumn && isChanged(index) ? QVariant(tr("%1, changed").arg(text.toString())) : text;
    }
    case Qt::EditRole: {
        const QString path = gatePath(index);
        return path.isEmpty() ? QVariant() : QVariant(m_document.value(path).toString());
    }
    case Qt::CheckStateRole: return isRun && index.column() == NameColumn ? QVariant(int(run.chosen ? Qt::Checked : Qt::Unchecked)) : QVariant();
    case Qt::ToolTipRole:
        return isRun && run.replayed.leftOut > 0 ? tr("%n benchmark(s) of the run are not in the collection", nullptr, run.replayed.leftOut) : QString();
    case Qt::TextAlignmentRole: return headerData(index.column(), Qt::Horizontal, role);
    case ToneRole: return toneOf(index);
    case IdRole: return run.job.resource.id;
    case IsRunRole: return isRun;
    case ChangedRole: return isChanged(index);
    default: return {};
    }
}

/// What is typed into the gate of a row; empty: nothing can be.
QString ReplayModel::gatePath(const QModelIndex &index) const
{
    if (index.column() != NowGateColumn)
        return {};
    if (index.internalId() != runLevel)
        return QStringLiteral("benchmarks/%1/pass_criteria/threshold").arg(index.row());
    return m_runs.at(index.row()).replayed.ownGate ? QString() : QStringLiteral("pass_criteria/threshold");
}

bool ReplayModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid())
        return false;
    if (role == Qt::CheckStateRole && index.internalId() == runLevel) {
        m_runs[index.row()].chosen = value.toInt() == Qt::Checked;
        Q_EMIT dataChanged(index, index, {role});
        Q_EMIT summaryChanged();
        return true;
    }
    const QString path = gatePath(index);
    const FieldInfo *field = path.isEmpty() ? nullptr : fieldAt(m_document.kind(), path);
    if (!field || role != Qt::EditRole || m_readOnly)
        return false;
    m_document.endTyping();
    return m_document.set(path, valueOfText(*field, value.toString()));
}

Qt::ItemFlags ReplayModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    if (!index.isValid())
        return flags;
    if (index.internalId() == runLevel && index.column() == NameColumn)
        flags |= Qt::ItemIsUserCheckable;
    return !m_readOnly && !gatePath(index).isEmpty() ? flags | Qt::ItemIsEditable : flags;
}

void ReplayModel::setReadOnly(bool readOnly) { m_readOnly = readOnly; }

void ReplayModel::load()
{
    m_state = LoadState::Loading;
    Q_EMIT loadChanged();
    fetch(0, ++m_ticket, {});
}

void ReplayModel::fetch(qint64 offset, quint64 ticket, const QList<Job> &sofar)
{
    JobQuery query;
    query.limit = pageSize;
    query.offset = offset;
    whenDone(m_jobs.list(query), this, [this, offset, ticket, sofar](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page) {
            m_state = LoadState::Failed;
            m_error = page.error();
            Q_EMIT loadChanged();
            return;
        }
        m_seen = offset + page->items.size();
        m_total = std::max(page->totalCount, m_seen);
        QList<Job> all = sofar;
        for (const Job &job : page->items) {
            if (isTerminal(job.status.state.value()) && !job.results.benchmarks.isEmpty())
                all << job;
        }
        if (!page->items.isEmpty() && m_seen < std::min(m_total, mostRuns))
            return fetch(m_seen, ticket, all);
        m_fetched = all;
        judgeAgain();
    });
}

/// While the text of the document cannot be read the last gates stay.
void ReplayModel::judgeAgain()
{
    if (m_state == LoadState::Idle || m_state == LoadState::Failed)
        return; // nobody looks, or there is nothing to look at
    const auto collection = m_document.document().toCollection();
    if (!collection)
        return ready();
    QHash<QString, ProviderBenchmark> known; // the catalogue belongs to this thread
    for (const BenchmarkRef &entry : collection->benchmarks) {
        if (const ProviderBenchmark *benchmark = m_lookup ? m_lookup(entry.providerId, entry.id) : nullptr)
            known.insert(keyOf(entry.providerId, entry.id), *benchmark);
    }
    const auto all = onPool<QList<Judged>>([jobs = m_fetched, collection = *collection, known] {
        QList<Judged> judged;
        for (const Job &job : jobs) {
            if (!canReplay(job, collection))
                continue;
            judged.append({job, replay(job, collection, [&known](const QString &provider, const QString &id) {
                               const auto found = known.constFind(keyOf(provider, id));
                               return found == known.cend() ? nullptr : &*found;
                           })});
        }
        return judged;
    });
    whenDone(all, this, [this, ticket = ++m_judging](const Result<QList<Judged>> &judged) {
        if (ticket == m_judging && judged)
            take(*judged);
    });
}

/// Rows of runs that stay are changed in their place; the order is the server's.
void ReplayModel::take(const QList<Judged> &judged)
{
    const auto idOf = [](const Judged &one) { return one.job.resource.id; };
    for (int row = int(m_runs.size()) - 1; row >= 0; --row) {
        if (std::ranges::find(judged, m_runs.at(row).job.resource.id, idOf) != judged.end())
            continue;
        beginRemoveRows({}, row, row);
        m_runs.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < int(judged.size()); ++row) {
        if (row < int(m_runs.size()) && m_runs.at(row).job.resource.id == idOf(judged.at(row))) {
            m_runs[row].job = judged.at(row).job;
            update(row, judged.at(row).replayed);
            continue;
        }
        beginInsertRows({}, row, row);
        m_runs.insert(row, {judged.at(row).job, judged.at(row).replayed, true});
        endInsertRows();
    }
    ready();
    Q_EMIT summaryChanged();
}

void ReplayModel::ready()
{
    if (std::exchange(m_state, LoadState::Ready) != LoadState::Ready)
        Q_EMIT loadChanged();
}

/// As many rows below the run as the collection has entries; what they say is told after that.
void ReplayModel::update(int row, const ReplayedRun &fresh)
{
    const QModelIndex run = index(row, 0);
    auto &benchmarks = m_runs[row].replayed.benchmarks;
    const int before = int(benchmarks.size()), after = int(fresh.benchmarks.size());
    if (after > before) {
        beginInsertRows(run, before, after - 1);
        benchmarks += fresh.benchmarks.mid(before);
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows(run, after, before - 1);
        benchmarks.resize(after);
        endRemoveRows();
    } else if (m_runs.at(row).replayed == fresh) {
        return;
    }
    m_runs[row].replayed = fresh;
    Q_EMIT dataChanged(run, index(row, ColumnCount - 1));
    if (after > 0)
        Q_EMIT dataChanged(index(0, 0, run), index(after - 1, ColumnCount - 1, run));
}

QString ReplayModel::summary() const
{
    int chosen = 0, changed = 0, failing = 0, passing = 0, open = 0;
    for (const Run &run : m_runs) {
        if (!run.chosen)
            continue;
        ++chosen;
        open += run.replayed.missing > 0;
        if (run.replayed.missing > 0 || run.replayed.then == run.replayed.now)
            continue;
        ++changed;
        failing += run.replayed.now == std::optional(false);
        passing += run.replayed.now == std::optional(true);
    }
    if (chosen == 0)
        return tr("Choose runs to see what they would come to under these gates.");
    QStringList sentences{changed == 0 ? tr("None of %n chosen run(s) gets another verdict.", nullptr, chosen)
                                       : tr("%1 of %n chosen run(s) get another verdict: %2 fail now, %3 pass now.", nullptr, chosen)
                                             .arg(QLocale().toString(changed), QLocale().toString(failing), QLocale().toString(passing))};
    if (open > 0)
        sentences << tr("%n run(s) lack a benchmark of the collection and get no verdict as a whole.", nullptr, open);
    return sentences.join(QLatin1Char(' '));
}

QString ReplayModel::limits() const
{
    return m_seen < m_total ? tr("Only the newest %1 of %2 runs were looked at.").arg(QLocale().toString(m_seen), QLocale().toString(m_total)) : QString();
}

} // namespace assay
