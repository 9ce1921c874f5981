#include "tests/inputs/InputFixture.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;
using namespace assay::test;

/// Servers that do what good ones never do, and the hub's API.
class tst_InputsScripted : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void s3FaultsAreSentences_data();
    void s3FaultsAreSentences();
    void s3SecretIsBoundToItsEndpoint();
    void s3SecretNeedsItsMembers();
    void s3NamesDoNotEscape();
    void s3PagesAreFollowed();
    void tooLargeIsRefused();
    void aSlowServerEndsAtTheLimit();
    void cancelStopsAtOnce();
    void hubFilesComeByRedirectWithoutTheToken();
    void hubFaultsAreSentences();
    void fetchedOnceForAnAttempt();
};

namespace {

ScriptedReply xml(int status, const QByteArray &body) { return {status, body, {"Content-Type: application/xml"}}; }

ScriptedReply listing(const QList<QByteArray> &keys, const QByteArray &next = {})
{
    QByteArray body = "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    for (const QByteArray &key : keys)
        body += "<Contents><Key>" + key + "</Key><Size>1</Size></Contents>";
    if (!next.isEmpty())
        body += "<NextContinuationToken>" + next + "</NextContinuationToken>";
    return xml(200, body + "</ListBucketResult>");
}

bool isListing(const ScriptedRequest &request) { return request.target.contains("list-type=2"); }

} // namespace

void tst_InputsScripted::s3FaultsAreSentences_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("names");
    QTest::newRow("wrong key") << 403 << QByteArray("<Error><Code>SignatureDoesNotMatch</Code></Error>") << QStringLiteral("s3.secret_ref");
    QTest::newRow("unauthorised") << 401 << QByteArray() << QStringLiteral("s3.secret_ref");
    QTest::newRow("no bucket") << 404 << QByteArray("<Error><Code>NoSuchBucket</Code></Error>") << QStringLiteral("s3.bucket");
    QTest::newRow("no object") << 404 << QByteArray("<Error><Code>NoSuchKey</Code></Error>") << QStringLiteral("s3.key");
    QTest::newRow("broken") << 500 << QByteArray("oops") << QStringLiteral("HTTP 500");
}

void tst_InputsScripted::s3FaultsAreSentences()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, names);
    ScriptedServer server([&](const ScriptedRequest &) { return xml(status, body); });
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.url(), server.url());
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("bucket"), QStringLiteral("data"))));
    QVERIFY2(fixture.failure().contains(names), qPrintable(fixture.failure()));
    QVERIFY(!fixture.failure().contains(QLatin1String("very-secret-key")));
    QCOMPARE(fixture.files(), QStringList());
    QVERIFY(server.requests().constFirst().headers.value("authorization").startsWith("AWS4-HMAC-SHA256 Credential=AKID/"));
}

void tst_InputsScripted::s3SecretIsBoundToItsEndpoint()
{
    ScriptedServer elsewhere([](const ScriptedRequest &) { return xml(200, "got it"); });
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(elsewhere.url(), QStringLiteral("https://s3.example.com"));
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("k"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("is bound to https://s3.example.com:443")), qPrintable(fixture.failure()));
    QCOMPARE(elsewhere.requestCount(), 0);
    // A redirect is an answer: the key does not follow it.
    ScriptedServer bound([&](const ScriptedRequest &) { return ScriptedReply{307, {}, {"Location: " + elsewhere.url().toUtf8() + "/b/k"}}; });
    fixture.secrets[QStringLiteral("s3")] = s3Secret(bound.url(), bound.url());
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("k"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("AWS_DEFAULT_REGION")), qPrintable(fixture.failure()));
    QCOMPARE(elsewhere.requestCount(), 0);
}

void tst_InputsScripted::s3SecretNeedsItsMembers()
{
    InputFixture fixture;
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("k"))));
    QVERIFY2(fixture.failure().contains(QString::fromUtf8("there is no key named “s3”")), qPrintable(fixture.failure()));
    fixture.secrets[QStringLiteral("s3")] = {QStringLiteral("AKID:very-secret-key"), {QStringLiteral("http://x:80")}};
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("k"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("no JSON object")), qPrintable(fixture.failure()));
    QVERIFY(!fixture.failure().contains(QLatin1String("very-secret-key")));
}

