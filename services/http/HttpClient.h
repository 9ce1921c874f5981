#pragma once

#include "services/core/RequestRecord.h"
#include "services/core/Result.h"
#include "services/http/HttpAccess.h"
#include "services/http/HttpTypes.h"

#include <QFuture>
#include <QObject>
#include <QStringList>

#include <memory>

class QNetworkAccessManager;
class QNetworkRequest;

namespace assay {

/// Sends HTTP requests to one server and watches over them: a time limit for each, one repetition after a broken
/// connection, waiting when a GET is told 429 or 503, no redirect to another origin, no way round a TLS error.
///
/// Lives on one thread with an event loop; calls return at once. An answer with any status is a value; errors are
/// Network (nobody there, broken off, TLS), Timeout, Protocol (a web page, unless its status is a gateway's: 429, 502 to 504; a
/// foreign redirect; too long) and Cancelled.
/// Destroying the client ends its requests; their futures finish without a result, which whenDone() shows as Cancelled.
class HttpClient : public QObject {
    Q_OBJECT
public:
    struct Settings {
        QString serverKind;          ///< what should answer, for messages; e.g. "EvalHub"
        int backOffMs = 500;         ///< first wait after 429 or 503; doubles, at most 8 s
        int busyRepeats = 3;         ///< how often a GET is repeated after 429 or 503
        int retryAfterLimitMs = 10000; ///< a longer Retry-After is not waited for: the answer is handed out
    };
    explicit HttpClient(Settings settings, QObject *parent = nullptr);
    ~HttpClient() override;

    /// From now on; requests under way go on over the connections they have. The secret header goes to this origin (originOf())
    /// only.
    void setAccess(const QString &origin, const HttpAccess &access);
    const HttpAccess &access() const { return m_access; }
    /// setAccess() with `Authorization: Bearer TOKEN` and nothing else. Empty token: none.
    void setToken(const QString &origin, const QString &token);
    /// Sent with every request, e.g. X-Tenant.
    void setHeaders(const QList<HttpHeader> &headers) { m_headers = headers; }

    QFuture<Result<HttpReply>> send(const HttpRequest &request);

    const Settings &settings() const { return m_settings; }
    /// For an attempt that begins now. Whoever has a reply of it keeps it: its connections end with the last holder.
    std::shared_ptr<QNetworkAccessManager> manager() const { return m_manager; }
    /// What the log must not show.
    QStringList secrets() const;
    /// The request with this client's headers, for those who talk to the access manager themselves (SseClient).
    QNetworkRequest prepared(const HttpRequest &request, const QByteArray &traceId) const;

Q_SIGNALS:
    /// After each attempt, for the request log.
    void requestFinished(const assay::RequestRecord &record);

private:
    void makeManager();

    Settings m_settings;
    QString m_origin;
    HttpAccess m_access;
    QList<HttpHeader> m_headers;
    std::shared_ptr<QNetworkAccessManager> m_manager;
};

} // namespace assay
