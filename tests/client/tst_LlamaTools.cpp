#include "services/api/BenchmarkService.h"
#include "services/api/ModelService.h"
#include "services/api/CatalogueService.h"
#include "services/api/RerankService.h"
#include "services/api/TrainingService.h"
#include "services/backends/llamastack/LlamaRerank.h"
#include "services/backends/llamastack/TrainingWire.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>

using namespace assay;
using namespace assay::test;

/// Benchmarks, models, reranking and fine-tuning of a Llama Stack server.
class tst_LlamaTools : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void listsBenchmarks();
    void registersBenchmark_data();
    void registersBenchmark();
    void refusedBenchmark_data();
    void refusedBenchmark();
    void removesBenchmark_data();
    void removesBenchmark();
    void models_data();
    void models();
    void scoringFunctions();
    void catalogue();

    void rerankAsRecorded_data();
    void rerankAsRecorded();
    void rerankSortsAndCuts();
    void rerankParts();
    void rerankFails_data();
    void rerankFails();
    void wrongReranks_data();
    void wrongReranks();

    void tuningAsRecorded_data();
    void tuningAsRecorded();
    void everyFieldOfTuning();
    void everyFieldOfPreferences();
    void trainingStatus_data();
    void trainingStatus();
    void finishedTraining();
    void trainingMetrics();
    void trainingLists();
    void trainingFails_data();
    void trainingFails();
    void trainingCannotBeCancelled();
    void wrongTrainings_data();
    void wrongTrainings();
    void trainingWhereItMoved();
    void noTraining();

private:
    LlamaStub &stub() { return m_fixture->stub; }
    BenchmarkService &benchmarks() { return *m_fixture->connection->benchmarks(); }
    RerankService &reranker() { return *m_fixture->connection->rerank(); }
    TrainingService &training() { return *m_fixture->connection->training(); }
    static RerankPart text(const QString &words) { return {RerankPart::Kind::Text, words, {}, {}}; }
    static SupervisedTuning tuning();

    std::unique_ptr<LlamaFixture> m_fixture;
};

void tst_LlamaTools::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    QVERIFY(m_fixture->open());
}

void tst_LlamaTools::listsBenchmarks()
{
    const auto list = waited(benchmarks().list());
    QVERIFY(list);
    QCOMPARE(list->size(), 4);
    QCOMPARE(list->at(1), (RegisteredBenchmark{QStringLiteral("qa-bench-2"), QStringLiteral("qa-eval"), {QStringLiteral("basic::equality")}, QStringLiteral("meta-reference"), QStringLiteral("prov-id"), {"{}"}}));
    const auto one = waited(benchmarks().get(QStringLiteral("qa-bench")));
    QVERIFY(one);
    QCOMPARE(one->metadata.text, QByteArray(R"({"pass":0.5,"lang":"en"})"));
    stub().answers.insert("GET /v1alpha/eval/benchmarks/nope", stub().recordings.answer("151"));
    QCOMPARE(waited(benchmarks().get(QStringLiteral("nope"))).error().kind, Error::Kind::NotFound);
}

void tst_LlamaTools::registersBenchmark_data()
{
    QTest::addColumn<QByteArray>("number");
    for (const char *number : {"142", "143", "154", "155"})
        QTest::addRow("%s", number) << QByteArray(number);
}

/// It answers null; what is told is read again.
void tst_LlamaTools::registersBenchmark()
{
    QFETCH(QByteArray, number);
    const auto recorded = stub().recordings.sent(number);
    const auto textOf = [&recorded](const char *name) { return recorded.contains(name) ? QString::fromStdString(recorded[name].get<std::string>()) : QString(); };
    RegisteredBenchmark wanted;
    wanted.id = textOf("benchmark_id");
    wanted.datasetId = textOf("dataset_id");
    wanted.providerId = textOf("provider_id");
    wanted.providerBenchmarkId = textOf("provider_benchmark_id");
    for (const auto &one : recorded["scoring_functions"])
        wanted.scoringFunctions << QString::fromStdString(one.get<std::string>());
    if (recorded.contains("metadata"))
        wanted.metadata = {QByteArray::fromStdString(recorded["metadata"].dump())};
    stub().answers.insert("POST /v1alpha/eval/benchmarks", stub().recordings.answer(number));
    stub().answers.insert("GET /v1alpha/eval/benchmarks/" + wanted.id.toUtf8(), stub().recordings.answer("150"));
    QSignalSpy changed(&m_fixture->connection->catalogue(), &CatalogueService::providersChanged);
    const auto added = waited(benchmarks().add(wanted));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QCOMPARE(added->datasetId, QStringLiteral("qa-eval"));
    QCOMPARE(changed.size(), 1);
    SAME_JSON(stub().lastBody("POST /v1alpha/eval/benchmarks"), recorded);
}

