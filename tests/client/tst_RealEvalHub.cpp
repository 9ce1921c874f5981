#include "services/api/JobService.h"
#include "services/api/CatalogueService.h"
#include "services/api/RequestLog.h"
#include "services/api/WriteGuard.h"
#include "services/backends/access/LadderTester.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/RealEvalHub.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The released EvalHub server as a remote connection: the ladder, a collection, a job of one tenant that the other does not see.
class tst_RealEvalHub : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void ladder();
    void jobsOfATenant();

private:
    ConnectionSettings settings(const QString &tenant) const;
    std::unique_ptr<RemoteConnection> opened(const QString &tenant);
    RealEvalHub m_server;
    FakeSecretStore m_secrets;
    WriteGuard m_guard;
    RequestLog m_log;
};

void tst_RealEvalHub::initTestCase()
{
    if (const QString reason = RealEvalHub::missing(); !reason.isEmpty()) {
        std::puts(qPrintable(QStringLiteral("ALL-SKIPPED: ") + reason));
        QSKIP(qPrintable(reason));
    }
    QVERIFY2(m_server.start(), m_server.output().constData());
}

ConnectionSettings tst_RealEvalHub::settings(const QString &tenant) const
{
    ConnectionSettings settings;
    settings.id = QStringLiteral("hub");
    settings.kind = QStringLiteral("evalhub");
    settings.name = QStringLiteral("Hub");
    settings.url = m_server.url() + QStringLiteral("/api/v1");
    settings.tenant = tenant;
    settings.user = QStringLiteral("ann");
    settings.pollSeconds = 1;
    return settings;
}

std::unique_ptr<RemoteConnection> tst_RealEvalHub::opened(const QString &tenant)
{
    auto connection = std::make_unique<RemoteConnection>(settings(tenant), RemoteConnection::Services{m_secrets, m_guard, &m_log});
    // The server says that it listens a moment before it does.
    [&] {
        QTRY_VERIFY_WITH_TIMEOUT((connection->open(), connection->state() == Connection::State::Ready), 20'000);
    }();
    return connection;
}

void tst_RealEvalHub::ladder()
{
    (void)opened(QStringLiteral("team-a"));
    LadderTester tester(m_secrets);
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.start(settings(QStringLiteral("team-a")), {});
    QVERIFY(finished.wait(20'000));
    QString told;
    for (const ConnectionCheck &check : tester.checks())
        told += QStringLiteral("%1 %2 ms: %3 %4\n").arg(int(check.state)).arg(check.ms).arg(check.text, check.fix);
    QVERIFY2(finished.first().first().toBool(), qPrintable(told));
    QVERIFY2(told.contains(QStringLiteral("The server says “healthy”")) && told.contains(QStringLiteral("It does not offer: single samples")), qPrintable(told));
}

void tst_RealEvalHub::jobsOfATenant()
{
    const auto ours = opened(QStringLiteral("team-a")), theirs = opened(QStringLiteral("team-b"));
    const auto collections = waited(ours->catalogue().listCollections({}));
    QVERIFY(collections);
    QCOMPARE(collections->items.size(), 1);
    Job job;
    job.name = QStringLiteral("from the window");
    job.model.name = QStringLiteral("m");
    job.model.url = QStringLiteral("http://127.0.0.1:9/v1");
    BenchmarkRef benchmark;
    benchmark.id = QStringLiteral("arc_easy");
    benchmark.providerId = QStringLiteral("lm_evaluation_harness");
    job.benchmarks = {benchmark};
    QSignalSpy changed(&ours->jobs(), &JobService::listChanged);
    const auto made = waited(ours->jobs().submit(job, QStringLiteral("key-1")));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QCOMPARE(made->resource.tenant, QStringLiteral("team-a"));
    QCOMPARE(made->resource.owner, QStringLiteral("ann"));
    QVERIFY(!changed.isEmpty());
    const auto listed = waited(ours->jobs().list({}));
    QVERIFY(listed);
    QCOMPARE(listed->totalCount, 1);
    QCOMPARE(waited(theirs->jobs().list({}))->totalCount, 0);
    QCOMPARE(waited(theirs->jobs().get(made->resource.id)).error().kind, Error::Kind::NotFound);
    const auto samples = waited(ours->jobs().samples(made->resource.id, 0, {}));
    QCOMPARE(samples.error().kind, Error::Kind::Unsupported);
    QVERIFY2(samples.error().message.contains(QStringLiteral("EvalHub does not expose single samples")), qPrintable(samples.error().message));
    QVERIFY(waited(ours->jobs().remove(made->resource.id)));
    QCOMPARE(waited(ours->jobs().list({}))->totalCount, 0);
    for (int i = 0; i < m_log.size(); ++i)
        QVERIFY(!m_log.at(i).traceId.isEmpty() || m_log.at(i).status == 0);
}

ASSAY_TEST(tst_RealEvalHub)
#include "tst_RealEvalHub.moc"
