#pragma once

#include "services/engine/runner/AnswerSource.h"
#include "services/engine/runner/ModelClient.h"
#include "services/engine/runner/NativeAttempt.h"

namespace assay::engine {

/// Where the model's answers come from: the endpoint or the recording that model.url names. log: any thread.
Result<std::shared_ptr<AnswerSource>> makeAnswerSource(const AttemptSpec &spec, const RunSettings &settings, const RunnerParts &parts,
                                                       const std::function<void(const QString &)> &log);

/// Without model, key and log.
ModelClientOptions clientOptions(const AskSettings &settings, const Endpoint &endpoint, const NativeRunnerOptions &options);

/// For additional_info, of a run whose answers another run stored: {"answers": "stored", "answers_from": {...}}.
nlohmann::json describe(const AnswerOrigin &origin);

} // namespace assay::engine