void tst_LlamaTools::refusedBenchmark_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    const LlamaRecordings main, v4(QStringLiteral("0.4.4"));
    QTest::addRow("provider") << main.answer("146") << Error::Kind::NotFound;
    QTest::addRow("provider, 0.4") << v4.answer("146") << Error::Kind::NotFound;
    QTest::addRow("fields") << main.answer("147") << Error::Kind::Invalid;
    QTest::addRow("another of that name") << main.answer("149") << Error::Kind::Conflict;
    QTest::addRow("another of that name, 0.4") << v4.answer("149") << Error::Kind::Conflict;
    QTest::addRow("broken off") << Answer{.cutAfter = 0} << Error::Kind::Network;
}

void tst_LlamaTools::refusedBenchmark()
{
    QFETCH(Answer, answer);
    QFETCH(Error::Kind, kind);
    stub().answers.insert("POST /v1alpha/eval/benchmarks", answer);
    const auto refused = waited(benchmarks().add({QStringLiteral("b"), QStringLiteral("d"), {}, {}, {}, {}}));
    QVERIFY(!refused);
    QVERIFY2(refused.error().kind == kind, qPrintable(refused.error().message));
    QCOMPARE(stub().count("POST /v1alpha/eval/benchmarks"), 1);
    for (const QString &id : {QString(), QStringLiteral("a/b")})
        QCOMPARE(waited(benchmarks().add({id, QStringLiteral("d"), {}, {}, {}, {}})).error().kind, Error::Kind::Invalid);
    QCOMPARE(waited(benchmarks().add({QStringLiteral("b"), {}, {}, {}, {}, {}})).error().message, QStringLiteral("Dataset: enter the name of one of the server's datasets."));
}

void tst_LlamaTools::removesBenchmark_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<bool>("done");
    for (const QString &version : {QString(), QStringLiteral("0.4.4"), QStringLiteral("0.7.3")})
        QTest::newRow(qPrintable(QStringLiteral("there ") + version)) << LlamaRecordings(version).answer("220") << true;
    for (const QString &version : {QString(), QStringLiteral("0.4.4")})
        QTest::newRow(qPrintable(QStringLiteral("gone ") + version)) << LlamaRecordings(version).answer("221") << false;
}

void tst_LlamaTools::removesBenchmark()
{
    QFETCH(Answer, answer);
    QFETCH(bool, done);
    stub().answers.insert("DELETE /v1alpha/eval/benchmarks/b", answer);
    const auto removed = waited(benchmarks().remove(QStringLiteral("b")));
    QCOMPARE(bool(removed), done);
    if (!done)
        QCOMPARE(removed.error().kind, Error::Kind::NotFound);
}

void tst_LlamaTools::models_data()
{
    QTest::addColumn<QString>("version");
    for (const QString &version : LlamaRecordings::versions())
        QTest::newRow(qPrintable(version.isEmpty() ? QStringLiteral("0.3.5") : version)) << version;
}

void tst_LlamaTools::models()
{
    QFETCH(QString, version);
    stub().answers.insert("GET /v1/models", LlamaRecordings(version).answer("004"));
    const auto models = waited(m_fixture->connection->models()->list());
    QVERIFY(models);
    QVERIFY(models->size() >= 3);
    QCOMPARE(models->first(), (ServedModel{QStringLiteral("stub/tiny-chat"), QStringLiteral("stub"), QStringLiteral("llm")}));
}

void tst_LlamaTools::scoringFunctions()
{
    const auto functions = waited(benchmarks().scoringFunctions());
    QVERIFY(functions);
    QCOMPARE(functions->size(), 8);
    QCOMPARE(functions->first().id, QStringLiteral("basic::equality"));
    QCOMPARE(functions->first().returnType, QStringLiteral("number"));
    QCOMPARE(functions->first().params.text, QByteArray(R"({"type":"basic","aggregation_functions":["accuracy"]})"));
}

