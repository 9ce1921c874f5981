#pragma once

#include "services/core/JsonText.h"

#include <QString>

// Free JSON values as people enter them. Pure functions, any thread.

namespace assay {

/// A text bare, in quotes where bare it would read as something else; anything else as JSON writes it.
QString enteredText(const JsonText &value);
/// The value of an entered text. "null" is a text: a server takes it for the order to forget the entry.
JsonText enteredValue(const QString &text);

} // namespace assay
