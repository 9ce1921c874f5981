#include "services/api/RerankService.h"
#include "services/api/TrainingService.h"
#include "tests/client/LlamaCases.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;
using Ordered = LlamaRecordings::Json;

/// Every recording of reranking and of fine-tuning, in every version.
class tst_LlamaModelCases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRecording_data() { addLlamaCases(LlamaTopic::Model); }
    void everyRecording();
    void noOtherSteps();
};

namespace {

using Server = LlamaCaseServer;

RerankPart partOf(const Ordered &in)
{
    if (in.is_string())
        return { RerankPart::Kind::Text, QString::fromStdString(in.get<std::string>()), {}, {} };
    if (in["type"] == "text")
        return { RerankPart::Kind::Text, textIn(in, "text"), {}, {} };
    return { RerankPart::Kind::Image, {}, textIn(in["image_url"], "url"), {} };
}

/// The items in their order, each with its score.
QString rerank(Server &server)
{
    const Ordered body = server.one.body();
    RerankRequest request;
    request.model = textIn(body, "model");
    request.query = partOf(body["query"]);
    for (const Ordered &one : body["items"])
        request.items << partOf(one);
    if (body.contains("max_num_results"))
        request.maxNumResults = body["max_num_results"].get<int>();
    const auto hits = waited(server.connection().rerank()->rerank(request));
    if (!hits)
        return server.refusal(hits.error());
    QStringList words;
    for (const RerankHit &hit : *hits)
        words << QStringLiteral("%1: %2").arg(hit.index).arg(hit.score);
    return words.join(QStringLiteral(", "));
}

TrainingConfig configOf(const Ordered &in)
{
    TrainingConfig out;
    out.nEpochs = in["n_epochs"].get<qint64>();
    out.maxStepsPerEpoch = in["max_steps_per_epoch"].get<qint64>();
    out.gradientAccumulationSteps = in["gradient_accumulation_steps"].get<qint64>();
    const Ordered data = in["data_config"], optimizer = in["optimizer_config"];
    out.data.emplace();
    out.data->datasetId = textIn(data, "dataset_id");
    out.data->batchSize = data["batch_size"].get<qint64>();
    out.data->shuffle = data["shuffle"].get<bool>();
    out.data->dataFormat = textIn(data, "data_format");
    out.optimizer = TrainingOptimizer { textIn(optimizer, "optimizer_type"), optimizer["lr"].get<double>(),
        optimizer["weight_decay"].get<double>(), optimizer["num_warmup_steps"].get<qint64>() };
    return out;
}

QString tune(Server &server)
{
    const Ordered body = server.one.body();
    SupervisedTuning request;
    request.jobUuid = textIn(body, "job_uuid");
    request.model = textIn(body, "model");
    request.checkpointDir = textIn(body, "checkpoint_dir");
    request.config = configOf(body["training_config"]);
    if (body.contains("algorithm_config")) {
        const Ordered in = body["algorithm_config"];
        request.algorithm.emplace();
        for (const Ordered &one : in["lora_attn_modules"])
            request.algorithm->loraAttnModules << QString::fromStdString(one.get<std::string>());
        request.algorithm->applyLoraToMlp = in["apply_lora_to_mlp"].get<bool>();
        request.algorithm->applyLoraToOutput = in["apply_lora_to_output"].get<bool>();
        request.algorithm->rank = in["rank"].get<qint64>();
        request.algorithm->alpha = in["alpha"].get<qint64>();
    }
    const auto begun = waited(server.connection().training()->tune(request));
    return begun ? *begun : server.refusal(begun.error());
}

QString prefer(Server &server)
{
    const Ordered body = server.one.body();
    PreferenceTuning request;
    request.jobUuid = textIn(body, "job_uuid");
    request.finetunedModel = textIn(body, "finetuned_model");
    request.beta = body["algorithm_config"]["beta"].get<double>();
    request.lossType = textIn(body["algorithm_config"], "loss_type");
    request.config = configOf(body["training_config"]);
    const auto begun = waited(server.connection().training()->optimizePreferences(request));
    return begun ? *begun : server.refusal(begun.error());
}

QString words(const QList<TrainingCheckpoint> &checkpoints)
{
    QStringList out;
    for (const TrainingCheckpoint &one : checkpoints)
        out << QStringLiteral("%1 of %2 at %3, epoch %4")
                   .arg(one.id, one.jobUuid, one.path)
                   .arg(one.epoch.value_or(-1));
    return out.isEmpty() ? QStringLiteral("no checkpoints") : out.join(QStringLiteral("; "));
}

QString idIn(const LlamaCase &one)
{
    return one.query().isEmpty() ? QString() : QString::fromUtf8(one.query().first().second);
}

QString status(Server &server)
{
    const auto now = waited(server.connection().training()->status(idIn(server.one)));
    if (!now)
        return server.refusal(now.error());
    const QStringList parts { now->jobUuid, now->state.text(), now->scheduledAt, now->startedAt, now->completedAt,
        words(now->checkpoints) };
    return parts.join(QStringLiteral(" | "));
}

QString artifacts(Server &server)
{
    const auto made = waited(server.connection().training()->artifacts(idIn(server.one)));
    return made ? words(*made) : server.refusal(made.error());
}

QString list(Server &server)
{
    const auto all = waited(server.connection().training()->list());
    if (!all)
        return server.refusal(all.error());
    return all->isEmpty() ? QStringLiteral("none") : all->join(QLatin1Char(' '));
}

QString cancel(Server &server)
{
    const auto done = waited(server.connection().training()->cancel(textIn(server.one.body(), "job_uuid")));
    return done ? QStringLiteral("done") : server.refusal(done.error());
}

const char *const nothingDoes = "Unsupported: The Llama Stack server at PLACE has nothing that does this.";
const char *const fault
    = "Protocol: PLACE reports a fault of its own (status 500). It says so of much that is wrong in a "
      "request or a row, too; its log says more.";
const char *const anotherType
    = "Invalid: The server answers: Model 'stub/tiny-chat' is of type 'llm' rather than the expected "
      "type 'rerank'";

void addReranking(LlamaSteps &steps)
{
    steps["0.3.5 250"] = steps["0.3.5 251"] = asks(rerank, nothingDoes);
    steps["250"] = steps["266"] = asks(rerank, fault);
    steps["0.7.3 250"] = steps["0.7.3 266"] = asks(rerank, anotherType);
    steps["251"] = steps["267"] = asks(rerank,
        "NotFound: The server answers: Model 'no-such' not found. Use 'client.models.list()' to list available "
        "Models.");
    steps["261"] = asks(rerank, "1: 3.33333, 2: 1.66667");
    steps["262"] = steps["269"] = refuses(rerank, "Invalid: Results: enter a number from 1, or leave it out for all.");
    steps["263"] = asks(rerank, "0: 5, 1: -5");
    steps["264"]
        = asks(rerank, "Invalid: The server answers: Invalid value: Items must be strings or text content parts");
    steps["0.7.3 264"] = asks(rerank, "Invalid: The server answers: Items must be strings or text content parts");
    steps["265"] = refuses(rerank, "Invalid: Items: enter at least one, and none that is empty.");
    steps["271"] = asks(rerank,
        R"(Network: The server answers: NVIDIA rerank API request failed with status 500: {"error": "stub failure"})");
    addElsewhere(steps, QStringLiteral("tst_LlamaRerank::rerankAsRecorded"),
        { QStringLiteral("260"), QStringLiteral("268"), QStringLiteral("270") });
    addNever(steps, QStringLiteral("A query and items go always, and are texts or pictures."),
        { QStringLiteral("252"), QStringLiteral("253") });
}

void addTraining(LlamaSteps &steps)
{
    const char *noSuchJob = "NotFound: The server answers: Invalid value: Job nope not found";
    const QByteArray made
        = "checkpoint-4 of sft-real at checkpoints/checkpoint-4, epoch 1; tiny-model-sft-1 of sft-real at "
          "checkpoints/merged_model, epoch 1";
    const QByteArray begun = "2026-11-22T21:14:04.465728Z | 2026-11-22T21:14:04.465903Z | ";
    steps["230"] = asks(list, "none");
    steps["0.7.3 230"] = refuses(
        list, "Unsupported: Llama Stack does not fine-tune models; choose a Llama Stack server of 0.3 to 0.6.");
    steps["234"] = asks(list, "sft-1");
    steps["305"] = asks(list, "sft-real");
    steps["232"] = asks(status,
        "sft-1 | failed | 2026-11-22T21:48:51.555158Z | 2026-11-22T21:48:51.556320Z | 2026-11-22T21:48:51.560467Z | no "
        "checkpoints");
    steps["245"] = asks(status,
        "dpo-1 | failed | 2026-11-22T21:48:53.423382Z | 2026-11-22T21:48:53.423614Z | 2026-11-22T21:48:53.426528Z | no "
        "checkpoints");
    steps["302"] = asks(status, "sft-real | running | " + begun + " | no checkpoints");
    steps["303"] = asks(status, "sft-real | completed | " + begun + "2026-11-22T21:14:11.620735Z | " + made);
    steps["238"] = asks(status, noSuchJob);
    steps["239"] = asks(status, "Invalid: The server answers: query.job_uuid: Field required");
    steps["233"] = asks(artifacts, "no checkpoints");
    steps["304"] = asks(artifacts, made);
    steps["240"] = asks(artifacts, noSuchJob);
    steps["236"] = steps["306"] = asks(cancel, nothingDoes);
    steps["237"] = asks(cancel, noSuchJob);
    steps["235"] = asks(tune, "Conflict: The server answers: Invalid value: Job sft-1 already exists");
    steps["243"] = refuses(tune, "Invalid: model: enter the model that is trained.");
    steps["246"] = refuses(prefer, "Invalid: loss_type: choose one of sigmoid, hinge, ipo, kto_pair.");
    addElsewhere(steps, QStringLiteral("tst_LlamaTraining::tuningAsRecorded"),
        { QStringLiteral("231"), QStringLiteral("244"), QStringLiteral("301") });
    addNever(steps, QStringLiteral("A training always has its configuration, and a cancel its job."),
        { QStringLiteral("241"), QStringLiteral("247"), QStringLiteral("248") });
    addNever(steps, QStringLiteral("An algorithm is LoRA or QAT."), { QStringLiteral("242") });
}

LlamaSteps allSteps()
{
    LlamaSteps steps;
    addReranking(steps);
    addTraining(steps);
    return steps;
}

const LlamaDifferences differences {
    [](const LlamaCase &, nlohmann::json &body) {
        body.erase("max_num_results"); // the server would cut its own order, which is none
        const auto plain = [](nlohmann::json &part) { // the form that every version takes
            if (part.is_object() && part["type"] == "text")
                part = part["text"];
        };
        if (body.contains("items")) {
            plain(body["query"]);
            std::for_each(body["items"].begin(), body["items"].end(), plain);
        }
        // The server's own standards, said aloud.
        if (body.contains("training_config")) {
            nlohmann::json &data = body["training_config"]["data_config"];
            data["packed"] = data["train_on_input"] = false;
        }
        if (body.contains("algorithm_config") && body["algorithm_config"].contains("rank"))
            body["algorithm_config"]["use_dora"] = body["algorithm_config"]["quantize_base"] = false;
    },
    {},
};

} // namespace

void tst_LlamaModelCases::everyRecording()
{
    QFETCH(LlamaCase, one);
    static const LlamaSteps steps = allSteps();
    walk(one, steps, differences);
}

void tst_LlamaModelCases::noOtherSteps()
{
    hasNoOtherSteps(LlamaTopic::Model, allSteps());
}

ASSAY_TEST(tst_LlamaModelCases)
#include "tst_LlamaModelCases.moc"
