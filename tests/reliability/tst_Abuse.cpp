#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>
#include <QSet>

#include <atomic>
#include <sys/resource.h>
#include <thread>

using namespace assay;
using namespace assay::test;
using namespace std::chrono_literals;

/// The whole engine under clients that are slow, broken or hostile. Meanwhile another connection asks for health: it
/// must be answered during each of it, not only afterwards. (What the transport alone does is in
/// tests/engine/tst_HttpServer.)
class tst_Abuse : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void brokenRequests_data();
    void brokenRequests();
    void slowClients();
    void halfOpenAndAborted();
    void clientsThatDoNotRead();
    void hugeBodies();
    void moreConnectionsThanAllowed();
    void pipelinedFlood();
    void wrongTokens_data();
    void wrongTokens();
    void foreignHostsAndOrigins_data();
    void foreignHostsAndOrigins();
    void headAndOptions();
    void stopsUnderLoad();

private:
    bool healthy();
    quint16 port() const { return m_engine->engine->port(); }
    QByteArray head(const QByteArray &first, const QByteArray &more = {}) const
    {
        return first + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port())
            + "\r\nAuthorization: Bearer t0ken\r\n" + more;
    }
    std::unique_ptr<EngineFixture> m_engine;
    std::unique_ptr<RawClient> m_observer; ///< connected before the trouble begins
};

void tst_Abuse::initTestCase()
{
    rlimit files = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &files), 0);
}

void tst_Abuse::init()
{
    m_engine = std::make_unique<EngineFixture>();
    m_engine->options.limits.header = 1s;
    m_engine->options.limits.body = 1s;
    m_engine->options.limits.write = 1s;
    QVERIFY(m_engine->start());
    m_observer = std::make_unique<RawClient>(port());
    QVERIFY(healthy());
}

void tst_Abuse::cleanup()
{
    m_observer.reset();
    m_engine.reset();
}

/// On the connection that was there before, within the client's limit of 10 s; a clumsy server would be stuck for ever.
bool tst_Abuse::healthy()
{
    m_observer->send(head("GET /api/v1/health") + "\r\n");
    const QByteArray answer = m_observer->response();
    return RawClient::statusOf(answer) == 200 && answer.contains("\"healthy\"");
}

