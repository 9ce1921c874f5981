#pragma once

#include "models/common/LoadState.h"
#include "services/api/JobService.h"
#include "services/core/Catalogue.h"
#include "services/verdict/Comparability.h"
#include "services/verdict/ConfigDiff.h"
#include "services/verdict/RetryJobs.h"
#include "services/verdict/RunComparison.h"

#include <QObject>
#include <QStringList>

#include <atomic>
#include <functional>
#include <memory>

namespace assay {

class ConnectionRegistry;

/// The runs of one comparison: loaded from their connections with the scores of their items, put in order, one of them the baseline;
/// compared off the GUI thread whenever any of that changes. A run that cannot be had leaves the others alone. GUI thread.
class RunSet : public QObject {
    Q_OBJECT
public:
    static constexpr int mostRuns = 12;
    struct Run {
        QString ref;  ///< RunRef::text()
        QString name; ///< no other run of the set has it
        LoadState load = LoadState::Idle;
        Error error; ///< why it could not be loaded
        Job job;                         ///< merged with those that tried it again and have ended
        QList<BenchmarkRef> plan;        ///< the effective benchmarks; see RunModel::plan()
        QStringList mergedWith;          ///< ids of those jobs whose results are in it
        QHash<int, ScoreColumns> scores; ///< by benchmark_index
        QString withoutScores; ///< one sentence: why some items' scores are missing; empty: they are there
    };
    explicit RunSet(ConnectionRegistry &connections, QObject *parent = nullptr);
    ~RunSet() override;

    /// What a run is called while it is not loaded; empty: by its ref.
    void setKnownNames(std::function<QString(const QString &ref)> names) { m_known = std::move(names); }
    /// Runs that are there already keep what was loaded. Beyond mostRuns none is taken; empty baseline: the first.
    void setRuns(const QStringList &refs, const QString &baseline = {});
    QStringList refs() const;
    const QList<Run> &runs() const { return m_runs; }
    int placeOf(const QString &ref) const; ///< -1: not in the set
    const Run *loaded(int place) const;    ///< null while it is not there
    /// The job and the position in it that a result came from.
    std::pair<QString, int> source(const QString &ref, int benchmarkIndex) const;

    QString baseline() const { return m_baseline; }
    void setBaseline(const QString &ref);

    /// Every metric that was reported, not only each benchmark's primary one; more tests make the correction for all of them stricter.
    void setAllMetrics(bool all);
    bool hasAllMetrics() const { return m_allMetrics; }

    /// Asks for everything again; what is there stays until the answer comes.
    void refresh();
    /// Stops what is under way; the runs that are not there say so.
    void cancel();
    bool isBusy() const { return m_left > 0 || m_comparing; }
    /// Requests that were answered, of all that were made since the last change.
    int answered() const { return m_asked - m_left; }
    int asked() const { return m_asked; }

    /// Of the runs that are loaded; rows' cells are in comparedRefs() order.
    const RunComparison &comparison() const { return m_made.comparison; }
    /// Whether those runs measured the same thing, and what they were made with.
    const Comparability &comparability() const { return m_made.comparability; }
    const QList<ConfigDiffRow> &config() const { return m_made.config; }
    bool hasComparison() const { return !m_made.comparison.refs.isEmpty(); }
    /// Place in runs() of a column of the comparison.
    int placeOfColumn(int column) const { return placeOf(m_made.comparison.refs.value(column)); }

Q_SIGNALS:
    void runsChanged();     ///< which, in which order, their state, the baseline
    void progressed();
    void compared();

private:
    void onConnection(const QString &id);
    void load(const QString &ref);
    void takeJob(const QString &ref, const Result<Job> &job);
    void askRetries(const QString &ref);
    void show(const QString &ref);
    void askScores(const QString &ref);
    void takeScores(const QString &ref, int index, const Result<ScoreColumns> &scores);
    void askCollection(const QString &ref);
    void answeredOne();
    void askNext();
    void compareLater();
    void compare();
    void nameRuns();
    Run *find(const QString &ref);

    struct Wish {
        QString ref;
        int index;
    };
    struct Told {
        Job job;
        QList<Job> retries;
        std::optional<Collection> collection;
        MergedRun merged;
    };
    ConnectionRegistry &m_connections;
    QList<Run> m_runs;
    QHash<QString, Told> m_told; ///< what the runs are made of
    std::function<QString(const QString &)> m_known;
    QString m_baseline;
    QList<Wish> m_wishes; ///< scores that wait for their turn
    int m_asked = 0, m_left = 0, m_asking = 0;
    quint64 m_ticket = 0; ///< answers to older questions are dropped
    bool m_comparing = false, m_compareAgain = false, m_allMetrics = false;
    std::shared_ptr<std::atomic_bool> m_stop;
    struct Made {
        RunComparison comparison;
        Comparability comparability;
        QList<ConfigDiffRow> config;
    };
    static Result<Made> make(const QList<ComparedRun> &runs, const RunComparisonOptions &options, const std::atomic_bool &stop);
    Made m_made;
};

} // namespace assay
