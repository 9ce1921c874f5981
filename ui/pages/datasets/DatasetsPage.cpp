#include "ui/pages/datasets/DatasetsPage.h"

#include "models/datasets/DatasetListModel.h"
#include "models/datasets/SmokeRun.h"
#include "models/triage/RegressionTask.h"
#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/api/JobService.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"
#include "ui/pages/datasets/BenchmarkDialog.h"
#include "ui/pages/datasets/DatasetForm.h"
#include "ui/pages/datasets/DatasetRowsView.h"
#include "ui/pages/datasets/OverlapDialog.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/FlowRow.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PathDrop.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/SaveDialog.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

namespace {

QLabel *caption(const char *name, QWidget *parent)
{
    return plainLabel(new Heading(Heading::Level::Caption, parent), name);
}

} // namespace

DatasetsPage::DatasetsPage(Connection &connection, QWidget *parent, DraftStore *drafts)
    : DocumentPage(parent), m_connection(connection), m_list(new DatasetListModel(connection, this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(buildBar());
    layout->addWidget(m_form = new DatasetForm(connection, this));
    m_empty = new EmptyState(this);
    layout->addWidget(m_empty, 1);
    layout->addWidget(buildTables(), 1);
    layout->addStretch(); // while neither is there, what is above stays above
    m_form->hide();
    if (drafts)
        m_rows->keepDrafts(*drafts);

    connect(m_form, &DatasetForm::busyChanged, this, &DatasetsPage::update);
    connect(m_form, &DatasetForm::fileWanted, this, &DatasetsPage::choose);
    connect(m_form, &DatasetForm::added, this, &DatasetsPage::added);
    connect(m_form, &DatasetForm::dismissed, this, [this] { m_choose->setFocus(); });
    connect(m_empty, &EmptyState::activated, this, &DatasetsPage::choose);
    connect(m_list, &DatasetListModel::loadChanged, this, [this] {
        update();
        showCurrent(); // its rows may be of another version
    });
    connect(m_rows, &DatasetRowsView::loadChanged, this, &DatasetsPage::update);
    connect(m_rows, &DatasetRowsView::changed, this, &DatasetsPage::showCurrent); // what waited for it to be saved
    connect(m_rows, &DatasetRowsView::messageRequested, this, &DocumentPage::messageRequested);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DatasetsPage::showCurrent);
    connect(new PathDrop(this), &PathDrop::dropped, this, [this](const QStringList &paths) { offer(paths.first()); });
    connect(&connection, &Connection::stateChanged, this, [this] {
        if (m_connection.state() == Connection::State::Ready)
            refresh();
    });
    enterAt(this, m_choose);
    retranslate();
    refresh();
}

QWidget *DatasetsPage::buildBar()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *line = new QHBoxLayout;
    m_heading = new Heading(Heading::Level::Title, box);
    line->addWidget(m_heading, 1);
    m_delete = new QPushButton(themeIcon(QStringLiteral("delete")), {}, box);
    m_delete->setObjectName(QStringLiteral("datasetDelete"));
    connect(m_delete, &QPushButton::clicked, this, &DatasetsPage::remove);
    m_make = new QPushButton(themeIcon(QStringLiteral("gate")), {}, box);
    m_make->setObjectName(QStringLiteral("datasetMake"));
    connect(m_make, &QPushButton::clicked, this, &DatasetsPage::makeBenchmark);
    m_choose = new QPushButton(themeIcon(QStringLiteral("open")), {}, box);
    m_choose->setObjectName(QStringLiteral("datasetChoose"));
    connect(m_choose, &QPushButton::clicked, this, &DatasetsPage::choose);
    m_enter = new QPushButton(themeIcon(QStringLiteral("add")), {}, box);
    m_enter->setObjectName(QStringLiteral("datasetEnter"));
    connect(m_enter, &QPushButton::clicked, this, &DatasetsPage::enter);
    m_check = new QPushButton(themeIcon(QStringLiteral("compare")), {}, box);
    m_check->setObjectName(QStringLiteral("datasetCheck"));
    connect(m_check, &QPushButton::clicked, this, &DatasetsPage::checkOverlap);
    auto *actions = new FlowRow;
    actions->setTrailing(true);
    for (QPushButton *action : {m_check, m_make, m_delete, m_enter, m_choose})
        actions->addWidget(action);
    line->addLayout(actions);
    layout->addLayout(line);
    m_hint = caption("datasetHint", box);
    layout->addWidget(m_hint);
    return box;
}

