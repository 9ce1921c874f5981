#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace assay::engine::datasets {

/// What was left out of a file because it could not be read.
struct BrokenRow {
    qint64 line = 0; ///< from 1; of a JSON list: the row's number, from 1
    QString fault;   ///< a clause
};

/// Takes rows as they are read; an error ends the reading.
struct RowSink {
    std::function<Result<Done>(QByteArray row)> row; ///< compact text of one JSON object, members in their order
    std::function<void(const BrokenRow &)> broken;   ///< none: the first broken row is an error
};

/// Reads all rows of a URI: an absolute path or file:// of .jsonl, .ndjson, .json, .csv or .tsv, or data:MEDIA[;base64],TEXT. Cells of
/// CSV and TSV stay text, so that an answer 4 equals the text "4". Holds one row at a time, of CSV a mapped file. Blocks on the disk.
/// Error::Invalid, NotFound, Storage and Unsupported name the URI, the line and the fix.
Result<Done> readRows(const QString &uri, const RowSink &sink);

/// Whether readRows() can try: the scheme and the file's kind, without looking at the disk. As above.
Result<Done> checkUri(const QString &uri);

} // namespace assay::engine::datasets
