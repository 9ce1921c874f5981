#include "services/engine/store/Migrations.h"
#include "tests/engine/StoreSupport.h"
#include "tests/support/TestRegistry.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>

#include <cstdio>
#include <unistd.h>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;

/// What must not be lost, and what is said when something is wrong with the file or its disk.
class tst_StoreFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void notADatabase();
    void truncatedHeader();
    void otherProgramsDatabase();
    void newerSchema();
    void damagedApplicationId();
    void refusedFileIsLeftAlone_data();
    void refusedFileIsLeftAlone();
    void folderThatIsNotThere();
    void damagedPageMakesItReadOnly();
    void uncleanStopIsCheckedAndFound();
    void tooLittleSpaceRefusesNewRuns();
    void fullDiskLosesNothingAcknowledged();
    void aTransactionSurvivesAFullDisk();
    void callsAfterStopAreAnswered();
    void stopAnswersWhatWaits();
    void killedInTheMiddleOfWrites();

private:
    QString file(const QTemporaryDir &folder) const { return folder.path() + QStringLiteral("/assay.sqlite"); }
    void write(const QTemporaryDir &folder, const QByteArray &bytes) const
    {
        QFile out(file(folder));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    }
    void patch(const QTemporaryDir &folder, qint64 offset, const QByteArray &bytes) const
    {
        QFile out(file(folder));
        QVERIFY(out.open(QIODevice::ReadWrite));
        QVERIFY(out.seek(offset));
        out.write(bytes);
    }
    Error refusal(const QTemporaryDir &folder) const
    {
        auto opened = Store::open(optionsFor(folder));
        return opened ? Error{Error::Kind::Internal, QStringLiteral("opened"), {}, {}} : opened.error();
    }
    void makeStore(const QTemporaryDir &folder, int jobs = 1) const
    {
        const auto store = openStore(optionsFor(folder));
        for (int i = 0; i < jobs; ++i)
            store->createJob(newJob(QString::number(i), {benchmark(QStringLiteral("a"))}), {});
        store->flush();
    }
    static void writeUntilKilled(const QString &folder);
};

/// One sentence that names the file and says what to do.
#define VERIFY_SENTENCE(error, pattern) \
    do { \
        QCOMPARE((error).kind, Error::Kind::Storage); \
        QVERIFY2(QRegularExpression(QStringLiteral(pattern)).match((error).message).hasMatch(), qPrintable((error).message)); \
        QVERIFY2((error).message.endsWith(QLatin1Char('.')), qPrintable((error).message)); \
        QVERIFY((error).message.contains(QLatin1Char('/'))); \
    } while (false)

/// The test runs itself again with a folder in the environment; that child writes until it is killed.
void tst_StoreFaults::initTestCase()
{
    const QByteArray folder = qgetenv("ASSAY_TEST_WRITE_UNTIL_KILLED");
    if (!folder.isEmpty())
        writeUntilKilled(QString::fromLocal8Bit(folder));
}

void tst_StoreFaults::notADatabase()
{
    QTemporaryDir folder;
    write(folder, QByteArray("hello, this is a letter and no database\n").repeated(10));
    VERIFY_SENTENCE(refusal(folder), "assay.sqlite is damaged.*backup");
}

void tst_StoreFaults::truncatedHeader()
{
    QTemporaryDir folder;
    write(folder, QByteArray("SQLite format 3\0", 16));
    VERIFY_SENTENCE(refusal(folder), "damaged");
}

void tst_StoreFaults::otherProgramsDatabase()
{
    QTemporaryDir folder;
    {
        Database other(file(folder), Database::Mode::Create);
        other.execute("CREATE TABLE bookmarks(url TEXT)");
    }
    VERIFY_SENTENCE(refusal(folder), "not a store of Assay.*--workspace.*nothing was changed");
}

void tst_StoreFaults::newerSchema()
{
    QTemporaryDir folder;
    makeStore(folder);
    {
        Database db(file(folder), Database::Mode::ReadWrite);
        db.execute("PRAGMA user_version=4711");
    }
    VERIFY_SENTENCE(refusal(folder), "newer Assay \\(schema 4711.*update Assay");
}

