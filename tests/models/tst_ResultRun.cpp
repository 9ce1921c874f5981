#include "models/results/RunModel.h"
#include "tests/support/FakeCatalogueService.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using test::jobOf;

class tst_ResultRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void newestAnswerWins();
    void keepsWhatItShowsWhenARefreshFails();
    void changesAreGathered();
    void ignoresOtherJobs();
    void tellsWhenItFinished();
    void cancelFailureIsTold();
    void detailsAreTakenBack();
    void collectionGivesTheGates();
    void aChangedCollectionLeavesTheRecord();
    void modelMayDieFirst();
};

static const QString id = QStringLiteral("job-1");

static Job runningJob()
{
    return jobOf(RunState::Running, {{QStringLiteral("a"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Running}});
}

static Job completedJob()
{
    return jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 100, 0.5}});
}

void tst_ResultRun::newestAnswerWins()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.hold = true;
    service.stored = {runningJob()};
    RunModel run(service, nullptr, id, clock);
    run.refresh();
    run.refresh();
    service.stored = {completedJob()};
    service.release(1);
    QTRY_VERIFY(run.hasJob());
    QVERIFY(!run.isRunning());
    service.stored = {runningJob()};
    service.release(0); // older question, answered late
    QCoreApplication::processEvents();
    QVERIFY(!run.isRunning());
}

void tst_ResultRun::keepsWhatItShowsWhenARefreshFails()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {completedJob()};
    RunModel run(service, nullptr, id, clock);
    run.refresh();
    QTRY_COMPARE(run.load(), LoadState::Ready);
    service.failWith = Error{Error::Kind::Network, QStringLiteral("The engine does not answer.")};
    run.refresh();
    QTRY_COMPARE(run.load(), LoadState::Failed);
    QVERIFY(run.hasJob());
    QCOMPARE(run.results().rowCount(), 1);
}

void tst_ResultRun::changesAreGathered()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {runningJob()};
    RunModel run(service, nullptr, id, clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    QSignalSpy progressed(&run, &RunModel::progressed);
    const qsizetype asked = service.getCalls.size();
    for (int i = 1; i <= 50; ++i)
        Q_EMIT service.jobChanged({id, RunState::Running, 0, RunState::Running, i, 100});
    QTRY_COMPARE(run.lanes().itemsDone(), qint64(50));
    QCOMPARE(progressed.count(), 1);
    QCOMPARE(service.getCalls.size(), asked); // counts alone fetch nothing at once
}

void tst_ResultRun::ignoresOtherJobs()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {runningJob()};
    RunModel run(service, nullptr, id, clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    QSignalSpy progressed(&run, &RunModel::progressed);
    Q_EMIT service.jobChanged({QStringLiteral("other"), RunState::Running, 0, RunState::Running, 9, 100});
    Q_EMIT service.jobChanged({id, RunState::Running, 0, RunState::Running, 1, 100});
    QTRY_COMPARE(progressed.count(), 1);
    QCOMPARE(run.lanes().itemsDone(), qint64(1));
}

void tst_ResultRun::tellsWhenItFinished()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {runningJob()};
    RunModel run(service, nullptr, id, clock);
    QSignalSpy finished(&run, &RunModel::finished);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    QCOMPARE(finished.count(), 0);
    service.change(completedJob());
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(run.asText().contains(QStringLiteral("Passes its only gate")));
}

void tst_ResultRun::cancelFailureIsTold()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {runningJob()};
    RunModel run(service, nullptr, id, clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    QSignalSpy failed(&run, &RunModel::cancelFailed);
    service.failWith = Error{Error::Kind::Network, QStringLiteral("The engine does not answer.")};
    run.cancel();
    QVERIFY(run.isCancelling());
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!run.isCancelling());
    service.failWith.reset();
    run.cancel();
    QTRY_VERIFY(!run.isRunning());
    QCOMPARE(service.cancelled.size(), 2);
}

