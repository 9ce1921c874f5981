#include "ui/pages/newjob/BenchmarksStep.h"

#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/jobs/JobDraftModel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ToneDelegate.h"
#include "ui/widgets/TreeSearch.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace assay {

namespace {

void plainTable(QTableView *table)
{
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setItemDelegate(new ToneDelegate(table));
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() * 19 / 10);
    table->horizontalHeader()->setHighlightSections(false);
}

} // namespace

BenchmarksStep::BenchmarksStep(const NewJobContext &context, JobDraftModel &draft, QWidget *parent)
    : QWidget(parent), m_context(context), m_draft(draft), m_benchmarkFilter(new QSortFilterProxyModel(this)),
      m_collectionFilter(new QSortFilterProxyModel(this)), m_title(new Heading(Heading::Level::Section, this))
{
    m_benchmarkFilter->setSourceModel(&m_context.catalogue);
    m_benchmarkFilter->setFilterRole(CatalogueModel::SearchRole);
    m_benchmarkFilter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_benchmarkFilter->setRecursiveFilteringEnabled(true);
    m_collectionFilter->setSourceModel(&m_context.collections);
    m_collectionFilter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_collectionFilter->setFilterKeyColumn(-1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_title);
    auto *halves = new QSplitter(this);
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(fontMetrics().height());
    halves->addWidget(buildCatalogue());
    halves->addWidget(buildSelected());
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    layout->addWidget(halves, 1);
    connect(&m_draft, &JobDraftModel::changed, this, &BenchmarksStep::updateTexts);
    connect(&m_context.catalogue, &CatalogueModel::loadChanged, this, &BenchmarksStep::updateTexts);
    connect(&m_context.collections, &CollectionListModel::loadChanged, this, &BenchmarksStep::updateTexts);
    retranslate();
}

QWidget *BenchmarksStep::buildCatalogue()
{
    auto *side = new QWidget(this);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    m_search = new QLineEdit(side);
    m_search->setObjectName(QStringLiteral("catalogueSearch"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    layout->addWidget(m_search);
    m_tabs = new QTabWidget(side);
    m_tabs->setObjectName(QStringLiteral("catalogueTabs"));
    auto *collections = new QWidget(m_tabs);
    auto *collectionsLayout = new QVBoxLayout(collections);
    m_collections = new QTableView(collections);
    m_collections->setObjectName(QStringLiteral("collectionTable"));
    m_collections->setModel(m_collectionFilter);
    plainTable(m_collections);
    m_collections->setSelectionMode(QAbstractItemView::SingleSelection);
    fitColumn(m_collections->horizontalHeader(), 0, 24);
    m_use = new QPushButton(themeIcon(QStringLiteral("add")), {}, collections);
    m_use->setObjectName(QStringLiteral("collectionUse"));
    collectionsLayout->addWidget(m_collections, 1);
    collectionsLayout->addWidget(m_use, 0, Qt::AlignRight);
    auto *benchmarks = new QWidget(m_tabs);
    auto *benchmarksLayout = new QVBoxLayout(benchmarks);
    m_tree = new QTreeView(benchmarks);
    m_tree->setObjectName(QStringLiteral("catalogueTree"));
    m_tree->setModel(m_benchmarkFilter);
    m_tree->setItemDelegate(new ToneDelegate(m_tree));
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 8);
    fitColumn(m_tree->header(), 0, 30);
    m_add = new QPushButton(themeIcon(QStringLiteral("add")), {}, benchmarks);
    m_add->setObjectName(QStringLiteral("benchmarkAdd"));
    benchmarksLayout->addWidget(m_tree, 1);
    benchmarksLayout->addWidget(m_add, 0, Qt::AlignRight);
    m_tabs->addTab(collections, {});
    m_tabs->addTab(benchmarks, {});
    layout->addWidget(m_tabs, 1);
    m_loadNote = new Heading(Heading::Level::Caption, side);
    m_loadNote->setWordWrap(true);
    layout->addWidget(m_loadNote);
    searchTree(m_search, m_tree, m_benchmarkFilter);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) { m_collectionFilter->setFilterFixedString(text.trimmed()); });
    connect(m_use, &QPushButton::clicked, this, &BenchmarksStep::useCollection);
    connect(m_add, &QPushButton::clicked, this, &BenchmarksStep::addBenchmarks);
    connect(m_collections, &QAbstractItemView::doubleClicked, this, &BenchmarksStep::useCollection);
    connect(m_tree, &QAbstractItemView::doubleClicked, this, &BenchmarksStep::addBenchmarks);
    connect(m_collections->selectionModel(), &QItemSelectionModel::selectionChanged, this, &BenchmarksStep::updateTexts);
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &BenchmarksStep::updateTexts);
    m_tree->installEventFilter(this);
    m_collections->installEventFilter(this);
    return side;
}

