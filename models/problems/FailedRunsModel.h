#pragma once

#include "services/core/Clock.h"

#include <QSortFilterProxyModel>
#include <QTimer>

namespace assay {

class JobListModel;

/// The runs that failed, as a whole or in part, within the last `days` days, as rows for AllProblemsModel; IdRole is the run's.
class FailedRunsModel : public QSortFilterProxyModel {
    Q_OBJECT
public:
    static constexpr int days = 7; ///< older ones are history: the list of runs has them
    explicit FailedRunsModel(JobListModel &jobs, Clock &clock = Clock::system(), QObject *parent = nullptr);
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    JobListModel &m_jobs;
    Clock &m_clock;
    QTimer m_hour;
};

} // namespace assay
