#include "services/api/ConnectionRegistry.h"

#include "services/api/DraftStore.h"
#include "services/api/RunRef.h"
#include "services/api/SecretStore.h"
#include "services/core/Async.h"

namespace assay {

namespace {

QString fileName() { return QStringLiteral("connections"); }

template<typename T>
void answer(const std::shared_ptr<QPromise<Result<T>>> &promise, const Result<T> &result)
{
    promise->addResult(result);
    promise->finish();
}

} // namespace

ConnectionRegistry::ConnectionRegistry(Connection &local, DraftStore &store, SecretStore &secrets, QObject *parent)
    : QObject(parent), m_local(local), m_store(store), m_secrets(secrets)
{
    connect(&local, &Connection::stateChanged, this, [this] { Q_EMIT changed(m_local.id()); });
}

ConnectionRegistry::~ConnectionRegistry() = default;

const ConnectionKind *ConnectionRegistry::kind(const QString &id) const
{
    for (const ConnectionKind &kind : m_kinds) {
        if (kind.id == id)
            return &kind;
    }
    return nullptr;
}

void ConnectionRegistry::load()
{
    whenDone(m_store.load(fileName()), this, [this](const Result<QByteArray> &text) { loadedFrom(text); });
}

void ConnectionRegistry::loadedFrom(const Result<QByteArray> &text)
{
    if (!text) {
        Q_EMIT problem(text.error().message);
    } else if (!text->isEmpty()) {
        const auto list = decodeConnections(*text);
        if (!list) {
            m_store.save(fileName() + QStringLiteral("-damaged"), *text); // what is saved next would overwrite it
            Q_EMIT problem(list.error().message);
        } else {
            m_file = *list;
            for (const ConnectionSettings &settings : *list)
                put(settings);
        }
    }
    m_loaded = true;
    Q_EMIT loaded();
}

QList<Connection *> ConnectionRegistry::connections() const
{
    QList<Connection *> all{&m_local};
    for (const auto &connection : m_connections)
        all << connection.get();
    return all;
}

Connection *ConnectionRegistry::find(const QString &id) const
{
    if (id.isEmpty() || id == m_local.id())
        return &m_local;
    for (const auto &connection : m_connections) {
        if (connection->id() == id)
            return connection.get();
    }
    return nullptr;
}

Connection *ConnectionRegistry::ofRun(const QString &run) const
{
    return find(RunRef::parse(run).connectionId);
}

QString ConnectionRegistry::reasonMissing(const QStringList &runs, Capability capability) const
{
    for (const QString &run : runs) {
        const Connection *connection = ofRun(run);
        if (connection && !connection->capabilities().has(capability))
            return connection->capabilities().reasonMissing(capability);
    }
    return {};
}

const ConnectionSettings *ConnectionRegistry::settingsOf(const QString &id) const
{
    for (const ConnectionSettings &settings : m_settings) {
        if (settings.id == id)
            return &settings;
    }
    return nullptr;
}

QFuture<Result<QString>> ConnectionRegistry::save(ConnectionSettings settings, const std::optional<QString> &secret)
{
    auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    settings.name = settings.name.trimmed();
    settings.url = settings.url.trimmed();
    if (settings.id.isEmpty())
        settings.id = newConnectionId(settings.name, m_file);
    if (!secret) {
        store(settings, promise);
        return promise->future();
    }
    // The secret first: settings without their key would connect and be refused.
    whenDone(m_secrets.save(settings.secretName(), *secret, {settings.origin()}), this, [this, settings, promise](const Result<Done> &saved) {
        if (!saved)
            return answer(promise, Result<QString>(saved.error()));
        store(settings, promise);
    });
    return promise->future();
}

void ConnectionRegistry::store(const ConnectionSettings &settings, const IdPromise &promise)
{
    const auto at = std::find_if(m_file.begin(), m_file.end(), [&](const ConnectionSettings &old) { return old.id == settings.id; });
    if (at == m_file.end())
        m_file.append(settings);
    else
        *at = settings;
    whenDone(write(), this, [this, settings, promise](const Result<Done> &saved) {
        if (!saved) {
            m_file = m_settings;
            return answer(promise, Result<QString>(saved.error()));
        }
        put(settings);
        answer(promise, Result<QString>(settings.id));
    });
}

QFuture<Result<Done>> ConnectionRegistry::write()
{
    return m_store.save(fileName(), encodeConnections(m_file));
}

void ConnectionRegistry::put(const ConnectionSettings &settings)
{
    for (ConnectionSettings &old : m_settings) {
        if (old.id != settings.id)
            continue;
        const bool elsewhere = connectionBase(old.url) != connectionBase(settings.url) || old.tenant != settings.tenant || old.user != settings.user;
        old = settings;
        if (elsewhere)
            Q_EMIT moved(settings.id);
        if (Connection *connection = find(settings.id))
            connection->configure(settings);
        Q_EMIT changed(settings.id);
        return;
    }
    m_settings.append(settings);
    make(settings);
    Q_EMIT added(settings.id);
}

void ConnectionRegistry::make(const ConnectionSettings &settings)
{
    const ConnectionKind *how = kind(settings.kind);
    if (!how)
        return;
    auto connection = how->make(settings);
    connect(connection.get(), &Connection::stateChanged, this, [this, id = settings.id] { Q_EMIT changed(id); });
    m_connections.push_back(std::move(connection));
}

QFuture<Result<Done>> ConnectionRegistry::remove(const QString &id)
{
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    m_file.removeIf([&id](const ConnectionSettings &settings) { return settings.id == id; });
    whenDone(write(), this, [this, id, promise](const Result<Done> &saved) {
        if (!saved) {
            m_file = m_settings;
            return answer(promise, saved);
        }
        if (const ConnectionSettings *settings = settingsOf(id); settings && settings->usesSecret())
            m_secrets.remove(settings->secretName());
        m_settings.removeIf([&id](const ConnectionSettings &settings) { return settings.id == id; });
        const auto at = std::find_if(m_connections.begin(), m_connections.end(), [&id](const auto &connection) { return connection->id() == id; });
        if (at != m_connections.end()) {
            (*at)->disconnect(this);
            (*at)->close();
            m_retired.push_back(std::move(*at));
            m_connections.erase(at);
        }
        Q_EMIT removed(id);
        answer(promise, saved);
    });
    return promise->future();
}

} // namespace assay
