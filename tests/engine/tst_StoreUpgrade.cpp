#include "services/engine/store/Migrations.h"

#include "tests/engine/EngineFixture.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDateTime>

#include <sqlite3.h>

using assay::test::EngineFixture;
using Json = nlohmann::json;

namespace {

bool execute(const QString &path, const QByteArray &sql)
{
    sqlite3 *db = nullptr;
    char *fault = nullptr;
    const bool done = sqlite3_open(path.toUtf8().constData(), &db) == SQLITE_OK && sqlite3_exec(db, sql.constData(), nullptr, nullptr, &fault) == SQLITE_OK;
    if (fault)
        qWarning("%s", fault);
    sqlite3_free(fault);
    sqlite3_close(db);
    return done;
}

/// What a query of one number says; -1: nothing.
int numberOf(const QString &path, const char *sql)
{
    sqlite3 *db = nullptr;
    sqlite3_stmt *statement = nullptr;
    int number = -1;
    if (sqlite3_open_v2(path.toUtf8().constData(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK
        && sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

int schemaOf(const QString &path) { return numberOf(path, "PRAGMA user_version"); }

} // namespace

/// A store of an older schema: brought up to date with a copy beside it, and everything in it goes on.
class tst_StoreUpgrade : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsWhatIsThere();
};

void tst_StoreUpgrade::keepsWhatIsThere()
{
    QFile dump(assay::test::testData("/store/schema-1.sql"));
    QVERIFY(dump.open(QIODevice::ReadOnly));
    EngineFixture engine;
    const QString file = engine.folder.filePath(QStringLiteral("assay.sqlite"));
    QVERIFY(execute(file, dump.readAll() + "PRAGMA application_id = " + QByteArray::number(assay::engine::storeApplicationId) + "; PRAGMA user_version = 1;"
                              + " UPDATE job_key SET created_at = " + QByteArray::number(QDateTime::currentMSecsSinceEpoch()) + ';'
                              + " INSERT INTO sample_text(id, metadata) VALUES(1, '{\"group\":\"a\"}'), (2, '{\"group\":\"b\"}'), (3, '{\"group\":\"a\"}');"
                              + " INSERT INTO sample SELECT job, idx, attempt, t.id, 0, 'item' || t.id, 1.0, 0, 0, NULL, NULL, NULL, t.id FROM bench, sample_text t"
                                " WHERE job = 1 AND idx = 0"));
    QVERIFY(engine.start());
    QCOMPARE(schemaOf(file + QStringLiteral(".schema-1")), 1); // the copy
    QVERIFY(assay::engine::newestSchema() > 1);

    const QByteArray id = "01a2110e-24a2-7000-8003-3dcac391e43d", path = engine.jobs + '/' + id;
    const Json job = engine.get(path).json;
    QCOMPARE(job["status"]["state"].get<std::string>(), std::string("partially_failed"));
    QCOMPARE(job["results"]["benchmarks"][0]["metrics"]["acc"].get<double>(), 0.9);
    QVERIFY(engine.get(path + "/benchmarks/0/scores").json["groups"] == Json::array({0, 1, 0})); // which the old schema had not noted
    // Its key is still its own, whatever the body was: the old schema did not keep that.
    const Json body{{"name", "old"}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}}, {"benchmarks", Json::array({{{"id", "acc_bench"}, {"provider_id", "gold_silent"}}})}};
    const auto again = engine.post(engine.jobs, body, "Idempotency-Key: old-key\r\nX-Tenant: t\r\n");
    QCOMPARE(again.status, 202);
    QCOMPARE(again.json["resource"]["id"].get<std::string>(), id.toStdString());
    // And what failed can run again.
    QCOMPARE(engine.post(path + "/retry", Json::object()).status, 202);
    QCOMPARE(engine.event(id, {{"id", "tox_bench"}, {"provider_id", "gold_silent"}, {"benchmark_index", 1}, {"status", "completed"}, {"metrics", {{"toxicity", 0.1}}}}).status, 204);
    QCOMPARE(engine.get(path).json["status"]["state"].get<std::string>(), std::string("completed"));
    const Json attempts = engine.get(path + "/benchmarks/1/attempts").json;
    QCOMPARE(attempts["items"][0]["error_message"]["message"].get<std::string>(), std::string("no luck"));
    QCOMPARE(engine.get(path + "/benchmarks/1/attempts/1/log").status, 200);
    // Samples that were there are found in their order, and come into its index.
    QTRY_COMPARE(numberOf(file, "SELECT count(*) FROM sample WHERE sorted = 1"), 3);
    const auto slowest = engine.get(path + "/benchmarks/0/samples?sort=-latency_ms");
    QCOMPARE(slowest.json["items"].size(), std::size_t(3));
    engine.engine.reset();
    QCOMPARE(schemaOf(file), assay::engine::newestSchema());
}

ASSAY_TEST(tst_StoreUpgrade)
#include "tst_StoreUpgrade.moc"
