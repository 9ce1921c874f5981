#include "ui/pages/run/RunPage.h"

#include "models/common/Words.h"
#include "models/results/RunRetry.h"
#include "services/api/Connection.h"
#include "services/api/RunRef.h"
#include "ui/pages/run/AttemptsTab.h"
#include "ui/pages/run/DetailsDialog.h"
#include "ui/pages/run/LiveTab.h"
#include "ui/pages/run/LogTab.h"
#include "ui/pages/run/MetricsTab.h"
#include "ui/pages/run/OverviewTab.h"
#include "ui/pages/run/PlanTab.h"
#include "ui/pages/run/RescorePanel.h"
#include "ui/pages/run/RunHeader.h"
#include "ui/pages/run/SamplesTab.h"
#include "ui/pages/run/WhatIfBar.h"
#include "ui/theme/Icons.h"

#include <QAction>
#include <QEvent>
#include <QMetaMethod>
#include <QPointer>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace assay {

RunPage::RunPage(const RunPageServices &services, const QString &jobId, QWidget *parent)
    : DocumentPage(parent), m_services(services), m_run(services.jobs, services.catalogue, jobId, services.clock), m_whatIf(m_run),
      m_history(m_run, services.jobs), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("runPage"));
    m_layout->setContentsMargins({});
    m_layout->setSpacing(0);
    addRetry();
    addRescore();
    build();
    connect(&m_run, &RunModel::changed, this, [this] {
        chooseFirstTab();
        if (title() != m_lastTitle) {
            m_lastTitle = title();
            Q_EMIT titleChanged();
        }
    });
    connect(&m_run, &RunModel::cancelFailed, this, [this](const Error &error) {
        Q_EMIT messageRequested({UserMessage::Level::Error, tr("The run could not be cancelled. %1").arg(error.message)});
    });
    connect(&m_run, &RunModel::changeFailed, this, [this](const Error &error) {
        Q_EMIT messageRequested({UserMessage::Level::Error, tr("The run stays as it was. %1").arg(error.message), {}, 0, {}, QStringLiteral("details")});
    });
    connect(&m_run, &RunModel::archived, this, &RunPage::sayArchived);
    m_run.refresh();
}

RunPage::~RunPage() = default;

void RunPage::editDetails()
{
    auto *dialog = new DetailsDialog(m_run.job(), m_services.capabilities.has(Capability::EditMetadata), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_run.change(dialog->details()); });
    dialog->open();
}

void RunPage::sayArchived(bool is)
{
    if (!is)
        return say(tr("The run is back in the list."), QStringLiteral("details"));
    UserMessage message;
    message.text = tr("The run is in the archive: it left the list, nothing of it is lost.");
    message.actions = {{tr("Restore"), [run = QPointer(&m_run)] {
                            if (run)
                                run->setArchived(false);
                        }}};
    message.key = QStringLiteral("details");
    Q_EMIT messageRequested(message);
}

/// Benchmarks are tried again where the server can be asked to.
void RunPage::addRetry()
{
    m_run.setFindsRetries(!m_services.capabilities.has(Capability::RetryBenchmarks));
    m_history.setKept(m_services.capabilities.has(Capability::RetryBenchmarks));
    if (!m_services.connection || !m_services.batches)
        return;
    m_retry = new RunRetry(m_run, *m_services.connection, *m_services.batches, this);
    connect(m_retry, &RunRetry::started, this, [this](int count) { say(tr("%n benchmark(s) run again.", nullptr, count), QStringLiteral("retry")); });
    connect(m_retry, &RunRetry::failed, this, [this](const Error &error) {
        Q_EMIT messageRequested({UserMessage::Level::Error, tr("The benchmarks could not be tried again. %1").arg(error.message), {}, 0, {}, QStringLiteral("retry")});
    });
    auto *key = new QAction(this);
    key->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    key->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(key);
    connect(key, &QAction::triggered, this, [this] {
        if (const QString obstacle = m_retry->obstacle(); obstacle.isEmpty())
            m_retry->retry();
        else
            say(obstacle, QStringLiteral("retry"));
    });
}

void RunPage::addRescore()
{
    auto *key = new QAction(this);
    key->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G));
    key->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(key);
    connect(key, &QAction::triggered, this, &RunPage::openRescore);
}

/// In the place of the tabs: both together would be too high for a small window.
void RunPage::openRescore()
{
    if (const QString obstacle = m_header->rescoreObstacle(); !obstacle.isEmpty())
        return say(obstacle, QStringLiteral("rescore"));
    m_tabs->hide();
    m_rescore->open();
}

void RunPage::closeRescore()
{
    m_rescore->hide();
    m_tabs->show();
    m_tabs->setFocus(Qt::OtherFocusReason);
}

void RunPage::say(const QString &text, const QString &key)
{
    UserMessage message;
    message.text = text;
    message.timeoutMs = 4000;
    message.key = key;
    Q_EMIT messageRequested(message);
}

/// Another run of the same connection.
void RunPage::openRun(const QString &jobId) { Q_EMIT openRequested(kind(), RunRef{m_services.connectionId, jobId}.text()); }