void tst_LlamaTools::catalogue()
{
    const auto page = waited(m_fixture->connection->catalogue().listProviders({}));
    QVERIFY(page);
    QCOMPARE(page->items.size(), 1);
    const Provider provider = page->items.first();
    QCOMPARE(provider.resource.id, QStringLiteral("llamastack"));
    QCOMPARE(provider.benchmarks.size(), 4);
    QCOMPARE(provider.benchmarks.first().metrics, QStringList({QStringLiteral("basic::equality/accuracy"), QStringLiteral("basic::subset_of/accuracy")}));
    QCOMPARE(provider.benchmarks.first().primaryScore->metric, QStringLiteral("basic::equality/accuracy"));
    QCOMPARE(provider.benchmarks.first().description, QStringLiteral("Rows of the dataset qa-eval, scored by basic::equality, basic::subset_of."));
    QVERIFY(provider.benchmarks.last().metrics.isEmpty()); // its function does not exist
    stub().answers.insert("GET /v1/scoring-functions", stub().recordings.answer("123"));
    QCOMPARE(waited(m_fixture->connection->catalogue().provider(QStringLiteral("llamastack")))->benchmarks.size(), 4);
}

void tst_LlamaTools::rerankAsRecorded_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QByteArray>("number");
    for (const char *version : {"seed-commit", "0.4.4", "0.7.3"}) {
        for (const char *number : {"260", "268", "270"})
            QTest::addRow("%s %s", version, number) << QString::fromLatin1(version) << QByteArray(number);
    }
}

/// Whatever the server's order is, the hits have theirs.
void tst_LlamaTools::rerankAsRecorded()
{
    QFETCH(QString, version);
    QFETCH(QByteArray, number);
    const LlamaRecordings recordings(version);
    const auto sent = recordings.sent(number);
    stub().answers.insert("POST /v1alpha/inference/rerank", recordings.answer(number));
    RerankRequest request;
    request.model = QString::fromStdString(sent["model"].get<std::string>());
    request.query = text(QString::fromStdString(sent["query"].get<std::string>()));
    for (const auto &one : sent["items"])
        request.items << text(QString::fromStdString(one.get<std::string>()));
    const auto hits = waited(reranker().rerank(request));
    QVERIFY2(hits, hits ? "" : qPrintable(hits.error().message));
    QCOMPARE(hits->size(), request.items.size());
    for (qsizetype i = 1; i < hits->size(); ++i) {
        const RerankHit &before = hits->at(i - 1), &one = hits->at(i);
        QVERIFY(before.score > one.score || (before.score == one.score && before.index < one.index));
    }
    SAME_JSON(stub().lastBody("POST /v1alpha/inference/rerank"), sent);
}

/// The server would cut its own order, which is none.
void tst_LlamaTools::rerankSortsAndCuts()
{
    const LlamaRecordings seed(QStringLiteral("seed-commit"));
    stub().answers.insert("POST /v1alpha/inference/rerank", seed.answer("270"));
    RerankRequest request;
    request.model = QStringLiteral("nim/tiny-rerank");
    request.query = text(QStringLiteral("q"));
    request.items = {text(QStringLiteral("a")), text(QStringLiteral("b")), text(QStringLiteral("c")), text(QStringLiteral("d"))};
    request.maxNumResults = 2;
    const auto hits = waited(reranker().rerank(request));
    QVERIFY(hits);
    QCOMPARE(*hits, (QList<RerankHit>{{1, 1.0}, {2, -1.0}}));
    QVERIFY(!stub().lastBody("POST /v1alpha/inference/rerank").contains("max_num_results"));
    QVERIFY(m_fixture->questions.isEmpty()); // it changes nothing
}

void tst_LlamaTools::rerankParts()
{
    RerankRequest request;
    request.model = QStringLiteral("m");
    request.query = text(QStringLiteral("q"));
    request.items = {{RerankPart::Kind::Image, {}, QStringLiteral("data:image/png;base64,AAAA"), {}}, {RerankPart::Kind::Image, {}, QStringLiteral("https://x/y.png"), QStringLiteral("low")}};
    const QByteArray body = llamastack::encodeRerank(request);
    const auto sent = nlohmann::json::parse(body.begin(), body.end());
    SAME_JSON(sent["items"][0], LlamaRecordings(QStringLiteral("seed-commit")).sent("264")["items"][0]);
    const auto low = nlohmann::json::parse(R"({"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}})");
    SAME_JSON(sent["items"][1], low);
    SAME_JSON(sent["query"], "q");
}

