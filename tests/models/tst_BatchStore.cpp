#include "tests/models/BatchSupport.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;
using Loss = LossyJobs::Loss;
using State = BatchJob::State;

/// Batches on disk: they survive the end of the window at any point, and one window at a time has each.
class tst_BatchStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void crashesAnywhere_data();
    void crashesAnywhere();
    void nothingIsSentThatIsNotWrittenDown();
    void runsAtOnePlaceOnly();
    void marks();
    void survivesTheDisk();
    void anUnreadableOneStays();

private:
    QMap<QString, QByteArray> m_disk;
    std::unique_ptr<LossyConnection> m_server;
};

void tst_BatchStore::init()
{
    m_disk.clear();
    m_server = std::make_unique<LossyConnection>();
}

void tst_BatchStore::crashesAnywhere_data()
{
    QTest::addColumn<bool>("idempotent");
    QTest::addColumn<int>("loss");
    for (const bool idempotent : {true, false}) {
        for (const Loss loss : {Loss::None, Loss::Answer, Loss::Request, Loss::NotSeen})
            QTest::addRow("%s, loss %d", idempotent ? "with keys" : "without keys", int(loss)) << idempotent << int(loss);
    }
}

void tst_BatchStore::crashesAnywhere()
{
    QFETCH(bool, idempotent);
    QFETCH(int, loss);
    int crashes = 0, resumed = 0;
    for (int point = 0;; ++point) {
        init();
        m_server->lossy.idempotent = idempotent;
        m_server->lossy.losses = {Loss::None, Loss(loss)};
        CrashPoints points;
        points.chosen = point;
        {
            Window window(m_disk, *m_server, &points);
            QSignalSpy finished(&window.submit, &BatchSubmit::finished);
            window.submit.start(jobs(3));
            QVERIFY(QTest::qWaitFor([&] { return points.dead() || !finished.isEmpty(); }));
        }
        if (!points.dead())
            break;
        ++crashes;
        const qsizetype before = m_server->lossy.stored.size();
        Window window(m_disk, *m_server);
        QVERIFY(QTest::qWaitFor([&] { return window.store.state() == LoadState::Ready; }));
        const QList<Batch> left = window.store.unfinished();
        if (left.isEmpty()) {
            // Ended before it was written down, when nothing may be sent, or after all was.
            QVERIFY2(before == 0 || before == 3, qPrintable(QStringLiteral("point %1").arg(point)));
            continue;
        }
        ++resumed;
        QCOMPARE(left.size(), 1);
        QSignalSpy finished(&window.submit, &BatchSubmit::finished);
        QVERIFY(window.submit.resume(left.first().id));
        QVERIFY(finished.wait());
        if (!window.submit.allSent()) { // the loss came only now, and the server was not seen
            window.submit.tryAgain();
            QVERIFY(finished.wait());
        }
        QVERIFY2(window.submit.allSent(), qPrintable(QStringLiteral("point %1").arg(point)));
        QCOMPARE(namesOn(*m_server), (QStringList{QStringLiteral("job 1"), QStringLiteral("job 2"), QStringLiteral("job 3")}));
        QVERIFY(window.store.unfinished().isEmpty());
    }
    QVERIFY2(crashes >= 20 && resumed >= 15, qPrintable(QStringLiteral("%1 crashes, %2 resumed").arg(crashes).arg(resumed)));
}

void tst_BatchStore::nothingIsSentThatIsNotWrittenDown()
{
    Window window(m_disk, *m_server);
    window.drafts.failSaves = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    QSignalSpy finished(&window.submit, &BatchSubmit::finished), failed(&window.submit, &BatchSubmit::failed);
    window.submit.start(jobs(2));
    QVERIFY(finished.wait());
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().toString().contains(QStringLiteral("The disk is full.")));
    QCOMPARE(m_server->lossy.submits, 0);
    window.drafts.failSaves.reset();
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
}

