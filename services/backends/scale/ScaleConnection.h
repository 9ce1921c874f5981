#pragma once

#include "services/backends/rest/RestConnection.h"

namespace assay {

class ScaleDatasets;
class ScaleEvaluations;
class ScaleJobs;
class ScaleModels;

/// An account of Scale GP; its id is ConnectionSettings::tenant. GUI thread.
class ScaleConnection final : public RestConnection {
    Q_OBJECT
public:
    ScaleConnection(const ConnectionSettings &settings, const RestServices &services, QObject *parent = nullptr);
    ~ScaleConnection() override;

    JobService &jobs() override;
    CatalogueService &catalogue() override;
    DatasetService *datasets() override;
    ModelService *models() override;
    EvaluationService *evaluations() override;
    void configure(const ConnectionSettings &settings) override;

protected:
    void probe() override;
    QList<HttpHeader> headers() const override;

private:
    std::unique_ptr<ScaleJobs> m_jobs;
    std::unique_ptr<CatalogueService> m_catalogue;
    std::unique_ptr<ScaleDatasets> m_datasets;
    std::unique_ptr<ScaleModels> m_models;
    std::unique_ptr<ScaleEvaluations> m_evaluations; ///< uses the datasets
};

} // namespace assay