void tst_LlamaTools::rerankFails_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<QString>("message");
    const LlamaRecordings main, seed(QStringLiteral("seed-commit")), v7(QStringLiteral("0.7.3"));
    using Kind = Error::Kind;
    QTest::addRow("no reranker") << main.answer("250") << Kind::Unsupported << "has nothing that does this.";
    QTest::addRow("images") << seed.answer("264") << Kind::Invalid << "The server answers: Invalid value: Items must be strings or text content parts";
    QTest::addRow("images, 0.7") << v7.answer("264") << Kind::Invalid << "The server answers: Items must be strings or text content parts";
    QTest::addRow("chat model") << seed.answer("266") << Kind::Protocol << "reports a fault of its own (status 500)";
    QTest::addRow("chat model, 0.7") << v7.answer("266") << Kind::Invalid << "is of type 'llm' rather than the expected type 'rerank'";
    QTest::addRow("unknown model") << seed.answer("267") << Kind::NotFound << "not found";
    QTest::addRow("upstream") << seed.answer("271") << Kind::Network << "NVIDIA rerank API request failed with status 500";
    QTest::addRow("not JSON") << Answer{.body = "x"} << Kind::Protocol << "The answer about the order cannot be read";
    QTest::addRow("foreign item") << Answer{.body = R"({"data":[{"index":1,"relevance_score":1}]})"} << Kind::Protocol << "names an item that was not asked for";
    QTest::addRow("one twice") << Answer{.body = R"({"data":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]})"} << Kind::Protocol << "or one twice";
    QTest::addRow("no score") << Answer{.body = R"({"data":[{"index":0,"relevance_score":null}]})"} << Kind::Protocol << "cannot be read";
    QTest::addRow("broken off") << Answer{.body = "{", .cutAfter = 0} << Kind::Network << "broke the connection off";
}

void tst_LlamaTools::rerankFails()
{
    QFETCH(Answer, answer);
    QFETCH(Error::Kind, kind);
    QFETCH(QString, message);
    stub().answers.insert("POST /v1alpha/inference/rerank", answer);
    RerankRequest request;
    request.model = QStringLiteral("m");
    request.query = request.items.emplace_back(text(QStringLiteral("a")));
    const auto hits = waited(reranker().rerank(request));
    QVERIFY(!hits);
    QVERIFY2(hits.error().message.contains(message), qPrintable(hits.error().message));
    QCOMPARE(hits.error().kind, kind);
    QCOMPARE(stub().count("POST /v1alpha/inference/rerank"), 1);
}

void tst_LlamaTools::wrongReranks_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("message");
    QTest::addRow("model") << 0 << "Model: enter the name of one of the server's reranking models.";
    QTest::addRow("query") << 1 << "Query: enter what the items are compared with.";
    QTest::addRow("items") << 2 << "Items: enter at least one, and none that is empty.";
    QTest::addRow("empty item") << 3 << "Items: enter at least one, and none that is empty.";
    QTest::addRow("results") << 4 << "Results: enter a number from 1, or leave it out for all.";
}

void tst_LlamaTools::wrongReranks()
{
    QFETCH(int, what);
    QFETCH(QString, message);
    RerankRequest request;
    request.model = what == 0 ? QString() : QStringLiteral("m");
    request.query = text(what == 1 ? QString() : QStringLiteral("q"));
    if (what != 2)
        request.items << text(what == 3 ? QString() : QStringLiteral("a"));
    request.maxNumResults = what == 4 ? 0 : 1;
    const auto hits = waited(reranker().rerank(request));
    QVERIFY(!hits);
    QCOMPARE(hits.error().message, message);
    QCOMPARE(hits.error().kind, Error::Kind::Invalid);
}

