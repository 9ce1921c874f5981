#include "tests/engine/EngineFixture.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDateTime>
#include <QDir>
#include <QScopeGuard>

#include <sqlite3.h>

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

namespace {
void write(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}
} // namespace

/// Providers and collections: from files and from users.
class tst_RoutesCatalogue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsFiles();
    void namesFileAndLineOfAFault_data();
    void namesFileAndLineOfAFault();
    void listsTasksAsBenchmarks();
    void noticesNewTasks();
    void shipsEvalHubsCatalogue();
    void reloadsChangedFiles();
    void listsWhatItCannotReadAsErrors();
    void keepsTheCaseOfFreeKeys();
    void spellsProvidersBothWays();
    void keepsTenantsApart();

private:
    QTemporaryDir m_folder;
    QString file(const QString &name) const { return m_folder.filePath(name); }
};

void tst_RoutesCatalogue::readsFiles()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto providers = engine.get(engine.providers + "?benchmarks=false").json;
    QCOMPARE(providers["total_count"].get<int>(), 3);
    QVERIFY(providers["items"][0]["benchmarks"].empty());
    const auto collection = engine.get(engine.collections + "/gold-suite-v1").json;
    QCOMPARE(collection["resource"]["owner"].get<std::string>(), std::string("system"));
    QCOMPARE(collection["benchmarks"][0]["url"].get<std::string>(), std::string("https://example.invalid/acc"));
    QCOMPARE(engine.ask("DELETE", engine.collections + "/gold-suite-v1").code(), std::string("read_only_collection"));
}

void tst_RoutesCatalogue::namesFileAndLineOfAFault_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    QTest::newRow("broken YAML") << QByteArray("id: x\nname: [a\nb: 1\n") << QStringLiteral("ine ");
    QTest::newRow("wrong type") << QByteArray("id: x\nname: n\nbenchmarks:\n  - id: a\n    metrics: 7\n") << QStringLiteral("line 5");
    QTest::newRow("broken rule") << QByteArray("id: x\nname: n\nruntime:\n  k8s:\n    image_pull_policy: odd\n") << QStringLiteral("image_pull_policy");
    QTest::newRow("threshold") << QByteArray("id: x\nbenchmarks:\n  - id: a\n    name: b\n    pass_criteria: {}\n") << QStringLiteral("line 5");
}

void tst_RoutesCatalogue::namesFileAndLineOfAFault()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    QTemporaryDir catalogue;
    write(catalogue.filePath(QStringLiteral("providers/none.yaml")), "name: skipped, it has no id\n");
    write(catalogue.filePath(QStringLiteral("providers/wrong.yaml")), text);
    EngineFixture engine;
    engine.options.catalogue = catalogue.path();
    const auto started = engine::Engine::start(engine.options);
    QVERIFY(!started);
    QVERIFY2(started.error().message.contains(QStringLiteral("providers/wrong.yaml")), qPrintable(started.error().message));
    QVERIFY2(started.error().message.contains(place), qPrintable(started.error().message));
}

