#include "models/composer/BatchStore.h"
#include "models/composer/BatchSubmit.h"
#include "services/api/JobService.h"
#include "services/api/WriteGuard.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "services/backends/local/LocalConnection.h"
#include "tests/client/Wait.h"
#include "tests/support/DroppingProxy.h"
#include "tests/support/EngineFile.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/Places.h"
#include "tests/support/RealEvalHub.h"
#include "tests/support/TestRegistry.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace assay;
using namespace assay::test;
using State = BatchJob::State;

namespace {

QList<AuthoredDocument> jobs(int count, const char *provider, const char *benchmark)
{
    QList<AuthoredDocument> made;
    for (int i = 1; i <= count; ++i) {
        AuthoredDocument job(DocumentKind::Job);
        job.set(QStringLiteral("name"), QStringLiteral("job %1").arg(i));
        job.set(QStringLiteral("model/name"), QStringLiteral("m"));
        job.set(QStringLiteral("model/url"), QStringLiteral("http://127.0.0.1:9/v1"));
        job.set(QStringLiteral("benchmarks"), QVariantList{QVariantMap{{QStringLiteral("provider_id"), QLatin1String(provider)}, {QStringLiteral("id"), QLatin1String(benchmark)}}});
        made << job;
    }
    return made;
}

/// Numbers of the batch's jobs that the server has, sorted.
QList<int> numbersOn(Connection &connection, const QString &batchId)
{
    QList<int> numbers;
    for (qint64 offset = 0;; offset += 50) {
        JobQuery query;
        query.offset = offset;
        const auto page = waited(connection.jobs().list(query));
        if (!page || page->items.isEmpty())
            break;
        for (const Job &job : page->items)
            numbers << batchNumber(job, batchId);
    }
    std::ranges::sort(numbers);
    return numbers;
}

QList<int> upTo(int count)
{
    QList<int> numbers;
    for (int i = 1; i <= count; ++i)
        numbers << i;
    return numbers;
}

} // namespace

/// Several jobs sent to real servers that die, or whose answers are lost, while they come in: each is there once.
class tst_BatchServers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void killedEngine();
    void lostAnswersOfTheReleasedServer();
    void releasedServerGoneInBetween();

private:
    FakeDraftStore m_drafts;
    FakeSecretStore m_secrets;
    WriteGuard m_guard;
};

void tst_BatchServers::killedEngine()
{
    QTemporaryDir folder;
    const QString workspace = folder.filePath(QStringLiteral("ws"));
    LocalConnection connection({.workspace = workspace, .program = test::builtProgram("/assayctl"), .waitMs = 20'000});
    const auto kill = [&] { endEngine(workspace, SIGKILL); };
    const auto atEnd = qScopeGuard(kill);
    BatchStore store(m_drafts);
    BatchSubmit submit(connection, store);
    QSignalSpy finished(&submit, &BatchSubmit::finished);
    connect(&submit, &BatchSubmit::jobSent, this, [&](int row) {
        if (row == 2 || row == 7)
            kill();
    });
    // And while one is on its way: some time after it was handed over.
    connect(&submit, &BatchSubmit::jobChanged, this, [&](int row) {
        if (row == 5 && submit.batch().jobs.at(row).state == State::Sending && submit.batch().jobs.at(row).message.isEmpty())
            QTimer::singleShot(2, this, kill);
    });
    submit.start(jobs(12, "assay", "facts-v1"));
    QVERIFY(finished.wait(60'000));
    for (int again = 0; again < 5 && !submit.allSent(); ++again) {
        submit.tryAgain();
        QVERIFY(finished.wait(60'000));
    }
    for (const BatchJob &job : submit.batch().jobs)
        QVERIFY2(job.state == State::Sent, qPrintable(job.message));
    QCOMPARE(numbersOn(connection, submit.batch().id), upTo(12));
    QVERIFY(store.unfinished().isEmpty());
}

void tst_BatchServers::lostAnswersOfTheReleasedServer()
{
    ASSAY_NEEDS_EVALHUB();
    RealEvalHub server;
    QVERIFY2(server.start(), server.output().constData());
    DroppingProxy proxy(QUrl(server.url()));
    proxy.drop = {1, 3};
    RemoteConnection connection(RealEvalHub::settings(proxy.url()), RemoteConnection::Services{m_secrets, m_guard});
    QTRY_VERIFY_WITH_TIMEOUT((connection.open(), connection.state() == Connection::State::Ready), 20'000);
    QVERIFY(!connection.capabilities().has(Capability::IdempotentSubmit));
    BatchStore store(m_drafts);
    BatchSubmit submit(connection, store);
    submit.setSettleTime(300);
    QSignalSpy finished(&submit, &BatchSubmit::finished);
    submit.start(jobs(4, "lm_evaluation_harness", "arc_easy"));
    QVERIFY(finished.wait(30'000));
    for (const BatchJob &job : submit.batch().jobs)
        QVERIFY2(job.state == State::Sent, qPrintable(job.message));
    QCOMPARE(proxy.dropped, 2);
    QCOMPARE(numbersOn(connection, submit.batch().id), upTo(4));
    QCOMPARE(proxy.seen, 4); // those without an answer were found, not sent again
}

void tst_BatchServers::releasedServerGoneInBetween()
{
    ASSAY_NEEDS_EVALHUB();
    RealEvalHub server;
    QVERIFY2(server.start(), server.output().constData());
    RemoteConnection connection(RealEvalHub::settings(server.url()), RemoteConnection::Services{m_secrets, m_guard});
    QTRY_VERIFY_WITH_TIMEOUT((connection.open(), connection.state() == Connection::State::Ready), 20'000);
    BatchStore store(m_drafts);
    QString id;
    {
        BatchSubmit submit(connection, store);
        submit.setSettleTime(300);
        QSignalSpy finished(&submit, &BatchSubmit::finished);
        connect(&submit, &BatchSubmit::jobSent, this, [&](int row) {
            if (row == 1)
                server.stop();
        });
        submit.start(jobs(4, "lm_evaluation_harness", "arc_easy"));
        QVERIFY(finished.wait(60'000));
        id = submit.batch().id;
        QCOMPARE(submit.batch().count(State::Sent), 2);
        QVERIFY(!submit.batch().jobs.last().message.isEmpty());
    } // the window is closed
    QVERIFY2(server.start(), server.output().constData());
    QTRY_VERIFY_WITH_TIMEOUT(waited(connection.jobs().list({})), 30'000); // it says that it listens a moment before it does
    QCOMPARE(store.unfinished(QStringLiteral("hub")).size(), 1);
    BatchSubmit submit(connection, store);
    submit.setSettleTime(300);
    QSignalSpy finished(&submit, &BatchSubmit::finished);
    QVERIFY(submit.resume(id));
    QVERIFY(finished.wait(60'000));
    for (const BatchJob &job : submit.batch().jobs)
        QVERIFY2(job.state == State::Sent, qPrintable(job.message));
    QCOMPARE(numbersOn(connection, id), upTo(4));
}

ASSAY_TEST(tst_BatchServers)
#include "tst_BatchServers.moc"
