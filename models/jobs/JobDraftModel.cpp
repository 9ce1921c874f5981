#include "models/jobs/JobDraftModel.h"

#include "services/verdict/MetricInfo.h"

#include <QLocale>

#include <cmath>

namespace assay {

JobDraftModel::JobDraftModel(QObject *parent) : QAbstractTableModel(parent) {}

int JobDraftModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_draft.benchmarks.size()); }
int JobDraftModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant JobDraftModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section >= WeightColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case BenchmarkColumn: return tr("Benchmark");
    case MetricColumn: return tr("Metric");
    case DirectionColumn: return tr("Passes When");
    case GateColumn: return tr("Gate");
    case WeightColumn: return tr("Weight");
    case ShareColumn: return tr("Share");
    case ItemsColumn: return tr("Items");
    default: return {};
    }
}

Qt::ItemFlags JobDraftModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const DraftBenchmark &benchmark = m_draft.benchmarks.at(index.row());
    if (index.column() == MetricColumn || index.column() == WeightColumn || index.column() == DirectionColumn)
        flags |= Qt::ItemIsEditable;
    if (index.column() == GateColumn)
        flags |= Qt::ItemIsUserCheckable | (benchmark.gated ? Qt::ItemIsEditable : Qt::NoItemFlags);
    return flags;
}

QVariant JobDraftModel::text(const DraftBenchmark &benchmark, int column) const
{
    const QLocale locale;
    switch (column) {
    case BenchmarkColumn: return benchmark.title;
    case MetricColumn: return benchmark.metric.isEmpty() ? tr("provider's own") : benchmark.metric;
    case DirectionColumn:
        return benchmark.lowerIsBetter ? tr("at most ↓", "the score passes when it is at most the gate")
                                       : tr("at least ↑", "the score passes when it is at least the gate");
    case GateColumn: {
        if (!benchmark.gated)
            return tr("report only");
        const QString unit = metricUnitText(benchmark.metric);
        const QString number = locale.toString(benchmark.threshold, 'g', 6);
        return unit.isEmpty() ? number : QStringLiteral("%1 %2").arg(number, unit);
    }
    case WeightColumn: return locale.toString(benchmark.weight, 'g', 4);
    case ShareColumn: {
        const double sum = m_draft.weightSum();
        return sum > 0 ? tr("%1 %").arg(locale.toString(benchmark.weight / sum * 100, 'f', 0)) : QString();
    }
    case ItemsColumn: {
        const qint64 limit = m_draft.numExamples;
        if (!benchmark.datasetSize)
            return limit > 0 ? tr("up to %1").arg(locale.toString(limit)) : tr("unknown");
        if (limit > 0 && limit < *benchmark.datasetSize)
            return tr("%1 of %2").arg(locale.toString(limit), locale.toString(*benchmark.datasetSize));
        return locale.toString(*benchmark.datasetSize);
    }
    default: return {};
    }
}

QVariant JobDraftModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DraftBenchmark &benchmark = m_draft.benchmarks.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(benchmark, index.column());
    case Qt::EditRole:
        switch (index.column()) {
        case MetricColumn: return benchmark.metric;
        case DirectionColumn: return benchmark.lowerIsBetter;
        case GateColumn: return benchmark.threshold;
        case WeightColumn: return benchmark.weight;
        default: return text(benchmark, index.column());
        }
    case Qt::CheckStateRole:
        return index.column() == GateColumn ? QVariant(int(benchmark.gated ? Qt::Checked : Qt::Unchecked)) : QVariant();
    case Qt::ToolTipRole: return QString(benchmark.providerId + QLatin1Char('/') + benchmark.id);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() >= WeightColumn ? Qt::AlignRight : Qt::AlignLeft));
    case IdRole: return QString(benchmark.providerId + QLatin1Char('/') + benchmark.id);
    case MetricsRole: return benchmark.metrics;
    case MetricNameRole: return benchmark.metric;
    case UnitSuffixRole: {
        const QString unit = metricUnitText(benchmark.metric);
        return unit.isEmpty() ? QString() : QString(QLatin1Char(' ') + unit);
    }
    case ToneRole:
        return int(index.column() >= ShareColumn || (index.column() == GateColumn && !benchmark.gated) ? Tone::Muted : Tone::Plain);
    default: return {};
    }
}

bool JobDraftModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return false;
    DraftBenchmark &benchmark = m_draft.benchmarks[index.row()];
    const DraftBenchmark before = benchmark;
    if (role == Qt::CheckStateRole && index.column() == GateColumn)
        benchmark.gated = value.toInt() == int(Qt::Checked);
    else if (role != Qt::EditRole)
        return false;
    else if (index.column() == MetricColumn)
        benchmark.metric = value.toString();
    else if (index.column() == DirectionColumn)
        benchmark.lowerIsBetter = value.toBool();
    else if (index.column() == GateColumn && std::isfinite(value.toDouble()))
        benchmark.threshold = value.toDouble();
    else if (index.column() == WeightColumn && value.toDouble() > 0 && std::isfinite(value.toDouble()))
        benchmark.weight = value.toDouble();
    else
        return false;
    if (benchmark != before)
        changedNow();
    return true;
}

void JobDraftModel::changedNow()
{
    if (!m_draft.benchmarks.isEmpty()) // shares hang together
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT changed();
}

void JobDraftModel::setDraft(const JobDraft &draft)
{
    beginResetModel();
    m_draft = draft;
    endResetModel();
    Q_EMIT changed();
}

void JobDraftModel::addBenchmark(const DraftBenchmark &benchmark)
{
    if (m_draft.indexOf(benchmark.providerId, benchmark.id) >= 0)
        return;
    beginInsertRows({}, rowCount(), rowCount());
    m_draft.add(benchmark);
    endInsertRows();
    changedNow();
}

void JobDraftModel::removeBenchmark(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    beginRemoveRows({}, row, row);
    m_draft.benchmarks.removeAt(row);
    endRemoveRows();
    if (m_draft.benchmarks.isEmpty()) {
        m_draft.collectionId.clear();
        m_draft.collectionThreshold.reset();
        m_draft.fromCollection.clear();
    }
    changedNow();
}

void JobDraftModel::setCollection(const QString &id, const std::optional<double> &threshold,
                                  const QList<DraftBenchmark> &benchmarks)
{
    JobDraft draft = m_draft;
    draft.collectionId = id;
    draft.collectionThreshold = threshold;
    draft.benchmarks = draft.fromCollection = benchmarks;
    setDraft(draft);
}

} // namespace assay
