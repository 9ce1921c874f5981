#include "services/http/HttpClient.h"
#include "services/http/SseClient.h"
#include "tests/client/TestServer.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

class tst_SseClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parsesHoweverItIsCut_data();
    void parsesHoweverItIsCut();
    void dropsWhatIsTooLong();
    void comesBackWithTheLastId();
    void resetIsTold();
    void givesUpWhenRefused();
    void silenceIsABreak();
    void mayBeClosedFromASlot();
};

static QList<SseEvent> fed(SseParser &parser, const QByteArray &bytes, qsizetype piece)
{
    QList<SseEvent> events;
    for (qsizetype i = 0; i < bytes.size(); i += piece)
        events += parser.feed(bytes.mid(i, piece));
    return events;
}

void tst_SseClient::parsesHoweverItIsCut_data()
{
    QTest::addColumn<int>("piece");
    for (const int piece : {1, 2, 3, 7, 1000})
        QTest::addRow("%d bytes", piece) << piece;
}

void tst_SseClient::parsesHoweverItIsCut()
{
    QFETCH(int, piece);
    SseParser parser;
    const QByteArray text = "\xEF\xBB\xBF: hello\n\nid: 1-1\nevent: job\ndata: {\"a\":1}\n\n: beat\r\n\r\ndata:x\r\ndata: y\r\n\r\nid: 1-3\rdata\r\r"
                            "event: ghost\n\nretry: 1500\ndata: tail";
    const QList<SseEvent> expected{{"1-1", "job", "{\"a\":1}"}, {"1-1", "message", "x\ny"}, {"1-3", "message", ""}};
    QCOMPARE(fed(parser, text, piece), expected);
    QCOMPARE(parser.retryMs(), 1500);
    parser.restart();
    QCOMPARE(parser.feed("\n\n"), QList<SseEvent>());
    QCOMPARE(parser.lastId(), QByteArray("1-3"));
}

void tst_SseClient::dropsWhatIsTooLong()
{
    SseParser parser;
    parser.feed(QByteArray((1 << 20) + 10, 'x'));
    QCOMPARE(parser.feed("\n\ndata: a\n\n"), (QList<SseEvent>{{"", "message", "a"}}));
}

void tst_SseClient::comesBackWithTheLastId()
{
    TestServer server([](const Asked &) {
        return Answer{.body = "id: 7-1\nevent: job\ndata: {}\n\n", .contentType = "text/event-stream", .stream = true};
    });
    HttpClient http({});
    http.setToken(originOf(server.url()), QStringLiteral("tok"));
    SseClient client(http, {.firstWaitMs = 1, .longestWaitMs = 5, .silenceMs = 5000});
    QSignalSpy received(&client, &SseClient::received), connected(&client, &SseClient::connected), lost(&client, &SseClient::disconnected);
    client.open(server.url(QStringLiteral("/events")));
    QTRY_COMPARE(received.size(), 1);
    QVERIFY(client.isConnected());
    QCOMPARE(server.asked.first().headers.value("authorization"), QByteArray("Bearer tok"));
    QVERIFY(!server.asked.first().headers.contains("last-event-id"));
    server.push("id: 7-2\nevent: job\ndata: {\"x\":1}\n\n");
    QTRY_COMPARE(received.size(), 2);
    server.closeStreams();
    QTRY_COMPARE(connected.size(), 2);
    QCOMPARE(lost.size(), 1);
    QCOMPARE(server.asked.last().headers.value("last-event-id"), QByteArray("7-2"));
}

void tst_SseClient::resetIsTold()
{
    TestServer server([](const Asked &) { return Answer{.contentType = "text/event-stream", .stream = true}; });
    HttpClient http({});
    SseClient client(http);
    QSignalSpy received(&client, &SseClient::received), reset(&client, &SseClient::reset), connected(&client, &SseClient::connected);
    client.open(server.url());
    QTRY_COMPARE(connected.size(), 1);
    server.push("id: 2-0\nevent: reset\ndata:\n\n");
    QTRY_COMPARE(reset.size(), 1);
    QCOMPARE(received.size(), 0);
}

void tst_SseClient::givesUpWhenRefused()
{
    TestServer server([](const Asked &) { return Answer{.status = 401, .body = "{}"}; });
    HttpClient http({});
    SseClient client(http, {.firstWaitMs = 1});
    QSignalSpy refused(&client, &SseClient::refused);
    client.open(server.url());
    QTRY_COMPARE(refused.size(), 1);
    QCOMPARE(refused.first().first().value<Error>().kind, Error::Kind::Unauthorized);
    server.setHandler([](const Asked &) { return Answer{.body = "{}"}; }); // no event stream at all
    client.open(server.url());
    QTRY_COMPARE(refused.size(), 2);
    QCOMPARE(server.asked.size(), 2);
}

void tst_SseClient::silenceIsABreak()
{
    TestServer server([](const Asked &) { return Answer{.contentType = "text/event-stream", .stream = true}; });
    HttpClient http({});
    SseClient client(http, {.firstWaitMs = 1, .longestWaitMs = 1, .silenceMs = 50});
    QSignalSpy connected(&client, &SseClient::connected);
    client.open(server.url());
    QTRY_VERIFY(connected.size() >= 2);
}

void tst_SseClient::mayBeClosedFromASlot()
{
    TestServer server([](const Asked &) {
        return Answer{.body = "data: 1\n\ndata: 2\n\n", .contentType = "text/event-stream", .stream = true};
    });
    HttpClient http({});
    SseClient client(http);
    QSignalSpy received(&client, &SseClient::received), lost(&client, &SseClient::disconnected);
    connect(&client, &SseClient::connected, &client, [&client] { client.close(); });
    client.open(server.url());
    QTRY_COMPARE(lost.size(), 1);
    QCOMPARE(received.size(), 0);
}

ASSAY_TEST(tst_SseClient)
#include "tst_SseClient.moc"
