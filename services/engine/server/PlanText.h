#pragma once

#include "services/engine/scheduler/Scheduler.h"
#include "services/engine/server/JobPlan.h"

#include <nlohmann/json_fwd.hpp>

namespace assay::engine {

struct PreparedJob;

/// What the plan has to know of this engine.
struct PlanFacts {
    std::function<bool(const QString &providerId)> native; ///< runs without a command
    RunPolicy policy;         ///< the engine's own, under what the job says
    CommandMode commands = CommandMode::Ask;
    QHash<QString, CommandDecision> decisions; ///< of commands that were seen, by hash
};

/// The job as this engine would execute it, each value with its origin: the answer to POST /evaluations/plan
/// (docs/openapi.yaml, schema Plan). A pure function.
nlohmann::json planDocument(const PreparedJob &prepared, const PlanFacts &facts);

} // namespace assay::engine
