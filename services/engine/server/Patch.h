#pragma once

#include "services/engine/server/Answer.h"

#include <nlohmann/json_fwd.hpp>

#include <QList>

#include <optional>

// JSON Patch (RFC 6902) as EvalHub knows it: add, remove and replace on listed paths (contract, section 8).
// Pure functions, any thread.

namespace assay::engine {

/// Which operations a path allows.
struct PatchRule {
    enum Operations { Add = 1, Remove = 2, Replace = 4, All = Add | Remove | Replace };
    const char *path;
    int operations;
    bool below = true; ///< also the paths that go on from here, like /tags/0
};

/// Checks a request body and reads its operations; `null` counts as none. In EvalHub's order, for each operation: the
/// operation, the path, whether the path allows it.
std::optional<Problem> readPatch(const nlohmann::json &body, const QList<PatchRule> &rules, nlohmann::json &operations);

/// Applies all operations or none. A patch that does not fit the document is invalid_json_request.
std::optional<Problem> applyPatch(nlohmann::json &document, const nlohmann::json &operations);

} // namespace assay::engine
