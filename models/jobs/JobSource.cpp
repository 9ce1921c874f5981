#include "models/jobs/JobSource.h"

#include "services/core/Async.h"

namespace assay {

namespace {
constexpr int staleDelayMs = 150; ///< gathers the changes of a burst into one request a job
constexpr int sweepLimit = 3;     ///< a list that moves while it is read is read again, but not for ever
} // namespace

JobSource::JobSource(const QString &connectionId, JobService &service, Clock &clock, QObject *parent)
    : QObject(parent), m_connectionId(connectionId), m_service(service), m_clock(clock)
{
    m_staleTimer.setSingleShot(true);
    m_staleTimer.setInterval(staleDelayMs);
    connect(&m_staleTimer, &QTimer::timeout, this, &JobSource::fetchStale);
    connect(&service, &JobService::jobChanged, this, &JobSource::progressed);
    connect(&service, &JobService::listChanged, this, [this] {
        if (m_sweeping)
            m_again = true;
        else
            refresh();
    });
}

void JobSource::refresh()
{
    m_sweeps = 0;
    m_again = false;
    m_sweeping = true;
    m_seen.clear();
    setLoad(LoadState::Loading);
    fetchChunk(0, ++m_ticket);
}

void JobSource::fetchChunk(qint64 offset, quint64 ticket)
{
    JobQuery query;
    query.limit = chunkSize;
    query.offset = offset;
    whenDone(m_service.list(query), this, [this, offset, ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page) {
            m_sweeping = false;
            return setLoad(LoadState::Failed, page.error()); // the old rows stay
        }
        m_total = page->totalCount;
        m_answeredAt = m_clock.monotonicMs();
        for (const Job &job : page->items)
            m_seen.insert(job.resource.id);
        take(page->items);
        const qint64 next = offset + page->items.size();
        if (page->items.isEmpty() || next >= page->totalCount)
            return finishSweep();
        Q_EMIT loadChanged();
        fetchChunk(next, ticket);
    });
}

/// Jobs that no chunk named are gone. A list without a stable order may have moved under us: fewer ids than the server
/// counts, then the list is read again before anything is believed gone.
void JobSource::finishSweep()
{
    const bool moved = m_seen.size() < m_total;
    if ((moved || m_again) && ++m_sweeps < sweepLimit) {
        if (std::exchange(m_again, false))
            m_seen.clear(); // something was deleted or made since: only this sweep knows what is there
        return fetchChunk(0, ++m_ticket);
    }
    m_complete = !moved;
    if (m_complete) {
        const QSet<QString> missing = m_known - m_seen;
        m_known = m_seen;
        for (const QString &id : missing)
            Q_EMIT gone(id);
    }
    m_sweeping = false;
    setLoad(LoadState::Ready);
}

void JobSource::fetchMatching(JobQuery query)
{
    const quint64 ticket = ++m_focusTicket;
    if (m_complete || (query.status.isEmpty() && query.tags.isEmpty() && query.name.isEmpty()))
        return;
    query.limit = chunkSize;
    query.offset = 0;
    fetchFocus(query, ticket);
}

void JobSource::fetchFocus(const JobQuery &query, quint64 ticket)
{
    whenDone(m_service.list(query), this, [this, query, ticket](const Result<Page<Job>> &page) {
        if (!page || ticket != m_focusTicket)
            return; // the sweep brings the same rows, and tells of failures
        take(page->items);
        JobQuery next = query;
        next.offset += page->items.size();
        if (!page->items.isEmpty() && next.offset < page->totalCount && !m_complete)
            fetchFocus(next, ticket);
    });
}

void JobSource::fetch(const QString &jobId)
{
    m_stale.insert(jobId);
    if (!m_staleTimer.isActive())
        m_staleTimer.start();
}

void JobSource::fetchStale()
{
    const QSet<QString> ids = std::exchange(m_stale, {});
    for (const QString &id : ids)
        whenDone(m_service.get(id), this, [this, id](const Result<Job> &job) { fetched(id, job); });
}

void JobSource::fetched(const QString &jobId, const Result<Job> &job)
{
    if (!job) {
        if (job.error().kind == Error::Kind::NotFound && m_known.contains(jobId)) {
            forget(jobId);
            Q_EMIT gone(jobId);
        }
        return;
    }
    m_answeredAt = m_clock.monotonicMs();
    const bool fresh = !m_known.contains(jobId);
    if (fresh) {
        m_seen.insert(jobId);
        if (m_total >= 0)
            ++m_total;
    }
    take({*job});
    if (fresh)
        Q_EMIT loadChanged();
}

void JobSource::take(const QList<Job> &jobs)
{
    for (const Job &job : jobs)
        m_known.insert(job.resource.id);
    if (!jobs.isEmpty())
        Q_EMIT arrived(jobs);
}

void JobSource::forget(const QString &jobId)
{
    if (!m_known.remove(jobId))
        return;
    m_seen.remove(jobId);
    m_total = qMax(qint64(0), m_total - 1);
    Q_EMIT loadChanged();
}

void JobSource::setLoad(LoadState load, const Error &error)
{
    m_load = load;
    m_error = error;
    Q_EMIT loadChanged();
}

} // namespace assay
