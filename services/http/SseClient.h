#pragma once

#include "services/core/Result.h"
#include "services/http/HttpTypes.h"
#include "services/http/SseParser.h"

#include <QObject>
#include <QTimer>

class QNetworkAccessManager;
class QNetworkReply;

namespace assay {

class HttpClient;

/// Follows one event stream and comes back after a break with Last-Event-ID. Has an access manager of its own, because
/// Qt 6.4 allows six connections a host and a stream keeps one for ever. Lives on one thread with an event loop.
class SseClient : public QObject {
    Q_OBJECT
public:
    struct Settings {
        int firstWaitMs = 500;    ///< before the first reconnection; doubles with each failure
        int longestWaitMs = 30000;
        int silenceMs = 45000;    ///< without a byte for so long (three heartbeats) the connection counts as dead
    };
    /// `client` gives the headers and the token, and must outlive this.
    SseClient(HttpClient &client, Settings settings, QObject *parent = nullptr);
    explicit SseClient(HttpClient &client, QObject *parent = nullptr) : SseClient(client, Settings{}, parent) {}
    ~SseClient() override;

    void open(const QUrl &url);
    void close();
    bool isConnected() const { return m_connected; }

Q_SIGNALS:
    void connected();  ///< the stream answers; after a break, too
    void disconnected();
    /// Any event but `reset`.
    void received(const assay::SseEvent &event);
    /// Events may have been lost: fetch everything again. Sent for `reset` from the server.
    void reset();
    /// The server refuses for good (401, 403, 404, no event stream); nothing more is tried.
    void refused(const assay::Error &error);

private:
    void connectNow();
    void read();
    void ended();
    void retry();
    void drop();

    HttpClient &m_client;
    Settings m_settings;
    QNetworkAccessManager *m_manager;
    QNetworkReply *m_reply = nullptr;
    QUrl m_url;
    SseParser m_parser;
    QTimer m_retryTimer, m_silence;
    int m_failures = 0;
    bool m_connected = false;
};

} // namespace assay
