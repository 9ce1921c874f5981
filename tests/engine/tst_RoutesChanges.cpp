#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

#include <atomic>
#include <set>
#include <thread>

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

namespace {
const Json entry{{"id", "acc_bench"}, {"provider_id", "gold_silent"}};
const Json plainCollection{{"name", "c"}, {"category", "x"}, {"benchmarks", Json::array({entry})}};
const Json plainProvider{{"name", "p"}, {"description", "d"}, {"tags", {"a", "b"}}, {"benchmarks", Json::array({Json{{"id", "one"}}, Json{{"id", "two"}}})},
                         {"runtime", {{"k8s", {{"image", "i:1"}, {"cpu_request", "1"}}}, {"local", {{"command", "true"}}}}}};

Json op(const char *operation, const char *path, Json value = nullptr)
{
    return {{"op", operation}, {"path", path}, {"value", std::move(value)}};
}
} // namespace

/// PUT, PATCH and clones of providers and collections.
class tst_RoutesChanges : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<EngineFixture>();
        QVERIFY(m_engine->start());
    }
    void cleanup() { m_engine.reset(); }
    void patchPaths_data();
    void patchPaths();
    void refusesPatches_data();
    void refusesPatches();
    void appliesAllOrNothing();
    void bodyOfNothingMovesTheDate_data();
    void bodyOfNothingMovesTheDate();
    void patchesWhatComesFromProviders();
    void takesEitherSpelling();
    void putIgnoresWhatTheServerMakes();
    void losesNoUpdate_data();
    void losesNoUpdate();
    void clones();
    void refusesClones_data();
    void refusesClones();
    void changesAreTheTenantsOwn_data();
    void changesAreTheTenantsOwn();
    void keepsNestingBounded();
    void readsJsonAsEvalHubDoes_data();
    void readsJsonAsEvalHubDoes();

private:
    QByteArray create(const QByteArray &where, const Json &body, const QByteArray &more = {}) const
    {
        const auto made = m_engine->post(where, body, more);
        return where + '/' + QByteArray::fromStdString(made.json.value(Json::json_pointer("/resource/id"), std::string("?")));
    }
    EngineFixture::Reply send(const char *method, const QByteArray &path, const Json &body, const QByteArray &more = {}) const
    {
        return m_engine->ask(method, path, QByteArray::fromStdString(body.dump()), more);
    }
    std::unique_ptr<EngineFixture> m_engine;
};

void tst_RoutesChanges::patchPaths_data()
{
    // Contract, section 8: which of add, remove and replace each path allows.
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("collection");
    const auto row = [](const char *path, const char *provider, const char *collection) {
        QTest::newRow(path) << QString::fromLatin1(path) << QString::fromLatin1(provider) << QString::fromLatin1(collection);
    };
    row("/name", "replace", "replace");
    row("/name/x", "", "");
    row("/title", "add remove replace", "");
    row("/description", "add remove replace", "add remove replace");
    row("/tags", "add remove replace", "add remove replace");
    row("/tags/0", "add remove replace", "add remove replace");
    row("/tagsX", "", "");
    row("/custom", "add remove replace", "add remove replace");
    row("/custom/k", "add remove replace", "add remove replace");
    row("/runtime", "replace", "");
    row("/runtime/local/command", "replace", "");
    row("/benchmarks", "replace", "replace");
    row("/benchmarks/0/weight", "replace", "replace");
    row("/agent", "add remove replace", "");
    row("/agent/summary", "add remove replace", "");
    row("/category", "", "replace");
    row("/pass_criteria", "", "add remove replace");
    row("/pass_criteria/threshold", "", "");
    for (const char *list : {"/domains", "/tasks", "/modalities", "/industries", "/evaluation_targets", "/domains/-"})
        row(list, "", "add remove replace");
    row("/pinned_order", "", "add replace");
    row("/curation_order", "", "");
    row("/derived_from", "", "");
    row("/status", "", "");
    row("/resource", "", "");
    row("/resource/owner", "", "");
    row("name", "", "");
}

void tst_RoutesChanges::patchPaths()
{
    QFETCH(QString, path);
    QFETCH(QString, provider);
    QFETCH(QString, collection);
    // An unknown id: an allowed operation gets as far as 404.
    for (const auto &[where, allowed] : {std::pair(m_engine->providers, provider), std::pair(m_engine->collections, collection)}) {
        for (const char *operation : {"add", "remove", "replace"}) {
            const auto reply = send("PATCH", where + "/none", Json::array({op(operation, qPrintable(path), "x")}));
            const bool may = allowed.split(QLatin1Char(' ')).contains(QLatin1String(operation));
            QVERIFY2(reply.code() == (may ? "resource_not_found" : "unallowed_patch"),
                     qPrintable(QStringLiteral("%1 %2: %3").arg(QLatin1String(operation), path, QString::fromUtf8(reply.body))));
        }
    }
}