/// The views over the run. Their words are said when they are made: for another language they are made anew.
void RunPage::build()
{
    m_header = new RunHeader(m_run, m_services.capabilities, m_retry);
    m_overview = new OverviewTab(m_run, m_whatIf, m_services.prices);
    m_live = new LiveTab(m_run);
    m_samples = new SamplesTab(m_run, m_services.jobs, m_services.capabilities, m_services.triage, m_services.connectionId);
    m_metrics = new MetricsTab(m_run);
    m_log = new LogTab(m_run, m_history, m_services.jobs, m_services.capabilities);
    m_attempts = new AttemptsTab(m_run, m_history);
    m_plan = new PlanTab(m_run, m_services.catalogue, m_services.capabilities);
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("runTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Views of the run"));
    m_tabs->tabBar()->setAccessibleName(tr("Views of the run"));
    const auto add = [this](QWidget *tab, const char *word, const QString &title) {
        tab->setObjectName(QLatin1String(word)); // for saved layouts
        m_tabs->addTab(tab, title);
    };
    add(m_overview, "overviewTab", tr("Overview"));
    add(m_live, "liveTab", tr("Live"));
    add(m_samples, "samplesTab", tr("Samples"));
    add(m_metrics, "metricsTab", tr("Metrics"));
    add(m_log, "logTab", tr("Log"));
    add(m_plan, "planTab", tr("Plan"));
    add(m_attempts, "attemptsTab", tr("Attempts"));
    m_layout->addWidget(m_header);
    m_layout->addWidget(m_tabs, 1);
    m_rescore = new RescorePanel(m_run, m_services.jobs, [this] { return m_header->rescoreObstacle(); });
    m_rescore->hide();
    m_layout->addWidget(m_rescore, 1);
    connect(m_header, &RunHeader::rescoreClicked, this, &RunPage::openRescore);
    connect(m_rescore, &RescorePanel::closed, this, &RunPage::closeRescore);
    connect(m_rescore, &RescorePanel::failed, this, [this](const Error &error) {
        Q_EMIT messageRequested({UserMessage::Level::Error, tr("The answers could not be scored again. %1").arg(error.message), {}, 0, {}, QStringLiteral("rescore")});
    });
    connect(m_rescore, &RescorePanel::made, this, [this](const QString &jobId) {
        closeRescore();
        openRun(jobId);
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { m_tabChosen = m_tabChosen || !m_choosing; });
    connectHeader();
    connectTabs();
    connectWhatIf();
}

void RunPage::connectHeader()
{
    m_header->setOffers(m_services.compares, m_reports);
    connect(m_header, &RunHeader::runAgainClicked, this, [this] { Q_EMIT runAgainRequested(m_run.job()); });
    connect(m_header, &RunHeader::compareClicked, this, [this] { Q_EMIT openRequested(QStringLiteral("compare"), QStringLiteral("new:%1").arg(subject())); });
    connect(m_header, &RunHeader::reportClicked, this, [this] { Q_EMIT reportRequested(subject()); });
    connect(m_header, &RunHeader::runRequested, this, &RunPage::openRun);
    connect(m_header, &RunHeader::detailsClicked, this, &RunPage::editDetails);
    connect(m_header, &RunHeader::archiveClicked, this, [this] { m_run.setArchived(!m_run.isArchived()); });
    connect(m_header, &RunHeader::copied, this, [this] { say(tr("The results are on the clipboard as text."), QStringLiteral("copied")); });
}

void RunPage::connectTabs()
{
    connect(m_plan, &PlanTab::runInlineRequested, this, &RunPage::runAgainRequested);
    connect(m_metrics, &MetricsTab::dictionaryRequested, this, &RunPage::dictionaryRequested);
    connect(m_metrics, &MetricsTab::copied, this, [this](int rows) { say(tr("%n row(s) are on the clipboard as text.", nullptr, rows), QStringLiteral("copied")); });
    connect(m_attempts, &AttemptsTab::runRequested, this, &RunPage::openRun);
    connect(m_attempts, &AttemptsTab::urlRequested, this, &RunPage::urlRequested);
    connect(m_attempts, &AttemptsTab::logRequested, this, [this](const LogSource &source) {
        m_log->showSource(source);
        m_tabs->setCurrentWidget(m_log);
    });
    connect(m_overview, &OverviewTab::benchmarkActivated, this, &RunPage::showSamples);
    connect(m_live, &LiveTab::benchmarkActivated, this, [this](int index) {
        m_log->showBenchmark(index);
        m_tabs->setCurrentWidget(m_log);
    });
}

void RunPage::connectWhatIf()
{
    WhatIfBar *bar = m_overview->whatIfBar();
    connect(bar, &WhatIfBar::saveRequested, this, [this] { Q_EMIT collectionEditRequested(m_whatIf.collection()); });
    connect(bar, &WhatIfBar::runAgainRequested, this, &RunPage::runAgainAsTried);
    showObstacles();
}

