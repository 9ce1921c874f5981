#pragma once

#include "services/core/Result.h"

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>
#include <QString>

#include <functional>

namespace assay::json {

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

/// A row as it is kept: compact text, members in their order. Error::Invalid, a clause: it is no object.
Result<QByteArray> rowText(const nlohmann::ordered_json &row);

/// Reads all rows of a URI: an absolute path or file:// of .jsonl, .ndjson, .json, .csv or .tsv, or data:MEDIA[;base64],TEXT, where MEDIA
/// may be csv, tsv, json or jsonl too. Cells of CSV and TSV stay text, so that an answer 4 equals the text "4". One row at a time is held,
/// which may have 64 MB. Blocks on the disk. Error::Invalid, Storage and Unsupported name the URI, the line and the fix.
Result<Done> readRows(const QString &uri, const RowSink &sink);

/// Whether readRows() can try: the scheme and the file's kind, without looking at the disk. As above.
Result<Done> checkUri(const QString &uri);

} // namespace assay::json
