#include "services/engine/server/Router.h"

#include "services/engine/server/Metrics.h"

#include <QCryptographicHash>
#include <QUuid>

namespace assay::engine {

namespace {

QByteArray transactionId(const HttpRequest &request)
{
    const QByteArray given = request.header("x-global-transaction-id");
    return given.isEmpty() ? QUuid::createUuid().toByteArray(QUuid::WithoutBraces) : given;
}

/// Takes the same time wherever the texts differ.
bool sameSecret(const QByteArray &a, const QByteArray &b)
{
    const QByteArray left = QCryptographicHash::hash(a, QCryptographicHash::Sha256);
    const QByteArray right = QCryptographicHash::hash(b, QCryptographicHash::Sha256);
    int difference = 0;
    for (qsizetype i = 0; i < left.size(); ++i)
        difference |= left.at(i) ^ right.at(i);
    return difference == 0;
}

} // namespace

void Router::add(const QByteArray &method, const QString &path, Handler handler, Access access)
{
    const bool rest = path.endsWith(QLatin1String("...}"));
    const QString shown = rest ? path.chopped(4) + QLatin1Char('}') : path;
    m_routes.append({method, shown, shown.split(QLatin1Char('/')), rest, std::move(handler), access});
}

QStringList Router::routes() const
{
    QStringList list;
    for (const Route &route : m_routes)
        list << QString::fromLatin1(route.method) + QLatin1Char(' ') + route.shown;
    return list;
}

bool Router::hostIsOurs(const QByteArray &host) const
{
    const QByteArray port = ':' + QByteArray::number(m_rules.port);
    for (const char *name : {"127.0.0.1", "localhost", "[::1]"}) {
        if (host.compare(name + port, Qt::CaseInsensitive) == 0 || (m_rules.port == 80 && host == name))
            return true;
    }
    return false;
}

bool Router::originIsOurs(const HttpRequest &request) const
{
    const QByteArray origin = request.header("origin");
    return origin.isEmpty() || (origin.startsWith("http://") && hostIsOurs(origin.mid(7)));
}

bool Router::tokenFits(const HttpRequest &request) const
{
    if (m_rules.token.isEmpty())
        return true;
    const QByteArray given = request.header("authorization");
    return given.left(7).compare("Bearer ", Qt::CaseInsensitive) == 0 && sameSecret(given.mid(7).trimmed(), m_rules.token);
}

std::optional<Problem> Router::refused(const HttpRequest &request) const
{
    if (!hostIsOurs(request.header("host"))) {
        return Problem{403, "host_not_allowed",
                       QStringLiteral("The host '%1' is not this engine; use http://127.0.0.1:%2.")
                           .arg(QString::fromUtf8(request.header("host"))).arg(m_rules.port)};
    }
    if (!originIsOurs(request)) {
        return Problem{403, "origin_not_allowed",
                       QStringLiteral("Pages of '%1' may not use this engine.").arg(QString::fromUtf8(request.header("origin")))};
    }
    return {};
}

bool Router::matches(const Route &route, const QStringList &parts, QHash<QString, QString> &parameters)
{
    if (route.rest ? route.parts.size() > parts.size() : route.parts.size() != parts.size())
        return false;
    for (qsizetype i = 0; i < route.parts.size(); ++i) {
        const QString &wanted = route.parts.at(i);
        if (wanted.startsWith(QLatin1Char('{'))) {
            const bool last = route.rest && i == route.parts.size() - 1;
            const QString value = last ? parts.mid(i).join(QLatin1Char('/')) : parts.at(i);
            if (value.isEmpty())
                return false;
            parameters.insert(wanted.mid(1, wanted.size() - 2), QString::fromUtf8(QByteArray::fromPercentEncoding(value.toUtf8())));
        } else if (wanted != parts.at(i)) {
            return false;
        }
    }
    return true;
}

void Router::handle(const HttpRequest &request, const Responder &responder) const
{
    const QStringList parts = QString::fromUtf8(request.path).split(QLatin1Char('/'));
    const Route *samePath = nullptr, *route = nullptr;
    QHash<QString, QString> parameters;
    for (const Route &candidate : m_routes) {
        QHash<QString, QString> found;
        if (!matches(candidate, parts, found))
            continue;
        samePath = &candidate;
        if (candidate.method == request.method) {
            route = &candidate;
            parameters = std::move(found);
            break;
        }
    }
    if (!m_metrics)
        return dispatch(request, responder, route, samePath, parameters);
    // Methods and paths that clients make up would be without number.
    const QString path = samePath ? samePath->shown : QStringLiteral("other");
    dispatch(request, m_metrics->watch(responder, route ? route->method : QByteArray("other"), path), route, samePath, parameters);
}

void Router::dispatch(const HttpRequest &request, const Responder &responder, const Route *route, bool pathKnown,
                      const QHash<QString, QString> &parameters) const
{
    Answer answer(responder, transactionId(request));
    if (request.method == "OPTIONS" && m_rules.token.isEmpty() && hostIsOurs(request.header("host"))) {
        return answer.raw({204,
                           {{"Access-Control-Allow-Origin", "*"},
                            {"Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"},
                            {"Access-Control-Allow-Headers", "Content-Type, Authorization, X-Global-Transaction-Id"},
                            {"Access-Control-Max-Age", "3600"}},
                           {},
                           {}});
    }
    if (const auto problem = refused(request))
        return answer.problem(*problem);
    if (request.path.contains("//")) {
        QByteArray clean = request.path;
        while (clean.contains("//"))
            clean.replace("//", "/");
        if (!request.query.isNull())
            clean += '?' + request.query;
        return answer.raw({308, {{"Location", clean}}, {}, {}}); // 308: the method stays
    }
    if (!(route && route->access == Access::Open) && !tokenFits(request)) {
        return answer.problem({401, "unauthorized",
                               QStringLiteral("The request lacks this engine's token; send it as 'Authorization: Bearer TOKEN' "
                                              "(it stands in engine.json of the workspace).")});
    }
    if (!pathKnown)
        return answer.text(404, "404 page not found\n", {{"X-Content-Type-Options", "nosniff"}});
    if (!route) {
        return answer.problem({405, "method_not_allowed",
                               QStringLiteral("The HTTP method %1 is not allowed for the API %2.")
                                   .arg(QString::fromUtf8(request.method), QString::fromUtf8(request.path))});
    }
    route->handler({request, parameters, Query(request.query), QString::fromUtf8(request.header("x-tenant")),
                    QString::fromUtf8(request.header("x-user"))},
                   answer);
}

HttpResponse Router::refusal(int status, const HttpRequest &head)
{
    const QByteArray id = transactionId(head);
    switch (status) {
    case 413:
        return problemResponse({413, "request_body_too_large", QStringLiteral("The request body is larger than 10 MiB.")}, id);
    case 431:
        return problemResponse({431, "request_header_too_large", QStringLiteral("The request header is larger than 32 KiB.")}, id);
    case 503:
        return problemResponse({503, "too_many_connections",
                                QStringLiteral("The engine has too many open connections; close some and try again.")}, id);
    default:
        return problemResponse({400, "bad_request", QStringLiteral("The request is not valid HTTP/1.1.")}, id);
    }
}

} // namespace assay::engine
