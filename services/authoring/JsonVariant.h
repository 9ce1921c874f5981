#pragma once

#include <nlohmann/json_fwd.hpp>

#include <QVariant>

namespace assay {

/// Numbers keep their type, null is a null pointer in the variant.
QVariant toVariant(const nlohmann::json &value);
nlohmann::json toJson(const QVariant &value);
/// Equal as JSON: 1 and 1.0 are.
bool sameValue(const QVariant &a, const QVariant &b);

} // namespace assay
