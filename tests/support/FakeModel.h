#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <functional>

namespace assay::test {

/// An OpenAI-compatible endpoint on loopback in the test's own event loop: answers after `latencyMs`, counts what it was asked.
class FakeModel : public QTcpServer {
public:
    FakeModel()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                serve(socket);
        });
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1/v1").arg(serverPort()); }

    int latencyMs = 0;
    std::function<QString(const QString &prompt)> answer = [](const QString &) { return QStringLiteral("yes"); };
    QHash<QString, int> asked; ///< prompt -> times
    int requests = 0, open = 0, mostOpen = 0;
    QByteArray lastAuthorization;

private:
    void serve(QTcpSocket *socket)
    {
        auto buffer = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, buffer] {
            *buffer += socket->readAll();
            const auto end = buffer->indexOf("\r\n\r\n");
            if (end < 0)
                return;
            const QByteArray head = buffer->left(end);
            qsizetype length = 0;
            for (const QByteArray &line : head.split('\n')) {
                if (line.toLower().startsWith("content-length:"))
                    length = line.mid(15).trimmed().toLongLong();
                if (line.toLower().startsWith("authorization:"))
                    lastAuthorization = line.mid(14).trimmed();
            }
            if (buffer->size() < end + 4 + length)
                return;
            const QByteArray body = buffer->mid(end + 4, length);
            buffer->remove(0, end + 4 + length);
            reply(socket, head.left(head.indexOf(' ', head.indexOf(' ') + 1)), body);
        });
    }
    void reply(QTcpSocket *socket, const QByteArray &requestLine, const QByteArray &body)
    {
        if (requestLine.startsWith("GET"))
            return send(socket, R"({"object":"list","data":[{"id":"fake-model","object":"model"}]})");
        const QJsonObject in = QJsonDocument::fromJson(body).object();
        const bool chat = in.contains(QStringLiteral("messages"));
        const QString prompt = chat ? in.value(QStringLiteral("messages")).toArray().last().toObject().value(QStringLiteral("content")).toString()
                                    : in.value(QStringLiteral("prompt")).toString();
        ++requests;
        ++asked[prompt];
        mostOpen = std::max(mostOpen, ++open);
        const QJsonObject choice = chat ? QJsonObject{{QStringLiteral("message"), QJsonObject{{QStringLiteral("role"), QStringLiteral("assistant")}, {QStringLiteral("content"), answer(prompt)}}},
                                                      {QStringLiteral("finish_reason"), QStringLiteral("stop")}}
                                        : QJsonObject{{QStringLiteral("text"), answer(prompt)}, {QStringLiteral("finish_reason"), QStringLiteral("stop")}};
        const QByteArray out = QJsonDocument(QJsonObject{{QStringLiteral("choices"), QJsonArray{choice}},
                                                         {QStringLiteral("usage"), QJsonObject{{QStringLiteral("prompt_tokens"), 5}, {QStringLiteral("completion_tokens"), 1}}}})
                                   .toJson(QJsonDocument::Compact);
        QTimer::singleShot(latencyMs, this, [this, guard = QPointer<QTcpSocket>(socket), out] {
            --open;
            if (guard)
                send(guard, out);
        });
    }
    static void send(QTcpSocket *socket, const QByteArray &body)
    {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
};

} // namespace assay::test
