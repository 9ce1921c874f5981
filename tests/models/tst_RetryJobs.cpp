#include "models/composer/BatchStore.h"
#include "models/results/AttemptModel.h"
#include "models/results/Artifacts.h"
#include "models/results/RunModel.h"
#include "models/results/RetryRuns.h"
#include "models/results/RunRetry.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using test::jobOf;
using test::Outcome;

/// Failed benchmarks that are tried again: inside the job, or in jobs of their own that are shown as one run.
class tst_RetryJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void marksWhatItTriesAgain();
    void aRetryOfARetryIsOneOfTheFirstRun();
    void jobsWithoutTheMarkAreNone_data();
    void jobsWithoutTheMarkAreNone();
    void mergesByPolicy_data();
    void mergesByPolicy();
    void mergedScoreIsTheServersRule();
    void aBenchmarkThatNeverBeganIsTriedToo();
    void insideTheJob();
    void asAJobOfItsOwn();
    void afterTheCollectionWasChanged();
    void mergesWithoutTheCollection();
    void severalRunsOneAfterTheOther();
    void severalRunsSayWhyNot();
    void lostAnswersMakeNoSecondJob();
    void goesOnWithWhatAnEarlierWindowSent();
    void saysWhyNot();
    void attemptsAreListed();
    void logsOfOneBenchmark();
    void artifacts_data();
    void artifacts();
    void mlflowAddresses_data();
    void mlflowAddresses();

private:
    void open(const QList<Job> &jobs, CatalogueService *catalogue = nullptr);
    std::unique_ptr<test::FakeConnection> m_connection;
    std::unique_ptr<test::FakeDraftStore> m_drafts;
    std::unique_ptr<BatchStore> m_batches;
    test::StillClock m_clock;
    std::unique_ptr<RunModel> m_run;
    std::unique_ptr<RunRetry> m_retry;
};

static const QString id = QStringLiteral("job-1");

