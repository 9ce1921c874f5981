#include "models/datasets/DatasetReader.h"

#include "services/core/Async.h"

#include <QLocale>
#include <QTimer>

#include <algorithm>

namespace assay {

void DatasetReader::next()
{
    int limit = DatasetService::pageRows;
    if (m_only) {
        const auto first = std::lower_bound(m_only->cbegin(), m_only->cend(), m_next);
        m_more = m_more && first != m_only->cend();
        if (m_more) {
            m_next = *first;
            const auto behind = std::lower_bound(first, m_only->cend(), m_next + limit);
            limit = int(*(behind - 1) - m_next + 1);
        }
    }
    if (!m_more)
        return atEnd();
    whenDone(
        m_service.rows(m_id, m_next, limit), this, [this](const Result<DatasetRowPage> &answer) { answered(answer); });
}

/// Never out of next(): who reads on in a slot would go deeper with each page.
void DatasetReader::atEnd(const QString &note)
{
    m_more = false;
    QTimer::singleShot(0, this, [this, note] { Q_EMIT ended(note); });
}

void DatasetReader::answered(const Result<DatasetRowPage> &answer)
{
    if (!answer)
        return Q_EMIT failed(tr("“%1” cannot be read: %2").arg(m_id, answer.error().message));
    m_total = answer->total;
    const QString read = QLocale().toString(m_next);
    if (answer->rows.isEmpty()) {
        const bool missing = m_total ? m_next < *m_total : answer->more;
        return atEnd(missing && !m_only
                ? tr("Only the first %1 rows of “%2” were read: the server says that there are more but sends none.")
                      .arg(read, m_id)
                : QString());
    }
    if (!m_only && !m_total && m_guard.suspects(answer->rows))
        return suspectRepeat(*answer);
    take(*answer);
}

void DatasetReader::suspectRepeat(const DatasetRowPage &page)
{
    whenDone(m_service.rows(m_id, noSuchRow, 1), this, [this, page](const Result<DatasetRowPage> &beyond) {
        const auto repeats = m_guard.isRepeating(beyond);
        if (!repeats)
            return Q_EMIT failed(tr("“%1” cannot be read: %2").arg(m_id, repeats.error().message));
        if (*repeats)
            return atEnd(tr("Only the first %1 rows of “%2” were read: then the server sends the same rows again.")
                             .arg(QLocale().toString(m_next), m_id));
        take(page);
    });
}

void DatasetReader::take(const DatasetRowPage &page)
{
    const qint64 from = m_next;
    m_next += page.rows.size();
    m_more = m_only || (m_total ? m_next < *m_total : page.more);
    Q_EMIT arrived(from, page.rows);
}

} // namespace assay
