#pragma once

#include "models/common/Roles.h"
#include "models/triage/TriageBook.h"

#include <QAbstractTableModel>

namespace assay {

/// The reasons of a benchmark's samples, how often each was given, and their names, which can be edited.
class ReasonModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, CountColumn, BarColumn, ColumnCount };
    explicit ReasonModel(TriageBook &book, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    TriageBook &m_book;
    QList<int> m_counts;
};

} // namespace assay
