#pragma once

#include "models/common/Roles.h"
#include "services/api/JobService.h"
#include "services/core/Clock.h"

#include <QAbstractTableModel>

#include <deque>

namespace assay {

/// One lane a benchmark while a job runs: state, phase, items, time left. Fed by the job as fetched and by the small changes
/// that servers push in between. The time left follows from the pace of the last observations on the given clock. GUI thread.
class LaneModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { BenchmarkColumn, StateColumn, PhaseColumn, ProgressColumn, ItemsColumn, LeftColumn, MessageColumn, ColumnCount };
    enum Role {
        FractionRole = FirstOwnRole, ///< 0..1; invalid when nobody told the total
        StateRole,                   ///< int(RunState)
        ReadingRole,                 ///< the lane in one sentence
        IndexRole,                   ///< benchmark_index
    };
    struct Lane {
        int index = 0;
        QString id;
        Word<RunState> state;
        Word<Phase> phase;
        std::optional<qint64> done, total;
        QString message;
        bool failed = false; ///< the message is an error, not a warning
        bool operator==(const Lane &) const = default;
    };
    explicit LaneModel(Clock &clock, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setJob(const Job &job, const QList<BenchmarkRef> &plan = {});
    /// A pushed change of this job. False when it names a lane that is not known yet, so that the caller fetches the job.
    bool apply(const JobChange &change);
    const Lane &lane(int row) const { return m_lanes.at(row).lane; }
    /// Milliseconds left in a lane by its pace; none while unknown or finished.
    std::optional<qint64> leftMs(int row) const;
    /// Items over all lanes; totals only while every lane told its own.
    qint64 itemsDone() const;
    std::optional<qint64> itemsTotal() const;
    /// 0..1 over all lanes, each counting alike: totals of lanes that wait are not known yet.
    double fractionDone() const;
    /// The longest lane's time left.
    std::optional<qint64> leftMs() const;

private:
    struct Pace {
        qint64 atMs, done;
    };
    struct Entry {
        Lane lane;
        std::deque<Pace> pace; ///< oldest first, at most 30
    };
    void observe(Entry &entry);
    void put(int row, const Lane &lane);
    QString text(int row, int column) const;

    Clock &m_clock;
    QList<Entry> m_lanes; ///< ascending by index
};

} // namespace assay
