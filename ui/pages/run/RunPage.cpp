#include "ui/pages/run/RunPage.h"

#include "models/common/Words.h"
#include "services/api/RunRef.h"
#include "ui/pages/run/LiveTab.h"
#include "ui/pages/run/LogTab.h"
#include "ui/pages/run/OverviewTab.h"
#include "ui/pages/run/PlanTab.h"
#include "ui/pages/run/RunHeader.h"
#include "ui/pages/run/SamplesTab.h"
#include "ui/theme/Icons.h"

#include <QEvent>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace assay {

RunPage::RunPage(const RunPageServices &services, const QString &jobId, QWidget *parent)
    : DocumentPage(parent), m_services(services), m_run(services.jobs, services.catalogue, jobId, services.clock), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("runPage"));
    m_layout->setContentsMargins({});
    m_layout->setSpacing(0);
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
    m_run.refresh();
}

RunPage::~RunPage() = default;

/// The views over the run. Their words are said when they are made: for another language they are made anew.
void RunPage::build()
{
    m_header = new RunHeader(m_run, m_services.capabilities);
    m_overview = new OverviewTab(m_run);
    m_live = new LiveTab(m_run);
    m_samples = new SamplesTab(m_run, m_services.jobs, m_services.capabilities, m_services.triage, m_services.connectionId);
    m_log = new LogTab(m_run, m_services.jobs, m_services.capabilities);
    m_plan = new PlanTab(m_run, m_services.catalogue, m_services.capabilities);
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("runTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Views of the run"));
    m_tabs->tabBar()->setAccessibleName(tr("Views of the run"));
    m_tabs->addTab(m_overview, tr("Overview"));
    m_tabs->addTab(m_live, tr("Live"));
    m_tabs->addTab(m_samples, tr("Samples"));
    m_tabs->addTab(m_log, tr("Log"));
    m_tabs->addTab(m_plan, tr("Plan"));
    m_layout->addWidget(m_header);
    m_layout->addWidget(m_tabs, 1);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { m_tabChosen = m_tabChosen || !m_choosing; });
    connect(m_header, &RunHeader::runAgainClicked, this, [this] { Q_EMIT runAgainRequested(m_run.job()); });
    connect(m_plan, &PlanTab::runInlineRequested, this, &RunPage::runAgainRequested);
    connect(m_header, &RunHeader::copied, this, [this] {
        UserMessage message;
        message.text = tr("The results are on the clipboard as text.");
        message.timeoutMs = 4000;
        message.key = QStringLiteral("copied");
        Q_EMIT messageRequested(message);
    });
    connect(m_overview, &OverviewTab::benchmarkActivated, this, &RunPage::showSamples);
    connect(m_live, &LiveTab::benchmarkActivated, this, [this](int index) {
        m_log->showBenchmark(index);
        m_tabs->setCurrentWidget(m_log);
    });
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
    m_choosing = true;
    build();
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
    m_choosing = false;
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
    return {{QStringLiteral("tab"), m_tabs->currentIndex()},
            {QStringLiteral("chosen"), m_tabChosen},
            {QStringLiteral("table"), m_overview->isTableOnly()}};
}

void RunPage::restoreState(const QVariantMap &state)
{
    if (state.value(QStringLiteral("chosen")).toBool()) {
        m_tabChosen = true;
        m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
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
    m_tabs->setCurrentWidget(m_samples);
    return m_samples->focusSearch();
}

void RunPage::setCapabilities(const Capabilities &capabilities)
{
    m_services.capabilities = capabilities;
    m_header->setCapabilities(capabilities);
    m_samples->setCapabilities(capabilities);
    m_log->setCapabilities(capabilities);
    m_plan->setCapabilities(capabilities);
    if (m_run.load() == LoadState::Failed)
        m_run.refresh(); // the connection may be back
}

} // namespace assay
