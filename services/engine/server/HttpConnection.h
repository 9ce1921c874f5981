#pragma once

// Private to the transport: only its two files see Boost.Asio and Boost.Beast, which are slow to compile.
#include "services/engine/server/HttpServer.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <deque>
#include <thread>
#include <unordered_set>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace assay::engine {

namespace transport {
class Connection;
class Stream;
using Parser = http::request_parser<http::string_body>;
} // namespace transport

struct HttpServer::Core : std::enable_shared_from_this<HttpServer::Core> {
    Core(Handler handlerIn, Refusal refusalIn, HttpLimits limitsIn)
        : handler(std::move(handlerIn)), refusal(std::move(refusalIn)), limits(limitsIn), acceptor(context),
          pause(context), grace(context)
    {
    }
    void accept();
    void accepted(tcp::socket socket);
    void beginStop();
    void endStop();
    void left(transport::Connection *connection);

    // First, so that it dies last: the others are bound to it.
    asio::io_context context{1};
    Handler handler;
    Refusal refusal;
    HttpLimits limits;
    tcp::acceptor acceptor;
    asio::steady_timer pause, grace;
    std::unordered_set<transport::Connection *> connections; // I/O thread only; each leaves by Connection::close()
    std::atomic<int> count = 0;
    std::atomic<quint16> port = 0;
    bool stopping = false;
    std::thread thread;
};

namespace transport {

/// One client. Lives on the I/O thread; kept alive by the operation it waits for or by the responder.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(HttpServer::Core &core, tcp::socket socket) : m_core(core), m_stream(std::move(socket)) {}

    void start() { readHeader(); }
    bool busy() const { return m_busy; }
    void refuse(int status);
    void respond(HttpResponse response);
    void beginStream(const HttpResponse &head, std::shared_ptr<Stream> stream);
    void streamBytes(const QByteArray &data);
    void endStream();
    void close();
    void stopping(); ///< the server stops: end what need not end by itself

private:
    void next();
    void readHeader();
    void headerRead(error_code error);
    void readBody();
    void dispatch();
    void failed(error_code error);
    void written(error_code error);
    void addChunk(const QByteArray &chunk);
    void writeChunks();
    void linger();
    void drain(qint64 left);
    void watchForEnd();
    QByteArray headText(const HttpResponse &response, bool chunked) const;

    HttpServer::Core &m_core;
    beast::tcp_stream m_stream;
    beast::flat_buffer m_buffer{128 * 1024};
    std::optional<Parser> m_parser;
    QByteArray m_out, m_body;
    std::deque<QByteArray> m_chunks;
    qint64 m_chunkBytes = 0; ///< in m_chunks, the one under way included
    std::shared_ptr<Stream> m_streaming;
    bool m_busy = false, m_closed = false, m_keepAlive = true, m_headOnly = false, m_oldHttp = false;
    bool m_writingChunk = false, m_lastChunk = false;
};

/// The side of a stream that any thread may hold.
class Stream : public HttpStream {
public:
    Stream(const std::shared_ptr<HttpServer::Core> &core, const std::shared_ptr<Connection> &connection)
        : m_core(core), m_connection(connection)
    {
    }
    bool write(const QByteArray &data) override;
    bool isOpen() const override { return m_open; }
    void finish() override;
    void sent(qint64 size) { m_unsent -= size; }
    void closed() { m_open = false; }

private:
    std::weak_ptr<HttpServer::Core> m_core; // weak: a stream may wait in the core's own queue
    std::weak_ptr<Connection> m_connection;
    std::atomic<qint64> m_unsent = 0;
    std::atomic<bool> m_open = true;
};

} // namespace transport

} // namespace assay::engine
