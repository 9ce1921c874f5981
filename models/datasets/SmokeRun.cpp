#include "models/datasets/SmokeRun.h"

#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/api/JobService.h"
#include "services/core/Async.h"

#include <QTimer>
#include <QUuid>

#include <algorithm>

namespace assay {

SmokeRun::SmokeRun(Connection &connection, Job job, QObject *parent) : QObject(parent), m_connection(connection), m_job(std::move(job)) {}

void SmokeRun::start() { look(); }

/// A server refuses runs of what it does not list yet, and lists a new benchmark within a second or two.
void SmokeRun::look()
{
    const BenchmarkRef &wanted = m_job.benchmarks.first();
    whenDone(m_connection.catalogue().provider(wanted.providerId), this, [this, id = wanted.id](const Result<Provider> &provider) {
        if (!provider)
            return Q_EMIT failed(provider.error());
        const auto &there = provider->benchmarks;
        if (std::any_of(there.cbegin(), there.cend(), [&id](const ProviderBenchmark &one) { return one.id == id; }))
            return submit();
        if (++m_looks >= mostLooks)
            return Q_EMIT failed(Error{Error::Kind::NotFound, tr("The server does not list the benchmark “%1” yet; start its first run a little later.").arg(id)});
        QTimer::singleShot(pauseMs, this, &SmokeRun::look);
    });
}

void SmokeRun::submit()
{
    whenDone(m_connection.jobs().submit(m_job, QUuid::createUuid().toString(QUuid::WithoutBraces)), this, [this](const Result<Job> &job) {
        if (!job)
            return Q_EMIT failed(job.error());
        Q_EMIT started(job->resource.id);
    });
}

} // namespace assay
