#pragma once

#include "services/core/Common.h"

namespace assay {

struct ScoreRange {
    QString range, meaning;
    JsonText extra;
    bool operator==(const ScoreRange &) const = default;
};

/// Advice to people and agents that choose or read a benchmark.
struct BenchmarkAgent {
    QString resultInterpretation;
    QList<ScoreRange> scoreRanges;
    JsonText extra;
    bool operator==(const BenchmarkAgent &) const = default;
};

/// One task that a provider offers.
struct ProviderBenchmark {
    QString id, name, description, category, url;
    std::optional<qint64> numFewShot, datasetSize;
    QStringList metrics, tags;
    std::optional<PrimaryScore> primaryScore;
    std::optional<PassCriteria> passCriteria;
    std::optional<BenchmarkAgent> agent;
    QStringList domains, tasks, modalities, evaluationTargets;
    JsonText extra;
    bool operator==(const ProviderBenchmark &) const = default;
};

struct EnvVar {
    QString name, value;
    JsonText extra;
    bool operator==(const EnvVar &) const = default;
};
/// How a cluster runs the provider. The wire spells several members in two ways; both are read.
struct K8sRuntime {
    QString image;
    QStringList entrypoint;
    QList<EnvVar> env;
    QString cpuRequest, memoryRequest, cpuLimit, memoryLimit;
    std::optional<Gpu> gpu;
    QString imagePullPolicy; ///< "if_not_present" or "always"
    JsonText extra;
    bool operator==(const K8sRuntime &) const = default;
};
struct LocalRuntime {
    QString command; ///< run by `sh -c`
    QList<EnvVar> env;
    JsonText extra;
    bool operator==(const LocalRuntime &) const = default;
};
struct Runtime {
    std::optional<K8sRuntime> k8s;
    std::optional<LocalRuntime> local;
    JsonText extra;
    bool operator==(const Runtime &) const = default;
};

struct Agent {
    QStringList evaluates, recommendedWhen, complements, hints, resultInterpretation;
    QString summary;    ///< at most 200 characters
    QString targetType; ///< "model", "agent", "inference_server"; providers only
    JsonText extra;
    bool operator==(const Agent &) const = default;
};

/// What runs benchmarks.
struct Provider {
    ResourceInfo resource;
    QString name, title, description;
    QStringList tags;
    QList<ProviderBenchmark> benchmarks;
    std::optional<Runtime> runtime;
    std::optional<Agent> agent;
    JsonText extra;
    bool operator==(const Provider &) const = default;
};

/// A named, weighted set of benchmarks with gates.
struct Collection {
    ResourceInfo resource;
    QString name, category, description;
    QStringList tags;
    QList<BenchmarkRef> benchmarks;
    std::optional<PassCriteria> passCriteria;
    JsonText custom;
    std::optional<Agent> agent;
    QStringList domains, tasks, modalities, industries, evaluationTargets;
    std::optional<qint64> curationOrder, pinnedOrder;
    QString derivedFrom;
    JsonText status;
    JsonText extra;
    bool operator==(const Collection &) const = default;
};

} // namespace assay
