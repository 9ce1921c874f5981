#include "app/Application.h"

#include "app/FileDraftStore.h"
#include "app/PaletteSources.h"
#include "app/ProfilePages.h"
#include "app/RunPages.h"
#include "app/ServicePages.h"
#include "app/SettingsReaders.h"
#include "app/SingleInstance.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/authoring/EntryRowsModel.h"
#include "models/composer/BatchStore.h"
#include "models/composer/RecipeListModel.h"
#include "models/imports/ImportMark.h"
#include "models/jobs/JobDraft.h"
#include "services/authoring/AuthoredDraft.h"
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
#include "services/backends/access/LadderTester.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "services/backends/llamastack/LlamaConnection.h"
#include "services/backends/llamastack/LlamaTester.h"
#include "services/backends/local/LocalConnection.h"
#include "services/backends/openai/OpenAiProbe.h"
#include "services/backends/scale/ScaleConnection.h"
#include "services/backends/scale/ScaleTester.h"
#include "services/backends/spice/SpiceConnection.h"
#include "services/backends/spice/SpiceTester.h"
#include "services/core/Async.h"
#include "services/library/LibraryDatabase.h"
#include "services/library/SqlDocuments.h"
#include "services/library/SqlRunLibrary.h"
#include "services/secrets/KeychainSecrets.h"
#include "ui/pages/catalogue/CataloguePage.h"
#include "ui/pages/collections/CollectionEditorPage.h"
#include "ui/pages/compare/CompareListPage.h"
#include "ui/pages/compare/ComparePage.h"
#include "ui/pages/connections/ConnectedPage.h"
#include "ui/pages/connections/ConnectionsPage.h"
#include "ui/pages/imports/ImportPage.h"
#include "ui/pages/newjob/NewJobPage.h"
#include "ui/pages/providers/ProviderEditorPage.h"
#include "ui/pages/report/ReportListPage.h"
#include "ui/pages/report/ReportPage.h"
#include "ui/pages/runs/RunsPage.h"
#include "ui/pages/start/StartPage.h"
#include "ui/shell/Appearance.h"
#include "ui/shell/DocumentTabs.h"
#include "services/library/SqlTriage.h"
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

struct Application::Catalogue {
    explicit Catalogue(CatalogueService &service) : providers(service), collections(service)
    {
        collections.setLookup([this](const QString &provider, const QString &id) { return providers.benchmark(provider, id); });
        connect(&providers, &CatalogueModel::loadChanged, &collections, &CollectionListModel::catalogueChanged);
    }
    CatalogueModel providers;
    CollectionListModel collections;
};

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
    m_recordings = findRecordings();
    m_runPages = std::make_unique<RunPages>(RunPages::Services{
        *m_connections, *m_batches, *m_triage, *m_prices, [this](const QString &kind, const QString &subject) { return m_window->openPage(kind, subject); },
        [this](const QString &connectionId, const Job &job) { runAgain(connectionId, job); },
        [this](const QString &kind, const QString &connectionId, const AuthoredDocument &document) { openNew(kind, connectionId, document); }});
    m_servicePages = std::make_unique<ServicePages>(
        ServicePages::Services{*m_connections, *m_drafts, [this](const QString &connectionId, const Job &job) { runAgain(connectionId, job); }});
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
    addPaletteSources(*m_window, {*m_connections, [this](Connection &connection) -> CatalogueModel & { return catalogueOf(connection).providers; },
                                  [this](Connection &connection) -> CollectionListModel & { return catalogueOf(connection).collections; }});
    askBeforeWriting();
    m_window->installEventFilter(this);
    // A layout may hold tabs of any connection: they come first, a moment later.
    connect(m_connections.get(), &ConnectionRegistry::loaded, this, [this] {
        m_library->load();
        m_views->load();
    });
    connect(m_connections.get(), &ConnectionRegistry::loaded, m_window.get(), &MainWindow::restoreLayout);
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

Application::Catalogue &Application::catalogueOf(Connection &connection)
{
    auto &catalogue = m_catalogues[connection.id()];
    if (!catalogue)
        catalogue = std::make_unique<Catalogue>(connection.catalogue());
    return *catalogue;
}