void tst_RoutesCatalogue::listsTasksAsBenchmarks()
{
    write(file(QStringLiteral("c1/providers/assay.yaml")), "id: assay\nname: Assay\n");
    write(file(QStringLiteral("t1/facts.yaml")),
          "id: facts-v1\nname: Facts\ncategory: knowledge\ntags: [starter]\ndataset: {file: facts.jsonl}\nmetrics: [accuracy]\n"
          "fields: {input: q, target: a}\nscoring: [{function: \"basic::equality\"}]\n"
          "primary_score: {metric: accuracy}\npass_criteria: {threshold: 0.6}\n"
          "prompt: {kind: chat, template: \"{{q}}\", few_shot: [{q: x, a: b}]}\n");
    write(file(QStringLiteral("t1/facts.jsonl")), "{\"q\":\"1\",\"a\":\"1\"}\n{\"q\":\"2\",\"a\":\"2\"}\n\n{\"q\":\"3\",\"a\":\"3\"}\n");
    write(file(QStringLiteral("t1/broken.yaml")), "id: [\n");
    EngineFixture engine;
    engine.options.catalogue = file(QStringLiteral("c1"));
    engine.options.taskFolders = {file(QStringLiteral("t1")), file(QStringLiteral("none"))};
    QVERIFY(engine.start());
    const auto provider = engine.get(engine.providers + "/assay").json;
    QCOMPARE(provider["benchmarks"].size(), std::size_t(1));
    const Json &benchmark = provider["benchmarks"][0];
    QCOMPARE(benchmark["id"].get<std::string>(), std::string("facts-v1"));
    QCOMPARE(benchmark["dataset_size"].get<int>(), 3);
    QCOMPARE(benchmark["num_few_shot"].get<int>(), 1);
    QCOMPARE(benchmark["pass_criteria"]["threshold"].get<double>(), 0.6);
    const auto complaints = engine.get("/api/v1/engine").json["complaints"];
    QCOMPARE(complaints.size(), std::size_t(1));
    QVERIFY(QString::fromStdString(complaints[0].get<std::string>()).contains(QStringLiteral("broken.yaml")));
}

void tst_RoutesCatalogue::noticesNewTasks()
{
    write(file(QStringLiteral("c2/providers/assay.yaml")), "id: assay\nname: Assay\n");
    EngineFixture engine;
    engine.options.catalogue = file(QStringLiteral("c2"));
    engine.options.taskFolders = {file(QStringLiteral("t2"))};
    QVERIFY(engine.start());
    QCOMPARE(engine.get(engine.providers + "/assay").json["benchmarks"].size(), std::size_t(0));
    write(file(QStringLiteral("t2/new.yaml")), "id: new\nname: New\ndataset: {rows: [{q: a, a: b}]}\nfields: {input: q, target: a}\nprompt: {kind: completion, template: \"{{q}}\"}\nscoring: [{function: \"basic::equality\"}]\n");
    QTRY_COMPARE(engine.get(engine.providers + "/assay").json["benchmarks"].size(), std::size_t(1));
}

void tst_RoutesCatalogue::shipsEvalHubsCatalogue()
{
    EngineFixture engine;
    engine.options.catalogue = test::inSource("/resources/catalogue");
    QVERIFY(engine.start());
    const auto ids = [&](const QByteArray &where) {
        QStringList all;
        const Json page = engine.get(where).json;
        for (const Json &item : page["items"])
            all << QString::fromStdString(item["resource"]["id"].get<std::string>());
        return all;
    };
    QCOMPARE(ids(engine.providers + "?scope=system&benchmarks=false"),
             QStringList({"ragas", "lm_evaluation_harness", "lighteval", "inspect", "ibm-clear", "guidellm", "garak-kfp", "garak", "deepeval", "assay"}));
    QCOMPARE(ids(engine.providers + "?name=LM%20Evaluation%20Harness&benchmarks=false"), QStringList{"lm_evaluation_harness"});
    QCOMPARE(ids(engine.collections + "?scope=system").size(), 11);
    const auto benchmarks = [&](const char *provider) { return engine.get(engine.providers + '/' + provider).json["benchmarks"].size(); };
    QCOMPARE(benchmarks("lm_evaluation_harness"), std::size_t(188));
    QCOMPARE(benchmarks("inspect"), std::size_t(79));
    QCOMPARE(benchmarks("lighteval"), std::size_t(28));
    QCOMPARE(engine.get(engine.providers + "/lm_evaluation_harness").json["agent"]["target_type"].get<std::string>(), std::string("model"));
    const Json safety = engine.get(engine.collections + "/safety-and-fairness-v1").json;
    QCOMPARE(safety["pass_criteria"]["threshold"].dump(), std::string("0.758"));
    QStringList order;
    for (const Json &entry : safety["benchmarks"])
        order << QString::fromStdString(entry["id"].get<std::string>() + ' ' + entry["weight"].dump());
    QCOMPARE(order, QStringList({"truthfulqa_mc1 2", "toxigen 3", "winogender 1", "crows_pairs_english 1", "bbq 2", "ethics_cm 3"}));
}

