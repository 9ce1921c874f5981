#include "services/backends/evalhub/EvalHubConnection.h"
#include "services/api/CatalogueService.h"
#include "services/api/JobService.h"
#include "tests/client/Golden.h"
#include "tests/client/TestServer.h"
#include "tests/client/Wait.h"
#include "services/backends/evalhub/JobChanges.h"
#include "services/backends/evalhub/JobPoller.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace assay;
using namespace assay::test;

class tst_EvalHub : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plainServerIsRecognised();
    void localEngineIsRecognised();
    void connectingFails_data();
    void connectingFails();
    void readsRecordedAnswers();
    void sendsWhatWasAsked();
    void changesTheCatalogue();
    void submitsWithItsKey();
    void errorsAreTold_data();
    void errorsAreTold();
    void hugeListOffTheThread();
    void unknownWordsSurvive();
    void samplesAndScores();
    void logWithAndWithoutRanges();
    void logOfAnAttempt();
    void requestsWaitForTheConnection();
    void eventsAreGathered();
    void pollingFindsChanges();
    void manyRunningJobsAreOneRequestARound();
    void pollingBacksOffAndComesBack();
    void inactiveDoesNotPoll();
};

static const char *const engineCapabilities =
    R"({"name":"Assay local engine","version":"0.1","api_version":"1","capabilities":["list_jobs","submit_jobs","cancel_jobs",
"delete_jobs","list_providers","edit_providers","list_collections","edit_collections","logs","log_ranges","samples","scores",
"event_stream","idempotent_submit","recorded_models","something_new"]})";

/// Answers what every test needs; the rest is the test's.
static TestServer::Handler engine(std::function<Answer(const Asked &)> rest)
{
    return [rest](const Asked &asked) {
        if (asked.path == "/api/v1/capabilities")
            return Answer{.body = engineCapabilities};
        if (asked.path == "/api/v1/engine")
            return Answer{.body = R"({"slots":4,"running":1,"queued":2})"};
        if (asked.path == "/api/v1/events/stream")
            return Answer{.body = ": following\n\n", .contentType = "text/event-stream", .stream = true};
        return rest(asked);
    };
}

static TestServer::Handler plain(std::function<Answer(const Asked &)> rest)
{
    return [rest](const Asked &asked) {
        if (asked.path == "/api/v1/capabilities")
            return Answer{.status = 404, .body = "404 page not found\n", .contentType = "text/plain"};
        if (asked.path == "/api/v1/health")
            return Answer{.body = R"({"status":"healthy","timestamp":"2026-01-12T08:00:00Z"})"};
        return rest(asked);
    };
}

static EvalHubConnection::Settings settings(const TestServer &server)
{
    return {.id = QStringLiteral("test"), .name = QStringLiteral("Test"), .url = server.url(), .token = QStringLiteral("tok-12345"),
            .tenant = QStringLiteral("gold"), .user = QStringLiteral("ann"), .pollMs = 5};
}

void tst_EvalHub::plainServerIsRecognised()
{
    TestServer server(plain([](const Asked &) { return Answer{.body = goldenBody("310-list-all")}; }));
    EvalHubConnection connection(settings(server));
    QCOMPARE(connection.state(), Connection::State::Idle);
    connection.open();
    QCOMPARE(connection.state(), Connection::State::Connecting);
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
    QVERIFY(connection.capabilities().has(Capability::SubmitJobs));
    QVERIFY(!connection.capabilities().has(Capability::Samples));
    const auto samples = waited(connection.jobs().samples(QStringLiteral("x"), 0, {}));
    QVERIFY(!samples);
    QCOMPARE(samples.error().kind, Error::Kind::Unsupported);
    QVERIFY(samples.error().message.contains(QStringLiteral("EvalHub does not expose single samples")));
    QCOMPARE(server.asked.first().headers.value("x-tenant"), QByteArray("gold"));
    QCOMPARE(server.asked.first().headers.value("authorization"), QByteArray("Bearer tok-12345"));
}

