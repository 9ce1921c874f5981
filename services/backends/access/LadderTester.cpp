#include "services/backends/access/LadderTester.h"

#include "services/backends/access/ConnectionAccess.h"
#include "services/backends/evalhub/EvalHubClient.h"
#include "services/backends/evalhub/EvalHubConnection.h"
#include "services/core/Time.h"
#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QHostInfo>
#include <QLocale>
#include <QNetworkProxyFactory>
#include <QSslSocket>
#include <QTcpSocket>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr int renewDays = 14;     // a certificate that ends sooner is worth a word
constexpr int skewSeconds = 60;   // clocks further apart make times misleading

bool isThisMachine(const QString &host)
{
    const QHostAddress address(host);
    return host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost")) || address.isLoopback();
}

nlohmann::json parsed(const QByteArray &body)
{
    return nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
}

QString textMember(const nlohmann::json &in, const char *name)
{
    const auto it = in.is_object() ? in.find(name) : in.end();
    return in.is_object() && it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

} // namespace

LadderTester::LadderTester(SecretStore &secrets, QObject *parent) : LadderTester(secrets, QStringLiteral("EvalHub"), "/api/v1", parent) {}

LadderTester::LadderTester(SecretStore &secrets, const QString &serverKind, const QByteArray &prefix, QObject *parent)
    : ConnectionTester(parent), m_secrets(secrets), m_serverKind(serverKind), m_prefix(prefix)
{
}

LadderTester::~LadderTester() = default;

void LadderTester::start(const ConnectionSettings &settings, const std::optional<QString> &secret)
{
    cancel();
    m_settings = settings;
    m_typed = secret;
    m_fileError.reset();
    m_secretError.reset();
    m_access = {};
    m_base = connectionBase(settings.url);
    m_climb = std::make_unique<QObject>();
    m_http = std::make_unique<HttpClient>(HttpClient::Settings{.serverKind = m_serverKind, .busyRepeats = 0});
    m_checks.clear();
    for (const Step step : {Step::Address, Step::Resolve, Step::Connect, Step::Tls, Step::Health, Step::Auth, Step::Tenant, Step::Version}) {
        ConnectionCheck check;
        check.step = step;
        m_checks.append(check);
    }
    m_at = 0;
    Q_EMIT started();
    begin(Step::Address);
    checkAddress();
}

void LadderTester::cancel()
{
    m_at = -1;
    if (m_climb)
        m_climb.release()->deleteLater();
    if (m_http)
        m_http.release()->deleteLater();
}

void LadderTester::begin(Step step)
{
    m_at = int(step);
    m_checks[m_at].state = State::Running;
    m_clock.start();
    Q_EMIT changed(m_at);
}

void LadderTester::end(State state, const QString &text, const QString &fix, const std::function<void()> &next)
{
    ConnectionCheck &check = m_checks[m_at];
    check.state = state;
    const Error told = withoutSecrets({.message = text, .detail = fix}, {m_access.secret}); // a server may say the key back
    check.text = told.message;
    check.fix = told.detail;
    if (state != State::Skipped)
        check.ms = m_clock.elapsed();
    const int at = m_at;
    const QObject *climb = m_climb.get();
    Q_EMIT changed(at);
    if (climb != m_climb.get() || m_at < 0)
        return; // who was told gave it up or began anew
    if (state == State::Failed || !next)
        finish(state != State::Failed);
    else
        next();
}

void LadderTester::finish(bool passed)
{
    cancel();
    Q_EMIT finished(passed);
}

/// For what has no time-out of its own.
void LadderTester::limit(const std::function<void()> &late)
{
    auto *timer = new QTimer(m_climb.get());
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, m_climb.get(), [this, late, at = m_at] {
        if (m_at == at)
            late();
    });
    timer->start(m_settings.connectSeconds * 1000);
}

HttpRequest LadderTester::get(const QString &path) const
{
    HttpRequest request;
    request.url = QUrl::fromEncoded(m_base.toEncoded() + m_prefix + path.toLatin1());
    request.timeoutMs = m_settings.answerSeconds * 1000;
    return request;
}

void LadderTester::checkAddress()
{
    for (const ConnectionIssue &issue : connectionIssues(m_settings)) {
        if (issue.field != ConnectionIssue::Field::Name)
            return end(State::Failed, Text::tr("The settings cannot be used as they are."), issue.text);
    }
    whenDone(connectionAccess(m_settings, m_secrets, m_climb.get(), m_typed), m_climb.get(), [this](const Result<HttpAccess> &access) { haveAccess(access); });
}

