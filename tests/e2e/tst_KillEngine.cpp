#include "tests/support/EngineProcess.h"
#include "tests/support/FakeModel.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QTest>

using assay::test::EngineProcess;
using assay::test::FakeModel;

/// The promise that matters most: a run survives kill -9 of the engine, and nothing that was acknowledged is lost.
class tst_KillEngine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runGoesOnAfterKill_data();
    void runGoesOnAfterKill();
    void acknowledgedJobsSurvive();
    void secondEngineIsRefused();
};

namespace {

constexpr int items = 60, concurrency = 4;

bool writeTask(const QString &workspace)
{
    QDir().mkpath(workspace + QStringLiteral("/tasks"));
    QFile rows(workspace + QStringLiteral("/tasks/count.jsonl")), task(workspace + QStringLiteral("/tasks/count.yaml"));
    if (!rows.open(QIODevice::WriteOnly) || !task.open(QIODevice::WriteOnly))
        return false;
    for (int i = 0; i < items; ++i)
        rows.write(QStringLiteral("{\"id\":\"n%1\",\"question\":\"item %1?\",\"answer\":\"%2\"}\n").arg(i).arg(i % 2 ? "yes" : "no").toUtf8());
    task.write("id: count-v1\nname: Count\ncategory: test\ndataset: {file: count.jsonl}\n"
               "fields: {id: id, input: question, target: answer}\nprompt: {kind: completion, template: \"{{question}}\"}\n"
               "generation: {max_tokens: 4, temperature: 0}\nscoring: [{function: \"basic::equality\"}]\n"
               "primary_score: {metric: accuracy}\npass_criteria: {threshold: 0.4}\nmetrics: [accuracy]\n");
    return true;
}

QByteArray job(const FakeModel &model)
{
    return QStringLiteral("{\"name\":\"killed\",\"model\":{\"name\":\"fake-model\",\"url\":\"%1\"},\"benchmarks\":[{\"id\":\"count-v1\","
                          "\"provider_id\":\"assay\",\"parameters\":{\"concurrency\":%2}}]}")
        .arg(model.url())
        .arg(concurrency)
        .toUtf8();
}

} // namespace

void tst_KillEngine::runGoesOnAfterKill_data()
{
    QTest::addColumn<QList<int>>("killAfter"); // requests seen by the model when the engine is killed
    QTest::addRow("early") << QList<int>{2};
    QTest::addRow("middle") << QList<int>{items / 2};
    QTest::addRow("twice") << QList<int>{items / 4, items / 2};
}

void tst_KillEngine::runGoesOnAfterKill()
{
    QFETCH(QList<int>, killAfter);
    FakeModel model;
    model.latencyMs = 20;
    EngineProcess engine;
    QVERIFY(writeTask(engine.workspace()));
    QVERIFY2(engine.start(), engine.said().constData());
    const auto created = engine.call("POST", QStringLiteral("/api/v1/evaluations/jobs"), job(model));
    QVERIFY2(created.status == 202, created.body.constData());
    const QString id = created.json().value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();

    int inFlight = 0;
    for (const int count : killAfter) {
        QTRY_VERIFY_WITH_TIMEOUT(model.requests >= count, 30000);
        engine.kill();
        // Answered by the model but perhaps not stored, or still open: at most what may be in flight at once.
        inFlight += concurrency;
        QVERIFY2(engine.start(), engine.said().constData());
    }
    QTRY_COMPARE_WITH_TIMEOUT(engine.jobState(id), QStringLiteral("completed"), 60000);
    QCOMPARE(model.asked.size(), items);
    const int repeated = model.requests - items;
    QVERIFY2(repeated <= inFlight, qPrintable(QStringLiteral("%1 requests were repeated").arg(repeated)));
    QVERIFY(model.mostOpen <= 2 * concurrency);

    const QString benchmark = QStringLiteral("/api/v1/evaluations/jobs/%1/benchmarks/0").arg(id);
    const auto samples = engine.call("GET", benchmark + QStringLiteral("/samples?limit=1000")).json();
    QCOMPARE(samples.value(QStringLiteral("total_count")).toInt(), items);
    QSet<QString> keys;
    for (const auto &item : samples.value(QStringLiteral("items")).toArray())
        keys << item.toObject().value(QStringLiteral("item_key")).toString();
    QCOMPARE(keys.size(), items);
    const auto done = engine.call("GET", QStringLiteral("/api/v1/evaluations/jobs/") + id).json();
    const auto result = done.value(QStringLiteral("results")).toObject().value(QStringLiteral("benchmarks")).toArray().first().toObject();
    QCOMPARE(result.value(QStringLiteral("metrics")).toObject().value(QStringLiteral("accuracy")).toDouble(), 0.5);
    QCOMPARE(engine.stop(), 0);
}

void tst_KillEngine::acknowledgedJobsSurvive()
{
    EngineProcess engine;
    QVERIFY2(engine.start(), engine.said().constData());
    QStringList ids;
    for (int i = 0; i < 25; ++i) {
        const auto created = engine.call("POST", QStringLiteral("/api/v1/evaluations/jobs"),
                                         R"({"name":"n","model":{"name":"m","url":"recorded:absent"},"benchmarks":[{"id":"facts-v1","provider_id":"assay"}]})");
        QVERIFY2(created.status == 202, created.body.constData());
        ids << created.json().value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();
    }
    engine.kill();
    QVERIFY2(engine.start(), engine.said().constData());
    for (const QString &id : ids)
        QCOMPARE(engine.call("GET", QStringLiteral("/api/v1/evaluations/jobs/") + id).status, 200);
}

void tst_KillEngine::secondEngineIsRefused()
{
    EngineProcess engine;
    QVERIFY2(engine.start(), engine.said().constData());
    QProcess second;
    second.start(assay::test::builtProgram("/assayctl"), {QStringLiteral("serve"), QStringLiteral("--workspace"), engine.workspace()});
    QVERIFY(second.waitForFinished(20000));
    QCOMPARE(second.exitCode(), 3);
    const QByteArray said = second.readAllStandardError();
    QVERIFY2(said.contains(engine.workspace().toUtf8()) && said.count('\n') == 1, said.constData());
    QCOMPARE(engine.call("GET", QStringLiteral("/api/v1/health")).status, 200);
}

ASSAY_TEST(tst_KillEngine)
#include "tst_KillEngine.moc"
