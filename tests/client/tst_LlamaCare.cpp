#include "services/api/BenchmarkService.h"
#include "services/api/CatalogueService.h"
#include "services/api/DatasetService.h"
#include "services/api/JobService.h"
#include "services/api/RerankService.h"
#include "services/backends/llamastack/EvalRequest.h"
#include "services/backends/llamastack/EvalResults.h"
#include "services/backends/llamastack/EvalWire.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QThreadPool>

using namespace assay;
using namespace assay::test;

namespace {

/// Nothing is done on the pool while it lives.
class BusyPool {
public:
    BusyPool()
    {
        QThreadPool &pool = *QThreadPool::globalInstance();
        const int threads = pool.maxThreadCount();
        for (int i = 0; i < threads; ++i) {
            pool.start([this] {
                m_begun.release();
                m_free.acquire();
                m_left.release();
            });
        }
        m_begun.acquire(threads);
        m_threads = threads;
    }
    ~BusyPool()
    {
        m_free.release(m_threads);
        m_left.acquire(m_threads);
    }

private:
    int m_threads = 0;
    QSemaphore m_begun, m_free, m_left;
};

/// The longest time in which the event loop did not come round.
class LongestGap : public QObject {
public:
    LongestGap()
    {
        m_clock.start();
        startTimer(1);
    }
    qint64 ms() const { return m_longest; }

protected:
    void timerEvent(QTimerEvent *) override { m_longest = std::max(m_longest, m_clock.restart()); }

private:
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

} // namespace

/// What a Llama Stack connection must not do: hold the window up over what is large, ask once it was closed, fetch more than it
/// needs, or take for a function's own what a run left there.
class tst_LlamaCare : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void rowsAreCountedOnThePool();
    void evaluationIsReadOnThePool();
    void largeResultIsCopiedOnThePool();
    void longRowsAreCheckedOnThePool();
    void longRowsAreSentFromThePool();
    void longRowsHoldNothingUp();
    void picturesAreSentFromThePool();
    void closedAfterItsRequest_data();
    void closedAfterItsRequest();
    void closedBeforeTheFunctions();
    void addressIsNotCounted();
    void catalogueShowsWhatIsMeant();

private:
    static constexpr const char *post = "POST /v1alpha/eval/benchmarks/qa-bench/jobs";
    static constexpr const char *result = "GET /v1alpha/eval/benchmarks/qa-bench/jobs/0/result";
    LlamaStub &stub() { return m_fixture->stub; }
    JobService &jobs() { return m_fixture->connection->jobs(); }
    DatasetService &datasets() { return *m_fixture->connection->datasets(); }
    BenchmarkService &benchmarks() { return *m_fixture->connection->benchmarks(); }
    QString submit(const QByteArray &parameters);
    static Job job(const QByteArray &parameters);
    /// Parameters with so many rows of about 1 KiB.
    static QByteArray manyRows(int count);
    void turns();
    Job now(const QString &id);
    bool ends(const QString &id) { return QTest::qWaitFor([&] { return isTerminal(now(id).status.state); }, 60000); }

    std::unique_ptr<LlamaFixture> m_fixture;
    bool m_done = false; ///< as it should have been
};

void tst_LlamaCare::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    stub().answers.insert(post, stub().recordings.answer("161"));
    stub().answers.insert(result, stub().recordings.answer("163"));
    QVERIFY(m_fixture->open());
}

Job tst_LlamaCare::job(const QByteArray &parameters)
{
    Job job;
    job.name = QStringLiteral("A run");
    job.model.name = QStringLiteral("stub/tiny-chat");
    BenchmarkRef ref;
    ref.id = QStringLiteral("qa-bench");
    ref.providerId = llamastack::provider();
    ref.parameters = {parameters};
    job.benchmarks << ref;
    return job;
}

QString tst_LlamaCare::submit(const QByteArray &parameters)
{
    const auto made = waited(jobs().submit(job(parameters), {}));
    return made ? made->resource.id : made.error().message;
}

QByteArray tst_LlamaCare::manyRows(int count)
{
    QByteArray rows;
    for (int i = 0; i < count; ++i)
        rows += (i == 0 ? "" : ",") + QByteArray(R"({"n":)") + QByteArray::number(i) + R"(,"text":")" + QByteArray(1000, 'x') + R"("})";
    return R"({"scoring_functions":["basic::equality"],"input_rows":[)" + rows + "]}";
}

