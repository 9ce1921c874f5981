#pragma once

#include <QAbstractTableModel>
#include <QList>

namespace assay {

/// A table whose rows ascend by a key: fresh rows take the place of the old ones one by one, so that selection and scroll position
/// survive. GUI thread.
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
};

} // namespace assay
