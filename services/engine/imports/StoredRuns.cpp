#include "services/engine/imports/StoredRuns.h"

#include "services/json/Json.h"

#include <QFileInfo>

#include <future>

namespace assay::engine::imports {

namespace {

constexpr qint64 mostInFlight = qint64(24) << 20;
constexpr int mostWrites = 200;
constexpr qint64 batchBytes = qint64(1) << 20;
constexpr qsizetype batchSamples = 200;
constexpr qsizetype longestName = 300, longestTag = 100, mostTags = 50;

/// A name from a file as one line without control characters.
QString line(const QString &text, qsizetype longest)
{
    QString out = text.simplified().left(longest);
    out.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
    return out;
}

std::string utf8(const QString &text) { return text.toStdString(); }

Json configOf(const ImportedRun &run, const RunOrigin &origin, const Job &job)
{
    Json config{{"name", utf8(job.name)}, {"model", {{"name", utf8(job.model.name)}, {"url", utf8(job.model.url)}}}, {"tags", Json::array()}, {"benchmarks", Json::array()}};
    if (!run.modelParameters.empty())
        config["model"]["parameters"] = run.modelParameters;
    if (run.gate)
        config["pass_criteria"] = {{"threshold", *run.gate}};
    for (const QString &tag : job.tags)
        config["tags"].push_back(utf8(tag));
    for (const BenchmarkRef &benchmark : job.benchmarks)
        config["benchmarks"].push_back(json::toJson(benchmark));
    Json import{{"tool", utf8(origin.tool)},
                {"file", utf8(QFileInfo(origin.path).fileName())},
                {"path", utf8(origin.path)},
                {"size", origin.identity.size},
                {"sha256", utf8(origin.identity.sha256)}};
    if (!run.part.isEmpty())
        import["part"] = utf8(run.part);
    for (const auto &[name, value] : run.about.items())
        import[name] = value;
    config["custom"]["assay"]["import"] = std::move(import);
    return config;
}

BenchmarkEvent endOf(const ImportedBenchmark &benchmark, int index)
{
    BenchmarkEvent end;
    end.id = benchmark.id;
    end.providerId = benchmark.providerId;
    end.benchmarkIndex = index;
    end.status = benchmark.state;
    end.phase = Phase::Completed;
    end.metrics.text = benchmark.metrics.empty() ? QByteArray() : dumped(benchmark.metrics);
    end.additionalInfo.text = additionalInfo(benchmark);
    end.startedAt = benchmark.startedAt.isEmpty() ? QString() : benchmark.startedAt;
    end.completedAt = benchmark.completedAt.isEmpty() ? QString() : benchmark.completedAt;
    if (!benchmark.error.isEmpty()) {
        Message message;
        message.message = benchmark.error.left(2000);
        message.messageCode = QStringLiteral("imported");
        message.messageOrigin = QStringLiteral("runtime");
        end.errorMessage = message;
    }
    if (const auto items = wholeOf(at(benchmark.info, "items"))) {
        end.itemsTotal = *items;
        end.itemsDone = *items;
    }
    return end;
}

} // namespace

QString contentKey(const FileIdentity &identity, const QString &part, const QString &tenant)
{
    const QString content = part.isEmpty() ? identity.sha256 : identity.sha256 + QLatin1Char('/') + part;
    return tenant.isEmpty() ? content : tenant + QLatin1Char('/') + content;
}

QByteArray additionalInfo(const ImportedBenchmark &benchmark)
{
    return dumped(Json{{"assay", benchmark.info}});
}

ImportedJob importedJob(const ImportedRun &run, const RunOrigin &origin, bool complete)
{
    ImportedJob imported;
    imported.key = contentKey(origin.identity, run.part, origin.tenant);
    imported.createdMs = run.createdMs;
    imported.complete = complete;
    NewJob &made = imported.job;
    made.tenant = origin.tenant;
    made.owner = origin.owner;
    made.job.name = line(run.name, longestName);
    made.job.model.name = line(run.modelName, longestName);
    made.job.model.url = line(run.modelUrl, longestName);
    made.job.tags << QStringLiteral("imported");
    for (const QString &tag : run.tags) {
        const QString text = line(tag, longestTag);
        if (!text.isEmpty() && !made.job.tags.contains(text) && made.job.tags.size() < mostTags)
            made.job.tags << text;
    }
    for (int index = 0; index < run.benchmarks.size(); ++index) {
        ImportedBenchmark benchmark = run.benchmarks.at(index);
        benchmark.id = line(benchmark.id, longestName);
        EffectiveBenchmark entry;
        entry.entry.id = benchmark.id;
        entry.entry.providerId = line(benchmark.providerId, longestName);
        benchmark.providerId = entry.entry.providerId;
        if (!benchmark.primaryMetric.isEmpty()) {
            PrimaryScore score;
            score.metric = benchmark.primaryMetric;
            if (benchmark.lowerIsBetter)
                score.lowerIsBetter = true;
            entry.entry.primaryScore = score;
            if (benchmark.gate)
                entry.entry.passCriteria = PassCriteria{benchmark.gate, {}};
        }
        entry.entry.weight = benchmark.weight;
        if (!benchmark.parameters.empty())
            entry.entry.parameters.text = dumped(benchmark.parameters);
        made.job.benchmarks.append(entry.entry);
        made.benchmarks.append(entry);
        imported.ends.append(endOf(benchmark, index));
    }
    if (run.gate)
        made.job.passCriteria = PassCriteria{run.gate, {}};
    made.config = dumped(configOf(run, origin, made.job));
    return imported;
}

std::optional<Error> StoreFeed::fault() const
{
    const std::lock_guard lock(m_flight->mutex);
    return m_flight->fault;
}

void StoreFeed::wait(qint64 bytes)
{
    std::unique_lock lock(m_flight->mutex);
    m_flight->landed.wait(lock, [&] { return m_flight->writes == 0 || (m_flight->writes < mostWrites && m_flight->bytes + bytes <= mostInFlight); });
    ++m_flight->writes;
    m_flight->bytes += bytes;
}

Reply<Done> StoreFeed::answered(qint64 bytes)
{
    return [flight = m_flight, bytes](const Result<Done> &result) {
        {
            const std::lock_guard lock(flight->mutex);
            --flight->writes;
            flight->bytes -= bytes;
            if (!result && !flight->fault && result.error().kind != Error::Kind::NotFound) // a run that was deleted meanwhile
                flight->fault = result.error();
        }
        flight->landed.notify_all();
    };
}

void StoreFeed::drain()
{
    flush();
    std::unique_lock lock(m_flight->mutex);
    m_flight->landed.wait(lock, [&] { return m_flight->writes == 0; });
}

void StoreFeed::flush()
{
    if (m_batch.isEmpty())
        return;
    wait(m_batchBytes);
    m_store.addImportedSamples(m_job, m_benchmark, std::exchange(m_batch, {}), answered(std::exchange(m_batchBytes, 0)));
}

bool StoreFeed::sample(const QString &jobId, int benchmark, Sample &&sample)
{
    if (jobId != m_job || benchmark != m_benchmark)
        flush();
    m_job = jobId;
    m_benchmark = benchmark;
    m_batchBytes += 500 + 2 * (sample.prompt.size() + sample.response.size() + sample.target.size() + sample.extracted.size())
        + sample.scores.text.size() + sample.metadata.text.size();
    m_batch.append(std::move(sample));
    if (m_batch.size() >= batchSamples || m_batchBytes >= batchBytes)
        flush();
    return !fault();
}

bool StoreFeed::finish(const QString &jobId, const QString &key, const QHash<int, QByteArray> &infos)
{
    flush();
    wait(0);
    m_store.finishImport(jobId, key, infos, answered(0));
    return !fault();
}

bool StoreFeed::make(const ImportedJob &job, std::function<void(const ImportedContent &)> made)
{
    const qint64 bytes = job.job.config.size() * 4;
    wait(bytes);
    m_store.importJob(job, [made = std::move(made), answer = answered(bytes)](const Result<ImportedContent> &content) {
        if (content)
            made(*content);
        answer(content ? Result<Done>(Done{}) : content.error());
    });
    return !fault();
}

Result<ImportedContent> StoreFeed::known(const QString &key)
{
    auto promise = std::make_shared<std::promise<Result<ImportedContent>>>();
    auto future = promise->get_future();
    m_store.importedContent(key, [promise](Result<ImportedContent> result) { promise->set_value(std::move(result)); });
    return future.get();
}

} // namespace assay::engine::imports
