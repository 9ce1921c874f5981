#include "services/json/Json.h"
#include "services/verdict/CollectionMerge.h"

#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using assay::test::EngineFixture;
using assay::test::RawClient;
using Json = nlohmann::json;

namespace {
const Json accBench{{"id", "acc_bench"}, {"provider_id", "gold_silent"}};
const Json toxBench{{"id", "tox_bench"}, {"provider_id", "gold_silent"}};

Json report(const char *id, int index, const char *status, const Json &metrics = nullptr)
{
    Json event{{"id", id}, {"provider_id", "gold_silent"}, {"benchmark_index", index}, {"status", status}};
    if (!metrics.is_null())
        event["metrics"] = metrics;
    return event;
}
} // namespace

/// Jobs over HTTP and a real store: what EvalHub's recorded answers do not show, and our additions.
class tst_RoutesJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void asksForTheToken();
    void createsReadsAndLists();
    void answersTheSameForTheSameKey();
    void refusesDeepDocuments();
    void checksUrls_data();
    void checksUrls();
    void checksGitHosts_data();
    void checksGitHosts();
    void mergesParametersOfCollections();
    void keepsTheCollectionAsItWas();
    void cancelsAndDeletes();
    void readsLogs();
    void readsSamplesAndScores();
    void pushesChanges();
    void resumesTheStream();
    void tellsWhatItCan();
    void survivesARestart();

private:
    std::unique_ptr<EngineFixture> m_engine;
};

void tst_RoutesJobs::init()
{
    m_engine.reset();
    m_engine = std::make_unique<EngineFixture>();
    QVERIFY(m_engine->start());
}

void tst_RoutesJobs::asksForTheToken()
{
    RawClient client(m_engine->engine->port());
    const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(m_engine->engine->port()) + "\r\n";
    client.send("GET /api/v1/evaluations/jobs HTTP/1.1\r\n" + host + "\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 401);
    client.send("GET /api/v1/health HTTP/1.1\r\n" + host + "\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 200);
    client.send("GET /api/v1/health HTTP/1.1\r\nHost: rebound.example\r\n\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 403);
    QCOMPARE(m_engine->get(m_engine->jobs).status, 200);
    QCOMPARE(m_engine->ask("GET", m_engine->jobs, {}, "Origin: http://evil.example\r\n").status, 403);
}

void tst_RoutesJobs::createsReadsAndLists()
{
    const QByteArray id = m_engine->job(Json::array({accBench}), {{"tags", Json::array({"a<b"})}});
    QVERIFY(!id.isEmpty());
    const auto reply = m_engine->get(m_engine->jobs + '/' + id);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.json["status"]["state"].get<std::string>(), std::string("pending"));
    QVERIFY(reply.body.contains("a\\u003cb"));
    QVERIFY(reply.body.endsWith("}\n"));
    for (int i = 0; i < 4; ++i)
        m_engine->job(Json::array({accBench}));
    const auto page = m_engine->get(m_engine->jobs + "?limit=2");
    QCOMPARE(page.json["total_count"].get<int>(), 5);
    QCOMPARE(page.json["items"].size(), std::size_t(2));
    QCOMPARE(page.json["next"]["href"].get<std::string>(), std::string("/api/v1/evaluations/jobs?limit=2&offset=2"));
    const auto last = m_engine->get(m_engine->jobs + "?limit=2&offset=4");
    QCOMPARE(last.json["items"].size(), std::size_t(1));
    QCOMPARE(last.json["items"][0]["resource"]["id"].get<std::string>(), id.toStdString()); // newest first
    QVERIFY(!last.json.contains("next"));
}

void tst_RoutesJobs::answersTheSameForTheSameKey()
{
    const Json body{{"name", "once"}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}}, {"benchmarks", Json::array({accBench})}};
    const auto first = m_engine->post(m_engine->jobs, body, "Idempotency-Key: k1\r\n");
    const auto second = m_engine->post(m_engine->jobs, body, "Idempotency-Key: k1\r\n");
    const auto other = m_engine->post(m_engine->jobs, body, "Idempotency-Key: k2\r\n");
    QCOMPARE(first.status, 202);
    QCOMPARE(second.status, 202);
    QCOMPARE(second.json["resource"]["id"].dump(), first.json["resource"]["id"].dump());
    QVERIFY(other.json["resource"]["id"] != first.json["resource"]["id"]);
    QCOMPARE(m_engine->get(m_engine->jobs).json["total_count"].get<int>(), 2);
    QCOMPARE(m_engine->post(m_engine->jobs, body, "Idempotency-Key: " + QByteArray(300, 'k') + "\r\n").status, 400);
}

