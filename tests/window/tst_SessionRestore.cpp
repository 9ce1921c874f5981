#include "models/session/Session.h"
#include "tests/support/EngineFile.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

/// The real program on a real screen, ended by kill -9 in the middle of work, and started again.
class tst_SessionRestore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void tabsComeBackAfterAKill();
    void twoBadStartsLeaveTheTabsOut();

private:
    void start();
    void kill();
    QByteArray window() const;
    void press(const QString &keys);
    QString profilePath(const QString &name) const;
    QByteArray profileFile(const QString &name) const;
    bool startedWell() const;
    Session session() const { return Session::decode(profileFile(QStringLiteral("session"))); }
    QStringList kinds(const QVariantList &tabs) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_program;
    QDateTime m_started;
};

void tst_SessionRestore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void tst_SessionRestore::cleanup()
{
    kill();
    test::endEngine(m_folder->filePath(QStringLiteral("ws"))); // which outlives the window
}

void tst_SessionRestore::start()
{
    m_program = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        environment.insert(QLatin1String(name), m_folder->filePath(QLatin1String(name)));
    m_program->setProcessEnvironment(environment);
    m_program->setProcessChannelMode(QProcess::ForwardedChannels);
    m_started = QDateTime::currentDateTime();
    m_program->start(test::builtProgram("/assay"), {QStringLiteral("--profile"), QStringLiteral("kill"), QStringLiteral("--workspace"), m_folder->filePath(QStringLiteral("ws"))});
    QVERIFY(m_program->waitForStarted());
}

void tst_SessionRestore::kill()
{
    if (!m_program)
        return;
    m_program->kill(); // SIGKILL
    m_program->waitForFinished();
    m_program.reset();
}

/// The number of the program's window; empty as long as it is not found. A search walks the tree of all windows and fails when one of
/// them closes meanwhile (a window of the start, say), so it is made again until it answers.
QByteArray tst_SessionRestore::window() const
{
    QProcess search;
    search.start(QStringLiteral("xdotool"), {QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--all"), QStringLiteral("--pid"), QString::number(m_program->processId()),
                                             QStringLiteral("--name"), QStringLiteral("Assay")});
    if (!search.waitForFinished() || search.exitCode() != 0)
        return {};
    return search.readAllStandardOutput().split('\n').value(0);
}

/// On the program's window, by the X server.
void tst_SessionRestore::press(const QString &keys)
{
    QByteArray found;
    QTRY_VERIFY_WITH_TIMEOUT(!(found = window()).isEmpty(), 30'000);
    QProcess tool;
    tool.setProcessChannelMode(QProcess::ForwardedChannels);
    tool.start(QStringLiteral("xdotool"), {QStringLiteral("windowfocus"), QStringLiteral("--sync"), QString::fromLatin1(found), QStringLiteral("key"), keys});
    QVERIFY(tool.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(tool.state(), QProcess::NotRunning, 30'000);
    QCOMPARE(tool.exitCode(), 0);
}

/// Empty as long as there is no such file.
QString tst_SessionRestore::profilePath(const QString &name) const
{
    // The organisation's and the program's folder may both be in between.
    const QDir config(m_folder->filePath(QStringLiteral("XDG_CONFIG_HOME")));
    for (const QString &above : {QStringLiteral("assay"), QStringLiteral("assay/assay")})
        if (const QString path = config.filePath(QStringLiteral("%1/profiles/kill/%2.json").arg(above, name)); QFileInfo::exists(path))
            return path;
    return {};
}

QByteArray tst_SessionRestore::profileFile(const QString &name) const
{
    QFile file(profilePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Said by this life of the program: what its last life wrote is older than its start.
bool tst_SessionRestore::startedWell() const
{
    return profileFile(QStringLiteral("starts")) == "0" && QFileInfo(profilePath(QStringLiteral("starts"))).lastModified() > m_started;
}

QStringList tst_SessionRestore::kinds(const QVariantList &tabs) const
{
    QStringList kinds;
    for (const QVariant &tab : tabs)
        kinds << tab.toMap().value(QStringLiteral("kind")).toString();
    return kinds;
}

void tst_SessionRestore::tabsComeBackAfterAKill()
{
    start();
    QTRY_COMPARE_WITH_TIMEOUT(kinds(session().tabs), QStringList{QStringLiteral("start")}, 30'000);
    press(QStringLiteral("ctrl+1"));
    press(QStringLiteral("ctrl+9"));
    const QStringList open{QStringLiteral("start"), QStringLiteral("runs"), QStringLiteral("connections")};
    QTRY_COMPARE_WITH_TIMEOUT(kinds(session().tabs), open, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(startedWell(), 30'000);
    kill();
    start();
    QTRY_VERIFY_WITH_TIMEOUT(startedWell(), 30'000);
    press(QStringLiteral("ctrl+3")); // one more: what is written now comes from the window, not from the last life
    QTRY_COMPARE_WITH_TIMEOUT(kinds(session().tabs), open + QStringList{QStringLiteral("collections")}, 20'000);
}

void tst_SessionRestore::twoBadStartsLeaveTheTabsOut()
{
    start();
    QTRY_COMPARE_WITH_TIMEOUT(kinds(session().tabs), QStringList{QStringLiteral("start")}, 30'000);
    press(QStringLiteral("ctrl+1"));
    QTRY_COMPARE_WITH_TIMEOUT(session().tabs.size(), 2, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(startedWell(), 30'000);
    kill();
    for (const char *count : {"1", "2"}) {
        start();
        QTRY_COMPARE_WITH_TIMEOUT(profileFile(QStringLiteral("starts")), QByteArray(count), 30'000);
        kill();
    }
    start();
    QTRY_COMPARE_WITH_TIMEOUT(kinds(session().aside), (QStringList{QStringLiteral("start"), QStringLiteral("runs")}), 30'000);
    QCOMPARE(kinds(session().tabs), QStringList{QStringLiteral("start")});
}

ASSAY_TEST(tst_SessionRestore)
#include "tst_SessionRestore.moc"
