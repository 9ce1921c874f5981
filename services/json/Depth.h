#pragma once

namespace assay::json {

/// Levels that a document may nest; see isTooDeep().
inline constexpr int deepestLevel = 200;

} // namespace assay::json
