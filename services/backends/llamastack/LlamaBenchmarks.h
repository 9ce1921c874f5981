#pragma once

#include "services/api/BenchmarkService.h"
#include "services/backends/llamastack/LlamaFunctions.h"
#include "services/backends/rest/ReadOnlyCatalogue.h"
#include "services/backends/rest/RestClient.h"

namespace assay {

/// Benchmarks of a Llama Stack server, and the scoring functions that there are for them, as they are meant, not as
/// runs left them. GUI thread.
class LlamaBenchmarks final : public BenchmarkService {
    Q_OBJECT
public:
    LlamaBenchmarks(RestClient &client, LlamaFunctions &functions, QObject *parent = nullptr)
        : BenchmarkService(parent)
        , m_client(client)
        , m_functions(functions)
    {
    }

    QFuture<Result<QList<RegisteredBenchmark>>> list() override;
    QFuture<Result<RegisteredBenchmark>> get(const QString &id) override;
    QFuture<Result<RegisteredBenchmark>> add(const RegisteredBenchmark &benchmark) override;
    QFuture<Result<Done>> remove(const QString &id) override;
    QFuture<Result<QList<ScoringFunction>>> scoringFunctions() override { return m_functions.ask(); }

private:
    RestClient &m_client;
    LlamaFunctions &m_functions;
};

/// The same benchmarks as those of one provider, to be chosen for a run. GUI thread.
class LlamaCatalogue final : public ReadOnlyCatalogue {
    Q_OBJECT
public:
    LlamaCatalogue(RestClient &client, BenchmarkService &benchmarks, QObject *parent = nullptr);

protected:
    QFuture<Result<Provider>> ask() override;

private:
    RestClient &m_client;
    BenchmarkService &m_benchmarks;
};

/// `functions`: those that are known, for what each adds up.
Provider llamaProviderOf(const QList<RegisteredBenchmark> &benchmarks, const QList<ScoringFunction> &functions);

} // namespace assay
