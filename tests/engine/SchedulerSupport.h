#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "tests/engine/StoreSupport.h"

#include <map>
#include <mutex>

namespace assay::engine::test {

/// Starts nothing: a test says what an attempt reports and when it has stopped.
class FakeRunner final : public AttemptRunner {
public:
    using Key = std::pair<QString, int>;
    struct Attempt {
        AttemptSpec spec;
        std::optional<ProcessRecord> adopted; ///< it was taken up with this process
        std::shared_ptr<const StoredSamples> stored;
        std::shared_ptr<AttemptSink> sink;
    };

    void start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink) override
    {
        add(spec, {}, std::move(stored), std::move(sink));
    }
    void adopt(const AttemptSpec &spec, const ProcessRecord &process, std::shared_ptr<const StoredSamples> stored,
               std::shared_ptr<AttemptSink> sink) override
    {
        add(spec, process, std::move(stored), std::move(sink));
    }
    void leave(const QString &jobId, int index, std::function<void()> left) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_left.append(QStringLiteral("%1").arg(index));
            m_attempts.erase({jobId, index});
        }
        left();
    }
    void cancel(const QString &jobId, int index, std::function<void()> stopped) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_cancelled.append(QStringLiteral("%1").arg(index));
            if (m_holdStops) {
                m_stops.push_back(std::move(stopped));
                m_attempts.erase({jobId, index});
                return;
            }
            m_attempts.erase({jobId, index});
        }
        stopped();
    }

    Attempt attempt(const QString &job, int index) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_attempts.find({job, index});
        return found == m_attempts.end() ? Attempt{} : found->second;
    }
    bool runs(const QString &job, int index) const { return attempt(job, index).sink != nullptr; }
    std::shared_ptr<AttemptSink> take(const QString &job, int index)
    {
        const std::lock_guard lock(m_mutex);
        auto sink = m_attempts[{job, index}].sink;
        m_attempts.erase({job, index});
        return sink;
    }
    void complete(const QString &job, int index, const QByteArray &metrics = "{}") { take(job, index)->completed({{metrics}, {}, {}, {}}); }
    int running() const
    {
        const std::lock_guard lock(m_mutex);
        return int(m_attempts.size());
    }
    int atOnce() const
    {
        const std::lock_guard lock(m_mutex);
        return m_atOnce;
    }
    QStringList order() const
    {
        const std::lock_guard lock(m_mutex);
        return m_order;
    }
    QStringList cancelled() const
    {
        const std::lock_guard lock(m_mutex);
        return m_cancelled;
    }
    QStringList left() const ///< by leave()
    {
        const std::lock_guard lock(m_mutex);
        return m_left;
    }
    void holdStops() { m_holdStops = true; }
    void letGo()
    {
        std::vector<std::function<void()>> stops;
        {
            const std::lock_guard lock(m_mutex);
            stops.swap(m_stops);
            m_holdStops = false;
        }
        for (const auto &stopped : stops)
            stopped();
    }

private:
    void add(const AttemptSpec &spec, std::optional<ProcessRecord> adopted, std::shared_ptr<const StoredSamples> stored,
             std::shared_ptr<AttemptSink> sink)
    {
        const std::lock_guard lock(m_mutex);
        m_attempts[{spec.jobId, spec.benchmarkIndex}] = {spec, std::move(adopted), std::move(stored), std::move(sink)};
        m_order.append(spec.benchmark.id);
        m_atOnce = std::max(m_atOnce, int(m_attempts.size()));
    }

    mutable std::mutex m_mutex;
    std::map<Key, Attempt> m_attempts;
    QStringList m_order, m_cancelled, m_left;
    int m_atOnce = 0;
    std::atomic<bool> m_holdStops{false};
    std::vector<std::function<void()>> m_stops;
};

} // namespace assay::engine::test
