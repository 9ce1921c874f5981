#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace assay {

/// A secret and the only origins (scheme://host:port) that it may be sent to.
struct BoundSecret {
    QString secret;
    QStringList origins;
    bool operator==(const BoundSecret &) const = default;
};

/// The text that is kept in the keychain: one JSON object {"secret", "origins"}.
QByteArray encodeBoundSecret(const BoundSecret &secret);
/// Error::Protocol when the entry was not written by Assay.
Result<BoundSecret> decodeBoundSecret(const QByteArray &text, const QString &name);

/// scheme://host:port in lower case with the port written out; empty when `text` is no web address.
QString normalisedOrigin(const QString &text);

/// Error::Invalid when an origin is no web address or there is none: a secret without an address could go anywhere.
Result<BoundSecret> bindSecret(const QString &name, const QString &secret, const QStringList &origins);

/// The secret, or Error::Unauthorized naming both places when it is bound elsewhere.
Result<QString> releaseSecret(const BoundSecret &secret, const QString &name, const QString &origin);

/// The secret of a Kubernetes S3 data connection: a JSON object with the members AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
/// AWS_S3_ENDPOINT (absent: Amazon's own of the region), AWS_DEFAULT_REGION (absent: us-east-1), AWS_SESSION_TOKEN (optional).
struct S3Secret {
    QString accessKey, secretKey, sessionToken, region;
    QString endpoint; ///< scheme://host[:port][/path] without a slash at the end
};
/// Error::Invalid naming the member that is missing or wrong; never quotes the secret.
Result<S3Secret> parseS3Secret(const QString &text, const QString &name);
/// What to give releaseSecret() as origin for a secret that names its own address in AWS_S3_ENDPOINT: it is released only when
/// that address is among those it is bound to.
QString s3SecretOrigin();

/// Error::NotFound: there is no secret of that name.
Error noSuchSecret(const QString &name);

} // namespace assay