void LadderTester::haveAccess(const Result<HttpAccess> &access)
{
    if (access) {
        m_access = *access;
    } else if (access.error().kind == Error::Kind::Invalid) {
        m_fileError = access.error();
    } else if (!m_secretError) {
        m_secretError = access.error(); // the climb goes on without the secret, as far as it goes
        const auto without = connectionAccess(m_settings, m_secrets, m_climb.get(), QString());
        return whenDone(without, m_climb.get(), [this](const Result<HttpAccess> &rest) { haveAccess(rest); });
    }
    if (m_secretError)
        m_access.headerName.clear();
    m_http->setAccess(originOf(m_base), m_access);
    m_proxy = connectionProxy(m_settings.proxy);
    if (m_proxy.type() == QNetworkProxy::DefaultProxy)
        m_proxy = QNetworkProxyFactory::proxyForQuery(QNetworkProxyQuery(m_base)).value(0, QNetworkProxy(QNetworkProxy::NoProxy));
    end(State::Passed, m_base.toString(), {}, [this] { resolve(); });
}

void LadderTester::resolve()
{
    begin(Step::Resolve);
    const bool proxied = m_proxy.type() != QNetworkProxy::NoProxy;
    const QString host = proxied ? m_proxy.hostName() : m_base.host();
    if (!QHostAddress(host).isNull())
        return end(State::Skipped, Text::tr("%1 is an address already.").arg(host), {}, [this] { openTcp(); });
    const auto failed = [this, host, proxied](const QString &why) {
        end(State::Failed, Text::tr("The name %1 was not found (%2).").arg(host, why),
            proxied ? Text::tr("Check the proxy's name.") : Text::tr("Check the spelling of the URL; a name inside a company often needs its VPN."));
    };
    const int lookup = QHostInfo::lookupHost(host, m_climb.get(), [this, host, failed](const QHostInfo &info) {
        if (m_at != int(Step::Resolve))
            return;
        if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
            return failed(info.errorString());
        QStringList addresses;
        for (const QHostAddress &address : info.addresses())
            addresses << address.toString();
        end(State::Passed, Text::tr("%1 is %2.").arg(host, addresses.mid(0, 3).join(QStringLiteral(", "))), {}, [this] { openTcp(); });
    });
    limit([failed, lookup] {
        QHostInfo::abortHostLookup(lookup);
        failed(Text::tr("no answer in time"));
    });
}

void LadderTester::openTcp()
{
    begin(Step::Connect);
    const bool proxied = m_proxy.type() != QNetworkProxy::NoProxy;
    const QString host = proxied ? m_proxy.hostName() : m_base.host();
    const quint16 at = proxied ? m_proxy.port() : port();
    auto *socket = new QTcpSocket(m_climb.get());
    socket->setProxy(QNetworkProxy::NoProxy);
    connect(socket, &QTcpSocket::connected, m_climb.get(), [this, socket, host, at, proxied] {
        socket->disconnect(m_climb.get());
        socket->abort();
        end(State::Passed, (proxied ? Text::tr("The proxy %1, port %2, takes the connection.") : Text::tr("%1, port %2, takes the connection.")).arg(host).arg(at), {},
            [this] { openTls(); });
    });
    connect(socket, &QTcpSocket::errorOccurred, m_climb.get(), [this, socket] { tcpFailed(socket); });
    limit([this, host, at] {
        end(State::Failed, Text::tr("%1, port %2, does not answer.").arg(host).arg(at),
            Text::tr("Check the port; a firewall may stand between, or the server needs a proxy or VPN."));
    });
    socket->connectToHost(host, at);
}

void LadderTester::tcpFailed(QTcpSocket *socket)
{
    if (m_at != int(Step::Connect))
        return;
    const QString host = socket->peerName();
    const int at = m_proxy.type() != QNetworkProxy::NoProxy ? m_proxy.port() : port();
    if (socket->error() == QAbstractSocket::ConnectionRefusedError)
        return end(State::Failed, Text::tr("Nothing listens at %1, port %2.").arg(host).arg(at), Text::tr("Start the server, or correct the port in the URL."));
    end(State::Failed, Text::tr("%1, port %2, cannot be reached (%3).").arg(host).arg(at).arg(socket->errorString()),
        Text::tr("Check the network and the proxy."));
}

