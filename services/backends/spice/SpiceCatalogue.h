#pragma once

#include "services/backends/rest/ReadOnlyCatalogue.h"
#include "services/backends/spice/SpiceReader.h"

namespace assay {

class RestClient;

/// The evals of a runtime as the benchmarks of one provider. GUI thread.
class SpiceCatalogue final : public ReadOnlyCatalogue {
    Q_OBJECT
public:
    explicit SpiceCatalogue(RestClient &client, QObject *parent = nullptr) : ReadOnlyCatalogue(parent), m_client(client) {}

protected:
    QFuture<Result<Provider>> ask() override;

private:
    RestClient &m_client;
};

Provider spiceProviderOf(const QList<SpiceEval> &evals);

} // namespace assay
