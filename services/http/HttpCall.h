#pragma once

#include "services/core/Result.h"
#include "services/http/HttpTypes.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QSslError>
#include <QTimer>

#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace assay {

class HttpClient;

/// One request of an HttpClient with its repetitions. Internal to services/http.
class HttpCall : public QObject {
    Q_OBJECT
public:
    HttpCall(HttpClient &client, HttpRequest request);
    ~HttpCall() override;
    QFuture<Result<HttpReply>> future() { return m_promise.future(); }
    void start();

private:
    void attempt();
    void attemptFinished();
    void read();
    void watchConnecting();
    int answerMs() const;
    void finish(Result<HttpReply> result);
    void record(int status, const QString &error);
    bool repeatLater(const HttpReply &reply);
    Error transportError() const;
    HttpReply takeReply() const;
    Result<HttpReply> judged(HttpReply reply) const;
    QString place() const;

    HttpClient &m_client;
    std::shared_ptr<QNetworkAccessManager> m_manager; ///< of this attempt
    HttpRequest m_request;
    QPromise<Result<HttpReply>> m_promise;
    QNetworkReply *m_reply = nullptr;
    QByteArray m_body, m_traceId;
    QList<HttpHeader> m_sent;      ///< headers of this attempt
    QList<QSslError> m_tlsErrors;
    QDateTime m_started;
    QElapsedTimer m_clock;
    QTimer m_limit, m_connectLimit;
    bool m_timedOut = false, m_notConnected = false, m_tooLong = false, m_done = false;
    int m_brokenOff = 0, m_busy = 0;
};

} // namespace assay
