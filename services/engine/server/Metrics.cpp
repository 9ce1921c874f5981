#include "services/engine/server/Metrics.h"

#include "services/core/Time.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <chrono>
#include <sys/resource.h>
#include <unistd.h>

namespace assay::engine {

namespace {

QByteArray label(const char *name, const QString &value)
{
    QByteArray text = value.toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return QByteArray(name) + "=\"" + text + '"';
}

QByteArray number(double value)
{
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

void head(QByteArray &out, const char *name, const char *type, const char *help)
{
    out += QByteArray("# HELP ") + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
}

void line(QByteArray &out, const QByteArray &name, const QByteArrayList &labels, const QByteArray &value)
{
    out += name + (labels.isEmpty() ? QByteArray() : '{' + labels.join(',') + '}') + ' ' + value + '\n';
}

} // namespace

void Histogram::add(double seconds)
{
    for (qsizetype i = 0; i < bounds.size(); ++i)
        counts[std::size_t(i)] += seconds <= bounds.at(i) ? 1 : 0;
    ++total;
    sum += seconds;
}

void Histogram::write(QByteArray &out, const QByteArray &name, const QByteArray &labels) const
{
    const auto with = [&labels](const QByteArray &more) { return labels.isEmpty() ? QByteArrayList{more} : QByteArrayList{labels, more}; };
    for (qsizetype i = 0; i < bounds.size(); ++i)
        line(out, name + "_bucket", with("le=\"" + number(bounds.at(i)) + '"'), QByteArray::number(counts[std::size_t(i)]));
    line(out, name + "_bucket", with("le=\"+Inf\""), QByteArray::number(total));
    const QByteArrayList own = labels.isEmpty() ? QByteArrayList() : QByteArrayList{labels};
    line(out, name + "_sum", own, number(sum));
    line(out, name + "_count", own, QByteArray::number(total));
}

/// Passes the answer on and takes the time.
struct HttpMetrics::Watched : Responder::Sink {
    Watched(HttpMetrics &metricsIn, Responder nextIn, Key keyIn) : metrics(metricsIn), next(std::move(nextIn)), key(std::move(keyIn)) {}
    void send(HttpResponse response) override
    {
        metrics.ended(key, response.status, seconds());
        next.send(std::move(response));
    }
    std::shared_ptr<HttpStream> stream(HttpResponse response) override
    {
        metrics.ended(key, response.status, seconds()); // a stream may live for days: its head counts
        return next.stream(std::move(response));
    }
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(); }