void tst_EvalHub::localEngineIsRecognised()
{
    TestServer server(engine([](const Asked &) { return Answer{.status = 404}; }));
    EvalHubConnection connection(settings(server));
    QSignalSpy load(&connection, &Connection::loadChanged);
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
    QCOMPARE(connection.capabilities().serverName, QStringLiteral("Assay local engine"));
    for (const Capability capability : {Capability::Samples, Capability::Scores, Capability::EventStream, Capability::IdempotentSubmit,
                                        Capability::LogRanges, Capability::RecordedModels, Capability::ListJobs})
        QVERIFY(connection.capabilities().has(capability));
    QTRY_COMPARE(load.size(), 1);
    QCOMPARE(connection.load(), (EngineLoad{4, 1, 2}));
    QTRY_COMPARE(server.count("/api/v1/events/stream"), 1);
}

void tst_EvalHub::connectingFails_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("words");
    QTest::addRow("refused token") << 0 << int(Error::Kind::Unauthorized) << "refuses the token";
    QTest::addRow("web page") << 1 << int(Error::Kind::Protocol) << "answers with a web page, not with EvalHub; check the URL.";
    QTest::addRow("nobody") << 2 << int(Error::Kind::Network) << "Nothing answers at";
    QTest::addRow("another API") << 3 << int(Error::Kind::Protocol) << "is not EvalHub; check the URL.";
    QTest::addRow("tenant wanted") << 4 << int(Error::Kind::Invalid) << "X-Tenant header is required";
    QTest::addRow("nonsense") << 5 << int(Error::Kind::Protocol) << "capabilities cannot be read";
    QTest::addRow("server fault") << 6 << int(Error::Kind::Protocol) << "reports a fault of its own (status 500)";
}

void tst_EvalHub::connectingFails()
{
    QFETCH(int, fault);
    QFETCH(int, kind);
    QFETCH(QString, words);
    TestServer server([fault](const Asked &) {
        switch (fault) {
        case 0: return Answer{.status = 401, .body = R"({"message_code":"unauthorized","message":"Bearer tok-12345 is wrong","trace":"t"})"};
        case 1: return Answer{.body = "<html>Welcome to nginx</html>", .contentType = "text/html; charset=utf-8"};
        case 3: return Answer{.status = 404, .body = R"({"detail":"Not Found"})"};
        case 4: return Answer{.status = 400, .body = R"({"message_code":"missing_tenant_header","message":"The X-Tenant header is required.","trace":"t"})"};
        case 5: return Answer{.body = "[1,2"};
        default: return Answer{.status = 500, .body = "oops", .contentType = "text/plain"};
        }
    });
    EvalHubConnection connection(settings(server));
    if (fault == 2)
        server.stop();
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
    QCOMPARE(int(connection.lastError().kind), kind);
    QVERIFY2(connection.lastError().message.contains(words), qPrintable(connection.lastError().message));
    QVERIFY(!connection.lastError().message.contains(QStringLiteral("tok-12345")));
    QVERIFY(!connection.lastError().detail.contains(QStringLiteral("tok-12345")));
    // Those who ask get the same reason.
    const auto list = waited(connection.jobs().list({}));
    QVERIFY(!list);
    QVERIFY(list.error().message.contains(words));
}

void tst_EvalHub::readsRecordedAnswers()
{
    TestServer server(plain([](const Asked &asked) {
        const auto from = [](const char *name) { return Answer{.status = goldenStatus(name), .body = goldenBody(name)}; };
        if (asked.method == "POST" && asked.path.endsWith("/jobs"))
            return from("185-jobs-create-full");
        if (asked.method == "POST" && asked.path.endsWith("/providers"))
            return from("037-providers-create");
        if (asked.method == "POST")
            return from("084-collections-create");
        if (asked.path.endsWith("/jobs"))
            return from("310-list-all");
        if (asked.path.endsWith("/providers"))
            return from("014-providers-page1");
        if (asked.path.endsWith("/collections"))
            return from("082-collections-list");
        return from("237-score-weights-result");
    }));
    EvalHubConnection connection(settings(server));
    connection.setActive(false);
    const auto jobs = waited(connection.jobs().list({}));
    QVERIFY2(jobs, jobs ? "" : qPrintable(jobs.error().message));
    QCOMPARE(jobs->totalCount, 3);
    QCOMPARE(jobs->items.size(), 3);
    const auto job = waited(connection.jobs().get(QStringLiteral("a/b c")));
    QVERIFY(job);
    QCOMPARE(job->status.state, RunState::Completed);
    QCOMPARE(job->results.benchmarks.size(), 2);
    QVERIFY(job->results.test && job->results.test->score);
    QCOMPARE(server.asked.last().path, QByteArray("/api/v1/evaluations/jobs/a%2Fb%20c"));
    const auto providers = waited(connection.catalogue().listProviders({}));
    QVERIFY(providers);
    QVERIFY(!providers->items.isEmpty() && !providers->items.first().resource.id.isEmpty());
    const auto collections = waited(connection.catalogue().listCollections({}));
    QVERIFY(collections);
    QVERIFY(!collections->items.isEmpty());
    QSignalSpy changed(&connection.catalogue(), &CatalogueService::collectionsChanged);
    QVERIFY(waited(connection.catalogue().createCollection(collections->items.first())));
    QTRY_COMPARE(changed.size(), 1);
}

