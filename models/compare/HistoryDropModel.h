#pragma once

#include "models/compare/HistoryDrop.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace assay {

/// The runs from the last good to the first bad one, with what changed from each to the next. GUI thread.
class HistoryDropModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { RunColumn, WhenColumn, ScoreColumn, VerdictColumn, ChangeColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// entries: see findDrop().
    void setEntries(const QList<HistoryEntry> &entries);
    QString text() const; ///< see dropText()

private:
    QString score(const HistoryEntry &entry) const;
    std::optional<HistoryDrop> m_drop;
    QStringList m_changes; ///< by row, in words
    int m_results = 0;
};

} // namespace assay
