#include "services/engine/server/HttpConnection.h"

#include <array>

namespace assay::engine::transport {

namespace {

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

} // namespace

bool Stream::write(const QByteArray &data)
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

void Stream::finish()
{
    const auto core = m_core.lock();
    if (m_open.exchange(false) && core) {
        asio::post(core->context, [weak = m_connection] {
            if (const auto connection = weak.lock())
                connection->endStream();
        });
    }
}

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

} // namespace assay::engine::transport
