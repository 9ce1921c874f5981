#pragma once

#include <QtGlobal>

#include <functional>
#include <memory>

namespace assay::engine {

/// A thread that runs posted functions one after another, in order. All members may be called from any thread.
class TaskThread {
public:
    using Task = std::function<void()>;

    TaskThread();
    ~TaskThread(); ///< finishes the task that runs, drops the others; not from a task of its own
    TaskThread(const TaskThread &) = delete;
    TaskThread &operator=(const TaskThread &) = delete;

    void post(Task task);
    void after(qint64 delayMs, Task task);
    /// post() as a value that may be kept and called after the thread has gone; it does nothing then.
    std::function<void(Task)> poster() const;

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace assay::engine
