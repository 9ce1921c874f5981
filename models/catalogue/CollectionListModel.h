#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "services/api/CatalogueService.h"

#include <QAbstractTableModel>

namespace assay {

/// All collections of a connection.
class CollectionListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, CategoryColumn, BenchmarksColumn, SourceColumn, ColumnCount };
    enum Role { BuiltInRole = FirstOwnRole, ///< bool: comes with the server, read only
                CategoryRole,               ///< QString
                SearchRole };               ///< QString: everything to search in, lower case

    explicit CollectionListModel(CatalogueService &service, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void refresh();
    LoadState load() const { return m_load; }
    const Error &error() const { return m_error; }
    const Collection &collection(int row) const { return m_collections.at(row); }
    /// Null when there is none of that id. Valid until the next change.
    const Collection *find(const QString &id) const;

Q_SIGNALS:
    void loadChanged();

private:
    void fetch(qint64 offset, quint64 ticket, QList<Collection> sofar);
    void merge(const QList<Collection> &fresh);
    void setLoad(LoadState load, const Error &error = {});

    CatalogueService &m_service;
    QList<Collection> m_collections;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    quint64 m_ticket = 0;
};

} // namespace assay
