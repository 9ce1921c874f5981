#pragma once

#include "services/core/JsonText.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

// Parts that jobs, providers and collections share (EvalHub contract, section 3). In all of these types an unset
// (null) QString, an empty list and an empty JsonText mean "absent on the wire"; `extra` holds, as the text of one
// object, the members that this version does not know, so that they survive being read and written back.

namespace assay {

/// Identity of a stored thing. Dates are RFC 3339 text exactly as the server wrote them; see parseTime().
struct ResourceInfo {
    QString id;
    QString tenant, owner;
    QString createdAt, updatedAt;
    QString mlflowExperimentId; ///< jobs only
    bool readOnly() const { return owner == QLatin1String("system"); }
    JsonText extra;
    bool operator==(const ResourceInfo &) const = default;
};

/// The metric that a gate looks at.
struct PrimaryScore {
    QString metric;
    std::optional<bool> lowerIsBetter; ///< absent means false
    JsonText extra;
    bool operator==(const PrimaryScore &) const = default;
};

/// A gate on the wire, in the metric's own unit.
struct PassCriteria {
    std::optional<double> threshold;
    JsonText extra;
    bool operator==(const PassCriteria &) const = default;
};

struct S3Ref {
    QString bucket, key, secretRef;
    JsonText extra;
    bool operator==(const S3Ref &) const = default;
};
struct PvcRef {
    QString claimName, subPath;
    JsonText extra;
    bool operator==(const PvcRef &) const = default;
};
struct GitRef {
    QString url, ref, subPath, secretRef;
    JsonText extra;
    bool operator==(const GitRef &) const = default;
};
struct HfRef {
    QString repoId, revision, subPath, secretRef;
    JsonText extra;
    bool operator==(const HfRef &) const = default;
};

/// Where a benchmark's data comes from: exactly one of the four.
struct TestDataRef {
    QString type; ///< "data_set" or "pre_recorded_data"; absent means the first
    std::optional<S3Ref> s3;
    std::optional<PvcRef> pvc;
    std::optional<GitRef> git;
    std::optional<HfRef> hf;
    QString resolvedSha; ///< read only, 7..40 hex digits
    JsonText extra;
    bool operator==(const TestDataRef &) const = default;
};

struct Amount {
    QString request, limit; ///< Kubernetes quantities, e.g. "500m", "2Gi"
    JsonText extra;
    bool operator==(const Amount &) const = default;
};
struct Gpu {
    QString name;
    std::optional<qint64> count;
    JsonText extra;
    bool operator==(const Gpu &) const = default;
};
struct Queue {
    QString kind; ///< only "kueue"
    QString name; ///< DNS label
    JsonText extra;
    bool operator==(const Queue &) const = default;
};

/// Cluster resources: either a profile's name or explicit amounts. Stored, not honoured, by a local engine.
struct HardwareConfig {
    QString hardwareProfileName;
    std::optional<Queue> queue;
    std::optional<Amount> cpu, memory;
    std::optional<Gpu> gpu;
    JsonText extra;
    bool operator==(const HardwareConfig &) const = default;
};

/// An error or warning text with its machine-readable code.
struct Message {
    QString message, messageCode;
    QString messageOrigin; ///< "server" or "runtime"
    JsonText extra;
    bool operator==(const Message &) const = default;
};

/// One benchmark asked for, in a job or in a collection.
struct BenchmarkRef {
    QString id, providerId;
    QString url; ///< server-made in collections
    std::optional<double> weight; ///< >= 0; 0 or absent counts as 1
    std::optional<PrimaryScore> primaryScore;
    std::optional<PassCriteria> passCriteria;
    JsonText parameters; ///< free object; `num_examples` limits the items
    std::optional<TestDataRef> testDataRef;
    std::optional<HardwareConfig> hardwareConfig;
    JsonText extra;
    bool operator==(const BenchmarkRef &) const = default;
};

} // namespace assay
