#pragma once

#include "services/core/Clock.h"
#include "services/core/Job.h"
#include "services/core/Query.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

// What goes into the store and comes out of it. Documents travel as JSON texts, so that nothing is parsed to be answered.

namespace assay::engine {

/// Receives an answer once, on one of the store's threads; must return quickly (post to your own thread for more).
template<typename T>
using Reply = std::function<void(Result<T>)>;

/// An entry of a job as it will be run and judged: the job's own, or the collection's merged with the job's overrides
/// (EvalHub contract 5.2). Copied into the job, so that later edits of a collection or provider change nothing.
struct EffectiveBenchmark {
    BenchmarkRef entry;
    std::optional<PrimaryScore> providerScore;    ///< of the provider's benchmark of that id
    std::optional<PassCriteria> providerCriteria; ///< same
    QString localCommand;                         ///< the provider's runtime.local.command; empty: it has none
};

/// A checked request for a job.
struct NewJob {
    QString tenant, owner;  ///< X-Tenant, X-User; empty: absent in answers
    Job job;                ///< as decoded; name, tags, model, pass criteria and collection are read from it
    QByteArray config;      ///< the request as accepted: text of one JSON object without resource, status and results
    QList<EffectiveBenchmark> benchmarks; ///< at least one; the position is the benchmark_index
    std::optional<PassCriteria> collectionCriteria; ///< the collection's, for the job's score
    QString experimentId;   ///< resource.mlflow_experiment_id; empty: none
    QString experimentUrl;  ///< results.mlflow_experiment_url; with experimentId only
    QString idempotencyKey; ///< empty: none. The same key and tenant within 24 hours answer the first job
    QString bodyHash;       ///< of the request, with a key: the same key with another hash is refused
};

struct CreatedJob {
    QString id;         ///< UUID version 7
    QByteArray body;    ///< the 202 answer; for a repeated key the job as it is now
    bool repeated = false; ///< the key was known: nothing was stored, nothing has to be started
};

/// Who reported an event; kept in the timeline.
enum class EventSource { Client, Runner, Server };

/// A page of documents, each the text of one JSON object as the wire shows it.
struct TextPage {
    QList<QByteArray> items;
    qint64 totalCount = 0; ///< all matches
};

/// A committed change. Numbers rise by one within an epoch; see Store::epoch().
struct ChangeRecord {
    qint64 seq = 0;
    QString jobId;
    Word<RunState> state;                 ///< of the job
    std::optional<int> index;             ///< of the benchmark that changed; none: the job as a whole
    Word<RunState> benchmarkState;        ///< unset when index is none
    std::optional<qint64> itemsDone, itemsTotal;
    bool created = false, removed = false; ///< the job is new, or gone for good
};

/// A line of a job's timeline.
struct TimelineEntry {
    qint64 seq = 0;
    int index = -1;        ///< benchmark; -1: the job as a whole
    qint64 atMs = 0;       ///< wall clock
    EventSource source = EventSource::Client;
    bool applied = true;   ///< false: came after a terminal state, recorded only
    QByteArray document;   ///< JSON object of the event
};

enum class DocumentKind { Provider, Collection };
/// Error::code of a Conflict between two changes of one document.
inline const QString documentChanged = QStringLiteral("document_changed");

/// A provider or collection that a user made; those of the system live in the catalogue.
struct StoredDocument {
    ResourceInfo resource;
    QByteArray body; ///< JSON object without `resource`
};

/// A benchmark of a job that is not at its end, as the scheduler needs it.
struct OpenBenchmark {
    QString jobId;
    qint64 jobSeq = 0; ///< order of creation
    int index = 0;
    QString providerId, benchmarkId;
    QString modelUrl;
    bool hasLocalCommand = false;
    RunState state = RunState::Pending; ///< Pending or Running
    int attempt = 0;                    ///< 0: never started
    bool attemptRunning = false;        ///< an attempt is recorded as running (an engine died over it, or it is ours)
};

/// One execution of a benchmark, and the process that does it (none for the native runner: pid 0).
struct AttemptRecord {
    QString jobId;
    int index = 0;
    int attempt = 1;
    qint64 pid = 0, startTicks = 0; ///< startTicks: field 22 of /proc/PID/stat
    QString bootId;
    QString state;        ///< "running", "ended"
    qint64 deadlineMs = 0; ///< wall clock; 0: none
    QString exit;         ///< how it ended, for people
};

/// What an attempt needs to start; see Store::startAttempt().
struct StartedAttempt {
    int attempt = 1;
    qint64 itemsStored = 0; ///< samples that an earlier life of this attempt stored
    BenchmarkRef benchmark;
    ModelTarget model;
};

/// Something to send elsewhere once a job has ended.
struct ExportRecord {
    QString jobId;
    QString kind;       ///< "mlflow", "oci"
    QString state;      ///< "pending", "done", "failed"
    int attempts = 0;
    QString message;    ///< why it failed, or what of it could not be done; a sentence
    QString reference;  ///< where it is: the experiment's address, or HOST/REPOSITORY@DIGEST
    QString target;     ///< of mlflow: the experiment's address
    qint64 jobVersion = 0; ///< when the job changed last, ms; a later retry of its benchmarks is exported again
};

/// A piece of a log. Bytes are UTF-8 text as the program wrote them.
struct LogPiece {
    QByteArray bytes;
    qint64 offset = 0; ///< of the first byte
    qint64 size = 0;   ///< of the whole log now
};

struct StoreSizes {
    qint64 databaseBytes = 0, walBytes = 0;
    qint64 freeBytes = 0; ///< on the workspace's file system
};

/// How far a write has come: it is about to run, about to be committed with others, or committed and not answered yet.
enum class WriteStage { Run, Commit, Reply };

struct StoreOptions {
    QString workspace;                ///< folder; exists and is ours alone (the caller holds its lock)
    Clock *clock = &Clock::system();
    std::function<qint64(const QString &folder)> freeBytes; ///< default: asks the file system; any thread
    qint64 minimumFree = qint64(1) << 30; ///< bytes; below this new runs are refused
    bool fullDurability = true;       ///< false: synchronous=NORMAL, power loss may lose the last commits
    qint64 logLimit = qint64(64) << 20;   ///< bytes of one benchmark's log; then one line says so
    int maxPageCount = 0;             ///< for tests of a full disk: PRAGMA max_page_count; 0: no limit
    /// For tests of faults: told on the writer's thread how far which write has come, by the name of the function of Store that
    /// posted it, or one of Writer::ownWrites. May throw SqliteError at Run, which fails that write.
    std::function<void(const char *operation, WriteStage stage)> onWrite;
};

} // namespace assay::engine
