#pragma once

#include "services/core/Job.h"

#include <QDateTime>

namespace assay::test {

inline QDateTime sampleNow() { return QDateTime::fromString(QStringLiteral("2026-01-12T14:00:00Z"), Qt::ISODate); }

/// A job as a server would list it, for pages. minutesAgo counts back from sampleNow().
inline Job sampleJob(const QString &id, const QString &name, const QString &model, RunState state, int minutesAgo,
                     std::optional<double> score = {}, std::optional<bool> pass = {})
{
    const QDateTime now = sampleNow();
    const auto at = [&now](int minutes) { return now.addSecs(-60 * minutes).toString(Qt::ISODateWithMs); };
    Job job;
    job.resource.id = id;
    job.resource.createdAt = at(minutesAgo);
    job.name = name;
    job.model.name = model;
    job.model.url = QStringLiteral("recorded:") + model;
    job.status.state = state;
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, {}, {}};
    if (state != RunState::Pending) {
        BenchmarkStatus benchmark;
        benchmark.id = QStringLiteral("facts-v1");
        benchmark.providerId = QStringLiteral("assay");
        benchmark.benchmarkIndex = 0;
        benchmark.status = state;
        benchmark.startedAt = at(minutesAgo);
        benchmark.itemsTotal = 344;
        benchmark.itemsDone = state == RunState::Running ? 141 : 344;
        if (isTerminal(state))
            benchmark.completedAt = at(minutesAgo - 2);
        job.status.benchmarks << benchmark;
    }
    if (score) {
        score = qRound(*score * 344) / 344.0; // as many right answers as make this share
        job.results.test = JobTest{score, 0.5, pass, {}};
        BenchmarkResult result;
        result.id = QStringLiteral("facts-v1");
        result.providerId = QStringLiteral("assay");
        result.benchmarkIndex = 0;
        result.metrics = JsonText::fromVariantMap({{QStringLiteral("accuracy"), *score}, {QStringLiteral("samples"), 344}});
        result.additionalInfo.text = QStringLiteral("{\"assay\":{\"metrics\":{\"accuracy\":{\"n\":344,\"binary\":true,\"successes\":%1}}}}")
                                         .arg(qRound(*score * 344)).toUtf8();
        result.test = BenchmarkTest{score, QStringLiteral("accuracy"), 0.5, pass, {}};
        job.results.benchmarks << result;
    }
    return job;
}

inline QList<Job> sampleJobs()
{
    QList<Job> jobs{
        sampleJob(QStringLiteral("j1"), QStringLiteral("nightly-215"), QStringLiteral("gemma-3-270m"), RunState::Running, 1),
        sampleJob(QStringLiteral("j2"), QStringLiteral("nightly-216 waits for a free slot"), QStringLiteral("gemma-3-270m"), RunState::Pending, 2),
        sampleJob(QStringLiteral("j3"), QStringLiteral("nightly-214"), QStringLiteral("smollm2-135m-instruct"), RunState::Completed, 65, 0.412, false),
        sampleJob(QStringLiteral("j4"), QStringLiteral("release candidate 1"), QStringLiteral("gemma-3-270m"), RunState::Completed, 190, 0.731, true),
        sampleJob(QStringLiteral("j5"), {}, QStringLiteral("llama-3.2-1b-instruct-q4_k_m"), RunState::Failed, 1500),
        sampleJob(QStringLiteral("j6"), QStringLiteral("smoke"), QStringLiteral("smollm2-135m-instruct"), RunState::Cancelled, 3000),
        sampleJob(QStringLiteral("j7"), QStringLiteral("nearly there"), QStringLiteral("gemma-3-270m"), RunState::Completed, 9000, 0.52, true),
    };
    jobs[2].tags = {QStringLiteral("nightly"), QStringLiteral("main")};
    jobs[3].tags = {QStringLiteral("release")};
    return jobs;
}

} // namespace assay::test
