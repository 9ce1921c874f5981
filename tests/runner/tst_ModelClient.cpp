#include "services/engine/runner/ModelClient.h"

#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>

using namespace assay;
using namespace assay::engine;
using test::ScriptedReply;
using test::ScriptedRequest;
using test::ScriptedServer;

namespace {

/// Collects answers from the loop's thread.
class Answers {
public:
    std::function<void(Result<ModelAnswer>)> slot()
    {
        return [this](Result<ModelAnswer> answer) {
            const std::lock_guard lock(m_mutex);
            m_answers.append(std::move(answer));
            m_changed.notify_all();
        };
    }
    bool wait(qsizetype count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(30), [&] { return m_answers.size() >= count; });
    }
    Result<ModelAnswer> at(qsizetype index)
    {
        const std::lock_guard lock(m_mutex);
        return m_answers.at(index);
    }
    qsizetype size()
    {
        const std::lock_guard lock(m_mutex);
        return m_answers.size();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    QList<Result<ModelAnswer>> m_answers;
};

/// What the client wanted to wait before each retry; it waits not at all.
struct Pauses {
    std::mutex mutex;
    QList<qint64> planned;
    std::function<qint64(qint64)> slot()
    {
        return [this](qint64 ms) {
            const std::lock_guard lock(mutex);
            planned.append(ms);
            return qint64(0);
        };
    }
};

ModelQuestion question(const QString &text = QStringLiteral("2+2?"))
{
    ModelQuestion out;
    out.prompt.messages = {{QStringLiteral("user"), text}};
    return out;
}

ScriptedReply chat(const QByteArray &text) { return {.body = ScriptedServer::chatAnswer(text)}; }

} // namespace

class tst_ModelClient : public QObject {
    Q_OBJECT

    CurlLoop m_loop;
    Pauses m_pauses;

    ModelClientOptions options(const QString &url)
    {
        ModelClientOptions out;
        out.endpoint = *parseEndpoint(url);
        out.model = QStringLiteral("tiny");
        out.random = [] { return 1.0; };
        out.pause = m_pauses.slot();
        return out;
    }

    Result<ModelAnswer> askOnce(const ModelClientOptions &with, const SecretResolver &secrets = {})
    {
        ModelClient client(m_loop, with, secrets);
        Answers answers;
        client.ask(question(), answers.slot());
        if (!answers.wait(1))
            return Error{Error::Kind::Internal, QStringLiteral("no answer at all")};
        return answers.at(0);
    }

private Q_SLOTS:
    void init() { m_pauses.planned.clear(); }

    void asksAndReads()
    {
        ScriptedServer server([](const ScriptedRequest &) { return chat("four"); });
        auto with = options(server.url());
        with.generation.maxTokens = 5;
        with.generation.seed = 3;
        with.generation.stop = {QStringLiteral("\n")};
        const auto answer = askOnce(with);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(answer->text, QStringLiteral("four"));
        QCOMPARE(answer->finishReason, QStringLiteral("stop"));
        QCOMPARE(answer->promptTokens, std::optional<qint64>(7));
        QCOMPARE(answer->completionTokens, std::optional<qint64>(3));
        QVERIFY(answer->latencyMs && *answer->latencyMs > 0);
        const auto request = server.requests().first();
        QCOMPARE(request.method, QByteArray("POST"));
        QCOMPARE(request.target, QByteArray("/v1/chat/completions"));
        QVERIFY(!request.headers.contains("authorization"));
        const auto body = nlohmann::json::parse(request.body);
        QCOMPARE(body.dump(), std::string(R"({"max_tokens":5,"messages":[{"content":"2+2?","role":"user"}],"model":"tiny","seed":3,"stop":["\n"],"stream":false,"temperature":0.0})"));
    }

