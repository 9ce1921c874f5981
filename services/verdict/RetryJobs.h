#pragma once

#include "services/core/Job.h"
#include "services/core/Query.h"
#include "services/verdict/RecordedPlan.h"

#include <QHash>

#include <optional>
#include <utility>

// A run whose failed benchmarks were tried again in jobs of their own, because its server cannot do that inside a job. Such a job
// says in itself whose benchmarks it runs, so that it is found again from any machine: the tag "assay-retry-of-JOB", which lists
// can be searched by, and custom.assay.retry_of = {job, benchmarks: positions in that job}. Pure functions, any thread.

namespace assay {

struct RetryMark {
    QString jobId;         ///< the run that was begun first, also after several retries
    QList<int> benchmarks; ///< by place in this job: the position in that run
    bool operator==(const RetryMark &) const = default;
};

QString retryTag(const QString &jobId);
std::optional<RetryMark> retryMark(const Job &job);
/// Finds the jobs that try this one again, the newest first.
JobQuery retriesQuery(const QString &jobId);
/// It ended, and not well: where its server cannot try again inside a job, other jobs may have done so.
bool mayHaveRetries(const Job &job);
/// Of these jobs those that tried this run again and have ended.
QList<Job> endedRetries(const QString &jobId, const QList<Job> &jobs);
/// A job that runs these benchmarks of `run` again. `run` lists its benchmarks itself (see expandedInline()); when it is a retry
/// too, the new job is one of the same first run. Indexes outside of the list are left out.
Job retryJob(const Job &run, const QList<int> &indexes);

/// Which attempt of a benchmark counts.
enum class AttemptPolicy {
    Last, ///< the last that has completed, else the last
    Best, ///< the completed one with the best score
};

/// One execution of a benchmark of the run.
struct RunAttempt {
    int index = 0;  ///< of the benchmark in the run
    int number = 1; ///< from 1, by the age of the jobs
    QString jobId;
    int jobIndex = 0; ///< of the benchmark in that job
    bool counts = false;
    BenchmarkStatus status;
    std::optional<BenchmarkTest> test;
};

/// The job and the position in it that the result of a benchmark came from; jobId: of the run, which is meant where no attempt is known.
std::pair<QString, int> resultSource(const QList<RunAttempt> &attempts, const QString &jobId, int benchmarkIndex);

struct MergedRun {
    Job job; ///< the first run with each benchmark's state and result from the attempt that counts
    QList<RunAttempt> attempts; ///< by index, then by number
    std::pair<QString, int> source(int benchmarkIndex) const { return resultSource(attempts, job.resource.id, benchmarkIndex); }
    /// Other jobs that a result came from, each once.
    QStringList others() const;
};

/// `retries` in any order; jobs that are no retry of `run` are left out. lowerIsBetter: of a benchmark's index, for Best.
/// The score over all is the server's rule on the merged results, when all have completed: no server has said it.
/// plan: the effective benchmarks, with their weights and directions.
MergedRun mergedRun(const Job &run, const QList<Job> &retries, AttemptPolicy policy, const QList<BenchmarkRef> &plan,
                    const std::optional<PassCriteria> &collectionCriteria);

struct RecordedRun {
    MergedRun merged;
    RecordedPlan plan; ///< of all attempts together
};
/// The same by what the run's jobs recorded. collection: see recordedPlan().
RecordedRun recordedRun(const Job &run, const QList<Job> &retries, AttemptPolicy policy, const Collection *collection);

} // namespace assay
