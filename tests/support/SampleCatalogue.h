#pragma once

#include "services/core/Catalogue.h"

namespace assay::test {

inline ProviderBenchmark sampleBenchmark(const QString &id, const QString &name, const QString &category, const QString &metric,
                                         double threshold, qint64 size, bool lowerIsBetter = false)
{
    ProviderBenchmark benchmark;
    benchmark.id = id;
    benchmark.name = name;
    benchmark.category = category;
    benchmark.description = name;
    benchmark.metrics = {metric};
    benchmark.primaryScore = PrimaryScore{metric, lowerIsBetter, {}};
    benchmark.passCriteria = PassCriteria{threshold, {}};
    benchmark.datasetSize = size;
    return benchmark;
}

/// The native provider with the starter benchmarks, and a server's two.
inline QList<Provider> sampleProviders()
{
    Provider native;
    native.resource.id = native.name = QStringLiteral("assay");
    native.title = QStringLiteral("Assay");
    native.benchmarks = {
        sampleBenchmark(QStringLiteral("facts-v1"), QStringLiteral("Facts"), QStringLiteral("knowledge"), QStringLiteral("accuracy"), 0.5, 100),
        sampleBenchmark(QStringLiteral("arithmetic-v1"), QStringLiteral("Arithmetic"), QStringLiteral("math"), QStringLiteral("accuracy"), 0.5, 80),
        sampleBenchmark(QStringLiteral("reading-v1"), QStringLiteral("Reading"), QStringLiteral("comprehension"), QStringLiteral("accuracy"), 0.5, 64),
        sampleBenchmark(QStringLiteral("format-v1"), QStringLiteral("Format Following"), QStringLiteral("instructions"), QStringLiteral("accuracy"), 0.6, 60),
    };
    Provider speed;
    speed.resource.id = speed.name = QStringLiteral("guidellm");
    speed.title = QStringLiteral("GuideLLM");
    speed.benchmarks = {
        sampleBenchmark(QStringLiteral("sweep"), QStringLiteral("Throughput Sweep"), QStringLiteral("performance"), QStringLiteral("tokens_per_second"), 10, 50),
        sampleBenchmark(QStringLiteral("perplexity"), QStringLiteral("WikiText Perplexity"), QStringLiteral("language"), QStringLiteral("perplexity"), 12, 200, true),
    };
    return {native, speed};
}

inline QList<Collection> sampleCollections()
{
    Collection starter;
    starter.resource.id = QStringLiteral("starter-v1");
    starter.name = QStringLiteral("Starter v1");
    starter.category = QStringLiteral("starter");
    starter.description = QStringLiteral("Four small benchmarks for a first look at a model.");
    starter.passCriteria = PassCriteria{0.5, {}};
    for (const ProviderBenchmark &benchmark : sampleProviders().first().benchmarks) {
        BenchmarkRef entry;
        entry.id = benchmark.id;
        entry.providerId = QStringLiteral("assay");
        entry.primaryScore = benchmark.primaryScore;
        entry.passCriteria = benchmark.passCriteria;
        starter.benchmarks << entry;
    }
    return {starter};
}

} // namespace assay::test
