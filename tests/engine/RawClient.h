#pragma once

#include <QByteArray>
#include <QElapsedTimer>

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace assay::test {

/// A blocking socket that sends what it is told, right or wrong. No wait is longer than `limitMs`.
class RawClient {
public:
    explicit RawClient(quint16 port, int limitMs = 10'000) : m_limitMs(limitMs)
    {
        m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    bool connected() const { return m_connected; }
    int fd() const { return m_fd; }
    bool send(const QByteArray &bytes)
    {
        qsizetype sent = 0;
        while (sent < bytes.size()) {
            const auto n = ::send(m_fd, bytes.constData() + sent, std::size_t(bytes.size() - sent), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            sent += n;
        }
        return true;
    }
    /// Reads once more; false at the end, on a reset or when the time is up.
    bool readSome()
    {
        pollfd waiting{m_fd, POLLIN, 0};
        if (::poll(&waiting, 1, m_limitMs) != 1)
            return false;
        char buffer[65536];
        const auto n = ::recv(m_fd, buffer, sizeof buffer, 0);
        if (n <= 0) {
            m_ended = true;
            return false;
        }
        m_buffer.append(buffer, n);
        return true;
    }
    /// The next answer with its body; empty when the connection ended before one came.
    QByteArray response(bool headOnly = false)
    {
        qsizetype end = -1;
        while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
            if (!readSome())
                return {};
        }
        const QByteArray head = m_buffer.left(end + 4).toLower();
        qsizetype size = end + 4;
        if (const auto at = head.indexOf("\r\ncontent-length: "); at >= 0 && !headOnly) {
            size += head.mid(at + 18, head.indexOf('\r', at + 2) - at - 18).toLongLong();
        } else if (head.contains("transfer-encoding: chunked") && !headOnly) {
            while (m_buffer.indexOf("\r\n\r\n", end + 2) < 0 || !m_buffer.contains("\r\n0\r\n")) {
                if (!readSome())
                    return {};
            }
            size = m_buffer.size();
        }
        while (m_buffer.size() < size) {
            if (!readSome())
                return {};
        }
        const QByteArray answer = m_buffer.left(size);
        m_buffer.remove(0, size);
        return answer;
    }
    /// Reads until the text is there.
    bool readUntil(const QByteArray &text)
    {
        while (!m_buffer.contains(text)) {
            if (!readSome())
                return false;
        }
        return true;
    }
    /// Whether the server closes; what still comes is dropped.
    bool closedByServer()
    {
        while (readSome()) { }
        return m_ended;
    }
    const QByteArray &buffer() const { return m_buffer; }
    void clearBuffer() { m_buffer.clear(); }
    void close()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }
    /// Ends with a reset instead of a farewell.
    void abort()
    {
        const linger now{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }

    static int statusOf(const QByteArray &response) { return response.mid(9, 3).toInt(); }
    static QByteArray bodyOf(const QByteArray &response) { return response.mid(response.indexOf("\r\n\r\n") + 4); }

private:
    int m_fd = -1, m_limitMs;
    bool m_connected = false, m_ended = false;
    QByteArray m_buffer;
};

} // namespace assay::test
