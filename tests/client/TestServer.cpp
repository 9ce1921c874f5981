#include "tests/client/TestServer.h"

#include "tests/support/OperationLog.h"

#include <QSslSocket>
#include <QTimer>

namespace assay::test {

void TestListener::incomingConnection(qintptr handle)
{
    if (!tls)
        return QTcpServer::incomingConnection(handle);
    auto *socket = new QSslSocket(this);
    socket->setSocketDescriptor(handle);
    socket->setSslConfiguration(*tls);
    socket->startServerEncryption();
    addPendingConnection(socket);
}

TestServer::TestServer(Handler handler, QObject *parent) : QObject(parent), m_handler(std::move(handler))
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            m_buffers.insert(socket, {}); // stop() ends those, too, that have sent nothing yet
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_buffers.remove(socket);
                if (m_silent.removeAll(socket) > 0)
                    ++m_givenUp;
                socket->deleteLater();
            });
        }
    });
    listen(0);
}

bool TestServer::listen(quint16 port)
{
    return m_server.listen(QHostAddress::LocalHost, port);
}

QUrl TestServer::url(const QString &path) const
{
    return QUrl(QStringLiteral("%1://127.0.0.1:%2%3").arg(m_server.tls ? QStringLiteral("https") : QStringLiteral("http")).arg(m_server.serverPort()).arg(path));
}

void TestServer::read(QTcpSocket *socket)
{
    QByteArray &buffer = m_buffers[socket];
    buffer += socket->readAll();
    for (;;) {
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        Asked now;
        const auto lines = buffer.left(end).split('\n');
        const auto first = lines.first().trimmed().split(' ');
        now.method = first.value(0);
        const QByteArray target = first.value(1);
        const qsizetype mark = target.indexOf('?');
        now.path = mark < 0 ? target : target.left(mark);
        now.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const QByteArray line = lines.at(i).trimmed();
            const qsizetype colon = line.indexOf(':');
            now.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        const qsizetype length = now.headers.value("content-length").toLongLong();
        if (buffer.size() < end + 4 + length)
            return;
        now.body = buffer.mid(end + 4, length);
        buffer.remove(0, end + 4 + length);
        asked.append(now);
        const Answer answer = m_handler(now);
#ifndef ASSAY_TEST_GUI // journeys of the window note nothing: they may run before the table of operations is made, or after
        if (!answer.silent && answer.cutAfter < 0)
            noteOperation(answer.status < 400 ? "asked" : "refused", now.method, now.path);
#endif
        if (answer.silent) {
            m_silent.append(socket);
            continue;
        }
        if (answer.delayMs > 0)
            QTimer::singleShot(answer.delayMs, socket, [this, socket, answer] { send(socket, answer); });
        else
            send(socket, answer);
    }
}

void TestServer::send(QTcpSocket *socket, const Answer &answer)
{
    if (answer.cutAfter == 0)
        return socket->abort();
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + " x\r\nContent-Type: " + answer.contentType + "\r\n";
    for (const auto &[name, value] : answer.headers)
        head += name + ": " + value + "\r\n";
    if (!answer.stream)
        head += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
    socket->write(head + "\r\n" + (answer.cutAfter > 0 ? answer.body.left(answer.cutAfter) : answer.body));
    if (answer.stream)
        m_streams.append(socket);
    if (answer.cutAfter > 0)
        socket->disconnectFromHost();
}

void TestServer::push(const QByteArray &bytes)
{
    for (const auto &socket : m_streams) {
        if (socket)
            socket->write(bytes);
    }
}

void TestServer::answerSilent(const Answer &answer)
{
    for (QTcpSocket *socket : std::exchange(m_silent, {}))
        send(socket, answer);
}

void TestServer::closeStreams()
{
    for (const auto &socket : std::exchange(m_streams, {})) {
        if (socket)
            socket->disconnectFromHost();
    }
}

void TestServer::stop()
{
    m_server.close();
    m_silent.clear(); // these ends are ours
    for (QTcpSocket *socket : m_buffers.keys())
        socket->abort();
}

int TestServer::count(const QByteArray &path) const
{
    return int(std::count_if(asked.cbegin(), asked.cend(), [&](const Asked &a) { return a.path == path; }));
}

} // namespace assay::test
