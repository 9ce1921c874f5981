#include "services/engine/datasets/DatasetTable.h"

#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using assay::test::EngineFixture;
using Json = nlohmann::json;

/// Rows of a registered dataset are changed: all at once, or not at all.
class tst_DatasetEdits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void changes_data();
    void changes();
    void refuses_data();
    void refuses();
    void anotherVersionIsAConflict();
    void whoComesBetween();
    void longDatasets();
    void staysInItsPlace();
    void tenantsAreApart();
    void knowsItsAbility();

private:
    static Json rowsOf(int count)
    {
        Json rows = Json::array();
        for (int i = 0; i < count; ++i)
            rows.push_back({{"n", i}});
        return rows;
    }
    static Json registration(int rows, const char *id = "d")
    {
        return {{"purpose", "eval/question-answer"}, {"dataset_id", id}, {"source", {{"type", "rows"}, {"rows", rowsOf(rows)}}}};
    }
    static QByteArray text(const Json &value) { return QByteArray::fromStdString(value.dump()); }
    static QList<int> numbers(const Json &page)
    {
        QList<int> out;
        for (const Json &row : page["data"])
            out << row["n"].get<int>();
        return out;
    }
    static constexpr auto route = "/v1beta/datasetio/edit-rows/d";
};

void tst_DatasetEdits::changes_data()
{
    QTest::addColumn<QByteArray>("edits");
    QTest::addColumn<QList<int>>("rows");
    QTest::newRow("replace") << QByteArray(R"([{"op":"replace","row":1,"value":{"n":9}}])") << QList<int>{0, 9, 2, 3, 4};
    QTest::newRow("first and last") << QByteArray(R"([{"op":"replace","row":4,"value":{"n":8}},{"op":"replace","row":0,"value":{"n":9}}])") << QList<int>{9, 1, 2, 3, 8};
    QTest::newRow("remove") << QByteArray(R"([{"op":"remove","row":2}])") << QList<int>{0, 1, 3, 4};
    QTest::newRow("remove a few") << QByteArray(R"([{"op":"remove","row":1,"count":3}])") << QList<int>{0, 4};
    QTest::newRow("remove all") << QByteArray(R"([{"op":"remove","row":0,"count":5}])") << QList<int>{};
    QTest::newRow("insert before the first") << QByteArray(R"([{"op":"insert","row":0,"value":{"n":9}}])") << QList<int>{9, 0, 1, 2, 3, 4};
    QTest::newRow("insert behind the last") << QByteArray(R"([{"op":"insert","row":5,"value":{"n":9}}])") << QList<int>{0, 1, 2, 3, 4, 9};
    QTest::newRow("inserts in their order") << QByteArray(R"([{"op":"insert","row":2,"value":{"n":8}},{"op":"insert","row":2,"value":{"n":9}}])") << QList<int>{0, 1, 8, 9, 2, 3, 4};
    QTest::newRow("insert and replace there") << QByteArray(R"([{"op":"replace","row":2,"value":{"n":8}},{"op":"insert","row":2,"value":{"n":9}}])") << QList<int>{0, 1, 9, 8, 3, 4};
    QTest::newRow("insert within what is removed") << QByteArray(R"([{"op":"remove","row":1,"count":3},{"op":"insert","row":2,"value":{"n":9}}])") << QList<int>{0, 9, 4};
    QTest::newRow("everything") << QByteArray(R"([{"op":"insert","row":5,"value":{"n":7}},{"op":"remove","row":0,"count":2},{"op":"replace","row":3,"value":{"n":9}},{"op":"insert","row":0,"value":{"n":6}}])")
                                << QList<int>{6, 2, 9, 4, 7};
}

void tst_DatasetEdits::changes()
{
    QFETCH(QByteArray, edits);
    QFETCH(QList<int>, rows);
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto before = engine.post("/v1beta/datasets", registration(5));
    QCOMPARE(before.status, 200);
    const auto edited = engine.post(route, {{"version", 1}, {"edits", Json::parse(edits.toStdString())}});
    QVERIFY2(edited.status == 200, edited.body.constData());
    QCOMPARE(edited.json["assay"]["version"].get<int>(), 2);
    QCOMPARE(edited.json["assay"]["num_rows"].get<qsizetype>(), rows.size());
    QCOMPARE(numbers(engine.get("/v1beta/datasetio/iterrows/d").json), rows);
    // The digest is that of such rows, however they came.
    Json same = registration(0, "same");
    for (const int n : std::as_const(rows))
        same["source"]["rows"].push_back({{"n", n}});
    QCOMPARE(text(engine.post("/v1beta/datasets", same).json["assay"]["sha256"]), text(edited.json["assay"]["sha256"]));
    QVERIFY(engine.start()); // a new engine on the same workspace
    QCOMPARE(numbers(engine.get("/v1beta/datasetio/iterrows/d").json), rows);
    QCOMPARE(engine.get("/v1beta/datasets/d").json["assay"]["version"].get<int>(), 2);
}

