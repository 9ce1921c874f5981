#pragma once

#include "models/catalogue/PagedList.h"
#include "models/common/Roles.h"
#include "services/api/CatalogueService.h"

#include <QAbstractItemModel>

namespace assay {

/// Providers and, below each, its benchmarks. Read again when the server says so; rows that stay keep their place.
class CatalogueModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, CategoryColumn, MetricColumn, ItemsColumn, ColumnCount };
    enum Role { IsBenchmarkRole = FirstOwnRole, ProviderIdRole, BenchmarkIdRole, SearchRole,
                BuiltInRole }; ///< bool: the provider comes with the server, read only

    explicit CatalogueModel(CatalogueService &service, QObject *parent = nullptr);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Benchmarks are dragged as rows of a document, see RowsModel.
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

    void refresh() { m_list.refresh(); }
    LoadState load() const { return m_list.state(); }
    const Error &error() const { return m_list.error(); }
    const QList<Provider> &providers() const { return m_providers; }
    /// What people call a provider; its id where it has no other name, and for one that is not here.
    QString providerTitle(const QString &id) const;
    /// Null when the catalogue does not have it. Valid until the next change.
    const ProviderBenchmark *benchmark(const QString &providerId, const QString &id) const;

Q_SIGNALS:
    void loadChanged();

private:
    void merge(const QList<Provider> &fresh);

    QList<Provider> m_providers;
    PagedList<Provider, ProviderQuery> m_list;
};

} // namespace assay
