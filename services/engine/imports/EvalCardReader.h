#pragma once

#include "services/engine/imports/ImportTypes.h"

namespace assay::engine::imports {

/// An EvaluationCard of an EvalHub server (or of our own export): the job that it tells of, without samples.
Result<ImportedRun> readEvalCard(const QString &path);

} // namespace assay::engine::imports
