#include "ui/shell/MainWindow.h"

#include "models/compare/EarlierRun.h"
#include "models/jobs/JobListModel.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "services/api/ConnectionRegistry.h"
#include "ui/shell/ActivityPanel.h"
#include "ui/shell/Appearance.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/EnterKey.h"
#include "ui/shell/Navigator.h"
#include "ui/shell/PageFactory.h"
#include "ui/shell/ProblemsPanel.h"
#include "ui/shell/RequestsPanel.h"
#include "ui/shell/SessionKeeper.h"
#include "ui/shell/ShellActions.h"
#include "ui/shell/SingleLetterKeys.h"
#include "ui/shell/StatusStrip.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/MessageBar.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QEvent>
#include <QPushButton>
#include <QScreen>
#include <QStatusBar>
#include <QTabBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

/// Of the message about a connection.
static QString troubleKey(const QString &connectionId) { return QStringLiteral("connection/") + connectionId; }

MainWindow::MainWindow(const ShellServices &services)
    : m_services(services), m_actions(new ShellActions(this, services.shortcuts)), m_documents(new DocumentTabs(services.pages, this)),
      m_messages(new MessageBar(this)), m_navigator(new Navigator(services.connections, this)),
      m_activity(new ActivityPanel(services.connections, services.jobs, this)), m_requests(new RequestsPanel(services.requests, this)),
      m_problems(new ProblemsPanel(*m_documents, services.jobs, this)),
      m_status(new StatusStrip(services.connections, services.jobs, this)), m_palette(new CommandPalette(this)),
      m_themes(new QActionGroup(this)), m_languages(new QActionGroup(this)),
      m_session(new SessionKeeper(*this, *m_documents, services.session, this)), m_singleLetters(new SingleLetterKeys(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setDockNestingEnabled(true);
    new EnterKey(this);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_documents, 1);
    setCentralWidget(centre);
    statusBar()->addPermanentWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
    makeDocks();
    makeActions();
    makeToolBar();
    makeMenus();
    makePalette();
    connectParts();
    applySettings();
    retranslate();
    const QSize room = screen()->availableSize() * 0.92; // the first time; later the saved size counts
    resize(QSize(fontMetrics().averageCharWidth() * 215, fontMetrics().height() * 54).boundedTo(room));
    m_factoryLayout = saveState();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeDocks()
{
    m_navigatorDock = new QDockWidget(this);
    m_navigatorDock->setObjectName(QStringLiteral("navigatorDock"));
    m_navigatorDock->setWidget(m_navigator);
    addDockWidget(Qt::LeftDockWidgetArea, m_navigatorDock);
    m_activityDock = new QDockWidget(this);
    m_activityDock->setObjectName(QStringLiteral("activityDock"));
    m_activityDock->setWidget(m_activity);
    addDockWidget(Qt::BottomDockWidgetArea, m_activityDock);
    m_activityDock->hide();
    m_requestsDock = new QDockWidget(this);
    m_requestsDock->setObjectName(QStringLiteral("requestsDock"));
    m_requestsDock->setWidget(m_requests);
    addDockWidget(Qt::BottomDockWidgetArea, m_requestsDock);
    tabifyDockWidget(m_activityDock, m_requestsDock);
    m_requestsDock->hide();
    m_problemsDock = new QDockWidget(this);
    m_problemsDock->setObjectName(QStringLiteral("problemsDock"));
    m_problemsDock->setWidget(m_problems);
    addDockWidget(Qt::BottomDockWidgetArea, m_problemsDock);
    tabifyDockWidget(m_requestsDock, m_problemsDock);
    m_problemsDock->hide();
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    resizeDocks({m_navigatorDock}, {fontMetrics().averageCharWidth() * 34}, Qt::Horizontal);
    resizeDocks({m_activityDock}, {fontMetrics().height() * 9}, Qt::Vertical);
}

void MainWindow::makeToolBar()
{
    m_toolBar = new QToolBar(this);
    m_toolBar->setObjectName(QStringLiteral("toolBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    addToolBar(m_toolBar);
    m_search = new QPushButton(themeIcon(QStringLiteral("search")), {}, this);
    m_search->setObjectName(QStringLiteral("commandField"));
    m_search->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_search->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    m_toolBar->addWidget(m_search);
    auto *space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);
    m_toolBar->addAction(m_actions->action(QStringLiteral("refresh")));
    m_toolBar->addAction(m_actions->action(QStringLiteral("newJob")));
    connect(m_search, &QPushButton::clicked, m_palette, &CommandPalette::open);
    for (QToolButton *button : m_toolBar->findChildren<QToolButton *>())
        button->setFocusPolicy(Qt::TabFocus);
}

void MainWindow::makePalette()
{
    m_palette->addSource([this] {
        QList<CommandPalette::Entry> entries;
        for (QAction *action : m_actions->all()) {
            if (!action->isEnabled() || action->objectName() == QLatin1String("palette"))
                continue;
            QString text = action->text();
            text.remove(QLatin1Char('&'));
            entries.append({text, action->shortcut().toString(QKeySequence::NativeText), QString(),
                            [action] { action->trigger(); }});
        }
        return entries;
    });
    m_palette->addSource([this] {
        QList<CommandPalette::Entry> entries;
        for (int row = 0; row < m_services.jobs.rowCount(); ++row) {
            const JobRow &job = m_services.jobs.row(row);
            if (m_services.jobs.isHidden(job.id))
                continue;
            entries.append({tr("Run: %1").arg(jobTitle(job)), job.model, QStringLiteral("run"),
                            [this, id = job.id] { openPage(QStringLiteral("run"), id); }});
        }
        return entries;
    });
}

void MainWindow::connectParts()
{
    connect(m_session, &SessionKeeper::restored, this, &MainWindow::onRestored);
    connect(m_session, &SessionKeeper::failed, this, [this](const QString &text) {
        showMessage({UserMessage::Level::Warning, tr("The window's layout cannot be kept: %1").arg(text), {}, 0, {}, QStringLiteral("session")});
    });
    connect(m_session, &SessionKeeper::tabsLeftOut, this, [this] {
        showMessage({UserMessage::Level::Warning, tr("Assay did not start well the last two times, so it started without the tabs that were open."),
                     {{tr("Open Them"), [this] { m_session->openAside(); }}, {tr("Forget Them"), [this] { m_session->forgetAside(); }}}, 0, {}, QStringLiteral("aside")});
    });
    connect(&m_services.settings, &SettingsStore::changed, this, &MainWindow::applySettings);
    connect(&m_services.shortcuts, &ShortcutTable::changed, this, &MainWindow::retranslate);
    connect(m_documents, &DocumentTabs::messageRequested, this, &MainWindow::showMessage);
    connect(m_documents, &DocumentTabs::currentPageChanged, this, [this](DocumentPage *page) {
        m_navigator->showCurrent(page ? page->kind() : QString());
        m_actions->action(QStringLiteral("closeTab"))->setEnabled(page);
    });
    connect(m_documents, &DocumentTabs::lastTabClosed, this, [this] { openPage(QStringLiteral("start")); });
    connect(m_navigator, &Navigator::openRequested, this, [this](const QString &kind) { openPage(kind); });
    connect(m_activity, &ActivityPanel::openRequested, this, [this](const QString &id) { openPage(QStringLiteral("run"), id); });
    connect(m_activity, &ActivityPanel::failed, this, [this](const QString &text) { showMessage({UserMessage::Level::Error, text}); });
    connect(m_activity, &ActivityPanel::activeCountChanged, this, [this] { m_status->setActiveCount(m_activity->activeCount()); });
    connect(m_status, &StatusStrip::activityRequested, this, [this] { m_activityDock->setVisible(!m_activityDock->isVisible()); });
    connect(m_navigator, &Navigator::connectionRequested, this, &MainWindow::connectionRequested);
    connect(m_status, &StatusStrip::connectionsRequested, this, [this] { openPage(QStringLiteral("connections")); });
    connect(m_problems, &ProblemsPanel::openRequested, this, [this](const QString &kind, const QString &subject) { openPage(kind, subject); });
    connect(m_problems, &ProblemsPanel::countChanged, this, [this] { m_status->setProblemCount(m_problems->problemCount()); });
    connect(m_status, &StatusStrip::problemsRequested, this, [this] {
        m_problemsDock->setVisible(!m_problemsDock->isVisible());
        if (m_problemsDock->isVisible())
            m_problemsDock->raise(); // it may share its place with others
    });
    connect(m_requests, &RequestsPanel::copied, this, [this](const QString &text) {
        showMessage({UserMessage::Level::Info, text, {}, 4000, {}, QStringLiteral("copied")});
    });
    connect(&m_services.connections, &ConnectionRegistry::changed, this, &MainWindow::onConnection);
    connect(&m_services.connections, &ConnectionRegistry::removed, this, [this](const QString &id) { m_messages->dismiss(troubleKey(id)); });
    connect(&m_services.connections, &ConnectionRegistry::problem, this, [this](const QString &text) { showMessage({UserMessage::Level::Warning, text}); });
    connect(&m_services.jobs, &JobListModel::runFinished, this, [this](const QString &id) {
        const int row = m_services.jobs.rowOf(id);
        DocumentPage *front = m_documents->current();
        const QString before = m_services.pages.knows(QStringLiteral("compare")) ? earlierRun(m_services.jobs, id) : QString();
        const bool watched = front && front->subject() == id;
        if (row < 0 || (watched && before.isEmpty()))
            return; // whoever looks at it needs no message
        const JobRow &job = m_services.jobs.row(row);
        UserMessage message{UserMessage::Level::Info,
                            tr("“%1” has ended: %2.").arg(jobTitle(job), m_services.jobs.index(row, JobListModel::StateColumn).data(Qt::DisplayRole).toString()),
                            {}, 15'000, {}, QStringLiteral("ended/") + id};
        if (!watched)
            message.actions << UserMessage::Action{tr("Open"), [this, id] { openPage(QStringLiteral("run"), id); }};
        if (!before.isEmpty()) // the earlier one is the baseline
            message.actions << UserMessage::Action{tr("Compare with Previous"), [this, before, id] { openPage(QStringLiteral("compare"), QStringLiteral("new:%1,%2").arg(before, id)); }};
        showMessage(message);
    });
    connect(&m_services.appearance, &Appearance::changed, this, [this] { m_status->setZoom(m_services.appearance.zoom()); });
    m_status->setZoom(m_services.appearance.zoom());
}

DocumentPage *MainWindow::openPage(const QString &kind, const QString &subject) { return m_documents->open(kind, subject); }

void MainWindow::showMessage(const UserMessage &message) { m_messages->show(message); }

/// Trouble with the connection is told once and taken back when it is over.
void MainWindow::onConnection(const QString &id)
{
    const QString key = troubleKey(id);
    const Connection *connection = m_services.connections.find(id);
    if (!connection || connection->state() == Connection::State::Ready) {
        m_told.remove(id);
        return m_messages->dismiss(key);
    }
    // A server that is tried again and again does not say the same again and again.
    const QString trouble = connection->lastError().message;
    if (connection->state() != Connection::State::Unreachable || m_told.value(id) == trouble)
        return;
    m_told.insert(id, trouble);
    const bool local = connection == &m_services.connections.local();
    UserMessage message{UserMessage::Level::Error, local ? trouble : tr("%1: %2").arg(connection->name(), trouble),
                        {{tr("Try Again"), [this, id] {
                              m_told.remove(id);
                              if (Connection *again = m_services.connections.find(id))
                                  again->open();
                          }}}, 0, {}, key};
    if (!local)
        message.actions.append({tr("Settings…"), [this, id] { Q_EMIT connectionRequested(id); }});
    showMessage(message);
}

void MainWindow::restoreLayout() { m_session->restore(); }

void MainWindow::onRestored()
{
    if (m_documents->count() == 0)
        openPage(QStringLiteral("start"));
    m_documents->current()->setFocus(Qt::OtherFocusReason);
    Q_EMIT layoutRestored();
}

void MainWindow::applySettings()
{
    setAnimated(!m_services.appearance.reducedMotion());
    m_singleLetters->setAllowed(m_services.settings.isOn(QStringLiteral("keys/singleLetters")));
}

void MainWindow::resetLayout()
{
    restoreState(m_factoryLayout);
    m_navigatorDock->show();
    m_activityDock->hide();
    m_requestsDock->hide();
    m_problemsDock->hide();
}

void MainWindow::raiseWindow()
{
    setWindowState((windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    show();
    raise();
    activateWindow();
}

/// F6: navigator, documents, activity, messages, tool bar and round again; hidden ones are left out.
void MainWindow::cyclePane(int step)
{
    QList<QWidget *> panes;
    for (QWidget *pane : {static_cast<QWidget *>(m_search), static_cast<QWidget *>(m_navigator), static_cast<QWidget *>(m_messages),
                          static_cast<QWidget *>(m_documents), static_cast<QWidget *>(m_activity), static_cast<QWidget *>(m_requests),
                          static_cast<QWidget *>(m_problems)}) {
        if (pane->isVisible())
            panes << pane;
    }
    const QWidget *focused = QApplication::focusWidget();
    qsizetype at = 0;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (focused && (panes.at(i) == focused || panes.at(i)->isAncestorOf(focused)))
            at = i;
    }
    QWidget *next = panes.at((at + step + panes.size()) % panes.size());
    if (next == m_documents && m_documents->current())
        next = m_documents->current();
    while (next->focusProxy())
        next = next->focusProxy();
    if (!(next->focusPolicy() & Qt::TabFocus)) {
        for (QWidget *child : next->findChildren<QWidget *>()) {
            if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus)) {
                next = child;
                break;
            }
        }
    }
    next->setFocus(Qt::TabFocusReason);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    for (int i = 0; i < m_documents->count(); ++i) {
        if (!m_documents->page(i)->canClose()) {
            m_documents->setCurrentIndex(i);
            event->ignore();
            return;
        }
    }
    m_session->close();
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    retranslate();
    const QStringList told = m_told.keys();
    for (const QString &id : told) {
        if (m_messages->shows(troubleKey(id))) {
            m_told.remove(id);
            onConnection(id);
        }
    }
}

void MainWindow::retranslate()
{
    setWindowTitle(tr("Assay"));
    m_navigatorDock->setWindowTitle(tr("Navigator"));
    m_activityDock->setWindowTitle(tr("Activity"));
    m_requestsDock->setWindowTitle(tr("Requests"));
    m_problemsDock->setWindowTitle(tr("Problems"));
    m_toolBar->setWindowTitle(tr("Tool Bar"));
    m_documents->setAccessibleName(tr("Open Documents"));
    m_documents->tabBar()->setAccessibleName(tr("Open Documents"));
    m_search->setText(tr("Search or command…  (%1)").arg(m_actions->action(QStringLiteral("palette"))->shortcut().toString(QKeySequence::NativeText)));
    m_actions->retranslate();
    m_navigator->retranslate();
    m_activity->retranslate();
    m_requests->retranslate();
    m_problems->retranslate();
    m_status->retranslate();
    m_palette->retranslate();
}

} // namespace assay