/// The local engine, and what the profile names beside it. New kinds of server are added here and nowhere else.
void Application::makeConnections()
{
    m_profileFiles = std::make_unique<FileDraftStore>(m_profileFolder);
    m_guard = std::make_unique<WriteGuard>();
    m_requests = std::make_unique<RequestLog>();
    m_connections = std::make_unique<ConnectionRegistry>(*m_connection, *m_profileFiles, *m_secrets);
    m_connections->addKind({QStringLiteral("evalhub"), [] { return tr("EvalHub server"); }, QStringLiteral("https://evalhub.example.com"),
                            [this](const ConnectionSettings &settings) -> std::unique_ptr<Connection> {
                                return std::make_unique<RemoteConnection>(settings, RemoteConnection::Services{*m_secrets, *m_guard, m_requests.get()});
                            },
                            [this]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<LadderTester>(*m_secrets); },
                            [] { return tr("Tenant"); }, [] { return tr("User"); }, [] { return tr("In a cluster the namespace; empty: not sent"); }});
    m_connections->addKind({QStringLiteral("spice"), [] { return tr("Spice.ai runtime"); }, QStringLiteral("http://localhost:8090"),
                            [this](const ConnectionSettings &settings) -> std::unique_ptr<Connection> {
                                return std::make_unique<SpiceConnection>(settings, RestServices{*m_secrets, *m_guard, m_requests.get(), m_kept.get()});
                            },
                            [this]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<SpiceTester>(*m_secrets); }, {}, {}, {}, QStringLiteral("X-API-Key")});
    m_connections->addKind({QStringLiteral("scale"), [] { return tr("Scale GP account"); }, QStringLiteral("https://api.egp.scale.com"),
                            [this](const ConnectionSettings &settings) -> std::unique_ptr<Connection> {
                                return std::make_unique<ScaleConnection>(settings, RestServices{*m_secrets, *m_guard, m_requests.get(), nullptr});
                            },
                            [this]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<ScaleTester>(*m_secrets); },
                            [] { return tr("Account"); }, {}, [] { return tr("The account's id, from Scale GP's settings; needed by most servers"); }, QStringLiteral("x-api-key")});
    m_connections->addKind({QStringLiteral("llamastack"), [] { return tr("Llama Stack server"); }, QStringLiteral("http://localhost:8321"),
                            [this](const ConnectionSettings &settings) -> std::unique_ptr<Connection> {
                                return std::make_unique<LlamaConnection>(settings, RestServices{*m_secrets, *m_guard, m_requests.get(), m_kept.get()});
                            },
                            [this]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<LlamaTester>(*m_secrets); }});
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
    const auto tell = [this](UserMessage::Level level, const QString &sentence) {
        m_window->showMessage({level, sentence, {}, 0, {}, QStringLiteral("library")});
    };
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
    Catalogue &catalogue = catalogueOf(*connection);
    catalogue.providers.refresh();
    catalogue.collections.refresh();
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
        page->setDemoUnavailable(m_recordings.isEmpty() ? tr("The recorded answers of the demo are not installed.") : QString());
        connect(page, &StartPage::demoRequested, this, [this, page] { startDemo(page); });
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
        auto *page = new RunsPage({*m_connections, *m_jobs, *m_library, *m_views}, parent);
        connect(page, &RunsPage::exportRequested, this, [this](const QStringList &runs) { m_window->openPage(QStringLiteral("report"), runs.join(QLatin1Char(','))); });
        takeDrops(page);
        return page;
    });
    addCataloguePage(true);
    addCataloguePage(false);
    addEditorPage(true);
    addEditorPage(false);
    addConnectionPages();
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

void Application::addConnectionPages()
{
    m_pages.add(QStringLiteral("newjob"), [this](const QString &, QWidget *parent) {
        const auto make = [this](Connection &connection, QWidget *owner) {
            Catalogue &catalogue = catalogueOf(connection);
            auto *page = new NewJobPage({connection, catalogue.providers, catalogue.collections, *m_secrets, *m_probe, *m_drafts, *m_batches, *m_recipes, m_recordings, m_prices.get()}, owner);
            connect(page, &NewJobPage::draftSaved, this, &Application::showDraft);
            return page;
        };
        return new ConnectedPage(*m_connections, QStringLiteral("newjob"), make, parent);
    });
    m_pages.add(QStringLiteral("connections"), [this](const QString &, QWidget *parent) {
        return new ConnectionsPage({*m_connections, [this] { m_secrets->setSessionOnly(true); }}, parent);
    });
}

void Application::addCataloguePage(bool collections)
{
    const auto show = collections ? CataloguePage::Show::Collections : CataloguePage::Show::Providers;
    const QString kind = collections ? QStringLiteral("collections") : QStringLiteral("providers");
    m_pages.add(kind, [this, show, kind](const QString &, QWidget *parent) {
        const auto make = [this, show](Connection &connection, QWidget *owner) {
            Catalogue &catalogue = catalogueOf(connection);
            auto *page = new CataloguePage(show, catalogue.providers, catalogue.collections, owner);
            connect(page, &CataloguePage::composeRequested, this,
                    [this, where = connection.id()](const QString &id, const std::optional<double> &, const QList<DraftBenchmark> &benchmarks) {
                        NewJobPage *job = jobPage(where);
                        if (!job)
                            return;
                        QVariantList rows;
                        for (const DraftBenchmark &benchmark : benchmarks) {
                            if (const ProviderBenchmark *known = m_catalogues.at(where)->providers.benchmark(benchmark.providerId, benchmark.id))
                                rows << EntryRowsModel::rowFor(benchmark.providerId, *known);
                        }
                        job->compose(id, rows);
                    });
            connect(page, &CataloguePage::importRequested, this, [this, show, where = connection.id()](const AuthoredDocument &document) {
                openNew(show == CataloguePage::Show::Collections ? QStringLiteral("collection") : QStringLiteral("provider"), where, document);
            });
            return page;
        };
        return new ConnectedPage(*m_connections, kind, make, parent);
    });
}

