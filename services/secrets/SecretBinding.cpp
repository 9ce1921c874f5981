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
    for (const QJsonValue &origin : in.value(QStringLiteral("origins")).toArray()) {
        if (const QString known = normalisedOrigin(origin.toString()); !known.isEmpty()) // people save entries, too (docs/data.md)
            out.origins.append(known);
    }
    if (!in.value(QStringLiteral("secret")).isString())
        return Error{Error::Kind::Protocol,
                     QCoreApplication::translate("assay", "The keychain's entry “%1” was not written by Assay; delete it and save the key again.")
                         .arg(name)};
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
                         QCoreApplication::translate("assay", "The key “%1” cannot be bound to “%2”; give an address like https://HOST:PORT.")
                             .arg(name, text)};
        out.origins.append(origin);
    }
    if (out.origins.isEmpty())
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay", "The key “%1” needs the address that it may be sent to.").arg(name)};
    return out;
}

Result<QString> releaseSecret(const BoundSecret &secret, const QString &name, const QString &origin)
{
    QString wanted = normalisedOrigin(origin);
    if (origin == s3SecretOrigin()) {
        const auto own = parseS3Secret(secret.secret, name);
        if (!own)
            return own.error();
        wanted = normalisedOrigin(own->endpoint);
    }
    if (!wanted.isEmpty() && secret.origins.contains(wanted))
        return secret.secret;
    return Error{Error::Kind::Unauthorized,
                 QCoreApplication::translate(
                     "assay", "The key “%1” is bound to %2 and is not sent to %3; save it again with that address if it belongs there.")
                     .arg(name, secret.origins.join(QLatin1String(", ")), wanted.isEmpty() ? origin : wanted)};
}

QString s3SecretOrigin()
{
    return QStringLiteral("member:AWS_S3_ENDPOINT");
}

Result<S3Secret> parseS3Secret(const QString &text, const QString &name)
{
    const QJsonObject in = QJsonDocument::fromJson(text.toUtf8()).object();
    const auto member = [&in](const char *key) { return in.value(QLatin1String(key)).toString().trimmed(); };
    S3Secret out{member("AWS_ACCESS_KEY_ID"), member("AWS_SECRET_ACCESS_KEY"), member("AWS_SESSION_TOKEN"), member("AWS_DEFAULT_REGION"),
                 member("AWS_S3_ENDPOINT")};
    const auto fault = [&name](const QString &what) {
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay",
                                                 "The key “%1” is no S3 connection: %2; save it as a JSON object with AWS_ACCESS_KEY_ID, "
                                                 "AWS_SECRET_ACCESS_KEY, AWS_S3_ENDPOINT and AWS_DEFAULT_REGION.")
                         .arg(name, what)};
    };
    if (in.isEmpty())
        return fault(QCoreApplication::translate("assay", "it is no JSON object"));
    if (out.accessKey.isEmpty() || out.secretKey.isEmpty())
        return fault(QCoreApplication::translate("assay", "AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is missing"));
    if (out.region.isEmpty())
        out.region = QStringLiteral("us-east-1");
    if (out.endpoint.isEmpty())
        out.endpoint = QStringLiteral("https://s3.%1.amazonaws.com").arg(out.region);
    while (out.endpoint.endsWith(QLatin1Char('/')))
        out.endpoint.chop(1);
    if (normalisedOrigin(out.endpoint).isEmpty())
        return fault(QCoreApplication::translate("assay", "AWS_S3_ENDPOINT is no web address"));
    return out;
}

Error noSuchSecret(const QString &name)
{
    return Error{Error::Kind::NotFound, QCoreApplication::translate("assay", "There is no key named “%1”; save it first.").arg(name)};
}

} // namespace assay
