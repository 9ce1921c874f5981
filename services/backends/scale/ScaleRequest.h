#pragma once

#include "services/backends/rest/GivenRows.h"

namespace assay::scale {

/// The body of `POST /v5/evaluations` (contract scale-gp.md, section 3). `mark` goes into the metadata, so that the
/// evaluation can be found when the answer is lost. Error::Invalid names each field that is wrong, a line each. Any
/// thread.
Result<QByteArray> writeEvaluation(const EvaluationRequest &request, const GivenRows &rows, const QString &mark);

/// Where the mark stands.
inline constexpr auto markKey = "client_run_id";

} // namespace assay::scale