void tst_InputsScripted::s3NamesDoNotEscape()
{
    for (const QByteArray &name : {QByteArray("data/../../../evil"), QByteArray("data//etc/evil"), QByteArray("data/a/../../evil")}) {
        ScriptedServer server([&](const ScriptedRequest &request) { return isListing(request) ? listing({"data/", "data/ok.txt", name}) : xml(200, "x"); });
        InputFixture fixture;
        fixture.secrets[QStringLiteral("s3")] = s3Secret(server.url(), server.url());
        QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("data/"))));
        QVERIFY2(fixture.failure().contains(QLatin1String("cannot be stored safely")), qPrintable(fixture.failure()));
        QVERIFY(!QFile::exists(fixture.folder.path() + QStringLiteral("/evil")));
        QCOMPARE(fixture.files(), QStringList());
    }
}

void tst_InputsScripted::s3PagesAreFollowed()
{
    ScriptedServer server([](const ScriptedRequest &request) {
        if (!isListing(request))
            return xml(200, request.target);
        return request.target.contains("continuation-token=next%2F1") ? listing({"data/sub/b"}) : listing({"data/a"}, "next/1");
    });
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.url(), server.url());
    QVERIFY2(fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("data/"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), (QStringList{QStringLiteral("a"), QStringLiteral("sub/b")}));
    QCOMPARE(fixture.text(QStringLiteral("sub/b")), QByteArray("/b/data/sub/b"));
    QCOMPARE(fixture.inner.started.value(0).testDataFolder, fixture.folder.path() + QStringLiteral("/work/test_data"));
    QVERIFY(fixture.sink->phases.contains(Phase::LoadingData));
    // The same page for ever is not followed for ever.
    ScriptedServer endless([](const ScriptedRequest &request) { return isListing(request) ? listing({}, "again") : xml(200, "x"); });
    fixture.secrets[QStringLiteral("s3")] = s3Secret(endless.url(), endless.url());
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("other/"))));
}

void tst_InputsScripted::tooLargeIsRefused()
{
    ScriptedServer server([](const ScriptedRequest &request) {
        return isListing(request) ? listing({"d/1", "d/2", "d/3"}) : xml(200, QByteArray(600, 'x'));
    });
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.url(), server.url());
    fixture.settings.maxBytes = 1000;
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("d/"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("the most that is fetched")), qPrintable(fixture.failure()));
    fixture.settings.maxBytes = 1'000'000;
    fixture.settings.maxFiles = 2;
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("d/"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("more than 2 files")), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), QStringList());
}

void tst_InputsScripted::aSlowServerEndsAtTheLimit()
{
    ScriptedServer server([](const ScriptedRequest &) {
        ScriptedReply reply;
        reply.hang = true;
        return reply;
    });
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.url(), server.url());
    fixture.settings.maxMs = 300;
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("k"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("took longer")), qPrintable(fixture.failure()));
    ScriptedServer cut([](const ScriptedRequest &) {
        ScriptedReply reply = xml(200, QByteArray(5000, 'x'));
        reply.cutAfter = 100;
        return reply;
    });
    fixture.secrets[QStringLiteral("s3")] = s3Secret(cut.url(), cut.url());
    fixture.settings.maxMs = 60'000;
    QVERIFY(!fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("k"))));
    QCOMPARE(fixture.files(), QStringList()); // half a file is no file
}

void tst_InputsScripted::cancelStopsAtOnce()
{
    ScriptedServer server([](const ScriptedRequest &) {
        ScriptedReply reply;
        reply.hang = true;
        return reply;
    });
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.url(), server.url());
    const auto sink = std::make_shared<InputSink>();
    InputRunner runner(fixture.inner, fixture.settings);
    runner.start(fixture.spec(s3Ref(QStringLiteral("b"), QStringLiteral("k"))), nullptr, sink);
    QVERIFY(server.waitUntil([&] { return server.openRequests() == 1; }));
    std::atomic<bool> stopped = false;
    runner.cancel(QStringLiteral("job"), 0, [&] { stopped = true; });
    QTRY_VERIFY_WITH_TIMEOUT(stopped.load(), 20'000);
    QVERIFY(server.waitUntil([&] { return server.openRequests() == 0; }));
    QCOMPARE(sink->ends, 0);
    QCOMPARE(fixture.inner.cancels.load(), 0);
}

