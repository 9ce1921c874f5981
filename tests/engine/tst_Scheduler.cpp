#include "services/engine/scheduler/Scheduler.h"
#include "services/engine/scheduler/WaitingQueue.h"
#include "tests/engine/SchedulerSupport.h"
#include "tests/support/TestRegistry.h"

#include <QFileInfo>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;
using nlohmann::json;

/// What runs when, and how an attempt's words reach the store.
class tst_Scheduler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void queueIsFair();
    void queueTakesBegunOnesFirst();
    void queueForgets();

    void runsAJobToItsEnd();
    void slotsLimitAttempts();
    void modelLimitHoldsOthersBack();
    void phasesProgressAndWarnings();
    void samplesAreAcknowledged();
    void failureIsTheJobs();
    void timeLimit();
    void timeLimitOfTheBenchmark();
    void cancelStopsWhatRunsAndWaits();
    void slotIsFreeOnlyWhenTheRunnerStopped();
    void lateReportAfterCancelIsIgnored();
    void clientsReportEndsTheAttempt();
    void removeWaitsForTheRunner();
    void removeByAnotherTenantStopsNothing();
    void providerWithoutRuntimeFails();
    void providerWithCommandWaitsForReports();
    void drainStartsNothingMore();
    void endWaitsForRoomOnTheDisk();

private:
    void startScheduler(SchedulerSettings settings = {})
    {
        m_scheduler = std::make_unique<Scheduler>(*m_store, RunnerMap{{QStringLiteral("assay"), m_runner.get()}}, m_clock, settings);
        m_scheduler->start();
    }
    QString submit(const QStringList &benchmarks, const std::function<void(NewJob &)> &change = {})
    {
        QList<EffectiveBenchmark> list;
        for (const QString &id : benchmarks)
            list.append(benchmark(id));
        NewJob job = newJob(benchmarks.first(), list);
        if (change)
            change(job);
        const QString id = create(*m_store, job);
        m_scheduler->jobCreated(id);
        return id;
    }
    QString state(const QString &job) { return QString::fromStdString(jobDocument(*m_store, job)["status"]["state"]); }
    json entry(const QString &job, int index)
    {
        for (const json &one : jobDocument(*m_store, job)["status"].value("benchmarks", json::array())) {
            if (one["benchmark_index"] == index)
                return one;
        }
        return {};
    }

    FakeClock m_clock;
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Scheduler> m_scheduler;
};

void tst_Scheduler::init()
{
    m_clock.reset();
    m_runner = std::make_unique<FakeRunner>();
    m_folder = std::make_unique<QTemporaryDir>();
    StoreOptions options = optionsFor(*m_folder);
    options.clock = &m_clock;
    m_store = openStore(options);
}

void tst_Scheduler::cleanup()
{
    m_runner->letGo();
    m_scheduler.reset();
    m_store.reset();
}

static OpenBenchmark open(qint64 job, int index, bool begun = false)
{
    OpenBenchmark benchmark;
    benchmark.jobId = QString::number(job);
    benchmark.jobSeq = job;
    benchmark.index = index;
    benchmark.attemptRunning = begun;
    return benchmark;
}

void tst_Scheduler::queueIsFair()
{
    WaitingQueue queue;
    for (int i = 0; i < 4; ++i)
        queue.add(open(1, i));
    queue.add(open(2, 0));
    queue.add(open(2, 1));
    queue.add(open(2, 1)); // twice is once
    QCOMPARE(queue.size(), 6);
    const auto any = [](const OpenBenchmark &) { return true; };
    QStringList order;
    while (const auto next = queue.take(any, {}))
        order << next->jobId + QLatin1Char('.') + QString::number(next->index);
    QCOMPARE(order.join(QLatin1Char(' ')), QStringLiteral("1.0 2.0 1.1 2.1 1.2 1.3"));

    queue.add(open(1, 0));
    queue.add(open(2, 0));
    const auto next = queue.take(any, {{QStringLiteral("1"), 3}, {QStringLiteral("2"), 1}});
    QCOMPARE(next->jobId, QStringLiteral("2")); // the one with less under way
    QVERIFY(!queue.take([](const OpenBenchmark &) { return false; }, {}).has_value());
    QCOMPARE(queue.size(), 1);
}

