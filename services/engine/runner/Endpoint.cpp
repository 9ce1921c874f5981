#include "services/engine/runner/Endpoint.h"

#include <QCoreApplication>
#include <QUrl>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

bool isLoopback(const QString &host)
{
    const QString name = host.toLower();
    if (name == QLatin1String("localhost") || name.endsWith(QLatin1String(".localhost")) || name == QLatin1String("::1"))
        return true;
    const QStringList parts = name.split(QLatin1Char('.'));
    if (parts.size() != 4 || parts.first() != QLatin1String("127"))
        return false;
    return std::all_of(parts.begin(), parts.end(), [](const QString &part) {
        bool number = false;
        part.toUShort(&number);
        return number;
    });
}

} // namespace

Result<Endpoint> parseEndpoint(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return Error{Error::Kind::Invalid, tr("The model has no URL; write the address of an OpenAI-compatible server into model.url.")};
    QUrl url(trimmed, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (!trimmed.contains(QLatin1String("://")) || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return Error{Error::Kind::Invalid, tr("model.url '%1' does not begin with http:// or https://; write for instance http://localhost:8080/v1.")
                                               .arg(trimmed.section(QLatin1Char('?'), 0, 0).section(QLatin1Char('@'), -1).left(200))};
    if (!url.isValid() || url.host().isEmpty())
        return Error{Error::Kind::Invalid, tr("model.url cannot be read as an address; write for instance http://localhost:8080/v1.")};
    if (!url.userInfo().isEmpty())
        return Error{Error::Kind::Invalid,
                     tr("model.url holds a user name or password; take it out and store the key under a name in auth.secret_ref.")};
    url.setFragment(QString());
    QString path = url.path(QUrl::FullyEncoded);
    const auto chop = [&path](QLatin1String tail) {
        while (path.endsWith(QLatin1Char('/')))
            path.chop(1);
        if (path.endsWith(tail))
            path.chop(tail.size());
    };
    chop(QLatin1String("/chat/completions"));
    chop(QLatin1String("/completions"));
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    if (path.isEmpty())
        path = QStringLiteral("/v1");
    Endpoint out;
    const auto full = [&](const char *tail) {
        QUrl one = url;
        one.setPath(path + QLatin1String(tail), QUrl::StrictMode);
        return one.toEncoded();
    };
    out.chatUrl = full("/chat/completions");
    out.completionUrl = full("/completions");
    QUrl shown = url;
    shown.setQuery(QString());
    shown.setPath(path, QUrl::StrictMode);
    out.shown = shown.toString(QUrl::FullyEncoded);
    const int port = url.port(scheme == QLatin1String("https") ? 443 : 80);
    const QString host = url.host(QUrl::FullyEncoded);
    out.origin = QStringLiteral("%1://%2:%3").arg(scheme, host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host)
                     .arg(port);
    out.loopback = isLoopback(url.host());
    return out;
}

} // namespace assay::engine
