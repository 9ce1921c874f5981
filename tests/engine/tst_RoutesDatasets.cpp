#include "services/engine/datasets/DatasetTable.h"
#include "services/engine/datasets/RegisteredData.h"

#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

#include <QFile>
#include <QTemporaryDir>

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

/// Llama Stack's dataset routes on the local engine.
class tst_RoutesDatasets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsRowsAndTheirTypes();
    void refusesWhatIsWrong_data();
    void refusesWhatIsWrong();
    void pages_data();
    void pages();
    void sameAgainAndAnother();
    void appendsForGood();
    void idsMayHoldAnything();
    void tenantsAreApart();
    void readsFiles_data();
    void readsFiles();
    void brokenTable();
    void brokenRows();
    void unregisters();
    void leavesNothingHalfRegistered();
    void longAnswersAreParts();
    void becomesABenchmark();
    void benchmarksAreReplacedWhenAsked();

private:
    static Json rowsOf(int count);
    static Json registration(const Json &rows, const char *id = "d");
};

namespace {
QByteArray taskOver(const char *dataset, const char *target)
{
    return QByteArray("{\"id\":\"mine\",\"dataset\":{\"registered\":\"") + dataset + "\"},\"fields\":{\"input\":\"n\",\"target\":\"" + target
        + "\"},\"prompt\":{\"template\":\"{{n}}\"},\"scoring\":[{\"function\":\"basic::equality\",\"aggregations\":[\"accuracy\"]}]}";
}
QByteArray dumped(const Json &value) { return QByteArray::fromStdString(value.dump()); }
} // namespace

Json tst_RoutesDatasets::rowsOf(int count)
{
    Json rows = Json::array();
    for (int i = 0; i < count; ++i)
        rows.push_back({{"n", i}});
    return rows;
}

Json tst_RoutesDatasets::registration(const Json &rows, const char *id)
{
    return {{"purpose", "eval/question-answer"}, {"dataset_id", id}, {"source", {{"type", "rows"}, {"rows", rows}}}};
}

void tst_RoutesDatasets::keepsRowsAndTheirTypes()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const Json rows = {{{"q", "2 + 2"}, {"a", 4}, {"big", 9007199254740993}}, {{"a", "4"}, {"x", {1, nullptr, true}}}, Json::object()};
    const auto added = engine.post("/v1beta/datasets", registration(rows));
    QCOMPARE(added.status, 200);
    QCOMPARE(dumped(added.json["identifier"]), dumped(Json("d")));
    QCOMPARE(dumped(added.json["type"]), dumped(Json("dataset")));
    QCOMPARE(dumped(added.json["source"]["rows"]), dumped(rows));
    QCOMPARE(dumped(added.json["metadata"]), dumped(Json::object()));
    QCOMPARE(dumped(added.json["assay"]["num_rows"]), dumped(Json(3)));
    QCOMPARE(added.json["assay"]["sha256"].get<std::string>().size(), 64u);
    const auto page = engine.get("/v1beta/datasetio/iterrows/d");
    QCOMPARE(dumped(page.json["data"]), dumped(rows));
    QVERIFY(page.body.contains(R"({"q":"2 + 2","a":4,)") || page.body.contains(R"({"a":4,"big":9007199254740993,"q":"2 + 2"})"));
    QCOMPARE(engine.get("/v1beta/datasets").json["data"].size(), 1u);
    QVERIFY(engine.get("/v1beta/datasets").json["data"][0]["source"]["rows"].empty());
    const auto unnamed = engine.post("/v1beta/datasets", {{"purpose", "eval/messages-answer"}, {"source", {{"type", "rows"}, {"rows", Json::array()}}}, {"metadata", {{"k", 1}}}});
    QVERIFY(QString::fromStdString(unnamed.json["identifier"]).startsWith(QStringLiteral("dataset-")));
    QCOMPARE(dumped(unnamed.json["metadata"]), dumped(Json({{"k", 1}})));
}

