#include "ui/pages/run/AttemptsTab.h"

#include "models/results/RunModel.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace assay {

static QPushButton *command(QHBoxLayout *bar, const char *objectName, const QString &icon, const QString &text)
{
    auto *made = new QPushButton(themeIcon(icon), text);
    made->setObjectName(QLatin1String(objectName));
    bar->addWidget(made);
    return made;
}

AttemptsTab::AttemptsTab(RunModel &run, AttemptModel &attempts, QWidget *parent) : QWidget(parent), m_run(run), m_model(attempts)
{
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(buildAttempts());
    m_artifactBox = buildArtifacts();
    splitter->addWidget(m_artifactBox);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
    connect(&run, &RunModel::changed, this, &AttemptsTab::update);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &AttemptsTab::updateButtons);
    update();
}

QWidget *AttemptsTab::buildAttempts()
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    m_policyBar = new QWidget;
    auto *policy = new QHBoxLayout(m_policyBar);
    policy->setContentsMargins({});
    auto *label = new QLabel(tr("Which attempt of a benchmark counts:"));
    m_policy = new QComboBox;
    m_policy->setObjectName(QStringLiteral("attemptPolicy"));
    m_policy->addItem(tr("The last completed one"), int(AttemptPolicy::Last));
    m_policy->addItem(tr("The one with the best score"), int(AttemptPolicy::Best));
    m_policy->setToolTip(tr("The best of several tries looks better than the model is."));
    label->setBuddy(m_policy);
    policy->addWidget(label);
    policy->addWidget(m_policy);
    policy->addStretch(1);
    layout->addWidget(m_policyBar);
    m_table = new QTableView;
    setUpTable(*m_table, QStringLiteral("attemptTable"), tr("Attempts of the benchmarks"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new CellDelegate(m_table));
    const int widths[] = {24, 9, 14, 22, 12, 10, 22, 10, 14, 60};
    for (int column = 0; column < AttemptModel::ColumnCount; ++column)
        setColumnChars(*m_table, column, widths[column]);
    layout->addWidget(m_table, 1);
    auto *bar = new QHBoxLayout;
    m_log = command(bar, "attemptLog", QStringLiteral("log"), tr("Show Log"));
    m_openRun = command(bar, "attemptRun", QStringLiteral("open"), tr("Open Its Run"));
    m_note = new QLabel;
    m_note->setObjectName(QStringLiteral("attemptNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    bar->addWidget(m_note, 1);
    layout->addLayout(bar);
    connect(m_policy, &QComboBox::activated, this, [this](int at) { m_run.setAttemptPolicy(AttemptPolicy(m_policy->itemData(at).toInt())); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &AttemptsTab::updateButtons);
    const auto showLog = [this] {
        if (m_table->currentIndex().isValid())
            Q_EMIT logRequested(AttemptModel::logOf(m_model.rows().at(m_table->currentIndex().row())));
    };
    connect(m_log, &QPushButton::clicked, this, showLog);
    connect(m_openRun, &QPushButton::clicked, this, [this] { Q_EMIT runRequested(m_table->currentIndex().data(AttemptModel::JobIdRole).toString()); });
    return box;
}

QWidget *AttemptsTab::buildArtifacts()
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    layout->addWidget(new Heading(tr("Artifacts and MLflow"), Heading::Level::Section));
    m_artifacts = new QTableWidget(0, 5);
    setUpTable(*m_artifacts, QStringLiteral("artifactTable"), tr("Artifacts of the run"));
    m_artifacts->setItemDelegate(new CellDelegate(m_artifacts));
    m_artifacts->setHorizontalHeaderLabels({tr("Benchmark"), tr("Artifact"), tr("Kind"), tr("Size"), tr("Where It Is")});
    m_artifacts->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    const int widths[] = {26, 28, 12, 12, 60};
    for (int column = 0; column < 5; ++column)
        setColumnChars(*m_artifacts, column, widths[column]);
    layout->addWidget(m_artifacts, 1);
    auto *bar = new QHBoxLayout;
    m_open = command(bar, "artifactOpen", QStringLiteral("open"), tr("Open"));
    m_copy = command(bar, "artifactCopy", QStringLiteral("copy"), tr("Copy Location"));
    m_experiment = command(bar, "mlflowExperiment", QStringLiteral("chart"), tr("Experiment in MLflow"));
    m_mlflowRun = command(bar, "mlflowRun", QStringLiteral("run"), tr("Run in MLflow"));
    bar->addStretch(1);
    layout->addLayout(bar);
    connect(m_artifacts, &QTableWidget::currentCellChanged, this, &AttemptsTab::updateButtons);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT urlRequested(openableUrl(chosenLocation())); });
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(chosenLocation()); });
    connect(m_experiment, &QPushButton::clicked, this, [this] { Q_EMIT urlRequested(openableUrl(m_run.job().results.mlflowExperimentUrl)); });
    connect(m_mlflowRun, &QPushButton::clicked, this, [this] { Q_EMIT urlRequested(m_mlflowRun->property("url").toUrl()); });
    return box;
}

