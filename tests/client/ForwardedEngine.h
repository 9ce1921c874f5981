#pragma once

#include "tests/client/TestServer.h"
#include "tests/engine/RawClient.h"
#include "tests/support/EngineFile.h"
#include "tests/support/EngineProcess.h"

#include <QJsonDocument>

namespace assay::test {

/// A real engine behind a scripted server: it answers what it is asked, and the test may answer in its place.
class ForwardedEngine {
public:
    ~ForwardedEngine() { m_process.kill(); }
    bool start() { return m_process.start(); }
    QByteArray said() { return m_process.said(); }
    QString workspace() const { return m_process.workspace(); }
    /// Its engine.json with this address in place of its own: who looks for the engine finds the scripted server.
    bool publish(const QString &url) const
    {
        const QString path = workspace() + QStringLiteral("/engine.json");
        QJsonObject content = engineFile(workspace());
        content.insert(QStringLiteral("url"), url);
        QFile file(path);
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(QJsonDocument(content).toJson()) > 0;
    }
    /// What the engine says to it, whoever asks; its event stream stays open and tells nothing.
    Answer answer(const Asked &asked) const
    {
        if (asked.path == "/api/v1/events/stream")
            return {.body = ": hi\n\n", .contentType = "text/event-stream", .stream = true};
        const QUrl url(m_process.url());
        RawClient client(quint16(url.port()));
        QByteArray text = asked.method + ' ' + asked.path + (asked.query.isEmpty() ? QByteArray() : '?' + asked.query) + " HTTP/1.1\r\nHost: " + url.authority().toLatin1()
            + "\r\nConnection: close\r\nAuthorization: Bearer " + m_process.token() + "\r\nContent-Length: " + QByteArray::number(asked.body.size()) + "\r\n";
        for (const char *name : {"content-type", "idempotency-key", "accept"}) {
            if (asked.headers.contains(name))
                text += QByteArray(name) + ": " + asked.headers.value(name) + "\r\n";
        }
        client.send(text + "\r\n" + asked.body);
        const QByteArray response = client.response();
        const QByteArray head = response.left(response.indexOf("\r\n\r\n") + 2);
        const qsizetype type = head.toLower().indexOf("\r\ncontent-type: ");
        return {.status = RawClient::statusOf(response), .body = RawClient::bodyOf(response),
                .contentType = type < 0 ? QByteArray() : head.mid(type + 16, head.indexOf('\r', type + 16) - type - 16)};
    }

private:
    EngineProcess m_process;
};

} // namespace assay::test
