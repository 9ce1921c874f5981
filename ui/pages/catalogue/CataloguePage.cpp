#include "ui/pages/catalogue/CataloguePage.h"

#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/jobs/JobDraftModel.h"
#include "ui/authoring/FileExchange.h"
#include "ui/pages/catalogue/CatalogueFilter.h"
#include "ui/pages/catalogue/CollectionGallery.h"
#include "ui/pages/catalogue/FacetBox.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/FlowRow.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QUuid>
#include <QVBoxLayout>

namespace assay {

static void readOnlyTable(QTableView *table)
{
    makeRowTable(*table);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto *delegate = new ToneDelegate(table);
    delegate->setReadOnly(true);
    table->setItemDelegate(delegate);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

CataloguePage::CataloguePage(Show show, CatalogueModel &catalogue, CollectionListModel &collections, QWidget *parent)
    : DocumentPage(parent), m_show(show), m_catalogue(catalogue), m_collections(collections),
      m_filtered(new CatalogueFilter(show == Show::Collections
                                         ? CatalogueFilter::Roles{CollectionListModel::BuiltInRole, CollectionListModel::CategoryRole, CollectionListModel::TagsRole}
                                         : CatalogueFilter::Roles{CatalogueModel::BuiltInRole, -1, -1},
                                     this)),
      m_entries(new JobDraftModel(this)),
      m_heading(new Heading(Heading::Level::Title, this)), m_detail(new Heading(Heading::Level::Caption, this)),
      m_footer(new Heading(Heading::Level::Caption, this)), m_search(new QLineEdit(this)),
      m_compose(new QPushButton(themeIcon(QStringLiteral("job-new")), {}, this)), m_new(new QPushButton(themeIcon(QStringLiteral("add")), {}, this)),
      m_import(new QPushButton(this)),
      m_edit(new QPushButton(themeIcon(QStringLiteral("open")), {}, this)),
      m_files(new FileExchange(show == Show::Collections ? DocumentKind::Collection : DocumentKind::Provider, this)), m_scope(new FacetBox(this)), m_category(new FacetBox(this)), m_tag(new FacetBox(this)),
      m_asList(new QToolButton(this)), m_asCards(new QToolButton(this)), m_stack(new QStackedWidget(this)), m_empty(new EmptyState(this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    auto *bar = new QHBoxLayout;
    auto *filters = new QHBoxLayout;
    bar->addWidget(m_heading);
    m_search->setObjectName(QStringLiteral("catalogueFilter"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    filters->addWidget(m_search, 1);
    m_scope->setObjectName(QStringLiteral("catalogueScope"));
    m_category->setObjectName(QStringLiteral("catalogueCategory"));
    m_tag->setObjectName(QStringLiteral("catalogueTag"));
    m_asList->setObjectName(QStringLiteral("catalogueAsList"));
    m_asCards->setObjectName(QStringLiteral("catalogueAsCards"));
    filters->addWidget(m_scope);
    for (QWidget *ofCollections : {static_cast<QWidget *>(m_category), static_cast<QWidget *>(m_tag), static_cast<QWidget *>(m_asList), static_cast<QWidget *>(m_asCards)}) {
        ofCollections->setVisible(isCollections());
        filters->addWidget(ofCollections);
    }
    m_compose->setObjectName(QStringLiteral("catalogueCompose"));
    m_new->setObjectName(QStringLiteral("catalogueNew"));
    m_edit->setObjectName(QStringLiteral("catalogueOpen"));
    m_import->setObjectName(QStringLiteral("catalogueImport"));
    auto *actions = new FlowRow;
    actions->setTrailing(true);
    for (QPushButton *action : {m_new, m_import, m_edit, m_compose})
        actions->addWidget(action);
    bar->addLayout(actions, 1);
    layout->addLayout(bar);
    layout->addLayout(filters);
    m_stack->addWidget(isCollections() ? buildCollections() : buildProviders());
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_footer);
    enterAt(this, m_view);
    connectParts();
    retranslate();
}

void CataloguePage::connectParts()
{
    connect(m_search, &QLineEdit::textChanged, m_filtered, [this](const QString &text) {
        m_filtered->setFilterFixedString(text.trimmed());
        if (auto *tree = qobject_cast<QTreeView *>(m_view); tree && !text.trimmed().isEmpty())
            tree->expandAll();
        updateState();
    });
    connect(m_compose, &QPushButton::clicked, this, &CataloguePage::compose);
    connect(m_edit, &QPushButton::clicked, this, &CataloguePage::openChosen);
    connect(m_new, &QPushButton::clicked, this, [this] {
        Q_EMIT openRequested(isCollections() ? QStringLiteral("collection") : QStringLiteral("provider"),
                             QStringLiteral("new:") + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8));
    });
    m_files->acceptDrops();
    connect(m_import, &QPushButton::clicked, m_files, &FileExchange::chooseImport);
    connect(m_files, &FileExchange::imported, this, &CataloguePage::importRequested);
    connect(m_files, &FileExchange::failed, this, [this](const QString &sentence) {
        Q_EMIT messageRequested({UserMessage::Level::Error, sentence, {}, 0, {}, QStringLiteral("import")});
    });
    connect(m_view, &QAbstractItemView::activated, this, &CataloguePage::openChosen);
    for (FacetBox *facet : {m_scope, m_category, m_tag})
        connect(facet, &FacetBox::chosenChanged, this, &CataloguePage::updateFilter);
    connect(m_empty, &EmptyState::activated, this, [this] {
        if (m_search->text().isEmpty() && !m_filtered->isNarrowed())
            refresh();
        clearFilter();
    });
    auto *views = new QButtonGroup(this);
    for (QToolButton *view : {m_asList, m_asCards}) {
        view->setCheckable(true);
        view->setFocusPolicy(Qt::TabFocus);
        view->setMinimumHeight(m_edit->sizeHint().height());
        views->addButton(view);
    }
    m_asList->setChecked(true);
    connect(m_asCards, &QToolButton::toggled, this, &CataloguePage::showCards);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &CataloguePage::showCollection);
    connect(&m_catalogue, &CatalogueModel::loadChanged, this, &CataloguePage::updateState);
    connect(&m_collections, &CollectionListModel::loadChanged, this, &CataloguePage::updateState);
}

QWidget *CataloguePage::buildCollections()
{
    m_filtered->setSourceModel(&m_collections);
    m_filtered->setFilterRole(CollectionListModel::SearchRole);
    auto *halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(false);
    m_views = new QStackedWidget(halves);
    auto *table = new QTableView(m_views);
    table->setObjectName(QStringLiteral("catalogueView"));
    table->setModel(m_filtered);
    readOnlyTable(table);
    m_view = table;
    m_views->addWidget(table);
    m_views->addWidget(buildGallery(table));
    auto *lower = new QWidget(halves);
    auto *layout = new QVBoxLayout(lower);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    m_detail->setWordWrap(true);
    layout->addWidget(m_detail);
    m_entryTable = new QTableView(lower);
    m_entryTable->setObjectName(QStringLiteral("entryTable"));
    m_entryTable->setModel(m_entries);
    readOnlyTable(m_entryTable);
    for (int column = 1; column < m_entries->columnCount(); ++column) // the words of a gate are read, not guessed
        m_entryTable->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    layout->addWidget(m_entryTable, 1);
    halves->setStretchFactor(0, 1);
    halves->setStretchFactor(1, 1);
    return halves;
}

/// The same rows and the same choice as the table's.
QWidget *CataloguePage::buildGallery(QTableView *table)
{
    m_gallery = new CollectionGallery(m_views);
    m_gallery->setObjectName(QStringLiteral("catalogueCards"));
    m_gallery->setModel(m_filtered);
    m_gallery->setSelectionModel(table->selectionModel());
    connect(m_gallery, &QAbstractItemView::activated, this, &CataloguePage::openChosen);
    return m_gallery;
}

void CataloguePage::showCards(bool cards)
{
    QAbstractItemView *view = cards ? static_cast<QAbstractItemView *>(m_gallery) : m_view;
    m_views->setCurrentWidget(view);
    enterAt(this, view);
    if (const QModelIndex row = chosenRow(); row.isValid())
        view->scrollTo(row);
}

QVariantMap CataloguePage::saveState() const { return {{QStringLiteral("cards"), m_asCards->isChecked()}}; }

void CataloguePage::restoreState(const QVariantMap &state)
{
    if (isCollections())
        (state.value(QStringLiteral("cards")).toBool() ? m_asCards : m_asList)->setChecked(true);
}

QWidget *CataloguePage::buildProviders()
{
    m_filtered->setSourceModel(&m_catalogue);
    m_filtered->setFilterRole(CatalogueModel::SearchRole);
    m_filtered->setRecursiveFilteringEnabled(true);
    auto *tree = new QTreeView(this);
    tree->setObjectName(QStringLiteral("catalogueView"));
    tree->setModel(m_filtered);
    tree->setItemDelegate(new ToneDelegate(tree));
    tree->setUniformRowHeights(true);
    tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    tree->header()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 22);
    tree->header()->resizeSection(CatalogueModel::MetricColumn, fontMetrics().averageCharWidth() * 32); // holds a provider's runtimes too
    connect(m_filtered, &QAbstractItemModel::rowsInserted, tree, [this, tree] {
        if (m_catalogue.rowCount() <= 2 || !m_search->text().isEmpty()) // what is looked for is to be seen
            tree->expandAll();
    });
    tree->expandAll();
    m_detail->hide();
    m_view = tree;
    return tree;
}

QString CataloguePage::kind() const { return isCollections() ? QStringLiteral("collections") : QStringLiteral("providers"); }
QString CataloguePage::title() const { return isCollections() ? tr("Collections") : tr("Providers"); }
QIcon CataloguePage::icon() const { return themeIcon(isCollections() ? QStringLiteral("collection") : QStringLiteral("provider")); }

void CataloguePage::refresh()
{
    m_catalogue.refresh();
    m_collections.refresh();
}

bool CataloguePage::focusFind()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

void CataloguePage::showCollection()
{
    if (isCollections()) {
        JobDraft draft;
        QString description;
        const QModelIndex row = m_filtered->mapToSource(chosenRow());
        if (row.isValid()) {
            const Collection &collection = m_collections.collection(row.row());
            description = collection.description;
            draft.collectionId = collection.resource.id;
            if (collection.passCriteria)
                draft.collectionThreshold = collection.passCriteria->threshold;
            for (const BenchmarkRef &entry : collection.benchmarks)
                draft.benchmarks << draftBenchmark(entry, m_catalogue.benchmark(entry.providerId, entry.id));
        }
        m_entries->setDraft(draft);
        m_detail->setText(description.isEmpty() ? tr("Choose a collection to see its benchmarks and gates.") : description);
    }
    m_compose->setEnabled(m_view->selectionModel()->hasSelection());
    m_edit->setEnabled(m_view->selectionModel()->hasSelection());
}

void CataloguePage::compose()
{
    if (isCollections()) {
        const JobDraft &chosen = m_entries->draft();
        if (!chosen.collectionId.isEmpty())
            Q_EMIT composeRequested(chosen.collectionId, chosen.collectionThreshold, chosen.benchmarks);
        return;
    }
    QList<DraftBenchmark> benchmarks;
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        const QString provider = row.data(CatalogueModel::ProviderIdRole).toString();
        const ProviderBenchmark *known = m_catalogue.benchmark(provider, row.data(CatalogueModel::BenchmarkIdRole).toString());
        if (known)
            benchmarks << draftBenchmark(provider, *known);
    }
    if (!benchmarks.isEmpty())
        Q_EMIT composeRequested({}, {}, benchmarks);
}

