#include "models/results/AttemptModel.h"

#include "models/common/Words.h"
#include "models/results/RunModel.h"
#include "models/results/RunText.h"
#include "services/core/Async.h"
#include "services/core/Time.h"

namespace assay {

AttemptModel::AttemptModel(RunModel &run, JobService &jobs, QObject *parent) : MergedTable(parent), m_run(run), m_jobs(jobs)
{
    connect(&run, &RunModel::changed, this, [this] {
        update();
        fetch();
    });
    update();
}

int AttemptModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int AttemptModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

void AttemptModel::setKept(bool kept)
{
    m_kept = kept;
    fetch();
}

void AttemptModel::activate()
{
    m_active = true;
    fetch();
}

void AttemptModel::want(int index)
{
    m_wanted.insert(index);
    fetch();
}

QList<LogChoice> AttemptModel::logs(int index) const
{
    QList<LogChoice> choices;
    QString whole; // the job whose log is offered as a whole
    for (const Row &row : m_rows) {
        if (row.index != index)
            continue;
        if (row.logAttempt > 0 && whole != row.jobId) {
            whole = row.jobId;
            choices.append({tr("All attempts"), {row.jobId, row.jobIndex}});
        }
        choices.append({tr("Attempt %1: %2", "of a benchmark, and its state").arg(row.number).arg(stateText(row.attempt.status)), logOf(row)});
    }
    return choices;
}

/// The history inside the job, of the benchmarks about which there is news.
void AttemptModel::fetch()
{
    if (!m_kept || !m_run.hasJob())
        return;
    for (const BenchmarkStatus &status : m_run.job().status.benchmarks) {
        const int index = int(status.benchmarkIndex.value_or(0));
        const QString now = status.status.text() + status.startedAt + status.completedAt;
        if (m_asked.value(index) == now || !(m_active || m_wanted.contains(index)))
            continue;
        m_asked.insert(index, now);
        whenDone(m_jobs.attempts(m_run.jobId(), index), this, [this, index](const Result<QList<JobAttempt>> &list) {
            if (list)
                m_inside.insert(index, *list);
            else
                m_asked.remove(index); // asked again with the next change
            update();
        });
    }
}

static std::optional<double> scoreOf(const JobAttempt &attempt, const QString &metric)
{
    if (!attempt.result)
        return std::nullopt;
    if (attempt.result->test && attempt.result->test->primaryScore)
        return attempt.result->test->primaryScore;
    return metric.isEmpty() ? std::nullopt : metricSummary(*attempt.result, metric).value;
}

QList<AttemptModel::Row> AttemptModel::gather() const
{
    QHash<int, const ResultRow *> shown;
    for (const ResultRow &row : m_run.results().rows())
        shown.insert(row.index, &row);
    QList<Row> rows;
    for (const RunAttempt &attempt : m_run.attempts()) {
        Row row;
        row.index = attempt.index;
        row.jobId = attempt.jobId;
        row.jobIndex = attempt.jobIndex;
        row.benchmark = attempt.status.id;
        if (const ResultRow *known = shown.value(attempt.index)) {
            row.benchmark = known->id;
            row.metric = known->metric;
        }
        const bool own = attempt.jobId == m_run.jobId();
        QList<JobAttempt> inside = own ? m_inside.value(attempt.index) : QList<JobAttempt>();
        if (inside.isEmpty()) {
            JobAttempt one;
            one.status = attempt.status.status;
            one.startedAt = attempt.status.startedAt;
            one.completedAt = attempt.status.completedAt;
            one.errorMessage = attempt.status.errorMessage;
            if (attempt.test) {
                one.result = BenchmarkResult{};
                one.result->test = attempt.test;
            }
            inside << one;
        }
        for (qsizetype i = 0; i < inside.size(); ++i) {
            row.attempt = inside.at(i);
            row.score = scoreOf(row.attempt, row.metric);
            row.counts = attempt.counts && i + 1 == inside.size();
            row.logAttempt = inside.size() > 1 ? row.attempt.attempt.value_or(0) : 0;
            const bool first = rows.isEmpty() || rows.last().index != row.index;
            row.number = first ? 1 : rows.last().number + 1;
            rows << row;
        }
    }
    return rows;
}

void AttemptModel::update()
{
    const QList<Row> fresh = m_run.hasJob() ? gather() : QList<Row>();
    // Rows are only added, at a benchmark's end; everything else changes in place.
    mergeRows(m_rows, fresh, [](const Row &row) { return std::tuple(row.index, row.number); });
    const LoadState load = m_rows.isEmpty() ? (m_run.hasJob() ? LoadState::Ready : LoadState::Loading) : LoadState::Ready;
    if (std::exchange(m_load, load) != load)
        Q_EMIT loadChanged();
}

static std::optional<qint64> durationMs(const JobAttempt &attempt)
{
    const QDateTime from = parseTime(attempt.startedAt), to = parseTime(attempt.completedAt);
    return from.isValid() && to.isValid() ? std::optional(std::max<qint64>(0, from.msecsTo(to))) : std::nullopt;
}

QString AttemptModel::text(const Row &row, int column) const
{
    const QLocale locale;
    const JobAttempt &attempt = row.attempt;
    switch (column) {
    case BenchmarkColumn: return row.benchmark;
    case AttemptColumn: return row.counts ? tr("%1 ★", "attempt that counts").arg(row.number) : QString::number(row.number);
    case StateColumn: return QStringLiteral("%1 %2").arg(stateGlyph(attempt.status), stateText(attempt.status));
    case StartedColumn: {
        const QDateTime time = parseTime(attempt.startedAt);
        return time.isValid() ? locale.toString(time.toLocalTime(), QLocale::ShortFormat) : QString();
    }
    case DurationColumn: {
        const auto ms = durationMs(attempt);
        return ms ? durationText(*ms) : QString();
    }
    case ExitColumn:
        if (attempt.signal && *attempt.signal > 0)
            return tr("signal %1").arg(*attempt.signal);
        return attempt.exitCode ? locale.toString(*attempt.exitCode) : QString();
    case ResourcesColumn: {
        QStringList parts;
        if (attempt.cpuSeconds)
            parts << tr("%1 s of processor time").arg(locale.toString(*attempt.cpuSeconds, 'f', 1));
        if (attempt.maxRssBytes)
            parts << sizeText(*attempt.maxRssBytes, locale);
        return parts.join(QStringLiteral(", "));
    }
    case ScoreColumn: return row.score ? formatMetric(row.metric, *row.score, locale) : QString();
    case RunColumn: return row.jobId == m_run.jobId() ? tr("this run") : row.jobId;
    case MessageColumn: return attempt.errorMessage ? attempt.errorMessage->message : QString();
    default: return {};
    }
}

QVariant AttemptModel::sortValue(const Row &row, int column) const
{
    switch (column) {
    case AttemptColumn: return row.number;
    case StartedColumn: return row.attempt.startedAt;
    case DurationColumn: return durationMs(row.attempt).value_or(-1);
    case ScoreColumn: return row.score ? QVariant(*row.score) : QVariant();
    default: return text(row, column);
    }
}

static int alignment(int column)
{
    const bool number = column == AttemptModel::AttemptColumn || column == AttemptModel::DurationColumn || column == AttemptModel::ExitColumn
        || column == AttemptModel::ScoreColumn;
    return int((number ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
}

QVariant AttemptModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole: return QStringLiteral("<p>%1</p>").arg(text(row, index.column()).toHtmlEscaped());
    case Qt::TextAlignmentRole: return alignment(index.column());
    case SortRole: return sortValue(row, index.column());
    case ToneRole: return int(index.column() == StateColumn ? stateTone(row.attempt.status) : Tone::Plain);
    case IdRole: return row.index;
    case JobIdRole: return row.jobId;
    case CountsRole: return row.counts;
    default: return {};
    }
}

QVariant AttemptModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role == Qt::ToolTipRole && section == AttemptColumn)
        return tr("★ marks the attempt whose result this page shows.");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case BenchmarkColumn: return tr("Benchmark");
    case AttemptColumn: return tr("Attempt");
    case StateColumn: return tr("State");
    case StartedColumn: return tr("Started");
    case DurationColumn: return tr("Duration");
    case ExitColumn: return tr("Exit");
    case ResourcesColumn: return tr("Resources");
    case ScoreColumn: return tr("Score");
    case RunColumn: return tr("Run");
    case MessageColumn: return tr("Message");
    default: return {};
    }
}

} // namespace assay
