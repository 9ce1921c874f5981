#include "ui/pages/runs/RunsPage.h"

#include "models/common/Words.h"
#include "models/jobs/JobFilterWords.h"
#include "models/library/LibraryRuns.h"
#include "models/library/SavedViews.h"
#include "services/api/ConnectionRegistry.h"
#include "ui/pages/runs/FacetBar.h"
#include "ui/pages/runs/FilterLine.h"
#include "ui/pages/runs/InlineInput.h"
#include "ui/pages/runs/QuickLook.h"
#include "ui/pages/runs/RunActions.h"
#include "ui/pages/runs/RunsTable.h"
#include "ui/pages/runs/ViewsButton.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ProblemLabel.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMetaMethod>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

RunsPage::RunsPage(const Services &services, QWidget *parent)
    : DocumentPage(parent), m_services(services), m_filtered(new JobFilterModel(services.jobs, this)), m_filter(new FilterLine(services.jobs, this)),
      m_problem(new ProblemLabel(this)), m_footer(new Heading(Heading::Level::Caption, this)), m_stack(new QStackedWidget(this)),
      m_table(new RunsTable(*m_filtered, services.connections, m_stack)), m_empty(new EmptyState(this)), m_input(new InlineInput(this)),
      m_views(new ViewsButton(services.views, [this] { return shownView(); }, *m_input, *m_table, this)),
      m_facets(new FacetBar(services.jobs, [this] { return m_filter->text(); }, this)),
      m_actions(new RunActions({services.connections, services.jobs, services.library, services.remover, services.batches}, [this] { return m_table->selectedIds(); }, *m_input, *m_table, this)),
      m_look(new QuickLook(this))
{
    build();
    connectAll();
    retranslate();
    updateConnections();
    m_actions->update();
}

void RunsPage::build()
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(buildBar());
    m_problem->setObjectName(QStringLiteral("filterProblem"));
    layout->addWidget(m_problem);
    layout->addWidget(m_facets);
    layout->addWidget(m_input);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    m_look->hide();
    layout->addWidget(m_look);
    layout->addWidget(m_actions);
    m_footer->setObjectName(QStringLiteral("footer"));
    m_footer->setWordWrap(true);
    layout->addWidget(m_footer);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    m_filter->installEventFilter(this);
    enterAt(this, m_table);
}

QWidget *RunsPage::buildBar()
{
    auto *bar = new QWidget(this);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_heading = new Heading(Heading::Level::Title, bar);
    layout->addWidget(m_heading);
    layout->addWidget(m_views);
    layout->addWidget(m_filter, 1);
    m_import = new QPushButton(themeIcon(QStringLiteral("open")), {}, bar);
    m_import->setObjectName(QStringLiteral("runsImport"));
    connect(m_import, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(QStringLiteral("imports"), {}); });
    layout->addWidget(m_import);
    m_new = new QPushButton(themeIcon(QStringLiteral("job-new")), {}, bar);
    m_new->setObjectName(QStringLiteral("runsNew"));
    connect(m_new, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(QStringLiteral("newjob"), {}); });
    layout->addWidget(m_new);
    return bar;
}

