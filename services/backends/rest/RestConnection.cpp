#include "services/backends/rest/RestConnection.h"

#include "services/api/RequestLog.h"
#include "services/api/SecretStore.h"
#include "services/api/WriteGuard.h"
#include "services/backends/access/ConnectionAccess.h"
#include "services/backends/evalhub/JobChanges.h"
#include "services/backends/evalhub/JobPoller.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace assay {

namespace {

/// In words for the question of the guard.
QString writeOf(const RestCall &call)
{
    return QCoreApplication::translate("assay", "change the server (%1 %2)").arg(QString::fromLatin1(call.method), call.path);
}

} // namespace

QString serverPlace(const ConnectionSettings &settings)
{
    const QByteArray base = connectionBase(settings.url).toEncoded();
    return settings.id + QLatin1Char('-') + QString::fromLatin1(QCryptographicHash::hash(base, QCryptographicHash::Sha256).toHex().left(8));
}

RestConnection::RestConnection(const ConnectionSettings &settings, const RestServices &services, const RestClient::Settings &client, QObject *parent)
    : Connection(parent), m_settings(settings), m_services(services), m_client(client)
{
    m_client.setPrepare([this](bool) { return prepare(); });
    m_client.setGuard([this](const RestCall &call) {
        return m_settings.guarded ? m_services.guard.pass(m_settings.name, call.write.isEmpty() ? writeOf(call) : call.write)
                                  : readyFuture(Result<Done>(Done{}));
    });
    connect(&m_comeback, &Comeback::due, this, &RestConnection::open);
    if (!m_services.log)
        return;
    connect(&m_client.http(), &HttpClient::requestFinished, this, [this](RequestRecord record) {
        record.connection = m_settings.name;
        m_services.log->add(record);
    });
}

RestConnection::~RestConnection() = default;

void RestConnection::follow(JobService &jobs)
{
    m_changes = std::make_unique<JobChanges>(jobs);
    m_poller = std::make_unique<JobPoller>(jobs, *m_changes, m_settings.pollSeconds * 1000);
    connect(m_poller.get(), &JobPoller::failed, this, [this](const Error &error) {
        if (m_state == State::Ready)
            unreachable(error);
    });
    connect(m_poller.get(), &JobPoller::succeeded, this, [this] {
        if (m_state != State::Unreachable)
            return;
        setState(State::Ready);
        returned();
    });
}

void RestConnection::open()
{
    if (m_state == State::Idle || m_state == State::Unreachable)
        begin();
}

void RestConnection::close()
{
    ++m_attempt;
    m_client.interrupt();
    m_comeback.stop();
    if (m_poller)
        m_poller->stop();
    setState(State::Idle);
    tellWaiting(Error{Error::Kind::Cancelled});
}

void RestConnection::configure(const ConnectionSettings &settings)
{
    if (serverPlace(settings) != serverPlace(m_settings))
        m_client.interrupt();
    m_settings = settings;
    m_comeback.reset();
    if (m_poller)
        m_poller->setInterval(settings.pollSeconds * 1000);
    if (m_state == State::Idle)
        Q_EMIT stateChanged(); // the name
    else
        begin();
}

void RestConnection::begin()
{
    const int attempt = ++m_attempt;
    m_wasReady = false; // the poller, which would find out, is stopped: what fails now is tried again
    if (m_poller)
        m_poller->stop();
    setState(State::Connecting);
    whenDone(connectionAccess(m_settings, m_services.secrets, this), this, [this, attempt](const Result<HttpAccess> &access) {
        if (attempt != m_attempt)
            return; // the settings changed meanwhile
        if (!access)
            return unreachable(access.error());
        m_client.http().setHeaders(headers());
        m_client.setEndpoint(connectionBase(m_settings.url), *access);
        probe();
    });
}

void RestConnection::endProbe(int attempt, const Result<Capabilities> &found)
{
    if (attempt != m_attempt)
        return;
    if (!found)
        return unreachable(found.error());
    m_capabilities = *found;
    m_wasReady = true;
    m_lastError = {};
    m_comeback.reset();
    setState(State::Ready);
    tellWaiting(Done{});
    if (m_active && m_poller)
        m_poller->start();
}

/// Requests wait for the connection; one that finds it broken begins it anew, and all others wait for the same attempt.
QFuture<Result<Done>> RestConnection::prepare()
{
    // A server that was here before may be back: the request itself finds out.
    if (m_state == State::Ready || (m_state == State::Unreachable && m_wasReady))
        return readyFuture(Result<Done>(Done{}));
    // Not at once: what asks because of this news would begin it again and again.
    if (m_state == State::Unreachable && !m_sinceFailed.hasExpired(freshFailureMs))
        return readyFuture(Result<Done>(m_lastError));
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    m_waiting.append(promise);
    const auto future = promise->future();
    open();
    return future;
}

void RestConnection::setActive(bool active)
{
    m_active = active;
    if (!m_poller)
        return;
    if (!active)
        m_poller->stop();
    else if (m_state == State::Ready || (m_state == State::Unreachable && m_wasReady))
        m_poller->start();
}

void RestConnection::unreachable(const Error &error)
{
    m_lastError = error;
    m_sinceFailed.start();
    setState(State::Unreachable);
    tellWaiting(error);
    if (!m_wasReady) // after a good start the poller finds out
        m_comeback.failed(error);
}

void RestConnection::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void RestConnection::tellWaiting(const Result<Done> &result)
{
    for (const auto &promise : std::exchange(m_waiting, {})) {
        promise->addResult(result);
        promise->finish();
    }
}

} // namespace assay
