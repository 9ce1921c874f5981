#include "services/engine/scheduler/SchedulerCore.h"

#include "services/engine/store/Store.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QThread>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace assay::engine {

namespace {
constexpr qint64 retryStoreMs = 5000;
/// The injected clock may run at another pace than ours: deadlines are looked at this often while there are any.
constexpr auto longestWait = std::chrono::milliseconds(200);

/// `time_limit_seconds` of the benchmark's parameters, else the setting; 0: none.
qint64 limitOf(const BenchmarkRef &benchmark, qint64 setting)
{
    const auto parameters = nlohmann::json::parse(benchmark.parameters.text.begin(), benchmark.parameters.text.end(), nullptr, false);
    if (parameters.is_object()) {
        if (const auto limit = parameters.find("time_limit_seconds"); limit != parameters.end() && limit->is_number())
            return qint64(limit->get<double>() * 1000);
    }
    return setting;
}

void count(std::map<QString, int> &counts, const QString &name, int by)
{
    if ((counts[name] += by) == 0)
        counts.erase(name);
}

QString attemptFolder(const Store &store, const AttemptKey &key)
{
    const QString path = store.jobFolder(key.jobId, key.index) + QStringLiteral("/attempt-%1").arg(key.attempt);
    QDir().mkpath(path);
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    return path;
}
} // namespace

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

SchedulerCore::SchedulerCore(Store &store, RunnerMap runners, Clock &clock, const SchedulerSettings &settings)
    : m_store(store), m_runners(std::move(runners)), m_clock(clock), m_settings(settings),
      m_slots(settings.totalSlots > 0 ? settings.totalSlots : 2 * std::max(1, QThread::idealThreadCount())),
      m_link(std::make_shared<SchedulerLink>(this))
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
    read({});
    m_thread = std::thread([this] { loop(); });
}

