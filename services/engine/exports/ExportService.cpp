#include "services/engine/exports/ExportService.h"

#include "services/core/Time.h"
#include "services/engine/exports/EvalCard.h"
#include "services/engine/exports/OciClient.h"
#include "services/engine/store/Store.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QUrl>

#include <future>

namespace assay::engine {

namespace {

using Json = nlohmann::ordered_json;
using SteadyClock = std::chrono::steady_clock;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// The store's answer, waited for; on the exporter's thread only.
template<typename T, typename Ask>
Result<T> ask(Ask &&question)
{
    const auto promise = std::make_shared<std::promise<Result<T>>>();
    auto answer = promise->get_future();
    question([promise](Result<T> result) { promise->set_value(std::move(result)); });
    return answer.get();
}

/// The job as it goes out: how its exports fare is nobody else's business, and would make each try another document.
QByteArray documentOf(const QByteArray &text)
{
    Json job = Json::parse(text.constData(), text.constData() + text.size(), nullptr, false);
    if (job.is_object() && job.contains("results") && job["results"].is_object())
        job["results"].erase("assay_exports");
    return QByteArray::fromStdString(job.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

Json objectOf(const JsonText &text)
{
    Json value = Json::parse(text.text.constData(), text.text.constData() + text.text.size(), nullptr, false);
    return value.is_object() ? value : Json::object();
}

QList<std::pair<QString, double>> numbersOf(const JsonText &metrics)
{
    QList<std::pair<QString, double>> out;
    const Json object = objectOf(metrics);
    for (const auto &[name, value] : object.items()) {
        if (value.is_number())
            out.append({QString::fromStdString(name), value.get<double>()});
    }
    return out;
}

qint64 msOf(const QString &time, qint64 otherwise)
{
    const QDateTime parsed = parseTime(time);
    return parsed.isValid() ? parsed.toMSecsSinceEpoch() : otherwise;
}

QList<std::pair<QString, QString>> paramsOf(const Job &job, const BenchmarkRef &entry)
{
    QList<std::pair<QString, QString>> out{{QStringLiteral("provider_id"), entry.providerId}, {QStringLiteral("benchmark_id"), entry.id},
                                           {QStringLiteral("model.name"), job.model.name},
                                           {QStringLiteral("model.url"), QUrl(job.model.url).toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)}};
    const Json given = objectOf(entry.parameters);
    for (const auto &[name, value] : given.items())
        out.append({QStringLiteral("parameters.") + QString::fromStdString(name),
                    QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump())});
    return out;
}

} // namespace

ExportService::ExportService(Store &store, Clock &clock, ExportSettings settings) : m_store(store), m_clock(clock), m_settings(std::move(settings)) {}

ExportService::~ExportService()
{
    stop();
}

void ExportService::start()
{
    if (std::exchange(m_started, true))
        return;
    m_exporting = true; // until it is read what an earlier engine left
    m_exporter = std::thread([this] { exportLoop(); });
    m_resolver = std::thread([this] { resolveLoop(); });
}

void ExportService::stop()
{
    std::deque<std::pair<Experiment, std::function<void(Result<MlflowExperiment>)>>> left;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        left.swap(m_questions);
        m_cancel.set();
        m_wake.notify_all();
    }
    for (const auto &[experiment, done] : left)
        done(Error{Error::Kind::Cancelled, tr("The engine stops.")});
    if (m_exporter.joinable())
        m_exporter.join();
    if (m_resolver.joinable())
        m_resolver.join();
}

void ExportService::resolveExperiment(const Experiment &experiment, std::function<void(Result<MlflowExperiment>)> done)
{
    {
        const std::lock_guard lock(m_mutex);
        constexpr std::size_t most = 256; // so many requests wait for a server that does not answer
        if (!m_stopping && m_questions.size() < most) {
            m_questions.emplace_back(experiment, std::move(done));
            m_wake.notify_all();
            return;
        }
    }
    done(Error{Error::Kind::Invalid,
               tr("Too many requests wait for MLflow at %1: see that it answers, and try again.").arg(QString::fromUtf8(m_settings.mlflowUrl)),
               {},
               QStringLiteral("mlflow_request_failed")});
}

void ExportService::expect(const QString &jobId)
{
    {
        const std::lock_guard lock(m_mutex);
        m_expected.insert(jobId);
        m_due.emplace(jobId, SteadyClock::now()); // it may have ended before we were told of it
    }
    m_wake.notify_all();
}

void ExportService::changed(const ChangeRecord &change)
{
    if (!isTerminal(change.state.value()) && !change.removed)
        return;
    const std::lock_guard lock(m_mutex);
    if (!m_expected.contains(change.jobId))
        return;
    if (change.removed) {
        m_expected.erase(change.jobId);
        m_due.erase(change.jobId);
        return;
    }
    m_due.emplace(change.jobId, SteadyClock::now()); // one that waits for its next try goes on waiting
    m_wake.notify_all();
}

