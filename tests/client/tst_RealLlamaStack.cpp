#include "services/api/BenchmarkService.h"
#include "services/api/DatasetService.h"
#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "services/api/RerankService.h"
#include "services/api/TrainingService.h"
#include "services/api/WriteGuard.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/backends/llamastack/LlamaConnection.h"
#include "services/backends/llamastack/LlamaTester.h"
#include "tests/client/LlamaRecordings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>
#include <QUuid>

using namespace assay;
using namespace assay::test;

/// A released Llama Stack server, whose address ASSAY_LLAMASTACK names; it has the model stub/tiny-chat, as in the recordings. What is
/// registered there goes again.
class tst_RealLlamaStack : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void ladder();
    void datasets();
    void run();
    void judgesGivenRows();
    void evaluatesByTheForm();
    void reranks();
    void trains();
    void whatItLacks();

private:
    Job submitted(const QByteArray &parameters);
    Job over(const QString &id);
    ConnectionSettings settings() const;
    FakeSecretStore m_secrets;
    FakeDraftStore m_files;
    WriteGuard m_guard;
    std::unique_ptr<LlamaConnection> m_connection;
    const QString m_name = QStringLiteral("assay-") + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8);
};

void tst_RealLlamaStack::initTestCase()
{
    if (qEnvironmentVariableIsEmpty("ASSAY_LLAMASTACK")) {
        const QString reason = QStringLiteral("ASSAY_LLAMASTACK names no Llama Stack server");
        std::puts(qPrintable(QStringLiteral("ALL-SKIPPED: ") + reason));
        QSKIP(qPrintable(reason));
    }
    m_connection = std::make_unique<LlamaConnection>(settings(), RestServices{m_secrets, m_guard, nullptr, &m_files});
    m_connection->open();
    QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), Connection::State::Ready, 20'000);
}

void tst_RealLlamaStack::cleanupTestCase()
{
    if (!m_connection)
        return;
    static_cast<void>(waited(m_connection->benchmarks()->remove(m_name)));
    static_cast<void>(waited(m_connection->datasets()->remove(m_name)));
}

ConnectionSettings tst_RealLlamaStack::settings() const
{
    ConnectionSettings out;
    out.id = QStringLiteral("llama");
    out.kind = QStringLiteral("llamastack");
    out.name = QStringLiteral("Llama");
    out.url = qEnvironmentVariable("ASSAY_LLAMASTACK");
    out.proxy = QStringLiteral("direct");
    return out;
}

