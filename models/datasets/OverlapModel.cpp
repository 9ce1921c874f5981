#include "models/datasets/OverlapModel.h"

#include "models/common/Roles.h"

#include <QLocale>

namespace assay {

namespace {

constexpr qsizetype shownChars = 300, nameChars = 24;

QString shortName(const QString &name)
{
    return name.size() <= nameChars ? name : name.left(nameChars / 2) + QLatin1String("…") + name.right(nameChars / 2);
}

} // namespace

void OverlapModel::setReport(const OverlapReport &report)
{
    beginResetModel();
    m_report = report;
    endResetModel();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

QString OverlapModel::datasetOf(bool there) const
{
    return there && !m_report.request.options.within ? m_report.request.there.dataset : m_report.request.here.dataset;
}

QString OverlapModel::rowTitle(int row, bool there) const
{
    const OverlapPair &pair = finding(row).pair;
    return tr("Row %1 of “%2”").arg(QLocale().toString((there ? pair.there : pair.here) + 1), datasetOf(there));
}

QVariant OverlapModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OverlapFinding &one = finding(index.row());
    const bool number = index.column() == HereColumn || index.column() == ThereColumn;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == SortRole && number)
        return index.column() == HereColumn ? one.pair.here : one.pair.there;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool equal = one.pair.kind == OverlapKind::Equal;
    switch (index.column()) {
    case HereColumn: return QLocale().toString(one.pair.here + 1);
    case ThereColumn: return QLocale().toString(one.pair.there + 1);
    case KindColumn: return equal ? tr("Word for word") : tr("Shared words");
    default:
        return (equal ? one.here.text : one.here.text.mid(one.here.start, one.here.length))
            .left(shownChars)
            .simplified();
    }
}

QVariant OverlapModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool number = section == HereColumn || section == ThereColumn;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && number)
        return datasetOf(section == ThereColumn);
    if (role != Qt::DisplayRole)
        return {};
    const bool within = m_report.request.options.within;
    switch (section) {
    case HereColumn: return within ? tr("Row") : tr("Row in %1").arg(shortName(datasetOf(false)));
    case ThereColumn: return within ? tr("Earlier Row") : tr("Row in %1").arg(shortName(datasetOf(true)));
    case KindColumn: return tr("Found");
    default: return tr("Text");
    }
}

} // namespace assay
