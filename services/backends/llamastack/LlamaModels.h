#pragma once

#include "services/api/ModelService.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/backends/rest/RestClient.h"

namespace assay {

/// The models that a Llama Stack server asks, in both shapes of its list. GUI thread.
class LlamaModels final : public ModelService {
    Q_OBJECT
public:
    explicit LlamaModels(RestClient &client, QObject *parent = nullptr)
        : ModelService(parent)
        , m_client(client)
    {
    }

    QFuture<Result<QList<ServedModel>>> list() override
    {
        return m_client.call<QList<ServedModel>>({ .path = QStringLiteral("/v1/models") },
            [](const HttpReply &reply) { return llamastack::decodeModels(reply.body); });
    }
    QString address() const override { return m_client.base().toString(); }

private:
    RestClient &m_client;
};

} // namespace assay