void LadderTester::openTls()
{
    begin(Step::Tls);
    if (m_fileError)
        return end(State::Failed, m_fileError->message, Text::tr("Correct the file in the connection's settings."));
    if (!isEncrypted()) {
        const bool exposed = !isThisMachine(m_base.host()) && m_settings.usesSecret();
        if (exposed)
            return end(State::Warned, Text::tr("http: the key travels unencrypted."), Text::tr("Use https:// if the server offers it."), [this] { askHealth(); });
        return end(State::Skipped, Text::tr("http: nothing is encrypted."), {}, [this] { askHealth(); });
    }
    auto *socket = new QSslSocket(m_climb.get());
    socket->setProxy(m_proxy);
    socket->setSslConfiguration(tlsConfiguration(m_access));
    auto found = std::make_shared<QList<QSslError>>();
    connect(socket, &QSslSocket::sslErrors, m_climb.get(), [found](const QList<QSslError> &errors) { *found = errors; });
    connect(socket, &QSslSocket::encrypted, m_climb.get(), [this, socket] { tlsStands(socket); });
    connect(socket, &QSslSocket::errorOccurred, m_climb.get(), [this, socket, found] { tlsFailed(socket, *found); });
    limit([this] {
        end(State::Failed, Text::tr("%1 does not answer in TLS.").arg(place()), Text::tr("Check that the port speaks https; if it speaks http, write http:// in the URL."));
    });
    socket->connectToHostEncrypted(m_base.host(), port());
}

void LadderTester::tlsStands(QSslSocket *socket)
{
    const QSslCertificate certificate = socket->peerCertificate();
    const qint64 days = QDateTime::currentDateTimeUtc().daysTo(certificate.expiryDate());
    const QString text = Text::tr("Certificate issued by %1, valid until %2.")
                             .arg(issuerOf(certificate), QLocale().toString(certificate.expiryDate().toLocalTime(), QLocale::ShortFormat));
    socket->disconnect(m_climb.get());
    socket->abort();
    if (days < renewDays)
        return end(State::Warned, text, Text::tr("It ends in %n day(s); ask for its renewal.", nullptr, int(days)), [this] { askHealth(); });
    end(State::Passed, text, {}, [this] { askHealth(); });
}

void LadderTester::tlsFailed(QSslSocket *socket, const QList<QSslError> &errors)
{
    if (m_at != int(Step::Tls))
        return;
    const Error error = tlsError(errors, place(), socket->errorString());
    const qsizetype half = error.message.indexOf(QLatin1String("; "));
    QString fix = error.message.mid(half + 2);
    if (!fix.isEmpty())
        fix[0] = fix.at(0).toUpper();
    end(State::Failed, half < 0 ? error.message : error.message.left(half) + QLatin1Char('.'), half < 0 ? QString() : fix);
}

void LadderTester::ask(const QString &path, const std::function<void(const Result<HttpReply> &)> &answered)
{
    whenDone(m_http->send(get(path)), m_climb.get(), answered);
}

void LadderTester::askHealth()
{
    begin(Step::Health);
    ask(QStringLiteral("/health"), [this](const Result<HttpReply> &reply) { healthAnswered(reply); });
}

void LadderTester::healthAnswered(const Result<HttpReply> &reply)
{
    const QString notEvalHub = Text::tr("Check host, port and path of the URL; it must be the address below which /api/v1 lies.");
    if (!reply) {
        const bool foreign = reply.error().kind == Error::Kind::Protocol;
        const bool refusedInTls = isEncrypted() && reply.error().kind == Error::Kind::Network && m_access.certificates.isEmpty();
        return end(State::Failed, reply.error().message,
                   foreign ? notEvalHub : refusedInTls ? Text::tr("The server may ask for a client certificate; choose one as authentication.") : Text::tr("Try again; the server's log may say more."));
    }
    if (reply->status == 401 || reply->status == 403)
        return end(State::Passed, Text::tr("Something answers and asks who is there (status %1).").arg(reply->status), {}, [this] { askJobs(); });
    const auto health = parsed(reply->body);
    const QString status = textMember(health, "status");
    if (!reply->ok() || status.isEmpty())
        return end(State::Failed, Text::tr("%1 is not EvalHub (status %2).").arg(m_base.toString()).arg(reply->status), notEvalHub);
    const QDateTime there = parseTime(textMember(health, "timestamp"));
    const qint64 skew = there.isValid() ? QDateTime::currentDateTimeUtc().secsTo(there) : 0;
    if (qAbs(skew) > skewSeconds)
        return end(State::Warned, Text::tr("The server says “%1”; its clock is %n second(s) off this machine's.", nullptr, int(qAbs(skew))).arg(status),
                   Text::tr("Set both clocks by a time server; times shown are the server's."), [this] { askJobs(); });
    end(State::Passed, Text::tr("The server says “%1”.").arg(status), {}, [this] { askJobs(); });
}

void LadderTester::askJobs()
{
    begin(Step::Auth);
    if (endWithoutSecret())
        return;
    QList<HttpHeader> identity;
    if (!m_settings.tenant.isEmpty())
        identity.append(HttpHeader("X-Tenant", m_settings.tenant.toUtf8()));
    if (!m_settings.user.isEmpty())
        identity.append(HttpHeader("X-User", m_settings.user.toUtf8()));
    m_http->setHeaders(identity);
    ask(QStringLiteral("/evaluations/jobs?limit=1"), [this](const Result<HttpReply> &reply) { jobsAnswered(reply); });
}

