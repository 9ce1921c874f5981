#include "ui/shell/ActivityPanel.h"

#include "models/jobs/JobFilterModel.h"
#include "models/jobs/JobListModel.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/JobService.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

ActivityPanel::ActivityPanel(ConnectionRegistry &connections, JobListModel &jobs, QWidget *parent)
    : QWidget(parent), m_connections(connections), m_jobs(jobs), m_active(new JobFilterModel(jobs, this)),
      m_table(new QTableView(this)), m_none(new Heading(Heading::Level::Caption, this)),
      m_open(new QPushButton(themeIcon(QStringLiteral("open")), {}, this)),
      m_cancel(new QPushButton(themeIcon(QStringLiteral("cancel")), {}, this))
{
    JobFilter active;
    active.states = {RunState::Pending, RunState::Running};
    m_active->setFilter(active);
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_none, 1);
    auto *buttons = new QVBoxLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    m_open->setObjectName(QStringLiteral("activityOpen"));
    m_cancel->setObjectName(QStringLiteral("activityCancel"));
    m_table->setObjectName(QStringLiteral("activityTable"));
    m_none->setAlignment(Qt::AlignCenter);
    m_table->setModel(m_active);
    auto *delegate = new ToneDelegate(m_table);
    delegate->setProgressRoles(JobListModel::ProgressRole, JobListModel::ProgressTextRole);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->setItemDelegateForColumn(JobListModel::StateColumn, delegate);
    makeRowTable(*m_table);
    m_table->horizontalHeader()->setStretchLastSection(true);
    for (const int column : {JobListModel::VerdictColumn, JobListModel::ScoreColumn, JobListModel::TagsColumn})
        m_table->hideColumn(column);
    for (const int column : {JobListModel::StateColumn, JobListModel::NameColumn, JobListModel::ModelColumn})
        m_table->setColumnWidth(column, fontMetrics().averageCharWidth() * 30);
    connect(m_table, &QAbstractItemView::activated, m_open, &QPushButton::click);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ActivityPanel::updateButtons);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (m_table->currentIndex().isValid())
            Q_EMIT openRequested(m_table->currentIndex().data(IdRole).toString());
    });
    connect(m_cancel, &QPushButton::clicked, this, &ActivityPanel::cancelSelected);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(m_active, signal, this, &ActivityPanel::updateButtons);
        connect(m_active, signal, this, &ActivityPanel::activeCountChanged);
    }
    retranslate();
}

int ActivityPanel::activeCount() const { return m_active->rowCount(); }

void ActivityPanel::updateButtons()
{
    const bool any = activeCount() > 0, chosen = m_table->selectionModel()->hasSelection();
    m_table->setVisible(any);
    m_none->setVisible(!any);
    m_open->setEnabled(any && chosen);
    QStringList runs;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows())
        runs << row.data(IdRole).toString();
    const QString missing = m_connections.reasonMissing(runs, Capability::CancelJobs);
    m_cancel->setEnabled(any && chosen && missing.isEmpty());
    m_cancel->setToolTip(missing);
}

void ActivityPanel::cancelSelected()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        const QString run = row.data(IdRole).toString();
        Connection *connection = m_connections.ofRun(run);
        if (!connection)
            continue;
        whenDone(connection->jobs().cancel(RunRef::parse(run).jobId), this, [this](const Result<Done> &done) {
            if (!done && done.error().kind != Error::Kind::Cancelled) // by the reader's own word
                Q_EMIT failed(done.error().message);
        });
    }
}

void ActivityPanel::retranslate()
{
    m_table->setAccessibleName(tr("Running and Waiting Runs"));
    m_none->setText(tr("Nothing is running."));
    m_open->setText(tr("Open"));
    m_cancel->setText(tr("Cancel Run"));
    updateButtons();
}

} // namespace assay
