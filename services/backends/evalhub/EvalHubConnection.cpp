#include "services/backends/evalhub/EvalHubConnection.h"

#include "services/backends/evalhub/EvalHubCatalogue.h"
#include "services/backends/evalhub/EvalHubJobs.h"
#include "services/backends/evalhub/EvalHubImports.h"
#include "services/backends/evalhub/EvalHubTrials.h"
#include "services/backends/evalhub/JobChanges.h"
#include "services/backends/evalhub/JobPoller.h"
#include "services/backends/llamastack/LlamaDatasets.h"
#include "services/backends/rest/Comeback.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QLoggingCategory>

Q_LOGGING_CATEGORY(lcConnection, "assay.backends.connection", QtInfoMsg)

namespace assay {

namespace {
constexpr int loadMs = 5000;        // for the status bar when nothing else tells that something changed
constexpr int loadSoonMs = 300;
} // namespace

EvalHubConnection::EvalHubConnection(Settings settings, QObject *parent)
    : Connection(parent), m_client(QStringLiteral("EvalHub")), m_settings(std::move(settings)),
      m_jobs(std::make_unique<EvalHubJobs>(m_client)), m_catalogue(std::make_unique<EvalHubCatalogue>(m_client)),
      m_trials(std::make_unique<EvalHubTrials>(m_client)),
      m_imports(std::make_unique<EvalHubImports>(m_client)),
      m_datasets(std::make_unique<LlamaDatasets>(m_client, LlamaDatasets::Files::ByServer, [this] { return withoutDatasets(); })),
      m_changes(std::make_unique<JobChanges>(*m_jobs)),
      m_poller(std::make_unique<JobPoller>(*m_jobs, *m_changes, m_settings.pollMs)),
      m_stream(std::make_unique<SseClient>(m_client.http()))
{
    setIdentity();
    m_client.setPrepare([this](bool refused) { return prepare(refused); });

    connect(m_stream.get(), &SseClient::connected, this, [this] {
        // What happened during a break is not known.
        if (std::exchange(m_streamWasConnected, true))
            m_changes->listChanged();
    });
    connect(m_stream.get(), &SseClient::received, this, [this](const SseEvent &event) {
        if (event.name == "job")
            m_changes->addEvent(event.data);
    });
    connect(m_stream.get(), &SseClient::reset, this, [this] { m_changes->listChanged(); });
    connect(m_stream.get(), &SseClient::disconnected, this, [this] { streamLost(); });
    connect(m_stream.get(), &SseClient::refused, this, [this](const Error &error) {
        qCWarning(lcConnection) << "no event stream:" << error.detail;
        m_poller->start();
    });
    connect(m_poller.get(), &JobPoller::failed, this, [this](const Error &error) {
        if (m_state == State::Ready)
            unreachable(error);
    });
    connect(m_poller.get(), &JobPoller::succeeded, this, [this] {
        if (m_state == State::Unreachable)
            setState(State::Ready);
    });
    m_loadTimer.setSingleShot(true);
    connect(&m_loadTimer, &QTimer::timeout, this, &EvalHubConnection::askLoad);
    connect(m_jobs.get(), &JobService::jobChanged, this, [this] {
        if (m_hasLoad && (!m_loadTimer.isActive() || m_loadTimer.remainingTime() > loadSoonMs))
            m_loadTimer.start(loadSoonMs);
    });
}

EvalHubConnection::~EvalHubConnection()
{
    disconnect(m_stream.get(), nullptr, this, nullptr);
}

void EvalHubConnection::setIdentity()
{
    QList<HttpHeader> headers;
    if (!m_settings.tenant.isEmpty())
        headers.append(HttpHeader("X-Tenant", m_settings.tenant.toUtf8()));
    if (!m_settings.user.isEmpty())
        headers.append(HttpHeader("X-User", m_settings.user.toUtf8()));
    m_client.http().setHeaders(headers);
}

void EvalHubConnection::applySettings(const Settings &settings)
{
    const QString id = m_settings.id;
    m_settings = settings;
    m_settings.id = id;
    setIdentity();
    m_poller->setInterval(m_settings.pollMs);
    if (m_state == State::Idle)
        Q_EMIT stateChanged(); // the name
    else
        begin(true);
}

JobService &EvalHubConnection::jobs()
{
    return *m_jobs;
}

TrialService *EvalHubConnection::trials() { return m_trials.get(); }

ImportService *EvalHubConnection::imports() { return m_imports.get(); }

DatasetService *EvalHubConnection::datasets() { return m_datasets.get(); }

std::optional<Error> EvalHubConnection::withoutDatasets() const
{
    if (m_client.capabilities().has(Capability::Datasets))
        return {};
    return Error{Error::Kind::Unsupported, m_client.capabilities().reasonMissing(Capability::Datasets)};
}

CatalogueService &EvalHubConnection::catalogue()
{
    return *m_catalogue;
}

void EvalHubConnection::open()
{
    if (m_state == State::Idle || m_state == State::Unreachable)
        begin(false);
}

void EvalHubConnection::close()
{
    ++m_attempt;
    m_stream->close();
    m_poller->stop();
    m_loadTimer.stop();
    setState(State::Idle);
    tellWaiting(Error{Error::Kind::Cancelled});
}

void EvalHubConnection::begin(bool again)
{
    ++m_attempt;
    m_wasReady = false; // the poller, which would find out, is stopped: what fails now is tried again
    m_stream->close();
    m_poller->stop();
    setState(State::Connecting);
    locate(again);
}

void EvalHubConnection::locate(bool)
{
    connectTo(m_settings.url, m_settings.token);
}

/// Requests wait for the connection; one that finds it broken begins it anew, and all others wait for the same attempt.
QFuture<Result<Done>> EvalHubConnection::prepare(bool refused)
{
    if (m_state == State::Ready && !refused)
        return readyFuture(Result<Done>(Done{}));
    // A remote server that was here before may be back: the request itself finds out.
    if (m_state == State::Unreachable && m_wasReady && !restarts())
        return readyFuture(Result<Done>(Done{}));
    // Not at once: what asks because of this news would begin it again and again.
    if (m_state == State::Unreachable && !m_sinceFailed.hasExpired(freshFailureMs))
        return readyFuture(Result<Done>(m_lastError));
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    m_waiting.append(promise);
    const auto future = promise->future();
    if (m_state != State::Connecting)
        begin(refused);
    return future;
}

void EvalHubConnection::connectTo(const QUrl &url, const QString &token)
{
    m_client.setEndpoint(url, token);
    askCapabilities();
}

void EvalHubConnection::connectTo(const QUrl &url, const HttpAccess &access)
{
    m_client.setEndpoint(url, access);
    askCapabilities();
}

void EvalHubConnection::askCapabilities()
{
    const EvalHubCall call{.path = QStringLiteral("/capabilities"), .timeoutMs = 10000};
    whenDone(m_client.requestDirectly(call), this, [this, attempt = m_attempt](const Result<HttpReply> &reply) {
        if (attempt == m_attempt)
            capabilitiesAnswered(reply);
    });
}

void EvalHubConnection::capabilitiesAnswered(const Result<HttpReply> &reply)
{
    if (reply) {
        const auto capabilities = decodeCapabilities(reply->body);
        return capabilities ? ready(*capabilities) : unreachable(capabilities.error());
    }
    const Error::Kind kind = reply.error().kind;
    if (kind == Error::Kind::NotFound || kind == Error::Kind::Unsupported)
        return checkHealth(reply.error());
    unreachable(reply.error());
}

/// Released EvalHub servers do not have the route; health tells them from other servers.
void EvalHubConnection::checkHealth(const Error &withoutCapabilities)
{
    const EvalHubCall call{.path = QStringLiteral("/health"), .timeoutMs = 10000};
    whenDone(m_client.requestDirectly(call), this,
             [this, withoutCapabilities, attempt = m_attempt](const Result<HttpReply> &reply) {
                 if (attempt != m_attempt)
                     return;
                 const auto health = reply ? nlohmann::json::parse(reply->body.begin(), reply->body.end(), nullptr, false)
                                           : nlohmann::json();
                 if (health.is_object() && health.contains("status"))
                     return ready(plainEvalHubCapabilities());
                 if (!reply && reply.error().kind != Error::Kind::NotFound && reply.error().kind != Error::Kind::Unsupported)
                     return unreachable(reply.error());
                 unreachable(Error{Error::Kind::Protocol,
                                   QCoreApplication::translate("assay", "%1 is not EvalHub; check the URL.")
                                       .arg(m_client.base().toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)),
                                   withoutCapabilities.detail});
             });
}