void RunPage::showObstacles()
{
    m_overview->whatIfBar()->setObstacles(m_services.capabilities.reasonMissing(Capability::EditCollections),
                                          m_services.capabilities.reasonMissing(Capability::SubmitJobs));
}

/// With the collection's benchmarks listed in the job: gates beside a collection's name are ignored by EvalHub.
void RunPage::runAgainAsTried()
{
    Job again = m_plan->plan().expanded();
    m_whatIf.applyTo(again.benchmarks, again.passCriteria);
    Q_EMIT runAgainRequested(again);
}

void RunPage::connectNotify(const QMetaMethod &signal)
{
    if (signal != QMetaMethod::fromSignal(&RunPage::reportRequested))
        return;
    m_reports = true;
    m_header->setOffers(m_services.compares, m_reports);
}

void RunPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() != QEvent::LanguageChange || m_rebuilding)
        return;
    m_rebuilding = true; // later: the event is on its way through the views
    QMetaObject::invokeMethod(this, &RunPage::rebuild, Qt::QueuedConnection);
}

void RunPage::rebuild()
{
    m_rebuilding = false;
    const QVariantMap state = saveState();
    delete m_header;
    delete m_tabs;
    delete m_rescore;
    m_choosing = m_building = true;
    build();
    showTab(state.value(QStringLiteral("tab")));
    m_choosing = m_building = false;
    showCapabilities();
    restoreState(state);
    m_run.refresh();
    Q_EMIT titleChanged();
}

QString RunPage::subject() const { return RunRef{m_services.connectionId, m_run.jobId()}.text(); }

QString RunPage::title() const
{
    return m_run.hasJob() && !m_run.job().name.isEmpty() ? m_run.job().name : tr("Run %1").arg(m_run.jobId().left(8));
}

QIcon RunPage::icon() const
{
    return themeIcon(QStringLiteral("run"));
}

QString RunPage::toolTipText() const
{
    return m_run.hasJob() ? tr("%1, %2").arg(title(), stateText(m_run.job().status.state)) : title();
}

void RunPage::chooseFirstTab()
{
    // A running job is met where it moves, an ended one where its verdict is; then the reader's choice holds.
    if (m_tabChosen || !m_run.hasJob())
        return;
    m_choosing = true;
    m_tabs->setCurrentWidget(m_run.isRunning() ? static_cast<QWidget *>(m_live) : m_overview);
    m_choosing = false;
}

void RunPage::showSamples(int benchmarkIndex)
{
    m_samples->showBenchmark(benchmarkIndex);
    for (const ResultRow &row : m_run.results().rows()) {
        if (row.index == benchmarkIndex && row.judged.verdict == Verdict::Fail)
            m_samples->setFilter(SampleQuery::Filter::Failed); // who opens a failed gate looks for its failures
    }
    m_tabs->setCurrentWidget(m_samples);
}

QVariantMap RunPage::saveState() const
{
    return {{QStringLiteral("tab"), m_tabs->currentWidget()->objectName()},
            {QStringLiteral("chosen"), m_tabChosen},
            {QStringLiteral("table"), m_overview->isTableOnly()}};
}

void RunPage::showTab(const QVariant &saved)
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (m_tabs->widget(i)->objectName() == saved.toString())
            m_tabs->setCurrentIndex(i);
    }
}

void RunPage::restoreState(const QVariantMap &state)
{
    if (state.value(QStringLiteral("chosen")).toBool()) {
        m_tabChosen = true;
        showTab(state.value(QStringLiteral("tab")));
    }
    if (state.value(QStringLiteral("table")).toBool())
        m_overview->setTableOnly(true);
}

void RunPage::refresh()
{
    m_run.refresh();
    if (m_tabs->currentWidget() == m_samples)
        m_samples->model().refresh();
    if (m_tabs->currentWidget() == m_log)
        m_log->model().refresh();
}

bool RunPage::focusFind()
{
    if (m_tabs->currentWidget() == m_log)
        return m_log->focusSearch();
    if (m_tabs->currentWidget() == m_metrics)
        return m_metrics->focusSearch();
    m_tabs->setCurrentWidget(m_samples);
    return m_samples->focusSearch();
}

void RunPage::setCapabilities(const Capabilities &capabilities)
{
    m_services.capabilities = capabilities;
    if (m_building)
        return; // a view that is being made has woken the server; they are all told when they are there
    showCapabilities();
    const bool there = !m_services.connection || m_services.connection->state() == Connection::State::Ready;
    if (there && m_run.load() == LoadState::Failed)
        m_run.refresh(); // not while it is away: to ask begins the connection anew, which is told here again
}

void RunPage::showCapabilities()
{
    const Capabilities &capabilities = m_services.capabilities;
    m_header->setCapabilities(capabilities);
    m_samples->setCapabilities(capabilities);
    m_log->setCapabilities(capabilities);
    m_history.setKept(capabilities.has(Capability::RetryBenchmarks));
    m_run.setFindsRetries(!capabilities.has(Capability::RetryBenchmarks));
    m_plan->setCapabilities(capabilities);
    showObstacles();
}

} // namespace assay