void tst_EvalHub::sendsWhatWasAsked()
{
    TestServer server(plain([](const Asked &) { return Answer{.body = R"({"items":[],"total_count":0})"}; }));
    EvalHubConnection connection(settings(server));
    connection.setActive(false);
    JobQuery query;
    query.name = QStringLiteral("a+b & c=d/ü");
    query.status = QStringLiteral("pending|running");
    query.limit = 7;
    query.offset = 14;
    QVERIFY(waited(connection.jobs().list(query)));
    QCOMPARE(server.asked.last().query,
             QByteArray("limit=7&offset=14&name=a%2Bb%20%26%20c%3Dd%2F%C3%BC&status=pending%7Crunning"));
    QVERIFY(waited(connection.jobs().remove(QStringLiteral("j1"))));
    QCOMPARE(server.asked.last().method, QByteArray("DELETE"));
    QCOMPARE(server.asked.last().query, QByteArray("hard_delete=true"));
    QVERIFY(waited(connection.jobs().cancel(QStringLiteral("j1"))));
    QCOMPARE(server.asked.last().query, QByteArray());
}

void tst_EvalHub::changesTheCatalogue()
{
    TestServer server(plain([](const Asked &) { return Answer{.body = R"({"resource":{"id":"made"},"name":"n"})"}; }));
    EvalHubConnection connection(settings(server));
    connection.setActive(false);
    CatalogueService &catalogue = connection.catalogue();
    QSignalSpy providers(&catalogue, &CatalogueService::providersChanged), collections(&catalogue, &CatalogueService::collectionsChanged);
    const auto asked = [&] { return server.asked.last().method + ' ' + server.asked.last().path; };
    Provider provider;
    provider.name = QStringLiteral("n");
    QVERIFY(waited(catalogue.updateProvider(QStringLiteral("a b"), provider)));
    QCOMPARE(asked(), QByteArray("PUT /api/v1/evaluations/providers/a%20b"));
    QVERIFY(server.asked.last().body.contains(R"("name":"n")"));
    QVERIFY(waited(catalogue.patchProvider(QStringLiteral("p"), R"([{"op":"replace","path":"/name","value":"m"}])")));
    QCOMPARE(asked(), QByteArray("PATCH /api/v1/evaluations/providers/p"));
    QCOMPARE(server.asked.last().body, QByteArray(R"([{"op":"replace","path":"/name","value":"m"}])"));
    QTRY_COMPARE(providers.count(), 2);
    QVERIFY(waited(catalogue.updateCollection(QStringLiteral("c"), {})));
    QCOMPARE(asked(), QByteArray("PUT /api/v1/evaluations/collections/c"));
    QVERIFY(waited(catalogue.patchCollection(QStringLiteral("c"), "[]")));
    QCOMPARE(asked(), QByteArray("PATCH /api/v1/evaluations/collections/c"));
    const auto cloned = waited(catalogue.cloneCollection(QStringLiteral("c")));
    QVERIFY(cloned);
    QCOMPARE(cloned->resource.id, QStringLiteral("made"));
    QCOMPARE(asked(), QByteArray("POST /api/v1/evaluations/collections/c/clones"));
    QTRY_COMPARE(collections.count(), 3);
}

