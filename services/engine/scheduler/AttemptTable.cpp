#include "services/engine/scheduler/AttemptTable.h"

#include "services/engine/scheduler/Scheduler.h"

#include <algorithm>

namespace assay::engine {

bool AttemptTable::fits(const OpenBenchmark &benchmark) const
{
    const auto below = [](const std::map<QString, int> &counts, const QString &name, int limit) {
        const auto found = counts.find(name);
        return limit <= 0 || found == counts.end() || found->second < limit;
    };
    return below(m_perProvider, benchmark.providerId, m_settings.slotsPerProvider)
        && below(m_perModel, benchmark.modelUrl, m_settings.slotsPerModel);
}

void AttemptTable::count(std::map<QString, int> &counts, const QString &name, int by)
{
    if ((counts[name] += by) == 0)
        counts.erase(name);
}

void AttemptTable::count(const Running &running, int by)
{
    count(m_perJob, running.what.jobId, by);
    count(m_perProvider, running.what.providerId, by);
    count(m_perModel, running.what.modelUrl, by);
}

Running &AttemptTable::add(const Running &running)
{
    count(running, 1);
    return m_running.insert_or_assign(Key{running.key.jobId, running.key.index}, running).first->second;
}

Running *AttemptTable::find(const AttemptKey &key)
{
    Running *found = find(Key{key.jobId, key.index});
    return found && found->key == key ? found : nullptr;
}

Running *AttemptTable::find(const Key &key)
{
    const auto found = m_running.find(key);
    return found == m_running.end() ? nullptr : &found->second;
}

bool AttemptTable::holds(const QString &jobId) const
{
    return m_perJob.contains(jobId);
}

QList<Running> AttemptTable::takeEnded(bool unstored)
{
    QList<Running> taken;
    std::erase_if(m_running, [&](const auto &entry) {
        const Running &running = entry.second;
        if (!running.ending || running.runnerBusy || (running.endUnstored && !unstored))
            return false;
        count(running, -1);
        taken.append(running);
        return true;
    });
    return taken;
}

} // namespace assay::engine
