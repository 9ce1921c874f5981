#include "services/engine/scheduler/StoreSink.h"

#include "services/engine/store/Store.h"

namespace assay::engine {

StoreSink::StoreSink(Store &store, Clock &clock, AttemptKey key, QString providerId, QString benchmarkId, Ended ended)
    : m_store(store), m_clock(clock), m_key(std::move(key)), m_provider(std::move(providerId)), m_benchmark(std::move(benchmarkId)),
      m_ended(std::move(ended)), m_activity(clock.monotonicMs())
{
}

void StoreSink::close()
{
    m_deaf = true;
    m_closed = true;
}

void StoreSink::activity()
{
    m_activity = m_clock.monotonicMs();
}

void StoreSink::process(const ProcessRecord &process, std::function<void(bool)> recorded)
{
    if (m_closed)
        return recorded(false);
    m_store.recordProcess(m_key, process, [recorded = std::move(recorded)](const Result<Done> &result) { recorded(result.hasValue()); });
}

void StoreSink::report(qint64 number, const BenchmarkEvent &event, std::function<void(Result<Done>)> applied)
{
    activity();
    if (m_deaf)
        return applied(Error{Error::Kind::Cancelled, QStringLiteral("The attempt is over."), {}, {}});
    if (m_failure && !m_closed && event.status == RunState::Failed && m_failure(m_key, number, event, applied))
        return;
    m_store.applyReport(m_key, number, event, std::move(applied));
}

void StoreSink::ended(const AttemptEnd &end)
{
    m_store.processEnded(m_key, end, {});
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
    activity();
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
    activity();
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
    if (!m_closed && m_logs)
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

Result<QList<Sample>> StoreSamples::after(qint64 ordinal, int repeat, int limit) const
{
    return m_store.samplesAfter(m_key, ordinal, repeat, limit);
}

Result<SamplePlaces> StoreSamples::places() const
{
    return m_store.samplePlaces(m_key);
}

} // namespace assay::engine
