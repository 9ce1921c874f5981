#pragma once

#include "services/engine/runner/AttemptRunner.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

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

/// Attempts that do only what a test says. Of providers' programs each tells the store of its process, and of the end
/// of that when it is stopped; they go on while no engine runs.
class FakeRunner final : public engine::AttemptRunner {
public:
    using Key = std::pair<QString, int>;
    using AttemptKey = std::tuple<std::string, int, int>; ///< job id, index, attempt
    enum class Of { Ours, Programs };
    FakeRunner(Bell &bell, Of of)
        : m_bell(bell)
        , m_programs(of == Of::Programs)
    {
    }

    void start(const engine::AttemptSpec &spec, std::shared_ptr<const engine::StoredSamples>,
        std::shared_ptr<engine::AttemptSink> sink) override
    {
        add(spec, sink, !m_programs, false);
        if (!m_programs)
            return;
        sink->process({ 4711, 1, QStringLiteral("boot") },
            [this, key = Key { spec.jobId, spec.benchmarkIndex }, attempt = spec.attempt](bool stored) {
                {
                    const std::lock_guard lock(m_mutex);
                    const auto found = m_attempts.find(key);
                    if (found == m_attempts.end() || found->second.number != attempt)
                        return;
                    found->second.answered = true;
                    found->second.process = stored;
                }
                m_bell.ring();
            });
    }
    void adopt(const engine::AttemptSpec &spec, const engine::ProcessRecord &process,
        std::shared_ptr<const engine::StoredSamples> stored, std::shared_ptr<engine::AttemptSink> sink) override
    {
        if (!m_programs || process.pid == 0)
            return start(spec, std::move(stored), std::move(sink));
        add(spec, sink, true, true);
    }
    void cancel(const QString &jobId, int index, std::function<void()> stopped) override
    {
        if (const auto sink = take(jobId, index); sink && m_programs)
            sink->ended(end(true));
        stopped();
        m_bell.ring();
    }
    void leave(const QString &jobId, int index, std::function<void()> left) override
    {
        take(jobId, index);
        left();
    }
    std::shared_ptr<engine::AttemptSink> sink(const QString &job, int index) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_attempts.find({ job, index });
        return found == m_attempts.end() ? nullptr : found->second.sink;
    }
    std::shared_ptr<engine::AttemptSink> take(const QString &job, int index)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_attempts.extract({ job, index });
        return found.empty() ? nullptr : found.mapped().sink;
    }
    /// Those that have begun, once it is answered whether their processes are stored.
    std::set<AttemptKey> running() const
    {
        const std::lock_guard lock(m_mutex);
        std::set<AttemptKey> keys;
        for (const auto &[key, attempt] : m_attempts) {
            if (attempt.answered)
                keys.emplace(key.first.toStdString(), key.second, attempt.number);
        }
        return keys;
    }
    /// The attempt's process is acknowledged as stored.
    bool hasProcess(const QString &job, int index) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_attempts.find({ job, index });
        return found != m_attempts.end() && found->second.process;
    }
    static engine::AttemptEnd end(bool stopped)
    {
        engine::AttemptEnd end;
        end.known = true;
        end.stopped = stopped;
        end.exitCode = stopped ? 143 : 3;
        return end;
    }
    /// The engine that held them was killed.
    void forget()
    {
        const std::lock_guard lock(m_mutex);
        m_attempts.clear();
    }

private:
    struct Attempt {
        int number = 0;
        std::shared_ptr<engine::AttemptSink> sink;
        bool answered = false, process = false;
    };
    void add(const engine::AttemptSpec &spec, std::shared_ptr<engine::AttemptSink> sink, bool answered, bool process)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_attempts[{ spec.jobId, spec.benchmarkIndex }] = { spec.attempt, std::move(sink), answered, process };
        }
        m_bell.ring();
    }

    Bell &m_bell;
    const bool m_programs;
    mutable std::mutex m_mutex;
    std::map<Key, Attempt> m_attempts;
};

} // namespace assay::test
