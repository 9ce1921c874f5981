#pragma once

#include "services/api/DatasetService.h"

#include <nlohmann/json_fwd.hpp>

namespace assay {

/// A JSON object as a row that is shown: its members in their order. Pure, any thread.
DatasetRow datasetRow(const nlohmann::ordered_json &object);

/// See DatasetService::readFile(). Reads in the pool.
QFuture<Result<FileRows>> readRowFile(const QString &file, bool skipBroken);

} // namespace assay
