#include "services/engine/scheduler/Messages.h"
#include "services/engine/scheduler/SchedulerCore.h"
#include "services/engine/store/Store.h"

#include <QDir>
#include <QFile>

#include <algorithm>

// The way of single attempts through the scheduler, from their slot to the moment when nothing of them is left.

namespace assay::engine {

namespace {
/// What a limit leaves at least to an attempt that is adopted: a wall clock that jumped must not end it at once.
constexpr qint64 shortestRestMs = 60'000;

/// The folder of a new attempt, 0700.
QString madeFolder(const Store &store, const AttemptKey &key)
{
    store.jobFolder(key.jobId, key.index);
    const QString path = attemptFolder(store, key);
    QDir().mkpath(path);
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    return path;
}

/// What is left of a limit that began at `sinceMs` (wall clock).
qint64 rest(qint64 limitMs, qint64 sinceMs, qint64 nowMs)
{
    return std::clamp(limitMs - (nowMs - sinceMs), std::min(limitMs, shortestRestMs), limitMs);
}
} // namespace

void SchedulerCore::begin(const OpenBenchmark &benchmark)
{
    Running running;
    running.what = benchmark;
    running.key = {benchmark.jobId, benchmark.index, std::max(1, benchmark.attempt)};
    running.runner = runnerOf(benchmark);
    running.command = running.runner == m_commands;
    m_attempts.add(running);
    const Key key{benchmark.jobId, benchmark.index};
    m_store.startAttempt(running.key, !running.command, [link = m_link, key](const Result<StartedAttempt> &result) {
        link->post([key, result](SchedulerCore &core) { core.started(key, result); });
    });
}

void SchedulerCore::started(const Key &key, const Result<StartedAttempt> &result)
{
    Running *running = m_attempts.find(key);
    if (!running)
        return;
    if (result && !running->ending)
        return launch(*running, *result);
    running->runnerBusy = false; // it never had it
    if (!result && !running->ending && result.error().kind == Error::Kind::Storage)
        readLater(key.first);
    running->ending = true;
}

std::shared_ptr<StoreSink> SchedulerCore::makeSink(const Running &running)
{
    auto sink = std::make_shared<StoreSink>(m_store, m_clock, running.key, running.what.providerId, running.what.benchmarkId,
                                            [link = m_link](const AttemptKey &key, const BenchmarkEvent &event) {
                                                link->post([key, event](SchedulerCore &core) { core.ended(key, event); });
                                            });
    if (running.command)
        sink->keepLog();
    if (running.policy.retryReported && running.retries < running.policy.retries) {
        sink->setFailure([link = m_link, store = &m_store](const AttemptKey &key, qint64 number, const BenchmarkEvent &event,
                                                           const std::function<void(Result<Done>)> &applied) {
            link->post([key, number, event, applied, store](SchedulerCore &core) {
                Running *failed = core.m_attempts.find(key);
                if (!failed || failed->ending || !core.retry(*failed, event.errorMessage.value_or(Message()), number, applied))
                    return store->applyReport(key, number, event, applied);
                core.stopRunner(*failed);
            });
            return true;
        });
    }
    return sink;
}

void SchedulerCore::setLimits(Running &running, const StartedAttempt &started)
{
    running.policy = runPolicy(m_settings.policy, started.job.custom, started.benchmark.parameters);
    running.retries = started.retries;
    const qint64 now = m_clock.monotonicMs(), wall = m_clock.wallMs();
    if (running.policy.timeLimitMs > 0) {
        // A program went on while no engine ran; our own runners did not.
        const qint64 limit = running.policy.timeLimitMs;
        running.deadline = now + (started.process.pid != 0 ? rest(limit, started.startedAtMs, wall) : limit);
    }
    if (running.policy.jobTimeLimitMs > 0 && !m_jobDeadlines.contains(running.key.jobId)) {
        const qint64 limit = running.policy.jobTimeLimitMs;
        m_jobDeadlines[running.key.jobId] = {now + std::clamp(limit - (wall - started.jobStartedAtMs), qint64(0), limit), limit};
    }
}

void SchedulerCore::launch(Running &running, const StartedAttempt &started)
{
    setLimits(running, started);
    running.sink = makeSink(running);
    AttemptSpec spec;
    spec.jobId = running.key.jobId;
    spec.benchmarkIndex = running.key.index;
    spec.attempt = running.key.attempt;
    spec.tenant = started.tenant;
    spec.benchmark = started.benchmark;
    spec.model = started.job.model;
    spec.workFolder = madeFolder(m_store, running.key);
    spec.itemsStored = started.itemsStored;
    spec.job = started.job;
    spec.providerScore = started.providerScore;
    spec.command = started.command;
    spec.environment = started.environment;
    spec.reportsApplied = started.reportsApplied;
    if (started.origin && *started.origin) {
        spec.origin = **started.origin;
        spec.answers = std::make_shared<StoreSamples>(m_store, AttemptKey{spec.origin->jobId, spec.origin->benchmarkIndex, spec.origin->attempt});
    } else if (started.origin) {
        spec.originFault = started.origin->error();
    }
    running.sink->logLine(started.itemsStored > 0
                              ? QStringLiteral("attempt %1 goes on; %2 items are stored").arg(spec.attempt).arg(started.itemsStored)
                              : QStringLiteral("attempt %1 starts").arg(spec.attempt));
    auto stored = std::make_shared<StoreSamples>(m_store, running.key);
    if (started.process.pid != 0)
        running.runner->adopt(spec, started.process, std::move(stored), running.sink);
    else
        running.runner->start(spec, std::move(stored), running.sink);
}

/// Attempts that were decided before the earlier engine died, whose programs may not have gone.
void SchedulerCore::stopLeft(const QList<LeftProcess> &left)
{
    for (const LeftProcess &one : left) {
        if (!m_commands || m_stopping)
            return;
        Running running;
        running.what.jobId = one.key.jobId;
        running.what.index = one.key.index;
        running.what.providerId = one.providerId;
        running.what.benchmarkId = one.benchmarkId;
        running.key = one.key;
        running.runner = m_commands;
        running.command = true;
        running.ending = true;
        if (m_attempts.find(Key{one.key.jobId, one.key.index}))
            continue; // an even older one: the next start finds it
        running.sink = makeSink(running);
        running.sink->close();
        Running &kept = m_attempts.add(running);
        AttemptSpec spec;
        spec.jobId = one.key.jobId;
        spec.benchmarkIndex = one.key.index;
        spec.attempt = one.key.attempt;
        spec.benchmark.id = one.benchmarkId;
        spec.benchmark.providerId = one.providerId;
        spec.workFolder = attemptFolder(m_store, one.key);
        spec.reportsApplied = one.reportsApplied;
        m_commands->adopt(spec, one.process, std::make_shared<StoreSamples>(m_store, one.key), kept.sink);
        stopRunner(kept);
    }
}

void SchedulerCore::ended(const AttemptKey &key, const BenchmarkEvent &event)
{
    Running *running = m_attempts.find(key);
    if (!running)
        return;
    running->runnerBusy = false; // this was its last call
    if (running->ending)
        return; // somebody else ended it a moment ago
    const Message failure = event.errorMessage.value_or(Message());
    const bool again = event.status == RunState::Failed
        && (running->command ? messages::worthRetrying(failure) : running->policy.retryReported);
    if (again && retry(*running, failure, 0, {}))
        return;
    running->ending = true;
    running->endUnstored = true;
    storeEnd(key, event);
}

/// Until the store takes it: a full disk delays the end of a run, it does not lose it.
void SchedulerCore::storeEnd(const AttemptKey &key, const BenchmarkEvent &event)
{
    if (m_stopping) {
        if (Running *running = m_attempts.find(key))
            running->endUnstored = false; // the attempt is recorded as running: the next start settles it
        return;
    }
    m_store.applyEvent(key.jobId, {}, event, EventSource::Runner, [link = m_link, key, event](const Result<Done> &result) {
        link->post([key, event, again = !result && result.error().kind == Error::Kind::Storage](SchedulerCore &core) {
            if (again)
                return core.later(retryStoreMs, [&core, key, event] { core.storeEnd(key, event); });
            core.m_store.endAttempt(key, event.status.text(), {});
            if (Running *running = core.m_attempts.find(key))
                running->endUnstored = false;
        });
    });
}

/// Another attempt instead of a failure, if the budget has one left. `answer` (may be empty) hears what the store says.
bool SchedulerCore::retry(Running &running, const Message &failure, qint64 report, const std::function<void(Result<Done>)> &answer)
{
    if (running.retries >= running.policy.retries || m_stopping)
        return false;
    const qint64 delay = retryDelayMs(running.policy, running.retries + 1, m_settings.random());
    running.ending = true;
    running.endUnstored = true;
    running.sink->logLine(QLatin1String("failed: ") + failure.message);
    running.sink->close();
    storeRetry({running.key, failure, messages::retrying(running.key.attempt, failure, delay), m_clock.wallMs() + delay, report}, answer);
    return true;
}

void SchedulerCore::storeRetry(const AttemptRetry &retry, const std::function<void(Result<Done>)> &answer)
{
    if (m_stopping) {
        if (Running *running = m_attempts.find(retry.key))
            running->endUnstored = false; // as in storeEnd()
        return;
    }
    m_store.retryAttempt(retry, [link = m_link, retry, answer](const Result<Done> &result) {
        link->post([retry, answer, result](SchedulerCore &core) {
            if (!result && result.error().kind == Error::Kind::Storage)
                return core.later(retryStoreMs, [&core, retry, answer] { core.storeRetry(retry, answer); });
            if (Running *running = core.m_attempts.find(retry.key)) {
                running->endUnstored = false;
                running->again = true;
            }
            if (answer)
                answer(result);
        });
    });
}

void SchedulerCore::timedOut(Running &running, const Message &message)
{
    BenchmarkEvent event = running.sink->event(RunState::Failed);
    event.errorMessage = message;
    running.sink->logLine(QLatin1String("failed: ") + message.message);
    running.sink->close();
    running.ending = true;
    running.endUnstored = true;
    storeEnd(running.key, event);
    stopRunner(running);
}

void SchedulerCore::jobTimedOut(const QString &jobId, qint64 limitMs)
{
    const Message message = messages::jobTimeLimit(limitMs);
    for (auto &[key, running] : m_attempts) {
        if (key.first == jobId && !running.ending && running.sink)
            timedOut(running, message);
    }
    // What waits; what just timed out is at its end by then, and the store changes it no more.
    m_store.openBenchmarksOf(jobId, [link = m_link, message](const Result<QList<OpenBenchmark>> &open) {
        link->post([list = open ? *open : QList<OpenBenchmark>(), message](SchedulerCore &core) {
            for (const OpenBenchmark &benchmark : list) {
                if (!core.m_attempts.find(Key{benchmark.jobId, benchmark.index}))
                    core.fail(benchmark, messages::failure(benchmark, message));
            }
        });
    });
}

/// A warning while nothing is heard of the attempt; the time limit ends it, if it comes to that.
void SchedulerCore::watchStall(Running &running, qint64 now)
{
    if (running.policy.stallMs <= 0)
        return;
    const bool quiet = now - running.sink->lastActivity() >= running.policy.stallMs;
    if (quiet == running.stalled)
        return;
    running.stalled = quiet;
    const auto stored = againIfFull([key = running.key, quiet](SchedulerCore &core) { // it is looked at once more
        if (Running *again = core.m_attempts.find(key); again && again->stalled == quiet)
            again->stalled = !quiet;
    });
    if (quiet)
        m_store.warn(running.key.jobId, running.key.index, messages::stalled(running.policy.stallMs), stored);
    else
        m_store.clearWarning(running.key.jobId, running.key.index, QLatin1String(messages::stalledCode), stored);
}

/// Asks the runner to close what it has open; its slot is free when it has.
void SchedulerCore::stopRunner(Running &running)
{
    if (!running.sink || !running.runnerBusy)
        return; // not begun, or done: started() and releaseEnded() see to it
    running.runner->cancel(running.key.jobId, running.key.index, [link = m_link, key = running.key] {
        link->post([key](SchedulerCore &core) {
            if (Running *stopped = core.m_attempts.find(key))
                stopped->runnerBusy = false;
        });
    });
}

/// Until the store takes it, so that nobody looks for the process of an attempt that is over.
void SchedulerCore::storeProcessEnd(const AttemptKey &key)
{
    m_store.processEnded(key, {}, againIfFull([key](SchedulerCore &core) { core.storeProcessEnd(key); }));
}

void SchedulerCore::releaseEnded()
{
    for (const Running &running : m_attempts.takeEnded(m_stopping)) {
        if (m_stopping)
            continue;
        if (running.command && running.sink)
            storeProcessEnd(running.key); // for the case that nobody could tell
        if (running.again)
            read(running.key.jobId);
    }
}

} // namespace assay::engine
