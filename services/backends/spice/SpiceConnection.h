#pragma once

#include "services/backends/rest/RestConnection.h"

namespace assay {

class SpiceCatalogue;
class SpiceDatasets;
class SpiceJobs;
class SpiceModels;

/// A Spice runtime, which has evals in its versions 1.0 to 1.11. GUI thread.
class SpiceConnection final : public RestConnection {
    Q_OBJECT
public:
    /// `services.store` is needed: a runtime forgets its runs.
    SpiceConnection(const ConnectionSettings &settings, const RestServices &services, QObject *parent = nullptr);
    ~SpiceConnection() override;

    JobService &jobs() override;
    CatalogueService &catalogue() override;
    DatasetService *datasets() override;
    ModelService *models() override;
    void configure(const ConnectionSettings &settings) override;
    void close() override;
    SpiceJobs &spiceJobs() { return *m_jobs; }

protected:
    void probe() override;
    void returned() override;

private:
    void haveEvals(int attempt, const QByteArray &body);
    void noEvals(int attempt, const Error &why);

    std::unique_ptr<SpiceJobs> m_jobs;
    std::unique_ptr<SpiceCatalogue> m_catalogue;
    std::unique_ptr<SpiceDatasets> m_datasets;
    std::unique_ptr<SpiceModels> m_models;
};

Capabilities spiceCapabilities();
/// Why a runtime that answers has no evals: 2.0 removed them.
Error spiceWithoutEvals(const QString &place);
Error notSpice(const QString &place);

} // namespace assay
