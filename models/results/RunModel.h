#pragma once

#include "models/common/LoadState.h"
#include "models/results/LaneModel.h"
#include "models/results/ResultModel.h"
#include "models/results/RunText.h"
#include "services/api/CatalogueService.h"
#include "services/core/JobExtras.h"
#include "services/verdict/RetryJobs.h"

#include <QTimer>

namespace assay {

/// One job as the run page sees it: fetched, kept up to date by the server's changes, judged. GUI thread.
class RunModel : public QObject {
    Q_OBJECT
public:
    /// catalogue may be null; with it a collection job shows the collection's own gates and directions before results come.
    RunModel(JobService &jobs, CatalogueService *catalogue, const QString &jobId, Clock &clock, QObject *parent = nullptr);

    const QString &jobId() const { return m_jobId; }
    bool hasJob() const { return m_hasJob; }
    const Job &job() const { return m_job; }
    /// The job, or, when it was tried again in other jobs, all of them as one run: merged here, no server has said it.
    const Job &shown() const { return m_merged.job; }
    bool isMerged() const { return !m_retries.isEmpty(); }
    const QList<Job> &retries() const { return m_retries; }
    /// Every execution of every benchmark, by index and age. What happened inside a job is not in it, see JobService::attempts().
    const QList<RunAttempt> &attempts() const { return m_merged.attempts; }
    /// The job and the position in it that the shown result of a benchmark came from.
    std::pair<QString, int> source(int benchmarkIndex) const;
    AttemptPolicy attemptPolicy() const { return m_policy; }
    void setAttemptPolicy(AttemptPolicy policy);
    /// Whether jobs that try this one again are looked for: on servers that cannot retry inside a job.
    void setFindsRetries(bool finds);
    /// The effective benchmarks: the job's own, or its collection's, as they were for this job, once that is known.
    const QList<BenchmarkRef> &plan() const { return m_plan.benchmarks; }
    const RecordedPlan &recorded() const { return m_plan; }
    /// Where a benchmark of the run stands in a list of the job's or the collection's benchmarks as they are now; -1: nowhere.
    int presentPlace(int benchmarkIndex) const;
    /// The collection that the job names, as it is now; none: the job names none, or it is not known yet or any more.
    const std::optional<Collection> &collection() const { return m_collection; }
    ResultModel &results() { return m_results; }
    const ResultModel &results() const { return m_results; }
    LaneModel &lanes() { return m_lanes; }
    LoadState load() const { return m_load; }
    Error lastError() const { return m_error; }
    bool isRunning() const { return m_hasJob && !isTerminal(shown().status.state); }
    RunSummary summary() const;
    /// Header, sentences and the table of results as plain text.
    QString asText() const;

    /// Asks for the job again; the newest answer wins.
    void refresh();
    /// Asks the server to stop; cancelFailed() tells when it will not.
    void cancel();
    bool isCancelling() const { return m_cancelling; }
    /// Shown at once; taken back, with changeFailed(), when the server refuses. Nothing happens while one is under way.
    void change(const JobDetails &details);
    bool isChanging() const { return m_changing; }
    /// Out of the server's list, or back in it; archived() or changeFailed() tells.
    void setArchived(bool archived);
    bool isSettled() const { return m_hasJob && m_asked == 0; } ///< see settled()
    bool isArchived() const { return jobIsArchived(m_job); }

Q_SIGNALS:
    void changed();     ///< job, verdicts or load state
    void progressed();  ///< only items and states of lanes; at most ten times a second
    void settled();     ///< its collection and the jobs that try it again are known too, or cannot be had
    void finished();    ///< the job became terminal while it was watched
    void cancelFailed(const assay::Error &error);
    void changeFailed(const assay::Error &error);
    void archived(bool is); ///< false: it was restored

private:
    void take(const Result<Job> &answer);
    void note(const JobChange &change);
    void applyChanges();
    void setDetails(const JobDetails &details);
    void fetchCollection();
    void fetchRetries();
    void answered();
    void show();

    JobService &m_jobs;
    CatalogueService *m_catalogue;
    QString m_jobId;
    Clock &m_clock;
    Job m_job;
    MergedRun m_merged;
    QList<Job> m_retries;
    AttemptPolicy m_policy = AttemptPolicy::Last;
    bool m_findsRetries = false;
    bool m_hasJob = false, m_cancelling = false, m_changing = false, m_collectionAsked = false;
    Job m_told;          ///< as the server said it last
    JobDetails m_wanted; ///< what it was asked to make of it
    RecordedPlan m_plan;
    std::optional<Collection> m_collection;
    ResultModel m_results;
    LaneModel m_lanes;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    quint64 m_ticket = 0;
    int m_asked = 0; ///< questions about its collection and its retries that wait for their answer
    QList<JobChange> m_changes; ///< gathered until the timer ends: ten a second are enough for eyes
    QTimer m_applyTimer, m_refetchTimer;
};

} // namespace assay
