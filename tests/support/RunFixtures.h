#pragma once

#include "services/core/Job.h"
#include "services/core/Sample.h"
#include "tests/support/StillClock.h"

namespace assay::test {

/// What one benchmark of a made-up job asked for and got.
struct Outcome {
    QString id;
    QString metric = QStringLiteral("accuracy");
    std::optional<double> value = {};
    int n = 0;
    std::optional<double> gate = {};
    bool lower = false;
    RunState state = RunState::Completed;
    QString error = {};
};

inline BenchmarkResult resultOf(const Outcome &outcome, int index)
{
    BenchmarkResult result;
    result.id = outcome.id;
    result.providerId = QStringLiteral("assay");
    result.benchmarkIndex = index;
    result.metrics = JsonText::fromVariantMap({{outcome.metric, *outcome.value}, {QStringLiteral("samples"), outcome.n}});
    QVariantMap metric{{QStringLiteral("n"), outcome.n}};
    if (outcome.n > 0 && *outcome.value >= 0 && *outcome.value <= 1) {
        metric.insert(QStringLiteral("binary"), true);
        metric.insert(QStringLiteral("successes"), *outcome.value * outcome.n);
    }
    const QVariantMap notes{{QStringLiteral("metrics"), QVariantMap{{outcome.metric, metric}}},
                            {QStringLiteral("not_extracted"), 3},
                            {QStringLiteral("errors"), 0},
                            {QStringLiteral("latency_ms"), QVariantMap{{QStringLiteral("p50"), 120.5}}}};
    result.additionalInfo = JsonText::fromVariantMap({{QStringLiteral("assay"), notes}});
    if (outcome.gate) {
        BenchmarkTest test;
        test.primaryScore = outcome.value;
        test.primaryScoreMetric = outcome.metric;
        test.threshold = outcome.gate;
        test.pass = outcome.lower ? *outcome.value <= *outcome.gate : *outcome.value >= *outcome.gate;
        result.test = test;
    }
    return result;
}

/// A job of the given benchmarks, as a server would return it.
inline Job jobOf(RunState state, const QList<Outcome> &outcomes, const QString &id = QStringLiteral("job-1"))
{
    Job job;
    job.resource.id = id;
    job.resource.createdAt = QStringLiteral("2027-01-15T07:55:00Z");
    job.name = QStringLiteral("nightly-214");
    job.model.name = QStringLiteral("SmolLM2-135M-Instruct");
    job.model.url = QStringLiteral("http://127.0.0.1:8080/v1");
    job.status.state = state;
    for (int i = 0; i < outcomes.size(); ++i) {
        const Outcome &outcome = outcomes.at(i);
        BenchmarkRef ref;
        ref.id = outcome.id;
        ref.providerId = QStringLiteral("assay");
        ref.primaryScore = PrimaryScore{outcome.metric, outcome.lower, {}};
        if (outcome.gate)
            ref.passCriteria = PassCriteria{outcome.gate, {}};
        ref.parameters.text = "{\"num_examples\":50,\"sampling\":{\"temperature\":0.0}}";
        job.benchmarks << ref;
        if (outcome.state == RunState::Pending)
            continue;
        BenchmarkStatus status;
        status.id = outcome.id;
        status.providerId = ref.providerId;
        status.benchmarkIndex = i;
        status.status = outcome.state;
        status.phase = outcome.state == RunState::Running ? Phase::RunningEvaluation : Phase::Completed;
        status.startedAt = QStringLiteral("2027-01-15T07:55:02Z");
        if (isTerminal(outcome.state))
            status.completedAt = QStringLiteral("2027-01-15T07:57:30Z");
        if (!outcome.error.isEmpty())
            status.errorMessage = Message{outcome.error, QStringLiteral("failed"), {}, {}};
        job.status.benchmarks << status;
        if (outcome.value)
            job.results.benchmarks << resultOf(outcome, i);
    }
    return job;
}

/// Numbered samples; every third fails, every tenth had no answer found, every fiftieth is an error.
inline Sample sampleOf(qint64 ordinal)
{
    Sample sample;
    sample.ordinal = ordinal;
    sample.itemKey = QStringLiteral("id:q%1").arg(ordinal);
    sample.prompt = QStringLiteral("user: How much is %1 + 1?").arg(ordinal);
    sample.target = QString::number(ordinal + 1);
    sample.latencyMs = 100.0 + double(ordinal % 37);
    sample.promptTokens = 12;
    sample.completionTokens = 5 + ordinal % 9;
    if (ordinal % 50 == 49) {
        sample.error = QStringLiteral("The endpoint answered 500 three times; look at its log.");
        return sample;
    }
    sample.response = QStringLiteral("Let me see: it is %1, I think.").arg(ordinal % 3 == 2 ? ordinal : ordinal + 1);
    if (ordinal % 10 == 7) {
        sample.response = QStringLiteral("I do not know.");
        sample.extractionFailed = true;
        sample.score = 0;
        return sample;
    }
    sample.extracted = QString::number(ordinal % 3 == 2 ? ordinal : ordinal + 1);
    sample.score = ordinal % 3 == 2 ? 0 : 1;
    sample.scores.text = "{\"basic::equality\":{\"score\":" + QByteArray::number(*sample.score) + "}}";
    sample.metadata.text = "{\"category\":\"sums\"}";
    return sample;
}

inline QList<Sample> samplesOf(int count)
{
    QList<Sample> samples;
    samples.reserve(count);
    for (int i = 0; i < count; ++i)
        samples << sampleOf(i);
    return samples;
}

} // namespace assay::test