void EvalHubConnection::ready(const Capabilities &capabilities)
{
    m_client.setCapabilities(capabilities);
    m_wasReady = true;
    m_lastError = {};
    setState(State::Ready);
    tellWaiting(Done{});
    follow();
    m_hasLoad = capabilities.has(Capability::EventStream); // both are the local engine's
    if (m_hasLoad)
        askLoad();
}

void EvalHubConnection::follow()
{
    if (m_client.capabilities().has(Capability::EventStream))
        m_stream->open(m_client.urlOf({.path = QStringLiteral("/events/stream")}));
    else if (m_active)
        m_poller->start();
}

void EvalHubConnection::setActive(bool active)
{
    m_active = active;
    if (!active) {
        m_poller->stop();
        m_loadTimer.stop();
        return;
    }
    if (m_state != State::Ready && m_state != State::Unreachable)
        return;
    if (!m_client.capabilities().has(Capability::EventStream))
        m_poller->start();
    else if (m_state == State::Ready && m_hasLoad)
        askLoad();
}

void EvalHubConnection::unreachable(const Error &error)
{
    m_lastError = error;
    m_sinceFailed.start();
    setState(State::Unreachable);
    m_stream->close();
    tellWaiting(error);
}

void EvalHubConnection::tellWaiting(const Result<Done> &result)
{
    for (const auto &promise : std::exchange(m_waiting, {})) {
        promise->addResult(result);
        promise->finish();
    }
}

