// Sends prepared HTTP/1.1 requests over kept-alive connections and prints what came back, as one JSON object.
//
//   http_load PORT CONNECTIONS FILE [--repeat]
//
// FILE holds requests one after the other, each "<decimal length>\n<bytes>". Every connection has one request on its way at a time and takes
// the next of the file when the answer is complete. --repeat: begins again at the end of the file until SIGTERM.
// Output: requests, seconds, statuses (count by code), and p50, p95, p99, max of the milliseconds from send to complete answer.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
volatile std::sig_atomic_t over = 0;

std::vector<std::string> readRequests(const char *path)
{
    std::ifstream file(path, std::ios::binary);
    std::vector<std::string> requests;
    std::string length;
    while (std::getline(file, length)) {
        std::string bytes(std::stoul(length), '\0');
        if (!file.read(bytes.data(), std::streamsize(bytes.size())))
            throw std::runtime_error("the file of requests ends within a request");
        requests.push_back(std::move(bytes));
    }
    if (requests.empty())
        throw std::runtime_error("there is no request in the file");
    return requests;
}

/// Bytes of the first complete answer in `data`, 0 while it is incomplete. Knows Content-Length, chunks without trailers, and 204.
std::size_t answerSize(const std::string &data)
{
    const auto end = data.find("\r\n\r\n");
    if (end == std::string::npos)
        return 0;
    std::string head = data.substr(0, end + 2);
    std::ranges::transform(head, head.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    const std::size_t body = end + 4;
    if (const auto at = head.find("\r\ncontent-length:"); at != std::string::npos) {
        const std::size_t size = body + std::stoul(head.substr(at + 17));
        return data.size() >= size ? size : 0;
    }
    if (head.find("\r\ntransfer-encoding:") != std::string::npos) {
        const auto last = data.find("\r\n0\r\n\r\n", body - 2);
        return last == std::string::npos ? 0 : last + 7;
    }
    return body;
}

struct Connection {
    int fd = -1;
    std::string in;
    Clock::time_point sent;
};

class Load {
public:
    Load(int port, std::size_t connections, std::vector<std::string> requests, bool repeat)
        : m_port(port), m_requests(std::move(requests)), m_repeat(repeat), m_connections(connections)
    {
        m_poll = epoll_create1(EPOLL_CLOEXEC);
    }
    void run()
    {
        const auto began = Clock::now();
        for (Connection &connection : m_connections) {
            open(connection);
            sendNext(connection);
        }
        epoll_event events[64];
        while (m_open > 0 && !over) {
            const int count = epoll_wait(m_poll, events, 64, 30000);
            if (count < 0 && errno == EINTR)
                continue;
            if (count == 0)
                throw std::runtime_error("no answer within 30 seconds");
            for (int i = 0; i < count; ++i)
                receive(*static_cast<Connection *>(events[i].data.ptr));
        }
        m_seconds = std::chrono::duration<double>(Clock::now() - began).count();
    }
    void print()
    {
        std::ranges::sort(m_latency);
        const auto at = [this](double share) {
            return m_latency.empty() ? 0 : m_latency[std::min(m_latency.size() - 1, std::size_t(share * double(m_latency.size())))];
        };
        std::printf("{\"requests\": %zu, \"seconds\": %.6f, \"p50\": %.4f, \"p95\": %.4f, \"p99\": %.4f, \"max\": %.4f, \"statuses\": {",
                    m_latency.size(), m_seconds, at(0.5), at(0.95), at(0.99), at(1));
        const char *comma = "";
        for (const auto &[status, count] : m_statuses) {
            std::printf("%s\"%d\": %zu", comma, status, count);
            comma = ", ";
        }
        std::printf("}}\n");
    }

private:
    void open(Connection &connection)
    {
        connection.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(uint16_t(m_port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(connection.fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect: " + std::string(std::strerror(errno)));
        const int on = 1;
        setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &connection;
        epoll_ctl(m_poll, EPOLL_CTL_ADD, connection.fd, &event);
        ++m_open;
    }
    void close(Connection &connection)
    {
        ::close(connection.fd);
        connection.fd = -1;
        --m_open;
    }
    void sendNext(Connection &connection)
    {
        if (m_next == m_requests.size()) {
            if (!m_repeat)
                return close(connection);
            m_next = 0;
        }
        const std::string &request = m_requests[m_next++];
        connection.sent = Clock::now();
        for (std::size_t done = 0; done < request.size();) {
            const ssize_t n = ::send(connection.fd, request.data() + done, request.size() - done, MSG_NOSIGNAL);
            if (n < 0)
                throw std::runtime_error("cannot send: " + std::string(std::strerror(errno)));
            done += std::size_t(n);
        }
    }
    void receive(Connection &connection)
    {
        char buffer[65536];
        const ssize_t n = recv(connection.fd, buffer, sizeof buffer, 0);
        if (n <= 0)
            throw std::runtime_error("the server closed a connection");
        connection.in.append(buffer, std::size_t(n));
        const std::size_t size = answerSize(connection.in);
        if (size == 0)
            return;
        ++m_statuses[std::atoi(connection.in.c_str() + 9)];
        m_latency.push_back(std::chrono::duration<double, std::milli>(Clock::now() - connection.sent).count());
        connection.in.erase(0, size);
        sendNext(connection);
    }

    int m_port;
    std::vector<std::string> m_requests;
    bool m_repeat;
    std::vector<Connection> m_connections;
    int m_poll = -1;
    std::size_t m_open = 0, m_next = 0;
    std::vector<double> m_latency;
    std::map<int, std::size_t> m_statuses;
    double m_seconds = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4) {
        std::fprintf(stderr, "usage: http_load PORT CONNECTIONS FILE [--repeat]\n");
        return 2;
    }
    struct sigaction action {};
    action.sa_handler = [](int) { over = 1; };
    sigaction(SIGTERM, &action, nullptr);
    try {
        Load load(std::atoi(argv[1]), std::size_t(std::atoi(argv[2])), readRequests(argv[3]), argc > 4);
        load.run();
        load.print();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "http_load: %s\n", error.what());
        return 1;
    }
}
