#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "services/api/JobService.h"
#include "services/verdict/Replay.h"

#include <QAbstractItemModel>

namespace assay {

class DocumentModel;

/// Stored runs judged again by the gates and weights of a collection that is being edited: a row a run, below it a row a
/// benchmark, what was said then beside what would be said now. Follows the document as it is typed into; gates can be typed
/// here as well. The runs themselves are only read. Judging is done by the thread pool: hundreds of runs would be felt.
class ReplayModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, DetailColumn, ScoreColumn, ThenGateColumn, ThenColumn, NowGateColumn, NowColumn, ColumnCount };
    enum Role { IsRunRole = FirstOwnRole, ///< bool
                ChangedRole };            ///< bool: the verdict is another now
    /// How many runs are looked at, newest first, before the rest has to be asked for.
    static constexpr qint64 mostRuns = 500;

    /// All outlive the model. `lookup`: of the connection's providers.
    ReplayModel(DocumentModel &document, JobService &jobs, ProviderLookup lookup, QObject *parent = nullptr);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    /// Reads the runs anew.
    void load();
    LoadState state() const { return m_state; }
    const Error &error() const { return m_error; }
    /// "2 of 5 chosen runs get another verdict: 1 fails now, 1 passes now." Translated.
    QString summary() const;
    /// What of the runs was not looked at; empty when all were.
    QString limits() const;
    void setReadOnly(bool readOnly);
    void catalogueChanged() { judgeAgain(); }

Q_SIGNALS:
    void loadChanged();
    void summaryChanged();

private:
    struct Run {
        Job job;
        ReplayedRun replayed;
        bool chosen = true;
    };
    /// A run and what it comes to now.
    struct Judged {
        Job job;
        ReplayedRun replayed;
    };
    void fetch(qint64 offset, quint64 ticket, const QList<Job> &sofar);
    void judgeAgain();
    void take(const QList<Judged> &judged);
    void ready();
    void update(int row, const ReplayedRun &fresh);
    QVariant runText(const Run &run, int column) const;
    QVariant benchmarkText(const ReplayedBenchmark &benchmark, int column) const;
    QVariant toneOf(const QModelIndex &index) const;
    bool isChanged(const QModelIndex &index) const;
    QString gatePath(const QModelIndex &index) const;

    DocumentModel &m_document;
    JobService &m_jobs;
    const ProviderLookup m_lookup;
    QList<Job> m_fetched; ///< all that ended with results
    QList<Run> m_runs;
    LoadState m_state = LoadState::Idle;
    Error m_error;
    quint64 m_ticket = 0, m_judging = 0;
    qint64 m_seen = 0, m_total = 0;
    bool m_readOnly = false;
};

} // namespace assay
