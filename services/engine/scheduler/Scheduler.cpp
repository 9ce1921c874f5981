#include "services/engine/scheduler/Scheduler.h"

#include "services/engine/scheduler/SchedulerCore.h"
#include "services/engine/store/Store.h"

namespace assay::engine {

class Scheduler::Impl {
public:
    Impl(Store &wanted, RunnerMap runners, Clock &clock, const SchedulerSettings &settings)
        : store(wanted), core(wanted, std::move(runners), clock, settings)
    {
    }
    Store &store;
    SchedulerCore core;
};

Scheduler::Scheduler(Store &store, RunnerMap runners, Clock &clock, SchedulerSettings settings)
    : m_impl(std::make_unique<Impl>(store, std::move(runners), clock, settings))
{
}

Scheduler::~Scheduler()
{
    stop();
}

void Scheduler::start()
{
    m_impl->core.start();
}

void Scheduler::jobCreated(const QString &jobId)
{
    m_impl->core.read(jobId);
}

void Scheduler::cancelJob(const QString &jobId, const QString &tenant, std::function<void(Result<Done>)> done)
{
    m_impl->store.cancelJob(jobId, tenant, std::move(done)); // the core hears of the change and stops what runs
}

void Scheduler::jobReopened(const QString &jobId)
{
    m_impl->core.read(jobId);
}

void Scheduler::cancelBenchmark(const QString &jobId, const QString &tenant, int index, std::function<void(Result<Done>)> done)
{
    m_impl->store.cancelBenchmark(jobId, tenant, index, std::move(done)); // as above
}

bool Scheduler::runs(const QString &providerId) const
{
    return m_impl->core.runs(providerId);
}

const SchedulerSettings &Scheduler::settings() const
{
    return m_impl->core.settings();
}

void Scheduler::removeJob(const QString &jobId, const QString &tenant, std::function<void(Result<Done>)> done)
{
    // Whether the caller may is asked first: a refused removal must stop nothing.
    m_impl->store.timeline(jobId, tenant, 0, 1,
                           [link = m_impl->core.link(), jobId, tenant, done = std::move(done)](const Result<QList<TimelineEntry>> &known) {
                               if (!known)
                                   return done(known.error());
                               link->post([jobId, tenant, done](SchedulerCore &core) { core.removeJob(jobId, tenant, done); });
                           });
}

SchedulerLoad Scheduler::load() const
{
    return m_impl->core.load();
}

bool Scheduler::idle() const
{
    return m_impl->core.idle();
}

void Scheduler::drain()
{
    m_impl->core.drain();
}

bool Scheduler::draining() const
{
    return m_impl->core.draining();
}

bool Scheduler::drained() const
{
    return m_impl->core.draining() && m_impl->core.load().slotsBusy == 0;
}

void Scheduler::stop()
{
    m_impl->core.stop();
}

} // namespace assay::engine
