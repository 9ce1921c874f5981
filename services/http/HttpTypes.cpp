#include "services/http/HttpTypes.h"

namespace assay {

QString originOf(const QUrl &url)
{
    if (url.host().isEmpty())
        return {};
    const QString scheme = url.scheme().toLower();
    const int standard = scheme == QLatin1String("https") || scheme == QLatin1String("wss") ? 443 : 80;
    QString host = url.host(QUrl::FullyEncoded).toLower();
    if (host.contains(QLatin1Char(':')) && !host.startsWith(QLatin1Char('[')))
        host = QLatin1Char('[') + host + QLatin1Char(']');
    return scheme + QLatin1String("://") + host + QLatin1Char(':') + QString::number(url.port(standard));
}

bool HttpRequest::mayRepeat() const
{
    return idempotent.value_or(method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE");
}

QByteArray HttpReply::header(const QByteArray &name) const
{
    for (const HttpHeader &header : headers) {
        if (header.first.compare(name, Qt::CaseInsensitive) == 0)
            return header.second;
    }
    return {};
}

} // namespace assay
