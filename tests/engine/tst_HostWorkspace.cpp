#include "services/engine/host/Workspace.h"

#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <functional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;
using namespace assay::engine;

namespace {

class FakeSystem : public System {
public:
    FileSystem fileSystem(const QString &) const override { return disk; }
    QString hostName() const override { return QStringLiteral("here"); }
    QString machineId() const override { return QStringLiteral("machine-1"); }
    QString bootId() const override { return QStringLiteral("boot-1"); }
    qint64 processId() const override { return 42; }
    qint64 parentProcessId() const override { return 1; }
    quint64 startTime(qint64) const override { return askedForProcess ? askedForProcess() : 7; }
    QByteArray randomBytes(int count) const override { return QByteArray(count, 'r'); }
    bool dieWithParent(qint64) const override { return true; }
    void allowManyFiles() const override {}
    FileSystem disk{0xEF53, QStringLiteral("ext4")};
    std::function<quint64()> askedForProcess; ///< answers in the place of startTime()
};

EngineFile sample()
{
    EngineFile file;
    file.url = QStringLiteral("http://127.0.0.1:4711");
    file.token = "abcdef";
    file.pid = 42;
    file.startTime = 7;
    file.bootId = QStringLiteral("boot-1");
    file.machineId = QStringLiteral("machine-1");
    file.host = QStringLiteral("here");
    file.build = QStringLiteral("0.1.0");
    file.apiVersion = QStringLiteral("1");
    return file;
}

int modeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 0777) : -1;
}

} // namespace

/// The folder that one engine at a time owns.
class tst_HostWorkspace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesAPrivateFolder();
    void publishesAndWithdraws();
    void oneEngineAtATime();
    void leavesTheFileOfAnother();
    void removesWhatAKilledEngineLeft();
    void waitsForAKilledEnginesLock();
    void refusesAnotherMachinesWorkspace();
    void refusesNetworkFileSystems_data();
    void refusesNetworkFileSystems();
    void saysThatItCannotWrite();
    void knowsThisMachine();

private:
    FakeSystem m_system;
};

void tst_HostWorkspace::makesAPrivateFolder()
{
    QTemporaryDir base;
    const QString folder = base.filePath(QStringLiteral("a/b/workspace"));
    const auto workspace = Workspace::open(folder, m_system);
    QVERIFY(workspace);
    QCOMPARE((*workspace)->folder(), folder);
    QCOMPARE(modeOf(folder), 0700);
    QDir().mkdir(base.filePath(QStringLiteral("open")));
    ::chmod(QFile::encodeName(base.filePath(QStringLiteral("open"))).constData(), 0755);
    const auto tightened = Workspace::open(base.filePath(QStringLiteral("open")), m_system);
    QVERIFY(tightened);
    QCOMPARE(modeOf(base.filePath(QStringLiteral("open"))), 0700);
}

void tst_HostWorkspace::publishesAndWithdraws()
{
    QTemporaryDir base;
    const QString path = base.filePath(QStringLiteral("engine.json"));
    {
        auto workspace = Workspace::open(base.path(), m_system);
        QVERIFY(workspace);
        QVERIFY((*workspace)->publish(sample()));
        QCOMPARE(modeOf(path), 0600);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto read = EngineFile::fromJson(file.readAll());
        QVERIFY(read);
        QCOMPARE(read->url, sample().url);
        QCOMPARE(read->token, sample().token);
        QCOMPARE(read->pid, sample().pid);
        QCOMPARE(read->startTime, sample().startTime);
        QCOMPARE(read->machineId, sample().machineId);
        QCOMPARE(read->apiVersion, sample().apiVersion);
        QCOMPARE(QDir(base.path()).entryList({QStringLiteral("*.new")}).size(), 0);
    }
    QVERIFY(!QFile::exists(path));
    QVERIFY(!EngineFile::fromJson("{broken"));
}

void tst_HostWorkspace::oneEngineAtATime()
{
    QTemporaryDir base;
    auto first = Workspace::open(base.path(), m_system);
    QVERIFY(first);
    QVERIFY((*first)->publish(sample()));
    const auto second = Workspace::open(base.path(), m_system);
    QVERIFY(!second);
    QCOMPARE(second.error().kind, Error::Kind::Conflict);
    QVERIFY2(second.error().message.contains(QStringLiteral("in use by another engine (process 42)")), qPrintable(second.error().message));
    QVERIFY(second.error().message.contains(QStringLiteral("--workspace")));
    QVERIFY(QFile::exists(base.filePath(QStringLiteral("engine.json")))); // the first one's is untouched
    first->reset();
    QVERIFY(Workspace::open(base.path(), m_system));
}

