#include "services/engine/runner/TaskThread.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace assay::engine {

namespace {
using SteadyClock = std::chrono::steady_clock;
}

class TaskThread::Private {
public:
    void post(Task task)
    {
        const std::lock_guard lock(mutex);
        if (stopping)
            return;
        tasks.push_back(std::move(task));
        wake.notify_one();
    }

    void run()
    {
        std::unique_lock lock(mutex);
        while (!stopping) {
            const auto now = SteadyClock::now();
            while (!timers.empty() && timers.begin()->first <= now) {
                tasks.push_back(std::move(timers.begin()->second));
                timers.erase(timers.begin());
            }
            if (!tasks.empty()) {
                Task task = std::move(tasks.front());
                tasks.pop_front();
                lock.unlock();
                task();
                task = nullptr; // its captures go without the lock
                lock.lock();
            } else if (timers.empty()) {
                wake.wait(lock);
            } else {
                const auto next = timers.begin()->first; // by value: the map may change while we wait
                wake.wait_until(lock, next);
            }
        }
    }

    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Task> tasks;
    std::multimap<SteadyClock::time_point, Task> timers;
    bool stopping = false;
    std::thread thread;
};

TaskThread::TaskThread() : d(std::make_shared<Private>())
{
    d->thread = std::thread([raw = d.get()] { raw->run(); });
}

TaskThread::~TaskThread()
{
    std::deque<Task> tasks;
    std::multimap<SteadyClock::time_point, Task> timers;
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        d->wake.notify_one();
    }
    d->thread.join();
    {
        const std::lock_guard lock(d->mutex);
        tasks.swap(d->tasks);
        timers.swap(d->timers);
    }
}

void TaskThread::post(Task task) { d->post(std::move(task)); }

void TaskThread::after(qint64 delayMs, Task task)
{
    const std::lock_guard lock(d->mutex);
    if (d->stopping)
        return;
    d->timers.emplace(SteadyClock::now() + std::chrono::milliseconds(delayMs), std::move(task));
    d->wake.notify_one();
}

std::function<void(TaskThread::Task)> TaskThread::poster() const
{
    return [d = d](Task task) { d->post(std::move(task)); };
}

} // namespace assay::engine