void tst_RoutesChanges::refusesPatches_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const QByteArray &body, const char *code) { QTest::newRow(name) << body << QByteArray(code); };
    row("no body", "", "invalid_json_request");
    row("broken", "[{", "invalid_json_request");
    row("trailing", "[] []", "invalid_json_request");
    row("merge patch", R"({"name":"x"})", "invalid_json_request");
    row("number", R"([7])", "invalid_json_request");
    row("typed op", R"([{"op":7,"path":"/name"}])", "invalid_json_request");
    row("no op", R"([{"path":"/name","value":"x"}])", "invalid_patch_operation");
    row("null", R"([null])", "invalid_patch_operation");
    for (const char *op : {"copy", "move", "test", "Add", ""})
        QTest::newRow(op) << QByteArray(R"([{"op":")" + QByteArray(op) + R"(","path":"/name","from":"/title"}])") << QByteArray("invalid_patch_operation");
    row("no path", R"([{"op":"replace","value":"x"}])", "invalid_json_request");
    row("operation before path", R"([{"op":"copy"}])", "invalid_patch_operation");
    row("first fault counts", R"([{"op":"replace","path":"/resource"},{"op":"copy"}])", "unallowed_patch");
    row("absent member", R"([{"op":"remove","path":"/tags/9"}])", "invalid_json_request");
    row("replace of nothing", R"([{"op":"replace","path":"/custom/none","value":1}])", "invalid_json_request");
    row("odd index", R"([{"op":"replace","path":"/benchmarks/01","value":{}}])", "invalid_json_request");
    row("wrong type", R"([{"op":"replace","path":"/benchmarks","value":"x"}])", "invalid_json_request");
    row("broken rule", R"([{"op":"add","path":"/tags","value":["a,b"]}])", "request_validation_failed");
}

void tst_RoutesChanges::refusesPatches()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    for (const QByteArray &one : {create(m_engine->providers, plainProvider), create(m_engine->collections, plainCollection)}) {
        const auto before = m_engine->get(one).body;
        const auto reply = m_engine->ask("PATCH", one, body);
        QCOMPARE(reply.status, 400);
        QCOMPARE(QByteArray::fromStdString(reply.code()), code);
        QCOMPARE(reply.json["trace"].get<std::string>(), reply.header("X-Global-Transaction-Id").toStdString());
        QCOMPARE(m_engine->get(one).body, before);
    }
}

void tst_RoutesChanges::appliesAllOrNothing()
{
    const QByteArray one = create(m_engine->collections, plainCollection);
    QCOMPARE(send("PATCH", one, Json::array({op("replace", "/name", "new"), op("remove", "/pass_criteria")})).status, 400);
    QCOMPARE(m_engine->get(one).json["name"].get<std::string>(), std::string("c"));
    // An invalid result is refused, which EvalHub stores.
    QCOMPARE(send("PATCH", one, Json::array({op("replace", "/name", "")})).code(), std::string("request_validation_failed"));
    QCOMPARE(send("PATCH", one, Json::array({op("replace", "/benchmarks", Json::array())})).code(), std::string("request_validation_failed"));
    QCOMPARE(send("PATCH", one, Json::array({op("add", "/pinned_order", "x")})).status, 400);
    QCOMPARE(send("PATCH", one, Json::array({op("add", "/pinned_order", -1)})).code(), std::string("request_validation_failed"));
    const auto pinned = send("PATCH", one, Json::array({op("add", "/pinned_order", 0), op("replace", "/benchmarks/0", {{"id", "tox_bench"}, {"provider_id", "gold_silent"}, {"url", "http://mine.invalid"}})}));
    QCOMPARE(pinned.status, 200);
    QCOMPARE(pinned.json["pinned_order"].get<int>(), 0);
    QCOMPARE(pinned.json["benchmarks"][0]["url"].get<std::string>(), std::string("https://example.invalid/tox"));
    const auto put = send("PUT", one, plainCollection);
    QCOMPARE(put.json["pinned_order"].get<int>(), 0);
}

