#pragma once

#include <QAbstractTableModel>
#include <QList>

namespace assay {

/// A table whose fresh rows take the place of the old ones one by one, so that selection and scroll position survive. GUI thread.
class MergedTable : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

protected:
    /// Both lists ascend by key(row), which compares with < and ==.
    template<typename Row, typename Key>
    void mergeRows(QList<Row> &rows, const QList<Row> &fresh, Key key)
    {
        int row = 0;
        for (const Row &wanted : fresh) {
            while (row < rows.size() && key(rows.at(row)) < key(wanted)) {
                beginRemoveRows({}, row, row);
                rows.removeAt(row);
                endRemoveRows();
            }
            if (row == rows.size() || !(key(rows.at(row)) == key(wanted))) {
                beginInsertRows({}, row, row);
                rows.insert(row, wanted);
                endInsertRows();
            } else if (!(rows.at(row) == wanted)) {
                rows[row] = wanted;
                Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
            }
            ++row;
        }
        if (row < rows.size()) {
            beginRemoveRows({}, row, int(rows.size()) - 1);
            rows.erase(rows.begin() + row, rows.end());
            endRemoveRows();
        }
    }

    /// Any order, and rows may move. key(row) compares with ==; of fresh rows with one key the first counts.
    template<typename Row, typename Key>
    void mergeAnyOrder(QList<Row> &rows, const QList<Row> &fresh, Key key)
    {
        const auto placeOf = [&key](const QList<Row> &list, const Row &wanted, qsizetype from) {
            while (from < list.size() && !(key(list.at(from)) == key(wanted)))
                ++from;
            return int(from);
        };
        for (int row = int(rows.size()) - 1; row >= 0; --row) {
            if (placeOf(fresh, rows.at(row), 0) < fresh.size())
                continue;
            beginRemoveRows({}, row, row);
            rows.removeAt(row);
            endRemoveRows();
        }
        int row = 0;
        for (const Row &wanted : fresh) {
            if (placeOf(rows, wanted, 0) < row)
                continue; // there already
            const int old = placeOf(rows, wanted, row);
            if (old == rows.size()) {
                beginInsertRows({}, row, row);
                rows.insert(row, wanted);
                endInsertRows();
            } else if (old != row && beginMoveRows({}, old, old, {}, row)) {
                rows.move(old, row);
                endMoveRows();
            }
            if (!(rows.at(row) == wanted)) {
                rows[row] = wanted;
                Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
            }
            ++row;
        }
    }
};

} // namespace assay