/// Of the event loop.
void tst_LlamaCare::turns()
{
    for (int i = 0; i < 10; ++i)
        QVERIFY(!waited(jobs().get(QStringLiteral("none"))));
}

Job tst_LlamaCare::now(const QString &id)
{
    const auto job = waited(jobs().get(id));
    return job ? *job : Job();
}

void tst_LlamaCare::rowsAreCountedOnThePool()
{
    DatasetRequest request;
    request.rows = {"["};
    QFuture<Result<DatasetAdded>> added;
    QFuture<Result<qint64>> appended;
    {
        const BusyPool busy;
        added = datasets().add(request);
        appended = datasets().append(QStringLiteral("d"), {"["});
        QVERIFY(!added.isFinished() && !appended.isFinished());
    }
    QCOMPARE(waited(added).error().kind, Error::Kind::Invalid);
    QCOMPARE(waited(appended).error().kind, Error::Kind::Invalid);
}

void tst_LlamaCare::evaluationIsReadOnThePool()
{
    const QByteArray evaluate = "POST /v1alpha/eval/benchmarks/qa-bench/evaluations";
    stub().answers.insert(evaluate, Answer{.silent = true});
    const QString id = submit(R"({"input_rows":[{"a":1}],"scoring_functions":["basic::equality"]})");
    QTRY_COMPARE(stub().count(evaluate), 1);
    {
        const BusyPool busy;
        const int saves = m_fixture->files.saves;
        stub().server.answerSilent(Answer{.body = "[]"});
        QTRY_VERIFY(m_fixture->files.saves > saves); // that its parameters have arrived
        QCOMPARE(now(id).status.state, RunState::Running);
    }
    QVERIFY(ends(id));
    QCOMPARE(now(id).status.state, RunState::Failed);
}

