#include "services/api/JobService.h"

#include "services/core/Async.h"

#include <QCoreApplication>

namespace assay {

static Error lacking()
{
    return Error{Error::Kind::Unsupported, QCoreApplication::translate("assay", "This server does not offer this.")};
}

QFuture<Result<Job>> JobService::retry(const QString &, const QList<int> &)
{
    return readyFuture(Result<Job>(lacking()));
}

QFuture<Result<QList<JobAttempt>>> JobService::attempts(const QString &, int)
{
    return readyFuture(Result<QList<JobAttempt>>(lacking()));
}

QFuture<Result<LogRange>> JobService::attemptLog(const QString &, int, qint64, qint64, qint64)
{
    return readyFuture(Result<LogRange>(lacking()));
}

QFuture<Result<Done>> JobService::cancelBenchmark(const QString &, int)
{
    return readyFuture(Result<Done>(lacking()));
}

QFuture<Result<QList<SampleFacet>>> JobService::sampleFacets(const QString &, int, const SampleFacetQuery &)
{
    return readyFuture(Result<QList<SampleFacet>>(lacking()));
}

QFuture<Result<Done>> JobService::putTask(const QString &, const QByteArray &, bool)
{
    return readyFuture(Result<Done>(lacking()));
}

QFuture<Result<JsonText>> JobService::plan(const Job &)
{
    return readyFuture(Result<JsonText>(lacking()));
}

QFuture<Result<Job>> JobService::change(const QString &, const JobDetails &)
{
    return readyFuture(Result<Job>(lacking()));
}

QFuture<Result<Page<Job>>> JobService::listArchived(const JobQuery &)
{
    return readyFuture(Result<Page<Job>>(lacking()));
}

QFuture<Result<Done>> JobService::archive(const QString &)
{
    return readyFuture(Result<Done>(lacking()));
}

QFuture<Result<Done>> JobService::restore(const QString &)
{
    return readyFuture(Result<Done>(lacking()));
}

} // namespace assay
