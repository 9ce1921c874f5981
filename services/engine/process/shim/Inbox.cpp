#include "services/engine/process/shim/Inbox.h"

#include "services/engine/posix/FileWrites.h"
#include "services/engine/process/shim/EventJournal.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace assay::engine::shim {

namespace {

constexpr std::size_t mostConnections = 64;
constexpr std::uint32_t headerBytes = 32 * 1024;
constexpr std::uint64_t bodyBytes = 10 * 1024 * 1024;
constexpr std::int64_t headerMs = 15'000, bodyMs = 30'000, idleMs = 60'000, writeMs = 15'000;

struct Reply {
    int status;
    const char *code = "";
    std::string text = {};
};

bool equal(std::string_view given, std::string_view wanted)
{
    unsigned different = given.size() != wanted.size();
    for (std::size_t i = 0; i < given.size(); ++i) // all of it, whatever differs first
        different |= unsigned(given[i] ^ wanted[wanted.empty() ? 0 : i % wanted.size()]);
    return different == 0;
}

/// "127.0.0.1:80", "localhost", "[::1]:5": a name that only means this machine.
bool isLoopback(std::string_view host)
{
    if (host.starts_with("[::1]"))
        return true;
    host = host.substr(0, host.find(':'));
    return beast::iequals(host, "localhost") || (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

std::string traceId(std::string_view sent)
{
    if (!sent.empty() && sent.size() <= 128)
        return std::string(sent);
    unsigned char bytes[16] = {};
    (void)!::getrandom(bytes, sizeof bytes, 0);
    std::string text;
    for (const unsigned char byte : bytes) {
        static constexpr char digits[] = "0123456789abcdef";
        text += digits[byte >> 4];
        text += digits[byte & 15];
        if (text.size() == 8 || text.size() == 13 || text.size() == 18 || text.size() == 23)
            text += '-';
    }
    return text;
}

std::string responseText(const Reply &reply, std::string_view trace, bool keepAlive)
{
    std::string out = "HTTP/1.1 " + std::to_string(reply.status) + ' '
        + std::string(http::obsolete_reason(http::status(unsigned(reply.status)))) + "\r\nContent-Type: application/json\r\n";
    const std::string id = traceId(trace);
    out += "X-Global-Transaction-Id: " + id + "\r\n";
    if (!keepAlive)
        out += "Connection: close\r\n";
    if (reply.status == 204) // neither a body nor any framing: a last chunk would break the client's next request
        return out + "\r\n";
    const std::string body = nlohmann::json{{"message_code", reply.code}, {"message", reply.text}, {"trace", id}}.dump(
                                 -1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    return out + "X-Content-Type-Options: nosniff\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string sentence(const char *what, const std::string &fault)
{
    return std::string(what) + " '" + fault + "'. Please check the request and try again.";
}

} // namespace

struct Inbox::Connection {
    Connection(int socket, std::int64_t nowMs) : fd(socket), deadline(nowMs + idleMs) {}
    ~Connection() { ::close(fd); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void say(const Reply &reply, bool keepAlive, std::int64_t nowMs)
    {
        std::string_view trace;
        if (parser && parser->is_header_done())
            trace = parser->get()["X-Global-Transaction-Id"];
        out += responseText(reply, trace, keepAlive);
        closing = closing || !keepAlive;
        deadline = nowMs + writeMs;
    }

    int fd;
    beast::flat_buffer in{128 * 1024};
    std::optional<http::request_parser<http::string_body>> parser;
    std::string out;
    std::int64_t deadline;
    bool closing = false, ended = false, dead = false, continued = false;
};

Inbox::Inbox(int listenFd, InboxRules rules, EventJournal &journal) : m_listen(listenFd), m_rules(std::move(rules)), m_journal(journal) {}

Inbox::~Inbox()
{
    ::close(m_listen);
}

void Inbox::prepare(std::vector<pollfd> &fds)
{
    m_first = fds.size();
    fds.push_back({m_listen, POLLIN, 0});
    for (const auto &connection : m_connections)
        fds.push_back({connection->fd, short(connection->out.empty() ? POLLIN : POLLOUT), 0});
    m_polled = m_connections.size();
}

void Inbox::handle(const std::vector<pollfd> &fds, std::int64_t nowMs)
{
    for (std::size_t i = 0; i < m_polled; ++i) {
        Connection &connection = *m_connections[i];
        const short events = fds[m_first + 1 + i].revents;
        if (events == 0)
            connection.dead = nowMs >= connection.deadline;
        else if (!connection.out.empty())
            write(connection, nowMs);
        else
            read(connection, nowMs);
    }
    if (fds[m_first].revents != 0)
        accept(nowMs);
    std::erase_if(m_connections, [](const auto &connection) { return connection->dead; });
}

std::int64_t Inbox::nextDeadline() const
{
    std::int64_t next = -1;
    for (const auto &connection : m_connections)
        next = next < 0 ? connection->deadline : std::min(next, connection->deadline);
    return next;
}

bool Inbox::quiet() const
{
    pollfd listening{m_listen, POLLIN, 0};
    return m_connections.empty() && ::poll(&listening, 1, 0) == 0;
}

void Inbox::accept(std::int64_t nowMs)
{
    const int fd = ::accept4(m_listen, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    m_connections.push_back(std::make_unique<Connection>(fd, nowMs));
    if (m_connections.size() > mostConnections) {
        m_connections.back()->say({503, "too_many_connections", "This benchmark has too many connections open; reuse one of them."}, false, nowMs);
        write(*m_connections.back(), nowMs);
    }
}

void Inbox::read(Connection &connection, std::int64_t nowMs)
{
    const auto space = connection.in.prepare(std::min<std::size_t>(32 * 1024, connection.in.max_size() - connection.in.size()));
    const ssize_t n = ::recv(connection.fd, space.data(), space.size(), 0);
    if (n < 0) {
        connection.dead = errno != EAGAIN && errno != EINTR;
        return;
    }
    connection.in.commit(std::size_t(n));
    if (n == 0) {
        connection.dead = true; // what was complete has been answered; half a request is worth nothing
        return;
    }
    if (connection.closing) // only reads on so that our answer is not lost in a reset
        return connection.in.consume(connection.in.size());
    parse(connection, nowMs);
    if (!connection.out.empty())
        write(connection, nowMs);
}

void Inbox::parse(Connection &connection, std::int64_t nowMs)
{
    auto &parser = connection.parser;
    while (connection.in.size() > 0 && connection.out.empty()) {
        if (!parser) {
            parser.emplace();
            parser->eager(true);
            parser->header_limit(headerBytes);
            parser->body_limit(bodyBytes);
            connection.deadline = nowMs + headerMs;
            connection.continued = false;
        }
        const bool inHeader = !parser->is_header_done();
        error_code error;
        connection.in.consume(parser->put(connection.in.data(), error));
        if (inHeader && parser->is_header_done())
            connection.deadline = nowMs + bodyMs;
        if (error && error != http::error::need_more) {
            const bool tooLarge = error == http::error::body_limit, longHeader = error == http::error::header_limit;
            return connection.say(tooLarge ? Reply{413, "request_body_too_large", "The request body is larger than 10 MiB."}
                                      : longHeader ? Reply{431, "request_header_too_large", "The request header is larger than 32 KB."}
                                                   : Reply{400, "bad_request", sentence("The request breaks the rules of HTTP:", error.message())},
                                  false, nowMs);
        }
        if (parser->is_done()) {
            answer(connection, nowMs);
            parser.reset();
            connection.deadline = nowMs + idleMs;
            continue;
        }
        if (parser->is_header_done() && !std::exchange(connection.continued, true)
            && beast::iequals(parser->get()[http::field::expect], "100-continue"))
            connection.out = "HTTP/1.1 100 Continue\r\n\r\n";
        if (error)
            return; // wants more
    }
}

void Inbox::answer(Connection &connection, std::int64_t nowMs)
{
    const auto &request = connection.parser->get();
    const bool keepAlive = request.version() == 11 && request.keep_alive();
    std::string_view path = request.target();
    path = path.substr(0, path.find('?'));
    const auto say = [&](const Reply &reply) {
        if (reply.status >= 400 && !m_refusing)
            keepRefusal(reply.status, reply.code, reply.text, path, request.body());
        connection.say(reply, keepAlive, nowMs);
    };
    if (request.version() < 10 || request.version() > 11 || (request.version() == 11 && request.count(http::field::host) != 1))
        return say({400, "bad_request", "The request needs exactly one Host header."});
    if (m_rules.secret.empty()) {
        // A page in a browser could reach us by a name of its own, or by ours.
        const std::string_view origin = request[http::field::origin];
        const auto scheme = origin.find("://");
        if (!isLoopback(request[http::field::host]) || (!origin.empty() && (scheme == origin.npos || !isLoopback(origin.substr(scheme + 3)))))
            return say({403, "forbidden", "Only programs of this machine may report."});
    } else {
        const auto end = path.find('/', 1);
        if (path.empty() || !equal(path.substr(1, end == path.npos ? path.npos : end - 1), m_rules.secret))
            return say({404, "resource_not_found", "There is nothing under this address; report to callback_url of the job file."});
        path = end == path.npos ? std::string_view() : path.substr(end);
    }
    constexpr std::string_view before = "/api/v1/evaluations/jobs/", after = "/events";
    if (!path.starts_with(before) || !path.ends_with(after) || path.size() <= before.size() + after.size())
        return say({404, "resource_not_found", "Only reports are taken here: POST callback_url/api/v1/evaluations/jobs/ID/events."});
    const std::string_view job = path.substr(before.size(), path.size() - before.size() - after.size());
    if (job != m_rules.jobId)
        return say({404, "resource_not_found", "The evaluation job resource '" + std::string(job) + "' was not found."});
    if (request.method() != http::verb::post)
        return say({405, "method_not_allowed", "Reports are sent by POST."});
    if (m_refusing)
        return say({409, "job_can_not_be_updated", "The job can not be updated because it is being cancelled."});
    const BodyFault fault = checkBody(request.body());
    if (*fault.code != '\0')
        return say({400, fault.code, sentence("The report cannot be read:", fault.text)});
    if (!m_journal.append(std::move(connection.parser->get().body())))
        return say({500, "database_operation_failed", "The report could not be written: the disk may be full. Send it again."});
    say({204});
}

/// For who tries a program: what it sent in vain.
void Inbox::keepRefusal(int status, const char *code, const std::string &text, std::string_view path, std::string_view body)
{
    constexpr int most = 100;
    constexpr std::size_t shown = 4096;
    if (m_rules.refusals.empty() || ++m_refusalsKept > most)
        return;
    const nlohmann::json line{{"status", status}, {"code", code}, {"message", text}, {"path", path}, {"bytes", body.size()}, {"body", body.substr(0, shown)}};
    const int fd = ::open(m_rules.refusals.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    writeAll(fd, line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + '\n');
    ::close(fd);
}

void Inbox::write(Connection &connection, std::int64_t nowMs)
{
    while (!connection.out.empty()) {
        const ssize_t n = ::send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            connection.dead = errno != EAGAIN;
            return;
        }
        connection.out.erase(0, std::size_t(n));
        if (connection.out.empty() && connection.closing) {
            ::shutdown(connection.fd, SHUT_WR); // and read on for a while; see read()
            connection.deadline = nowMs + 2000;
            return;
        }
        if (connection.out.empty())
            parse(connection, nowMs); // the next request may be here already
    }
}

} // namespace assay::engine::shim