void tst_DatasetEdits::refuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("no version") << QByteArray(R"({"edits":[]})") << QByteArray("version:");
    QTest::newRow("no list") << QByteArray(R"({"version":1,"edits":{}})") << QByteArray("edits:");
    QTest::newRow("op") << QByteArray(R"({"version":1,"edits":[{"op":"replace","row":0,"value":{}},{"op":"swap","row":0}]})") << QByteArray("edits[1]: an object with op");
    QTest::newRow("no row") << QByteArray(R"({"version":1,"edits":[{"op":"remove"}]})") << QByteArray("edits[0]: row:");
    QTest::newRow("no such row") << QByteArray(R"({"version":1,"edits":[{"op":"insert","row":5,"value":{}},{"op":"replace","row":5,"value":{}}]})") << QByteArray("edits[1]: the dataset has 5 rows");
    QTest::newRow("negative") << QByteArray(R"({"version":1,"edits":[{"op":"remove","row":-1}]})") << QByteArray("edits[0]: the dataset has 5 rows");
    QTest::newRow("too many") << QByteArray(R"({"version":1,"edits":[{"op":"remove","row":3,"count":3}]})") << QByteArray("edits[0]: the dataset has 5 rows");
    QTest::newRow("far too many") << QByteArray(R"({"version":1,"edits":[{"op":"remove","row":3,"count":9223372036854775807}]})") << QByteArray("edits[0]: the dataset has 5 rows");
    QTest::newRow("none") << QByteArray(R"({"version":1,"edits":[{"op":"remove","row":3,"count":0}]})") << QByteArray("edits[0]: the dataset has 5 rows");
    QTest::newRow("count") << QByteArray(R"({"version":1,"edits":[{"op":"remove","row":3,"count":"2"}]})") << QByteArray("edits[0]: count:");
    QTest::newRow("no object") << QByteArray(R"({"version":1,"edits":[{"op":"replace","row":3,"value":[1]}]})") << QByteArray("edits[0]: value:");
    QTest::newRow("no value") << QByteArray(R"({"version":1,"edits":[{"op":"insert","row":3}]})") << QByteArray("edits[0]: value:");
    QTest::newRow("twice") << QByteArray(R"({"version":1,"edits":[{"op":"replace","row":3,"value":{}},{"op":"remove","row":2,"count":2}]})") << QByteArray("edits[0]: row 3 is changed twice");
}

void tst_DatasetEdits::refuses()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, words);
    EngineFixture engine;
    QVERIFY(engine.start());
    const auto before = engine.post("/v1beta/datasets", registration(5));
    const auto refused = engine.ask("POST", route, body);
    QCOMPARE(refused.status, 400);
    QVERIFY2(QByteArray::fromStdString(refused.json.value("detail", "")).contains(words), refused.body.constData());
    QCOMPARE(text(engine.get("/v1beta/datasets/d").json), text(before.json));
}

void tst_DatasetEdits::anotherVersionIsAConflict()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(engine.post(route, {{"version", 1}, {"edits", Json::array()}}).status, 404);
    engine.post("/v1beta/datasets", registration(5));
    const Json edit = {{"version", 1}, {"edits", {{{"op", "remove"}, {"row", 0}}}}};
    QCOMPARE(engine.post(route, edit).status, 200);
    const auto again = engine.post(route, edit);
    QCOMPARE(again.status, 409);
    QVERIFY2(QByteArray::fromStdString(again.json.value("detail", "")).contains("'d' were changed by somebody else"), again.body.constData());
    engine.post("/v1beta/datasetio/append-rows/d", {{"rows", {{{"n", 5}}}}});
    QCOMPARE(engine.post(route, {{"version", 2}, {"edits", {{{"op", "remove"}, {"row", 0}}}}}).status, 409);
    QCOMPARE(numbers(engine.get("/v1beta/datasetio/iterrows/d").json), (QList<int>{1, 2, 3, 4, 5}));
    // Nothing to do is done at once.
    QCOMPARE(engine.post(route, {{"version", 3}, {"edits", Json::array()}}).json["assay"]["version"].get<int>(), 3);
}

