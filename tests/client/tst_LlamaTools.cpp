#include "services/api/BenchmarkService.h"
#include "services/api/ModelService.h"
#include "services/api/CatalogueService.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>

using namespace assay;
using namespace assay::test;

/// Benchmarks, scoring functions and models of a Llama Stack server.
class tst_LlamaTools : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void listsBenchmarks();
    void registersBenchmark_data();
    void registersBenchmark();
    void refusedBenchmark_data();
    void refusedBenchmark();
    void removesBenchmark_data();
    void removesBenchmark();
    void models_data();
    void models();
    void scoringFunctions();
    void catalogue();

private:
    LlamaStub &stub() { return m_fixture->stub; }
    BenchmarkService &benchmarks() { return *m_fixture->connection->benchmarks(); }

    std::unique_ptr<LlamaFixture> m_fixture;
};

void tst_LlamaTools::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    QVERIFY(m_fixture->open());
}

void tst_LlamaTools::listsBenchmarks()
{
    const auto list = waited(benchmarks().list());
    QVERIFY(list);
    QCOMPARE(list->size(), 4);
    QCOMPARE(list->at(1), (RegisteredBenchmark{QStringLiteral("qa-bench-2"), QStringLiteral("qa-eval"), {QStringLiteral("basic::equality")}, QStringLiteral("meta-reference"), QStringLiteral("prov-id"), {"{}"}}));
    const auto one = waited(benchmarks().get(QStringLiteral("qa-bench")));
    QVERIFY(one);
    QCOMPARE(one->metadata.text, QByteArray(R"({"pass":0.5,"lang":"en"})"));
    stub().answers.insert("GET /v1alpha/eval/benchmarks/nope", stub().recordings.answer("151"));
    QCOMPARE(waited(benchmarks().get(QStringLiteral("nope"))).error().kind, Error::Kind::NotFound);
}

void tst_LlamaTools::registersBenchmark_data()
{
    QTest::addColumn<QByteArray>("number");
    for (const char *number : {"142", "143", "154", "155"})
        QTest::addRow("%s", number) << QByteArray(number);
}

/// It answers null; what is told is read again.
void tst_LlamaTools::registersBenchmark()
{
    QFETCH(QByteArray, number);
    const auto recorded = stub().recordings.sent(number);
    const auto textOf = [&recorded](const char *name) { return recorded.contains(name) ? QString::fromStdString(recorded[name].get<std::string>()) : QString(); };
    RegisteredBenchmark wanted;
    wanted.id = textOf("benchmark_id");
    wanted.datasetId = textOf("dataset_id");
    wanted.providerId = textOf("provider_id");
    wanted.providerBenchmarkId = textOf("provider_benchmark_id");
    for (const auto &one : recorded["scoring_functions"])
        wanted.scoringFunctions << QString::fromStdString(one.get<std::string>());
    if (recorded.contains("metadata"))
        wanted.metadata = {QByteArray::fromStdString(recorded["metadata"].dump())};
    stub().answers.insert("POST /v1alpha/eval/benchmarks", stub().recordings.answer(number));
    stub().answers.insert("GET /v1alpha/eval/benchmarks/" + wanted.id.toUtf8(), stub().recordings.answer("150"));
    QSignalSpy changed(&m_fixture->connection->catalogue(), &CatalogueService::providersChanged);
    const auto added = waited(benchmarks().add(wanted));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QCOMPARE(added->datasetId, QStringLiteral("qa-eval"));
    QCOMPARE(changed.size(), 1);
    SAME_JSON(stub().lastBody("POST /v1alpha/eval/benchmarks"), recorded);
}

void tst_LlamaTools::refusedBenchmark_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    const LlamaRecordings main, v4(QStringLiteral("0.4.4"));
    QTest::addRow("provider") << main.answer("146") << Error::Kind::NotFound;
    QTest::addRow("provider, 0.4") << v4.answer("146") << Error::Kind::NotFound;
    QTest::addRow("fields") << main.answer("147") << Error::Kind::Invalid;
    QTest::addRow("another of that name") << main.answer("149") << Error::Kind::Conflict;
    QTest::addRow("another of that name, 0.4") << v4.answer("149") << Error::Kind::Conflict;
    QTest::addRow("broken off") << Answer{.cutAfter = 0} << Error::Kind::Network;
}

