#include "services/http/HttpCall.h"

#include "services/http/HttpClient.h"
#include "services/http/Redaction.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFutureWatcher>
#include <QIODevice>
#include <QLoggingCategory>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUuid>

#include <algorithm>

Q_LOGGING_CATEGORY(lcHttp, "assay.http", QtInfoMsg)

namespace assay {

namespace {
/// The server answered, whatever it said: Qt reports statuses of 400 and above as errors of these ranges.
bool isAnswer(const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const int error = reply.error();
    return error == QNetworkReply::NoError
        || (status >= 400 && ((error > 200 && error < 300) || error == QNetworkReply::ProtocolInvalidOperationError || error > 400));
}

/// Seconds, or an HTTP date; -1 when neither.
qint64 retryAfterMs(const QByteArray &value)
{
    bool number = false;
    const int seconds = value.trimmed().toInt(&number);
    if (number)
        return seconds < 0 ? -1 : qint64(seconds) * 1000;
    const QDateTime date = QDateTime::fromString(QString::fromLatin1(value.trimmed()), Qt::RFC2822Date);
    return date.isValid() ? std::max<qint64>(0, QDateTime::currentDateTimeUtc().msecsTo(date)) : -1;
}

/// A body that is read once. Qt sends a request anew by itself when a connection breaks before the answer begins, whatever it
/// asks for, and gives up only where it cannot rewind the body.
class OnceBody final : public QIODevice {
public:
    OnceBody(const QByteArray &body, QObject *parent) : QIODevice(parent), m_body(body) { open(QIODevice::ReadOnly | QIODevice::Unbuffered); }
    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    qint64 bytesAvailable() const override { return m_body.size() - m_read + QIODevice::bytesAvailable(); }

protected:
    qint64 readData(char *to, qint64 most) override
    {
        const qint64 count = std::min<qint64>(most, m_body.size() - m_read);
        std::copy_n(m_body.constData() + m_read, count, to);
        m_read += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_body;
    qint64 m_read = 0;
};

/// Gateways say in a page that the server is away or busy for now: its status tells that, and the address is right.
bool isOfGateway(int status)
{
    return status == 429 || (status >= 502 && status <= 504);
}

bool looksLikeWebPage(const HttpReply &reply)
{
    if (reply.header("Content-Type").toLower().startsWith("text/html"))
        return true;
    const QByteArray start = reply.body.left(64).trimmed().toLower();
    return start.startsWith("<!doctype html") || start.startsWith("<html");
}
} // namespace

HttpCall::HttpCall(HttpClient &client, HttpRequest request)
    : QObject(&client), m_client(client), m_request(std::move(request)),
      m_traceId(QUuid::createUuid().toByteArray(QUuid::WithoutBraces))
{
    m_promise.start();
    m_limit.setSingleShot(true);
    m_connectLimit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        m_timedOut = true;
        if (m_reply)
            m_reply->abort();
    });
    connect(&m_connectLimit, &QTimer::timeout, this, [this] {
        m_timedOut = m_notConnected = true;
        if (m_reply)
            m_reply->abort();
    });
    auto *watcher = new QFutureWatcher<Result<HttpReply>>(this);
    connect(watcher, &QFutureWatcherBase::canceled, this, [this] {
        if (!m_done)
            finish(Error{Error::Kind::Cancelled});
    });
    watcher->setFuture(m_promise.future());
}

HttpCall::~HttpCall()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        delete m_reply;
    }
}

void HttpCall::start()
{
    if (m_request.url.isValid() && !m_request.url.host().isEmpty())
        return attempt();
    // As every other answer, this one comes from the event loop.
    QMetaObject::invokeMethod(
        this,
        [this] {
            finish(Error{Error::Kind::Invalid,
                         QCoreApplication::translate("assay", "The address %1 is not a web address; write it as http://HOST:PORT.")
                             .arg(redacted(m_request.url.toString(QUrl::RemoveUserInfo)))});
        },
        Qt::QueuedConnection);
}

void HttpCall::attempt()
{
    m_body.clear();
    m_timedOut = m_notConnected = m_tooLong = false;
    m_tlsErrors.clear();
    m_clock.start();
    m_started = QDateTime::currentDateTimeUtc();
    m_manager = m_client.manager();
    QNetworkRequest prepared = m_client.prepared(m_request, m_traceId);
    m_sent.clear();
    for (const QByteArray &name : prepared.rawHeaderList())
        m_sent.append(HttpHeader(name, prepared.rawHeader(name)));
    if (m_request.mayRepeat() || m_request.body.isEmpty()) {
        m_reply = m_manager->sendCustomRequest(prepared, m_request.method, m_request.body);
    } else {
        prepared.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        prepared.setHeader(QNetworkRequest::ContentLengthHeader, m_request.body.size());
        auto *body = new OnceBody(m_request.body, this);
        m_reply = m_manager->sendCustomRequest(prepared, m_request.method, body);
        body->setParent(m_reply);
    }
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpCall::read);
    connect(m_reply, &QNetworkReply::finished, this, &HttpCall::attemptFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    watchConnecting();
    m_limit.start(answerMs());
}

