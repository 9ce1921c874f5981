#include "app/FileDraftStore.h"
#include "app/SingleInstance.h"
#include "services/core/Async.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSysInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

/// What the window keeps in its profile: drafts, and the right to be the only one.
class tst_AppFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void draftsComeBack();
    void savesKeepTheirOrder();
    void aDraftThatCannotBeSavedSaysWhere();
    void aDraftThatIsTooLargeIsRefused();
    void namesStayInTheFolder();
    void theSecondRaisesTheFirst();
    void aCrashedOwnerIsNoOwner();

private:
    template<typename T>
    static std::optional<Result<T>> wait(const QFuture<Result<T>> &future)
    {
        QObject context;
        std::optional<Result<T>> got;
        whenDone(future, &context, [&](const Result<T> &result) { got.emplace(result); });
        [&] { QTRY_VERIFY(got.has_value()); }();
        return got;
    }
    QTemporaryDir m_folder;
};

void tst_AppFiles::draftsComeBack()
{
    const QString folder = m_folder.filePath(QStringLiteral("drafts"));
    {
        FileDraftStore store(folder);
        QVERIFY((**wait(store.load(QStringLiteral("job")))).isEmpty());
        QVERIFY(*wait(store.save(QStringLiteral("job"), "half a job")));
    }
    FileDraftStore store(folder);
    QCOMPARE(**wait(store.load(QStringLiteral("job"))), QByteArray("half a job"));
    QVERIFY(*wait(store.remove(QStringLiteral("job"))));
    QVERIFY((**wait(store.load(QStringLiteral("job")))).isEmpty());
}

void tst_AppFiles::savesKeepTheirOrder()
{
    const QString folder = m_folder.filePath(QStringLiteral("order"));
    {
        FileDraftStore store(folder);
        for (int i = 0; i < 50; ++i)
            (void)store.save(QStringLiteral("job"), QByteArray::number(i));
        // The destructor waits for what was asked.
    }
    FileDraftStore store(folder);
    QCOMPARE(**wait(store.load(QStringLiteral("job"))), QByteArray("49"));
}

void tst_AppFiles::aDraftThatCannotBeSavedSaysWhere()
{
    const QString blocked = m_folder.filePath(QStringLiteral("blocked"));
    QFile file(blocked); // a file where the folder should be
    QVERIFY(file.open(QIODevice::WriteOnly));
    FileDraftStore store(blocked);
    const auto saved = wait(store.save(QStringLiteral("job"), "x"));
    QVERIFY(!*saved);
    QCOMPARE(saved->error().kind, Error::Kind::Storage);
    QVERIFY2(saved->error().message.contains(blocked), qPrintable(saved->error().message));
}

void tst_AppFiles::aDraftThatIsTooLargeIsRefused()
{
    FileDraftStore store(m_folder.filePath(QStringLiteral("large")));
    const QByteArray most(4 << 20, 'x'); // what is read back
    QVERIFY(*wait(store.save(QStringLiteral("job"), most)));
    const auto saved = wait(store.save(QStringLiteral("job"), most + 'y'));
    QVERIFY(!*saved);
    QVERIFY2(saved->error().message.contains(QStringLiteral("4 MiB")), qPrintable(saved->error().message));
    QCOMPARE(**wait(store.load(QStringLiteral("job"))), most); // the old one stands
}

void tst_AppFiles::namesStayInTheFolder()
{
    const QString folder = m_folder.filePath(QStringLiteral("inside"));
    FileDraftStore store(folder);
    (void)wait(store.save(QStringLiteral("../outside"), "x"));
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("outside"))));
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("outside*")}).size(), 0);
}

void tst_AppFiles::theSecondRaisesTheFirst()
{
    SingleInstance first(m_folder.path()), second(m_folder.path());
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    QVERIFY(first.acquire());
    QVERIFY(!second.acquire());
    QTRY_COMPARE(raised.count(), 1);
}

void tst_AppFiles::aCrashedOwnerIsNoOwner()
{
    QTemporaryDir folder;
    QFile lock(folder.filePath(QStringLiteral("window.lock")));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    QProcess gone; // a process id that was somebody's and is nobody's now
    gone.start(QStringLiteral("true"), QStringList());
    QVERIFY(gone.waitForStarted());
    const qint64 pid = gone.processId();
    gone.waitForFinished();
    lock.write(QByteArray::number(pid) + "\ntest_window\n" + QSysInfo::machineHostName().toLocal8Bit() + "\n");
    lock.close();
    SingleInstance window(folder.path());
    QVERIFY(window.acquire());
}

ASSAY_TEST(tst_AppFiles)
#include "tst_AppFiles.moc"