QModelIndex CataloguePage::chosenRow() const { return m_view->selectionModel()->selectedRows().value(0); }

QString CataloguePage::chosenId() const
{
    const QModelIndex row = chosenRow();
    return isCollections() ? row.data(IdRole).toString() : row.data(CatalogueModel::ProviderIdRole).toString();
}

void CataloguePage::openChosen()
{
    if (const QString id = chosenId(); !id.isEmpty())
        Q_EMIT openRequested(isCollections() ? QStringLiteral("collection") : QStringLiteral("provider"), id);
}

void CataloguePage::updateFilter()
{
    m_filtered->setScope(CatalogueFilter::Scope(m_scope->chosen().toInt()));
    m_filtered->setCategory(m_category->chosen());
    m_filtered->setTag(m_tag->chosen());
    updateState();
}

void CataloguePage::clearFilter()
{
    m_search->clear();
    for (FacetBox *facet : {m_scope, m_category, m_tag})
        facet->choose({});
}

/// What can be chosen, each with how much it would leave.
void CataloguePage::updateChoices()
{
    using Facet = CatalogueFilter::Facet;
    using Scope = CatalogueFilter::Scope;
    m_scope->setChoices(tr("All"), m_filtered->counts(Facet::Scope),
                        {{QString::number(int(Scope::BuiltIn)), tr("Built-in")}, {QString::number(int(Scope::Own)), tr("Own")}});
    m_category->setChoices(tr("All Categories"), m_filtered->counts(Facet::Category));
    m_tag->setChoices(tr("All Tags"), m_filtered->counts(Facet::Tag));
}

