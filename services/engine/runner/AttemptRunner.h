#pragma once

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
    virtual void warning(const Message &message) = 0;
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
    /// Stops asking; nothing more is reported for it, and no request of it is open when `stopped` is called (any thread).
    virtual void cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped) = 0;
};

} // namespace assay::engine
