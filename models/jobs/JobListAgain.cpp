// Rows that are made anew from what is known of them, slice by slice: another part of JobListModel.

#include "models/jobs/JobListModel.h"

#include "models/jobs/RunFacts.h"

#include <algorithm>
#include <utility>

namespace assay {

void JobListModel::makeAnew()
{
    m_anew = true;
    againFromStart();
}

void JobListModel::decorateAgain(const QStringList &ids)
{
    if (!m_decorate)
        return;
    if (ids.isEmpty())
        return againFromStart();
    for (const QString &id : ids) {
        if (const int at = rowOf(id); at >= 0 && again(at))
            Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
    }
}

/// True when the row is not what it was.
bool JobListModel::again(int at)
{
    const JobRow &known = m_rows.at(at);
    JobRow fresh = m_anew ? jobRow(runRecord(known)) : known;
    if (m_anew) {
        fresh.connection = known.connection;
        fresh.cached = known.cached;
        fresh.archived = known.archived;
    }
    if (m_decorate)
        m_decorate(fresh);
    if (fresh == known)
        return m_anew; // cells are worded in the language of now
    m_rows[at] = std::move(fresh);
    return true;
}

void JobListModel::againFromStart()
{
    m_again = 0;
    againSlice();
}

void JobListModel::againSlice()
{
    const int end = std::min(m_again + sliceRows, int(m_rows.size()));
    for (; m_again < end; ++m_again)
        m_anyChanged = again(m_again) || m_anyChanged;
    if (m_again < int(m_rows.size()))
        return m_slice.start(0);
    m_slice.stop();
    m_again = -1;
    m_anew = false;
    if (std::exchange(m_anyChanged, false) && !m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1));
}

} // namespace assay