static Job failedRun()
{
    Job job = jobOf(RunState::PartiallyFailed, {{QStringLiteral("facts"), QStringLiteral("accuracy"), 0.8, 200, 0.6},
                                                {QStringLiteral("math"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Failed, QStringLiteral("The endpoint was away.")},
                                                {QStringLiteral("reading"), QStringLiteral("accuracy"), {}, 0, 0.4, false, RunState::Cancelled}});
    job.tags = {QStringLiteral("nightly"), QStringLiteral("assay-batch-0123")};
    job.custom = JsonText::fromVariantMap({{QStringLiteral("owner"), QStringLiteral("ann")}, {QStringLiteral("assay"), QVariantMap{{QStringLiteral("batch"), QStringLiteral("0123/1")}}}});
    return job;
}

/// As a server would have it after it ran.
static Job ran(const Job &sent, const QString &jobId, const QString &created, const QList<std::optional<double>> &scores)
{
    Job job = sent;
    job.resource.id = jobId;
    job.resource.createdAt = created;
    QList<Outcome> outcomes;
    bool all = true;
    for (int i = 0; i < scores.size(); ++i) {
        outcomes << Outcome{sent.benchmarks.at(i).id, QStringLiteral("accuracy"), scores.at(i), 100, sent.benchmarks.at(i).passCriteria->threshold, false,
                            scores.at(i) ? RunState::Completed : RunState::Failed};
        all = all && scores.at(i);
    }
    const Job outcome = jobOf(all ? RunState::Completed : RunState::Failed, outcomes, jobId);
    job.status = outcome.status;
    job.results = outcome.results;
    return job;
}

void tst_RetryJobs::init()
{
    m_retry.reset();
    m_run.reset();
    m_batches.reset();
    m_drafts = std::make_unique<test::FakeDraftStore>();
    m_connection = std::make_unique<test::FakeConnection>();
    m_batches = std::make_unique<BatchStore>(*m_drafts);
}

void tst_RetryJobs::open(const QList<Job> &jobs, CatalogueService *catalogue)
{
    m_connection->jobService.stored = jobs;
    m_run = std::make_unique<RunModel>(m_connection->jobService, catalogue, id, m_clock);
    m_run->setFindsRetries(!m_connection->abilities.has(Capability::RetryBenchmarks));
    m_retry = std::make_unique<RunRetry>(*m_run, *m_connection, *m_batches);
    m_run->refresh();
    QTRY_VERIFY(m_run->hasJob());
}

void tst_RetryJobs::marksWhatItTriesAgain()
{
    const Job made = retryJob(failedRun(), {1, 2, 17});
    QCOMPARE(made.benchmarks.size(), 2);
    QCOMPARE(made.benchmarks.first().id, QStringLiteral("math"));
    QCOMPARE(made.benchmarks.first().passCriteria->threshold.value(), 0.5);
    QCOMPARE(made.tags, QStringList({QStringLiteral("nightly"), QStringLiteral("assay-retry-of-job-1")}));
    QCOMPARE(retryMark(made).value(), (RetryMark{id, {1, 2}}));
    QCOMPARE(made.custom.toVariantMap().value(QStringLiteral("owner")).toString(), QStringLiteral("ann"));
    QVERIFY(!made.custom.text.contains("batch"));
    QVERIFY(made.resource.id.isEmpty() && made.status.benchmarks.isEmpty() && made.results.benchmarks.isEmpty());
    QCOMPARE(made.model, failedRun().model);
}

void tst_RetryJobs::aRetryOfARetryIsOneOfTheFirstRun()
{
    Job retry = retryJob(failedRun(), {1, 2});
    retry.resource.id = QStringLiteral("job-2");
    const Job again = retryJob(retry, {1});
    QCOMPARE(retryMark(again).value(), (RetryMark{id, {2}}));
    QCOMPARE(again.benchmarks.first().id, QStringLiteral("reading"));
    QCOMPARE(again.name, retry.name);
}

void tst_RetryJobs::jobsWithoutTheMarkAreNone_data()
{
    QTest::addColumn<QStringList>("tags");
    QTest::addColumn<QByteArray>("custom");
    const QStringList tag{QStringLiteral("assay-retry-of-x")};
    QTest::newRow("nothing") << QStringList() << QByteArray();
    QTest::newRow("only the tag") << tag << QByteArray();
    QTest::newRow("only the member") << QStringList() << QByteArray(R"({"assay":{"retry_of":{"job":"x","benchmarks":[0]}}})");
    QTest::newRow("another job") << tag << QByteArray(R"({"assay":{"retry_of":{"job":"y","benchmarks":[0]}}})");
    QTest::newRow("no benchmarks") << tag << QByteArray(R"({"assay":{"retry_of":{"job":"x"}}})");
    QTest::newRow("no object") << tag << QByteArray(R"({"assay":{"retry_of":"x"}})");
}

void tst_RetryJobs::jobsWithoutTheMarkAreNone()
{
    QFETCH(QStringList, tags);
    QFETCH(QByteArray, custom);
    Job job;
    job.tags = tags;
    job.custom.text = custom;
    QVERIFY(!retryMark(job));
}

void tst_RetryJobs::mergesByPolicy_data()
{
    using Scores = QList<std::optional<double>>;
    QTest::addColumn<QList<Scores>>("retries"); // of math and reading, the oldest first
    QTest::addColumn<AttemptPolicy>("policy");
    QTest::addColumn<Scores>("shown");
    QTest::addColumn<RunState>("state");
    QTest::addColumn<int>("attempts");
    const Scores both{0.9, 0.7}, one{std::nullopt, 0.7}, less{0.6, 0.8};
    QTest::newRow("none") << QList<Scores>{} << AttemptPolicy::Last << Scores{0.8, std::nullopt, std::nullopt} << RunState::PartiallyFailed << 3;
    QTest::newRow("all completed") << QList<Scores>{both} << AttemptPolicy::Last << Scores{0.8, 0.9, 0.7} << RunState::Completed << 5;
    QTest::newRow("one failed again") << QList<Scores>{one} << AttemptPolicy::Last << Scores{0.8, std::nullopt, 0.7} << RunState::PartiallyFailed << 5;
    QTest::newRow("completed at the second retry") << QList<Scores>{one, both} << AttemptPolicy::Last << Scores{0.8, 0.9, 0.7} << RunState::Completed << 7;
    QTest::newRow("a later failure takes nothing away") << QList<Scores>{both, one} << AttemptPolicy::Last << Scores{0.8, 0.9, 0.7} << RunState::Completed << 7;
    QTest::newRow("the last") << QList<Scores>{both, less} << AttemptPolicy::Last << Scores{0.8, 0.6, 0.8} << RunState::Completed << 7;
    QTest::newRow("the best") << QList<Scores>{both, less} << AttemptPolicy::Best << Scores{0.8, 0.9, 0.8} << RunState::Completed << 7;
}

void tst_RetryJobs::mergesByPolicy()
{
    using Scores = QList<std::optional<double>>;
    QFETCH(QList<Scores>, retries);
    QFETCH(AttemptPolicy, policy);
    QFETCH(Scores, shown);
    QFETCH(int, attempts);
    const Job run = failedRun();
    QList<Job> jobs;
    for (int i = 0; i < retries.size(); ++i) // newest first, as lists come
        jobs.prepend(ran(retryJob(run, {1, 2}), QStringLiteral("retry-%1").arg(i), QStringLiteral("2027-01-15T0%1:00:00Z").arg(8 + i % 2), retries.at(i)));
    Job other = ran(retryJob(run, {1, 2}), QStringLiteral("other"), {}, {1.0, 1.0});
    other.tags.clear(); // no mark: no part of the run
    const MergedRun merged = mergedRun(run, jobs + QList<Job>{other}, policy, run.benchmarks, {});
    QTEST(merged.job.status.state.value(), "state");
    QCOMPARE(merged.attempts.size(), attempts);
    const QList<ResultRow> rows = resultRows(merged.job, run.benchmarks, {});
    for (int i = 0; i < 3; ++i)
        QCOMPARE(rows.at(i).judged.value, shown.at(i));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(std::ranges::count_if(merged.attempts, [i](const RunAttempt &attempt) { return attempt.index == i && attempt.counts; }), 1);
}

void tst_RetryJobs::mergedScoreIsTheServersRule()
{
    const Job run = failedRun();
    const Job retry = ran(retryJob(run, {1, 2}), QStringLiteral("r"), {}, {0.9, 0.7});
    const MergedRun merged = mergedRun(run, {retry}, AttemptPolicy::Last, run.benchmarks, PassCriteria{0.85, {}});
    QCOMPARE(merged.job.results.test->score.value(), 0.8);
    QCOMPARE(merged.job.results.test->threshold.value(), 0.85);
    QCOMPARE(merged.job.results.test->pass.value(), false);
}

void tst_RetryJobs::aBenchmarkThatNeverBeganIsTriedToo()
{
    Job run = failedRun();
    run.status.benchmarks.removeLast(); // it never began
    const Job retry = ran(retryJob(run, {2}), QStringLiteral("r"), {}, {0.9});
    const MergedRun merged = mergedRun(run, {retry}, AttemptPolicy::Last, run.benchmarks, {});
    QCOMPARE(merged.job.status.state.value(), RunState::PartiallyFailed);
    QCOMPARE(merged.attempts.size(), 3);
    QCOMPARE(merged.attempts.last().jobId, QStringLiteral("r"));
}

void tst_RetryJobs::insideTheJob()
{
    m_connection->abilities.items.insert(Capability::RetryBenchmarks);
    open({failedRun()});
    QCOMPARE(m_retry->candidates().size(), 2);
    QCOMPARE(m_retry->obstacle(), QString());
    QSignalSpy started(m_retry.get(), &RunRetry::started);
    m_retry->retry({2});
    QVERIFY(m_retry->isBusy());
    QVERIFY(started.wait());
    QCOMPARE(m_connection->jobService.retried.size(), 1);
    QCOMPARE(m_connection->jobService.retried.first().second, QList<int>({2}));
    QVERIFY(m_connection->jobService.submitted.isEmpty());
    QTRY_VERIFY(m_run->isRunning());
    QCOMPARE(m_retry->candidates().size(), 1); // the other one, though the run goes on
}

void tst_RetryJobs::asAJobOfItsOwn()
{
    open({failedRun()});
    QSignalSpy started(m_retry.get(), &RunRetry::started);
    m_retry->retry();
    QTRY_COMPARE(started.count(), 1);
    QCOMPARE(started.first().first().toInt(), 2);
    QCOMPARE(m_connection->jobService.submitted.size(), 1);
    QTRY_VERIFY(m_run->isMerged());
    QVERIFY(m_run->isRunning()); // the new one waits
    QCOMPARE(m_run->job().status.state.value(), RunState::PartiallyFailed); // the record
    const Job sent = *m_connection->jobService.find(QStringLiteral("new-1"));
    QCOMPARE(retryMark(sent)->benchmarks, QList<int>({1, 2}));
    m_connection->jobService.change(ran(sent, sent.resource.id, {}, {0.9, 0.7}));
    QTRY_VERIFY(!m_run->isRunning());
    QCOMPARE(m_run->shown().status.state.value(), RunState::Completed);
    QCOMPARE(m_run->source(1), std::pair(QStringLiteral("new-1"), 0));
    QCOMPARE(m_run->source(0), std::pair(id, 0));
    QVERIFY(m_run->summary().server.startsWith(QStringLiteral("Nothing over these jobs together.")));
    QVERIFY(m_retry->candidates().isEmpty());
    QVERIFY(m_batches->unfinished().isEmpty());
}

/// What failed is sent again, not what stands in its place by now.
void tst_RetryJobs::afterTheCollectionWasChanged()
{
    m_connection->abilities.items.remove(Capability::RetryBenchmarks);
    Job job = failedRun();
    const QList<BenchmarkRef> old = job.benchmarks;
    BenchmarkRef added = old.at(0);
    added.id = QStringLiteral("new");
    Collection collection;
    collection.resource.id = QStringLiteral("c");
    collection.resource.updatedAt = QStringLiteral("2027-02-01T00:00:00Z");
    collection.benchmarks = {added, old.at(0), old.at(1)}; // one more, and one taken out
    m_connection->catalogueService.collections = {collection};
    job.benchmarks.clear();
    job.collection = CollectionRef{QStringLiteral("c"), {}, QStringLiteral("2027-01-01T00:00:00Z"), {}};
    open({job}, &m_connection->catalogueService);
    QTRY_VERIFY(m_run->collection());
    QCOMPARE(m_retry->candidates().size(), 1); // how the other one was set up is not known any more
    m_retry->retry();
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    const Job sent = m_connection->jobService.submitted.first().first;
    QCOMPARE(sent.benchmarks.size(), 1);
    QCOMPARE(sent.benchmarks.first().id, QStringLiteral("math"));
    QCOMPARE(sent.benchmarks.first().parameters.toVariantMap().value(QStringLiteral("num_examples")).toInt(), 50);
    QCOMPARE(retryMark(sent)->benchmarks, QList<int>({1}));
    init();
    m_connection->abilities.items.remove(Capability::RetryBenchmarks);
    collection.benchmarks = {added};
    m_connection->catalogueService.collections = {collection};
    open({job}, &m_connection->catalogueService);
    QTRY_VERIFY(m_run->collection());
    QVERIFY2(m_retry->obstacle().contains(QStringLiteral("does not have the benchmarks any more")), qPrintable(m_retry->obstacle()));
}

void tst_RetryJobs::mergesWithoutTheCollection()
{
    Job job = failedRun(), retry = ran(retryJob(job, {1, 2}), QStringLiteral("job-2"), {}, {0.9, 0.7});
    job.benchmarks.clear();
    job.collection = CollectionRef{QStringLiteral("gone"), {}, {}, {}};
    const RecordedRun merged = recordedRun(job, {retry}, AttemptPolicy::Last, nullptr);
    QCOMPARE(merged.merged.job.status.state.value(), RunState::Completed);
    QCOMPARE(merged.merged.source(2), std::pair(QStringLiteral("job-2"), 1));
    QCOMPARE(merged.merged.source(0), std::pair(id, 0));
    QCOMPARE(merged.merged.others(), QStringList{QStringLiteral("job-2")});
    QCOMPARE(endedRetries(id, {job, retry}), QList<Job>{retry});
}

/// From the list of runs: what another window tries already is not sent a second time.
void tst_RetryJobs::severalRunsOneAfterTheOther()
{
    test::FakeRegistry registry;
    registry.local.abilities.items.remove(Capability::RetryBenchmarks);
    QList<Job> &stored = registry.local.jobService.stored;
    Job collected = failedRun();
    collected.resource.id = QStringLiteral("job-3");
    Collection collection;
    collection.resource.id = QStringLiteral("c");
    collection.benchmarks = collected.benchmarks;
    registry.local.catalogueService.collections = {collection};
    collected.benchmarks.clear();
    collected.collection = CollectionRef{QStringLiteral("c"), {}, {}, {}};
    Job tried = failedRun();
    tried.resource.id = QStringLiteral("job-4");
    Job running = retryJob(tried, {1, 2});
    running.resource.id = QStringLiteral("job-5");
    running.status.state = RunState::Running;
    stored = {failedRun(), collected, tried, running};
    RetryRuns retries(registry.registry, m_batches.get(), m_clock);
    QSignalSpy started(&retries, &RetryRuns::started), failed(&retries, &RetryRuns::failed);
    retries.retry({id, QStringLiteral("job-3"), QStringLiteral("job-4")});
    QTRY_COMPARE(started.count(), 2);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), QStringLiteral("job-4"));
    const auto &sent = registry.local.jobService.submitted;
    QCOMPARE(sent.size(), 2);
    QCOMPARE(retryMark(sent.at(0).first).value(), (RetryMark{id, {1, 2}}));
    QCOMPARE(retryMark(sent.at(1).first).value(), (RetryMark{QStringLiteral("job-3"), {1, 2}}));
    QCOMPARE(sent.at(1).first.benchmarks.first().id, QStringLiteral("math"));
    QVERIFY(registry.local.jobService.retried.isEmpty());
}

