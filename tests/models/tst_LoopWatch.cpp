#include "models/common/LoopWatch.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;

/// Keeps the event loop from coming round, as a long task does.
static void holdUp(int ms)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < ms) { }
}

class tst_LoopWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsALongTask();
    void countsFromNowOn();
};

/// Each report is a task over the limit, and the one that was is among them. (A busy machine may hold the loop up, too.)
void tst_LoopWatch::tellsALongTask()
{
    LoopWatch watch;
    QList<double> told;
    watch.setReport([&told](double ms) { told << ms; });
    constexpr int task = LoopWatch::limitMs + 40;
    QTimer::singleShot(0, this, [] { holdUp(task); });
    QTRY_VERIFY(!told.isEmpty());
    QVERIFY(std::all_of(told.cbegin(), told.cend(), [](double ms) { return ms > LoopWatch::limitMs; }));
    QVERIFY2(*std::max_element(told.cbegin(), told.cend()) > task - 20, qPrintable(QString::number(told.first()))); // a beat of 10 ms, twice
    QCOMPARE(watch.overLimit(), int(told.size()));
    QCOMPARE(watch.longestMs(), *std::max_element(told.cbegin(), told.cend()));
}

void tst_LoopWatch::countsFromNowOn()
{
    LoopWatch watch;
    holdUp(LoopWatch::limitMs + 40);
    QTRY_VERIFY(watch.overLimit() > 0);
    watch.clear();
    QCOMPARE(watch.overLimit(), 0);
    QCOMPARE(watch.longestMs(), 0.0);
    holdUp(LoopWatch::limitMs + 40);
    watch.clear(); // what was before counts no more, though no beat has told it
    QCOMPARE(watch.overLimit(), 0);
}

ASSAY_TEST(tst_LoopWatch)
#include "tst_LoopWatch.moc"
