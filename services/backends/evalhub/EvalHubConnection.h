#pragma once

#include "services/api/CommandApproval.h"
#include "services/api/Connection.h"
#include "services/backends/evalhub/EvalHubClient.h"
#include "services/http/SseClient.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUrl>

#include <memory>

namespace assay {

class EvalHubCatalogue;
class EvalHubJobs;
class EvalHubImports;
class EvalHubTrials;
class JobChanges;
class JobPoller;
class LlamaDatasets;

/// A server that speaks EvalHub's API: a cluster's, a colleague's, or the local engine, which is told by its capabilities.
/// Changes come from the event stream where there is one, else from asking every few seconds. GUI thread.
class EvalHubConnection : public Connection {
    Q_OBJECT
public:
    struct Settings {
        QString id, name;
        QUrl url = {};            ///< base, without /api/v1
        QString token = {};       ///< bearer token; only ever sent to url's origin
        QString tenant = {}, user = {}; ///< X-Tenant, X-User where the server wants them
        int pollMs = 3000;        ///< between two rounds of asking, when the server pushes nothing
    };
    explicit EvalHubConnection(Settings settings, QObject *parent = nullptr);
    ~EvalHubConnection() override;

    QString id() const override { return m_settings.id; }
    QString name() const override { return m_settings.name; }
    State state() const override { return m_state; }
    Error lastError() const override { return m_lastError; }
    Capabilities capabilities() const override { return m_client.capabilities(); }
    EngineLoad load() const override { return m_load; }
    JobService &jobs() override;
    CatalogueService &catalogue() override;
    TrialService *trials() override;
    ImportService *imports() override;
    DatasetService *datasets() override;
    void open() override;
    void close() override;

    /// False while no window shows this connection: nothing is polled. The event stream stays.
    void setActive(bool active) override;
    /// The server starts nothing more and leaves when what runs has ended. Unsupported without Capability::Drain.
    QFuture<Result<Done>> drain();
    /// Providers' shell commands that came up, and what was decided. Unsupported without Capability::ApproveCommands.
    QFuture<Result<QList<CommandApproval>>> commands();
    /// Allows or denies one; what waits for it starts or fails at once. hash: CommandApproval::hash, whole.
    QFuture<Result<CommandApproval>> decideCommand(const QString &hash, bool allow);
    /// For the request log.
    HttpClient &http() { return m_client.http(); }
    QUrl url() const { return m_client.base(); }

protected:
    /// Finds the server; then calls connectTo() or unreachable(). `again`: it was reached before and is gone now.
    virtual void locate(bool again);
    void connectTo(const QUrl &url, const QString &token);
    void connectTo(const QUrl &url, const HttpAccess &access);
    /// Other settings from now on; one that was opened connects anew. The id stays.
    void applySettings(const Settings &settings);
    bool wasReady() const { return m_wasReady; }
    void unreachable(const Error &error);
    /// locate() can bring the server back when it is gone.
    virtual bool restarts() const { return false; }
    /// The event stream broke.
    virtual void streamLost() {}
    /// Connects anew although the connection counts as ready.
    void reconnect() { begin(true); }

    EvalHubClient m_client;

private:
    QFuture<Result<Done>> prepare(bool refused);
    void begin(bool again);
    void setIdentity();
    void askCapabilities();
    void capabilitiesAnswered(const Result<HttpReply> &reply);
    void checkHealth(const Error &withoutCapabilities);
    void ready(const Capabilities &capabilities);
    void follow();
    void askLoad();
    std::optional<Error> withoutDatasets() const;
    void setState(State state);
    void tellWaiting(const Result<Done> &result);

    Settings m_settings;
    State m_state = State::Idle;
    Error m_lastError;
    EngineLoad m_load;
    std::unique_ptr<EvalHubJobs> m_jobs;
    std::unique_ptr<EvalHubCatalogue> m_catalogue;
    std::unique_ptr<EvalHubTrials> m_trials;
    std::unique_ptr<EvalHubImports> m_imports;
    std::unique_ptr<LlamaDatasets> m_datasets;
    std::unique_ptr<JobChanges> m_changes;
    std::unique_ptr<JobPoller> m_poller;
    std::unique_ptr<SseClient> m_stream;
    QTimer m_loadTimer;
    QList<std::shared_ptr<QPromise<Result<Done>>>> m_waiting;
    bool m_active = true, m_wasReady = false, m_hasLoad = false, m_streamWasConnected = false;
    int m_attempt = 0;
    QElapsedTimer m_sinceFailed;
};

/// Reads the answer of GET /capabilities of the local engine.
Result<Capabilities> decodeCapabilities(const QByteArray &body);

/// What a server without that route can do.
Capabilities plainEvalHubCapabilities();

} // namespace assay