void tst_InputsScripted::hubFilesComeByRedirectWithoutTheToken()
{
    ScriptedServer store([](const ScriptedRequest &request) { return ScriptedReply{200, "content of " + request.target, {}}; });
    ScriptedServer hub([&](const ScriptedRequest &request) {
        if (request.headers.value("authorization") != "Bearer hf_token")
            return ScriptedReply{401, "{}"};
        if (request.target == "/api/datasets/org/ds/revision/v%2F1")
            return ScriptedReply{200, R"({"id":"org/ds","sha":"0123456789012345678901234567890123456789",
                "siblings":[{"rfilename":"README.md"},{"rfilename":"data/a b.jsonl"},{"rfilename":"data/x/c.jsonl"}]})"};
        const QByteArray prefix = "/datasets/org/ds/resolve/0123456789012345678901234567890123456789/";
        if (!request.target.startsWith(prefix))
            return ScriptedReply{404, "{}"};
        if (request.target.endsWith("c.jsonl"))
            return ScriptedReply{302, {}, {"Location: " + store.url().toUtf8() + "/blob/c"}};
        return ScriptedReply{200, "here: " + request.target.mid(prefix.size()), {}};
    });
    InputFixture fixture;
    fixture.settings.hubUrl = hub.url().toUtf8() + '/';
    fixture.secrets[QStringLiteral("tok")] = {QStringLiteral("hf_token\n"), {normalisedOrigin(hub.url())}};
    QVERIFY2(fixture.fetch(hubRef(QStringLiteral("org/ds"), QStringLiteral("v/1"), QStringLiteral("data/"), QStringLiteral("tok"))), qPrintable(fixture.failure()));
    QCOMPARE(fixture.files(), (QStringList{QStringLiteral("a b.jsonl"), QStringLiteral("x/c.jsonl")}));
    QCOMPARE(fixture.text(QStringLiteral("a b.jsonl")), QByteArray("here: data/a%20b.jsonl"));
    QCOMPARE(fixture.text(QStringLiteral("x/c.jsonl")), QByteArray("content of /blob/c"));
    QCOMPARE(fixture.sink->shas, QStringList{QStringLiteral("0123456789012345678901234567890123456789")});
    QCOMPARE(store.requestCount(), 1);
    QVERIFY(!store.requests().constFirst().headers.contains("authorization"));
}

void tst_InputsScripted::hubFaultsAreSentences()
{
    InputFixture fixture;
    fixture.settings.hubUrl = "http://127.0.0.1:" + QByteArray::number(closedPort());
    QVERIFY(!fixture.fetch(hubRef(QStringLiteral("org/ds"))));
    QVERIFY2(fixture.failure().contains(QLatin1String("can be reached from this machine")) && fixture.failure().contains(QLatin1String("HF_ENDPOINT")), qPrintable(fixture.failure()));
    int status = 200;
    QByteArray body;
    ScriptedServer hub([&](const ScriptedRequest &) { return ScriptedReply{status, body}; });
    fixture.settings.hubUrl = hub.url().toUtf8();
    const auto says = [&](int code, const QByteArray &text) {
        status = code;
        body = text;
        return fixture.fetch(hubRef(QStringLiteral("org/ds"))) ? QString() : fixture.failure();
    };
    QVERIFY(says(401, "{}").contains(QLatin1String("secret_ref")));
    QVERIFY(says(404, "{}").contains(QString::fromUtf8("no data set “org/ds”")));
    QVERIFY(says(503, "busy").contains(QLatin1String("HTTP 503")));
    QVERIFY(says(200, "<html>").contains(QLatin1String("does not answer as the Hugging Face hub")));
    QVERIFY(says(200, "[1]").contains(QLatin1String("does not answer as the Hugging Face hub")));
    QVERIFY(says(200, R"({"siblings":[]})").contains(QLatin1String("has no files")));
    QVERIFY(says(200, R"({"siblings":[{"rfilename":"../../evil"}]})").contains(QLatin1String("cannot be stored safely")));
}

void tst_InputsScripted::fetchedOnceForAnAttempt()
{
    ScriptedServer server([](const ScriptedRequest &) { return xml(200, "once"); });
    InputFixture fixture;
    fixture.secrets[QStringLiteral("s3")] = s3Secret(server.url(), server.url());
    const TestDataRef ref = s3Ref(QStringLiteral("b"), QStringLiteral("k.txt"));
    QVERIFY(fixture.fetch(ref));
    QVERIFY(fixture.fetch(ref)); // another life of the same attempt
    QCOMPARE(server.requestCount(), 1);
    QCOMPARE(fixture.text(QStringLiteral("k.txt")), QByteArray("once"));
    InputRunner runner(fixture.inner, fixture.settings);
    runner.adopt(fixture.spec(ref), {4711, 1, QStringLiteral("boot")}, nullptr, std::make_shared<InputSink>());
    QCOMPARE(fixture.inner.adopted.value(0).testDataFolder, fixture.folder.path() + QStringLiteral("/work/test_data"));
    QCOMPARE(server.requestCount(), 1);
    QVERIFY(fixture.fetch(s3Ref(QStringLiteral("b"), QStringLiteral("other.txt")))); // something else is asked for
    QCOMPARE(fixture.files(), QStringList{QStringLiteral("other.txt")});
}

ASSAY_TEST(tst_InputsScripted)
#include "tst_InputsScripted.moc"
