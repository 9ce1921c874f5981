#include "tests/e2e/Ctl.h"
#include "tests/support/EngineProcess.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

using namespace assay::test;

/// assayctl import against the real engine: files that the real tools wrote, once and again, broken ones, and an engine that is killed.
class tst_CtlImport final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void importsOnceAndAgain();
    void saysWhatIsBroken();
    void printsForPeople();
    void survivesAKilledEngine();

private:
    static QString recorded(const char *name) { return assay::test::testData("/imports/") + QLatin1String(name); }
};

void tst_CtlImport::importsOnceAndAgain()
{
    const CtlBench bench;
    const CtlEnd first = bench.here({QStringLiteral("import"), recorded("inspect-0.3.285"), recorded("promptfoo-0.123.1/results.json"), QStringLiteral("--json")});
    QVERIFY2(first.code == 0, first.err + first.out);
    const auto said = parsed(first.out);
    QCOMPARE(said["state"].get<std::string>(), std::string("completed"));
    QCOMPARE(said["runs_made"].get<int>(), 9); // seven logs, two providers
    QCOMPARE(said["runs"].size(), std::size_t(9));
    const CtlEnd again = bench.here({QStringLiteral("import"), recorded("inspect-0.3.285"), QStringLiteral("--json")});
    QCOMPARE(again.code, 0);
    QCOMPARE(parsed(again.out)["runs_made"].get<int>(), 0);
    QCOMPARE(parsed(again.out)["runs_known"].get<int>(), 7);
    const auto list = parsed(bench.here({QStringLiteral("list"), QStringLiteral("--tags"), QStringLiteral("imported"), QStringLiteral("--json")}).out);
    QCOMPARE(list["total_count"].get<int>(), 9);
}

void tst_CtlImport::saysWhatIsBroken()
{
    const CtlBench bench;
    bench.write(QStringLiteral("results/broken.json"), "{\"version\":2,\"status\":\"success\",\"eval\":{\n");
    bench.write(QStringLiteral("results/notes.txt"), "hello");
    const CtlEnd end = bench.here({QStringLiteral("import"), bench.path(QStringLiteral("results")), recorded("inspect-0.3.285/capitals.eval")});
    QCOMPARE(end.code, 3); // something could not be imported
    QVERIFY2(end.err.contains("broken.json") && end.err.contains("ine 2 is not valid JSON"), end.err);
    QVERIFY2(end.out.contains("capitals.eval"), end.out); // the rest is there
    QCOMPARE(bench.here({QStringLiteral("import"), bench.path(QStringLiteral("results/notes.txt"))}).code, 3);
    QCOMPARE(bench.run({QStringLiteral("import")}).code, 64);
}

void tst_CtlImport::printsForPeople()
{
    const CtlBench bench;
    const CtlEnd end = bench.here({QStringLiteral("import"), recorded("inspect-0.3.100/capitals.eval")});
    QVERIFY2(end.code == 0, end.err);
    QVERIFY2(end.out.contains("capitals") && end.out.contains("Inspect") && end.out.contains("samples: 4"), end.out);
}

/// Acknowledged means on disk: the next engine goes on, and nothing is there twice.
void tst_CtlImport::survivesAKilledEngine()
{
    EngineProcess engine;
    QVERIFY2(engine.start(), engine.said());
    const QByteArray body = QByteArray::fromStdString(nlohmann::json{{"paths", {recorded("inspect-0.3.285").toStdString()}}}.dump());
    const auto begun = engine.call("POST", QStringLiteral("/api/v1/imports"), body);
    QCOMPARE(begun.status, 202);
    const QString one = QStringLiteral("/api/v1/imports/") + begun.json().value(QStringLiteral("id")).toString();
    engine.kill();
    QVERIFY2(engine.start(), engine.said());
    QTRY_COMPARE_WITH_TIMEOUT(engine.call("GET", one).json().value(QStringLiteral("state")).toString(), QStringLiteral("completed"), 60'000);
    const QJsonObject jobs = engine.call("GET", QStringLiteral("/api/v1/evaluations/jobs?limit=100")).json();
    QCOMPARE(jobs.value(QStringLiteral("total_count")).toInt(), 7);
}

ASSAY_TEST(tst_CtlImport)
#include "tst_CtlImport.moc"
