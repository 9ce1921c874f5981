#include "services/backends/evalhub/JobPoller.h"

#include "services/backends/evalhub/JobChanges.h"
#include "services/core/Async.h"

namespace assay {

namespace {
constexpr int longestWaitMs = 60000;
constexpr int pageSize = 100;
} // namespace

JobPoller::JobPoller(JobService &service, JobChanges &changes, int intervalMs, QObject *parent)
    : QObject(parent), m_service(service), m_changes(changes), m_intervalMs(intervalMs)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &JobPoller::round);
}

void JobPoller::start()
{
    if (std::exchange(m_running, true))
        return;
    m_failures = 0;
    round();
}

void JobPoller::stop()
{
    m_running = false;
    m_timer.stop();
    ++m_ticket; // answers under way are dropped
}

void JobPoller::round()
{
    JobQuery active;
    active.status = QStringLiteral("pending|running");
    active.limit = pageSize;
    whenDone(m_service.list(active), this, [this, ticket = ++m_ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page)
            return roundEnded(page.error());
        activeListed(page->items);
        JobQuery count;
        count.limit = 1;
        whenDone(m_service.list(count), this, [this, ticket](const Result<Page<Job>> &one) {
            if (ticket != m_ticket)
                return;
            if (!one)
                return roundEnded(one.error());
            countListed(one->totalCount);
            roundEnded({});
        });
    });
}

void JobPoller::activeListed(const QList<Job> &jobs)
{
    QHash<QString, Job> active;
    for (const Job &job : jobs) {
        active.insert(job.resource.id, job);
        if (!m_active.contains(job.resource.id) && !m_first)
            m_changes.listChanged();
        compare(job);
    }
    for (auto it = m_active.cbegin(); it != m_active.cend(); ++it) {
        if (active.contains(it.key()))
            continue;
        whenDone(m_service.get(it.key()), this, [this, id = it.key()](const Result<Job> &job) {
            if (job)
                m_changes.add({id, job->status.state, {}, {}, {}, {}});
            else
                m_changes.listChanged(); // deleted, most likely
        });
    }
    m_active = active;
}

void JobPoller::compare(const Job &job)
{
    const auto old = m_active.constFind(job.resource.id);
    if (old == m_active.cend()) {
        if (!m_first)
            m_changes.add({job.resource.id, job.status.state, {}, {}, {}, {}});
        return;
    }
    if (old->status == job.status)
        return;
    bool any = false;
    for (const BenchmarkStatus &now : job.status.benchmarks) {
        if (old->status.benchmarks.contains(now))
            continue;
        any = true;
        m_changes.add({job.resource.id, job.status.state, now.benchmarkIndex.value_or(0), now.status, now.itemsDone, now.itemsTotal});
    }
    if (!any)
        m_changes.add({job.resource.id, job.status.state, {}, {}, {}, {}});
}

void JobPoller::countListed(qint64 count)
{
    if (m_count >= 0 && count != m_count)
        m_changes.listChanged();
    m_count = count;
    m_first = false;
}

void JobPoller::roundEnded(const std::optional<Error> &error)
{
    if (!m_running)
        return;
    m_failures = error ? m_failures + 1 : 0;
    m_timer.start(int(std::min<qint64>(longestWaitMs, qint64(m_intervalMs) << std::min(m_failures, 8))));
    if (error)
        Q_EMIT failed(*error);
    else
        Q_EMIT succeeded();
}

} // namespace assay