void tst_RoutesDatasets::refusesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("JSON object");
    QTest::newRow("list") << QByteArray("[]") << QByteArray("JSON object");
    QTest::newRow("purpose") << QByteArray(R"({"purpose":"x","source":{"type":"rows","rows":[]}})") << QByteArray("purpose:");
    QTest::newRow("no source") << QByteArray(R"({"purpose":"eval/question-answer"})") << QByteArray("source:");
    QTest::newRow("source type") << QByteArray(R"({"purpose":"eval/question-answer","source":{"rows":[]}})") << QByteArray("source.type:");
    QTest::newRow("rows") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"rows","rows":[{},3]}})") << QByteArray("source.rows[1]");
    QTest::newRow("metadata") << QByteArray(R"({"purpose":"eval/question-answer","metadata":3,"source":{"type":"rows","rows":[]}})") << QByteArray("metadata:");
    QTest::newRow("long id") << QByteArray(R"({"purpose":"eval/question-answer","dataset_id":")") + QByteArray(201, 'x') + R"(","source":{"type":"rows","rows":[]}})" << QByteArray("dataset_id:");
    QTest::newRow("scheme") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"uri","uri":"huggingface://x"}})") << QByteArray("source.uri:");
    QTest::newRow("kind") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"uri","uri":"/x.parquet"}})") << QByteArray("source.uri:");
    QTest::newRow("no file") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"uri","uri":"/nowhere/x.jsonl"}})") << QByteArray("/nowhere/x.jsonl");
    QTest::newRow("data") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"uri","uri":"data:image/png,x"}})") << QByteArray("source.uri:");
    QTest::newRow("deep row") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"uri","uri":"data:application/jsonl,)") + QByteArray(400'000, '[') + R"("}})"
                              << QByteArray("line 1: it is nested too deeply");
    QTest::newRow("deep list") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"uri","uri":"data:application/json,)") + QByteArray(400'000, '[') + R"("}})"
                               << QByteArray("it is nested too deeply");
    QTest::newRow("not yes or no") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"rows","rows":[]}})") << QByteArray("skip_broken_rows");
    QTest::newRow("base64") << QByteArray(R"({"purpose":"eval/question-answer","source":{"type":"uri","uri":"data:text/csv;base64,!!"}})") << QByteArray("Base64");
}

void tst_RoutesDatasets::refusesWhatIsWrong()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, words);
    EngineFixture engine;
    QVERIFY(engine.start());
    const QByteArray query = words == "skip_broken_rows" ? "?skip_broken_rows=perhaps" : "";
    const auto reply = engine.ask("POST", "/v1beta/datasets" + query, body);
    QCOMPARE(reply.status, 400);
    QVERIFY2(QByteArray::fromStdString(reply.json.value("detail", "")).contains(words), reply.body.constData());
    QCOMPARE(engine.get("/v1beta/datasets").json["data"].size(), 0u);
}

void tst_RoutesDatasets::pages_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QList<int>>("rows");
    QTest::addColumn<bool>("more");
    QTest::addColumn<int>("status");
    // As Llama Stack's paging where that makes sense (contract, section 4.2) ...
    QTest::newRow("first") << QByteArray("?start_index=0&limit=2") << QList<int>{0, 1} << true << 200;
    QTest::newRow("last") << QByteArray("?start_index=4&limit=2") << QList<int>{4} << false << 200;
    QTest::newRow("all") << QByteArray() << QList<int>{0, 1, 2, 3, 4} << false << 200;
    QTest::newRow("-1") << QByteArray("?limit=-1") << QList<int>{0, 1, 2, 3, 4} << false << 200;
    QTest::newRow("far behind") << QByteArray("?start_index=9223372036854775807&limit=2") << QList<int>{} << false << 200;
    QTest::newRow("behind all keys") << QByteArray("?start_index=4294967296&limit=2") << QList<int>{} << false << 200;
    QTest::newRow("behind") << QByteArray("?start_index=50&limit=2") << QList<int>{} << false << 200;
    // ... and not where it does not.
    QTest::newRow("start counts without limit") << QByteArray("?start_index=3") << QList<int>{3, 4} << false << 200;
    QTest::newRow("start counts with -1") << QByteArray("?start_index=3&limit=-1") << QList<int>{3, 4} << false << 200;
    QTest::newRow("0") << QByteArray("?limit=0") << QList<int>{} << false << 400;
    QTest::newRow("-2") << QByteArray("?limit=-2") << QList<int>{} << false << 400;
    QTest::newRow("negative start") << QByteArray("?start_index=-2&limit=1") << QList<int>{} << false << 400;
    QTest::newRow("text") << QByteArray("?limit=abc") << QList<int>{} << false << 400;
    QTest::newRow("1.5") << QByteArray("?limit=1.5") << QList<int>{} << false << 400;
}

