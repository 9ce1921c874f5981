#include "services/engine/scheduler/RunPolicy.h"
#include "services/engine/scheduler/Scheduler.h"
#include "tests/engine/SchedulerSupport.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFileInfo>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;
using nlohmann::json;

/// Providers' commands in the scheduler: approval, reports, retries, limits, stalls, and what a restart makes of them. The runner is
/// a fake; real processes are in tst_CommandRunner and tst_KillCommands.
class tst_SchedulerCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void policyFaults_data();
    void policyFaults();
    void policyOfJobAndBenchmark();
    void delaysGrowAndSpread();

    void startTellsAllThatACommandNeeds();
    void reportsCountOnce();
    void reportOfAnEndEndsTheAttempt();
    void cancelledAttemptReportsNothing();
    void retriesWhatDied();
    void retryBudgetSurvivesARestart();
    void doesNotRetryWhatTheUserMustMend();
    void reportedFailureIsFinal();
    void retriesReportedFailuresWhenAsked();
    void reportOfAnEarlierAttemptChangesNothing();
    void stallIsAWarningUntilSomethingIsHeard();
    void jobTimeLimitEndsWhatRunsAndWaits();
    void askedCommandWaitsForApproval();
    void deniedCommandFails();
    void denyModeFailsAtOnce();
    void approvalHoldsForTheNamesOfVariables();
    void adoptsWhatHasAProcess();
    void stopsProcessesOfDecidedAttempts();
    void processUseIsShown();
    void sweepsOldFoldersOfCompletedOnes();
    void clientEndsWhatWaits();

private:
    void startScheduler(SchedulerSettings settings = {}, bool allow = true)
    {
        settings.random = [] { return 1.0; }; // the whole delay
        if (allow)
            settings.commands = CommandMode::Allow;
        m_scheduler = std::make_unique<Scheduler>(*m_store, RunnerMap{}, m_clock, settings, m_runner.get());
        m_scheduler->start();
    }
    /// As after a crash: the runner is another one, the store the same file.
    void restart(const SchedulerSettings &settings = {})
    {
        m_scheduler.reset();
        m_store.reset();
        m_runner = std::make_unique<FakeRunner>();
        openAgain();
        startScheduler(settings);
    }
    void openAgain()
    {
        StoreOptions options = optionsFor(*m_folder);
        options.clock = &m_clock;
        m_store = openStore(options);
    }
    QString submit(int benchmarks = 1, const json &assay = nullptr, const QList<EnvVar> &environment = {})
    {
        QList<EffectiveBenchmark> list;
        for (int i = 0; i < benchmarks; ++i) {
            EffectiveBenchmark one = benchmark(QStringLiteral("b%1").arg(i), QStringLiteral("echo"));
            one.localCommand = QStringLiteral("run-echo");
            one.environment = environment;
            one.providerScore = PrimaryScore{QStringLiteral("acc"), {}, {}};
            list.append(one);
        }
        NewJob job = newJob(QStringLiteral("j"), list);
        if (!assay.is_null()) {
            json config = json::parse(job.config.begin(), job.config.end());
            config["custom"]["assay"] = assay;
            job.config = QByteArray::fromStdString(config.dump());
        }
        const QString id = create(*m_store, job);
        m_scheduler->jobCreated(id);
        return id;
    }
    QString state(const QString &job) { return QString::fromStdString(jobDocument(*m_store, job)["status"]["state"]); }
    json entry(const QString &job, int index = 0)
    {
        for (const json &one : jobDocument(*m_store, job)["status"].value("benchmarks", json::array())) {
            if (one["benchmark_index"] == index)
                return one;
        }
        return json::object();
    }
    std::string warning(const QString &job, int index = 0)
    {
        return entry(job, index).value("warning_message", json::object()).value("message_code", std::string());
    }
    json attempt(const QString &job, int number)
    {
        const auto list = answer<QList<QByteArray>>([&](auto reply) { m_store->attempts(job, {}, 0, reply); });
        return list && list->size() >= number ? json::parse(list->at(number - 1).begin(), list->at(number - 1).end()) : json::object();
    }
    std::shared_ptr<AttemptSink> sink(const QString &job, int index = 0) { return m_runner->attempt(job, index).sink; }
    Result<Done> report(const QString &job, qint64 number, RunState status, const QByteArray &metrics = {}, int index = 0)
    {
        return tell(sink(job, index), number, reportOf(QStringLiteral("b%1").arg(index), index, status, metrics, QStringLiteral("echo")));
    }
    static Result<Done> tell(const std::shared_ptr<AttemptSink> &sink, qint64 number, const BenchmarkEvent &event)
    {
        return answer<Done>([&](auto reply) { sink->report(number, event, reply); });
    }
    void die(const QString &job, const QString &code = QStringLiteral("command_failed"), int index = 0)
    {
        m_runner->take(job, index)->failed({QStringLiteral("It ended with exit code 3."), code, QStringLiteral("server"), {}});
    }
    bool giveProcess(const QString &job, qint64 pid)
    {
        const auto known = std::make_shared<std::promise<bool>>();
        sink(job)->process({pid, 77, QStringLiteral("boot")}, [known](bool stored) { known->set_value(stored); });
        return known->get_future().get();
    }

    FakeClock m_clock;
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Scheduler> m_scheduler;
};