/// Compared with the time that the copying takes here, which depends on the machine.
void tst_LlamaCare::largeResultIsCopiedOnThePool()
{
    constexpr int rows = 5'000;
    QByteArray generations, scores;
    for (int i = 0; i < rows; ++i) {
        generations += (i == 0 ? "" : ",") + QByteArray(R"({"generated_answer":"the answer to row )") + QByteArray::number(i) + R"("})";
        scores += (i == 0 ? "" : ",") + QByteArray(R"({"score":)") + (i % 2 == 0 ? "1.0}" : "0.0}");
    }
    const QByteArray function = R"({"aggregated_results":{"accuracy":0.5},"score_rows":[)" + scores + "]}";
    const QByteArray body = R"({"generations":[)" + generations + R"(],"scores":{"basic::equality":)" + function + R"(,"basic::subset_of":)" + function + "}}";
    const auto outcome = llamastack::decodeOutcome(body);
    QVERIFY(outcome);
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(llamastack::copyOf(*outcome, {}, 0, {}, {}).samples.size(), rows);
    const qint64 alone = clock.elapsed();
    stub().answers.insert(result, Answer{.body = body});
    const LongestGap gap;
    const QString id = submit(R"({"max_tokens":32})");
    QVERIFY(ends(id));
    QCOMPARE(now(id).status.state, RunState::Completed);
    QVERIFY2(gap.ms() < std::max<qint64>(50, alone / 2), qPrintable(QStringLiteral("%1 of %2 ms").arg(gap.ms()).arg(alone)));
}

/// Given rows are looked at before the job is taken.
void tst_LlamaCare::longRowsAreCheckedOnThePool()
{
    QByteArray broken = manyRows(100);
    broken.replace(R"({"n":99,)", R"(99,{"n":99,)");
    QFuture<Result<Job>> made, refused;
    {
        const BusyPool busy;
        made = jobs().submit(job(manyRows(100)), {});
        refused = jobs().submit(job(broken), {});
        turns();
        QVERIFY(!made.isFinished() && !refused.isFinished());
    }
    QVERIFY(waited(made));
    QCOMPARE(waited(refused).error().message, QStringLiteral("input_rows: give a list of at least one object."));
}

void tst_LlamaCare::longRowsAreSentFromThePool()
{
    const QByteArray evaluate = "POST /v1alpha/eval/benchmarks/qa-bench/evaluations", functions = "GET /v1/scoring-functions";
    const Answer listed = stub().answers.value(functions);
    stub().answers.insert(functions, Answer{.silent = true});
    stub().answers.insert(evaluate, Answer{.silent = true});
    const QString id = submit(manyRows(100));
    QTRY_COMPARE(stub().count(functions), 1);
    {
        const BusyPool busy;
        stub().server.answerSilent(listed);
        QVERIFY(waited(benchmarks().list())); // which is answered after it
        turns();
        QCOMPARE(stub().count(evaluate), 0);
        QCOMPARE(now(id).status.state, RunState::Pending);
    }
    QTRY_COMPARE(stub().count(evaluate), 1);
    QCOMPARE(stub().lastBody(evaluate)["input_rows"].size(), 100U);
    QCOMPARE(now(id).status.benchmarks.first().itemsTotal, std::optional<qint64>(100));
    QVERIFY(waited(jobs().cancel(id)));
}

/// Compared with the time that one reading and writing of them takes here, which depends on the machine.
void tst_LlamaCare::longRowsHoldNothingUp()
{
    constexpr int rows = 1'900;
    const QByteArray evaluate = "POST /v1alpha/eval/benchmarks/qa-bench/evaluations", parameters = manyRows(rows);
    QByteArray generations, scores;
    for (int i = 0; i < rows; ++i) {
        generations += QByteArray(i == 0 ? "" : ",") + R"({"generated_answer":"a"})";
        scores += QByteArray(i == 0 ? "" : ",") + R"({"score":1.0})";
    }
    stub().answers.insert(evaluate, Answer{.body = R"({"generations":[)" + generations + R"(],"scores":{"basic::equality":{"aggregated_results":{"accuracy":1.0},"score_rows":[)" + scores + "]}}}"});
    KeptRun record;
    record.job = job(parameters);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(llamastack::bodyOf(record.job, 0, {}, {}));
    QVERIFY(encodeKeptRun(record).size() > parameters.size());
    const qint64 alone = clock.elapsed();
    const LongestGap gap;
    const QString id = submit(parameters);
    QVERIFY(ends(id));
    QCOMPARE(now(id).status.state, RunState::Completed);
    QVERIFY2(gap.ms() < std::max<qint64>(50, alone / 2), qPrintable(QStringLiteral("%1 of %2 ms").arg(gap.ms()).arg(alone)));
}

void tst_LlamaCare::picturesAreSentFromThePool()
{
    const QByteArray rerank = "POST /v1alpha/inference/rerank";
    stub().answers.insert(rerank, Answer{.body = R"({"data":[{"index":0,"relevance_score":0.5}]})"});
    RerankRequest request;
    request.model = QStringLiteral("m");
    request.query = {RerankPart::Kind::Text, QStringLiteral("q"), {}, {}};
    const QString url = QStringLiteral("data:image/png;base64,") + QString(100'000, QLatin1Char('A'));
    request.items << RerankPart{RerankPart::Kind::Image, {}, url, {}};
    RerankService &service = *m_fixture->connection->rerank();
    QFuture<Result<QList<RerankHit>>> hits;
    {
        const BusyPool busy;
        hits = service.rerank(request);
        turns();
        QVERIFY(!hits.isFinished());
        QCOMPARE(stub().count(rerank), 0);
    }
    QVERIFY(waited(hits));
    QCOMPARE(QString::fromStdString(stub().lastBody(rerank)["items"][0]["image_url"]["url"].get<std::string>()), url);
    // Nothing goes out after the connection was closed.
    {
        const BusyPool busy;
        hits = service.rerank(request);
        m_fixture->connection->close();
    }
    QCOMPARE(waited(hits).error().kind, Error::Kind::Cancelled);
    QCOMPARE(stub().count(rerank), 1);
}

void tst_LlamaCare::closedAfterItsRequest_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addRow("a dataset") << QByteArray("POST /v1beta/datasets");
    QTest::addRow("a benchmark") << QByteArray("POST /v1alpha/eval/benchmarks");
    QTest::addRow("the benchmarks of the catalogue") << QByteArray("GET /v1alpha/eval/benchmarks");
}

/// What was sent is answered; nothing is asked after it, which would open the connection again.
void tst_LlamaCare::closedAfterItsRequest()
{
    QFETCH(QByteArray, request);
    Connection &connection = *m_fixture->connection;
    stub().answers.insert(request, Answer{.silent = true});
    // As the pages do.
    connect(&datasets(), &DatasetService::datasetsChanged, this, [this] { datasets().list(); });
    connect(&benchmarks(), &BenchmarkService::benchmarksChanged, this, [this] { benchmarks().list(); });
    m_done = false;
    Answer answer{.body = "null"};
    if (request.endsWith("datasets")) {
        DatasetRequest wanted;
        wanted.uri = QStringLiteral("lsfs://rows.csv");
        answer = stub().recordings.answer("014");
        whenDone(datasets().add(wanted), this, [this](const Result<DatasetAdded> &added) { m_done = added.hasValue() && !added->dataset.rows; });
    } else if (request.startsWith("POST")) {
        whenDone(benchmarks().add({QStringLiteral("b"), QStringLiteral("d"), {}, {}, {}, {}}), this,
                 [this](const Result<RegisteredBenchmark> &added) { m_done = !added && added.error().kind == Error::Kind::Cancelled; });
    } else {
        answer = stub().recordings.answer("153");
        whenDone(connection.catalogue().listProviders({}), this, [this](const Result<Page<Provider>> &page) { m_done = !page && page.error().kind == Error::Kind::Cancelled; });
    }
    QTRY_COMPARE(stub().count(request), 1);
    connection.close();
    const auto asked = stub().server.asked.size();
    stub().server.answerSilent(answer);
    QTRY_VERIFY(m_done);
    for (int i = 0; i < 5; ++i)
        QVERIFY(!waited(jobs().get(QStringLiteral("none")))); // turns of the event loop
    QCOMPARE(connection.state(), Connection::State::Idle);
    QCOMPARE(stub().server.asked.size(), asked);
}

/// The file with what runs left there is read first.
void tst_LlamaCare::closedBeforeTheFunctions()
{
    m_fixture->files.hold = true;
    const auto functions = benchmarks().scoringFunctions();
    QTRY_COMPARE(m_fixture->files.waiting(), 1);
    m_fixture->connection->close();
    m_fixture->files.release();
    QCOMPARE(waited(functions).error().kind, Error::Kind::Cancelled);
    QCOMPARE(stub().count("GET /v1/scoring-functions"), 0);
    QCOMPARE(m_fixture->connection->state(), Connection::State::Idle);
}

/// It may be a hundred million rows; the first tells that they can be read.
void tst_LlamaCare::addressIsNotCounted()
{
    stub().answers.insert("POST /v1beta/datasets", stub().recordings.answer("014"));
    stub().answers.insert("GET /v1beta/datasetio/iterrows/csvfile", stub().recordings.answer("062"));
    DatasetRequest request;
    request.uri = QStringLiteral("fixture.csv");
    const auto added = waited(datasets().add(request));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QVERIFY(!added->dataset.rows);
    QCOMPARE(stub().count("GET /v1beta/datasetio/iterrows/csvfile"), 1);
    QCOMPARE(stub().server.asked.last().query, QByteArray("start_index=0&limit=1"));
    stub().answers.insert("GET /v1beta/datasetio/iterrows/csvfile", Answer{.body = R"({"data":[],"has_more":false})"});
    QCOMPARE(waited(datasets().add(request))->dataset.rows, std::optional<qint64>(0));
}

/// A server lists the parameters of the last run as a function's own.
void tst_LlamaCare::catalogueShowsWhatIsMeant()
{
    QVERIFY(ends(submit(R"({"scoring_params":{"basic::equality":{"type":"basic","aggregation_functions":["median"]}}})")));
    Answer listed = stub().answers.value("GET /v1/scoring-functions");
    listed.body.replace(R"("params":{"type":"basic","aggregation_functions":["accuracy"]})", R"("params":{"type":"basic","aggregation_functions":["median"]})");
    stub().answers.insert("GET /v1/scoring-functions", listed);
    const auto provider = waited(m_fixture->connection->catalogue().provider(llamastack::provider()));
    QVERIFY(provider);
    const auto one = std::find_if(provider->benchmarks.cbegin(), provider->benchmarks.cend(), [](const ProviderBenchmark &benchmark) { return benchmark.id == QLatin1String("qa-bench"); });
    QVERIFY(one != provider->benchmarks.cend());
    QVERIFY2(one->metrics.contains(QStringLiteral("basic::equality/accuracy")), qPrintable(one->metrics.join(QLatin1Char(' '))));
    QVERIFY(!one->metrics.contains(QStringLiteral("basic::equality/median")));
}

ASSAY_TEST(tst_LlamaCare)
#include "tst_LlamaCare.moc"
