#include "services/engine/host/System.h"
#include "tests/engine/CommandSupport.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QProcess>

#include <unistd.h>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;

namespace {
constexpr int patience = 30'000; // ms, on a busy machine
}

/// Commands whose engine was killed, as a power cut of the engine alone does it.
class tst_CommandRecovery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_space = std::make_unique<CommandWorkspace>();
        m_sink = std::make_shared<RecordingSink>();
    }
    void cleanup()
    {
        m_host.kill();
        m_host.waitForFinished();
        m_runner.reset();
        QTRY_COMPARE_WITH_TIMEOUT(m_space->leftOver(), QList<int>(), patience);
        m_space.reset();
    }
    void adoptsALiveCommand();
    void appliesWhatWasReportedMeanwhile();
    void settlesWhatDiedMeanwhile();
    void clearsUpAfterADeadShim();
    void startsAgainWhatNeverBegan();
    void leavesAForeignProcessAlone_data();
    void leavesAForeignProcessAlone();
    void cancelsWhatItAdopted();
    void removesKeysOfTheDead();

private:
    void startHost(const QString &command, const char *mode = "record", const QStringList &more = {})
    {
        m_host.setProcessChannelMode(QProcess::ForwardedChannels);
        m_host.start(assay::test::builtProgram("/assay-test-runner-host"), QStringList{m_space->folder(), command, QString::fromLatin1(mode)} + more);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at("host-process")), patience);
    }
    void killHost()
    {
        m_host.kill(); // SIGKILL
        QVERIFY(m_host.waitForFinished(patience));
    }
    ProcessRecord record() const
    {
        const QStringList words = QString::fromUtf8(fileText(at("host-process"))).split(QLatin1Char(' '));
        return {words.at(0).toLongLong(), words.at(1).toLongLong(), words.at(2)};
    }
    void adopt(const QString &command, qint64 applied = 0) { adopt(command, applied, record()); }
    void adopt(const QString &command, qint64 applied, const ProcessRecord &process)
    {
        AttemptSpec spec = m_space->spec(command);
        spec.reportsApplied = applied;
        m_runner = std::make_unique<CommandRunner>(m_space->options);
        m_runner->adopt(spec, process, nullptr, m_sink);
    }
    void touch(const char *name) const { QVERIFY(QFile(at(name)).open(QIODevice::WriteOnly)); }
    QString at(const char *name) const { return m_space->path(QString::fromLatin1(name)); }
    QString exitFile() const { return m_space->path(QStringLiteral("jobs/job-1/0/attempt-1/exit.json")); }

    std::unique_ptr<CommandWorkspace> m_space;
    std::shared_ptr<RecordingSink> m_sink;
    std::unique_ptr<CommandRunner> m_runner;
    QProcess m_host;
};

void tst_CommandRecovery::adoptsALiveCommand()
{
    const QString command = CommandWorkspace::child({"post", "running", "wait", at("go"), "post", "completed", "exit", "4"});
    startHost(command);
    QTRY_COMPARE_WITH_TIMEOUT(fileText(at("host-reports")), QByteArray("1 running;"), patience);
    killHost();
    QVERIFY(isAlive(record().pid));
    adopt(command, 1);
    touch("go");
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_sink->statuses(), QStringList{"completed"});
    QCOMPARE(m_sink->numbers(), QList<qint64>{2});
    QCOMPARE(m_sink->ends().at(0).exitCode, 4); // though it was no child of ours
    QCOMPARE(m_space->log(), QStringLiteral("running -> 204\ncompleted -> 204\n"));
}

void tst_CommandRecovery::appliesWhatWasReportedMeanwhile()
{
    const QString command = CommandWorkspace::child({"post", "running", "wait", at("go"), "post", "running", "post", "completed"});
    startHost(command);
    QTRY_COMPARE_WITH_TIMEOUT(fileText(at("host-reports")), QByteArray("1 running;"), patience);
    killHost();
    touch("go");
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(exitFile()), patience); // all of it while nobody was there
    adopt(command, 1);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(m_sink->numbers(), (QList<qint64>{2, 3}));
    QCOMPARE(m_sink->statuses(), (QStringList{"running", "completed"}));
    QVERIFY(m_sink->ends().at(0).known);
    QCOMPARE(m_sink->failures().size(), 0);
}