void tst_RetryJobs::severalRunsSayWhyNot()
{
    test::FakeRegistry registry;
    registry.local.abilities.items.insert(Capability::RetryBenchmarks);
    RetryRuns inside(registry.registry, nullptr, m_clock);
    QVERIFY(inside.canRetry(id));
    registry.local.jobService.stored = {failedRun()};
    inside.retry({id});
    QCOMPARE(registry.local.jobService.retried.size(), 1);
    registry.local.abilities.items.remove(Capability::RetryBenchmarks);
    QVERIFY(!inside.canRetry(id));
    RetryRuns retries(registry.registry, m_batches.get(), m_clock);
    QVERIFY(retries.canRetry(id));
    QSignalSpy failed(&retries, &RetryRuns::failed);
    retries.retry({QStringLiteral("nowhere"), QStringLiteral("nowhere")});
    QTRY_COMPARE(failed.count(), 1);
    registry.local.jobService.stored = {jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 100, 0.5}})};
    retries.retry({id});
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY(failed.last().at(1).value<Error>().message.contains(QStringLiteral("No benchmark")));
    registry.local.abilities.items.remove(Capability::SubmitJobs);
    QVERIFY(!retries.canRetry(id));
}

void tst_RetryJobs::lostAnswersMakeNoSecondJob()
{
    m_connection->abilities.items.remove(Capability::IdempotentSubmit);
    open({failedRun()});
    m_connection->jobService.hold = true;
    m_retry->retry();
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    m_retry->retry(); // while it is on its way
    QCOMPARE(m_connection->jobService.submitted.size(), 1);
    QVERIFY(!m_retry->obstacle().isEmpty());
    m_connection->jobService.hold = false;
    m_connection->jobService.releaseAll();
    QTRY_VERIFY(m_run->isMerged());
    m_retry->retry();
    QCOMPARE(m_connection->jobService.submitted.size(), 1); // it runs
}

