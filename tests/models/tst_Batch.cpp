#include "models/composer/BatchStore.h"
#include "models/composer/BatchSubmit.h"
#include "tests/support/LossyServer.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;
using Loss = LossyJobs::Loss;
using State = BatchJob::State;

namespace {

AuthoredDocument jobNamed(const QString &name)
{
    AuthoredDocument job(DocumentKind::Job);
    job.set(QStringLiteral("name"), name);
    job.set(QStringLiteral("tags"), QStringList{QStringLiteral("mine")});
    job.set(QStringLiteral("model/name"), QStringLiteral("m"));
    job.set(QStringLiteral("model/url"), QStringLiteral("http://127.0.0.1:1/v1"));
    job.set(QStringLiteral("benchmarks"), QVariantList{QVariantMap{{QStringLiteral("provider_id"), QStringLiteral("assay")}, {QStringLiteral("id"), QStringLiteral("b")}}});
    return job;
}

QList<AuthoredDocument> jobs(int count)
{
    QList<AuthoredDocument> made;
    for (int i = 1; i <= count; ++i)
        made << jobNamed(QStringLiteral("job %1").arg(i));
    return made;
}

class FakeClock final : public Clock {
public:
    qint64 ms = 1'700'000'000'000;
    std::int64_t wallMs() const override { return ms; }
    std::int64_t monotonicMs() const override { return ms; }
};

/// A window: its store and its sender, over a disk and a server that outlive it.
struct Window {
    Window(QMap<QString, QByteArray> &disk, LossyConnection &server, CrashPoints *points = nullptr)
        : drafts(disk), store(drafts), submit(server, store)
    {
        drafts.points = points;
        server.jobService.points = points;
        submit.setSettleTime(0);
        store.load();
    }
    QList<State> states() const
    {
        QList<State> all;
        for (const BatchJob &job : submit.batch().jobs)
            all << job.state;
        return all;
    }
    CrashingDraftStore drafts;
    BatchStore store;
    BatchSubmit submit;
};

QStringList namesOn(const LossyConnection &server)
{
    QStringList names;
    for (const Job &job : server.jobService.stored)
        names << job.name;
    names.sort();
    return names;
}

} // namespace

class tst_Batch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void sendsEachOnceAndForgets();
    void losses_data();
    void losses();
    void oneThatFailsDoesNotStopTheRest();
    void aLateRequestIsFound();
    void nothingIsSentWhileItCannotBeKnown();
    void asksWhenTheKeyIsForgotten();
    void aRefusalAfterALostAnswerIsLookedInto();
    void crashesAnywhere_data();
    void crashesAnywhere();
    void nothingIsSentThatIsNotWrittenDown();
    void otherContentAfterARefusal();
    void runsAtOnePlaceOnly();
    void manyPages();
    void marks();
    void survivesTheDisk();
    void anUnreadableOneStays();

private:
    QMap<QString, QByteArray> m_disk;
    std::unique_ptr<LossyConnection> m_server;
};

void tst_Batch::init()
{
    m_disk.clear();
    m_server = std::make_unique<LossyConnection>();
}

void tst_Batch::sendsEachOnceAndForgets()
{
    Window window(m_disk, *m_server);
    QAbstractItemModelTester tester(&window.submit, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished), sent(&window.submit, &BatchSubmit::jobSent);
    window.submit.start(jobs(3));
    QVERIFY(window.submit.isRunning());
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
    QCOMPARE(namesOn(*m_server), (QStringList{QStringLiteral("job 1"), QStringLiteral("job 2"), QStringLiteral("job 3")}));
    QCOMPARE(sent.size(), 3);
    QCOMPARE(sent.at(1).at(0).toInt(), 1);
    QCOMPARE(sent.at(1).at(1).toString(), QStringLiteral("job-2"));
    QCOMPARE(m_server->jobService.lists, 0); // nothing was doubtful
    QCOMPARE(window.submit.rowCount(), 3);
    QCOMPARE(window.submit.index(1).data().toString(), QStringLiteral("job 2"));
    QCOMPARE(window.submit.index(1).data(BatchSubmit::JobIdRole).toString(), QStringLiteral("job-2"));
    QCOMPARE(window.submit.index(1).data(ToneRole).toInt(), int(Tone::Pass));
    QVERIFY(window.submit.index(1).data(Qt::ToolTipRole).toString().contains(BatchSubmit::stateText(State::Sent)));
    QVERIFY(window.store.unfinished().isEmpty());
    QCOMPARE(m_disk.keys(), QStringList{QStringLiteral("batches")});
    QCOMPARE(m_disk.value(QStringLiteral("batches")), QByteArray("[]"));
    window.submit.tryAgain(); // nothing is left
    QVERIFY(!window.submit.isRunning());
    QCOMPARE(m_server->jobService.submits, 3);
}