QFuture<Result<Done>> EvalHubConnection::drain()
{
    return m_client.callWhenKnown<Done>(
        [](const Capabilities &capabilities) -> Result<EvalHubCall> {
            if (!capabilities.has(Capability::Drain))
                return Error{Error::Kind::Unsupported, capabilities.reasonMissing(Capability::Drain)};
            return EvalHubCall{.method = "POST", .path = QStringLiteral("/engine/drain"), .idempotent = true};
        },
        [](const HttpReply &) { return Result<Done>(Done{}); });
}

namespace {

CommandApproval commandFrom(const nlohmann::json &item)
{
    CommandApproval command;
    const auto text = [&item](const char *name) { return QString::fromStdString(item.value(name, std::string())); };
    command.hash = text("hash");
    command.providerId = text("provider_id");
    command.command = text("command");
    command.decision = text("decision");
    for (const auto &name : item.value("environment", nlohmann::json::array())) {
        if (name.is_string())
            command.environment << QString::fromStdString(name.get<std::string>());
    }
    return command;
}

template<typename T, typename Read>
Result<T> readCommands(const HttpReply &reply, Read read)
{
    try {
        return read(nlohmann::json::parse(reply.body.begin(), reply.body.end()));
    } catch (const nlohmann::json::exception &e) {
        return Error{Error::Kind::Protocol,
                     QCoreApplication::translate("assay", "The server's answer about commands cannot be read."),
                     QString::fromUtf8(e.what()),
                     {}};
    }
}

EvalHubClient::Build withApproval(const EvalHubCall &call)
{
    return [call](const Capabilities &capabilities) -> Result<EvalHubCall> {
        if (!capabilities.has(Capability::ApproveCommands))
            return Error{Error::Kind::Unsupported, capabilities.reasonMissing(Capability::ApproveCommands)};
        return call;
    };
}

} // namespace

QFuture<Result<QList<CommandApproval>>> EvalHubConnection::commands()
{
    return m_client.callWhenKnown<QList<CommandApproval>>(withApproval({.path = QStringLiteral("/commands")}), [](const HttpReply &reply) {
        return readCommands<QList<CommandApproval>>(reply, [](const nlohmann::json &document) {
            QList<CommandApproval> list;
            for (const auto &item : document.at("items"))
                list << commandFrom(item);
            return list;
        });
    });
}

QFuture<Result<CommandApproval>> EvalHubConnection::decideCommand(const QString &hash, bool allow)
{
    const EvalHubCall call{.method = "POST", .path = pathOf({QStringLiteral("commands"), hash}),
                           .body = allow ? R"({"decision":"allow"})" : R"({"decision":"deny"})", .idempotent = true};
    return m_client.callWhenKnown<CommandApproval>(withApproval(call), [](const HttpReply &reply) {
        return readCommands<CommandApproval>(reply, [](const nlohmann::json &document) { return commandFrom(document); });
    });
}

void EvalHubConnection::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void EvalHubConnection::askLoad()
{
    m_loadTimer.stop();
    if (m_state != State::Ready)
        return;
    const EvalHubCall call{.path = QStringLiteral("/engine"), .timeoutMs = 5000};
    whenDone(m_client.requestDirectly(call), this, [this](const Result<HttpReply> &reply) {
        if (!reply) {
            m_hasLoad = m_hasLoad && reply.error().kind != Error::Kind::Unsupported && reply.error().kind != Error::Kind::NotFound;
        } else {
            const auto in = nlohmann::json::parse(reply->body.begin(), reply->body.end(), nullptr, false);
            const auto number = [&in](const char *name) {
                const auto it = in.is_object() ? in.find(name) : in.end();
                return it != in.end() && it->is_number_integer() ? it->get<int>() : -1;
            };
            const EngineLoad load{number("slots"), number("running"), number("queued")};
            if (load != std::exchange(m_load, load))
                Q_EMIT loadChanged();
        }
        if (m_active && m_hasLoad && !m_loadTimer.isActive())
            m_loadTimer.start(loadMs);
    });
}

} // namespace assay