QWidget *BenchmarksStep::buildSelected()
{
    auto *side = new QWidget(this);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    m_selectedTitle = new Heading(Heading::Level::Section, side);
    m_origin = new Heading(Heading::Level::Caption, side);
    m_origin->setWordWrap(true);
    m_selected = new QTableView(side);
    m_selected->setObjectName(QStringLiteral("selectedTable"));
    m_selected->setModel(&m_draft);
    plainTable(m_selected);
    m_selected->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (const int column : {JobDraftModel::MetricColumn, JobDraftModel::DirectionColumn, JobDraftModel::GateColumn,
                             JobDraftModel::WeightColumn})
        m_selected->hideColumn(column);
    fitColumn(m_selected->horizontalHeader(), JobDraftModel::BenchmarkColumn, 20);
    m_selected->installEventFilter(this);
    m_remove = new QPushButton(themeIcon(QStringLiteral("remove")), {}, side);
    m_remove->setObjectName(QStringLiteral("selectedRemove"));
    layout->addWidget(m_selectedTitle);
    layout->addWidget(m_origin);
    layout->addWidget(m_selected, 1);
    layout->addWidget(m_remove, 0, Qt::AlignRight);
    connect(m_remove, &QPushButton::clicked, this, &BenchmarksStep::removeSelected);
    connect(m_selected->selectionModel(), &QItemSelectionModel::selectionChanged, this, &BenchmarksStep::updateTexts);
    return side;
}

void BenchmarksStep::useCollection()
{
    const QModelIndexList rows = m_collections->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return;
    const Collection &collection = m_context.collections.collection(m_collectionFilter->mapToSource(rows.first()).row());
    QList<DraftBenchmark> benchmarks;
    for (const BenchmarkRef &entry : collection.benchmarks)
        benchmarks << draftBenchmark(entry, m_context.catalogue.benchmark(entry.providerId, entry.id));
    m_draft.setCollection(collection.resource.id,
                          collection.passCriteria ? collection.passCriteria->threshold : std::nullopt, benchmarks);
}

void BenchmarksStep::addBenchmarks()
{
    const QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        if (!row.data(CatalogueModel::IsBenchmarkRole).toBool())
            continue;
        const QString provider = row.data(CatalogueModel::ProviderIdRole).toString();
        if (const ProviderBenchmark *known = m_context.catalogue.benchmark(provider, row.data(CatalogueModel::BenchmarkIdRole).toString()))
            m_draft.addBenchmark(draftBenchmark(provider, *known));
    }
}

void BenchmarksStep::removeSelected()
{
    QModelIndexList rows = m_selected->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() > b.row(); });
    for (const QModelIndex &row : std::as_const(rows))
        m_draft.removeBenchmark(row.row());
}

bool BenchmarksStep::focusFind()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

bool BenchmarksStep::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *press = static_cast<QKeyEvent *>(event);
        const bool enter = (press->key() == Qt::Key_Return || press->key() == Qt::Key_Enter)
            && !(press->modifiers() & Qt::ControlModifier);
        if (watched == m_tree && enter && m_tree->currentIndex().data(CatalogueModel::IsBenchmarkRole).toBool()) {
            addBenchmarks();
            return true;
        }
        if (watched == m_collections && enter) {
            useCollection();
            return true;
        }
        if (watched == m_selected && press->key() == Qt::Key_Delete) {
            removeSelected();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void BenchmarksStep::updateTexts()
{
    const JobDraft &draft = m_draft.draft();
    m_selectedTitle->setText(tr("Chosen (%1)").arg(draft.benchmarks.size()));
    m_origin->setVisible(!draft.collectionId.isEmpty());
    m_origin->setText(draft.sendsCollection() ? tr("The collection %1 as it is.").arg(draft.collectionId)
                                              : tr("From the collection %1, changed by you.").arg(draft.collectionId));
    m_use->setEnabled(m_collections->selectionModel()->hasSelection());
    m_add->setEnabled(m_tree->selectionModel()->hasSelection());
    m_remove->setEnabled(m_selected->selectionModel()->hasSelection());
    QString note;
    if (m_context.catalogue.load() == LoadState::Failed)
        note = m_context.catalogue.error().message;
    else if (m_context.collections.load() == LoadState::Failed)
        note = m_context.collections.error().message;
    else if (m_context.catalogue.load() == LoadState::Loading && m_context.catalogue.rowCount() == 0)
        note = tr("Loading the catalogue…");
    m_loadNote->setText(note);
    m_loadNote->setVisible(!note.isEmpty());
    if (m_context.catalogue.rowCount() == 1)
        m_tree->expandAll(); // one provider: nothing to choose from on the first level
}

void BenchmarksStep::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void BenchmarksStep::retranslate()
{
    m_title->setText(tr("Which benchmarks?"));
    m_search->setPlaceholderText(tr("Search by name, category, tag or metric"));
    m_search->setAccessibleName(tr("Search the Catalogue"));
    m_tabs->setTabText(0, tr("Collections"));
    m_tabs->setTabText(1, tr("Single Benchmarks"));
    m_tabs->setAccessibleName(tr("Catalogue"));
    m_tabs->tabBar()->setAccessibleName(tr("Catalogue"));
    m_collections->setAccessibleName(tr("Collections"));
    m_tree->setAccessibleName(tr("Benchmarks by Provider"));
    m_selected->setAccessibleName(tr("Chosen Benchmarks"));
    m_use->setText(tr("Use Collection"));
    m_add->setText(tr("Add"));
    m_remove->setText(tr("Remove"));
    updateTexts();
}

} // namespace assay
