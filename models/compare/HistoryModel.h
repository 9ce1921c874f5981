#pragma once

#include "models/common/LoadState.h"
#include "models/compare/HistoryDrop.h"
#include "services/core/Job.h"
#include "services/core/Query.h"
#include "services/core/Result.h"
#include "services/verdict/Judge.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/RunBenchmarks.h"
#include "services/verdict/RunConfig.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QSet>

namespace assay {

class RunSet;
class ConnectionRegistry;

/// One benchmark of the compared models over time, from the runs of their connections: score with interval, the gate as it was, the
/// verdict. Lists cannot be asked for a model, so each connection's is read from its newest run on until the newest `enoughRuns` of each
/// compared model are there, `mostRead` at most. GUI thread.
class HistoryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int pageRuns = 100; ///< as EvalHub allows
    static constexpr int enoughRuns = 100, mostRead = 1000;
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

    /// Which models and connections; asks for their runs where it has not yet.
    void setRuns(const RunSet &runs);
    /// The next setRuns() asks for everything again; what is there stays until the answers come.
    void forget();
    void setBenchmark(const Benchmark &benchmark);
    const Benchmark &benchmark() const { return m_benchmark; }
    const QList<Point> &points() const { return m_points; } ///< oldest first
    /// The runs of one model that were to measure this benchmark, oldest first, also those without a result.
    QList<HistoryEntry> entries(const QString &model) const { return m_entries.value(model); }
    const QStringList &models() const { return m_models; }
    LoadState load() const { return m_load; }
    Error error() const { return m_error; }
    int cutAt() const; ///< among so many runs of a connection they were found, and there are more; 0: all are there

Q_SIGNALS:
    void loadChanged();

private:
    void ask(const QString &connectionId);
    void askPage(const QString &connectionId, qint64 offset);
    void takePage(const QString &connectionId, qint64 offset, const Page<Job> &page);
    void answered();
    QHash<QString, int> countOf(const QString &connectionId) const;
    void fill();
    void add(const QString &ref, const Job &job, const RunBenchmark &one, const RunConfig &config);
    void findBreaks();
    ConnectionRegistry &m_connections;
    QStringList m_models, m_refs;           ///< of the compared runs
    QHash<QString, QStringList> m_wanted;   ///< by connection: the models of its compared runs
    QHash<QString, QStringList> m_asked;    ///< by connection: the models that it was asked for
    QSet<QString> m_leftOut;                ///< connections that have more runs of a model than are kept
    QHash<QString, Job> m_jobs; ///< by RunRef::text()
    Benchmark m_benchmark;
    QList<Point> m_points;
    QHash<QString, QList<HistoryEntry>> m_entries; ///< by model
    LoadState m_load = LoadState::Idle;
    Error m_error;
    QHash<QString, int> m_cutAt;            ///< by connection, where it has more
    int m_left = 0;
    quint64 m_ticket = 0; ///< answers to older questions are dropped
};

} // namespace assay
