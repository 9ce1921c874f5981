#include "tests/engine/CommandSupport.h"
#include "tests/engine/RawClient.h"
#include "tests/support/TestRegistry.h"

#include <QUrl>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;
using assay::test::RawClient;

namespace {
constexpr int patience = 30'000; // ms, on a busy machine

QByteArray report(const QByteArray &status = "running", const QByteArray &more = {})
{
    return R"({"benchmark_status_event":{"id":"bench","provider_id":"prov","benchmark_index":0,"status":")" + status + '"' + more + "}}";
}
} // namespace

/// A running benchmark's inbox under well-meaning, clumsy and hostile clients.
class tst_ShimInbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_space = std::make_unique<CommandWorkspace>();
        m_sink = std::make_shared<RecordingSink>();
    }
    void cleanup()
    {
        m_runner.reset();
        // The command goes on without its engine: that is the point of it all.
        const qint64 shim = m_sink->processRecord().pid;
        if (shim > 0)
            ::kill(pid_t(shim), SIGTERM);
        QTRY_COMPARE_WITH_TIMEOUT(m_space->leftOver(), QList<int>(), patience);
        m_space.reset();
    }
    void answersWithABare204();
    void keepsTheConnection();
    void answersPipelinedRequests();
    void writesBeforeItAnswers();
    void takesAnyShapeOfBody_data();
    void takesAnyShapeOfBody();
    void refuses_data();
    void refuses();
    void tellsErrorsAsTheApiDoes();
    void refusesStrangersOnABareOrigin_data();
    void refusesStrangersOnABareOrigin();
    void refusesABodyBeyondTheLimit();
    void takesALargeBody();
    void continuesWhenAsked();
    void answersBesideSilentClients();
    void survivesClientsThatLeave();
    void holdsNoBorrowedDescriptor();
    void staysSmall();

private:
    void start()
    {
        m_runner = std::make_unique<CommandRunner>(m_space->options);
        m_runner->start(m_space->spec(CommandWorkspace::child({"stay", at("self")})), nullptr, m_sink);
        QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
        const QUrl callback(QString::fromStdString(m_space->jobFile()["callback_url"].get<std::string>()));
        m_port = quint16(callback.port());
        m_prefix = callback.path().toUtf8();
    }
    QByteArray path(const QByteArray &job = "job-1") const { return m_prefix + "/api/v1/evaluations/jobs/" + job + "/events"; }
    static QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &more = {})
    {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + more + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    QByteArray ask(const QByteArray &request) const
    {
        RawClient client(m_port, patience);
        client.send(request);
        return client.response();
    }
    QByteArray journal() const { return fileText(at("jobs/job-1/0/attempt-1/events.jsonl")); }
    QString at(const char *name) const { return m_space->path(QString::fromLatin1(name)); }

    std::unique_ptr<CommandWorkspace> m_space;
    std::shared_ptr<RecordingSink> m_sink;
    std::unique_ptr<CommandRunner> m_runner;
    quint16 m_port = 0;
    QByteArray m_prefix;
};

