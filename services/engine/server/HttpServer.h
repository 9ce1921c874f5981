#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QList>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace assay::engine {

using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

/// A complete request. The path is as sent: still percent-encoded, without the query.
struct HttpRequest {
    QByteArray method; ///< upper case
    QByteArray path, query;
    HttpHeaders headers; ///< names in lower case
    QByteArray body;

    QByteArray header(const char *lowerCaseName) const; ///< the first of that name; null when absent
    QByteArray target() const { return query.isNull() ? path : path + '?' + query; }
};

/// An answer. Content-Length, Connection and framing are the transport's.
struct HttpResponse {
    int status = 200;
    HttpHeaders headers;
    QByteArray body;
    HttpHeaders trailers; ///< when there are any the body is sent chunked with these after it
};

/// An answer that goes on until somebody ends it (server-sent events). All members from any thread; none blocks.
class HttpStream {
public:
    virtual ~HttpStream() = default;
    /// False when the client has gone or reads too slowly; the connection is then closed and nothing more is sent.
    virtual bool write(const QByteArray &bytes) = 0;
    virtual bool isOpen() const = 0;
    virtual void finish() = 0;
};

/// The right to answer one request once, from any thread. Copies share it; later answers are ignored.
/// When the last copy dies without an answer the client gets 500.
class Responder {
public:
    class Sink {
    public:
        virtual ~Sink() = default;
        virtual void send(HttpResponse response) = 0;
        virtual std::shared_ptr<HttpStream> stream(HttpResponse head) = 0;
    };
    explicit Responder(std::shared_ptr<Sink> sink);
    void send(HttpResponse response) const;
    /// Sends the head and keeps the answer open. Null when the request was answered already.
    std::shared_ptr<HttpStream> stream(HttpResponse head) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

struct HttpLimits {
    qint64 headerBytes = 32 * 1024;        ///< beyond: 431
    qint64 bodyBytes = 10 * 1024 * 1024;   ///< beyond: 413, before the body is read where its length was announced
    qint64 streamBytes = 256 * 1024;       ///< unsent bytes of a stream before its client counts as too slow
    std::chrono::milliseconds header{15'000}, body{30'000}, idle{60'000}, write{60'000};
    std::chrono::milliseconds stopGrace{5'000}; ///< for requests that run when the server stops
    int connections = 1024;                ///< beyond: 503
    int backlog = 512;
};

/// HTTP/1.1 on the loopback address: one I/O thread, bounded in size and time. Knows nothing of routes.
class HttpServer {
public:
    /// Called on the I/O thread; must not block.
    using Handler = std::function<void(const HttpRequest &request, Responder responder)>;
    /// Makes the answer to a request that breaks the rules of HTTP or a limit (400, 413, 431, 503); `head` may be incomplete.
    using Refusal = std::function<HttpResponse(int status, const HttpRequest &head)>;

    HttpServer(Handler handler, Refusal refusal, HttpLimits limits = {});
    ~HttpServer(); ///< stops

    /// Binds 127.0.0.1:port (0: any free one); clients may connect from now on and wait for run(). Error::Conflict when the
    /// port is taken.
    Result<Done> bind(quint16 port);
    /// Starts to answer. Call once, after bind().
    void run();
    /// Closes the acceptor and idle connections, lets running requests end within the grace, joins the thread.
    /// Never from the handler.
    void stop();
    quint16 port() const;
    int connectionCount() const; ///< any thread

    struct Core;

private:
    std::shared_ptr<Core> m_core;
};

} // namespace assay::engine
