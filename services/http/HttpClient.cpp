#include "services/http/HttpClient.h"

#include "services/http/HttpCall.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>

namespace assay {

HttpClient::HttpClient(Settings settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings))
{
    qRegisterMetaType<RequestRecord>();
    makeManager();
}

HttpClient::~HttpClient()
{
    // Before the access managers, which own their replies.
    qDeleteAll(findChildren<HttpCall *>(Qt::FindDirectChildrenOnly));
}

/// A child, so that it never outlives the client; and deleted later, because the last holder may let go within its reply's signal.
void HttpClient::makeManager()
{
    m_manager.reset(new QNetworkAccessManager(this), [](QNetworkAccessManager *manager) { manager->deleteLater(); });
    m_manager->setAutoDeleteReplies(false);
    m_manager->setProxy(m_access.proxy);
}

void HttpClient::setAccess(const QString &origin, const HttpAccess &access)
{
    if (origin == m_origin && access == m_access)
        return;
    m_origin = origin;
    m_access = access;
    // A connection that stands was let in by the old certificates. To clear the cache of one that is in use would leave its request
    // without an end.
    makeManager();
}

void HttpClient::setToken(const QString &origin, const QString &token)
{
    HttpAccess access;
    if (!token.isEmpty()) {
        access.headerName = "Authorization";
        access.headerValue = "Bearer " + token.toUtf8();
        access.secret = token;
    }
    setAccess(origin, access);
}

QStringList HttpClient::secrets() const
{
    return m_access.secret.isEmpty() ? QStringList() : QStringList(m_access.secret);
}

QNetworkRequest HttpClient::prepared(const HttpRequest &request, const QByteArray &traceId) const
{
    QNetworkRequest prepared(request.url);
    // The Authorization header would travel along with a redirect: only ones within the origin are followed.
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::SameOriginRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setMaximumRedirectsAllowed(5);
    prepared.setRawHeader("User-Agent", "assay");
    prepared.setRawHeader("Accept", request.expectJson ? "application/json" : "*/*");
    prepared.setRawHeader("X-Global-Transaction-Id", traceId);
    for (const HttpHeader &header : m_headers)
        prepared.setRawHeader(header.first, header.second);
    for (const HttpHeader &header : request.headers)
        prepared.setRawHeader(header.first, header.second);
    if (!request.body.isEmpty())
        prepared.setRawHeader("Content-Type", request.contentType);
    if (!m_access.headerName.isEmpty() && originOf(request.url) == m_origin)
        prepared.setRawHeader(m_access.headerName, m_access.headerValue);
    if (request.url.scheme() == QLatin1String("https"))
        prepared.setSslConfiguration(tlsConfiguration(m_access));
    return prepared;
}

QFuture<Result<HttpReply>> HttpClient::send(const HttpRequest &request)
{
    auto *call = new HttpCall(*this, request); // deletes itself, or dies with the client
    const auto future = call->future();
    call->start();
    return future;
}

} // namespace assay
