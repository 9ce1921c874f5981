#pragma once

#include "services/core/Word.h"

#include <utility>

namespace assay {

/// States of a job (EvalHub, section 5.1 of its contract). A benchmark has all but PartiallyFailed.
enum class RunState { Unknown, Pending, Running, Completed, Failed, Cancelled, PartiallyFailed };

template<>
struct WordTable<RunState> {
    static constexpr std::pair<RunState, const char *> all[] = {
        {RunState::Pending, "pending"},     {RunState::Running, "running"},
        {RunState::Completed, "completed"}, {RunState::Failed, "failed"},
        {RunState::Cancelled, "cancelled"}, {RunState::PartiallyFailed, "partially_failed"},
    };
};

/// No further change is possible. Unknown words count as not terminal: a newer server may still be working.
constexpr bool isTerminal(RunState state)
{
    return state == RunState::Completed || state == RunState::Failed || state == RunState::Cancelled
        || state == RunState::PartiallyFailed;
}

/// What a running benchmark is doing.
enum class Phase { Unknown, Initializing, LoadingData, RunningEvaluation, PostProcessing, PersistingArtifacts, Completed };

template<>
struct WordTable<Phase> {
    static constexpr std::pair<Phase, const char *> all[] = {
        {Phase::Initializing, "initializing"},
        {Phase::LoadingData, "loading_data"},
        {Phase::RunningEvaluation, "running_evaluation"},
        {Phase::PostProcessing, "post_processing"},
        {Phase::PersistingArtifacts, "persisting_artifacts"},
        {Phase::Completed, "completed"},
    };
};

} // namespace assay
