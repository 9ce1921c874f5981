#pragma once

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>

namespace assay::json {

/// As toYaml() in Json.h, with names in the order of insertion.
QByteArray toYaml(const nlohmann::ordered_json &value);

} // namespace assay::json