void RunsPage::connectAll()
{
    connect(m_filter, &QLineEdit::textChanged, this, &RunsPage::applyFilter);
    connect(m_facets, &FacetBar::lineRequested, this, &RunsPage::setFilterText);
    connect(m_views, &ViewsButton::viewChosen, this, &RunsPage::showView);
    connect(&m_services.views, &SavedViews::failed, this, [this](const QString &sentence) { Q_EMIT messageRequested({UserMessage::Level::Error, sentence}); });
    connect(m_actions, &RunActions::messageRequested, this, &DocumentPage::messageRequested);
    connect(m_actions, &RunActions::openRequested, this, &DocumentPage::openRequested);
    connect(m_look, &QuickLook::closeRequested, this, [this] { showQuickLook(false); });
    connect(m_table, &RunsTable::chosenChanged, m_actions, &RunActions::update);
    connect(m_table, &RunsTable::chosenChanged, this, &RunsPage::updateQuickLook);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RunsPage::showMenu);
    connect(m_table, &QAbstractItemView::doubleClicked, m_actions, &RunActions::open);
    connect(&m_services.jobs, &JobListModel::loadChanged, this, &RunsPage::updateState);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filtered, signal, this, &RunsPage::updateState);
    connect(m_filtered, &QAbstractItemModel::modelReset, this, &RunsPage::updateState);
    connect(m_filtered, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &, const QModelIndex &, const QList<int> &roles) {
        if (!roles.isEmpty() && !m_look->isVisible())
            return; // the clock went on
        m_actions->update();
        updateQuickLook();
    });
    connect(&m_services.connections, &ConnectionRegistry::changed, this, &RunsPage::updateState);
    connect(&m_services.jobs, &JobListModel::connectionsChanged, this, &RunsPage::updateConnections);
    connect(m_empty, &EmptyState::activated, this, [this] {
        if (m_services.jobs.load() == LoadState::Failed)
            refresh();
        else if (!m_filtered->filter().isEmpty())
            m_filter->clear();
        else
            Q_EMIT openRequested(QStringLiteral("newjob"), {});
    });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!isVisible())
            return m_tick.stop();
        m_services.jobs.updateTimes();
        updateFooter();
    });
}

QString RunsPage::title() const { return tr("Runs"); }
QIcon RunsPage::icon() const { return themeIcon(QStringLiteral("runs")); }

RunsView RunsPage::shownView() const { return {{}, {}, false, m_filter->text(), m_filtered->sortKeys(), m_table->columns()}; }

void RunsPage::showView(const RunsView &view)
{
    m_filter->setText(view.filter);
    m_filtered->setSortKeys(view.sort);
    m_table->setColumns(view.columns);
    updateConnections();
}

QVariantMap RunsPage::saveState() const
{
    QVariantList sort;
    for (const JobFilterModel::SortKey &key : m_filtered->sortKeys())
        sort << key.column << int(key.order);
    return {{QStringLiteral("filter"), m_filter->text()}, {QStringLiteral("header"), m_table->columns()}, {QStringLiteral("sort"), sort},
            {QStringLiteral("view"), m_views->current()}, {QStringLiteral("look"), m_look->isVisibleTo(this)}};
}

void RunsPage::restoreState(const QVariantMap &state)
{
    QList<JobFilterModel::SortKey> keys;
    const QVariantList sort = state.value(QStringLiteral("sort")).toList();
    for (qsizetype i = 0; i + 1 < sort.size(); i += 2)
        keys.append({sort.at(i).toInt(), sort.at(i + 1).toInt() == Qt::AscendingOrder ? Qt::AscendingOrder : Qt::DescendingOrder});
    m_filtered->setSortKeys(keys);
    m_table->setColumns(state.value(QStringLiteral("header")).toByteArray());
    m_filter->setText(state.value(QStringLiteral("filter")).toString());
    m_views->setCurrent(state.value(QStringLiteral("view"), m_views->current()).toString());
    showQuickLook(state.value(QStringLiteral("look")).toBool());
    updateConnections();
}

void RunsPage::refresh()
{
    for (Connection *connection : m_services.connections.connections())
        connection->state() == Connection::State::Ready ? m_services.jobs.refresh(connection->id()) : connection->open();
}

bool RunsPage::focusFind()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
    return true;
}

void RunsPage::setFilterText(const QString &text) { m_filter->setText(text); }

void RunsPage::connectNotify(const QMetaMethod &signal)
{
    DocumentPage::connectNotify(signal);
    if (signal == QMetaMethod::fromSignal(&RunsPage::exportRequested))
        m_actions->setExporter([this](const QStringList &runs) { Q_EMIT exportRequested(runs); });
}

QString RunsPage::reportSubject() const { return m_table->selectedIds().join(QLatin1Char(',')); }

void RunsPage::applyFilter()
{
    const JobFilter filter = JobFilter::parse(m_filter->text(), QDateTime::currentMSecsSinceEpoch());
    m_filtered->setGrouping(filter.group);
    m_filtered->setFilter(filter);
    m_services.jobs.fetchMatching(filter.serverQuery());
    m_services.jobs.showArchived(filter.wantsArchived());
    m_problem->setProblem(filter.problem);
    m_facets->update();
}

