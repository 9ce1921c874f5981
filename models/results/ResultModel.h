#pragma once

#include "models/common/MergedTable.h"
#include "models/results/ResultRow.h"

namespace assay {

/// A job's benchmarks with scores, intervals, gates and verdicts; the chart and the table of the run page both read it.
/// Rows are matched by benchmark index, so refreshes keep selection and scroll position. GUI thread.
class ResultModel : public MergedTable {
    Q_OBJECT
public:
    enum Column {
        BenchmarkColumn,
        BarColumn,
        ScoreColumn,
        IntervalColumn,
        SamplesColumn,
        GateColumn,
        VerdictColumn,
        ServerColumn,
        NotExtractedColumn,
        ErrorsColumn,
        LatencyColumn,
        ColumnCount,
    };
    enum Role {
        RowRole = FirstOwnRole, ///< the whole ResultRow
        ReadingRole,            ///< what a screen reader and a tooltip say
    };
    explicit ResultModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Takes the job as it is now. plan: see resultRows().
    void setJob(const Job &job, const QList<BenchmarkRef> &plan = {});
    void setPolicy(const GatePolicy &policy);
    /// Rows that were judged elsewhere, ascending by index, and by which policy.
    void setRows(const QList<ResultRow> &rows, const GatePolicy &policy);
    /// What the rows were judged by: the one that was set, else that of this process when the job was taken.
    const GatePolicy &policy() const { return m_policy; }
    const QList<ResultRow> &rows() const { return m_rows; }
    QList<GateVerdict> verdicts() const;
    /// The table as plain text with tabs, for the clipboard.
    QString asText() const;

private:
    void merge(const QList<ResultRow> &fresh);
    QString text(const ResultRow &row, int column) const;
    QVariant sortValue(const ResultRow &row, int column) const;

    Job m_job;
    QList<BenchmarkRef> m_plan;
    GatePolicy m_policy;
    bool m_ownPolicy = false; ///< set, not the process's
    QList<ResultRow> m_rows; ///< ascending by index
};

} // namespace assay
