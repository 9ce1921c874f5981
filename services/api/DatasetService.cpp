#include "services/api/DatasetService.h"

#include "services/core/Async.h"

#include <QCoreApplication>

namespace assay {

static Error lacking()
{
    return Error { Error::Kind::Unsupported, QCoreApplication::translate("assay", "This server does not offer this.") };
}

QFuture<Result<Dataset>> DatasetService::get(const QString &)
{
    return readyFuture(Result<Dataset>(lacking()));
}

QFuture<Result<qint64>> DatasetService::append(const QString &, const JsonText &)
{
    return readyFuture(Result<qint64>(lacking()));
}

} // namespace assay
