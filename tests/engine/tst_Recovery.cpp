#include "services/engine/scheduler/Scheduler.h"
#include "tests/engine/SchedulerSupport.h"
#include "tests/support/TestRegistry.h"

#include <QCoreApplication>
#include <QProcess>

#include <unistd.h>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;
using nlohmann::json;

/// A run goes on after its engine stopped or died; what is stored is not asked again.
class tst_Recovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void stopMarksNothingAsEnded();
    void begunGoesOnBeforeTheRest();
    void cancelledStaysCancelled();
    void endOfAStoppedEngineIsNotLost();
    void killedEngine();

private:
    static void runUntilKilled(const QString &folder);
    static QString submit(Store &store, Scheduler &scheduler, const QStringList &ids)
    {
        QList<EffectiveBenchmark> list;
        for (const QString &id : ids)
            list.append(benchmark(id));
        const QString job = create(store, newJob(QStringLiteral("j"), list));
        scheduler.jobCreated(job);
        return job;
    }
    static RunnerMap runners(FakeRunner &runner) { return {{QStringLiteral("assay"), &runner}}; }
    static std::string state(Store &store, const QString &job) { return jobDocument(store, job)["status"]["state"].get<std::string>(); }
};

void tst_Recovery::initTestCase()
{
    const QByteArray folder = qgetenv("ASSAY_TEST_RUN_UNTIL_KILLED");
    if (!folder.isEmpty())
        runUntilKilled(QString::fromLocal8Bit(folder));
}

void tst_Recovery::stopMarksNothingAsEnded()
{
    QTemporaryDir folder;
    FakeClock clock;
    QString job;
    json before;
    {
        FakeRunner runner;
        const auto store = openStore(optionsFor(folder));
        Scheduler scheduler(*store, runners(runner), clock, {});
        scheduler.start();
        job = submit(*store, scheduler, {QStringLiteral("a")});
        QTRY_VERIFY(runner.runs(job, 0));
        const auto sink = runner.attempt(job, 0).sink;
        sink->phase(Phase::RunningEvaluation);
        for (int i = 0; i < 5; ++i)
            sink->sample(sample(i, 1), {});
        sink->progress(5, 20);
        scheduler.stop();
        QCOMPARE(runner.left().size(), 1); // no request stays open
        store->flush();
        before = jobDocument(*store, job);
        QCOMPARE(before["status"]["state"].get<std::string>(), std::string("running"));
    }
    FakeRunner runner;
    const auto store = openStore(optionsFor(folder));
    COMPARE_JSON(jobDocument(*store, job), before);
    Scheduler scheduler(*store, runners(runner), clock, {});
    scheduler.start();
    QTRY_VERIFY(runner.runs(job, 0));
    const auto attempt = runner.attempt(job, 0);
    QCOMPARE(attempt.spec.attempt, 1);
    QCOMPARE(attempt.spec.itemsStored, 5);
    QCOMPARE(attempt.stored->after(-1, 0, 100)->size(), 5);
    attempt.sink->sample(sample(4, 0), {}); // in flight when it stopped: repeated, counted once
    attempt.sink->sample(sample(5, 1), {});
    store->flush();
    QCOMPARE(answer<SamplePage>([&](auto reply) { store->samples(job, 0, {}, {}, reply); })->totalCount, 6);
    runner.complete(job, 0);
    QTRY_COMPARE(state(*store, job), std::string("completed"));
    scheduler.stop();
}

