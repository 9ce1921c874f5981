#include "services/engine/scheduler/SchedulerCore.h"

#include "services/engine/runner/TaskFile.h"
#include "services/engine/scheduler/Messages.h"
#include "services/engine/store/Store.h"

#include <QThread>

#include <algorithm>
#include <chrono>
#include <random>

namespace assay::engine {

namespace {
constexpr qint64 dayMs = 24LL * 3600 * 1000;

SchedulerSettings withRandom(SchedulerSettings settings)
{
    if (!settings.random) {
        settings.random = [engine = std::minstd_rand(std::random_device{}())]() mutable {
            return std::uniform_real_distribution<double>(0, 1)(engine);
        };
    }
    return settings;
}
} // namespace

SchedulerCore::SchedulerCore(Store &store, RunnerMap runners, Clock &clock, const SchedulerSettings &settings, AttemptRunner *commands)
    : m_store(store), m_runners(std::move(runners)), m_commands(commands), m_clock(clock), m_settings(withRandom(settings)),
      m_slots(settings.totalSlots > 0 ? settings.totalSlots : 2 * std::max(1, QThread::idealThreadCount())),
      m_link(std::make_shared<SchedulerLink>(this)), m_attempts(m_settings), m_sweeper(store)
{
    m_store.addChangeListener([link = m_link](const ChangeRecord &change) {
        // Only ends matter here: ours are known already, others' (a client's report, a cancel) stop what runs.
        if (isTerminal(change.state) || isTerminal(change.benchmarkState) || change.removed)
            link->post([change](SchedulerCore &core) { core.noticed(change); });
    });
}

SchedulerCore::~SchedulerCore()
{
    stop();
}

void SchedulerCore::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void SchedulerCore::start()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_started, true))
            return;
    }
    ++m_unsettled;
    m_store.leftProcesses([link = m_link](const Result<QList<LeftProcess>> &left) {
        link->post([list = left ? *left : QList<LeftProcess>()](SchedulerCore &core) {
            core.stopLeft(list); // before their benchmarks' next attempts begin
            core.read({});
            core.sweepFolders();
            --core.m_unsettled;
        });
    });
    m_thread = std::thread([this] { loop(); });
}

void SchedulerCore::read(const QString &jobId)
{
    ++m_unsettled;
    const auto reply = [link = m_link, jobId](const Result<QList<OpenBenchmark>> &open) {
        link->post([jobId, open](SchedulerCore &core) {
            if (open)
                core.add(*open);
            else if (open.error().kind == Error::Kind::Storage) // nothing else would look at these jobs before the next start
                core.readLater(jobId);
            --core.m_unsettled;
        });
    };
    jobId.isEmpty() ? m_store.openBenchmarks(reply) : m_store.openBenchmarksOf(jobId, reply);
}

void SchedulerCore::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_joined, true))
            return;
    }
    post([this] {
        m_stopping = true;
        for (auto &[key, running] : m_attempts) {
            running.ending = true;
            if (!running.sink)
                continue;
            running.sink->close(); // nothing is marked as ended: the next start takes it up again
            if (!running.runnerBusy)
                continue;
            running.runner->leave(key.first, key.second, [link = m_link, attempt = running.key] {
                link->post([attempt](SchedulerCore &core) {
                    if (Running *left = core.m_attempts.find(attempt))
                        left->runnerBusy = false;
                });
            });
        }
    });
    if (m_thread.joinable())
        m_thread.join();
    m_link->cut();
    m_sweeper.stop();
}

SchedulerLoad SchedulerCore::load() const
{
    return {m_slots, m_busy.load(), m_waiting.load()};
}

bool SchedulerCore::idle() const
{
    return m_busy == 0 && m_waiting == 0 && m_unsettled == 0;
}

void SchedulerCore::drain()
{
    post([this] { m_draining = true; });
}

void SchedulerCore::loop()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        while (!m_tasks.empty()) {
            const auto task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
        lock.unlock();
        const bool timed = runDue();
        releaseEnded();
        finishRemovals();
        startWhatFits();
        publishLoad();
        lock.lock();
        if (m_stopping && m_attempts.size() == 0 && m_tasks.empty())
            return;
        const auto woken = [this] { return !m_tasks.empty(); };
        if (timed)
            m_wake.wait_for(lock, std::chrono::milliseconds(m_settings.lookMs), woken);
        else
            m_wake.wait(lock, woken);
    }
}

