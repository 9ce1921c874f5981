#pragma once

#include "models/common/LoadState.h"
#include "models/compare/HistoryDrop.h"
#include "services/core/Job.h"
#include "services/core/Result.h"
#include "services/verdict/Judge.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/RunBenchmarks.h"
#include "services/verdict/RunConfig.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>

namespace assay {

class RunSet;
class ConnectionRegistry;

/// One benchmark of the compared models over time, from the runs of their connections: score with interval, the gate as it was, the
/// verdict. Reads the lists of runs when it is first shown; the newest `mostRuns` of each connection. GUI thread.
class HistoryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int mostRuns = 100; ///< a page of a list, as EvalHub allows
    enum Column { RunColumn, WhenColumn, ModelColumn, ScoreColumn, GateColumn, VerdictColumn, NoteColumn, ColumnCount };
    struct Point {
        QString ref, run, model;
        QDateTime when;
        double value = 0;
        std::optional<Interval> interval;
        GateVerdict judged;
        RunConfig config;
        QString breakReason; ///< why it cannot be compared with the same model's run before it
    };
    /// What identifies a benchmark across runs.
    struct Benchmark {
        QString providerId, id, metric;
        bool lowerIsBetter = false;
        MetricUnit unit = MetricUnit::Unbounded;
        bool operator==(const Benchmark &) const = default;
    };
    explicit HistoryModel(ConnectionRegistry &connections, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Which models and connections; asks for their runs.
    void setRuns(const RunSet &runs);
    void setBenchmark(const Benchmark &benchmark);
    const Benchmark &benchmark() const { return m_benchmark; }
    const QList<Point> &points() const { return m_points; } ///< oldest first
    /// The runs of one model that were to measure this benchmark, oldest first, also those without a result.
    QList<HistoryEntry> entries(const QString &model) const { return m_entries.value(model); }
    const QStringList &models() const { return m_models; }
    LoadState load() const { return m_load; }
    Error error() const { return m_error; }
    bool isCut() const { return m_cut; } ///< a connection has more runs than were read

Q_SIGNALS:
    void loadChanged();

private:
    void ask(const QString &connectionId);
    void fill();
    void add(const QString &ref, const Job &job, const RunBenchmark &one, const RunConfig &config);
    void findBreaks();
    ConnectionRegistry &m_connections;
    QStringList m_models, m_asked;
    QHash<QString, Job> m_jobs; ///< by RunRef::text()
    Benchmark m_benchmark;
    QList<Point> m_points;
    QHash<QString, QList<HistoryEntry>> m_entries; ///< by model
    LoadState m_load = LoadState::Idle;
    Error m_error;
    int m_left = 0;
    bool m_cut = false;
};

} // namespace assay
