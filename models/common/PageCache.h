#pragma once

#include <QHash>
#include <QList>
#include <QSet>
#include <QTimer>

#include <functional>

namespace assay {

/// Pages of a list that is too long to be held: only a few are in memory, the others are fetched when they are looked
/// at. Looking is cheap and may happen while a view paints: the wishes of a turn of the event loop are gathered, the
/// latest is fetched first, and few are under way at a time. Who owns it fetches, and says with keep(), done() and
/// halt() what came of it. GUI thread.
template <typename Row>
class PageCache {
public:
    static constexpr int mostRequests = 2;
    static constexpr int mostWanted = 6; ///< more than can be on screen; older wishes were scrolled past

    /// fetch(page) asks for the rows of a page, from the event loop or out of fetch(); done(page) must follow.
    PageCache(int pageRows, int mostPages, std::function<void(int)> fetch)
        : m_pageRows(pageRows)
        , m_mostPages(mostPages)
        , m_fetch(std::move(fetch))
    {
        m_timer.setSingleShot(true);
        m_timer.setInterval(0);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { fetchWanted(); });
    }
    PageCache(const PageCache &) = delete;
    PageCache &operator=(const PageCache &) = delete;

    /// The row of that number in the list, or null while it is not here. Where it is missing or stale, it is asked for.
    const Row *at(int row)
    {
        const int number = row / m_pageRows;
        const auto page = m_pages.find(number);
        if (page == m_pages.end() || page->stale)
            want(number);
        if (page == m_pages.end() || row % m_pageRows >= page->rows.size())
            return nullptr;
        page->used = ++m_looks;
        return &page->rows.at(row % m_pageRows);
    }
    /// The same without asking for it, and without having looked.
    const Row *known(int row) const
    {
        const auto page = m_pages.constFind(row / m_pageRows);
        return page != m_pages.cend() && row % m_pageRows < page->rows.size() ? &page->rows.at(row % m_pageRows) : nullptr;
    }
    bool has(int page) const { return m_pages.contains(page); }
    QList<Row> rows(int page) const { return m_pages.value(page).rows; } ///< empty while it is not here
    int held() const { return int(m_pages.size()); }
    bool isPending(int page) const { return m_pending.contains(page); }
    /// Nothing is under way or wanted.
    bool isIdle() const { return m_pending.isEmpty() && m_wanted.isEmpty(); }

    /// Asks at once, whatever else is under way.
    void fetch(int page)
    {
        m_wanted.removeOne(page);
        m_pending.insert(page);
        m_fetch(page);
    }
    /// Its answer has come, good or bad. After keep(): who looks while the list grows would ask for it again.
    void done(int page)
    {
        m_pending.remove(page);
        if (!m_wanted.isEmpty())
            m_timer.start();
    }
    void keep(int page, const QList<Row> &rows)
    {
        m_pages.insert(page, { rows, ++m_looks, false });
        while (m_pages.size() > m_mostPages) {
            auto oldest = m_pages.begin();
            for (auto it = m_pages.begin(); it != m_pages.end(); ++it) {
                if (it->used < oldest->used)
                    oldest = it;
            }
            m_pages.erase(oldest);
        }
    }
    /// What is here stays until its page has come again.
    void setStale(int page)
    {
        if (const auto at = m_pages.find(page); at != m_pages.end())
            at->stale = true;
    }
    void setAllStale()
    {
        for (Page &page : m_pages)
            page.stale = true;
    }
    /// The list has only so many rows.
    void cut(int rows)
    {
        m_pages.removeIf([this, rows](const auto &page) { return page.key() * m_pageRows >= rows; });
    }
    /// While it is halted nothing is asked for by looking: after an error, painting would ask in a loop.
    void halt(bool halted)
    {
        m_halted = halted;
        if (halted)
            m_wanted.clear();
    }
    /// Forgets all; done() of what is under way must not follow.
    void clear()
    {
        m_pages.clear();
        m_wanted.clear();
        m_pending.clear();
        m_timer.stop();
    }

private:
    struct Page {
        QList<Row> rows;
        quint64 used = 0; ///< when it was looked at last, in looks
        bool stale = false;
    };
    void want(int page)
    {
        if (m_halted || m_pending.contains(page) || (!m_wanted.isEmpty() && m_wanted.last() == page))
            return;
        m_wanted.removeOne(page);
        m_wanted.append(page);
        if (m_wanted.size() > mostWanted)
            m_wanted.removeFirst();
        if (!m_timer.isActive())
            m_timer.start();
    }
    void fetchWanted()
    {
        while (!m_wanted.isEmpty() && m_pending.size() < mostRequests)
            fetch(m_wanted.last());
    }

    const int m_pageRows, m_mostPages;
    std::function<void(int)> m_fetch;
    QHash<int, Page> m_pages;
    QList<int> m_wanted; ///< latest last
    QSet<int> m_pending;
    QTimer m_timer;
    quint64 m_looks = 0;
    bool m_halted = false;
};

} // namespace assay
