#include "services/api/EvaluationService.h"

#include "services/core/Async.h"

namespace assay {

QFuture<Result<QStringList>> EvaluationService::suggestions(const QString &)
{
    return readyFuture(Result<QStringList>(QStringList()));
}

} // namespace assay