QWidget *DatasetsPage::buildTables()
{
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(QStringLiteral("datasetTables"));
    m_splitter->setChildrenCollapsible(false);
    m_table = new QTableView(m_splitter);
    m_table->setObjectName(QStringLiteral("datasetList"));
    m_table->setModel(m_list);
    makeRowTable(*m_table);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    const int unit = fontMetrics().averageCharWidth();
    for (const auto &[column, width] : {std::pair(int(DatasetListModel::PurposeColumn), 36), {int(DatasetListModel::RowsColumn), 12},
                                        {int(DatasetListModel::VersionColumn), 10}, {int(DatasetListModel::CreatedColumn), 24}, {int(DatasetListModel::SourceColumn), 28}})
        m_table->horizontalHeader()->resizeSection(column, width * unit);
    fitColumn(m_table->horizontalHeader(), DatasetListModel::IdColumn, 24);

    m_splitter->addWidget(m_rows = new DatasetRowsView(m_connection));
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 2);
    return m_splitter;
}

QString DatasetsPage::title() const { return tr("Datasets"); }
QIcon DatasetsPage::icon() const { return themeIcon(QStringLiteral("sample")); }

void DatasetsPage::refresh()
{
    m_list->refresh();
    m_rows->retry();
}

QString DatasetsPage::currentId() const
{
    return m_table->currentIndex().isValid() ? m_table->currentIndex().data(IdRole).toString() : QString();
}

void DatasetsPage::choose()
{
    askWhatToOpen(this, {tr("Register a File"), tr("Rows (*.jsonl *.ndjson *.json *.csv *.tsv);;All Files (*)")}, this, [this](const QString &path) { offer(path); });
}

void DatasetsPage::enter()
{
    m_form->enter();
}

void DatasetsPage::offer(const QString &file)
{
    if (!takesFiles())
        return tell(UserMessage::Level::Warning, m_connection.capabilities().reasonMissing(Capability::AddDatasets));
    m_form->offer(file);
}

/// Before it is known what answers, there is no reason to say that it does not.
bool DatasetsPage::takesFiles() const
{
    return m_connection.datasets() && (m_connection.state() != Connection::State::Ready || m_connection.capabilities().has(Capability::AddDatasets));
}

void DatasetsPage::added(const QString &name, const DatasetAdded &answer)
{
    m_select = name;
    const auto counted = [](qint64 number) { return int(std::min<qint64>(number, std::numeric_limits<int>::max())); };
    const int rows = counted(answer.dataset.rows.value_or(0)), skipped = counted(answer.skipped);
    QString text = tr("%1: %n row(s).", nullptr, rows).arg(name);
    if (answer.skipped > 0) {
        text += QLatin1Char(' ') + tr("%n row(s) left out.", nullptr, skipped)
            + QLatin1Char('\n') + answer.skippedTold.mid(0, 5).join(QLatin1Char('\n'));
    }
    tell(answer.skipped > 0 ? UserMessage::Level::Warning : UserMessage::Level::Info, text);
    update();
}

void DatasetsPage::tell(UserMessage::Level level, const QString &text)
{
    Q_EMIT messageRequested({level, text, {}, level == UserMessage::Level::Info ? 5000 : 0, {}, QStringLiteral("datasets")});
}

