#include "models/authoring/EntryRowsModel.h"

#include "models/authoring/DocumentModel.h"

#include <QLocale>

namespace assay {

EntryRowsModel::EntryRowsModel(DocumentModel &document, const QString &path, Lookup lookup, QObject *parent)
    : RowsModel(document, path,
                {QStringLiteral("id"), QStringLiteral("provider_id"), QStringLiteral("primary_score/metric"),
                 QStringLiteral("primary_score/lower_is_better"), QStringLiteral("pass_criteria/threshold"), QStringLiteral("weight"), QString()},
                parent),
      m_lookup(std::move(lookup))
{
}

const ProviderBenchmark *EntryRowsModel::known(int row) const
{
    const QVariantMap entry = rows().value(row).toMap();
    return m_lookup ? m_lookup(entry.value(QStringLiteral("provider_id")).toString(), entry.value(QStringLiteral("id")).toString()) : nullptr;
}

GateView EntryRowsModel::gateAt(int row) const
{
    AuthoredDocument alone(document().kind());
    alone.insertRow(QStringLiteral("benchmarks"), 0, rows().value(row));
    return gateOf(alone, QStringLiteral("benchmarks/0"), known(row));
}

/// As servers count: nothing and 0 are 1.
double EntryRowsModel::weight(int row) const
{
    const double weight = rows().value(row).toMap().value(QStringLiteral("weight")).toDouble();
    return weight > 0 ? weight : 1;
}

QString EntryRowsModel::cellText(int row, int column) const
{
    if (column == ShareColumn) {
        double sum = 0;
        for (int i = 0; i < rowCount(); ++i)
            sum += weight(i);
        return tr("%1 %").arg(QLocale().toString(100 * weight(row) / sum, 'f', 1));
    }
    if (column == ProviderColumn) {
        const QString id = cellValue(row, column).toString(), name = m_names ? m_names(id) : QString();
        return name.isEmpty() ? id : name;
    }
    if (column == WeightColumn)
        return QLocale().toString(weight(row));
    const GateView gate = gateAt(row);
    switch (column) {
    case MetricColumn: return gate.metric.isEmpty() ? tr("– none") : gate.inherited ? tr("%1 (provider's)").arg(gate.metric) : gate.metric;
    case DirectionColumn:
        return gate.metric.isEmpty() ? QStringLiteral("–") : gate.lowerIsBetter ? tr("↓ lower is better") : tr("↑ higher is better");
    case GateColumn:
        if (!gate.threshold)
            return tr("report only");
        return QStringLiteral("%1 %2 %3").arg(gate.lowerIsBetter ? QStringLiteral("≤") : QStringLiteral("≥"), QLocale().toString(*gate.threshold, 'g', 6), gate.unit).trimmed();
    default: return RowsModel::cellText(row, column);
    }
}

QVariant EntryRowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == MetricsRole) {
        const ProviderBenchmark *benchmark = known(index.row());
        return benchmark ? benchmark->metrics : QStringList();
    }
    if (role == UnitRole)
        return gateAt(index.row()).unit;
    if (role == Qt::TextAlignmentRole && index.column() >= GateColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::EditRole && index.column() == DirectionColumn)
        return cellValue(index.row(), index.column()).toBool();
    if (index.column() == ShareColumn && role != Qt::DisplayRole)
        return {};
    return RowsModel::data(index, role);
}

bool EntryRowsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    return index.column() != ShareColumn && RowsModel::setData(index, value, role);
}

QVariant EntryRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && section == ShareColumn)
        return role == Qt::DisplayRole ? QVariant(tr("Share")) : role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    if (orientation == Qt::Horizontal && section >= GateColumn && role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return RowsModel::headerData(section, orientation, role);
}

Qt::ItemFlags EntryRowsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = RowsModel::flags(index);
    return index.column() == ShareColumn ? flags & ~Qt::ItemIsEditable : flags;
}

void EntryRowsModel::catalogueChanged()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QVariantMap EntryRowsModel::rowFor(const QString &providerId, const ProviderBenchmark &benchmark)
{
    QVariantMap row{{QStringLiteral("id"), benchmark.id}, {QStringLiteral("provider_id"), providerId}};
    if (benchmark.primaryScore) {
        row.insert(QStringLiteral("primary_score"), QVariantMap{{QStringLiteral("metric"), benchmark.primaryScore->metric},
                                                                {QStringLiteral("lower_is_better"), benchmark.primaryScore->lowerIsBetter.value_or(false)}});
        if (benchmark.passCriteria && benchmark.passCriteria->threshold)
            row.insert(QStringLiteral("pass_criteria"), QVariantMap{{QStringLiteral("threshold"), *benchmark.passCriteria->threshold}});
    }
    return row;
}

} // namespace assay
