#pragma once

#include "services/core/Clock.h"

#include <QString>

#include <functional>
#include <memory>

namespace assay::engine {

/// One thread that waits for processes, files, deadlines and posted tasks, and runs their callbacks one after another.
class Supervisor {
public:
    using Task = std::function<void()>;
    using Id = quint64; ///< 0 is none

    explicit Supervisor(Clock &clock);
    ~Supervisor(); ///< finishes the task that runs, drops everything else; not from a task of its own
    Supervisor(const Supervisor &) = delete;
    Supervisor &operator=(const Supervisor &) = delete;

    void post(Task task); ///< any thread
    /// post() as a value that may be called after the supervisor has gone; it does nothing then. Any thread.
    std::function<void(Task)> poster() const;

    // The rest is for its own tasks.

    /// Calls `readable` as long as the descriptor is; the caller keeps the descriptor open until unwatch().
    Id watch(int fd, Task readable);
    /// Calls `changed` when a file of the folder was written to, made or renamed; at least once a second where the system tells nothing.
    Id watchFolder(const QString &folder, Task changed);
    Id at(qint64 monotonicMs, Task task); ///< once, by the clock
    Id in(qint64 ms, Task task);
    Id inRealTime(qint64 ms, Task task); ///< for what waits for the system, not for the injected clock
    void forget(Id &id); ///< of any of these; 0 afterwards. Harmless when it is over

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace assay::engine