void tst_EvalHub::submitsWithItsKey()
{
    int posts = 0;
    TestServer server(engine([&posts](const Asked &asked) {
        if (asked.method == "POST" && ++posts == 1)
            return Answer{.body = "{}", .cutAfter = 1}; // the answer is lost, the job may have been made
        return Answer{.status = 202, .body = goldenBody("185-jobs-create-full")};
    }));
    EvalHubConnection connection(settings(server));
    Job job;
    job.name = QStringLiteral("mine");
    job.model.name = QStringLiteral("m");
    job.model.url = QStringLiteral("recorded:m");
    QSignalSpy list(&connection.jobs(), &JobService::listChanged);
    const auto made = waited(connection.jobs().submit(job, QStringLiteral("key-1")));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QCOMPARE(posts, 2);
    QList<QByteArray> keys;
    for (const Asked &asked : server.asked) {
        if (asked.method == "POST")
            keys << asked.headers.value("idempotency-key") << nlohmann::json::parse(asked.body.toStdString())["name"].get<std::string>().c_str();
    }
    QCOMPARE(keys, (QList<QByteArray>{"key-1", "mine", "key-1", "mine"}));
    QTRY_COMPARE(list.size(), 1);
}

void tst_EvalHub::errorsAreTold_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, Error::Kind kind) {
        const auto body = golden(name)["response"]["body"];
        QTest::addRow("%s", name) << goldenStatus(name) << goldenBody(name) << int(kind)
                                  << QString::fromStdString(body["message_code"].get<std::string>())
                                  << QString::fromStdString(body["message"].get<std::string>());
    };
    row("147-jobs-no-name", Error::Kind::Invalid);
    row("159-jobs-unknown-provider", Error::Kind::NotFound);
    row("160-jobs-unknown-benchmark", Error::Kind::Invalid);
    row("269-cancel-completed", Error::Kind::Conflict);
    row("036-providers-get-unknown", Error::Kind::NotFound);
    QTest::addRow("no object") << 404 << QByteArray("404 page not found") << int(Error::Kind::Unsupported) << "" << "does not know this address";
    QTest::addRow("not JSON") << 200 << QByteArray("{\"items\":") << int(Error::Kind::Protocol) << "" << "";
    QTest::addRow("wrong type") << 200 << QByteArray(R"({"resource":{"id":5},"name":[]})") << int(Error::Kind::Protocol) << "" << "";
    QTest::addRow("full disk") << 507 << QByteArray(R"({"message_code":"disk_full","message":"The disk of /w is full; free 1 GiB.","trace":"t"})")
                               << int(Error::Kind::Storage) << "disk_full" << "The disk of /w is full";
    QTest::addRow("forbidden") << 403 << QByteArray() << int(Error::Kind::Unauthorized) << "" << "does not allow";
    QTest::addRow("fault") << 500 << QByteArray() << int(Error::Kind::Protocol) << "" << "fault of its own";
}

void tst_EvalHub::errorsAreTold()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    QFETCH(QString, code);
    QFETCH(QString, words);
    TestServer server(plain([&](const Asked &) { return Answer{.status = status, .body = body}; }));
    EvalHubConnection connection(settings(server));
    connection.setActive(false);
    const auto job = waited(connection.jobs().get(QStringLiteral("x")));
    QVERIFY(!job);
    QCOMPARE(int(job.error().kind), kind);
    QCOMPARE(job.error().code, code);
    QVERIFY2(job.error().message.contains(words), qPrintable(job.error().message));
    QVERIFY(!job.error().message.isEmpty());
    QCOMPARE(connection.state(), Connection::State::Ready); // one refused request says nothing about the server
}

void tst_EvalHub::hugeListOffTheThread()
{
    nlohmann::json page{{"items", nlohmann::json::array()}, {"total_count", 5000}};
    const auto job = golden("237-score-weights-result")["response"]["body"];
    for (int i = 0; i < 1000; ++i)
        page["items"].push_back(job);
    const QByteArray body = QByteArray::fromStdString(page.dump());
    TestServer server(plain([&](const Asked &) { return Answer{.body = body}; }));
    EvalHubConnection connection(settings(server));
    connection.setActive(false);
    const auto jobs = waited(connection.jobs().list({}));
    QVERIFY2(jobs, jobs ? "" : qPrintable(jobs.error().message));
    QCOMPARE(jobs->items.size(), 1000);
    QCOMPARE(jobs->totalCount, 5000);
    QVERIFY(body.size() > EvalHubClient::bigBody);
}