void tst_RoutesJobs::refusesDeepDocuments()
{
    const QByteArray deep = "{\"name\":\"x\",\"custom\":" + QByteArray(1'000'000, '[');
    QCOMPARE(m_engine->ask("POST", m_engine->jobs, deep).code(), std::string("invalid_json_request"));
    QCOMPARE(m_engine->ask("POST", m_engine->jobs, "{\"name\":\"\xff\xfe\"}").code(), std::string("invalid_json_request"));
    QCOMPARE(m_engine->ask("POST", m_engine->jobs, "[]").code(), std::string("invalid_json_request"));
    QCOMPARE(m_engine->get(m_engine->jobs).status, 200);
}

void tst_RoutesJobs::checksUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("code");
    QTest::newRow("http") << QStringLiteral("http://127.0.0.1:8080/v1") << QString();
    QTest::newRow("recorded") << QStringLiteral("recorded:smollm2") << QString();
    QTest::newRow("mailto") << QStringLiteral("mailto:a@b") << QString();
    QTest::newRow("file") << QStringLiteral("file:///x") << QString();
    QTest::newRow("no scheme") << QStringLiteral("127.0.0.1:8080") << QStringLiteral("request_validation_failed");
    QTest::newRow("no host") << QStringLiteral("http://") << QStringLiteral("request_validation_failed");
    QTest::newRow("blank inside") << QStringLiteral("http://a b/") << QStringLiteral("request_validation_failed");
    QTest::newRow("blank") << QStringLiteral("  ") << QStringLiteral("model_url_required");
}

void tst_RoutesJobs::checksUrls()
{
    QFETCH(QString, url);
    QFETCH(QString, code);
    const auto reply = m_engine->post(m_engine->jobs, {{"name", "x"}, {"model", {{"name", "m"}, {"url", url.toStdString()}}}, {"benchmarks", Json::array({accBench})}});
    QCOMPARE(reply.status, code.isEmpty() ? 202 : 400);
    QCOMPARE(QString::fromStdString(reply.code()), code);
}

void tst_RoutesJobs::checksGitHosts_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("status");
    QTest::newRow("public") << QStringLiteral("https://example.com/r") << 202;
    for (const char *host : {"localhost", "127.0.0.1", "0x7f000001", "2130706433", "10.1.2.3", "192.168.0.1", "172.16.0.9", "169.254.1.1",
                             "[::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "224.0.0.1", "metadata.google.internal", "x.local",
                             "a.svc", "b.cluster.local"})
        QTest::newRow(host) << QStringLiteral("http://%1/r").arg(QLatin1String(host)) << 400;
    QTest::newRow("ssh") << QStringLiteral("ssh://example.com/r") << 400;
}

void tst_RoutesJobs::checksGitHosts()
{
    QFETCH(QString, url);
    QFETCH(int, status);
    Json entry = accBench;
    entry["test_data_ref"] = {{"git", {{"url", url.toStdString()}, {"ref", "main"}}}};
    const auto reply = m_engine->post(m_engine->jobs, {{"name", "x"}, {"model", {{"name", "m"}, {"url", "http://m.invalid"}}}, {"benchmarks", Json::array({entry})}});
    QCOMPARE(reply.status, status);
}

void tst_RoutesJobs::mergesParametersOfCollections()
{
    Json entry = accBench;
    entry["parameters"] = {{"a", "coll"}, {"gone", ""}, {"null", nullptr}};
    const auto made = m_engine->post(m_engine->collections, {{"name", "c"}, {"category", "c"}, {"benchmarks", Json::array({entry, toxBench})}});
    QCOMPARE(made.status, 201);
    Json override = accBench;
    override["parameters"] = {{"a", "job"}, {"b", "job"}, {"gone", "job"}, {"null", 1}, {"num_examples", 2}};
    override["weight"] = 50;
    const QByteArray id = m_engine->job(nullptr, {{"collection", {{"id", made.json["resource"]["id"]}, {"benchmarks", Json::array({override})}}}});
    QVERIFY(!id.isEmpty());
    // The contract's worked example.
    const JsonText effective = mergedParameters(json::fromJson<BenchmarkRef>(entry), {json::fromJson<BenchmarkRef>(override)}, assayEngine()).text();
    QCOMPARE(effective.text, QByteArray(R"({"a":"coll","b":"job","num_examples":2})"));
    // Both entries are known to the job: by index, with the collection's own fields.
    QCOMPARE(m_engine->event(id, report("tox_bench", 1, "running")).status, 204);
    QCOMPARE(m_engine->event(id, report("tox_bench", 0, "running")).status, 404);
    QVERIFY(!m_engine->get(m_engine->jobs + '/' + id).json.contains("benchmarks"));
}

