#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"

namespace assay::engine {

/// Reads the body of a report, {"benchmark_status_event": {...}}, by the rules of EvalHub's contract, section 6, wherever it was
/// posted. Error::Invalid; its code is the API's. Pure; any thread.
Result<BenchmarkEvent> readReport(const QByteArray &body);

} // namespace assay::engine
