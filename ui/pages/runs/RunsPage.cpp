#include "ui/pages/runs/RunsPage.h"

#include "models/common/Words.h"
#include "models/jobs/JobFilterModel.h"
#include "models/jobs/JobListModel.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/JobService.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"
#include "ui/pages/runs/RunRemover.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ConnectionDelegate.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

RunsPage::RunsPage(ConnectionRegistry &connections, JobListModel &jobs, QWidget *parent)
    : DocumentPage(parent), m_connections(connections), m_jobs(jobs), m_filtered(new JobFilterModel(jobs, this)),
      m_remover(new RunRemover(connections, jobs, this)), m_problem(new Heading(Heading::Level::Caption, this)),
      m_footer(new Heading(Heading::Level::Caption, this)), m_stack(new QStackedWidget(this)), m_empty(new EmptyState(this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(buildBar());
    m_problem->setObjectName(QStringLiteral("filterProblem"));
    m_problem->hide();
    layout->addWidget(m_problem);
    buildTable();
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    m_footer->setObjectName(QStringLiteral("footer"));
    m_footer->setWordWrap(true);
    layout->addWidget(m_footer);
    enterAt(this, m_table);

    connect(m_remover, &RunRemover::messageRequested, this, &DocumentPage::messageRequested);
    connect(&m_jobs, &JobListModel::loadChanged, this, &RunsPage::updateState);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filtered, signal, this, &RunsPage::updateState);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::updateActions);
    connect(m_filtered, &QAbstractItemModel::dataChanged, this, &RunsPage::updateActions);
    connect(&m_connections, &ConnectionRegistry::changed, this, &RunsPage::updateState);
    connect(&m_jobs, &JobListModel::connectionsChanged, this, &RunsPage::updateConnections);
    connect(m_empty, &EmptyState::activated, this, [this] {
        if (m_jobs.load() == LoadState::Failed)
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
        m_jobs.updateTimes();
        updateFooter();
    });
    retranslate();
    updateConnections();
}

QWidget *RunsPage::buildBar()
{
    auto *bar = new QWidget(this);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_heading = new Heading(Heading::Level::Title, bar);
    layout->addWidget(m_heading);
    layout->addSpacing(fontMetrics().height());
    m_filter = new QLineEdit(bar);
    m_filter->setObjectName(QStringLiteral("runsFilter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(themeIcon(QStringLiteral("filter")), QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, &RunsPage::applyFilter);
    layout->addWidget(m_filter, 1);
    const auto button = [&](const char *name, const QString &icon, void (RunsPage::*slot)()) {
        auto *made = new QPushButton(themeIcon(icon), {}, bar);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, slot);
        layout->addWidget(made);
        return made;
    };
    m_open = button("runsOpen", QStringLiteral("open"), &RunsPage::openSelected);
    m_cancel = button("runsCancel", QStringLiteral("cancel"), &RunsPage::cancelSelected);
    m_delete = button("runsDelete", QStringLiteral("delete"), &RunsPage::deleteSelected);
    m_new = new QPushButton(themeIcon(QStringLiteral("job-new")), {}, bar);
    m_new->setObjectName(QStringLiteral("runsNew"));
    connect(m_new, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(QStringLiteral("newjob"), {}); });
    layout->addWidget(m_new);
    return bar;
}