void tst_RoutesCatalogue::listsWhatItCannotReadAsErrors()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    for (const char *name : {"good", "bad"})
        QCOMPARE(engine.post(engine.providers, {{"name", name}}).status, 201);
    engine.engine.reset();
    {
        sqlite3 *db = nullptr;
        const auto close = qScopeGuard([&] { sqlite3_close(db); });
        QCOMPARE(sqlite3_open(engine.folder.filePath(QStringLiteral("assay.sqlite")).toUtf8().constData(), &db), SQLITE_OK);
        QCOMPARE(sqlite3_exec(db, "UPDATE document SET body = '{\"name\":7}' WHERE body LIKE '%bad%'", nullptr, nullptr, nullptr), SQLITE_OK);
        QCOMPARE(sqlite3_changes(db), 1);
    }
    QVERIFY(engine.start());
    const Json page = engine.get(engine.providers + "?scope=tenant").json;
    QCOMPARE(page["items"].size(), std::size_t(1));
    QCOMPARE(page["errors"].size(), std::size_t(1));
    QVERIFY(page["errors"][0].get<std::string>().find("cannot be read") != std::string::npos);
    QVERIFY(!engine.get(engine.collections).json.contains("errors"));
}

void tst_RoutesCatalogue::reloadsChangedFiles()
{
    const QString same = file(QStringLiteral("c4/collections/same.yaml")), other = file(QStringLiteral("c4/collections/other.yaml"));
    write(same, "id: same\nname: Same\ncategory: x\nbenchmarks: [{id: a, provider_id: p}]\n");
    write(other, "id: other\nname: Other\ncategory: x\nbenchmarks: [{id: a, provider_id: p}]\n");
    const auto age = [](const QString &path) {
        QFile old(path);
        QVERIFY(old.open(QIODevice::ReadWrite));
        QVERIFY(old.setFileTime(QDateTime::fromMSecsSinceEpoch(1'700'000'000'000), QFileDevice::FileModificationTime));
    };
    age(same);
    age(other);
    EngineFixture engine;
    engine.options.catalogue = file(QStringLiteral("c4"));
    QVERIFY(engine.start());
    const auto get = [&](const char *id) { return engine.get(engine.collections + '/' + id).json; };
    const Json before = get("same")["resource"], otherBefore = get("other")["resource"];
    QCOMPARE(before["created_at"].dump(), before["updated_at"].dump());

    write(other, "id: other\nname: Changed\ncategory: x\nbenchmarks: [{id: a, provider_id: p}]\n");
    write(file(QStringLiteral("c4/collections/third.yaml")), "id: third\nname: Third\ncategory: x\nbenchmarks: [{id: a, provider_id: p}]\n");
    write(same, "# touched only\nid: same\nname: Same\ncategory: x\nbenchmarks: [{id: a, provider_id: p}]\n");
    QTRY_COMPARE_WITH_TIMEOUT(engine.get(engine.collections + "?scope=system").json["total_count"].get<int>(), 3, 60'000);
    QCOMPARE(get("other")["name"].get<std::string>(), std::string("Changed"));
    QCOMPARE(get("other")["resource"]["created_at"].dump(), otherBefore["created_at"].dump());
    QVERIFY(get("other")["resource"]["updated_at"].dump() != otherBefore["updated_at"].dump());
    QCOMPARE(get("same")["resource"].dump(), before.dump());

    // One bad file: everything stays, and somebody is told.
    write(file(QStringLiteral("c4/collections/third.yaml")), "id: third\nname: Third\n");
    const auto complaints = [&] { return engine.get("/api/v1/engine").json["complaints"]; };
    QTRY_COMPARE_WITH_TIMEOUT(complaints().size(), std::size_t(1), 60'000);
    QVERIFY(complaints()[0].get<std::string>().find("third.yaml") != std::string::npos);
    QCOMPARE(get("third")["name"].get<std::string>(), std::string("Third"));
    QVERIFY(QFile::remove(file(QStringLiteral("c4/collections/third.yaml"))));
    QTRY_COMPARE_WITH_TIMEOUT(complaints().size(), std::size_t(0), 60'000);
    QCOMPARE(engine.get(engine.collections + "/third").status, 404);
}

void tst_RoutesCatalogue::keepsTheCaseOfFreeKeys()
{
    write(file(QStringLiteral("c3/collections/c.yaml")),
          "id: c\nname: C\ncategory: x\nbenchmarks:\n  - {id: a, provider_id: p, parameters: {MaxTokens: 5, Nested: {KeyTwo: 1.5}}}\n");
    EngineFixture engine;
    engine.options.catalogue = file(QStringLiteral("c3"));
    QVERIFY(engine.start());
    const auto parameters = engine.get(engine.collections + "/c").json["benchmarks"][0]["parameters"];
    QCOMPARE(parameters["MaxTokens"].get<int>(), 5);
    QCOMPARE(parameters["Nested"]["KeyTwo"].get<double>(), 1.5);
}

void tst_RoutesCatalogue::spellsProvidersBothWays()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto made = engine.post(engine.providers, {{"name", "p"}, {"runtime", {{"k8s", {{"image", "i"}, {"cpu_request", "1"}, {"CPULimit", "2"}}},
                                                                                 {"local", {{"command", "c"}, {"env", Json::array({Json{{"name", "A"}, {"value", "1"}}})}}}}}});
    QCOMPARE(made.status, 201);
    const Json &k8s = made.json["runtime"]["k8s"];
    QCOMPARE(k8s["image"].get<std::string>(), std::string("i"));
    QCOMPARE(k8s["Image"].get<std::string>(), std::string("i"));
    QCOMPARE(k8s["cpu_request"].get<std::string>(), std::string("1"));
    QCOMPARE(k8s["CPULimit"].get<std::string>(), std::string("2"));
    QVERIFY(k8s["Env"].is_null());
    const Json &env = made.json["runtime"]["local"]["env"][0];
    QCOMPARE(env["name"].get<std::string>(), std::string("A"));
    QCOMPARE(env["Name"].get<std::string>(), std::string("A"));
    const auto id = QByteArray::fromStdString(made.json["resource"]["id"].get<std::string>());
    QCOMPARE(engine.get(engine.providers + '/' + id).json["runtime"].dump(), made.json["runtime"].dump());
}

void tst_RoutesCatalogue::keepsTenantsApart()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const QByteArray mine = "X-Tenant: mine\r\nX-User: me\r\n";
    const auto made = engine.post(engine.providers, {{"name", "p"}, {"benchmarks", Json::array({Json{{"id", "b"}}})}}, mine);
    const auto id = QByteArray::fromStdString(made.json["resource"]["id"].get<std::string>());
    QCOMPARE(made.json["resource"]["tenant"].get<std::string>(), std::string("mine"));
    QCOMPARE(engine.ask("GET", engine.providers + '/' + id, {}, mine).status, 200);
    QCOMPARE(engine.ask("GET", engine.providers + '/' + id, {}, "X-Tenant: other\r\n").status, 404);
    QCOMPARE(engine.ask("DELETE", engine.providers + '/' + id, {}, "X-Tenant: other\r\n").status, 404);
    QCOMPARE(engine.ask("GET", engine.providers + "?scope=tenant", {}, mine).json["total_count"].get<int>(), 1);
    QCOMPARE(engine.ask("GET", engine.providers + "?scope=tenant", {}, "X-Tenant: other\r\n").json["total_count"].get<int>(), 0);
    const Json job{{"name", "j"}, {"model", {{"name", "m"}, {"url", "http://m.invalid"}}}, {"benchmarks", Json::array({Json{{"id", "b"}, {"provider_id", id.toStdString()}}})}};
    QCOMPARE(engine.post(engine.jobs, job, mine).status, 202);
    QCOMPARE(engine.post(engine.jobs, job, "X-Tenant: other\r\n").status, 404);
}

ASSAY_TEST(tst_RoutesCatalogue)
#include "tst_RoutesCatalogue.moc"