void tst_RoutesJobs::keepsTheCollectionAsItWas()
{
    const auto made = m_engine->post(m_engine->collections, {{"name", "c"}, {"category", "c"}, {"benchmarks", Json::array({accBench})}, {"pass_criteria", {{"threshold", 0.9}}}});
    const auto collection = QByteArray::fromStdString(made.json["resource"]["id"].get<std::string>());
    const QByteArray id = m_engine->job(nullptr, {{"collection", {{"id", collection.toStdString()}}}});
    QCOMPARE(m_engine->ask("DELETE", m_engine->collections + '/' + collection).status, 204);
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "completed", {{"acc", 0.85}})).status, 204);
    const auto job = m_engine->get(m_engine->jobs + '/' + id).json;
    QCOMPARE(job["status"]["state"].get<std::string>(), std::string("completed"));
    QCOMPARE(job["results"]["test"]["threshold"].get<double>(), 0.9);
    QCOMPARE(job["results"]["test"]["pass"].get<bool>(), false);
}

void tst_RoutesJobs::cancelsAndDeletes()
{
    const QByteArray id = m_engine->job(Json::array({accBench})), path = m_engine->jobs + '/' + id;
    QCOMPARE(m_engine->ask("DELETE", path + "?hard_delete=foo").code(), std::string("query_parameter_invalid"));
    QCOMPARE(m_engine->get(path).json["status"]["state"].get<std::string>(), std::string("pending")); // nothing was done
    QCOMPARE(m_engine->ask("DELETE", path).status, 204);
    QCOMPARE(m_engine->get(path).json["status"]["state"].get<std::string>(), std::string("cancelled"));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "running")).status, 409);
    QCOMPARE(m_engine->ask("DELETE", path + "?hard_delete=true").status, 204);
    QCOMPARE(m_engine->get(path).code(), std::string("resource_not_found"));
}

void tst_RoutesJobs::readsLogs()
{
    const QByteArray id = m_engine->job(Json::array({accBench, toxBench})), path = m_engine->jobs + '/' + id;
    const auto all = m_engine->get(path + "/logs");
    QCOMPARE(all.status, 200);
    QCOMPARE(all.header("content-type"), QByteArray("text/plain; charset=utf-8"));
    QVERIFY(all.body.contains("=== pod=" + id + "-0 container=local benchmark_id=acc_bench ==="));
    QVERIFY(all.body.contains("=== pod=" + id + "-1 container=local benchmark_id=tox_bench ==="));
    QVERIFY(all.body.contains("X-Log-Truncated: false"));
    QCOMPARE(m_engine->get(path + "/benchmarks/7/logs").status, 404);
    const auto range = m_engine->get(path + "/benchmarks/0/log?offset=0&limit=10");
    QCOMPARE(range.status, 200);
    QVERIFY(!range.header("x-log-size").isEmpty());
    QCOMPARE(range.header("x-log-offset"), QByteArray("0"));
    QCOMPARE(m_engine->get(path + "/benchmarks/0/log?offset=x").code(), std::string("query_parameter_invalid"));
    QCOMPARE(m_engine->get(path + "/benchmarks/0/log?colour=x").code(), std::string("query_bad_parameter"));
}

