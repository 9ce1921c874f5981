#include "models/problems/AllProblemsModel.h"

namespace assay {

int AllProblemsModel::partOf(const QObject *list) const
{
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        if (m_parts[i].list == list)
            return int(i);
    }
    return -1;
}

int AllProblemsModel::offset(int part) const
{
    int rows = 0;
    for (int i = 0; i < part; ++i)
        rows += m_parts[std::size_t(i)].rows;
    return rows;
}

void AllProblemsModel::setList(QAbstractItemModel *list, const QString &place)
{
    const int known = partOf(list);
    if (known >= 0) {
        Part &part = m_parts[std::size_t(known)];
        if (part.place == place)
            return;
        part.place = place;
        if (part.rows > 0)
            Q_EMIT dataChanged(index(offset(known), PlaceColumn), index(offset(known) + part.rows - 1, PlaceColumn));
        return;
    }
    const int first = rowCount(), rows = list->rowCount();
    if (rows > 0)
        beginInsertRows({}, first, first + rows - 1);
    m_parts.push_back({list, place, rows});
    if (rows > 0)
        endInsertRows();
    listen(list);
    Q_EMIT countsChanged();
}

void AllProblemsModel::removeList(QAbstractItemModel *list)
{
    const int part = partOf(list);
    if (part < 0)
        return;
    list->disconnect(this);
    const int first = offset(part), rows = m_parts[std::size_t(part)].rows;
    if (rows > 0)
        beginRemoveRows({}, first, first + rows - 1);
    m_parts.erase(m_parts.begin() + part);
    if (rows > 0)
        endRemoveRows();
    Q_EMIT countsChanged();
}

void AllProblemsModel::listen(QAbstractItemModel *list)
{
    connect(list, &QAbstractItemModel::rowsAboutToBeInserted, this, [this, list](const QModelIndex &, int first, int last) {
        const int at = offset(partOf(list));
        beginInsertRows({}, at + first, at + last);
    });
    connect(list, &QAbstractItemModel::rowsInserted, this, [this, list](const QModelIndex &, int first, int last) {
        m_parts[std::size_t(partOf(list))].rows += last - first + 1;
        endInsertRows();
        Q_EMIT countsChanged();
    });
    connect(list, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this, list](const QModelIndex &, int first, int last) {
        const int at = offset(partOf(list));
        beginRemoveRows({}, at + first, at + last);
    });
    connect(list, &QAbstractItemModel::rowsRemoved, this, [this, list](const QModelIndex &, int first, int last) {
        m_parts[std::size_t(partOf(list))].rows -= last - first + 1;
        endRemoveRows();
        Q_EMIT countsChanged();
    });
    connect(list, &QAbstractItemModel::dataChanged, this, [this, list](const QModelIndex &first, const QModelIndex &last) {
        const int at = offset(partOf(list));
        Q_EMIT dataChanged(index(at + first.row(), 0), index(at + last.row(), ColumnCount - 1));
        Q_EMIT countsChanged();
    });
    // Rare: a list that is sorted anew or read anew. Rows are few.
    connect(list, &QAbstractItemModel::modelReset, this, [this, list] { rowsChanged(list); });
    connect(list, &QAbstractItemModel::layoutChanged, this, [this, list] { rowsChanged(list); });
    connect(list, &QAbstractItemModel::rowsMoved, this, [this, list] { rowsChanged(list); });
    connect(list, &QObject::destroyed, this, [this](QObject *gone) {
        const int part = partOf(gone);
        if (part < 0)
            return;
        // Nothing of it can be asked any more, so its rows cannot leave one by one.
        beginResetModel();
        m_parts.erase(m_parts.begin() + part);
        endResetModel();
        Q_EMIT countsChanged();
    });
}

void AllProblemsModel::rowsChanged(const QObject *list)
{
    beginResetModel();
    Part &part = m_parts[std::size_t(partOf(list))];
    part.rows = part.list->rowCount();
    endResetModel();
    Q_EMIT countsChanged();
}

int AllProblemsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : offset(int(m_parts.size())); }
int AllProblemsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

std::pair<QAbstractItemModel *, int> AllProblemsModel::source(int row) const
{
    for (const Part &part : m_parts) {
        if (row >= 0 && row < part.rows)
            return {part.list, row};
        row -= part.rows;
    }
    return {nullptr, -1};
}

QVariant AllProblemsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto [list, row] = source(index.row());
    const QModelIndex from = list->index(row, 0);
    if (role == SortRole)
        return index.column() == ProblemColumn ? from.data(ProblemListModel::SeverityRole) : data(index, Qt::DisplayRole);
    if (role == Qt::DisplayRole && index.column() == PlaceColumn) {
        const QString place = m_parts[std::size_t(partOf(list))].place;
        return place.isEmpty() ? from.data(PlaceRole).toString() : place;
    }
    if (role == Qt::DisplayRole && index.column() == FixColumn)
        return from.data(ProblemListModel::FixRole);
    if (role == ToneRole && index.column() != ProblemColumn)
        return int(Tone::Plain);
    return from.data(role);
}

QVariant AllProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case ProblemColumn: return tr("Problem");
    case PlaceColumn: return tr("Where");
    case FixColumn: return tr("Quick Fix");
    default: return {};
    }
}

int AllProblemsModel::count(Severity severity) const
{
    int found = 0;
    for (const Part &part : m_parts) {
        for (int row = 0; row < part.rows; ++row)
            found += part.list->index(row, 0).data(ProblemListModel::SeverityRole).toInt() == int(severity);
    }
    return found;
}

} // namespace assay
