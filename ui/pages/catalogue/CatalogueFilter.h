#pragma once

#include <QMap>
#include <QSortFilterProxyModel>

namespace assay {

/// Text, origin, category and tag of providers or collections; benchmarks follow their provider's origin.
class CatalogueFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Scope { All, BuiltIn, Own };
    enum class Facet { Scope, Category, Tag };
    /// Role of a bool, of the category's text and of the tags' list; -1: none.
    struct Roles {
        int builtIn, category, tags;
    };
    explicit CatalogueFilter(Roles roles, QObject *parent = nullptr);
    void setScope(Scope scope);
    void setCategory(const QString &category); ///< empty: all
    void setTag(const QString &tag);           ///< empty: all
    bool isNarrowed() const { return m_scope != Scope::All || !m_category.isEmpty() || !m_tag.isEmpty(); }
    /// How many rows each choice of a facet would show, under what is searched and what the other facets say. Scopes are named
    /// by their number.
    QMap<QString, int> counts(Facet facet) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList wordsOf(const QModelIndex &index, Facet facet) const;
    bool accepts(const QModelIndex &index, Facet facet) const;
    bool isFound(int row, const QModelIndex &parent) const;

    const Roles m_roles;
    Scope m_scope = Scope::All;
    QString m_category, m_tag;
};

} // namespace assay
