#include "ui/pages/catalogue/CataloguePage.h"

#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/jobs/JobDraftModel.h"
#include "ui/pages/catalogue/CatalogueFilter.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ToneDelegate.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeView>
#include <QUuid>
#include <QVBoxLayout>

namespace assay {

static void readOnlyTable(QTableView *table)
{
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    auto *delegate = new ToneDelegate(table);
    delegate->setReadOnly(true);
    table->setItemDelegate(delegate);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() * 19 / 10);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

CataloguePage::CataloguePage(Show show, CatalogueModel &catalogue, CollectionListModel &collections, QWidget *parent)
    : DocumentPage(parent), m_show(show), m_catalogue(catalogue), m_collections(collections),
      m_filtered(new CatalogueFilter(show == Show::Collections ? int(CollectionListModel::BuiltInRole) : int(CatalogueModel::BuiltInRole),
                                     show == Show::Collections ? int(CollectionListModel::CategoryRole) : -1, this)),
      m_entries(new JobDraftModel(this)),
      m_heading(new Heading(Heading::Level::Title, this)), m_detail(new Heading(Heading::Level::Caption, this)),
      m_footer(new Heading(Heading::Level::Caption, this)), m_search(new QLineEdit(this)),
      m_compose(new QPushButton(themeIcon(QStringLiteral("job-new")), {}, this)), m_new(new QPushButton(themeIcon(QStringLiteral("add")), {}, this)),
      m_edit(new QPushButton(themeIcon(QStringLiteral("open")), {}, this)), m_scope(new QComboBox(this)), m_category(new QComboBox(this)), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this))
{
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_heading);
    bar->addSpacing(gap);
    m_search->setObjectName(QStringLiteral("catalogueFilter"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    bar->addWidget(m_search, 1);
    m_scope->setObjectName(QStringLiteral("catalogueScope"));
    m_category->setObjectName(QStringLiteral("catalogueCategory"));
    m_category->setVisible(isCollections());
    m_category->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    bar->addWidget(m_scope);
    bar->addWidget(m_category);
    m_compose->setObjectName(QStringLiteral("catalogueCompose"));
    m_new->setObjectName(QStringLiteral("catalogueNew"));
    m_edit->setObjectName(QStringLiteral("catalogueOpen"));
    bar->addWidget(m_new);
    bar->addWidget(m_edit);
    bar->addWidget(m_compose);
    layout->addLayout(bar);
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
        updateState();
    });
    connect(m_compose, &QPushButton::clicked, this, &CataloguePage::compose);
    connect(m_edit, &QPushButton::clicked, this, &CataloguePage::openChosen);
    connect(m_new, &QPushButton::clicked, this, [this] {
        Q_EMIT openRequested(isCollections() ? QStringLiteral("collection") : QStringLiteral("provider"),
                             QStringLiteral("new:") + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8));
    });
    connect(m_view, &QAbstractItemView::activated, this, &CataloguePage::openChosen);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &CataloguePage::updateFilter);
    connect(m_category, &QComboBox::currentIndexChanged, this, &CataloguePage::updateFilter);
    connect(&m_collections, &QAbstractItemModel::rowsInserted, this, &CataloguePage::updateCategories);
    connect(&m_collections, &QAbstractItemModel::rowsRemoved, this, &CataloguePage::updateCategories);
    connect(m_empty, &EmptyState::activated, this, [this] {
        const bool filtered = !m_search->text().isEmpty() || m_scope->currentIndex() > 0 || m_category->currentIndex() > 0;
        m_search->clear();
        m_scope->setCurrentIndex(0);
        m_category->setCurrentIndex(0);
        if (!filtered)
            refresh();
    });
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
    auto *table = new QTableView(halves);
    table->setObjectName(QStringLiteral("catalogueView"));
    table->setModel(m_filtered);
    readOnlyTable(table);
    m_view = table;
    auto *lower = new QWidget(halves);
    auto *layout = new QVBoxLayout(lower);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    m_detail->setWordWrap(true);
    layout->addWidget(m_detail);
    m_entryTable = new QTableView(lower);
    m_entryTable->setObjectName(QStringLiteral("entryTable"));
    m_entryTable->setModel(m_entries);
    readOnlyTable(m_entryTable);
    layout->addWidget(m_entryTable, 1);
    halves->setStretchFactor(0, 2);
    halves->setStretchFactor(1, 3);
    return halves;
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
        if (m_catalogue.rowCount() <= 2)
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
        const QModelIndex row = m_filtered->mapToSource(m_view->selectionModel()->selectedRows().value(0));
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

QString CataloguePage::chosenId() const
{
    const QModelIndex row = m_view->selectionModel()->selectedRows().value(0);
    return isCollections() ? row.data(IdRole).toString() : row.data(CatalogueModel::ProviderIdRole).toString();
}

void CataloguePage::openChosen()
{
    if (const QString id = chosenId(); !id.isEmpty())
        Q_EMIT openRequested(isCollections() ? QStringLiteral("collection") : QStringLiteral("provider"), id);
}

void CataloguePage::updateFilter()
{
    m_filtered->setScope(CatalogueFilter::Scope(qMax(0, m_scope->currentIndex())));
    m_filtered->setCategory(m_category->currentIndex() > 0 ? m_category->currentText() : QString());
    updateState();
}

void CataloguePage::updateCategories()
{
    const QString chosen = m_category->currentIndex() > 0 ? m_category->currentText() : QString();
    QStringList words;
    for (int row = 0; row < m_collections.rowCount(); ++row)
        words << m_collections.collection(row).category;
    words.removeDuplicates();
    words.removeAll(QString());
    words.sort(Qt::CaseInsensitive);
    const QSignalBlocker quiet(m_category);
    m_category->clear();
    m_category->addItem(tr("All Categories"));
    m_category->addItems(words);
    m_category->setCurrentIndex(qMax(0, m_category->findText(chosen)));
}

void CataloguePage::updateState()
{
    const LoadState load = isCollections() ? m_collections.load() : m_catalogue.load();
    const Error &error = isCollections() ? m_collections.error() : m_catalogue.error();
    const bool rows = m_filtered->rowCount() > 0;
    if (!rows && load == LoadState::Failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The Catalogue Cannot Be Loaded"), error.message, tr("Try Again"));
    else if (!rows && (!m_search->text().isEmpty() || m_scope->currentIndex() > 0 || m_category->currentIndex() > 0))
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
    m_edit->setText(tr("Open"));
    m_edit->setToolTip(tr("Open in its editor (Enter)"));
    {
        const QSignalBlocker quiet(m_scope);
        const int scope = qMax(0, m_scope->currentIndex());
        m_scope->clear();
        m_scope->addItems({tr("All"), tr("Built-in"), tr("Own")});
        m_scope->setCurrentIndex(scope);
    }
    m_scope->setAccessibleName(tr("Source"));
    m_category->setAccessibleName(tr("Category"));
    updateCategories();
    updateState();
    Q_EMIT titleChanged();
}

} // namespace assay
