#include "services/secrets/KeychainSecrets.h"

#include "services/core/Async.h"

#include <qt6keychain/keychain.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QTimer>

namespace assay {

namespace {

QString service()
{
    return QStringLiteral("assay");
}

Error noBus(const QString &detail)
{
    return Error{
        Error::Kind::Unsupported,
        QCoreApplication::translate(
            "assay",
            "There is no session bus, so the keychain cannot be reached; start a desktop session or keep the key for this session only."),
        detail, QStringLiteral("keychain_no_bus")};
}

Error locked(const QString &detail)
{
    return Error{Error::Kind::Unauthorized,
                 QCoreApplication::translate(
                     "assay", "The keychain is locked; unlock it (a password window may be waiting) or keep the key for this session only."),
                 detail, QStringLiteral("keychain_locked")};
}

Error absent(const QString &detail)
{
    return Error{
        Error::Kind::Unsupported,
        QCoreApplication::translate(
            "assay", "No keychain service runs; install and start one (gnome-keyring or KWallet) or keep the key for this session only."),
        detail, QStringLiteral("keychain_absent")};
}

} // namespace

bool sessionBusReachable()
{
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
}

Error keychainError(int qtKeychainError, const QString &text, const QString &name, bool busReachable)
{
    // What QtKeychain 0.13 with libsecret was seen to say; the codes alone do not tell the cases apart.
    if (qtKeychainError == QKeychain::EntryNotFound)
        return noSuchSecret(name);
    if (!busReachable || text.contains(QLatin1String("autolaunch"), Qt::CaseInsensitive))
        return noBus(text);
    if (qtKeychainError == QKeychain::NoBackendAvailable || text.contains(QLatin1String("ServiceUnknown"))
        || text.contains(QLatin1String("not provided by any"), Qt::CaseInsensitive))
        return absent(text);
    if (qtKeychainError == QKeychain::AccessDenied || qtKeychainError == QKeychain::AccessDeniedByUser
        || text.contains(QLatin1String("does not exist")) || text.contains(QLatin1String("locked"), Qt::CaseInsensitive)
        || text.contains(QLatin1String("prompt"), Qt::CaseInsensitive))
        return locked(text);
    return Error{Error::Kind::Storage,
                 QCoreApplication::translate("assay", "The keychain does not work (%1); keep the key for this session only.").arg(text),
                 QString::number(qtKeychainError), QStringLiteral("keychain_failed")};
}

Error keychainTimeout(bool busReachable)
{
    const QString detail = QStringLiteral("no answer in time");
    return busReachable ? locked(detail) : noBus(detail);
}

KeychainSecrets::KeychainSecrets(int limitMs, QObject *parent) : QObject(parent), m_limitMs(limitMs) {}

/// Starts the job; finish(job) -> Result<T> after it went well. The answer comes within the limit, whatever the job does.
template<typename T, typename Finish>
QFuture<Result<T>> KeychainSecrets::run(QKeychain::Job *job, const QString &name, Finish finish)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    const auto future = promise->future();
    const auto answer = [promise](const Result<T> &result) {
        if (promise->future().isFinished())
            return;
        promise->addResult(result);
        promise->finish();
    };
    job->setInsecureFallback(false);
    job->setAutoDelete(true);
    connect(job, &QKeychain::Job::finished, this, [answer, name, finish](QKeychain::Job *done) {
        if (done->error() == QKeychain::NoError)
            answer(finish(done));
        else
            answer(Result<T>(keychainError(done->error(), done->errorString(), name, sessionBusReachable())));
    });
    // A job that waits for somebody's password cannot be cancelled; it ends by itself and is not listened to.
    QTimer::singleShot(m_limitMs, this, [answer] { answer(Result<T>(keychainTimeout(sessionBusReachable()))); });
    job->start();
    return future;
}

QFuture<Result<Done>> KeychainSecrets::save(const QString &name, const QString &secret, const QStringList &origins)
{
    if (m_sessionOnly)
        return m_session.save(name, secret, origins);
    const auto bound = bindSecret(name, secret, origins);
    if (!bound)
        return readyFuture(Result<Done>(bound.error()));
    auto *job = new QKeychain::WritePasswordJob(service());
    job->setKey(name);
    job->setTextData(QString::fromUtf8(encodeBoundSecret(*bound)));
    return run<Done>(job, name, [](QKeychain::Job *) { return Result<Done>(Done{}); });
}

QFuture<Result<QString>> KeychainSecrets::read(const QString &name, const QString &origin)
{
    if (m_session.contains(name))
        return m_session.read(name, origin);
    auto *job = new QKeychain::ReadPasswordJob(service());
    job->setKey(name);
    return run<QString>(job, name, [name, origin](QKeychain::Job *done) -> Result<QString> {
        const auto bound = decodeBoundSecret(static_cast<QKeychain::ReadPasswordJob *>(done)->textData().toUtf8(), name);
        return bound ? releaseSecret(*bound, name, origin) : Result<QString>(bound.error());
    });
}

QFuture<Result<Done>> KeychainSecrets::remove(const QString &name)
{
    if (m_session.contains(name))
        return m_session.remove(name);
    auto *job = new QKeychain::DeletePasswordJob(service());
    job->setKey(name);
    return run<Done>(job, name, [](QKeychain::Job *) { return Result<Done>(Done{}); });
}

} // namespace assay