bool ExportService::busy() const
{
    const std::lock_guard lock(m_mutex);
    const auto now = SteadyClock::now();
    return m_exporting || std::ranges::any_of(m_due, [now](const auto &one) { return one.second <= now; });
}

void ExportService::resolveLoop()
{
    for (;;) {
        std::pair<Experiment, std::function<void(Result<MlflowExperiment>)>> question;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_questions.empty(); });
            if (m_stopping)
                return;
            question = std::move(m_questions.front());
            m_questions.pop_front();
        }
        MlflowExperiment found;
        const auto fault = MlflowClient(m_settings, {m_loop, m_cancel, m_settings.secrets}).resolveExperiment(question.first, found);
        question.second(fault ? Result<MlflowExperiment>(Error{Error::Kind::Invalid, fault->message, {}, QStringLiteral("mlflow_request_failed")})
                              : Result<MlflowExperiment>(found));
    }
}

bool ExportService::renewFailed()
{
    const auto renewed = ask<Done>([this](auto reply) { m_store.retryExports(m_clock.wallMs() - m_settings.retryAgeMs, reply); });
    return renewed || renewed.error().kind != Error::Kind::Storage || m_store.health();
}

qint64 ExportService::backOff(int attempts) const
{
    constexpr qint64 otherwise = 5'000;
    return m_settings.backOffMs.value(std::min<qsizetype>(attempts, m_settings.backOffMs.size() - 1), otherwise);
}

void ExportService::exportLoop()
{
    bool renewed = renewFailed();
    Due renewAt = SteadyClock::now() + std::chrono::milliseconds(backOff(0));
    const auto known = ask<QStringList>([this](auto reply) { m_store.jobsWithExports(reply); });
    std::unique_lock lock(m_mutex);
    for (const QString &jobId : known ? *known : QStringList()) {
        m_expected.insert(jobId);
        m_due.emplace(jobId, SteadyClock::now());
    }
    m_exporting = false;
    while (!m_stopping) {
        if (!renewed && renewAt <= SteadyClock::now()) {
            lock.unlock();
            renewed = renewFailed();
            lock.lock();
            renewAt = SteadyClock::now() + std::chrono::milliseconds(backOff(0));
            for (const QString &jobId : m_expected)
                m_due.emplace(jobId, SteadyClock::now());
            continue;
        }
        const auto next = std::ranges::min_element(m_due, {}, [](const auto &one) { return one.second; });
        if (next == m_due.end()) {
            renewed ? m_wake.wait(lock) : void(m_wake.wait_until(lock, renewAt));
            continue;
        }
        if (next->second > SteadyClock::now()) {
            const Due until = next->second;
            m_wake.wait_until(lock, until);
            continue;
        }
        const QString jobId = next->first;
        m_due.erase(next);
        m_exporting = true;
        lock.unlock();
        exportJob(jobId);
        lock.lock();
        m_exporting = false;
    }
}

void ExportService::exportJob(const QString &jobId)
{
    const auto pending = ask<QList<ExportRecord>>([&](auto reply) { m_store.pendingExports(jobId, reply); });
    if (!pending)
        return; // the store stops, or cannot be read; the next start sees it again
    for (ExportRecord record : *pending) {
        if (record.state == QLatin1String("done"))
            record.attempts = 0; // the job ran again
        record.message.clear();
        const auto fault = exportOne(record);
        if (m_cancel.isSet())
            return;
        std::optional<qint64> again;
        bool noRoom = fault && fault->ours;
        if (fault) {
            if (noRoom || (fault->passing && record.attempts < m_settings.backOffMs.size()))
                again = backOff(record.attempts);
            record.message = fault->message; // told by results.assay_exports: a benchmark's log is its program's alone
        }
        if (!noRoom) {
            ++record.attempts;
            record.state = !fault ? QStringLiteral("done") : again ? QStringLiteral("pending") : QStringLiteral("failed");
            const auto stored = ask<Done>([&](auto reply) { m_store.recordExport(record, reply); });
            noRoom = !stored && stored.error().kind == Error::Kind::Storage;
        }
        if (noRoom) // sent again once there is room: a receiver knows it again. A damaged store takes nothing any more
            again = m_store.health() ? std::optional<qint64>() : backOff(record.attempts);
        const std::lock_guard lock(m_mutex);
        if (again)
            m_due.insert_or_assign(jobId, SteadyClock::now() + std::chrono::milliseconds(*again));
    }
}