void CataloguePage::updateState()
{
    const LoadState load = isCollections() ? m_collections.load() : m_catalogue.load();
    const Error &error = isCollections() ? m_collections.error() : m_catalogue.error();
    const bool rows = m_filtered->rowCount() > 0;
    updateChoices();
    if (!rows && load == LoadState::Failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The Catalogue Cannot Be Loaded"), error.message, tr("Try Again"));
    else if (!rows && (!m_search->text().isEmpty() || m_filtered->isNarrowed()))
        m_empty->setContent(QStringLiteral("filter"), tr("Nothing Matches"),
                            m_search->text().isEmpty() ? tr("Nothing matches the filter.") : tr("Nothing matches “%1”.").arg(m_search->text()), tr("Clear Search"));
    else if (!rows && load == LoadState::Ready)
        m_empty->setContent(icon().isNull() ? QString() : kind() == QLatin1String("providers") ? QStringLiteral("provider") : QStringLiteral("collection"),
                            tr("Nothing Here"), tr("This connection offers none."), tr("Refresh"));
    else if (!rows)
        m_empty->setContent(QStringLiteral("refresh"), tr("Loading…"), {});
    m_stack->setCurrentIndex(rows ? 0 : 1);
    m_footer->setText(isCollections() ? tr("%n collection(s)", nullptr, m_collections.rowCount())
                                      : tr("%n provider(s)", nullptr, m_catalogue.rowCount()));
    showCollection();
}

void CataloguePage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void CataloguePage::retranslate()
{
    m_heading->setText(title());
    m_search->setPlaceholderText(tr("Search by name, category, tag or metric"));
    m_search->setAccessibleName(tr("Search the Catalogue"));
    m_view->setAccessibleName(title());
    if (m_entryTable)
        m_entryTable->setAccessibleName(tr("Benchmarks of the Collection"));
    m_compose->setText(tr("New Job from Selection…"));
    m_new->setText(isCollections() ? tr("New Collection…") : tr("New Provider…"));
    m_import->setText(tr("Import…"));
    m_import->setToolTip(tr("Open a YAML or JSON file as a new one; files can be dropped here as well"));
    m_edit->setText(tr("Open"));
    m_edit->setToolTip(tr("Open in its editor (Enter)"));
    m_scope->setAccessibleName(tr("Source"));
    m_category->setAccessibleName(tr("Category"));
    m_tag->setAccessibleName(tr("Tag"));
    m_asList->setText(tr("List"));
    m_asList->setToolTip(tr("Show the collections as a list"));
    m_asCards->setText(tr("Cards"));
    m_asCards->setToolTip(tr("Show the collections as cards"));
    if (m_gallery)
        m_gallery->setAccessibleName(tr("Collections as Cards"));
    updateState();
    Q_EMIT titleChanged();
}

} // namespace assay
