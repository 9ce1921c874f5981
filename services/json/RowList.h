#pragma once

#include "services/core/Result.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>

class QIODevice;

namespace assay::json {

/// Takes the rows of a JSON list, one that is no object too; an error ends the reading. number: from 1.
using TakeRow = std::function<Result<Done>(qint64 number, const nlohmann::ordered_json &row)>;

/// Reads a list of rows, or an object whose member "rows" or "data" is one ("data" where both are there), and holds one row at a time. The
/// device can seek. Error::Invalid: a clause, or what `take` said.
Result<Done> readRowList(QIODevice &device, const TakeRow &take);

} // namespace assay::json