void tst_RetryJobs::goesOnWithWhatAnEarlierWindowSent()
{
    // Written down, and never sent: the window was killed.
    Batch batch;
    batch.id = QStringLiteral("abcdef012345");
    batch.connectionId = m_connection->id();
    batch.made = QDateTime::fromMSecsSinceEpoch(m_clock.wallMs(), Qt::UTC);
    BatchJob job;
    job.document = AuthoredDocument::of(retryJob(failedRun(), {1}));
    job.key = QStringLiteral("key");
    setBatchMark(job.document, batch.id, 1);
    batch.jobs = {job};
    bool saved = false;
    m_batches->load();
    m_batches->save(batch, this, [&](const Result<Done> &done) { saved = done.hasValue(); });
    QTRY_VERIFY(saved);
    m_batches = std::make_unique<BatchStore>(*m_drafts);
    open({failedRun()});
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    QTRY_VERIFY(m_run->isMerged());
}

void tst_RetryJobs::saysWhyNot()
{
    open({jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 100, 0.5}})});
    QVERIFY(m_retry->obstacle().contains(QStringLiteral("No benchmark")));
    m_retry->retry();
    QVERIFY(m_connection->jobService.submitted.isEmpty());
    init();
    Job gone = failedRun();
    gone.benchmarks.clear();
    gone.collection = CollectionRef{QStringLiteral("gone-v1"), {}, {}, {}};
    open({gone});
    QVERIFY2(m_retry->obstacle().contains(QStringLiteral("gone-v1")), qPrintable(m_retry->obstacle()));
    init();
    m_connection->abilities.items.remove(Capability::SubmitJobs);
    open({failedRun()});
    QVERIFY(!m_retry->obstacle().isEmpty());
}

