#include "app/Application.h"

#include "app/AuthoringPages.h"
#include "app/ConnectionKinds.h"
#include "app/FileDraftStore.h"
#include "app/PaletteSources.h"
#include "app/ProfilePages.h"
#include "app/Recordings.h"
#include "app/RunPages.h"
#include "app/ServicePages.h"
#include "app/SettingsReaders.h"
#include "app/SingleInstance.h"
#include "models/composer/BatchStore.h"
#include "models/composer/RecipeListModel.h"
#include "models/jobs/JobListModel.h"
#include "models/library/LibraryRuns.h"
#include "models/library/SavedViews.h"
#include "models/prices/PriceListModel.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/JobService.h"
#include "services/api/RequestLog.h"
#include "services/api/RunRef.h"
#include "services/api/WriteGuard.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/backends/local/LocalConnection.h"
#include "services/backends/openai/OpenAiProbe.h"
#include "services/core/Async.h"
#include "services/library/LibraryDatabase.h"
#include "services/library/SqlDocuments.h"
#include "services/library/SqlRunLibrary.h"
#include "services/library/SqlTriage.h"
#include "services/secrets/KeychainSecrets.h"
#include "ui/pages/compare/CompareListPage.h"
#include "ui/pages/compare/ComparePage.h"
#include "ui/pages/connections/ConnectionsPage.h"
#include "ui/pages/imports/ImportPage.h"
#include "ui/pages/newjob/NewJobPage.h"
#include "ui/pages/report/ReportListPage.h"
#include "ui/pages/report/ReportPage.h"
#include "ui/pages/runs/RunRemover.h"
#include "ui/pages/runs/RunsPage.h"
#include "ui/pages/start/StartPage.h"
#include "ui/shell/Appearance.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/PathDrop.h"

#include <QApplication>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QStandardPaths>
#include <QTimer>
#include <QUuid>

namespace assay {

Application::Application(QApplication &app, const Options &options) : m_app(app), m_options(options)
{
    if (m_options.profile.isEmpty())
        m_options.profile = QStringLiteral("default");
    m_profileFolder = QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation))
                          .filePath(QStringLiteral("profiles/%1").arg(m_options.profile));
    QDir().mkpath(m_profileFolder);
    m_instance = std::make_unique<SingleInstance>(m_profileFolder);
}

Application::~Application() = default;

QString Application::workspaceFolder() const
{
    if (!m_options.workspace.isEmpty())
        return QDir(m_options.workspace).absolutePath();
    const QString standard = EngineLauncher::defaultWorkspace();
    return m_options.profile == QLatin1String("default") ? standard : QStringLiteral("%1-%2").arg(standard, m_options.profile);
}

