#include "services/engine/exports/EvalCard.h"
#include "services/engine/exports/OciClient.h"
#include "tests/exports/ExportFixture.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;
using namespace assay::test;

/// Servers that do what good ones never do, crashes, and pure functions.
class tst_ExportsScripted : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cardOfAJob();
    void readsDockerConfigurations();
    void readsChallenges();
    void badCoordinatesAreNamed();
    void passingFaultsAreTriedAgain();
    void aCrashForgetsNothing();
    void whatRanAgainIsPendingAgain();
    void tokensComeFromTheRealmAndGoToTheRegistryOnly();
    void mlflowFaultsAreSentences();
    void mlflowTokenDoesNotFollowARedirect();
};

void tst_ExportsScripted::cardOfAJob()
{
    QCOMPARE(evalCard("not JSON"), QByteArray());
    QCOMPARE(evalCard("[]"), QByteArray());
    const QByteArray job = R"({"resource":{"id":"j","created_at":"c"},"status":{"state":"completed","message":{"message":"done"},
        "benchmarks":[{"id":"b","provider_id":"p","benchmark_index":1,"status":"completed"},{"id":"b","provider_id":"p","benchmark_index":0,"status":"failed","error_message":{"message":"m"}}]},
        "results":{"benchmarks":[{"id":"b","provider_id":"p","benchmark_index":0},{"id":"b","provider_id":"p","benchmark_index":1,"metrics":{"acc":0.758},"test":{"primary_score":0.758,"threshold":0.5,"pass":true}}],
        "test":{"score":0.758,"threshold":0.5,"pass":true}},"model":{"url":"u","name":"m","card_url":"card"},"collection":{"id":"col"},"name":"n"})";
    const Json card = Json::parse(evalCard(job).toStdString());
    SAME_JSON(card["metadata"], (Json{{"evaluation_job_id", "j"}, {"created_at", "c"}}));
    SAME_JSON(card["context"], (Json{{"model", {{"url", "u"}, {"name", "m"}, {"model_card_url", "card"}}}, {"collection_id", "col"}}));
    SAME_JSON(card["results"]["benchmarks"][0]["test"], (Json{{"primary_score", "0.758"}, {"threshold", "0.5"}, {"pass", true}}));
    SAME_JSON(card["results"]["benchmarks"][1]["error_message"]["message"], "m");
    QVERIFY(!card["results"]["benchmarks"][1].contains("metrics"));
    SAME_JSON(card["results"]["collection"]["test"], (Json{{"score", "0.758"}, {"threshold", "0.5"}, {"pass", true}}));
    QCOMPARE(evalCard(job), evalCard(job));
}

void tst_ExportsScripted::readsDockerConfigurations()
{
    const QByteArray auth = QByteArray("u:p").toBase64();
    QCOMPARE(registryCredential("{\"auths\":{\"r.example:5000\":{\"auth\":\"" + auth + "\"}}}", "r.example:5000"), QByteArray("u:p"));
    QCOMPARE(registryCredential("{\"auths\":{\"https://r.example/v1/\":{\"username\":\"u\",\"password\":\"p\"}}}", "r.example"), QByteArray("u:p"));
    QCOMPARE(registryCredential("{\"auths\":{\"other\":{\"auth\":\"" + auth + "\"}}}", "r.example"), QByteArray());
    QCOMPARE(registryCredential("{\".dockerconfigjson\":\"{\\\"auths\\\":{\\\"r\\\":{\\\"auth\\\":\\\"" + auth + "\\\"}}}\"}", "r"), QByteArray("u:p"));
    QCOMPARE(registryCredential("{\"username\":\"u\",\"password\":\"p\"}", "r"), QByteArray("u:p"));
    QCOMPARE(registryCredential("u:p\n", "r"), QByteArray("u:p"));
    for (const char *bad : {"", "{", "[]", "{\"auths\":3}", "{\"auths\":{\"r\":3}}", "null"})
        QCOMPARE(registryCredential(bad, "r"), QByteArray());
}

void tst_ExportsScripted::readsChallenges()
{
    const auto words = bearerChallenge("Bearer realm=\"https://auth.example/token?x=1\",service=\"r, with comma\",scope=\"a:b:pull\"");
    QCOMPARE(words.value("realm"), QByteArray("https://auth.example/token?x=1"));
    QCOMPARE(words.value("service"), QByteArray("r, with comma"));
    QVERIFY(bearerChallenge("Basic realm=\"x\"").isEmpty());
}

