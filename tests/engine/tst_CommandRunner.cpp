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

ASSAY_TEST(tst_CommandRunner)
#include "tst_CommandRunner.moc"
