#pragma once

#include "models/jobs/JobDraft.h"
#include "services/authoring/AuthoredDocument.h"
#include "ui/pages/DocumentPage.h"

class QAbstractItemView;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace assay {

class CatalogueModel;
class CollectionListModel;
class CatalogueFilter;
class CollectionGallery;
class EmptyState;
class FacetBox;
class FileExchange;
class JobDraftModel;

/// What the connection offers: providers with their benchmarks, or collections with their gates, to read, to open in their
/// editors, and to make new ones.
class CataloguePage : public DocumentPage {
    Q_OBJECT
public:
    enum class Show { Collections, Providers };
    CataloguePage(Show show, CatalogueModel &catalogue, CollectionListModel &collections, QWidget *parent = nullptr);
    QString kind() const override;
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    bool focusFind() override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;

Q_SIGNALS:
    /// The reader wants to compose a job from these; `collectionId` empty for a provider's benchmarks.
    void composeRequested(const QString &collectionId, std::optional<double> threshold, const QList<assay::DraftBenchmark> &benchmarks);

    /// A document from a file, to be opened as a new one.
    void importRequested(const assay::AuthoredDocument &document);

protected:
    void changeEvent(QEvent *event) override;

private:
    void connectParts();
    QWidget *buildCollections();
    QWidget *buildGallery(QTableView *table);
    void showCards(bool cards);
    QModelIndex chosenRow() const;
    void clearFilter();
    QWidget *buildProviders();
    void showCollection();
    void compose();
    void openChosen();
    void updateFilter();
    void updateChoices();
    QString chosenId() const;
    void updateState();
    void retranslate();
    bool isCollections() const { return m_show == Show::Collections; }

    Show m_show;
    CatalogueModel &m_catalogue;
    CollectionListModel &m_collections;
    CatalogueFilter *m_filtered;
    JobDraftModel *m_entries; ///< the chosen collection's benchmarks, never edited here
    QLabel *m_heading, *m_detail, *m_footer;
    QLineEdit *m_search;
    QPushButton *m_compose, *m_new, *m_import, *m_edit;
    FileExchange *m_files;
    FacetBox *m_scope, *m_category, *m_tag;
    QToolButton *m_asList, *m_asCards;
    QStackedWidget *m_stack, *m_views = nullptr; ///< m_views: the list and the cards of collections
    EmptyState *m_empty;
    QAbstractItemView *m_view;
    CollectionGallery *m_gallery = nullptr;
    QTableView *m_entryTable = nullptr;
};

} // namespace assay
