#include "services/engine/server/HttpServer.h"

#include "tests/engine/RawClient.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <fcntl.h>
#include <mutex>
#include <thread>

using namespace assay;
using namespace assay::engine;
using assay::test::RawClient;
using namespace std::chrono_literals;

namespace {
QByteArray get(const QByteArray &path, const QByteArray &more = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
}
} // namespace

/// The transport under well-meaning, clumsy and hostile clients.
class tst_HttpServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void answersAndKeepsTheConnection();
    void answersPipelinedRequestsInOrder();
    void readsABodyAndHeaders();
    void head();
    void refusesBadFraming_data();
    void refusesBadFraming();
    void refusesAHugeHeader();
    void refusesAHugeBodyBeforeReadingIt();
    void refusesAHugeChunkedBody();
    void continuesWhenAsked();
    void givesUpOnSlowClients();
    void closesIdleConnections();
    void survivesAClientThatLeaves();
    void answersWhatNobodyAnswered();
    void answersBesideTwoHundredSilentClients();
    void limitsConnections();
    void trailers();
    void streams();
    void noticesThatAListenerLeft();
    void cutsOffAListenerThatDoesNotRead();
    void refusesATakenPort();
    void leavesNothingToChildren();
    void stopFinishesRunningRequests();
    void stopDoesNotWaitForever();
    void stopsUnderLoad();

private:
    void start(HttpLimits limits = {});
    void handle(const HttpRequest &request, Responder responder);
    std::vector<Responder> waiting();
    std::shared_ptr<HttpStream> stream(); ///< the first one; null when there is none yet
    HttpRequest last();

    std::unique_ptr<HttpServer> m_server;
    std::mutex m_mutex;
    std::vector<Responder> m_waiting;
    std::vector<std::shared_ptr<HttpStream>> m_streams;
    HttpRequest m_last;
};

void tst_HttpServer::handle(const HttpRequest &request, Responder responder)
{
    const std::lock_guard lock(m_mutex);
    m_last = request;
    if (request.path == "/wait")
        m_waiting.push_back(std::move(responder));
    else if (request.path == "/forget")
        return;
    else if (request.path == "/stream")
        m_streams.push_back(responder.stream({200, {{"Content-Type", "text/event-stream"}}, {}, {}}));
    else if (request.path == "/trailer")
        responder.send({200, {{"Trailer", "X-End"}}, "body", {{"X-End", "yes"}}});
    else
        responder.send({200, {{"Content-Type", "text/plain"}}, request.path + request.body, {}});
}

std::vector<Responder> tst_HttpServer::waiting()
{
    const std::lock_guard lock(m_mutex);
    return m_waiting;
}

std::shared_ptr<HttpStream> tst_HttpServer::stream()
{
    const std::lock_guard lock(m_mutex);
    return m_streams.empty() ? nullptr : m_streams.front();
}

HttpRequest tst_HttpServer::last()
{
    const std::lock_guard lock(m_mutex);
    return m_last;
}

void tst_HttpServer::start(HttpLimits limits)
{
    m_server.reset();
    m_server = std::make_unique<HttpServer>([this](const HttpRequest &request, Responder responder) { handle(request, std::move(responder)); },
                                            [](int status, const HttpRequest &) {
                                                return HttpResponse{status, {}, "refused", {}};
                                            },
                                            limits);
    QVERIFY(m_server->bind(0));
    m_server->run();
}

void tst_HttpServer::init()
{
    start();
}

void tst_HttpServer::cleanup()
{
    m_server.reset(); // its thread writes to the lists
    m_waiting.clear();
    m_streams.clear();
}

void tst_HttpServer::answersAndKeepsTheConnection()
{
    RawClient client(m_server->port());
    for (const char *path : {"/one", "/two", "/three"}) {
        client.send(get(path));
        const QByteArray answer = client.response();
        QCOMPARE(RawClient::statusOf(answer), 200);
        QCOMPARE(RawClient::bodyOf(answer), QByteArray(path));
        QVERIFY(!answer.contains("Connection: close"));
    }
    QCOMPARE(m_server->connectionCount(), 1);
    client.send(get("/last", "Connection: close\r\n"));
    QVERIFY(client.response().contains("Connection: close"));
    QVERIFY(client.closedByServer());
    QTRY_COMPARE(m_server->connectionCount(), 0);
}

