#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "services/core/Job.h"
#include "services/verdict/Judge.h"
#include "services/verdict/MetricInfo.h"

#include <QAbstractTableModel>

namespace assay {

class RunModel;

/// Everything that all benchmarks of a run reported, a row a metric; thousands are usual. Read from the results by the thread
/// pool once somebody looks (activate()), and again when the run or the metric dictionary changed. GUI thread.
class RunMetricsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { BenchmarkColumn, MetricColumn, ValueColumn, IntervalColumn, ErrorColumn, SamplesColumn, UnitColumn, DirectionColumn, DictionaryColumn, ColumnCount };
    enum Role {
        SearchRole = FirstOwnRole, ///< lower case: benchmark, metric, title
        MetricRole,                ///< QString: the name as reported
        KnownRole,                 ///< bool: the metric dictionary has it
    };
    struct Row {
        int index = 0; ///< of the benchmark
        QString benchmark;
        MetricSummary summary; ///< without a value: `text` says what was reported
        QString text;          ///< of what is no number
        MetricInfo info;
        std::optional<Interval> interval;
        bool primary = false;  ///< the benchmark is judged by it
    };
    explicit RunMetricsModel(RunModel &run, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// From now on the rows are read; before, nobody looks at them.
    void activate();
    LoadState load() const { return m_load; }
    const QList<Row> &rows() const { return m_rows; }
    /// Pure, any thread. `primary`: the metric by which the benchmark of an index is judged.
    static QList<Row> rowsOf(const JobResults &results, const QHash<int, QString> &primary, double level);

Q_SIGNALS:
    void loadChanged();

private:
    void read();
    QString text(const Row &row, int column) const;
    QVariant sortValue(const Row &row, int column) const;

    RunModel &m_run;
    QList<Row> m_rows;
    LoadState m_load = LoadState::Idle;
    quint64 m_ticket = 0;
    double m_level = 0.95;
};

} // namespace assay
