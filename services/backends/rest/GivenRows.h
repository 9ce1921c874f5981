#pragma once

#include "services/api/DatasetService.h"
#include "services/api/EvaluationService.h"
#include "services/core/JsonText.h"

namespace assay {

/// Rows as they are sent, with what is known of them.
struct GivenRows {
    JsonText array; ///< array of objects; of a dataset's those that were picked, by id; empty: all of the dataset
    EvaluationColumns columns;
};

/// Longer files are refused: a request holds all rows.
inline constexpr qint64 largestRows = 32LL << 20;

/// Rows that a person pasted: JSON objects a line each, an array of them, or CSV with a head line. Any thread.
Result<GivenRows> rowsFromText(const QString &text);
/// From .jsonl, .ndjson, .json or .csv. Error::Invalid names file or line, and the fix; Error::Storage: it cannot be
/// read. With `skipped` rows that cannot be read are left out, and told there, a sentence each. Blocks; any thread.
Result<GivenRows> rowsFromFile(const QString &path, QStringList *skipped = nullptr);
/// The one or the other, by the source; a dataset's rows are read by its service. Blocks; any thread.
Result<GivenRows> rowsEntered(const EvaluationData &data);
/// What a dataset's first page tells of its columns.
EvaluationColumns columnsOf(const DatasetRowPage &page);

} // namespace assay
