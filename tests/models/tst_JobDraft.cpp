#include "models/jobs/JobDraft.h"
#include "models/jobs/JobDraftModel.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;

class tst_JobDraft : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundTrip();
    void brokenTextIsAnEmptyDraft_data();
    void brokenTextIsAnEmptyDraft();
    void untouchedCollectionGoesAsReference();
    void changedCollectionGoesAsBenchmarks();
    void endpointJob();
    void gatesKeepTheirUnit();
    void issues();
    void estimate();
    void table();
};

static DraftBenchmark benchmark(const QString &id, double threshold, std::optional<qint64> size = 100)
{
    DraftBenchmark made;
    made.providerId = QStringLiteral("assay");
    made.id = made.title = id;
    made.metric = QStringLiteral("accuracy");
    made.metrics = {QStringLiteral("accuracy"), QStringLiteral("tokens_per_second")};
    made.gated = true;
    made.threshold = threshold;
    made.datasetSize = size;
    return made;
}

static JobDraft complete()
{
    JobDraft draft;
    draft.url = QStringLiteral("http://localhost:8080/v1");
    draft.model = QStringLiteral("m");
    draft.secretName = QStringLiteral("key-1");
    draft.collectionId = QStringLiteral("starter-v1");
    draft.collectionThreshold = 0.5;
    draft.benchmarks = draft.fromCollection = {benchmark(QStringLiteral("a"), 0.1 + 0.2), benchmark(QStringLiteral("b"), 50)};
    draft.benchmarks[0].parameters.text = "{\"seed\":1}";
    draft.fromCollection[0].parameters.text = "{\"seed\":1}";
    draft.tags = {QStringLiteral("x")};
    return draft;
}

void tst_JobDraft::roundTrip()
{
    JobDraft draft = complete();
    draft.numExamples = 20;
    draft.benchmarks[1].datasetSize.reset();
    draft.benchmarks[1].gated = false;
    QCOMPARE(JobDraft::decode(draft.encode()), draft);
    draft.target = JobDraft::Target::Recorded;
    draft.recording = QStringLiteral("gemma");
    QCOMPARE(JobDraft::decode(draft.encode()), draft);
    QVERIFY(!draft.encode().contains("sk-"));
}

void tst_JobDraft::brokenTextIsAnEmptyDraft_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addRow("nothing") << QByteArray();
    QTest::addRow("half") << QByteArray("{\"draft\":1,");
    QTest::addRow("list") << QByteArray("[1]");
    QTest::addRow("other version") << QByteArray("{\"draft\":2,\"url\":\"x\"}");
}

void tst_JobDraft::brokenTextIsAnEmptyDraft()
{
    QFETCH(QByteArray, text);
    QVERIFY(JobDraft::decode(text).isEmpty());
}

void tst_JobDraft::untouchedCollectionGoesAsReference()
{
    const Job job = complete().toJob();
    QVERIFY(job.collection);
    QCOMPARE(job.collection->id, QStringLiteral("starter-v1"));
    QVERIFY(job.benchmarks.isEmpty());
    QVERIFY(!job.passCriteria);
    QCOMPARE(job.name, QStringLiteral("m on starter-v1"));
}

/// Servers ignore a changed gate inside a collection, so the user's gate must travel with its benchmark.
void tst_JobDraft::changedCollectionGoesAsBenchmarks()
{
    JobDraft draft = complete();
    draft.benchmarks[1].threshold = 60;
    const Job job = draft.toJob();
    QVERIFY(!job.collection);
    QCOMPARE(job.benchmarks.size(), 2);
    QCOMPARE(*job.benchmarks.at(1).passCriteria->threshold, 60.0);
    QCOMPARE(*job.passCriteria->threshold, 0.5);
    QCOMPARE(job.benchmarks.at(0).parameters.toVariantMap().value(QStringLiteral("seed")).toInt(), 1);
    JobDraft limited = complete();
    limited.numExamples = 10;
    QVERIFY(!limited.sendsCollection()); // a collection's own limit would win over the user's
    QCOMPARE(limited.toJob().benchmarks.at(0).parameters.toVariantMap().value(QStringLiteral("num_examples")).toInt(), 10);
}

void tst_JobDraft::endpointJob()
{
    const Job job = complete().toJob();
    QCOMPARE(job.model.url, QStringLiteral("http://localhost:8080/v1"));
    QCOMPARE(job.model.secretRef, QStringLiteral("key-1"));
    JobDraft recorded = complete();
    recorded.target = JobDraft::Target::Recorded;
    recorded.recording = QStringLiteral("gemma");
    QCOMPARE(recorded.toJob().model.url, QStringLiteral("recorded:gemma"));
    QVERIFY(recorded.toJob().model.secretRef.isEmpty());
}

