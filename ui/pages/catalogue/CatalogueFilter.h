#pragma once

#include <QSortFilterProxyModel>

namespace assay {

/// Text, origin and category of providers or collections; benchmarks follow their provider's origin.
class CatalogueFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Scope { All, BuiltIn, Own };
    /// Role of a bool, and of the category's text; -1: none.
    CatalogueFilter(int builtInRole, int categoryRole, QObject *parent = nullptr)
        : QSortFilterProxyModel(parent), m_builtInRole(builtInRole), m_categoryRole(categoryRole)
    {
    }
    void setScope(Scope scope)
    {
        m_scope = scope;
        invalidateFilter();
    }
    void setCategory(const QString &category)
    {
        m_category = category;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        if (m_scope != Scope::All && index.data(m_builtInRole).toBool() != (m_scope == Scope::BuiltIn))
            return false;
        if (!m_category.isEmpty() && m_categoryRole >= 0 && index.data(m_categoryRole).toString() != m_category)
            return false;
        return QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

private:
    Scope m_scope = Scope::All;
    QString m_category;
    int m_builtInRole, m_categoryRole;
};

} // namespace assay