void tst_RetryJobs::attemptsAreListed()
{
    m_connection->abilities.items.insert(Capability::RetryBenchmarks);
    JobAttempt first, second;
    first.attempt = 1;
    first.status = RunState::Failed;
    first.startedAt = QStringLiteral("2027-01-15T07:55:02Z");
    first.completedAt = QStringLiteral("2027-01-15T07:56:02Z");
    first.exitCode = 137;
    first.errorMessage = Message{QStringLiteral("out of memory"), {}, {}, {}};
    second = first;
    second.attempt = 2;
    second.exitCode = 1;
    m_connection->jobService.attemptRows[{id, 1}] = {first, second};
    open({failedRun()});
    AttemptModel model(*m_run, m_connection->jobService);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 3);
    model.setKept(true);
    QCOMPARE(model.rowCount(), 3); // nobody looks yet
    model.activate();
    QTRY_COMPARE(model.rowCount(), 4);
    const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(cell(1, AttemptModel::BenchmarkColumn), QStringLiteral("math"));
    QCOMPARE(cell(1, AttemptModel::ExitColumn), QStringLiteral("137"));
    QCOMPARE(cell(1, AttemptModel::MessageColumn), QStringLiteral("out of memory"));
    QCOMPARE(cell(1, AttemptModel::DurationColumn), QStringLiteral("1 min 00 s"));
    QVERIFY(!model.index(1, 0).data(AttemptModel::CountsRole).toBool());
    QVERIFY(model.index(2, 0).data(AttemptModel::CountsRole).toBool());
    QVERIFY(cell(2, AttemptModel::AttemptColumn).startsWith(QStringLiteral("2")));
}

