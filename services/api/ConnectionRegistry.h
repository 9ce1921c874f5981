#pragma once

#include "services/api/Connection.h"
#include "services/api/ConnectionSettings.h"
#include "services/api/ConnectionTester.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace assay {

class DraftStore;
class SecretStore;

/// A kind of server that can be connected to.
struct ConnectionKind {
    QString id;                     ///< as in ConnectionSettings::kind
    std::function<QString()> title; ///< translated
    QString urlExample;
    std::function<std::unique_ptr<Connection>(const ConnectionSettings &)> make;
    std::function<std::unique_ptr<ConnectionTester>()> makeTester;
    /// What ConnectionSettings::tenant and user are called there, translated; null: it has no such thing.
    std::function<QString()> tenantTitle = {}, userTitle = {};
    std::function<QString()> tenantHint = {}; ///< what to enter there, translated; null: nothing is said
    QString keyHeader = {}; ///< a key's own header, offered for a new connection; empty: the user names it
};

/// All connections of the profile: the local engine, which is always there and first, and those that the user entered. Keeps
/// their settings in the profile and their secrets in the keychain. GUI thread.
///
/// A connection that was taken out is closed but stays alive until the registry dies, so that whoever still shows it does not
/// break. Connections of a kind that nobody added are kept in the file and have settings but no Connection.
class ConnectionRegistry : public QObject {
    Q_OBJECT
public:
    ConnectionRegistry(Connection &local, DraftStore &store, SecretStore &secrets, QObject *parent = nullptr);
    ~ConnectionRegistry() override;

    /// Before load().
    void addKind(const ConnectionKind &kind) { m_kinds.append(kind); }
    const QList<ConnectionKind> &kinds() const { return m_kinds; }
    /// Null when there is none of that id.
    const ConnectionKind *kind(const QString &id) const;

    /// Reads the profile; added() for each and loaded() follow, in a later turn of the event loop.
    void load();
    bool isLoaded() const { return m_loaded; }

    Connection &local() const { return m_local; }
    /// The local engine first.
    QList<Connection *> connections() const;
    /// Null when there is none of that id, or of a kind that is not known. Empty id: the local engine.
    Connection *find(const QString &id) const;
    /// Where a run lives (RunRef::text()); null when that connection was taken out.
    Connection *ofRun(const QString &run) const;
    /// Why one of these runs' servers cannot do this; empty when all can.
    QString reasonMissing(const QStringList &runs, Capability capability) const;
    /// Without the local engine, which has none.
    const QList<ConnectionSettings> &settings() const { return m_settings; }
    const ConnectionSettings *settingsOf(const QString &id) const;

    /// Adds or changes a connection; settings without an id get one. `secret`: a new one, bound to the settings' origin; none:
    /// the one that is there stays. Nothing changes when the keychain or the file fails. Answers with the id.
    QFuture<Result<QString>> save(ConnectionSettings settings, const std::optional<QString> &secret);
    /// Forgets its secret too.
    QFuture<Result<Done>> remove(const QString &id);

Q_SIGNALS:
    void loaded();
    void added(const QString &id);
    void changed(const QString &id); ///< settings, state or capabilities
    void moved(const QString &id);   ///< another server, tenant or user: nothing that was read before holds any more
    void removed(const QString &id);
    void problem(const QString &text); ///< translated: the file could not be read

private:
    using IdPromise = std::shared_ptr<QPromise<Result<QString>>>;
    void loadedFrom(const Result<QByteArray> &text);
    void store(const ConnectionSettings &settings, const IdPromise &promise);
    QFuture<Result<Done>> write();
    void put(const ConnectionSettings &settings);
    void make(const ConnectionSettings &settings);

    Connection &m_local;
    DraftStore &m_store;
    SecretStore &m_secrets;
    QList<ConnectionKind> m_kinds;
    QList<ConnectionSettings> m_settings;
    QList<ConnectionSettings> m_file; ///< as it was last asked to be written: ahead of m_settings while a write is under way
    std::vector<std::unique_ptr<Connection>> m_connections, m_retired;
    bool m_loaded = false;
};

} // namespace assay
