#pragma once

#include "services/api/SecretStore.h"
#include "services/secrets/SessionSecrets.h"

#include <QObject>

namespace QKeychain {
class Job;
}

namespace assay {

/// Keys in the system's keychain (service "assay"; the value holds key and origins). One thread with an event loop.
///
/// Error::code says what was wrong, and the message what to do: "keychain_no_bus" (no session bus), "keychain_locked"
/// (locked, or somebody was asked for its password and did not answer in time), "keychain_absent" (no keychain service).
/// With setSessionOnly(true), which only a person's choice should cause, saving keeps keys in memory instead.
class KeychainSecrets final : public QObject, public SecretStore {
    Q_OBJECT
public:
    explicit KeychainSecrets(int limitMs = 10000, QObject *parent = nullptr);

    QFuture<Result<Done>> save(const QString &name, const QString &secret, const QStringList &origins) override;
    QFuture<Result<QString>> read(const QString &name, const QString &origin) override; ///< memory first
    QFuture<Result<Done>> remove(const QString &name) override;

    void setSessionOnly(bool sessionOnly) { m_sessionOnly = sessionOnly; }
    bool isSessionOnly() const { return m_sessionOnly; }

private:
    template<typename T, typename Finish>
    QFuture<Result<T>> run(QKeychain::Job *job, const QString &name, Finish finish);

    const int m_limitMs;
    bool m_sessionOnly = false;
    SessionSecrets m_session;
};

/// The keychain's error in words; `busReachable`: there is a session bus.
Error keychainError(int qtKeychainError, const QString &text, const QString &name, bool busReachable);
/// What is said after the time limit.
Error keychainTimeout(bool busReachable);
/// A session bus is named by the environment or waits at its usual place.
bool sessionBusReachable();

} // namespace assay