void tst_Abuse::brokenRequests_data()
{
    QTest::addColumn<QByteArray>("text"); // HOST stands for a good Host field
    QTest::addColumn<QList<int>>("allowed"); // 0: closed without an answer
    const auto post = [](const QByteArray &fields, const QByteArray &body) {
        return "POST /api/v1/evaluations/jobs HTTP/1.1\r\nHOST\r\nAuthorization: Bearer t0ken\r\n" + fields + "\r\n"
            + body;
    };
    const QList<int> bad { 400 };
    QTest::newRow("only line ends") << QByteArray("\r\n\r\n\r\n\r\n") << QList<int> { 400, 0 };
    QTest::newRow("nul bytes") << QByteArray(64, '\0') + "\r\n\r\n" << bad;
    QTest::newRow("tls hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15) << bad;
    QTest::newRow("nul in a field") << QByteArray("GET /api/v1/health HTTP/1.1\r\nHOST\r\nX: a\0b\r\n\r\n", 45) << bad;
    QTest::newRow("bare line feeds") << QByteArray("GET /api/v1/health HTTP/1.1\nHOST\n\n") << bad;
    QTest::newRow("space before colon") << QByteArray("GET /api/v1/health HTTP/1.1\r\nHOST\r\nX : a\r\n\r\n") << bad;
    QTest::newRow("http 0.9") << QByteArray("GET /\r\n") << bad;
    QTest::newRow("http 2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << bad;
    QTest::newRow("no host") << QByteArray("GET /api/v1/health HTTP/1.1\r\n\r\n") << bad;
    QTest::newRow("two hosts") << QByteArray("GET /api/v1/health HTTP/1.1\r\nHOST\r\nHOST\r\n\r\n") << bad;
    QTest::newRow("two lengths") << post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}") << bad;
    QTest::newRow("length list") << post("Content-Length: 2, 3\r\n", "{}") << bad;
    QTest::newRow("negative length") << post("Content-Length: -1\r\n", "{}") << bad;
    QTest::newRow("length with sign") << post("Content-Length: +2\r\n", "{}") << bad;
    QTest::newRow("length in hex") << post("Content-Length: 0x2\r\n", "{}") << bad;
    QTest::newRow("length overflows") << post("Content-Length: 18446744073709551617\r\n", "{}")
                                      << QList<int> { 400, 413 };
    QTest::newRow("length and chunks") << post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")
                                       << bad;
    QTest::newRow("chunk size is garbage") << post("Transfer-Encoding: chunked\r\n", "xyz\r\n") << bad;
    QTest::newRow("chunk size overflows")
        << post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n") << QList<int> { 400, 413 };
    QTest::newRow("chunk is too long") << post("Transfer-Encoding: chunked\r\n", "2\r\nabcdef\r\n0\r\n\r\n") << bad;
    QTest::newRow("other encoding") << post("Transfer-Encoding: gzip\r\nContent-Length: 2\r\n", "{}") << bad;
    QTest::newRow("header too large") << "GET / HTTP/1.1\r\nHOST\r\nX: " + QByteArray(40'000, 'a') + "\r\n\r\n"
                                      << QList<int> { 431 };
    QTest::newRow("target too large") << "GET /" + QByteArray(40'000, 'a') + " HTTP/1.1\r\nHOST\r\n\r\n"
                                      << QList<int> { 431 };
    QTest::newRow("endless method") << QByteArray(40'000, 'A') << QList<int> { 400, 431 };
    QTest::newRow("climbing path") << QByteArray("GET /api/v1/../../../etc/passwd HTTP/1.1\r\nHOST\r\n\r\n")
                                   << QList<int> { 400, 401, 404 };
    QTest::newRow("hidden climbing") << QByteArray(
        "GET /api/v1/evaluations/jobs/%2e%2e%2f%2e%2e HTTP/1.1\r\nHOST\r\nAuthorization: Bearer t0ken\r\n\r\n")
                                     << QList<int> { 404 };
    QTest::newRow("path is no utf-8") << QByteArray(
        "GET /api/v1/evaluations/jobs/%ff%fe%00 HTTP/1.1\r\nHOST\r\nAuthorization: Bearer t0ken\r\n\r\n")
                                      << QList<int> { 404 };
    QTest::newRow("connect") << QByteArray("CONNECT 127.0.0.1:22 HTTP/1.1\r\nHOST\r\n\r\n")
                             << QList<int> { 400, 401, 404, 405 };
    QTest::newRow("proxy request") << QByteArray("GET http://example.com/ HTTP/1.1\r\nHOST\r\n\r\n")
                                   << QList<int> { 400, 401, 403, 404, 308 };
}

void tst_Abuse::brokenRequests()
{
    QFETCH(QByteArray, text);
    QFETCH(QList<int>, allowed);
    text.replace("HOST", "Host: 127.0.0.1:" + QByteArray::number(port()));
    RawClient client(port());
    client.send(text);
    ::shutdown(client.fd(), SHUT_WR);
    QVERIFY(healthy());
    const QByteArray answer = client.response();
    const int status = answer.isEmpty() ? 0 : RawClient::statusOf(answer);
    QVERIFY2(allowed.contains(status), answer.constData());
    QVERIFY(client.closedByServer());
    QVERIFY(healthy());
}

void tst_Abuse::slowClients()
{
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 300; ++i)
        clients.push_back(std::make_unique<RawClient>(port()));
    const QByteArray text = head("POST /api/v1/evaluations/jobs", "Content-Length: 1000\r\n") + "\r\n{\"name\": ";
    for (qsizetype at = 0; at < text.size(); ++at) { // a byte at a time, all of them side by side
        for (const auto &client : clients)
            client->send(text.mid(at, 1)); // later ones fail: the limits count the whole header and the whole body
        if (at % 16 == 0)
            QVERIFY(healthy());
    }
    for (const auto &client : clients)
        QVERIFY(client->closedByServer());
    QVERIFY(healthy());
    QVERIFY(m_engine->get(m_engine->jobs).json["items"].empty());
}

void tst_Abuse::halfOpenAndAborted()
{
    const QByteArray body = R"({"name": "half", "model": {"name": "m", "url": "http://model.invalid/v1"},)"
                            R"( "benchmarks": [{"provider_id": "gold_silent", "id": "acc_bench"}]})";
    const QByteArray whole
        = head("POST /api/v1/evaluations/jobs", "Content-Length: " + QByteArray::number(body.size()) + "\r\n") + "\r\n"
        + body;
    int complete = 0;
    for (qsizetype at = 0; at <= whole.size(); at += 7) {
        RawClient client(port());
        client.send(whole.left(at));
        switch (at % 3) {
        case 0: client.abort(); break;
        case 1: client.close(); break;
        default: ::shutdown(client.fd(), SHUT_WR); break;
        }
        complete += at == whole.size();
    }
    QVERIFY(healthy());
    { // one that closed its side after a whole request still gets its answer
        RawClient client(port());
        client.send(whole);
        ::shutdown(client.fd(), SHUT_WR);
        QCOMPARE(RawClient::statusOf(client.response()), 202);
        ++complete;
    }
    QVERIFY2(m_engine->get(m_engine->jobs).json["total_count"].get<int>() <= complete, "half a request made a job");
}

void tst_Abuse::clientsThatDoNotRead()
{
    for (int i = 0; i < 50; ++i)
        m_engine->job({ { { "provider_id", "gold_silent" }, { "id", "acc_bench" } } },
            { { "description", std::string(4000, 'x') } });
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(port()));
        const int small = 4096;
        ::setsockopt(clients.back()->fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        clients.back()->send((head("GET /api/v1/evaluations/jobs?limit=0") + "\r\n").repeated(20));
    }
    QVERIFY(healthy());
    QCOMPARE(m_engine->get(m_engine->jobs).status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->engine->connectionCount(), 1, 20'000); // given up, all but the observer
    QVERIFY(healthy());
}

void tst_Abuse::hugeBodies()
{
    RawClient announced(port()), chunked(port()), deep(port());
    announced.send(head("POST /api/v1/evaluations/jobs", "Content-Length: 10485761\r\n") + "\r\n");
    QCOMPARE(RawClient::statusOf(announced.response()), 413); // before a byte of it was sent
    chunked.send(head("POST /api/v1/evaluations/jobs", "Transfer-Encoding: chunked\r\n") + "\r\nb00000\r\n"
        + QByteArray(0xb00000, 'a') + "\r\n0\r\n\r\n");
    QCOMPARE(RawClient::statusOf(chunked.response()), 413);
    const QByteArray brackets = QByteArray(5'000'000, '[');
    deep.send(head("POST /api/v1/evaluations/jobs", "Content-Length: 5000000\r\n") + "\r\n" + brackets);
    QCOMPARE(RawClient::statusOf(deep.response()), 400); // and not the end of somebody's stack
    RawClient polite(port());
    polite.send(head("POST /api/v1/evaluations/jobs", "Content-Length: 2\r\nExpect: 100-continue\r\n") + "\r\n");
    QVERIFY(polite.response().startsWith("HTTP/1.1 100 "));
    polite.send("{}");
    QCOMPARE(RawClient::statusOf(polite.response()), 400);
    QVERIFY(healthy());
}

void tst_Abuse::moreConnectionsThanAllowed()
{
    m_observer.reset();
    m_engine = std::make_unique<EngineFixture>();
    m_engine->options.limits.header = 60s; // the first must still be there when the last comes
    QVERIFY(m_engine->start());
    m_observer = std::make_unique<RawClient>(port());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 1200; ++i)
        clients.push_back(std::make_unique<RawClient>(port()));
    QVERIFY(healthy());
    int turnedAway = 0;
    for (std::size_t i = 1024; i < clients.size(); ++i)
        turnedAway += RawClient::statusOf(clients[i]->response()) == 503;
    QVERIFY2(turnedAway > 100, qPrintable(QString::number(turnedAway)));
    QVERIFY(healthy());
    clients.clear();
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->get(m_engine->jobs).status == 200, 20'000);
}

void tst_Abuse::pipelinedFlood()
{
    RawClient client(port());
    constexpr int count = 500;
    QByteArray flood;
    for (int i = 0; i < count; ++i)
        flood += head("GET /api/v1/evaluations/jobs/number-" + QByteArray::number(i)) + "\r\n";
    std::thread sender([&] { client.send(flood); });
    int inOrder = 0;
    for (int i = 0; i < count; ++i) {
        const QByteArray answer = client.response();
        inOrder += RawClient::statusOf(answer) == 404 && answer.contains("number-" + QByteArray::number(i) + '\'');
        if (i % 100 == 0)
            inOrder -= !healthy();
    }
    sender.join();
    QCOMPARE(inOrder, count);
    // A second request hidden in the body of the first is a body.
    const QByteArray hidden = head("DELETE /api/v1/evaluations/jobs/x") + "\r\n";
    RawClient smuggler(port());
    smuggler.send(head("POST /api/v1/evaluations/jobs", "Content-Length: " + QByteArray::number(hidden.size()) + "\r\n")
        + "\r\n" + hidden + head("GET /api/v1/health", "Connection: close\r\n") + "\r\n");
    QCOMPARE(RawClient::statusOf(smuggler.response()), 400);
    QCOMPARE(RawClient::statusOf(smuggler.response()), 200);
    QVERIFY(smuggler.closedByServer());
}

void tst_Abuse::wrongTokens_data()
{
    QTest::addColumn<QByteArray>("field");
    for (const char *field : { "", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: Bearer t0ke",
             "Authorization: Bearer t0kenn", "Authorization: Bearer T0KEN", "Authorization: Basic t0ken",
             "Authorization: t0ken", "Authorization: Bearer t0ken x", "Authorization: Bearer x, Bearer t0ken",
             "Authorization: Bearer x\r\nAuthorization: Bearer t0ken", "Proxy-Authorization: Bearer t0ken",
             "Cookie: token=t0ken" })
        QTest::addRow("%s", field) << QByteArray(field);
    QTest::newRow("long") << "Authorization: Bearer " + QByteArray(20'000, 't');
    QTest::newRow("bytes") << QByteArray("Authorization: Bearer \xff\xfe");
}

void tst_Abuse::wrongTokens()
{
    QFETCH(QByteArray, field);
    for (const QByteArray path :
        { "/api/v1/evaluations/jobs", "/api/v1/evaluations/jobs/x", "/api/v1/unknown", "/metrics", "/" }) {
        RawClient client(port());
        client.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port()) + "\r\n"
            + (field.isEmpty() ? field : field + "\r\n") + "\r\n");
        const QByteArray answer = client.response();
        QVERIFY2(RawClient::statusOf(answer) == 401 || (RawClient::statusOf(answer) == 400 && field.contains('\xff')),
            answer.constData());
        QVERIFY(!answer.contains("t0ken"));
    }
    QVERIFY(healthy());
}

void tst_Abuse::foreignHostsAndOrigins_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::newRow("rebound name") << QByteArray("evil.example") << QByteArray();
    QTest::newRow("rebound name, our port") << QByteArray("evil.example:PORT") << QByteArray();
    QTest::newRow("our name, other port") << QByteArray("127.0.0.1:1") << QByteArray();
    QTest::newRow("name that begins like ours") << QByteArray("127.0.0.1.evil.example:PORT") << QByteArray();
    QTest::newRow("user part") << QByteArray("127.0.0.1:PORT@evil.example") << QByteArray();
    QTest::newRow("empty") << QByteArray("") << QByteArray();
    QTest::newRow("foreign page") << QByteArray("127.0.0.1:PORT") << QByteArray("https://evil.example");
    QTest::newRow("sandboxed page") << QByteArray("127.0.0.1:PORT") << QByteArray("null");
    QTest::newRow("local page of another port") << QByteArray("127.0.0.1:PORT") << QByteArray("http://localhost:1");
    QTest::newRow("https on our port") << QByteArray("127.0.0.1:PORT") << QByteArray("https://127.0.0.1:PORT");
}