std::optional<ExportFault> ExportService::exportOne(ExportRecord &record)
{
    const auto text = ask<QByteArray>([&](auto reply) { m_store.job(record.jobId, {}, reply); });
    if (!text)
        return ExportFault{text.error().message, true};
    return record.kind == QLatin1String("mlflow") ? toMlflow(record, *text) : toRegistry(record, *text);
}

std::optional<ExportFault> ExportService::toMlflow(ExportRecord &record, const QByteArray &text)
{
    if (!mlflowConfigured())
        return ExportFault{tr("MLflow is not configured in this engine any more: start it with --mlflow URL."), false};
    const auto job = json::decode<Job>(text);
    if (!job)
        return ExportFault{job.error().message};
    record.reference = record.target;
    return logRuns(record, *job, text);
}

std::optional<ExportFault> ExportService::logRuns(ExportRecord &record, const Job &job, const QByteArray &text)
{
    const auto entries = ask<QList<BenchmarkRef>>([&](auto reply) { m_store.effectiveBenchmarks(record.jobId, {}, reply); });
    if (!entries)
        return ExportFault{entries.error().message, true};
    MlflowClient client(m_settings, {m_loop, m_cancel, m_settings.secrets});
    const QList<std::pair<QString, QByteArray>> artifacts{{QStringLiteral("evaluation-card.json"), evalCard(text)},
                                                          {QStringLiteral("job.json"), documentOf(text)}};
    const qint64 created = msOf(job.resource.createdAt, m_clock.wallMs()), ended = msOf(job.resource.updatedAt, m_clock.wallMs());
    const auto send = [&](MlflowRun run, int index) -> std::optional<ExportFault> {
        run.tags << std::pair(QStringLiteral("evaluation_job_id"), record.jobId);
        if (!job.tags.isEmpty())
            run.tags << std::pair(QStringLiteral("evaluation_job_tags"), job.tags.join(QLatin1Char(',')));
        run.artifacts = artifacts;
        QString runId, note;
        if (auto fault = client.logRun(job.resource.mlflowExperimentId, run, runId, note))
            return fault;
        if (!note.isEmpty())
            record.message = note;
        if (index < 0)
            return {};
        const auto stored = ask<Done>([&](auto reply) { m_store.recordMlflowRun(record.jobId, index, runId, reply); });
        if (!stored && stored.error().kind == Error::Kind::Storage)
            return ExportFault{stored.error().message, true, true};
        return {};
    };
    for (const BenchmarkResult &result : job.results.benchmarks) {
        const auto index = int(result.benchmarkIndex.value_or(0));
        const QString key = QStringLiteral("%1/%2").arg(record.jobId).arg(index);
        if (!result.mlflowRunId.isEmpty() || index < 0 || index >= entries->size())
            continue; // the adapter has logged a run of its own, or an earlier try of ours has
        MlflowRun run;
        run.key = key;
        run.name = QStringLiteral("%1 %2").arg(job.name, result.id).trimmed();
        run.startMs = created;
        run.endMs = ended;
        for (const BenchmarkStatus &status : job.status.benchmarks) {
            if (status.benchmarkIndex.value_or(0) != index)
                continue;
            run.finished = status.status.value() == RunState::Completed;
            run.startMs = msOf(status.startedAt, created);
            run.endMs = msOf(status.completedAt, ended);
        }
        run.metrics = numbersOf(result.metrics);
        run.params = paramsOf(job, entries->at(index));
        run.tags << std::pair(QStringLiteral("benchmark_index"), QString::number(index));
        if (result.test && result.test->pass)
            run.tags << std::pair(QStringLiteral("test.pass"), *result.test->pass ? QStringLiteral("true") : QStringLiteral("false"));
        if (auto fault = send(run, index))
            return fault;
    }
    if (!job.results.benchmarks.isEmpty())
        return {};
    MlflowRun run; // cancelled before anything came: the experiment still shows that it was tried
    run.key = record.jobId;
    run.name = job.name;
    run.finished = false;
    run.startMs = created;
    run.endMs = ended;
    return send(run, -1);
}

std::optional<ExportFault> ExportService::toRegistry(ExportRecord &record, const QByteArray &text)
{
    const auto job = json::decode<Job>(text);
    if (!job || !job->exports || !job->exports->oci)
        return ExportFault{tr("The job has no exports.oci.")};
    OciArtifact artifact;
    artifact.coordinates = job->exports->oci->coordinates;
    artifact.connection = job->exports->oci->k8sConnection;
    artifact.defaultTag = record.jobId;
    artifact.layers = {{QStringLiteral("evaluation-card.json"), "application/vnd.evalhub.evaluation-card.v1+json", evalCard(text)},
                       {QStringLiteral("job.json"), "application/json", documentOf(text)}};
    return OciClient(m_settings, {m_loop, m_cancel, m_settings.secrets}, artifact).push(record.reference);
}

} // namespace assay::engine
