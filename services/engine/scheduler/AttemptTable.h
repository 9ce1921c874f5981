#pragma once

#include "services/engine/scheduler/RunPolicy.h"
#include "services/engine/scheduler/StoreSink.h"

#include <map>

namespace assay::engine {

struct SchedulerSettings;

/// An attempt from when it takes its slot until nothing of it is under way.
struct Running {
    OpenBenchmark what;
    AttemptKey key;
    AttemptRunner *runner = nullptr;
    std::shared_ptr<StoreSink> sink; ///< none while the store is asked to record the start
    bool command = false;            ///< a provider's command runs, not a runner of ours
    RunPolicy policy;
    int retries = 0;                 ///< used up before this attempt
    std::optional<qint64> deadline;  ///< monotonic
    bool stalled = false;            ///< its benchmark has the warning
    bool ending = false;             ///< its end is decided
    bool runnerBusy = true;          ///< it may still have requests or a process
    bool endUnstored = false;        ///< the store does not have its end yet
    bool again = false;              ///< its benchmark is open again: read it once the slot is free
};

/// What runs, and how much of it there is of each kind. Not thread-safe.
class AttemptTable {
public:
    using Key = std::pair<QString, int>; ///< job id, index

    explicit AttemptTable(const SchedulerSettings &settings) : m_settings(settings) {}

    /// Whether the limits of the provider and the model leave room.
    bool fits(const OpenBenchmark &benchmark) const;
    Running &add(const Running &running);
    Running *find(const AttemptKey &key); ///< null when it is another attempt's turn
    Running *find(const Key &key);
    bool holds(const QString &jobId) const;
    /// Takes out those of which nothing is under way; `unstored`: also if the store does not have their end. Answers them.
    QList<Running> takeEnded(bool unstored);
    int size() const { return int(m_running.size()); }
    const std::map<QString, int> &perJob() const { return m_perJob; }

    auto begin() { return m_running.begin(); }
    auto end() { return m_running.end(); }

private:
    static void count(std::map<QString, int> &counts, const QString &name, int by);
    void count(const Running &running, int by);

    const SchedulerSettings &m_settings;
    std::map<Key, Running> m_running;
    std::map<QString, int> m_perJob, m_perProvider, m_perModel;
};

} // namespace assay::engine
