#include "models/results/LaneModel.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using test::jobOf;

class tst_ResultLanes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void timeLeftFollowsThePace();
    void stalledLaneTakesLonger();
    void retryStartsItsOwnPace();
    void olderAnswerTakesNothingBack();
    void unknownLaneAsksForTheJob();
    void totalsOnlyWhenAllTold();
    void showsMessages();
};

static JobChange progress(qint64 index, qint64 done, qint64 total)
{
    return {QStringLiteral("job-1"), RunState::Running, index, RunState::Running, done, total};
}

static Job running(int lanes)
{
    QList<test::Outcome> outcomes;
    for (int i = 0; i < lanes; ++i)
        outcomes << test::Outcome{QStringLiteral("b%1").arg(i), QStringLiteral("accuracy"), {}, 0, {}, false, RunState::Running};
    return jobOf(RunState::Running, outcomes);
}

void tst_ResultLanes::timeLeftFollowsThePace()
{
    test::StillClock clock;
    LaneModel lanes(clock);
    QAbstractItemModelTester tester(&lanes, QAbstractItemModelTester::FailureReportingMode::QtTest);
    lanes.setJob(running(1));
    QVERIFY(!lanes.leftMs(0));
    lanes.apply(progress(0, 0, 100));
    QVERIFY(!lanes.leftMs(0)); // one look is no pace
    clock.advance(10'000);
    lanes.apply(progress(0, 20, 100));
    QCOMPARE(lanes.leftMs(0), std::optional<qint64>(40'000)); // 2 items a second, 80 to go
    QCOMPARE(lanes.index(0, LaneModel::LeftColumn).data().toString(), QStringLiteral("about 40 s"));
    QCOMPARE(lanes.index(0, LaneModel::ItemsColumn).data().toString(), QStringLiteral("20 of 100"));
    QCOMPARE(lanes.index(0, LaneModel::ProgressColumn).data(LaneModel::FractionRole).toDouble(), 0.2);
}

void tst_ResultLanes::stalledLaneTakesLonger()
{
    test::StillClock clock;
    LaneModel lanes(clock);
    lanes.setJob(running(1));
    lanes.apply(progress(0, 0, 100));
    clock.advance(10'000);
    lanes.apply(progress(0, 50, 100));
    const auto before = lanes.leftMs(0);
    clock.advance(10'000);
    QCOMPARE(before, std::optional<qint64>(10'000));
    QCOMPARE(lanes.leftMs(0), std::optional<qint64>(20'000));
}

void tst_ResultLanes::retryStartsItsOwnPace()
{
    test::StillClock clock;
    LaneModel lanes(clock);
    lanes.setJob(running(1));
    lanes.apply(progress(0, 0, 100));
    clock.advance(1000);
    lanes.apply(progress(0, 90, 100));
    lanes.apply(progress(0, 5, 100));
    QVERIFY(!lanes.leftMs(0));
}

void tst_ResultLanes::olderAnswerTakesNothingBack()
{
    test::StillClock clock;
    LaneModel lanes(clock);
    lanes.setJob(running(1));
    lanes.apply(progress(0, 50, 100));
    Job late = running(1);
    late.status.benchmarks[0].itemsDone = 40;
    late.status.benchmarks[0].itemsTotal = 100;
    lanes.setJob(late);
    QCOMPARE(lanes.lane(0).done, std::optional<qint64>(50));
    lanes.setJob(running(1)); // a server that only pushes counts
    QCOMPARE(lanes.lane(0).total, std::optional<qint64>(100));
}

void tst_ResultLanes::unknownLaneAsksForTheJob()
{
    test::StillClock clock;
    LaneModel lanes(clock);
    lanes.setJob(running(1));
    QVERIFY(lanes.apply(progress(0, 1, 2)));
    QVERIFY(!lanes.apply(progress(7, 1, 2)));
}

void tst_ResultLanes::totalsOnlyWhenAllTold()
{
    test::StillClock clock;
    LaneModel lanes(clock);
    lanes.setJob(running(2));
    lanes.apply(progress(0, 5, 10));
    QCOMPARE(lanes.itemsDone(), qint64(5));
    QVERIFY(!lanes.itemsTotal());
    lanes.apply(progress(1, 1, 30));
    QCOMPARE(lanes.itemsTotal(), std::optional<qint64>(40));
}

void tst_ResultLanes::showsMessages()
{
    test::StillClock clock;
    LaneModel lanes(clock);
    lanes.setJob(jobOf(RunState::PartiallyFailed, {{QStringLiteral("a"), QStringLiteral("accuracy"), {}, 0, {}, false,
                                                    RunState::Failed, QStringLiteral("The endpoint refused the key.")},
                                                   {QStringLiteral("b"), QStringLiteral("accuracy"), {}, 0, {}, false, RunState::Pending}}));
    QCOMPARE(lanes.index(0, LaneModel::MessageColumn).data().toString(), QStringLiteral("The endpoint refused the key."));
    QCOMPARE(lanes.index(0, LaneModel::MessageColumn).data(ToneRole).toInt(), int(Tone::Error));
    QCOMPARE(lanes.index(1, LaneModel::MessageColumn).data().toString(), QStringLiteral("It never started."));
}

ASSAY_TEST(tst_ResultLanes)
#include "tst_ResultLanes.moc"
