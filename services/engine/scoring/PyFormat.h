#pragma once

#include <QString>

#include <nlohmann/json.hpp>

namespace assay::engine::scoring {

/// template.format(**values) of Python: {name}, {name[0]}, {name!r:>10}, {{ and }}. Throws PyError: KeyError for an
/// unknown name, IndexError for a positional field, ValueError for braces that do not pair up and for bad format
/// specifications.
QString pyFormat(const QString &text, const nlohmann::json &values);

} // namespace assay::engine::scoring
