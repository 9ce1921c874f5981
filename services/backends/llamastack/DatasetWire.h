#pragma once

#include "services/api/DatasetService.h"

#include <QByteArray>

// Datasets as Llama Stack writes them (contract llamastack.md, sections 3.1, 4.1 and 4.2), with what the local engine adds under
// `assay` and `total_count`. Null counts as absent, unknown members are passed over. Pure functions, any thread.

namespace assay::llamastack {

QByteArray encodeDatasetRequest(const DatasetRequest &request);
/// These answer Error::Protocol for what is no such answer.
Result<QList<Dataset>> decodeDatasets(const QByteArray &body);
Result<DatasetAdded> decodeDatasetAdded(const QByteArray &body);
Result<DatasetRowPage> decodeRows(const QByteArray &body);

} // namespace assay::llamastack
