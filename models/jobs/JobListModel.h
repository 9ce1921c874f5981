#pragma once

#include "models/common/LoadState.h"
#include "models/jobs/JobCells.h"
#include "services/api/JobService.h"
#include "services/core/Clock.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace assay {

class JobSource;

/// All runs of all connections, however many, merged row by row, so that selection and scroll position survive. Rows are in no
/// particular order; a proxy sorts. A progress push changes its row at once; a change of state fetches the job. A run is named
/// by RunRef::text().
class JobListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StateColumn, NameColumn, ModelColumn, TargetColumn, VerdictColumn, ScoreColumn, StartedColumn, DurationColumn,
                  TagsColumn, ConnectionColumn, BaselineColumn, NoteColumn, ItemsColumn, ProviderColumn, ColumnCount };
    enum Role { RunStateRole = FirstOwnRole, ///< int(RunState)
                ProgressRole,                ///< double 0..1 while running and known, else invalid
                ProgressTextRole };          ///< "12/40 · 30 %"

    explicit JobListModel(Clock &clock = Clock::system(), QObject *parent = nullptr);
    /// With the local engine as its only connection.
    explicit JobListModel(JobService &service, Clock &clock = Clock::system(), QObject *parent = nullptr);
    ~JobListModel() override;

    /// The service outlives the model, or removeConnection() comes first. Nothing is asked before refresh().
    void addConnection(const QString &id, const QString &name, JobService &service);
    void removeConnection(const QString &id);
    /// `away`: the server does not answer, so its rows may be out of date; they say so.
    void setConnection(const QString &id, const QString &name, bool away);
    QStringList connectionIds() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// As many rows as are judged, decorated or taken in at a time: some milliseconds' worth.
    static constexpr int sliceRows = 500;
    /// What is known without a server: rows (see jobRow()) that are shown at once and say how old they are until theirs has told of
    /// them. Those of connections that are not here are left out. `heardMs`: by connection, wall clock. At most sliceRows at a time.
    void addKnown(const QList<JobRow> &known, const QHash<QString, qint64> &heardMs);
    /// Puts what is not the server's into a row: notes, tags, the baseline. Called for every row that comes or changes.
    void setDecorator(std::function<void(JobRow &)> decorate) { m_decorate = std::move(decorate); }
    /// Says of a run that its server has no more whether its row stays, marked as gone.
    void setKeeper(std::function<bool(const QString &)> keeps) { m_keeps = std::move(keeps); }
    /// Judges and words all rows anew from their facts: the policy or the language is another one. Many rows: slice by slice, from the
    /// event loop, and told at the end.
    void makeAnew();
    /// Calls the decorator again: for these runs, or (none named) for all, as above.
    void decorateAgain(const QStringList &ids = {});

    /// Asks for everything again, of one connection or of all. Rows stay until the answer says otherwise; the newest call wins.
    void refresh(const QString &connectionId = {});
    /// Brings in the rows that match before their turn comes; harmless when all are there.
    void fetchMatching(const JobQuery &query);

    /// Whether runs that servers have put away are rows, too, on servers that do so.
    void showArchived(bool shown);

    /// Loading while one connection loads; Failed when every one that was asked failed.
    LoadState load() const;
    LoadState load(const QString &connectionId) const;
    /// Of the first connection that failed, or of one.
    Error error(const QString &connectionId = {}) const;
    /// What the servers counted at their last answers; -1 before the first.
    qint64 totalCount() const;
    /// Every connection that answered was read to its end.
    bool isComplete() const;
    /// Monotonic milliseconds since a connection's last answer; -1 before the first.
    qint64 ageMs(const QString &connectionId) const;

    const JobRow &row(int row) const { return m_rows.at(row); }
    /// -1 when it is not there.
    int rowOf(const QString &id) const { return m_rowOf.value(id, -1); }

    /// A row that is about to be deleted: filters hide it, undo brings it back.
    void setHidden(const QString &id, bool hidden);
    bool isHidden(const QString &id) const { return m_hidden.contains(id); }
    /// The server has deleted it; its row goes, or stays as gone when the keeper wants that.
    void removeRun(const QString &id);
    /// Numbers that depend on the time of day: durations of running jobs, "Today 14:05", the age of what a lost server told.
    void updateTimes();

Q_SIGNALS:
    void loadChanged();
    void connectionsChanged();           ///< came, went, or is called something else
    void runFinished(const QString &id); ///< came to a terminal state while we watched
    void recordsArrived(const QString &connectionId, const QList<assay::RunRecord> &runs); ///< new or changed; as their server told
    void runGone(const QString &id);     ///< its server has it no more, or it was deleted; the row may be there still
    void swept(const QString &connectionId); ///< every run of a connection has been read

private:
    struct Place {
        QString name;
        bool away = false;
        qint64 heardMs = 0; ///< wall clock, from before the start
        std::unique_ptr<JobSource> source;
    };
    const Place *place(const QString &connectionId) const;
    void merge(const JobSource &source, const QList<Job> &jobs);
    bool put(JobRow fresh);
    void append(QList<JobRow> rows);
    void takeOut(const QStringList &ids);
    void takeOutOne(const QString &id);
    bool again(int at);
    void againFromStart();
    void againSlice();
    void onChange(JobSource &source, const JobChange &change);
    void reindex(int from);
    void gone(const QStringList &ids);
    JobCellContext context(const JobRow &row) const;
    qint64 placeAgeMs(const Place &place) const;

    Clock &m_clock;
    std::vector<Place> m_places; ///< in the order they were added
    QList<JobRow> m_rows;
    QHash<QString, int> m_rowOf;
    QHash<QString, QHash<qint64, std::pair<qint64, qint64>>> m_progress; ///< run -> benchmark -> done, total
    QSet<QString> m_hidden;
    std::function<void(JobRow &)> m_decorate;
    std::function<bool(const QString &)> m_keeps;
    QTimer m_slice;          ///< goes on with the rows from m_again on
    int m_again = -1;        ///< -1: none is judged or decorated again
    bool m_anew = false, m_anyChanged = false, m_showsArchived = false;
};

} // namespace assay