void tst_ExportsScripted::badCoordinatesAreNamed()
{
    ExportFixture fixture;
    fixture.serve();
    const QList<std::pair<OciCoordinates, QString>> cases{
        {{QStringLiteral("host/path"), QStringLiteral("r"), {}, {}, {}, {}}, QStringLiteral("oci_host")},
        {{QStringLiteral("user@host"), QStringLiteral("r"), {}, {}, {}, {}}, QStringLiteral("oci_host")},
        {{QStringLiteral("127.0.0.1:1"), QStringLiteral("Upper/../x"), {}, {}, {}, {}}, QStringLiteral("oci_repository")},
        {{QStringLiteral("127.0.0.1:1"), QStringLiteral("r"), QStringLiteral("a b"), {}, {}, {}}, QStringLiteral("oci_tag")},
        {{QStringLiteral("127.0.0.1:1"), QStringLiteral("r"), {}, QStringLiteral("other.example/x:1"), {}, {}}, QStringLiteral("oci_subject")},
    };
    for (const auto &[to, field] : cases) {
        const QString job = fixture.create(&to);
        fixture.finish(job);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(job, "oci"), QStringLiteral("failed"), 60'000);
        QVERIFY2(fixture.messageOf(job, "oci").contains(QStringLiteral("exports.oci.coordinates.") + field), qPrintable(fixture.messageOf(job, "oci")));
    }
}

void tst_ExportsScripted::passingFaultsAreTriedAgain()
{
    std::atomic<int> broken = 2;
    ScriptedServer registry([&](const ScriptedRequest &request) {
        if (broken > 0) {
            --broken;
            return ScriptedReply{503, "{\"errors\":[{\"message\":\"busy\"}]}"};
        }
        if (request.method == "HEAD")
            return ScriptedReply{200, {}};
        return ScriptedReply{201, {}};
    });
    ExportFixture fixture;
    fixture.serve();
    const OciCoordinates to{registry.url().mid(7), QStringLiteral("r"), {}, {}, {}, {}};
    const QString job = fixture.create(&to);
    fixture.finish(job);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(job, "oci"), QStringLiteral("done"), 60'000);
    SAME_JSON(fixture.exportOf(job, "oci")["attempts"], Json(3));
    // A server that stays broken is given up after the last try; one that refuses, at once.
    broken = 1'000'000;
    const QString second = fixture.create(&to);
    fixture.finish(second);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(second, "oci"), QStringLiteral("failed"), 60'000);
    SAME_JSON(fixture.exportOf(second, "oci")["attempts"], Json(4));
    QVERIFY2(fixture.messageOf(second, "oci").contains(QLatin1String("HTTP 503")), qPrintable(fixture.messageOf(second, "oci")));
}

void tst_ExportsScripted::aCrashForgetsNothing()
{
    std::atomic<bool> hang = true;
    ScriptedServer registry([&](const ScriptedRequest &request) {
        ScriptedReply reply{request.method == "HEAD" ? 200 : 201, {}};
        reply.hang = hang;
        return reply;
    });
    ExportFixture fixture;
    fixture.serve();
    const OciCoordinates to{registry.url().mid(7), QStringLiteral("r"), {}, {}, {}, {}};
    const QString early = fixture.create(&to), late = fixture.create(&to);
    fixture.finish(early);
    QVERIFY(registry.waitUntil([&] { return registry.openRequests() == 1; }));
    QVERIFY(fixture.service->busy());
    fixture.close(); // in the middle of an export
    fixture.open();
    fixture.finish(late); // at its end while nobody exports
    QCOMPARE(fixture.stateOf(early, "oci"), QStringLiteral("pending"));
    hang = false;
    fixture.serve();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(early, "oci"), QStringLiteral("done"), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(late, "oci"), QStringLiteral("done"), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.service->busy(), 60'000);
    const int requests = registry.requestCount();
    fixture.close();
    fixture.open();
    fixture.serve();
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.service->busy(), 60'000);
    QCOMPARE(registry.requestCount(), requests); // what is done is done
}