void SchedulerCore::read(const QString &jobId)
{
    ++m_unsettled;
    const auto reply = [link = m_link](const Result<QList<OpenBenchmark>> &open) {
        link->post([list = open ? *open : QList<OpenBenchmark>()](SchedulerCore &core) {
            core.add(list);
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
        for (auto &[key, running] : m_running) {
            if (running.sink)
                running.sink->close(); // nothing is marked as ended: the next start takes it up again
            running.ending = true;
            stopRunner(running);
        }
    });
    if (m_thread.joinable())
        m_thread.join();
    m_link->cut();
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
        if (m_stopping && m_running.empty() && m_tasks.empty())
            return;
        const auto woken = [this] { return !m_tasks.empty(); };
        if (timed)
            m_wake.wait_for(lock, longestWait, woken);
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
    bool timed = !m_later.empty();
    for (auto &[key, running] : m_running) {
        if (running.ending || !running.deadline)
            continue;
        if (*running.deadline <= now)
            timedOut(running);
        else
            timed = true;
    }
    return timed;
}

void SchedulerCore::later(qint64 inMs, std::function<void()> task)
{
    m_later.push_back({m_clock.monotonicMs() + inMs, std::move(task)});
}

void SchedulerCore::add(const QList<OpenBenchmark> &benchmarks)
{
    for (const OpenBenchmark &benchmark : benchmarks) {
        if (const auto running = m_running.find({benchmark.jobId, benchmark.index}); running != m_running.end()) {
            running->second.again = running->second.ending; // its slot must be free first
            continue;
        }
        if (m_runners.contains(benchmark.providerId))
            m_queue.add(benchmark);
        else
            refuse(benchmark);
    }
}

/// A provider that has no runner here. Without a command it cannot run at all; with one, its reports may come by the API.
void SchedulerCore::refuse(const OpenBenchmark &benchmark)
{
    Message message;
    message.messageOrigin = QStringLiteral("server");
    if (benchmark.hasLocalCommand) {
        message.messageCode = QStringLiteral("local_command_not_started");
        message.message = QCoreApplication::translate("assay", "This version of the local engine does not start the commands of provider '%1': the benchmark waits for reports sent to the API; cancel it, or run it on a connection that runs this provider.")
                              .arg(benchmark.providerId);
        m_store.warn(benchmark.jobId, benchmark.index, message, {});
        return;
    }
    message.messageCode = QStringLiteral("evaluation_job_failed");
    message.message = QStringLiteral("Local runtime is not enabled for provider '%1'. Please configure a local runtime command for this provider and try again.")
                          .arg(benchmark.providerId); // the wire's own words
    BenchmarkEvent event;
    event.id = benchmark.benchmarkId;
    event.providerId = benchmark.providerId;
    event.benchmarkIndex = benchmark.index;
    event.status = RunState::Failed;
    event.errorMessage = message;
    m_store.applyEvent(benchmark.jobId, {}, event, EventSource::Server, {});
}

bool SchedulerCore::fits(const OpenBenchmark &benchmark) const
{
    const auto below = [](const std::map<QString, int> &counts, const QString &name, int limit) {
        const auto found = counts.find(name);
        return limit <= 0 || found == counts.end() || found->second < limit;
    };
    return below(m_perProvider, benchmark.providerId, m_settings.slotsPerProvider)
        && below(m_perModel, benchmark.modelUrl, m_settings.slotsPerModel);
}

void SchedulerCore::startWhatFits()
{
    while (!m_draining && !m_stopping && int(m_running.size()) < m_slots) {
        const auto next = m_queue.take([this](const OpenBenchmark &one) { return fits(one); }, m_perJob);
        if (!next)
            return;
        begin(*next);
    }
}

void SchedulerCore::begin(const OpenBenchmark &benchmark)
{
    const Key key{benchmark.jobId, benchmark.index};
    Running running;
    running.what = benchmark;
    running.key = {benchmark.jobId, benchmark.index, std::max(1, benchmark.attempt)};
    running.runner = m_runners.at(benchmark.providerId);
    m_running.emplace(key, running);
    count(m_perJob, benchmark.jobId, 1);
    count(m_perProvider, benchmark.providerId, 1);
    count(m_perModel, benchmark.modelUrl, 1);
    AttemptRecord record;
    record.jobId = benchmark.jobId;
    record.index = benchmark.index;
    record.attempt = running.key.attempt;
    m_store.startAttempt(record, [link = m_link, key](const Result<StartedAttempt> &result) {
        link->post([key, result](SchedulerCore &core) { core.started(key, result); });
    });
}

void SchedulerCore::started(const Key &key, const Result<StartedAttempt> &result)
{
    const auto found = m_running.find(key);
    if (found == m_running.end())
        return;
    Running &running = found->second;
    if (result && !running.ending)
        return launch(running, *result);
    running.runnerBusy = false; // it never had it
    if (!result && !running.ending && result.error().kind == Error::Kind::Storage) {
        const OpenBenchmark again = running.what;
        later(retryStoreMs, [this, again] { m_queue.add(again); });
    }
    running.ending = true;
}

void SchedulerCore::launch(Running &running, const StartedAttempt &started)
{
    running.sink = std::make_shared<StoreSink>(m_store, m_clock, running.key, running.what.providerId, running.what.benchmarkId,
                                               [link = m_link](const AttemptKey &key, const BenchmarkEvent &event) {
                                                   link->post([key, event](SchedulerCore &core) { core.ended(key, event); });
                                               });
    running.limitMs = limitOf(started.benchmark, m_settings.timeoutMs);
    if (running.limitMs > 0)
        running.deadline = m_clock.monotonicMs() + running.limitMs;
    AttemptSpec spec;
    spec.jobId = running.key.jobId;
    spec.benchmarkIndex = running.key.index;
    spec.attempt = running.key.attempt;
    spec.benchmark = started.benchmark;
    spec.model = started.model;
    spec.workFolder = attemptFolder(m_store, running.key);
    spec.itemsStored = started.itemsStored;
    running.sink->logLine(started.itemsStored > 0
                              ? QStringLiteral("attempt %1 goes on; %2 items are stored").arg(spec.attempt).arg(started.itemsStored)
                              : QStringLiteral("attempt %1 starts").arg(spec.attempt));
    running.runner->start(spec, std::make_shared<StoreSamples>(m_store, running.key), running.sink);
}

SchedulerCore::Running *SchedulerCore::find(const AttemptKey &key)
{
    const auto found = m_running.find({key.jobId, key.index});
    return found != m_running.end() && found->second.key == key ? &found->second : nullptr;
}

void SchedulerCore::ended(const AttemptKey &key, const BenchmarkEvent &event)
{
    Running *running = find(key);
    if (!running)
        return;
    running->runnerBusy = false; // this was its last call
    if (std::exchange(running->ending, true))
        return; // somebody else ended it a moment ago
    running->endUnstored = true;
    storeEnd(key, event);
}

/// Until the store takes it: a full disk delays the end of a run, it does not lose it.
void SchedulerCore::storeEnd(const AttemptKey &key, const BenchmarkEvent &event)
{
    if (m_stopping) {
        if (Running *running = find(key))
            running->endUnstored = false; // the attempt is recorded as running: the next start settles it
        return;
    }
    m_store.applyEvent(key.jobId, {}, event, EventSource::Runner, [link = m_link, key, event](const Result<Done> &result) {
        link->post([key, event, again = !result && result.error().kind == Error::Kind::Storage](SchedulerCore &core) {
            if (again)
                return core.later(retryStoreMs, [&core, key, event] { core.storeEnd(key, event); });
            core.m_store.endAttempt(key.jobId, key.index, key.attempt, event.status.text(), {});
            if (Running *running = core.find(key))
                running->endUnstored = false;
        });
    });
}

void SchedulerCore::timedOut(Running &running)
{
    Message message;
    message.messageCode = QStringLiteral("time_limit");
    message.messageOrigin = QStringLiteral("server");
    message.message = QCoreApplication::translate("assay", "Stopped after %1 s, the time limit of benchmark '%2': raise time_limit_seconds in its parameters, or ask fewer items with num_examples.")
                          .arg(running.limitMs / 1000).arg(running.what.benchmarkId);
    BenchmarkEvent event = running.sink->event(RunState::Failed);
    event.errorMessage = message;
    running.sink->logLine(QLatin1String("failed: ") + message.message);
    running.sink->close();
    running.ending = true;
    running.endUnstored = true;
    storeEnd(running.key, event);
    stopRunner(running);
}

/// Asks the runner to close what it has open; its slot is free when it has.
void SchedulerCore::stopRunner(Running &running)
{
    if (!running.sink || !running.runnerBusy)
        return; // not begun, or done: started() and releaseEnded() see to it
    running.runner->cancel(running.key.jobId, running.key.index, [link = m_link, key = running.key] {
        link->post([key](SchedulerCore &core) {
            if (Running *stopped = core.find(key))
                stopped->runnerBusy = false;
        });
    });
}

void SchedulerCore::releaseEnded()
{
    QStringList again;
    std::erase_if(m_running, [this, &again](const auto &entry) {
        const Running &running = entry.second;
        if (!running.ending || running.runnerBusy || (running.endUnstored && !m_stopping))
            return false;
        count(m_perJob, running.what.jobId, -1);
        count(m_perProvider, running.what.providerId, -1);
        count(m_perModel, running.what.modelUrl, -1);
        if (running.again)
            again.append(running.what.jobId);
        return true;
    });
    if (m_stopping)
        return;
    for (const QString &jobId : std::as_const(again))
        read(jobId);
}

/// Somebody ended a benchmark or a job: a client's report, a cancel, a removal, or we ourselves (then it is ending already).
void SchedulerCore::noticed(const ChangeRecord &change)
{
    const bool whole = change.removed || isTerminal(change.state);
    if (whole)
        m_queue.removeJob(change.jobId);
    else if (change.index)
        m_queue.remove(change.jobId, *change.index);
    for (auto &[key, running] : m_running) {
        if (key.first != change.jobId || running.ending || (!whole && key.second != change.index.value_or(-1)))
            continue;
        running.ending = true;
        if (running.sink) {
            running.sink->close();
            m_store.endAttempt(running.key.jobId, running.key.index, running.key.attempt, QStringLiteral("stopped"), {});
        }
        stopRunner(running);
    }
}

void SchedulerCore::removeJob(const QString &jobId, const QString &tenant, std::function<void(Result<Done>)> done)
{
    m_queue.removeJob(jobId);
    for (auto &[key, running] : m_running) {
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
        const auto ofJob = [&](const auto &entry) { return entry.first.first == removal.jobId; };
        if (!m_stopping && std::any_of(m_running.begin(), m_running.end(), ofJob))
            return false;
        m_store.removeJob(removal.jobId, removal.tenant, [link = m_link, id = removal.jobId, done = removal.done](const Result<Done> &result) {
            if (!result) // still there, so it goes on
                link->post([id](SchedulerCore &core) { core.read(id); });
            done(result);
        });
        return true;
    });
}

void SchedulerCore::publishLoad()
{
    m_busy = int(m_running.size());
    m_waiting = m_queue.size();
}

} // namespace assay::engine
