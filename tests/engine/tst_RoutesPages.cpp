#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

#include <QRegularExpression>

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

/// What the service says of itself: the description of its API and its metrics.
class tst_RoutesPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void describesEveryRouteAndNoOther();
    void resolvesEveryReference();
    void answersThePage();
    void countsRequests();
    void countsJobsAndBenchmarks();

private:
    static double metric(const EngineFixture &engine, const QByteArray &series)
    {
        for (const QByteArray &line : engine.get("/metrics").body.split('\n')) {
            if (line.startsWith(series + ' '))
                return line.mid(series.size() + 1).toDouble();
        }
        return -1;
    }
};

void tst_RoutesPages::describesEveryRouteAndNoOther()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto document = engine.ask("GET", "/openapi.yaml", {}, "Accept: text/html, application/json\r\n");
    QCOMPARE(document.header("Content-Type"), QByteArray("application/json"));
    QSet<QString> described, answered;
    const Json paths = document.json["paths"];
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        for (const char *method : {"get", "post", "put", "patch", "delete"}) {
            if (path.value().contains(method))
                described.insert(QString::fromLatin1(method).toUpper() + QLatin1Char(' ') + QString::fromStdString(path.key()));
        }
    }
    for (const QString &route : engine.engine->routes())
        answered.insert(route);
    QVERIFY(answered.size() > 25);
    const auto words = [](const QSet<QString> &set) { return qPrintable(QStringList(set.values()).join(QStringLiteral(", "))); };
    QVERIFY2((answered - described).isEmpty(), words(answered - described));
    QVERIFY2((described - answered).isEmpty(), words(described - answered));
    // The submit of both descriptions is one.
    const Json submit = paths["/api/v1/evaluations/jobs"]["post"];
    QVERIFY(submit.contains("requestBody"));
    QVERIFY(submit.dump().find("Idempotency-Key") != std::string::npos);
    const auto yaml = engine.get("/openapi.yaml");
    QCOMPARE(yaml.header("Content-Type"), QByteArray("application/yaml"));
    QVERIFY(yaml.body.contains("\nopenapi: 3.1.0\n"));
}

void tst_RoutesPages::resolvesEveryReference()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto document = engine.ask("GET", "/openapi.yaml", {}, "Accept: application/json\r\n");
    static const QRegularExpression reference(QStringLiteral("\"\\$ref\":\"#([^\"]+)\""));
    auto found = reference.globalMatch(QString::fromUtf8(document.body));
    int count = 0;
    for (; found.hasNext(); ++count) {
        const QString pointer = found.next().captured(1);
        QVERIFY2(document.json.contains(Json::json_pointer(pointer.toStdString())), qPrintable(pointer));
    }
    QVERIFY(count > 50);
}

void tst_RoutesPages::answersThePage()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto page = engine.get("/docs");
    QCOMPARE(page.header("Content-Type"), QByteArray("text/html; charset=utf-8"));
    QVERIFY(!page.body.toLower().contains("<script"));
    QVERIFY(!page.body.contains("http://") || !page.body.contains("src="));
    QVERIFY(page.body.contains("/api/v1/evaluations/collections/{id}/clones"));
    for (const char *link : {"#JobRequest", "#Collection", "#Provider"})
        QVERIFY(page.body.contains("href=\"" + QByteArray(link) + '"') && page.body.contains("id=\"" + QByteArray(link + 1) + '"'));
}

void tst_RoutesPages::countsRequests()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(engine.get(engine.jobs + "/none").status, 404);
    QCOMPARE(engine.get("/no/such/path").status, 404);
    QCOMPARE(engine.ask("PUT", "/api/v1/health").status, 405);
    const QByteArray job = R"(method="GET",path="/api/v1/evaluations/jobs/{id}")";
    QCOMPARE(metric(engine, "http_server_request_count{" + job + ",status=\"404\"}"), 3.0);
    QCOMPARE(metric(engine, "http_server_request_duration_seconds_count{" + job + '}'), 3.0);
    QCOMPARE(metric(engine, "http_server_active_requests{" + job + '}'), 0.0);
    QCOMPARE(metric(engine, R"(http_server_request_count{method="GET",path="other",status="404"})"), -1.0);
    QCOMPARE(metric(engine, R"(http_server_request_count{method="other",path="other",status="404"})"), 1.0);
    QCOMPARE(metric(engine, R"(http_server_request_count{method="other",path="/api/v1/health",status="405"})"), 1.0);
    QCOMPARE(metric(engine, R"(http_server_active_requests{method="GET",path="/metrics"})"), 1.0); // the one that asks
    QVERIFY(metric(engine, "process_resident_memory_bytes") > 1e6);
    QVERIFY(metric(engine, "process_start_time_seconds") > 1.7e9);
    QVERIFY(metric(engine, "process_open_fds") > 3);
}

void tst_RoutesPages::countsJobsAndBenchmarks()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(metric(engine, "evalhub_evaluation_jobs_active"), 0.0);
    const QByteArray id = engine.job(Json::array({Json{{"id", "acc_bench"}, {"provider_id", "gold_silent"}}, Json{{"id", "tox_bench"}, {"provider_id", "gold_silent"}}}));
    const auto report = [&](const char *benchmark, int index, const char *state) {
        return engine.event(id, {{"id", benchmark}, {"provider_id", "gold_silent"}, {"benchmark_index", index}, {"status", state}}).status;
    };
    QCOMPARE(report("acc_bench", 0, "completed"), 204);
    QCOMPARE(metric(engine, "evalhub_evaluation_jobs_active"), 1.0);
    const QByteArray done = R"(evalhub_benchmark_completions_total{benchmark_name="acc_bench",provider="gold_silent",status="completed"})";
    QTRY_COMPARE_WITH_TIMEOUT(metric(engine, done), 1.0, 30'000);
    QCOMPARE(report("acc_bench", 0, "failed"), 204); // the same benchmark once more
    QCOMPARE(report("tox_bench", 1, "completed"), 204);
    const QByteArray job = R"(evalhub_evaluation_jobs_total{collection="",provider="gold_silent",status="partially_failed"})";
    QTRY_COMPARE_WITH_TIMEOUT(metric(engine, job), 1.0, 30'000);
    QCOMPARE(metric(engine, done), 1.0);
    QCOMPARE(metric(engine, R"(evalhub_benchmark_completions_total{benchmark_name="tox_bench",provider="gold_silent",status="completed"})"), 1.0);
    QCOMPARE(metric(engine, "evalhub_evaluation_job_duration_seconds_count"), 1.0);
    QCOMPARE(metric(engine, "evalhub_evaluation_jobs_active"), 0.0);

    const QByteArray cancelled = engine.job(nullptr, {{"collection", {{"id", "gold-suite-v1"}}}});
    QCOMPARE(engine.ask("DELETE", engine.jobs + '/' + cancelled).status, 204);
    const QByteArray second = R"(evalhub_evaluation_jobs_total{collection="gold-suite-v1",provider="gold_silent",status="cancelled"})";
    QTRY_COMPARE_WITH_TIMEOUT(metric(engine, second), 1.0, 30'000);
}

ASSAY_TEST(tst_RoutesPages)
#include "tst_RoutesPages.moc"
