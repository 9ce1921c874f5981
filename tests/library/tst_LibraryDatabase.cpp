#include "services/library/LibraryDatabase.h"
#include "services/library/LibraryStatement.h"
#include "services/library/SqlDocuments.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace assay;

namespace {

const QString kind = QStringLiteral("test");

template<typename T>
Result<T> wait(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.result();
}

SavedDocument named(const QString &title, const QByteArray &body = "body") { return {title, title, body, 0}; }

} // namespace

/// The library's file: what was acknowledged is there, whatever happens to it.
class tst_LibraryDatabase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void keepsDocuments();
    void refusesWhatHasNoName();
    void usesOneThread();
    void anErrorUndoesTheWholeWork();
    void killedWriterLosesNothingAcknowledged();
    void newerSchemaIsRefusedAndLeftAlone();
    void migrationKeepsACopyFirst();
    void migrationThatFailsChangesNothing();
    void damagedFileIsPutAside_data();
    void damagedFileIsPutAside();
    void backupGivesBackWhatTheFileCannot();
    void emptiedFileIsNoNewOne();
    void folderThatCannotBeWritten();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString file() const { return path(LibraryDatabase::fileName()); }
    QStringList titles(LibraryDatabase &database)
    {
        QStringList all;
        const auto found = wait(SqlDocuments(database).list(kind));
        if (!found)
            return {found.error().message};
        for (const SavedDocument &document : *found)
            all << document.title;
        return all;
    }
    QStringList put(const QStringList &names)
    {
        LibraryDatabase database(m_folder->path());
        for (const QString &name : names) {
            if (const auto saved = wait(SqlDocuments(database).save(kind, named(name))); !saved)
                return {saved.error().message};
        }
        return titles(database);
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_LibraryDatabase::keepsDocuments()
{
    QCOMPARE(put({QStringLiteral("b"), QStringLiteral("a")}), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    LibraryDatabase database(m_folder->path());
    SqlDocuments documents(database);
    QSignalSpy told(&documents, &SavedDocuments::changed);
    const auto made = wait(documents.save(kind, {{}, QStringLiteral(" new "), {}, 0}));
    QVERIFY(made && !made->id.isEmpty() && made->changedMs > 0);
    QCOMPARE(wait(documents.load(kind, made->id))->title, QStringLiteral("new"));
    QVERIFY(wait(documents.remove(kind, QStringLiteral("a"))));
    QCOMPARE(titles(database), QStringList({QStringLiteral("b"), QStringLiteral("new")}));
    QCOMPARE(wait(documents.load(kind, QStringLiteral("a"))).error().kind, Error::Kind::NotFound);
    QVERIFY(wait(documents.list(QStringLiteral("other")))->isEmpty());
    QTRY_COMPARE(told.size(), 2); // saved and removed, not read
    QCOMPARE(told.first().first().toString(), kind);
}

void tst_LibraryDatabase::refusesWhatHasNoName()
{
    LibraryDatabase database(m_folder->path());
    SqlDocuments documents(database);
    QCOMPARE(wait(documents.save(kind, named(QStringLiteral("  ")))).error().kind, Error::Kind::Invalid);
    QCOMPARE(wait(documents.save(kind, named(QStringLiteral("x"), QByteArray((1 << 20) + 1, 'x')))).error().kind, Error::Kind::Invalid);
}

void tst_LibraryDatabase::usesOneThread()
{
    LibraryDatabase database(m_folder->path());
    QSet<Qt::HANDLE> threads;
    for (int i = 0; i < 5; ++i) {
        const auto where = wait(database.run<quintptr>([](QSqlDatabase &) -> Result<quintptr> { return quintptr(QThread::currentThreadId()); }));
        threads.insert(Qt::HANDLE(*where));
    }
    QCOMPARE(threads.size(), 1);
    QVERIFY(!threads.contains(QThread::currentThreadId()));
}

void tst_LibraryDatabase::anErrorUndoesTheWholeWork()
{
    LibraryDatabase database(m_folder->path());
    const auto failed = wait(database.run<Done>([](QSqlDatabase &sql) -> Result<Done> {
        const auto half = runAll(sql, {QStringLiteral("INSERT INTO documents VALUES ('test', 'x', 'x', 'x', 1)")});
        return half ? runAll(sql, {QStringLiteral("INSERT INTO nowhere VALUES (1)")}) : half;
    }));
    QCOMPARE(failed.error().kind, Error::Kind::Storage);
    QVERIFY(titles(database).isEmpty());
}

void tst_LibraryDatabase::killedWriterLosesNothingAcknowledged()
{
    int last = -1;
    for (int round = 0; round < 3; ++round) {
        QProcess child;
        child.start(test::builtProgram("/assay-test-library-child"), {m_folder->path()});
        QVERIFY(child.waitForStarted());
        QByteArray out;
        const int enough = 20 + 15 * round;
        while (out.count('\n') < enough && child.waitForReadyRead(30000))
            out += child.readAllStandardOutput();
        child.kill(); // SIGKILL
        QVERIFY(child.waitForFinished());
        out += child.readAllStandardOutput();
        out.truncate(out.lastIndexOf('\n')); // a line that was cut says nothing
        last = qMax(last, out.split('\n').last().toInt());
        QVERIFY(last >= enough - 1);
        LibraryDatabase database(m_folder->path());
        QSignalSpy notices(&database, &LibraryDatabase::noticed);
        const auto found = wait(SqlDocuments(database).list(kind));
        QVERIFY(found);
        QHash<QString, QByteArray> bodies;
        for (const SavedDocument &document : *found)
            bodies.insert(document.id, document.body);
        for (int i = 0; i <= last; ++i)
            QCOMPARE(bodies.value(QString::number(i)), QByteArray(500, 'x') + QByteArray::number(i));
        QVERIFY(notices.isEmpty());
    }
}

void tst_LibraryDatabase::newerSchemaIsRefusedAndLeftAlone()
{
    QCOMPARE(put({QStringLiteral("kept")}).size(), 1);
    QList<LibraryMigration> newer = libraryMigrations();
    newer.append({{QStringLiteral("CREATE TABLE later (x)")}});
    {
        LibraryDatabase database(m_folder->path(), Clock::system(), newer);
        QCOMPARE(titles(database), QStringList({QStringLiteral("kept")}));
    }
    QFile before(file());
    QVERIFY(before.open(QIODevice::ReadOnly));
    const QByteArray content = before.readAll();
    before.close();
    LibraryDatabase database(m_folder->path());
    for (int again = 0; again < 2; ++again) {
        const auto refused = wait(SqlDocuments(database).save(kind, named(QStringLiteral("x"))));
        QCOMPARE(refused.error().kind, Error::Kind::Unsupported);
        QVERIFY2(refused.error().message.contains(QStringLiteral("newer version")), qPrintable(refused.error().message));
    }
    QVERIFY(before.open(QIODevice::ReadOnly));
    QCOMPARE(before.readAll(), content);
}

void tst_LibraryDatabase::migrationKeepsACopyFirst()
{
    QCOMPARE(put({QStringLiteral("kept")}).size(), 1);
    QList<LibraryMigration> newer = libraryMigrations();
    newer.append({{QStringLiteral("DELETE FROM documents"), QStringLiteral("CREATE TABLE later (x)")}});
    LibraryDatabase database(m_folder->path(), Clock::system(), newer);
    QVERIFY(titles(database).isEmpty());
    const QString copy = path(QStringLiteral("library.before-schema-%1.sqlite").arg(newer.size()));
    QVERIFY(QFile::exists(copy));
    QTemporaryDir other;
    QVERIFY(QFile::copy(copy, other.filePath(LibraryDatabase::fileName())));
    LibraryDatabase old(other.path());
    QCOMPARE(titles(old), QStringList({QStringLiteral("kept")}));
}

void tst_LibraryDatabase::migrationThatFailsChangesNothing()
{
    QCOMPARE(put({QStringLiteral("kept")}).size(), 1);
    QList<LibraryMigration> broken = libraryMigrations();
    broken.append({{QStringLiteral("DELETE FROM documents"), QStringLiteral("no sql")}});
    {
        LibraryDatabase database(m_folder->path(), Clock::system(), broken);
        QCOMPARE(wait(SqlDocuments(database).list(kind)).error().kind, Error::Kind::Storage);
    }
    LibraryDatabase database(m_folder->path());
    QCOMPARE(titles(database), QStringList({QStringLiteral("kept")}));
}

void tst_LibraryDatabase::damagedFileIsPutAside_data()
{
    QTest::addColumn<QByteArray>("garbage");
    QTest::addColumn<int>("at"); // -1: the whole file
    QTest::addRow("no database at all") << QByteArray("this is no database, it only has its name") << -1;
    QTest::addRow("empty header") << QByteArray(100, '\0') << 0;
    QTest::addRow("a page overwritten") << QByteArray(4096, '\x55') << 4096;
}

void tst_LibraryDatabase::damagedFileIsPutAside()
{
    QFETCH(QByteArray, garbage);
    QFETCH(int, at);
    QCOMPARE(put({QStringLiteral("mine")}).size(), 1);
    QVERIFY(QFile::remove(path(QStringLiteral("library.backup.sqlite"))));
    QFile damaged(file());
    QVERIFY(damaged.open(QIODevice::ReadWrite));
    if (at < 0)
        QVERIFY(damaged.resize(0));
    QVERIFY(damaged.seek(qMax(0, at)) && damaged.write(garbage) == garbage.size());
    damaged.close();

    LibraryDatabase database(m_folder->path());
    QSignalSpy notices(&database, &LibraryDatabase::noticed);
    const auto saved = wait(SqlDocuments(database).save(kind, named(QStringLiteral("next"))));
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
    QTRY_COMPARE(notices.size(), 1);
    const QStringList aside = QDir(m_folder->path()).entryList({QStringLiteral("library.damaged-*.sqlite")}, QDir::Files);
    QCOMPARE(aside.size(), 1);
    QVERIFY(notices.first().first().toString().contains(aside.first()));
    QVERIFY(titles(database).contains(QStringLiteral("next")));
}

void tst_LibraryDatabase::backupGivesBackWhatTheFileCannot()
{
    QCOMPARE(put({QStringLiteral("mine")}).size(), 1); // the backup of the first start is empty
    QVERIFY(QFile::remove(path(QStringLiteral("library.backup.sqlite"))));
    QCOMPARE(put({QStringLiteral("mine too")}).size(), 2); // the second start keeps what there was
    QFile damaged(file());
    QVERIFY(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate));
    damaged.write("gone");
    damaged.close();
    LibraryDatabase database(m_folder->path());
    QSignalSpy notices(&database, &LibraryDatabase::noticed);
    QCOMPARE(titles(database), QStringList({QStringLiteral("mine")}));
    QTRY_COMPARE(notices.size(), 1);
}

void tst_LibraryDatabase::emptiedFileIsNoNewOne()
{
    QCOMPARE(put({QStringLiteral("mine")}).size(), 1);
    QVERIFY(QFile::resize(file(), 0));
    LibraryDatabase database(m_folder->path());
    QSignalSpy notices(&database, &LibraryDatabase::noticed);
    QVERIFY(titles(database).isEmpty());
    QTRY_COMPARE(notices.size(), 1);
}

void tst_LibraryDatabase::folderThatCannotBeWritten()
{
    QFile blocker(path(QStringLiteral("file")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    LibraryDatabase database(path(QStringLiteral("file/below")));
    const auto failed = wait(SqlDocuments(database).list(kind));
    QCOMPARE(failed.error().kind, Error::Kind::Storage);
    QVERIFY(!failed.error().message.isEmpty());
}

ASSAY_TEST(tst_LibraryDatabase)
#include "tst_LibraryDatabase.moc"