/// Does what its time has come for; answers whether more will.
bool SchedulerCore::runDue()
{
    const qint64 now = m_clock.monotonicMs();
    std::vector<std::function<void()>> due;
    std::erase_if(m_later, [&](Later &one) {
        if (one.at > now)
            return false;
        due.push_back(std::move(one.task));
        return true;
    });
    for (const auto &task : due)
        task();
    std::erase_if(m_delayed, [&](const Delayed &one) {
        if (one.at > now)
            return false;
        m_queue.add(one.benchmark);
        return true;
    });
    for (auto job = m_jobDeadlines.begin(); job != m_jobDeadlines.end();) {
        if (job->second.at > now) {
            ++job;
            continue;
        }
        jobTimedOut(job->first, job->second.limitMs);
        job = m_jobDeadlines.erase(job);
    }
    const bool attempts = runDueAttempts(now);
    return attempts || !m_later.empty() || !m_delayed.empty() || !m_jobDeadlines.empty();
}

bool SchedulerCore::runDueAttempts(qint64 now)
{
    bool timed = false;
    for (auto &[key, running] : m_attempts) {
        if (running.ending || !running.sink)
            continue;
        if (running.deadline && *running.deadline <= now)
            timedOut(running, messages::timeLimit(running.what, running.policy.timeLimitMs));
        else
            watchStall(running, now);
        timed = timed || running.deadline || running.policy.stallMs > 0;
    }
    return timed;
}

void SchedulerCore::later(qint64 inMs, std::function<void()> task)
{
    m_later.push_back({m_clock.monotonicMs() + inMs, std::move(task)});
}

void SchedulerCore::readLater(const QString &jobId)
{
    if (!m_readLater.insert(jobId).second)
        return;
    later(retryStoreMs, [this, jobId] {
        m_readLater.erase(jobId);
        read(jobId);
    });
}

Reply<Done> SchedulerCore::ifFull(std::function<void(SchedulerCore &)> task) const
{
    return [link = m_link, task = std::move(task)](const Result<Done> &result) {
        if (!result && result.error().kind == Error::Kind::Storage)
            link->post(task);
    };
}

Reply<Done> SchedulerCore::againIfFull(std::function<void(SchedulerCore &)> task) const
{
    return ifFull([task = std::move(task)](SchedulerCore &core) { core.later(retryStoreMs, [&core, task] { task(core); }); });
}

AttemptRunner *SchedulerCore::runnerOf(const OpenBenchmark &benchmark) const
{
    const auto own = m_runners.find(benchmark.takesStoredAnswers ? QLatin1String(nativeProviderId) : benchmark.providerId);
    if (own != m_runners.end())
        return own->second;
    return benchmark.hasLocalCommand && !benchmark.takesStoredAnswers ? m_commands : nullptr;
}

void SchedulerCore::add(const QList<OpenBenchmark> &benchmarks)
{
    QList<OpenBenchmark> rest;
    for (const OpenBenchmark &benchmark : benchmarks) {
        if (known(benchmark))
            continue;
        if (benchmark.hasProcess && runnerOf(benchmark) && !m_stopping)
            begin(benchmark); // it runs already, whatever the slots say
        else
            rest.append(benchmark);
    }
    for (const OpenBenchmark &benchmark : std::as_const(rest))
        wait(benchmark);
}

void SchedulerCore::wait(const OpenBenchmark &benchmark)
{
    if (!runnerOf(benchmark)) {
        // Without a command it cannot run at all. With one, but nobody to run commands, it waits for reports by the API.
        if (!benchmark.hasLocalCommand || benchmark.takesStoredAnswers)
            fail(benchmark, messages::noRuntime(benchmark));
        return;
    }
    if (runnerOf(benchmark) == m_commands && !approved(benchmark))
        return;
    const qint64 inMs = benchmark.notBeforeMs == 0 ? 0 : benchmark.notBeforeMs - m_clock.wallMs();
    if (inMs <= 0)
        return m_queue.add(benchmark);
    forget(benchmark.jobId, benchmark.index); // it may be here already
    // A wall clock that was set back must not make it wait for years.
    const qint64 longest = retryDelayMs(m_settings.policy, 1 << 20, 1);
    m_delayed.push_back({m_clock.monotonicMs() + std::min(inMs, std::max(longest, qint64(10 * 60 * 1000))), benchmark});
}