void tst_StoreFaults::damagedApplicationId()
{
    QTemporaryDir folder;
    makeStore(folder);
    patch(folder, 68, QByteArray("\x12\x34\x56\x78", 4)); // where the file format keeps the application id
    VERIFY_SENTENCE(refusal(folder), "not a store of Assay, or its header is damaged");
}

void tst_StoreFaults::refusedFileIsLeftAlone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("offset"); // -1: instead of the file
    QTest::addRow("text") << QByteArray("some text") << -1;
    QTest::addRow("application id") << QByteArray("\x12\x34\x56\x78", 4) << 68;
    QTest::addRow("newer") << QByteArray("\x00\x00\x12\x34", 4) << 60;
}

void tst_StoreFaults::refusedFileIsLeftAlone()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, offset);
    QTemporaryDir folder;
    if (offset < 0) {
        write(folder, bytes);
    } else {
        makeStore(folder);
        patch(folder, offset, bytes);
    }
    const auto contents = [&] {
        QFile in(file(folder));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    };
    const QByteArray before = contents();
    QCOMPARE(refusal(folder).kind, Error::Kind::Storage);
    QVERIFY(contents() == before);
}

void tst_StoreFaults::folderThatIsNotThere()
{
    StoreOptions options;
    options.workspace = QStringLiteral("/nonexistent/workspace");
    const auto opened = Store::open(options);
    QVERIFY(!opened.hasValue());
    VERIFY_SENTENCE(opened.error(), "cannot be written.*--workspace");
}

void tst_StoreFaults::damagedPageMakesItReadOnly()
{
    QTemporaryDir folder;
    makeStore(folder, 200);
    qint64 root = 0;
    {
        Database db(file(folder), Database::Mode::ReadWrite);
        auto row = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'job_status'");
        QVERIFY(row.step());
        root = row.integer(0);
    }
    patch(folder, (root - 1) * 4096, QByteArray(4096, '\x7f')); // the index that is counted at the start
    auto opened = Store::open(optionsFor(folder));
    QVERIFY2(opened.hasValue(), opened ? "" : qPrintable(opened.error().message));
    const auto refused = answer<CreatedJob>([&](auto reply) { (*opened)->createJob(newJob(QStringLiteral("x"), {benchmark(QStringLiteral("a"))}), reply); });
    QVERIFY(!refused.hasValue());
    VERIFY_SENTENCE(refused.error(), "damaged: nothing is written");
    QVERIFY((*opened)->health().has_value());
}

void tst_StoreFaults::uncleanStopIsCheckedAndFound()
{
    QTemporaryDir folder;
    makeStore(folder, 300);
    {
        Database db(file(folder), Database::Mode::ReadWrite);
        db.execute("UPDATE meta SET value = 'not yet' WHERE key = 'stopped'; PRAGMA wal_checkpoint(TRUNCATE)");
    }
    const auto healthy = openStore(optionsFor(folder));
    healthy->stop();
    QVERIFY(!healthy->health());
    qint64 root = 0;
    {
        Database db(file(folder), Database::Mode::ReadWrite);
        db.execute("UPDATE meta SET value = 'not yet' WHERE key = 'stopped'; PRAGMA wal_checkpoint(TRUNCATE)");
        auto row = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'bench_spec'");
        QVERIFY(row.step());
        root = row.integer(0);
    }
    patch(folder, (root - 1) * 4096, QByteArray(4096, '\x7f')); // a table that opening does not read
    const auto store = openStore(optionsFor(folder));
    QTRY_VERIFY(store->health().has_value());
    VERIFY_SENTENCE(*store->health(), "damaged");
    JobQuery query;
    const auto list = answer<TextPage>([&](auto reply) { store->jobs(query, {}, reply); });
    QVERIFY(list.hasValue()); // what can be read is read
    QCOMPARE(list->totalCount, 300);
}

