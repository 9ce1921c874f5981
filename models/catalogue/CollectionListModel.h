#pragma once

#include "models/catalogue/CollectionCard.h"
#include "models/catalogue/PagedList.h"
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
                TagsRole,                   ///< QStringList
                SearchRole,                 ///< QString: everything to search in, lower case
                SizeTextRole, MetricsTextRole, GateTextRole, SourceTextRole }; ///< QString: see CollectionCard

    explicit CollectionListModel(CatalogueService &service, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Gates that collections leave to their providers are looked up here.
    void setLookup(BenchmarkLookup lookup) { m_lookup = std::move(lookup); }
    /// What the lookup finds is another now.
    void catalogueChanged();
    void refresh() { m_list.refresh(); }
    LoadState load() const { return m_list.state(); }
    const Error &error() const { return m_list.error(); }
    const Collection &collection(int row) const { return m_collections.at(row); }
    /// Null when there is none of that id. Valid until the next change.
    const Collection *find(const QString &id) const;

Q_SIGNALS:
    void loadChanged();

private:
    void merge(const QList<Collection> &fresh);

    QList<Collection> m_collections;
    BenchmarkLookup m_lookup;
    PagedList<Collection, CollectionQuery> m_list;
};

} // namespace assay