void tst_CommandRecovery::settlesWhatDiedMeanwhile()
{
    const QString command = CommandWorkspace::child({"write", at("began"), "1", "wait", at("go"), "say", "bye", "exit", "5"});
    startHost(command);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at("began")), patience);
    killHost();
    touch("go");
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(exitFile()), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(record().pid), patience); // the shim writes that file and ends a little later
    adopt(command);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience); // without a grace: it is over for long
    QVERIFY2(m_sink->failure().contains("exit code 5") && m_sink->failure().contains("bye"), qPrintable(m_sink->failure()));
}

void tst_CommandRecovery::clearsUpAfterADeadShim()
{
    const QString command = CommandWorkspace::child({"post", "running", "daemon", at("daemon"), "stay", at("self")});
    startHost(command);
    QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
    killHost();
    ::kill(pid_t(record().pid), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(record().pid), patience);
    QVERIFY(isAlive(m_space->pidIn("daemon")));
    adopt(command);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QCOMPARE(m_sink->failures().at(0).messageCode, QStringLiteral("engine_stopped"));
    QCOMPARE(m_sink->statuses(), QStringList{"running"});
    QVERIFY(!isAlive(m_space->pidIn("daemon")));
    QVERIFY(!isAlive(m_space->pidIn("self")));
}

void tst_CommandRecovery::startsAgainWhatNeverBegan()
{
    const QString command = CommandWorkspace::child({"write", at("began"), "1", "post", "completed"});
    startHost(command, "hold");
    const ProcessRecord first = record();
    killHost(); // before the store said that it has the process
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(first.pid), patience);
    QVERIFY(!QFile::exists(at("began")));
    adopt(command);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QVERIFY(QFile::exists(at("began")));
    QVERIFY(m_sink->processRecord().pid != first.pid);
    QCOMPARE(m_sink->statuses(), QStringList{"completed"});
}

void tst_CommandRecovery::leavesAForeignProcessAlone_data()
{
    QTest::addColumn<qint64>("ticks");
    QTest::addColumn<QString>("boot");
    const System &system = System::real();
    QTest::newRow("another start") << qint64(system.startTime(::getpid()) - 1) << system.bootId();
    QTest::newRow("another boot") << qint64(system.startTime(::getpid())) << "00000000-0000-0000-0000-000000000000";
}

void tst_CommandRecovery::leavesAForeignProcessAlone()
{
    QFETCH(qint64, ticks);
    QFETCH(QString, boot);
    adopt(QStringLiteral("true"), 0, {::getpid(), ticks, boot}); // it would be the end of this test
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QCOMPARE(m_sink->failures().at(0).messageCode, QStringLiteral("engine_stopped"));
}

void tst_CommandRecovery::cancelsWhatItAdopted()
{
    const QString command = CommandWorkspace::child({"daemon", at("daemon"), "stay", at("self")});
    startHost(command);
    QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
    killHost();
    adopt(command);
    std::atomic<bool> stopped = false;
    m_runner->cancel(QStringLiteral("job-1"), 0, [&stopped] { stopped = true; });
    QTRY_VERIFY_WITH_TIMEOUT(stopped.load(), patience);
    QVERIFY(!isAlive(m_space->pidIn("self")));
    QVERIFY(!isAlive(m_space->pidIn("daemon")));
    QVERIFY(m_sink->ends().at(0).stopped);
}

void tst_CommandRecovery::removesKeysOfTheDead()
{
    const auto keys = [&] { return QDir(at("secrets")).entryList(QDir::Dirs | QDir::NoDotAndDotDot); };
    startHost(CommandWorkspace::child({"stay", at("self")}), "record", {QStringLiteral("a name")});
    QTRY_VERIFY_WITH_TIMEOUT(m_space->pidIn("self") > 0, patience);
    QCOMPARE(keys(), QStringList{"job-1-0-1"});
    killHost();
    m_runner = std::make_unique<CommandRunner>(m_space->options);
    QCOMPARE(keys().size(), 1); // the command still needs it
    ::kill(pid_t(record().pid), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(record().pid), patience);
    m_runner = std::make_unique<CommandRunner>(m_space->options);
    QCOMPARE(keys(), QStringList());
    adopt(QStringLiteral("true")); // and the rest of the tree
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
}

ASSAY_TEST(tst_CommandRecovery)
#include "tst_CommandRecovery.moc"