void tst_Batch::losses_data()
{
    QTest::addColumn<bool>("idempotent");
    QTest::addColumn<QList<int>>("losses");
    QTest::addColumn<int>("lists");
    for (const bool idempotent : {true, false}) {
        const auto row = [&](const char *name, const QList<Loss> &losses, int lists) {
            QList<int> numbers;
            for (const Loss loss : losses)
                numbers << int(loss);
            QTest::addRow("%s %s", name, idempotent ? "with keys" : "without keys") << idempotent << numbers << (idempotent ? 0 : lists);
        };
        row("request", {Loss::Request}, 1);
        row("answer", {Loss::Answer}, 1);
        row("answers of all", {Loss::Answer, Loss::Answer, Loss::Answer}, 3);
        row("request in the middle", {Loss::None, Loss::Request}, 1);
        row("request of the last", {Loss::None, Loss::None, Loss::Request}, 1);
        row("both ways", {Loss::Request, Loss::Answer}, 2);
    }
}

void tst_Batch::losses()
{
    QFETCH(bool, idempotent);
    QFETCH(QList<int>, losses);
    QFETCH(int, lists);
    m_server->jobService.idempotent = idempotent;
    for (const int loss : losses)
        m_server->jobService.losses << Loss(loss);
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(3));
    QVERIFY(finished.wait());
    QVERIFY2(window.submit.allSent(), qPrintable(window.submit.batch().jobs.first().message));
    QCOMPARE(namesOn(*m_server), (QStringList{QStringLiteral("job 1"), QStringLiteral("job 2"), QStringLiteral("job 3")}));
    QCOMPARE(m_server->jobService.lists, lists);
    for (const BatchJob &job : window.submit.batch().jobs)
        QVERIFY(std::ranges::any_of(m_server->jobService.stored, [&](const Job &made) {
            return made.resource.id == job.jobId && made.name == job.document.text(QStringLiteral("name"));
        }));
}

void tst_Batch::oneThatFailsDoesNotStopTheRest()
{
    m_server->jobService.idempotent = false;
    m_server->jobService.losses = {Loss::Refused, Loss::NotSeen, Loss::None};
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(3));
    QVERIFY(finished.wait());
    QCOMPARE(window.states(), (QList<State>{State::Refused, State::Waiting, State::Sent}));
    QCOMPARE(window.submit.index(0).data(BatchSubmit::MessageRole).toString(), QStringLiteral("The job is not right."));
    QCOMPARE(window.submit.index(0).data(BatchSubmit::CodeRole).toString(), QStringLiteral("request_validation_failed"));
    QCOMPARE(window.submit.index(1).data(BatchSubmit::MessageRole).toString(), QStringLiteral("Nothing answers."));
    QCOMPARE(window.store.unfinished().size(), 1); // to be offered

    // Only what is not there is sent, and nothing was doubtful.
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
    QCOMPARE(m_server->jobService.submits, 5);
    QCOMPARE(m_server->jobService.lists, 0);
    QCOMPARE(m_server->jobService.stored.size(), 3);
    QVERIFY(window.store.unfinished().isEmpty());
}

void tst_Batch::aLateRequestIsFound()
{
    // The request arrives after its answer was given up, but before the server must be done with it.
    m_server->jobService.idempotent = false;
    m_server->jobService.losses = {Loss::Late};
    Window window(m_disk, *m_server);
    window.submit.setSettleTime(80);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    qint64 waited = -1;
    m_server->jobService.onList = [&] { waited = window.submit.batch().jobs.first().sentAt.msecsTo(QDateTime::currentDateTimeUtc()); };
    window.submit.start(jobs(1));
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
    QVERIFY2(waited >= 79, qPrintable(QString::number(waited)));
    QCOMPARE(m_server->jobService.stored.size(), 1);
    QCOMPARE(m_server->jobService.submits, 1);
}

void tst_Batch::nothingIsSentWhileItCannotBeKnown()
{
    m_server->jobService.idempotent = false;
    m_server->jobService.losses = {Loss::Answer};
    m_server->jobService.failList = Error{Error::Kind::Network, QStringLiteral("The line is down.")};
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(2));
    QVERIFY(finished.wait());
    QCOMPARE(window.states(), (QList<State>{State::Unknown, State::Sent}));
    QVERIFY(window.submit.index(0).data(BatchSubmit::MessageRole).toString().contains(QStringLiteral("The line is down.")));
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QCOMPARE(window.states(), (QList<State>{State::Unknown, State::Sent}));
    QCOMPARE(m_server->jobService.submits, 2); // not once more

    m_server->jobService.failList.reset();
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
    QCOMPARE(m_server->jobService.submits, 2);
    QCOMPARE(m_server->jobService.stored.size(), 2);
}

void tst_Batch::asksWhenTheKeyIsForgotten()
{
    // The window comes back two days later: the server does not know the key any more.
    FakeClock clock;
    CrashingDraftStore drafts(m_disk);
    QString id;
    {
        BatchStore store(drafts);
        BatchSubmit submit(*m_server, store, nullptr, clock);
        CrashPoints points;
        points.chosen = 1; // after the job was made, before the answer
        m_server->jobService.points = &points;
        submit.start(jobs(1));
        QTRY_VERIFY(points.dead());
        id = submit.batch().id;
    }
    m_server->jobService.points = nullptr;
    m_server->jobService.forgetKeys();
    clock.ms += 48 * 3600 * 1000;
    BatchStore store(drafts);
    store.load();
    QTRY_COMPARE(store.unfinished().size(), 1);
    BatchSubmit submit(*m_server, store, nullptr, clock);
    QSignalSpy finished(&submit, &BatchSubmit::finished);
    QVERIFY(submit.resume(id));
    QVERIFY(finished.wait());
    QVERIFY(submit.allSent());
    QCOMPARE(m_server->jobService.lists, 1);
    QCOMPARE(m_server->jobService.stored.size(), 1);
}

