#pragma once

#include "services/engine/inputs/Fetch.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::engine {

/// Puts an attempt's test data into its work folder before another runner starts it: WORKFOLDER/test_data, named in
/// AttemptSpec::testDataFolder. Refuses what only a cluster can do (see localLimits()). Data that an earlier life of the
/// attempt fetched completely (WORKFOLDER/test_data.json says so) is not fetched again.
///
/// Any thread; calls return at once, the work happens on settings.threads threads of its own.
class InputRunner final : public AttemptRunner {
public:
    /// `inner` outlives this. Unfinished fetches are cancelled by the destructor, without a word to their sinks.
    InputRunner(AttemptRunner &inner, InputSettings settings);
    ~InputRunner() override;
    void start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink) override;
    void adopt(const AttemptSpec &spec, const ProcessRecord &process, std::shared_ptr<const StoredSamples> stored,
               std::shared_ptr<AttemptSink> sink) override;
    void cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped) override;
    void leave(const QString &jobId, int benchmarkIndex, std::function<void()> left) override;

private:
    using Key = std::pair<QString, int>;
    /// An attempt that the inner runner does not have yet.
    struct Pending {
        AttemptSpec spec;
        std::shared_ptr<const StoredSamples> stored;
        std::shared_ptr<AttemptSink> sink;
        CancelFlag cancel;
        std::vector<std::function<void()>> stopped; ///< to call once it is out of our hands
    };
    using Task = std::shared_ptr<Pending>;

    /// Stops a fetch; `stopped` is taken and called when it has. False: the inner runner has the attempt.
    bool stopFetch(const Key &key, std::function<void()> &stopped);
    void loop();
    void watch();
    void work(const Task &task);
    Result<Fetched> fetch(Pending &task);
    void fail(const Task &task, Message message);
    std::vector<std::function<void()>> release(const Task &task);
    void handOver(const Task &task);
    void forget(const Task &task);
    void later(std::chrono::steady_clock::time_point at, std::function<void()> task);

    AttemptRunner &m_inner;
    const InputSettings m_settings;
    CurlLoop m_loop;
    std::mutex m_mutex;
    std::condition_variable m_wake, m_timerWake;
    std::deque<Task> m_queue;
    std::map<Key, Task> m_tasks;
    std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> m_timers; ///< failures that are held back, phases that are due
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
    std::thread m_timer;
};

} // namespace assay::engine
