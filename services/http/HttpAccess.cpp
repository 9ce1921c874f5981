#include "services/http/HttpAccess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLocale>

namespace assay {

namespace {

constexpr qint64 largestFile = 1 << 20;

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay", "%1 cannot be read (%2); choose another file or change its permissions.")
                         .arg(QDir::toNativeSeparators(path), file.errorString())};
    return file.read(largestFile);
}

bool any(const QList<QSslError> &errors, std::initializer_list<QSslError::SslError> kinds, QSslError *found)
{
    for (const QSslError &error : errors) {
        if (std::find(kinds.begin(), kinds.end(), error.error()) != kinds.end()) {
            *found = error;
            return true;
        }
    }
    return false;
}

} // namespace

QSslConfiguration tlsConfiguration(const HttpAccess &access)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (!access.authorities.isEmpty())
        tls.addCaCertificates(access.authorities);
    if (!access.certificates.isEmpty()) {
        tls.setLocalCertificateChain(access.certificates);
        tls.setPrivateKey(access.key);
    }
    return tls;
}

Result<QList<QSslCertificate>> readCertificates(const QString &file)
{
    const auto text = readFile(file);
    if (!text)
        return text.error();
    const QList<QSslCertificate> found = QSslCertificate::fromData(*text, QSsl::Pem);
    if (found.isEmpty())
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay", "%1 holds no certificate; choose a PEM file (-----BEGIN CERTIFICATE-----).")
                         .arg(QDir::toNativeSeparators(file))};
    return found;
}

Result<QSslKey> readPrivateKey(const QString &file, const QString &passphrase)
{
    const auto text = readFile(file);
    if (!text)
        return text.error();
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(*text, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase.toUtf8());
        if (!key.isNull())
            return key;
    }
    if (!text->contains("PRIVATE KEY-----"))
        return Error{Error::Kind::Invalid, QCoreApplication::translate("assay", "%1 holds no private key; choose a PEM file (-----BEGIN PRIVATE KEY-----).")
                                               .arg(QDir::toNativeSeparators(file))};
    return Error{Error::Kind::Invalid,
                 QCoreApplication::translate("assay", "The private key in %1 cannot be used; if it is encrypted, enter its passphrase.").arg(QDir::toNativeSeparators(file)),
                 {}, QStringLiteral("key_passphrase")};
}

Error tlsError(const QList<QSslError> &errors, const QString &place, const QString &otherwise)
{
    QSslError one;
    const auto error = [&](const QString &message, const char *code) {
        return Error{Error::Kind::Network, message, otherwise, QLatin1String(code)};
    };
    if (any(errors, {QSslError::CertificateExpired}, &one))
        return error(QCoreApplication::translate("assay", "The certificate of %1 expired on %2; ask the server's administrator to renew it.")
                         .arg(place, QLocale().toString(one.certificate().expiryDate().toLocalTime(), QLocale::ShortFormat)),
                     "tls_expired");
    if (any(errors, {QSslError::CertificateNotYetValid}, &one))
        return error(QCoreApplication::translate("assay", "The certificate of %1 is valid from %2 on; check this machine's clock, or wait.")
                         .arg(place, QLocale().toString(one.certificate().effectiveDate().toLocalTime(), QLocale::ShortFormat)),
                     "tls_not_yet");
    if (any(errors, {QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain, QSslError::UnableToGetLocalIssuerCertificate,
                     QSslError::UnableToGetIssuerCertificate, QSslError::UnableToVerifyFirstCertificate, QSslError::CertificateUntrusted, QSslError::InvalidCaCertificate},
            &one))
        return error(QCoreApplication::translate("assay", "The certificate of %1 is issued by “%2”, which this machine does not trust; enter that authority's certificate as CA file.")
                         .arg(place, issuerOf(one.certificate())),
                     "tls_untrusted");
    if (any(errors, {QSslError::HostNameMismatch}, &one))
        return error(QCoreApplication::translate("assay", "The certificate of %1 is for %2; use that name in the URL.")
                         .arg(place, (one.certificate().subjectAlternativeNames().values() + one.certificate().subjectInfo(QSslCertificate::CommonName)).value(0)),
                     "tls_host");
    return error(QCoreApplication::translate("assay", "No secure connection to %1 comes about (%2); check the certificates, and that the port speaks TLS.")
                     .arg(place, errors.isEmpty() ? otherwise : errors.first().errorString()),
                 "tls_failed");
}

QString issuerOf(const QSslCertificate &certificate)
{
    const QStringList names = certificate.issuerInfo(QSslCertificate::CommonName) + certificate.issuerInfo(QSslCertificate::Organization);
    return names.value(0, QCoreApplication::translate("assay", "an authority without a name"));
}

} // namespace assay
