#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QList>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslKey>
#include <QString>

namespace assay {

/// The way to a server: what is sent for being let in, whom to trust, which proxy, how long to wait.
struct HttpAccess {
    QByteArray headerName, headerValue;   ///< sent to the client's own origin and to no other; empty: none
    QString secret;                       ///< the secret part of headerValue, which no log shows
    QList<QSslCertificate> authorities;   ///< trusted beside the system's own
    QList<QSslCertificate> certificates;  ///< the client's own, leaf first; empty: none
    QSslKey key;
    QNetworkProxy proxy{QNetworkProxy::DefaultProxy}; ///< DefaultProxy: the system's
    int connectMs = 0; ///< until the connection stands; 0: no limit of its own
    int answerMs = 0;  ///< instead of the requests' own limits; 0: theirs
    bool operator==(const HttpAccess &) const = default;
};

/// The TLS side of it.
QSslConfiguration tlsConfiguration(const HttpAccess &access);

/// Certificates of a PEM file, in its order. Blocks on the disk. Error::Invalid names the file and the fix.
Result<QList<QSslCertificate>> readCertificates(const QString &file);
/// A private key from a PEM file (RSA, EC or DSA; PKCS#1, SEC1 or PKCS#8). `passphrase` empty: not encrypted. As above.
Result<QSslKey> readPrivateKey(const QString &file, const QString &passphrase);

/// A sentence that says what is wrong with a server's certificate, and what to do, from what Qt found. Error::code is
/// "tls_expired", "tls_not_yet", "tls_host", "tls_untrusted" or "tls_failed".
Error tlsError(const QList<QSslError> &errors, const QString &place, const QString &otherwise);

/// "CN of the issuer, else its organisation".
QString issuerOf(const QSslCertificate &certificate);

} // namespace assay
