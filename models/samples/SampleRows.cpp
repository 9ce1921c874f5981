#include "models/samples/SampleRows.h"

#include "services/core/Async.h"

#include <algorithm>

namespace assay {

static constexpr int maxRequests = 2;
static constexpr int maxWanted = 6; ///< more than can be on screen; older wishes were scrolled past

SampleRows::SampleRows(JobService &service, QObject *parent) : QObject(parent), m_service(service)
{
    // Rows are asked for while painting: gather a paint's wishes, then fetch.
    m_fetchTimer.setSingleShot(true);
    m_fetchTimer.setInterval(0);
    connect(&m_fetchTimer, &QTimer::timeout, this, &SampleRows::fetchWanted);
}

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
    m_chunks.clear();
    m_wanted.clear();
    m_pending.clear();
    m_starts.clear();
    m_next.clear();
    m_atEnd = m_stopped = m_asking = false;
    m_lookedAt = m_toLookAt = m_gaveUp = 0;
    Q_EMIT reset();
    if (m_jobId.isEmpty())
        return setLoad(LoadState::Idle);
    setLoad(LoadState::Loading);
    m_texts ? searchOn() : fetch(0);
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
    for (Chunk &chunk : m_chunks)
        chunk.stale = true;
    // The first rows tell the new total; the others are fetched when somebody looks at them.
    if (!m_pending.contains(0))
        fetch(0);
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
    if (row < 0 || row >= m_total)
        return nullptr;
    const int number = row / chunkRows;
    const auto chunk = m_chunks.find(number);
    if (chunk == m_chunks.end() || chunk->stale)
        want(number);
    if (chunk == m_chunks.end() || row % chunkRows >= chunk->rows.size())
        return nullptr;
    chunk->used = ++m_useCounter;
    return &chunk->rows.at(row % chunkRows);
}

void SampleRows::want(int chunk) const
{
    if (m_pending.contains(chunk) || m_load == LoadState::Failed || (!m_wanted.isEmpty() && m_wanted.last() == chunk))
        return;
    m_wanted.removeOne(chunk);
    m_wanted.append(chunk);
    if (m_wanted.size() > maxWanted)
        m_wanted.removeFirst();
    if (!m_fetchTimer.isActive())
        m_fetchTimer.start();
}

void SampleRows::fetchWanted()
{
    while (!m_wanted.isEmpty() && m_pending.size() < maxRequests)
        fetch(m_wanted.takeLast());
}

void SampleRows::fetch(int chunk)
{
    m_pending.insert(chunk);
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
        m_pending.remove(chunk);
        take(chunk, page);
        fetchWanted();
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
    if (!page) {
        m_wanted.clear();
        return setLoad(LoadState::Failed, page.error());
    }
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
    m_chunks.insert(chunk, {rows, ++m_useCounter, false});
    while (m_chunks.size() > maxChunks) {
        auto oldest = m_chunks.begin();
        for (auto it = m_chunks.begin(); it != m_chunks.end(); ++it) {
            if (it->used < oldest->used)
                oldest = it;
        }
        m_chunks.erase(oldest);
    }
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
            m_pending.remove(chunk);
            return take(chunk, page);
        }
        const QList<Sample> rows = before + page->items;
        const int expected = std::min(chunkRows, m_total - chunk * chunkRows);
        if (rows.size() < expected && !page->next.isEmpty())
            return fetchFound(chunk, page->next, rows);
        m_pending.remove(chunk);
        keep(chunk, rows);
        fetchWanted();
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
        const bool here = inside == 0 || m_chunks.contains(chunk);
        const QList<Sample> rows = m_chunks.value(chunk).rows.mid(0, inside) + page.items;
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
        const auto last = m_chunks.find(m_total / chunkRows);
        if (last != m_chunks.end() && !m_texts)
            last->stale = true;
        Q_EMIT aboutToGrow(total);
        m_total = total;
        Q_EMIT grown();
    } else if (total < m_total) {
        Q_EMIT aboutToShrink(total);
        m_total = total;
        m_chunks.removeIf([total](const auto &chunk) { return chunk.key() * chunkRows >= total; });
        Q_EMIT shrunk();
    }
}

void SampleRows::setLoad(LoadState load, const Error &error)
{
    const bool same = m_load == load && m_error.message == error.message;
    m_error = error;
    if (same)
        return;
    m_load = load;
    Q_EMIT loadChanged();
}

} // namespace assay