    HttpMetrics &metrics;
    Responder next;
    Key key;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

Responder HttpMetrics::watch(const Responder &responder, const QByteArray &method, const QString &path)
{
    const Key key{path, method};
    began(key);
    return Responder(std::make_shared<Watched>(*this, responder, key));
}

void HttpMetrics::began(const Key &key)
{
    const std::lock_guard lock(m_mutex);
    ++m_counts[key].active;
}

void HttpMetrics::ended(const Key &key, int status, double seconds)
{
    const std::lock_guard lock(m_mutex);
    Counts &counts = m_counts[key];
    --counts.active;
    ++counts.byStatus[status];
    counts.seconds.add(seconds);
}

QByteArray HttpMetrics::text() const
{
    const std::lock_guard lock(m_mutex);
    const auto labels = [](const Key &key) { return QByteArrayList{label("method", QString::fromLatin1(key.second)), label("path", key.first)}; };
    QByteArray out;
    head(out, "http_server_request_count", "counter", "Requests that were answered.");
    for (auto it = m_counts.begin(); it != m_counts.end(); ++it) {
        for (auto status = it->byStatus.begin(); status != it->byStatus.end(); ++status) {
            line(out, "http_server_request_count", labels(it.key()) << label("status", QString::number(status.key())),
                 QByteArray::number(status.value()));
        }
    }
    head(out, "http_server_active_requests", "gauge", "Requests that wait for their answer.");
    for (auto it = m_counts.begin(); it != m_counts.end(); ++it)
        line(out, "http_server_active_requests", labels(it.key()), QByteArray::number(it->active));
    head(out, "http_server_request_duration_seconds", "histogram", "Seconds from a request to its answer.");
    for (auto it = m_counts.begin(); it != m_counts.end(); ++it)
        it->seconds.write(out, "http_server_request_duration_seconds", labels(it.key()).join(','));
    return out;
}

JobMetrics::JobMetrics(Store &store) : m_store(store)
{
    store.addChangeListener([this](const ChangeRecord &change) { noticed(change); });
    // Those that an earlier engine left open count when they end.
    store.openBenchmarks([this](Result<QList<OpenBenchmark>> found) {
        const std::lock_guard lock(m_mutex);
        for (const OpenBenchmark &benchmark : found ? *found : QList<OpenBenchmark>())
            m_open[benchmark.jobId];
    });
}

/// On the writer's thread.
void JobMetrics::noticed(const ChangeRecord &change)
{
    bool ask = false, ended = false;
    {
        const std::lock_guard lock(m_mutex);
        if (change.created)
            m_open[change.jobId];
        const auto job = m_open.find(change.jobId);
        if (job == m_open.end())
            return;
        if (change.removed) {
            m_open.erase(job);
            return;
        }
        if (change.index && isTerminal(change.benchmarkState)) {
            job->ended.append({*change.index, change.benchmarkState.text()});
            ask = !std::exchange(job->asked, true);
            countBenchmarks(*job);
        }
        ended = isTerminal(change.state);
    }
    if (ended)
        jobEnded(change.jobId, change.state.text());
    else if (ask)
        readEntries(change.jobId, {});
}

void JobMetrics::jobEnded(const QString &jobId, const QString &state)
{
    m_store.job(jobId, {}, [this, jobId, state](Result<QByteArray> body) {
        const auto job = body ? json::decode<Job>(*body) : Result<Job>(body.error());
        if (!job) { // removed meanwhile
            const std::lock_guard lock(m_mutex);
            m_open.remove(jobId);
            return;
        }
        End end{state, job->collection ? job->collection->id : QString(), 0};
        end.seconds = double(parseTime(job->resource.createdAt).msecsTo(parseTime(job->resource.updatedAt))) / 1000.0;
        readEntries(jobId, end);
    });
}

void JobMetrics::readEntries(const QString &jobId, std::optional<End> end)
{
    m_store.effectiveBenchmarks(jobId, {}, [this, jobId, end](Result<QList<BenchmarkRef>> entries) {
        const std::lock_guard lock(m_mutex);
        const auto job = m_open.find(jobId);
        if (job == m_open.end()) // counted already: an end may be told twice
            return;
        if (entries)
            job->entries = std::move(*entries);
        countBenchmarks(*job);
        if (!end)
            return;
        countJob(*job, *end);
        m_open.erase(job);
    });
}

void JobMetrics::countBenchmarks(Open &job)
{
    if (!job.entries)
        return;
    for (const auto &[index, state] : std::exchange(job.ended, {})) {
        if (index >= job.entries->size() || job.counted.contains(index))
            continue;
        job.counted.insert(index);
        const BenchmarkRef &entry = job.entries->at(index);
        ++m_benchmarks[{entry.id, entry.providerId, state}];
    }
}

void JobMetrics::countJob(const Open &job, const End &end)
{
    QStringList providers;
    for (const BenchmarkRef &entry : job.entries.value_or(QList<BenchmarkRef>()))
        providers << entry.providerId;
    providers.removeDuplicates();
    providers.sort();
    ++m_jobs[{end.collection, providers.join(QLatin1Char(',')), end.state}];
    m_seconds.add(std::max(0.0, end.seconds));
}

QByteArray JobMetrics::text(qint64 queued) const
{
    const qint64 active = m_store.jobCount(RunState::Running);
    const std::lock_guard lock(m_mutex);
    QByteArray out;
    head(out, "evalhub_evaluation_jobs_total", "counter", "Jobs that came to their end, by collection, providers and state.");
    for (auto it = m_jobs.begin(); it != m_jobs.end(); ++it) {
        line(out, "evalhub_evaluation_jobs_total", {label("collection", it.key()[0]), label("provider", it.key()[1]), label("status", it.key()[2])},
             QByteArray::number(it.value()));
    }
    head(out, "evalhub_evaluation_jobs_active", "gauge", "Jobs that run.");
    line(out, "evalhub_evaluation_jobs_active", {}, QByteArray::number(active));
    head(out, "evalhub_evaluation_queue_depth", "gauge", "Benchmarks that wait for a slot.");
    line(out, "evalhub_evaluation_queue_depth", {}, QByteArray::number(queued));
    head(out, "evalhub_benchmark_completions_total", "counter", "Benchmarks that came to their end, by id, provider and state.");
    for (auto it = m_benchmarks.begin(); it != m_benchmarks.end(); ++it) {
        line(out, "evalhub_benchmark_completions_total",
             {label("benchmark_name", it.key()[0]), label("provider", it.key()[1]), label("status", it.key()[2])},
             QByteArray::number(it.value()));
    }
    head(out, "evalhub_evaluation_job_duration_seconds", "histogram", "Seconds from a job's creation to its end.");
    m_seconds.write(out, "evalhub_evaluation_job_duration_seconds", {});
    return out;
}

QByteArray processMetrics()
{
    QByteArray out;
    const auto one = [&out](const char *name, const char *type, const char *help, double value) {
        head(out, name, type, help);
        line(out, name, {}, number(value));
    };
    const auto read = [](const char *path) {
        QFile file(QString::fromLatin1(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    rusage use = {};
    ::getrusage(RUSAGE_SELF, &use);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    one("process_cpu_seconds_total", "counter", "Processor time, user and system.", seconds(use.ru_utime) + seconds(use.ru_stime));
    const QByteArrayList memory = read("/proc/self/statm").split(' '); // in pages: all, resident, ...
    const double page = double(::sysconf(_SC_PAGESIZE));
    one("process_virtual_memory_bytes", "gauge", "Address space.", memory.value(0).toDouble() * page);
    one("process_resident_memory_bytes", "gauge", "Memory in RAM.", memory.value(1).toDouble() * page);
    one("process_open_fds", "gauge", "Open files.",
        double(QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size()));
    rlimit files = {};
    ::getrlimit(RLIMIT_NOFILE, &files);
    one("process_max_fds", "gauge", "How many files may be open.", double(files.rlim_cur));
    // Field 22 counts from the boot; the second field may hold blanks but ends with the last ')'.
    const QByteArray stat = read("/proc/self/stat");
    const double ticks = stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(19).toDouble();
    double boot = 0;
    for (const QByteArray &row : read("/proc/stat").split('\n')) {
        if (row.startsWith("btime "))
            boot = row.mid(6).toDouble();
    }
    one("process_start_time_seconds", "gauge", "When the process began, since 1970.", boot + ticks / double(::sysconf(_SC_CLK_TCK)));
    return out;
}

} // namespace assay::engine
