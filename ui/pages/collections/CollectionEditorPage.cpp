#include "ui/pages/collections/CollectionEditorPage.h"

#include "models/authoring/CoverageModel.h"
#include "models/authoring/EntryRowsModel.h"
#include "models/authoring/ReplayModel.h"
#include "models/catalogue/CatalogueModel.h"
#include "services/api/Connection.h"
#include "services/authoring/DocumentPath.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/FormTabs.h"
#include "ui/authoring/RowsEditor.h"
#include "ui/pages/collections/CoverageTab.h"
#include "ui/pages/collections/ReplayTab.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/ToneDelegate.h"
#include "ui/widgets/TreeSearch.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

namespace {
enum Tab { GeneralTab, BenchmarksTab, ClassificationTab, GuidanceTab, ReplayTabIndex, CoverageTabIndex };
}

CollectionEditorPage::CollectionEditorPage(Connection &connection, DraftStore &drafts, CatalogueModel &catalogue, const QString &subject, QWidget *parent)
    : EditorPage(DocumentKind::Collection, connection, drafts, catalogue, subject, parent), m_tabs(new FormTabs(model(), this)),
      m_rows(new EntryRowsModel(
          model(), QStringLiteral("benchmarks"), [&catalogue](const QString &provider, const QString &id) { return catalogue.benchmark(provider, id); }, this)),
      m_replay(new ReplayModel(model(), connection.jobs(), [&catalogue](const QString &provider, const QString &id) { return catalogue.benchmark(provider, id); }, this)),
      m_coverage(new CoverageModel(
          model(), [&catalogue](const QString &provider, const QString &id) { return catalogue.benchmark(provider, id); },
          [&catalogue](const QString &id) { return catalogue.providerTitle(id); }, this)),
      m_filter(new QSortFilterProxyModel(this))
{
    m_rows->setProviderNames([&catalogue](const QString &id) { return catalogue.providerTitle(id); });
    m_tabs->addSections({"general"});
    auto *halves = new QSplitter(m_tabs);
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(fontMetrics().height() / 2);
    m_side = buildCatalogue();
    m_entries = new RowsEditor(model(), *m_rows, {"entry-gate", "entry-parameters", "entry-data", "entry"}, Qt::Vertical, m_tabs);
    halves->addWidget(m_side);
    halves->addWidget(m_entries);
    halves->setStretchFactor(0, 2);
    halves->setStretchFactor(1, 5);
    m_tabs->addTab(halves, {});
    m_tabs->addSections({"classification"});
    m_tabs->addSections({"guidance"});
    m_replayTab = new ReplayTab(*m_replay, m_tabs);
    m_tabs->addTab(m_replayTab, {});
    m_tabs->addTab(new CoverageTab(*m_coverage, m_tabs), {});
    m_lock = m_entries->addCommand(QStringLiteral("key"), QStringLiteral("rowLock"), QKeySequence(Qt::CTRL | Qt::Key_L), [this](const QList<int> &rows) {
        m_rows->setLocked(rows, !std::ranges::all_of(rows, [this](int row) { return m_rows->isLocked(row); }));
    });
    connect(m_rows, &EntryRowsModel::refused, m_entries, &RowsEditor::said);
    listenTo(m_entries);
    connect(m_entries, &RowsEditor::rowShown, this, [this](const QString &row) {
        const ProviderBenchmark *known = this->catalogue().benchmark(model().document().text(row + QStringLiteral("/provider_id")), model().document().text(row + QStringLiteral("/id")));
        m_entries->form()->setSuggestions(row + QStringLiteral("/primary_score/metric"), known ? known->metrics : QStringList());
    });
    connect(&catalogue, &CatalogueModel::loadChanged, m_rows, &EntryRowsModel::catalogueChanged);
    connect(&catalogue, &CatalogueModel::loadChanged, m_replay, &ReplayModel::catalogueChanged);
    connect(&catalogue, &CatalogueModel::loadChanged, m_coverage, &CoverageModel::refresh);
    connect(&connection, &Connection::stateChanged, this, &CollectionEditorPage::updateReplay);
    setForm(m_tabs);
}

