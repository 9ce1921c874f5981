#pragma once

#include "services/engine/store/StoreTypes.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace assay::engine {

class Store;

/// Removes the work folders of attempts that ended well long ago; the benchmark's log, samples and result stay. One thread, because
/// such a folder may hold a whole model.
class FolderSweeper {
public:
    explicit FolderSweeper(Store &store) : m_store(store) {}
    ~FolderSweeper() { stop(); }

    /// Begins, unless it is at it: all that ended before (wall clock). `days` of the settings below 0: never called.
    void sweep(qint64 beforeMs);
    void stop(); ///< blocks for the folder that is being removed

private:
    void removeAll(qint64 beforeMs);

    Store &m_store;
    std::mutex m_mutex;
    std::atomic<bool> m_stop{false}, m_busy{false};
    std::thread m_thread;
};

/// WORKSPACE/jobs/JOB/INDEX/attempt-N.
QString attemptFolder(const Store &store, const AttemptKey &key);

} // namespace assay::engine