void tst_SchedulerCommands::init()
{
    m_clock.reset();
    m_runner = std::make_unique<FakeRunner>();
    m_folder = std::make_unique<QTemporaryDir>();
    openAgain();
}

void tst_SchedulerCommands::cleanup()
{
    m_runner->letGo();
    m_scheduler.reset();
    m_store.reset();
}

void tst_SchedulerCommands::policyFaults_data()
{
    QTest::addColumn<QByteArray>("custom");
    QTest::addColumn<QString>("names"); // empty: nothing is wrong
    QTest::addRow("none") << QByteArray() << QString();
    QTest::addRow("others' members") << QByteArray(R"({"team":1,"assay":{"colour":"red"}})") << QString();
    QTest::addRow("all good") << QByteArray(R"({"assay":{"time_limit_seconds":0.5,"job_time_limit_seconds":9,"stall_seconds":0,"retries":3,"retry_backoff_seconds":0,"retry_on":"all"}})") << QString();
    QTest::addRow("no object") << QByteArray(R"({"assay":7})") << QStringLiteral("custom.assay must");
    QTest::addRow("time limit zero") << QByteArray(R"({"assay":{"time_limit_seconds":0}})") << QStringLiteral("custom.assay.time_limit_seconds");
    QTest::addRow("time limit text") << QByteArray(R"({"assay":{"time_limit_seconds":"5m"}})") << QStringLiteral("custom.assay.time_limit_seconds");
    QTest::addRow("too long") << QByteArray(R"({"assay":{"job_time_limit_seconds":1e12}})") << QStringLiteral("custom.assay.job_time_limit_seconds");
    QTest::addRow("stall") << QByteArray(R"({"assay":{"stall_seconds":-1}})") << QStringLiteral("custom.assay.stall_seconds");
    QTest::addRow("retries") << QByteArray(R"({"assay":{"retries":1.5}})") << QStringLiteral("custom.assay.retries");
    QTest::addRow("many retries") << QByteArray(R"({"assay":{"retries":101}})") << QStringLiteral("custom.assay.retries");
    QTest::addRow("retry_on") << QByteArray(R"({"assay":{"retry_on":"sometimes"}})") << QStringLiteral("custom.assay.retry_on");
}

void tst_SchedulerCommands::policyFaults()
{
    QFETCH(QByteArray, custom);
    QFETCH(QString, names);
    const auto fault = runPolicyFault({custom});
    QCOMPARE(fault.has_value(), !names.isEmpty());
    if (fault)
        QVERIFY2(fault->startsWith(names), qPrintable(*fault));
}

void tst_SchedulerCommands::policyOfJobAndBenchmark()
{
    RunPolicy settings;
    settings.retries = 1;
    const RunPolicy policy = runPolicy(settings, {R"({"assay":{"time_limit_seconds":60,"retry_on":"all"}})"}, {R"({"time_limit_seconds":1.5})"});
    QCOMPARE(policy.timeLimitMs, 1500); // the benchmark's own
    QVERIFY(policy.retryReported);
    QCOMPARE(policy.retries, 1);
    QCOMPARE(runPolicy(settings, {R"({"assay":{"time_limit_seconds":60}})"}, {}).timeLimitMs, 60000);
    QCOMPARE(runPolicy(settings, {}, {}).timeLimitMs, settings.timeLimitMs);
}

