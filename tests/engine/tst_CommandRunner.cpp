#include "services/engine/store/LogFiles.h"
#include "tests/engine/CommandSupport.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;

namespace {
constexpr int patience = 30'000; // ms, on a busy machine
}

/// Providers' commands of every temper, run for real under the shim.
class tst_CommandRunner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_space = std::make_unique<CommandWorkspace>();
        m_sink = std::make_shared<RecordingSink>();
    }
    void cleanup()
    {
        m_runner.reset();
        QTRY_COMPARE_WITH_TIMEOUT(m_space->leftOver(), QList<int>(), patience);
        m_space.reset();
    }
    void reportsAndEnds();
    void keepsOnlyTheCommandsOutput();
    void failsAtOnceAfterABadEnd_data();
    void failsAtOnceAfterABadEnd();
    void waitsAfterAGoodEndWithoutReport();
    void aReportFromElsewhereEndsTheWait();
    void cancelKillsTheWholeTree();
    void cancelKillsWhatIgnoresIt();
    void cancelRefusesLateReports();
    void whatTheCommandLeavesBehindGoes();
    void mayOutliveItsReportForAWhile();
    void aSecondCancelWaitsNoLonger();
    void aKilledShimTakesTheTreeWithIt();
    void doesNotBeginBeforeItIsRecorded();
    void doesNotBeginWhenItCannotBeRecorded();
    void cancelBeforeItBegan();
    void wrongReportsAreWarnings();
    void aReportTheStoreRefusesIsAWarning();
    void aFullDiskDelaysReports();
    void boundsTheLog();
    void inheritsNoDescriptor();
    void leavesWithoutAWord();
    void saysThatTheShimIsMissing();
    void twoHundredAtATime();

private:
    void start(const QString &command)
    {
        if (!m_runner)
            m_runner = std::make_unique<CommandRunner>(m_space->options);
        m_runner->start(m_space->spec(command), nullptr, m_sink);
    }
    /// Has the attempt stopped when this was called? See the return value's load().
    std::shared_ptr<std::atomic<bool>> cancel()
    {
        auto stopped = std::make_shared<std::atomic<bool>>(false);
        m_runner->cancel(QStringLiteral("job-1"), 0, [stopped] { *stopped = true; });
        return stopped;
    }
    QString at(const char *name) const { return m_space->path(QString::fromLatin1(name)); }

    std::unique_ptr<CommandWorkspace> m_space;
    std::shared_ptr<RecordingSink> m_sink;
    std::unique_ptr<CommandRunner> m_runner;
};

