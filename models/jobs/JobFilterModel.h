#pragma once

#include "models/jobs/JobFilter.h"

#include <QSortFilterProxyModel>

namespace assay {

class JobListModel;

/// The rows of a JobListModel that a filter line lets through, sorted by SortRole; newest first from the start.
class JobFilterModel : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit JobFilterModel(JobListModel &jobs, QObject *parent = nullptr);
    void setFilter(const JobFilter &filter);
    const JobFilter &filter() const { return m_filter; }
    /// Row of a run here; -1 when it is not there or filtered out.
    int rowOf(const QString &id) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    JobListModel &m_jobs;
    JobFilter m_filter;
};

} // namespace assay