void tst_RoutesChanges::bodyOfNothingMovesTheDate_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty list") << QByteArray("[]");
    QTest::newRow("null") << QByteArray("null");
}

void tst_RoutesChanges::bodyOfNothingMovesTheDate()
{
    QFETCH(QByteArray, body);
    for (const QByteArray &one : {create(m_engine->providers, plainProvider), create(m_engine->collections, plainCollection)}) {
        const Json before = m_engine->get(one).json;
        Json after;
        QTRY_VERIFY((after = m_engine->ask("PATCH", one, body).json, after["resource"]["updated_at"].dump() != before["resource"]["updated_at"].dump()));
        QCOMPARE(after["resource"]["created_at"].dump(), before["resource"]["created_at"].dump());
        after.erase("resource");
        Json rest = before;
        rest.erase("resource");
        QCOMPARE(after.dump(), rest.dump());
    }
}

void tst_RoutesChanges::patchesWhatComesFromProviders()
{
    Json provider = plainProvider;
    provider["benchmarks"][0]["domains"] = {"law", "health"};
    const QByteArray where = create(m_engine->providers, provider);
    const std::string id = where.mid(where.lastIndexOf('/') + 1).toStdString();
    Json collection = plainCollection;
    collection["benchmarks"] = Json::array({Json{{"id", "one"}, {"provider_id", id}}});
    const QByteArray one = create(m_engine->collections, collection);
    QCOMPARE(m_engine->get(one).json["domains"].dump(), std::string(R"(["law","health"])"));
    // As long as nobody patches the list it follows the provider.
    QCOMPARE(send("PATCH", one, Json::array({op("replace", "/name", "n")})).status, 200);
    QCOMPARE(send("PATCH", where, Json::array({op("replace", "/benchmarks/0/domains", {"sports"})})).status, 200);
    QCOMPARE(m_engine->get(one).json["domains"].dump(), std::string(R"(["sports"])"));
    QCOMPARE(send("PATCH", one, Json::array({op("add", "/domains/-", "mine")})).json["domains"].dump(), std::string(R"(["sports","mine"])"));
    QCOMPARE(send("PATCH", where, Json::array({op("replace", "/benchmarks/0/domains", {"arts"})})).status, 200);
    QCOMPARE(m_engine->get(one).json["domains"].dump(), std::string(R"(["sports","mine"])"));
    QCOMPARE(m_engine->get(m_engine->collections + "?domains=mine").json["total_count"].get<int>(), 1);
}

void tst_RoutesChanges::takesEitherSpelling()
{
    const QByteArray one = create(m_engine->providers, plainProvider);
    const auto k8s = [&] { return m_engine->get(one).json["runtime"]["k8s"]; };
    QCOMPARE(send("PATCH", one, Json::array({op("replace", "/runtime/k8s/image", "i:2")})).status, 200);
    QCOMPARE(k8s()["Image"].get<std::string>(), std::string("i:2"));
    QCOMPARE(send("PATCH", one, Json::array({op("replace", "/runtime/k8s/Image", "i:3")})).status, 200);
    QCOMPARE(k8s()["image"].get<std::string>(), std::string("i:3"));
    QCOMPARE(k8s()["Image"].get<std::string>(), std::string("i:3"));
    // A client that knows EvalHub's names only: read, change, write back.
    Json whole = m_engine->get(one).json;
    whole["runtime"]["k8s"]["Image"] = "i:4";
    whole["runtime"]["k8s"]["CPURequest"] = "2";
    QCOMPARE(send("PUT", one, whole).status, 200);
    QCOMPARE(k8s()["image"].get<std::string>(), std::string("i:4"));
    QCOMPARE(k8s()["cpu_request"].get<std::string>(), std::string("2"));
    QCOMPARE(k8s()["CPURequest"].get<std::string>(), std::string("2"));
}

void tst_RoutesChanges::putIgnoresWhatTheServerMakes()
{
    const QByteArray one = create(m_engine->collections, plainCollection);
    const Json resource = m_engine->get(one).json["resource"];
    Json changed = plainCollection;
    changed.update({{"name", "new"}, {"resource", "odd"}, {"pinned_order", "odd"}, {"derived_from", "x"}, {"status", 7}, {"unknown", true}});
    const auto put = send("PUT", one, changed);
    QCOMPARE(put.status, 200);
    QCOMPARE(put.json["resource"]["id"].dump(), resource["id"].dump());
    for (const char *name : {"pinned_order", "derived_from", "status", "unknown"})
        QVERIFY2(!put.json.contains(name), name);
}

