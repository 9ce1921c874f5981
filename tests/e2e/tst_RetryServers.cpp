#include "models/composer/BatchStore.h"
#include "models/results/RunModel.h"
#include "models/results/RunRetry.h"
#include "services/api/WriteGuard.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "tests/client/Wait.h"
#include "tests/support/DroppingProxy.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/RealEvalHub.h"
#include "tests/support/TestRegistry.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// Failed benchmarks of a released server are tried again in a job of their own, and every window shows both jobs as one run.
class tst_RetryServers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void triesAgainAndIsFoundFromElsewhere();
    void lostAnswerMakesNoSecondJob();

private:
    Job run() const
    {
        Job job;
        job.name = QStringLiteral("nightly");
        job.model.name = QStringLiteral("m");
        job.model.url = QStringLiteral("http://127.0.0.1:9/v1");
        for (const char *id : {"arc_easy", "blimp"}) {
            BenchmarkRef ref;
            ref.providerId = QStringLiteral("lm_evaluation_harness");
            ref.id = QLatin1String(id);
            ref.primaryScore = PrimaryScore{QStringLiteral("acc"), false, {}};
            ref.passCriteria = PassCriteria{0.5, {}};
            job.benchmarks << ref;
        }
        return job;
    }
    /// What an adapter would report; the HTTP status.
    static int report(const QString &url, const QString &job, int index, const QString &id, bool good)
    {
        QJsonObject event{{QStringLiteral("provider_id"), QStringLiteral("lm_evaluation_harness")}, {QStringLiteral("id"), id},
                          {QStringLiteral("benchmark_index"), index}, {QStringLiteral("status"), good ? QStringLiteral("completed") : QStringLiteral("failed")}};
        if (good)
            event.insert(QStringLiteral("metrics"), QJsonObject{{QStringLiteral("acc"), 0.75}});
        else
            event.insert(QStringLiteral("error_message"), QJsonObject{{QStringLiteral("message"), QStringLiteral("the endpoint was away")}, {QStringLiteral("message_code"), QStringLiteral("endpoint")}});
        QNetworkRequest request(QUrl(QStringLiteral("%1/api/v1/evaluations/jobs/%2/events").arg(url, job)));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        request.setRawHeader("X-Tenant", "team-a");
        QNetworkAccessManager network;
        std::unique_ptr<QNetworkReply> reply(network.post(request, QJsonDocument(QJsonObject{{QStringLiteral("benchmark_status_event"), event}}).toJson()));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        return reply->isFinished() || finished.wait(20'000) ? reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
    }
    FakeSecretStore m_secrets;
    WriteGuard m_guard;
};

void tst_RetryServers::triesAgainAndIsFoundFromElsewhere()
{
    if (const QString reason = RealEvalHub::missing(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
    RealEvalHub server;
    QVERIFY2(server.start(), server.output().constData());
    FakeDraftStore drafts;
    RemoteConnection connection(RealEvalHub::settings(server.url()), RemoteConnection::Services{m_secrets, m_guard});
    QTRY_VERIFY_WITH_TIMEOUT((connection.open(), connection.state() == Connection::State::Ready), 20'000);
    QVERIFY(!connection.capabilities().has(Capability::RetryBenchmarks));
    const auto made = waited(connection.jobs().submit(run(), {}));
    QVERIFY2(made, qPrintable(made ? QString() : made.error().message));
    const QString id = made->resource.id;
    QCOMPARE(report(server.url(), id, 0, QStringLiteral("arc_easy"), true), 204);
    QCOMPARE(report(server.url(), id, 1, QStringLiteral("blimp"), false), 204);

    BatchStore store(drafts);
    RunModel model(connection.jobs(), &connection.catalogue(), id, Clock::system());
    model.setFindsRetries(true);
    RunRetry retry(model, connection, store);
    model.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(model.hasJob() && !model.isRunning(), 20'000);
    QCOMPARE(retry.candidates().size(), 1);
    QSignalSpy started(&retry, &RunRetry::started);
    retry.retry();
    QVERIFY(started.wait(30'000));
    QTRY_VERIFY_WITH_TIMEOUT(model.isMerged(), 20'000);
    QVERIFY(model.isRunning());
    const Job child = model.retries().first();
    QCOMPARE(child.benchmarks.size(), 1);
    QCOMPARE(child.benchmarks.first().id, QStringLiteral("blimp"));
    QCOMPARE(child.benchmarks.first().passCriteria->threshold.value(), 0.5);
    QCOMPARE(report(server.url(), child.resource.id, 0, QStringLiteral("blimp"), true), 204);

    // Another machine, which knows nothing but the server.
    RemoteConnection elsewhere(RealEvalHub::settings(server.url()), RemoteConnection::Services{m_secrets, m_guard});
    QTRY_VERIFY_WITH_TIMEOUT((elsewhere.open(), elsewhere.state() == Connection::State::Ready), 20'000);
    RunModel there(elsewhere.jobs(), &elsewhere.catalogue(), id, Clock::system());
    there.setFindsRetries(true);
    there.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(there.isMerged() && !there.isRunning(), 30'000);
    QCOMPARE(there.shown().status.state.value(), RunState::Completed);
    QCOMPARE(there.job().status.state.value(), RunState::PartiallyFailed); // what the server says
    QCOMPARE(there.source(1).first, child.resource.id);
    QCOMPARE(there.shown().results.test->score.value(), 0.75);
    QVERIFY(there.summary().sentence.startsWith(QStringLiteral("Passes all 2 gates")));
}

void tst_RetryServers::lostAnswerMakesNoSecondJob()
{
    if (const QString reason = RealEvalHub::missing(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
    RealEvalHub server;
    QVERIFY2(server.start(), server.output().constData());
    FakeDraftStore drafts;
    RemoteConnection direct(RealEvalHub::settings(server.url()), RemoteConnection::Services{m_secrets, m_guard});
    QTRY_VERIFY_WITH_TIMEOUT((direct.open(), direct.state() == Connection::State::Ready), 20'000);
    const auto made = waited(direct.jobs().submit(run(), {}));
    QVERIFY(made);
    for (int index = 0; index < 2; ++index)
        QCOMPARE(report(server.url(), made->resource.id, index, run().benchmarks.at(index).id, false), 204);
    DroppingProxy proxy(QUrl(server.url()));
    proxy.drop = {1}; // the answer to the first job that is sent
    RemoteConnection connection(RealEvalHub::settings(proxy.url()), RemoteConnection::Services{m_secrets, m_guard});
    QTRY_VERIFY_WITH_TIMEOUT((connection.open(), connection.state() == Connection::State::Ready), 20'000);
    BatchStore store(drafts);
    RunModel model(connection.jobs(), &connection.catalogue(), made->resource.id, Clock::system());
    model.setFindsRetries(true);
    RunRetry retry(model, connection, store);
    retry.setSettleTime(300);
    model.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(model.hasJob() && !model.isRunning(), 20'000);
    QSignalSpy started(&retry, &RunRetry::started);
    retry.retry();
    QVERIFY(started.wait(30'000));
    QCOMPARE(proxy.dropped, 1);
    QCOMPARE(proxy.seen, 1);
    JobQuery query;
    query.tags = retryTag(made->resource.id);
    const auto found = waited(direct.jobs().list(query));
    QVERIFY(found);
    QCOMPARE(found->items.size(), 1);
    QCOMPARE(found->items.first().benchmarks.size(), 2);
}

ASSAY_TEST(tst_RetryServers)
#include "tst_RetryServers.moc"