/// As sent in the recordings 231 and 301, their differences aside.
SupervisedTuning tst_LlamaTools::tuning()
{
    SupervisedTuning out;
    out.jobUuid = QStringLiteral("sft-1");
    out.model = QStringLiteral("tiny/local");
    out.checkpointDir = QStringLiteral("checkpoints");
    TrainingData data;
    data.datasetId = QStringLiteral("train");
    data.shuffle = false;
    data.dataFormat = QStringLiteral("dialog");
    out.config.data = data;
    out.config.optimizer = TrainingOptimizer{QStringLiteral("adamw"), 0.0001, 0.01, 0};
    TrainingAlgorithm lora;
    lora.loraAttnModules = {QStringLiteral("q_proj"), QStringLiteral("v_proj")};
    lora.rank = 4;
    lora.alpha = 8;
    out.algorithm = lora;
    return out;
}

void tst_LlamaTools::tuningAsRecorded_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addRow("LoRA") << QByteArray("231");
    QTest::addRow("whole model") << QByteArray("301");
    QTest::addRow("preferences") << QByteArray("244");
}

void tst_LlamaTools::tuningAsRecorded()
{
    QFETCH(QByteArray, number);
    const auto recorded = stub().recordings.one(number);
    SupervisedTuning request = tuning();
    Result<QString> begun(Error{});
    QByteArray path = "/v1alpha/post-training/supervised-fine-tune";
    if (number == "244") {
        path = "/v1alpha/post-training/preference-optimize";
        stub().answers.insert("POST " + path, LlamaRecordings::answerOf(recorded));
        PreferenceTuning preferences;
        preferences.jobUuid = QStringLiteral("dpo-1");
        preferences.finetunedModel = request.model;
        preferences.config = request.config;
        begun = waited(training().optimizePreferences(preferences));
    } else {
        stub().answers.insert("POST " + path, LlamaRecordings::answerOf(recorded));
        if (number == "301") {
            request.jobUuid = QStringLiteral("sft-real");
            request.model = QStringLiteral("tiny-model");
            request.config.maxStepsPerEpoch = 4;
            request.config.data->dataFormat = QStringLiteral("instruct");
            request.algorithm.reset();
        }
        begun = waited(training().tune(request));
    }
    QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message));
    QCOMPARE(begun->toStdString(), recorded["response"]["body"]["job_uuid"].get<std::string>());
    nlohmann::json sent = stub().lastBody("POST " + path);
    for (const char *standard : {"packed", "train_on_input"}) // the server's own standards, said aloud
        QCOMPARE(sent["training_config"]["data_config"].erase(standard), 1U);
    if (sent.contains("algorithm_config") && number == "231") {
        for (const char *standard : {"use_dora", "quantize_base"})
            QCOMPARE(sent["algorithm_config"].erase(standard), 1U);
    }
    SAME_JSON(sent, recorded["request"]["body"]);
}

void tst_LlamaTools::everyFieldOfTuning()
{
    SupervisedTuning request = tuning();
    request.config.maxValidationSteps = 7;
    request.config.nEpochs = 3;
    request.config.gradientAccumulationSteps = 2;
    request.config.dtype = QStringLiteral("fp32");
    request.config.data->validationDatasetId = QStringLiteral("held-out");
    request.config.data->packed = request.config.data->trainOnInput = true;
    request.config.optimizer->numWarmupSteps = 5;
    request.config.efficiency = TrainingEfficiency{true, true, true, true};
    request.hyperparamSearch = {R"({"grid":[1.50]})"};
    request.logger = {R"({"project":"x"})"};
    TrainingAlgorithm qat;
    qat.type = TrainingAlgorithm::Type::Qat;
    qat.quantizerName = QStringLiteral("int8");
    qat.groupSize = 32;
    request.algorithm = qat;
    QVERIFY(!llamastack::faultOf(request));
    const QByteArray body = llamastack::encodeTuning(request);
    QVERIFY(body.contains("1.50")); // digits stay
    const char *wanted = R"({
        "job_uuid":"sft-1","model":"tiny/local","checkpoint_dir":"checkpoints","hyperparam_search_config":{"grid":[1.5]},"logger_config":{"project":"x"},
        "algorithm_config":{"type":"QAT","quantizer_name":"int8","group_size":32},
        "training_config":{"n_epochs":3,"max_steps_per_epoch":1,"gradient_accumulation_steps":2,"max_validation_steps":7,"dtype":"fp32",
          "data_config":{"dataset_id":"train","batch_size":1,"shuffle":false,"data_format":"dialog","validation_dataset_id":"held-out","packed":true,"train_on_input":true},
          "optimizer_config":{"optimizer_type":"adamw","lr":0.0001,"weight_decay":0.01,"num_warmup_steps":5},
          "efficiency_config":{"enable_activation_checkpointing":true,"enable_activation_offloading":true,"memory_efficient_fsdp_wrap":true,"fsdp_cpu_offload":true}}})";
    SAME_JSON(nlohmann::json::parse(body.begin(), body.end()), nlohmann::json::parse(wanted));
}

