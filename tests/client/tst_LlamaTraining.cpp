#include "services/api/TrainingService.h"
#include "services/backends/llamastack/TrainingWire.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;

/// Fine-tuning by a Llama Stack server, in the versions that have it and in those that do not.
class tst_LlamaTraining : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
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
    TrainingService &training() { return *m_fixture->connection->training(); }
    static SupervisedTuning tuning();

    std::unique_ptr<LlamaFixture> m_fixture;
};

void tst_LlamaTraining::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    QVERIFY(m_fixture->open());
}

/// As sent in the recordings 231 and 301, their differences aside.
SupervisedTuning tst_LlamaTraining::tuning()
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

void tst_LlamaTraining::tuningAsRecorded_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addRow("LoRA") << QByteArray("231");
    QTest::addRow("whole model") << QByteArray("301");
    QTest::addRow("preferences") << QByteArray("244");
}

void tst_LlamaTraining::tuningAsRecorded()
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

void tst_LlamaTraining::everyFieldOfTuning()
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

void tst_LlamaTraining::everyFieldOfPreferences()
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

void tst_LlamaTraining::trainingStatus_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<RunState>("state");
    QTest::addColumn<bool>("over");
    QTest::addRow("failed") << QByteArray("232") << RunState::Failed << true;
    QTest::addRow("preferences failed") << QByteArray("245") << RunState::Failed << true;
    QTest::addRow("in progress") << QByteArray("302") << RunState::Running << false;
    QTest::addRow("completed") << QByteArray("303") << RunState::Completed << true;
}

void tst_LlamaTraining::trainingStatus()
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

void tst_LlamaTraining::finishedTraining()
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
void tst_LlamaTraining::trainingMetrics()
{
    QByteArray body = stub().recordings.body("304");
    body.replace(R"("training_metrics":null)", R"("training_metrics":{"epoch":1,"train_loss":0.5,"validation_loss":null,"perplexity":1.25})");
    const auto artifacts = llamastack::decodeArtifacts(body);
    QVERIFY(artifacts);
    QCOMPARE(*artifacts->first().metrics, (TrainingMetrics{1, 0.5, std::nullopt, 1.25}));
}

void tst_LlamaTraining::trainingLists()
{
    stub().answers.insert("GET /v1alpha/post-training/jobs", stub().recordings.answer("230"));
    QVERIFY(waited(training().list())->isEmpty());
    stub().answers.insert("GET /v1alpha/post-training/jobs", stub().recordings.answer("305"));
    QCOMPARE(*waited(training().list()), QStringList{QStringLiteral("sft-real")});
}

void tst_LlamaTraining::trainingFails_data()
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

void tst_LlamaTraining::trainingFails()
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

void tst_LlamaTraining::trainingCannotBeCancelled()
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

void tst_LlamaTraining::wrongTrainings_data()
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

void tst_LlamaTraining::wrongTrainings()
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
void tst_LlamaTraining::trainingWhereItMoved()
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

void tst_LlamaTraining::noTraining()
{
    m_fixture = std::make_unique<LlamaFixture>(QStringLiteral("0.7.3"));
    QVERIFY(m_fixture->open());
    const auto list = waited(training().list());
    QVERIFY(!list);
    QCOMPARE(list.error().message, QStringLiteral("Llama Stack does not fine-tune models; choose a Llama Stack server of 0.3 to 0.6."));
    QCOMPARE(stub().count("GET /v1alpha/post-training/jobs"), 0);
}

ASSAY_TEST(tst_LlamaTraining)
#include "tst_LlamaTraining.moc"
