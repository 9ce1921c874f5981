#pragma once

#include "services/api/DatasetService.h"

#include <QByteArray>

// Datasets as Llama Stack writes them (contract llamastack.md, sections 3.1, 4.1 and 4.2), with what the local engine
// adds under `assay` and `total_count`. Null counts as absent, unknown members are passed over. Pure functions, any
// thread.

namespace assay::llamastack {

/// What a registration's `source` is: an object's text.
QByteArray uriSource(const QString &uri);
QByteArray rowsSource(const QByteArray &rows);
QByteArray encodeDatasetRequest(const DatasetRequest &request, const QByteArray &source);
QByteArray encodeAppend(const JsonText &rows);
/// A body of the local engine's edit-rows. Error::Invalid names row and column of a value that is no JSON.
Result<QByteArray> encodeEdits(qint64 version, const QList<RowEdit> &edits);
/// Error::Invalid for what is no array of objects, or an empty one.
Result<qint64> countRows(const JsonText &rows);
/// These answer Error::Protocol for what is no such answer.
Result<Dataset> decodeDataset(const QByteArray &body);
Result<QList<Dataset>> decodeDatasets(const QByteArray &body);
Result<DatasetAdded> decodeDatasetAdded(const QByteArray &body);
Result<DatasetRowPage> decodeRows(const QByteArray &body);
/// The same page, each row as its own text.
Result<QList<JsonText>> decodeRowTexts(const QByteArray &body);
/// Of an array that was found valid; empty for what is none.
QList<JsonText> rowTexts(const JsonText &array);

} // namespace assay::llamastack
