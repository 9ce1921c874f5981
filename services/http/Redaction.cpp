#include "services/http/Redaction.h"

#include <QRegularExpression>

namespace assay {

QString redacted(QString text, const QStringList &secrets)
{
    for (const QString &secret : secrets) {
        if (secret.size() >= 4) // shorter ones would blank out ordinary words
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

QString redactedPath(const QUrl &url, const QStringList &secrets)
{
    return redacted(url.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment | QUrl::FullyEncoded), secrets);
}

QString urlForDetail(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

} // namespace assay