void tst_RetryJobs::logsOfOneBenchmark()
{
    m_connection->abilities.items.insert(Capability::RetryBenchmarks);
    JobAttempt first, second;
    first.attempt = 1;
    first.status = RunState::Failed;
    second = first;
    second.attempt = 2;
    m_connection->jobService.attemptRows[{id, 0}] = {first, second};
    m_connection->jobService.attemptRows[{id, 1}] = {first, second};
    open({failedRun()});
    AttemptModel model(*m_run, m_connection->jobService);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setKept(true);
    QCOMPARE(model.logs(1).size(), 1); // nobody asked for more
    QCOMPARE(model.logs(1).first().source, (LogSource{id, 1, 0}));
    model.want(1);
    QTRY_COMPARE(model.logs(1).size(), 3);
    QCOMPARE(model.logs(1).at(0).source, (LogSource{id, 1, 0})); // all of it
    QCOMPARE(model.logs(1).at(1).source, (LogSource{id, 1, 1}));
    QCOMPARE(model.logs(1).at(2).source, (LogSource{id, 1, 2}));
    QVERIFY2(model.logs(1).at(2).text.startsWith(QStringLiteral("Attempt 2")), qPrintable(model.logs(1).at(2).text));
    QCOMPARE(model.rowCount(), 4); // the other benchmarks were not asked about
    QCOMPARE(model.logs(0).size(), 1);
    QVERIFY(model.logs(7).isEmpty());
}

