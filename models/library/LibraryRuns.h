#pragma once

#include "models/jobs/JobRow.h"
#include "services/api/RunLibrary.h"
#include "services/core/Clock.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace assay {

class JobListModel;

/// Joins the list of runs with the library: shows what is known before a server answers, keeps the index as the servers tell, and
/// puts notes, tags and baselines into the rows. What the user says is shown at once, and taken back with a message should the disk
/// not take it. GUI thread.
class LibraryRuns : public QObject {
    Q_OBJECT
public:
    LibraryRuns(RunLibrary &library, JobListModel &jobs, Clock &clock = Clock::system(), QObject *parent = nullptr);
    ~LibraryRuns() override;

    /// Reads what is known; the connections that are to be shown are in the list by then.
    void load();
    bool isLoaded() const { return m_loaded; }
    /// A connection that was added later, or came back: what is known of its runs.
    void showConnection(const QString &connectionId);
    /// It was taken out, or is another server now.
    void forgetConnection(const QString &connectionId);

    RunMark mark(const QString &id) const { return m_marks.value(id); }
    /// Tags that the user gave to any run, sorted.
    QStringList ownTags() const;
    /// This and the next change nothing until what is known was read; failed() says so.
    void setNote(const QString &id, const QString &note);
    void addTag(const QStringList &ids, const QString &tag);
    void removeTag(const QStringList &ids, const QString &tag);
    /// Why a text is no tag; empty: it is one. Translated.
    static QString tagProblem(const QString &tag);

    bool isBaseline(const QString &id) const { return m_baselineRuns.contains(id); }
    /// Pins the run for its scope, or for its model's family only; the one before it is none any more.
    void setBaseline(const QString &id, bool familyOnly);
    /// From every scope that it is pinned for.
    void clearBaseline(const QString &id);
    /// The baseline that a run is compared with; empty: none.
    QString baselineFor(const JobRow &row) const;
    /// Takes a run that its server has no more out of the list, with all that was said about it.
    void forgetRun(const QString &id);
    /// Writes what waits to be indexed; the end of the program calls it.
    void flush();

Q_SIGNALS:
    void changed();                      ///< marks or baselines
    void failed(const QString &message); ///< translated: something could not be kept
    void loaded();

private:
    void take(const LibraryContent &content);
    struct Judged;
    static Judged judged(const QList<RunRecord> &runs);
    void show(QList<RunRecord> runs);
    void takeRows(const Judged &judged);
    void addBaselines(const QList<JobRow> &baselines);
    void addSlice();
    void allCame();
    bool canChange();
    void decorate(JobRow &row) const;
    void onArrived(const QString &connectionId, const QList<RunRecord> &runs);
    void onGone(const QString &id);
    void writeSoon();
    bool keeps(const QString &id) const;
    void putMarks(const QList<RunMark> &marks);
    void putBaseline(const QString &scope, const RunRef &run);
    void baselinesMoved();

    RunLibrary &m_library;
    JobListModel &m_jobs;
    Clock &m_clock;
    QHash<QString, RunRecord> m_known;        ///< of connections that are not in the list
    QHash<QString, qint64> m_heard;           ///< by connection
    QHash<QString, RunMark> m_marks;          ///< by run
    QHash<QString, RunRef> m_baselines;       ///< by scope
    QSet<QString> m_baselineRuns;
    QHash<QString, RunRecord> m_waiting;      ///< to be written
    QHash<QString, RunRef> m_out;             ///< to be taken out of the index
    QList<JobRow> m_coming;                   ///< known ones that are still to be put into the list, first ones first
    qsizetype m_came = 0;                     ///< of m_coming
    int m_judging = 0;                        ///< parts of the known ones that the pool makes rows of
    QList<GatePolicy> m_judgedBy;             ///< the policies by which those that came last were judged
    QSet<QString> m_heardNow;
    QTimer m_write, m_redecorate, m_slice;
    bool m_loaded = false, m_loading = false, m_lateMarks = false; ///< m_lateMarks: rows came before what was noted about them
};

} // namespace assay
