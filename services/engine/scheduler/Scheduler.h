#pragma once

#include "services/core/Clock.h"
#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/scheduler/RunPolicy.h"
#include "services/engine/store/StoreTypes.h"

#include <QHash>
#include <QString>

#include <functional>
#include <map>
#include <memory>

namespace assay::engine {

class Store;

/// Runners by provider id ("assay"); they outlive the scheduler.
using RunnerMap = std::map<QString, AttemptRunner *>;

/// What happens to providers' commands that the user has not decided about.
enum class CommandMode { Ask, Allow, Deny };

struct SchedulerSettings {
    int totalSlots = 0;         ///< attempts at a time; 0: twice the processors
    int slotsPerProvider = 0;   ///< 0: no limit of its own
    int slotsPerModel = 0;      ///< attempts at a time against one model url; 0: no limit of its own
    RunPolicy policy;           ///< of jobs that say nothing else
    CommandMode commands = CommandMode::Ask;
    int lookMs = 200;           ///< how often deadlines are looked at: the injected clock may run at another pace than ours
    int keepFoldersDays = 7;    ///< work folders of completed benchmarks; below 0: for ever
    std::function<double()> random; ///< evenly in [0, 1); default: the system's. The scheduler's thread
};

struct SchedulerLoad {
    int slotsTotal = 0, slotsBusy = 0;
    int queued = 0; ///< benchmarks that wait for a slot
};

/// Decides what runs when: a queue that lives in the store, slots, fairness between jobs, time limits, cancelling, and
/// taking up again what an engine that died left behind. All members may be called from any thread; it has one thread of its own.
class Scheduler {
public:
    /// `commands` runs what has no runner of its own but a command; without it those benchmarks wait for reports of clients.
    Scheduler(Store &store, RunnerMap runners, Clock &clock, SchedulerSettings settings, AttemptRunner *commands = nullptr);
    ~Scheduler(); ///< stop() if that has not been done
    Scheduler(const Scheduler &) = delete;
    Scheduler &operator=(const Scheduler &) = delete;

    /// Reads the queue from the store and begins. Attempts that an earlier engine left running are queued first.
    void start();
    /// Call after Store::createJob() answered (not for repeated ones).
    void jobCreated(const QString &jobId);
    /// Cancels the job in the store and stops its attempts. `done` comes when the store has it; requests still open are closed soon after.
    void cancelJob(const QString &jobId, const QString &tenant, std::function<void(Result<Done>)> done);
    /// Call after Store::reopenBenchmarks() answered.
    void jobReopened(const QString &jobId);
    /// Cancels one benchmark in the store and stops its attempt; the job's others go on.
    void cancelBenchmark(const QString &jobId, const QString &tenant, int index, std::function<void(Result<Done>)> done);
    /// Records what the user decided about a command, and starts or fails what waited for it.
    void decideCommand(const QString &hash, CommandDecision decision, std::function<void(Result<CommandRecord>)> done);
    /// Stops the job's attempts, then removes its record, samples and logs.
    void removeJob(const QString &jobId, const QString &tenant, std::function<void(Result<Done>)> done);
    bool runs(const QString &providerId) const; ///< has a runner for it
    const SchedulerSettings &settings() const;
    SchedulerLoad load() const;
    bool idle() const; ///< nothing runs and nothing waits for a slot
    /// Starts nothing more; what runs goes on, what waits is the next engine's.
    void drain();
    bool draining() const;
    bool drained() const; ///< draining, and nothing runs any more
    /// Blocks: stops the runners' requests without marking anything as ended, so that the next start goes on; programs of attempts
    /// go on meanwhile. Harmless twice.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace assay::engine