    void asksForCompletions()
    {
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.body = R"({"choices":[{"text":" four"}]})"}; });
        ModelClient client(m_loop, options(server.url() + QLatin1String("/v1/")), {});
        Answers answers;
        ModelQuestion plain;
        plain.prompt.chat = false;
        plain.prompt.text = QStringLiteral("2+2=");
        client.ask(plain, answers.slot());
        QVERIFY(answers.wait(1));
        QCOMPARE(answers.at(0)->text, QStringLiteral(" four"));
        QVERIFY(!answers.at(0)->promptTokens);
        QCOMPARE(server.requests().first().target, QByteArray("/v1/completions"));
        QVERIFY(nlohmann::json::parse(server.requests().first().body)["prompt"] == "2+2=");
    }

    void takesEmptyAndPartedContent()
    {
        ScriptedServer server([](const ScriptedRequest &request) {
            return ScriptedReply{.body = request.number == 1 ? R"({"choices":[{"message":{"content":null},"finish_reason":"length"}]})"
                                                             : R"({"choices":[{"message":{"content":[{"type":"text","text":"a"},{"text":"b"}]}}]})"};
        });
        const auto empty = askOnce(options(server.url()));
        QVERIFY(empty && empty->text.isEmpty() && !empty->text.isNull());
        QCOMPARE(askOnce(options(server.url()))->text, QStringLiteral("ab"));
    }

    void honoursRetryAfter()
    {
        ScriptedServer server([](const ScriptedRequest &request) {
            if (request.number == 1)
                return ScriptedReply{.status = 429, .body = "{}", .headers = {"Retry-After: 7"}};
            if (request.number == 2)
                return ScriptedReply{.status = 503, .headers = {"Retry-After: Sun, 06 Nov 1994 08:49:57 GMT"}};
            return chat("ok");
        });
        auto with = options(server.url());
        with.wallMs = [] { return 784111777000; }; // Sun, 06 Nov 1994 08:49:37 GMT
        const auto answer = askOnce(with);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(m_pauses.planned, (QList<qint64>{7000, 20'000}));
        QCOMPARE(server.requestCount(), 3);
    }

    void givesUpOnLongRetryAfter()
    {
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.status = 429, .body = R"({"error":{"message":"Quota used up."}})", .headers = {"Retry-After: 86400"}}; });
        const auto answer = askOnce(options(server.url()));
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.contains(QLatin1String("gets too many requests (429: Quota used up), after 1 tries")), qPrintable(answer.error().message));
        QCOMPARE(server.requestCount(), 1);
    }

    void triesAgainAfter500()
    {
        ScriptedServer server([](const ScriptedRequest &request) { return request.number < 3 ? ScriptedReply{.status = 500} : chat("ok"); });
        const auto answer = askOnce(options(server.url()));
        QVERIFY(answer);
        QCOMPARE(m_pauses.planned, (QList<qint64>{500, 1000}));
    }

    void stopsAfterItsRetries()
    {
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.status = 500, .body = R"({"error":"out of memory"})"}; });
        auto with = options(server.url());
        with.retry.retries = 2;
        const auto answer = askOnce(with);
        QCOMPARE(answer.error().message, QStringLiteral("%1/v1 failed (500: out of memory), after 3 tries; look at the model server's log.").arg(server.url()));
        QCOMPARE(answer.error().code, QStringLiteral("http_500"));
        QCOMPARE(server.requestCount(), 3);
    }

    void boundsA429Storm()
    {
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.status = 429, .headers = {"Retry-After: 0"}}; });
        auto with = options(server.url());
        with.retryBudget = 10;
        with.retry.retries = 5;
        ModelClient client(m_loop, with, {});
        Answers answers;
        for (int i = 0; i < 20; ++i)
            client.ask(question(), answers.slot());
        QVERIFY(answers.wait(20));
        QCOMPARE(server.requestCount(), 30);
    }

    void neverRetriesOurFaults_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("message"); // %1 is the URL
        QTest::newRow("400") << 400 << QByteArray("application/json") << QByteArray(R"({"error":{"message":"max_tokens is too large"}})")
                             << QStringLiteral("%1 refused the request (400: max_tokens is too large); check model.name and the generation parameters.");
        QTest::newRow("404") << 404 << QByteArray("application/json") << QByteArray(R"({"message":"The model `tiny` does not exist."})")
                             << QStringLiteral("%1 knows no such path or no model 'tiny' (404: The model `tiny` does not exist); check model.url, which usually ends in /v1, and model.name.");
        QTest::newRow("401") << 401 << QByteArray("application/json") << QByteArray("{}") << QStringLiteral("%1 wants a key (401); store one and name it in auth.secret_ref.");
        QTest::newRow("html") << 200 << QByteArray("text/html; charset=utf-8") << QByteArray("<h1>Welcome</h1>")
                              << QStringLiteral("%1 answered with a web page instead of an answer in JSON; check model.url, which usually ends in /v1.");
        QTest::newRow("html as text") << 200 << QByteArray("text/plain") << QByteArray("\n<!DOCTYPE html><p>") << QStringLiteral("%1 answered with a web page instead of an answer in JSON; check model.url, which usually ends in /v1.");
        QTest::newRow("rubbish") << 200 << QByteArray("application/json") << QByteArray("{\"choices\": [") << QStringLiteral("%1 answered with something that is not JSON instead of an answer in JSON; check model.url, which usually ends in /v1.");
        QTest::newRow("no choices") << 200 << QByteArray("application/json") << QByteArray(R"({"object":"list","data":[]})") << QStringLiteral("The answer of %1 has no choices; check that model.url names an OpenAI-compatible server.");
        QTest::newRow("empty choices") << 200 << QByteArray("application/json") << QByteArray(R"({"choices":[]})") << QStringLiteral("The answer of %1 has no choices; check that model.url names an OpenAI-compatible server.");
        QTest::newRow("error with 200") << 200 << QByteArray("application/json") << QByteArray(R"({"error":{"message":"model is loading"}})") << QStringLiteral("The answer of %1 has no choices (model is loading); check that model.url names an OpenAI-compatible server.");
    }
    void neverRetriesOurFaults()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QFETCH(QString, message);
        ScriptedServer server([&](const ScriptedRequest &) { return ScriptedReply{.status = status, .body = body, .headers = {"Content-Type: " + type}}; });
        const auto answer = askOnce(options(server.url() + QLatin1String("/v1?key=s3cret")));
        QVERIFY(!answer);
        QCOMPARE(answer.error().message, message.arg(server.url() + QLatin1String("/v1")));
        QCOMPARE(server.requestCount(), 1);
    }

    void sendsTheKeyToItsOriginOnly()
    {
        ScriptedServer server([](const ScriptedRequest &request) {
            return request.headers.value("authorization") == "Bearer sk-right" ? chat("ok")
                : ScriptedReply{.status = 401, .body = R"({"error":{"message":"Incorrect API key provided: sk-wrong"}})"};
        });
        auto with = options(server.url());
        with.secretRef = QStringLiteral("my-key");
        QStringList asked;
        const auto resolver = [&asked](const Result<QString> &key) -> SecretResolver {
            return [&asked, key](const QString &ref, const QString &origin, const std::function<void(Result<QString>)> &done) {
                asked << ref + QLatin1Char(' ') + origin;
                done(key);
            };
        };
        QVERIFY(askOnce(with, resolver(QStringLiteral("sk-right"))));
        QCOMPARE(asked, QStringList{QStringLiteral("my-key ") + server.url()});

        const auto wrong = askOnce(with, resolver(QStringLiteral("sk-wrong")));
        QCOMPARE(wrong.error().message, QStringLiteral("%1/v1 refused the key 'my-key' (401: Incorrect API key provided: ***); store the right key under that name.").arg(server.url()));
        QVERIFY(!wrong.error().detail.contains(QLatin1String("sk-wrong")));
        QCOMPARE(int(wrong.error().kind), int(Error::Kind::Unauthorized));

        const int before = server.requestCount();
        const auto refused = askOnce(with, resolver(Error{Error::Kind::Unauthorized, QStringLiteral("The key my-key may not be sent there.")}));
        QCOMPARE(refused.error().message, QStringLiteral("The key my-key may not be sent there."));
        QVERIFY(askOnce(with, resolver(QString())).error().message.contains(QLatin1String("There is no usable key 'my-key'")));
        QVERIFY(!askOnce(with, {}));
        QCOMPARE(server.requestCount(), before);
    }

    void ignoresProxiesForLoopback()
    {
        qputenv("http_proxy", QStringLiteral("http://127.0.0.1:%1").arg(test::closedPort()).toUtf8());
        ScriptedServer server([](const ScriptedRequest &) { return chat("direct"); });
        const auto answer = askOnce(options(server.url()));
        qunsetenv("http_proxy");
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(answer->text, QStringLiteral("direct"));
    }

    void followsNoRedirect()
    {
        ScriptedServer other([](const ScriptedRequest &) { return chat("stolen"); });
        ScriptedServer server([&](const ScriptedRequest &) { return ScriptedReply{.status = 307, .headers = {"Location: " + other.url().toUtf8() + "/v1/chat/completions?k=s3cret"}}; });
        const auto answer = askOnce(options(server.url()));
        QCOMPARE(answer.error().message, QStringLiteral("%1/v1 redirects to %2/v1/chat/completions; redirects are not followed, so put the final address into model.url.")
                                             .arg(server.url(), other.url()));
        QCOMPARE(other.requestCount(), 0);
    }

    void saysNothingAnswers()
    {
        const QString url = QStringLiteral("http://127.0.0.1:%1").arg(test::closedPort());
        const auto answer = askOnce(options(url));
        QCOMPARE(answer.error().message, QStringLiteral("Nothing answers at %1/v1; start the model server or correct the host and port in model.url.").arg(url));
        QCOMPARE(answer.error().code, QStringLiteral("connect"));
        QCOMPARE(m_pauses.planned.size(), 2); // never answered before: not worth all retries
    }

    void saysTheHostIsUnknown()
    {
        const auto answer = askOnce(options(QStringLiteral("http://no-such-host.invalid/v1")));
        QVERIFY2(answer.error().message.startsWith(QLatin1String("The host of http://no-such-host.invalid/v1 cannot be found")), qPrintable(answer.error().message));
        QVERIFY(m_pauses.planned.isEmpty());
    }

    void saysTlsFailed()
    {
        ScriptedServer server([](const ScriptedRequest &) { return chat("plain"); });
        const auto answer = askOnce(options(QStringLiteral("https://127.0.0.1:%1/v1").arg(server.port())));
        QVERIFY2(answer.error().message.startsWith(QStringLiteral("The secure connection to https://127.0.0.1:%1/v1 failed (").arg(server.port())), qPrintable(answer.error().message));
        QVERIFY(m_pauses.planned.isEmpty());
    }

    void timesOut()
    {
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.hang = true}; });
        auto with = options(server.url());
        with.totalMs = 200;
        const auto answer = askOnce(with);
        QCOMPARE(answer.error().message, QStringLiteral("%1/v1 did not answer within 0.2 s; look at the model server or raise timeout_seconds.").arg(server.url()));
        QCOMPARE(int(answer.error().kind), int(Error::Kind::Timeout));
        QCOMPARE(server.requestCount(), 1);
        QVERIFY(server.waitUntil([&] { return server.openRequests() == 0; }));
    }

    void repeatsACutOffAnswer()
    {
        ScriptedServer server([](const ScriptedRequest &request) {
            ScriptedReply reply = chat("a rather long answer");
            if (request.number == 1)
                reply.cutAfter = 20;
            if (request.number == 2)
                reply.dropAtOnce = true;
            return reply;
        });
        const auto answer = askOnce(options(server.url()));
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(answer->text, QStringLiteral("a rather long answer"));
        QCOMPARE(server.requestCount(), 3);

        ScriptedServer dying([](const ScriptedRequest &) { ScriptedReply reply = chat("a rather long answer"); reply.cutAfter = 20; return reply; });
        const auto none = askOnce(options(dying.url()));
        QVERIFY2(none.error().message.startsWith(dying.url() + QLatin1String("/v1 closed the connection before its answer was complete (")), qPrintable(none.error().message));
        QCOMPARE(none.error().code, QStringLiteral("cut_off"));
        QCOMPARE(dying.requestCount(), 5);
    }

    void boundsTheAnswer()
    {
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.body = QByteArray((16 << 20) + 1, ' ')}; });
        const auto answer = askOnce(options(server.url()));
        QVERIFY2(answer.error().message.contains(QLatin1String("is larger than 16 MiB")), qPrintable(answer.error().message));
        QCOMPARE(server.requestCount(), 1);
    }

    void neverAsksMoreAtOnce()
    {
        std::mutex mutex;
        std::condition_variable changed;
        int arrived = 0;
        ScriptedServer server([&](const ScriptedRequest &) {
            std::unique_lock lock(mutex);
            ++arrived;
            changed.notify_all();
            // Waits for a third request beside it, so that the bound is reached and not only kept.
            changed.wait_for(lock, std::chrono::seconds(20), [&] { return arrived >= 3; });
            return chat("ok");
        });
        auto with = options(server.url());
        with.concurrency = 3;
        ModelClient client(m_loop, with, {});
        Answers answers;
        for (int i = 0; i < 40; ++i)
            client.ask(question(), answers.slot());
        QVERIFY(answers.wait(40));
        QCOMPARE(server.mostAtOnce(), 3);
        QVERIFY(server.openConnections() <= 3); // pooled
    }

    void cancelClosesRequests()
    {
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.hang = true}; });
        ModelClient client(m_loop, options(server.url()), {});
        Answers answers;
        for (int i = 0; i < 6; ++i)
            client.ask(question(), answers.slot());
        QVERIFY(server.waitUntil([&] { return server.openRequests() == 4; }));
        std::atomic<bool> stopped = false;
        client.cancel([&] { stopped = true; });
        QVERIFY(server.waitUntil([&] { return stopped && server.openRequests() == 0; }));
        client.ask(question(), answers.slot());
        QVERIFY(server.waitUntil([&] { return server.openConnections() == 0; }));
        QCOMPARE(server.requestCount(), 4);
        QCOMPARE(answers.size(), 0);
    }
};

ASSAY_TEST(tst_ModelClient)
#include "tst_ModelClient.moc"