void tst_RoutesDatasets::pages()
{
    QFETCH(QByteArray, query);
    QFETCH(QList<int>, rows);
    QFETCH(bool, more);
    QFETCH(int, status);
    EngineFixture engine;
    QVERIFY(engine.start());
    // Its neighbours are never seen.
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(3), "before"), "X-Tenant: other\r\n").status, 200);
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(5))).status, 200);
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(3), "after"), "X-Tenant: other\r\n").status, 200);
    const auto reply = engine.get("/v1beta/datasetio/iterrows/d" + query);
    QCOMPARE(reply.status, status);
    if (status != 200)
        return void([&] { QVERIFY(reply.json.contains("detail")); }());
    QList<int> got;
    for (const Json &row : reply.json["data"])
        got << row["n"].get<int>();
    QCOMPARE(got, rows);
    QCOMPARE(reply.json["has_more"].get<bool>(), more);
    QCOMPARE(dumped(reply.json["total_count"]), dumped(Json(5)));
    QCOMPARE(engine.get("/v1beta/datasetio/iterrows/other" + query).status, 404);
}

void tst_RoutesDatasets::sameAgainAndAnother()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto first = engine.post("/v1beta/datasets", registration(rowsOf(3)));
    QCOMPARE(dumped(engine.post("/v1beta/datasets", registration(rowsOf(3))).json["assay"]), dumped(first.json["assay"]));
    const auto other = engine.post("/v1beta/datasets", registration(rowsOf(4)));
    QCOMPARE(other.status, 400);
    QVERIFY(QByteArray::fromStdString(other.json["detail"]).contains("'d'"));
    QCOMPARE(dumped(engine.get("/v1beta/datasets/d").json["source"]["rows"]), dumped(rowsOf(3))); // nothing half done
    QCOMPARE(dumped(engine.get("/v1beta/datasetio/iterrows/d").json["data"]), dumped(rowsOf(3)));
}

void tst_RoutesDatasets::appendsForGood()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto first = engine.post("/v1beta/datasets", registration(rowsOf(2)));
    QCOMPARE(engine.post("/v1beta/datasetio/append-rows/d", {{"rows", {{{"n", 2}}, 7}}}).status, 400);
    QCOMPARE(engine.post("/v1beta/datasetio/append-rows/none", {{"rows", Json::array()}}).status, 404);
    const auto grown = engine.post("/v1beta/datasetio/append-rows/d", {{"rows", {{{"n", 2}}}}});
    QCOMPARE(dumped(grown.json["num_rows"]), dumped(Json(3)));
    QCOMPARE(dumped(grown.json["version"]), dumped(Json(2)));
    QVERIFY(grown.json["sha256"] != first.json["assay"]["sha256"]);
    // The digest tells the rows, however they came.
    QCOMPARE(dumped(engine.post("/v1beta/datasets", registration(rowsOf(3), "whole")).json["assay"]["sha256"]), dumped(grown.json["sha256"]));
    QVERIFY(engine.start()); // a new engine on the same workspace
    QCOMPARE(dumped(engine.get("/v1beta/datasetio/iterrows/d").json["data"]), dumped(rowsOf(3)));
    QCOMPARE(dumped(engine.get("/v1beta/datasets/d").json["assay"]["version"]), dumped(Json(2)));
}