QString AttemptsTab::chosenLocation() const
{
    const int row = m_artifacts->currentRow();
    if (row < 0 || row >= m_list.size())
        return {};
    return m_list.at(row).location.isEmpty() ? m_list.at(row).content : m_list.at(row).location;
}

void AttemptsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model.activate();
    if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, 0));
}

void AttemptsTab::updateButtons()
{
    const QModelIndex row = m_table->currentIndex();
    m_log->setEnabled(row.isValid());
    m_openRun->setEnabled(row.isValid() && row.data(AttemptModel::JobIdRole).toString() != m_run.jobId());
    const QString location = chosenLocation();
    m_copy->setEnabled(!location.isEmpty());
    m_open->setEnabled(!openableUrl(location).isEmpty());
    m_open->setToolTip(location.isEmpty() || m_open->isEnabled() ? tr("Opens a web address in the browser, and the folder of a file of this computer.")
                                                                 : tr("This is no web address and no file of this computer; copy it."));
    const Job &job = m_run.shown();
    m_experiment->setVisible(!openableUrl(job.results.mlflowExperimentUrl).isEmpty());
    // Of the chosen attempt's benchmark.
    QUrl run;
    for (const BenchmarkResult &result : job.results.benchmarks) {
        if (result.benchmarkIndex.value_or(0) == row.data(IdRole).toInt())
            run = mlflowRunUrl(job.results.mlflowExperimentUrl, result.mlflowRunId);
    }
    m_mlflowRun->setProperty("url", run);
    m_mlflowRun->setVisible(!run.isEmpty());
}

void AttemptsTab::update()
{
    m_policyBar->setVisible(m_run.isMerged());
    m_policy->setCurrentIndex(m_policy->findData(int(m_run.attemptPolicy())));
    m_note->setText(m_run.isMerged() ? tr("Merged by Assay from %n run(s); the server does not know that they belong together.", nullptr, int(m_run.retries().size()) + 1)
                                     : QString());
    const QList<RunArtifact> fresh = m_run.hasJob() ? artifactsOf(m_run.shown()) : QList<RunArtifact>();
    if (fresh != m_list) {
        m_list = fresh;
        m_artifacts->setRowCount(int(m_list.size()));
        const QLocale locale;
        for (int row = 0; row < m_list.size(); ++row) {
            const RunArtifact &one = m_list.at(row);
            const QString size = one.bytes ? sizeText(*one.bytes, locale) : QString();
            const QString where = one.location.isEmpty() ? tr("in the result: %1").arg(one.content.left(200)) : one.location;
            int column = 0;
            for (const QString &cell : {one.benchmark, one.name, one.kind, size, where})
                m_artifacts->setItem(row, column++, new QTableWidgetItem(cell));
        }
        if (!m_list.isEmpty())
            m_artifacts->setCurrentCell(0, 0);
    }
    m_artifacts->setVisible(!m_list.isEmpty());
    m_open->setVisible(!m_list.isEmpty());
    m_copy->setVisible(!m_list.isEmpty());
    m_artifactBox->setVisible(!m_list.isEmpty() || !m_run.job().results.mlflowExperimentUrl.isEmpty());
    updateButtons();
}

} // namespace assay
