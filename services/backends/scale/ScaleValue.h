#pragma once

#include "services/backends/scale/ScaleTasks.h"

#include <nlohmann/json.hpp>

#include <variant>

namespace assay::scale {

using Ordered = nlohmann::ordered_json;

/// What a text that was entered becomes in a request, or why not: a clause, translated, that says the fix.
std::variant<Ordered, QString> valueOf(const Field &field, const QString &entered);

/// "item.COLUMN", or a text with "{{item.COLUMN}}" in it.
bool isLocator(const QString &text);
/// The places of rows that the strings of a value name, without their "item.".
QStringList placesIn(const Ordered &value);

/// A conversation from "role: text" lines; what is an array already stays. Null: it is neither.
Ordered messagesFrom(const QString &text);

} // namespace assay::scale
