#pragma once

#include "services/core/Common.h"
#include "services/core/States.h"

namespace assay {

/// The model under evaluation.
struct ModelTarget {
    QString name;
    QString url;         ///< always present in answers, "" when unset; `recorded:NAME` replays stored answers on the local engine
    QString cardUrl;
    JsonText parameters; ///< free object, e.g. temperature
    QString secretRef;   ///< auth.secret_ref; on the local engine a name in the keychain
    JsonText authExtra;
    JsonText extra;
    bool operator==(const ModelTarget &) const = default;
};

struct KeyValue {
    QString key, value;
    JsonText extra;
    bool operator==(const KeyValue &) const = default;
};

/// An MLflow experiment to log into.
struct Experiment {
    QString name;
    QList<KeyValue> tags; ///< at most 20; key 1..250, value 1..5000 characters
    QString artifactLocation;
    JsonText extra;
    bool operator==(const Experiment &) const = default;
};

struct OciCoordinates {
    QString ociHost, ociRepository, ociTag, ociSubject;
    JsonText annotations;
    JsonText extra;
    bool operator==(const OciCoordinates &) const = default;
};
struct OciExport {
    OciCoordinates coordinates;
    QString k8sConnection; ///< k8s.connection
    JsonText k8sExtra;
    JsonText extra;
    bool operator==(const OciExport &) const = default;
};
struct Exports {
    std::optional<OciExport> oci;
    JsonText extra;
    bool operator==(const Exports &) const = default;
};

/// A job's collection, with overrides by benchmark.
struct CollectionRef {
    QString id;
    QList<BenchmarkRef> benchmarks;
    QString collectionUpdatedAt; ///< server-made: detects a later change of the collection
    JsonText extra;
    bool operator==(const CollectionRef &) const = default;
};

struct BenchmarkStatus {
    QString providerId, id;
    std::optional<qint64> benchmarkIndex;
    Word<RunState> status;
    Word<Phase> phase;
    std::optional<Message> errorMessage, warningMessage;
    QString startedAt, completedAt;
    std::optional<qint64> itemsDone, itemsTotal; ///< extension of the local engine: progress in items
    JsonText extra;
    bool operator==(const BenchmarkStatus &) const = default;
};

struct JobStatus {
    Word<RunState> state;
    std::optional<Message> message;
    QList<BenchmarkStatus> benchmarks; ///< only those that reported, in order of their first report; search by index
    JsonText extra;
    bool operator==(const JobStatus &) const = default;
};

/// What the server's own rule said about one benchmark.
struct BenchmarkTest {
    std::optional<double> primaryScore;
    QString primaryScoreMetric;
    std::optional<double> threshold;
    std::optional<bool> pass;
    JsonText extra;
    bool operator==(const BenchmarkTest &) const = default;
};
struct JobTest {
    std::optional<double> score, threshold;
    std::optional<bool> pass;
    JsonText extra;
    bool operator==(const JobTest &) const = default;
};

struct BenchmarkResult {
    QString id, providerId;
    std::optional<qint64> benchmarkIndex;
    JsonText metrics;        ///< object: metric name -> number, text, list
    JsonText metricsSchema;  ///< list of {name, type}
    JsonText additionalInfo; ///< object; the local engine puts `assay` with counts and standard errors here
    JsonText artifacts;
    QString mlflowRunId, logsPath;
    std::optional<BenchmarkTest> test;
    JsonText extra;
    bool operator==(const BenchmarkResult &) const = default;
};

struct JobResults {
    QList<BenchmarkResult> benchmarks;
    std::optional<JobTest> test;
    QString mlflowExperimentUrl;
    JsonText extra;
    bool operator==(const JobResults &) const = default;
};

/// One submitted evaluation, as sent (resource, status and results unset) and as returned.
struct Job {
    ResourceInfo resource;
    JobStatus status;
    JobResults results;
    QString name, description;
    QStringList tags;
    ModelTarget model;
    QList<BenchmarkRef> benchmarks; ///< one of the two: benchmarks or collection
    std::optional<CollectionRef> collection;
    std::optional<PassCriteria> passCriteria;
    std::optional<Experiment> experiment;
    std::optional<Exports> exports;
    std::optional<HardwareConfig> hardwareConfig;
    std::optional<Queue> queue;
    JsonText custom; ///< free object; `custom.assay` holds settings of the local engine
    JsonText extra;
    bool operator==(const Job &) const = default;
};

/// A benchmark's report, as adapters and the native runner send it.
struct BenchmarkEvent {
    QString id, providerId;
    std::optional<qint64> benchmarkIndex; ///< absent means 0
    Word<RunState> status;                ///< pending, running, completed, failed
    Word<Phase> phase;
    JsonText metrics, metricsSchema, artifacts, additionalInfo;
    std::optional<Message> errorMessage, warningMessage;
    QString startedAt, completedAt, mlflowRunId, logsPath;
    JsonText jobMeta; ///< {resolved_sha}
    std::optional<qint64> itemsDone, itemsTotal; ///< extension: progress
    JsonText extra;
    bool operator==(const BenchmarkEvent &) const = default;
};

} // namespace assay
