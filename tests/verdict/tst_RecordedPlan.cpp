#include "services/json/Json.h"
#include "services/verdict/RecordedPlan.h"
#include "services/verdict/RunBenchmarks.h"
#include "tests/support/FromYaml.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using assay::test::fromYaml;

/// What a stored collection job ran and was judged by, after its collection was edited.
class tst_RecordedPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aJobsOwnListIsAsItIs();
    void anUnchangedCollectionIsThePlan();
    void collections_data();
    void collections();
    void theRecordedGateJudges_data();
    void theRecordedGateJudges();
    void metricAndDirectionAreTheRecorded();
    void aGateThatCameLaterIsNone();
    void whatFailedStaysUnjudged();
    void duplicates();
    void whatNeverReportedStays();
    void placesThatNobodyKnowsAreLeftOut();
    void theGateOfTheJob_data();
    void theGateOfTheJob();
    void expandsInTheOrderOfTheRun();
};

namespace {

const QByteArray then = "2026-11-01T10:00:00Z", later = "2026-11-02T10:00:00Z";

Collection collectionOf(const QByteArray &benchmarks, const QByteArray &updated)
{
    Collection collection = fromYaml<Collection>("{name: c, category: c, benchmarks: " + benchmarks + "}");
    collection.resource.id = QStringLiteral("c");
    collection.resource.updatedAt = QString::fromUtf8(updated);
    return collection;
}

/// a passes 0.5 with 0.6, b fails 0.9 with 0.7.
Job ranJob(const QByteArray &state = "completed")
{
    return fromYaml<Job>("{name: j, model: {name: m, url: 'http://m.invalid'}, collection: {id: c, collection_updated_at: '" + then + "'}, status: {state: " + state + R"(, benchmarks: [
  {id: b, provider_id: p, benchmark_index: 1, status: completed},
  {id: a, provider_id: p, benchmark_index: 0, status: completed}]},
results: {benchmarks: [
  {id: b, provider_id: p, benchmark_index: 1, metrics: {acc: 0.7}, test: {primary_score: 0.7, primary_score_metric: acc, threshold: 0.9, pass: false}},
  {id: a, provider_id: p, benchmark_index: 0, metrics: {acc: 0.6}, test: {primary_score: 0.6, primary_score_metric: acc, threshold: 0.5, pass: true}}]}})");
}

const QByteArray asRun = R"([{id: a, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 0.5}},
{id: b, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 0.9}, parameters: {num_examples: 3}}])";

