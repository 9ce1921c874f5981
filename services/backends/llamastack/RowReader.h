#pragma once

#include "services/backends/rest/RestClient.h"
#include "services/core/JsonText.h"

#include <limits>

namespace assay::llamastack {

/// The first `count` rows of a dataset, page by page; fewer where it has no more. Not more than was asked for, whatever
/// the server sends; and no page after they are longer than `bytes`. Error::Protocol: the server sends
/// the same rows for every page.
QFuture<Result<QList<JsonText>>> readRows(
    RestClient &client, const QString &dataset, qint64 count, qint64 bytes = std::numeric_limits<qint64>::max());

} // namespace assay::llamastack
