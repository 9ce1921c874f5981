#include "services/http/HttpClient.h"
#include "services/http/Redaction.h"
#include "tests/client/TestServer.h"
#include "tests/client/Wait.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

class tst_HttpClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersOfAnyStatusAreValues();
    void transportFaults_data();
    void transportFaults();
    void webPageAnswersNoChange();
    void repeatsOnceAfterABreak();
    void neverRepeatsAPost_data();
    void neverRepeatsAPost();
    void waitsWhenBusy();
    void longRetryAfterIsHandedOut();
    void tokenStaysWithItsOrigin();
    void foreignRedirectIsNotFollowed();
    void ownRedirectIsFollowed();
    void recordsHaveNoSecrets();
    void cancelledByItsOwner();
    void tooLong();
    void gatewayPagesAreAnswers_data();
    void gatewayPagesAreAnswers();
    void newAccessLetsRequestsFinish_data();
    void newAccessLetsRequestsFinish();
    void redaction_data();
    void redaction();
    void secretAtTheEdge();
    void origins();
};

static HttpClient::Settings quick()
{
    return {.serverKind = QStringLiteral("EvalHub"), .backOffMs = 1};
}

static HttpRequest get(const QUrl &url, int timeoutMs = 5000)
{
    HttpRequest request;
    request.url = url;
    request.timeoutMs = timeoutMs;
    return request;
}

void tst_HttpClient::answersOfAnyStatusAreValues()
{
    TestServer server([](const Asked &asked) {
        return Answer{.status = asked.path.mid(1).toInt(), .body = "{\"a\":1}", .headers = {{"X-Global-Transaction-Id", "t1"}}};
    });
    HttpClient client(quick());
    for (const int status : {200, 202, 400, 401, 403, 404, 405, 409, 413, 418, 422, 500, 501}) {
        const auto reply = waited(client.send(get(server.url(QStringLiteral("/%1").arg(status)))));
        QVERIFY2(reply, qPrintable(QString::number(status) + (reply ? QString() : reply.error().message)));
        QCOMPARE(reply->status, status);
        QCOMPARE(reply->body, QByteArray("{\"a\":1}"));
        QCOMPARE(reply->traceId, QStringLiteral("t1"));
    }
}

void tst_HttpClient::transportFaults_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("words");
    QTest::addRow("hangs") << 0 << int(Error::Kind::Timeout) << "did not answer within 1 seconds";
    QTest::addRow("cut off twice") << 1 << int(Error::Kind::Network) << "broke the connection off";
    QTest::addRow("nobody") << 2 << int(Error::Kind::Network) << "Nothing answers at http://127.0.0.1:";
    QTest::addRow("web page") << 3 << int(Error::Kind::Protocol) << "answers with a web page, not with EvalHub; check the URL.";
    QTest::addRow("no HTTP") << 4 << int(Error::Kind::Protocol) << "";
    QTest::addRow("no address") << 5 << int(Error::Kind::Invalid) << "is not a web address";
    QTest::addRow("cut inside the body") << 6 << int(Error::Kind::Network) << "broke the connection off";
}

void tst_HttpClient::transportFaults()
{
    QFETCH(int, fault);
    QFETCH(int, kind);
    QFETCH(QString, words);
    TestServer server([fault](const Asked &) {
        switch (fault) {
        case 0: return Answer{.silent = true};
        case 1: return Answer{.cutAfter = 0};
        case 3: return Answer{.body = "<!DOCTYPE html><html><body>hello</body></html>", .contentType = "text/html"};
        case 6: return Answer{.body = QByteArray(1000, 'x'), .cutAfter = 10};
        default: return Answer{};
        }
    });
    QTcpServer gibberish;
    QUrl url = server.url(QStringLiteral("/api/v1/health"));
    if (fault == 2)
        server.stop();
    if (fault == 4) {
        connect(&gibberish, &QTcpServer::newConnection, &gibberish, [&gibberish] {
            QTcpSocket *socket = gibberish.nextPendingConnection();
            socket->write("SSH-2.0-OpenSSH_9.2p1\r\n");
            socket->disconnectFromHost();
        });
        QVERIFY(gibberish.listen(QHostAddress::LocalHost));
        url.setPort(gibberish.serverPort());
    }
    if (fault == 5)
        url = QUrl(QStringLiteral("somewhere"));
    HttpClient client(quick());
    const auto reply = waited(client.send(get(url, fault == 0 ? 300 : 5000)));
    QVERIFY(!reply);
    if (fault != 4) // an old server may close like this; the sentence matters less than that there is one
        QCOMPARE(int(reply.error().kind), kind);
    QVERIFY(!reply.error().message.isEmpty());
    QVERIFY2(reply.error().message.contains(words), qPrintable(reply.error().message));
}

