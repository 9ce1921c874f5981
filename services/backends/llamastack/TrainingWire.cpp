#include "services/backends/llamastack/TrainingWire.h"

#include "services/backends/llamastack/EvalWire.h"
#include "services/backends/llamastack/WireReading.h"
#include "services/core/JsonMembers.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

QString unreadable()
{
    return Text::tr("The answer about training jobs cannot be read; is this a Llama Stack server?");
}

std::string std8(const QString &text)
{
    return text.toStdString();
}

Json dataOf(const TrainingData &data)
{
    Json out { { "dataset_id", std8(data.datasetId) }, { "batch_size", data.batchSize }, { "shuffle", data.shuffle },
        { "data_format", std8(data.dataFormat) } };
    if (!data.validationDatasetId.isEmpty())
        out["validation_dataset_id"] = std8(data.validationDatasetId);
    out["packed"] = data.packed;
    out["train_on_input"] = data.trainOnInput;
    return out;
}

Json configOf(const TrainingConfig &config)
{
    Json out { { "n_epochs", config.nEpochs }, { "max_steps_per_epoch", config.maxStepsPerEpoch },
        { "gradient_accumulation_steps", config.gradientAccumulationSteps } };
    if (config.maxValidationSteps)
        out["max_validation_steps"] = *config.maxValidationSteps;
    if (config.data)
        out["data_config"] = dataOf(*config.data);
    if (config.optimizer)
        out["optimizer_config"] = { { "optimizer_type", std8(config.optimizer->type) }, { "lr", config.optimizer->lr },
            { "weight_decay", config.optimizer->weightDecay },
            { "num_warmup_steps", config.optimizer->numWarmupSteps } };
    if (config.efficiency)
        out["efficiency_config"]
            = { { "enable_activation_checkpointing", config.efficiency->enableActivationCheckpointing },
                  { "enable_activation_offloading", config.efficiency->enableActivationOffloading },
                  { "memory_efficient_fsdp_wrap", config.efficiency->memoryEfficientFsdpWrap },
                  { "fsdp_cpu_offload", config.efficiency->fsdpCpuOffload } };
    if (!config.dtype.isEmpty())
        out["dtype"] = std8(config.dtype);
    return out;
}

Json algorithmOf(const TrainingAlgorithm &algorithm)
{
    if (algorithm.type == TrainingAlgorithm::Type::Qat)
        return { { "type", "QAT" }, { "quantizer_name", std8(algorithm.quantizerName) },
            { "group_size", algorithm.groupSize } };
    Json modules = Json::array();
    for (const QString &one : algorithm.loraAttnModules)
        modules.push_back(std8(one));
    return { { "type", "LoRA" }, { "lora_attn_modules", modules }, { "apply_lora_to_mlp", algorithm.applyLoraToMlp },
        { "apply_lora_to_output", algorithm.applyLoraToOutput }, { "rank", algorithm.rank },
        { "alpha", algorithm.alpha }, { "use_dora", algorithm.useDora }, { "quantize_base", algorithm.quantizeBase } };
}

JsonText textOf(const Json &value)
{
    return { QByteArray::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace)) };
}

JsonText objectOr(const JsonText &object)
{
    return object.isEmpty() ? JsonText { "{}" } : object;
}

TrainingCheckpoint checkpointOf(const Json &in)
{
    TrainingCheckpoint out;
    out.id = QString::fromStdString(in.at("identifier").get<std::string>());
    out.createdAt = textIn(in, "created_at");
    out.epoch = numberIn<qint64>(in, "epoch");
    out.jobUuid = textIn(in, "post_training_job_id");
    out.path = textIn(in, "path");
    if (const auto metrics = in.find("training_metrics"); metrics != in.end() && metrics->is_object())
        out.metrics = TrainingMetrics { numberIn<qint64>(*metrics, "epoch"), numberIn<double>(*metrics, "train_loss"),
            numberIn<double>(*metrics, "validation_loss"), numberIn<double>(*metrics, "perplexity") };
    return out;
}

