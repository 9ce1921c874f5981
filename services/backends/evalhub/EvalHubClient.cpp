#include "services/backends/evalhub/EvalHubClient.h"

#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay {

namespace {

struct ErrorObject {
    QString code, message, trace;
    bool detailed = false;
};

ErrorObject readErrorObject(const QByteArray &body)
{
    const auto in = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
    ErrorObject out;
    if (!in.is_object())
        return out;
    const auto text = [&in](const char *name) {
        const auto it = in.find(name);
        return it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
    };
    out.code = text("message_code");
    out.message = text("message");
    if (out.message.isEmpty()) { // Llama Stack's routes
        out.message = text("detail");
        out.detailed = !out.message.isEmpty();
    }
    out.trace = text("trace");
    return out;
}

Error::Kind kindOf(int status, bool errorObject)
{
    switch (status) {
    case 400:
    case 413:
    case 422: return Error::Kind::Invalid;
    case 401:
    case 403: return Error::Kind::Unauthorized;
    case 404: return errorObject ? Error::Kind::NotFound : Error::Kind::Unsupported; // the router's own 404 is plain text
    case 405:
    case 501: return Error::Kind::Unsupported;
    case 408:
    case 504: return Error::Kind::Timeout;
    case 409: return Error::Kind::Conflict;
    case 429:
    case 502:
    case 503: return Error::Kind::Network;
    case 507: return Error::Kind::Storage;
    default: return Error::Kind::Protocol;
    }
}

QString sentenceFor(int status, const QString &place)
{
    switch (status) {
    case 401:
        return QCoreApplication::translate("assay", "%1 refuses the token; enter a valid one for this connection.").arg(place);
    case 403:
        return QCoreApplication::translate("assay", "%1 does not allow this with the present token.").arg(place);
    case 404:
        return QCoreApplication::translate("assay", "%1 does not know this address; check that the URL is EvalHub's own.").arg(place);
    case 405:
    case 501:
        return QCoreApplication::translate("assay", "%1 does not offer this.").arg(place);
    case 413:
        return QCoreApplication::translate("assay", "The request is too long for %1; send less at once.").arg(place);
    case 429:
        return QCoreApplication::translate("assay", "%1 answers too many requests at once; try again in a while.").arg(place);
    case 502:
    case 503:
    case 504:
        return QCoreApplication::translate("assay", "%1 is not ready (status %2); try again in a while.")
            .arg(place, QString::number(status));
    default:
        break;
    }
    return status >= 500
        ? QCoreApplication::translate("assay", "%1 reports a fault of its own (status %2); its log says more.")
              .arg(place, QString::number(status))
        : QCoreApplication::translate("assay", "%1 refuses the request (status %2).").arg(place, QString::number(status));
}

} // namespace

QString pathOf(const QStringList &parts)
{
    QString path;
    for (const QString &part : parts)
        path += QLatin1Char('/') + QString::fromLatin1(QUrl::toPercentEncoding(part));
    return path;
}

QString describeWrite(const EvalHubCall &call)
{
    if (!call.changes())
        return {};
    const bool hard = call.query.contains({QStringLiteral("hard_delete"), QStringLiteral("true")});
    const QString place = call.path.section(QLatin1Char('/'), 1, 2), rest = call.path.section(QLatin1Char('/'), 3);
    const bool removal = call.method == "DELETE";
    if (place == QLatin1String("evaluations/jobs")) {
        if (removal && hard)
            return QCoreApplication::translate("assay", "delete a run");
        if (removal)
            return QCoreApplication::translate("assay", "cancel a run");
        return rest.isEmpty() ? QCoreApplication::translate("assay", "submit a job") : QCoreApplication::translate("assay", "change a run");
    }
    if (place == QLatin1String("evaluations/providers"))
        return removal ? QCoreApplication::translate("assay", "delete a provider")
             : rest.isEmpty() ? QCoreApplication::translate("assay", "add a provider") : QCoreApplication::translate("assay", "change a provider");
    if (place == QLatin1String("evaluations/collections"))
        return removal ? QCoreApplication::translate("assay", "delete a collection")
             : rest.isEmpty() || rest.endsWith(QLatin1String("/clones")) ? QCoreApplication::translate("assay", "add a collection")
                                                                         : QCoreApplication::translate("assay", "change a collection");
    if (call.atOrigin && call.path.startsWith(QLatin1String("/v1beta/datasets")))
        return removal ? QCoreApplication::translate("assay", "delete a dataset") : QCoreApplication::translate("assay", "add a dataset");
    if (call.path.startsWith(QLatin1String("/tasks/")))
        return QCoreApplication::translate("assay", "make a benchmark");
    return QCoreApplication::translate("assay", "change the server (%1 %2)").arg(QString::fromLatin1(call.method), call.path);
}