void tst_BatchStore::runsAtOnePlaceOnly()
{
    m_server->lossy.losses = {Loss::Refused};
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(1));
    QVERIFY(finished.wait());
    const QString id = window.store.unfinished().first().id;
    QVERIFY(window.store.claimed(id));
    window.store.forget(id); // not while a page has it
    QCOMPARE(window.store.unfinished().size(), 1);
    {
        BatchSubmit other(*m_server, window.store);
        QVERIFY(!other.resume(id));
        QVERIFY(!other.resume(QStringLiteral("none")));
        LossyConnection elsewhere;
        elsewhere.connectionId = QStringLiteral("hub");
        BatchSubmit there(elsewhere, window.store);
        QVERIFY(!there.resume(id));
        QVERIFY(window.store.unfinished(QStringLiteral("hub")).isEmpty());
    }
    m_server->lossy.losses = {Loss::Refused, Loss::Refused};
    QVERIFY(window.submit.resume(id)); // one's own
    QVERIFY(finished.wait());
    window.submit.start(jobs(1)); // another batch: the first is free again
    QVERIFY(finished.wait());
    QVERIFY(!window.store.claimed(id));
    window.store.forget(id);
    QVERIFY(!window.store.find(id));
    QTRY_VERIFY(!m_disk.contains(QStringLiteral("batch-") + id));
}

void tst_BatchStore::marks()
{
    AuthoredDocument job = jobNamed(QStringLiteral("a"));
    const AuthoredDocument plain = job;
    setBatchMark(job, QStringLiteral("0123456789ab"), 7);
    QCOMPARE(job.rows(QStringLiteral("tags")), (QVariantList{QStringLiteral("mine"), QStringLiteral("assay-batch-0123456789ab")}));
    QCOMPARE(job.problems(), QList<FieldProblem>());
    QCOMPARE(job.unknownMembers(), QStringList());
    const auto sent = job.toJob();
    QVERIFY(sent.hasValue());
    QCOMPARE(batchNumber(*sent, QStringLiteral("0123456789ab")), 7);
    QCOMPARE(batchNumber(*sent, QStringLiteral("0123456789ac")), 0);
    setBatchMark(job, QStringLiteral("ffffffffffff"), 1); // a copy is marked anew
    QCOMPARE(job.rows(QStringLiteral("tags")).size(), 2);
    QCOMPARE(batchNumber(*job.toJob(), QStringLiteral("0123456789ab")), 0);
    clearBatchMark(job);
    QCOMPARE(job, plain);
    clearBatchMark(job);
    QCOMPARE(job, plain);
}

void tst_BatchStore::survivesTheDisk()
{
    Batch batch{QStringLiteral("0123456789ab"), QStringLiteral("hub"), QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC), {}};
    for (const State state : {State::Waiting, State::Sending, State::Unknown, State::Sent, State::Refused}) {
        BatchJob job{jobNamed(QStringLiteral("größer 😀")), QStringLiteral("k"), state, {}, {}, {}, {}};
        job.jobId = state == State::Sent ? QStringLiteral("job-1") : QString();
        job.message = state == State::Refused ? QStringLiteral("No.") : QString();
        job.code = state == State::Refused ? QStringLiteral("c") : QString();
        job.sentAt = state == State::Waiting ? QDateTime() : batch.made;
        batch.jobs << job;
    }
    QCOMPARE(Batch::decode(batch.encode()), std::optional(batch));
    QVERIFY(!Batch::decode("{}") && !Batch::decode("no") && !Batch::decode(R"({"id":"x","jobs":[]})"));
    // A word of a later version is a reason to ask.
    QCOMPARE(Batch::decode(R"({"id":"x","jobs":[{"state":"parked"}]})")->jobs.first().state, State::Unknown);
}

void tst_BatchStore::anUnreadableOneStays()
{
    m_disk = {{QStringLiteral("batches"), R"(["lost"])"}, {QStringLiteral("batch-lost"), "half a fi"}};
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(1)); // before the store was read: it waits for that
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
    QCOMPARE(m_disk.value(QStringLiteral("batches")), QByteArray(R"(["lost"])"));
    QVERIFY(m_disk.contains(QStringLiteral("batch-lost")));

    m_disk = {{QStringLiteral("batches"), "half a fi"}};
    Window other(m_disk, *m_server);
    QSignalSpy failed(&other.submit, &BatchSubmit::failed);
    other.submit.start(jobs(1));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(m_server->lossy.submits, 1);
    QCOMPARE(m_disk.value(QStringLiteral("batches")), QByteArray("half a fi"));
}

ASSAY_TEST(tst_BatchStore)
#include "tst_BatchStore.moc"