void tst_Abuse::foreignHostsAndOrigins()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    for (QByteArray *text : { &host, &origin })
        text->replace("PORT", QByteArray::number(port()));
    for (const QByteArray method : { "GET", "POST", "DELETE", "OPTIONS" }) {
        RawClient client(port());
        client.send(method + " /api/v1/evaluations/jobs HTTP/1.1\r\nHost: " + host
            + "\r\nAuthorization: Bearer t0ken\r\n" + (origin.isEmpty() ? origin : "Origin: " + origin + "\r\n")
            + "Content-Length: 0\r\n\r\n");
        const QByteArray answer = client.response();
        QCOMPARE(RawClient::statusOf(answer), 403);
        QVERIFY(!answer.toLower().contains("access-control-allow-origin"));
    }
    QVERIFY(healthy());
}

void tst_Abuse::headAndOptions()
{
    RawClient client(port());
    client.send(head("HEAD /api/v1/evaluations/jobs") + "\r\n" + head("GET /api/v1/health") + "\r\n");
    QCOMPARE(RawClient::statusOf(client.response(true)), 405); // no body follows, else the next answer would not parse
    const QByteArray next = client.response();
    QVERIFY2(next.startsWith("HTTP/1.1 200 "), next.constData());
    QCOMPARE(m_engine->ask("OPTIONS", m_engine->jobs).status, 405); // with a token nothing is open to other origins
    QVERIFY(healthy());
}