void tst_Recovery::begunGoesOnBeforeTheRest()
{
    QTemporaryDir folder;
    FakeClock clock;
    SchedulerSettings one;
    one.totalSlots = 1;
    QString job;
    {
        FakeRunner runner;
        const auto store = openStore(optionsFor(folder));
        Scheduler scheduler(*store, runners(runner), clock, one);
        scheduler.start();
        job = submit(*store, scheduler, {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        QTRY_VERIFY(runner.runs(job, 0));
        runner.complete(job, 0);
        QTRY_VERIFY(runner.runs(job, 1));
        scheduler.stop();
    }
    FakeRunner runner;
    const auto store = openStore(optionsFor(folder));
    Scheduler scheduler(*store, runners(runner), clock, one);
    scheduler.start();
    for (int index : {1, 2}) {
        QTRY_VERIFY(runner.runs(job, index));
        runner.complete(job, index);
    }
    QTRY_COMPARE(state(*store, job), std::string("completed"));
    QCOMPARE(runner.order(), QStringList({QStringLiteral("b"), QStringLiteral("c")})); // a is not run again
    scheduler.stop();
}

void tst_Recovery::cancelledStaysCancelled()
{
    QTemporaryDir folder;
    FakeClock clock;
    QString job;
    {
        FakeRunner runner;
        const auto store = openStore(optionsFor(folder));
        Scheduler scheduler(*store, runners(runner), clock, {});
        scheduler.start();
        job = submit(*store, scheduler, {QStringLiteral("a")});
        QTRY_VERIFY(runner.runs(job, 0));
        QVERIFY(answer<Done>([&](auto reply) { scheduler.cancelJob(job, {}, reply); }).hasValue());
    }
    FakeRunner runner;
    const auto store = openStore(optionsFor(folder));
    Scheduler scheduler(*store, runners(runner), clock, {});
    scheduler.start();
    QTRY_VERIFY(scheduler.idle());
    QVERIFY(runner.order().isEmpty());
    QCOMPARE(state(*store, job), std::string("cancelled"));
}

void tst_Recovery::endOfAStoppedEngineIsNotLost()
{
    QTemporaryDir folder;
    FakeClock clock;
    QString job;
    {
        FakeRunner runner;
        const auto store = openStore(optionsFor(folder));
        Scheduler scheduler(*store, runners(runner), clock, {});
        scheduler.start();
        job = submit(*store, scheduler, {QStringLiteral("a")});
        QTRY_VERIFY(runner.runs(job, 0));
        runner.complete(job, 0, R"({"acc":1})"); // and at once the engine goes
    }
    FakeRunner runner;
    const auto store = openStore(optionsFor(folder));
    Scheduler scheduler(*store, runners(runner), clock, {});
    scheduler.start();
    // Either the end was stored, or the attempt goes on: never neither.
    QTRY_VERIFY(state(*store, job) == "completed" || runner.runs(job, 0));
}

/// A child engine whose runner stores samples as fast as it can, telling which are acknowledged.
void tst_Recovery::runUntilKilled(const QString &folder)
{
    StoreOptions options;
    options.workspace = folder;
    FakeRunner runner;
    const auto store = openStore(options);
    Scheduler scheduler(*store, runners(runner), Clock::system(), {});
    scheduler.start();
    const QString job = submit(*store, scheduler, {QStringLiteral("a"), QStringLiteral("b")});
    const auto tell = [](const QByteArray &line) {
        if (::write(STDOUT_FILENO, line.constData(), std::size_t(line.size())) < 0)
            ::_exit(1);
    };
    while (!runner.runs(job, 0))
        std::this_thread::yield();
    tell("ACK job " + job.toUtf8() + "\n");
    const auto sink = runner.attempt(job, 0).sink;
    for (int i = 0;; ++i) {
        sink->sample(sample(i, 1), [&, i](bool ok) {
            if (ok)
                tell("ACK " + QByteArray::number(i) + "\n");
        });
        sink->progress(i, 1000000);
        if (i % 16 == 15)
            store->flush();
    }
}

void tst_Recovery::killedEngine()
{
    QTemporaryDir folder;
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("ASSAY_TEST_RUN_UNTIL_KILLED"), folder.path());
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("-class"), QStringLiteral("tst_Recovery")});
    QByteArray output;
    while (output.count('\n') < 400 && child.waitForReadyRead(30000))
        output += child.readAll();
    child.kill();
    QVERIFY(child.waitForFinished());
    output += child.readAll();
    QSet<qint64> acknowledged;
    QString job;
    for (const QByteArray &line : output.left(output.lastIndexOf('\n')).split('\n')) {
        if (line.startsWith("ACK job "))
            job = QString::fromLatin1(line.mid(8));
        else if (line.startsWith("ACK "))
            acknowledged.insert(line.mid(4).toLongLong());
    }
    QVERIFY(!job.isEmpty() && acknowledged.size() > 100);

    FakeRunner runner;
    const auto store = openStore(optionsFor(folder));
    QCOMPARE(state(*store, job), std::string("running"));
    Scheduler scheduler(*store, runners(runner), Clock::system(), {});
    scheduler.start();
    QTRY_VERIFY(runner.runs(job, 0) && runner.runs(job, 1)); // also the one that may not have begun
    const auto attempt = runner.attempt(job, 0);
    QVERIFY(attempt.spec.itemsStored >= acknowledged.size());
    const auto kept = attempt.stored->after(-1, 0, 1000000);
    QVERIFY(kept);
    for (const Sample &one : *kept)
        acknowledged.remove(one.ordinal);
    QVERIFY(acknowledged.isEmpty());
    runner.complete(job, 0);
    runner.complete(job, 1);
    QTRY_COMPARE(state(*store, job), std::string("completed"));
    scheduler.stop();
}

ASSAY_TEST(tst_Recovery)
#include "tst_Recovery.moc"