void tst_ShimInbox::answersWithABare204()
{
    start();
    RawClient client(m_port, patience);
    client.send(post(path(), report(), "X-Global-Transaction-Id: mine\r\n") + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(client.readUntil("HTTP/1.1 404"));
    const QByteArray first = client.buffer().left(client.buffer().indexOf("HTTP/1.1 404"));
    QVERIFY(first.startsWith("HTTP/1.1 204 No Content\r\n"));
    QVERIFY(first.endsWith("\r\n\r\n"));
    QCOMPARE(first.count("\r\n\r\n"), 1); // no byte of a body
    QVERIFY(!first.toLower().contains("transfer-encoding"));
    QVERIFY(!first.toLower().contains("content-length"));
    QVERIFY(first.contains("X-Global-Transaction-Id: mine\r\n"));
}

void tst_ShimInbox::keepsTheConnection()
{
    start();
    RawClient client(m_port, patience);
    for (int i = 0; i < 3; ++i) {
        client.send(post(path(), report()));
        QCOMPARE(RawClient::statusOf(client.response()), 204);
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->numbers(), (QList<qint64>{1, 2, 3}), patience);
}

void tst_ShimInbox::answersPipelinedRequests()
{
    start();
    RawClient client(m_port, patience);
    QByteArray all;
    for (int i = 0; i < 20; ++i)
        all += post(path(), report("running", ",\"extra\":" + QByteArray::number(i)));
    client.send(all);
    for (int i = 0; i < 20; ++i)
        QCOMPARE(RawClient::statusOf(client.response()), 204);
    QCOMPARE(journal().count('\n'), 20);
    QVERIFY(journal().indexOf("\"extra\":3}") < journal().indexOf("\"extra\":4}"));
}

void tst_ShimInbox::writesBeforeItAnswers()
{
    start();
    const QByteArray body = "{\n \"benchmark_status_event\":\r\n {\"a\": \"x\\ny\", \"n\": 0.1000000000000000055511151231257827}}\n";
    QCOMPARE(RawClient::statusOf(ask(post(path(), body))), 204);
    // One line, not a digit changed.
    QCOMPARE(journal(), QByteArray("{  \"benchmark_status_event\":   {\"a\": \"x\\ny\", \"n\": 0.1000000000000000055511151231257827}} \n"));
}

void tst_ShimInbox::takesAnyShapeOfBody_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("event") << report() << 204;
    QTest::newRow("any case") << QByteArray("{\"Benchmark_Status_Event\":{}}") << 204;
    QTest::newRow("beside others") << QByteArray("{\"a\":[{\"benchmark_status_event\":1}],\"benchmark_status_event\":{}, \"z\":null}") << 204;
    QTest::newRow("empty") << QByteArray() << 400;
    QTest::newRow("no JSON") << QByteArray("nonsense") << 400;
    QTest::newRow("cut off") << report().chopped(1) << 400;
    QTest::newRow("more after it") << report() + "x" << 400;
    QTest::newRow("list") << QByteArray("[]") << 400;
    QTest::newRow("no event") << QByteArray("{}") << 400;
    QTest::newRow("event is text") << QByteArray("{\"benchmark_status_event\":\"x\"}") << 400;
    QTest::newRow("event is list") << QByteArray("{\"benchmark_status_event\":[{}]}") << 400;
    QTest::newRow("deeper down") << QByteArray("{\"a\":{\"benchmark_status_event\":{}}}") << 400;
    QTest::newRow("last one counts") << QByteArray("{\"benchmark_status_event\":{},\"benchmark_status_event\":1}") << 400;
    QTest::newRow("too deep") << QByteArray("{\"benchmark_status_event\":{\"a\":") + QByteArray(300, '[') + QByteArray(300, ']') + "}}" << 400;
    QTest::newRow("bad UTF-8") << QByteArray("{\"benchmark_status_event\":{\"a\":\"\xff\"}}") << 400;
}

void tst_ShimInbox::takesAnyShapeOfBody()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    start();
    const QByteArray answer = ask(post(path(), body));
    QCOMPARE(RawClient::statusOf(answer), status);
    QCOMPARE(journal().count('\n'), status == 204 ? 1 : 0);
}

