#include "ui/pages/catalogue/CatalogueFilter.h"

namespace assay {

CatalogueFilter::CatalogueFilter(Roles roles, QObject *parent) : QSortFilterProxyModel(parent), m_roles(roles)
{
    setFilterCaseSensitivity(Qt::CaseInsensitive);
}

void CatalogueFilter::setScope(Scope scope)
{
    m_scope = scope;
    invalidateFilter();
}

void CatalogueFilter::setCategory(const QString &category)
{
    m_category = category;
    invalidateFilter();
}

void CatalogueFilter::setTag(const QString &tag)
{
    m_tag = tag;
    invalidateFilter();
}

QStringList CatalogueFilter::wordsOf(const QModelIndex &index, Facet facet) const
{
    switch (facet) {
    case Facet::Scope: return {QString::number(int(index.data(m_roles.builtIn).toBool() ? Scope::BuiltIn : Scope::Own))};
    case Facet::Category: return m_roles.category < 0 ? QStringList() : QStringList{index.data(m_roles.category).toString()};
    case Facet::Tag: break;
    }
    return m_roles.tags < 0 ? QStringList() : index.data(m_roles.tags).toStringList();
}

bool CatalogueFilter::accepts(const QModelIndex &index, Facet facet) const
{
    const QString wanted = facet == Facet::Scope ? (m_scope == Scope::All ? QString() : QString::number(int(m_scope)))
                         : facet == Facet::Category ? m_category : m_tag;
    return wanted.isEmpty() || wordsOf(index, facet).contains(wanted);
}

bool CatalogueFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    return accepts(index, Facet::Scope) && accepts(index, Facet::Category) && accepts(index, Facet::Tag) && QSortFilterProxyModel::filterAcceptsRow(row, parent);
}

/// By the search alone; a provider also for what it has.
bool CatalogueFilter::isFound(int row, const QModelIndex &parent) const
{
    if (QSortFilterProxyModel::filterAcceptsRow(row, parent))
        return true;
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    for (int child = 0; isRecursiveFilteringEnabled() && child < sourceModel()->rowCount(index); ++child) {
        if (isFound(child, index))
            return true;
    }
    return false;
}

QMap<QString, int> CatalogueFilter::counts(Facet facet) const
{
    QMap<QString, int> counts;
    for (int row = 0; sourceModel() && row < sourceModel()->rowCount(); ++row) {
        const QModelIndex index = sourceModel()->index(row, 0);
        bool shown = isFound(row, {});
        for (const Facet other : {Facet::Scope, Facet::Category, Facet::Tag})
            shown = shown && (other == facet || accepts(index, other));
        for (const QString &word : wordsOf(index, facet)) {
            if (!word.isEmpty())
                counts[word] += shown ? 1 : 0;
        }
    }
    return counts;
}

} // namespace assay