void tst_SchedulerCommands::delaysGrowAndSpread()
{
    RunPolicy policy;
    policy.backoffMs = 10000;
    QCOMPARE(retryDelayMs(policy, 1, 1), 10000);
    QCOMPARE(retryDelayMs(policy, 1, 0), 5000);
    QCOMPARE(retryDelayMs(policy, 3, 1), 40000);
    QCOMPARE(retryDelayMs(policy, 90, 1), 600000);
}

void tst_SchedulerCommands::startTellsAllThatACommandNeeds()
{
    startScheduler();
    EnvVar variable;
    variable.name = QStringLiteral("FLAVOUR");
    variable.value = QStringLiteral("chocolate");
    const QString job = submit(1, {{"retries", 0}}, {variable});
    QTRY_VERIFY(m_runner->runs(job, 0));
    const AttemptSpec spec = m_runner->attempt(job, 0).spec;
    QCOMPARE(spec.command, QStringLiteral("run-echo"));
    QCOMPARE(spec.environment, QList<EnvVar>({variable}));
    QCOMPARE(spec.job.name, QStringLiteral("j"));
    QCOMPARE(spec.providerScore->metric, QStringLiteral("acc"));
    QCOMPARE(spec.reportsApplied, 0);
    QVERIFY(QFileInfo(spec.workFolder).isDir());
    // Only its reports show a benchmark, as EvalHub does it; and the log is the program's.
    QCOMPARE(state(job), QStringLiteral("pending"));
    QVERIFY(entry(job).empty());
    QCOMPARE(answer<LogPiece>([&](auto reply) { m_store->log(job, 0, {}, 0, 100, reply); })->size, 0);
}

void tst_SchedulerCommands::reportsCountOnce()
{
    startScheduler();
    const QString job = submit(2);
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(report(job, 1, RunState::Running).hasValue());
    QVERIFY(report(job, 1, RunState::Failed).hasValue()); // the number was seen: nothing changes
    QCOMPARE(entry(job)["status"].get<std::string>(), std::string("running"));
    QCOMPARE(tell(sink(job), 2, reportOf(QStringLiteral("nobody"), 0, RunState::Running, {}, QStringLiteral("echo"))).error().kind, Error::Kind::NotFound);
    QVERIFY(tell(sink(job), 2, reportOf(QStringLiteral("b0"), 0, RunState::Completed, "{}", QStringLiteral("echo"))).hasValue());
    QCOMPARE(entry(job)["status"].get<std::string>(), std::string("running")); // 2 was used up by the refused one
    QVERIFY(report(job, 3, RunState::Completed, R"({"acc":1})").hasValue());
    QCOMPARE(entry(job)["status"].get<std::string>(), std::string("completed"));
}

void tst_SchedulerCommands::reportOfAnEndEndsTheAttempt()
{
    startScheduler();
    m_runner->holdStops();
    const QString job = submit(2);
    QTRY_VERIFY(m_runner->runs(job, 0));
    const auto held = sink(job);
    QVERIFY(report(job, 1, RunState::Completed, R"({"acc":1})").hasValue());
    QTRY_COMPARE(m_runner->cancelled().size(), 1); // asked to leave, and its slot is its own until it has
    QCOMPARE(m_scheduler->load().slotsBusy, 2);
    // A correction while the job goes on, as the contract has it.
    QVERIFY(tell(held, 2, reportOf(QStringLiteral("b0"), 0, RunState::Failed, {}, QStringLiteral("echo"))).hasValue());
    QCOMPARE(entry(job)["status"].get<std::string>(), std::string("failed"));
    QVERIFY(entry(job).contains("started_at")); // though it never said that it runs
    m_runner->letGo();
    QTRY_COMPARE(m_scheduler->load().slotsBusy, 1);
}

void tst_SchedulerCommands::cancelledAttemptReportsNothing()
{
    startScheduler();
    const QString job = submit(2);
    QTRY_VERIFY(m_runner->runs(job, 0) && m_runner->runs(job, 1));
    const auto held = sink(job);
    QVERIFY(answer<Done>([&](auto reply) { m_scheduler->cancelBenchmark(job, {}, 0, reply); }).hasValue());
    QTRY_COMPARE(m_runner->cancelled(), QStringList({QStringLiteral("0")}));
    QCOMPARE(tell(held, 1, reportOf(QStringLiteral("b0"), 0, RunState::Failed, {}, QStringLiteral("echo"))).error().kind, Error::Kind::Cancelled);
    QCOMPARE(entry(job)["status"].get<std::string>(), std::string("cancelled"));
}

