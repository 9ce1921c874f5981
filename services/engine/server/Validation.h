#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/engine/server/Answer.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>

// The rules of EvalHub's contract, sections 3.2 to 3.9 and 6, for what clients send. `raw` is the body that the value was
// decoded from: some rules ask whether a member was sent at all. Each answers the first fault; pure functions, any thread.

namespace assay::engine {

/// A body that cannot be text of one JSON object of sane depth is invalid_json_request.
std::optional<Problem> parseBody(const QByteArray &body, nlohmann::json &out);

std::optional<Problem> checkJob(const Job &job, const nlohmann::json &raw);
std::optional<Problem> checkProvider(const Provider &provider);
std::optional<Problem> checkCollection(const Collection &collection);
/// raw: the object in `benchmark_status_event`.
std::optional<Problem> checkEvent(const BenchmarkEvent &event, const nlohmann::json &raw);

/// A member without regard to case; null when absent, null or the value is no object.
const nlohmann::json *member(const nlohmann::json &object, const char *name);

bool isResolvedSha(const QString &text); ///< 7..40 hex digits

} // namespace assay::engine
