#include "models/jobs/JobSource.h"

#include "services/core/Async.h"
#include "services/core/JobExtras.h"

namespace assay {

namespace {
constexpr int staleDelayMs = 150;  ///< gathers the changes of a burst
constexpr int staleEveryMs = 1000; ///< between two rounds
constexpr int fetchOneByOne = 2;   ///< changed jobs that are asked for alone; more are found in one request for the newest
constexpr int sweepLimit = 3;     ///< a list that moves while it is read is read again, but not for ever
} // namespace

JobSource::JobSource(const QString &connectionId, JobService &service, Clock &clock, QObject *parent)
    : QObject(parent), m_connectionId(connectionId), m_service(service), m_clock(clock)
{
    m_staleTimer.setSingleShot(true);
    connect(&m_staleTimer, &QTimer::timeout, this, &JobSource::fetchStale);
    connect(&service, &JobService::jobChanged, this, &JobSource::progressed);
    connect(&service, &JobService::listChanged, this, [this] {
        if (m_sweeping)
            m_again = true;
        else if (m_complete)
            lookAgain();
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

void JobSource::expect(const QStringList &jobIds)
{
    for (const QString &id : jobIds)
        m_known.insert(id);
}

/// Something came or went in a list that is known whole: mostly something new, which one request for the newest finds. Where
/// the numbers do not agree after it, everything is read again.
void JobSource::lookAgain()
{
    JobQuery query;
    query.limit = chunkSize;
    const quint64 ticket = ++m_ticket;
    m_sweeping = true;
    whenDone(m_service.list(query), this, [this, ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page) {
            m_sweeping = false;
            return setLoad(LoadState::Failed, page.error());
        }
        m_answeredAt = m_clock.monotonicMs();
        take(page->items);
        m_total = page->totalCount;
        const bool again = std::exchange(m_again, false);
        if (again || m_known.size() != m_total || page->items.size() >= m_total)
            return refresh(); // something went, or all of it is as quickly read
        m_seen = m_known;
        endSweep();
    });
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
        if (!missing.isEmpty())
            Q_EMIT gone(missing.values());
    }
    endSweep();
    if (m_complete)
        Q_EMIT swept();
}

void JobSource::endSweep()
{
    m_sweeping = false;
    setLoad(LoadState::Ready);
    if (m_showsArchived)
        fetchArchived(0, ++m_archivedTicket);
}

void JobSource::showArchived(bool shown)
{
    if (std::exchange(m_showsArchived, shown) == shown)
        return;
    ++m_archivedTicket;
    m_archivedSeen.clear();
    if (!shown)
        return endArchived();
    if (m_load == LoadState::Ready) // else they come with the list
        fetchArchived(0, m_archivedTicket);
}

void JobSource::fetchArchived(qint64 offset, quint64 ticket)
{
    if (offset == 0)
        m_archivedSeen.clear();
    JobQuery query;
    query.limit = chunkSize;
    query.offset = offset;
    whenDone(m_service.listArchived(query), this, [this, offset, ticket](const Result<Page<Job>> &page) {
        if (!page || ticket != m_archivedTicket)
            return; // a server without an archive, or one whose list tells what is wrong
        for (const Job &job : page->items) {
            m_archivedSeen.insert(job.resource.id);
            m_archived.insert(job.resource.id);
            m_known.remove(job.resource.id);
        }
        if (!page->items.isEmpty())
            Q_EMIT arrived(page->items);
        const qint64 next = offset + page->items.size();
        if (page->items.isEmpty() || next >= page->totalCount)
            return endArchived();
        fetchArchived(next, ticket);
    });
}

/// What the archive has no more was restored, which the list tells, or is gone.
void JobSource::endArchived()
{
    const QSet<QString> out = m_archived - m_archivedSeen - m_known;
    m_archived = m_archivedSeen;
    if (!out.isEmpty())
        Q_EMIT withdrawn(out.values());
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
    if (m_staleTimer.isActive())
        return;
    const qint64 since = m_fetchedAt < 0 ? staleEveryMs : m_clock.monotonicMs() - m_fetchedAt;
    m_staleTimer.start(int(qBound(qint64(staleDelayMs), staleEveryMs - since, qint64(staleEveryMs))));
}

void JobSource::fetchStale()
{
    const QSet<QString> ids = std::exchange(m_stale, {});
    m_fetchedAt = m_clock.monotonicMs();
    if (ids.size() <= fetchOneByOne)
        return fetchEach(ids);
    JobQuery query;
    query.limit = chunkSize;
    whenDone(m_service.list(query), this, [this, ids](const Result<Page<Job>> &page) {
        if (!page)
            return; // what is wrong is told by the next reading of the list, which brings these, too
        QSet<QString> left = ids;
        for (const Job &job : page->items)
            left.remove(job.resource.id);
        take(page->items);
        fetchEach(left);
    });
}

void JobSource::fetchEach(const QSet<QString> &jobIds)
{
    for (const QString &id : jobIds)
        whenDone(m_service.get(id), this, [this, id](const Result<Job> &job) { fetched(id, job); });
}

void JobSource::fetched(const QString &jobId, const Result<Job> &job)
{
    if (!job) {
        if (job.error().kind == Error::Kind::NotFound && m_known.contains(jobId)) {
            forget(jobId);
            Q_EMIT gone({jobId});
        }
        return;
    }
    m_answeredAt = m_clock.monotonicMs();
    if (jobIsArchived(*job)) { // the list leaves it out, and so does its count
        if (m_showsArchived) {
            m_archived.insert(jobId);
            Q_EMIT arrived({*job});
        }
        return;
    }
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
    for (const Job &job : jobs) {
        m_known.insert(job.resource.id);
        m_archived.remove(job.resource.id);
    }
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