void tst_LlamaTools::everyFieldOfPreferences()
{
    PreferenceTuning request;
    request.jobUuid = QStringLiteral("d");
    request.finetunedModel = QStringLiteral("m");
    request.beta = 0.25;
    request.lossType = QStringLiteral("kto_pair");
    QVERIFY(!llamastack::faultOf(request));
    const QByteArray body = llamastack::encodePreferences(request);
    const char *wanted = R"({"job_uuid":"d","finetuned_model":"m","algorithm_config":{"beta":0.25,"loss_type":"kto_pair"},
        "training_config":{"n_epochs":1,"max_steps_per_epoch":1,"gradient_accumulation_steps":1},"hyperparam_search_config":{},"logger_config":{}})";
    SAME_JSON(nlohmann::json::parse(body.begin(), body.end()), nlohmann::json::parse(wanted));
}

void tst_LlamaTools::trainingStatus_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<RunState>("state");
    QTest::addColumn<bool>("over");
    QTest::addRow("failed") << QByteArray("232") << RunState::Failed << true;
    QTest::addRow("preferences failed") << QByteArray("245") << RunState::Failed << true;
    QTest::addRow("in progress") << QByteArray("302") << RunState::Running << false;
    QTest::addRow("completed") << QByteArray("303") << RunState::Completed << true;
}

void tst_LlamaTools::trainingStatus()
{
    QFETCH(QByteArray, number);
    QFETCH(RunState, state);
    QFETCH(bool, over);
    stub().answers.insert("GET /v1alpha/post-training/job/status", stub().recordings.answer(number));
    const auto status = waited(training().status(QStringLiteral("a job/1")));
    QVERIFY(status);
    QCOMPARE(status->state, state);
    QVERIFY(!status->scheduledAt.isEmpty() && !status->startedAt.isEmpty());
    QCOMPARE(status->completedAt.isEmpty(), !over);
    QCOMPARE(stub().server.asked.last().query, QByteArray("job_uuid=a%20job%2F1"));
}

void tst_LlamaTools::finishedTraining()
{
    stub().answers.insert("GET /v1alpha/post-training/job/status", stub().recordings.answer("303"));
    stub().answers.insert("GET /v1alpha/post-training/job/artifacts", stub().recordings.answer("304"));
    const auto status = waited(training().status(QStringLiteral("sft-real")));
    QVERIFY(status);
    QCOMPARE(status->checkpoints.size(), 2);
    QCOMPARE(status->completedAt, QStringLiteral("2026-11-22T21:14:11.620735Z"));
    QVERIFY(status->resources.text.contains(R"("total":"23.54")"));
    const TrainingCheckpoint last = status->checkpoints.last();
    QCOMPARE(last.id, QStringLiteral("tiny-model-sft-1"));
    QCOMPARE(last.path, QStringLiteral("checkpoints/merged_model"));
    QCOMPARE(last.jobUuid, QStringLiteral("sft-real"));
    QCOMPARE(last.epoch, std::optional<qint64>(1));
    QVERIFY(!last.metrics); // null
    const auto artifacts = waited(training().artifacts(QStringLiteral("sft-real")));
    QVERIFY(artifacts);
    QCOMPARE(*artifacts, status->checkpoints);
    stub().answers.insert("GET /v1alpha/post-training/job/artifacts", stub().recordings.answer("233"));
    QVERIFY(waited(training().artifacts(QStringLiteral("sft-1")))->isEmpty());
}

/// As in the specification; no recorded server fills it.
void tst_LlamaTools::trainingMetrics()
{
    QByteArray body = stub().recordings.body("304");
    body.replace(R"("training_metrics":null)", R"("training_metrics":{"epoch":1,"train_loss":0.5,"validation_loss":null,"perplexity":1.25})");
    const auto artifacts = llamastack::decodeArtifacts(body);
    QVERIFY(artifacts);
    QCOMPARE(*artifacts->first().metrics, (TrainingMetrics{1, 0.5, std::nullopt, 1.25}));
}