void tst_EvalHub::unknownWordsSurvive()
{
    auto body = golden("237-score-weights-result")["response"]["body"];
    body["status"]["state"] = "hibernating";
    body["status"]["benchmarks"][0]["phase"] = "dreaming";
    body["brand_new"] = {{"a", 1}};
    TestServer server(plain([&](const Asked &) { return Answer{.body = QByteArray::fromStdString(body.dump())}; }));
    EvalHubConnection connection(settings(server));
    connection.setActive(false);
    const auto job = waited(connection.jobs().get(QStringLiteral("x")));
    QVERIFY(job);
    QCOMPARE(job->status.state.text(), QStringLiteral("hibernating"));
    QVERIFY(!isTerminal(job->status.state));
    QCOMPARE(job->status.benchmarks.first().phase.text(), QStringLiteral("dreaming"));
    QVERIFY(job->extra.text.contains("brand_new"));
}

void tst_EvalHub::samplesAndScores()
{
    TestServer server(engine([](const Asked &asked) {
        if (asked.path.endsWith("/samples"))
            return Answer{.body = R"({"items":[{"ordinal":3,"item_key":"id:q3","repeat":0,"prompt":"p","response":"r","target":"t",
                "score":0.5,"extraction_failed":true}],"total_count":41})"};
        return Answer{.body = R"({"item_keys":["id:a","id:b"],"repeats":[0,0],"scores":[1.0,null]})"};
    }));
    EvalHubConnection connection(settings(server));
    SampleQuery query;
    query.filter = SampleQuery::Filter::NotExtracted;
    query.search = QStringLiteral("50% off");
    query.sort = QStringLiteral("-score");
    query.offset = 400;
    query.limit = 20;
    const auto page = waited(connection.jobs().samples(QStringLiteral("j"), 2, query));
    QVERIFY2(page, page ? "" : qPrintable(page.error().message));
    QCOMPARE(page->totalCount, 41);
    QCOMPARE(page->items.first().itemKey, QStringLiteral("id:q3"));
    QVERIFY(page->items.first().extractionFailed);
    for (const Asked &asked : server.asked) {
        if (asked.path.endsWith("/samples")) {
            QCOMPARE(asked.path, QByteArray("/api/v1/evaluations/jobs/j/benchmarks/2/samples"));
            QCOMPARE(asked.query, QByteArray("filter=not_extracted&search=50%25%20off&sort=-score&offset=400&limit=20"));
        }
    }
    const auto scores = waited(connection.jobs().scores(QStringLiteral("j"), 0));
    QVERIFY(scores);
    QCOMPARE(scores->itemKeys.size(), 2);
    QVERIFY(!scores->scores.at(1));
}

void tst_EvalHub::logWithAndWithoutRanges()
{
    const QByteArray text = goldenBody("327-engine-echo-logs");
    TestServer old(plain([&](const Asked &) { return Answer{.body = text, .contentType = "text/plain; charset=utf-8"}; }));
    EvalHubConnection connection(settings(old));
    connection.setActive(false);
    const auto range = waited(connection.jobs().log(QStringLiteral("j"), 0, 5, 7));
    QVERIFY(range);
    QCOMPARE(range->bytes, text.mid(5, 7));
    QCOMPARE(range->size, text.size());
    QCOMPARE(old.asked.last().query, QByteArray("tail_lines=-1"));

    TestServer ours(engine([&](const Asked &) {
        return Answer{.body = "<html>a page in a log</html>", .contentType = "text/plain", .headers = {{"X-Log-Size", "900"}, {"X-Log-Offset", "100"}}};
    }));
    EvalHubConnection local(settings(ours));
    const auto piece = waited(local.jobs().log(QStringLiteral("j"), 0, 100, 64));
    QVERIFY(piece);
    QCOMPARE(piece->offset, 100);
    QCOMPARE(piece->size, 900);
    QCOMPARE(piece->bytes, QByteArray("<html>a page in a log</html>"));
}