/// The page that composes a job for this connection; null when the one that is open wants to stay where it is.
NewJobPage *Application::jobPage(const QString &connectionId)
{
    auto *page = qobject_cast<ConnectedPage *>(m_window->openPage(QStringLiteral("newjob")));
    return page && page->choose(connectionId) ? qobject_cast<NewJobPage *>(page->page()) : nullptr;
}

/// An unsaved document on a connection: a copy, an import.
void Application::openNew(const QString &kind, const QString &connectionId, const AuthoredDocument &document)
{
    const QString fresh = QStringLiteral("new:") + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8);
    if (auto *page = qobject_cast<EditorPage *>(m_window->openPage(kind, RunRef{connectionId, fresh}.text())))
        page->begin(document);
}

void Application::addEditorPage(bool collections)
{
    const QString kind = collections ? QStringLiteral("collection") : QStringLiteral("provider");
    m_pages.add(kind, [this, kind, collections](const QString &subject, QWidget *parent) -> DocumentPage * {
        const RunRef where = RunRef::parse(subject);
        Connection *connection = m_connections->find(where.connectionId);
        if (where.jobId.isEmpty() || !connection)
            return nullptr;
        CatalogueModel &providers = catalogueOf(*connection).providers;
        EditorPage *page = nullptr;
        if (collections)
            page = new CollectionEditorPage(*connection, *m_drafts, providers, where.jobId, parent);
        else
            page = new ProviderEditorPage(*connection, *m_drafts, providers, where.jobId, parent);
        const auto openCopy = [this, kind](const QString &id, const AuthoredDocument &document) { openNew(kind, id, document); };
        page->setConnections(*m_connections);
        connect(page, &EditorPage::copyToRequested, this, openCopy);
        connect(page, &EditorPage::copyRequested, this, [openCopy, id = connection->id()](const AuthoredDocument &document) { openCopy(id, document); });
        return page;
    });
}

/// The starter collection on recorded answers: the whole way through the engine without a model, a key or the network.
void Application::startDemo(StartPage *page)
{
    Job job;
    job.model.name = m_recordings.first().name;
    job.model.url = QStringLiteral("recorded:") + job.model.name;
    job.name = tr("Demo: %1").arg(m_recordings.first().title);
    job.tags = {QStringLiteral("demo")};
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, {}, {}};
    const QPointer<StartPage> opener(page);
    whenDone(m_connection->jobs().submit(job, QUuid::createUuid().toString(QUuid::WithoutBraces)), this,
             [this, opener](const Result<Job> &made) {
                 if (!made)
                     return m_window->showMessage({UserMessage::Level::Error, made.error().message, {}, 0, {}, QStringLiteral("demo")});
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

void Application::runAgain(const QString &connectionId, const Job &job)
{
    Connection *connection = m_connections->find(connectionId);
    NewJobPage *page = connection ? jobPage(connectionId) : nullptr;
    if (!page)
        return;
    AuthoredDocument again = AuthoredDocument::of(job);
    clearBatchMark(again);
    clearImportMark(again);
    page->open(again);
}

QList<RecordedModel> Application::findRecordings() const
{
    QList<RecordedModel> found;
    const QStringList folders{QDir(workspaceFolder()).filePath(QStringLiteral("recordings")),
                              QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("../share/assay/recordings"))};
    QSet<QString> names;
    for (const QString &folder : folders) {
        const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files, QDir::Name);
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            if (names.contains(info.completeBaseName()) || !file.open(QIODevice::ReadOnly))
                continue;
            const QVariantMap header = JsonText{file.readLine(64 * 1024)}.toVariantMap();
            if (!header.contains(QStringLiteral("recording")))
                continue;
            names.insert(info.completeBaseName());
            const QStringList detail{header.value(QStringLiteral("quantisation")).toString(), header.value(QStringLiteral("date")).toString()};
            found.append({info.completeBaseName(), header.value(QStringLiteral("title"), info.completeBaseName()).toString(),
                          detail.join(QStringLiteral(" · "))});
        }
    }
    return found;
}

} // namespace assay
