#include "services/secrets/SecretBinding.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace assay {

QByteArray encodeBoundSecret(const BoundSecret &secret)
{
    const QJsonObject out{{QStringLiteral("secret"), secret.secret},
                          {QStringLiteral("origins"), QJsonArray::fromStringList(secret.origins)}};
    return QJsonDocument(out).toJson(QJsonDocument::Compact);
}

Result<BoundSecret> decodeBoundSecret(const QByteArray &text, const QString &name)
{
    const QJsonObject in = QJsonDocument::fromJson(text).object();
    BoundSecret out{in.value(QStringLiteral("secret")).toString(), {}};
    for (const QJsonValue &origin : in.value(QStringLiteral("origins")).toArray())
        out.origins.append(origin.toString());
    if (!in.value(QStringLiteral("secret")).isString())
        return Error{Error::Kind::Protocol,
                     QCoreApplication::translate("assay", "The keychain's entry “%1” was not written by Assay; delete it and save the key again.").arg(name)};
    return out;
}

QString normalisedOrigin(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return {};
    QString host = url.host(QUrl::FullyEncoded).toLower();
    if (host.contains(QLatin1Char(':')))
        host = QLatin1Char('[') + host + QLatin1Char(']');
    return QStringLiteral("%1://%2:%3").arg(scheme, host, QString::number(url.port(scheme == QLatin1String("https") ? 443 : 80)));
}

Result<BoundSecret> bindSecret(const QString &name, const QString &secret, const QStringList &origins)
{
    BoundSecret out{secret, {}};
    for (const QString &text : origins) {
        const QString origin = normalisedOrigin(text);
        if (origin.isEmpty())
            return Error{Error::Kind::Invalid,
                         QCoreApplication::translate("assay", "The key “%1” cannot be bound to “%2”; give an address like https://HOST:PORT.").arg(name, text)};
        out.origins.append(origin);
    }
    if (out.origins.isEmpty())
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay", "The key “%1” needs the address that it may be sent to.").arg(name)};
    return out;
}

Result<QString> releaseSecret(const BoundSecret &secret, const QString &name, const QString &origin)
{
    const QString wanted = normalisedOrigin(origin);
    if (!wanted.isEmpty() && secret.origins.contains(wanted))
        return secret.secret;
    return Error{Error::Kind::Unauthorized,
                 QCoreApplication::translate("assay", "The key “%1” is bound to %2 and is not sent to %3; save it again with that address if it belongs there.")
                     .arg(name, secret.origins.join(QLatin1String(", ")), wanted.isEmpty() ? origin : wanted)};
}

Error noSuchSecret(const QString &name)
{
    return Error{Error::Kind::NotFound, QCoreApplication::translate("assay", "There is no key named “%1”; save it first.").arg(name)};
}

} // namespace assay