void tst_EvalHub::logOfAnAttempt()
{
    const auto others = engine([](const Asked &) {
        return Answer{.body = "the first try", .contentType = "text/plain", .headers = {{"X-Log-Size", "40"}, {"X-Log-Offset", "5"}}};
    });
    TestServer ours([others](const Asked &asked) {
        return asked.path == "/api/v1/capabilities" ? Answer{.body = QByteArray(engineCapabilities).replace("\"logs\"", "\"logs\",\"retry_benchmarks\"")} : others(asked);
    });
    EvalHubConnection local(settings(ours));
    const auto piece = waited(local.jobs().attemptLog(QStringLiteral("j"), 3, 2, 5, 13));
    QVERIFY(piece);
    QCOMPARE(piece->offset, 5);
    QCOMPARE(piece->size, 40);
    QCOMPARE(piece->bytes, QByteArray("the first try"));
    QCOMPARE(ours.count("/api/v1/evaluations/jobs/j/benchmarks/3/attempts/2/log"), 1);
    QVERIFY(std::ranges::any_of(ours.asked, [](const Asked &asked) { return asked.query == "offset=5&limit=13"; }));
    TestServer old(plain([](const Asked &) { return Answer{.body = "{}"}; }));
    EvalHubConnection hub(settings(old));
    const auto refused = waited(hub.jobs().attemptLog(QStringLiteral("j"), 3, 2, 5, 13));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::Kind::Unsupported);
    QVERIFY(!refused.error().message.isEmpty());
}

void tst_EvalHub::requestsWaitForTheConnection()
{
    TestServer server(engine([](const Asked &) { return Answer{.body = R"({"items":[],"total_count":0})"}; }));
    EvalHubConnection connection(settings(server));
    const auto first = connection.jobs().list({}), second = connection.jobs().list({}); // nobody called open()
    QVERIFY(waited(first));
    QVERIFY(waited(second));
    QCOMPARE(server.count("/api/v1/capabilities"), 1);
    QCOMPARE(connection.state(), Connection::State::Ready);
}

void tst_EvalHub::eventsAreGathered()
{
    TestServer server(engine([](const Asked &) { return Answer{.body = "{}"}; }));
    EvalHubConnection connection(settings(server));
    QSignalSpy changes(&connection.jobs(), &JobService::jobChanged), lists(&connection.jobs(), &JobService::listChanged);
    connection.open();
    QTRY_COMPARE(server.count("/api/v1/events/stream"), 1);
    for (int i = 1; i <= 50; ++i)
        server.push("id: 1-" + QByteArray::number(i) + "\nevent: job\ndata: {\"job\":\"j1\",\"state\":\"running\",\"benchmark_index\":0,"
                    "\"benchmark_state\":\"running\",\"items_done\":" + QByteArray::number(i) + ",\"items_total\":50}\n\n");
    server.push("event: job\ndata: not json\n\nevent: other\ndata: {}\n\n");
    QTRY_VERIFY(!changes.isEmpty());
    QTRY_COMPARE(changes.last().first().value<JobChange>().itemsDone, std::optional<qint64>(50));
    QVERIFY(changes.size() <= 3); // 50 events in a moment: at most one each 100 ms
    QCOMPARE(changes.last().first().value<JobChange>().benchmarkState, RunState::Running);
    QCOMPARE(lists.size(), 0);
    server.push("id: 1-51\nevent: job\ndata: {\"job\":\"j2\",\"state\":\"pending\",\"created\":true}\n\n");
    QTRY_COMPARE(lists.size(), 1);
    server.push("id: 1-52\nevent: reset\ndata: {}\n\n");
    QTRY_COMPARE(lists.size(), 2);
    server.closeStreams(); // a break: what happened meanwhile is not known
    QTRY_COMPARE(lists.size(), 3);
    QCOMPARE(server.asked.last().headers.value("last-event-id"), QByteArray("1-52"));
}