void tst_SchedulerCommands::retriesWhatDied()
{
    startScheduler();
    const QString job = submit(1, {{"retries", 2}, {"retry_backoff_seconds", 10}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(report(job, 1, RunState::Running).hasValue());
    die(job);
    QTRY_COMPARE(warning(job), std::string("retrying"));
    QCOMPARE(state(job), QStringLiteral("running")); // never shown as failed
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    QVERIFY(!m_scheduler->idle());
    m_clock.advance(9999);
    m_store->flush();
    QVERIFY(!m_runner->runs(job, 0));
    m_clock.advance(1);
    QTRY_VERIFY(m_runner->runs(job, 0));
    QCOMPARE(m_runner->attempt(job, 0).spec.attempt, 2);
    QCOMPARE(m_runner->attempt(job, 0).spec.reportsApplied, 0);
    QCOMPARE(warning(job), std::string()); // over with the start
    die(job);
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    m_clock.advance(20000);
    QTRY_VERIFY(m_runner->runs(job, 0));
    die(job); // the third and last
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    QCOMPARE(entry(job)["error_message"]["message"].get<std::string>(), std::string("It ended with exit code 3."));
    QCOMPARE(attempt(job, 1)["status"].get<std::string>(), std::string("failed"));
    QCOMPARE(attempt(job, 2)["error_message"]["message_code"].get<std::string>(), std::string("command_failed"));
    QCOMPARE(attempt(job, 3)["status"].get<std::string>(), std::string("failed"));
}

void tst_SchedulerCommands::retryBudgetSurvivesARestart()
{
    startScheduler();
    const QString job = submit(1, {{"retries", 1}, {"retry_backoff_seconds", 10}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    die(job);
    QTRY_COMPARE(warning(job), std::string("retrying"));
    restart();
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    QVERIFY(!m_runner->runs(job, 0)); // its time has not come
    m_clock.advance(10000);
    QTRY_VERIFY(m_runner->runs(job, 0));
    QCOMPARE(m_runner->attempt(job, 0).spec.attempt, 2);
    QVERIFY(!m_runner->attempt(job, 0).adopted);
    die(job);
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
}

void tst_SchedulerCommands::doesNotRetryWhatTheUserMustMend()
{
    startScheduler();
    const QString job = submit(1, {{"retries", 5}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    die(job, QStringLiteral("secret_not_found"));
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
}

void tst_SchedulerCommands::reportedFailureIsFinal()
{
    startScheduler();
    const QString job = submit(1, {{"retries", 5}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(report(job, 1, RunState::Failed).hasValue());
    QCOMPARE(state(job), QStringLiteral("failed"));
}

void tst_SchedulerCommands::retriesReportedFailuresWhenAsked()
{
    startScheduler();
    const QString job = submit(1, {{"retries", 1}, {"retry_backoff_seconds", 1}, {"retry_on", "all"}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(report(job, 1, RunState::Running).hasValue());
    QVERIFY(report(job, 2, RunState::Failed).hasValue());
    QCOMPARE(state(job), QStringLiteral("running"));
    QTRY_COMPARE(m_runner->cancelled().size(), 1); // the old one leaves first
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    m_clock.advance(1000);
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(report(job, 1, RunState::Failed).hasValue());
    QCOMPARE(state(job), QStringLiteral("failed"));
}

void tst_SchedulerCommands::reportOfAnEarlierAttemptChangesNothing()
{
    startScheduler();
    const QString job = submit(1, {{"retries", 1}, {"retry_backoff_seconds", 0}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    die(job);
    QTRY_VERIFY(m_runner->runs(job, 0));
    const auto late = reportOf(QStringLiteral("b0"), 0, RunState::Completed, R"({"acc":1})", QStringLiteral("echo"));
    QVERIFY(answer<Done>([&](auto reply) { m_store->applyReport({job, 0, 1}, 9, late, reply); }).hasValue());
    QCOMPARE(state(job), QStringLiteral("pending"));
    const auto events = answer<QList<TimelineEntry>>([&](auto reply) { m_store->timeline(job, {}, 0, 100, reply); });
    QVERIFY(!events->isEmpty() && !events->last().applied);
}

void tst_SchedulerCommands::stallIsAWarningUntilSomethingIsHeard()
{
    startScheduler();
    const QString job = submit(1, {{"stall_seconds", 60}, {"time_limit_seconds", 300}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(report(job, 1, RunState::Running).hasValue());
    m_clock.advance(59000);
    sink(job)->activity(); // output
    m_clock.advance(59000);
    m_store->flush();
    QCOMPARE(warning(job), std::string());
    m_clock.advance(1000);
    QTRY_COMPARE(warning(job), std::string("stalled"));
    QCOMPARE(state(job), QStringLiteral("running"));
    sink(job)->activity();
    QTRY_COMPARE(warning(job), std::string());
    m_clock.advance(60000);
    QTRY_COMPARE(warning(job), std::string("stalled"));
    QVERIFY(report(job, 2, RunState::Running).hasValue()); // replaces the entry, warning and all
    QCOMPARE(warning(job), std::string());
    m_clock.advance(300000);
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    QCOMPARE(entry(job)["error_message"]["message_code"].get<std::string>(), std::string("time_limit"));
}

void tst_SchedulerCommands::jobTimeLimitEndsWhatRunsAndWaits()
{
    SchedulerSettings settings;
    settings.totalSlots = 1;
    startScheduler(settings);
    const QString job = submit(3, {{"job_time_limit_seconds", 100}});
    QTRY_VERIFY(m_runner->runs(job, 0));
    m_clock.advance(60000);
    QVERIFY(report(job, 1, RunState::Completed, R"({"acc":1})").hasValue());
    QTRY_VERIFY(m_runner->runs(job, 1));
    m_clock.advance(40000); // of the job, not of the second benchmark
    QTRY_COMPARE(state(job), QStringLiteral("partially_failed"));
    for (const int index : {1, 2})
        QCOMPARE(entry(job, index)["error_message"]["message_code"].get<std::string>(), std::string("time_limit"));
    QVERIFY(entry(job, 1)["error_message"]["message"].get<std::string>().find("job_time_limit_seconds") != std::string::npos);
    QTRY_VERIFY(m_scheduler->idle());
}

void tst_SchedulerCommands::askedCommandWaitsForApproval()
{
    startScheduler({}, false);
    const QString job = submit(2);
    QTRY_COMPARE(warning(job, 1), std::string("command_not_approved"));
    QCOMPARE(state(job), QStringLiteral("pending"));
    QVERIFY(!m_runner->runs(job, 0));
    auto commands = answer<QList<CommandRecord>>([&](auto reply) { m_store->commands(reply); });
    QCOMPARE(commands->size(), 1); // both want the same
    QCOMPARE(commands->first().command, QStringLiteral("run-echo"));
    QCOMPARE(commands->first().decision, CommandDecision::None);
    const QString hash = commands->first().hash;
    QCOMPARE(answer<CommandRecord>([&](auto reply) { m_scheduler->decideCommand(QStringLiteral("x"), CommandDecision::Allow, reply); }).error().kind,
             Error::Kind::NotFound);
    QVERIFY(answer<CommandRecord>([&](auto reply) { m_scheduler->decideCommand(hash, CommandDecision::Allow, reply); }).hasValue());
    QTRY_VERIFY(m_runner->runs(job, 0) && m_runner->runs(job, 1));
    QVERIFY(entry(job).empty()); // the warning went with the start
    const QString next = submit(); // and the decision holds
    QTRY_VERIFY(m_runner->runs(next, 0));
}

void tst_SchedulerCommands::deniedCommandFails()
{
    startScheduler({}, false);
    const QString job = submit();
    QTRY_COMPARE(warning(job), std::string("command_not_approved"));
    const QString hash = commandHash(QStringLiteral("run-echo"), {});
    QVERIFY(answer<CommandRecord>([&](auto reply) { m_scheduler->decideCommand(hash, CommandDecision::Deny, reply); }).hasValue());
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    QCOMPARE(entry(job)["error_message"]["message_code"].get<std::string>(), std::string("command_denied"));
    const QString next = submit();
    QTRY_COMPARE(state(next), QStringLiteral("failed"));
    QVERIFY(m_runner->order().isEmpty());
}

void tst_SchedulerCommands::denyModeFailsAtOnce()
{
    SchedulerSettings settings;
    settings.commands = CommandMode::Deny;
    startScheduler(settings, false);
    const QString job = submit();
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    QVERIFY(entry(job)["error_message"]["message"].get<std::string>().find("--commands") != std::string::npos);
}

void tst_SchedulerCommands::approvalHoldsForTheNamesOfVariables()
{
    EnvVar a, b;
    a.name = QStringLiteral("A");
    a.value = QStringLiteral("1");
    b.name = QStringLiteral("B");
    EnvVar other = a;
    other.value = QStringLiteral("2");
    const QString command = QStringLiteral("run");
    QCOMPARE(commandHash(command, {a, b}), commandHash(command, {b, other}));
    QVERIFY(commandHash(command, {a}) != commandHash(command, {a, b}));
    QVERIFY(commandHash(command, {a}) != commandHash(QStringLiteral("runA"), {}));
}

void tst_SchedulerCommands::adoptsWhatHasAProcess()
{
    SchedulerSettings settings;
    settings.totalSlots = 3;
    startScheduler(settings);
    const QString job = submit(4);
    QTRY_COMPARE(m_runner->running(), 3);
    QVERIFY(giveProcess(job, 4242));
    QVERIFY(report(job, 1, RunState::Running).hasValue());
    QVERIFY(report(job, 2, RunState::Running).hasValue());
    m_clock.advance(5000);
    settings.totalSlots = 1; // fewer than what runs
    restart(settings);
    QTRY_VERIFY(m_runner->runs(job, 0));
    const auto adopted = m_runner->attempt(job, 0);
    QVERIFY(adopted.adopted.has_value());
    QCOMPARE(adopted.adopted->pid, 4242);
    QCOMPARE(adopted.adopted->startTicks, 77);
    QCOMPARE(adopted.adopted->bootId, QStringLiteral("boot"));
    QCOMPARE(adopted.spec.reportsApplied, 2);
    QCOMPARE(adopted.spec.attempt, 1);
    QVERIFY(QFileInfo(adopted.spec.workFolder).isDir());
    QVERIFY(report(job, 2, RunState::Failed).hasValue()); // offered again
    QCOMPARE(entry(job)["status"].get<std::string>(), std::string("running"));
    QTRY_COMPARE(m_scheduler->load().queued, 3);
    QVERIFY(!m_runner->runs(job, 1)); // had none: it waits for its slot
    QVERIFY(report(job, 3, RunState::Completed, "{}").hasValue());
    QTRY_VERIFY(m_runner->runs(job, 1));
    QVERIFY(!m_runner->attempt(job, 1).adopted.has_value());
}

void tst_SchedulerCommands::stopsProcessesOfDecidedAttempts()
{
    startScheduler();
    m_runner->holdStops();
    const QString job = submit(2);
    QTRY_COMPARE(m_runner->running(), 2);
    QVERIFY(giveProcess(job, 4242));
    QVERIFY(report(job, 1, RunState::Completed, "{}").hasValue());
    QTRY_COMPARE(m_runner->cancelled().size(), 1); // still leaving when the engine goes
    m_runner->letGo();
    // The end of the process is not told: as if the engine had been killed in between.
    auto left = answer<QList<LeftProcess>>([&](auto reply) { m_store->leftProcesses(reply); });
    QTRY_VERIFY(m_scheduler->load().slotsBusy == 1);
    m_store->flush();
    QCOMPARE(left->size() <= 1, true);

    // The same without anybody who could tell.
    m_scheduler.reset();
    QVERIFY(answer<Done>([&](auto reply) { m_store->applyEvent(job, {}, reportOf(QStringLiteral("b1"), 1, RunState::Failed, {}, QStringLiteral("echo")), EventSource::Client, reply); }).hasValue());
    const QString other = create(*m_store, newJob(QStringLiteral("k"), {benchmark(QStringLiteral("b0"), QStringLiteral("echo")), benchmark(QStringLiteral("b1"), QStringLiteral("echo"))}));
    QVERIFY(answer<StartedAttempt>([&](auto reply) { m_store->startAttempt({other, 0, 1}, false, reply); }).hasValue());
    QVERIFY(answer<Done>([&](auto reply) { m_store->recordProcess({other, 0, 1}, {4343, 5, QStringLiteral("boot")}, reply); }).hasValue());
    QVERIFY(apply(*m_store, other, reportOf(QStringLiteral("b0"), 0, RunState::Completed, "{}", QStringLiteral("echo"))).hasValue());
    left = answer<QList<LeftProcess>>([&](auto reply) { m_store->leftProcesses(reply); });
    QCOMPARE(left->size(), 1);
    QCOMPARE(left->first().process.pid, 4343);
    restart();
    QTRY_COMPARE(m_runner->cancelled(), QStringList({QStringLiteral("0")})); // adopted, and asked to leave
    QTRY_VERIFY(answer<QList<LeftProcess>>([&](auto reply) { m_store->leftProcesses(reply); })->isEmpty());
    QCOMPARE(entry(other)["status"].get<std::string>(), std::string("completed"));
}

void tst_SchedulerCommands::processUseIsShown()
{
    startScheduler();
    const QString job = submit();
    QTRY_VERIFY(m_runner->runs(job, 0));
    QVERIFY(giveProcess(job, 4242));
    QCOMPARE(attempt(job, 1)["pid"].get<int>(), 4242);
    const auto held = sink(job);
    AttemptEnd end;
    end.known = true;
    end.exitCode = 137;
    end.signal = 9;
    end.userSeconds = 1.25;
    end.systemSeconds = 0.5;
    end.wallSeconds = 3;
    end.maxRssBytes = 12345678;
    held->ended(end);
    die(job);
    QTRY_COMPARE(state(job), QStringLiteral("failed"));
    m_store->flush();
    const json shown = attempt(job, 1);
    QVERIFY(!shown.contains("pid"));
    QCOMPARE(shown["exit_code"].get<int>(), 137);
    QCOMPARE(shown["signal"].get<int>(), 9);
    QCOMPARE(shown["cpu_seconds"].get<double>(), 1.75);
    QCOMPARE(shown["wall_seconds"].get<double>(), 3.0);
    QCOMPARE(shown["max_rss_bytes"].get<int>(), 12345678);
    QVERIFY(shown.contains("process_started_at") && shown.contains("process_ended_at"));
}

void tst_SchedulerCommands::sweepsOldFoldersOfCompletedOnes()
{
    SchedulerSettings settings;
    settings.keepFoldersDays = 2;
    startScheduler(settings);
    const QString good = submit(), bad = submit();
    QTRY_COMPARE(m_runner->running(), 2);
    const QString goodFolder = m_runner->attempt(good, 0).spec.workFolder, badFolder = m_runner->attempt(bad, 0).spec.workFolder;
    QVERIFY(QDir(goodFolder).mkpath(QStringLiteral("cache/deep")));
    QVERIFY(report(good, 1, RunState::Completed, "{}").hasValue());
    QVERIFY(report(bad, 1, RunState::Failed).hasValue());
    QTRY_VERIFY(m_scheduler->idle());
    constexpr qint64 day = 24LL * 3600 * 1000;
    m_clock.advance(day); // looked at, and too young
    QTRY_VERIFY(m_scheduler->idle());
    QVERIFY(QFileInfo::exists(goodFolder));
    m_clock.advance(day + 60000);
    QTRY_VERIFY(!QFileInfo::exists(goodFolder));
    QVERIFY(QFileInfo::exists(badFolder)); // somebody may want to see why
    QVERIFY(QFileInfo(goodFolder).dir().exists()); // the log's place
}

void tst_SchedulerCommands::clientEndsWhatWaits()
{
    SchedulerSettings settings;
    settings.totalSlots = 1;
    startScheduler(settings);
    const QString job = submit(3);
    QTRY_VERIFY(m_runner->runs(job, 0));
    QTRY_COMPARE(m_scheduler->load().queued, 2);
    QVERIFY(apply(*m_store, job, reportOf(QStringLiteral("b1"), 1, RunState::Completed, "{}", QStringLiteral("echo"))).hasValue());
    QTRY_COMPARE(m_scheduler->load().queued, 1);
    QVERIFY(report(job, 1, RunState::Completed, "{}").hasValue());
    QTRY_VERIFY(m_runner->runs(job, 2));
    QCOMPARE(m_runner->order(), QStringList({QStringLiteral("b0"), QStringLiteral("b2")}));
}

ASSAY_TEST(tst_SchedulerCommands)
#include "tst_SchedulerCommands.moc"
