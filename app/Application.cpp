#include "app/Application.h"

#include "app/FileDraftStore.h"
#include "app/SingleInstance.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/jobs/JobDraftModel.h"
#include "models/jobs/JobListModel.h"
#include "services/api/JobService.h"
#include "services/backends/local/LocalConnection.h"
#include "services/backends/openai/OpenAiProbe.h"
#include "services/core/Async.h"
#include "services/secrets/KeychainSecrets.h"
#include "ui/pages/catalogue/CataloguePage.h"
#include "ui/pages/collections/CollectionEditorPage.h"
#include "ui/pages/newjob/NewJobPage.h"
#include "ui/pages/providers/ProviderEditorPage.h"
#include "ui/pages/run/RunPage.h"
#include "ui/pages/runs/RunsPage.h"
#include "ui/pages/start/StartPage.h"
#include "ui/shell/Appearance.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Icons.h"

#include <QApplication>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QSettings>
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
    m_settings = std::make_unique<QSettings>(QDir(m_profileFolder).filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    m_appearance = std::make_unique<Appearance>(m_app, *m_settings);
    m_appearance->apply();
    m_connection = std::make_unique<LocalConnection>(workspaceFolder());
    m_secrets = std::make_unique<KeychainSecrets>();
    m_probe = std::make_unique<OpenAiProbe>();
    m_drafts = std::make_unique<FileDraftStore>(QDir(m_profileFolder).filePath(QStringLiteral("drafts")));
    m_jobs = std::make_unique<JobListModel>(m_connection->jobs());
    m_catalogue = std::make_unique<CatalogueModel>(m_connection->catalogue());
    m_collections = std::make_unique<CollectionListModel>(m_connection->catalogue());
    m_recordings = findRecordings();
    addPages();
    m_window = std::make_unique<MainWindow>(
        ShellServices{*m_connection, *m_jobs, m_pages, *m_appearance, *m_settings});
    m_window->setWindowIcon(themeIcon(QStringLiteral("assay")));
    connect(m_instance.get(), &SingleInstance::raiseRequested, m_window.get(), &MainWindow::raiseWindow);
    connect(m_connection.get(), &Connection::stateChanged, this, &Application::onReady);
    m_window->restoreLayout();
    m_window->installEventFilter(this);
    m_window->show();
    return true;
}

/// The engine is looked for, or started, after the first picture: the window is there at once, whatever the engine does.
bool Application::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window.get() && event->type() == QEvent::Paint && !std::exchange(m_opened, true))
        QTimer::singleShot(0, this, [this] { m_connection->open(); });
    return QObject::eventFilter(watched, event);
}

void Application::onReady()
{
    if (m_connection->state() != Connection::State::Ready)
        return;
    m_jobs->refresh();
    m_catalogue->refresh();
    m_collections->refresh();
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
        m_startPage = page;
        showDraft();
        return page;
    });
    m_pages.add(QStringLiteral("runs"), [this](const QString &, QWidget *parent) {
        return new RunsPage(*m_connection, *m_jobs, parent);
    });
    addCataloguePage(true);
    addCataloguePage(false);
    addEditorPage(true);
    addEditorPage(false);
    m_pages.add(QStringLiteral("newjob"), [this](const QString &, QWidget *parent) {
        auto *page = new NewJobPage({*m_connection, *m_catalogue, *m_collections, *m_secrets, *m_probe, *m_drafts, m_recordings}, parent);
        connect(page, &NewJobPage::draftSaved, this, &Application::showDraft);
        return page;
    });
    m_pages.add(QStringLiteral("run"), [this](const QString &id, QWidget *parent) -> DocumentPage * {
        if (id.isEmpty())
            return nullptr;
        auto *page = new RunPage(RunPageServices{m_connection->jobs(), &m_connection->catalogue(), m_connection->capabilities(),
                                                 Clock::system()},
                                 id, parent);
        connect(m_connection.get(), &Connection::stateChanged, page, [this, page] { page->setCapabilities(m_connection->capabilities()); });
        connect(page, &RunPage::runAgainRequested, this, &Application::runAgain);
        return page;
    });
}

void Application::addCataloguePage(bool collections)
{
    const auto show = collections ? CataloguePage::Show::Collections : CataloguePage::Show::Providers;
    m_pages.add(collections ? QStringLiteral("collections") : QStringLiteral("providers"), [this, show](const QString &, QWidget *parent) {
        auto *page = new CataloguePage(show, *m_catalogue, *m_collections, parent);
        connect(page, &CataloguePage::composeRequested, this,
                [this](const QString &id, const std::optional<double> &threshold, const QList<DraftBenchmark> &benchmarks) {
                    auto *job = qobject_cast<NewJobPage *>(m_window->openPage(QStringLiteral("newjob")));
                    if (job)
                        job->compose(id, threshold, benchmarks);
                });
        return page;
    });
}

void Application::addEditorPage(bool collections)
{
    const QString kind = collections ? QStringLiteral("collection") : QStringLiteral("provider");
    m_pages.add(kind, [this, kind, collections](const QString &subject, QWidget *parent) -> DocumentPage * {
        if (subject.isEmpty())
            return nullptr;
        EditorPage *page = nullptr;
        if (collections)
            page = new CollectionEditorPage(*m_connection, *m_drafts, *m_catalogue, subject, parent);
        else
            page = new ProviderEditorPage(*m_connection, *m_drafts, *m_catalogue, subject, parent);
        connect(page, &EditorPage::copyRequested, this, [this, kind](const AuthoredDocument &document) {
            const QString fresh = QStringLiteral("new:") + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8);
            if (auto *copy = qobject_cast<EditorPage *>(m_window->openPage(kind, fresh)))
                copy->begin(document);
        });
        return page;
    });
}

/// The starter collection on recorded answers: the whole way through the engine without a model, a key or the network.
void Application::startDemo(StartPage *page)
{
    JobDraft draft;
    draft.target = JobDraft::Target::Recorded;
    draft.recording = m_recordings.first().name;
    Job job = draft.toJob();
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
        const JobDraft draft = JobDraft::decode(*text);
        m_startPage->setDraft(draft.isEmpty() ? QString() : draft.toJob().name);
    });
}

void Application::runAgain(const Job &job)
{
    auto *page = qobject_cast<NewJobPage *>(m_window->openPage(QStringLiteral("newjob")));
    if (!page)
        return;
    JobDraft draft = JobDraft::fromJob(job, [this](const QString &provider, const QString &id) { return m_catalogue->benchmark(provider, id); });
    const Collection *collection = job.collection ? m_collections->find(job.collection->id) : nullptr;
    if (collection && draft.benchmarks.isEmpty()) { // a job made from a collection names no benchmark of its own
        for (const BenchmarkRef &entry : collection->benchmarks)
            draft.add(draftBenchmark(entry, m_catalogue->benchmark(entry.providerId, entry.id)));
        draft.collectionId = collection->resource.id;
        draft.fromCollection = draft.benchmarks;
        if (collection->passCriteria)
            draft.collectionThreshold = collection->passCriteria->threshold;
    }
    page->draft().setDraft(draft);
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
