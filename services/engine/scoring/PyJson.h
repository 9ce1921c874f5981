#pragma once

#include <string_view>

namespace assay::engine::scoring {

/// json.loads(text) succeeds: like JSON, but NaN, Infinity, lone surrogates and numbers of any size are fine. A byte
/// order mark and raw control characters in texts are not.
bool pyAcceptsJson(std::string_view text);

} // namespace assay::engine::scoring
