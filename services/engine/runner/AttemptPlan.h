#pragma once

#include "services/core/Job.h"
#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/Endpoint.h"
#include "services/engine/runner/TaskFile.h"
#include "services/engine/scoring/Judging.h"
#include "services/engine/scoring/Scoring.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace assay::engine {

class JsonReader;
struct NativeRunnerOptions;

/// How a model is asked.
struct AskSettings {
    Generation generation;
    int concurrency = 4;             ///< requests at once, 1..256
    double timeoutSeconds = 120;     ///< of one request, above 0
    int retries = 4;                 ///< of one request, 0..100
};

/// Those that are there, over what `out` has.
void readAskSettings(const JsonReader &in, AskSettings &out);

/// How one attempt goes about its task: the task's settings, then the model's parameters, then the benchmark's on top.
struct RunSettings : AskSettings {
    int repeats = 1;                 ///< how often each item is asked, 1..1000
    std::optional<qint64> numExamples; ///< the first so many rows; none: all
    QStringList ignored;             ///< parameters that nothing here knows
};

/// Error::Invalid names the parameter and what is allowed.
Result<RunSettings> readSettings(const Generation &task, const ModelTarget &model, const BenchmarkRef &benchmark);

/// The columns of a row that was made from a stored sample. No dataset has such names.
inline constexpr char storedInputColumn[] = "assay.input", storedTargetColumn[] = "assay.target";

/// How a judge model is asked. Named like the members of the task file's `judge` and of the benchmark's parameter `judge`.
struct JudgeSettings : AskSettings {
    QString url, model;
    QString secretRef;            ///< name of its key; empty: it needs none
    QMap<QString, double> values; ///< what its words count, "A" -> 1; empty: they are numbers
};

struct PlannedJudge {
    JudgeSettings settings;
    JudgeDefinition definition;
    Endpoint endpoint; ///< of settings.url
};

/// A scorer that is ready to run.
struct PlannedScorer {
    TaskScorer spec;
    QString key; ///< its member of Sample::scores: the function's id, "#2" behind it if the task names it twice
    std::shared_ptr<const ScoringFunction> function;
    std::optional<PlannedJudge> judge; ///< of functions that ask one
};

/// Everything an attempt needs before it may ask. Immutable once made.
struct AttemptPlan {
    TaskSpec task;
    Dataset dataset;
    RunSettings settings;
    std::vector<PlannedScorer> scorers;
    qint64 items = 0; ///< rows that are used: the first of the dataset
    std::optional<AnswerOrigin> origin; ///< the answers are another run's; there is no dataset then

    bool hasJudges() const;
    qint64 slotCount() const { return items * settings.repeats; }
    /// Each (item, repeat) has a slot; all repeats of an item are neighbours.
    qint64 slot(qint64 ordinal, int repeat) const { return ordinal * settings.repeats + repeat; }
};

/// The same for answers that another run stored, `items` of them with up to `repeats` answers each.
Result<std::shared_ptr<const AttemptPlan>> planRescore(const AttemptSpec &spec, qint64 items, int repeats);

/// Reads task, dataset and parameters. Every error is one sentence that names the place and the fix.
Result<std::shared_ptr<const AttemptPlan>> planAttempt(const NativeRunnerOptions &options, const AttemptSpec &spec);

} // namespace assay::engine