void tst_EvalHub::pollingFindsChanges()
{
    auto job = golden("237-score-weights-result")["response"]["body"];
    job["resource"]["id"] = "j1";
    job["status"] = {{"state", "running"}, {"message", {{"message", "m"}, {"message_code", "c"}}}};
    bool active = false;
    int total = 3;
    TestServer server(plain([&](const Asked &asked) {
        if (asked.path.endsWith("/j1"))
            return Answer{.body = QByteArray::fromStdString(job.dump())};
        nlohmann::json page{{"items", nlohmann::json::array()}, {"total_count", total}};
        if (active && asked.query.contains("status"))
            page["items"].push_back(job);
        return Answer{.body = QByteArray::fromStdString(page.dump())};
    }));
    EvalHubConnection connection(settings(server));
    QSignalSpy changes(&connection.jobs(), &JobService::jobChanged), lists(&connection.jobs(), &JobService::listChanged);
    connection.open();
    QTRY_VERIFY(server.asked.size() > 6); // two rounds without news
    QCOMPARE(changes.size() + lists.size(), 0);
    active = true;
    total = 4;
    QTRY_COMPARE(changes.size(), 1);
    QTRY_COMPARE(lists.size(), 1);
    job["status"]["benchmarks"] = {{{"id", "b"}, {"provider_id", "p"}, {"benchmark_index", 1}, {"status", "running"}}};
    QTRY_COMPARE(changes.size(), 2);
    QCOMPARE(changes.last().first().value<JobChange>().benchmarkIndex, std::optional<qint64>(1));
    active = false;
    job["status"]["state"] = "completed";
    QTRY_COMPARE(changes.size(), 3);
    QCOMPARE(changes.last().first().value<JobChange>().state, RunState::Completed);
}

/// Counted, not timed: one request a round, whatever runs and wherever it is in the list.
void tst_EvalHub::manyRunningJobsAreOneRequestARound()
{
    assay::test::FakeJobService service;
    for (int i = 0; i < 300; ++i) {
        Job job;
        job.resource.id = QString::number(i);
        job.status.state = i % 5 == 0 ? RunState::Running : RunState::Completed; // 60 run, most of them not among the newest
        service.stored << job;
    }
    JobChanges changes(service);
    JobPoller poller(service, changes, 1);
    QSignalSpy rounds(&poller, &JobPoller::succeeded), changed(&service, &JobService::jobChanged), lists(&service, &JobService::listChanged);
    poller.start();
    QTRY_VERIFY(rounds.size() >= 20);
    QVERIFY2(service.listCalls.size() <= rounds.size() + 1, qPrintable(QStringLiteral("%1 in %2").arg(service.listCalls.size()).arg(rounds.size())));
    QVERIFY(service.getCalls.isEmpty());
    QCOMPARE(changed.size() + lists.size(), 0); // they ran before
    service.stored[0].status.state = RunState::Completed;   // among the newest
    service.stored[250].status.state = RunState::Completed; // not
    QTRY_COMPARE(changed.size(), 2);
    QCOMPARE(service.getCalls.count(QStringLiteral("250")), 1);
    service.getCalls.removeOne(QStringLiteral("0")); // when the round that followed asked for what runs only
    QCOMPARE(service.getCalls.size(), 1);
    service.stored[299].status.state = RunState::Running; // an old one was started again
    QTRY_COMPARE(changed.size(), 3);
    service.stored.removeAt(120); // one that ended long ago
    QTRY_COMPARE(lists.size(), 1);
    const qsizetype before = service.listCalls.size(), then = rounds.size();
    QTRY_VERIFY(rounds.size() >= then + 20);
    QVERIFY(service.listCalls.size() - before <= rounds.size() - then + 1);
    poller.stop();
    const qsizetype stopped = service.listCalls.size();
    QTest::qWait(0);
    QCOMPARE(service.listCalls.size(), stopped);
}

void tst_EvalHub::pollingBacksOffAndComesBack()
{
    bool broken = false;
    TestServer server(plain([&](const Asked &) {
        return broken ? Answer{.status = 500} : Answer{.body = R"({"items":[],"total_count":0})"};
    }));
    EvalHubConnection connection(settings(server));
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
    broken = true;
    QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
    QVERIFY(connection.lastError().message.contains(QStringLiteral("fault of its own")));
    broken = false;
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
}

void tst_EvalHub::inactiveDoesNotPoll()
{
    TestServer server(plain([](const Asked &) { return Answer{.body = R"({"items":[],"total_count":0})"}; }));
    EvalHubConnection connection(settings(server));
    connection.setActive(false);
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
    QCOMPARE(server.count("/api/v1/evaluations/jobs"), 0);
    connection.setActive(true);
    QTRY_VERIFY(server.count("/api/v1/evaluations/jobs") > 2);
}

ASSAY_TEST(tst_EvalHub)
#include "tst_EvalHub.moc"
