#pragma once

#include "services/backends/scale/ScaleRequest.h"

namespace assay::scale {

/// Longer files are refused: a request holds all rows.
inline constexpr qint64 largestRows = 32LL << 20;

/// Rows that a person pasted: JSON objects a line each, an array of them, or CSV with a head line. Any thread.
Result<Rows> rowsFromText(const QString &text);
/// From .jsonl, .ndjson, .json or .csv. Error::Invalid names file or line, and the fix; Error::Storage: it cannot be
/// read. With `skipped` rows that cannot be read are left out, and told there, a sentence each. Blocks; any thread.
Result<Rows> rowsFromFile(const QString &path, QStringList *skipped = nullptr);

} // namespace assay::scale
