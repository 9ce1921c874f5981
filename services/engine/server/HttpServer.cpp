#include "services/engine/server/HttpServer.h"

#include "services/engine/posix/BlockedSignals.h"
#include "services/engine/server/HttpConnection.h"

#include <QCoreApplication>

#include <fcntl.h>
#include <sys/socket.h>

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
    const auto connection = std::make_shared<transport::Connection>(*this, std::move(socket));
    connections.insert(connection.get());
    if (++count > limits.connections)
        connection->refuse(503);
    else
        connection->start();
}

void HttpServer::Core::left(transport::Connection *connection)
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
    const std::vector<transport::Connection *> all(connections.begin(), connections.end());
    for (transport::Connection *connection : all)
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
    const std::vector<transport::Connection *> rest(connections.begin(), connections.end());
    connections.clear();
    for (transport::Connection *connection : rest)
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
    const BlockedSignals blocked;
    m_core->thread = std::thread([core = m_core.get()] { core->context.run(); });
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
