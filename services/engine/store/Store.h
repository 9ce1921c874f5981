#pragma once

#include "services/core/StoredAnswers.h"
#include "services/engine/store/StoreTypes.h"

#include <memory>

namespace assay::engine {

/// The engine's memory: jobs, reports, samples, logs, users' providers and collections, in one SQLite file
/// (WORKSPACE/assay.sqlite) and log files below WORKSPACE/jobs.
///
/// All members may be called from any thread and return at once, but for those that say they block. Writes are answered
/// after they are on disk (one writer thread, up to 256 operations a commit), in the order in which they were posted; reads
/// are answered by two reader threads from one snapshot each. Replies come on those threads. After stop() every call answers
/// Error::Cancelled.
///
/// Errors: NotFound (code resource_not_found) and Conflict (code job_can_not_be_updated) with the texts of the EvalHub
/// contract; Storage when the disk is full or the file damaged, with one sentence for people.
///
/// `tenant` is the caller's X-Tenant. For jobs an empty tenant sees every tenant's; for documents only those without one
/// (lists: all), as the contract's section 1.1 says.
class Store {
public:
    /// Opens or creates the store; blocks for a few milliseconds (longer when an older schema is brought up to date, which
    /// is preceded by a backup beside the file). Errors are Storage: not a database, another program's database, damaged,
    /// written by a newer Assay, not writable; the file is left as it was. After an unclean stop the file is checked in the
    /// background; see health().
    static Result<std::unique_ptr<Store>> open(const StoreOptions &options);
    ~Store(); ///< stop() if that has not been done
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    // --- jobs -------------------------------------------------------------------------------------------------------
    /// Stores a job as pending. Error::Storage when less than options.minimumFree is free.
    void createJob(const NewJob &job, Reply<CreatedJob> reply);
    /// Applies a report by the rules of contract 5.1 and judges it (5.3). Answers Done for late events of a benchmark that is
    /// at its end (recorded, not applied); Conflict when the job is; NotFound for an unknown job or an entry it does not have.
    /// The event's form must have been checked (section 6).
    void applyEvent(const QString &jobId, const QString &tenant, const BenchmarkEvent &event, EventSource source, Reply<Done> reply);
    /// Counts items of a running benchmark; coalesced, so a call costs little. Unknown or ended ones are ignored.
    void progress(const QString &jobId, int index, qint64 done, qint64 total);
    /// Soft delete: the job and what of it reported becomes cancelled. Done again for a cancelled one; Conflict for one that ended.
    void cancelJob(const QString &jobId, const QString &tenant, Reply<Done> reply);
    /// Cancels one benchmark; the job's state follows by contract 5.1. Done again for a cancelled one; Conflict for one that ended,
    /// NotFound for an index that the job does not have.
    void cancelBenchmark(const QString &jobId, const QString &tenant, int index, Reply<Done> reply);
    /// Makes failed and cancelled benchmarks pending again, under the next attempt's number (`indices`; empty: all of them), and
    /// with them their job, even one that had ended. What the old attempts came to is kept; see attempts(). Answers the job as it
    /// is then. Conflict (code nothing_to_retry) for completed, waiting and running ones, and when there is none; Storage as
    /// createJob(). All or nothing.
    void reopenBenchmarks(const QString &jobId, const QString &tenant, const QList<int> &indices, Reply<QByteArray> reply);
    /// The attempts of a benchmark, oldest first: each the text of one object.
    void attempts(const QString &jobId, const QString &tenant, int index, Reply<QList<QByteArray>> reply);
    /// Hard delete: record, samples and logs are gone. Stop its attempts first.
    void removeJob(const QString &jobId, const QString &tenant, Reply<Done> reply);
    /// The job as GET answers it.
    void job(const QString &id, const QString &tenant, Reply<QByteArray> reply);
    /// Newest first. query.limit 0: all. Filter values follow contract section 7 (`a,b` all, `a|b` any, `!x` for owners);
    /// a value in double quotes is taken as it is.
    void jobs(const JobQuery &query, const QString &tenant, Reply<TextPage> reply);
    /// The job's entries as snapshot at creation; index is the position.
    void effectiveBenchmarks(const QString &jobId, const QString &tenant, Reply<QList<BenchmarkRef>> reply);
    /// What happened to a job, oldest first, after `afterSeq`.
    void timeline(const QString &jobId, const QString &tenant, qint64 afterSeq, int limit, Reply<QList<TimelineEntry>> reply);

