#include "models/jobs/JobFilterModel.h"

#include "models/jobs/JobListModel.h"

namespace assay {

JobFilterModel::JobFilterModel(JobListModel &jobs, QObject *parent) : QSortFilterProxyModel(parent), m_jobs(jobs)
{
    setSortRole(SortRole);
    setSourceModel(&jobs);
    sort(JobListModel::StartedColumn, Qt::DescendingOrder);
}

void JobFilterModel::setFilter(const JobFilter &filter)
{
    m_filter = filter;
    invalidateRowsFilter();
}

int JobFilterModel::rowOf(const QString &id) const
{
    const int row = m_jobs.rowOf(id);
    return row < 0 ? -1 : mapFromSource(m_jobs.index(row, 0)).row();
}

bool JobFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const JobRow &row = m_jobs.row(sourceRow);
    return !m_jobs.isHidden(row.id) && m_filter.accepts(row);
}

/// Equal values keep a fixed order, so that rows do not jump at a refresh.
bool JobFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QPartialOrdering order = QVariant::compare(left.data(SortRole), right.data(SortRole));
    if (order == QPartialOrdering::Equivalent)
        return m_jobs.row(left.row()).id < m_jobs.row(right.row()).id;
    return order == QPartialOrdering::Less;
}

} // namespace assay
