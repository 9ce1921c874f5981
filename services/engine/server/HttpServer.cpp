// The only file that sees Boost.Asio and Boost.Beast: it is slow to compile.
#include "services/engine/server/HttpServer.h"

#include <QCoreApplication>

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
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <thread>
#include <unordered_set>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace assay::engine {

QByteArray HttpRequest::header(const char *lowerCaseName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

struct Responder::State {
    std::shared_ptr<Sink> sink;
    std::atomic<bool> used = false;
    ~State()
    {
        if (!used)
            sink->send({500, {{"Content-Type", "text/plain; charset=utf-8"}}, "The request was not answered.\n", {}});
    }
};

Responder::Responder(std::shared_ptr<Sink> sink) : m_state(std::make_shared<State>())
{
    m_state->sink = std::move(sink);
}

void Responder::send(HttpResponse response) const
{
    if (!m_state->used.exchange(true))
        m_state->sink->send(std::move(response));
}

std::shared_ptr<HttpStream> Responder::stream(HttpResponse head) const
{
    return m_state->used.exchange(true) ? nullptr : m_state->sink->stream(std::move(head));
}

namespace {

class Connection;
class Stream;
using Parser = http::request_parser<http::string_body>;

QByteArray bytes(beast::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

QByteArray reason(int status)
{
    return bytes(http::obsolete_reason(http::status(status)));
}

HttpRequest toRequest(Parser &parser)
{
    const auto &message = parser.get();
    HttpRequest request;
    request.method = bytes(message.method_string());
    const QByteArray target = bytes(message.target());
    const auto question = target.indexOf('?');
    request.path = question < 0 ? target : target.left(question);
    if (question >= 0)
        request.query = target.mid(question + 1);
    for (const auto &field : message)
        request.headers.append({bytes(field.name_string()).toLower(), bytes(field.value())});
    request.body = QByteArray(message.body().data(), qsizetype(message.body().size()));
    return request;
}

} // namespace

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
    void left(Connection *connection);

    // First, so that it dies last: the others are bound to it.
    asio::io_context context{1};
    Handler handler;
    Refusal refusal;
    HttpLimits limits;
    tcp::acceptor acceptor;
    asio::steady_timer pause, grace;
    std::unordered_set<Connection *> connections; // I/O thread only; each leaves by Connection::close()
    std::atomic<int> count = 0;
    std::atomic<quint16> port = 0;
    bool stopping = false;
    std::thread thread;
};

namespace {

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
    bool write(const QByteArray &data) override
    {
        const auto core = m_core.lock();
        if (!core || !m_open)
            return false;
        const bool tooSlow = m_unsent.fetch_add(data.size()) + data.size() > core->limits.streamBytes;
        if (tooSlow)
            m_open = false;
        asio::post(core->context, [weak = m_connection, data, tooSlow] {
            if (const auto connection = weak.lock())
                tooSlow ? connection->close() : connection->streamBytes(data);
        });
        return !tooSlow;
    }
    bool isOpen() const override { return m_open; }
    void finish() override
    {
        const auto core = m_core.lock();
        if (m_open.exchange(false) && core) {
            asio::post(core->context, [weak = m_connection] {
                if (const auto connection = weak.lock())
                    connection->endStream();
            });
        }
    }
    void sent(qint64 size) { m_unsent -= size; }
    void closed() { m_open = false; }

private:
    std::weak_ptr<HttpServer::Core> m_core; // weak: a stream may wait in the core's own queue
    std::weak_ptr<Connection> m_connection;
    std::atomic<qint64> m_unsent = 0;
    std::atomic<bool> m_open = true;
};

class ConnectionSink : public Responder::Sink {
public:
    ConnectionSink(std::shared_ptr<HttpServer::Core> core, std::shared_ptr<Connection> connection)
        : m_core(std::move(core)), m_connection(std::move(connection))
    {
    }
    void send(HttpResponse response) override
    {
        asio::post(m_core->context, [connection = std::move(m_connection), response = std::move(response)]() mutable {
            connection->respond(std::move(response));
        });
    }
    std::shared_ptr<HttpStream> stream(HttpResponse head) override
    {
        auto stream = std::make_shared<Stream>(m_core, m_connection);
        asio::post(m_core->context, [connection = std::move(m_connection), head = std::move(head), stream] {
            connection->beginStream(head, stream);
        });
        return stream;
    }

private:
    std::shared_ptr<HttpServer::Core> m_core;
    std::shared_ptr<Connection> m_connection;
};

void Connection::next()
{
    m_busy = false;
    if (m_core.stopping)
        return close();
    if (m_buffer.size() > 0) // the client sent its next request before it had our answer
        return readHeader();
    m_parser.reset();
    m_stream.expires_after(m_core.limits.idle);
    m_stream.async_read_some(m_buffer.prepare(4096), [self = shared_from_this()](error_code error, std::size_t size) {
        if (error)
            return self->close();
        self->m_buffer.commit(size);
        self->readHeader();
    });
}

void Connection::readHeader()
{
    m_parser.emplace();
    m_parser->header_limit(std::uint32_t(m_core.limits.headerBytes));
    m_parser->body_limit(std::uint64_t(m_core.limits.bodyBytes));
    m_stream.expires_after(m_core.limits.header);
    http::async_read_header(m_stream, m_buffer, *m_parser,
                            [self = shared_from_this()](error_code error, std::size_t) { self->headerRead(error); });
}

void Connection::headerRead(error_code error)
{
    if (error)
        return failed(error);
    m_busy = true;
    const auto &message = m_parser->get();
    if (message.version() < 10 || message.version() > 11
        || (message.version() == 11 && message.count(http::field::host) != 1))
        return refuse(400);
    if (beast::iequals(message[http::field::expect], "100-continue") && !m_parser->is_done()) {
        // curl waits a second for this before it sends a large body.
        m_out = "HTTP/1.1 100 Continue\r\n\r\n";
        m_stream.expires_after(m_core.limits.write);
        asio::async_write(m_stream, asio::buffer(m_out.constData(), std::size_t(m_out.size())),
                          [self = shared_from_this()](error_code writeError, std::size_t) {
                              writeError ? self->close() : self->readBody();
                          });
        return;
    }
    readBody();
}

void Connection::readBody()
{
    if (m_parser->is_done())
        return dispatch();
    m_stream.expires_after(m_core.limits.body);
    http::async_read(m_stream, m_buffer, *m_parser, [self = shared_from_this()](error_code error, std::size_t) {
        error ? self->failed(error) : self->dispatch();
    });
}

void Connection::dispatch()
{
    m_stream.expires_never();
    m_keepAlive = m_parser->keep_alive() && m_parser->get().version() == 11;
    m_headOnly = m_parser->get().method() == http::verb::head;
    m_oldHttp = m_parser->get().version() < 11;
    const HttpRequest request = toRequest(*m_parser);
    m_parser.reset();
    m_core.handler(request, Responder(std::make_shared<ConnectionSink>(m_core.shared_from_this(), shared_from_this())));
}

void Connection::failed(error_code error)
{
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return refuse(431);
    if (error == http::error::body_limit)
        return refuse(413);
    const bool broken = error.category() == http::make_error_code(http::error::bad_method).category()
        && error != http::error::end_of_stream && error != http::error::partial_message;
    broken ? refuse(400) : close();
}

void Connection::refuse(int status)
{
    m_busy = true;
    HttpRequest head;
    if (m_parser)
        head = toRequest(*m_parser);
    m_keepAlive = false;
    m_headOnly = head.method == "HEAD";
    respond(m_core.refusal(status, head));
}

QByteArray Connection::headText(const HttpResponse &response, bool chunked) const
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + reason(response.status) + "\r\n";
    for (const auto &[name, value] : response.headers)
        text += name + ": " + value + "\r\n";
    if (chunked && !m_oldHttp)
        text += "Transfer-Encoding: chunked\r\n";
    else if (!chunked && response.status != 204 && response.status != 304)
        text += "Content-Length: " + QByteArray::number(response.body.size()) + "\r\n";
    if (!m_keepAlive)
        text += "Connection: close\r\n";
    return text + "\r\n";
}

