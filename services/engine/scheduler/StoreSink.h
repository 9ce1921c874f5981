#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/store/StoreTypes.h"

#include <atomic>
#include <mutex>

namespace assay::engine {

class Store;

/// Takes what an attempt tells into the store. Any thread.
class StoreSink final : public AttemptSink {
public:
    /// Called once, with the event that ends the attempt; the store does not have it yet.
    using Ended = std::function<void(const AttemptKey &, const BenchmarkEvent &)>;
    /// Asked before a report of failure is stored; true: it was taken over, and will be answered.
    using Failure = std::function<bool(const AttemptKey &, qint64 number, const BenchmarkEvent &, const std::function<void(Result<Done>)> &)>;
    StoreSink(Store &store, Clock &clock, AttemptKey key, QString providerId, QString benchmarkId, Ended ended);

    void setFailure(Failure failure) { m_failure = std::move(failure); } ///< before the runner has it
    /// For programs that write the log themselves: nothing of ours stands between their lines. Before the runner has it.
    void keepLog() { m_logs = false; }
    /// Nothing that comes after this is heard, but for the end of the process.
    void close();
    /// The same, but reports of the program still are: a benchmark's end may be corrected while its job goes on.
    void closeButReports() { m_closed = true; }
    qint64 lastActivity() const { return m_activity; } ///< monotonic
    /// An event of this benchmark with what is known of it so far.
    BenchmarkEvent event(RunState status) const;

    void phase(Phase phase) override;
    void progress(qint64 done, qint64 total) override;
    void sample(const Sample &sample, std::function<void(bool)> stored) override;
    void logLine(const QString &line) override;
    void resolvedSha(const QString &sha) override;
    void warning(const Message &message) override;
    void process(const ProcessRecord &process, std::function<void(bool)> recorded) override;
    void report(qint64 number, const BenchmarkEvent &event, std::function<void(Result<Done>)> applied) override;
    void activity() override;
    void ended(const AttemptEnd &end) override;
    void completed(const AttemptOutcome &outcome) override;
    void failed(const Message &message) override;

private:
    void end(const BenchmarkEvent &event);

    Store &m_store;
    Clock &m_clock;
    const AttemptKey m_key;
    const QString m_provider, m_benchmark;
    const Ended m_ended;
    Failure m_failure;
    bool m_logs = true;
    std::atomic<bool> m_closed{false}, m_deaf{false};
    std::atomic<qint64> m_activity;
    mutable std::mutex m_mutex;
    Word<Phase> m_phase;
    std::optional<Message> m_warning;
    std::optional<qint64> m_done, m_total;
};

/// What an attempt stored.
class StoreSamples final : public StoredSamples {
public:
    StoreSamples(const Store &store, AttemptKey key) : m_store(store), m_key(std::move(key)) {}
    Result<QList<Sample>> after(qint64 ordinal, int repeat, int limit) const override;
    Result<SamplePlaces> places() const override;

private:
    const Store &m_store;
    const AttemptKey m_key;
};

} // namespace assay::engine