void tst_Batch::aRefusalAfterALostAnswerIsLookedInto()
{
    m_server->jobService.losses = {Loss::Answer, Loss::Request, Loss::Refused, Loss::Refused};
    m_server->jobService.refusal.kind = Error::Kind::Unauthorized; // says nothing about the first request
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(2));
    QVERIFY(finished.wait());
    QCOMPARE(window.states(), (QList<State>{State::Sent, State::Refused}));
    QCOMPARE(m_server->jobService.stored.size(), 1);
    QCOMPARE(m_server->jobService.lists, 2);
}

void tst_Batch::crashesAnywhere_data()
{
    QTest::addColumn<bool>("idempotent");
    QTest::addColumn<int>("loss");
    for (const bool idempotent : {true, false}) {
        for (const Loss loss : {Loss::None, Loss::Answer, Loss::Request, Loss::NotSeen})
            QTest::addRow("%s, loss %d", idempotent ? "with keys" : "without keys", int(loss)) << idempotent << int(loss);
    }
}

void tst_Batch::crashesAnywhere()
{
    QFETCH(bool, idempotent);
    QFETCH(int, loss);
    int crashes = 0, resumed = 0;
    for (int point = 0;; ++point) {
        init();
        m_server->jobService.idempotent = idempotent;
        m_server->jobService.losses = {Loss::None, Loss(loss)};
        CrashPoints points;
        points.chosen = point;
        {
            Window window(m_disk, *m_server, &points);
            QSignalSpy finished(&window.submit, &BatchSubmit::finished);
            window.submit.start(jobs(3));
            QTRY_VERIFY(points.dead() || !finished.isEmpty());
        }
        if (!points.dead())
            break;
        ++crashes;
        const qsizetype before = m_server->jobService.stored.size();
        Window window(m_disk, *m_server);
        QTRY_COMPARE(window.store.state(), LoadState::Ready);
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

void tst_Batch::nothingIsSentThatIsNotWrittenDown()
{
    Window window(m_disk, *m_server);
    window.drafts.failSaves = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    QSignalSpy finished(&window.submit, &BatchSubmit::finished), failed(&window.submit, &BatchSubmit::failed);
    window.submit.start(jobs(2));
    QVERIFY(finished.wait());
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().toString().contains(QStringLiteral("The disk is full.")));
    QCOMPARE(m_server->jobService.submits, 0);
    window.drafts.failSaves.reset();
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
}

void tst_Batch::otherContentAfterARefusal()
{
    m_server->jobService.losses = {Loss::Refused};
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(2));
    QVERIFY(finished.wait());
    const QString key = window.submit.batch().jobs.first().key;
    QVERIFY(!window.submit.replace(1, jobNamed(QStringLiteral("no")))); // it is there
    QVERIFY(window.submit.replace(0, jobNamed(QStringLiteral("mended"))));
    QVERIFY(window.submit.batch().jobs.first().key != key);
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QCOMPARE(namesOn(*m_server), (QStringList{QStringLiteral("job 2"), QStringLiteral("mended")}));
}

void tst_Batch::runsAtOnePlaceOnly()
{
    m_server->jobService.losses = {Loss::Refused};
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
    m_server->jobService.losses = {Loss::Refused, Loss::Refused};
    QVERIFY(window.submit.resume(id)); // one's own
    QVERIFY(finished.wait());
    window.submit.start(jobs(1)); // another batch: the first is free again
    QVERIFY(finished.wait());
    QVERIFY(!window.store.claimed(id));
    window.store.forget(id);
    QVERIFY(!window.store.find(id));
    QTRY_VERIFY(!m_disk.contains(QStringLiteral("batch-") + id));
}

void tst_Batch::manyPages()
{
    m_server->jobService.idempotent = false;
    for (int i = 0; i < 119; ++i)
        m_server->jobService.losses << Loss::None;
    m_server->jobService.losses << Loss::Answer; // found on the second page
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(120));
    QVERIFY(finished.wait(30'000));
    QVERIFY(window.submit.allSent());
    QCOMPARE(m_server->jobService.lists, 2);
    QCOMPARE(m_server->jobService.stored.size(), 120);
}

void tst_Batch::marks()
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

void tst_Batch::survivesTheDisk()
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

void tst_Batch::anUnreadableOneStays()
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
    QCOMPARE(m_server->jobService.submits, 1);
    QCOMPARE(m_disk.value(QStringLiteral("batches")), QByteArray("half a fi"));
}

ASSAY_TEST(tst_Batch)
#include "tst_Batch.moc"