void tst_JobDraft::gatesKeepTheirUnit()
{
    ProviderBenchmark speed;
    speed.id = QStringLiteral("sweep");
    speed.primaryScore = PrimaryScore{QStringLiteral("tokens_per_second"), false, {}};
    speed.passCriteria = PassCriteria{10.0, {}};
    JobDraft draft;
    draft.add(draftBenchmark(QStringLiteral("guidellm"), speed));
    QCOMPARE(*draft.toJob().benchmarks.first().passCriteria->threshold, 10.0); // 10 tok/s, not 0.1
    draft.add(draftBenchmark(QStringLiteral("guidellm"), speed));
    QCOMPARE(draft.benchmarks.size(), 1);
}

void tst_JobDraft::issues()
{
    QCOMPARE(draftIssues(complete()).size(), 1); // b gates an accuracy at 50: its scale ends at 1
    QVERIFY(!draftIssues(complete()).first().error);
    QVERIFY(draftIssues(complete()).first().text.contains(QStringLiteral("50")));
    JobDraft draft;
    QCOMPARE(draftIssues(draft).size(), 3); // address, model, benchmarks
    draft = complete();
    draft.benchmarks[1].threshold = 0.5;
    draft.benchmarks[0].lowerIsBetter = true;
    QCOMPARE(draftIssues(draft).size(), 1);
    QVERIFY(draftIssues(draft).first().text.contains(QStringLiteral("higher")));
    draft.benchmarks[0].lowerIsBetter = false;
    QVERIFY(draftIssues(draft).isEmpty());
    for (const QString &url : {QStringLiteral("localhost:8080"), QStringLiteral("ftp://x/"), QStringLiteral("http://"),
                               QStringLiteral("http://user:secret@host/")}) {
        draft.url = url;
        QCOMPARE(draftIssues(draft).size(), 1);
        QCOMPARE(draftIssues(draft).first().step, DraftIssue::Step::Target);
    }
    draft = complete();
    for (DraftBenchmark &one : draft.benchmarks)
        one.gated = false;
    QCOMPARE(draftIssues(draft).size(), 1);
    QVERIFY(!draftIssues(draft).first().error); // may run, without a verdict
    draft.benchmarks[0].gated = true;
    draft.benchmarks[0].metric.clear();
    QVERIFY(draftIssues(draft).first().error);
}

void tst_JobDraft::estimate()
{
    JobDraft draft = complete();
    QCOMPARE(*draft.requests(), 200);
    draft.numExamples = 30;
    QCOMPARE(*draft.requests(), 60);
    draft.benchmarks[0].datasetSize = 10;
    QCOMPARE(*draft.requests(), 40);
    draft.benchmarks[1].datasetSize.reset();
    QCOMPARE(*draft.requests(), 40); // at most 30 of an unknown number
    draft.numExamples = 0;
    QVERIFY(!draft.requests());
}

void tst_JobDraft::table()
{
    JobDraftModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy changed(&model, &JobDraftModel::changed);
    model.addBenchmark(benchmark(QStringLiteral("a"), 0.5));
    model.addBenchmark(benchmark(QStringLiteral("b"), 0.5));
    model.addBenchmark(benchmark(QStringLiteral("b"), 0.5));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(changed.count(), 2);
    const auto cell = [&model](int row, int column) { return model.index(row, column); };
    QCOMPARE(cell(0, JobDraftModel::ShareColumn).data().toString(), QStringLiteral("50 %"));
    QVERIFY(model.setData(cell(0, JobDraftModel::WeightColumn), 3, Qt::EditRole));
    QCOMPARE(cell(1, JobDraftModel::ShareColumn).data().toString(), QStringLiteral("25 %"));
    QVERIFY(!model.setData(cell(0, JobDraftModel::WeightColumn), 0, Qt::EditRole));
    QVERIFY(!model.setData(cell(0, JobDraftModel::GateColumn), qQNaN(), Qt::EditRole));
    QVERIFY(model.setData(cell(0, JobDraftModel::GateColumn), int(Qt::Unchecked), Qt::CheckStateRole));
    QVERIFY(!model.draft().benchmarks.first().gated);
    QCOMPARE(cell(0, JobDraftModel::GateColumn).data().toString(), QStringLiteral("report only"));
    QVERIFY(!(model.flags(cell(0, JobDraftModel::GateColumn)) & Qt::ItemIsEditable));
    QVERIFY(!model.setData(cell(0, JobDraftModel::BenchmarkColumn), QStringLiteral("x"), Qt::EditRole));
    model.edit([](JobDraft &draft) { draft.numExamples = 20; });
    QCOMPARE(cell(0, JobDraftModel::ItemsColumn).data().toString(), QStringLiteral("20 of 100"));
    model.removeBenchmark(0);
    model.removeBenchmark(5);
    QCOMPARE(model.rowCount(), 1);
    model.setCollection(QStringLiteral("c"), {}, {benchmark(QStringLiteral("z"), 1)});
    QVERIFY(!model.draft().sendsCollection()); // the limit of 20 still stands
    model.edit([](JobDraft &draft) { draft.numExamples = 0; });
    QVERIFY(model.draft().sendsCollection());
    QCOMPARE(model.rowCount(), 1);
}

ASSAY_TEST(tst_JobDraft)
#include "tst_JobDraft.moc"
