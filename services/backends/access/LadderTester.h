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

/// Tests a connection to an EvalHub server: address, name, TCP, TLS, health, key, tenant, what it can do. Only reads. For other kinds
/// of server the rungs from health on are a derived class's.
class LadderTester : public ConnectionTester {
    Q_OBJECT
public:
    explicit LadderTester(SecretStore &secrets, QObject *parent = nullptr);
    ~LadderTester() override;

    void start(const ConnectionSettings &settings, const std::optional<QString> &secret) override;
    void cancel() override;
    QList<ConnectionCheck> checks() const override { return m_checks; }
    bool isRunning() const override { return m_at >= 0; }

protected:
    using Step = ConnectionCheck::Step;
    using State = ConnectionCheck::State;
    LadderTester(SecretStore &secrets, const QString &serverKind, const QByteArray &prefix, QObject *parent);

    /// The first rung that knows the kind of server: begins Step::Health. Every rung after it is begun, and ended, in turn.
    virtual void askHealth();
    void begin(Step step);
    /// Ends the rung that runs; Passed, Warned and Skipped go on with `next`, Failed ends the climb.
    void end(State state, const QString &text, const QString &fix, const std::function<void()> &next = {});
    /// Ends Step::Auth where the key is not in the keychain; true when it did.
    bool endWithoutSecret();
    /// The same where the server does not answer, or does not take the key.
    bool endWithoutKey(const Result<HttpReply> &reply);
    /// GET below the prefix; the answer comes to nobody once the climb was given up.
    void ask(const QString &path, const std::function<void(const Result<HttpReply> &)> &answered);
    /// Sent with what is asked from now on.
    void setHeaders(const QList<HttpHeader> &headers) { m_http->setHeaders(headers); }
    const ConnectionSettings &settings() const { return m_settings; }
    QString place() const { return m_settings.origin(); }

private:
    void checkAddress();
    void haveAccess(const Result<HttpAccess> &access);
    void resolve();
    void openTcp();
    void tcpFailed(QTcpSocket *socket);
    void openTls();
    void tlsStands(QSslSocket *socket);
    void tlsFailed(QSslSocket *socket, const QList<QSslError> &errors);
    void healthAnswered(const Result<HttpReply> &reply);
    void askJobs();
    void jobsAnswered(const Result<HttpReply> &reply);
    void judgeTenant(const HttpReply &reply);
    void askCapabilities();
    void tellCapabilities(const Capabilities &capabilities);

    void limit(const std::function<void()> &late);
    void finish(bool passed);
    bool isEncrypted() const { return m_base.scheme() == QLatin1String("https"); }
    quint16 port() const { return quint16(m_base.port(isEncrypted() ? 443 : 80)); }
    HttpRequest get(const QString &path) const;

    SecretStore &m_secrets;
    const QString m_serverKind;
    const QByteArray m_prefix;
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
