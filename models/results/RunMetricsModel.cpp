#include "models/results/RunMetricsModel.h"

#include "models/results/RunModel.h"
#include "services/core/OnPool.h"
#include "services/verdict/ResultMetrics.h"

#include <QHash>

#include <algorithm>

namespace assay {

RunMetricsModel::RunMetricsModel(RunModel &run, QObject *parent) : QAbstractTableModel(parent), m_run(run)
{
    connect(&run, &RunModel::changed, this, [this] {
        if (m_load != LoadState::Idle)
            read();
    });
}

int RunMetricsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int RunMetricsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

/// What is no number, in one line.
static QString reportedText(const QVariant &value)
{
    if (value.typeId() == QMetaType::QVariantMap)
        return QString::fromUtf8(JsonText::fromVariantMap(value.toMap()).text);
    if (value.typeId() != QMetaType::QVariantList)
        return value.toString().simplified();
    QStringList parts;
    for (const QVariant &part : value.toList())
        parts << reportedText(part);
    return parts.join(QStringLiteral(", "));
}

static QList<RunMetricsModel::Row> benchmarkRows(const BenchmarkResult &result, const QString &primary, double level)
{
    QList<RunMetricsModel::Row> rows;
    RunMetricsModel::Row row;
    row.index = int(result.benchmarkIndex.value_or(0));
    row.benchmark = result.id;
    const ResultMetrics reported(result);
    const QVariantMap metrics = result.metrics.toVariantMap();
    for (auto it = metrics.begin(); it != metrics.end(); ++it) {
        row.info = metricInfo(it.key());
        row.summary = reported.summary(it.key(), row.info.lowerIsBetter);
        row.text = row.summary.value ? QString() : reportedText(it.value());
        row.interval = row.summary.value ? metricInterval(row.summary, level) : std::nullopt;
        row.primary = it.key() == primary;
        rows << row;
    }
    std::ranges::stable_sort(rows, [](const auto &a, const auto &b) { return a.primary != b.primary ? a.primary : a.summary.name < b.summary.name; });
    return rows;
}

QList<RunMetricsModel::Row> RunMetricsModel::rowsOf(const JobResults &results, const QHash<int, QString> &primary, double level)
{
    QList<BenchmarkResult> ordered = results.benchmarks;
    std::ranges::stable_sort(ordered, {}, [](const BenchmarkResult &result) { return result.benchmarkIndex.value_or(0); });
    QList<Row> rows;
    for (const BenchmarkResult &result : std::as_const(ordered))
        rows << benchmarkRows(result, primary.value(int(result.benchmarkIndex.value_or(0))), level);
    return rows;
}

void RunMetricsModel::activate()
{
    if (m_load == LoadState::Idle)
        read();
}

void RunMetricsModel::read()
{
    if (m_rows.isEmpty() && m_load != LoadState::Ready) {
        m_load = LoadState::Loading;
        Q_EMIT loadChanged();
    }
    QHash<int, QString> primary;
    for (const ResultRow &row : m_run.results().rows())
        primary.insert(row.index, row.metric);
    const double level = m_run.results().policy().level;
    const auto made = onPool<QList<Row>>([primary, level, results = m_run.shown().results] { return rowsOf(results, primary, level); });
    whenDone(made, this, [this, level, ticket = ++m_ticket](const Result<QList<Row>> &rows) {
        if (ticket != m_ticket || !rows)
            return;
        const bool same = rows->size() == m_rows.size() && std::ranges::equal(*rows, m_rows, [](const Row &a, const Row &b) {
            return a.index == b.index && a.summary == b.summary && a.text == b.text && a.info == b.info && a.interval == b.interval && a.primary == b.primary;
        });
        m_level = level;
        m_load = LoadState::Ready;
        if (!same) { // metrics come as a whole when a benchmark ends: places in the old list mean nothing in the new one
            beginResetModel();
            m_rows = *rows;
            endResetModel();
        }
        Q_EMIT loadChanged();
    });
}

QString RunMetricsModel::text(const Row &row, int column) const
{
    const QLocale locale;
    const auto number = [&](double value) { return formatMetric(row.summary.name, value, locale, 4); };
    switch (column) {
    case BenchmarkColumn: return row.benchmark;
    case MetricColumn: return row.primary ? tr("%1 ★", "the metric that a benchmark is judged by").arg(row.summary.name) : row.summary.name;
    case ValueColumn: return row.summary.value ? number(*row.summary.value) : row.text;
    case IntervalColumn:
        return row.interval ? QStringLiteral("%1–%2").arg(number(row.interval->low), number(row.interval->high)) : QString();
    case ErrorColumn: return row.summary.standardError ? QStringLiteral("±%1").arg(locale.toString(*row.summary.standardError, 'g', 3)) : QString();
    case SamplesColumn: return row.summary.value && row.summary.n && *row.summary.n > 0 ? locale.toString(*row.summary.n, 'f', 0) : QString();
    case UnitColumn: return metricUnitText(row.info);
    case DirectionColumn:
        return !row.info.known ? QString() : row.info.lowerIsBetter ? tr("↓ lower is better") : tr("↑ higher is better");
    case DictionaryColumn: return !row.info.known ? tr("not in the dictionary") : row.info.title.isEmpty() ? tr("known") : row.info.title;
    default: return {};
    }
}

QVariant RunMetricsModel::sortValue(const Row &row, int column) const
{
    const auto number = [](const std::optional<double> &value) { return value ? QVariant(*value) : QVariant(); };
    switch (column) {
    case ValueColumn: return number(row.summary.value);
    case IntervalColumn: return row.interval ? QVariant(row.interval->high - row.interval->low) : QVariant();
    case ErrorColumn: return number(row.summary.standardError);
    case SamplesColumn: return number(row.summary.n);
    default: return text(row, column);
    }
}

static int alignment(int column)
{
    const bool number = column >= RunMetricsModel::ValueColumn && column <= RunMetricsModel::SamplesColumn;
    return int((number ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
}

QVariant RunMetricsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole: // escaped: names are a server's, and tool tips would take them for markup
        return QStringLiteral("<p>%1</p>").arg(text(row, index.column()).toHtmlEscaped());
    case Qt::TextAlignmentRole: return alignment(index.column());
    case SortRole: return sortValue(row, index.column());
    case ToneRole: return int(index.column() == DictionaryColumn && !row.info.known ? Tone::Muted : Tone::Plain);
    case IdRole: return row.index;
    case SearchRole: return QStringLiteral("%1 %2 %3").arg(row.benchmark, row.summary.name, row.info.title).toLower();
    case MetricRole: return row.summary.name;
    case KnownRole: return row.info.known;
    default: return {};
    }
}

QVariant RunMetricsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role == Qt::ToolTipRole && (section == UnitColumn || section == DirectionColumn || section == DictionaryColumn))
        return tr("As the metric dictionary says.");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case BenchmarkColumn: return tr("Benchmark");
    case MetricColumn: return tr("Metric");
    case ValueColumn: return tr("Value");
    case IntervalColumn: return tr("%1 % Interval").arg(QLocale().toString(m_level * 100, 'g', 4));
    case ErrorColumn: return tr("Standard Error");
    case SamplesColumn: return tr("n");
    case UnitColumn: return tr("Unit");
    case DirectionColumn: return tr("Direction");
    case DictionaryColumn: return tr("Dictionary");
    default: return {};
    }
}

} // namespace assay
