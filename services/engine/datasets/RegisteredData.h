#pragma once

#include "services/engine/runner/Dataset.h"

namespace assay::engine {

/// Reads datasets from WORKSPACE/datasets.sqlite as they stand, for tasks that name one. See DatasetStore, which writes them.
RegisteredReader registeredReader(const QString &workspace);

} // namespace assay::engine
