#pragma once

#include "services/api/RerankService.h"
#include "services/backends/rest/RestClient.h"

namespace assay {

/// Reranking by a Llama Stack server (contract llamastack.md, section 4.6). GUI thread.
class LlamaRerank final : public RerankService {
    Q_OBJECT
public:
    explicit LlamaRerank(RestClient &client, QObject *parent = nullptr)
        : RerankService(parent)
        , m_client(client)
    {
    }
    QFuture<Result<QList<RerankHit>>> rerank(const RerankRequest &request) override;

private:
    QFuture<Result<QList<RerankHit>>> send(const QByteArray &body, qsizetype items, std::optional<int> most);

    RestClient &m_client;
};

namespace llamastack {

/// `max_num_results` is not in it: a server cuts what its provider answers without putting it in order first, and would
/// cut the best.
QByteArray encodeRerank(const RerankRequest &request);
/// In order and cut, as RerankService says. Error::Protocol: it is no such answer, or names items that are none of the
/// `items`.
Result<QList<RerankHit>> decodeRerank(const QByteArray &body, qsizetype items, std::optional<int> maxNumResults);

} // namespace llamastack

} // namespace assay
