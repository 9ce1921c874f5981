#include "services/engine/inputs/InputRunner.h"

#include "services/engine/inputs/LocalLimits.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QSaveFile>

namespace assay::engine {

namespace {

using Json = nlohmann::json;
using SteadyClock = std::chrono::steady_clock;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// Says what lies in the folder, so that a later life of the attempt need not fetch it again.
QString markerFile(const AttemptSpec &spec) { return spec.workFolder + QStringLiteral("/test_data.json"); }

/// What the client asked for; the commit that an earlier attempt found does not make it another thing.
QByteArray wanted(TestDataRef ref)
{
    ref.resolvedSha.clear();
    return json::encode(ref);
}

std::optional<Fetched> alreadyThere(const AttemptSpec &spec)
{
    QFile file(markerFile(spec));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const Json marker = Json::parse(file.readAll().toStdString(), nullptr, false);
    if (!marker.is_object() || marker.value("ref", std::string()) != wanted(*spec.benchmark.testDataRef).toStdString())
        return {};
    Fetched got;
    got.folder = spec.workFolder + QStringLiteral("/test_data");
    got.resolvedSha = QString::fromStdString(marker.value("sha", std::string()));
    return QDir(got.folder).exists() ? std::optional(got) : std::nullopt;
}

bool remember(const AttemptSpec &spec, const Fetched &got)
{
    const Json marker{{"ref", wanted(*spec.benchmark.testDataRef).toStdString()},
                      {"sha", got.resolvedSha.toStdString()},
                      {"files", got.files},
                      {"bytes", got.bytes}};
    QSaveFile file(markerFile(spec));
    return file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(marker.dump())) > 0 && file.commit();
}

} // namespace

InputRunner::InputRunner(AttemptRunner &inner, InputSettings settings) : m_inner(inner), m_settings(std::move(settings))
{
    for (int i = 0; i < std::max(1, m_settings.threads); ++i)
        m_threads.emplace_back([this] { loop(); });
    m_timer = std::thread([this] { watch(); });
}

InputRunner::~InputRunner()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        for (const auto &[key, task] : m_tasks)
            task->cancel.set();
        m_wake.notify_all();
        m_timerWake.notify_all();
    }
    for (std::thread &thread : m_threads)
        thread.join();
    m_timer.join();
}

void InputRunner::start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink)
{
    if (!spec.benchmark.testDataRef && localLimits(spec.benchmark, spec.benchmarkIndex, spec.job).isEmpty())
        return m_inner.start(spec, std::move(stored), std::move(sink));
    const auto task = std::make_shared<Pending>();
    task->spec = spec;
    task->stored = std::move(stored);
    task->sink = std::move(sink);
    const std::lock_guard lock(m_mutex);
    m_tasks[{spec.jobId, spec.benchmarkIndex}] = task;
    m_queue.push_back(task);
    m_wake.notify_one();
}

void InputRunner::adopt(const AttemptSpec &spec, const ProcessRecord &process, std::shared_ptr<const StoredSamples> stored,
                        std::shared_ptr<AttemptSink> sink)
{
    AttemptSpec known = spec;
    if (spec.benchmark.testDataRef) {
        const auto got = alreadyThere(spec);
        if (!got && process.pid == 0)
            return start(spec, std::move(stored), std::move(sink)); // it died while fetching
        known.testDataFolder = spec.workFolder + QStringLiteral("/test_data"); // a process has it: it started after the fetch
    }
    m_inner.adopt(known, process, std::move(stored), std::move(sink));
}

bool InputRunner::stopFetch(const Key &key, std::function<void()> &stopped)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_tasks.find(key);
    if (found == m_tasks.end())
        return false;
    found->second->cancel.set();
    found->second->stopped.push_back(std::move(stopped));
    m_timerWake.notify_all();
    return true;
}

void InputRunner::cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped)
{
    if (!stopFetch({jobId, benchmarkIndex}, stopped))
        m_inner.cancel(jobId, benchmarkIndex, std::move(stopped));
}

void InputRunner::leave(const QString &jobId, int benchmarkIndex, std::function<void()> left)
{
    if (!stopFetch({jobId, benchmarkIndex}, left)) // a fetch goes on with the next engine from its beginning
        m_inner.leave(jobId, benchmarkIndex, std::move(left));
}

void InputRunner::loop()
{
    for (;;) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_stopping)
                return;
            task = m_queue.front();
            m_queue.pop_front();
        }
        work(task);
    }
}

/// Runs what is due later. A cancelled attempt that waits here is let go at once.
void InputRunner::watch()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        if (m_timers.empty())
            m_timerWake.wait_for(lock, std::chrono::seconds(1));
        else
            m_timerWake.wait_until(lock, std::min(m_timers.begin()->first, SteadyClock::now() + std::chrono::milliseconds(200)));
        while (!m_stopping && !m_timers.empty() && m_timers.begin()->first <= SteadyClock::now()) {
            const auto due = std::move(m_timers.begin()->second);
            m_timers.erase(m_timers.begin());
            lock.unlock();
            due();
            lock.lock();
        }
    }
}

