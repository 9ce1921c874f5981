#include "ui/pages/datasets/DatasetsPage.h"

#include "models/datasets/DatasetListModel.h"
#include "models/triage/RegressionTask.h"
#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/api/JobService.h"
#include "services/core/Async.h"
#include "services/core/DatasetPurpose.h"
#include "ui/pages/datasets/BenchmarkDialog.h"
#include "ui/pages/datasets/DatasetRowsView.h"
#include "ui/pages/datasets/OverlapDialog.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PathDrop.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/SaveDialog.h"
#include "ui/widgets/ToneDelegate.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
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
    layout->addWidget(m_form = buildForm());
    m_problem = caption("datasetProblem", this);
    layout->addWidget(m_problem);
    m_empty = new EmptyState(this);
    layout->addWidget(m_empty, 1);
    layout->addWidget(buildTables(), 1);
    m_form->hide();
    if (drafts)
        m_rows->keepDrafts(*drafts);

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
    m_check = new QPushButton(themeIcon(QStringLiteral("compare")), {}, box);
    m_check->setObjectName(QStringLiteral("datasetCheck"));
    connect(m_check, &QPushButton::clicked, this, &DatasetsPage::checkOverlap);
    line->addWidget(m_check);
    line->addWidget(m_make);
    line->addWidget(m_delete);
    line->addWidget(m_choose);
    layout->addLayout(line);
    m_hint = caption("datasetHint", box);
    layout->addWidget(m_hint);
    return box;
}