/// A change whose answer nobody reads was not made because a page to sign in came with status 200.
void tst_HttpClient::webPageAnswersNoChange()
{
    TestServer server([](const Asked &) { return Answer{.body = "<!DOCTYPE html><html>sign in</html>", .contentType = "text/html"}; });
    HttpClient client(quick());
    HttpRequest request = get(server.url(QStringLiteral("/api/v1/evaluations/jobs/j1")));
    request.expectJson = false;
    QVERIFY(waited(client.send(request))); // a log may be any text
    request.method = "DELETE";
    const auto reply = waited(client.send(request));
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, QStringLiteral("web_page"));
}

void tst_HttpClient::repeatsOnceAfterABreak()
{
    int calls = 0;
    TestServer server([&calls](const Asked &) { return ++calls == 1 ? Answer{.cutAfter = 0} : Answer{.body = "{}"}; });
    HttpClient client(quick());
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY(reply);
    QCOMPARE(reply->status, 200);
    QVERIFY(calls >= 2);
}

void tst_HttpClient::neverRepeatsAPost_data()
{
    QTest::addColumn<int>("cutAfter");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("standing"); // the connection was used before
    QTest::newRow("within the body") << 5 << 2 << false;
    QTest::newRow("before the head") << 0 << 2 << false;
    QTest::newRow("before the head, large") << 0 << 3'000'000 << false;
    QTest::newRow("before the head, on a standing connection") << 0 << 2 << true;
}

void tst_HttpClient::neverRepeatsAPost()
{
    QFETCH(int, cutAfter);
    QFETCH(int, bytes);
    QFETCH(bool, standing);
    TestServer server([cutAfter](const Asked &asked) {
        return asked.path == "/jobs" ? Answer{.body = QByteArray(100, ' '), .cutAfter = cutAfter} : Answer{.body = "{}"};
    });
    HttpClient client(quick());
    HttpRequest post = get(server.url(QStringLiteral("/jobs")));
    post.method = "POST";
    post.body = QByteArray(bytes, 'x');
    if (standing)
        QVERIFY(waited(client.send(get(server.url(QStringLiteral("/health"))))));
    const auto reply = waited(client.send(post));
    QVERIFY(!reply);
    QCOMPARE(int(reply.error().kind), int(Error::Kind::Network));
    QCOMPARE(reply.error().code, QStringLiteral("connection_closed"));
    QCOMPARE(server.count("/jobs"), 1);
    QCOMPARE(server.asked.last().body, post.body);
    post.idempotent = true; // it carries an idempotency key
    QVERIFY(!waited(client.send(post)));
    QVERIFY(server.count("/jobs") >= 3);
}

void tst_HttpClient::waitsWhenBusy()
{
    TestServer server([](const Asked &) { return Answer{}; });
    server.setHandler([&server](const Asked &asked) {
        return server.count(asked.path) < 3 ? Answer{.status = asked.path == "/503" ? 503 : 429, .headers = {{"Retry-After", "0"}}}
                                            : Answer{.body = "{}"};
    });
    HttpClient client(quick());
    for (const QString &path : {QStringLiteral("/429"), QStringLiteral("/503")}) {
        const auto reply = waited(client.send(get(server.url(path))));
        QVERIFY(reply);
        QCOMPARE(reply->status, 200);
        QCOMPARE(server.count(path.toLatin1()), 3);
    }
}

void tst_HttpClient::longRetryAfterIsHandedOut()
{
    TestServer server([](const Asked &) { return Answer{.status = 429, .headers = {{"Retry-After", "3600"}}}; });
    HttpClient client(quick());
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY(reply);
    QCOMPARE(reply->status, 429);
    QCOMPARE(server.asked.size(), 1);
}

