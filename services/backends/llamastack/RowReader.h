#pragma once

#include "services/backends/rest/RestClient.h"
#include "services/core/JsonText.h"

namespace assay::llamastack {

/// The first `count` rows of a dataset, page by page; fewer where it has no more. Not more than was asked for, whatever
/// the server sends.
QFuture<Result<QList<JsonText>>> readRows(RestClient &client, const QString &dataset, qint64 count);

} // namespace assay::llamastack
