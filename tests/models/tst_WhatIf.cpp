#include "models/results/RunModel.h"
#include "models/results/WhatIf.h"
#include "tests/support/FakeCatalogueService.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using test::jobOf;

class tst_WhatIf : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void isTheRecordAtFirst();
    void judgesByTheGateThatIsTried_data();
    void judgesByTheGateThatIsTried();
    void leavesTheRecordAlone();
    void weightsAndTheRunsGateChangeTheScore();
    void whatIsBackAtTheRecordIsNotTried();
    void directionOfTheProviderHolds();
    void appliesToWhatIsSaved();
    void savesWhereTheBenchmarkStandsNow();
    void makesACollectionOfARunWithoutOne();
    void aRunThatGoesOnCannotBeTried();
    void isQuickOnManyBenchmarks();

private:
    void open(const Job &job);
    ResultRow row(int index) { return m_whatIf->results().rows().at(index); }

    std::unique_ptr<test::FakeJobService> m_service;
    std::unique_ptr<test::StillClock> m_clock;
    std::unique_ptr<RunModel> m_run;
    std::unique_ptr<WhatIf> m_whatIf;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

/// As the server's own rule judges it.
static Job judgedJob()
{
    Job job = jobOf(RunState::Completed, {{QStringLiteral("facts"), QStringLiteral("accuracy"), 0.691, 2376, 0.6},
                                          {QStringLiteral("arithmetic"), QStringLiteral("accuracy"), 0.581, 1319, 0.65},
                                          {QStringLiteral("bias"), QStringLiteral("toxicity"), 0.44, 1508, 0.6, true}});
    QList<WireEntry> entries;
    for (const BenchmarkRef &entry : std::as_const(job.benchmarks))
        entries << wireEntry(entry, nullptr);
    applyWireScore(job.results, RunState::Completed, entries, job.passCriteria, {});
    return job;
}

void tst_WhatIf::init()
{
    m_tester.reset();
    m_whatIf.reset();
    m_run.reset();
    m_service = std::make_unique<test::FakeJobService>();
    m_clock = std::make_unique<test::StillClock>();
}

