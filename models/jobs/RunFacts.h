#pragma once

#include "services/api/RunLibrary.h"
#include "services/core/Job.h"
#include "services/verdict/Judge.h"

namespace assay {

/// What the list and the library keep of a job on a connection.
RunRecord runRecord(const Job &job, const QString &connectionId);
/// The gated metric as the statistics take it.
MetricSummary summaryOf(const RunResult &result);
/// The verdict of a run over all its gates under the policy in force; judged from the facts, so that it follows a change of policy.
JobVerdict verdictOf(const RunRecord &run);
/// The leading part of a model's name, without its organisation, size and what was done to it: "gemma-3" of "google/gemma-3-270m-it:q4".
/// Lower case; empty for an empty name.
QString modelFamily(const QString &model);

} // namespace assay