/// "a≥0.5 pass, b≥0.9 fail"
QString judged(const Job &job, const RecordedPlan &plan)
{
    QStringList words;
    for (const RunBenchmark &one : runBenchmarks(job, plan.benchmarks)) {
        const QString gate = !one.gate ? QStringLiteral("?") : (one.gate->lowerIsBetter ? QStringLiteral("≤%1") : QStringLiteral("≥%1")).arg(one.gate->threshold);
        words << one.id + gate + QLatin1Char(' ') + verdictName(judge(one.summary, one.gate, {GatePolicy::Mode::Lenient, 0.95}, one.state).verdict);
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

void tst_RecordedPlan::aJobsOwnListIsAsItIs()
{
    Job job = ranJob();
    job.collection.reset();
    job.benchmarks = collectionOf(asRun, then).benchmarks;
    job.benchmarks[0].passCriteria->threshold = 0.55;
    const RecordedPlan plan = recordedPlan(job, nullptr);
    QCOMPARE(plan.benchmarks, job.benchmarks);
    QVERIFY(!plan.changed && !plan.uncertain && !plan.criteria);
}

void tst_RecordedPlan::anUnchangedCollectionIsThePlan()
{
    const Collection collection = collectionOf(asRun, "2026-11-01T10:00:00.75Z"); // some answers drop the fraction
    const RecordedPlan plan = recordedPlan(ranJob(), &collection);
    QCOMPARE(plan.benchmarks, collection.benchmarks);
    QCOMPARE(plan.places, QList<int>({0, 1}));
    QVERIFY(!plan.changed && !plan.uncertain);
}

void tst_RecordedPlan::collections_data()
{
    QTest::addColumn<QByteArray>("benchmarks");
    QTest::addColumn<QByteArray>("updated");
    QTest::addColumn<QList<int>>("places");
    QTest::newRow("other gates") << QByteArray("[{id: a, provider_id: p, pass_criteria: {threshold: 0.65}}, {id: b, provider_id: p, pass_criteria: {threshold: 0.1}}]") << later
                                 << QList<int>{0, 1};
    QTest::newRow("turned round") << QByteArray("[{id: b, provider_id: p, pass_criteria: {threshold: 0.1}}, {id: a, provider_id: p, pass_criteria: {threshold: 0.8}}]") << later
                                  << QList<int>{1, 0};
    QTest::newRow("turned round, without times") << QByteArray("[{id: b, provider_id: p}, {id: a, provider_id: p}]") << QByteArray() << QList<int>{1, 0};
    QTest::newRow("one more before") << QByteArray("[{id: new, provider_id: p, pass_criteria: {threshold: 0.99}}, {id: a, provider_id: p}, {id: b, provider_id: p}]") << later
                                     << QList<int>{1, 2};
    QTest::newRow("one more behind") << QByteArray("[{id: a, provider_id: p}, {id: b, provider_id: p}, {id: new, provider_id: p, pass_criteria: {threshold: 0.99}}]") << later
                                     << QList<int>{0, 1};
    QTest::newRow("one of another provider") << QByteArray("[{id: a, provider_id: q, pass_criteria: {threshold: 0.99}}, {id: a, provider_id: p}, {id: b, provider_id: p}]") << later
                                             << QList<int>{1, 2};
    QTest::newRow("one gone") << QByteArray("[{id: b, provider_id: p}]") << later << QList<int>{-1, 0};
    QTest::newRow("all gone") << QByteArray("[]") << later << QList<int>{-1, -1};
}

/// Whatever became of the collection: the verdict is that of the day.
void tst_RecordedPlan::collections()
{
    QFETCH(QByteArray, benchmarks);
    QFETCH(QByteArray, updated);
    const Collection collection = collectionOf(benchmarks, updated);
    const Job job = ranJob();
    const RecordedPlan plan = recordedPlan(job, &collection);
    QTEST(plan.places, "places");
    QVERIFY(plan.changed);
    QVERIFY(!plan.uncertain); // all of it was recorded
    QCOMPARE(judged(job, plan), QStringLiteral("a≥0.5 Pass, b≥0.9 Fail"));
    for (const BenchmarkRef &entry : plan.benchmarks)
        QVERIFY(entry.parameters.isEmpty()); // those of today are not those of the run
}

void tst_RecordedPlan::theRecordedGateJudges_data()
{
    QTest::addColumn<QByteArray>("updated");
    QTest::newRow("changed later") << later;
    QTest::newRow("changed within the second") << then;
    QTest::newRow("nobody noted when") << QByteArray();
}

/// "What if", saved into the collection: a run that failed does not pass by that.
void tst_RecordedPlan::theRecordedGateJudges()
{
    QFETCH(QByteArray, updated);
    Collection collection = collectionOf(asRun, updated);
    collection.benchmarks[1].passCriteria->threshold = 0.65;
    const Job job = ranJob();
    QCOMPARE(judged(job, recordedPlan(job, &collection)), QStringLiteral("a≥0.5 Pass, b≥0.9 Fail"));
}

void tst_RecordedPlan::metricAndDirectionAreTheRecorded()
{
    Job job = ranJob();
    job.results.benchmarks[0].metrics = JsonText::fromVariantMap({{QStringLiteral("acc"), 0.7}, {QStringLiteral("f1"), 0.95}});
    Collection collection = collectionOf(asRun, later);
    collection.benchmarks[1].primaryScore->metric = QStringLiteral("f1");
    collection.benchmarks[0].primaryScore->lowerIsBetter = true;
    QCOMPARE(judged(job, recordedPlan(job, &collection)), QStringLiteral("a≥0.5 Pass, b≥0.9 Fail"));
}

void tst_RecordedPlan::aGateThatCameLaterIsNone()
{
    Job job = ranJob();
    job.results.benchmarks[0].test.reset();
    const Collection collection = collectionOf(asRun, later);
    const RecordedPlan plan = recordedPlan(job, &collection);
    QCOMPARE(judged(job, plan), QStringLiteral("a≥0.5 Pass, b? Not gated"));
    QVERIFY(plan.uncertain);
    const Collection same = collectionOf(asRun, then);
    QCOMPARE(judged(job, recordedPlan(job, &same)), QStringLiteral("a≥0.5 Pass, b≥0.9 Fail"));
}

void tst_RecordedPlan::whatFailedStaysUnjudged()
{
    Job job = ranJob("partially_failed");
    job.status.benchmarks[0].status = RunState::Failed;
    job.results.benchmarks.removeFirst();
    const Collection collection = collectionOf(asRun, later);
    const RecordedPlan plan = recordedPlan(job, &collection);
    QCOMPARE(judged(job, plan), QStringLiteral("a≥0.5 Pass, b≥0.9 No result"));
    QVERIFY(plan.uncertain);
}

/// Several of the same id belong to their results in order; a server that knows only the first one's gate recorded that for both.
void tst_RecordedPlan::duplicates()
{
    Job job = ranJob();
    for (auto *entries : {&job.status.benchmarks[0].id, &job.results.benchmarks[0].id})
        *entries = QStringLiteral("a");
    job.results.benchmarks[0].test->threshold = 0.5;
    job.results.benchmarks[0].test->pass = true;
    const QByteArray twice = "[{id: a, provider_id: p, pass_criteria: {threshold: 0.5}}, {id: a, provider_id: p, pass_criteria: {threshold: 0.9}}]";
    const Collection same = collectionOf(twice, then);
    QCOMPARE(judged(job, recordedPlan(job, &same)), QStringLiteral("a≥0.5 Pass, a≥0.9 Fail"));
    const Collection longer = collectionOf("[{id: new, provider_id: p}, {id: a, provider_id: p, weight: 2}, {id: a, provider_id: p, weight: 3}]", later);
    const RecordedPlan plan = recordedPlan(job, &longer);
    QCOMPARE(plan.places, QList<int>({1, 2}));
    QCOMPARE(judged(job, plan), QStringLiteral("a≥0.5 Pass, a≥0.5 Pass"));
}

void tst_RecordedPlan::whatNeverReportedStays()
{
    Job job = ranJob("cancelled");
    job.status.benchmarks.removeFirst();
    job.results.benchmarks.removeFirst();
    Collection collection = collectionOf(asRun, then);
    QCOMPARE(recordedPlan(job, &collection).places, QList<int>({0, 1}));
    QVERIFY(!recordedPlan(job, &collection).uncertain);
    collection.resource.updatedAt = QString::fromUtf8(later); // perhaps only its description
    QCOMPARE(recordedPlan(job, &collection).places, QList<int>({0, 1}));
    QVERIFY(recordedPlan(job, &collection).uncertain);
}

void tst_RecordedPlan::placesThatNobodyKnowsAreLeftOut()
{
    Job job = ranJob("cancelled");
    job.status.benchmarks.removeLast(); // only b, at 1
    job.results.benchmarks.removeLast();
    const Collection collection = collectionOf("[{id: b, provider_id: p}, {id: a, provider_id: p}]", later);
    const RecordedPlan plan = recordedPlan(job, &collection);
    QCOMPARE(plan.places, QList<int>({-1, 0}));
    QVERIFY(plan.uncertain);
    QCOMPARE(judged(job, plan), QStringLiteral("b≥0.9 Fail"));
}

void tst_RecordedPlan::theGateOfTheJob_data()
{
    QTest::addColumn<QByteArray>("updated");
    QTest::addColumn<double>("recorded"); // 0: none
    QTest::addColumn<double>("present");  // 0: none
    QTest::addColumn<double>("gate");     // 0: none
    QTest::newRow("as it was") << then << 0.7 << 0.7 << 0.7;
    QTest::newRow("another now") << later << 0.7 << 0.6 << 0.7;
    QTest::newRow("none any more") << later << 0.7 << 0.0 << 0.7;
    QTest::newRow("0.5, which somebody set") << later << 0.5 << 0.9 << 0.5;
    QTest::newRow("0.5, which nobody set") << then << 0.5 << 0.0 << 0.0;
    QTest::newRow("no score then") << later << 0.0 << 0.9 << 0.0;
    QTest::newRow("no score and no change") << then << 0.0 << 0.9 << 0.9;
    QTest::newRow("the collection is gone") << QByteArray() << 0.7 << -1.0 << 0.7;
}

void tst_RecordedPlan::theGateOfTheJob()
{
    QFETCH(QByteArray, updated);
    QFETCH(double, recorded);
    QFETCH(double, present);
    QFETCH(double, gate);
    Collection collection = collectionOf(asRun, updated);
    if (present > 0)
        collection.passCriteria = PassCriteria{present, {}};
    Job job = ranJob();
    if (recorded > 0)
        job.results.test = JobTest{0.65, recorded, 0.65 >= recorded, {}};
    const RecordedPlan plan = recordedPlan(job, present < 0 ? nullptr : &collection);
    const auto verdict = judgedJobGate(job, plan.criteria, {GatePolicy::Mode::Lenient, 0.95});
    QCOMPARE(verdict && verdict->gate ? verdict->gate->threshold : 0, gate);
}

/// What is tried again is what failed, with its own settings.
void tst_RecordedPlan::expandsInTheOrderOfTheRun()
{
    const Job job = ranJob();
    const Collection collection = collectionOf("[{id: new, provider_id: p}, {id: b, provider_id: p, parameters: {num_examples: 3}}, {id: a, provider_id: p}]", later);
    const Job expanded = expandedAsRecorded(job, collection, recordedPlan(job, &collection));
    QVERIFY(!expanded.collection);
    QCOMPARE(expanded.benchmarks.size(), 2);
    QCOMPARE(expanded.benchmarks.at(0).id, QStringLiteral("a"));
    QCOMPARE(expanded.benchmarks.at(1).id, QStringLiteral("b"));
    QCOMPARE(expanded.benchmarks.at(1).parameters.toVariantMap().value(QStringLiteral("num_examples")).toInt(), 3);
}

ASSAY_TEST(tst_RecordedPlan)
#include "tst_RecordedPlan.moc"