void RunsPage::updateState()
{
    const JobListModel &jobs = m_services.jobs;
    const ConnectionRegistry &connections = m_services.connections;
    const bool rows = m_filtered->rowCount() > 0, filtered = !m_filtered->filter().isEmpty() && jobs.rowCount() > 0;
    if (!rows && jobs.load() == LoadState::Failed && !filtered)
        m_empty->setContent(QStringLiteral("warning"), tr("The Runs Cannot Be Loaded"), jobs.error().message, tr("Try Again"));
    else if (!rows && !filtered && connections.connections().size() == 1 && connections.local().state() == Connection::State::Unreachable)
        m_empty->setContent(QStringLiteral("connection"), tr("%1 Is Not Reachable").arg(connections.local().name()),
                            connections.local().lastError().message, tr("Try Again"));
    else if (!rows && !filtered && jobs.load() != LoadState::Ready)
        m_empty->setContent(QStringLiteral("refresh"), tr("Loading Runs…"), {});
    else if (!rows && !m_filtered->filter().isEmpty())
        m_empty->setContent(QStringLiteral("filter"), tr("No Run Matches"), tr("No run matches “%1”.").arg(m_filter->text().trimmed()),
                            tr("Clear Filter"));
    else if (!rows)
        m_empty->setContent(QStringLiteral("runs"), tr("No Runs Yet"),
                            tr("Compose a job, run it, and it shows up here with its verdict."), tr("New Job…"));
    m_stack->setCurrentWidget(rows ? static_cast<QWidget *>(m_table) : m_empty);
    updateFooter();
    m_actions->update();
}

/// Says how much is loaded and what the filter looked at: never silently cut short.
void RunsPage::updateFooter()
{
    const JobListModel &jobs = m_services.jobs;
    const int loaded = jobs.rowCount();
    const qint64 total = jobs.totalCount();
    const QLocale locale;
    QStringList parts;
    if (total < 0 && loaded == 0)
        return m_footer->setText(QString());
    if (total < 0)
        parts << tr("%n run(s) as they were known at the last start; no server has answered yet.", nullptr, loaded);
    else if (jobs.load() == LoadState::Ready && jobs.isComplete())
        parts << tr("%n run(s), all loaded.", nullptr, loaded);
    else if (jobs.load() == LoadState::Failed)
        parts << tr("%1 of %2 runs loaded, then: %3").arg(locale.toString(loaded), locale.toString(total), jobs.error().message);
    else if (jobs.load() == LoadState::Loading && loaded < total)
        parts << tr("%1 of %2 runs loaded so far…").arg(locale.toString(loaded), locale.toString(total));
    else if (jobs.load() == LoadState::Loading)
        parts << tr("%n run(s), looking for changes…", nullptr, loaded);
    else
        parts << tr("%1 of %2 runs loaded; the server's list changed while it was read. Refresh reads it again.")
                     .arg(locale.toString(loaded), locale.toString(total));
    if (!m_filtered->filter().isEmpty())
        parts << tr("The filter shows %n of them.", nullptr, m_filtered->rowCount());
    for (const Connection *connection : m_services.connections.connections()) {
        const qint64 age = jobs.ageMs(connection->id());
        if (connection->state() == Connection::State::Unreachable && age >= 0 && jobs.connectionIds().size() > 1)
            parts << tr("%1 is away; its runs are as of %2.", "connection, age").arg(connection->name(), ageText(age));
    }
    m_footer->setText(parts.join(QLatin1Char(' ')));
}

void RunsPage::updateQuickLook()
{
    const int row = m_look->isVisibleTo(this) ? m_table->currentIndex().row() : -1;
    if (row >= 0)
        m_look->setRun(m_filtered->row(row));
}

void RunsPage::showQuickLook(bool shown)
{
    const bool had = m_look->isAncestorOf(focusWidget());
    m_look->setVisible(shown);
    updateQuickLook();
    if (had && !shown)
        m_table->setFocus(Qt::OtherFocusReason);
}