void tst_RealLlamaStack::ladder()
{
    LlamaTester tester(m_secrets);
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.start(settings(), {});
    QVERIFY(finished.wait(20'000));
    QVERIFY2(finished.first().first().toBool(), qPrintable(tester.checks().last().text));
    QVERIFY(tester.checks().last().text.startsWith(QStringLiteral("Llama Stack, ") + m_connection->capabilities().serverVersion));
}

void tst_RealLlamaStack::datasets()
{
    DatasetService &service = *m_connection->datasets();
    DatasetRequest request;
    request.id = m_name;
    request.purpose = QStringLiteral("eval/question-answer");
    request.rows = {QByteArray::fromStdString(LlamaRecordings().sent("140")["source"]["rows"].dump())};
    request.metadata = {R"({"made_by":"a test"})"};
    const auto added = waited(service.add(request));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QCOMPARE(added->dataset.rows, std::optional<qint64>(4));
    QCOMPARE(waited(service.add(request)).error().kind, Error::Kind::Conflict);
    QCOMPARE(waited(service.get(m_name))->metadata.text, request.metadata.text);
    const auto list = waited(service.list());
    QVERIFY(list && std::any_of(list->cbegin(), list->cend(), [this](const Dataset &one) { return one.id == m_name; }));
    const auto page = waited(service.rows(m_name, 1, 2));
    QVERIFY(page);
    QCOMPARE(page->rows.size(), 2);
    QVERIFY(page->more);
    const auto appended = waited(service.append(m_name, {R"([{"input_query":"q","expected_answer":"a","chat_completion_input":"[]"}])"}));
    QVERIFY(!appended); // no server of these keeps them; one that does is good news
    QCOMPARE(appended.error().code, QStringLiteral("append_not_kept"));
    QCOMPARE(waited(service.get(QStringLiteral("no-such-set"))).error().kind, Error::Kind::NotFound);
}

/// The job once it is over.
Job tst_RealLlamaStack::over(const QString &id)
{
    Job done;
    const auto isOver = [&] {
        const auto now = waited(m_connection->jobs().get(id));
        done = now ? *now : Job();
        return isTerminal(done.status.state);
    };
    return QTest::qWaitFor(isOver, 30'000) ? done : Job();
}

Job tst_RealLlamaStack::submitted(const QByteArray &parameters)
{
    Job job;
    job.name = m_name;
    job.model.name = QStringLiteral("stub/tiny-chat");
    BenchmarkRef ref;
    ref.id = m_name;
    ref.providerId = llamastack::provider();
    ref.parameters = {parameters};
    job.benchmarks = {ref};
    const auto made = waited(m_connection->jobs().submit(job, {}));
    return made ? over(made->resource.id) : Job();
}

void tst_RealLlamaStack::run()
{
    const auto benchmark = waited(m_connection->benchmarks()->add({m_name, m_name, {QStringLiteral("basic::equality"), QStringLiteral("basic::subset_of")}, {}, {}, {R"({"lang":"en"})"}}));
    QVERIFY2(benchmark, benchmark ? "" : qPrintable(benchmark.error().message));
    QCOMPARE(benchmark->datasetId, m_name);
    const auto models = waited(m_connection->models()->list());
    QVERIFY(models && std::any_of(models->cbegin(), models->cend(), [](const ServedModel &one) { return one.id == QLatin1String("stub/tiny-chat"); }));
    const Job done = submitted(R"({"max_tokens":32,"scoring_params":{"basic::subset_of":{"aggregation_functions":["accuracy","median"]}}})");
    QVERIFY(!done.status.benchmarks.isEmpty());
    const auto &status = done.status.benchmarks.first();
    QVERIFY2(done.status.state == RunState::Completed, status.errorMessage ? qPrintable(status.errorMessage->message) : "");
    QVERIFY(!status.warningMessage);
    const QVariantMap metrics = done.results.benchmarks.first().metrics.toVariantMap();
    QCOMPARE(metrics.value(QStringLiteral("basic::equality/accuracy")).toDouble(), 0.5);
    QCOMPARE(metrics.value(QStringLiteral("basic::subset_of/median")).toDouble(), 1.0);
    const auto samples = waited(m_connection->jobs().samples(done.resource.id, 0, {}));
    QVERIFY(samples);
    QCOMPARE(samples->totalCount, qint64(4));
    QCOMPARE(samples->items.first().response, QStringLiteral("Paris"));
    QCOMPARE(samples->items.first().target, QStringLiteral("Paris"));
    QVERIFY(!samples->items.first().prompt.isEmpty());
}

void tst_RealLlamaStack::judgesGivenRows()
{
    const auto recorded = LlamaRecordings().sent("203");
    const LlamaRecordings::Json parameters{{"max_tokens", 32}, {"input_rows", recorded["input_rows"]}, {"scoring_functions", recorded["scoring_functions"]}, {"scoring_params", recorded["benchmark_config"]["scoring_params"]}};
    const Job done = submitted(QByteArray::fromStdString(parameters.dump()));
    QVERIFY(!done.status.benchmarks.isEmpty());
    const auto &status = done.status.benchmarks.first();
    QVERIFY2(done.status.state == RunState::Completed, status.errorMessage ? qPrintable(status.errorMessage->message) : "");
    QCOMPARE(done.results.benchmarks.first().metrics.toVariantMap().value(QStringLiteral("llm-as-judge::base/categorical_count/5")).toInt(), 2);
    const auto samples = waited(m_connection->jobs().samples(done.resource.id, 0, {}));
    QVERIFY(samples);
    QCOMPARE(samples->items.first().score, std::optional<double>(5));
    QVERIFY(samples->items.first().scores.text.contains("judge_feedback"));
}

/// The first rows of a dataset of the server, given to it again; and a conversation of our own.
void tst_RealLlamaStack::evaluatesByTheForm()
{
    QVERIFY(m_connection->capabilities().has(Capability::CreateEvaluations));
    EvaluationService &service = *m_connection->evaluations();
    QVERIFY(waited(service.suggestions(QStringLiteral("benchmark")))->contains(m_name));
    QVERIFY(waited(service.suggestions(QStringLiteral("scoring_functions")))->contains(QStringLiteral("basic::subset_of")));
    EvaluationRequest request;
    request.about = {{QStringLiteral("name"), m_name}, {QStringLiteral("benchmark"), m_name}, {QStringLiteral("model"), QStringLiteral("stub/tiny-chat")},
                     {QStringLiteral("scoring_functions"), QStringLiteral("basic::subset_of")}, {QStringLiteral("first_rows"), QStringLiteral("3")},
                     {QStringLiteral("temperature"), QStringLiteral("0.5")}};
    request.data = {EvaluationData::Source::Dataset, {}, {}, m_name};
    for (const int rows : {3, 1}) {
        const auto made = waited(service.create(request));
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        const Job done = over(made->resource.id);
        QVERIFY(!done.status.benchmarks.isEmpty());
        const auto &status = done.status.benchmarks.first();
        QVERIFY2(done.status.state == RunState::Completed, status.errorMessage ? qPrintable(status.errorMessage->message) : "");
        QVERIFY(done.results.benchmarks.first().metrics.toVariantMap().contains(QStringLiteral("basic::subset_of/accuracy")));
        const auto samples = waited(m_connection->jobs().samples(done.resource.id, 0, {}));
        QVERIFY(samples);
        QCOMPARE(samples->totalCount, qint64(rows));
        QCOMPARE(samples->items.first().response, QStringLiteral("Paris"));
        request.data = {EvaluationData::Source::Rows, service.form().rowsExample, {}, {}};
    }
    request.about.insert(QStringLiteral("benchmark"), QStringLiteral("no-such-benchmark"));
    QCOMPARE(waited(service.create(request)).error().kind, Error::Kind::Invalid);
}

void tst_RealLlamaStack::reranks()
{
    const auto models = waited(m_connection->models()->list());
    QVERIFY(models);
    const auto model = std::find_if(models->cbegin(), models->cend(), [](const ServedModel &one) { return one.type == QLatin1String("rerank"); });
    if (model == models->cend())
        QSKIP("The server has no reranking model");
    RerankRequest request;
    request.model = model->id;
    request.query = {RerankPart::Kind::Text, QStringLiteral("What is the capital of France?"), {}, {}};
    for (const char *text : {"Bananas are yellow.", "Paris is the capital of France.", "The capital of Japan is Tokyo."})
        request.items << RerankPart{RerankPart::Kind::Text, QString::fromLatin1(text), {}, {}};
    request.maxNumResults = 2;
    const auto hits = waited(m_connection->rerank()->rerank(request));
    QVERIFY2(hits, hits ? "" : qPrintable(hits.error().message));
    QCOMPARE(hits->size(), 2);
    QCOMPARE(hits->first().index, 1);
    QVERIFY(hits->first().score > hits->last().score);
}

/// A server without training libraries takes the job and fails it; one with them needs a model.
void tst_RealLlamaStack::trains()
{
    if (!m_connection->capabilities().has(Capability::Training))
        QSKIP("The server does not fine-tune");
    SupervisedTuning request;
    request.jobUuid = m_name;
    request.model = QStringLiteral("no/such-model");
    request.checkpointDir = QStringLiteral("checkpoints");
    TrainingData data;
    data.datasetId = m_name;
    request.config.data = data;
    request.config.optimizer = TrainingOptimizer{QStringLiteral("adamw"), 0.0001, 0.01, 0};
    TrainingAlgorithm lora;
    lora.loraAttnModules = {QStringLiteral("q_proj")};
    request.algorithm = lora;
    const auto begun = waited(m_connection->training()->tune(request));
    QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message));
    QCOMPARE(*begun, m_name);
    QVERIFY(waited(m_connection->training()->list())->contains(m_name));
    QTRY_COMPARE_WITH_TIMEOUT(waited(m_connection->training()->status(m_name))->state, RunState::Failed, 30'000);
    const auto status = waited(m_connection->training()->status(m_name));
    QVERIFY(!status->scheduledAt.isEmpty() && !status->completedAt.isEmpty());
    QVERIFY(waited(m_connection->training()->artifacts(m_name))->isEmpty());
    QCOMPARE(waited(m_connection->training()->tune(request)).error().kind, Error::Kind::Conflict);
    QCOMPARE(waited(m_connection->training()->cancel(m_name)).error().kind, Error::Kind::Unsupported);
}

void tst_RealLlamaStack::whatItLacks()
{
    const Capabilities can = m_connection->capabilities();
    if (can.has(Capability::Training)) {
        QVERIFY(waited(m_connection->training()->list()));
        QCOMPARE(waited(m_connection->training()->status(QStringLiteral("no-such-job"))).error().kind, Error::Kind::NotFound);
    } else {
        QCOMPARE(waited(m_connection->training()->list()).error().kind, Error::Kind::Unsupported);
    }
    RerankRequest request;
    request.model = QStringLiteral("no-such-model");
    request.query = {RerankPart::Kind::Text, QStringLiteral("q"), {}, {}};
    request.items = {request.query};
    const auto hits = waited(m_connection->rerank()->rerank(request));
    QVERIFY(!hits);
    QVERIFY(hits.error().kind == (can.has(Capability::Rerank) ? Error::Kind::NotFound : Error::Kind::Unsupported));
}

ASSAY_TEST(tst_RealLlamaStack)
#include "tst_RealLlamaStack.moc"
