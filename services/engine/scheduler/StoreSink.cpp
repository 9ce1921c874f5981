#include "services/engine/scheduler/StoreSink.h"

#include "services/engine/store/Store.h"

namespace assay::engine {

StoreSink::StoreSink(Store &store, Clock &clock, AttemptKey key, QString providerId, QString benchmarkId, Ended ended)
    : m_store(store), m_clock(clock), m_key(std::move(key)), m_provider(std::move(providerId)), m_benchmark(std::move(benchmarkId)),
      m_ended(std::move(ended))
{
}

void StoreSink::close()
{
    m_closed = true;
}

BenchmarkEvent StoreSink::event(RunState status) const
{
    BenchmarkEvent event;
    event.id = m_benchmark;
    event.providerId = m_provider;
    event.benchmarkIndex = m_key.index;
    event.status = status;
    const std::lock_guard lock(m_mutex);
    event.warningMessage = m_warning;
    event.itemsDone = m_done;
    event.itemsTotal = m_total;
    if (!isTerminal(status))
        event.phase = m_phase;
    return event;
}

void StoreSink::phase(Phase phase)
{
    if (m_closed)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_phase = phase;
    }
    m_store.applyEvent(m_key.jobId, {}, event(RunState::Running), EventSource::Runner, {});
}

void StoreSink::progress(qint64 done, qint64 total)
{
    if (m_closed)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_done = done;
        m_total = total;
    }
    m_store.progress(m_key.jobId, m_key.index, done, total);
}

void StoreSink::sample(const Sample &sample, std::function<void(bool)> stored)
{
    if (m_closed) {
        if (stored)
            stored(false);
        return;
    }
    m_store.addSample(m_key.jobId, m_key.index, m_key.attempt, sample, [stored = std::move(stored)](const Result<Done> &result) {
        if (stored)
            stored(result.hasValue());
    });
}

void StoreSink::logLine(const QString &line)
{
    if (!m_closed)
        m_store.appendLog(m_key.jobId, m_key.index, rfc3339(m_clock.wallMs()) + QLatin1Char(' ') + line);
}

void StoreSink::resolvedSha(const QString &sha)
{
    if (m_closed)
        return;
    BenchmarkEvent told = event(RunState::Running);
    told.jobMeta.text = "{\"resolved_sha\":\"" + sha.toLatin1() + "\"}";
    m_store.applyEvent(m_key.jobId, {}, told, EventSource::Runner, {});
}

void StoreSink::warning(const Message &message)
{
    if (m_closed)
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (m_warning == message)
            return;
        m_warning = message;
    }
    logLine(QLatin1String("warning: ") + message.message);
    m_store.applyEvent(m_key.jobId, {}, event(RunState::Running), EventSource::Runner, {});
}

void StoreSink::completed(const AttemptOutcome &outcome)
{
    BenchmarkEvent done = event(RunState::Completed);
    done.metrics = outcome.metrics;
    done.metricsSchema = outcome.metricsSchema;
    done.additionalInfo = outcome.additionalInfo;
    done.artifacts = outcome.artifacts;
    end(done);
}

void StoreSink::failed(const Message &message)
{
    BenchmarkEvent failure = event(RunState::Failed);
    failure.errorMessage = message;
    logLine(QLatin1String("failed: ") + message.message);
    end(failure);
}

void StoreSink::end(const BenchmarkEvent &event)
{
    if (!m_closed.exchange(true))
        m_ended(m_key, event);
}

QList<Sample> StoreSamples::after(qint64 ordinal, int repeat, int limit) const
{
    return m_store.samplesAfter(m_key.jobId, m_key.index, m_key.attempt, ordinal, repeat, limit);
}

} // namespace assay::engine