void tst_RoutesDatasets::idsMayHoldAnything()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(1), "org/set ä")).status, 200);
    for (const QByteArray &path : {QByteArray("org/set%20%C3%A4"), QByteArray("org%2Fset%20%C3%A4")}) {
        QCOMPARE(dumped(engine.get("/v1beta/datasets/" + path).json["identifier"]), dumped(Json("org/set ä")));
        QCOMPARE(dumped(engine.get("/v1beta/datasetio/iterrows/" + path + "?limit=5").json["data"]), dumped(rowsOf(1)));
    }
    QCOMPARE(engine.get("/v1beta/datasets/org").status, 404);
    QCOMPARE(engine.ask("DELETE", "/v1beta/datasets/org/set%20%C3%A4").status, 204);
}

void tst_RoutesDatasets::tenantsAreApart()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(1)), "X-Tenant: a\r\n").status, 200);
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(2)), "X-Tenant: b\r\n").status, 200);
    QCOMPARE(dumped(engine.ask("GET", "/v1beta/datasetio/iterrows/d", {}, "X-Tenant: a\r\n").json["total_count"]), dumped(Json(1)));
    QCOMPARE(dumped(engine.ask("GET", "/v1beta/datasetio/iterrows/d", {}, "X-Tenant: b\r\n").json["total_count"]), dumped(Json(2)));
    QCOMPARE(engine.ask("GET", "/v1beta/datasets", {}, "X-Tenant: c\r\n").json["data"].size(), 0u);
}

void tst_RoutesDatasets::readsFiles_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("rows");
    QTest::newRow("jsonl") << QByteArray("x.jsonl") << QByteArray("\xEF\xBB\xBF{\"b\":1,\"a\":\"\xC3\xA4\"}\r\n\n{\"b\":2.5}") << QByteArray("[{\"a\":\"\xC3\xA4\",\"b\":1},{\"b\":2.5}]");
    QTest::newRow("json list") << QByteArray("x.json") << QByteArray(R"([{"a":1},{"a":null}])") << QByteArray(R"([{"a":1},{"a":null}])");
    QTest::newRow("json rows") << QByteArray("x.json") << QByteArray(R"({"rows":[{"a":1}]})") << QByteArray(R"([{"a":1}])");
    QTest::newRow("csv") << QByteArray("x.csv") << QByteArray("question,answer\n\"2 + 2, please\",4\n,007\n") << QByteArray(R"([{"question":"2 + 2, please","answer":"4"},{"question":"","answer":"007"}])");
    QTest::newRow("tsv") << QByteArray("X.TSV") << QByteArray("q\ta\n1,5\t2\n") << QByteArray(R"([{"q":"1,5","a":"2"}])");
    QTest::newRow("data csv") << QByteArray() << QByteArray("data:text/csv;base64,YSxiCjEsMgo=") << QByteArray(R"([{"a":"1","b":"2"}])");
    QTest::newRow("data as Llama Stack says") << QByteArray() << QByteArray("data:csv;base64,YSxiCjEsMgo=") << QByteArray(R"([{"a":"1","b":"2"}])");
    QTest::newRow("data jsonl") << QByteArray() << QByteArray("data:application/jsonl,%7B%22a%22%3A1%7D%0A%7B%22a%22%3A2%7D") << QByteArray(R"([{"a":1},{"a":2}])");
}

