#pragma once

#include "services/engine/scheduler/AttemptTable.h"
#include "services/engine/scheduler/FolderSweeper.h"
#include "services/engine/scheduler/Scheduler.h"
#include "services/engine/scheduler/SchedulerLink.h"
#include "services/engine/scheduler/WaitingQueue.h"

#include <condition_variable>
#include <deque>
#include <set>
#include <thread>
#include <vector>

namespace assay::engine {

/// The scheduler's thread and what only that thread touches: what waits, and when things are due. How single attempts go is in
/// SchedulerAttempts.cpp.
class SchedulerCore {
public:
    SchedulerCore(Store &store, RunnerMap runners, Clock &clock, const SchedulerSettings &settings, AttemptRunner *commands);
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
    /// A store that cannot take something, say because the disk is full, is asked again after this long.
    static constexpr qint64 retryStoreMs = 5000;
    using Key = AttemptTable::Key;
    struct Later {
        qint64 at; ///< monotonic
        std::function<void()> task;
    };
    struct Delayed {
        qint64 at; ///< monotonic
        OpenBenchmark benchmark;
    };
    struct JobDeadline {
        qint64 at, limitMs; ///< at: monotonic
    };
    struct Removal {
        QString jobId, tenant;
        std::function<void(Result<Done>)> done;
    };

    void loop();
    bool runDue();
    bool runDueAttempts(qint64 now);
    void later(qint64 inMs, std::function<void()> task);
    void readLater(const QString &jobId); ///< once the store may have room again
    /// For a write whose loss nobody else would notice: `task` runs on this thread when the disk was full. Any thread.
    Reply<Done> ifFull(std::function<void(SchedulerCore &)> task) const;
    /// The same, once the store may have room again.
    Reply<Done> againIfFull(std::function<void(SchedulerCore &)> task) const;
    void startWhatFits();
    void forget(const QString &jobId, std::optional<int> index);
    void wait(const OpenBenchmark &benchmark);
    bool known(const OpenBenchmark &benchmark);
    bool approved(const OpenBenchmark &benchmark);
    void fail(const OpenBenchmark &benchmark, const BenchmarkEvent &event);
    void noticed(const ChangeRecord &change);
    void finishRemovals();
    void sweepFolders();
    void publishLoad();
    AttemptRunner *runnerOf(const OpenBenchmark &benchmark) const; ///< none: nobody here can run it

    // SchedulerAttempts.cpp
    void begin(const OpenBenchmark &benchmark);
    void started(const Key &key, const Result<StartedAttempt> &result);
    void launch(Running &running, const StartedAttempt &started);
    void setLimits(Running &running, const StartedAttempt &started);
    std::shared_ptr<StoreSink> makeSink(const Running &running);
    void stopLeft(const QList<LeftProcess> &left);
    void ended(const AttemptKey &key, const BenchmarkEvent &event);
    void storeEnd(const AttemptKey &key, const BenchmarkEvent &event);
    bool retry(Running &running, const Message &failure, qint64 report, const std::function<void(Result<Done>)> &answer);
    void storeRetry(const AttemptRetry &retry, const std::function<void(Result<Done>)> &answer);
    void timedOut(Running &running, const Message &message);
    void jobTimedOut(const QString &jobId, qint64 limitMs);
    void watchStall(Running &running, qint64 now);
    void stopRunner(Running &running);
    void releaseEnded();
    void storeProcessEnd(const AttemptKey &key);

    Store &m_store;
    const RunnerMap m_runners;
    AttemptRunner *const m_commands;
    Clock &m_clock;
    const SchedulerSettings m_settings;
    const int m_slots;
    const std::shared_ptr<SchedulerLink> m_link;

    WaitingQueue m_queue;
    std::vector<Delayed> m_delayed; ///< retries whose time has not come
    AttemptTable m_attempts;
    std::map<QString, JobDeadline> m_jobDeadlines;
    std::vector<Later> m_later;
    std::set<QString> m_readLater; ///< jobs that are read when it is time
    std::vector<Removal> m_removals;
    FolderSweeper m_sweeper;
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
