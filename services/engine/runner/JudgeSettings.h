#pragma once

#include "services/core/Result.h"
#include "services/engine/runner/AttemptPlan.h"
#include "services/engine/runner/JsonReader.h"

#include <QString>

namespace assay::engine {

/// Reads `url`, `model`, `secret_ref`, `values`, `concurrency`, `timeout_seconds`, `retries` and what Generation has, those that are
/// there, over what `out` has. Other members are faults.
void readJudgeSettings(const JsonReader &in, JudgeSettings &out);

/// The scorer's judge for one benchmark: the task's settings, then the benchmark's parameter `judge` on top. Error::Invalid: a member
/// that cannot be read, no address, no model.
Result<PlannedJudge> planJudge(const TaskScorer &scorer, const RunSettings &run, const QString &benchmarkId, const nlohmann::json &parameters);

/// What the judge's score counts: the number that `values` gives for the text, else the text's own number, else, where the scorer only
/// counts categories, the text. Null: no score can be read, which the result then says (`judge_parse_failed: true`).
void readJudgeScore(const PlannedScorer &scorer, nlohmann::json &result);

/// A fault of the judge's endpoint, in the words of its own settings.
Error judgeError(const Error &error);

} // namespace assay::engine
