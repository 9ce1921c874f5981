#pragma once

#include "services/core/JsonText.h"
#include "services/core/Result.h"
#include "services/core/States.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace assay {

// Fields of the same names as in Llama Stack's specification (v1alpha, post-training), with its defaults. What is none
// there is not sent.

struct TrainingData {
    QString datasetId;
    qint64 batchSize = 1;
    bool shuffle = true;
    QString dataFormat = QStringLiteral("instruct"); ///< "instruct" or "dialog"
    QString validationDatasetId; ///< empty: none
    bool packed = false, trainOnInput = false;
    bool operator==(const TrainingData &) const = default;
};

struct TrainingOptimizer {
    QString type = QStringLiteral("adamw"); ///< "adam", "adamw" or "sgd"
    double lr = 0; ///< learning rate, above 0
    double weightDecay = 0;
    qint64 numWarmupSteps = 0;
    bool operator==(const TrainingOptimizer &) const = default;
};

struct TrainingEfficiency {
    bool enableActivationCheckpointing = false, enableActivationOffloading = false;
    bool memoryEfficientFsdpWrap = false, fsdpCpuOffload = false;
    bool operator==(const TrainingEfficiency &) const = default;
};

struct TrainingConfig {
    qint64 nEpochs = 1;
    qint64 maxStepsPerEpoch = 1, gradientAccumulationSteps = 1;
    std::optional<qint64> maxValidationSteps;
    std::optional<TrainingData> data;
    std::optional<TrainingOptimizer> optimizer;
    std::optional<TrainingEfficiency> efficiency;
    QString dtype; ///< empty: the server's, bf16
    bool operator==(const TrainingConfig &) const = default;
};

/// How weights are adapted in supervised fine-tuning.
struct TrainingAlgorithm {
    enum class Type { Lora, Qat };
    Type type = Type::Lora;
    QStringList loraAttnModules; ///< Lora: at least one, e.g. "q_proj"
    bool applyLoraToMlp = false, applyLoraToOutput = false;
    qint64 rank = 8, alpha = 16;
    bool useDora = false, quantizeBase = false;
    QString quantizerName; ///< Qat
    qint64 groupSize = 0; ///< Qat
    bool operator==(const TrainingAlgorithm &) const = default;
};

struct SupervisedTuning {
    QString jobUuid; ///< the caller's own, any text that is not used yet
    TrainingConfig config;
    JsonText hyperparamSearch, logger; ///< objects; empty: {}
    QString model;
    QString checkpointDir; ///< on the server's machine; empty: its own
    std::optional<TrainingAlgorithm> algorithm;
};

struct PreferenceTuning {
    QString jobUuid; ///< as above
    QString finetunedModel;
    double beta = 0.1;
    QString lossType; ///< "sigmoid", "hinge", "ipo" or "kto_pair"; empty: the server's, sigmoid
    TrainingConfig config;
    JsonText hyperparamSearch, logger; ///< as above
};

/// Nothing of it is known where it is not told: no number stands for a missing one.
struct TrainingMetrics {
    std::optional<qint64> epoch;
    std::optional<double> trainLoss, validationLoss, perplexity;
    bool operator==(const TrainingMetrics &) const = default;
};

struct TrainingCheckpoint {
    QString id, createdAt; ///< RFC 3339 as the server wrote it
    std::optional<qint64> epoch;
    QString jobUuid, path; ///< on the server's machine
    std::optional<TrainingMetrics> metrics;
    bool operator==(const TrainingCheckpoint &) const = default;
};

struct TrainingStatus {
    QString jobUuid;
    Word<RunState> state; ///< a word that is not known stays readable
    QString scheduledAt, startedAt, completedAt; ///< RFC 3339; empty: not told
    JsonText resources; ///< object as the server told it; empty: not told
    QList<TrainingCheckpoint> checkpoints;
    bool operator==(const TrainingStatus &) const = default;
};

/// Fine-tuning of models (Capability::Training). A server tells why neither of a failure, nor of a job after its own
/// restart. Threads and errors as JobService.
class TrainingService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Returns once the job is accepted, with its id. Conflict: the id is used. Never sent twice by itself.
    virtual QFuture<Result<QString>> tune(const SupervisedTuning &request) = 0;
    virtual QFuture<Result<QString>> optimizePreferences(const PreferenceTuning &request) = 0;
    /// Ids of all jobs that the server remembers.
    virtual QFuture<Result<QStringList>> list() = 0;
    /// NotFound: the server does not know it, or forgot it.
    virtual QFuture<Result<TrainingStatus>> status(const QString &jobUuid) = 0;
    /// Empty until the job has ended.
    virtual QFuture<Result<QList<TrainingCheckpoint>>> artifacts(const QString &jobUuid) = 0;
    /// Unsupported where the server's trainer cannot be stopped: the job goes on.
    virtual QFuture<Result<Done>> cancel(const QString &jobUuid) = 0;
};

} // namespace assay
