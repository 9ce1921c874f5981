#include "ui/pages/benchmarks/ServerBenchmarksPage.h"

#include "models/benchmarks/ServerBenchmarkListModel.h"
#include "services/api/Connection.h"
#include "services/api/DatasetService.h"
#include "services/core/Async.h"
#include "ui/pages/benchmarks/ServerBenchmarkDialog.h"
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
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

ServerBenchmarksPage::ServerBenchmarksPage(Connection &connection, QWidget *parent)
    : DocumentPage(parent), m_connection(connection), m_list(new ServerBenchmarkListModel(connection, this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(buildBar());
    layout->addWidget(m_problem = plainLabel(new QLabel(this), "serverBenchmarksProblem"));
    layout->addWidget(buildTables(), 1);
    layout->addWidget(m_empty = new EmptyState(this), 1);

    connect(m_empty, &EmptyState::activated, this, &ServerBenchmarksPage::begin);
    connect(m_list, &ServerBenchmarkListModel::loadChanged, this, [this] {
        update();
        if (m_list->load() == LoadState::Ready)
            showCurrent();
    });
    connect(m_list, &QAbstractItemModel::dataChanged, this, &ServerBenchmarksPage::showDetail);
    connect(m_list, &ServerBenchmarkListModel::lookFailed, this, [this](const QString &sentence) {
        m_lookProblem = sentence;
        update();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ServerBenchmarksPage::showCurrent);
    connect(&connection, &Connection::stateChanged, this, &ServerBenchmarksPage::refresh);
    enterAt(this, m_new);
    retranslate();
    refresh();
}

QWidget *ServerBenchmarksPage::buildBar()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *line = new QHBoxLayout;
    line->addWidget(m_heading = new Heading(Heading::Level::Title, box), 1);
    m_delete = new QPushButton(themeIcon(QStringLiteral("delete")), {}, box);
    m_delete->setObjectName(QStringLiteral("serverBenchmarkDelete"));
    m_new = new QPushButton(themeIcon(QStringLiteral("add")), {}, box);
    m_new->setObjectName(QStringLiteral("serverBenchmarkNew"));
    line->addWidget(m_delete);
    line->addWidget(m_new);
    layout->addLayout(line);
    layout->addWidget(m_hint = plainLabel(new Heading(Heading::Level::Caption, box), "serverBenchmarksHint"));
    connect(m_new, &QPushButton::clicked, this, &ServerBenchmarksPage::begin);
    connect(m_delete, &QPushButton::clicked, this, &ServerBenchmarksPage::remove);
    return box;
}

QWidget *ServerBenchmarksPage::buildTables()
{
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(QStringLiteral("serverBenchmarkTables"));
    m_splitter->setChildrenCollapsible(false);
    m_table = new QTableView(m_splitter);
    m_table->setObjectName(QStringLiteral("serverBenchmarks"));
    m_table->setModel(m_list);
    makeRowTable(*m_table);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    const int unit = fontMetrics().averageCharWidth();
    for (const auto &[column, width] : {std::pair(int(ServerBenchmarkListModel::DatasetColumn), 28), {int(ServerBenchmarkListModel::FunctionsColumn), 44},
                                        {int(ServerBenchmarkListModel::ProviderColumn), 20}})
        m_table->horizontalHeader()->resizeSection(column, width * unit);
    fitColumn(m_table->horizontalHeader(), ServerBenchmarkListModel::IdColumn, 24);
    m_detail = plainTextBox(QStringLiteral("serverBenchmarkDetail"), {});
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    return m_splitter;
}

QString ServerBenchmarksPage::title() const { return tr("Server Benchmarks"); }
QIcon ServerBenchmarksPage::icon() const { return themeIcon(QStringLiteral("target")); }

bool ServerBenchmarksPage::offered() const { return m_connection.benchmarks() && m_connection.capabilities().has(Capability::RegisterBenchmarks); }

QString ServerBenchmarksPage::currentId() const
{
    return m_table->currentIndex().isValid() ? m_table->currentIndex().data(IdRole).toString() : QString();
}

void ServerBenchmarksPage::refresh()
{
    m_looked.clear();
    if (offered() && m_connection.state() == Connection::State::Ready)
        m_list->refresh();
    update();
}

void ServerBenchmarksPage::begin()
{
    QStringList taken;
    for (int row = 0; row < m_list->rowCount(); ++row)
        taken << m_list->benchmark(row).id;
    auto *dialog = new ServerBenchmarkDialog(taken, this);
    connect(dialog, &ServerBenchmarkDialog::registerRequested, this, [this, dialog] { send(*dialog); });
    fill(*dialog);
    dialog->open();
}

/// What cannot be listed is typed instead.
void ServerBenchmarksPage::fill(ServerBenchmarkDialog &dialog)
{
    if (!offered())
        return;
    const QPointer<ServerBenchmarkDialog> open(&dialog);
    whenDone(m_connection.benchmarks()->scoringFunctions(), this, [open](const Result<QList<ScoringFunction>> &functions) {
        if (open && functions)
            open->setFunctions(*functions);
    });
    if (!m_connection.datasets() || !m_connection.capabilities().has(Capability::Datasets))
        return;
    whenDone(m_connection.datasets()->list(), this, [open](const Result<QList<Dataset>> &datasets) {
        QStringList ids;
        for (const Dataset &one : datasets ? *datasets : QList<Dataset>())
            ids << one.id;
        if (open)
            open->setDatasets(ids);
    });
}

void ServerBenchmarksPage::send(ServerBenchmarkDialog &dialog)
{
    if (!offered())
        return dialog.setProblem(m_connection.capabilities().reasonMissing(Capability::RegisterBenchmarks));
    const RegisteredBenchmark benchmark = registeredBenchmark(dialog.entry());
    dialog.setBusy(true);
    dialog.setProblem({});
    const QPointer<ServerBenchmarkDialog> open(&dialog); // it may be closed before the answer, which is told all the same
    whenDone(m_connection.benchmarks()->add(benchmark), this,
             [this, open, id = benchmark.id](const Result<RegisteredBenchmark> &answer) { sent(open, id, answer); });
}

void ServerBenchmarksPage::sent(ServerBenchmarkDialog *open, const QString &id, const Result<RegisteredBenchmark> &answer)
{
    if (open)
        open->setBusy(false);
    if (!answer && open)
        return open->setProblem(answer.error().message);
    if (!answer)
        return fail(tr("The benchmark was not registered. %1").arg(answer.error().message));
    if (open)
        open->accept();
    m_select = id;
    update();
}

void ServerBenchmarksPage::remove()
{
    const QString id = currentId();
    if (id.isEmpty() || !offered())
        return;
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Delete Benchmark"),
                                tr("Delete the benchmark “%1” from this server? Its dataset stays. What runs of it are still to hand out is lost.").arg(id),
                                QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("serverBenchmarkDeleteYes"));
    connect(yes, &QPushButton::clicked, this, [this, id] { removeNow(id); });
    box->open();
}

