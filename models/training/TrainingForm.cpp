#include "models/training/TrainingForm.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};
using Type = TrainingField::Type;
using Names = TrainingField::Names;

QString path(const char *text) { return QLatin1String(text); }

TrainingGroup jobGroup(TrainingKind kind)
{
    TrainingGroup out{Text::tr("Training"), {}};
    out.fields << TrainingField{path("job_uuid"), Type::Text, Text::tr("Name of the training")};
    if (kind == TrainingKind::Preference) {
        out.fields << TrainingField{path("finetuned_model"), Type::Text, Text::tr("Model"), {}, {}, Names::Models}
                   << TrainingField{path("algorithm_config.beta"), Type::Number, Text::tr("Beta"), {}, 0.1}
                   << TrainingField{path("algorithm_config.loss_type"), Type::Choice, Text::tr("Loss"), {QString(), path("sigmoid"), path("hinge"), path("ipo"), path("kto_pair")}};
    } else {
        out.fields << TrainingField{path("model"), Type::Text, Text::tr("Model"), {}, {}, Names::Models} << TrainingField{path("checkpoint_dir"), Type::Text, Text::tr("Checkpoint folder on the server")};
    }
    return out;
}

TrainingGroup stepsGroup()
{
    return {Text::tr("Steps"),
            {{path("training_config.n_epochs"), Type::Whole, Text::tr("Epochs"), {}, 1},
             {path("training_config.max_steps_per_epoch"), Type::Whole, Text::tr("Steps an epoch"), {}, 1},
             {path("training_config.gradient_accumulation_steps"), Type::Whole, Text::tr("Gradient accumulation"), {}, 1},
             {path("training_config.max_validation_steps"), Type::Whole, Text::tr("Validation steps")},
             {path("training_config.dtype"), Type::Text, Text::tr("Number type")}}};
}

TrainingGroup dataGroup()
{
    return {Text::tr("Data"),
            {{path("training_config.data_config.dataset_id"), Type::Text, Text::tr("Dataset"), {}, {}, Names::Datasets},
             {path("training_config.data_config.data_format"), Type::Choice, Text::tr("Format"), {path("instruct"), path("dialog")}, path("instruct")},
             {path("training_config.data_config.batch_size"), Type::Whole, Text::tr("Batch size"), {}, 1},
             {path("training_config.data_config.validation_dataset_id"), Type::Text, Text::tr("Validation dataset"), {}, {}, Names::Datasets},
             {path("training_config.data_config.shuffle"), Type::Yes, Text::tr("Shuffle"), {}, true},
             {path("training_config.data_config.packed"), Type::Yes, Text::tr("Pack several rows into one"), {}, false},
             {path("training_config.data_config.train_on_input"), Type::Yes, Text::tr("Train on the input, too"), {}, false}}};
}

TrainingGroup optimizerGroup()
{
    return {Text::tr("Optimizer"),
            {{path("training_config.optimizer_config.optimizer_type"), Type::Choice, Text::tr("Kind"), {path("adam"), path("adamw"), path("sgd")}, path("adamw")},
             {path("training_config.optimizer_config.lr"), Type::Number, Text::tr("Learning rate")},
             {path("training_config.optimizer_config.weight_decay"), Type::Number, Text::tr("Weight decay"), {}, 0.0},
             {path("training_config.optimizer_config.num_warmup_steps"), Type::Whole, Text::tr("Warm-up steps"), {}, 0}}};
}

TrainingGroup efficiencyGroup()
{
    return {Text::tr("Memory"),
            {{path("training_config.efficiency_config.enable_activation_checkpointing"), Type::Yes, Text::tr("Activation checkpointing"), {}, false},
             {path("training_config.efficiency_config.enable_activation_offloading"), Type::Yes, Text::tr("Activation offloading"), {}, false},
             {path("training_config.efficiency_config.memory_efficient_fsdp_wrap"), Type::Yes, Text::tr("Memory-efficient FSDP wrap"), {}, false},
             {path("training_config.efficiency_config.fsdp_cpu_offload"), Type::Yes, Text::tr("FSDP offload to the CPU"), {}, false}}};
}

QList<TrainingGroup> algorithmGroups(TrainingKind kind)
{
    if (kind == TrainingKind::SupervisedLora) {
        return {{Text::tr("LoRA"),
                 {{path("algorithm_config.lora_attn_modules"), Type::Words, Text::tr("Attention modules"), {}, path("q_proj, v_proj")},
                  {path("algorithm_config.rank"), Type::Whole, Text::tr("Rank"), {}, 8},
                  {path("algorithm_config.alpha"), Type::Whole, Text::tr("Alpha"), {}, 16},
                  {path("algorithm_config.apply_lora_to_mlp"), Type::Yes, Text::tr("On the MLP, too"), {}, false},
                  {path("algorithm_config.apply_lora_to_output"), Type::Yes, Text::tr("On the output, too"), {}, false},
                  {path("algorithm_config.use_dora"), Type::Yes, Text::tr("DoRA"), {}, false},
                  {path("algorithm_config.quantize_base"), Type::Yes, Text::tr("Quantize the base"), {}, false}}}};
    }
    if (kind == TrainingKind::SupervisedQat) {
        return {{Text::tr("Quantization-aware training"),
                 {{path("algorithm_config.quantizer_name"), Type::Text, Text::tr("Quantizer")},
                  {path("algorithm_config.group_size"), Type::Whole, Text::tr("Group size"), {}, 32}}}};
    }
    return {};
}