bool SchedulerCore::approved(const OpenBenchmark &benchmark)
{
    if (m_settings.commands == CommandMode::Deny) {
        fail(benchmark, messages::failure(benchmark, messages::forbidden(benchmark.command)));
        return false;
    }
    if (m_settings.commands == CommandMode::Allow || benchmark.command.decision == CommandDecision::Allow)
        return true;
    if (benchmark.command.decision == CommandDecision::Deny) {
        fail(benchmark, messages::failure(benchmark, messages::denied(benchmark.command)));
        return false;
    }
    // Without these the user would never be asked.
    const auto stored = ifFull([id = benchmark.jobId](SchedulerCore &core) { core.readLater(id); });
    m_store.noteCommand(benchmark.command, stored);
    m_store.warn(benchmark.jobId, benchmark.index, messages::notApproved(benchmark.command), stored);
    return false; // it is read again when the user has decided
}

void SchedulerCore::fail(const OpenBenchmark &benchmark, const BenchmarkEvent &event)
{
    m_store.applyEvent(benchmark.jobId, {}, event, EventSource::Server, // a full disk delays the end, as it does for runs
                       againIfFull([benchmark, event](SchedulerCore &core) { core.fail(benchmark, event); }));
}

void SchedulerCore::startWhatFits()
{
    while (!m_draining && !m_stopping && m_attempts.size() < m_slots) {
        const auto next = m_queue.take([this](const OpenBenchmark &one) { return m_attempts.fits(one); }, m_attempts.perJob());
        if (!next)
            return;
        if (!known(*next))
            begin(*next);
    }
}

/// Whether it needs no start: it runs, or its job is about to be removed. It may have been queued twice, by a read and by what was due.
bool SchedulerCore::known(const OpenBenchmark &benchmark)
{
    if (Running *running = m_attempts.find(Key{benchmark.jobId, benchmark.index})) {
        running->again = running->again || running->ending; // its slot must be free first
        return true;
    }
    // A removal that is refused reads its job again.
    return std::any_of(m_removals.cbegin(), m_removals.cend(), [&](const Removal &removal) { return removal.jobId == benchmark.jobId; });
}

/// index: none for the whole job.
void SchedulerCore::forget(const QString &jobId, std::optional<int> index)
{
    index ? m_queue.remove(jobId, *index) : m_queue.removeJob(jobId);
    std::erase_if(m_delayed, [&](const Delayed &one) { return one.benchmark.jobId == jobId && (!index || one.benchmark.index == *index); });
    if (!index)
        m_jobDeadlines.erase(jobId);
}

/// Somebody ended a benchmark or a job: a client's report, a cancel, a removal, or we ourselves (then it is ending already).
void SchedulerCore::noticed(const ChangeRecord &change)
{
    const bool whole = change.removed || isTerminal(change.state);
    forget(change.jobId, whole ? std::nullopt : change.index);
    const bool cancelled = change.removed || change.state == RunState::Cancelled || change.benchmarkState == RunState::Cancelled;
    for (auto &[key, running] : m_attempts) {
        if (key.first != change.jobId || running.ending || (!whole && key.second != change.index.value_or(-1)))
            continue;
        running.ending = true;
        if (running.sink) {
            cancelled ? running.sink->close() : running.sink->closeButReports();
            m_store.endAttempt(running.key, QStringLiteral("stopped"), {});
        }
        stopRunner(running);
    }
}

void SchedulerCore::removeJob(const QString &jobId, const QString &tenant, std::function<void(Result<Done>)> done)
{
    forget(jobId, {});
    for (auto &[key, running] : m_attempts) {
        if (key.first != jobId || running.ending)
            continue;
        running.ending = true;
        if (running.sink)
            running.sink->close();
        stopRunner(running);
    }
    m_removals.push_back({jobId, tenant, std::move(done)});
}

/// A record goes when nothing of its job is under way any more.
void SchedulerCore::finishRemovals()
{
    std::erase_if(m_removals, [this](Removal &removal) {
        if (!m_stopping && m_attempts.holds(removal.jobId))
            return false;
        m_store.removeJob(removal.jobId, removal.tenant, [link = m_link, id = removal.jobId, done = removal.done](const Result<Done> &result) {
            if (!result) // still there, so it goes on
                link->post([id](SchedulerCore &core) { core.read(id); });
            done(result);
        });
        return true;
    });
}

/// Now and every day.
void SchedulerCore::sweepFolders()
{
    if (m_settings.keepFoldersDays < 0 || m_stopping)
        return;
    m_sweeper.sweep(m_clock.wallMs() - m_settings.keepFoldersDays * dayMs);
    later(dayMs, [this] { sweepFolders(); });
}

void SchedulerCore::publishLoad()
{
    m_busy = m_attempts.size();
    m_waiting = m_queue.size() + int(m_delayed.size());
}

} // namespace assay::engine
