#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>
#include <optional>

namespace assay::test {

/// What the test server was asked.
struct Asked {
    QByteArray method, path, query, body; ///< path and query as sent
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
};

/// What it does about it.
struct Answer {
    int status = 200;
    QByteArray body = {};
    QByteArray contentType = "application/json";
    QList<QPair<QByteArray, QByteArray>> headers = {};
    int delayMs = 0;
    qsizetype cutAfter = -1; ///< closes the connection after so many bytes of the body; 0: before the head
    bool silent = false;     ///< says nothing at all
    bool stream = false;     ///< sends the head and body and stays open; see TestServer::push()
};

/// Listens in TLS when told to.
class TestListener : public QTcpServer {
public:
    std::optional<QSslConfiguration> tls;

protected:
    void incomingConnection(qintptr handle) override;
};

/// A scripted HTTP server on a loopback port, in the test's own thread.
class TestServer : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<Answer(const Asked &)>;
    explicit TestServer(Handler handler, QObject *parent = nullptr);

    QUrl url(const QString &path = {}) const;
    QString text(const QString &path = {}) const { return url(path).toString(); }
    quint16 port() const { return m_server.serverPort(); }
    /// https from now on, with this certificate and key; url() follows.
    void useTls(const QSslConfiguration &tls) { m_server.tls = tls; }
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    void push(const QByteArray &bytes);   ///< to every open stream
    void closeStreams();
    void stop();                          ///< from now on connections are refused
    bool listen(quint16 port);
    void answerSilent(const Answer &answer); ///< now, to all who were answered with silence and still wait
    int givenUp() const { return m_givenUp; } ///< connections that the client closed while it was answered with silence
    int count(const QByteArray &path) const; ///< how often a path was asked for

    QList<Asked> asked;

private:
    void read(QTcpSocket *socket);
    void send(QTcpSocket *socket, const Answer &answer);

    Handler m_handler;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    QList<QPointer<QTcpSocket>> m_streams;
    QList<QTcpSocket *> m_silent;
    int m_givenUp = 0;
    TestListener m_server; // last: its sockets still use the others when they go
};

} // namespace assay::test
