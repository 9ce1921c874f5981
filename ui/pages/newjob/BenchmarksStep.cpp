#include "ui/pages/newjob/BenchmarksStep.h"

#include "models/authoring/DocumentModel.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/composer/JobEntries.h"
#include "services/authoring/DocumentPath.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/RowsDelegate.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"
#include "ui/widgets/TreeSearch.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

namespace {

void plainTable(QTableView *table)
{
    makeRowTable(*table);
    table->setItemDelegate(new ToneDelegate(table));
}

} // namespace

BenchmarksStep::BenchmarksStep(const NewJobContext &context, DocumentModel &document, JobEntries &entries, QWidget *parent)
    : QWidget(parent), m_context(context), m_document(document), m_entries(entries), m_benchmarkFilter(new QSortFilterProxyModel(this)),
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
    connect(&m_entries, &JobEntries::changed, this, &BenchmarksStep::showKind);
    connect(&m_entries.own(), &QAbstractItemModel::rowsInserted, this, &BenchmarksStep::updateTexts);
    connect(&m_entries.own(), &QAbstractItemModel::rowsRemoved, this, &BenchmarksStep::updateTexts);
    connect(&m_context.catalogue, &CatalogueModel::loadChanged, this, &BenchmarksStep::updateTexts);
    connect(&m_context.collections, &CollectionListModel::loadChanged, this, &BenchmarksStep::updateTexts);
    showKind();
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
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
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
    m_origin->setObjectName(QStringLiteral("collectionNote"));
    m_origin->setWordWrap(true);
    m_collection = new FieldForm(m_document, side);
    m_selected = new QTableView(side);
    m_selected->setObjectName(QStringLiteral("selectedTable"));
    plainTable(m_selected);
    m_selected->setItemDelegate(new RowsDelegate(m_selected));
    m_selected->setEditTriggers(QAbstractItemView::NoEditTriggers); // gates and parameters have steps of their own
    m_selected->setDragDropMode(QAbstractItemView::DragDrop);
    m_selected->setDefaultDropAction(Qt::MoveAction);
    m_selected->setDragDropOverwriteMode(false);
    m_selected->installEventFilter(this);
    const auto button = [side](const char *icon, const char *name) {
        auto *made = new QPushButton(themeIcon(QLatin1String(icon)), {}, side);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_remove = button("remove", "selectedRemove");
    m_duplicate = button("copy", "selectedDuplicate");
    m_up = button("previous", "selectedUp");
    m_down = button("next", "selectedDown");
    m_listHere = button("collection", "collectionList");
    auto *buttons = new QHBoxLayout;
    for (QPushButton *made : {m_remove, m_duplicate, m_up, m_down, m_listHere})
        buttons->addWidget(made);
    buttons->addStretch(1);
    layout->addWidget(m_selectedTitle);
    layout->addWidget(m_origin);
    layout->addWidget(m_collection);
    layout->addWidget(m_selected, 1);
    layout->addLayout(buttons);
    connect(m_remove, &QPushButton::clicked, this, &BenchmarksStep::removeSelected);
    connect(m_duplicate, &QPushButton::clicked, this, &BenchmarksStep::duplicateSelected);
    connect(m_up, &QPushButton::clicked, this, [this] { moveSelected(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveSelected(1); });
    connect(m_listHere, &QPushButton::clicked, this, [this] { m_entries.listHere(); });
    return side;
}

/// The job's own benchmarks, or those of its collection, which the server looks up.
void BenchmarksStep::showKind()
{
    const bool collection = m_entries.isCollection();
    EntryRowsModel &rows = collection ? m_entries.preview() : m_entries.own();
    if (m_selected->model() != &rows) {
        QItemSelectionModel *before = m_selected->selectionModel();
        m_selected->setModel(&rows);
        delete before;
        for (int column = EntryRowsModel::MetricColumn; column < EntryRowsModel::ColumnCount; ++column)
            m_selected->hideColumn(column);
        m_selected->horizontalHeader()->setSectionResizeMode(EntryRowsModel::ProviderColumn, QHeaderView::ResizeToContents);
        fitColumn(m_selected->horizontalHeader(), EntryRowsModel::BenchmarkColumn, 14);
        connect(m_selected->selectionModel(), &QItemSelectionModel::selectionChanged, this, &BenchmarksStep::updateTexts);
    }
    const QString id = QStringLiteral("collection/id");
    if (collection && !m_collection->controlFor(id))
        m_collection->setFields({*fieldAt(DocumentKind::Job, id), *fieldAt(DocumentKind::Job, QStringLiteral("collection/collection_updated_at"))});
    m_collection->setVisible(collection);
    updateTexts();
}

void BenchmarksStep::useCollection()
{
    const QModelIndexList rows = m_collections->selectionModel()->selectedRows();
    if (!rows.isEmpty())
        m_entries.useCollection(m_context.collections.collection(m_collectionFilter->mapToSource(rows.first()).row()).resource.id);
}

void BenchmarksStep::addBenchmarks()
{
    QVariantList rows;
    QModelIndexList chosen = m_tree->selectionModel()->selectedRows();
    if (chosen.isEmpty()) // a search moves the cursor and leaves nothing selected
        chosen << m_tree->currentIndex().siblingAtColumn(0);
    for (const QModelIndex &index : std::as_const(chosen)) {
        const QString provider = index.data(CatalogueModel::ProviderIdRole).toString();
        if (const ProviderBenchmark *known = m_context.catalogue.benchmark(provider, index.data(CatalogueModel::BenchmarkIdRole).toString()))
            rows << EntryRowsModel::rowFor(provider, *known);
    }
    if (!rows.isEmpty() && m_entries.add(rows) == 0)
        Q_EMIT said(tr("It is chosen already. Duplicate makes a second one, with parameters of its own."));
}

QList<int> BenchmarksStep::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_selected->selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void BenchmarksStep::removeSelected()
{
    const QList<int> rows = selectedRows();
    if (m_entries.isCollection() || rows.isEmpty())
        return;
    m_entries.own().remove(rows);
    m_selected->selectRow(qMin(rows.first(), m_entries.own().rowCount() - 1));
}

void BenchmarksStep::duplicateSelected()
{
    const QList<int> rows = selectedRows();
    if (m_entries.isCollection() || rows.isEmpty())
        return;
    QVariantList copies;
    for (const int row : rows)
        copies << m_entries.own().rows().at(row);
    m_entries.own().insert(rows.last() + 1, copies);
    m_selected->selectRow(rows.last() + 1);
}

void BenchmarksStep::moveSelected(int step)
{
    const QList<int> rows = selectedRows();
    const int count = m_entries.own().rowCount();
    if (m_entries.isCollection() || rows.isEmpty() || (step < 0 ? rows.first() == 0 : rows.last() == count - 1))
        return;
    m_entries.own().move(rows, step < 0 ? rows.first() - 1 : rows.last() + 2);
    m_selected->selectRow(step < 0 ? rows.first() - 1 : rows.last() + 2 - int(rows.size()));
}

void BenchmarksStep::focusField(const QString &path)
{
    if (m_collection->isVisibleTo(this) && path::within(path, QStringLiteral("collection")) && m_collection->focusField(QStringLiteral("collection/id")))
        return;
    bool number = false;
    const int row = path::split(path).value(1).toInt(&number);
    if (!number || row >= m_selected->model()->rowCount())
        return m_search->setFocus(Qt::OtherFocusReason);
    m_selected->selectRow(row);
    m_selected->setFocus(Qt::OtherFocusReason);
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
        if (watched == m_selected && press->matches(QKeySequence::Copy)) {
            QGuiApplication::clipboard()->setMimeData(static_cast<EntryRowsModel *>(m_selected->model())->copied(selectedRows()));
            return true;
        }
        if (watched == m_selected && press->matches(QKeySequence::Paste) && !m_entries.isCollection()) {
            m_entries.own().paste(QGuiApplication::clipboard()->mimeData(), m_entries.own().rowCount());
            return true;
        }
        if (watched == m_selected && press->key() == Qt::Key_D && press->modifiers() == Qt::ControlModifier) {
            duplicateSelected();
            return true;
        }
        if (watched == m_selected && press->modifiers() == Qt::AltModifier && (press->key() == Qt::Key_Up || press->key() == Qt::Key_Down)) {
            moveSelected(press->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void BenchmarksStep::updateTexts()
{
    const bool collection = m_entries.isCollection();
    m_selectedTitle->setText(tr("Chosen (%1)").arg(m_entries.count()));
    m_origin->setVisible(collection);
    m_origin->setText(m_entries.collection()
                          ? tr("Runs the collection “%1” as the server has it, with its own gates. List its benchmarks here to change them.").arg(m_entries.collectionName())
                          : tr("Runs the collection “%1”, which is not in the list of this server.").arg(m_entries.collectionName()));
    m_use->setEnabled(m_collections->selectionModel()->hasSelection());
    m_add->setEnabled(m_tree->selectionModel()->hasSelection());
    const QList<int> rows = collection || !m_selected->model() ? QList<int>() : selectedRows();
    for (QPushButton *button : {m_remove, m_duplicate, m_up, m_down}) {
        button->setVisible(!collection);
        button->setEnabled(!rows.isEmpty());
    }
    m_up->setEnabled(!rows.isEmpty() && rows.first() > 0);
    m_down->setEnabled(!rows.isEmpty() && rows.last() < m_entries.own().rowCount() - 1);
    m_listHere->setVisible(collection);
    m_listHere->setEnabled(m_entries.collection());
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
    m_remove->setToolTip(tr("Remove the chosen benchmarks (Delete)"));
    m_duplicate->setText(tr("Duplicate"));
    m_duplicate->setToolTip(tr("Run a benchmark once more, with other parameters (Ctrl+D)"));
    m_up->setText(tr("Up"));
    m_up->setToolTip(tr("Run it earlier (Alt+Up)"));
    m_down->setText(tr("Down"));
    m_down->setToolTip(tr("Run it later (Alt+Down)"));
    m_listHere->setText(tr("List Its Benchmarks Here"));
    m_listHere->setToolTip(tr("As benchmarks of this job, whose gates and weights can be changed"));
    updateTexts();
}

} // namespace assay