void tst_StoreFaults::tooLittleSpaceRefusesNewRuns()
{
    QTemporaryDir folder;
    std::atomic<qint64> available{qint64(2) << 30};
    StoreOptions options = optionsFor(folder);
    options.freeBytes = [&](const QString &) { return available.load(); };
    const auto store = openStore(options);
    NewJob job = newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))});
    job.idempotencyKey = QStringLiteral("k");
    const QString id = create(*store, job);
    QVERIFY(!id.isEmpty());
    available = qint64(500) << 20;
    const auto refused = answer<CreatedJob>([&](auto reply) { store->createJob(newJob(QStringLiteral("x"), job.benchmarks), reply); });
    QVERIFY(!refused.hasValue());
    VERIFY_SENTENCE(refused.error(), "Only 500.00 MiB are free.*at least 1.00 GiB: free some space");
    QCOMPARE(create(*store, job), id); // a repeated request makes nothing new
    QVERIFY(apply(*store, id, reportOf(QStringLiteral("a"), 0, RunState::Running)).hasValue()); // what runs goes on
    store->addSample(id, 0, 0, sample(0, 1), {});
    available = qint64(2) << 30;
    QVERIFY(!create(*store, newJob(QStringLiteral("x"), job.benchmarks)).isEmpty());
}

