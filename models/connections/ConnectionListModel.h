#pragma once

#include "models/common/Roles.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace assay {

class ConnectionRegistry;

/// The connections of the profile with their state, the local engine first.
class ConnectionListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, StateColumn, AddressColumn, ColumnCount };
    enum Role { ColourRole = FirstOwnRole, ///< int: series number, -1: none
                GuardedRole };             ///< bool

    explicit ConnectionListModel(ConnectionRegistry &registry, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// -1 when it is not there.
    int rowOf(const QString &id) const { return int(m_ids.indexOf(id)); }
    QString idOf(int row) const { return m_ids.value(row); }

private:
    void onAdded(const QString &id);
    void onRemoved(const QString &id);
    QString stateText(const QString &id) const;
    Tone tone(const QString &id) const;

    ConnectionRegistry &m_registry;
    QStringList m_ids;
};

} // namespace assay
