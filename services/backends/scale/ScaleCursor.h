#pragma once

#include "services/backends/scale/ScaleReader.h"

#include <QSet>

namespace assay {

/// How far a list was read page by page. Pages are named by the item before them, which may have gone meanwhile, and they may overlap.
struct ScaleCursor {
    QString last;       ///< the next page comes after it
    bool over = false;

    /// What a page brings that was not there, in its order.
    template<typename T>
    QList<T> take(const ScalePage<T> &page)
    {
        const bool again = m_ends.contains(page.last); // a server that repeats a page does not loop
        m_ends.insert(page.last);
        last = page.last;
        over = again || page.items.isEmpty() || !page.more.value_or(true);
        QList<T> fresh;
        for (qsizetype i = 0; i < page.items.size() && !again; ++i) {
            const QString &id = page.ids.at(i);
            if (!id.isEmpty() && m_seen.contains(id))
                continue;
            m_seen.insert(id);
            fresh << page.items.at(i);
        }
        return fresh;
    }

    /// True: the item before the page is there no more, and the list is to be read from its start; a few times only.
    bool startsAgain(const Error &error)
    {
        const bool broken = error.code == QLatin1String("http_404") || error.code == QLatin1String("http_400");
        if (!broken || last.isEmpty() || m_starts >= mostStarts)
            return false;
        ++m_starts;
        last.clear();
        m_ends.clear();
        return true;
    }

private:
    static constexpr int mostStarts = 3;
    QSet<QString> m_ends; ///< last items of pages
    QSet<QString> m_seen;
    int m_starts = 0;
};

} // namespace assay
