#include "models/catalogue/CollectionListModel.h"

#include <QLocale>

namespace assay {

CollectionListModel::CollectionListModel(CatalogueService &service, QObject *parent)
    : QAbstractTableModel(parent),
      m_list(this, [&service](const CollectionQuery &query) { return service.listCollections(query); },
             [this](const QList<Collection> &all) { merge(all); }, [this] { Q_EMIT loadChanged(); })
{
    connect(&service, &CatalogueService::collectionsChanged, this, &CollectionListModel::refresh);
}

int CollectionListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_collections.size()); }
int CollectionListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant CollectionListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == BenchmarksColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Collection");
    case CategoryColumn: return tr("Category");
    case BenchmarksColumn: return tr("Benchmarks");
    case SourceColumn: return tr("Source");
    default: return {};
    }
}

/// The whole card in words, for those who hear it.
static QString spokenCard(const Collection &collection, const CollectionCard &card)
{
    QStringList parts{collection.name.isEmpty() ? collection.resource.id : collection.name, collection.category, collection.tags.join(QStringLiteral(", ")),
                      card.benchmarks, card.metrics, card.gate, card.source};
    parts.removeAll(QString());
    return parts.join(QStringLiteral("; "));
}

QVariant CollectionListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Collection &collection = m_collections.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn: return collection.name.isEmpty() ? collection.resource.id : collection.name;
        case CategoryColumn: return collection.category;
        case BenchmarksColumn: return QLocale().toString(collection.benchmarks.size());
        case SourceColumn: return collection.resource.readOnly() ? tr("built-in") : tr("own");
        default: return {};
        }
    case Qt::ToolTipRole: return collection.description;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == BenchmarksColumn ? Qt::AlignRight : Qt::AlignLeft));
    case IdRole: return collection.resource.id;
    case ToneRole: return int(index.column() == NameColumn ? Tone::Plain : Tone::Muted);
    case SortRole: return collection.name.toLower();
    case BuiltInRole: return collection.resource.readOnly();
    case CategoryRole: return collection.category;
    case TagsRole: return collection.tags;
    case SizeTextRole: return cardOf(collection, m_lookup).benchmarks;
    case MetricsTextRole: return cardOf(collection, m_lookup).metrics;
    case GateTextRole: return cardOf(collection, m_lookup).gate;
    case SourceTextRole: return cardOf(collection, m_lookup).source;
    case Qt::AccessibleTextRole: return index.column() == NameColumn ? QVariant(spokenCard(collection, cardOf(collection, m_lookup))) : QVariant();
    case SearchRole:
        return (QStringList{collection.name, collection.resource.id, collection.category, collection.description} + collection.tags
                + collection.domains + collection.tasks).join(QLatin1Char('\n')).toLower();
    default: return {};
    }
}

void CollectionListModel::merge(const QList<Collection> &fresh)
{
    for (int row = int(m_collections.size()) - 1; row >= 0; --row) {
        if (rowOf(fresh, m_collections.at(row).resource.id) >= 0)
            continue;
        beginRemoveRows({}, row, row);
        m_collections.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < int(fresh.size()); ++row) {
        const int old = rowOf(m_collections, fresh.at(row).resource.id, row);
        if (old < 0) {
            beginInsertRows({}, row, row);
            m_collections.insert(row, fresh.at(row));
            endInsertRows();
            continue;
        }
        if (old != row && beginMoveRows({}, old, old, {}, row)) {
            m_collections.move(old, row);
            endMoveRows();
        }
        if (std::exchange(m_collections[row], fresh.at(row)) != fresh.at(row))
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

void CollectionListModel::catalogueChanged()
{
    if (!m_collections.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const Collection *CollectionListModel::find(const QString &id) const
{
    const int row = rowOf(m_collections, id);
    return row < 0 ? nullptr : &m_collections.at(row);
}

} // namespace assay
