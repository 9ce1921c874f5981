#pragma once

#include "services/core/Attempt.h"
#include "services/core/Job.h"
#include "services/core/JsonMembers.h"
#include "services/core/Query.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QFuture>
#include <QObject>

namespace assay {

/// Something about a job changed; states and counts only, the rest is fetched by who shows it.
struct JobChange {
    QString jobId;
    Word<RunState> state;
    std::optional<qint64> benchmarkIndex;
    Word<RunState> benchmarkState;
    std::optional<qint64> itemsDone, itemsTotal;
};

/// A piece of a log. Bytes are UTF-8 text as the program wrote them.
struct LogRange {
    QByteArray bytes;
    qint64 offset = 0; ///< of the first byte
    qint64 size = 0;   ///< of the whole log now
};

/// What of a job may be changed later. Absent: stays as it is.
struct JobDetails {
    std::optional<QString> name, description;
    std::optional<QStringList> tags; ///< in place of all that are there
    QList<JsonMember> metadata = {}; ///< merged into what is there: an empty value takes its entry out. Capability::EditMetadata
    bool isEmpty() const { return !name && !description && !tags && metadata.isEmpty(); }
};

/// What each backend can do with jobs. Calls return at once, on the GUI thread; futures finish there too.
/// Read futures with whenDone(). A call the server lacks answers Error::Unsupported with the reason.
class JobService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual QFuture<Result<Page<Job>>> list(const JobQuery &query) = 0;
    virtual QFuture<Result<Job>> get(const QString &id) = 0;
    /// `idempotencyKey`: the same key never makes a second job on servers with Capability::IdempotentSubmit.
    virtual QFuture<Result<Job>> submit(const Job &job, const QString &idempotencyKey) = 0;
    virtual QFuture<Result<Done>> cancel(const QString &id) = 0;
    virtual QFuture<Result<Done>> remove(const QString &id) = 0; ///< hard delete: the record is gone
    virtual QFuture<Result<LogRange>> log(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit) = 0;
    /// Item keys and expressions need Capability::QuerySamples; a server without it answers whole texts and counts always.
    virtual QFuture<Result<SamplePage>> samples(const QString &id, int benchmarkIndex, const SampleQuery &query) = 0;
    virtual QFuture<Result<ScoreColumns>> scores(const QString &id, int benchmarkIndex) = 0;

    // Beyond EvalHub: servers with the capability have them, others answer as here.
    /// Capability::RetryBenchmarks. Failed and cancelled benchmarks run again (empty: all of them); the job as it is then.
    /// Conflict when one of them is completed or has not ended, or when there is none.
    virtual QFuture<Result<Job>> retry(const QString &id, const QList<int> &benchmarks);
    /// Capability::RetryBenchmarks. Every attempt of a benchmark inside its job, the oldest first.
    virtual QFuture<Result<QList<JobAttempt>>> attempts(const QString &id, int benchmarkIndex);
    /// Capability::RetryBenchmarks. The log of one of them, in its own bytes.
    virtual QFuture<Result<LogRange>> attemptLog(const QString &id, int benchmarkIndex, qint64 attempt, qint64 offset, qint64 limit);
    /// Capability::CancelBenchmarks. Conflict when it has ended.
    virtual QFuture<Result<Done>> cancelBenchmark(const QString &id, int benchmarkIndex);
    /// Capability::QuerySamples. The most frequent values of a metadata column, each with its scores.
    virtual QFuture<Result<QList<SampleFacet>>> sampleFacets(const QString &id, int benchmarkIndex, const SampleFacetQuery &query);
    /// Capability::PutTasks. Makes a benchmark of the built-in runner from a task file's text, or replaces one that was made so. It is
    /// listed within a second or two. Invalid: the sentence says what to mend; Conflict: another benchmark has the id, or, with onlyNew, one
    /// that was made so has.
    virtual QFuture<Result<Done>> putTask(const QString &id, const QByteArray &yaml, bool onlyNew);
    /// Capability::PlanJobs. The job as the server would run it: an object as docs/openapi.yaml, schema Plan, says.
    virtual QFuture<Result<JsonText>> plan(const Job &job);
    /// Capability::EditJobs. The job as it is then. Invalid names the field; Conflict: it may not be changed now.
    virtual QFuture<Result<Job>> change(const QString &id, const JobDetails &details);
    /// Capability::ArchiveJobs. Those that were put away and not restored, which list() leaves out.
    virtual QFuture<Result<Page<Job>>> listArchived(const JobQuery &query);
    /// Capability::ArchiveJobs. Out of the list, until restore().
    virtual QFuture<Result<Done>> archive(const QString &id);
    virtual QFuture<Result<Done>> restore(const QString &id);

Q_SIGNALS:
    void jobChanged(const assay::JobChange &change); ///< pushed or polled; at most one a job and benchmark each 100 ms
    void listChanged();                              ///< jobs came or went, or changes may have been missed: list again
};

} // namespace assay