bool Application::start()
{
    if (!m_instance->acquire())
        return false;
    m_settings = std::make_unique<SettingsStore>(QDir(m_profileFolder).filePath(QStringLiteral("window.ini")));
    m_shortcuts = std::make_unique<ShortcutTable>(*m_settings);
    m_appearance = std::make_unique<Appearance>(m_app, *m_settings);
    m_appearance->apply();
    m_connection = std::make_unique<LocalConnection>(workspaceFolder());
    m_readers = std::make_unique<SettingsReaders>(*m_settings, *m_connection, [this] { judgeAnew(); });
    m_secrets = std::make_unique<KeychainSecrets>();
    m_probe = std::make_unique<OpenAiProbe>();
    m_drafts = std::make_unique<FileDraftStore>(QDir(m_profileFolder).filePath(QStringLiteral("drafts")));
    m_kept = std::make_unique<FileDraftStore>(QDir(m_profileFolder).filePath(QStringLiteral("kept")));
    m_batches = std::make_unique<BatchStore>(*m_kept);
    m_recipes = std::make_unique<RecipeListModel>(*m_kept);
    m_prices = std::make_unique<PriceListModel>(*m_kept);
    m_profilePages = std::make_unique<ProfilePages>(ProfilePages::Services{*m_settings, *m_shortcuts, *m_connection, *m_drafts, QDir(m_profileFolder).filePath(QStringLiteral("drafts")), *m_prices});
    connect(m_profilePages.get(), &ProfilePages::dictionaryChanged, this, &Application::judgeAnew);
    makeConnections();
    m_recordings = findRecordings({QDir(workspaceFolder()).filePath(QStringLiteral("recordings")),
                                   QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("../share/assay/recordings"))});
    const auto open = [this](const QString &kind, const QString &subject) { return m_window->openPage(kind, subject); };
    const auto runAgain = [this](const QString &connectionId, const Job &job) { m_authoringPages->runAgain(connectionId, job); };
    m_authoringPages = std::make_unique<AuthoringPages>(
        AuthoringPages::Services{*m_connections, *m_secrets, *m_probe, *m_drafts, *m_batches, *m_recipes, *m_prices, m_recordings, open});
    connect(m_authoringPages.get(), &AuthoringPages::draftSaved, this, &Application::showDraft);
    m_runPages = std::make_unique<RunPages>(RunPages::Services{
        *m_connections, *m_batches, *m_triage, *m_prices, open, runAgain,
        [this](const QString &kind, const QString &connectionId, const AuthoredDocument &document) { m_authoringPages->openNew(kind, connectionId, document); }});
    m_servicePages = std::make_unique<ServicePages>(ServicePages::Services{*m_connections, *m_drafts, runAgain});
    addPages();
    m_window = std::make_unique<MainWindow>(
        ShellServices{*m_connections, *m_requests, *m_jobs, m_pages, *m_appearance, *m_settings, *m_shortcuts, *m_profileFiles});
    connect(m_appearance.get(), &Appearance::languageChanged, m_jobs.get(), [this] { m_jobs->makeAnew(); }); // its rows keep ready texts
    m_window->setWindowIcon(themeIcon(QStringLiteral("assay")));
    connect(m_instance.get(), &SingleInstance::raiseRequested, m_window.get(), &MainWindow::raiseWindow);
    connect(m_window.get(), &MainWindow::connectionRequested, this, [this](const QString &id) {
        if (auto *page = qobject_cast<ConnectionsPage *>(m_window->openPage(QStringLiteral("connections"))))
            page->showConnection(id);
    });
    addPaletteSources(*m_window, {*m_connections, [this](Connection &connection) -> CatalogueModel & { return m_authoringPages->providers(connection); },
                                  [this](Connection &connection) -> CollectionListModel & { return m_authoringPages->collections(connection); }});
    askBeforeWriting();
    m_window->installEventFilter(this);
    // A layout may hold tabs of any connection: they come first, a moment later.
    connect(m_connections.get(), &ConnectionRegistry::loaded, this, [this] {
        m_library->load();
        m_views->load();
    });
    connect(m_connections.get(), &ConnectionRegistry::loaded, m_window.get(), &MainWindow::restoreLayout);
    connect(m_window.get(), &MainWindow::demoRequested, this, &Application::startDemo);
    connect(m_window.get(), &MainWindow::layoutRestored, m_window.get(), &QWidget::show);
    m_connections->load();
    return true;
}

/// The engine is looked for, or started, after the first picture: the window is there at once, whatever the engine does.
bool Application::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window.get() && event->type() == QEvent::Paint && !std::exchange(m_opened, true))
        QTimer::singleShot(0, this, [this] {
            for (Connection *connection : m_connections->connections())
                connection->open();
        });
    if (watched == m_window.get() && (event->type() == QEvent::WindowStateChange || event->type() == QEvent::Hide || event->type() == QEvent::Show)) {
        for (Connection *connection : m_connections->connections())
            connection->setActive(m_window->isVisible() && !m_window->isMinimized());
    }
    return QObject::eventFilter(watched, event);
}

