#pragma once

#include "services/core/Result.h"
#include "services/engine/runner/PromptTemplate.h"
#include "services/engine/runner/TaskFile.h"

#include <QString>

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace assay::engine {

/// One question to a model, and whose item it is.
struct ModelQuestion {
    QString taskId;
    QString itemId; ///< the dataset's id, else the item key
    int repeat = 0;
    ModelPrompt prompt;
};

/// What a model said.
struct ModelAnswer {
    QString text;         ///< may be empty
    QString finishReason; ///< "stop", "length", ...; null when the server did not say
    std::optional<double> latencyMs; ///< from sending the request that succeeded to the end of its answer
    std::optional<qint64> promptTokens, completionTokens;
};

/// Where a benchmark's answers come from: an endpoint or a recording. Made for one attempt.
class AnswerSource {
public:
    virtual ~AnswerSource() = default;
    /// done is called once, on any thread, unless cancel() came first. Errors: one sentence that names the place and the fix;
    /// Error::code is "connection", "http_401" and the like, the same for faults of the same sort.
    virtual void ask(const ModelQuestion &question, std::function<void(Result<ModelAnswer>)> done) = 0;
    /// Drops every question; when `stopped` is called (any thread) no request is open and no `done` will be called.
    virtual void cancel(std::function<void()> stopped) = 0;
    /// For additional_info: {"answers": "live"} or {"answers": "recorded", "recording": {...}}.
    virtual nlohmann::json description() const = 0;
};

} // namespace assay::engine