QWidget *CollectionEditorPage::buildCatalogue()
{
    m_filter->setSourceModel(&catalogue());
    m_filter->setFilterRole(CatalogueModel::SearchRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setRecursiveFilteringEnabled(true);
    auto *side = new QWidget(m_tabs);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    m_search = new QLineEdit(side);
    m_search->setObjectName(QStringLiteral("entrySearch"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_tree = new QTreeView(side);
    m_tree->setObjectName(QStringLiteral("entryTree"));
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new ToneDelegate(m_tree));
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setUniformRowHeights(true);
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->hideColumn(CatalogueModel::CategoryColumn);
    m_tree->hideColumn(CatalogueModel::ItemsColumn);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMaximumSectionSize(fontMetrics().averageCharWidth() * 40);
    m_tree->header()->setSectionResizeMode(CatalogueModel::MetricColumn, QHeaderView::ResizeToContents);
    fitColumn(m_tree->header(), 0, 18);
    m_tree->installEventFilter(this);
    m_add = new QPushButton(themeIcon(QStringLiteral("add")), {}, side);
    m_add->setObjectName(QStringLiteral("entryAdd"));
    layout->addWidget(m_search);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_add);
    searchTree(m_search, m_tree, m_filter);
    connect(m_add, &QPushButton::clicked, this, &CollectionEditorPage::addChosen);
    connect(m_tree, &QAbstractItemView::doubleClicked, this, &CollectionEditorPage::addChosen);
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_add->setEnabled(!m_rows->isReadOnly() && m_tree->selectionModel()->hasSelection()); });
    return side;
}

void CollectionEditorPage::addChosen()
{
    QVariantList rows;
    QModelIndexList chosen = m_tree->selectionModel()->selectedRows();
    if (chosen.isEmpty()) // a search moves the cursor and leaves nothing selected
        chosen << m_tree->currentIndex().siblingAtColumn(0);
    for (const QModelIndex &index : std::as_const(chosen)) {
        const QString provider = index.data(CatalogueModel::ProviderIdRole).toString();
        if (const ProviderBenchmark *known = catalogue().benchmark(provider, index.data(CatalogueModel::BenchmarkIdRole).toString()))
            rows << EntryRowsModel::rowFor(provider, *known);
    }
    const int at = m_rows->rowCount();
    m_rows->insert(at, rows);
    m_entries->selectRows(at, m_rows->rowCount() - at);
}

bool CollectionEditorPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && !(key->modifiers() & Qt::ControlModifier);
        if (enter && m_tree->currentIndex().data(CatalogueModel::IsBenchmarkRole).toBool()) {
            addChosen();
            return true;
        }
    }
    return EditorPage::eventFilter(watched, event);
}

void CollectionEditorPage::updateReplay() { m_replayTab->setUnavailable(connection().capabilities().reasonMissing(Capability::ListJobs)); }

QIcon CollectionEditorPage::icon() const { return themeIcon(QStringLiteral("collection")); }

bool CollectionEditorPage::focusFind()
{
    m_tabs->setCurrentIndex(BenchmarksTab);
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

void CollectionEditorPage::setReadOnly(bool readOnly)
{
    m_tabs->setReadOnly(readOnly);
    if (!m_entries)
        return;
    m_entries->setReadOnly(readOnly);
    m_replay->setReadOnly(readOnly);
    m_side->setVisible(!readOnly);
    m_add->setEnabled(!readOnly && m_tree->selectionModel()->hasSelection());
}

void CollectionEditorPage::goTo(const QString &path)
{
    if (path::within(path, QStringLiteral("benchmarks"))) {
        m_tabs->setCurrentIndex(BenchmarksTab);
        if (path == QLatin1String("benchmarks"))
            m_search->setFocus(Qt::OtherFocusReason);
        else
            m_entries->focusPath(path);
        return;
    }
    m_tabs->focusField(path);
}

void CollectionEditorPage::retranslateForm()
{
    m_tabs->setTabText(GeneralTab, tr("General"));
    m_tabs->setTabText(BenchmarksTab, tr("Benchmarks and Gates"));
    m_tabs->setTabText(ClassificationTab, tr("Classification"));
    m_tabs->setTabText(GuidanceTab, tr("Guidance"));
    m_tabs->setTabText(ReplayTabIndex, tr("Replay"));
    m_tabs->setTabText(CoverageTabIndex, tr("Coverage"));
    updateReplay();
    m_tabs->setTitle(tr("Parts of the Collection"));
    m_search->setPlaceholderText(tr("Search all providers"));
    m_search->setAccessibleName(tr("Search Benchmarks of All Providers"));
    m_tree->setAccessibleName(tr("Benchmarks of All Providers"));
    m_add->setText(tr("Add to Collection"));
    m_lock->setText(tr("Lock Share"));
    m_lock->setToolTip(tr("Lock or unlock the shares of the chosen rows (Ctrl+L): they stay when another share is typed"));
    m_add->setToolTip(tr("Drag benchmarks into the table, or press Enter"));
}

} // namespace assay
