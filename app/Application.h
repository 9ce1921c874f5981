#pragma once

#include "models/jobs/RecordedModel.h"
#include "ui/shell/PageFactory.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <memory>

class QApplication;

namespace assay {

class Appearance;
class AuthoringPages;
class BatchStore;
class ConnectionRegistry;
class DocumentPage;
class FileDraftStore;
class JobListModel;
class KeychainSecrets;
class LibraryDatabase;
class LibraryRuns;
class LocalConnection;
class MainWindow;
class OpenAiProbe;
class PriceListModel;
class ProfilePages;
class RecipeListModel;
class RequestLog;
class RunLibrary;
class RunPages;
class RunRemover;
class ServicePages;
class SavedDocuments;
class SavedViews;
class SettingsReaders;
class SettingsStore;
class ShortcutTable;
class SingleInstance;
class StartPage;
class TriageStore;
class WriteGuard;

/// The composition root of the window: makes services, gives them to models, models to pages, pages to the shell.
class Application : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString profile;   ///< "default" unless named; separates settings, drafts and, without `workspace`, the workspace
        QString workspace; ///< folder of the local engine; empty: the profile's own
    };
    Application(QApplication &app, const Options &options);
    ~Application() override;
    /// False when another window of the profile runs already; it has been raised.
    bool start();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addPages();
    void addComparePage();
    void makeConnections();
    void makeLibrary();
    void onConnection(const QString &id);
    void askBeforeWriting();
    void judgeAnew();
    void startDemo();
    static QString demoMissing() { return tr("The recorded answers of the demo are not installed."); }
    void showDraft();
    void takeDrops(DocumentPage *page);
    QString workspaceFolder() const;

    QApplication &m_app;
    Options m_options;
    QString m_profileFolder;
    std::unique_ptr<SingleInstance> m_instance;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ShortcutTable> m_shortcuts;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<LocalConnection> m_connection;
    std::unique_ptr<SettingsReaders> m_readers;
    std::unique_ptr<KeychainSecrets> m_secrets;
    std::unique_ptr<OpenAiProbe> m_probe;
    std::unique_ptr<FileDraftStore> m_drafts, m_kept, m_profileFiles; ///< m_kept: recipes, and what is being sent: no drafts
    std::unique_ptr<BatchStore> m_batches;
    std::unique_ptr<RecipeListModel> m_recipes;
    std::unique_ptr<PriceListModel> m_prices;
    std::unique_ptr<WriteGuard> m_guard;
    std::unique_ptr<RequestLog> m_requests;
    std::unique_ptr<ConnectionRegistry> m_connections;
    std::unique_ptr<LibraryDatabase> m_database;
    std::unique_ptr<RunLibrary> m_runLibrary;
    std::unique_ptr<TriageStore> m_triage;
    std::unique_ptr<SavedDocuments> m_documents;
    std::unique_ptr<JobListModel> m_jobs;
    std::unique_ptr<LibraryRuns> m_library;
    std::unique_ptr<SavedViews> m_views;
    std::unique_ptr<RunRemover> m_remover;
    QList<RecordedModel> m_recordings;
    std::unique_ptr<ProfilePages> m_profilePages;
    std::unique_ptr<AuthoringPages> m_authoringPages;
    std::unique_ptr<RunPages> m_runPages;
    std::unique_ptr<ServicePages> m_servicePages;
    PageFactory m_pages;
    std::unique_ptr<MainWindow> m_window;
    QPointer<StartPage> m_startPage;
    bool m_opened = false;
};

} // namespace assay
