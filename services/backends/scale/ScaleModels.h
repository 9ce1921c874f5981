#pragma once

#include "services/api/ModelService.h"
#include "services/backends/scale/ScaleReader.h"

namespace assay {

/// The models that a Scale GP account can have asked. GUI thread.
class ScaleModels final : public ModelService {
    Q_OBJECT
public:
    explicit ScaleModels(RestClient &client, QObject *parent = nullptr)
        : ModelService(parent)
        , m_client(client)
    {
    }

    QFuture<Result<QList<ServedModel>>> list() override
    {
        return m_client.call<QList<ServedModel>>({ .path = QStringLiteral("/v5/chat/completions/models") },
            [](const HttpReply &reply) { return readChatModels(reply.body); });
    }

private:
    RestClient &m_client;
};

} // namespace assay
