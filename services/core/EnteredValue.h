#pragma once

#include "services/core/JsonText.h"

#include <QString>

// Free JSON values as people enter them. Pure functions, any thread.

namespace assay {

/// Whether a text is one JSON value, so that it can be one that is no text.
bool isJsonValue(const QString &text);
/// The text of a JSON string; empty for another value.
QString unquoted(const QString &json);

/// A text bare, in quotes where bare it would read as something else; anything else as JSON writes it.
QString enteredText(const JsonText &value);
/// The value of an entered text. "null" is a text: a server takes it for the order to forget the entry.
JsonText enteredValue(const QString &text);

} // namespace assay