void tst_RoutesDatasets::readsFiles()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, rows);
    QTemporaryDir folder;
    std::string uri = text.toStdString();
    if (!name.isEmpty()) {
        QFile file(folder.filePath(QString::fromUtf8(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        uri = "file://" + file.fileName().toStdString();
    }
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto added = engine.post("/v1beta/datasets", {{"purpose", "eval/question-answer"}, {"dataset_id", "f"}, {"source", {{"type", "uri"}, {"uri", uri}}}});
    QVERIFY2(added.status == 200, added.body.constData());
    QCOMPARE(dumped(added.json["source"]["uri"]), dumped(Json(uri)));
    QVERIFY(!added.json["assay"].contains("rows_left_out"));
    QCOMPARE(dumped(engine.get("/v1beta/datasetio/iterrows/f").json["data"]), dumped(Json::parse(rows.toStdString())));
}

void tst_RoutesDatasets::brokenTable()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const Json body = {{"purpose", "eval/question-answer"}, {"dataset_id", "t"}, {"source", {{"type", "uri"}, {"uri", "data:text/csv,a,b%0A1,2%0A3%0A4,5,6%0A7,8"}}}};
    const auto refused = engine.post("/v1beta/datasets", body);
    QCOMPARE(refused.status, 400);
    QVERIFY2(QByteArray::fromStdString(refused.json["detail"]).contains("line 3:"), refused.body.constData());
    const auto skipped = engine.post("/v1beta/datasets?skip_broken_rows=true", body);
    QCOMPARE(dumped(skipped.json["assay"]["skipped_rows"]), dumped(Json(2)));
    QCOMPARE(dumped(skipped.json["assay"]["skipped"][1]["line"]), dumped(Json(4)));
    QCOMPARE(dumped(engine.get("/v1beta/datasetio/iterrows/t").json["data"]), dumped(Json{{{"a", "1"}, {"b", "2"}}, {{"a", "7"}, {"b", "8"}}}));
}

void tst_RoutesDatasets::brokenRows()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("rows.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"n\":0}\n{\"n\":\n[1]\n{\"n\":1}\n");
    file.close();
    EngineFixture engine;
    QVERIFY(engine.start());
    const Json body = {{"purpose", "eval/question-answer"}, {"dataset_id", "b"}, {"source", {{"type", "uri"}, {"uri", file.fileName().toStdString()}}}};
    const auto refused = engine.post("/v1beta/datasets", body);
    QCOMPARE(refused.status, 400);
    QVERIFY2(QByteArray::fromStdString(refused.json["detail"]).contains("rows.jsonl, line 2:"), refused.body.constData());
    QCOMPARE(engine.get("/v1beta/datasets/b").status, 404);
    const auto skipped = engine.post("/v1beta/datasets?skip_broken_rows=true", body);
    QCOMPARE(skipped.status, 200);
    QCOMPARE(dumped(skipped.json["assay"]["num_rows"]), dumped(Json(2)));
    QCOMPARE(dumped(skipped.json["assay"]["skipped_rows"]), dumped(Json(2)));
    QCOMPARE(dumped(skipped.json["assay"]["skipped"][0]["line"]), dumped(Json(2)));
    QCOMPARE(dumped(skipped.json["assay"]["skipped"][1]["line"]), dumped(Json(3)));
    QCOMPARE(dumped(engine.get("/v1beta/datasetio/iterrows/b").json["data"]), dumped(rowsOf(2)));
}

void tst_RoutesDatasets::unregisters()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(12000))).status, 200);
    QCOMPARE(engine.ask("DELETE", "/v1beta/datasets/d").status, 204);
    QCOMPARE(engine.ask("DELETE", "/v1beta/datasets/d").status, 404);
    QCOMPARE(engine.get("/v1beta/datasets/d").status, 404);
    QCOMPARE(engine.get("/v1beta/datasetio/iterrows/d").status, 404);
    // The same id again does not see the old rows, and those are removed in the end.
    QCOMPARE(dumped(engine.post("/v1beta/datasets", registration(rowsOf(1))).json["assay"]["num_rows"]), dumped(Json(1)));
    const auto rows = [&] {
        engine::Database db(engine.options.workspace + QStringLiteral("/datasets.sqlite"), engine::Database::Mode::ReadOnly);
        auto count = db.prepare("SELECT count(*) FROM dataset_row");
        count.step();
        return count.integer(0);
    };
    QTRY_COMPARE(rows(), 1);
}

/// The engine died while a file was read.
void tst_RoutesDatasets::leavesNothingHalfRegistered()
{
    EngineFixture engine;
    const QString path = engine.options.workspace + QStringLiteral("/datasets.sqlite");
    {
        engine::datasets::DatasetTable table(path);
        table.addRows(table.begin(), 0, {"{\"n\":0}", "{\"n\":1}"});
    }
    QVERIFY(engine.start());
    QCOMPARE(engine.get("/v1beta/datasets").json["data"].size(), 0u);
    const auto rows = [&] {
        engine::Database db(path, engine::Database::Mode::ReadOnly);
        auto count = db.prepare("SELECT count(*) FROM dataset_row");
        count.step();
        return count.integer(0);
    };
    QTRY_COMPARE(rows(), 0);
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(2))).status, 200);
    QCOMPARE(dumped(engine.get("/v1beta/datasetio/iterrows/d").json["data"]), dumped(rowsOf(2)));
}

