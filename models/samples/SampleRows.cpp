#include "models/samples/SampleRows.h"

#include "services/core/Async.h"

#include <algorithm>
#include <limits>

namespace assay {

SampleRows::SampleRows(JobService &service, QObject *parent) : QObject(parent), m_service(service) {}

void SampleRows::setQuery(const QString &jobId, int benchmarkIndex, const SampleQuery &query, bool texts)
{
    ++m_ticket;
    m_jobId = jobId;
    m_benchmarkIndex = benchmarkIndex;
    m_query = query;
    m_query.limit = chunkRows;
    m_query.textChars = excerptChars;
    m_texts = texts;
    Q_EMIT aboutToReset();
    m_total = 0;
    m_pages.clear();
    m_starts.clear();
    m_next.clear();
    m_atEnd = m_stopped = m_asking = false;
    m_lookedAt = m_toLookAt = m_gaveUp = 0;
    Q_EMIT reset();
    if (m_jobId.isEmpty())
        return setLoad(LoadState::Idle);
    setLoad(LoadState::Loading);
    m_texts ? searchOn() : m_pages.fetch(0);
}

void SampleRows::refresh()
{
    if (m_jobId.isEmpty())
        return;
    if (m_texts) {
        if (m_atEnd)
            setQuery(m_jobId, m_benchmarkIndex, m_query, true);
        return;
    }
    m_pages.setAllStale();
    // The first rows tell the new total; the others are fetched when somebody looks at them.
    if (!m_pages.isPending(0))
        m_pages.fetch(0);
    if (m_total > 0)
        Q_EMIT rowsChanged(0, m_total - 1);
}

void SampleRows::retry()
{
    if (m_total == 0)
        return setQuery(m_jobId, m_benchmarkIndex, m_query, m_texts);
    setLoad(LoadState::Ready);
    if (m_texts && !m_atEnd)
        return searchOn();
    refresh();
}

void SampleRows::stop()
{
    if (!isSearching())
        return;
    m_stopped = true;
    Q_EMIT searchChanged();
}

const Sample *SampleRows::at(int row) const
{
    return row < 0 || row >= m_total ? nullptr : m_pages.at(row);
}

void SampleRows::fetch(int chunk)
{
    if (m_texts)
        return fetchFound(chunk, m_starts.value(chunk), {});
    SampleQuery query = m_query;
    query.offset = qint64(chunk) * chunkRows;
    // What the server has counted already comes with the rows; a count that must be made may come later than they.
    const bool costly = !query.filterExpression.isEmpty() || !query.search.isEmpty();
    query.count = !costly;
    if (chunk == 0 && costly)
        fetchCount();
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, query), this, [this, chunk, ticket = m_ticket](const Result<SamplePage> &page) {
        if (ticket != m_ticket)
            return; // filter, order or benchmark changed meanwhile
        take(chunk, page);
        if (ticket == m_ticket) // who was told may have asked for others
            m_pages.done(chunk);
    });
}

void SampleRows::fetchCount()
{
    SampleQuery query = m_query;
    query.limit = 1;
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, query), this, [this, ticket = m_ticket](const Result<SamplePage> &page) {
        if (ticket != m_ticket || !page || !page->counted)
            return;
        setTotal(int(std::min<qint64>(page->totalCount, std::numeric_limits<int>::max())));
        Q_EMIT counted(page->totalCount);
    });
}

void SampleRows::take(int chunk, const Result<SamplePage> &page)
{
    if (!page)
        return setLoad(LoadState::Failed, page.error());
    const int first = chunk * chunkRows;
    if (page->counted) {
        setTotal(int(std::min<qint64>(page->totalCount, std::numeric_limits<int>::max())));
        Q_EMIT counted(page->totalCount);
    } else if (first + page->items.size() > m_total || page->next.isEmpty()) {
        setTotal(first + int(page->items.size())); // at least, or, at the end, exactly
    }
    if (first < m_total)
        keep(chunk, page->items);
    setLoad(LoadState::Ready);
}

void SampleRows::keep(int chunk, const QList<Sample> &rows)
{
    m_pages.keep(chunk, rows);
    const int first = chunk * chunkRows;
    Q_EMIT rowsChanged(first, std::min(m_total, first + chunkRows) - 1);
}

/// A chunk of a search that was forgotten meanwhile: from where it begins on, part by part, until it is whole.
void SampleRows::fetchFound(int chunk, const QString &after, const QList<Sample> &before)
{
    SampleQuery query = m_query;
    query.after = after;
    query.limit = chunkRows - int(before.size());
    query.count = false;
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, query), this, [this, chunk, before, ticket = m_ticket](const Result<SamplePage> &page) {
        if (ticket != m_ticket)
            return;
        if (!page) {
            m_pages.done(chunk);
            return take(chunk, page);
        }
        const QList<Sample> rows = before + page->items;
        const int expected = std::min(chunkRows, m_total - chunk * chunkRows);
        if (rows.size() < expected && !page->next.isEmpty())
            return fetchFound(chunk, page->next, rows);
        keep(chunk, rows);
        if (ticket == m_ticket)
            m_pages.done(chunk);
    });
}

void SampleRows::searchOn()
{
    if (m_asking)
        return;
    m_asking = true;
    SampleQuery query = m_query;
    query.after = m_next;
    query.limit = chunkRows - m_total % chunkRows;
    query.count = m_lookedAt == 0;
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, query), this, [this, ticket = m_ticket](const Result<SamplePage> &page) {
        if (ticket != m_ticket)
            return;
        m_asking = false;
        if (!page)
            return setLoad(LoadState::Failed, page.error());
        takeFound(*page);
        if (isSearching())
            searchOn();
    });
}

void SampleRows::takeFound(const SamplePage &page)
{
    if (page.totalCount > 0)
        m_toLookAt = page.totalCount;
    m_lookedAt = page.lookedAt;
    m_gaveUp += page.gaveUp;
    if (!page.items.isEmpty()) {
        const int chunk = m_total / chunkRows, inside = m_total % chunkRows;
        if (inside == 0)
            m_starts << m_next;
        const bool here = inside == 0 || m_pages.has(chunk);
        const QList<Sample> rows = m_pages.rows(chunk).mid(0, inside) + page.items;
        setTotal(m_total + int(page.items.size()));
        if (here)
            keep(chunk, rows);
    }
    m_next = page.next;
    m_atEnd = page.next.isEmpty();
    if (m_atEnd)
        Q_EMIT counted(m_total);
    setLoad(m_total > 0 || m_atEnd ? LoadState::Ready : LoadState::Loading);
    Q_EMIT searchChanged();
}

void SampleRows::setTotal(int total)
{
    if (total > m_total) {
        // The last chunk was short when it was fetched.
        if (!m_texts)
            m_pages.setStale(m_total / chunkRows);
        Q_EMIT aboutToGrow(total);
        m_total = total;
        Q_EMIT grown();
    } else if (total < m_total) {
        Q_EMIT aboutToShrink(total);
        m_total = total;
        m_pages.cut(total);
        Q_EMIT shrunk();
    }
}

void SampleRows::setLoad(LoadState load, const Error &error)
{
    m_pages.halt(load == LoadState::Failed);
    const bool same = m_load == load && m_error.message == error.message;
    m_error = error;
    if (same)
        return;
    m_load = load;
    Q_EMIT loadChanged();
}

} // namespace assay