void tst_LlamaTools::trainingLists()
{
    stub().answers.insert("GET /v1alpha/post-training/jobs", stub().recordings.answer("230"));
    QVERIFY(waited(training().list())->isEmpty());
    stub().answers.insert("GET /v1alpha/post-training/jobs", stub().recordings.answer("305"));
    QCOMPARE(*waited(training().list()), QStringList{QStringLiteral("sft-real")});
}

void tst_LlamaTools::trainingFails_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    const LlamaRecordings main;
    QTest::addRow("used id") << main.answer("235") << Error::Kind::Conflict;
    QTest::addRow("fields") << main.answer("241") << Error::Kind::Invalid;
    QTest::addRow("algorithm") << main.answer("242") << Error::Kind::Invalid;
    QTest::addRow("loss") << main.answer("246") << Error::Kind::Invalid;
    QTest::addRow("key") << main.answer("280") << Error::Kind::Unauthorized;
    QTest::addRow("quota") << main.answer("274") << Error::Kind::Network;
    QTest::addRow("gone in 0.7") << LlamaRecordings(QStringLiteral("0.7.3")).answer("230") << Error::Kind::Unsupported;
    QTest::addRow("not JSON") << Answer{.body = "x"} << Error::Kind::Protocol;
    QTest::addRow("broken off") << Answer{.cutAfter = 0} << Error::Kind::Network;
}

void tst_LlamaTools::trainingFails()
{
    QFETCH(Answer, answer);
    QFETCH(Error::Kind, kind);
    stub().answers.insert("POST /v1alpha/post-training/supervised-fine-tune", answer);
    const auto begun = waited(training().tune(tuning()));
    QVERIFY(!begun);
    QVERIFY2(begun.error().kind == kind, qPrintable(begun.error().message));
    QCOMPARE(stub().count("POST /v1alpha/post-training/supervised-fine-tune"), 1);
    stub().answers.insert("GET /v1alpha/post-training/job/status", stub().recordings.answer("238"));
    QCOMPARE(waited(training().status(QStringLiteral("x"))).error().kind, Error::Kind::NotFound);
    stub().answers.insert("GET /v1alpha/post-training/job/artifacts", stub().recordings.answer("240"));
    QCOMPARE(waited(training().artifacts(QStringLiteral("x"))).error().kind, Error::Kind::NotFound);
}

void tst_LlamaTools::trainingCannotBeCancelled()
{
    const QByteArray cancel = "POST /v1alpha/post-training/job/cancel";
    stub().answers.insert(cancel, stub().recordings.answer("236"));
    QCOMPARE(waited(training().cancel(QStringLiteral("sft-1"))).error().kind, Error::Kind::Unsupported);
    SAME_JSON(stub().lastBody(cancel), stub().recordings.sent("236"));
    stub().answers.insert(cancel, stub().recordings.answer("237"));
    QCOMPARE(waited(training().cancel(QStringLiteral("x"))).error().kind, Error::Kind::NotFound);
    stub().answers.insert(cancel, Answer{.body = "null"}); // a trainer that can
    QVERIFY(waited(training().cancel(QStringLiteral("sft-1"))));
}

