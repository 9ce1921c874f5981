#pragma once

#include "services/engine/server/JobPlan.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"

namespace assay::engine {

/// A request for a job that passed every check, with what it names: ready to be stored, or to be shown as a plan.
struct PreparedJob {
    Job job;                              ///< without what only the server adds; defaults filled in
    std::optional<Collection> collection; ///< the one that the job names
    QList<EffectiveBenchmark> benchmarks; ///< by contract 5.2
    QList<std::shared_ptr<const Provider>> providers; ///< of each benchmark; null: not known here, it scores stored answers
    QString bodyHash;                     ///< of the body, white space and order of members aside; with an Idempotency-Key only
};

/// Decodes the request's body, checks it, finds its collection and providers, and makes the plan. Answers every fault itself;
/// calls `next` (any thread) otherwise. Stores nothing: the one way of a job's body, for POST of jobs and of plans alike.
void prepareJob(Services &services, const ApiRequest &request, const Answer &answer, std::function<void(PreparedJob)> next);

} // namespace assay::engine
