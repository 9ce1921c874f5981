#include "tests/support/ScriptedServer.h"

#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace assay::test {

namespace {

int listenOnLoopback(int &port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size);
    port = ntohs(address.sin_port);
    return fd;
}

bool sendAll(int fd, const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const auto now = ::send(fd, bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (now <= 0)
            return false;
        sent += now;
    }
    return true;
}

} // namespace

class ScriptedServer::Private {
public:
    explicit Private(Handler given) : handler(std::move(given))
    {
        listener = listenOnLoopback(port);
        ::listen(listener, 128);
        acceptor = std::thread([this] { acceptLoop(); });
    }

    ~Private()
    {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
            ::shutdown(listener, SHUT_RDWR);
            for (const int fd : connections)
                ::shutdown(fd, SHUT_RDWR);
        }
        acceptor.join();
        for (auto &thread : threads)
            thread.join();
        ::close(listener);
    }

    void acceptLoop()
    {
        for (;;) {
            const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            const std::lock_guard lock(mutex);
            if (fd < 0 || stopping) {
                if (fd >= 0)
                    ::close(fd);
                return;
            }
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            connections.insert(fd);
            threads.emplace_back([this, fd] { serve(fd); });
        }
    }

    void serve(int fd)
    {
        QByteArray buffer;
        ScriptedRequest request;
        while (read(fd, buffer, request)) {
            begin(request);
            const ScriptedReply reply = handler(request);
            const bool goOn = answer(fd, reply);
            end();
            if (!goOn)
                break;
        }
        const std::lock_guard lock(mutex);
        connections.erase(fd);
        ::close(fd);
        changed.notify_all();
    }

    static bool fill(int fd, QByteArray &buffer)
    {
        char chunk[16384];
        const auto got = ::recv(fd, chunk, sizeof chunk, 0);
        if (got > 0)
            buffer.append(chunk, static_cast<qsizetype>(got));
        return got > 0;
    }

    static bool read(int fd, QByteArray &buffer, ScriptedRequest &out)
    {
        qsizetype end = -1;
        while ((end = buffer.indexOf("\r\n\r\n")) < 0) {
            if (!fill(fd, buffer) || buffer.startsWith('\x16')) // a TLS hello: we speak plain HTTP only
                return false;
        }
        out = {};
        const QList<QByteArray> lines = buffer.left(end).replace("\r\n", "\n").split('\n');
        const QList<QByteArray> first = lines.first().split(' ');
        out.method = first.value(0);
        out.target = first.value(1);
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            out.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        buffer.remove(0, end + 4);
        const qsizetype length = out.headers.value("content-length").toLongLong();
        while (buffer.size() < length) {
            if (!fill(fd, buffer))
                return false;
        }
        out.body = buffer.left(length);
        buffer.remove(0, length);
        return true;
    }

    void begin(ScriptedRequest &request)
    {
        const std::lock_guard lock(mutex);
        request.number = static_cast<int>(seen.size()) + 1;
        seen.append(request);
        most = std::max(most, ++open);
        changed.notify_all();
    }

    void end()
    {
        const std::lock_guard lock(mutex);
        --open;
        changed.notify_all();
    }

    static bool answer(int fd, const ScriptedReply &reply)
    {
        if (reply.hang) {
            char byte = 0;
            while (::recv(fd, &byte, 1, 0) > 0) {
            }
            return false;
        }
        if (reply.dropAtOnce)
            return false;
        QByteArray head = "HTTP/1.1 " + QByteArray::number(reply.status) + " Scripted\r\n";
        for (const QByteArray &header : reply.headers)
            head += header + "\r\n";
        head += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n\r\n";
        const bool cut = reply.cutAfter >= 0;
        return sendAll(fd, head + (cut ? reply.body.left(reply.cutAfter) : reply.body)) && !cut;
    }

    Handler handler;
    int listener = -1, port = 0;
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    bool stopping = false;
    std::set<int> connections;
    QList<ScriptedRequest> seen;
    int open = 0, most = 0;
    std::vector<std::thread> threads;
    std::thread acceptor;
};

ScriptedServer::ScriptedServer(Handler handler) : d(std::make_unique<Private>(std::move(handler))) {}
ScriptedServer::~ScriptedServer() = default;

int ScriptedServer::port() const { return d->port; }
QString ScriptedServer::url() const { return QStringLiteral("http://127.0.0.1:%1").arg(d->port); }

int ScriptedServer::requestCount() const
{
    const std::lock_guard lock(d->mutex);
    return static_cast<int>(d->seen.size());
}

int ScriptedServer::openRequests() const
{
    const std::lock_guard lock(d->mutex);
    return d->open;
}

int ScriptedServer::mostAtOnce() const
{
    const std::lock_guard lock(d->mutex);
    return d->most;
}

int ScriptedServer::openConnections() const
{
    const std::lock_guard lock(d->mutex);
    return static_cast<int>(d->connections.size());
}

QList<ScriptedRequest> ScriptedServer::requests() const
{
    const std::lock_guard lock(d->mutex);
    return d->seen;
}

bool ScriptedServer::waitUntil(const std::function<bool()> &condition, int limitMs) const
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(limitMs);
    while (!condition()) { // without the lock: it calls our getters
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::unique_lock lock(d->mutex);
        d->changed.wait_for(lock, std::chrono::milliseconds(10));
    }
    return true;
}

QByteArray ScriptedServer::chatAnswer(const QByteArray &text, int promptTokens, int completionTokens)
{
    const nlohmann::json answer{
        {"choices", nlohmann::json::array({{{"index", 0}, {"message", {{"role", "assistant"}, {"content", text.toStdString()}}}, {"finish_reason", "stop"}}})},
        {"usage", {{"prompt_tokens", promptTokens}, {"completion_tokens", completionTokens}}}};
    return QByteArray::fromStdString(answer.dump());
}

int closedPort()
{
    int port = 0;
    ::close(listenOnLoopback(port));
    return port;
}

} // namespace assay::test