void tst_HttpClient::tokenStaysWithItsOrigin()
{
    TestServer ours([](const Asked &) { return Answer{}; }), other([](const Asked &) { return Answer{}; });
    HttpClient client(quick());
    client.setToken(originOf(ours.url()), QStringLiteral("s3cret-token"));
    QVERIFY(waited(client.send(get(ours.url(QStringLiteral("/"))))));
    QVERIFY(waited(client.send(get(other.url(QStringLiteral("/"))))));
    QCOMPARE(ours.asked.first().headers.value("authorization"), QByteArray("Bearer s3cret-token"));
    QVERIFY(!other.asked.first().headers.contains("authorization"));
}

void tst_HttpClient::foreignRedirectIsNotFollowed()
{
    TestServer other([](const Asked &) { return Answer{.body = "{}"}; });
    const QByteArray target = other.url(QStringLiteral("/steal")).toEncoded();
    TestServer server([target](const Asked &) { return Answer{.status = 302, .headers = {{"Location", target}}}; });
    HttpClient client(quick());
    client.setToken(originOf(server.url()), QStringLiteral("s3cret-token"));
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY(!reply);
    QVERIFY2(reply.error().message.contains(QStringLiteral("redirects to another address")), qPrintable(reply.error().message));
    QVERIFY(other.asked.isEmpty());
}

void tst_HttpClient::ownRedirectIsFollowed()
{
    TestServer server([](const Asked &asked) {
        return asked.path == "/a" ? Answer{.status = 307, .headers = {{"Location", "/b"}}} : Answer{.body = "\"b\""};
    });
    HttpClient client(quick());
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/a")))));
    QVERIFY(reply);
    QCOMPARE(reply->body, QByteArray("\"b\""));
}

void tst_HttpClient::recordsHaveNoSecrets()
{
    TestServer server([](const Asked &) { return Answer{.status = 404, .body = "{}"}; });
    HttpClient client(quick());
    client.setToken(originOf(server.url()), QStringLiteral("s3cret-token"));
    QSignalSpy records(&client, &HttpClient::requestFinished);
    QVERIFY(waited(client.send(get(server.url(QStringLiteral("/jobs?api_key=abcdefgh&echo=s3cret-token&limit=3"))))));
    QCOMPARE(records.size(), 1);
    const auto record = records.first().first().value<RequestRecord>();
    QCOMPARE(record.method, QStringLiteral("GET"));
    QCOMPARE(record.status, 404);
    QCOMPARE(record.bytes, qint64(2));
    QVERIFY(!record.traceId.isEmpty());
    QCOMPARE(record.traceId.toLatin1(), server.asked.first().headers.value("x-global-transaction-id"));
    QCOMPARE(record.path, QStringLiteral("/jobs?api_key=***&echo=***&limit=3"));
}

void tst_HttpClient::cancelledByItsOwner()
{
    TestServer server([](const Asked &) { return Answer{.silent = true}; });
    auto client = std::make_unique<HttpClient>(quick());
    auto future = client->send(get(server.url(QStringLiteral("/"))));
    QTRY_COMPARE(server.asked.size(), 1);
    future.cancel();
    QVERIFY(future.isCanceled());
    const auto orphan = client->send(get(server.url(QStringLiteral("/"))));
    QTRY_COMPARE(server.asked.size(), 2);
    client.reset();
    const auto reply = waited(orphan);
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, Error::Kind::Cancelled);
}

void tst_HttpClient::tooLong()
{
    TestServer server([](const Asked &) { return Answer{.body = QByteArray(3 << 20, 'x')}; });
    HttpClient client(quick());
    HttpRequest request = get(server.url(QStringLiteral("/")));
    request.maxBytes = 1 << 20;
    const auto reply = waited(client.send(request));
    QVERIFY(!reply);
    QVERIFY2(reply.error().message.contains(QStringLiteral("longer than 1 MiB")), qPrintable(reply.error().message));
}

void tst_HttpClient::gatewayPagesAreAnswers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("answer");
    for (const int status : {429, 502, 503, 504})
        QTest::addRow("%d", status) << status << true;
    for (const int status : {200, 404, 500, 501, 505})
        QTest::addRow("%d", status) << status << false;
}