/// Shown at once, kept through a refresh that knows nothing of it yet, and taken back when the server refuses.
void tst_ResultRun::detailsAreTakenBack()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {completedJob()};
    RunModel run(service, nullptr, id, clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    const QString before = run.job().name;
    QSignalSpy failed(&run, &RunModel::changeFailed);
    service.hold = true;
    run.change({QStringLiteral("Another"), {}, QStringList{QStringLiteral("new")}});
    QCOMPARE(run.job().name, QStringLiteral("Another"));
    QVERIFY(run.isChanging());
    run.refresh();
    service.release(1); // the refresh, which was answered first
    QCoreApplication::processEvents();
    QCOMPARE(run.job().name, QStringLiteral("Another"));
    service.failWith = Error{Error::Kind::Conflict, QStringLiteral("It is locked.")};
    service.releaseAll();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(run.job().name, before);
    QVERIFY(run.job().tags.isEmpty());
    QVERIFY(!run.isChanging());
    service.hold = false;
    service.failWith.reset();
    run.change({QStringLiteral("Another"), {}, {}});
    QTRY_VERIFY(!run.isChanging());
    QTRY_COMPARE(run.job().name, QStringLiteral("Another"));
}

void tst_ResultRun::collectionGivesTheGates()
{
    test::FakeJobService service;
    test::FakeCatalogueService catalogue;
    test::StillClock clock;
    Job job = jobOf(RunState::Running, {{QStringLiteral("a"), QStringLiteral("perplexity"), {}, 0, 9.0, true, RunState::Pending}});
    Collection collection;
    collection.resource.id = QStringLiteral("starter-v1");
    collection.benchmarks = job.benchmarks;
    job.benchmarks.clear();
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, {}, {}};
    service.stored = {job};
    catalogue.collections = {collection};
    RunModel run(service, &catalogue, id, clock);
    run.refresh();
    QTRY_COMPARE(run.results().rowCount(), 1);
    QVERIFY(run.results().rows().at(0).judged.gate->lowerIsBetter);
    QCOMPARE(run.results().rows().at(0).judged.verdict, Verdict::Pending);
    QCOMPARE(run.lanes().rowCount(), 1);
}

/// Gates changed, entries in another order, one more: the run shows what it showed on the day.
void tst_ResultRun::aChangedCollectionLeavesTheRecord()
{
    test::FakeJobService service;
    test::FakeCatalogueService catalogue;
    test::StillClock clock;
    Job job = jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 1000, 0.5}, {QStringLiteral("b"), QStringLiteral("accuracy"), 0.6, 1000, 0.8}});
    job.results.test = JobTest{0.75, 0.7, true, {}};
    Collection collection;
    collection.resource.id = QStringLiteral("starter-v1");
    collection.resource.updatedAt = QStringLiteral("2027-02-01T00:00:00Z");
    BenchmarkRef added = job.benchmarks.at(1);
    added.id = QStringLiteral("new");
    collection.benchmarks = {added, job.benchmarks.at(1), job.benchmarks.at(0)};
    collection.benchmarks[1].passCriteria->threshold = 0.1;
    collection.passCriteria = PassCriteria{0.95, {}};
    job.benchmarks.clear();
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, QStringLiteral("2027-01-01T00:00:00Z"), {}};
    service.stored = {job};
    catalogue.collections = {collection};
    RunModel run(service, &catalogue, id, clock);
    run.refresh();
    QTRY_VERIFY(run.collection());
    QCOMPARE(run.results().rowCount(), 2);
    const ResultRow a = run.results().rows().at(0), b = run.results().rows().at(1);
    QCOMPARE(a.id, QStringLiteral("a"));
    QCOMPARE(a.judged.verdict, Verdict::Pass);
    QCOMPARE(b.id, QStringLiteral("b"));
    QCOMPARE(b.judged.gate->threshold, 0.8);
    QCOMPARE(b.judged.verdict, Verdict::Fail);
    QVERIFY(run.recorded().changed);
    QVERIFY2(run.summary().sentence.contains(QStringLiteral("gate 0.700")), qPrintable(run.summary().sentence));
    QCOMPARE(run.presentPlace(0), 2);
    QCOMPARE(run.presentPlace(1), 1);
}

void tst_ResultRun::modelMayDieFirst()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.hold = true;
    service.stored = {runningJob()};
    {
        RunModel run(service, nullptr, id, clock);
        run.refresh();
        Q_EMIT service.jobChanged({id, RunState::Running, 0, RunState::Running, 1, 100});
    }
    service.releaseAll();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    QCOMPARE(service.waiting(), qsizetype(0));
}

ASSAY_TEST(tst_ResultRun)
#include "tst_ResultRun.moc"