    // --- samples ----------------------------------------------------------------------------------------------------
    /// Stores a finished item; the same (job, index, attempt, ordinal, repeat) again changes nothing and answers Done.
    void addSample(const QString &jobId, int index, int attempt, const Sample &sample, Reply<Done> reply);
    /// A page of the latest attempt's samples. NotFound for an unknown job or index. Passed and failed mean a score of at
    /// least, or below, 0.5; an item with an error is neither.
    void samples(const QString &jobId, int index, const QString &tenant, const SampleQuery &query, Reply<SamplePage> reply);
    void sampleFacets(const QString &jobId, int index, const QString &tenant, const SampleFacetQuery &query, Reply<QList<SampleFacet>> reply);
    void scores(const QString &jobId, int index, const QString &tenant, Reply<ScoreColumns> reply);
    /// Whose answers a benchmark may score again; see AnswerReads.h.
    void answers(const StoredAnswers &wanted, const QString &tenant, Reply<AnswerOrigin> reply);
    /// In order of (ordinal, repeat), those after the given pair. This and the next block on a reader: not from a reply.
    Result<QList<Sample>> samplesAfter(const AttemptKey &key, qint64 ordinal, int repeat, int limit) const;
    Result<SamplePlaces> samplePlaces(const AttemptKey &key) const;

    // --- runs of other tools ----------------------------------------------------------------------------------------
    /// Stores a run that is at its end already; it is never run here. What is known under its key is answered and nothing changes.
    void importJob(const ImportedJob &job, Reply<ImportedContent> reply);
    void importedContent(const QString &key, Reply<ImportedContent> reply);
    /// As addSample() for many, of a job that was imported. Error::Storage also when the disk has too little room left.
    void addImportedSamples(const QString &jobId, int index, const QList<Sample> &samples, Reply<Done> reply);
    /// The content of `key` is stored completely; infos: additional_info by benchmark, which replace the ones of the start.
    void finishImport(const QString &jobId, const QString &key, const QHash<int, QByteArray> &infos, Reply<Done> reply);
    void saveImport(const ImportRecord &record, Reply<Done> reply);
    void imports(Reply<QList<ImportRecord>> reply); ///< the newest first, at most some fifty

    // --- users' providers and collections ---------------------------------------------------------------------------
    /// body: JSON object without `resource`. Answers with the new resource (random id, created_at, updated_at).
    void createDocument(DocumentKind kind, const QString &tenant, const QString &owner, const QByteArray &body,
                        Reply<StoredDocument> reply);
    /// Puts another body in the place of `expected`, keeps the resource but for updated_at. NotFound as below; Conflict with
    /// the code documentChanged when the body is not the expected one any more: read it again and repeat.
    void replaceDocument(DocumentKind kind, const QString &id, const QString &tenant, const QByteArray &expected,
                         const QByteArray &body, Reply<StoredDocument> reply);
    /// NotFound for an unknown id, another tenant's, or a tenant's when the caller has none.
    void document(DocumentKind kind, const QString &id, const QString &tenant, Reply<StoredDocument> reply);
    /// The tenant's own, newest first; all when the caller has no tenant.
    void documents(DocumentKind kind, const QString &tenant, Reply<QList<StoredDocument>> reply);
    void removeDocument(DocumentKind kind, const QString &id, const QString &tenant, Reply<Done> reply);

