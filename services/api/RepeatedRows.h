#pragma once

#include "services/api/DatasetService.h"

#include <algorithm>

namespace assay {

/// No dataset that is handed out page by page has a row of this number.
inline constexpr qint64 noSuchRow = 1'000'000'000;

/// Watches the pages of one dataset as they come, where nobody tells how many rows it has: a server that passes over
/// where a page is to start sends the same rows for ever. Rows may well be equal, too. So a page that begins as the
/// one before is suspected, and row noSuchRow asked for: who sends one there passes over the start.
template <typename Row> class RepeatGuard {
public:
    /// Whether to ask for noSuchRow, and the answer for isRepeating(), before this page is taken.
    bool suspects(const QList<Row> &page)
    {
        const bool same = !m_cleared && !page.isEmpty() && page.size() <= m_last.size()
            && std::equal(page.cbegin(), page.cend(), m_last.cbegin());
        m_last = page;
        return same;
    }
    /// False: the rows are the dataset's own, and no page is suspected any more. Error: it is not known.
    Result<bool> isRepeating(const Result<QList<Row>> &beyond)
    {
        if (!beyond && beyond.error().kind != Error::Kind::Invalid) // who refuses such a start reads it
            return beyond.error();
        m_cleared = !beyond || beyond->isEmpty();
        return !m_cleared;
    }
    Result<bool> isRepeating(const Result<DatasetRowPage> &beyond)
    {
        return isRepeating(beyond ? Result<QList<Row>>(beyond->rows) : Result<QList<Row>>(beyond.error()));
    }

private:
    QList<Row> m_last;
    bool m_cleared = false;
};

} // namespace assay
