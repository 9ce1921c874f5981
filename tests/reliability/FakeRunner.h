#pragma once

#include "services/engine/runner/AttemptRunner.h"

#include <condition_variable>
#include <map>
#include <mutex>

namespace assay::test {

/// Wakes whoever waits for something to have changed, so that nothing has to sleep.
class Bell {
public:
    void ring()
    {
        const std::lock_guard lock(m_mutex);
        ++m_rings;
        m_changed.notify_all();
    }
    /// Returns at the next ring, or soon without one: not everything rings.
    void wait()
    {
        std::unique_lock lock(m_mutex);
        const auto before = m_rings;
        m_changed.wait_for(lock, std::chrono::milliseconds(2), [&] { return m_rings != before; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    quint64 m_rings = 0;
};

/// Attempts that do only what a test says. Each tells the store of a process, as runners of commands do.
class FakeRunner final : public engine::AttemptRunner {
public:
    using Key = std::pair<QString, int>;
    explicit FakeRunner(Bell &bell)
        : m_bell(bell)
    {
    }

    void start(const engine::AttemptSpec &spec, std::shared_ptr<const engine::StoredSamples>,
        std::shared_ptr<engine::AttemptSink> sink) override
    {
        sink->process({ 4711, 1, QStringLiteral("boot") }, [](bool) {});
        {
            const std::lock_guard lock(m_mutex);
            m_sinks[{ spec.jobId, spec.benchmarkIndex }] = std::move(sink);
        }
        m_bell.ring();
    }
    void cancel(const QString &jobId, int index, std::function<void()> stopped) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_sinks.erase({ jobId, index });
        }
        stopped();
        m_bell.ring();
    }
    std::shared_ptr<engine::AttemptSink> sink(const QString &job, int index) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_sinks.find({ job, index });
        return found == m_sinks.end() ? nullptr : found->second;
    }
    std::shared_ptr<engine::AttemptSink> take(const QString &job, int index)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_sinks.extract({ job, index });
        return found.empty() ? nullptr : found.mapped();
    }
    std::size_t running() const
    {
        const std::lock_guard lock(m_mutex);
        return m_sinks.size();
    }
    /// The process that held them was killed.
    void forget()
    {
        const std::lock_guard lock(m_mutex);
        m_sinks.clear();
    }

private:
    Bell &m_bell;
    mutable std::mutex m_mutex;
    std::map<Key, std::shared_ptr<engine::AttemptSink>> m_sinks;
};

} // namespace assay::test
