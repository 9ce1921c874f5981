#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "services/api/JobService.h"

#include <QAbstractTableModel>

namespace assay {

/// The values of one metadata column of a benchmark: how many samples each has, and their mean score with its interval. GUI thread.
class FacetModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ValueColumn, CountColumn, MeanColumn, IntervalColumn, ColumnCount };
    explicit FacetModel(JobService &service, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// `metadata`: name of the column; empty: nothing is shown.
    void setSource(const QString &jobId, int benchmarkIndex, const QString &metadata);
    void refresh();
    LoadState load() const { return m_load; }
    Error lastError() const { return m_error; }
    QString metadata() const { return m_metadata; }
    /// The filter expression of a row's samples.
    QString expressionAt(int row) const;

Q_SIGNALS:
    void loadChanged();

private:
    JobService &m_service;
    QString m_jobId, m_metadata;
    int m_benchmarkIndex = 0;
    QList<SampleFacet> m_facets;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    quint64 m_ticket = 0;
};

} // namespace assay
