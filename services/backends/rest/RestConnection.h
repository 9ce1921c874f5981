#pragma once

#include "services/api/Connection.h"
#include "services/api/ConnectionSettings.h"
#include "services/backends/rest/Comeback.h"
#include "services/backends/rest/RestClient.h"

#include <QElapsedTimer>

#include <memory>

namespace assay {

class DraftStore;
class JobChanges;
class JobPoller;
class RequestLog;
class SecretStore;
class WriteGuard;

/// What connections to servers somewhere else need of the window.
struct RestServices {
    SecretStore &secrets;
    WriteGuard &guard;
    RequestLog *log = nullptr;   ///< may be null
    DraftStore *store = nullptr; ///< small files of the profile; null where nothing has to be kept
};

/// Names what is kept of a connection's server: another address is another server, whose runs are others.
QString serverPlace(const ConnectionSettings &settings);

/// A server that speaks HTTP, as its settings say: it is probed, followed by asking every few seconds, and tried again while it is
/// away. Each attempt to connect reads the secret and the certificates anew. What kind of server it is, the derived class knows.
/// GUI thread.
class RestConnection : public Connection {
    Q_OBJECT
public:
    RestConnection(const ConnectionSettings &settings, const RestServices &services, const RestClient::Settings &client, QObject *parent = nullptr);
    ~RestConnection() override;

    QString id() const override { return m_settings.id; }
    QString name() const override { return m_settings.name; }
    State state() const override { return m_state; }
    Error lastError() const override { return m_lastError; }
    Capabilities capabilities() const override { return m_capabilities; }
    EngineLoad load() const override { return {}; }
    void open() override;
    void close() override;
    void configure(const ConnectionSettings &settings) override;
    void setActive(bool active) override;

protected:
    /// Looks, with directly sent requests, what answers there, and calls ready() or unreachable() once.
    virtual void probe() = 0;
    /// Sent with every request, beside the secret.
    virtual QList<HttpHeader> headers() const { return {}; }
    /// Calls of a probe that is not the present one any more must not end it: hand this to endProbe().
    int attempt() const { return m_attempt; }
    void endProbe(int attempt, const Result<Capabilities> &found);
    /// It answers again after it was away, without a new probe.
    virtual void returned() {}
    /// Asks jobs() every few seconds for what changed; from the constructor of a class that has them.
    void follow(JobService &jobs);
    JobChanges &changes() { return *m_changes; }
    const ConnectionSettings &settings() const { return m_settings; }
    RestClient &client() { return m_client; }

private:
    QFuture<Result<Done>> prepare();
    void begin();
    void setState(State state);
    void unreachable(const Error &error);
    void tellWaiting(const Result<Done> &result);

    ConnectionSettings m_settings;
    RestServices m_services;
    RestClient m_client;
    Capabilities m_capabilities;
    State m_state = State::Idle;
    Error m_lastError;
    Comeback m_comeback;
    std::unique_ptr<JobChanges> m_changes;
    std::unique_ptr<JobPoller> m_poller;
    QList<std::shared_ptr<QPromise<Result<Done>>>> m_waiting;
    bool m_active = true, m_wasReady = false;
    int m_attempt = 0;
    QElapsedTimer m_sinceFailed;
};

} // namespace assay
