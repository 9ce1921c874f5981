#pragma once

#include "services/api/JobService.h"

namespace assay {

class EvalHubClient;

/// Jobs of an EvalHub server or of the local engine, which serves samples, scores and log ranges beside. GUI thread.
class EvalHubJobs final : public JobService {
    Q_OBJECT
public:
    explicit EvalHubJobs(EvalHubClient &client, QObject *parent = nullptr);

    QFuture<Result<Page<Job>>> list(const JobQuery &query) override;
    QFuture<Result<Job>> get(const QString &id) override;
    QFuture<Result<Job>> submit(const Job &job, const QString &idempotencyKey) override;
    QFuture<Result<Done>> cancel(const QString &id) override;
    QFuture<Result<Done>> remove(const QString &id) override;
    QFuture<Result<LogRange>> log(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit) override;
    QFuture<Result<SamplePage>> samples(const QString &id, int benchmarkIndex, const SampleQuery &query) override;
    QFuture<Result<ScoreColumns>> scores(const QString &id, int benchmarkIndex) override;
    QFuture<Result<Job>> retry(const QString &id, const QList<int> &benchmarks) override;
    QFuture<Result<QList<JobAttempt>>> attempts(const QString &id, int benchmarkIndex) override;
    QFuture<Result<LogRange>> attemptLog(const QString &id, int benchmarkIndex, qint64 attempt, qint64 offset, qint64 limit) override;
    QFuture<Result<Done>> cancelBenchmark(const QString &id, int benchmarkIndex) override;
    QFuture<Result<QList<SampleFacet>>> sampleFacets(const QString &id, int benchmarkIndex, const SampleFacetQuery &query) override;
    QFuture<Result<Done>> putTask(const QString &id, const QByteArray &yaml, bool onlyNew) override;
    QFuture<Result<JsonText>> plan(const Job &job) override;

private:
    QFuture<Result<Done>> deleteJob(const QString &id, bool hard);

    EvalHubClient &m_client;
};

} // namespace assay