/// Deletes it, or puts it away where the server keeps all that it ever had.
void DatasetsPage::remove()
{
    const QString id = currentId();
    if (id.isEmpty() || !m_connection.datasets())
        return;
    const bool archives = m_connection.capabilities().has(Capability::ArchiveDatasets);
    const QString name = m_table->currentIndex().siblingAtColumn(DatasetListModel::IdColumn).data().toString();
    const QString server = m_connection.capabilities().serverName;
    const QString question = archives
        ? tr("Archive the dataset “%1”? It leaves this list with its rows. %2 keeps them, and evaluations over them stay; it cannot be brought back from here.").arg(name, server)
        : tr("Delete the dataset “%1” with its rows? Files that it came from stay.").arg(name);
    auto *box = new QMessageBox(QMessageBox::Warning, archives ? tr("Archive Dataset") : tr("Delete Dataset"), question, QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = box->addButton(archives ? tr("Archive") : tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("datasetDeleteYes"));
    connect(yes, &QPushButton::clicked, this, [this, id, name, server, archives] {
        DatasetService &service = *m_connection.datasets();
        whenDone(archives ? service.archive(id) : service.remove(id), this, [this, name, server, archives](const Result<Done> &done) {
            if (!done)
                tell(UserMessage::Level::Error, done.error().message);
            else
                tell(UserMessage::Level::Info, archives ? tr("“%1” is archived; %2 keeps it with its rows.").arg(name, server) : tr("“%1” is deleted.").arg(name));
        });
    });
    box->open();
}

void DatasetsPage::checkOverlap()
{
    const QString dataset = currentId();
    if (dataset.isEmpty())
        return;
    QList<Dataset> all;
    for (int row = 0; row < m_list->rowCount(); ++row)
        all << m_list->dataset(row);
    (new OverlapDialog(m_connection, dataset, all, this))->open();
}

void DatasetsPage::makeBenchmark()
{
    const QString dataset = currentId();
    const DatasetRow *first = m_rows->firstRow();
    if (dataset.isEmpty() || !first)
        return;
    auto *dialog = new BenchmarkDialog(dataset, m_rows->columns(), *first, this);
    connect(dialog, &BenchmarkDialog::makeRequested, this, [this, dialog] { askBeforeMaking(*dialog); });
    whenDone(m_connection.jobs().list({}), dialog, [dialog](const Result<Page<Job>> &jobs) {
        if (jobs)
            dialog->setModels(askedModels(jobs->items));
    });
    dialog->open();
}

/// The server would replace a benchmark of the same id that was made from here.
void DatasetsPage::askBeforeMaking(BenchmarkDialog &dialog)
{
    const DatasetBenchmark benchmark = dialog.benchmark();
    dialog.setBusy(true);
    whenDone(m_connection.catalogue().provider(QStringLiteral("assay")), this, [this, open = QPointer(&dialog), benchmark](const Result<Provider> &provider) {
        if (!open)
            return; // nothing was sent yet
        const QString id = taskIdFrom(benchmark.name);
        const bool taken = provider && std::any_of(provider->benchmarks.cbegin(), provider->benchmarks.cend(), [&id](const ProviderBenchmark &one) { return one.id == id; });
        if (!taken)
            return sendBenchmark(*open, benchmark, id);
        open->setBusy(false);
        open->setProblem(tr("There is a benchmark “%1” already; choose another name.").arg(id));
    });
}

void DatasetsPage::sendBenchmark(BenchmarkDialog &dialog, const DatasetBenchmark &benchmark, const QString &id)
{
    whenDone(m_connection.jobs().putTask(id, datasetTask(benchmark, id), true), this, [this, open = QPointer(&dialog), id, benchmark, model = dialog.triedWith()](const Result<Done> &made) {
        if (open)
            open->setBusy(false);
        if (!made && open)
            return open->setProblem(made.error().message);
        if (open)
            open->accept();
        if (!made)
            tell(UserMessage::Level::Error, made.error().message);
        else if (model)
            tryBenchmark(id, benchmark, *model);
        else
            offerTrial(id, benchmark, {});
    });
}

void DatasetsPage::tryBenchmark(const QString &id, const DatasetBenchmark &benchmark, const ModelTarget &model)
{
    auto *run = new SmokeRun(m_connection, smokeRun(benchmark, id, model), this);
    connect(run, &SmokeRun::started, this, [this, run](const QString &jobId) {
        run->deleteLater();
        Q_EMIT openRequested(QStringLiteral("run"), RunRef{m_connection.id(), jobId}.text());
    });
    connect(run, &SmokeRun::failed, this, [this, run, id, benchmark](const Error &error) {
        run->deleteLater();
        offerTrial(id, benchmark, error.message);
    });
    run->start();
}

/// The first step with a new benchmark is to see five of its rows asked. The offer stays until it is closed, beside those of other benchmarks.
/// problem: why that was not possible yet.
void DatasetsPage::offerTrial(const QString &id, const DatasetBenchmark &benchmark, const QString &problem)
{
    UserMessage message;
    message.text = tr("The benchmark “%1” is made; it is listed under the provider “assay”.").arg(benchmark.name);
    if (!problem.isEmpty()) {
        message.level = UserMessage::Level::Warning;
        message.text += QLatin1Char(' ') + tr("Its first run could not be started: %1").arg(problem);
    }
    const Job job = smokeRun(benchmark, id, {});
    message.actions = {{tr("Try Five Rows"), [page = QPointer(this), job] {
                            if (page)
                                Q_EMIT page->jobRequested(job);
                        }}};
    message.key = QStringLiteral("datasets/") + id;
    Q_EMIT messageRequested(message);
}

void DatasetsPage::showCurrent()
{
    const int row = m_list->rowOf(currentId()), before = m_list->rowOf(m_rows->shownId());
    if (row != before && before >= 0 && m_rows->isChanged()) { // it stays until its changes are saved or discarded
        m_rows->askToSave();
        QMetaObject::invokeMethod(this, [this, before] { m_table->selectRow(before); }, Qt::QueuedConnection); // the view is just changing it
        return;
    }
    m_rows->show(row >= 0 ? &m_list->dataset(row) : nullptr);
    update();
}

bool DatasetsPage::canClose()
{
    if (m_rows->isChanged())
        m_rows->askToSave();
    return !m_rows->isChanged();
}

void DatasetsPage::update()
{
    if (const int row = m_list->rowOf(m_select); row >= 0) {
        m_select.clear();
        m_table->selectRow(row);
    } else if (!m_table->currentIndex().isValid() && m_list->rowCount() > 0) {
        m_table->selectRow(0);
    }
    const bool any = m_list->rowCount() > 0;
    const bool failed = m_list->load() == LoadState::Failed;
    m_splitter->setVisible(any);
    m_empty->setVisible(!any && (failed || m_list->load() == LoadState::Ready));
    const Capabilities can = m_connection.capabilities();
    const bool takes = takesFiles();
    const QString whyNot = takes ? QString() : can.reasonMissing(m_connection.datasets() && can.has(Capability::Datasets) ? Capability::AddDatasets : Capability::Datasets);
    if (failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The datasets cannot be listed"), m_list->error().message);
    else if (takes)
        m_empty->setContent(QStringLiteral("sample"), tr("No datasets yet"), tr("Drop a file with rows here, or choose one: JSON Lines, JSON, CSV or TSV."), tr("Register a File…"));
    else
        m_empty->setContent(QStringLiteral("sample"), tr("No datasets yet"), whyNot);
    m_choose->setEnabled(takes && !m_form->isBusy());
    m_choose->setToolTip(whyNot);
    m_enter->setEnabled(takes && !m_form->isBusy());
    m_enter->setToolTip(!takes ? whyNot : m_connection.datasets()->takes().addresses ? tr("Registers rows that are entered here, or an address that the server opens.") : tr("Registers rows that are entered here."));
    const bool archives = can.has(Capability::ArchiveDatasets), removes = archives || can.has(Capability::RemoveDatasets);
    m_delete->setText(archives ? tr("Archive…") : tr("Delete…"));
    m_delete->setEnabled(removes && !currentId().isEmpty());
    m_delete->setToolTip(removes ? QString() : can.reasonMissing(Capability::RemoveDatasets));
    m_check->setEnabled(!currentId().isEmpty());
    const bool makes = m_connection.capabilities().has(Capability::PutTasks);
    m_make->setEnabled(makes && m_rows->firstRow() && !m_rows->columns().isEmpty());
    m_make->setToolTip(makes ? tr("Chooses question and answer among the columns; runs ask the rows as they stand then.")
                             : m_connection.capabilities().reasonMissing(Capability::PutTasks));
}

void DatasetsPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void DatasetsPage::retranslate()
{
    m_heading->setText(tr("Datasets"));
    m_hint->setText(tr("Rows that this server keeps under a name. The local engine copies them when a file is registered, so that a run can say which rows it saw."));
    m_choose->setText(tr("Register a File…"));
    m_enter->setText(tr("Enter…"));
    m_make->setText(tr("Make a Benchmark…"));
    m_check->setText(tr("Check for Duplicates…"));
    m_check->setToolTip(tr("Finds rows that occur twice, or in another dataset."));
    m_form->retranslate();
    m_table->setAccessibleName(tr("Datasets"));
    m_rows->retranslate();
    Q_EMIT m_list->headerDataChanged(Qt::Horizontal, 0, DatasetListModel::ColumnCount - 1);
    update();
    Q_EMIT titleChanged();
}

} // namespace assay