void tst_LlamaTools::refusedBenchmark()
{
    QFETCH(Answer, answer);
    QFETCH(Error::Kind, kind);
    stub().answers.insert("POST /v1alpha/eval/benchmarks", answer);
    const auto refused = waited(benchmarks().add({QStringLiteral("b"), QStringLiteral("d"), {}, {}, {}, {}}));
    QVERIFY(!refused);
    QVERIFY2(refused.error().kind == kind, qPrintable(refused.error().message));
    QCOMPARE(stub().count("POST /v1alpha/eval/benchmarks"), 1);
    for (const QString &id : {QString(), QStringLiteral("a/b")})
        QCOMPARE(waited(benchmarks().add({id, QStringLiteral("d"), {}, {}, {}, {}})).error().kind, Error::Kind::Invalid);
    QCOMPARE(waited(benchmarks().add({QStringLiteral("b"), {}, {}, {}, {}, {}})).error().message, QStringLiteral("Dataset: enter the name of one of the server's datasets."));
}

void tst_LlamaTools::removesBenchmark_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<bool>("done");
    for (const QString &version : {QString(), QStringLiteral("0.4.4"), QStringLiteral("0.7.3")})
        QTest::newRow(qPrintable(QStringLiteral("there ") + version)) << LlamaRecordings(version).answer("220") << true;
    for (const QString &version : {QString(), QStringLiteral("0.4.4")})
        QTest::newRow(qPrintable(QStringLiteral("gone ") + version)) << LlamaRecordings(version).answer("221") << false;
}

void tst_LlamaTools::removesBenchmark()
{
    QFETCH(Answer, answer);
    QFETCH(bool, done);
    stub().answers.insert("DELETE /v1alpha/eval/benchmarks/b", answer);
    const auto removed = waited(benchmarks().remove(QStringLiteral("b")));
    QCOMPARE(bool(removed), done);
    if (!done)
        QCOMPARE(removed.error().kind, Error::Kind::NotFound);
}

void tst_LlamaTools::models_data()
{
    QTest::addColumn<QString>("version");
    for (const QString &version : LlamaRecordings::versions())
        QTest::newRow(qPrintable(version.isEmpty() ? QStringLiteral("0.3.5") : version)) << version;
}

void tst_LlamaTools::models()
{
    QFETCH(QString, version);
    stub().answers.insert("GET /v1/models", LlamaRecordings(version).answer("004"));
    const auto models = waited(m_fixture->connection->models()->list());
    QVERIFY(models);
    QVERIFY(models->size() >= 3);
    QCOMPARE(models->first(), (ServedModel{QStringLiteral("stub/tiny-chat"), QStringLiteral("stub"), QStringLiteral("llm")}));
}

void tst_LlamaTools::scoringFunctions()
{
    const auto functions = waited(benchmarks().scoringFunctions());
    QVERIFY(functions);
    QCOMPARE(functions->size(), 8);
    QCOMPARE(functions->first().id, QStringLiteral("basic::equality"));
    QCOMPARE(functions->first().returnType, QStringLiteral("number"));
    QCOMPARE(functions->first().params.text, QByteArray(R"({"type":"basic","aggregation_functions":["accuracy"]})"));
}

void tst_LlamaTools::catalogue()
{
    const auto page = waited(m_fixture->connection->catalogue().listProviders({}));
    QVERIFY(page);
    QCOMPARE(page->items.size(), 1);
    const Provider provider = page->items.first();
    QCOMPARE(provider.resource.id, QStringLiteral("llamastack"));
    QCOMPARE(provider.benchmarks.size(), 4);
    QCOMPARE(provider.benchmarks.first().metrics, QStringList({QStringLiteral("basic::equality/accuracy"), QStringLiteral("basic::subset_of/accuracy")}));
    QCOMPARE(provider.benchmarks.first().primaryScore->metric, QStringLiteral("basic::equality/accuracy"));
    QCOMPARE(provider.benchmarks.first().description, QStringLiteral("Rows of the dataset qa-eval, scored by basic::equality, basic::subset_of."));
    QVERIFY(provider.benchmarks.last().metrics.isEmpty()); // its function does not exist
    stub().answers.insert("GET /v1/scoring-functions", stub().recordings.answer("123"));
    QCOMPARE(waited(m_fixture->connection->catalogue().provider(QStringLiteral("llamastack")))->benchmarks.size(), 4);
}

ASSAY_TEST(tst_LlamaTools)
#include "tst_LlamaTools.moc"