QList<TrainingCheckpoint> checkpointsIn(const Json &in)
{
    QList<TrainingCheckpoint> out;
    const auto list = in.find("checkpoints");
    if (list == in.end() || list->is_null())
        return out;
    for (const Json &one : *list)
        out << checkpointOf(one);
    return out;
}

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

std::optional<Error> wordFault(const char *name, const QString &word, const QStringList &words)
{
    if (words.contains(word))
        return {};
    return invalid(Text::tr("%1: choose one of %2.").arg(QString::fromLatin1(name), words.join(QStringLiteral(", "))));
}

std::optional<Error> dataFault(const TrainingData &data)
{
    if (data.datasetId.isEmpty())
        return invalid(Text::tr("dataset_id: enter the name of one of the server's datasets."));
    if (data.batchSize < 1)
        return invalid(Text::tr("%1: enter a whole number from 1.").arg(QStringLiteral("batch_size")));
    return wordFault("data_format", data.dataFormat, { QStringLiteral("instruct"), QStringLiteral("dialog") });
}

std::optional<Error> configFault(const TrainingConfig &config)
{
    const QList<std::pair<const char *, qint64>> counts { { "n_epochs", config.nEpochs },
        { "max_steps_per_epoch", config.maxStepsPerEpoch },
        { "gradient_accumulation_steps", config.gradientAccumulationSteps },
        { "max_validation_steps", config.maxValidationSteps.value_or(1) } };
    for (const auto &[name, count] : counts) {
        if (count < 1)
            return invalid(Text::tr("%1: enter a whole number from 1.").arg(QString::fromLatin1(name)));
    }
    if (config.data) {
        if (const auto fault = dataFault(*config.data))
            return fault;
    }
    if (!config.optimizer)
        return {};
    if (!(config.optimizer->lr > 0))
        return invalid(Text::tr("lr: enter a learning rate above 0."));
    if (config.optimizer->weightDecay < 0 || config.optimizer->numWarmupSteps < 0)
        return invalid(Text::tr("weight_decay, num_warmup_steps: enter 0 or more."));
    return wordFault("optimizer_type", config.optimizer->type,
        { QStringLiteral("adam"), QStringLiteral("adamw"), QStringLiteral("sgd") });
}

std::optional<Error> commonFault(
    const QString &jobUuid, const TrainingConfig &config, const JsonText &search, const JsonText &logger)
{
    if (jobUuid.isEmpty())
        return invalid(Text::tr("job_uuid: enter a name for the job that no other has."));
    for (const JsonText &object : { search, logger }) {
        if (!object.isEmpty() && !Json::parse(object.text.begin(), object.text.end(), nullptr, false).is_object())
            return invalid(
                Text::tr("hyperparam_search_config, logger_config: enter an object each, or leave them out."));
    }
    return configFault(config);
}

} // namespace

std::optional<Error> faultOf(const SupervisedTuning &request)
{
    if (const auto fault = commonFault(request.jobUuid, request.config, request.hyperparamSearch, request.logger))
        return fault;
    if (request.model.isEmpty()) // optional in the specification, and refused without
        return invalid(Text::tr("model: enter the model that is trained."));
    if (!request.algorithm)
        return {};
    if (request.algorithm->type == TrainingAlgorithm::Type::Lora
        && (request.algorithm->loraAttnModules.isEmpty() || request.algorithm->rank < 1
            || request.algorithm->alpha < 1))
        return invalid(
            Text::tr("algorithm_config: LoRA needs at least one of lora_attn_modules, and rank and alpha from 1."));
    if (request.algorithm->type == TrainingAlgorithm::Type::Qat
        && (request.algorithm->quantizerName.isEmpty() || request.algorithm->groupSize < 1))
        return invalid(Text::tr("algorithm_config: QAT needs quantizer_name, and group_size from 1."));
    return {};
}