    // --- attempts (for the scheduler) -------------------------------------------------------------------------------
    /// Every benchmark that is not at its end, of jobs that are not, oldest job first.
    void openBenchmarks(Reply<QList<OpenBenchmark>> reply);
    void openBenchmarksOf(const QString &jobId, Reply<QList<OpenBenchmark>> reply);
    /// In one transaction: records the attempt as running and, with `announce`, the benchmark as running (without, its program's
    /// reports tell). Conflict when the job or the benchmark is at its end by now, or has a newer attempt. An attempt that an
    /// earlier engine left running is taken up again under its number, with the process it had.
    void startAttempt(const AttemptKey &key, bool announce, Reply<StartedAttempt> reply);
    /// The running attempt has a process now, which has reported nothing yet. Conflict when it runs no more.
    void recordProcess(const AttemptKey &key, const ProcessRecord &process, Reply<Done> reply);
    /// applyEvent() of a report by the attempt's program, and remembers its number in the same transaction, also when it is
    /// refused: a number that was seen before changes nothing and answers Done. So does, for the record only, a report of an
    /// attempt that is not the benchmark's latest.
    void applyReport(const AttemptKey &key, qint64 number, const BenchmarkEvent &event, Reply<Done> reply);
    /// Ends the attempt and makes its benchmark wait for the next one, without ever showing it as failed. Conflict when the job or the
    /// benchmark is at its end, or has a newer attempt.
    void retryAttempt(const AttemptRetry &retry, Reply<Done> reply);
    /// Puts a warning on a benchmark; it is listed from then on, until a report replaces it. Nothing happens at its end.
    void warn(const QString &jobId, int index, const Message &message, Reply<Done> reply);
    /// Takes away the benchmark's warning if it has this message_code.
    void clearWarning(const QString &jobId, int index, const QString &code, Reply<Done> reply);
    /// Records how the attempt ended; the benchmark's own end comes with applyEvent().
    void endAttempt(const AttemptKey &key, const QString &exit, Reply<Done> reply);
    /// The attempt's process is over. The first answer that is known counts.
    void processEnded(const AttemptKey &key, const AttemptEnd &end, Reply<Done> reply);
    /// Processes that are not known to be over, of attempts that are decided: to be stopped after a restart.
    void leftProcesses(Reply<QList<LeftProcess>> reply);
    /// Attempts of completed benchmarks that ended before `beforeMs` (wall clock) and are not said to be swept yet, at most `limit`.
    void unsweptAttempts(qint64 beforeMs, int limit, Reply<QList<AttemptKey>> reply);
    void attemptsSwept(const QList<AttemptKey> &keys, Reply<Done> reply);

    // --- approval of commands ---------------------------------------------------------------------------------------
    /// Remembers that a command waits for a decision; nothing changes when it is known.
    void noteCommand(const CommandRecord &command, Reply<Done> reply);
    /// NotFound for a hash that was never seen.
    void decideCommand(const QString &hash, CommandDecision decision, Reply<CommandRecord> reply);
    void commands(Reply<QList<CommandRecord>> reply); ///< in the order in which they came up

    // --- exports ----------------------------------------------------------------------------------------------------
    /// Of one job, or (empty id) of all: what waits to be exported. Only of jobs at their end.
    void pendingExports(const QString &jobId, Reply<QList<ExportRecord>> reply);
    /// Ids of the jobs that have any.
    void jobsWithExports(Reply<QStringList> reply);
    void recordExport(const ExportRecord &record, Reply<Done> reply);
    /// Failed exports of jobs that changed after `sinceMs` (wall clock) are pending again.
    void retryExports(qint64 sinceMs, Reply<Done> reply);
    /// Puts mlflow_run_id into a benchmark's result unless it has one. NotFound when it has no result.
    void recordMlflowRun(const QString &jobId, int index, const QString &runId, Reply<Done> reply);

    // --- logs -------------------------------------------------------------------------------------------------------
    /// Appends a line (a newline is added). Written through at once, not synced; beyond options.logLimit one last line says so.
    void appendLog(const QString &jobId, int index, const QString &line);
    /// Bytes from offset on (negative: that many from the end), at most limit. NotFound for an unknown job or index;
    /// a benchmark that never wrote has an empty log.
    void log(const QString &jobId, int index, const QString &tenant, qint64 offset, qint64 limit, Reply<LogPiece> reply);

    /// The same for one attempt, in its own bytes: what was appended from its start to that of the next one. The log of a benchmark is
    /// bounded as a whole. Attempts of a store that did not note this yet share what they wrote. NotFound for an unknown attempt.
    void attemptLog(const AttemptKey &key, const QString &tenant, qint64 offset, qint64 limit, Reply<LogPiece> reply);

    // --- the store itself -------------------------------------------------------------------------------------------
    /// Called after each commit, on the writer's thread, in order, before the write is answered. Add before the first write;
    /// what it refers to must live until stop().
    void addChangeListener(std::function<void(const ChangeRecord &)> listener);
    QString epoch() const;    ///< random text; new whenever the numbering of changes starts again (each open)
    qint64 lastChange() const; ///< the newest change's number; 0: none yet
    /// Jobs in a state, all tenants; from memory. Blocks for the first milliseconds of a large store.
    qint64 jobCount(RunState state) const;
    /// Set once the file is found damaged: from then on writes are refused with this, reads go on.
    std::optional<Error> health() const;
    StoreSizes sizes() const;
    const StoreOptions &options() const;
    QString jobFolder(const QString &jobId, int index) const; ///< WORKSPACE/jobs/JOB/INDEX; made when needed, 0700

    /// Blocks until everything posted before is on disk; not from a reply.
    void flush();
    /// Blocks: drains the queue, answers what waits, checkpoints, closes. Harmless the second time.
    void stop();

private:
    class Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace assay::engine
