#pragma once

#include "services/api/ModelService.h"
#include "services/backends/rest/RestClient.h"

namespace assay {

/// The models of a runtime's spicepod, with how far each is. Some of them cannot chat; an eval on one of those is
/// refused. GUI thread.
class SpiceModels final : public ModelService {
    Q_OBJECT
public:
    explicit SpiceModels(RestClient &client, QObject *parent = nullptr)
        : ModelService(parent)
        , m_client(client)
    {
    }
    QFuture<Result<QList<ServedModel>>> list() override;
    QString address() const override { return m_client.base().toString(); }

private:
    RestClient &m_client;
};

} // namespace assay
