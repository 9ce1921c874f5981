#pragma once

#include <functional>
#include <mutex>

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

} // namespace assay::engine
