#pragma once

#include "models/common/LoadState.h"
#include "models/jobs/JobRow.h"
#include "services/api/JobService.h"
#include "services/core/Clock.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QTimer>

namespace assay {

/// All runs of a connection, however many: chunks are asked for until the server has no more, and are merged row by row, so
/// that selection and scroll position survive. Rows are in no particular order; a proxy sorts. A progress push changes its row
/// at once; a change of state fetches the job.
class JobListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StateColumn, NameColumn, ModelColumn, TargetColumn, VerdictColumn, ScoreColumn, StartedColumn, DurationColumn,
                  TagsColumn, ColumnCount };
    enum Role { RunStateRole = FirstOwnRole, ///< int(RunState)
                ProgressRole,                ///< double 0..1 while running and known, else invalid
                ProgressTextRole };          ///< "12/40 · 30 %"
    static constexpr int chunkSize = 200;

    explicit JobListModel(JobService &service, Clock &clock = Clock::system(), QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Asks for everything again. Rows stay until the answer says otherwise; the newest call wins.
    void refresh();
    /// Brings in the rows that match before their turn comes; harmless when all are there.
    void fetchMatching(JobQuery query);

    LoadState load() const { return m_load; }
    const Error &error() const { return m_error; }
    /// What the server counted at the last answer; -1 before the first.
    qint64 totalCount() const { return m_total; }
    bool isComplete() const { return m_complete; }
    /// Monotonic milliseconds since the last answer; -1 before the first.
    qint64 ageMs() const;

    const JobRow &row(int row) const { return m_rows.at(row); }
    /// -1 when it is not there.
    int rowOf(const QString &id) const { return m_rowOf.value(id, -1); }

    /// A row that is about to be deleted: filters hide it, undo brings it back.
    void setHidden(const QString &id, bool hidden);
    bool isHidden(const QString &id) const { return m_hidden.contains(id); }
    /// The server has deleted it.
    void removeRun(const QString &id);
    /// Numbers that depend on the time of day: durations of running jobs, "Today 14:05".
    void updateTimes();

Q_SIGNALS:
    void loadChanged();
    void runFinished(const QString &id); ///< came to a terminal state while we watched

private:
    void fetchChunk(qint64 offset, quint64 ticket);
    void fetchFocus(const JobQuery &query, quint64 ticket);
    void finishSweep();
    void merge(const QList<Job> &jobs);
    void put(JobRow fresh);
    void onChange(const JobChange &change);
    void fetchStale();
    void reindex(int from);
    void setLoad(LoadState load, const Error &error = {});
    QVariant text(const JobRow &row, int column) const;
    QVariant sortValue(const JobRow &row, int column) const;
    QVariant tone(const JobRow &row, int column) const;
    qint64 durationMs(const JobRow &row) const;

    JobService &m_service;
    Clock &m_clock;
    QList<JobRow> m_rows;
    QHash<QString, int> m_rowOf;
    QHash<QString, QHash<qint64, std::pair<qint64, qint64>>> m_progress; ///< job -> benchmark -> done, total
    QSet<QString> m_hidden, m_seen, m_stale;
    QTimer m_staleTimer;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    qint64 m_total = -1, m_answeredAt = -1;
    quint64 m_ticket = 0, m_focusTicket = 0;
    bool m_complete = false, m_sweeping = false, m_again = false;
    int m_sweeps = 0;
};

} // namespace assay