void tst_HttpServer::answersPipelinedRequestsInOrder()
{
    RawClient client(m_server->port());
    client.send(get("/1") + get("/2") + "POST /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab" + get("/4"));
    for (const char *body : {"/1", "/2", "/3ab", "/4"})
        QCOMPARE(RawClient::bodyOf(client.response()), QByteArray(body));
}

void tst_HttpServer::readsABodyAndHeaders()
{
    RawClient client(m_server->port());
    client.send("POST /p%20q?a=b&c HTTP/1.1\r\nHost: x\r\nX-Some: Value\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    QCOMPARE(RawClient::bodyOf(client.response()), QByteArray("/p%20qabcde"));
    QCOMPARE(last().method, QByteArray("POST"));
    QCOMPARE(last().query, QByteArray("a=b&c"));
    QCOMPARE(last().target(), QByteArray("/p%20q?a=b&c"));
    QCOMPARE(last().header("x-some"), QByteArray("Value"));
}

void tst_HttpServer::head()
{
    RawClient client(m_server->port());
    client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
    const QByteArray answer = client.response(true);
    QVERIFY(answer.contains("Content-Length: 4"));
    QVERIFY(answer.endsWith("\r\n\r\n"));
    QCOMPARE(RawClient::bodyOf(client.response()), QByteArray("/next"));
}

void tst_HttpServer::refusesBadFraming_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01 garbage\r\n\r\n");
    QTest::newRow("no version") << QByteArray("GET /\r\n\r\n");
    QTest::newRow("wrong version") << QByteArray("GET / HTTP/9.9\r\nHost: x\r\n\r\n");
    QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n");
    QTest::newRow("two hosts") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    QTest::newRow("bad length") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\nab");
    QTest::newRow("negative length") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\nab");
    QTest::newRow("two lengths") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab");
    QTest::newRow("length and chunks")
        << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    QTest::newRow("bad chunk") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    QTest::newRow("bad field") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\nbroken field\r\n\r\n");
}

void tst_HttpServer::refusesBadFraming()
{
    QFETCH(QByteArray, text);
    RawClient client(m_server->port());
    client.send(text);
    QCOMPARE(RawClient::statusOf(client.response()), 400);
    QVERIFY(client.closedByServer());
    RawClient next(m_server->port());
    next.send(get("/still-there"));
    QCOMPARE(RawClient::statusOf(next.response()), 200);
}

