#pragma once

#include "models/authoring/EntryRowsModel.h"

#include <QObject>

namespace assay {

class CatalogueModel;
class CollectionListModel;
class DocumentModel;
struct Collection;

/// What a job runs: benchmarks of its own, or a collection that the server looks up. All changes are undo steps of the document.
class JobEntries : public QObject {
    Q_OBJECT
public:
    /// All outlive this object.
    JobEntries(DocumentModel &document, CatalogueModel &catalogue, CollectionListModel &collections, QObject *parent = nullptr);
    EntryRowsModel &own() { return *m_own; }           ///< the job's own benchmarks
    EntryRowsModel &overrides() { return *m_overrides; } ///< what the job says about benchmarks of its collection
    EntryRowsModel &preview() { return *m_preview; }   ///< the collection's benchmarks as the server has them; read only

    bool isCollection() const;
    /// Null: none is named, or the server has no such one.
    const Collection *collection() const;
    QString collectionName() const; ///< its id where it is not known
    int count() const;              ///< benchmarks that run; of a collection that is not known: 0

    /// A reference to this collection in place of what was chosen.
    void useCollection(const QString &id);
    /// Adds benchmarks at the end; a collection is listed first. Those that are there already are left out: how many were not.
    int add(const QVariantList &rows);
    /// The collection's benchmarks as the job's own, with what overrides ask for, its gate and weights: they can be changed then.
    bool listHere();
    /// An override, still empty, for each benchmark of the collection that has none.
    void overrideAll();
    /// "MODEL on BENCHMARKS", for a job that nobody named; empty while it has neither.
    QString suggestedName() const;

Q_SIGNALS:
    void changed(); ///< what is run, or what is known about it

private:
    AuthoredDocument listed() const;
    void refreshPreview();

    DocumentModel &m_document;
    CatalogueModel &m_catalogue;
    CollectionListModel &m_collections;
    DocumentModel *m_shown; ///< holds the preview
    EntryRowsModel *m_own, *m_overrides, *m_preview;
};

} // namespace assay