std::optional<Error> faultOf(const PreferenceTuning &request)
{
    if (const auto fault = commonFault(request.jobUuid, request.config, request.hyperparamSearch, request.logger))
        return fault;
    if (request.finetunedModel.isEmpty())
        return invalid(Text::tr("finetuned_model: enter the model that is trained."));
    if (!(request.beta > 0))
        return invalid(Text::tr("beta: enter a number above 0."));
    if (request.lossType.isEmpty())
        return {};
    return wordFault("loss_type", request.lossType,
        { QStringLiteral("sigmoid"), QStringLiteral("hinge"), QStringLiteral("ipo"), QStringLiteral("kto_pair") });
}

QByteArray encodeTuning(const SupervisedTuning &request)
{
    QList<JsonMember> members { { QStringLiteral("job_uuid"), jsonText(request.jobUuid) },
        { QStringLiteral("training_config"), textOf(configOf(request.config)) },
        { QStringLiteral("hyperparam_search_config"), objectOr(request.hyperparamSearch) },
        { QStringLiteral("logger_config"), objectOr(request.logger) },
        { QStringLiteral("model"), jsonText(request.model) } };
    if (!request.checkpointDir.isEmpty())
        members.append({ QStringLiteral("checkpoint_dir"), jsonText(request.checkpointDir) });
    if (request.algorithm)
        members.append({ QStringLiteral("algorithm_config"), textOf(algorithmOf(*request.algorithm)) });
    return jsonObject(members).text;
}

QByteArray encodePreferences(const PreferenceTuning &request)
{
    Json algorithm { { "beta", request.beta } };
    if (!request.lossType.isEmpty())
        algorithm["loss_type"] = std8(request.lossType);
    return jsonObject({ { QStringLiteral("job_uuid"), jsonText(request.jobUuid) },
                          { QStringLiteral("finetuned_model"), jsonText(request.finetunedModel) },
                          { QStringLiteral("algorithm_config"), textOf(algorithm) },
                          { QStringLiteral("training_config"), textOf(configOf(request.config)) },
                          { QStringLiteral("hyperparam_search_config"), objectOr(request.hyperparamSearch) },
                          { QStringLiteral("logger_config"), objectOr(request.logger) } })
        .text;
}

Result<QString> decodeTrainingJob(const QByteArray &body)
{
    return reading<QString>(
        body, unreadable, [](const Json &in) { return QString::fromStdString(in.at("job_uuid").get<std::string>()); });
}

Result<QStringList> decodeTrainingJobs(const QByteArray &body)
{
    return reading<QStringList>(body, unreadable, [](const Json &in) {
        QStringList ids;
        for (const Json &one : in.at("data"))
            ids << QString::fromStdString(one.at("job_uuid").get<std::string>());
        return ids;
    });
}

Result<TrainingStatus> decodeTrainingStatus(const QByteArray &body)
{
    return reading<TrainingStatus>(body, unreadable, [](const Json &in) {
        TrainingStatus out;
        out.jobUuid = QString::fromStdString(in.at("job_uuid").get<std::string>());
        out.state = stateOf(QString::fromStdString(in.at("status").get<std::string>()));
        out.scheduledAt = textIn(in, "scheduled_at");
        out.startedAt = textIn(in, "started_at");
        out.completedAt = textIn(in, "completed_at");
        if (const auto resources = in.find("resources_allocated"); resources != in.end() && resources->is_object())
            out.resources = textOf(*resources);
        out.checkpoints = checkpointsIn(in);
        return out;
    });
}

Result<QList<TrainingCheckpoint>> decodeArtifacts(const QByteArray &body)
{
    return reading<QList<TrainingCheckpoint>>(body, unreadable, [](const Json &in) {
        static_cast<void>(in.at("job_uuid")); // without it, it is another answer
        return checkpointsIn(in);
    });
}

} // namespace assay::llamastack
