#include "models/authoring/UsageFinder.h"

#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/api/JobService.h"
#include "services/core/Async.h"

#include <algorithm>

namespace assay {

static bool names(const QList<BenchmarkRef> &entries, const QString &provider)
{
    return std::ranges::any_of(entries, [&](const BenchmarkRef &entry) { return entry.providerId == provider; });
}

void UsageFinder::find(DocumentKind kind, const QString &id)
{
    m_kind = kind;
    m_id = id;
    m_usage = {};
    ++m_ticket;
    if (kind == DocumentKind::Provider)
        nextCollections(0);
    else
        nextJobs(0);
}

void UsageFinder::nextCollections(qint64 offset)
{
    CollectionQuery query;
    query.limit = 100;
    query.offset = offset;
    whenDone(m_connection.catalogue().listCollections(query), this, [this, offset, ticket = m_ticket](const Result<Page<Collection>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page) {
            Q_EMIT failed(page.error());
            return;
        }
        for (const Collection &collection : page->items) {
            if (names(collection.benchmarks, m_id))
                m_usage.collections << collection.name;
        }
        const qint64 next = offset + page->items.size();
        if (!page->items.isEmpty() && next < page->totalCount)
            nextCollections(next);
        else
            nextJobs(0);
    });
}

void UsageFinder::nextJobs(qint64 offset)
{
    JobQuery query;
    query.limit = 100;
    query.offset = offset;
    whenDone(m_connection.jobs().list(query), this, [this, offset, ticket = m_ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (!page) {
            Q_EMIT failed(page.error());
            return;
        }
        for (const Job &job : page->items) {
            const bool uses = m_kind == DocumentKind::Provider ? names(job.benchmarks, m_id) : job.collection && job.collection->id == m_id;
            if (uses)
                m_usage.jobs << job.name;
        }
        m_usage.jobsLooked = offset + page->items.size();
        const bool more = !page->items.isEmpty() && m_usage.jobsLooked < page->totalCount;
        m_usage.complete = !more;
        if (more && m_usage.jobsLooked < mostJobs) {
            nextJobs(m_usage.jobsLooked);
            return;
        }
        Q_EMIT found(m_usage);
    });
}

} // namespace assay