void InputRunner::later(SteadyClock::time_point at, std::function<void()> task)
{
    const std::lock_guard lock(m_mutex);
    m_timers.emplace(at, std::move(task));
    m_timerWake.notify_all();
}

void InputRunner::work(const Task &task)
{
    if (task->cancel.isSet())
        return forget(task);
    const auto limits = localLimits(task->spec.benchmark, task->spec.benchmarkIndex, task->spec.job);
    if (!limits.isEmpty())
        return fail(task, limits.first().message);
    if (!task->spec.benchmark.testDataRef)
        return handOver(task);
    const auto done = std::make_shared<std::atomic<bool>>(false);
    const auto tellPhase = [task, done] {
        if (!*done && !task->cancel.isSet())
            task->sink->phase(Phase::LoadingData);
    };
    m_settings.quietMs > 0 ? later(SteadyClock::now() + std::chrono::milliseconds(m_settings.quietMs), tellPhase) : tellPhase();
    const auto fetched = fetch(*task);
    *done = true;
    if (task->cancel.isSet())
        return forget(task);
    if (!fetched) {
        Message message;
        message.message = fetched.error().message;
        message.messageCode = fetched.error().code.isEmpty() ? QStringLiteral("test_data_not_available") : fetched.error().code;
        message.messageOrigin = QStringLiteral("server");
        if (!fetched.error().detail.isEmpty())
            task->sink->logLine(fetched.error().detail);
        return fail(task, message);
    }
    task->spec.testDataFolder = fetched->folder;
    if (!fetched->resolvedSha.isEmpty())
        task->sink->resolvedSha(fetched->resolvedSha);
    handOver(task);
}

Result<Fetched> InputRunner::fetch(Pending &task)
{
    const AttemptSpec &spec = task.spec;
    if (const auto got = alreadyThere(spec)) {
        task.sink->logLine(tr("the test data is there already"));
        return *got;
    }
    const QString folder = spec.workFolder + QStringLiteral("/test_data"), scratch = spec.workFolder + QStringLiteral("/test_data.tmp");
    QDir(folder).removeRecursively();
    QDir(scratch).removeRecursively();
    if (!QDir().mkpath(folder) || !QDir().mkpath(scratch))
        return inputError(Error::Kind::Storage,
                          tr("The attempt's folder %1 cannot be written: free some space and run the benchmark again.").arg(spec.workFolder));
    QFile::setPermissions(scratch, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    FetchContext context{m_settings, m_loop, task.cancel, folder, scratch, [&task](const QString &line) { task.sink->logLine(line); },
                         SteadyClock::now() + std::chrono::milliseconds(m_settings.maxMs)};
    const TestDataRef &ref = *spec.benchmark.testDataRef;
    Result<Done> done = ref.s3 ? fetchS3(*ref.s3, context)
        : ref.git              ? fetchGit(*ref.git, context)
        : ref.hf               ? fetchHub(*ref.hf, context)
                               : Result<Done>(inputError(Error::Kind::Invalid, tr("test_data_ref names no source: set one of s3, git or hf.")));
    QDir(scratch).removeRecursively(); // keys lie in it
    if (done && !remember(spec, context.got))
        done = inputError(Error::Kind::Storage,
                          tr("The attempt's folder %1 cannot be written: free some space and run the benchmark again.").arg(spec.workFolder));
    if (!done) {
        QDir(folder).removeRecursively();
        return done.error();
    }
    task.sink->logLine(tr("test data: %1 files, %2").arg(context.got.files).arg(QLocale::c().formattedDataSize(context.got.bytes)));
    context.got.folder = folder;
    return context.got;
}

void InputRunner::fail(const Task &task, Message message)
{
    const auto at = SteadyClock::now() + std::chrono::milliseconds(m_settings.failureGraceMs);
    if (m_settings.failureGraceMs <= 0) {
        task->sink->failed(message);
        return forget(task);
    }
    task->sink->logLine(message.message);
    // In steps, so that a cancel does not wait for the end of the grace.
    const auto step = std::make_shared<std::function<void()>>();
    *step = [this, task, message, at, weak = std::weak_ptr(step)] {
        if (task->cancel.isSet())
            return forget(task);
        if (SteadyClock::now() >= at) {
            task->sink->failed(message);
            return forget(task);
        }
        if (const auto again = weak.lock())
            later(std::min(at, SteadyClock::now() + std::chrono::milliseconds(200)), [again] { (*again)(); });
    };
    (*step)();
}

/// Until now a cancel was left with us; whoever asked for one is returned.
std::vector<std::function<void()>> InputRunner::release(const Task &task)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_tasks.find({task->spec.jobId, task->spec.benchmarkIndex});
    if (found != m_tasks.end() && found->second == task)
        m_tasks.erase(found);
    return std::exchange(task->stopped, {});
}

void InputRunner::handOver(const Task &task)
{
    m_inner.start(task->spec, task->stored, task->sink);
    for (auto &tell : release(task)) // from now on a cancel goes to the inner runner, which knows the attempt
        m_inner.cancel(task->spec.jobId, task->spec.benchmarkIndex, std::move(tell));
}

void InputRunner::forget(const Task &task)
{
    for (const auto &tell : release(task))
        tell();
}

} // namespace assay::engine
