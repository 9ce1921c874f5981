#pragma once

#include "models/common/LoadState.h"
#include "models/common/MergedTable.h"
#include "models/common/Roles.h"
#include "models/logs/LogSource.h"

#include <QSet>

namespace assay {

class RunModel;

/// Every execution of every benchmark of a run: inside its job where the server keeps them, and in the jobs that tried it again.
/// One row a benchmark at least, ascending by benchmark and age. GUI thread.
class AttemptModel : public MergedTable {
    Q_OBJECT
public:
    enum Column { BenchmarkColumn, AttemptColumn, StateColumn, StartedColumn, DurationColumn, ExitColumn, ResourcesColumn, ScoreColumn, RunColumn, MessageColumn, ColumnCount };
    enum Role {
        JobIdRole = FirstOwnRole, ///< QString: the job it ran in
        CountsRole,               ///< bool: the run page shows its result
    };
    struct Row {
        int index = 0, number = 1, jobIndex = 0;
        QString benchmark, jobId, metric;
        bool counts = false;
        qint64 logAttempt = 0; ///< the part of the log in its job that is its own; 0: all of it, there was no other
        JobAttempt attempt;
        std::optional<double> score; ///< in the metric's unit
        bool operator==(const Row &) const = default;
    };
    AttemptModel(RunModel &run, JobService &jobs, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Whether the server keeps attempts inside a job (Capability::RetryBenchmarks); asked for once somebody looks (activate()).
    void setKept(bool kept);
    void activate();
    /// The same for one benchmark.
    void want(int index);
    /// What is known of the logs of a benchmark: one, or all in one place and one for each attempt, the oldest first.
    QList<LogChoice> logs(int index) const;
    static LogSource logOf(const Row &row) { return {row.jobId, row.jobIndex, row.logAttempt}; }
    LoadState load() const { return m_load; }
    const QList<Row> &rows() const { return m_rows; }

Q_SIGNALS:
    void loadChanged();

private:
    void update();
    void fetch();
    QList<Row> gather() const;
    QString text(const Row &row, int column) const;
    QVariant sortValue(const Row &row, int column) const;

    RunModel &m_run;
    JobService &m_jobs;
    bool m_kept = false, m_active = false;
    QSet<int> m_wanted;
    QList<Row> m_rows;
    QHash<int, QList<JobAttempt>> m_inside; ///< by benchmark, of the run's own job
    QHash<int, QString> m_asked; ///< state and start of the benchmark when it was last asked about: only news is asked for again
    LoadState m_load = LoadState::Idle;
};

} // namespace assay