void tst_ExportsScripted::whatRanAgainIsPendingAgain()
{
    ScriptedServer registry([](const ScriptedRequest &request) { return ScriptedReply{request.method == "HEAD" ? 200 : 201, {}}; });
    ExportFixture fixture;
    fixture.serve();
    const OciCoordinates to{registry.url().mid(7), QStringLiteral("r"), {}, {}, {}, {}};
    const QString job = fixture.create(&to);
    fixture.finish(job);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(job, "oci"), QStringLiteral("done"), 60'000);
    fixture.service->stop();
    fixture.clock.advance(1'000);
    const auto reopened = engine::test::answer<QByteArray>([&](auto reply) { fixture.store->reopenBenchmarks(job, {}, {1}, reply); });
    QVERIFY(reopened.hasValue());
    fixture.report(job, 1, RunState::Completed, R"({"acc":0.9})");
    QCOMPARE(fixture.stateOf(job, "oci"), QStringLiteral("pending")); // what is there is of the run before
    SAME_JSON(fixture.exportOf(job, "oci")["attempts"], Json(0));
    fixture.serve();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(job, "oci"), QStringLiteral("done"), 60'000);
}

void tst_ExportsScripted::tokensComeFromTheRealmAndGoToTheRegistryOnly()
{
    QByteArray realmUrl;
    ScriptedServer store([](const ScriptedRequest &) { return ScriptedReply{201, {}}; });
    ScriptedServer realm([](const ScriptedRequest &request) {
        const bool known = request.headers.value("authorization") == "Basic " + QByteArray("u:p").toBase64();
        return known ? ScriptedReply{200, R"({"token":"push-token"})"} : ScriptedReply{401, "{}"};
    });
    ScriptedServer registry([&](const ScriptedRequest &request) {
        if (request.headers.value("authorization") != "Bearer push-token")
            return ScriptedReply{401, "{}", {"WWW-Authenticate: Bearer realm=\"" + realm.url().toUtf8() + "/token\",service=\"s\""}};
        if (request.method == "HEAD")
            return ScriptedReply{404, {}};
        if (request.method == "POST")
            return ScriptedReply{202, {}, {"Location: " + store.url().toUtf8() + "/upload?state=1"}};
        return ScriptedReply{201, {}};
    });
    ExportFixture fixture;
    fixture.secrets[QStringLiteral("reg")] = {QStringLiteral("u:p"), {normalisedOrigin(realm.url())}};
    fixture.serve();
    const OciCoordinates to{registry.url().mid(7), QStringLiteral("r"), {}, {}, {}, {}};
    const QString job = fixture.create(&to, {}, {}, QStringLiteral("reg"));
    fixture.finish(job);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(job, "oci"), QStringLiteral("done"), 60'000);
    QCOMPARE(realm.requestCount(), 1);
    QVERIFY(realm.requests().constFirst().target.contains("scope=repository%3Ar%3Apull%2Cpush"));
    QVERIFY(store.requestCount() > 0);
    for (const ScriptedRequest &request : store.requests())
        QVERIFY(!request.headers.contains("authorization"));
    // A realm that the key is not bound to does not get it.
    fixture.secrets[QStringLiteral("reg")] = {QStringLiteral("u:p"), {normalisedOrigin(registry.url())}};
    const QString other = fixture.create(&to, {}, {}, QStringLiteral("reg"));
    fixture.finish(other);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(other, "oci"), QStringLiteral("failed"), 60'000);
    QVERIFY2(fixture.messageOf(other, "oci").contains(QLatin1String("is bound to")), qPrintable(fixture.messageOf(other, "oci")));
    QCOMPARE(realm.requestCount(), 1);
}

void tst_ExportsScripted::mlflowFaultsAreSentences()
{
    int status = 200;
    QByteArray body;
    ScriptedServer server([&](const ScriptedRequest &) { return ScriptedReply{status, body}; });
    ExportFixture fixture;
    fixture.settings.mlflowUrl = server.url().toUtf8();
    fixture.serve();
    const auto says = [&](int code, const QByteArray &text) {
        status = code;
        body = text;
        const Experiment wish{QStringLiteral("e"), {}, {}, {}};
        const auto found = engine::test::answer<MlflowExperiment>([&](auto reply) { fixture.service->resolveExperiment(wish, reply); });
        return found ? QString() : found.error().message;
    };
    QVERIFY(says(401, "{}").contains(QLatin1String("MLFLOW_TRACKING_TOKEN")));
    QVERIFY(says(500, "oops").contains(QLatin1String("HTTP 500")));
    QVERIFY(says(400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"bad name"})").contains(QLatin1String("bad name")));
    QVERIFY(says(200, "<html>").contains(QLatin1String("does not answer as MLflow does")));
    QVERIFY(says(200, "{}").contains(QLatin1String("does not answer as MLflow does")));
    QVERIFY(says(404, R"({"error_code":"RESOURCE_DOES_NOT_EXIST"})").contains(QLatin1String("HTTP 404")));
    ExportFixture dead;
    dead.settings.mlflowUrl = "http://127.0.0.1:" + QByteArray::number(closedPort());
    dead.serve();
    const auto found = engine::test::answer<MlflowExperiment>([&](auto reply) { dead.service->resolveExperiment({QStringLiteral("e"), {}, {}, {}}, reply); });
    QVERIFY(!found.hasValue());
    QVERIFY2(found.error().message.contains(QLatin1String("--mlflow")), qPrintable(found.error().message));
}

void tst_ExportsScripted::mlflowTokenDoesNotFollowARedirect()
{
    ScriptedServer elsewhere([](const ScriptedRequest &) { return ScriptedReply{200, "{}"}; });
    ScriptedServer server([&](const ScriptedRequest &) { return ScriptedReply{302, {}, {"Location: " + elsewhere.url().toUtf8()}}; });
    ExportFixture fixture;
    fixture.settings.mlflowUrl = server.url().toUtf8();
    fixture.settings.mlflowSecret = QStringLiteral("ml");
    fixture.secrets[QStringLiteral("ml")] = {QStringLiteral("token"), {normalisedOrigin(server.url())}};
    fixture.serve();
    const auto found = engine::test::answer<MlflowExperiment>([&](auto reply) { fixture.service->resolveExperiment({QStringLiteral("e"), {}, {}, {}}, reply); });
    QVERIFY(!found.hasValue());
    QVERIFY(found.error().message.contains(QLatin1String("redirects")));
    QCOMPARE(elsewhere.requestCount(), 0);
    QCOMPARE(server.requests().constFirst().headers.value("authorization"), QByteArray("Bearer token"));
}

ASSAY_TEST(tst_ExportsScripted)
#include "tst_ExportsScripted.moc"
