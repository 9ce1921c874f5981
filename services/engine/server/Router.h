#pragma once

#include "services/engine/server/Answer.h"
#include "services/engine/server/Query.h"

#include <QHash>
#include <QStringList>

#include <functional>

namespace assay::engine {

class HttpMetrics;

/// A request that found its route.
struct ApiRequest {
    HttpRequest http;
    QHash<QString, QString> parameters; ///< the route's {names}, percent-decoded
    Query query;
    QString tenant, owner; ///< X-Tenant, X-User; empty when absent

    QString parameter(const char *name) const { return parameters.value(QLatin1String(name)); }
};

/// Who may ask.
struct AccessRules {
    QByteArray token;     ///< expected as "Authorization: Bearer TOKEN"; empty: --no-auth, everybody on this machine may
    quint16 port = 0;     ///< of our origin; Host and Origin must name it
};

/// Finds the route of a request and keeps the rules that hold for all of them: loopback Host (a web page that rebinds a name
/// to 127.0.0.1 must not reach us), own Origin, token, transaction id, 404 and 405. handle() may be called from any thread
/// once the routes are added.
class Router {
public:
    using Handler = std::function<void(const ApiRequest &request, Answer answer)>;
    enum class Access { Token, Open };

    /// path: e.g. "/api/v1/evaluations/jobs/{id}"; a last part "{id...}" takes all that follows, with its slashes
    void add(const QByteArray &method, const QString &path, Handler handler, Access access = Access::Token);
    void setAccess(AccessRules rules) { m_rules = std::move(rules); }
    /// Counts requests there from now on; it outlives the router.
    void countIn(HttpMetrics &metrics) { m_metrics = &metrics; }
    QStringList routes() const; ///< "METHOD /path/{id}" each

    void handle(const HttpRequest &request, const Responder &responder) const;
    /// The answer to a request that the transport refused.
    static HttpResponse refusal(int status, const HttpRequest &head);

private:
    struct Route {
        QByteArray method;
        QString shown; ///< for lists and counts: without the dots
        QStringList parts;
        bool rest;     ///< the last part takes all that follows
        Handler handler;
        Access access;
    };
    bool hostIsOurs(const QByteArray &host) const;
    bool originIsOurs(const HttpRequest &request) const;
    bool tokenFits(const HttpRequest &request) const;
    std::optional<Problem> refused(const HttpRequest &request) const;
    static bool matches(const Route &route, const QStringList &parts, QHash<QString, QString> &parameters);

    void dispatch(const HttpRequest &request, const Responder &responder, const Route *route, bool pathKnown,
                  const QHash<QString, QString> &parameters) const;

    QList<Route> m_routes;
    HttpMetrics *m_metrics = nullptr;
    AccessRules m_rules;
};

} // namespace assay::engine