void tst_LlamaTools::wrongTrainings_data()
{
    QTest::addColumn<std::function<void(SupervisedTuning &)>>("change");
    QTest::addColumn<QString>("message");
    using Change = std::function<void(SupervisedTuning &)>;
    QTest::addRow("id") << Change([](SupervisedTuning &one) { one.jobUuid.clear(); }) << "job_uuid: enter a name for the job that no other has.";
    QTest::addRow("model") << Change([](SupervisedTuning &one) { one.model.clear(); }) << "model: enter the model that is trained.";
    QTest::addRow("epochs") << Change([](SupervisedTuning &one) { one.config.nEpochs = 0; }) << "n_epochs: enter a whole number from 1.";
    QTest::addRow("dataset") << Change([](SupervisedTuning &one) { one.config.data->datasetId.clear(); }) << "dataset_id: enter the name of one of the server's datasets.";
    QTest::addRow("batch") << Change([](SupervisedTuning &one) { one.config.data->batchSize = 0; }) << "batch_size: enter a whole number from 1.";
    QTest::addRow("format") << Change([](SupervisedTuning &one) { one.config.data->dataFormat = "chat"; }) << "data_format: choose one of instruct, dialog.";
    QTest::addRow("rate") << Change([](SupervisedTuning &one) { one.config.optimizer->lr = 0; }) << "lr: enter a learning rate above 0.";
    QTest::addRow("decay") << Change([](SupervisedTuning &one) { one.config.optimizer->weightDecay = -1; }) << "weight_decay, num_warmup_steps: enter 0 or more.";
    QTest::addRow("optimizer") << Change([](SupervisedTuning &one) { one.config.optimizer->type = "lion"; }) << "optimizer_type: choose one of adam, adamw, sgd.";
    QTest::addRow("modules") << Change([](SupervisedTuning &one) { one.algorithm->loraAttnModules.clear(); }) << "algorithm_config: LoRA needs at least one of lora_attn_modules, and rank and alpha from 1.";
    QTest::addRow("quantizer") << Change([](SupervisedTuning &one) { one.algorithm->type = TrainingAlgorithm::Type::Qat; }) << "algorithm_config: QAT needs quantizer_name, and group_size from 1.";
    QTest::addRow("logger") << Change([](SupervisedTuning &one) { one.logger = {"[]"}; }) << "hyperparam_search_config, logger_config: enter an object each, or leave them out.";
}

void tst_LlamaTools::wrongTrainings()
{
    QFETCH(std::function<void(SupervisedTuning &)>, change);
    QFETCH(QString, message);
    SupervisedTuning request = tuning();
    change(request);
    const auto begun = waited(training().tune(request));
    QVERIFY(!begun);
    QCOMPARE(begun.error().message, message);
    QCOMPARE(begun.error().kind, Error::Kind::Invalid);
    PreferenceTuning preferences;
    preferences.jobUuid = QStringLiteral("p");
    QCOMPARE(waited(training().optimizePreferences(preferences)).error().message, QStringLiteral("finetuned_model: enter the model that is trained."));
    preferences.finetunedModel = QStringLiteral("m");
    preferences.beta = 0;
    QCOMPARE(waited(training().optimizePreferences(preferences)).error().message, QStringLiteral("beta: enter a number above 0."));
    preferences.beta = 1;
    preferences.lossType = QStringLiteral("x");
    QCOMPARE(waited(training().optimizePreferences(preferences)).error().message, QStringLiteral("loss_type: choose one of sigmoid, hinge, ipo, kto_pair."));
}

/// Since 0.6 the job is in the path.
void tst_LlamaTools::trainingWhereItMoved()
{
    m_fixture = std::make_unique<LlamaFixture>();
    stub().answers.insert("GET /v1/inspect/routes", Answer{.body = R"({"data":[{"route":"/v1alpha/post-training/jobs/{job_uuid}/status"},{"route":"/v1alpha/eval/benchmarks/{benchmark_id}/jobs"}]})"});
    stub().answers.insert("GET /v1alpha/post-training/jobs/sft-real/status", stub().recordings.answer("303"));
    stub().answers.insert("GET /v1alpha/post-training/jobs/sft-real/artifacts", stub().recordings.answer("304"));
    stub().answers.insert("POST /v1alpha/post-training/jobs/sft-real/cancel", stub().recordings.answer("306"));
    QVERIFY(m_fixture->open());
    QCOMPARE(waited(training().status(QStringLiteral("sft-real")))->state, RunState::Completed);
    QCOMPARE(waited(training().artifacts(QStringLiteral("sft-real")))->size(), 2);
    QCOMPARE(waited(training().cancel(QStringLiteral("sft-real"))).error().kind, Error::Kind::Unsupported);
}

void tst_LlamaTools::noTraining()
{
    m_fixture = std::make_unique<LlamaFixture>(QStringLiteral("0.7.3"));
    QVERIFY(m_fixture->open());
    const auto list = waited(training().list());
    QVERIFY(!list);
    QCOMPARE(list.error().message, QStringLiteral("Llama Stack does not fine-tune models; choose a Llama Stack server of 0.3 to 0.6."));
    QCOMPARE(stub().count("GET /v1alpha/post-training/jobs"), 0);
}

ASSAY_TEST(tst_LlamaTools)
#include "tst_LlamaTools.moc"
