#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"

namespace assay::test {

/// "quiz" (acc, at least 0.25, 100 items) and "speed" (tokens per second, at least 10, 40 items) of the provider "p".
inline Provider planProvider()
{
    ProviderBenchmark quiz, speed;
    quiz.id = QStringLiteral("quiz");
    quiz.metrics = {QStringLiteral("acc")};
    quiz.datasetSize = 100;
    quiz.primaryScore = PrimaryScore{QStringLiteral("acc"), {}, {}};
    quiz.passCriteria = PassCriteria{0.25, {}};
    speed.id = QStringLiteral("speed");
    speed.metrics = {QStringLiteral("output_tokens_per_second")};
    speed.datasetSize = 40;
    speed.primaryScore = PrimaryScore{QStringLiteral("output_tokens_per_second"), {}, {}};
    speed.passCriteria = PassCriteria{10.0, {}};
    Provider provider;
    provider.resource.id = QStringLiteral("p");
    provider.name = QStringLiteral("Sample provider");
    provider.benchmarks = {quiz, speed};
    return provider;
}

/// Both benchmarks; the first with a weight, a gate and a limit of its own.
inline Collection planCollection()
{
    Collection collection;
    collection.resource.id = QStringLiteral("suite");
    collection.name = QStringLiteral("Suite");
    collection.category = QStringLiteral("sample");
    collection.passCriteria = PassCriteria{0.7, {}};
    BenchmarkRef quiz, speed;
    quiz.id = QStringLiteral("quiz");
    quiz.weight = 3;
    quiz.passCriteria = PassCriteria{0.6, {}};
    quiz.parameters.text = R"({"num_examples":50})";
    speed.id = QStringLiteral("speed");
    quiz.providerId = speed.providerId = QStringLiteral("p");
    collection.benchmarks = {quiz, speed};
    return collection;
}

/// A job of the collection that asks for a higher gate, fewer items and a seed for "quiz".
inline Job planJob()
{
    Job job;
    job.name = QStringLiteral("nightly");
    job.model.name = QStringLiteral("m");
    job.model.url = QStringLiteral("http://127.0.0.1:8080/v1");
    BenchmarkRef asked;
    asked.id = QStringLiteral("quiz");
    asked.providerId = QStringLiteral("p");
    asked.passCriteria = PassCriteria{0.9, {}};
    asked.parameters.text = R"({"num_examples":10,"seed":7})";
    job.collection = CollectionRef{QStringLiteral("suite"), {asked}, {}, {}};
    return job;
}

} // namespace assay::test