/// A gateway's page says nothing about the address: its status counts.
void tst_HttpClient::gatewayPagesAreAnswers()
{
    QFETCH(int, status);
    QFETCH(bool, answer);
    TestServer server([status](const Asked &) { return Answer{.status = status, .body = "<html><h1>away</h1></html>", .contentType = "text/html"}; });
    HttpClient client(quick());
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QCOMPARE(reply.hasValue(), answer);
    if (answer)
        QCOMPARE(reply->status, status);
    else
        QCOMPARE(reply.error().code, QStringLiteral("web_page"));
}

void tst_HttpClient::newAccessLetsRequestsFinish_data()
{
    QTest::addColumn<QString>("token");
    QTest::addRow("the same") << QStringLiteral("s3cret-token");
    QTest::addRow("another") << QStringLiteral("an0ther-token");
}

void tst_HttpClient::newAccessLetsRequestsFinish()
{
    QFETCH(QString, token);
    TestServer server([](const Asked &asked) { return Answer{.body = "{}", .silent = asked.path == "/slow"}; });
    HttpClient client(quick());
    client.setToken(originOf(server.url()), QStringLiteral("s3cret-token"));
    HttpRequest post = get(server.url(QStringLiteral("/slow")), 60000);
    post.method = "POST";
    post.body = "{}";
    const auto slow = client.send(post);
    QTRY_COMPARE(server.count("/slow"), 1);
    client.setToken(originOf(server.url()), token);
    QVERIFY(waited(client.send(get(server.url(QStringLiteral("/quick"))))));
    QCOMPARE(server.asked.last().headers.value("authorization"), "Bearer " + token.toLatin1());
    server.answerSilent(Answer{.body = "[1]"});
    const auto reply = waited(slow);
    QVERIFY(reply);
    QCOMPARE(reply->body, QByteArray("[1]"));
    QCOMPARE(server.count("/slow"), 1);
}

void tst_HttpClient::redaction_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::addRow("bearer") << "Authorization: Bearer abc.def-123" << "Authorization: Bearer ***";
    QTest::addRow("member") << R"({"api_key": "k-123456", "n": 1})" << R"({"api_key": "***", "n": 1})";
    QTest::addRow("query") << "/x?token=abcdef&limit=5" << "/x?token=***&limit=5";
    QTest::addRow("openai") << "Incorrect API key provided: sk-abcdefghijkl." << "Incorrect API key provided: ***.";
    QTest::addRow("known") << "the word hunter22 itself" << "the word *** itself";
    QTest::addRow("harmless") << "max_tokens: 5" << "max_tokens: 5";
}

void tst_HttpClient::redaction()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(redacted(text, {QStringLiteral("hunter22")}), expected);
}

/// A text that is cut off within the secret: its beginning is not shown either.
void tst_HttpClient::secretAtTheEdge()
{
    const QString secret = QStringLiteral("hunter22-long");
    QCOMPARE(quoted(QStringLiteral("key hunter22-long, and more"), 14, {secret}), QStringLiteral("key ***, and m"));
    const Error error = withoutSecrets({Error::Kind::Protocol, QStringLiteral("is hunter22-long wrong?"), QStringLiteral("cut: hunter22")}, {secret});
    QCOMPARE(error.message, QStringLiteral("is *** wrong?"));
    QCOMPARE(error.detail, QStringLiteral("cut: ***"));
    QCOMPARE(withoutSecrets(QByteArray("{\"a\":\"hunter22-long\"}"), {secret}), QByteArray("{\"a\":\"***\"}"));
    QCOMPARE(withoutSecrets({Error::Kind::Protocol, QStringLiteral("cut: hun")}, {secret}).message, QStringLiteral("cut: hun")); // a word
}

void tst_HttpClient::origins()
{
    QCOMPARE(originOf(QUrl(QStringLiteral("HTTPS://Host.Example/x?y"))), QStringLiteral("https://host.example:443"));
    QCOMPARE(originOf(QUrl(QStringLiteral("http://h:81"))), QStringLiteral("http://h:81"));
    QCOMPARE(originOf(QUrl(QStringLiteral("http://[::1]:81/v1"))), QStringLiteral("http://[::1]:81"));
    QCOMPARE(originOf(QUrl(QStringLiteral("nothing"))), QString());
}

ASSAY_TEST(tst_HttpClient)
#include "tst_HttpClient.moc"
