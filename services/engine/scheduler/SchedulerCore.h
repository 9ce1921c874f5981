#pragma once

#include "services/engine/scheduler/Scheduler.h"
#include "services/engine/scheduler/StoreSink.h"
#include "services/engine/scheduler/WaitingQueue.h"

#include <condition_variable>
#include <deque>
#include <thread>
#include <vector>

namespace assay::engine {

class SchedulerCore;

/// How other threads reach the core: still there, and silent, when the core has gone.
class SchedulerLink {
public:
    explicit SchedulerLink(SchedulerCore *core) : m_core(core) {}
    void post(std::function<void(SchedulerCore &)> task);
    void cut(); ///< nothing is posted after this returns

private:
    std::mutex m_mutex;
    SchedulerCore *m_core;
};

/// The scheduler's thread and what only that thread touches.
class SchedulerCore {
public:
    SchedulerCore(Store &store, RunnerMap runners, Clock &clock, const SchedulerSettings &settings);
    ~SchedulerCore();

    void post(std::function<void()> task); ///< any thread
    void start();
    void stop(); ///< blocks
    void read(const QString &jobId); ///< queues what the store says is open; empty: of all jobs. Any thread
    SchedulerLoad load() const;
    bool idle() const;
    bool runs(const QString &providerId) const { return m_runners.contains(providerId); }
    const SchedulerSettings &settings() const { return m_settings; }
    void drain(); ///< any thread
    bool draining() const { return m_draining; } ///< any thread; once true, load() counts all that was begun
    const std::shared_ptr<SchedulerLink> &link() const { return m_link; }

    // On the scheduler's thread, by post():
    void add(const QList<OpenBenchmark> &benchmarks);
    void removeJob(const QString &jobId, const QString &tenant, std::function<void(Result<Done>)> done);

private:
    using Key = std::pair<QString, int>;
    /// An attempt from when it takes its slot until nothing of it is under way.
    struct Running {
        OpenBenchmark what;
        AttemptKey key;
        AttemptRunner *runner = nullptr;
        std::shared_ptr<StoreSink> sink; ///< none while the store is asked to record the start
        qint64 limitMs = 0;
        std::optional<qint64> deadline;  ///< monotonic
        bool ending = false;             ///< its end is decided
        bool runnerBusy = true;          ///< it may still have requests open
        bool endUnstored = false;        ///< the store does not have its end yet
        bool again = false;              ///< it was made pending anew while this attempt was ending
    };
    struct Later {
        qint64 at; ///< monotonic
        std::function<void()> task;
    };

    void loop();
    bool runDue();
    void startWhatFits();
    bool fits(const OpenBenchmark &benchmark) const;
    void begin(const OpenBenchmark &benchmark);
    void started(const Key &key, const Result<StartedAttempt> &result);
    void launch(Running &running, const StartedAttempt &started);
    void ended(const AttemptKey &key, const BenchmarkEvent &event);
    void storeEnd(const AttemptKey &key, const BenchmarkEvent &event);
    void timedOut(Running &running);
    void stopRunner(Running &running);
    void releaseEnded();
    void noticed(const ChangeRecord &change);
    void refuse(const OpenBenchmark &benchmark);
    void later(qint64 inMs, std::function<void()> task);
    void finishRemovals();
    void publishLoad();
    Running *find(const AttemptKey &key);

    Store &m_store;
    const RunnerMap m_runners;
    Clock &m_clock;
    const SchedulerSettings m_settings;
    const int m_slots;
    const std::shared_ptr<SchedulerLink> m_link;

    WaitingQueue m_queue;
    std::map<Key, Running> m_running;
    std::map<QString, int> m_perJob, m_perProvider, m_perModel;
    std::vector<Later> m_later;
    struct Removal {
        QString jobId, tenant;
        std::function<void(Result<Done>)> done;
    };
    std::vector<Removal> m_removals;
    std::atomic<bool> m_draining{false};
    bool m_stopping = false;

    std::atomic<int> m_busy{0}, m_waiting{0};
    std::atomic<int> m_unsettled{0}; ///< jobs announced, but not read from the store yet
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    bool m_started = false, m_joined = false;
    std::thread m_thread;
};

} // namespace assay::engine