/// What was to be added or removed while an edit took the dataset's place is not lost in the rows that go.
void tst_DatasetEdits::whoComesBetween()
{
    EngineFixture engine;
    engine::datasets::DatasetTable table(engine.options.workspace + QStringLiteral("/datasets.sqlite"));
    engine::datasets::DatasetRecord before;
    before.key = table.begin();
    before.id = QStringLiteral("d");
    QVERIFY(table.finish(before));
    engine::datasets::DatasetRecord after = before;
    after.key = table.begin();
    after.version = 2;
    QVERIFY(table.replace(after, before));
    QVERIFY(!table.replace(after, before));
    QVERIFY(!table.remove(before.key));
    engine::datasets::DatasetRecord grown = before;
    grown.rows = 1;
    QVERIFY(!table.append(grown, before, {"{}"}));
    QCOMPARE(table.find({}, QStringLiteral("d"))->key, after.key);
    QVERIFY(table.rows(before.key, 0, 10, 1000).isEmpty());
    grown = after;
    grown.rows = 1;
    QVERIFY(table.append(grown, after, {"{}"}));
    QVERIFY(table.remove(after.key));
}

/// Rows are written in several commits; those before are purged in the end.
void tst_DatasetEdits::longDatasets()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QCOMPARE(engine.post("/v1beta/datasets", registration(9000)).status, 200);
    const auto edited = engine.post(route, {{"version", 1}, {"edits", {{{"op", "remove"}, {"row", 10}, {"count", 5000}}, {{"op", "replace"}, {"row", 8999}, {"value", {{"n", -1}}}}}}});
    QCOMPARE(edited.json["assay"]["num_rows"].get<int>(), 4000);
    QCOMPARE(numbers(engine.get("/v1beta/datasetio/iterrows/d?start_index=9&limit=2").json), (QList<int>{9, 5010}));
    QCOMPARE(numbers(engine.get("/v1beta/datasetio/iterrows/d?start_index=3998&limit=9").json), (QList<int>{8998, -1}));
    const auto rows = [&] {
        engine::Database db(engine.options.workspace + QStringLiteral("/datasets.sqlite"), engine::Database::Mode::ReadOnly);
        auto count = db.prepare("SELECT count(*) FROM dataset_row");
        count.step();
        return count.integer(0);
    };
    QTRY_COMPARE(rows(), 4000);
}

void tst_DatasetEdits::staysInItsPlace()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    engine.post("/v1beta/datasets", registration(3));
    engine.post("/v1beta/datasets", registration(2, "later"));
    QCOMPARE(engine.post(route, {{"version", 1}, {"edits", {{{"op", "remove"}, {"row", 0}}}}}).status, 200);
    const auto all = engine.get("/v1beta/datasets");
    QCOMPARE(all.json["data"].size(), 2u);
    QCOMPARE(text(all.json["data"][0]["identifier"]), text(Json("d")));
    QCOMPARE(numbers(engine.get("/v1beta/datasetio/iterrows/later").json), (QList<int>{0, 1}));
}

void tst_DatasetEdits::tenantsAreApart()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    engine.post("/v1beta/datasets", registration(3), "X-Tenant: a\r\n");
    const Json edit = {{"version", 1}, {"edits", {{{"op", "remove"}, {"row", 0}}}}};
    QCOMPARE(engine.post(route, edit, "X-Tenant: b\r\n").status, 404);
    QCOMPARE(engine.post(route, edit, "X-Tenant: a\r\n").status, 200);
}

void tst_DatasetEdits::knowsItsAbility()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    const Json words = engine.get("/api/v1/capabilities").json["capabilities"];
    QVERIFY(std::find(words.begin(), words.end(), "edit_rows") != words.end());
    QVERIFY(std::find(words.begin(), words.end(), "append_rows") != words.end());
}

ASSAY_TEST(tst_DatasetEdits)
#include "tst_DatasetEdits.moc"
