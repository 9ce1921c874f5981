#include "services/backends/openai/OpenAiProbe.h"
#include "tests/client/TestServer.h"
#include "tests/client/Wait.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;

class tst_OpenAiProbe : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void normalises_data();
    void normalises();
    void goodEndpoint();
    void apiAtTheRoot();
    void faults_data();
    void faults();
    void recordedNeedsNothing();
    void keyStaysAtItsOrigin();
};

void tst_OpenAiProbe::normalises_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("expected");
    QTest::addRow("as it is") << "http://h:1/v1" << "http://h:1/v1";
    QTest::addRow("local without scheme") << "localhost:8080" << "http://localhost:8080";
    QTest::addRow("private without scheme") << "192.168.1.5:8000/v1/" << "http://192.168.1.5:8000/v1";
    QTest::addRow("public without scheme") << "api.example.com/v1" << "https://api.example.com/v1";
    QTest::addRow("whole route") << " https://h/v1/chat/completions " << "https://h/v1";
    QTest::addRow("models") << "https://h/openai/v1/models/" << "https://h/openai/v1";
    QTest::addRow("user and query") << "https://u:p@h/v1?x=1#y" << "https://h/v1";
    QTest::addRow("upper case") << "HTTPS://H/v1" << "https://h/v1";
    QTest::addRow("empty") << "" << "";
    QTest::addRow("words") << "my model" << "";
    QTest::addRow("file") << "file:///etc/passwd" << "";
    QTest::addRow("no host") << "http:///v1" << "";
}

void tst_OpenAiProbe::normalises()
{
    QFETCH(QString, typed);
    QFETCH(QString, expected);
    const auto url = normalisedEndpoint(typed);
    QCOMPARE(url ? url->toString() : QString(), expected);
    if (!url)
        QVERIFY(url.error().message.contains(QStringLiteral("is not a web address; write it like")));
}

void tst_OpenAiProbe::goodEndpoint()
{
    TestServer server([](const Asked &asked) {
        if (asked.path == "/v1/models")
            return Answer{.body = R"({"object":"list","data":[{"id":"smol"},{"id":"gemma"},{"no":"id"}]})"};
        if (asked.path == "/v1/chat/completions")
            return Answer{.status = 400, .body = R"({"error":{"message":"messages is required"}})"};
        return Answer{.status = 404, .body = "{}"};
    });
    OpenAiProbe probe;
    const auto report = waited(probe.probe(server.text(), QStringLiteral("key-abcdef")));
    QVERIFY(report);
    QVERIFY(report->ok());
    QCOMPARE(report->models, (QStringList{QStringLiteral("smol"), QStringLiteral("gemma")}));
    QCOMPARE(report->baseUrl, server.text(QStringLiteral("/v1")));
    QVERIFY(report->chat);
    QVERIFY(!report->completions);
    QCOMPARE(report->steps.size(), 4);
    QCOMPARE(server.asked.first().headers.value("authorization"), QByteArray("Bearer key-abcdef"));
}

void tst_OpenAiProbe::apiAtTheRoot()
{
    TestServer server([](const Asked &asked) {
        return asked.path == "/models" ? Answer{.body = R"({"data":[]})"} : Answer{.status = asked.path.startsWith("/v1") ? 404 : 422, .body = "{}"};
    });
    OpenAiProbe probe;
    const auto report = waited(probe.probe(server.text(), {}));
    QVERIFY(report && report->ok());
    QCOMPARE(report->baseUrl, server.text());
}

void tst_OpenAiProbe::faults_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("words");
    QTest::addRow("refused key") << 0 << "Key" << "refuses the key (status 401)";
    QTest::addRow("key missing") << 1 << "Key" << "asks for a key (status 403); enter one.";
    QTest::addRow("web page") << 2 << "Reach" << "answers with a web page; check the URL.";
    QTest::addRow("nobody") << 3 << "Reach" << "Nothing answers at";
    QTest::addRow("no models") << 4 << "Models" << "which usually ends in /v1";
    QTest::addRow("rubbish") << 5 << "Models" << "is not a list of models";
    QTest::addRow("hangs") << 6 << "Reach" << "did not answer within";
    QTest::addRow("fault") << 7 << "Models" << "status 500";
    QTest::addRow("no routes") << 8 << "Chat" << "neither /chat/completions nor /completions";
}

void tst_OpenAiProbe::faults()
{
    QFETCH(int, fault);
    QFETCH(QString, step);
    QFETCH(QString, words);
    TestServer server([fault](const Asked &asked) {
        switch (fault) {
        case 0: return Answer{.status = 401, .body = R"({"error":"Incorrect API key provided: key-abcdef"})"};
        case 1: return Answer{.status = 403, .body = "{}"};
        case 2: return Answer{.body = "<!doctype html><title>LM</title>", .contentType = "text/html"};
        case 4: return Answer{.status = 404, .body = "{}"};
        case 5: return Answer{.body = "[]"};
        case 6: return Answer{.silent = true};
        case 7: return Answer{.status = 500, .body = "{}"};
        default: return asked.path.endsWith("/models") ? Answer{.body = R"({"data":[]})"} : Answer{.status = 404, .body = "{}"};
        }
    });
    const QString url = server.text(QStringLiteral("/v1"));
    if (fault == 3)
        server.stop();
    OpenAiProbe probe({.timeoutMs = 500});
    const auto report = waited(probe.probe(url, fault == 1 ? QString() : QStringLiteral("key-abcdef")));
    QVERIFY(report);
    QVERIFY(!report->ok());
    QCOMPARE(report->steps.last().name, step);
    QVERIFY(!report->steps.last().ok);
    QVERIFY2(report->steps.last().message.contains(words), qPrintable(report->steps.last().message));
    for (const auto &one : report->steps)
        QVERIFY(!one.message.contains(QStringLiteral("key-abcdef")));
}

void tst_OpenAiProbe::recordedNeedsNothing()
{
    OpenAiProbe probe;
    const auto report = waited(probe.probe(QStringLiteral("recorded:smollm2"), {}));
    QVERIFY(report && report->ok());
    QCOMPARE(report->models, QStringList{QStringLiteral("smollm2")});
}

void tst_OpenAiProbe::keyStaysAtItsOrigin()
{
    TestServer other([](const Asked &) { return Answer{.body = R"({"data":[]})"}; });
    const QByteArray elsewhere = other.url(QStringLiteral("/v1/models")).toEncoded();
    TestServer server([elsewhere](const Asked &) { return Answer{.status = 301, .headers = {{"Location", elsewhere}}}; });
    OpenAiProbe probe;
    const auto report = waited(probe.probe(server.text(QStringLiteral("/v1")), QStringLiteral("key-abcdef")));
    QVERIFY(report && !report->ok());
    QVERIFY(other.asked.isEmpty());
}

ASSAY_TEST(tst_OpenAiProbe)
#include "tst_OpenAiProbe.moc"