/// Reads values below one prefix.
struct Reader {
    const QVariantMap &values;
    QString prefix = {};
    QVariant value(const char *name) const { return values.value(prefix + QLatin1String(name)); }
    QString text(const char *name) const { return value(name).toString().trimmed(); }
    /// What is no number becomes one that the service refuses.
    qint64 whole(const char *name) const
    {
        bool ok = false;
        const qint64 value = text(name).toLongLong(&ok);
        return ok ? value : -1;
    }
    double number(const char *name) const
    {
        bool ok = false;
        const double value = text(name).toDouble(&ok);
        return ok ? value : -1;
    }
    bool yes(const char *name) const { return value(name).toBool(); }
    Reader below(const char *name) const { return {values, prefix + QLatin1String(name) + QLatin1Char('.')}; }
};

TrainingConfig configOf(const Reader &in)
{
    TrainingConfig out;
    out.nEpochs = in.whole("n_epochs");
    out.maxStepsPerEpoch = in.whole("max_steps_per_epoch");
    out.gradientAccumulationSteps = in.whole("gradient_accumulation_steps");
    if (!in.text("max_validation_steps").isEmpty())
        out.maxValidationSteps = in.whole("max_validation_steps");
    out.dtype = in.text("dtype");
    const Reader data = in.below("data_config");
    out.data = TrainingData{data.text("dataset_id"), data.whole("batch_size"), data.yes("shuffle"), data.text("data_format"),
                            data.text("validation_dataset_id"), data.yes("packed"), data.yes("train_on_input")};
    const Reader optimizer = in.below("optimizer_config");
    out.optimizer = TrainingOptimizer{optimizer.text("optimizer_type"), optimizer.number("lr"), optimizer.number("weight_decay"), optimizer.whole("num_warmup_steps")};
    const Reader efficiency = in.below("efficiency_config");
    out.efficiency = TrainingEfficiency{efficiency.yes("enable_activation_checkpointing"), efficiency.yes("enable_activation_offloading"),
                                        efficiency.yes("memory_efficient_fsdp_wrap"), efficiency.yes("fsdp_cpu_offload")};
    return out;
}

std::optional<TrainingAlgorithm> algorithmOf(TrainingKind kind, const Reader &in)
{
    TrainingAlgorithm out;
    if (kind == TrainingKind::SupervisedLora) {
        for (const QString &word : in.text("lora_attn_modules").split(QLatin1Char(','), Qt::SkipEmptyParts))
            out.loraAttnModules << word.trimmed();
        out.rank = in.whole("rank");
        out.alpha = in.whole("alpha");
        out.applyLoraToMlp = in.yes("apply_lora_to_mlp");
        out.applyLoraToOutput = in.yes("apply_lora_to_output");
        out.useDora = in.yes("use_dora");
        out.quantizeBase = in.yes("quantize_base");
        return out;
    }
    if (kind != TrainingKind::SupervisedQat)
        return {};
    out.type = TrainingAlgorithm::Type::Qat;
    out.quantizerName = in.text("quantizer_name");
    out.groupSize = in.whole("group_size");
    return out;
}

} // namespace

QList<TrainingGroup> trainingGroups(TrainingKind kind)
{
    QList<TrainingGroup> out{jobGroup(kind), dataGroup(), stepsGroup(), optimizerGroup()};
    out << algorithmGroups(kind) << efficiencyGroup();
    out << TrainingGroup{Text::tr("More"),
                         {{path("hyperparam_search_config"), Type::Json, Text::tr("Search of hyperparameters")}, {path("logger_config"), Type::Json, Text::tr("Logger")}}};
    return out;
}

SupervisedTuning supervisedTuning(TrainingKind kind, const QVariantMap &values)
{
    const Reader in{values};
    SupervisedTuning out;
    out.jobUuid = in.text("job_uuid");
    out.model = in.text("model");
    out.checkpointDir = in.text("checkpoint_dir");
    out.config = configOf(in.below("training_config"));
    out.hyperparamSearch.text = in.text("hyperparam_search_config").toUtf8();
    out.logger.text = in.text("logger_config").toUtf8();
    out.algorithm = algorithmOf(kind, in.below("algorithm_config"));
    return out;
}

PreferenceTuning preferenceTuning(const QVariantMap &values)
{
    const Reader in{values}, algorithm = in.below("algorithm_config");
    PreferenceTuning out;
    out.jobUuid = in.text("job_uuid");
    out.finetunedModel = in.text("finetuned_model");
    out.beta = algorithm.number("beta");
    out.lossType = algorithm.text("loss_type");
    out.config = configOf(in.below("training_config"));
    out.hyperparamSearch.text = in.text("hyperparam_search_config").toUtf8();
    out.logger.text = in.text("logger_config").toUtf8();
    return out;
}

} // namespace assay
