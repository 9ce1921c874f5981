#include "models/authoring/EntryRowsModel.h"

#include "models/authoring/DocumentModel.h"
#include "services/authoring/Shares.h"

#include <QLocale>

#include <cmath>

namespace assay {

/// Two digits at most: as exact as a share can be typed.
static QString shareText(double percent) { return QLocale().toString(std::round(percent * 100) / 100, 'g', 6); }

EntryRowsModel::EntryRowsModel(DocumentModel &document, const QString &path, Lookup lookup, QObject *parent)
    : RowsModel(document, path,
                {QStringLiteral("id"), QStringLiteral("provider_id"), QStringLiteral("primary_score/metric"),
                 QStringLiteral("primary_score/lower_is_better"), QStringLiteral("pass_criteria/threshold"), QStringLiteral("weight"), QString(), QString()},
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

QList<double> EntryRowsModel::weights() const
{
    QList<double> all;
    for (int row = 0; row < rowCount(); ++row)
        all << weight(row);
    return all;
}

QString EntryRowsModel::lockName(int row) const
{
    const auto name = [this](int of) {
        const QVariantMap entry = rows().value(of).toMap();
        return QString(entry.value(QStringLiteral("provider_id")).toString() + QLatin1Char('\n') + entry.value(QStringLiteral("id")).toString());
    };
    int turn = 0;
    for (int above = 0; above < row; ++above)
        turn += name(above) == name(row);
    return QStringLiteral("%1\n%2").arg(name(row)).arg(turn);
}

void EntryRowsModel::setLocked(const QList<int> &rows, bool locked)
{
    for (const int row : rows) {
        if (locked)
            m_locked.insert(lockName(row));
        else
            m_locked.remove(lockName(row));
        Q_EMIT dataChanged(index(row, ShareColumn), index(row, LockColumn));
    }
}

/// As typed: "40", "33,3 %".
bool EntryRowsModel::setShares(const QList<int> &chosen, const QString &text)
{
    QString digits = text;
    digits.remove(QLatin1Char('%'));
    bool good = false;
    double percent = QLocale().toDouble(digits.trimmed(), &good);
    if (!good)
        percent = QLocale::c().toDouble(digits.trimmed(), &good);
    if (isReadOnly() || (good && chosen.size() == 1 && shareText(percent) == shareText(sharesOf(weights()).value(chosen.first()))))
        return false;
    QList<bool> locked;
    for (int row = 0; row < rowCount(); ++row)
        locked << isLocked(row);
    const auto fresh = withShares(weights(), locked, chosen, good ? percent : 0);
    if (!fresh) {
        Q_EMIT refused(fresh.error().message);
        return false;
    }
    AuthoredDocument next = document().document();
    for (int row = 0; row < rowCount(); ++row)
        next.set(cellPath(row, WeightColumn), fresh->at(row));
    document().endTyping();
    document().replace(next, tr("Change Share"));
    return true;
}

void EntryRowsModel::setForRows(const QList<int> &chosen, int column, const QVariant &value)
{
    if (column == ShareColumn)
        setShares(chosen, value.toString());
    else
        RowsModel::setForRows(chosen, column, value);
}

QString EntryRowsModel::cellText(int row, int column) const
{
    if (column == ShareColumn)
        return tr("%1 %").arg(shareText(sharesOf(weights()).value(row)));
    if (column == LockColumn)
        return isLocked(row) ? tr("locked") : QString();
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
    if (role == Qt::EditRole && index.column() == ShareColumn)
        return shareText(sharesOf(weights()).value(index.row()));
    if (role == Qt::CheckStateRole && index.column() == LockColumn)
        return int(isLocked(index.row()) ? Qt::Checked : Qt::Unchecked);
    if (role == Qt::AccessibleTextRole && index.column() == LockColumn)
        return isLocked(index.row()) ? tr("share locked") : tr("share not locked");
    if (index.column() >= ShareColumn && role != Qt::DisplayRole)
        return {};
    return RowsModel::data(index, role);
}

bool EntryRowsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (index.isValid() && index.column() == LockColumn && role == Qt::CheckStateRole) {
        setLocked({index.row()}, value.toInt() == Qt::Checked);
        return true;
    }
    if (index.isValid() && index.column() == ShareColumn && role == Qt::EditRole)
        return setShares({index.row()}, value.toString());
    return RowsModel::setData(index, value, role);
}

QVariant EntryRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && section == ShareColumn && role == Qt::ToolTipRole)
        return tr("What the weight makes of the whole. Type one: locked shares stay, the others share the rest");
    if (orientation == Qt::Horizontal && section == ShareColumn && role == Qt::DisplayRole)
        return tr("Share");
    if (orientation == Qt::Horizontal && section == LockColumn)
        return role == Qt::DisplayRole ? QVariant(tr("Lock")) : role == Qt::ToolTipRole ? QVariant(tr("A locked share stays when another one is typed")) : QVariant();
    if (orientation == Qt::Horizontal && section >= GateColumn && role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return RowsModel::headerData(section, orientation, role);
}

Qt::ItemFlags EntryRowsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = RowsModel::flags(index);
    if (index.column() == LockColumn)
        return (flags & ~Qt::ItemIsEditable) | Qt::ItemIsUserCheckable;
    return index.column() == ShareColumn && !isReadOnly() ? flags | Qt::ItemIsEditable : flags;
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
