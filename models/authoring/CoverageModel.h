#pragma once

#include "models/catalogue/CollectionCard.h"
#include "models/common/Roles.h"

#include <QAbstractTableModel>

#include <functional>

namespace assay {

class DocumentModel;

/// What a collection's benchmarks cover, and with how much weight: a row a category, a column a provider, the sums at the end. Follows
/// the document. A category or provider that has nothing is not there; a cell that has nothing is a hole to look at.
class CoverageModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// All outlive the model. `names`: what people call a provider.
    CoverageModel(DocumentModel &document, BenchmarkLookup lookup, std::function<QString(const QString &id)> names, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool isEmpty() const { return m_categories.isEmpty(); }
    /// "3 categories and 2 providers; 1 benchmark is not in the catalogue." Translated.
    QString summary() const;
    void refresh();

Q_SIGNALS:
    void changed();

private:
    struct Cell {
        int count = 0;
        double share = 0; ///< percent
        bool operator==(const Cell &) const = default;
    };
    Cell cell(int row, int column) const; ///< column: from 0, of the providers; the one after the last is the sum
    QString cellText(const Cell &cell) const;

    DocumentModel &m_document;
    const BenchmarkLookup m_lookup;
    const std::function<QString(const QString &id)> m_names;
    QStringList m_categories, m_providers; ///< rows and columns; the categories' empty word: none is known
    QHash<QPair<QString, QString>, Cell> m_cells;
    int m_unknown = 0;
};

} // namespace assay