int HttpCall::answerMs() const
{
    const int own = m_client.access().answerMs;
    return own > 0 && !m_request.patient ? own : m_request.timeoutMs;
}

/// From the first packet until the request is on its way; a request that waits for its turn is not connecting.
void HttpCall::watchConnecting()
{
    const int limit = m_client.access().connectMs;
    if (limit <= 0)
        return;
    connect(m_reply, &QNetworkReply::socketStartedConnecting, this, [this, limit] { m_connectLimit.start(limit); });
    connect(m_reply, &QNetworkReply::requestSent, &m_connectLimit, &QTimer::stop);
}

void HttpCall::read()
{
    m_body += m_reply->readAll();
    if (m_body.size() > m_request.maxBytes) {
        m_tooLong = true;
        m_reply->abort();
    }
}

HttpReply HttpCall::takeReply() const
{
    HttpReply reply;
    reply.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    reply.body = m_body;
    for (const auto &pair : m_reply->rawHeaderPairs())
        reply.headers.append(pair);
    const QByteArray trace = reply.header("X-Global-Transaction-Id");
    reply.traceId = QString::fromUtf8(trace.isEmpty() ? m_traceId : trace);
    return reply;
}

void HttpCall::attemptFinished()
{
    m_limit.stop();
    m_connectLimit.stop();
    if (!m_timedOut && !m_tooLong)
        m_body += m_reply->readAll();
    const bool answered = isAnswer(*m_reply) && !m_timedOut && !m_tooLong;
    const HttpReply reply = answered ? takeReply() : HttpReply{};
    const Error error = answered ? Error{} : transportError();
    const bool brokenOff = !answered && m_reply->error() == QNetworkReply::RemoteHostClosedError;
    record(reply.status, answered ? QString() : m_reply->errorString());
    m_reply->deleteLater();
    m_reply = nullptr;
    if (answered) {
        if (!repeatLater(reply))
            finish(judged(reply));
        return;
    }
    // Servers close idle connections; a request that meets that moment was not seen.
    if (brokenOff && m_request.mayRepeat() && m_brokenOff++ == 0)
        return attempt();
    finish(error);
}

bool HttpCall::repeatLater(const HttpReply &reply)
{
    if (m_request.method != "GET" || (reply.status != 429 && reply.status != 503) || m_busy >= m_client.settings().busyRepeats)
        return false;
    const qint64 asked = retryAfterMs(reply.header("Retry-After"));
    if (asked > m_client.settings().retryAfterLimitMs)
        return false;
    const qint64 own = std::min<qint64>(8000, qint64(m_client.settings().backOffMs) << m_busy);
    ++m_busy;
    QTimer::singleShot(int(std::max(asked, own)), this, &HttpCall::attempt);
    return true;
}

QString HttpCall::place() const
{
    return originOf(m_request.url);
}

