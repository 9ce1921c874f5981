#pragma once

#include <nlohmann/json.hpp>

namespace assay::engine::scoring {

/// tables.json: default definitions with their expressions, punctuation, contractions, substitutions, language codes.
const nlohmann::json &tables();

} // namespace assay::engine::scoring