QWidget *DatasetsPage::buildForm()
{
    auto *box = new QWidget(this);
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_file = plainLabel(new QLabel(box), "datasetFile");
    form->addRow(m_file);
    m_id = new QLineEdit(box);
    m_id->setObjectName(QStringLiteral("datasetId"));
    m_id->setMaxLength(200);
    m_idLabel = new QLabel(box);
    m_idLabel->setBuddy(m_id);
    form->addRow(m_idLabel, m_id);
    m_purpose = new QComboBox(box);
    m_purpose->setObjectName(QStringLiteral("datasetPurpose"));
    m_purposeLabel = new QLabel(box);
    m_purposeLabel->setBuddy(m_purpose);
    form->addRow(m_purposeLabel, m_purpose);
    m_skip = new QCheckBox(box);
    m_skip->setObjectName(QStringLiteral("datasetSkip"));
    form->addRow(QString(), m_skip);
    auto *line = new QHBoxLayout;
    m_add = new QPushButton(themeIcon(QStringLiteral("check")), {}, box);
    m_add->setObjectName(QStringLiteral("datasetAdd"));
    m_dismiss = new QPushButton(box);
    m_dismiss->setObjectName(QStringLiteral("datasetDismiss"));
    line->addWidget(m_add);
    line->addWidget(m_dismiss);
    line->addStretch(1);
    form->addRow(QString(), line);
    connect(m_id, &QLineEdit::returnPressed, this, &DatasetsPage::add);
    connect(m_id, &QLineEdit::textChanged, this, &DatasetsPage::update);
    connect(m_add, &QPushButton::clicked, this, &DatasetsPage::add);
    connect(m_dismiss, &QPushButton::clicked, this, [this] {
        m_problem->clear();
        m_form->hide();
        update();
        m_choose->setFocus();
    });
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

void DatasetsPage::offer(const QString &file)
{
    m_path = file;
    m_file->setText(file);
    m_id->setText(QFileInfo(file).completeBaseName());
    m_skip->setChecked(false);
    m_problem->clear();
    m_form->show();
    update();
    m_id->setFocus();
    m_id->selectAll();
}

void DatasetsPage::add()
{
    DatasetService *service = m_connection.datasets();
    const QString id = m_id->text().trimmed();
    if (!service || m_adding || id.isEmpty())
        return;
    DatasetRequest request;
    request.id = id;
    request.purpose = m_purpose->currentData().toString();
    request.file = m_path;
    request.skipBroken = m_skip->isChecked();
    m_adding = true;
    m_problem->setText(tr("Reading %1…").arg(QFileInfo(m_path).fileName()));
    update();
    whenDone(service->add(request), this, [this, id](const Result<DatasetAdded> &answer) { added(answer, id); });
}

void DatasetsPage::added(const Result<DatasetAdded> &answer, const QString &id)
{
    m_adding = false;
    m_problem->setText(answer ? QString() : answer.error().message);
    if (answer) {
        m_form->hide();
        m_select = id;
        const auto counted = [](qint64 number) { return int(std::min<qint64>(number, std::numeric_limits<int>::max())); };
        const int rows = counted(answer->dataset.rows.value_or(0)), skipped = counted(answer->skipped);
        QString text = tr("%1: %n row(s).", nullptr, rows).arg(id);
        if (answer->skipped > 0) {
            text += QLatin1Char(' ') + tr("%n row(s) left out.", nullptr, skipped)
                + QLatin1Char('\n') + answer->skippedTold.mid(0, 5).join(QLatin1Char('\n'));
        }
        Q_EMIT messageRequested({answer->skipped > 0 ? UserMessage::Level::Warning : UserMessage::Level::Info, text, {}, answer->skipped > 0 ? 0 : 5000, {}, QStringLiteral("datasets")});
    }
    update();
}

void DatasetsPage::remove()
{
    const QString id = currentId();
    if (id.isEmpty() || !m_connection.datasets())
        return;
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Delete Dataset"), tr("Delete the dataset “%1” with its rows? Files that it came from stay.").arg(id),
                                QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("datasetDeleteYes"));
    connect(yes, &QPushButton::clicked, this, [this, id] {
        whenDone(m_connection.datasets()->remove(id), this, [this](const Result<Done> &done) {
            if (!done)
                Q_EMIT messageRequested({UserMessage::Level::Error, done.error().message, {}, 0, {}, QStringLiteral("datasets")});
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
    whenDone(m_connection.jobs().putTask(id, datasetTask(benchmark, id), true), this, [this, open = QPointer(&dialog), id, name = benchmark.name](const Result<Done> &made) {
        if (open)
            open->setBusy(false);
        if (!made && open)
            return open->setProblem(made.error().message);
        if (open)
            open->accept();
        if (made)
            benchmarkMade(id, name);
        else
            Q_EMIT messageRequested({UserMessage::Level::Error, made.error().message, {}, 0, {}, QStringLiteral("datasets")});
    });
}

/// The first step with a new benchmark is to see five of its rows asked.
void DatasetsPage::benchmarkMade(const QString &id, const QString &name)
{
    Job job;
    job.name = name;
    BenchmarkRef entry;
    entry.id = id;
    entry.providerId = QStringLiteral("assay");
    entry.parameters = JsonText::fromVariantMap({{QStringLiteral("num_examples"), 5}});
    job.benchmarks << entry;
    UserMessage message;
    message.text = tr("The benchmark “%1” is made; it is listed under the provider “assay”.").arg(name);
    message.actions = {{tr("Try Five Rows"), [page = QPointer(this), job] {
                            if (page)
                                Q_EMIT page->jobRequested(job);
                        }}};
    message.key = QStringLiteral("datasets");
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
    const bool offered = m_connection.datasets() && (m_connection.state() != Connection::State::Ready || m_connection.capabilities().has(Capability::Datasets));
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
    if (failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The datasets cannot be listed"), m_list->error().message);
    else
        m_empty->setContent(QStringLiteral("sample"), tr("No datasets yet"), tr("Drop a file with rows here, or choose one: JSON Lines, JSON, CSV or TSV."), tr("Register a File…"));
    m_choose->setEnabled(offered && !m_adding);
    m_choose->setToolTip(offered ? QString() : m_connection.capabilities().reasonMissing(Capability::Datasets));
    m_delete->setEnabled(offered && !currentId().isEmpty());
    m_check->setEnabled(m_delete->isEnabled());
    const bool makes = m_connection.capabilities().has(Capability::PutTasks);
    m_make->setEnabled(makes && m_rows->firstRow() && !m_rows->columns().isEmpty());
    m_make->setToolTip(makes ? tr("Chooses question and answer among the columns; runs ask the rows as they stand then.")
                             : m_connection.capabilities().reasonMissing(Capability::PutTasks));
    m_add->setEnabled(offered && !m_adding && !m_id->text().trimmed().isEmpty());
    m_id->setEnabled(!m_adding);
    m_purpose->setEnabled(!m_adding);
    m_skip->setEnabled(!m_adding);
    m_problem->setVisible(!m_problem->text().isEmpty());
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
    m_make->setText(tr("Make a Benchmark…"));
    m_check->setText(tr("Check for Duplicates…"));
    m_check->setToolTip(tr("Finds rows that occur twice, or in another dataset."));
    m_delete->setText(tr("Delete…"));
    m_idLabel->setText(tr("&Name"));
    m_purposeLabel->setText(tr("&Purpose"));
    m_skip->setText(tr("&Leave out rows that cannot be read"));
    m_add->setText(tr("&Register"));
    m_dismiss->setText(tr("&Cancel"));
    const int chosen = std::max(m_purpose->currentIndex(), 0);
    m_purpose->clear();
    for (const QString &purpose : datasetPurposes())
        m_purpose->addItem(datasetPurposeName(purpose), purpose);
    m_purpose->setCurrentIndex(chosen);
    m_table->setAccessibleName(tr("Datasets"));
    m_rows->retranslate();
    Q_EMIT m_list->headerDataChanged(Qt::Horizontal, 0, DatasetListModel::ColumnCount - 1);
    update();
    Q_EMIT titleChanged();
}

} // namespace assay