void tst_RoutesDatasets::longAnswersAreParts()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const std::string text(3 << 20, 'x');
    for (int i = 0; i < 4; ++i) {
        const Json rows = {{{"n", i}, {"text", text}}};
        const auto reply = i == 0 ? engine.post("/v1beta/datasets", registration(rows)) : engine.post("/v1beta/datasetio/append-rows/d", {{"rows", rows}});
        QCOMPARE(reply.status, 200);
    }
    QVERIFY(engine.get("/v1beta/datasets/d").json["assay"]["rows_left_out"].get<bool>());
    const auto all = engine.get("/v1beta/datasetio/iterrows/d");
    QCOMPARE(all.status, 400);
    QVERIFY(QByteArray::fromStdString(all.json["detail"]).contains("start_index"));
    int seen = 0;
    for (bool more = true; more;) {
        const auto page = engine.get("/v1beta/datasetio/iterrows/d?limit=100&start_index=" + QByteArray::number(seen));
        QVERIFY(!page.json["data"].empty());
        for (const Json &row : page.json["data"])
            QCOMPARE(dumped(row["n"]), dumped(Json(seen++)));
        more = page.json["has_more"].get<bool>();
    }
    QCOMPARE(seen, 4);
}

/// A task may name a dataset; what would fail when it runs is said when it is made.
void tst_RoutesDatasets::becomesABenchmark()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(12'000), "numbers")).status, 200);
    const auto put = [&](const QByteArray &task) { return engine.ask("PUT", "/api/v1/tasks/mine", task); };
    QCOMPARE(put(taskOver("numbers", "n")).status, 202);
    const auto unknown = put(taskOver("others", "n"));
    QCOMPARE(unknown.status, 400);
    QVERIFY2(unknown.body.contains("There is no dataset 'others' here"), unknown.body.constData());
    const auto column = put(taskOver("numbers", "answer"));
    QCOMPARE(column.status, 400);
    QVERIFY2(column.body.contains("numbers, row 1:") && column.body.contains("answer"), column.body.constData());
    const auto rows = engine::registeredReader(engine.folder.path())({}, QStringLiteral("numbers"), 0);
    QVERIFY(rows);
    QCOMPARE(rows->lines.count('\n'), 12'000);
    QVERIFY(rows->lines.endsWith("{\"n\":11999}\n"));
    QCOMPARE(rows->version, 1);
    const Json told = engine.get("/v1beta/datasets/numbers").json;
    QVERIFY2(told.dump().find(rows->sha256.toStdString()) != std::string::npos, told.dump().c_str());
    QCOMPARE(engine::registeredReader(engine.folder.path())(QStringLiteral("gold"), QStringLiteral("numbers"), 0).error().kind, Error::Kind::NotFound);
}

/// Who makes a benchmark does not replace one that another made meanwhile; the same one sent again is no conflict.
void tst_RoutesDatasets::benchmarksAreReplacedWhenAsked()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(engine.post("/v1beta/datasets", registration(rowsOf(3), "numbers")).status, 200);
    const QByteArray one = taskOver("numbers", "n"), other = QByteArray(one).replace("{{n}}", "Say {{n}}.");
    const auto put = [&](const QByteArray &task, const QByteArray &header = {}) { return engine.ask("PUT", "/api/v1/tasks/mine", task, header); };
    const auto kept = [&] {
        QFile file(engine.folder.filePath(QStringLiteral("tasks/mine.yaml")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QCOMPARE(put(one, "If-None-Match: *\r\n").status, 202);
    QCOMPARE(put(one, "If-None-Match: *\r\n").status, 202);
    const auto refused = put(other, "If-None-Match: *\r\n");
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.body.contains("task_exists") && refused.body.contains("choose another name"), refused.body.constData());
    QVERIFY(kept().endsWith(one));
    QCOMPARE(put(other).status, 202);
    QVERIFY(kept().endsWith(other));
}

ASSAY_TEST(tst_RoutesDatasets)
#include "tst_RoutesDatasets.moc"
