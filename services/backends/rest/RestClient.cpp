#include "services/backends/rest/RestClient.h"

#include "services/http/Redaction.h"

#include <QCoreApplication>

namespace assay {

QString pathOf(const QStringList &parts)
{
    QString path;
    for (const QString &part : parts)
        path += QLatin1Char('/') + QString::fromLatin1(QUrl::toPercentEncoding(part));
    return path;
}

Error::Kind kindOfStatus(int status)
{
    switch (status) {
    case 400:
    case 413:
    case 415:
    case 422: return Error::Kind::Invalid;
    case 401:
    case 403: return Error::Kind::Unauthorized;
    case 404: return Error::Kind::NotFound;
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

QString sentenceForStatus(int status, const QString &place)
{
    switch (status) {
    case 401:
        return QCoreApplication::translate("assay", "%1 refuses the token; enter a valid one for this connection.").arg(place);
    case 403:
        return QCoreApplication::translate("assay", "%1 does not allow this with the present token.").arg(place);
    case 404:
        return QCoreApplication::translate("assay", "%1 does not know this address; check the URL.").arg(place);
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

bool isDefinite(const Error &error)
{
    if (error.code == QLatin1String("http_502") || error.code == QLatin1String("http_504"))
        return false; // a gateway gave up; the server behind it may not have
    return error.code.startsWith(QLatin1String("http_")) || error.code == QLatin1String("connection_refused") || error.kind == Error::Kind::Invalid;
}

RestClient::RestClient(const Settings &settings, QObject *parent)
    : QObject(parent), m_settings(settings), m_http(HttpClient::Settings{settings.serverKind})
{
}

Error RestClient::errorOf(const HttpReply &reply) const
{
    const QString place = originOf(m_base);
    if (m_settings.error) {
        HttpReply shown = reply; // a server may say the key back
        shown.body = withoutSecrets(reply.body, m_http.secrets());
        return withoutSecrets(m_settings.error(shown, place), m_http.secrets());
    }
    return Error{kindOfStatus(reply.status), sentenceForStatus(reply.status, place), QStringLiteral("HTTP %1").arg(reply.status)};
}

std::function<Error(const Error &)> RestClient::masker() const
{
    return [secrets = m_http.secrets()](const Error &error) { return withoutSecrets(error, secrets); };
}

void RestClient::setEndpoint(const QUrl &base, const QString &token)
{
    setBase(base);
    m_http.setToken(originOf(m_base), token);
}

void RestClient::setEndpoint(const QUrl &base, const HttpAccess &access)
{
    setBase(base);
    m_http.setAccess(originOf(m_base), access);
}

void RestClient::setBase(const QUrl &base)
{
    QString text = base.toString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo | QUrl::FullyEncoded);
    while (text.endsWith(QLatin1Char('/')))
        text.chop(1);
    if (!m_settings.prefix.isEmpty() && text.endsWith(m_settings.prefix))
        text.chop(m_settings.prefix.size());
    m_base = QUrl(text);
}

QUrl RestClient::urlOf(const RestCall &call) const
{
    QByteArray url = m_base.toEncoded() + (call.atOrigin ? QByteArray() : m_settings.prefix.toLatin1()) + call.path.toLatin1();
    char separator = '?';
    for (const auto &[name, value] : call.query) {
        if (value.isEmpty())
            continue;
        url += separator + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        separator = '&';
    }
    return QUrl::fromEncoded(url, QUrl::StrictMode);
}

QFuture<Result<HttpReply>> RestClient::request(const Build &build)
{
    auto promise = std::make_shared<QPromise<Result<HttpReply>>>();
    promise->start();
    whenDone(m_prepare ? m_prepare(false) : readyFuture(Result<Done>(Done{})), this,
             [this, build, promise](const Result<Done> &ready) {
                 const auto call = ready ? build() : Result<RestCall>(ready.error());
                 if (call)
                     return sendGuarded(*call, promise);
                 promise->addResult(call.error());
                 promise->finish();
             });
    return promise->future();
}

QFuture<Result<HttpReply>> RestClient::request(const RestCall &call)
{
    return request([call] { return Result<RestCall>(call); });
}

QFuture<Result<Done>> RestClient::askGuard(const RestCall &call)
{
    return m_guard && call.changes() && !call.agreed ? m_guard(call) : readyFuture(Result<Done>(Done{}));
}

void RestClient::sendGuarded(const RestCall &call, const Promise &promise)
{
    if (!m_guard || !call.changes() || call.agreed)
        return sendNow(call, true, promise);
    whenDone(askGuard(call), this, [this, call, promise](const Result<Done> &allowed) {
        if (allowed)
            return sendNow(call, true, promise);
        promise->addResult(allowed.error());
        promise->finish();
    });
}

QFuture<Result<HttpReply>> RestClient::requestDirectly(const RestCall &call)
{
    auto promise = std::make_shared<QPromise<Result<HttpReply>>>();
    promise->start();
    sendNow(call, false, promise);
    return promise->future();
}

void RestClient::sendNow(const RestCall &call, bool mayPrepareAgain, const Promise &promise)
{
    HttpRequest request;
    request.method = call.method;
    request.url = urlOf(call);
    request.body = call.body;
    request.headers = call.headers;
    request.idempotent = call.idempotent;
    request.timeoutMs = call.timeoutMs;
    request.expectJson = call.expectJson;
    request.contentType = call.contentType;
    request.patient = call.patient;
    if (promise->isCanceled())
        return promise->finish();
    auto sent = m_http.send(request);
    auto *given = new QFutureWatcher<Result<HttpReply>>(this); // who waits may give it up
    connect(given, &QFutureWatcherBase::canceled, this, [sent]() mutable { sent.cancel(); });
    connect(given, &QFutureWatcherBase::finished, given, &QObject::deleteLater);
    given->setFuture(promise->future());
    whenDone(sent, this, [this, call, mayPrepareAgain, promise](const Result<HttpReply> &reply) {
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
        promise->addResult(reply && !reply->ok() ? Result<HttpReply>(errorOf(*reply)) : reply);
        promise->finish();
    });
}

} // namespace assay
