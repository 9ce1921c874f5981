#include "services/backends/evalhub/RemoteConnection.h"

#include "services/api/RequestLog.h"
#include "services/api/SecretStore.h"
#include "services/api/WriteGuard.h"
#include "services/backends/access/ConnectionAccess.h"

namespace assay {

namespace {

EvalHubConnection::Settings settingsOf(const ConnectionSettings &settings)
{
    EvalHubConnection::Settings out;
    out.id = settings.id;
    out.name = settings.name;
    out.url = connectionBase(settings.url);
    out.tenant = settings.tenant;
    out.user = settings.user;
    out.pollMs = settings.pollSeconds * 1000;
    return out;
}

} // namespace

RemoteConnection::RemoteConnection(const ConnectionSettings &settings, const Services &services, QObject *parent)
    : EvalHubConnection(settingsOf(settings), parent), m_remote(settings), m_services(services)
{
    connect(&m_comeback, &Comeback::due, this, &RemoteConnection::open);
    connect(this, &Connection::stateChanged, this, &RemoteConnection::onState);
    m_client.setGuard([this](const EvalHubCall &call) {
        return m_remote.guarded ? m_services.guard.pass(m_remote.name, describeWrite(call)) : readyFuture(Result<Done>(Done{}));
    });
    if (!m_services.log)
        return;
    connect(&m_client.http(), &HttpClient::requestFinished, this, [this](RequestRecord record) {
        record.connection = m_remote.name;
        m_services.log->add(record);
    });
}

void RemoteConnection::configure(const ConnectionSettings &settings)
{
    m_remote = settings;
    m_comeback.reset();
    applySettings(settingsOf(settings));
}

void RemoteConnection::close()
{
    ++m_located;
    m_comeback.stop();
    EvalHubConnection::close();
}

void RemoteConnection::locate(bool)
{
    whenDone(connectionAccess(m_remote, m_services.secrets, this), this, [this, located = ++m_located](const Result<HttpAccess> &access) {
        if (located != m_located)
            return; // the settings changed meanwhile
        if (access)
            connectTo(connectionBase(m_remote.url), *access);
        else
            unreachable(access.error());
    });
}

void RemoteConnection::onState()
{
    if (state() == State::Ready)
        return m_comeback.reset();
    m_comeback.stop();
    if (state() == State::Unreachable && !wasReady()) // after a good start the poller finds out
        m_comeback.failed(lastError());
}

} // namespace assay