Error evalHubError(const HttpReply &reply, const QString &place)
{
    const ErrorObject object = readErrorObject(reply.body);
    Error error{kindOf(reply.status, !object.code.isEmpty() || object.detailed)};
    error.code = object.code;
    const bool ownWords = reply.status == 401 || reply.status == 403 || object.message.isEmpty();
    error.message = ownWords ? sentenceFor(reply.status, place) : redacted(object.message);
    error.detail = QStringLiteral("HTTP %1, trace %2").arg(QString::number(reply.status), object.trace.isEmpty() ? reply.traceId : object.trace);
    if (ownWords && !object.message.isEmpty())
        error.detail += QLatin1String(": ") + redacted(object.message);
    return error;
}

EvalHubClient::EvalHubClient(const QString &serverKind, QObject *parent)
    : QObject(parent), m_http(HttpClient::Settings{serverKind})
{
}

void EvalHubClient::setEndpoint(const QUrl &base, const QString &token)
{
    setBase(base);
    m_http.setToken(originOf(m_base), token);
}

void EvalHubClient::setEndpoint(const QUrl &base, const HttpAccess &access)
{
    setBase(base);
    m_http.setAccess(originOf(m_base), access);
}

void EvalHubClient::setBase(const QUrl &base)
{
    QString text = base.toString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo | QUrl::FullyEncoded);
    while (text.endsWith(QLatin1Char('/')))
        text.chop(1);
    if (text.endsWith(QLatin1String("/api/v1")))
        text.chop(7);
    m_base = QUrl(text);
}

QUrl EvalHubClient::urlOf(const EvalHubCall &call) const
{
    QByteArray url = m_base.toEncoded() + (call.atOrigin ? "" : "/api/v1") + call.path.toLatin1();
    char separator = '?';
    for (const auto &[name, value] : call.query) {
        if (value.isEmpty())
            continue;
        url += separator + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        separator = '&';
    }
    return QUrl::fromEncoded(url, QUrl::StrictMode);
}

QFuture<Result<HttpReply>> EvalHubClient::request(const Build &build)
{
    auto promise = std::make_shared<QPromise<Result<HttpReply>>>();
    promise->start();
    whenDone(m_prepare ? m_prepare(false) : readyFuture(Result<Done>(Done{})), this,
             [this, build, promise](const Result<Done> &ready) {
                 const auto call = ready ? build(m_capabilities) : Result<EvalHubCall>(ready.error());
                 if (call)
                     return sendGuarded(*call, promise);
                 promise->addResult(call.error());
                 promise->finish();
             });
    return promise->future();
}

void EvalHubClient::sendGuarded(const EvalHubCall &call, const Promise &promise)
{
    if (!m_guard || !call.changes())
        return sendNow(call, true, promise);
    whenDone(m_guard(call), this, [this, call, promise](const Result<Done> &allowed) {
        if (allowed)
            return sendNow(call, true, promise);
        promise->addResult(allowed.error());
        promise->finish();
    });
}

QFuture<Result<HttpReply>> EvalHubClient::requestDirectly(const EvalHubCall &call)
{
    auto promise = std::make_shared<QPromise<Result<HttpReply>>>();
    promise->start();
    sendNow(call, false, promise);
    return promise->future();
}

void EvalHubClient::sendNow(const EvalHubCall &call, bool mayPrepareAgain, const Promise &promise)
{
    HttpRequest request;
    request.method = call.method;
    request.url = urlOf(call);
    request.body = call.body;
    request.headers = call.headers;
    request.idempotent = call.idempotent;
    request.timeoutMs = call.timeoutMs;
    request.expectJson = call.expectJson;
    whenDone(m_http.send(request), this, [this, call, mayPrepareAgain, promise](const Result<HttpReply> &reply) {
        // A refused connection means that the request was not seen: repeating it is safe whatever it asks for.
        if (!reply && reply.error().code == QLatin1String("connection_refused") && mayPrepareAgain && m_restarts) {
            whenDone(m_prepare(true), this, [this, call, promise](const Result<Done> &ready) {
                if (ready)
                    return sendNow(call, false, promise);
                promise->addResult(ready.error());
                promise->finish();
            });
            return;
        }
        promise->addResult(reply && !reply->ok() ? Result<HttpReply>(evalHubError(*reply, originOf(m_base))) : reply);
        promise->finish();
    });
}

} // namespace assay