void tst_Scheduler::queueTakesBegunOnesFirst()
{
    WaitingQueue queue;
    queue.add(open(1, 0));
    queue.add(open(1, 1, true));
    queue.add(open(1, 2, true));
    QList<int> order;
    while (const auto next = queue.take([](const OpenBenchmark &) { return true; }, {}))
        order << next->index;
    QCOMPARE(order, QList<int>({1, 2, 0}));
}

void tst_Scheduler::queueForgets()
{
    WaitingQueue queue;
    queue.add(open(1, 0));
    queue.add(open(1, 1));
    queue.add(open(2, 0));
    queue.remove(QStringLiteral("1"), 0);
    queue.remove(QStringLiteral("1"), 7);
    QCOMPARE(queue.size(), 2);
    queue.removeJob(QStringLiteral("1"));
    QCOMPARE(queue.size(), 1);
    QCOMPARE(queue.take([](const OpenBenchmark &) { return true; }, {})->jobId, QStringLiteral("2"));
}

void tst_Scheduler::runsAJobToItsEnd()
{
    startScheduler();
    QTRY_VERIFY(m_scheduler->idle());
    const QString job = submit({QStringLiteral("a"), QStringLiteral("b")}, [](NewJob &wanted) {
        wanted.benchmarks[0].entry.primaryScore = PrimaryScore{QStringLiteral("acc"), {}, {}};
        wanted.benchmarks[0].entry.passCriteria = PassCriteria{0.5, {}};
        wanted.benchmarks[1].entry.parameters.text = R"({"num_examples":3})";
    });
    QTRY_VERIFY(m_runner->runs(job, 0) && m_runner->runs(job, 1));
    QTRY_COMPARE(m_scheduler->load().slotsBusy, 2);
    const AttemptSpec spec = m_runner->attempt(job, 1).spec;
    QCOMPARE(spec.attempt, 1);
    QCOMPARE(spec.itemsStored, 0);
    QCOMPARE(spec.benchmark.parameters.text, QByteArray(R"({"num_examples":3})"));
    QCOMPARE(spec.model.url, QStringLiteral("http://model.invalid/v1"));
    QVERIFY(QFileInfo(spec.workFolder).isDir());
    QCOMPARE(QFileInfo(spec.workFolder).permissions() & (QFile::ReadOther | QFile::ReadGroup), QFile::Permissions());
    QCOMPARE(state(job), QStringLiteral("running"));
    QVERIFY(!m_scheduler->idle());
    m_runner->complete(job, 0, R"({"acc":0.75})");
    m_runner->complete(job, 1);
    QTRY_COMPARE(state(job), QStringLiteral("completed"));
    COMPARE_JSON(jobDocument(*m_store, job)["results"]["test"], json::parse(R"({"score":0.75,"threshold":0.5,"pass":true})"));
    QVERIFY(entry(job, 0).contains("started_at") && entry(job, 0).contains("completed_at"));
    QTRY_VERIFY(m_scheduler->idle());
    const auto log = answer<LogPiece>([&](auto reply) { m_store->log(job, 0, {}, 0, 1000, reply); });
    QCOMPARE(log->bytes, QByteArray("2026-01-12T08:00:00.000Z attempt 1 starts\n"));
}

