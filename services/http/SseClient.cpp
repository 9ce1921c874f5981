#include "services/http/SseClient.h"

#include "services/http/HttpClient.h"
#include "services/http/Redaction.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUuid>

Q_LOGGING_CATEGORY(lcSse, "assay.http.events", QtInfoMsg)

namespace assay {

SseClient::SseClient(HttpClient &client, Settings settings, QObject *parent)
    : QObject(parent), m_client(client), m_settings(settings), m_manager(new QNetworkAccessManager(this))
{
    m_retryTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &SseClient::connectNow);
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        drop();
        retry();
    });
}

SseClient::~SseClient()
{
    drop();
}

void SseClient::open(const QUrl &url)
{
    if (url != m_url)
        m_parser = SseParser();
    close();
    m_url = url;
    m_failures = 0;
    connectNow();
}

void SseClient::close()
{
    m_retryTimer.stop();
    drop();
    if (std::exchange(m_connected, false))
        Q_EMIT disconnected();
}

void SseClient::drop()
{
    m_silence.stop();
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

void SseClient::connectNow()
{
    drop();
    m_parser.restart();
    HttpRequest request;
    request.url = m_url;
    request.headers = {{"Accept", "text/event-stream"}, {"Cache-Control", "no-cache"}};
    if (!m_parser.lastId().isEmpty())
        request.headers.append(HttpHeader("Last-Event-ID", m_parser.lastId()));
    m_manager->setProxy(m_client.access().proxy);
    m_reply = m_manager->get(m_client.prepared(request, QUuid::createUuid().toByteArray(QUuid::WithoutBraces)));
    connect(m_reply, &QNetworkReply::readyRead, this, &SseClient::read);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &SseClient::read);
    connect(m_reply, &QNetworkReply::finished, this, &SseClient::ended);
    m_silence.start(m_settings.silenceMs);
}

void SseClient::read()
{
    if (m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200
        || !m_reply->header(QNetworkRequest::ContentTypeHeader).toByteArray().startsWith("text/event-stream"))
        return;
    m_silence.start(m_settings.silenceMs);
    if (!std::exchange(m_connected, true)) {
        m_failures = 0;
        Q_EMIT connected();
    }
    if (!m_reply) // a slot closed us
        return;
    const QByteArray bytes = m_reply->readAll();
    for (const SseEvent &event : m_parser.feed(bytes)) {
        if (event.name == "reset")
            Q_EMIT reset();
        else
            Q_EMIT received(event);
    }
}

void SseClient::ended()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool stream = m_connected;
    qCDebug(lcSse).noquote() << redactedPath(m_url, m_client.secrets()) << "ended:" << status << m_reply->errorString();
    drop();
    if (std::exchange(m_connected, false))
        Q_EMIT disconnected();
    const bool final = !stream && ((status >= 200 && status < 300) || (status >= 400 && status < 500 && status != 429));
    if (!final)
        return retry();
    Q_EMIT refused(Error{status == 401 || status == 403 ? Error::Kind::Unauthorized : Error::Kind::Unsupported,
                         QCoreApplication::translate("assay", "%1 does not push changes (status %2).")
                             .arg(originOf(m_url), QString::number(status)),
                         urlForDetail(m_url)});
}

void SseClient::retry()
{
    if (std::exchange(m_connected, false))
        Q_EMIT disconnected();
    const int first = m_parser.retryMs() >= 0 ? m_parser.retryMs() : m_settings.firstWaitMs;
    const qint64 wait = qint64(first) << std::min(m_failures, 10);
    ++m_failures;
    m_retryTimer.start(int(std::min<qint64>(wait, m_settings.longestWaitMs)));
}

} // namespace assay
