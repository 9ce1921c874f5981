#include "ui/pages/training/TrainingPage.h"

#include "models/common/Roles.h"
#include "models/training/TrainingJobsModel.h"
#include "services/api/Connection.h"
#include "services/api/DatasetService.h"
#include "services/api/ModelService.h"
#include "services/core/Async.h"
#include "ui/pages/training/TrainingDialog.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

static constexpr int pollMs = 5000;

TrainingPage::TrainingPage(Connection &connection, QWidget *parent)
    : DocumentPage(parent), m_connection(connection), m_jobs(new TrainingJobsModel(this)), m_checkpoints(new CheckpointModel(this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(buildBar());
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("trainingsProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    layout->addWidget(buildTables(), 1);
    layout->addWidget(m_empty = new EmptyState(this), 1);

    m_poll.setSingleShot(true);
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &TrainingPage::refresh);
    connect(m_empty, &EmptyState::activated, this, &TrainingPage::begin);
    connect(m_jobs, &TrainingJobsModel::loadChanged, this, &TrainingPage::listed);
    connect(m_jobs, &QAbstractItemModel::dataChanged, this, &TrainingPage::showJob);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TrainingPage::showJob);
    connect(&connection, &Connection::stateChanged, this, &TrainingPage::refresh);
    enterAt(this, m_new);
    retranslate();
    refresh();
}

QWidget *TrainingPage::buildBar()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *line = new QHBoxLayout;
    line->addWidget(m_heading = new Heading(Heading::Level::Title, box), 1);
    m_cancel = new QPushButton(themeIcon(QStringLiteral("cancel")), {}, box);
    m_cancel->setObjectName(QStringLiteral("trainingCancel"));
    m_new = new QPushButton(themeIcon(QStringLiteral("add")), {}, box);
    m_new->setObjectName(QStringLiteral("trainingNew"));
    line->addWidget(m_cancel);
    line->addWidget(m_new);
    layout->addLayout(line);
    layout->addWidget(m_hint = new Heading(Heading::Level::Caption, box));
    m_hint->setWordWrap(true);
    connect(m_new, &QPushButton::clicked, this, &TrainingPage::begin);
    connect(m_cancel, &QPushButton::clicked, this, &TrainingPage::askToCancel);
    return box;
}

QWidget *TrainingPage::buildTables()
{
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setChildrenCollapsible(false);
    const int unit = fontMetrics().averageCharWidth();
    const auto table = [&](const char *name, QAbstractItemModel *model, int wide) {
        auto *made = new QTableView(m_splitter);
        made->setObjectName(QLatin1String(name));
        made->setModel(model);
        makeRowTable(*made);
        made->setItemDelegate(new ToneDelegate(made));
        made->setSelectionMode(QAbstractItemView::SingleSelection);
        made->setWordWrap(false);
        made->horizontalHeader()->setDefaultSectionSize(18 * unit);
        fitColumn(made->horizontalHeader(), wide, 24);
        return made;
    };
    m_table = table("trainingJobs", m_jobs, TrainingJobsModel::IdColumn);
    m_checkpointTable = table("trainingCheckpoints", m_checkpoints, CheckpointModel::PathColumn);
    for (const int column : {int(TrainingJobsModel::ScheduledColumn), int(TrainingJobsModel::StartedColumn), int(TrainingJobsModel::CompletedColumn)})
        m_table->horizontalHeader()->resizeSection(column, 28 * unit);
    m_checkpointTable->horizontalHeader()->resizeSection(CheckpointModel::CreatedColumn, 28 * unit);
    m_resources = plainTextBox(QStringLiteral("trainingResources"), {});
    m_splitter->addWidget(m_resources);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setStretchFactor(2, 1);
    return m_splitter;
}

QString TrainingPage::title() const { return tr("Training"); }
QIcon TrainingPage::icon() const { return themeIcon(QStringLiteral("play")); }

bool TrainingPage::offered() const { return m_connection.training() && m_connection.capabilities().has(Capability::Training); }

QString TrainingPage::currentId() const
{
    return m_table->currentIndex().isValid() ? m_table->currentIndex().data(IdRole).toString() : QString();
}

void TrainingPage::refresh()
{
    m_poll.stop();
    if (offered() && m_connection.state() == Connection::State::Ready)
        m_jobs->refresh(m_connection.training());
    update();
}

void TrainingPage::listed()
{
    if (m_jobs->load() != LoadState::Loading && m_jobs->anyRuns() && isVisible())
        m_poll.start();
    // What was chosen stays chosen; another row is never chosen in its place, because Cancel Training acts on it.
    if (const int row = m_jobs->rowOf(m_select); row >= 0 && m_table->currentIndex().row() != row)
        m_table->selectRow(row);
    else if (m_select.isEmpty() && m_jobs->rowCount() > 0)
        m_table->selectRow(0);
    showJob();
}

void TrainingPage::showEvent(QShowEvent *event)
{
    DocumentPage::showEvent(event);
    if (m_jobs->load() != LoadState::Loading)
        refresh();
}

void TrainingPage::hideEvent(QHideEvent *event)
{
    m_poll.stop();
    DocumentPage::hideEvent(event);
}

void TrainingPage::begin()
{
    auto *dialog = new TrainingDialog(this);
    connect(dialog, &TrainingDialog::beginRequested, this, [this, dialog] { begun(*dialog); });
    askNames(*dialog);
    dialog->open();
}

