#include "services/backends/access/ConnectionAccess.h"

#include "services/api/SecretStore.h"
#include "services/core/Async.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace assay {

namespace {

using Auth = ConnectionSettings::Auth;

/// Blocks on the disk.
Result<HttpAccess> loaded(const ConnectionSettings &settings, const QString &secret)
{
    HttpAccess access;
    access.connectMs = settings.connectSeconds * 1000;
    access.answerMs = settings.answerSeconds * 1000;
    access.proxy = connectionProxy(settings.proxy);
    access.secret = secret;
    if (settings.auth == Auth::Bearer) {
        access.headerName = "Authorization";
        access.headerValue = "Bearer " + secret.toUtf8();
    } else if (settings.auth == Auth::Header) {
        access.headerName = settings.headerName.toUtf8();
        access.headerValue = secret.toUtf8();
    }
    if (!settings.caFile.isEmpty()) {
        const auto authorities = readCertificates(settings.caFile);
        if (!authorities)
            return authorities.error();
        access.authorities = *authorities;
    }
    if (settings.auth == Auth::ClientCertificate) {
        const auto chain = readCertificates(settings.certificateFile);
        if (!chain)
            return chain.error();
        const auto key = readPrivateKey(settings.keyFile, secret);
        if (!key)
            return key.error();
        access.certificates = *chain;
        access.key = *key;
    }
    return access;
}

} // namespace

QNetworkProxy connectionProxy(const QString &text)
{
    if (text.isEmpty())
        return QNetworkProxy(QNetworkProxy::DefaultProxy);
    if (text == QLatin1String("direct"))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(text);
    return QNetworkProxy(url.scheme() == QLatin1String("socks5") ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(), quint16(url.port()));
}

QFuture<Result<HttpAccess>> connectionAccess(const ConnectionSettings &settings, SecretStore &secrets, QObject *context,
                                             const std::optional<QString> &typed)
{
    auto promise = std::make_shared<QPromise<Result<HttpAccess>>>();
    promise->start();
    const auto load = [promise, settings](const QString &secret) {
        QThreadPool::globalInstance()->start([promise, settings, secret] {
            promise->addResult(loaded(settings, secret));
            promise->finish();
        });
    };
    const auto future = promise->future();
    if (!settings.usesSecret() || typed) {
        load(typed.value_or(QString()));
        return future;
    }
    whenDone(secrets.read(settings.secretName(), settings.origin()), context, [promise, settings, load](const Result<QString> &secret) {
        if (secret)
            return load(*secret);
        const bool missing = secret.error().kind == Error::Kind::NotFound;
        if (missing && settings.auth == Auth::ClientCertificate)
            return load(QString()); // the key file has no passphrase
        promise->addResult(missing ? Error{Error::Kind::NotFound,
                                           QCoreApplication::translate("assay", "The key of “%1” is not in the keychain; enter it in the connection's settings.").arg(settings.name),
                                           {}, QStringLiteral("no_secret")}
                                   : secret.error());
        promise->finish();
    });
    return future;
}

} // namespace assay