void tst_HttpServer::refusesAHugeHeader()
{
    RawClient client(m_server->port());
    client.send(get("/", "X-Big: " + QByteArray(200'000, 'a') + "\r\n"));
    QCOMPARE(RawClient::statusOf(client.response()), 431);
    RawClient many(m_server->port());
    QByteArray fields;
    for (int i = 0; i < 2000; ++i)
        fields += "X-" + QByteArray::number(i) + ": some value here\r\n";
    many.send(get("/", fields));
    QCOMPARE(RawClient::statusOf(many.response()), 431);
}

void tst_HttpServer::refusesAHugeBodyBeforeReadingIt()
{
    RawClient client(m_server->port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\n\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 413);
    RawClient allowed(m_server->port());
    allowed.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n" + QByteArray(10 * 1024 * 1024, 'a'));
    QCOMPARE(RawClient::statusOf(allowed.response()), 200);
    // One that sends on regardless still reads the answer.
    RawClient stubborn(m_server->port());
    stubborn.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n" + QByteArray(20'000'000, 'a'));
    QCOMPARE(RawClient::statusOf(stubborn.response()), 413);
}

void tst_HttpServer::refusesAHugeChunkedBody()
{
    RawClient client(m_server->port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb00000\r\n" + QByteArray(0xb00000, 'a') + "\r\n0\r\n\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 413);
}

void tst_HttpServer::continuesWhenAsked()
{
    RawClient client(m_server->port());
    client.send("POST /c HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    QVERIFY(client.response().startsWith("HTTP/1.1 100 "));
    client.send("xyz");
    QCOMPARE(RawClient::bodyOf(client.response()), QByteArray("/cxyz"));
    RawClient tooBig(m_server->port());
    tooBig.send("POST /c HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
    QCOMPARE(RawClient::statusOf(tooBig.response()), 413);
}

void tst_HttpServer::givesUpOnSlowClients()
{
    HttpLimits limits;
    limits.header = 150ms;
    limits.body = 150ms;
    start(limits);
    RawClient silent(m_server->port()), halfHeader(m_server->port()), halfBody(m_server->port());
    halfHeader.send("GET / HTTP/1.1\r\nHo");
    halfBody.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    QVERIFY(silent.closedByServer());
    QVERIFY(halfHeader.closedByServer());
    QVERIFY(halfBody.closedByServer());
    QTRY_COMPARE(m_server->connectionCount(), 0);
}

void tst_HttpServer::closesIdleConnections()
{
    HttpLimits limits;
    limits.idle = 150ms;
    start(limits);
    RawClient client(m_server->port());
    client.send(get("/a"));
    QCOMPARE(RawClient::statusOf(client.response()), 200);
    QVERIFY(client.closedByServer());
}

void tst_HttpServer::survivesAClientThatLeaves()
{
    for (int i = 0; i < 20; ++i) {
        RawClient client(m_server->port());
        client.send(get("/wait"));
        QTRY_COMPARE(waiting().size(), std::size_t(i + 1));
        client.abort();
    }
    std::thread other([this] {
        for (const Responder &responder : waiting())
            responder.send({200, {}, QByteArray(100'000, 'x'), {}});
    });
    other.join();
    RawClient client(m_server->port());
    client.send(get("/alive"));
    QCOMPARE(RawClient::statusOf(client.response()), 200);
    client.close();
    QTRY_COMPARE(m_server->connectionCount(), 0);
}

void tst_HttpServer::answersWhatNobodyAnswered()
{
    RawClient client(m_server->port());
    client.send(get("/forget"));
    QCOMPARE(RawClient::statusOf(client.response()), 500);
}

void tst_HttpServer::answersBesideTwoHundredSilentClients()
{
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 200; ++i) {
        silent.push_back(std::make_unique<RawClient>(m_server->port()));
        QVERIFY(silent.back()->connected());
        if (i % 2)
            silent.back()->send("GET / HTTP/1.1\r\nHost");
    }
    QTRY_COMPARE(m_server->connectionCount(), 200);
    RawClient client(m_server->port());
    client.send(get("/quick"));
    QCOMPARE(RawClient::statusOf(client.response()), 200);
    for (const auto &one : silent) // now all of them speak
        one->send(silent.front() ? "\r\n\r\n" : "");
}

void tst_HttpServer::limitsConnections()
{
    HttpLimits limits;
    limits.connections = 3;
    start(limits);
    std::vector<std::unique_ptr<RawClient>> open;
    for (int i = 0; i < 3; ++i) {
        open.push_back(std::make_unique<RawClient>(m_server->port()));
        open.back()->send(get("/a"));
        QCOMPARE(RawClient::statusOf(open.back()->response()), 200);
    }
    RawClient fourth(m_server->port());
    fourth.send(get("/a"));
    QCOMPARE(RawClient::statusOf(fourth.response()), 503);
    QVERIFY(fourth.closedByServer());
    open.pop_back();
    QTRY_COMPARE(m_server->connectionCount(), 2);
    RawClient fifth(m_server->port());
    fifth.send(get("/a"));
    QCOMPARE(RawClient::statusOf(fifth.response()), 200);
}

void tst_HttpServer::trailers()
{
    RawClient client(m_server->port());
    client.send(get("/trailer"));
    const QByteArray answer = client.response();
    QVERIFY(answer.contains("\r\nTransfer-Encoding: chunked\r\n"));
    QVERIFY(answer.endsWith("\r\n\r\n4\r\nbody\r\n0\r\nX-End: yes\r\n\r\n"));
    client.send(get("/after"));
    QCOMPARE(RawClient::bodyOf(client.response()), QByteArray("/after"));
}

void tst_HttpServer::streams()
{
    RawClient client(m_server->port());
    client.send(get("/stream"));
    QVERIFY(client.readUntil("\r\n\r\n"));
    QTRY_VERIFY(stream());
    QVERIFY(stream()->write("data: one\n\n"));
    QVERIFY(client.readUntil("data: one\n\n"));
    stream()->write("data: two\n\n");
    stream()->finish();
    QVERIFY(client.readUntil("data: two\n\n\r\n0\r\n\r\n"));
    QVERIFY(client.closedByServer());
    QVERIFY(!stream()->write("more"));
}

void tst_HttpServer::noticesThatAListenerLeft()
{
    auto client = std::make_unique<RawClient>(m_server->port());
    client->send(get("/stream"));
    QVERIFY(client->readUntil("\r\n\r\n"));
    client.reset();
    QTRY_VERIFY(!stream()->isOpen());
    QTRY_COMPARE(m_server->connectionCount(), 0);
}

void tst_HttpServer::cutsOffAListenerThatDoesNotRead()
{
    RawClient client(m_server->port());
    client.send(get("/stream"));
    QVERIFY(client.readUntil("\r\n\r\n"));
    qint64 taken = 0;
    while (stream()->write(QByteArray(32'768, 'x'))) {
        taken += 32'768;
        QVERIFY(taken < 64'000'000); // socket buffers, then our bound
    }
    QTRY_COMPARE(m_server->connectionCount(), 0);
}

void tst_HttpServer::refusesATakenPort()
{
    HttpServer second([](const HttpRequest &, const Responder &) {}, [](int, const HttpRequest &) { return HttpResponse{}; });
    const auto bound = second.bind(m_server->port());
    QVERIFY(!bound);
    QCOMPARE(bound.error().kind, Error::Kind::Conflict);
    QVERIFY(bound.error().message.contains(QString::number(m_server->port())));
    QVERIFY(bound.error().message.contains(QStringLiteral("--port")));
}

void tst_HttpServer::leavesNothingToChildren()
{
    RawClient client(m_server->port());
    client.send(get("/a"));
    QCOMPARE(RawClient::statusOf(client.response()), 200);
    int sockets = 0;
    for (const QFileInfo &entry : QDir(QStringLiteral("/proc/self/fd")).entryInfoList(QDir::Files | QDir::System)) {
        const int fd = entry.fileName().toInt();
        char target[64] = {};
        if (::readlink(("/proc/self/fd/" + entry.fileName().toLatin1()).constData(), target, sizeof target - 1) <= 0
            || !QByteArray(target).startsWith("socket:"))
            continue;
        sockaddr_in address = {};
        socklen_t size = sizeof address;
        if (::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) != 0 || ntohs(address.sin_port) != m_server->port())
            continue;
        ++sockets;
        QVERIFY2(::fcntl(fd, F_GETFD) & FD_CLOEXEC, target);
    }
    QCOMPARE(sockets, 2); // the listener and the connection
}

void tst_HttpServer::stopFinishesRunningRequests()
{
    RawClient client(m_server->port()), idle(m_server->port());
    client.send(get("/wait"));
    QTRY_COMPARE(waiting().size(), std::size_t(1));
    std::thread stopping([this] { m_server->stop(); });
    QVERIFY(idle.closedByServer()); // so the stop has begun
    QVERIFY(!RawClient(m_server->port()).connected());
    waiting().front().send({200, {}, "in time", {}});
    QCOMPARE(RawClient::bodyOf(client.response()), QByteArray("in time"));
    QVERIFY(client.closedByServer());
    stopping.join();
}

void tst_HttpServer::stopDoesNotWaitForever()
{
    HttpLimits limits;
    limits.stopGrace = 100ms;
    start(limits);
    RawClient client(m_server->port());
    client.send(get("/wait"));
    QTRY_COMPARE(waiting().size(), std::size_t(1));
    QElapsedTimer time;
    time.start();
    m_server->stop();
    QVERIFY(time.elapsed() < 3000);
    QVERIFY(client.closedByServer());
    waiting().front().send({200, {}, "too late", {}}); // harmless
}

void tst_HttpServer::stopsUnderLoad()
{
    std::atomic<bool> go = true;
    std::atomic<int> answered = 0, wrong = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&, port = m_server->port()] {
            while (go) {
                RawClient client(port);
                for (int k = 0; k < 50 && client.connected() && client.send(get("/load")); ++k) {
                    const QByteArray answer = client.response();
                    if (answer.isEmpty())
                        break;
                    RawClient::statusOf(answer) == 200 && answer.endsWith("/load") ? ++answered : ++wrong;
                }
                if (!client.connected())
                    break;
            }
        });
    }
    QTRY_VERIFY(answered > 500);
    QElapsedTimer time;
    time.start();
    m_server->stop();
    const qint64 took = time.elapsed();
    go = false;
    for (auto &client : clients)
        client.join();
    QCOMPARE(wrong.load(), 0);
    QVERIFY2(took < 5000, qPrintable(QString::number(took)));
}

ASSAY_TEST(tst_HttpServer)
#include "tst_HttpServer.moc"
