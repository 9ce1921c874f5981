#include "services/engine/scheduler/SchedulerLink.h"

#include "services/engine/scheduler/SchedulerCore.h"

namespace assay::engine {

void SchedulerLink::post(std::function<void(SchedulerCore &)> task)
{
    const std::lock_guard lock(m_mutex);
    if (m_core)
        m_core->post([core = m_core, task = std::move(task)] { task(*core); });
}

void SchedulerLink::cut()
{
    const std::lock_guard lock(m_mutex);
    m_core = nullptr;
}

} // namespace assay::engine
