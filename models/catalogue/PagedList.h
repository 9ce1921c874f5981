#pragma once

#include "models/common/LoadState.h"
#include "services/core/Async.h"
#include "services/core/Query.h"

#include <functional>

namespace assay {

/// Reads every page of a list of the catalogue, and how that stands. Query: has an `offset`. One thread with an event loop; nothing is
/// told after the context died, nor of a reading that a later refresh() overtook.
template<typename Item, typename Query>
class PagedList {
public:
    using Fetch = std::function<QFuture<Result<Page<Item>>>(const Query &)>;

    /// arrived: with the whole list, before changed() says Ready.
    PagedList(QObject *context, Fetch fetch, std::function<void(const QList<Item> &)> arrived, std::function<void()> changed)
        : m_context(context), m_fetch(std::move(fetch)), m_arrived(std::move(arrived)), m_changed(std::move(changed))
    {
    }
    LoadState state() const { return m_state; }
    const Error &error() const { return m_error; }
    void refresh()
    {
        setState(LoadState::Loading);
        fetch(0, ++m_ticket, {});
    }

private:
    void fetch(qint64 offset, quint64 ticket, const QList<Item> &sofar)
    {
        Query query;
        query.offset = offset;
        whenDone(m_fetch(query), m_context, [this, ticket, sofar](const Result<Page<Item>> &page) {
            if (ticket != m_ticket)
                return;
            if (!page)
                return setState(LoadState::Failed, page.error());
            const QList<Item> all = sofar + page->items;
            if (!page->items.isEmpty() && all.size() < page->totalCount)
                return fetch(all.size(), ticket, all);
            m_arrived(all);
            setState(LoadState::Ready);
        });
    }
    void setState(LoadState state, const Error &error = {})
    {
        m_state = state;
        m_error = error;
        m_changed();
    }

    QObject *const m_context;
    const Fetch m_fetch;
    const std::function<void(const QList<Item> &)> m_arrived;
    const std::function<void()> m_changed;
    LoadState m_state = LoadState::Idle;
    Error m_error;
    quint64 m_ticket = 0;
};

/// The first row from `from` on with the id of a resource; -1: none.
template<typename Item>
int rowOf(const QList<Item> &list, const QString &id, int from = 0)
{
    for (int row = from; row < int(list.size()); ++row) {
        if (list.at(row).resource.id == id)
            return row;
    }
    return -1;
}

} // namespace assay
