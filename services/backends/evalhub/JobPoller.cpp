#include "services/backends/evalhub/JobPoller.h"

#include "services/backends/evalhub/JobChanges.h"
#include "services/core/Async.h"

#include <QRandomGenerator>

namespace assay {

namespace {
constexpr int longestWaitMs = 60000;
constexpr int pageSize = 100;
constexpr int lookForOldEvery = 5; ///< rounds: an old job may have been started again
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
    JobQuery query;
    query.limit = pageSize;
    const bool active = std::exchange(m_askActive, false);
    if (active)
        query.status = QStringLiteral("pending|running");
    whenDone(m_service.list(query), this, [this, active, ticket = ++m_ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page)
            return roundEnded(page.error());
        if (active)
            activeListed(page->items);
        else
            newestListed(*page);
        roundEnded({});
    });
}

void JobPoller::newestListed(const Page<Job> &page)
{
    ++m_rounds;
    const bool counted = m_count >= 0 && page.totalCount != m_count;
    if (counted)
        m_changes.listChanged();
    m_count = page.totalCount;
    QSet<QString> elsewhere(m_active.keyBegin(), m_active.keyEnd());
    for (const Job &job : page.items) {
        const QString id = job.resource.id;
        elsewhere.remove(id);
        const bool over = isTerminal(job.status.state);
        if (over && !m_active.contains(id))
            continue;
        compare(job);
        if (over)
            m_active.remove(id);
        else
            m_active.insert(id, job);
    }
    const bool whole = page.items.size() >= page.totalCount;
    if (whole) {
        for (const QString &id : elsewhere)
            ended(id); // deleted: nothing else is there
    }
    m_askActive = !whole && (m_first || counted || !elsewhere.isEmpty() || m_rounds % lookForOldEvery == 0);
    m_first = m_first && m_askActive; // what is found by the next request was there before
}

void JobPoller::activeListed(const QList<Job> &jobs)
{
    QHash<QString, Job> active;
    for (const Job &job : jobs) {
        active.insert(job.resource.id, job);
        compare(job);
    }
    const QStringList before = m_active.keys();
    if (jobs.size() < pageSize) { // else there are more
        for (const QString &id : before) {
            if (!active.contains(id))
                ended(id);
        }
    }
    for (auto it = active.cbegin(); it != active.cend(); ++it)
        m_active.insert(it.key(), *it);
    m_first = false;
}

/// Unfinished no more, and nothing has said how it ended.
void JobPoller::ended(const QString &id)
{
    m_active.remove(id);
    whenDone(m_service.get(id), this, [this, id](const Result<Job> &job) {
        if (job)
            m_changes.add({id, job->status.state, {}, {}, {}, {}});
        else
            m_changes.listChanged(); // deleted, most likely
    });
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

/// A window among many that lost the same server does not come back at the same moment.
int JobPoller::nextWaitMs() const
{
    const qint64 wait = std::min<qint64>(longestWaitMs, qint64(m_intervalMs) << std::min(m_failures, 8));
    return m_failures == 0 ? int(wait) : int(wait / 2 + qint64(QRandomGenerator::global()->bounded(double(wait) / 2 + 1)));
}

void JobPoller::roundEnded(const std::optional<Error> &error)
{
    if (!m_running)
        return;
    m_failures = error ? m_failures + 1 : 0;
    m_timer.start(nextWaitMs());
    if (error)
        Q_EMIT failed(*error);
    else
        Q_EMIT succeeded();
}

} // namespace assay
