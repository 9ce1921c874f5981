#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <functional>
#include <memory>

namespace assay::test {

struct ScriptedRequest {
    int number = 0; ///< from 1, over all connections
    QByteArray method, target;
    QHash<QByteArray, QByteArray> headers; ///< lower-case names
    QByteArray body = {};
};

struct ScriptedReply {
    int status = 200;
    QByteArray body = {};
    QList<QByteArray> headers = {"Content-Type: application/json"}; ///< Content-Length is added
    qsizetype cutAfter = -1; ///< send only so many bytes of the body, then close
    bool hang = false;       ///< send nothing and wait until the client goes away or the server stops
    bool dropAtOnce = false; ///< close without a byte
};

/// A loopback HTTP/1.1 server whose handler says what each request gets: also what a good server never does. One thread a
/// connection; the handler runs in it and may block. Stops (and unblocks hanging requests) in the destructor.
class ScriptedServer {
public:
    using Handler = std::function<ScriptedReply(const ScriptedRequest &)>;
    explicit ScriptedServer(Handler handler);
    ~ScriptedServer();

    int port() const;
    QString url() const; ///< "http://127.0.0.1:PORT"
    int requestCount() const;
    int openRequests() const;   ///< in a handler, or hanging
    int mostAtOnce() const;     ///< the largest openRequests() so far
    int openConnections() const;
    QList<ScriptedRequest> requests() const;
    /// Waits until the condition holds; it is looked at when a request begins or ends and every 10 ms. False after limitMs.
    bool waitUntil(const std::function<bool()> &condition, int limitMs = 10'000) const;

    /// A chat answer as OpenAI's servers send it.
    static QByteArray chatAnswer(const QByteArray &text, int promptTokens = 7, int completionTokens = 3);

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// A port of 127.0.0.1 on which nothing listens.
int closedPort();

} // namespace assay::test
