#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace assay::engine {

class StoredSamples;

/// What a set of samples holds.
struct SamplePlaces {
    QList<qint64> ordinals; ///< ascending, each once
    int repeats = 0;        ///< the most that an item has
};

/// A benchmark of another run whose stored answers are scored again. What a result's provenance says of it.
struct AnswerOrigin {
    QString jobId;
    int benchmarkIndex = 0, attempt = 0;
    QString runName, modelName;    ///< the name may be empty
    QString providerId, benchmarkId;
    JsonText additionalInfo;       ///< of its result; empty when it has none
    qint64 samples = 0;
    /// For messages: the run's name, else its id.
    const QString &runText() const { return runName.isEmpty() ? jobId : runName; }
};

/// One execution of one benchmark of a job, as the scheduler hands it to whoever runs it.
struct AttemptSpec {
    QString jobId;
    int benchmarkIndex = 0;
    int attempt = 1;          ///< from 1; retries add attempts
    QString tenant;           ///< of the job
    BenchmarkRef benchmark;   ///< effective entry: parameters, primary score, test data
    ModelTarget model;
    QString workFolder;       ///< exists, 0700; the attempt may write here. log.txt beside it is the benchmark's log
    qint64 itemsStored = 0;   ///< samples that an earlier life of this attempt stored; they are not asked again
    Job job;                  ///< the request as accepted: experiment, exports, queue, hardware, custom; no status, no results
    std::optional<PrimaryScore> providerScore; ///< of the provider's benchmark, for an entry without one of its own
    QString command;          ///< the provider's runtime.local.command, for runners of commands
    QList<EnvVar> environment; ///< the provider's runtime.local.env, same
    bool keepRefusals = false; ///< keep what the command posts in vain, for a trial; same
    QString testDataFolder;   ///< what test_data_ref named, fetched; empty: nothing was
    std::optional<AnswerOrigin> origin; ///< the answers come from this run's samples; no model is asked
    std::optional<Error> originFault; ///< they shall, but cannot: the attempt fails with this
    std::shared_ptr<const StoredSamples> answers; ///< with origin: its samples
    qint64 reportsApplied = 0; ///< reports of this attempt that the store has applied already, when it is adopted
};

/// The process behind an attempt, enough to know it again after a restart: a pid alone may be anybody's.
struct ProcessRecord {
    qint64 pid = 0;        ///< of the runner shim, which is the leader of its session
    qint64 startTicks = 0; ///< field 22 of /proc/PID/stat
    QString bootId;
};

/// How the process of an attempt ended, and what it and all that it started used.
struct AttemptEnd {
    bool known = false;        ///< false: the shim was killed, so nobody counted; the rest means nothing then
    bool stopped = false;      ///< we asked for the end
    int exitCode = 0;          ///< of the command's shell; 128 + signal when a signal ended it
    std::optional<int> signal;
    double userSeconds = 0, systemSeconds = 0, wallSeconds = 0; ///< CPU and clock
    qint64 maxRssBytes = 0;    ///< of the largest process
    qint64 blockReads = 0, blockWrites = 0; ///< as getrusage(2) counts them
};

/// How an attempt ended well.
struct AttemptOutcome {
    JsonText metrics;        ///< object: metric -> number
    JsonText metricsSchema;  ///< list of {name, type}
    JsonText additionalInfo; ///< object with member `assay` (counts, standard errors, latency, tokens)
    JsonText artifacts;      ///< object
};

/// What an attempt tells. Any thread; calls return at once. Implemented by the scheduler over the store.
class AttemptSink {
public:
    virtual ~AttemptSink() = default;
    virtual void phase(Phase phase) = 0;
    /// done counts stored items, failed ones included; total is fixed after loading the data.
    virtual void progress(qint64 done, qint64 total) = 0;
    /// Stores a finished item. `stored` (may be empty) is called on some thread after it is on disk; false: it could not be stored.
    virtual void sample(const Sample &sample, std::function<void(bool)> stored) = 0;
    virtual void logLine(const QString &line) = 0;
    /// The commit of the test data that was fetched, 7 to 40 hex digits; kept in the entry's test_data_ref.resolved_sha, once.
    virtual void resolvedSha(const QString &sha) { Q_UNUSED(sha) }
    virtual void warning(const Message &message) = 0;
    /// The attempt has a process now. `recorded` is called on some thread after that is on disk; false: it could not be stored,
    /// and the process must not go on.
    virtual void process(const ProcessRecord &process, std::function<void(bool)> recorded)
    {
        Q_UNUSED(process)
        recorded(false);
    }
    /// A report that the attempt's program made: the `number`th of this attempt, from 1. `applied` is called on some thread with
    /// what the store said. A number that was applied before changes nothing and is answered Done.
    virtual void report(qint64 number, const BenchmarkEvent &event, std::function<void(Result<Done>)> applied)
    {
        Q_UNUSED(number)
        Q_UNUSED(event)
        applied(Error{});
    }
    /// The program wrote something, or reported; at most once a second.
    virtual void activity() {}
    /// The attempt's process is over and nothing of it is left. Once, also after a report that ended the attempt, and after cancel().
    virtual void ended(const AttemptEnd &end) { Q_UNUSED(end) }
    /// Ends the attempt; the last call.
    virtual void completed(const AttemptOutcome &outcome) = 0;
    /// Ends the attempt; the last call. message.message is one sentence naming the place and the fix.
    virtual void failed(const Message &message) = 0;
};

/// Samples that an attempt stored, read page by page. Any thread; blocks on the store's readers; Error::Storage when it cannot be read.
class StoredSamples {
public:
    virtual ~StoredSamples() = default;
    /// In ordinal order, at most `limit`, those after (ordinal, repeat).
    virtual Result<QList<Sample>> after(qint64 ordinal, int repeat, int limit) const = 0;
    /// Which items there are, without their texts.
    virtual Result<SamplePlaces> places() const = 0;
};

/// Gives a model's key by its reference when the request is about to be sent. Any thread.
/// Empty result: no such secret. `origin` is scheme://host:port of the request; a secret bound elsewhere is refused.
using SecretResolver = std::function<void(const QString &ref, const QString &origin, std::function<void(Result<QString>)> done)>;

/// Runs attempts. start() returns at once; the work happens on the runner's own threads.
class AttemptRunner {
public:
    virtual ~AttemptRunner() = default;
    virtual void start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink) = 0;
    /// Takes up an attempt that an earlier engine left running. Without a process of its own it simply starts again.
    virtual void adopt(const AttemptSpec &spec, const ProcessRecord &process, std::shared_ptr<const StoredSamples> stored,
                       std::shared_ptr<AttemptSink> sink)
    {
        Q_UNUSED(process)
        start(spec, std::move(stored), std::move(sink));
    }
    /// Stops asking; nothing more is reported for it (except ended()), and no request or process of it is left when `stopped` is
    /// called (any thread). A program that has just reported its own end is given time to leave; a second call ends that.
    virtual void cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped) = 0;
    /// The engine stops: nothing more is reported, and what can go on without it does, to be adopted by the next one.
    virtual void leave(const QString &jobId, int benchmarkIndex, std::function<void()> left) { cancel(jobId, benchmarkIndex, std::move(left)); }
};

} // namespace assay::engine
