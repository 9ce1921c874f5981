#pragma once

#include "services/api/Connection.h"
#include "services/api/ConnectionTester.h"
#include "services/http/HttpClient.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>

class QSslSocket;
class QTcpSocket;

namespace assay {

class SecretStore;

/// Tests a connection to an EvalHub server: address, name, TCP, TLS, health, key, tenant, what it can do. Only reads.
class LadderTester final : public ConnectionTester {
    Q_OBJECT
public:
    explicit LadderTester(SecretStore &secrets, QObject *parent = nullptr);
    ~LadderTester() override;

    void start(const ConnectionSettings &settings, const std::optional<QString> &secret) override;
    void cancel() override;
    QList<ConnectionCheck> checks() const override { return m_checks; }
    bool isRunning() const override { return m_at >= 0; }

private:
    using Step = ConnectionCheck::Step;
    using State = ConnectionCheck::State;

    void checkAddress();
    void haveAccess(const Result<HttpAccess> &access);
    void resolve();
    void openTcp();
    void tcpFailed(QTcpSocket *socket);
    void openTls();
    void tlsStands(QSslSocket *socket);
    void tlsFailed(QSslSocket *socket, const QList<QSslError> &errors);
    void askHealth();
    void healthAnswered(const Result<HttpReply> &reply);
    void askJobs();
    void jobsAnswered(const Result<HttpReply> &reply);
    void judgeTenant(const HttpReply &reply);
    void askCapabilities();
    void tellCapabilities(const Capabilities &capabilities);

    void begin(Step step);
    /// Ends the rung that runs; Passed, Warned and Skipped go on with `next`, Failed ends the climb.
    void end(State state, const QString &text, const QString &fix, const std::function<void()> &next = {});
    void limit(const std::function<void()> &late);
    void finish(bool passed);
    bool isEncrypted() const { return m_base.scheme() == QLatin1String("https"); }
    quint16 port() const { return quint16(m_base.port(isEncrypted() ? 443 : 80)); }
    QString place() const { return m_settings.origin(); }
    HttpRequest get(const QString &path) const;

    SecretStore &m_secrets;
    ConnectionSettings m_settings;
    std::optional<QString> m_typed;
    QUrl m_base;
    HttpAccess m_access;
    std::optional<Error> m_fileError, m_secretError; ///< told at the rungs they belong to
    QNetworkProxy m_proxy;                           ///< what stands between; NoProxy: nothing
    std::unique_ptr<HttpClient> m_http;
    QList<ConnectionCheck> m_checks;
    int m_at = -1; ///< the rung that runs
    QElapsedTimer m_clock;
    std::unique_ptr<QObject> m_climb; ///< owns what this climb waits for
};

} // namespace assay
