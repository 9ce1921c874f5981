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
    QStringList models, connections;
    for (const RunSet::Run &run : runs.runs()) {
        if (run.load != LoadState::Ready)
            continue;
        m_jobs.insert(run.ref, run.job);
        if (!models.contains(run.job.model.name))
            models << run.job.model.name;
        const QString connection = RunRef::parse(run.ref).connectionId;
        if (!connections.contains(connection))
            connections << connection;
    }
    m_models = models;
    for (const QString &connection : std::as_const(connections))
        ask(connection);
    fill();
}

void HistoryModel::ask(const QString &connectionId)
{
    Connection *connection = m_connections.find(connectionId);
    if (!connection || m_asked.contains(connectionId))
        return;
    m_asked << connectionId;
    if (m_left++ == 0)
        m_error = {};
    m_load = LoadState::Loading;
    JobQuery query;
    query.limit = mostRuns;
    whenDone(connection->jobs().list(query), this, [this, connectionId](const Result<Page<Job>> &page) {
        --m_left;
        if (page) {
            for (const Job &job : page->items)
                m_jobs.insert(RunRef{connectionId, job.resource.id}.text(), job);
            m_cut = m_cut || page->totalCount > page->items.size();
        } else {
            m_error = page.error();
            m_asked.removeAll(connectionId); // the next time it may answer
        }
        m_load = m_left > 0 ? LoadState::Loading : m_error.message.isEmpty() ? LoadState::Ready : LoadState::Failed;
        fill();
        Q_EMIT loadChanged();
    });
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
    const GatePolicy policy = currentPolicy();
    for (auto job = m_jobs.cbegin(); job != m_jobs.cend(); ++job) {
        if (m_benchmark.id.isEmpty() || !m_models.contains(job->model.name))
            continue;
        const auto all = runBenchmarks(*job);
        for (const RunBenchmark &one : all) {
            if (one.id != m_benchmark.id || one.result < 0 || one.turn > 0)
                continue;
            const MetricSummary summary = one.metric == m_benchmark.metric ? one.summary : metricSummary(job->results.benchmarks.at(one.result), m_benchmark.metric, m_benchmark.lowerIsBetter);
            if (!summary.value)
                continue;
            Point point;
            point.ref = job.key();
            point.run = jobTitle(jobRow(*job));
            point.model = job->model.name;
            point.when = QDateTime::fromString(job->resource.createdAt, Qt::ISODateWithMs);
            point.value = *summary.value;
            point.judged = judge(summary, one.metric == m_benchmark.metric ? one.gate : std::nullopt, policy, RunState::Completed, QLocale());
            point.interval = metricInterval(summary, policy.level);
            point.config = runConfigs(*job).value(one.index);
            m_points << point;
        }
    }
    std::ranges::stable_sort(m_points, [](const Point &a, const Point &b) { return a.when != b.when ? a.when < b.when : a.ref < b.ref; });
    findBreaks();
    endResetModel();
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
    case VerdictColumn: return point.judged.verdict == Verdict::NotGated ? QString() : QStringLiteral("%1 %2").arg(verdictGlyph(point.judged.verdict), verdictName(point.judged.verdict));
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