void Connection::respond(HttpResponse response)
{
    if (m_closed)
        return;
    if (m_core.stopping)
        m_keepAlive = false;
    const bool chunked = !response.trailers.isEmpty();
    m_out = headText(response, chunked);
    m_body = m_headOnly || response.status == 204 ? QByteArray() : std::move(response.body);
    if (chunked && !m_oldHttp && !m_headOnly) {
        QByteArray framed;
        if (!m_body.isEmpty())
            framed = QByteArray::number(m_body.size(), 16) + "\r\n" + m_body + "\r\n";
        framed += "0\r\n";
        for (const auto &[name, value] : response.trailers)
            framed += name + ": " + value + "\r\n";
        m_body = framed + "\r\n";
    }
    m_stream.expires_after(m_core.limits.write);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(m_out.constData(), std::size_t(m_out.size())),
                                                  asio::buffer(m_body.constData(), std::size_t(m_body.size()))};
    asio::async_write(m_stream, parts,
                      [self = shared_from_this()](error_code error, std::size_t) { self->written(error); });
}

void Connection::written(error_code error)
{
    m_out.clear();
    m_body.clear();
    if (error)
        close();
    else if (m_keepAlive)
        next();
    else
        linger();
}

/// Ends our side and reads what the client still sends: closing at once would reset the connection and
/// could take our answer with it before the client has read it.
void Connection::linger()
{
    error_code ignored;
    m_stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    m_parser.reset();
    m_busy = false;
    m_buffer.clear();
    m_stream.expires_after(std::chrono::seconds(5));
    drain(64 * 1024 * 1024);
}