void tst_Scheduler::slotsLimitAttempts()
{
    SchedulerSettings settings;
    settings.totalSlots = 2;
    startScheduler(settings);
    const QString one = submit({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    QTRY_COMPARE(m_runner->running(), 2);
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    const QString two = submit({QStringLiteral("x"), QStringLiteral("y")});
    QTRY_COMPARE(m_scheduler->load().queued, 3);
    QCOMPARE(m_scheduler->load().slotsTotal, 2);
    m_runner->complete(one, 0);
    QTRY_VERIFY(m_runner->runs(two, 0)); // fair: not the first job's third
    m_runner->complete(one, 1);
    QTRY_COMPARE(m_runner->running(), 2);
    m_runner->complete(two, 0);
    QTRY_COMPARE(m_runner->running(), 2);
    m_runner->complete(one, 2);
    m_runner->complete(two, 1);
    QTRY_COMPARE(state(two), QStringLiteral("completed"));
    QTRY_COMPARE(state(one), QStringLiteral("completed"));
    QCOMPARE(m_runner->atOnce(), 2);
}

void tst_Scheduler::modelLimitHoldsOthersBack()
{
    SchedulerSettings settings;
    settings.totalSlots = 4;
    settings.slotsPerModel = 1;
    startScheduler(settings);
    const QString one = submit({QStringLiteral("a"), QStringLiteral("b")});
    const QString other = submit({QStringLiteral("c")}, [](NewJob &job) {
        job.job.model.url = QStringLiteral("recorded:x");
        job.config.replace("http://model.invalid/v1", "recorded:x");
    });
    QTRY_VERIFY(m_runner->runs(one, 0) && m_runner->runs(other, 0));
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    QVERIFY(!m_runner->runs(one, 1));
    QCOMPARE(m_runner->attempt(other, 0).spec.model.url, QStringLiteral("recorded:x"));
    m_runner->complete(one, 0);
    QTRY_VERIFY(m_runner->runs(one, 1));
}

void tst_Scheduler::phasesProgressAndWarnings()
{
    startScheduler();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    const auto sink = m_runner->attempt(job, 0).sink;
    sink->phase(Phase::LoadingData);
    sink->warning({QStringLiteral("slow"), QStringLiteral("slow_model"), QStringLiteral("runtime"), {}});
    sink->phase(Phase::RunningEvaluation);
    sink->progress(3, 40);
    sink->logLine(QStringLiteral("hello"));
    m_store->flush();
    const json now = entry(job, 0);
    QCOMPARE(now["phase"].get<std::string>(), std::string("running_evaluation"));
    QCOMPARE(now["warning_message"]["message"].get<std::string>(), std::string("slow"));
    QCOMPARE(now["items_done"].get<int>(), 3);
    QCOMPARE(now["items_total"].get<int>(), 40);
    m_runner->complete(job, 0);
    QTRY_COMPARE(state(job), QStringLiteral("completed"));
    QCOMPARE(entry(job, 0)["warning_message"]["message_code"].get<std::string>(), std::string("slow_model"));
    QCOMPARE(entry(job, 0)["items_done"].get<int>(), 3);
    const auto log = answer<LogPiece>([&](auto reply) { m_store->log(job, 0, {}, 0, 1000, reply); });
    QVERIFY(log->bytes.contains("Z warning: slow\n") && log->bytes.contains("Z hello\n"));
}

void tst_Scheduler::samplesAreAcknowledged()
{
    startScheduler();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    const auto attempt = m_runner->attempt(job, 0);
    std::atomic<int> stored{0};
    for (int i = 0; i < 10; ++i)
        attempt.sink->sample(sample(i, 1), [&](bool ok) { stored += ok ? 1 : 100; });
    QTRY_COMPARE(stored.load(), 10);
    QCOMPARE(attempt.stored->after(-1, 0, 100)->size(), 10);
    QCOMPARE(attempt.stored->after(7, 0, 100)->size(), 2);
}

void tst_Scheduler::failureIsTheJobs()
{
    startScheduler();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    m_runner->take(job, 0)->failed({QStringLiteral("Line 7 of facts.jsonl is broken."), QStringLiteral("dataset"), QStringLiteral("runtime"), {}});
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    QCOMPARE(entry(job, 0)["error_message"]["message"].get<std::string>(), std::string("Line 7 of facts.jsonl is broken."));
    QTRY_VERIFY(m_scheduler->idle());
}

void tst_Scheduler::timeLimit()
{
    SchedulerSettings settings;
    settings.policy.timeLimitMs = 60000;
    startScheduler(settings);
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    m_clock.advance(59999);
    m_store->flush();
    QCOMPARE(state(job), QStringLiteral("running"));
    m_clock.advance(1);
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    const auto message = QString::fromStdString(entry(job, 0)["error_message"]["message"]);
    QVERIFY2(message.startsWith(QStringLiteral("Stopped after 60 s, the time limit of benchmark 'a'")), qPrintable(message));
    QCOMPARE(entry(job, 0)["error_message"]["message_origin"].get<std::string>(), std::string("server"));
    QTRY_VERIFY(m_scheduler->idle());
    QCOMPARE(m_runner->cancelled(), QStringList({QStringLiteral("0")}));
}

void tst_Scheduler::timeLimitOfTheBenchmark()
{
    startScheduler();
    const QString job = submit({QStringLiteral("a"), QStringLiteral("b")},
                               [](NewJob &wanted) { wanted.benchmarks[1].entry.parameters.text = R"({"time_limit_seconds":1.5})"; });
    QTRY_COMPARE(m_runner->running(), 2);
    m_clock.advance(1500);
    QTRY_VERIFY(!m_runner->runs(job, 1));
    QVERIFY(m_runner->runs(job, 0));
    QTRY_COMPARE(entry(job, 1).value("status", std::string()), std::string("failed"));
    QCOMPARE(state(job), QStringLiteral("running"));
}

void tst_Scheduler::cancelStopsWhatRunsAndWaits()
{
    SchedulerSettings settings;
    settings.totalSlots = 1;
    startScheduler(settings);
    const QString job = submit({QStringLiteral("a"), QStringLiteral("b")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    QVERIFY(answer<Done>([&](auto reply) { m_scheduler->cancelJob(job, {}, reply); }).hasValue());
    QTRY_VERIFY(m_scheduler->idle());
    QCOMPARE(m_runner->cancelled(), QStringList({QStringLiteral("0")}));
    QCOMPARE(m_runner->order(), QStringList({QStringLiteral("a")})); // b never ran
    QCOMPARE(state(job), QStringLiteral("cancelled"));
    QCOMPARE(entry(job, 0)["status"].get<std::string>(), std::string("cancelled"));
    QVERIFY(entry(job, 1).is_null());
}

void tst_Scheduler::slotIsFreeOnlyWhenTheRunnerStopped()
{
    SchedulerSettings settings;
    settings.totalSlots = 1;
    startScheduler(settings);
    m_runner->holdStops();
    const QString first = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(first, 0));
    const QString second = submit({QStringLiteral("b")});
    QVERIFY(answer<Done>([&](auto reply) { m_scheduler->cancelJob(first, {}, reply); }).hasValue());
    QTRY_COMPARE(m_runner->cancelled().size(), 1);
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    QVERIFY(!m_runner->runs(second, 0)); // its requests may still be open
    m_runner->letGo();
    QTRY_VERIFY(m_runner->runs(second, 0));
}

void tst_Scheduler::lateReportAfterCancelIsIgnored()
{
    startScheduler();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    const auto sink = m_runner->attempt(job, 0).sink;
    QVERIFY(answer<Done>([&](auto reply) { m_scheduler->cancelJob(job, {}, reply); }).hasValue());
    QTRY_VERIFY(m_scheduler->idle());
    std::optional<bool> stored;
    sink->sample(sample(0, 1), [&](bool ok) { stored = ok; });
    sink->completed({{"{\"acc\":1}"}, {}, {}, {}});
    m_store->flush();
    QCOMPARE(stored, std::optional(false));
    QCOMPARE(state(job), QStringLiteral("cancelled"));
    QVERIFY(!jobDocument(*m_store, job)["results"].contains("benchmarks"));
}

void tst_Scheduler::clientsReportEndsTheAttempt()
{
    startScheduler();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(apply(*m_store, job, reportOf(QStringLiteral("a"), 0, RunState::Completed)).hasValue());
    QTRY_COMPARE(m_runner->cancelled().size(), 1);
    QTRY_VERIFY(m_scheduler->idle());
    QCOMPARE(state(job), QStringLiteral("completed"));
}

void tst_Scheduler::removeWaitsForTheRunner()
{
    startScheduler();
    m_runner->holdStops();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    std::atomic<bool> removed{false};
    m_scheduler->removeJob(job, {}, [&](const Result<Done> &result) { removed = result.hasValue(); });
    QTRY_COMPARE(m_runner->cancelled().size(), 1);
    m_store->flush();
    QVERIFY(!removed && jobDocument(*m_store, job).is_object());
    m_runner->letGo();
    QTRY_VERIFY(removed.load());
    QVERIFY(jobDocument(*m_store, job).is_null());
    QVERIFY(!QFileInfo::exists(m_folder->path() + QStringLiteral("/jobs/") + job));
    QTRY_VERIFY(m_scheduler->idle());
}

void tst_Scheduler::removeByAnotherTenantStopsNothing()
{
    startScheduler();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    const auto refused = answer<Done>([&](auto reply) { m_scheduler->removeJob(job, QStringLiteral("silver"), reply); });
    QCOMPARE(refused.error().kind, Error::Kind::NotFound);
    QCOMPARE(refused.error().message, QStringLiteral("The evaluation job resource '%1' was not found.").arg(job));
    QVERIFY(m_runner->runs(job, 0));
    QVERIFY(m_runner->cancelled().isEmpty());
}

void tst_Scheduler::providerWithoutRuntimeFails()
{
    startScheduler();
    const QString job = submit({QStringLiteral("k")}, [](NewJob &wanted) {
        wanted.benchmarks[0] = benchmark(QStringLiteral("k"), QStringLiteral("gold_k8s_only"));
    });
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    COMPARE_JSON(entry(job, 0)["error_message"], json::parse(R"({"message":"Local runtime is not enabled for provider 'gold_k8s_only'. Please configure a local runtime command for this provider and try again.",
        "message_code":"evaluation_job_failed","message_origin":"server"})"));
    QVERIFY(!m_runner->runs(job, 0));
}

void tst_Scheduler::providerWithCommandWaitsForReports()
{
    startScheduler();
    const QString job = submit({QStringLiteral("k")}, [](NewJob &wanted) {
        wanted.benchmarks[0] = benchmark(QStringLiteral("k"), QStringLiteral("garak"));
        wanted.benchmarks[0].localCommand = QStringLiteral("python3 -m garak");
    });
    QTRY_VERIFY(m_scheduler->idle()); // nobody here runs commands
    QCOMPARE(state(job), QStringLiteral("pending"));
    QVERIFY(entry(job, 0).is_null());
    QVERIFY(apply(*m_store, job, reportOf(QStringLiteral("k"), 0, RunState::Completed, "{}", QStringLiteral("garak"))).hasValue());
    QCOMPARE(state(job), QStringLiteral("completed"));
}

void tst_Scheduler::drainStartsNothingMore()
{
    SchedulerSettings settings;
    settings.totalSlots = 1;
    startScheduler(settings);
    const QString job = submit({QStringLiteral("a"), QStringLiteral("b")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    m_scheduler->drain();
    m_runner->complete(job, 0);
    QTRY_COMPARE(m_scheduler->load().slotsBusy, 0);
    QCOMPARE(m_runner->running(), 0);
    QCOMPARE(m_scheduler->load().queued, 1);
}

void tst_Scheduler::endWaitsForRoomOnTheDisk()
{
    m_store.reset();
    StoreOptions options = optionsFor(*m_folder);
    options.clock = &m_clock;
    options.maxPageCount = int(QFileInfo(m_folder->path() + QStringLiteral("/assay.sqlite")).size() / 4096) + 30;
    m_store = openStore(options);
    startScheduler();
    const QString job = submit({QStringLiteral("a")});
    QTRY_VERIFY(m_runner->runs(job, 0));
    m_runner->take(job, 0)->completed({{"{\"text\":\"" + QByteArray(300000, 'x') + "\"}"}, {}, {}, {}});
    m_store->flush();
    QCOMPARE(state(job), QStringLiteral("running")); // refused by the full disk, not forgotten
    QTRY_COMPARE(m_scheduler->load().slotsBusy, 1);
    m_scheduler.reset(); // stops, and leaves it as begun
    m_store.reset();
    options.maxPageCount = 0;
    m_store = openStore(options);
    startScheduler();
    QTRY_VERIFY(m_runner->runs(job, 0));
    m_runner->complete(job, 0);
    QTRY_COMPARE(state(job), QStringLiteral("completed"));
}

ASSAY_TEST(tst_Scheduler)
#include "tst_Scheduler.moc"
