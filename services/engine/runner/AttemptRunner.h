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

namespace assay::engine {

/// One execution of one benchmark of a job, as the scheduler hands it to whoever runs it.
struct AttemptSpec {
    QString jobId;
    int benchmarkIndex = 0;
    int attempt = 1;          ///< from 1; retries add attempts
    BenchmarkRef benchmark;   ///< effective entry: parameters, primary score, test data
    ModelTarget model;
    QString workFolder;       ///< exists, 0700; the attempt may write here
    qint64 itemsStored = 0;   ///< samples that an earlier life of this attempt stored; they are not asked again
    Job job;                  ///< the request as accepted: experiment, exports, queue, hardware, custom; no status, no results
    QString command;          ///< the provider's runtime.local.command, for runners of commands
    QList<EnvVar> environment; ///< the provider's runtime.local.env, same
    QString testDataFolder;   ///< what test_data_ref named, fetched; empty: nothing was
    qint64 reportsApplied = 0; ///< reports of this attempt that the store has applied already, when it is adopted
};

/// The process behind an attempt, enough to know it again after a restart: a pid alone may be anybody's.
struct ProcessRecord {
    qint64 pid = 0;        ///< of the runner shim, which is the leader of its session
    qint64 startTicks = 0; ///< field 22 of /proc/PID/stat
    QString bootId;
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
    /// Ends the attempt; the last call.
    virtual void completed(const AttemptOutcome &outcome) = 0;
    /// Ends the attempt; the last call. message.message is one sentence naming the place and the fix.
    virtual void failed(const Message &message) = 0;
};

/// Samples that an earlier life of the attempt stored, read page by page.
class StoredSamples {
public:
    virtual ~StoredSamples() = default;
    /// In ordinal order, at most `limit`, those after (ordinal, repeat). Any thread; blocks on the store's readers.
    virtual QList<Sample> after(qint64 ordinal, int repeat, int limit) const = 0;
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
    /// Stops asking; nothing more is reported for it, and no request of it is open when `stopped` is called (any thread).
    virtual void cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped) = 0;
};

} // namespace assay::engine