void Connection::drain(qint64 left)
{
    if (left <= 0 || m_core.stopping)
        return close();
    m_stream.async_read_some(m_buffer.prepare(64 * 1024),
                             [self = shared_from_this(), left](error_code error, std::size_t size) {
                                 error ? self->close() : self->drain(left - qint64(size));
                             });
}

void Connection::beginStream(const HttpResponse &head, std::shared_ptr<Stream> stream)
{
    m_streaming = std::move(stream);
    if (m_closed || m_core.stopping)
        return close();
    m_keepAlive = false;
    m_stream.expires_never();
    addChunk(headText(head, true));
    m_lastChunk = m_headOnly;
    writeChunks();
    watchForEnd();
}

void Connection::streamBytes(const QByteArray &data)
{
    if (m_closed || m_lastChunk)
        return;
    m_streaming->sent(data.size()); // from here on writeChunks() counts it
    addChunk(m_oldHttp ? data : QByteArray::number(data.size(), 16) + "\r\n" + data + "\r\n");
    if (m_chunkBytes > m_core.limits.streamBytes)
        return close(); // also while a write waits for the client, which is when it falls behind
    writeChunks();
}

void Connection::addChunk(const QByteArray &chunk)
{
    m_chunks.push_back(chunk);
    m_chunkBytes += chunk.size();
}

void Connection::writeChunks()
{
    if (m_writingChunk || m_closed)
        return;
    if (m_chunks.empty())
        return m_lastChunk ? linger() : void();
    m_writingChunk = true;
    const QByteArray &chunk = m_chunks.front();
    asio::async_write(m_stream.socket(), asio::buffer(chunk.constData(), std::size_t(chunk.size())),
                      [self = shared_from_this()](error_code error, std::size_t) {
                          self->m_chunkBytes -= self->m_chunks.front().size();
                          self->m_writingChunk = false;
                          if (error)
                              return self->close();
                          self->m_chunks.pop_front();
                          self->writeChunks();
                      });
}

void Connection::endStream()
{
    if (m_closed || m_lastChunk)
        return;
    m_lastChunk = true;
    if (!m_oldHttp)
        addChunk("0\r\n\r\n");
    writeChunks();
}

