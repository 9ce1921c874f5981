#pragma once

#include "services/engine/store/Store.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <atomic>
#include <future>

/// QCOMPARE itself stumbles over json's conversions.
#define COMPARE_JSON(actual, expected) \
    QCOMPARE(QByteArray::fromStdString((actual).dump()), QByteArray::fromStdString(nlohmann::json(expected).dump()))

namespace assay::engine::test {

/// Time that passes when a test says so.
class FakeClock final : public Clock {
public:
    std::int64_t wallMs() const override { return 1768204800000 + m_ms.load(); } // 2026-01-12T08:00:00Z
    std::int64_t monotonicMs() const override { return m_ms.load(); }
    void advance(std::int64_t ms) { m_ms += ms; }
    void reset() { m_ms = 0; }

private:
    std::atomic<std::int64_t> m_ms{0};
};

/// Calls something that answers by Reply<T> and waits for the answer.
template<typename T, typename Call>
Result<T> answer(Call call)
{
    auto promise = std::make_shared<std::promise<Result<T>>>();
    call([promise](Result<T> result) { promise->set_value(std::move(result)); });
    auto future = promise->get_future();
    if (future.wait_for(std::chrono::seconds(60)) != std::future_status::ready)
        qFatal("the store does not answer");
    return future.get();
}

inline StoreOptions optionsFor(const QTemporaryDir &folder)
{
    StoreOptions options;
    options.workspace = folder.path();
    options.freeBytes = [](const QString &) { return qint64(100) << 30; };
    return options;
}

inline std::unique_ptr<Store> openStore(const StoreOptions &options)
{
    auto store = Store::open(options);
    if (!store)
        qFatal("%s: %s", qPrintable(store.error().message), qPrintable(store.error().detail));
    return std::move(*store);
}

inline EffectiveBenchmark benchmark(const QString &id, const QString &provider = QStringLiteral("assay"))
{
    EffectiveBenchmark result;
    result.entry.id = id;
    result.entry.providerId = provider;
    return result;
}

/// A job of the given entries; config is what a client would have sent.
inline NewJob newJob(const QString &name, const QList<EffectiveBenchmark> &benchmarks)
{
    NewJob job;
    job.tenant = QStringLiteral("gold");
    job.owner = QStringLiteral("ann");
    job.job.name = name;
    job.job.model.name = QStringLiteral("m");
    job.job.model.url = QStringLiteral("http://model.invalid/v1");
    job.benchmarks = benchmarks;
    nlohmann::json config{{"name", name.toStdString()}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}}};
    for (const EffectiveBenchmark &one : benchmarks)
        config["benchmarks"].push_back({{"id", one.entry.id.toStdString()}, {"provider_id", one.entry.providerId.toStdString()}});
    job.config = QByteArray::fromStdString(config.dump());
    return job;
}

inline QString create(Store &store, const NewJob &job)
{
    const auto created = answer<CreatedJob>([&](auto reply) { store.createJob(job, reply); });
    return created ? created->id : QString();
}

inline nlohmann::json jobDocument(Store &store, const QString &id, const QString &tenant = {})
{
    const auto text = answer<QByteArray>([&](auto reply) { store.job(id, tenant, reply); });
    return text ? nlohmann::json::parse(text->begin(), text->end()) : nlohmann::json();
}

inline BenchmarkEvent reportOf(const QString &id, int index, RunState status, const QByteArray &metrics = {},
                            const QString &provider = QStringLiteral("assay"))
{
    BenchmarkEvent result;
    result.id = id;
    result.providerId = provider;
    result.benchmarkIndex = index;
    result.status = status;
    result.metrics.text = metrics;
    return result;
}

inline Result<Done> apply(Store &store, const QString &job, const BenchmarkEvent &event, const QString &tenant = {})
{
    return answer<Done>([&](auto reply) { store.applyEvent(job, tenant, event, EventSource::Client, reply); });
}

inline Sample sample(qint64 ordinal, std::optional<double> score)
{
    Sample result;
    result.ordinal = ordinal;
    result.itemKey = QStringLiteral("id:%1").arg(ordinal);
    result.prompt = QStringLiteral("What is %1?").arg(ordinal);
    result.response = QStringLiteral("It is %1.").arg(ordinal);
    result.target = QString::number(ordinal);
    result.score = score;
    return result;
}

} // namespace assay::engine::test
