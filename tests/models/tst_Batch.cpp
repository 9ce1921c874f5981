#include "tests/models/BatchSupport.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;
using Loss = LossyJobs::Loss;
using State = BatchJob::State;

/// Several jobs are sent one after the other over a line that loses requests and answers: each arrives once.
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
    void otherContentAfterARefusal();
    void manyPages();

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
    QCOMPARE(m_server->lossy.lists, 0); // nothing was doubtful
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
    QCOMPARE(m_server->lossy.submits, 3);
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
    m_server->lossy.idempotent = idempotent;
    for (const int loss : losses)
        m_server->lossy.losses << Loss(loss);
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(3));
    QVERIFY(finished.wait());
    QVERIFY2(window.submit.allSent(), qPrintable(window.submit.batch().jobs.first().message));
    QCOMPARE(namesOn(*m_server), (QStringList{QStringLiteral("job 1"), QStringLiteral("job 2"), QStringLiteral("job 3")}));
    QCOMPARE(m_server->lossy.lists, lists);
    for (const BatchJob &job : window.submit.batch().jobs)
        QVERIFY(std::ranges::any_of(m_server->lossy.stored, [&](const Job &made) {
            return made.resource.id == job.jobId && made.name == job.document.text(QStringLiteral("name"));
        }));
}

void tst_Batch::oneThatFailsDoesNotStopTheRest()
{
    m_server->lossy.idempotent = false;
    m_server->lossy.losses = {Loss::Refused, Loss::NotSeen, Loss::None};
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
    QCOMPARE(m_server->lossy.submits, 5);
    QCOMPARE(m_server->lossy.lists, 0);
    QCOMPARE(m_server->lossy.stored.size(), 3);
    QVERIFY(window.store.unfinished().isEmpty());
}

void tst_Batch::aLateRequestIsFound()
{
    // The request arrives after its answer was given up, but before the server must be done with it.
    m_server->lossy.idempotent = false;
    m_server->lossy.losses = {Loss::Late};
    Window window(m_disk, *m_server);
    window.submit.setSettleTime(80);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    qint64 waited = -1;
    m_server->lossy.onList = [&] { waited = window.submit.batch().jobs.first().sentAt.msecsTo(QDateTime::currentDateTimeUtc()); };
    window.submit.start(jobs(1));
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
    QVERIFY2(waited >= 79, qPrintable(QString::number(waited)));
    QCOMPARE(m_server->lossy.stored.size(), 1);
    QCOMPARE(m_server->lossy.submits, 1);
}

void tst_Batch::nothingIsSentWhileItCannotBeKnown()
{
    m_server->lossy.idempotent = false;
    m_server->lossy.losses = {Loss::Answer};
    m_server->lossy.failList = Error{Error::Kind::Network, QStringLiteral("The line is down.")};
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(2));
    QVERIFY(finished.wait());
    QCOMPARE(window.states(), (QList<State>{State::Unknown, State::Sent}));
    QVERIFY(window.submit.index(0).data(BatchSubmit::MessageRole).toString().contains(QStringLiteral("The line is down.")));
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QCOMPARE(window.states(), (QList<State>{State::Unknown, State::Sent}));
    QCOMPARE(m_server->lossy.submits, 2); // not once more

    m_server->lossy.failList.reset();
    window.submit.tryAgain();
    QVERIFY(finished.wait());
    QVERIFY(window.submit.allSent());
    QCOMPARE(m_server->lossy.submits, 2);
    QCOMPARE(m_server->lossy.stored.size(), 2);
}

void tst_Batch::asksWhenTheKeyIsForgotten()
{
    // The window comes back two days later: the server does not know the key any more.
    StillClock clock;
    CrashingDraftStore drafts(m_disk);
    QString id;
    {
        BatchStore store(drafts);
        BatchSubmit submit(*m_server, store, nullptr, clock);
        CrashPoints points;
        points.chosen = 1; // after the job was made, before the answer
        m_server->lossy.points = &points;
        submit.start(jobs(1));
        QTRY_VERIFY(points.dead());
        id = submit.batch().id;
    }
    m_server->lossy.points = nullptr;
    m_server->lossy.forgetKeys();
    clock.advance(48 * 3600 * 1000);
    BatchStore store(drafts);
    store.load();
    QTRY_COMPARE(store.unfinished().size(), 1);
    BatchSubmit submit(*m_server, store, nullptr, clock);
    QSignalSpy finished(&submit, &BatchSubmit::finished);
    QVERIFY(submit.resume(id));
    QVERIFY(finished.wait());
    QVERIFY(submit.allSent());
    QCOMPARE(m_server->lossy.lists, 1);
    QCOMPARE(m_server->lossy.stored.size(), 1);
}

void tst_Batch::aRefusalAfterALostAnswerIsLookedInto()
{
    m_server->lossy.losses = {Loss::Answer, Loss::Request, Loss::Refused, Loss::Refused};
    m_server->lossy.refusal.kind = Error::Kind::Unauthorized; // says nothing about the first request
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(2));
    QVERIFY(finished.wait());
    QCOMPARE(window.states(), (QList<State>{State::Sent, State::Refused}));
    QCOMPARE(m_server->lossy.stored.size(), 1);
    QCOMPARE(m_server->lossy.lists, 2);
}

void tst_Batch::otherContentAfterARefusal()
{
    m_server->lossy.losses = {Loss::Refused};
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

void tst_Batch::manyPages()
{
    m_server->lossy.idempotent = false;
    for (int i = 0; i < 119; ++i)
        m_server->lossy.losses << Loss::None;
    m_server->lossy.losses << Loss::Answer; // found on the second page
    Window window(m_disk, *m_server);
    QSignalSpy finished(&window.submit, &BatchSubmit::finished);
    window.submit.start(jobs(120));
    QVERIFY(finished.wait(30'000));
    QVERIFY(window.submit.allSent());
    QCOMPARE(m_server->lossy.lists, 2);
    QCOMPARE(m_server->lossy.stored.size(), 120);
}

ASSAY_TEST(tst_Batch)
#include "tst_Batch.moc"
