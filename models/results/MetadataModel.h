#pragma once

#include "services/core/JsonMembers.h"

#include <QAbstractTableModel>

namespace assay {

/// Free entries that a server keeps beside a run, to be changed in place. Its last row is empty: a new entry is typed there. GUI thread.
class MetadataModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, ColumnCount };

    explicit MetadataModel(const QList<JsonMember> &told, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// A value as it is typed: numbers, true, false, lists and objects as JSON writes them, all else is a text; quotes make one of
    /// what would be a number.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    void remove(int row);

    /// What differs from what was told, each name once: an empty value takes its entry out.
    QList<JsonMember> changes() const;
    /// Why it cannot be kept so, one translated sentence; empty: it can.
    QString problem() const;

private:
    struct Entry {
        QString name, text;
        JsonText value; ///< as it was told, until it is typed over
    };
    bool isNew(int row) const { return row == m_entries.size(); }

    QList<JsonMember> m_told;
    QList<Entry> m_entries;
};

} // namespace assay
