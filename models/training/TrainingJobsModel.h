#pragma once

#include "models/common/LoadState.h"
#include "services/api/TrainingService.h"

#include <QAbstractTableModel>
#include <QHash>

namespace assay {

/// The training jobs that a server remembers, with their states and what those left that have ended. One request at a time. GUI thread.
class TrainingJobsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { IdColumn, StateColumn, ScheduledColumn, StartedColumn, CompletedColumn, CheckpointsColumn, ColumnCount };
    explicit TrainingJobsModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    /// Null: there is none, and no jobs.
    void refresh(TrainingService *service);
    LoadState load() const { return m_load; }
    Error error() const { return m_error; } ///< why Failed
    bool anyRuns() const;
    const TrainingStatus &job(int row) const { return m_jobs.at(row); }
    int rowOf(const QString &id) const; ///< -1: none

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_jobs.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loadChanged();

private:
    void listed(TrainingService &service, const QStringList &ids);
    void askNext(TrainingService &service, int row);
    void askArtifacts(TrainingService &service, int row, const TrainingStatus &status);
    void put(int row, const TrainingStatus &status);
    void remember(const Error &error);
    void end(const std::optional<Error> &error);

    QList<TrainingStatus> m_jobs;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    QHash<QString, QList<TrainingCheckpoint>> m_left; ///< by jobs that have ended, which were asked what they left
    std::optional<Error> m_failed; ///< the first of this round; the others are asked all the same
    int m_asked = 0;
};

/// What the server told of its use of the machine, a line each; empty: nothing.
QString resourcesText(const TrainingStatus &job);

/// What a job left, a row each: metrics that the server did not tell stay empty.
class CheckpointModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { IdColumn, EpochColumn, TrainLossColumn, ValidationLossColumn, PerplexityColumn, CreatedColumn, PathColumn, ColumnCount };
    explicit CheckpointModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}
    void setCheckpoints(const QList<TrainingCheckpoint> &checkpoints);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_checkpoints.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<TrainingCheckpoint> m_checkpoints;
};

} // namespace assay