void tst_ShimInbox::refuses_data()
{
    QTest::addColumn<QByteArray>("request"); // PATH stands for the right one, SECRET for its first part
    QTest::addColumn<int>("status");
    const QByteArray body = report(), tail = " HTTP/1.1\r\nHost: x\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    QTest::newRow("no secret") << "POST /api/v1/evaluations/jobs/job-1/events" + tail << 404;
    QTest::newRow("wrong secret") << "POST /0123456789abcdef0123456789abcdef0123456789abcdef/api/v1/evaluations/jobs/job-1/events" + tail << 404;
    QTest::newRow("half a secret") << "POST SHORT/api/v1/evaluations/jobs/job-1/events" + tail << 404;
    QTest::newRow("other job") << "POST SECRET/api/v1/evaluations/jobs/job-2/events" + tail << 404;
    QTest::newRow("other path") << "POST SECRET/api/v1/evaluations/jobs" + tail << 404;
    QTest::newRow("root") << "POST /" + tail << 404;
    QTest::newRow("get") << QByteArray("GET PATH HTTP/1.1\r\nHost: x\r\n\r\n") << 405;
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\r\n\r\n") << 400;
    QTest::newRow("two lengths") << QByteArray("POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}") << 400;
    QTest::newRow("length and chunks") << QByteArray("POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") << 400;
    QTest::newRow("bad length") << QByteArray("POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n") << 400;
    QTest::newRow("no host") << QByteArray("POST PATH HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}") << 400;
    QTest::newRow("bad chunk") << QByteArray("POST PATH HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") << 400;
    QTest::newRow("huge header") << QByteArray("POST PATH HTTP/1.1\r\nHost: x\r\nX: ") + QByteArray(40'000, 'a') + "\r\n\r\n" << 431;
}

void tst_ShimInbox::refuses()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    start();
    request.replace("PATH", path());
    request.replace("SECRET", m_prefix);
    request.replace("SHORT", m_prefix.left(m_prefix.size() / 2));
    QCOMPARE(RawClient::statusOf(ask(request)), status);
    QCOMPARE(journal(), QByteArray());
    QCOMPARE(RawClient::statusOf(ask(post(path(), report()))), 204); // still there
}

void tst_ShimInbox::tellsErrorsAsTheApiDoes()
{
    start();
    const QByteArray answer = ask(post(path(), "nonsense"));
    const auto json = nlohmann::json::parse(RawClient::bodyOf(answer).toStdString());
    QCOMPARE(json.size(), std::size_t(3));
    QCOMPARE(json["message_code"].get<std::string>(), std::string("invalid_json_request"));
    QVERIFY(answer.contains("X-Global-Transaction-Id: " + QByteArray::fromStdString(json["trace"].get<std::string>()) + "\r\n"));
    QVERIFY(answer.contains("Content-Type: application/json\r\n"));
    QVERIFY(!json["message"].get<std::string>().empty());
}

void tst_ShimInbox::refusesStrangersOnABareOrigin_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    QTest::newRow("address") << QByteArray("Host: 127.0.0.1:1\r\n") << 204;
    QTest::newRow("name") << QByteArray("Host: localhost:1\r\n") << 204;
    QTest::newRow("own page") << QByteArray("Host: localhost\r\nOrigin: http://localhost:3000\r\n") << 204;
    QTest::newRow("rebound name") << QByteArray("Host: evil.example\r\n") << 403;
    QTest::newRow("name that begins well") << QByteArray("Host: 127.0.0.1.evil.example\r\n") << 403;
    QTest::newRow("foreign page") << QByteArray("Host: 127.0.0.1\r\nOrigin: http://evil.example\r\n") << 403;
    QTest::newRow("hidden page") << QByteArray("Host: 127.0.0.1\r\nOrigin: null\r\n") << 403;
}