/// A list that cannot be had is no obstacle: names can be typed.
void TrainingPage::askNames(TrainingDialog &dialog)
{
    const Capabilities can = m_connection.capabilities();
    if (m_connection.datasets() && can.has(Capability::Datasets)) {
        whenDone(m_connection.datasets()->list(), &dialog, [&dialog](const Result<QList<Dataset>> &datasets) {
            QStringList names;
            for (const Dataset &one : datasets ? *datasets : QList<Dataset>())
                names << one.id;
            dialog.setNames(TrainingField::Names::Datasets, names);
        });
    }
    if (m_connection.models() && can.has(Capability::ListModels)) {
        whenDone(m_connection.models()->list(), &dialog, [&dialog](const Result<QList<ServedModel>> &models) {
            QStringList names;
            for (const ServedModel &one : models ? *models : QList<ServedModel>()) {
                if (one.type.isEmpty() || one.type == QLatin1String("llm"))
                    names << one.id;
            }
            dialog.setNames(TrainingField::Names::Models, names);
        });
    }
}

void TrainingPage::begun(TrainingDialog &dialog)
{
    if (!offered())
        return dialog.setProblem(m_connection.capabilities().reasonMissing(Capability::Training));
    TrainingService &service = *m_connection.training();
    const TrainingKind kind = dialog.trainingKind();
    dialog.setBusy(true);
    dialog.setProblem({});
    const QPointer<TrainingDialog> open(&dialog); // it may be closed before the answer, which is told all the same
    const auto asked = kind == TrainingKind::Preference ? service.optimizePreferences(preferenceTuning(dialog.values()))
                                                        : service.tune(supervisedTuning(kind, dialog.values()));
    whenDone(asked, this, [this, open](const Result<QString> &id) {
        if (open)
            open->setBusy(false);
        if (!id && open)
            return open->setProblem(id.error().message);
        if (!id)
            Q_EMIT messageRequested({UserMessage::Level::Error, tr("The training was not begun. %1").arg(id.error().message), {}, 0, {}, QStringLiteral("training")});
        else
            m_select = *id;
        if (id && open)
            open->accept();
        refresh();
    });
}

/// A training that was stopped does not go on from where it was.
void TrainingPage::askToCancel()
{
    const QString id = currentId();
    if (!offered() || id.isEmpty())
        return;
    UserMessage message;
    message.level = UserMessage::Level::Warning;
    message.text = tr("Cancel the training “%1”? It cannot go on afterwards; what it has learned since its last checkpoint is lost.").arg(id);
    message.actions = {{tr("Cancel Training"), [page = QPointer(this), id] {
                            if (page)
                                page->cancel(id);
                        }}};
    message.key = QStringLiteral("training");
    Q_EMIT messageRequested(message);
}

void TrainingPage::cancel(const QString &id)
{
    if (!offered())
        return;
    whenDone(m_connection.training()->cancel(id), this, [this](const Result<Done> &done) {
        if (!done)
            Q_EMIT messageRequested({UserMessage::Level::Error, tr("The training could not be cancelled. %1").arg(done.error().message), {}, 0, {}, QStringLiteral("training")});
        refresh();
    });
}

void TrainingPage::showJob()
{
    if (!currentId().isEmpty())
        m_select = currentId();
    const int row = m_jobs->rowOf(currentId());
    m_checkpoints->setCheckpoints(row < 0 ? QList<TrainingCheckpoint>() : m_jobs->job(row).checkpoints);
    const QString resources = row < 0 ? QString() : resourcesText(m_jobs->job(row));
    showPlainText(*m_resources, resources);
    m_resources->setVisible(!resources.isEmpty());
    update();
}

void TrainingPage::update()
{
    const bool ready = m_connection.state() == Connection::State::Ready, failed = m_jobs->load() == LoadState::Failed;
    const int row = m_jobs->rowOf(currentId());
    m_new->setEnabled(offered() && ready);
    m_new->setToolTip(offered() ? QString() : m_connection.capabilities().reasonMissing(Capability::Training));
    m_cancel->setEnabled(offered() && ready && row >= 0 && m_jobs->job(row).state.isSet() && !isTerminal(m_jobs->job(row).state));
    const bool any = offered() && m_jobs->rowCount() > 0;
    m_splitter->setVisible(any);
    m_problem->setText(failed && any ? m_jobs->error().message : QString());
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_empty->setVisible(!any);
    if (any)
        return;
    if (!offered())
        m_empty->setContent(QStringLiteral("play"), tr("Nothing to train with"), ready ? m_connection.capabilities().reasonMissing(Capability::Training) : m_connection.lastError().message);
    else if (failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The trainings cannot be listed"), m_jobs->error().message);
    else
        m_empty->setContent(QStringLiteral("play"), tr("No trainings yet"), tr("A server remembers its trainings until it is started anew."), tr("New Training…"));
}

void TrainingPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void TrainingPage::retranslate()
{
    m_heading->setText(tr("Training"));
    m_hint->setText(tr("Fine-tuning on this server. It tells neither why a training failed nor anything of one from before its own start."));
    m_new->setText(tr("New Training…"));
    m_cancel->setText(tr("Cancel Training"));
    m_table->setAccessibleName(tr("Trainings"));
    m_checkpointTable->setAccessibleName(tr("Checkpoints"));
    m_resources->setAccessibleName(tr("Resources"));
    update();
    Q_EMIT titleChanged();
}

} // namespace assay