bool LadderTester::endWithoutSecret()
{
    if (!m_secretError)
        return false;
    end(State::Failed, QString(m_secretError->message), Text::tr("Enter the key in the connection's settings and save them."));
    return true;
}

bool LadderTester::endWithoutKey(const Result<HttpReply> &reply)
{
    const bool withKey = m_settings.usesSecret();
    if (!reply)
        end(State::Failed, reply.error().message, Text::tr("Try again; the server's log may say more."));
    else if (reply->status == 401)
        end(State::Failed, withKey ? Text::tr("The server refuses the key (401).") : Text::tr("The server asks for a key (401)."),
            withKey ? Text::tr("Enter a valid key; it may have expired or belong to another server.") : Text::tr("Choose an authentication and enter the key."));
    else
        return false;
    return true;
}

void LadderTester::jobsAnswered(const Result<HttpReply> &reply)
{
    if (endWithoutKey(reply))
        return;
    if (reply->status >= 500 || reply->status == 404 || reply->status == 405)
        return end(State::Failed, evalHubError(*reply, place()).message, Text::tr("Check the URL; the server's log may say more."));
    const QString text = m_settings.auth == ConnectionSettings::Auth::None ? Text::tr("No key is asked for.") : Text::tr("The server lets us in.");
    end(State::Passed, text, {}, [this, answer = *reply] { judgeTenant(answer); });
}

void LadderTester::judgeTenant(const HttpReply &reply)
{
    begin(Step::Tenant);
    const auto body = parsed(reply.body);
    const QString code = textMember(body, "message_code");
    if (code == QLatin1String("missing_tenant_header") || (reply.status == 403 && m_settings.tenant.isEmpty()))
        return end(State::Failed, Text::tr("The server wants a tenant."), Text::tr("Enter the tenant (in a cluster: the namespace) that you work in."));
    if (code == QLatin1String("missing_user_header"))
        return end(State::Failed, Text::tr("The server wants a user."), Text::tr("Enter your user name."));
    if (reply.status == 403)
        return end(State::Failed, Text::tr("The tenant “%1” is closed to this key (403).").arg(m_settings.tenant),
                   Text::tr("Check the tenant's spelling, or ask its administrator for access."));
    const auto count = body.is_object() ? body.find("total_count") : body.end();
    if (!reply.ok() || !body.is_object() || count == body.end() || !count->is_number_integer())
        return end(State::Failed, Text::tr("The list of runs cannot be read (status %1).").arg(reply.status), evalHubError(reply, place()).message);
    const int runs = count->get<int>();
    end(State::Passed, m_settings.tenant.isEmpty() ? Text::tr("No tenant is sent; %n run(s) can be seen.", nullptr, runs)
                                                   : Text::tr("%n run(s) of the tenant “%1” can be seen.", nullptr, runs).arg(m_settings.tenant),
        {}, [this] { askCapabilities(); });
}

void LadderTester::askCapabilities()
{
    begin(Step::Version);
    ask(QStringLiteral("/capabilities"), [this](const Result<HttpReply> &reply) {
        const auto own = reply && reply->ok() ? decodeCapabilities(reply->body) : Result<Capabilities>(plainEvalHubCapabilities());
        if (!reply && reply.error().kind != Error::Kind::Protocol)
            return end(State::Failed, reply.error().message, Text::tr("Try again; the server's log may say more."));
        tellCapabilities(own ? *own : plainEvalHubCapabilities());
    });
}

void LadderTester::tellCapabilities(const Capabilities &capabilities)
{
    const QList<std::pair<Capability, QString>> beyond{{Capability::Samples, Text::tr("single samples")},
                                                       {Capability::EventStream, Text::tr("pushed changes")},
                                                       {Capability::RetryBenchmarks, Text::tr("running single benchmarks again")},
                                                       {Capability::PlanJobs, Text::tr("plans")},
                                                       {Capability::RecordedModels, Text::tr("recorded answers")}};
    QStringList missing;
    for (const auto &[capability, name] : beyond) {
        if (!capabilities.has(capability))
            missing << name;
    }
    const QString version = capabilities.serverVersion.isEmpty() ? Text::tr("version not told") : capabilities.serverVersion;
    const QString name = Text::tr("%1, %2.", "server and version").arg(capabilities.serverName, version);
    end(State::Passed, missing.isEmpty() ? name : name + QLatin1Char(' ') + Text::tr("It does not offer: %1.").arg(missing.join(QStringLiteral(", "))), {});
}

} // namespace assay