Error HttpCall::transportError() const
{
    const QString detail = redacted(urlForDetail(m_request.url) + QLatin1String(": ") + m_reply->errorString(), m_client.secrets());
    const auto error = [&](Error::Kind kind, const QString &message) { return Error{kind, message, detail}; };
    if (m_notConnected)
        return error(Error::Kind::Timeout,
                     QCoreApplication::translate("assay", "No connection to %1 within %2 seconds; check host, port, proxy and firewall.")
                         .arg(place(), QString::number((m_client.access().connectMs + 999) / 1000)));
    if (m_timedOut)
        return error(Error::Kind::Timeout,
                     QCoreApplication::translate("assay", "%1 did not answer within %2 seconds; check that the server runs and is not overloaded.")
                         .arg(place(), QString::number((answerMs() + 999) / 1000)));
    if (m_tooLong)
        return error(Error::Kind::Protocol,
                     QCoreApplication::translate("assay", "The answer of %1 is longer than %2 MiB and was cut off; ask for fewer items.")
                         .arg(place(), QString::number(m_request.maxBytes >> 20)));
    const QNetworkProxy::ProxyType proxy = m_client.access().proxy.type();
    const bool proxied = proxy == QNetworkProxy::HttpProxy || proxy == QNetworkProxy::Socks5Proxy;
    const auto proxyError = [&] {
        return Error{Error::Kind::Network,
                     QCoreApplication::translate("assay", "The proxy on the way to %1 does not let the request through (%2); check the proxy's address.")
                         .arg(place(), m_reply->errorString()), detail, QStringLiteral("proxy")};
    };
    switch (m_reply->error()) {
    case QNetworkReply::ConnectionRefusedError:
        if (proxied) // it is the proxy that refused
            return proxyError();
        return Error{Error::Kind::Network,
                     QCoreApplication::translate("assay", "Nothing answers at %1; start the server or check host and port.").arg(place()), detail,
                     QStringLiteral("connection_refused")};
    case QNetworkReply::HostNotFoundError:
        return error(Error::Kind::Network,
                     QCoreApplication::translate("assay", "The host %1 was not found; check the spelling of the address.").arg(m_request.url.host()));
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // the same, where it may not be sent anew
        return Error{Error::Kind::Network,
                     QCoreApplication::translate("assay", "%1 broke the connection off before its answer was complete; try again.").arg(place()),
                     detail, QStringLiteral("connection_closed")};
    case QNetworkReply::SslHandshakeFailedError:
        return tlsError(m_tlsErrors, place(), m_reply->errorString());
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return proxyError();
    case QNetworkReply::InsecureRedirectError:
    case QNetworkReply::TooManyRedirectsError:
        return error(Error::Kind::Protocol,
                     QCoreApplication::translate("assay", "%1 redirects to another address, which was not followed; enter the final address.")
                         .arg(place()));
    case QNetworkReply::ProtocolUnknownError:
        return error(Error::Kind::Invalid, QCoreApplication::translate("assay", "The address %1 is not a web address; write it as http://HOST:PORT.")
                                               .arg(urlForDetail(m_request.url)));
    case QNetworkReply::ProtocolFailure:
        return error(Error::Kind::Protocol, QCoreApplication::translate("assay", "%1 does not speak HTTP; check the port.").arg(place()));
    default:
        return error(Error::Kind::Network, QCoreApplication::translate("assay", "%1 cannot be reached (%2).").arg(place(), m_reply->errorString()));
    }
}

Result<HttpReply> HttpCall::judged(HttpReply reply) const
{
    // A page that answers a change, to sign in for example, is no word of the server's that it was made.
    const bool unwanted = m_request.expectJson || m_request.method != "GET";
    if (unwanted && looksLikeWebPage(reply) && !isOfGateway(reply.status)) {
        const QString kind = m_client.settings().serverKind;
        return Error{
            Error::Kind::Protocol,
            kind.isEmpty()
                ? QCoreApplication::translate("assay", "The address %1 answers with a web page; check the URL.").arg(urlForDetail(m_request.url))
                : QCoreApplication::translate("assay", "The address %1 answers with a web page, not with %2; check the URL.")
                      .arg(urlForDetail(m_request.url), kind),
            urlForDetail(m_request.url), QStringLiteral("web_page")};
    }
    return reply;
}

void HttpCall::record(int status, const QString &error)
{
    constexpr qsizetype longestBody = 8 * 1024;
    RequestRecord record;
    record.started = m_started;
    record.origin = place();
    const QByteArray secretName = m_client.access().headerName.toLower();
    for (const auto &[name, value] : std::as_const(m_sent)) {
        QString shown = redacted(QString::fromUtf8(value), m_client.secrets());
        if (!secretName.isEmpty() && name.toLower() == secretName)
            shown = value.startsWith("Bearer ") ? QStringLiteral("Bearer $ASSAY_KEY") : QStringLiteral("$ASSAY_KEY");
        record.headers.append({QString::fromUtf8(name), shown});
    }
    record.bodyCut = m_request.body.size() > longestBody;
    // Masked before it is cut: half a secret at the edge would not be known for one.
    record.body = redacted(QString::fromUtf8(m_request.body.left(2 * longestBody)), m_client.secrets()).left(longestBody);
    record.method = QString::fromLatin1(m_request.method);
    record.path = redactedPath(m_request.url, m_client.secrets());
    record.status = status;
    record.bytes = m_body.size();
    record.ms = m_clock.elapsed();
    record.traceId = QString::fromLatin1(m_traceId);
    record.error = redacted(error, m_client.secrets());
    qCDebug(lcHttp).noquote() << record.method << record.path << record.status << record.bytes << "bytes" << record.ms
                              << "ms" << record.traceId << record.error;
    Q_EMIT m_client.requestFinished(record);
}

void HttpCall::finish(Result<HttpReply> result)
{
    m_done = true;
    m_limit.stop();
    m_connectLimit.stop();
    m_promise.addResult(std::move(result));
    m_promise.finish();
    deleteLater();
}

} // namespace assay
