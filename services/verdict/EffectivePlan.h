#pragma once

#include "services/verdict/CollectionMerge.h"
#include "services/verdict/WireScore.h"

#include <functional>
#include <optional>

// A job as a server will execute it: every value with its origin, everything that has no effect or more effect than
// asked for with the reason and a fix, and afterwards what came back otherwise. Pure functions, any thread; the
// sentences are translated, the codes are not. Codes that the gate doctor has (Lint.h) mean the same here.

namespace assay {

/// What becomes of a value that somebody wrote.
enum class Fate {
    Used,
    Ignored, ///< the server does not read it
    Replaced, ///< another value stands in its place
    Leaked, ///< in effect here, though it was asked for another benchmark only
};

/// What mends a value or a note; empty where only a person can decide.
namespace planfix {
inline const QString expandInline = QStringLiteral("expand-inline"); ///< expandedInline()
inline const QString editGate = QStringLiteral("edit-gate"); ///< metric, direction, gate or weight of the entry
inline const QString editParameter = QStringLiteral("edit-parameter");
} // namespace planfix

/// One value of a plan.
struct PlanValue {
    QString
        name; ///< as in an entry: "primary_score", "pass_criteria", "weight", "parameters.NAME", "test_data_ref", ...
    JsonText value; ///< thresholds and weights as numbers; test data and hardware as a short text
    Origin origin = Origin::Default;
    Fate fate = Fate::Used;
    QString code; ///< why it is not simply used, e.g. "override-ignored"; empty: it is
    QString reason; ///< the same as one sentence
    QString fix; ///< one of planfix
    QString path; ///< JSON pointer into the job's body; empty: it stands elsewhere
    int override = -1; ///< position in collection.benchmarks, for Origin::Override
    bool operator==(const PlanValue &) const = default;
};

/// One benchmark of a plan.
struct PlanRow {
    int index = 0; ///< benchmark_index
    BenchmarkRef entry; ///< after the merge
    bool known = false; ///< the provider is known and has the benchmark
    WireGate gate; ///< what it is judged by
    double weight = 1; ///< in the job's score, when it has a test
    Origin weightOrigin = Origin::Default;
    bool turned = false; ///< enters the job's score as 1 − value
    QList<PlanValue> values;
    bool judged() const { return gate.score && gate.threshold; }
    bool operator==(const PlanRow &other) const
    {
        return index == other.index && entry == other.entry && values == other.values;
    }
};

/// Something about the job or a benchmark that is no single value.
struct PlanNote {
    QString code;
    int benchmark = -1; ///< its index; -1: the job
    QString text; ///< one sentence
    QString fix; ///< one of planfix
    QString path; ///< JSON pointer into the job's body
    bool refused = false; ///< the server refuses the job
    bool operator==(const PlanNote &) const = default;
};

struct EffectivePlan {
    ServerProfile profile;
    QString collectionId,
        collectionUpdatedAt; ///< empty: the job lists its benchmarks itself, or the collection is not known
    QList<PlanRow> rows;
    QList<PlanValue> job; ///< "pass_criteria", and under "custom.…" what the server does not read
    double jobThreshold = 0; ///< of the job's score
    Origin jobThresholdOrigin = Origin::Default;
    QList<PlanNote> notes;
    /// Values that are not simply used, over all rows and the job.
    int lost() const;
};

/// Finds a benchmark of a provider; null: there is none.
using BenchmarkLookup = std::function<const ProviderBenchmark *(const QString &providerId, const QString &id)>;

/// collection: the one that the job names; null when it names none or it is not known.
EffectivePlan effectivePlan(
    const Job &job, const Collection *collection, const BenchmarkLookup &benchmarks, const ServerProfile &profile);

/// Something that came back otherwise than planned.
struct DriftLine {
    QString code; ///< "benchmark-missing", "benchmark-unplanned", "metric", "threshold", "metric-missing",
                  ///< "test-missing", "test-unplanned", "items", "job-threshold", "job-score", "collection-changed"
    int benchmark = -1; ///< its index; -1: the job
    QString planned, found; ///< short texts; may be empty
    QString text; ///< one sentence
    bool operator==(const DriftLine &) const = default;
};

/// job: as the server returned it. What has not come yet is no drift: absences count once the job has ended.
QList<DriftLine> compareWithResult(const EffectivePlan &plan, const Job &job);

} // namespace assay
