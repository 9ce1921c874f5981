#pragma once

#include "services/api/BenchmarkService.h"
#include "services/backends/rest/ReadOnlyCatalogue.h"
#include "services/backends/rest/RestClient.h"

namespace assay {

/// Benchmarks of a Llama Stack server, and the scoring functions and models that there are for them. GUI thread.
class LlamaBenchmarks final : public BenchmarkService {
    Q_OBJECT
public:
    explicit LlamaBenchmarks(RestClient &client, QObject *parent = nullptr)
        : BenchmarkService(parent)
        , m_client(client)
    {
    }

    QFuture<Result<QList<RegisteredBenchmark>>> list() override;
    QFuture<Result<RegisteredBenchmark>> get(const QString &id) override;
    QFuture<Result<RegisteredBenchmark>> add(const RegisteredBenchmark &benchmark) override;
    QFuture<Result<Done>> remove(const QString &id) override;
    QFuture<Result<QList<ScoringFunction>>> scoringFunctions() override;
    QFuture<Result<QList<ServedModel>>> models() override;

private:
    RestClient &m_client;
};

/// The same benchmarks as those of one provider, to be chosen for a run. GUI thread.
class LlamaCatalogue final : public ReadOnlyCatalogue {
    Q_OBJECT
public:
    explicit LlamaCatalogue(BenchmarkService &benchmarks, QObject *parent = nullptr);

protected:
    QFuture<Result<Provider>> ask() override;

private:
    BenchmarkService &m_benchmarks;
};

/// `functions`: those that are known, for what each adds up.
Provider llamaProviderOf(const QList<RegisteredBenchmark> &benchmarks, const QList<ScoringFunction> &functions);

} // namespace assay