void tst_WhatIf::open(const Job &job)
{
    m_service->stored = {job};
    m_run = std::make_unique<RunModel>(*m_service, nullptr, job.resource.id, *m_clock);
    m_whatIf = std::make_unique<WhatIf>(*m_run);
    m_tester = std::make_unique<QAbstractItemModelTester>(&m_whatIf->results(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_run->refresh();
    QTRY_VERIFY(m_run->hasJob());
}

void tst_WhatIf::isTheRecordAtFirst()
{
    open(judgedJob());
    QVERIFY(m_whatIf->canTry());
    QVERIFY(!m_whatIf->isActive());
    QCOMPARE(m_whatIf->results().rows(), m_run->results().rows());
    QCOMPARE(m_whatIf->gate(1).value(), 0.65);
    QCOMPARE(m_whatIf->weight(1), 1.0);
    QCOMPARE(m_whatIf->jobGate(), 0.5);
    QCOMPARE(m_whatIf->sentence(), m_whatIf->recordedSentence());
}

void tst_WhatIf::judgesByTheGateThatIsTried_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<double>("gate");
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<bool>("server");
    QTest::addColumn<QString>("cell");
    QTest::newRow("lowered until it passes") << 1 << 0.5 << Verdict::Pass << true << QStringLiteral("what if ✓ Pass (recorded: ✗ Fail −0.069)");
    QTest::newRow("too close") << 1 << 0.59 << Verdict::TooClose << false << QStringLiteral("what if ◐ Too close to call (recorded: ✗ Fail −0.069)");
    QTest::newRow("raised until it fails") << 0 << 0.75 << Verdict::Fail << false << QStringLiteral("what if ✗ Fail −0.059 (recorded: ✓ Pass)");
    QTest::newRow("lower is better") << 2 << 0.3 << Verdict::Fail << false << QStringLiteral("what if ✗ Fail −0.140 (recorded: ✓ Pass)");
    QTest::newRow("another gate, the same verdict") << 0 << 0.61 << Verdict::Pass << true << QStringLiteral("what if ✓ Pass (recorded: ✓ Pass)");
}

void tst_WhatIf::judgesByTheGateThatIsTried()
{
    QFETCH(int, index);
    QFETCH(double, gate);
    open(judgedJob());
    QSignalSpy changed(m_whatIf.get(), &WhatIf::changed);
    m_whatIf->setGate(index, gate);
    QCOMPARE(changed.count(), 1);
    QVERIFY(m_whatIf->isActive());
    QTEST(row(index).judged.verdict, "verdict");
    QTEST(row(index).server->pass.value(), "server");
    QTEST(verdictCell(row(index), QLocale::c()), "cell");
    QVERIFY(readingText(row(index), QLocale::c()).contains(QStringLiteral("what if")));
    QVERIFY(gateText(row(index), QLocale::c()).startsWith(QStringLiteral("what if")));
    for (int other = 0; other < 3; ++other)
        QCOMPARE(row(other).recorded.has_value(), other == index);
    m_whatIf->reset();
    QCOMPARE(m_whatIf->results().rows(), m_run->results().rows());
}

void tst_WhatIf::leavesTheRecordAlone()
{
    open(judgedJob());
    const Job before = m_run->job();
    const QList<ResultRow> rows = m_run->results().rows();
    const QString words = m_run->summary().sentence;
    m_whatIf->setGate(1, 0.1);
    m_whatIf->setWeight(0, 5);
    m_whatIf->setJobGate(0.9);
    QCOMPARE(m_run->job(), before);
    QCOMPARE(m_run->results().rows(), rows);
    QCOMPARE(m_run->summary().sentence, words);
    QVERIFY(m_whatIf->sentence() != m_whatIf->recordedSentence());
    QVERIFY(m_service->submitted.isEmpty());
}

void tst_WhatIf::weightsAndTheRunsGateChangeTheScore()
{
    open(judgedJob());
    // (0.691 + 0.581 + (1 - 0.44)) / 3, against the default
    QVERIFY2(m_whatIf->recordedSentence().endsWith(QStringLiteral("score 0.611 · server’s rule: Pass")), qPrintable(m_whatIf->recordedSentence()));
    m_whatIf->setWeight(0, 8);
    // (8 × 0.691 + 0.581 + 0.56) / 10
    QVERIFY2(m_whatIf->sentence().contains(QStringLiteral("score 0.667")), qPrintable(m_whatIf->sentence()));
    QCOMPARE(row(0).triedWeight.value(), 8.0);
    QCOMPARE(row(0).judged.verdict, Verdict::Pass); // a weight is no gate
    m_whatIf->setJobGate(0.7);
    QVERIFY2(m_whatIf->sentence().endsWith(QStringLiteral("score 0.667 (gate 0.700) · server’s rule: Fail")), qPrintable(m_whatIf->sentence()));
}

void tst_WhatIf::whatIsBackAtTheRecordIsNotTried()
{
    open(judgedJob());
    m_whatIf->setGate(1, 0.4);
    m_whatIf->setWeight(1, 2);
    m_whatIf->setJobGate(0.9);
    m_whatIf->setGate(1, 0.65);
    m_whatIf->setWeight(1, 1);
    QVERIFY(m_whatIf->isActive());
    m_whatIf->setJobGate(0.5);
    QVERIFY(!m_whatIf->isActive());
    m_whatIf->setWeight(1, 0); // would count as 1
    QVERIFY(!m_whatIf->isActive());
}

void tst_WhatIf::directionOfTheProviderHolds()
{
    // Nothing on the entry: metric, gate and direction came from the provider, and stand in the record.
    Job job = judgedJob();
    job.benchmarks[2].primaryScore.reset();
    job.benchmarks[2].passCriteria.reset();
    open(job);
    QVERIFY(row(2).lowerIsBetter);
    m_whatIf->setGate(2, 0.4);
    QCOMPARE(row(2).judged.verdict, Verdict::Fail);
    QCOMPARE(row(2).server->pass.value(), false);
    m_whatIf->setGate(2, 0.5);
    QCOMPARE(row(2).server->pass.value(), true);
    // The server turns a score round only when the entry itself says so: (0.691 + 0.581 + 0.44) / 3
    QVERIFY2(m_whatIf->sentence().contains(QStringLiteral("score 0.571")), qPrintable(m_whatIf->sentence()));
}

void tst_WhatIf::appliesToWhatIsSaved()
{
    open(judgedJob());
    m_whatIf->setGate(1, 0.5);
    m_whatIf->setWeight(0, 3);
    m_whatIf->setJobGate(0.7);
    QList<BenchmarkRef> benchmarks = m_run->job().benchmarks;
    std::optional<PassCriteria> criteria;
    m_whatIf->applyTo(benchmarks, criteria);
    QCOMPARE(benchmarks.at(1).passCriteria->threshold.value(), 0.5);
    QCOMPARE(benchmarks.at(0).weight.value(), 3.0);
    QCOMPARE(benchmarks.at(0).passCriteria->threshold.value(), 0.6);
    QCOMPARE(criteria->threshold.value(), 0.7);
}

/// And the run stays what it was when it is opened again after that.
void tst_WhatIf::savesWhereTheBenchmarkStandsNow()
{
    Job job = judgedJob();
    test::FakeCatalogueService catalogue;
    Collection collection;
    collection.resource.id = QStringLiteral("c");
    collection.resource.updatedAt = QStringLiteral("2027-01-15T07:00:00Z");
    BenchmarkRef added = job.benchmarks.at(0);
    added.id = QStringLiteral("new");
    collection.benchmarks = {added, job.benchmarks.at(2), job.benchmarks.at(1), job.benchmarks.at(0)};
    catalogue.collections = {collection};
    job.benchmarks.clear();
    job.collection = CollectionRef{QStringLiteral("c"), {}, QStringLiteral("2027-01-01T00:00:00Z"), {}};
    m_service->stored = {job};
    m_run = std::make_unique<RunModel>(*m_service, &catalogue, job.resource.id, *m_clock);
    m_whatIf = std::make_unique<WhatIf>(*m_run);
    m_run->refresh();
    QTRY_VERIFY(m_run->collection());
    m_whatIf->setGate(1, 0.5);
    QCOMPARE(row(1).judged.verdict, Verdict::Pass);
    const Collection saved = m_whatIf->collection();
    QCOMPARE(saved.benchmarks.at(2).id, QStringLiteral("arithmetic"));
    QCOMPARE(saved.benchmarks.at(2).passCriteria->threshold.value(), 0.5);
    QCOMPARE(saved.benchmarks.at(1).passCriteria->threshold.value(), 0.6);
    QCOMPARE(saved.benchmarks.at(0).passCriteria->threshold.value(), 0.6);
    catalogue.collections = {saved};
    RunModel again(*m_service, &catalogue, job.resource.id, *m_clock);
    again.refresh();
    QTRY_VERIFY(again.collection());
    QCOMPARE(again.results().rows().at(1).judged.verdict, Verdict::Fail);
    QCOMPARE(again.results().rows().at(1).judged.gate->threshold, 0.65);
}

void tst_WhatIf::makesACollectionOfARunWithoutOne()
{
    open(judgedJob());
    m_whatIf->setGate(1, 0.5);
    const Collection made = m_whatIf->collection();
    QCOMPARE(made.name, QStringLiteral("nightly-214"));
    QVERIFY(made.resource.id.isEmpty());
    QCOMPARE(made.benchmarks.size(), 3);
    QCOMPARE(made.benchmarks.at(1).passCriteria->threshold.value(), 0.5);
}

void tst_WhatIf::aRunThatGoesOnCannotBeTried()
{
    Job job = judgedJob();
    open(job);
    m_whatIf->setGate(1, 0.5);
    job.status.state = RunState::Running;
    m_service->change(job);
    QTRY_VERIFY(m_run->isRunning());
    QVERIFY(!m_whatIf->canTry());
    QVERIFY(!m_whatIf->isActive());
    m_whatIf->setGate(1, 0.5);
    QVERIFY(!m_whatIf->isActive());
}

void tst_WhatIf::isQuickOnManyBenchmarks()
{
    QList<test::Outcome> outcomes;
    for (int i = 0; i < 400; ++i)
        outcomes << test::Outcome{QStringLiteral("b%1").arg(i), QStringLiteral("accuracy"), 0.5, 200, 0.4};
    open(jobOf(RunState::Completed, outcomes));
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 20; ++i)
        m_whatIf->setGate(200, 0.41 + i * 0.001);
    qInfo("a gate of 400 moved in %.2f ms on average", double(timer.nsecsElapsed()) / 20e6); // the limit is held in tests/bench
    QVERIFY(row(200).recorded);
}

ASSAY_TEST(tst_WhatIf)
#include "tst_WhatIf.moc"