void tst_StoreFaults::fullDiskLosesNothingAcknowledged()
{
    QTemporaryDir folder;
    StoreOptions options = optionsFor(folder);
    QString id;
    int stored = 0;
    QString message;
    {
        openStore(options).reset(); // the schema itself must fit
        options.maxPageCount = int(QFile(file(folder)).size() / 4096) + 40;
        const auto store = openStore(options);
        id = create(*store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
        for (int i = 0; i < 2000; ++i) {
            Sample one = sample(i, 1);
            one.response = QString(500, QLatin1Char('x'));
            store->addSample(id, 0, 0, one, [&](const Result<Done> &result) { // replies come one after the other
                if (result)
                    ++stored;
                else
                    message = result.error().message;
            });
        }
        store->flush();
        QVERIFY(stored > 0);
        QVERIFY(stored < 2000);
        QVERIFY2(message.contains(QStringLiteral("is full: free some space")), qPrintable(message));
        QVERIFY(!store->health()); // full is not damaged
        QCOMPARE(answer<SamplePage>([&](auto reply) { store->samples(id, 0, {}, {}, reply); })->totalCount, qint64(stored));
    }
    options.maxPageCount = 0; // somebody made room
    const auto store = openStore(options);
    QCOMPARE(answer<SamplePage>([&](auto reply) { store->samples(id, 0, {}, {}, reply); })->totalCount, qint64(stored));
    QVERIFY(answer<Done>([&](auto reply) { store->addSample(id, 0, 0, sample(5000, 1), reply); }).hasValue());
}

/// SQLite has undone it by then; to undo it again would be an error in a destructor.
void tst_StoreFaults::aTransactionSurvivesAFullDisk()
{
    const QTemporaryDir folder;
    Database db(file(folder), Database::Mode::Create);
    db.execute("CREATE TABLE t(x TEXT); PRAGMA max_page_count=20;");
    const auto add = [&db](int bytes) {
        WriteTransaction change(db);
        db.prepare("INSERT INTO t VALUES(?)").bind(1, QByteArray(bytes, 'x')).run();
        change.commit();
    };
    QVERIFY_THROWS_EXCEPTION(SqliteError, add(1 << 20));
    QVERIFY(!db.inTransaction());
    add(10);
    auto count = db.prepare("SELECT count(*) FROM t");
    QVERIFY(count.step());
    QCOMPARE(count.integer(0), 1);
}

void tst_StoreFaults::callsAfterStopAreAnswered()
{
    QTemporaryDir folder;
    const auto store = openStore(optionsFor(folder));
    store->stop();
    store->stop();
    QCOMPARE(answer<QByteArray>([&](auto reply) { store->job(QStringLiteral("x"), {}, reply); }).error().kind, Error::Kind::Cancelled);
    QCOMPARE(answer<Done>([&](auto reply) { store->cancelJob(QStringLiteral("x"), {}, reply); }).error().kind, Error::Kind::Cancelled);
    store->progress(QStringLiteral("x"), 0, 1, 2);
    store->flush();
}

void tst_StoreFaults::stopAnswersWhatWaits()
{
    QTemporaryDir folder;
    std::atomic<int> stored{0}, refused{0};
    {
        const auto store = openStore(optionsFor(folder));
        for (int i = 0; i < 500; ++i) {
            store->createJob(newJob(QString::number(i), {benchmark(QStringLiteral("a"))}),
                             [&](const Result<CreatedJob> &result) { ++(result ? stored : refused); });
        }
        store->stop();
        QCOMPARE(stored.load() + refused.load(), 500);
    }
    const auto store = openStore(optionsFor(folder));
    QCOMPARE(store->jobCount(RunState::Pending), qint64(stored.load()));
    QCOMPARE(stored.load(), 500);
}

void tst_StoreFaults::writeUntilKilled(const QString &folder)
{
    StoreOptions options;
    options.workspace = folder;
    const auto store = openStore(options);
    std::mutex mutex;
    const auto tell = [&](const QByteArray &line) {
        const std::lock_guard lock(mutex);
        if (::write(STDOUT_FILENO, line.constData(), std::size_t(line.size())) < 0)
            ::_exit(1);
    };
    const QString samplesOf = create(*store, newJob(QStringLiteral("samples"), {benchmark(QStringLiteral("a"))}));
    tell("ACK job " + samplesOf.toUtf8() + "\n");
    for (int i = 0;; ++i) {
        store->createJob(newJob(QString::number(i), {benchmark(QStringLiteral("a"))}), [&](const Result<CreatedJob> &created) {
            if (created)
                tell("ACK job " + created->id.toUtf8() + "\n");
        });
        store->addSample(samplesOf, 0, 0, sample(i, 1), [&, i](const Result<Done> &done) {
            if (done)
                tell("ACK sample " + QByteArray::number(i) + "\n");
        });
        if (i % 64 == 63)
            store->flush();
    }
}

void tst_StoreFaults::killedInTheMiddleOfWrites()
{
    for (const int lines : {300, 1000}) {
        QTemporaryDir folder;
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("ASSAY_TEST_WRITE_UNTIL_KILLED"), folder.path());
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("-class"), QStringLiteral("tst_StoreFaults")});
        QVERIFY(child.waitForStarted());
        QByteArray output;
        while (output.count('\n') < lines && child.waitForReadyRead(30000))
            output += child.readAll();
        child.kill(); // SIGKILL
        QVERIFY(child.waitForFinished());
        output += child.readAll();

        const auto store = openStore(optionsFor(folder));
        QString samplesOf;
        QSet<qint64> acknowledged;
        int jobs = 0;
        for (const QByteArray &line : output.left(output.lastIndexOf('\n')).split('\n')) {
            if (line.startsWith("ACK job ")) {
                const QString id = QString::fromLatin1(line.mid(8));
                samplesOf = samplesOf.isEmpty() ? id : samplesOf;
                ++jobs;
                QVERIFY2(jobDocument(*store, id).is_object(), line.constData());
            } else if (line.startsWith("ACK sample ")) {
                acknowledged.insert(line.mid(11).toLongLong());
            }
        }
        QVERIFY(jobs > 100);
        QVERIFY(acknowledged.size() > 100);
        const auto samples = store->samplesAfter({samplesOf, 0, 0}, -1, 0, 1000000);
        QVERIFY(samples);
        for (const Sample &one : *samples)
            acknowledged.remove(one.ordinal);
        QVERIFY2(acknowledged.isEmpty(), qPrintable(QString::number(acknowledged.size())));
        QTRY_VERIFY(!store->health());
    }
}

ASSAY_TEST(tst_StoreFaults)
#include "tst_StoreFaults.moc"
