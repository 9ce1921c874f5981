#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <memory>

namespace assay::test {

/// A line to a server on loopback that breaks: the request goes through as a whole, its answer does not come back.
class DroppingProxy : public QObject {
public:
    explicit DroppingProxy(const QUrl &to) : m_to(to)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                join(client);
        });
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()); }
    QByteArray start = "POST /api/v1/evaluations/jobs "; ///< of the requests that count
    QList<int> drop; ///< which of them, from 1, have their answer lost
    int seen = 0, dropped = 0;

private:
    void join(QTcpSocket *client)
    {
        auto *server = new QTcpSocket(client);
        const auto losing = std::make_shared<bool>(false);
        connect(client, &QTcpSocket::readyRead, server, [this, client, server, losing] {
            const QByteArray bytes = client->readAll();
            if (bytes.startsWith(start))
                *losing = drop.contains(++seen);
            server->write(bytes);
        });
        connect(server, &QTcpSocket::readyRead, client, [this, client, server, losing] {
            if (!*losing) {
                client->write(server->readAll());
                return;
            }
            ++dropped;
            client->abort();
        });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        connect(server, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
        connect(server, &QTcpSocket::errorOccurred, client, [client] { client->abort(); });
        server->connectToHost(m_to.host(), quint16(m_to.port()));
    }
    QTcpServer m_server;
    QUrl m_to;
};

} // namespace assay::test