void tst_Abuse::stopsUnderLoad()
{
    std::atomic<bool> go { true };
    std::atomic<int> created { 0 };
    const QByteArray body = R"({"name": "load", "model": {"name": "m", "url": "http://model.invalid/v1"},)"
                            R"( "benchmarks": [{"provider_id": "gold_silent", "id": "acc_bench"}]})";
    const QByteArray request
        = head("POST /api/v1/evaluations/jobs", "Content-Length: " + QByteArray::number(body.size()) + "\r\n") + "\r\n"
        + body;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, target = port()] {
            RawClient client(target);
            while (go && client.send(request)) {
                const QByteArray answer = client.response();
                if (answer.isEmpty())
                    return;
                created += RawClient::statusOf(answer) == 202;
            }
        });
    }
    QTRY_VERIFY(created > 50);
    QVERIFY(healthy());
    QElapsedTimer time;
    time.start();
    m_engine->engine->stop();
    QVERIFY(time.elapsed() < 20'000);
    go = false;
    for (std::thread &thread : threads)
        thread.join();
    const int acknowledged = created;
    QVERIFY(m_engine->start()); // again, on the same file
    QVERIFY(m_engine->get(m_engine->jobs + "?limit=1").json["total_count"].get<int>() >= acknowledged);
}

ASSAY_TEST(tst_Abuse)
#include "tst_Abuse.moc"