void tst_RoutesChanges::losesNoUpdate_data()
{
    QTest::addColumn<bool>("provider");
    QTest::newRow("provider") << true;
    QTest::newRow("collection") << false;
}

void tst_RoutesChanges::losesNoUpdate()
{
    QFETCH(bool, provider);
    Json body = provider ? plainProvider : plainCollection;
    body["tags"] = {"first"};
    const QByteArray one = create(provider ? m_engine->providers : m_engine->collections, body);
    constexpr int clients = 8, each = 12;
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&, i] {
            for (int k = 0; k < each; ++k)
                good += send("PATCH", one, Json::array({op("add", "/tags/-", std::to_string(i) + "-" + std::to_string(k))})).status == 200;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), clients * each);
    const Json tags = m_engine->get(one).json["tags"];
    QCOMPARE(std::set<std::string>(tags.begin(), tags.end()).size(), std::size_t(clients * each + 1));
}

void tst_RoutesChanges::clones()
{
    Json source = plainCollection;
    source.update({{"description", "source"}, {"tags", {"t"}}, {"curation_order", 3}, {"pass_criteria", {{"threshold", 0}}}, {"agent", {{"summary", "s"}}}, {"custom", {{"k", 1}}}});
    const QByteArray one = create(m_engine->collections, source);
    const std::string id = one.mid(one.lastIndexOf('/') + 1).toStdString();
    const auto same = m_engine->ask("POST", one + "/clones");
    QCOMPARE(same.status, 201);
    QVERIFY(same.json["resource"]["id"] != id);
    QCOMPARE(same.json["derived_from"].get<std::string>(), id);
    QCOMPARE(same.json["status"].dump(), std::string("{}"));
    QVERIFY(!same.json.contains("curation_order"));
    for (const char *name : {"name", "description", "tags", "category", "custom", "agent"})
        QCOMPARE(same.json[name].dump(), source[name].dump());
    QCOMPARE(same.json["pass_criteria"]["threshold"].get<double>(), 0.0);
    const auto other = send("POST", one + "/clones", {{"name", "mine"}, {"description", ""}, {"curation_order", 9}, {"benchmarks", Json::array()}, {"custom", {{"z", 2}}}});
    QCOMPARE(other.status, 201);
    QCOMPARE(other.json["name"].get<std::string>(), std::string("mine"));
    QCOMPARE(other.json["description"].get<std::string>(), std::string("source"));
    QCOMPARE(other.json["custom"].dump(), std::string(R"({"z":2})"));
    QCOMPARE(other.json["benchmarks"].size(), std::size_t(1));
    QVERIFY(!other.json.contains("curation_order"));
    // Curated collections are frozen, their copies are not.
    QCOMPARE(send("PUT", one, source).code(), std::string("read_only_collection"));
    const QByteArray copy = m_engine->collections + '/' + QByteArray::fromStdString(other.json["resource"]["id"].get<std::string>());
    QCOMPARE(send("PATCH", copy, Json::array({op("replace", "/name", "z")})).status, 200);
    QCOMPARE(m_engine->ask("DELETE", one).status, 204);
    QCOMPARE(m_engine->get(copy).status, 200);
}

void tst_RoutesChanges::refusesClones_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const QByteArray &body, const char *code) { QTest::newRow(name) << body << QByteArray(code); };
    for (const char *name : {"pinned_order", "derived_from", "status", "resource", "nmae"})
        QTest::newRow(name) << QByteArray("{\"" + QByteArray(name) + "\":{}}") << QByteArray("invalid_json_request");
    row("nested", R"({"benchmarks":[{"id":"a","provider_id":"b","wieght":2}]})", "invalid_json_request");
    row("list", "[]", "invalid_json_request");
    row("broken", "{", "invalid_json_request");
    row("tag", R"({"tags":["a|b"]})", "request_validation_failed");
    row("entry", R"({"benchmarks":[{"id":"a"}]})", "request_validation_failed");
    row("curation", R"({"curation_order":-1})", "request_validation_failed");
}

void tst_RoutesChanges::refusesClones()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    const auto reply = m_engine->ask("POST", m_engine->collections + "/gold-suite-v1/clones", body);
    QCOMPARE(reply.status, 400);
    QCOMPARE(QByteArray::fromStdString(reply.code()), code);
    QCOMPARE(m_engine->get(m_engine->collections + "?scope=tenant").json["total_count"].get<int>(), 0);
}