void tst_ShimInbox::refusesStrangersOnABareOrigin()
{
    QFETCH(QByteArray, headers);
    QFETCH(int, status);
    m_space->options.bareCallback = true;
    start();
    QVERIFY(m_prefix.isEmpty());
    const QByteArray body = report();
    QCOMPARE(RawClient::statusOf(ask("POST " + path() + " HTTP/1.1\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body)), status);
}

void tst_ShimInbox::refusesABodyBeyondTheLimit()
{
    start();
    QCOMPARE(RawClient::statusOf(ask("POST " + path() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\n\r\n")), 413);
    RawClient client(m_port, patience);
    client.send("POST " + path() + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    const QByteArray chunk = "100000\r\n" + QByteArray(1 << 20, ' ') + "\r\n";
    for (int i = 0; i < 11; ++i)
        client.send(chunk); // may fail when the answer is on its way
    QCOMPARE(RawClient::statusOf(client.response()), 413);
    QCOMPARE(RawClient::statusOf(ask(post(path(), report()))), 204);
}

void tst_ShimInbox::takesALargeBody()
{
    start();
    const QByteArray large = report("running", ",\"additional_info\":{\"text\":\"" + QByteArray(10'000'000, 'a') + "\"}");
    QCOMPARE(RawClient::statusOf(ask(post(path(), large))), 204);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->numbers().size(), 1, patience);
    QVERIFY(m_sink->reports().at(0).additionalInfo.text.size() > 10'000'000);
}

void tst_ShimInbox::continuesWhenAsked()
{
    start();
    RawClient client(m_port, patience);
    const QByteArray body = report();
    client.send("POST " + path() + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 100);
    client.send(body);
    QCOMPARE(RawClient::statusOf(client.response()), 204);
}

void tst_ShimInbox::answersBesideSilentClients()
{
    start();
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 60; ++i) {
        silent.push_back(std::make_unique<RawClient>(m_port, patience));
        silent.back()->send(i % 2 == 0 ? QByteArray() : "POST " + path() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    }
    QCOMPARE(RawClient::statusOf(ask(post(path(), report()))), 204);
    for (int i = 0; i < 8; ++i)
        silent.push_back(std::make_unique<RawClient>(m_port, patience));
    QCOMPARE(RawClient::statusOf(silent.back()->response()), 503); // beyond 64
    silent.clear();
    QTRY_COMPARE_WITH_TIMEOUT(RawClient::statusOf(ask(post(path(), report()))), 204, patience);
}

void tst_ShimInbox::survivesClientsThatLeave()
{
    start();
    for (int i = 0; i < 50; ++i) {
        RawClient client(m_port, patience);
        client.send(post(path(), report()).left(30 + 5 * i));
        client.abort();
    }
    RawClient half(m_port, patience);
    half.send(post(path(), report()));
    ::shutdown(half.fd(), SHUT_WR); // says that it will send no more, and waits
    QCOMPARE(RawClient::statusOf(half.response()), 204);
}

void tst_ShimInbox::holdsNoBorrowedDescriptor()
{
    start();
    QStringList targets;
    const QString fds = QStringLiteral("/proc/%1/fd/").arg(m_sink->processRecord().pid);
    for (const QString &fd : QDir(fds).entryList(QDir::Files | QDir::System))
        targets.append(QFile::symLinkTarget(fds + fd));
    QVERIFY2(targets.size() <= 8, qPrintable(targets.join(QLatin1Char('\n'))));
    QCOMPARE(targets.filter(QStringLiteral("socket:")).size(), 1);
    QCOMPARE(targets.filter(QStringLiteral("eventpoll")).size(), 0); // of ours
}

void tst_ShimInbox::staysSmall()
{
    start();
    QCOMPARE(RawClient::statusOf(ask(post(path(), report()))), 204);
    const QByteArray status = fileText(QStringLiteral("/proc/%1/status").arg(m_sink->processRecord().pid));
    const auto number = [&](const QByteArray &name) { return status.mid(status.indexOf(name) + name.size()).trimmed().split(' ').value(0).toLongLong(); };
    qInfo("shim: %lld KB resident, of it %lld KB its own", number("VmRSS:"), number("RssAnon:"));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY(number("RssAnon:") < 1024);
    QVERIFY(number("VmRSS:") < 5 * 1024); // mostly pages of the program, shared by all shims
#endif
}

ASSAY_TEST(tst_ShimInbox)
#include "tst_ShimInbox.moc"