void RunsPage::buildTable()
{
    m_table = new QTableView(m_stack);
    m_table->setObjectName(QStringLiteral("runsTable"));
    m_table->setModel(m_filtered);
    auto *delegate = new ToneDelegate(m_table);
    delegate->setProgressRoles(JobListModel::ProgressRole, JobListModel::ProgressTextRole);
    m_table->setItemDelegateForColumn(JobListModel::StateColumn, delegate);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(JobListModel::StartedColumn, Qt::DescendingOrder);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    const int unit = fontMetrics().averageCharWidth();
    const int widths[JobListModel::ColumnCount] = {22, 30, 28, 18, 23, 11, 22, 15, 16, 24};
    for (int column = 0; column < JobListModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    header->setStretchLastSection(true);
    m_table->hideColumn(JobListModel::ConnectionColumn);
    m_table->setItemDelegateForColumn(JobListModel::ConnectionColumn, new ConnectionDelegate([this](const QModelIndex &index) {
        const ConnectionSettings *settings = m_connections.settingsOf(RunRef::parse(index.data(IdRole).toString()).connectionId);
        return settings ? settings->colour : -1;
    }, m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RunsPage::showMenu);
    connect(m_table, &QAbstractItemView::doubleClicked, this, &RunsPage::openSelected);
    m_table->installEventFilter(this);
}

QString RunsPage::title() const { return tr("Runs"); }
QIcon RunsPage::icon() const { return themeIcon(QStringLiteral("runs")); }

QVariantMap RunsPage::saveState() const
{
    return {{QStringLiteral("filter"), m_filter->text()}, {QStringLiteral("header"), m_table->horizontalHeader()->saveState()}};
}

void RunsPage::restoreState(const QVariantMap &state)
{
    m_filter->setText(state.value(QStringLiteral("filter")).toString());
    m_table->horizontalHeader()->restoreState(state.value(QStringLiteral("header")).toByteArray());
    updateConnections();
}

void RunsPage::refresh()
{
    for (Connection *connection : m_connections.connections())
        connection->state() == Connection::State::Ready ? m_jobs.refresh(connection->id()) : connection->open();
}

bool RunsPage::focusFind()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
    return true;
}

void RunsPage::setFilterText(const QString &text) { m_filter->setText(text); }

void RunsPage::applyFilter()
{
    const JobFilter filter = JobFilter::parse(m_filter->text());
    m_filtered->setFilter(filter);
    m_jobs.fetchMatching(filter.serverQuery());
    m_problem->setText(filter.problem);
    m_problem->setVisible(!filter.problem.isEmpty());
    updateState();
}

void RunsPage::updateState()
{
    const bool rows = m_filtered->rowCount() > 0;
    if (!rows && m_jobs.load() == LoadState::Failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The Runs Cannot Be Loaded"), m_jobs.error().message, tr("Try Again"));
    else if (!rows && m_connections.connections().size() == 1 && m_connections.local().state() == Connection::State::Unreachable)
        m_empty->setContent(QStringLiteral("connection"), tr("%1 Is Not Reachable").arg(m_connections.local().name()),
                            m_connections.local().lastError().message, tr("Try Again"));
    else if (!rows && m_jobs.load() != LoadState::Ready)
        m_empty->setContent(QStringLiteral("refresh"), tr("Loading Runs…"), {});
    else if (!rows && !m_filtered->filter().isEmpty())
        m_empty->setContent(QStringLiteral("filter"), tr("No Run Matches"), tr("No run matches “%1”.").arg(m_filter->text().trimmed()),
                            tr("Clear Filter"));
    else if (!rows)
        m_empty->setContent(QStringLiteral("runs"), tr("No Runs Yet"),
                            tr("Compose a job, run it, and it shows up here with its verdict."), tr("New Job…"));
    m_stack->setCurrentWidget(rows ? static_cast<QWidget *>(m_table) : m_empty);
    updateFooter();
    updateActions();
}

/// Says how much is loaded and what the filter looked at: never silently cut short.
void RunsPage::updateFooter()
{
    const int loaded = m_jobs.rowCount();
    const qint64 total = m_jobs.totalCount();
    const QLocale locale;
    if (total < 0)
        return m_footer->setText(QString());
    QStringList parts;
    if (m_jobs.load() == LoadState::Ready && m_jobs.isComplete())
        parts << tr("%n run(s), all loaded.", nullptr, loaded);
    else if (m_jobs.load() == LoadState::Failed)
        parts << tr("%1 of %2 runs loaded, then: %3").arg(locale.toString(loaded), locale.toString(total), m_jobs.error().message);
    else if (m_jobs.load() == LoadState::Loading && loaded < total)
        parts << tr("%1 of %2 runs loaded so far…").arg(locale.toString(loaded), locale.toString(total));
    else if (m_jobs.load() == LoadState::Loading)
        parts << tr("%n run(s), looking for changes…", nullptr, loaded);
    else
        parts << tr("%1 of %2 runs loaded; the server's list changed while it was read. Refresh reads it again.")
                     .arg(locale.toString(loaded), locale.toString(total));
    if (!m_filtered->filter().isEmpty())
        parts << tr("The filter shows %n of them.", nullptr, m_filtered->rowCount());
    for (const Connection *connection : m_connections.connections()) {
        const qint64 age = m_jobs.ageMs(connection->id());
        if (connection->state() == Connection::State::Unreachable && age >= 0 && m_jobs.connectionIds().size() > 1)
            parts << tr("%1 is away; its runs are as of %2.", "connection, age").arg(connection->name(), ageText(age));
    }
    m_footer->setText(parts.join(QLatin1Char(' ')));
}

QStringList RunsPage::selectedIds() const
{
    QStringList ids;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ids << row.data(IdRole).toString();
    return ids;
}

void RunsPage::updateActions()
{
    int finished = 0, alive = 0;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ++(isTerminal(RunState(row.data(JobListModel::RunStateRole).toInt())) ? finished : alive);
    const QStringList ids = selectedIds();
    const QString noCancel = m_connections.reasonMissing(ids, Capability::CancelJobs);
    const QString noDelete = m_connections.reasonMissing(ids, Capability::DeleteJobs);
    m_open->setEnabled(finished + alive > 0);
    m_cancel->setEnabled(alive > 0 && noCancel.isEmpty());
    m_delete->setEnabled(finished > 0 && noDelete.isEmpty());
    m_cancel->setToolTip(alive > 0 ? noCancel : tr("Choose a waiting or running run first."));
    m_delete->setToolTip(finished > 0 ? noDelete : tr("Choose a run that has ended first; cancel running ones."));
}

/// Where a run lives is worth a column once there are two places.
void RunsPage::updateConnections()
{
    const bool several = m_jobs.connectionIds().size() > 1;
    if (m_table->isColumnHidden(JobListModel::ConnectionColumn) == several) {
        m_table->setColumnHidden(JobListModel::ConnectionColumn, !several);
        QHeaderView *header = m_table->horizontalHeader();
        header->moveSection(header->visualIndex(JobListModel::ConnectionColumn), several ? 2 : JobListModel::ConnectionColumn);
    }
    updateState();
}

void RunsPage::openSelected()
{
    const QStringList ids = selectedIds();
    for (const QString &id : ids.mid(0, 8)) // more tabs at once help nobody
        Q_EMIT openRequested(QStringLiteral("run"), id);
}

void RunsPage::cancelSelected()
{
    for (const QString &id : selectedIds()) {
        const int row = m_jobs.rowOf(id);
        if (row < 0 || isTerminal(m_jobs.row(row).state))
            continue;
        const QString name = jobTitle(m_jobs.row(row));
        Connection *connection = m_connections.ofRun(id);
        if (!connection)
            continue;
        whenDone(connection->jobs().cancel(RunRef::parse(id).jobId), this, [this, name](const Result<Done> &done) {
            if (!done && done.error().kind != Error::Kind::Cancelled) // by the reader's own word
                Q_EMIT messageRequested({UserMessage::Level::Error, tr("“%1” was not cancelled. %2").arg(name, done.error().message)});
        });
    }
}

void RunsPage::deleteSelected()
{
    QStringList ended;
    int alive = 0;
    for (const QString &id : selectedIds()) {
        const int row = m_jobs.rowOf(id);
        if (row >= 0 && isTerminal(m_jobs.row(row).state))
            ended << id;
        else
            ++alive;
    }
    m_remover->remove(ended);
    if (alive > 0)
        Q_EMIT messageRequested({UserMessage::Level::Info, tr("%n run(s) have not ended and stay; cancel them first.", nullptr, alive),
                                 {}, 8000});
}

void RunsPage::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QPushButton *button : {m_open, m_cancel, m_delete}) {
        QAction *action = menu->addAction(button->icon(), button->text());
        action->setEnabled(button->isEnabled());
        connect(action, &QAction::triggered, button, &QPushButton::click);
    }
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

bool RunsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return DocumentPage::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_table && (key == Qt::Key_Return || key == Qt::Key_Enter)
        && !(static_cast<QKeyEvent *>(event)->modifiers() & Qt::ControlModifier)) {
        openSelected();
        return true;
    }
    if (watched == m_table && key == Qt::Key_Delete && m_delete->isEnabled()) {
        deleteSelected();
        return true;
    }
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
    m_filter->setPlaceholderText(tr("Filter, for example state:failed model:gemma tag:nightly"));
    m_filter->setAccessibleName(tr("Filter Runs"));
    m_filter->setToolTip(tr("Words, or %1").arg(JobFilter::tokens().join(QLatin1Char(' '))));
    m_table->setAccessibleName(tr("Runs"));
    m_open->setText(tr("Open"));
    m_cancel->setText(tr("Cancel Run"));
    m_delete->setText(tr("Delete"));
    m_new->setText(tr("New Job…"));
    updateState();
    Q_EMIT titleChanged();
}

} // namespace assay
