#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/store/StoreTypes.h"

#include <atomic>
#include <mutex>

namespace assay::engine {

class Store;

/// Which attempt of which benchmark.
struct AttemptKey {
    QString jobId;
    int index = 0;
    int attempt = 1;
    bool operator==(const AttemptKey &) const = default;
};

/// Takes what an attempt tells into the store. Any thread.
class StoreSink final : public AttemptSink {
public:
    /// Called once, with the event that ends the attempt; the store does not have it yet.
    using Ended = std::function<void(const AttemptKey &, const BenchmarkEvent &)>;
    StoreSink(Store &store, Clock &clock, AttemptKey key, QString providerId, QString benchmarkId, Ended ended);

    /// Nothing that comes after this is heard.
    void close();
    /// An event of this benchmark with what is known of it so far.
    BenchmarkEvent event(RunState status) const;

    void phase(Phase phase) override;
    void progress(qint64 done, qint64 total) override;
    void sample(const Sample &sample, std::function<void(bool)> stored) override;
    void logLine(const QString &line) override;
    void resolvedSha(const QString &sha) override;
    void warning(const Message &message) override;
    void completed(const AttemptOutcome &outcome) override;
    void failed(const Message &message) override;

private:
    void end(const BenchmarkEvent &event);

    Store &m_store;
    Clock &m_clock;
    const AttemptKey m_key;
    const QString m_provider, m_benchmark;
    const Ended m_ended;
    std::atomic<bool> m_closed{false};
    mutable std::mutex m_mutex;
    Word<Phase> m_phase;
    std::optional<Message> m_warning;
    std::optional<qint64> m_done, m_total;
};

/// What an earlier life of an attempt stored.
class StoreSamples final : public StoredSamples {
public:
    StoreSamples(const Store &store, AttemptKey key) : m_store(store), m_key(std::move(key)) {}
    QList<Sample> after(qint64 ordinal, int repeat, int limit) const override;

private:
    const Store &m_store;
    const AttemptKey m_key;
};

} // namespace assay::engine
