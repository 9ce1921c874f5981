#include "services/api/EvaluationService.h"

#include "services/core/Async.h"

namespace assay {

QStringList enteredParts(const QString &text, EvaluationField::Type type)
{
    QStringList out;
    for (const QString &part : text.split(QLatin1Char(type == EvaluationField::Type::Lines ? '\n' : ','))) {
        if (!part.trimmed().isEmpty())
            out << part.trimmed();
    }
    return out;
}

QFuture<Result<QStringList>> EvaluationService::suggestions(const QString &)
{
    return readyFuture(Result<QStringList>(QStringList()));
}

} // namespace assay