void ServerBenchmarksPage::removeNow(const QString &id)
{
    if (!offered())
        return;
    whenDone(m_connection.benchmarks()->remove(id), this, [this](const Result<Done> &done) {
        if (!done)
            fail(tr("The benchmark was not deleted. %1").arg(done.error().message));
    });
}

void ServerBenchmarksPage::fail(const QString &text)
{
    Q_EMIT messageRequested({UserMessage::Level::Error, text, {}, 0, {}, QStringLiteral("benchmarks")});
}

void ServerBenchmarksPage::showCurrent()
{
    const QString id = currentId();
    if (!id.isEmpty() && id != m_looked) {
        m_looked = id;
        m_lookProblem.clear();
        m_list->look(id);
    }
    showDetail();
    update();
}

void ServerBenchmarksPage::showDetail()
{
    const int row = m_list->rowOf(currentId());
    const QString text = row < 0 ? QString() : serverBenchmarkText(m_list->benchmark(row));
    if (text != m_detail->toPlainText()) // else the place that is read would be lost
        showPlainText(*m_detail, text);
}

void ServerBenchmarksPage::update()
{
    const bool ready = m_connection.state() == Connection::State::Ready;
    if (const int row = m_list->rowOf(m_select); row >= 0) {
        m_select.clear();
        m_table->selectRow(row);
    } else if (offered() && !m_table->currentIndex().isValid() && m_list->rowCount() > 0) {
        m_table->selectRow(0);
    }
    const bool any = offered() && m_list->rowCount() > 0;
    m_new->setEnabled(offered() && ready);
    m_new->setToolTip(offered() ? QString() : m_connection.capabilities().reasonMissing(Capability::RegisterBenchmarks));
    m_delete->setEnabled(offered() && ready && !currentId().isEmpty());
    m_splitter->setVisible(any);
    const bool failed = m_list->load() == LoadState::Failed;
    m_problem->setText(!any ? QString() : failed ? m_list->error().message : m_lookProblem);
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_empty->setVisible(!any);
    if (!any)
        showEmpty();
}

void ServerBenchmarksPage::showEmpty()
{
    const bool ready = m_connection.state() == Connection::State::Ready;
    if (!offered())
        m_empty->setContent(QStringLiteral("target"), tr("Nothing to register benchmarks with"),
                            ready ? m_connection.capabilities().reasonMissing(Capability::RegisterBenchmarks) : m_connection.lastError().message);
    else if (m_list->load() == LoadState::Failed)
        m_empty->setContent(QStringLiteral("warning"), tr("The benchmarks cannot be listed"), m_list->error().message);
    else if (m_list->load() == LoadState::Ready)
        m_empty->setContent(QStringLiteral("target"), tr("No benchmarks yet"), tr("A dataset and the functions that score answers to its rows make a benchmark."),
                            tr("Register a Benchmark…"));
    else
        m_empty->setContent(QStringLiteral("target"), tr("Loading the benchmarks"), {});
}

void ServerBenchmarksPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ServerBenchmarksPage::retranslate()
{
    m_heading->setText(tr("Server Benchmarks"));
    m_hint->setText(tr("A dataset of this server and the functions that score answers to its rows, under a name that runs use. The server checks neither of them."));
    m_new->setText(tr("Register a Benchmark…"));
    m_delete->setText(tr("Delete…"));
    m_table->setAccessibleName(tr("Benchmarks"));
    m_detail->setAccessibleName(tr("The Whole Benchmark"));
    Q_EMIT m_list->headerDataChanged(Qt::Horizontal, 0, ServerBenchmarkListModel::ColumnCount - 1);
    showDetail();
    update();
    Q_EMIT titleChanged();
}

} // namespace assay
