#pragma once

#include "models/jobs/JobFilter.h"
#include "models/jobs/JobListModel.h"
#include "services/core/Clock.h"

#include <QAbstractTableModel>

#include <vector>

namespace assay {

/// The rows of a JobListModel that a filter line lets through, sorted by several columns and divided into groups. Ten thousand rows
/// are filtered and sorted within a frame or two, so the order is made anew as a whole when the filter changes (a reset; whoever
/// shows it keeps the selection by run), and row by row when runs change.
class JobFilterModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { GroupColumn = JobListModel::ColumnCount, ColumnCount };
    enum Role { GroupStartRole = JobListModel::ProgressTextRole + 1 }; ///< bool: the first row of its group
    struct SortKey {
        int column = JobListModel::StartedColumn;
        Qt::SortOrder order = Qt::DescendingOrder;
        bool operator==(const SortKey &) const = default;
    };

    explicit JobFilterModel(JobListModel &jobs, QObject *parent = nullptr, Clock &clock = Clock::system());
    void setFilter(const JobFilter &filter);
    const JobFilter &filter() const { return m_filter; }
    void setGrouping(RunGrouping grouping);
    RunGrouping grouping() const { return m_grouping; }
    /// The first decides, the next where it is equal. Newest first from the start.
    void setSortKeys(const QList<SortKey> &keys);
    const QList<SortKey> &sortKeys() const { return m_keys; }
    /// The column becomes the last key, or turns round when it is one.
    void addSortKey(int column);
    /// The only key.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// Row of a run here; -1 when it is not there or filtered out.
    int rowOf(const QString &id) const;
    const JobRow &row(int row) const { return m_jobs.row(m_order.at(std::size_t(row))); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void sortKeysChanged();

private:
    bool accepts(int source) const;
    bool before(int a, int b) const;
    QString groupOf(const JobRow &row) const;
    QString groupTitle(const JobRow &row) const;
    void readGroups();
    void rebuild();
    void fill();
    void orderAll();
    void merge(int first, int last);
    void place(int source);
    void takeOut(int source);
    void put(int source);
    void onInserted(int first, int last);
    void onAboutToBeRemoved(int first, int last);
    void onRemoved(int first, int last);
    void onChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles);
    void groupsChanged();

    JobListModel &m_jobs;
    Clock &m_clock;
    JobFilter m_filter;
    RunGrouping m_grouping = RunGrouping::None;
    QList<SortKey> m_keys{SortKey{}};
    qint64 m_nowMs = 0;              ///< of the last order
    std::vector<int> m_all;          ///< rows there in order, filtered out or not, so that a keystroke sorts nothing; empty: not known
    std::vector<int> m_order;        ///< row here -> row there
    std::vector<int> m_at;           ///< row there -> row here, -1: filtered out
    std::vector<QString> m_groups;   ///< row there -> what its group is sorted by; empty without groups
    QHash<QString, int> m_groupSize; ///< rows here
};

} // namespace assay