/// A stream only writes; the client's leaving shows when its socket becomes readable without a byte.
void Connection::watchForEnd()
{
    m_stream.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
        if (!self->m_closed && !self->m_lastChunk)
            self->close();
        (void)error;
    });
}

void Connection::stopping()
{
    if (m_streaming) {
        m_streaming->closed();
        endStream();
    } else if (!m_busy) {
        close();
    }
}

void Connection::close()
{
    if (std::exchange(m_closed, true))
        return;
    if (m_streaming)
        std::exchange(m_streaming, nullptr)->closed();
    m_stream.cancel();
    m_stream.close();
    m_core.left(this);
}

} // namespace

void HttpServer::Core::accept()
{
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
        if (stopping || error == asio::error::operation_aborted)
            return;
        if (error) { // most likely no file descriptor is left: let some connection end first
            pause.expires_after(std::chrono::milliseconds(100));
            pause.async_wait([this](error_code waitError) {
                if (!waitError && !stopping)
                    accept();
            });
            return;
        }
        accepted(std::move(socket));
        accept();
    });
}

void HttpServer::Core::accepted(tcp::socket socket)
{
    ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC); // Asio does not; children must not keep our port
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto connection = std::make_shared<Connection>(*this, std::move(socket));
    connections.insert(connection.get());
    if (++count > limits.connections)
        connection->refuse(503);
    else
        connection->start();
}

void HttpServer::Core::left(Connection *connection)
{
    connections.erase(connection);
    --count;
    if (stopping && connections.empty() && !context.stopped())
        endStop();
}

void HttpServer::Core::beginStop()
{
    stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    const std::vector<Connection *> all(connections.begin(), connections.end());
    for (Connection *connection : all)
        connection->stopping();
    if (connections.empty())
        return endStop();
    grace.expires_after(limits.stopGrace);
    grace.async_wait([this](error_code error) {
        if (!error)
            endStop();
    });
}

void HttpServer::Core::endStop()
{
    grace.cancel();
    const std::vector<Connection *> rest(connections.begin(), connections.end());
    connections.clear();
    for (Connection *connection : rest)
        connection->close();
    context.stop(); // what still waits dies with the context
}

HttpServer::HttpServer(Handler handler, Refusal refusal, HttpLimits limits)
    : m_core(std::make_shared<Core>(std::move(handler), std::move(refusal), limits))
{
}

HttpServer::~HttpServer()
{
    stop();
}

Result<Done> HttpServer::bind(quint16 port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    error_code error;
    if (fd < 0)
        error.assign(errno, boost::system::system_category());
    else
        m_core->acceptor.assign(tcp::v4(), fd, error);
    // SO_REUSEADDR passes over connections in TIME_WAIT; without SO_REUSEPORT a second listener still fails.
    if (!error)
        m_core->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        m_core->acceptor.bind({asio::ip::address_v4::loopback(), port}, error);
    if (!error)
        m_core->acceptor.listen(m_core->limits.backlog, error);
    if (error) {
        const bool taken = error == asio::error::address_in_use;
        return Error{taken ? Error::Kind::Conflict : Error::Kind::Network,
                     taken ? QCoreApplication::translate("assay", "Port %1 of this machine is in use by another program; "
                                                                  "choose another one with --port.").arg(port)
                           : QCoreApplication::translate("assay", "The engine cannot listen on port %1 of this machine; "
                                                                  "choose another one with --port.").arg(port),
                     QString::fromStdString(error.message())};
    }
    m_core->port = m_core->acceptor.local_endpoint(error).port();
    return Done{};
}

void HttpServer::run()
{
    m_core->accept();
    // Signals belong to the main thread.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    m_core->thread = std::thread([core = m_core.get()] { core->context.run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void HttpServer::stop()
{
    if (!m_core->thread.joinable())
        return;
    asio::post(m_core->context, [core = m_core.get()] { core->beginStop(); });
    m_core->thread.join();
}

quint16 HttpServer::port() const
{
    return m_core->port;
}

int HttpServer::connectionCount() const
{
    return m_core->count;
}

} // namespace assay::engine
