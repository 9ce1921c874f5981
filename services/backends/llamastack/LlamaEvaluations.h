#pragma once

#include "services/api/EvaluationService.h"
#include "services/backends/rest/GivenRows.h"
#include "services/backends/rest/RestClient.h"

#include <memory>

namespace assay {

class BenchmarkService;
class DatasetService;
class JobService;

/// New evaluations of given rows on a Llama Stack server (contract llamastack.md, section 4.5). Each is a job whose
/// request gives the rows, so that it is kept, sent once and shown as every other run. A dataset's rows are read first
/// and given like all others. GUI thread.
class LlamaEvaluations final : public EvaluationService {
    Q_OBJECT
public:
    /// The others outlive it.
    LlamaEvaluations(RestClient &client, BenchmarkService &benchmarks, DatasetService &datasets, JobService &jobs,
        QObject *parent = nullptr)
        : EvaluationService(parent)
        , m_client(client)
        , m_benchmarks(benchmarks)
        , m_datasets(datasets)
        , m_jobs(jobs)
    {
    }

    EvaluationForm form() const override;
    QFuture<Result<QStringList>> suggestions(const QString &key) override;
    QFuture<Result<EvaluationColumns>> columns(const EvaluationData &data) override;
    /// The run waits for its turn, or is under way.
    QFuture<Result<Job>> create(const EvaluationRequest &request) override;

private:
    struct Making;
    using MakingPtr = std::shared_ptr<Making>;
    QFuture<Result<EvaluationColumns>> columnsOfDataset(const QString &id);
    QFuture<Result<JsonText>> rowsOf(const EvaluationRequest &request);
    QFuture<Result<JsonText>> rowsOfDataset(const EvaluationRequest &request);
    void askBenchmark(const MakingPtr &making);
    void askFunctions(const MakingPtr &making);
    void make(const MakingPtr &making, const QStringList &functions);
    bool isOver(const MakingPtr &making, const Result<Done> &asked);

    RestClient &m_client;
    BenchmarkService &m_benchmarks;
    DatasetService &m_datasets;
    JobService &m_jobs;
};

} // namespace assay