void tst_CommandRunner::reportsAndEnds()
{
    start(CommandWorkspace::child({"post", "running", "post", "completed", "burn", "30"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_sink->statuses(), (QStringList{"running", "completed"}));
    QCOMPARE(m_sink->numbers(), (QList<qint64>{1, 2}));
    QCOMPARE(m_sink->reports().at(1).metrics.text, QByteArray("{\"acc\":0.75}"));
    QCOMPARE(m_sink->reports().at(0).id, QStringLiteral("bench"));
    const AttemptEnd end = m_sink->ends().at(0);
    QVERIFY(end.known);
    QVERIFY(!end.stopped);
    QCOMPARE(end.exitCode, 0);
    QVERIFY(!end.signal);
    QVERIFY2(end.userSeconds + end.systemSeconds >= 0.02, qPrintable(QString::number(end.userSeconds)));
    QVERIFY(end.maxRssBytes > 100'000);
    QVERIFY(end.wallSeconds > 0);
    m_space->clock.advance(60'000); // no time may make a failure of it
    const auto stopped = cancel();
    QTRY_VERIFY_WITH_TIMEOUT(stopped->load(), patience);
    QCOMPARE(m_sink->failures().size(), 0);
    QCOMPARE(m_sink->warnings().size(), 0);
    QVERIFY(m_sink->activityCount() >= 2);
}

void tst_CommandRunner::keepsOnlyTheCommandsOutput()
{
    start(CommandWorkspace::child({"say", "to stdout", "err", "to stderr", "post", "completed", "say", "done"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_space->log(), QStringLiteral("to stdout\nto stderr\ncompleted -> 204\ndone\n"));
    QCOMPARE(m_sink->lines, QStringList());
}

void tst_CommandRunner::failsAtOnceAfterABadEnd_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("tail");
    QTest::newRow("code") << CommandWorkspace::child({"say", "last words", "exit", "7"}) << "exit code 7" << "last words";
    QTest::newRow("crash") << CommandWorkspace::child({"crash"}) << "signal 11 (SIGSEGV)" << "";
    QTest::newRow("crash below a shell") << QString(CommandWorkspace::child({"crash"}).mid(5) + "; exit $?") << "exit code 139 (a shell's word for signal SIGSEGV)" << "";
    QTest::newRow("no such command") << "surely-no-such-command-here" << "exit code 127" << "not found";
    QTest::newRow("colours") << "printf 'a\\033[31mred\\033[0m\\r\\n'; exit 3" << "exit code 3" << "ared";
}

void tst_CommandRunner::failsAtOnceAfterABadEnd()
{
    QFETCH(QString, command);
    QFETCH(QString, says);
    QFETCH(QString, tail);
    start(command);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_sink->failures().size(), 0); // a report may still come to the API
    m_space->clock.advance(m_space->options.failedGraceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QVERIFY2(m_sink->failure().contains(says), qPrintable(m_sink->failure()));
    QVERIFY2(m_sink->failure().contains(tail), qPrintable(m_sink->failure()));
    QVERIFY(!m_sink->failure().contains(QChar(0x1b)));
}

void tst_CommandRunner::waitsAfterAGoodEndWithoutReport()
{
    start(QStringLiteral("true"));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    m_space->clock.advance(m_space->options.endedGraceMs - 1);
    QTest::qWait(250); // two of the supervisor's looks at the clock
    QCOMPARE(m_sink->failures().size(), 0);
    m_space->clock.advance(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QVERIFY2(m_sink->failure().contains("exit code 0"), qPrintable(m_sink->failure()));
}

void tst_CommandRunner::aReportFromElsewhereEndsTheWait()
{
    start(QStringLiteral("true"));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    const auto stopped = cancel(); // what the scheduler does when the store has an end
    QTRY_VERIFY_WITH_TIMEOUT(stopped->load(), patience);
    m_space->clock.advance(60'000);
    QTest::qWait(250);
    QCOMPARE(m_sink->failures().size(), 0);
}

void tst_CommandRunner::cancelKillsTheWholeTree()
{
    start(CommandWorkspace::child({"child", at("child"), "daemon", at("daemon"), "stay", at("self")}));
    QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
    const QList<qint64> pids{m_space->pidIn("self"), m_space->pidIn("child"), m_space->pidIn("daemon")};
    for (const qint64 pid : pids)
        QVERIFY(isAlive(pid));
    const auto stopped = cancel();
    QTRY_VERIFY_WITH_TIMEOUT(stopped->load(), patience);
    for (const qint64 pid : pids)
        QVERIFY(!isAlive(pid));
    QCOMPARE(m_sink->ends().size(), 1);
    QVERIFY(m_sink->ends().at(0).stopped);
    QCOMPARE(m_sink->ends().at(0).signal, std::optional<int>(SIGTERM));
    QCOMPARE(m_sink->failures().size(), 0);
}

void tst_CommandRunner::cancelKillsWhatIgnoresIt()
{
    start(CommandWorkspace::child({"ignore-term", "daemon", at("daemon"), "stay", at("self")}));
    QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
    const auto stopped = cancel();
    QTRY_VERIFY_WITH_TIMEOUT(stopped->load(), patience);
    QVERIFY(!isAlive(m_space->pidIn("self")));
    QVERIFY(!isAlive(m_space->pidIn("daemon")));
    QCOMPARE(m_sink->ends().at(0).signal, std::optional<int>(SIGKILL));
}

void tst_CommandRunner::cancelRefusesLateReports()
{
    m_space->options.stopGraceMs = 60'000;
    start(CommandWorkspace::child({"ignore-term", "write", at("self"), "1", "wait", at("cancelled"), "post", "running"}));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at("self")), patience);
    const auto stopped = cancel();
    m_runner->cancel(QStringLiteral("other"), 0, [file = at("asked")] { QFile(file).open(QIODevice::WriteOnly); });
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at("asked")), patience); // so the shim has its signal
    const qint64 shim = m_sink->processRecord().pid;
    // The signal is taken when it is no longer pending; only then the child is let go.
    QTRY_VERIFY_WITH_TIMEOUT(fileText(QStringLiteral("/proc/%1/status").arg(shim)).contains("ShdPnd:\t0000000000000000"), patience);
    QVERIFY(QFile(at("cancelled")).open(QIODevice::WriteOnly));
    QTRY_VERIFY_WITH_TIMEOUT(stopped->load(), patience);
    QCOMPARE(m_space->log(), QStringLiteral("running -> 409\n"));
    QCOMPARE(m_sink->statuses(), QStringList());
}

void tst_CommandRunner::whatTheCommandLeavesBehindGoes()
{
    start(CommandWorkspace::child({"ignore-term", "child", at("child"), "daemon", at("daemon"), "post", "completed"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QVERIFY(m_space->pidIn("daemon") > 0);
    QVERIFY(!isAlive(m_space->pidIn("child")));
    QVERIFY(!isAlive(m_space->pidIn("daemon")));
    QCOMPARE(m_sink->ends().at(0).exitCode, 0);
}

void tst_CommandRunner::mayOutliveItsReportForAWhile()
{
    start(CommandWorkspace::child({"post", "completed", "stay", at("self")}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->statuses(), QStringList{"completed"}, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
    const auto stopped = cancel(); // the scheduler, when the store has the report
    m_space->clock.advance(m_space->options.lingerMs - 1);
    QTest::qWait(250);
    QVERIFY(isAlive(m_space->pidIn("self")));
    QVERIFY(!stopped->load());
    m_space->clock.advance(1);
    QTRY_VERIFY_WITH_TIMEOUT(stopped->load(), patience);
    QVERIFY(!isAlive(m_space->pidIn("self")));
    QCOMPARE(m_sink->failures().size(), 0);
}

void tst_CommandRunner::aSecondCancelWaitsNoLonger()
{
    start(CommandWorkspace::child({"post", "completed", "stay", at("self")}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->statuses(), QStringList{"completed"}, patience);
    const auto first = cancel(), second = cancel();
    QTRY_VERIFY_WITH_TIMEOUT(first->load() && second->load(), patience);
    QVERIFY(!isAlive(m_space->pidIn("self")));
}

void tst_CommandRunner::aKilledShimTakesTheTreeWithIt()
{
    start(QString(CommandWorkspace::child({"daemon", at("daemon"), "child", at("child"), "stay", at("self")}).mid(5) + "; true"));
    QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
    ::kill(pid_t(m_sink->processRecord().pid), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    for (const char *name : {"daemon", "child", "self"})
        QVERIFY2(!isAlive(m_space->pidIn(name)), name);
    QVERIFY(!m_sink->ends().at(0).known);
    m_space->clock.advance(m_space->options.failedGraceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QCOMPARE(m_sink->failures().at(0).messageCode, QStringLiteral("engine_stopped"));
}

void tst_CommandRunner::doesNotBeginBeforeItIsRecorded()
{
    m_sink->recordProcess.reset();
    start(CommandWorkspace::child({"write", at("began"), "1", "post", "completed"}));
    QTRY_VERIFY_WITH_TIMEOUT(m_sink->heldAnswer(), patience);
    QVERIFY(isAlive(m_sink->processRecord().pid));
    QVERIFY(m_sink->processRecord().startTicks > 0);
    QTest::qWait(100);
    QVERIFY(!QFile::exists(at("began")));
    m_sink->heldAnswer()(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->statuses(), QStringList{"completed"}, patience);
    QVERIFY(QFile::exists(at("began")));
}

void tst_CommandRunner::doesNotBeginWhenItCannotBeRecorded()
{
    m_sink->recordProcess = false;
    start(CommandWorkspace::child({"write", at("began"), "1"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QVERIFY2(m_sink->failure().contains("could not be recorded"), qPrintable(m_sink->failure()));
    QVERIFY(!QFile::exists(at("began")));
    QVERIFY(!isAlive(m_sink->processRecord().pid));
}

void tst_CommandRunner::cancelBeforeItBegan()
{
    m_sink->recordProcess.reset();
    start(CommandWorkspace::child({"write", at("began"), "1"}));
    QTRY_VERIFY_WITH_TIMEOUT(m_sink->heldAnswer(), patience);
    const auto stopped = cancel();
    QTRY_VERIFY_WITH_TIMEOUT(stopped->load(), patience);
    m_sink->heldAnswer()(true); // too late
    QVERIFY(!isAlive(m_sink->processRecord().pid));
    QVERIFY(!QFile::exists(at("began")));
    QCOMPARE(m_sink->failures().size(), 0);
}

void tst_CommandRunner::wrongReportsAreWarnings()
{
    start(CommandWorkspace::child({"raw", "nonsense", "raw", "{}", "raw", "{\"benchmark_status_event\": {\"id\":\"bench\"}}", "post", "completed"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_space->log(), QStringLiteral("raw -> 400\nraw -> 400\nraw -> 204\ncompleted -> 204\n"));
    QCOMPARE(m_sink->numbers(), (QList<qint64>{2}));
    QCOMPARE(m_sink->warnings().size(), 1);
    QVERIFY2(m_sink->warnings().at(0).message.contains("Report 1") && m_sink->warnings().at(0).message.contains("provider_id is required"),
             qPrintable(m_sink->warnings().at(0).message));
}

void tst_CommandRunner::aReportTheStoreRefusesIsAWarning()
{
    m_sink->answers = {Error{Error::Kind::NotFound, QStringLiteral("no such benchmark")}};
    start(CommandWorkspace::child({"post", "completed", "exit", "3"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_sink->warnings().size(), 1);
    m_space->clock.advance(m_space->options.failedGraceMs); // it ended nothing
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
}

void tst_CommandRunner::aFullDiskDelaysReports()
{
    const Error full{Error::Kind::Storage, QStringLiteral("the disk is full")};
    m_sink->answers = {full, full, Done{}};
    start(CommandWorkspace::child({"post", "running", "post", "completed"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->numbers(), (QList<qint64>{1}), patience);
    m_space->clock.advance(m_space->options.retryMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->numbers(), (QList<qint64>{1, 1}), patience);
    QCOMPARE(m_sink->ends().size(), 0); // not over while a report is open, though the process is
    m_space->clock.advance(m_space->options.retryMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->numbers(), (QList<qint64>{1, 1, 1, 2}), patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_sink->warnings().size(), 0);
}

void tst_CommandRunner::boundsTheLog()
{
    m_space->options.logHeadBytes = 10'000;
    m_space->options.logTailBytes = 20'000;
    start(CommandWorkspace::child({"flood", "1000000", "post", "completed"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    const LogFiles logs(m_space->folder(), 1);
    const auto read = [&](qint64 from, qint64 limit) { return logs.read(QStringLiteral("job-1"), 0, from, limit); };
    const qint64 size = 1'000'000 + qint64(sizeof "completed -> 204");
    QCOMPARE(read(0, 10).size, size);
    // A follower that reads on from where each piece ended sees the head, a line about the hole, and the end.
    QByteArray all;
    qint64 at = 0, hole = 0;
    while (at < size) {
        const LogPiece piece = read(at, 7'001);
        QVERIFY(!piece.bytes.isEmpty());
        if (piece.offset != at)
            hole = piece.offset;
        all += piece.bytes;
        at = piece.offset + piece.bytes.size();
    }
    QVERIFY(all.startsWith("0xxx"));
    QCOMPARE(all.mid(9'900, 3), QByteArray("99x"));
    QVERIFY2(all.mid(10'000, 60).startsWith("\n[" + QByteArray::number(hole - 10'000) + " bytes of output were left out here]\n"), all.mid(10'000, 60).constData());
    QVERIFY(all.endsWith("xxx\ncompleted -> 204\n"));
    QVERIFY(size - hole >= 20'000 && size - hole <= 30'000);
    // From the end: never across the hole.
    QCOMPARE(read(-500, 500).bytes, all.right(500));
    QCOMPARE(read(-900'000, 900'000).offset, hole);
    QCOMPARE(read(-900'000, 900'000).bytes.size(), size - hole);
}

void tst_CommandRunner::inheritsNoDescriptor()
{
    QFile open(at("open")), leaky(at("leaky"));
    QVERIFY(open.open(QIODevice::WriteOnly));
    const int careless = ::dup(open.handle()); // not close-on-exec, as libraries do it
    start(CommandWorkspace::child({"descriptors", at("descriptors"), "post", "completed"}));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    ::close(careless);
    QCOMPARE(fileText(at("descriptors")), QByteArray("0 1 2 "));
}

void tst_CommandRunner::leavesWithoutAWord()
{
    start(CommandWorkspace::child({"write", at("began"), "1", "wait", at("go"), "post", "completed", "write", at("done"), "1"}));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at("began")), patience);
    std::atomic<bool> left = false;
    m_runner->leave(QStringLiteral("job-1"), 0, [&left] { left = true; });
    QTRY_VERIFY_WITH_TIMEOUT(left.load(), patience);
    QVERIFY(isAlive(m_sink->processRecord().pid));
    QVERIFY(QFile(at("go")).open(QIODevice::WriteOnly));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at("done")), patience);
    QCOMPARE(m_sink->statuses(), QStringList());
    QCOMPARE(m_sink->ends().size(), 0);
}

void tst_CommandRunner::saysThatTheShimIsMissing()
{
    m_space->options.shim = QStringLiteral("/surely/not/here");
    start(QStringLiteral("true"));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QVERIFY2(m_sink->failure().contains("/surely/not/here"), qPrintable(m_sink->failure()));
}

void tst_CommandRunner::twoHundredAtATime()
{
    const auto open = [] { return QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System).size(); };
    m_runner = std::make_unique<CommandRunner>(m_space->options);
    const auto before = open();
    std::vector<std::shared_ptr<RecordingSink>> sinks;
    for (int i = 0; i < 200; ++i) {
        sinks.push_back(std::make_shared<RecordingSink>());
        m_runner->start(m_space->spec(CommandWorkspace::child({"post", "running", "wait", at("go"), "post", "completed"}), i), nullptr, sinks.back());
    }
    const auto all = [&](const QString &status) {
        return std::all_of(sinks.begin(), sinks.end(), [&](const auto &sink) { return sink->statuses().contains(status); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(all("running"), 2 * patience);
    QVERIFY(QFile(at("go")).open(QIODevice::WriteOnly));
    QTRY_VERIFY_WITH_TIMEOUT(all("completed"), 2 * patience);
    QTRY_VERIFY_WITH_TIMEOUT(std::all_of(sinks.begin(), sinks.end(), [](const auto &sink) { return sink->ends().size() == 1; }), patience);
    QTRY_COMPARE_WITH_TIMEOUT(open(), before, patience);
}

ASSAY_TEST(tst_CommandRunner)
#include "tst_CommandRunner.moc"