/// The local engine, and what the profile names beside it.
void Application::makeConnections()
{
    m_profileFiles = std::make_unique<FileDraftStore>(m_profileFolder);
    m_guard = std::make_unique<WriteGuard>();
    m_requests = std::make_unique<RequestLog>();
    m_connections = std::make_unique<ConnectionRegistry>(*m_connection, *m_profileFiles, *m_secrets);
    addConnectionKinds(*m_connections, {*m_secrets, *m_guard, *m_requests, *m_kept});
    connect(&m_connection->http(), &HttpClient::requestFinished, this, [this](RequestRecord record) {
        record.connection = m_connection->name();
        m_requests->add(record);
    });
    m_jobs = std::make_unique<JobListModel>();
    m_jobs->addConnection(m_connection->id(), m_connection->name(), m_connection->jobs());
    makeLibrary();
    connect(m_connections.get(), &ConnectionRegistry::added, this, [this](const QString &id) {
        Connection *connection = m_connections->find(id);
        if (!connection)
            return;
        m_jobs->addConnection(id, connection->name(), connection->jobs());
        m_library->showConnection(id);
        if (m_opened)
            connection->open();
    });
    connect(m_connections.get(), &ConnectionRegistry::removed, this, [this](const QString &id) {
        m_jobs->removeConnection(id);
        m_library->forgetConnection(id);
    });
    connect(m_connections.get(), &ConnectionRegistry::moved, this, [this](const QString &id) {
        m_jobs->removeConnection(id);
        m_library->forgetConnection(id);
        if (Connection *connection = m_connections->find(id))
            m_jobs->addConnection(id, connection->name(), connection->jobs());
    });
    connect(m_connections.get(), &ConnectionRegistry::changed, this, &Application::onConnection);
}

/// Read after the first picture; the runs that are known are there before a server answers.
void Application::makeLibrary()
{
    m_database = std::make_unique<LibraryDatabase>(m_profileFolder);
    m_runLibrary = std::make_unique<SqlRunLibrary>(*m_database);
    m_triage = std::make_unique<SqlTriage>(*m_database);
    m_documents = std::make_unique<SqlDocuments>(*m_database);
    m_library = std::make_unique<LibraryRuns>(*m_runLibrary, *m_jobs);
    m_views = std::make_unique<SavedViews>(*m_documents);
    m_remover = std::make_unique<RunRemover>(*m_connections, *m_jobs, *m_library);
    connect(m_remover.get(), &RunRemover::messageRequested, this, [this](const UserMessage &message) { m_window->showMessage(message); });
    const auto tell = [this](UserMessage::Level level, const QString &sentence) { m_window->showMessage({level, sentence, {}, 0, {}, QStringLiteral("library")}); };
    connect(m_runLibrary.get(), &RunLibrary::noticed, this, [tell](const QString &sentence) { tell(UserMessage::Level::Warning, sentence); });
    connect(m_library.get(), &LibraryRuns::failed, this, [tell](const QString &sentence) { tell(UserMessage::Level::Error, sentence); });
}

/// What was shown of a server is read again when it is there (again); while it is away it stays, and says how old it is.
void Application::onConnection(const QString &id)
{
    Connection *connection = m_connections->find(id);
    if (!connection)
        return;
    m_jobs->setConnection(id, connection->name(), connection->state() == Connection::State::Unreachable);
    if (connection->state() != Connection::State::Ready)
        return;
    m_jobs->refresh(id);
    m_authoringPages->refresh(*connection);
}

/// What is shown was judged by rules that have changed.
void Application::judgeAnew()
{
    m_jobs->makeAnew();
    m_jobs->refresh(); // a metric's direction may be another one
    if (!m_window)
        return;
    for (int i = 0; i < m_window->documents().count(); ++i)
        m_window->documents().page(i)->refresh();
    const auto widgets = m_window->findChildren<QWidget *>();
    for (QWidget *widget : widgets)
        widget->update(); // numbers that are made into text when they are painted
}

void Application::askBeforeWriting()
{
    m_guard->setAsk([this](const WriteGuard::Question &question, const std::function<void(bool)> &answer) {
        const int more = int(question.writes.size()) - 1;
        QString what = question.writes.first();
        if (more > 0)
            what = tr("%1 and %n more change(s)", "a change, and others of the same moment", more).arg(what);
        UserMessage message{UserMessage::Level::Warning, tr("“%1” is guarded. Go on: %2?").arg(question.connection, what)};
        message.actions = {{tr("Go On"), [answer] { answer(true); }}, {tr("Do Not"), [answer] { answer(false); }}};
        message.expired = [answer] { answer(false); };
        message.timeoutMs = 60'000; // who went away does not find it done by a late click
        m_window->showMessage(message);
    });
}

