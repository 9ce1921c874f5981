#include "services/http/Redaction.h"

#include <QRegularExpression>

namespace assay {

namespace {

constexpr qsizetype shortest = 4; ///< shorter ones would blank out ordinary words

/// The text without the beginning of a secret at its end.
QString withoutRest(QString text, const QStringList &secrets)
{
    for (const QString &secret : secrets) {
        for (qsizetype part = secret.size() - 1; part >= shortest; --part) {
            if (!text.endsWith(QStringView(secret).left(part)))
                continue;
            text.chop(part);
            return text + QLatin1String("***");
        }
    }
    return text;
}

} // namespace

QString redacted(QString text, const QStringList &secrets)
{
    for (const QString &secret : secrets) {
        if (secret.size() >= shortest)
            text.replace(secret, QLatin1String("***"));
    }
    static const QRegularExpression bearer(QStringLiteral("\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{4,}"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression named(QStringLiteral("(authorization|api[-_]?key|access[-_]?token|token|secret|password)(\"?\\s*[=:]\\s*\"?)"
                                                         "(?!\\*\\*\\*|bearer\\b|basic\\b)[^\\s\"&,;]{3,}"),
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression openAi(QStringLiteral("\\bsk-[A-Za-z0-9_-]{8,}"));
    text.replace(bearer, QStringLiteral("\\1 ***"));
    text.replace(openAi, QStringLiteral("***"));
    text.replace(named, QStringLiteral("\\1\\2***"));
    return text;
}

QString quoted(const QString &text, qsizetype most, const QStringList &secrets)
{
    return redacted(text, secrets).left(most);
}

Error withoutSecrets(Error error, const QStringList &secrets)
{
    if (secrets.isEmpty())
        return error;
    error.message = withoutRest(redacted(error.message, secrets), secrets);
    error.detail = withoutRest(redacted(error.detail, secrets), secrets);
    return error;
}

QByteArray withoutSecrets(QByteArray body, const QStringList &secrets)
{
    for (const QString &secret : secrets) {
        if (secret.size() >= shortest)
            body.replace(secret.toUtf8(), "***");
    }
    return body;
}

QString redactedPath(const QUrl &url, const QStringList &secrets)
{
    return redacted(url.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment | QUrl::FullyEncoded), secrets);
}

QString urlForDetail(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

} // namespace assay
