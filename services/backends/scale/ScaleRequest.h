#pragma once

#include "services/api/EvaluationService.h"
#include "services/core/JsonText.h"

namespace assay::scale {

/// Rows as they are sent, with what is known of them.
struct Rows {
    JsonText array; ///< array of objects; of a dataset's those that were picked, by id; empty: all of the dataset
    EvaluationColumns columns;
};

/// The body of `POST /v5/evaluations` (contract scale-gp.md, section 3). `mark` goes into the metadata, so that the
/// evaluation can be found when the answer is lost. Error::Invalid names each field that is wrong, a line each. Any
/// thread.
Result<QByteArray> writeEvaluation(const EvaluationRequest &request, const Rows &rows, const QString &mark);

/// Where the mark stands.
inline constexpr auto markKey = "client_run_id";

} // namespace assay::scale
