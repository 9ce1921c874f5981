#pragma once

#include "services/core/Clock.h"
#include "services/core/Job.h"
#include "services/core/Query.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"
#include "services/engine/runner/AttemptRunner.h"

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
    QString localCommand = {};                    ///< the provider's runtime.local.command; empty: it has none
    QList<EnvVar> environment = {};               ///< the provider's runtime.local.env
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

/// What the user said about running a provider's command; see CommandRecord.
enum class CommandDecision { None, Allow, Deny };

/// A shell command that a provider wants to run, with the names (not the values) of the variables it asks for.
struct CommandRecord {
    QString hash;     ///< commandHash()
    QString provider; ///< the first one that wanted it
    QString command;
    QStringList environment;
    qint64 firstSeenMs = 0, decidedMs = 0; ///< wall clock
    CommandDecision decision = CommandDecision::None;
};
/// SHA-256 (hexadecimal) of the command and the sorted names of its variables: what an approval holds for.
QString commandHash(const QString &command, const QList<EnvVar> &environment);

/// A benchmark of a job that is not at its end, as the scheduler needs it.
struct OpenBenchmark {
    QString jobId;
    qint64 jobSeq = 0; ///< order of creation
    int index = 0;
    QString providerId, benchmarkId;
    QString modelUrl;
    bool hasLocalCommand = false;
    bool takesStoredAnswers = false;    ///< our own runner scores them, whosever benchmark it is
    RunState state = RunState::Pending; ///< Pending or Running
    int attempt = 0;                    ///< 0: never started
    bool attemptRunning = false;        ///< an attempt is recorded as running (an engine died over it, or it is ours)
    bool hasProcess = false;            ///< that attempt has a process of its own
    qint64 notBeforeMs = 0;             ///< wall clock: a retry waits until then
    CommandRecord command;              ///< with hasLocalCommand
};

/// Which execution of which benchmark.
struct AttemptKey {
    QString jobId;
    int index = 0;
    int attempt = 1;
    bool operator==(const AttemptKey &) const = default;
};

/// What an attempt needs to start; see Store::startAttempt().
struct StartedAttempt {
    int attempt = 1;
    qint64 itemsStored = 0; ///< samples that an earlier life of this attempt stored
    QString tenant;         ///< of the job
    BenchmarkRef benchmark;
    Job job;                ///< the request as accepted
    std::optional<PrimaryScore> providerScore;
    QString command;
    QList<EnvVar> environment;
    ProcessRecord process;  ///< of an earlier life of this attempt; pid 0: it had none
    qint64 reportsApplied = 0; ///< of that process
    qint64 startedAtMs = 0, jobStartedAtMs = 0; ///< wall clock: the attempt's first start, and the first of the job
    int retries = 0;        ///< attempts that were retried already
    std::optional<Result<AnswerOrigin>> origin; ///< of a benchmark that takes stored answers
};

/// A process of an attempt that is decided, left by an engine that died before the process had gone.
struct LeftProcess {
    AttemptKey key;
    QString providerId, benchmarkId;
    ProcessRecord process;
    qint64 reportsApplied = 0;
};

/// An attempt that shall be followed by another one.
struct AttemptRetry {
    AttemptKey key;
    Message failure;      ///< what it came to
    Message warning;      ///< shown until the next attempt begins
    qint64 notBeforeMs = 0; ///< wall clock
    qint64 report = 0;    ///< number of the report that said so; 0: none did
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

/// A run that another tool made, at its end when it comes into the store.
struct ImportedJob {
    NewJob job;                   ///< without an idempotency key
    QString key;                  ///< of its content: the same key again makes nothing
    qint64 createdMs = 0;         ///< wall clock, when the tool began it; 0: now
    QList<BenchmarkEvent> ends;   ///< one a benchmark, in a final state
    bool complete = false;        ///< no samples will follow
};
/// What is known under a key of content.
struct ImportedContent {
    QString jobId; ///< empty: nothing
    bool complete = false; ///< false: samples are still to come, or an engine that died left some out
    bool known = false;    ///< it was there before
};
/// A request to import, and what became of it.
struct ImportRecord {
    QString id, tenant;
    bool running = false;
    QByteArray document; ///< JSON
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
