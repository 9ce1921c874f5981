#pragma once

#include "services/engine/store/StoreTypes.h"

#include <deque>
#include <map>

namespace assay::engine {

/// Benchmarks that wait for a slot. Fair between jobs: a free slot goes to the job with the fewest attempts under way; among
/// equals to the one served longest ago, then to the oldest. Within a job by index, but what was begun before goes first.
/// Not thread-safe.
class WaitingQueue {
public:
    void add(const OpenBenchmark &benchmark); ///< nothing happens when it waits already
    void removeJob(const QString &jobId);
    void remove(const QString &jobId, int index);
    /// Takes the next one that `fits`; `running` counts the attempts of each job.
    std::optional<OpenBenchmark> take(const std::function<bool(const OpenBenchmark &)> &fits, const std::map<QString, int> &running);
    int size() const { return m_size; }

private:
    struct JobQueue {
        std::deque<OpenBenchmark> waiting;
        qint64 served = 0; ///< number of the take that served it last
    };
    void erase(std::map<qint64, JobQueue>::iterator job, std::deque<OpenBenchmark>::iterator benchmark);

    std::map<qint64, JobQueue> m_jobs; ///< by order of creation
    qint64 m_takes = 0;
    int m_size = 0;
};

} // namespace assay::engine
