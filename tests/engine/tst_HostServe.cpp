#include "services/engine/host/Workspace.h"

#include "tests/engine/RawClient.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>

using namespace assay;
using namespace assay::engine;
using assay::test::RawClient;

/// `assayctl serve` as a process: what clients and shells see of it.
class tst_HostServe : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void servesAndLeavesCleanly();
    void refusesASecondEngine();
    void startsAfterAKill();
    void refusesATakenPort();
    void warnsWithoutAuth();
    void refusesABrokenCatalogue();
    void diesWithItsParent();
    void saysHowItIsUsed();

private:
    static void prepare(QProcess &process, const QStringList &arguments);
    static QString start(QProcess &process, const QString &folder, const QStringList &more = {});
    static Result<EngineFile> published(const QString &folder);
};

void tst_HostServe::prepare(QProcess &process, const QStringList &arguments)
{
    process.setProgram(test::builtProgram("/assayctl"));
    process.setArguments(arguments);
}

/// The engine's url; empty when it did not say ready.
QString tst_HostServe::start(QProcess &process, const QString &folder, const QStringList &more)
{
    prepare(process, QStringList{QStringLiteral("serve"), QStringLiteral("--workspace"), folder, QStringLiteral("--catalogue"),
                                 test::testData("/evalhub-golden/catalogue"), QStringLiteral("--die-with-parent")}
                         + more);
    process.start();
    if (!process.waitForReadyRead(20'000))
        return {};
    const QString line = QString::fromUtf8(process.readLine()).trimmed();
    return line.startsWith(QLatin1String("ready ")) ? line.mid(6) : QString();
}

Result<EngineFile> tst_HostServe::published(const QString &folder)
{
    QFile file(folder + QStringLiteral("/engine.json"));
    if (!file.open(QIODevice::ReadOnly))
        return Error{};
    return EngineFile::fromJson(file.readAll());
}

void tst_HostServe::servesAndLeavesCleanly()
{
    QTemporaryDir folder;
    QProcess process;
    const QString url = start(process, folder.path());
    QVERIFY2(url.startsWith(QLatin1String("http://127.0.0.1:")), process.readAllStandardError().constData());
    const auto file = published(folder.path());
    QVERIFY(file);
    QCOMPARE(file->url, url);
    QCOMPARE(file->pid, process.processId());
    QCOMPARE(file->startTime, System::real().startTime(process.processId()));
    QCOMPARE(file->bootId, System::real().bootId());
    QCOMPARE(file->token.size(), 64);
    struct stat info = {};
    QCOMPARE(::stat(qPrintable(folder.filePath(QStringLiteral("engine.json"))), &info), 0);
    QCOMPARE(int(info.st_mode & 0777), 0600);
    const auto port = quint16(url.mid(url.lastIndexOf(QLatin1Char(':')) + 1).toUInt());
    RawClient client(port);
    client.send("GET /api/v1/engine HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) + "\r\nAuthorization: Bearer " + file->token + "\r\n\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 200);
    process.terminate();
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(!published(folder.path()));
}

void tst_HostServe::refusesASecondEngine()
{
    QTemporaryDir folder;
    QProcess first, second;
    QVERIFY(!start(first, folder.path()).isEmpty());
    QVERIFY(start(second, folder.path()).isEmpty());
    QVERIFY(second.state() == QProcess::NotRunning || second.waitForFinished(20'000));
    QCOMPARE(second.exitCode(), 3);
    const QByteArray said = second.readAllStandardError();
    QVERIFY2(said.contains("in use by another engine (process " + QByteArray::number(first.processId()) + ')'), said.constData());
    QCOMPARE(said.count('\n'), 1);
    QVERIFY(published(folder.path()));
    first.terminate();
    QVERIFY(first.waitForFinished(20'000));
}

void tst_HostServe::startsAfterAKill()
{
    QTemporaryDir folder;
    {
        QProcess process;
        QVERIFY(!start(process, folder.path()).isEmpty());
        process.kill();
        QVERIFY(process.waitForFinished(20'000));
        QVERIFY(published(folder.path())); // left behind
    }
    QProcess process;
    const QString url = start(process, folder.path());
    QVERIFY(!url.isEmpty());
    QCOMPARE(published(folder.path())->url, url);
    process.terminate();
    QVERIFY(process.waitForFinished(20'000));
}

void tst_HostServe::refusesATakenPort()
{
    QTemporaryDir one, other;
    QProcess first, second;
    const QString url = start(first, one.path());
    const QString port = url.mid(url.lastIndexOf(QLatin1Char(':')) + 1);
    QVERIFY(start(second, other.path(), {QStringLiteral("--port"), port}).isEmpty());
    QVERIFY(second.state() == QProcess::NotRunning || second.waitForFinished(20'000));
    QCOMPARE(second.exitCode(), 3);
    QVERIFY(second.readAllStandardError().contains("--port"));
    first.terminate();
    QVERIFY(first.waitForFinished(20'000));
}

void tst_HostServe::warnsWithoutAuth()
{
    QTemporaryDir folder;
    QProcess process;
    const QString url = start(process, folder.path(), {QStringLiteral("--no-auth")});
    QVERIFY(!url.isEmpty());
    QByteArray said;
    QTRY_VERIFY((said += process.readAllStandardError()).contains("warning: without authentication"));
    const auto port = quint16(url.mid(url.lastIndexOf(QLatin1Char(':')) + 1).toUInt());
    RawClient client(port);
    client.send("GET /api/v1/engine HTTP/1.1\r\nHost: localhost:" + QByteArray::number(port) + "\r\n\r\n");
    QCOMPARE(RawClient::statusOf(client.response()), 200);
    process.terminate();
    QVERIFY(process.waitForFinished(20'000));
}

void tst_HostServe::refusesABrokenCatalogue()
{
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("catalogue/providers")));
    QFile file(folder.filePath(QStringLiteral("catalogue/providers/p.yaml")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("id: p\nname: 7\n");
    file.close();
    QProcess process;
    prepare(process, {QStringLiteral("serve"), QStringLiteral("--workspace"), folder.path(), QStringLiteral("--catalogue"), folder.filePath(QStringLiteral("catalogue"))});
    process.start();
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitCode(), 3);
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(said.contains("p.yaml, line 2"), said.constData());
}

void tst_HostServe::diesWithItsParent()
{
    QTemporaryDir folder;
    QProcess shell;
    // The shell starts the engine, waits for a line from us and ends.
    shell.setProgram(QStringLiteral("/bin/sh"));
    shell.setArguments({QStringLiteral("-c"),
                        QStringLiteral("\"$0\" serve --workspace \"$1\" --catalogue \"$2\" --die-with-parent & read line; exit 0"),
                        test::builtProgram("/assayctl"), folder.path(), test::testData("/evalhub-golden/catalogue")});
    shell.start();
    QVERIFY(shell.waitForReadyRead(20'000));
    QVERIFY(shell.readLine().startsWith("ready "));
    const auto file = published(folder.path());
    QVERIFY(file);
    QVERIFY(System::real().startTime(file->pid) > 0);
    shell.write("\n");
    QVERIFY(shell.waitForFinished(20'000));
    QTRY_VERIFY_WITH_TIMEOUT(!published(folder.path()), 20'000);
}

void tst_HostServe::saysHowItIsUsed()
{
    const QList<std::pair<QStringList, int>> cases{{{QStringLiteral("--help")}, 0},
                                                   {{QStringLiteral("serve"), QStringLiteral("--help")}, 0},
                                                   {{QStringLiteral("--version")}, 0},
                                                   {{}, 64},
                                                   {{QStringLiteral("nonsense")}, 64},
                                                   {{QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("x")}, 64},
                                                   {{QStringLiteral("serve"), QStringLiteral("--commands"), QStringLiteral("maybe")}, 64}};
    for (const auto &[arguments, code] : cases) {
        QProcess process;
        prepare(process, arguments);
        process.start();
        QVERIFY(process.waitForFinished(20'000));
        QVERIFY2(process.exitCode() == code, qPrintable(arguments.join(QLatin1Char(' '))));
    }
}

ASSAY_TEST(tst_HostServe)
#include "tst_HostServe.moc"