void tst_RoutesJobs::readsSamplesAndScores()
{
    const QByteArray path = m_engine->jobs + '/' + m_engine->job(Json::array({accBench})) + "/benchmarks/0";
    const auto samples = m_engine->get(path + "/samples?filter=failed&search=x&sort=-score&limit=5");
    QCOMPARE(samples.status, 200);
    QCOMPARE(samples.json["total_count"].get<int>(), 0);
    QVERIFY(samples.json["items"].empty());
    const auto scores = m_engine->get(path + "/scores");
    QCOMPARE(scores.status, 200);
    QVERIFY(scores.json["item_keys"].is_array() && scores.json["repeats"].is_array() && scores.json["scores"].is_array());
    QCOMPARE(m_engine->get(path + "/samples?filter=odd").code(), std::string("query_parameter_value_invalid"));
    QCOMPARE(m_engine->get(path + "/samples?sort=colour").code(), std::string("query_parameter_value_invalid"));
    QCOMPARE(m_engine->get(path + "/samples?colour=1").code(), std::string("query_bad_parameter"));
    QCOMPARE(m_engine->get(m_engine->jobs + "/nope/benchmarks/0/samples").status, 404);
}

void tst_RoutesJobs::pushesChanges()
{
    RawClient listener(m_engine->engine->port());
    listener.send(m_engine->head("GET", "/api/v1/events/stream") + "\r\n");
    QVERIFY(listener.readUntil(": following"));
    QVERIFY(listener.buffer().contains("Content-Type: text/event-stream"));
    const QByteArray id = m_engine->job(Json::array({accBench}));
    QVERIFY(listener.readUntil("\"created\":true"));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "running")).status, 204);
    QVERIFY(listener.readUntil("\"benchmark_state\":\"running\""));
    QVERIFY(listener.buffer().contains("event: job\ndata: {"));
    QVERIFY(listener.buffer().contains("\"job\":\"" + id + '"'));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "completed", {{"acc", 1}})).status, 204);
    QVERIFY(listener.readUntil("\"state\":\"completed\""));
}

void tst_RoutesJobs::resumesTheStream()
{
    const auto lastId = [](const QByteArray &text) {
        const auto at = text.lastIndexOf("id: ");
        return text.mid(at + 4, text.indexOf('\n', at) - at - 4);
    };
    QByteArray seen;
    {
        RawClient listener(m_engine->engine->port());
        listener.send(m_engine->head("GET", "/api/v1/events/stream") + "\r\n");
        QVERIFY(listener.readUntil(": following"));
        QVERIFY(listener.readUntil("id: "));
        m_engine->job(Json::array({accBench}));
        QVERIFY(listener.readUntil("\"created\":true"));
        seen = lastId(listener.buffer());
    }
    const QByteArray missed = m_engine->job(Json::array({toxBench}));
    RawClient again(m_engine->engine->port());
    again.send(m_engine->head("GET", "/api/v1/events/stream", "Last-Event-ID: " + seen + "\r\n") + "\r\n");
    QVERIFY(again.readUntil("\"job\":\"" + missed + '"'));
    QVERIFY(!again.buffer().contains("event: reset"));
    for (const QByteArray &unknown : {QByteArray("otherepoch-1"), QByteArray("nonsense"), seen + "999"}) {
        RawClient lost(m_engine->engine->port());
        lost.send(m_engine->head("GET", "/api/v1/events/stream", "Last-Event-ID: " + unknown + "\r\n") + "\r\n");
        QVERIFY2(lost.readUntil("event: reset"), unknown.constData());
    }
}

void tst_RoutesJobs::tellsWhatItCan()
{
    const auto capabilities = m_engine->get("/api/v1/capabilities").json;
    QVERIFY(capabilities["capabilities"].size() > 10);
    QCOMPARE(capabilities["version"].get<std::string>(), std::string("0.0-test"));
    const auto status = m_engine->get("/api/v1/engine").json;
    QVERIFY(status["slots"].get<int>() > 0);
    QCOMPARE(status["running"].get<int>(), 0);
    QCOMPARE(status["workspace"].get<std::string>(), m_engine->folder.path().toStdString());
}

void tst_RoutesJobs::survivesARestart()
{
    const QByteArray id = m_engine->job(Json::array({accBench, toxBench}));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "completed", {{"acc", 0.5}})).status, 204);
    QVERIFY(m_engine->start());
    const auto job = m_engine->get(m_engine->jobs + '/' + id).json;
    QCOMPARE(job["status"]["state"].get<std::string>(), std::string("running"));
    QCOMPARE(job["results"]["benchmarks"][0]["metrics"]["acc"].get<double>(), 0.5);
}

ASSAY_TEST(tst_RoutesJobs)
#include "tst_RoutesJobs.moc"