void tst_RetryJobs::artifacts_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("location");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("text") << QByteArray(R"({"report":"/tmp/a/report.html"})") << QStringLiteral("html") << QStringLiteral("/tmp/a/report.html") << qint64(-1);
    QTest::newRow("object") << QByteArray(R"({"samples":{"path":"s.jsonl","size_bytes":12,"type":"samples"}})") << QStringLiteral("samples") << QStringLiteral("s.jsonl") << qint64(12);
    QTest::newRow("oci") << QByteArray(R"({"oci":{"reference":"quay.io/a/b@sha256:00ff"}})") << QStringLiteral("OCI") << QStringLiteral("quay.io/a/b@sha256:00ff") << qint64(-1);
    QTest::newRow("card") << QByteArray(R"({"evalhub.env_card":{"python":"3.11"}})") << QString() << QString() << qint64(-1);
    QTest::newRow("list") << QByteArray(R"({"files":["a.csv"]})") << QStringLiteral("csv") << QStringLiteral("a.csv") << qint64(-1);
}

void tst_RetryJobs::artifacts()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, bytes);
    Job job;
    BenchmarkResult result;
    result.id = QStringLiteral("b");
    result.artifacts.text = json;
    job.results.benchmarks = {result};
    const QList<RunArtifact> list = artifactsOf(job);
    QCOMPARE(list.size(), 1);
    QTEST(list.first().kind, "kind");
    QTEST(list.first().location, "location");
    QCOMPARE(list.first().bytes.value_or(-1), bytes);
    QCOMPARE(list.first().content.isEmpty(), !list.first().location.isEmpty());
}

void tst_RetryJobs::mlflowAddresses_data()
{
    QTest::addColumn<QString>("experiment");
    QTest::addColumn<QString>("run");
    QTest::addColumn<QString>("expected");
    QTest::newRow("run") << "https://mlflow.example.org/#/experiments/17" << "ab12" << "https://mlflow.example.org/#/experiments/17/runs/ab12";
    QTest::newRow("slash") << "https://mlflow.example.org/#/experiments/17/" << "ab12" << "https://mlflow.example.org/#/experiments/17/runs/ab12";
    QTest::newRow("no run") << "https://mlflow.example.org/#/experiments/17" << "" << "";
    QTest::newRow("a program") << "javascript:alert(1)" << "ab12" << "";
    QTest::newRow("a file") << "file:///etc/passwd" << "ab12" << "";
}

void tst_RetryJobs::mlflowAddresses()
{
    QFETCH(QString, experiment);
    QFETCH(QString, run);
    QTEST(mlflowRunUrl(experiment, run).toString(), "expected");
    QVERIFY(openableUrl(QStringLiteral("javascript:alert(1)")).isEmpty());
    QVERIFY(openableUrl(QStringLiteral("quay.io/a/b@sha256:00ff")).isEmpty());
    QCOMPARE(openableUrl(QStringLiteral("http://a.example/x")).toString(), QStringLiteral("http://a.example/x"));
}

ASSAY_TEST(tst_RetryJobs)
#include "tst_RetryJobs.moc"
