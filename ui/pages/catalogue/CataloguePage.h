#pragma once

#include "models/jobs/JobDraft.h"
#include "ui/pages/DocumentPage.h"

class QAbstractItemView;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace assay {

class CatalogueModel;
class CollectionListModel;
class CatalogueFilter;
class EmptyState;
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

Q_SIGNALS:
    /// The reader wants to compose a job from these; `collectionId` empty for a provider's benchmarks.
    void composeRequested(const QString &collectionId, std::optional<double> threshold, const QList<assay::DraftBenchmark> &benchmarks);

protected:
    void changeEvent(QEvent *event) override;

private:
    void connectParts();
    QWidget *buildCollections();
    QWidget *buildProviders();
    void showCollection();
    void compose();
    void openChosen();
    void updateFilter();
    void updateCategories();
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
    QPushButton *m_compose, *m_new, *m_edit;
    QComboBox *m_scope, *m_category;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QAbstractItemView *m_view;
    QTableView *m_entryTable = nullptr;
};

} // namespace assay