/// Where a run lives is worth a column once there are two places.
void RunsPage::updateConnections()
{
    m_table->showConnectionColumn(m_services.jobs.connectionIds().size() > 1);
    updateState();
}

/// Where a server has an archive: its runs are in the list only when they are asked for.
void RunsPage::addArchived(QMenu &menu)
{
    const auto connections = m_services.connections.connections();
    if (std::none_of(connections.begin(), connections.end(), [](const Connection *one) { return one->capabilities().has(Capability::ArchiveJobs); }))
        return;
    const QString key = QStringLiteral("is"), word = QStringLiteral("archived");
    QAction *archived = menu.addAction(tr("Archived Runs"));
    archived->setObjectName(QStringLiteral("showArchived"));
    archived->setCheckable(true);
    archived->setChecked(hasFilterPart(m_filter->text(), key, word));
    connect(archived, &QAction::triggered, this, [this, key, word] { m_filter->setText(toggledFilterPart(m_filter->text(), key, word)); });
}

void RunsPage::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_actions->fillMenu(*menu);
    QAction *look = menu->addAction(tr("Quick Look"));
    look->setCheckable(true);
    look->setChecked(m_look->isVisible());
    look->setShortcut(QKeySequence(Qt::Key_Space));
    connect(look, &QAction::toggled, this, &RunsPage::showQuickLook);
    menu->addSeparator();
    m_table->fillColumnMenu(*menu->addMenu(tr("Columns")));
    m_table->fillSortMenu(*menu);
    addArchived(*menu);
    QMenu *groups = menu->addMenu(tr("Group By"));
    const QList<std::pair<RunGrouping, QString>> titles{{RunGrouping::None, tr("Nothing")}, {RunGrouping::Model, tr("Model")},
                                                        {RunGrouping::Collection, tr("Benchmarks")}, {RunGrouping::Day, tr("Day")}, {RunGrouping::Batch, tr("Batch")}};
    for (const auto &[grouping, title] : titles) {
        QAction *action = groups->addAction(title);
        action->setCheckable(true);
        action->setChecked(m_filtered->grouping() == grouping);
        connect(action, &QAction::triggered, this, [this, word = groupingWord(grouping)] {
            QStringList parts = filterParts(m_filter->text());
            parts.removeIf([](const QString &part) { return part.startsWith(QLatin1String("group:"), Qt::CaseInsensitive); });
            if (word != groupingWord(RunGrouping::None))
                parts << QStringLiteral("group:") + word;
            m_filter->setText(parts.join(QLatin1Char(' ')));
        });
    }
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

bool RunsPage::tableKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & ~Qt::KeypadModifier)
        return false;
    if (key == Qt::Key_Return || key == Qt::Key_Enter)
        m_actions->open();
    else if (key == Qt::Key_Space)
        showQuickLook(!m_look->isVisible());
    else if (key == Qt::Key_Escape && m_look->isVisible())
        showQuickLook(false);
    else
        return m_actions->takeKey(key);
    return true;
}

bool RunsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return DocumentPage::eventFilter(watched, event);
    const auto *press = static_cast<QKeyEvent *>(event);
    const int key = press->key();
    if (watched == m_table && tableKey(key, press->modifiers()))
        return true;
    if (watched == m_filter && key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    if (watched == m_filter && (key == Qt::Key_Down || key == Qt::Key_Return) && m_filtered->rowCount() > 0) {
        m_table->setFocus(Qt::OtherFocusReason);
        if (!m_table->currentIndex().isValid() || !m_table->selectionModel()->hasSelection())
            m_table->selectRow(0);
        return true;
    }
    return DocumentPage::eventFilter(watched, event);
}

void RunsPage::showEvent(QShowEvent *event)
{
    DocumentPage::showEvent(event);
    m_tick.start();
}

void RunsPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void RunsPage::retranslate()
{
    m_heading->setText(tr("Runs"));
    m_table->setAccessibleName(tr("Runs"));
    m_import->setText(tr("Import Results…"));
    m_new->setText(tr("New Job…"));
    updateState();
    Q_EMIT titleChanged();
}

} // namespace assay