void tst_RoutesChanges::changesAreTheTenantsOwn_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char *method : {"GET", "PUT", "PATCH", "DELETE"})
        QTest::newRow(method) << QByteArray(method);
}

void tst_RoutesChanges::changesAreTheTenantsOwn()
{
    // Contract, section 1.1, for each row and column of its table.
    QFETCH(QByteArray, method);
    struct Kind {
        QByteArray where, system, code;
        Json body;
    };
    for (const Kind &kind : {Kind{m_engine->providers, "gold_silent", "read_only_provider", plainProvider},
                             Kind{m_engine->collections, "gold-suite-v1", "read_only_collection", plainCollection}}) {
        const Json body = method == "PATCH" ? Json::array() : kind.body;
        const auto ask = [&](const QByteArray &one, const QByteArray &tenant) {
            return send(method.constData(), one, body, tenant.isEmpty() ? tenant : "X-Tenant: " + tenant + "\r\n").status;
        };
        const QByteArray own = create(kind.where, kind.body, "X-Tenant: mine\r\n"), free = create(kind.where, kind.body);
        const int ok = method == "DELETE" ? 204 : 200;
        const auto system = send(method.constData(), kind.where + '/' + kind.system, body, "X-Tenant: mine\r\n");
        QCOMPARE(system.status, method == "GET" ? 200 : 400);
        QCOMPARE(QByteArray::fromStdString(system.code()), method == "GET" ? QByteArray() : kind.code);
        QCOMPARE(ask(own, "other"), 404);
        QCOMPARE(ask(own, {}), 404);
        QCOMPARE(ask(free, "mine"), 404);
        QCOMPARE(ask(own, "mine"), ok);
        QCOMPARE(ask(free, {}), ok);
    }
}

void tst_RoutesChanges::keepsNestingBounded()
{
    const QByteArray one = create(m_engine->collections, plainCollection);
    std::string path = "/custom";
    Json deep = 1;
    for (int i = 0; i < 90; ++i)
        deep = Json{{"a", std::move(deep)}};
    int status = 0;
    for (int i = 0; i < 4 && (i == 0 || status == 200); ++i) {
        status = send("PATCH", one, Json::array({op("add", path.c_str(), deep)})).status;
        for (int k = 0; k < 90; ++k)
            path += "/a";
    }
    QCOMPARE(status, 400);
    QCOMPARE(m_engine->get(one).status, 200);
}

void tst_RoutesChanges::readsJsonAsEvalHubDoes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("name");
    QTest::newRow("case") << QByteArray(R"({"NAME":"x","Category":"c","benchmarks":[{"ID":"a","Provider_Id":"b"}]})") << 201 << QStringLiteral("x");
    QTest::newRow("repeated") << QByteArray(R"({"name":"x","name":"y","category":"c","benchmarks":[{"id":"a","provider_id":"b"}]})") << 201 << QStringLiteral("y");
    QTest::newRow("unknown") << QByteArray(R"({"name":"x","more":{},"category":"c","benchmarks":[{"id":"a","provider_id":"b","odd":1}]})") << 201 << QStringLiteral("x");
    QTest::newRow("trailing") << QByteArray(R"({"name":"x","category":"c","benchmarks":[{"id":"a","provider_id":"b"}]} 7)") << 400 << QString();
    QTest::newRow("empty") << QByteArray() << 400 << QString();
    QTest::newRow("blank") << QByteArray(" \n") << 400 << QString();
    QTest::newRow("list") << QByteArray("[]") << 400 << QString();
    QTest::newRow("type") << QByteArray(R"({"name":7,"category":"c","benchmarks":[{"id":"a","provider_id":"b"}]})") << 400 << QString();
}

void tst_RoutesChanges::readsJsonAsEvalHubDoes()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, name);
    const auto reply = m_engine->ask("POST", m_engine->collections, body, "Content-Type: text/odd\r\nX-Global-Transaction-Id: mine-7\r\n");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("X-Global-Transaction-Id"), QByteArray("mine-7"));
    if (status == 201) {
        QCOMPARE(QString::fromStdString(reply.json["name"].get<std::string>()), name);
        return;
    }
    QCOMPARE(reply.code(), std::string("invalid_json_request"));
    QCOMPARE(reply.json["trace"].get<std::string>(), std::string("mine-7"));
    QCOMPARE(reply.header("X-Content-Type-Options"), QByteArray("nosniff"));
    QCOMPARE(reply.json.size(), std::size_t(3));
}

ASSAY_TEST(tst_RoutesChanges)
#include "tst_RoutesChanges.moc"
