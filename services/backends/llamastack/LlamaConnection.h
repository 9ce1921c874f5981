#pragma once

#include "services/backends/llamastack/LlamaServer.h"
#include "services/backends/rest/RestConnection.h"

namespace assay {

class LlamaBenchmarks;
class LlamaCatalogue;
class LlamaDatasets;
class LlamaEvaluations;
class LlamaJobs;
class LlamaModels;
class LlamaRerank;
class LlamaTraining;

/// A Llama Stack server, which has datasets and evaluations in its versions 0.3 to 0.7. GUI thread.
class LlamaConnection final : public RestConnection {
    Q_OBJECT
public:
    /// `services.store` is needed: a server forgets its runs.
    LlamaConnection(const ConnectionSettings &settings, const RestServices &services, QObject *parent = nullptr);
    ~LlamaConnection() override;

    JobService &jobs() override;
    CatalogueService &catalogue() override;
    DatasetService *datasets() override;
    ModelService *models() override;
    BenchmarkService *benchmarks() override;
    RerankService *rerank() override;
    TrainingService *training() override;
    EvaluationService *evaluations() override;
    void configure(const ConnectionSettings &settings) override;
    void close() override;
    LlamaJobs &llamaJobs() { return *m_jobs; }

protected:
    void probe() override;
    void returned() override;

private:
    void haveVersion(int attempt, const QByteArray &body);
    void haveRoutes(int attempt, const QString &version, const QByteArray &body);

    llamastack::Server m_server;
    std::unique_ptr<LlamaJobs> m_jobs;
    std::unique_ptr<LlamaBenchmarks> m_benchmarks;
    std::unique_ptr<LlamaCatalogue> m_catalogue;
    std::unique_ptr<LlamaDatasets> m_datasets;
    std::unique_ptr<LlamaEvaluations> m_evaluations;
    std::unique_ptr<LlamaModels> m_models;
    std::unique_ptr<LlamaRerank> m_rerank;
    std::unique_ptr<LlamaTraining> m_training;
};

} // namespace assay