void Application::addPages()
{
    m_pages.add(QStringLiteral("start"), [this](const QString &, QWidget *parent) {
        auto *page = new StartPage(*m_jobs, parent);
        page->setDemoUnavailable(m_recordings.isEmpty() ? demoMissing() : QString());
        connect(page, &StartPage::demoRequested, this, &Application::startDemo);
        connect(page, &StartPage::draftDiscarded, this, [this, page] {
            m_drafts->remove(NewJobPage::draftName());
            page->setDraft({});
        });
        takeDrops(page);
        m_startPage = page;
        showDraft();
        return page;
    });
    m_pages.add(QStringLiteral("runs"), [this](const QString &, QWidget *parent) {
        auto *page = new RunsPage({*m_connections, *m_jobs, *m_library, *m_views, *m_remover, m_batches.get()}, parent);
        connect(page, &RunsPage::exportRequested, this, [this](const QStringList &runs) { m_window->openPage(QStringLiteral("report"), runs.join(QLatin1Char(','))); });
        takeDrops(page);
        return page;
    });
    m_authoringPages->addTo(m_pages);
    m_pages.add(QStringLiteral("connections"), [this](const QString &, QWidget *parent) {
        return new ConnectionsPage({*m_connections, [this] { m_secrets->setSessionOnly(true); }}, parent);
    });
    m_runPages->addTo(m_pages);
    m_servicePages->addTo(m_pages);
    addComparePage();
    m_pages.add(QStringLiteral("report"), [this](const QString &subject, QWidget *parent) -> DocumentPage * {
        if (subject.isEmpty())
            return new ReportListPage(*m_documents, parent);
        return new ReportPage(*m_connections, *m_documents, subject, QStringLiteral("Assay %1").arg(QCoreApplication::applicationVersion()), parent);
    });
    m_profilePages->addTo(m_pages);
}

/// Results that are dropped onto a page of runs are imported.
void Application::takeDrops(DocumentPage *page)
{
    connect(new PathDrop(page), &PathDrop::dropped, this, [this](const QStringList &paths) {
        if (auto *imports = qobject_cast<ImportPage *>(m_window->openPage(QStringLiteral("imports"))))
            imports->importPaths(paths);
    });
}

void Application::addComparePage()
{
    m_pages.add(QStringLiteral("compare"), [this](const QString &subject, QWidget *parent) -> DocumentPage * {
        if (subject.isEmpty())
            return new CompareListPage(*m_documents, parent);
        return new ComparePage({*m_connections, *m_jobs, *m_documents, m_triage.get(), m_prices.get()}, subject, parent);
    });
}

/// The starter collection on recorded answers: the whole way through the engine without a model, a key or the network.
void Application::startDemo()
{
    const auto tell = [this](const QString &sentence) { m_window->showMessage({UserMessage::Level::Error, sentence, {}, 0, {}, QStringLiteral("demo")}); };
    if (m_recordings.isEmpty())
        return tell(demoMissing());
    Job job;
    job.model.name = m_recordings.first().name;
    job.model.url = QStringLiteral("recorded:") + job.model.name;
    job.name = tr("Demo: %1").arg(m_recordings.first().title);
    job.tags = {QStringLiteral("demo")};
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, {}, {}};
    whenDone(m_connection->jobs().submit(job, QUuid::createUuid().toString(QUuid::WithoutBraces)), this,
             [this, tell](const Result<Job> &made) {
                 if (!made)
                     return tell(made.error().message);
                 m_window->openPage(QStringLiteral("run"), made->resource.id);
             });
}

void Application::showDraft()
{
    whenDone(m_drafts->load(NewJobPage::draftName()), this, [this](const Result<QByteArray> &text) {
        if (!m_startPage || !text)
            return;
        const auto draft = AuthoredDraft::decode(DocumentKind::Job, *text);
        const AuthoredDocument job = draft ? draft->document : AuthoredDocument(DocumentKind::Job);
        const QString name = job.text(QStringLiteral("name")), model = job.text(QStringLiteral("model/name"));
        m_startPage->setDraft(job.isEmpty() ? QString() : !name.isEmpty() ? name : !model.isEmpty() ? model : tr("New Job"));
    });
}

} // namespace assay
