#include "models/triage/ReasonModel.h"

#include <QLocale>

#include <algorithm>

namespace assay {

static constexpr int barCells = 6;

ReasonModel::ReasonModel(TriageBook &book, QObject *parent) : QAbstractTableModel(parent), m_book(book), m_counts(book.reasonCounts())
{
    connect(&book, &TriageBook::reasonsChanged, this, [this] {
        m_counts = m_book.reasonCounts();
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

int ReasonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : TriageNote::reasons;
}

int ReasonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ReasonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int count = m_counts.value(index.row());
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == CountColumn ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    if (role == Qt::EditRole && index.column() == NameColumn)
        return m_book.reasonName(index.row() + 1);
    if (role == SortRole)
        return index.column() == NameColumn ? QVariant(index.row()) : QVariant(count);
    if (role == Qt::AccessibleTextRole && index.column() == BarColumn)
        return tr("%n sample(s)", nullptr, count);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case NameColumn: return tr("%1 %2").arg(index.row() + 1).arg(m_book.reasonName(index.row() + 1));
    case CountColumn: return QLocale().toString(count);
    case BarColumn: {
        const int most = std::max(1, *std::max_element(m_counts.begin(), m_counts.end()));
        return QString((count * barCells + most - 1) / most, QChar(0x2588)); // a block a cell
    }
    default: return {};
    }
}

bool ReasonModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() != NameColumn)
        return false;
    m_book.setReasonName(index.row() + 1, value.toString());
    return true;
}

Qt::ItemFlags ReasonModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags own = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == NameColumn ? own | Qt::ItemIsEditable : own;
}

QVariant ReasonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Reason");
    case CountColumn: return tr("Samples");
    case BarColumn: return tr("Share");
    default: return {};
    }
}

} // namespace assay