/// Somebody removed the folder under an engine, and another one lives in a new folder of that name.
void tst_HostWorkspace::leavesTheFileOfAnother()
{
    QTemporaryDir base;
    const QString folder = base.filePath(QStringLiteral("workspace")), path = folder + QStringLiteral("/engine.json");
    auto first = Workspace::open(folder, m_system);
    QVERIFY(first);
    QVERIFY((*first)->publish(sample()));
    QVERIFY(QDir(folder).removeRecursively());
    auto second = Workspace::open(folder, m_system);
    QVERIFY(second);
    EngineFile other = sample();
    other.token = "of the other";
    QVERIFY((*second)->publish(other));
    first->reset();
    QVERIFY(QFile::exists(path));
    second->reset();
    QVERIFY(!QFile::exists(path));
}

void tst_HostWorkspace::removesWhatAKilledEngineLeft()
{
    QTemporaryDir base;
    QFile left(base.filePath(QStringLiteral("engine.json")));
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.write(sample().toJson());
    left.close();
    const auto workspace = Workspace::open(base.path(), m_system);
    QVERIFY(workspace);
    QVERIFY(!left.exists());
}

/// A child of the killed engine that has not yet become its program holds the lock a moment longer.
void tst_HostWorkspace::waitsForAKilledEnginesLock()
{
    QTemporaryDir base;
    QFile left(base.filePath(QStringLiteral("engine.json")));
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.write(sample().toJson());
    left.close();
    const int child = ::open(QFile::encodeName(base.filePath(QStringLiteral("engine.lock"))).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    QVERIFY(child >= 0);
    QCOMPARE(::flock(child, LOCK_EX), 0);
    FakeSystem system;
    int asked = 0;
    system.askedForProcess = [&]() -> quint64 {
        if (++asked == 2)
            ::flock(child, LOCK_UN);
        return 0; // there is no such process
    };
    QVERIFY(Workspace::open(base.path(), system));
    QCOMPARE(asked, 2);
    ::close(child);
}

void tst_HostWorkspace::refusesAnotherMachinesWorkspace()
{
    QTemporaryDir base;
    auto foreign = sample();
    foreign.machineId = QStringLiteral("machine-2");
    foreign.host = QStringLiteral("elsewhere");
    QFile file(base.filePath(QStringLiteral("engine.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(foreign.toJson());
    file.close();
    const auto workspace = Workspace::open(base.path(), m_system);
    QVERIFY(!workspace);
    QVERIFY2(workspace.error().message.contains(QStringLiteral("in use on elsewhere")), qPrintable(workspace.error().message));
    QVERIFY(file.exists());
}

void tst_HostWorkspace::refusesNetworkFileSystems_data()
{
    QTest::addColumn<quint64>("magic");
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("refused");
    QTest::newRow("ext4") << quint64(0xEF53) << QStringLiteral("ext4") << false;
    QTest::newRow("overlay") << quint64(0x794c7630) << QStringLiteral("overlay") << false;
    QTest::newRow("nfs") << quint64(0x6969) << QStringLiteral("nfs4") << true;
    QTest::newRow("cifs") << quint64(0xFF534D42) << QStringLiteral("cifs") << true;
    QTest::newRow("smb2") << quint64(0xFE534D42) << QStringLiteral("smb3") << true;
    QTest::newRow("9p") << quint64(0x01021997) << QStringLiteral("9p") << true;
    QTest::newRow("sshfs") << quint64(0x65735546) << QStringLiteral("fuse.sshfs") << true;
    QTest::newRow("encrypted") << quint64(0x65735546) << QStringLiteral("fuse.gocryptfs") << false;
}

void tst_HostWorkspace::refusesNetworkFileSystems()
{
    QFETCH(quint64, magic);
    QFETCH(QString, type);
    QFETCH(bool, refused);
    QTemporaryDir base;
    FakeSystem system;
    system.disk = {magic, type};
    const auto workspace = Workspace::open(base.path(), system);
    QCOMPARE(!workspace, refused);
    if (refused) {
        QVERIFY(workspace.error().message.contains(QStringLiteral("network file system")));
        QVERIFY(workspace.error().message.contains(QStringLiteral("--workspace")));
        QVERIFY(workspace.error().message.contains(base.path()));
    }
}

void tst_HostWorkspace::saysThatItCannotWrite()
{
    QTemporaryDir base;
    QFile file(base.filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto workspace = Workspace::open(base.filePath(QStringLiteral("file/workspace")), m_system);
    QVERIFY(!workspace);
    QCOMPARE(workspace.error().kind, Error::Kind::Storage);
    QVERIFY(workspace.error().message.contains(QStringLiteral("--workspace")));
}

void tst_HostWorkspace::knowsThisMachine()
{
    const System &real = System::real();
    QVERIFY(real.startTime(real.processId()) > 0);
    QCOMPARE(real.startTime(-1), quint64(0));
    QVERIFY(!real.machineId().isEmpty());
    QVERIFY(!real.bootId().isEmpty());
    QCOMPARE(real.randomBytes(33).size(), 33);
    QVERIFY(real.randomBytes(32) != real.randomBytes(32));
    QVERIFY(real.fileSystem(QStringLiteral("/")).magic != 0);
    QVERIFY(!real.fileSystem(QStringLiteral("/proc")).type.isEmpty());
}

ASSAY_TEST(tst_HostWorkspace)
#include "tst_HostWorkspace.moc"
