#include "models/compare/HistoryModel.h"

#include "models/common/Roles.h"
#include "models/compare/RunSet.h"
#include "models/jobs/JobRow.h"
#include "models/results/ResultRow.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"
#include "services/verdict/Comparability.h"
#include "services/verdict/CurrentPolicy.h"

#include <algorithm>

namespace assay {

HistoryModel::HistoryModel(ConnectionRegistry &connections, QObject *parent) : QAbstractTableModel(parent), m_connections(connections) {}

void HistoryModel::setRuns(const RunSet &runs)
{
    m_models.clear();
    m_refs.clear();
    m_wanted.clear();
    for (const RunSet::Run &run : runs.runs()) {
        if (run.load != LoadState::Ready)
            continue;
        m_refs << run.ref;
        m_jobs.insert(run.ref, run.job);
        const QString &model = run.job.model.name;
        if (!m_models.contains(model))
            m_models << model;
        QStringList &wanted = m_wanted[RunRef::parse(run.ref).connectionId];
        if (!wanted.contains(model))
            wanted << model;
    }
    for (auto it = m_wanted.cbegin(); it != m_wanted.cend(); ++it)
        ask(it.key());
    fill();
}

void HistoryModel::forget()
{
    ++m_ticket;
    m_asked.clear();
    m_left = 0;
    m_cutAt.clear();
}

void HistoryModel::ask(const QString &connectionId)
{
    QStringList &asked = m_asked[connectionId];
    if (std::ranges::all_of(m_models, [&asked](const QString &model) { return asked.contains(model); }))
        return;
    asked = m_models;
    if (m_left++ == 0)
        m_error = {};
    m_load = LoadState::Loading;
    askPage(connectionId, 0);
    Q_EMIT loadChanged();
}

void HistoryModel::askPage(const QString &connectionId, qint64 offset)
{
    Connection *connection = m_connections.find(connectionId);
    if (!connection) {
        m_asked.remove(connectionId); // taken out meanwhile; it may come back
        return answered();
    }
    JobQuery query;
    query.limit = pageRuns;
    query.offset = offset;
    whenDone(connection->jobs().list(query), this, [this, connectionId, offset, ticket = m_ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (page)
            return takePage(connectionId, offset, *page);
        m_error = page.error();
        m_asked.remove(connectionId); // the next time it may answer
        answered();
    });
}

void HistoryModel::takePage(const QString &connectionId, qint64 offset, const Page<Job> &page)
{
    if (offset == 0) { // what was deleted since the last time goes
        m_jobs.removeIf([&](const auto &job) { return RunRef::parse(job.key()).connectionId == connectionId && !m_refs.contains(job.key()); });
        m_leftOut.remove(connectionId);
    }
    QHash<QString, int> found = countOf(connectionId);
    for (const Job &job : page.items) {
        const QString ref = RunRef{connectionId, job.resource.id}.text(), &model = job.model.name;
        if (!m_models.contains(model))
            continue;
        const bool known = m_jobs.contains(ref);
        if (!known && found.value(model) >= enoughRuns) {
            m_leftOut.insert(connectionId);
            continue;
        }
        found[model] += !known;
        m_jobs.insert(ref, job);
    }
    const qint64 read = offset + page.items.size();
    const bool more = !page.items.isEmpty() && read < page.totalCount;
    if (more || m_leftOut.contains(connectionId))
        m_cutAt.insert(connectionId, int(read));
    else
        m_cutAt.remove(connectionId);
    const bool enough = std::ranges::all_of(m_wanted.value(connectionId), [&found](const QString &model) { return found.value(model) >= enoughRuns; });
    if (!more || read >= mostRead || enough)
        return answered();
    if (offset == 0)
        fill();
    askPage(connectionId, read);
}

int HistoryModel::cutAt() const
{
    return m_cutAt.isEmpty() ? 0 : *std::ranges::max_element(m_cutAt);
}

/// How many runs of each model are known of a connection.
QHash<QString, int> HistoryModel::countOf(const QString &connectionId) const
{
    QHash<QString, int> found;
    for (auto job = m_jobs.cbegin(); job != m_jobs.cend(); ++job) {
        if (RunRef::parse(job.key()).connectionId == connectionId)
            ++found[job->model.name];
    }
    return found;
}

void HistoryModel::answered()
{
    --m_left;
    m_load = m_left > 0 ? LoadState::Loading : m_error.message.isEmpty() ? LoadState::Ready : LoadState::Failed;
    fill();
    Q_EMIT loadChanged();
}

void HistoryModel::setBenchmark(const Benchmark &benchmark)
{
    if (m_benchmark == benchmark)
        return;
    m_benchmark = benchmark;
    fill();
}

void HistoryModel::fill()
{
    beginResetModel();
    m_points.clear();
    m_entries.clear();
    for (auto job = m_jobs.cbegin(); job != m_jobs.cend(); ++job) {
        if (m_benchmark.id.isEmpty() || !m_models.contains(job->model.name))
            continue;
        const QHash<int, RunConfig> configs = runConfigs(*job);
        for (const RunBenchmark &one : runBenchmarks(*job)) {
            if (one.id == m_benchmark.id && one.turn == 0)
                add(job.key(), *job, one, configs.value(one.index));
        }
    }
    const auto earlier = [](const auto &a, const auto &b) { return a.when != b.when ? a.when < b.when : a.ref < b.ref; };
    std::ranges::stable_sort(m_points, earlier);
    for (QList<HistoryEntry> &entries : m_entries)
        std::ranges::stable_sort(entries, earlier);
    findBreaks();
    endResetModel();
}

/// Why a benchmark that is over has no value; empty while it is not over: that is no gap in the history yet.
static QString missingReason(const Job &job, const RunBenchmark &one, const QString &metric)
{
    if (!isTerminal(job.status.state))
        return {};
    if (!one.message.isEmpty())
        return one.message;
    if (one.result >= 0)
        return HistoryModel::tr("%1 was not reported", "a metric").arg(metric);
    return one.state == RunState::Cancelled || job.status.state == RunState::Cancelled ? HistoryModel::tr("cancelled") : HistoryModel::tr("no result");
}

void HistoryModel::add(const QString &ref, const Job &job, const RunBenchmark &one, const RunConfig &config)
{
    const bool primary = one.metric == m_benchmark.metric;
    MetricSummary summary;
    if (one.result >= 0)
        summary = primary ? one.summary : metricSummary(job.results.benchmarks.at(one.result), m_benchmark.metric, m_benchmark.lowerIsBetter);
    HistoryEntry entry{ref, jobTitle(jobRow(job)), QDateTime::fromString(job.resource.createdAt, Qt::ISODateWithMs), summary, {}, {}, config};
    if (!summary.value) {
        entry.missing = missingReason(job, one, m_benchmark.metric);
        if (!entry.missing.isEmpty())
            m_entries[job.model.name] << entry;
        return;
    }
    const GatePolicy policy = currentPolicy();
    entry.judged = judge(summary, primary ? one.gate : std::nullopt, policy, RunState::Completed, QLocale());
    m_entries[job.model.name] << entry;
    m_points << Point{ref, entry.run, job.model.name, entry.when, *summary.value, metricInterval(summary, policy.level), entry.judged, config, {}};
}

/// Beside the same model's run before it.
void HistoryModel::findBreaks()
{
    QHash<QString, int> last;
    for (int i = 0; i < m_points.size(); ++i) {
        Point &point = m_points[i];
        if (const auto before = last.constFind(point.model); before != last.cend())
            point.breakReason = assay::breakReason(m_points.at(*before).config, point.config);
        last.insert(point.model, i);
    }
}

int HistoryModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_points.size()); }
int HistoryModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Point &point = m_points.at(index.row());
    if (role == IdRole)
        return point.ref;
    if (role == ToneRole && index.column() == VerdictColumn)
        return int(verdictTone(point.judged.verdict));
    if (role != Qt::DisplayRole)
        return {};
    const QLocale locale;
    switch (index.column()) {
    case RunColumn: return point.run;
    case WhenColumn: return locale.toString(point.when.toLocalTime(), QLocale::ShortFormat);
    case ModelColumn: return point.model;
    case ScoreColumn: return formatMetric(m_benchmark.metric, point.value, locale);
    case GateColumn: return point.judged.gate ? formatMetric(m_benchmark.metric, point.judged.gate->threshold, locale) : QString();
    case VerdictColumn: return verdictCell(point.judged.verdict);
    case NoteColumn: return point.breakReason;
    default: return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case RunColumn: return tr("Run");
    case WhenColumn: return tr("When");
    case ModelColumn: return tr("Model");
    case ScoreColumn: return tr("Score");
    case GateColumn: return tr("Gate");
    case VerdictColumn: return tr("Verdict");
    case NoteColumn: return tr("Not comparable with the run before");
    default: return {};
    }
}

} // namespace assay
