#include "services/backends/llamastack/LlamaRerank.h"

#include "services/backends/rest/Promised.h"
#include "services/core/OnPool.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <numeric>

namespace assay {

namespace {

using Json = nlohmann::ordered_json;

constexpr int rerankMs = 10 * 60 * 1000;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

bool isBlank(const RerankPart &part)
{
    return part.kind == RerankPart::Kind::Text ? part.text.isEmpty() : part.url.isEmpty();
}

Json partOf(const RerankPart &part)
{
    if (part.kind == RerankPart::Kind::Text)
        return part.text.toStdString(); // the plain form, which every version takes
    Json image { { "url", part.url.toStdString() } };
    if (!part.detail.isEmpty())
        image["detail"] = part.detail.toStdString();
    return { { "type", "image_url" }, { "image_url", image } };
}

qsizetype lengthOf(const RerankRequest &request)
{
    const auto one = [](const RerankPart &part) { return part.text.size() + part.url.size(); };
    return std::accumulate(request.items.cbegin(), request.items.cend(), one(request.query),
        [one](qsizetype sum, const RerankPart &part) { return sum + one(part); });
}

std::optional<Error> faultOf(const RerankRequest &request)
{
    if (request.model.isEmpty())
        return invalid(Text::tr("Model: enter the name of one of the server's reranking models."));
    if (isBlank(request.query))
        return invalid(Text::tr("Query: enter what the items are compared with."));
    if (request.items.isEmpty() || std::any_of(request.items.cbegin(), request.items.cend(), isBlank))
        return invalid(Text::tr("Items: enter at least one, and none that is empty."));
    if (request.maxNumResults && *request.maxNumResults < 1)
        return invalid(Text::tr("Results: enter a number from 1, or leave it out for all."));
    return {};
}

} // namespace

QByteArray llamastack::encodeRerank(const RerankRequest &request)
{
    Json items = Json::array();
    for (const RerankPart &one : request.items)
        items.push_back(partOf(one));
    const Json body { { "model", request.model.toStdString() }, { "query", partOf(request.query) },
        { "items", items } };
    return QByteArray::fromStdString(body.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<QList<RerankHit>> llamastack::decodeRerank(
    const QByteArray &body, qsizetype items, std::optional<int> maxNumResults)
{
    QList<RerankHit> hits;
    QSet<qint64> seen;
    try {
        const Json in = Json::parse(body.begin(), body.end());
        for (const Json &one : in.at("data")) {
            const auto index = one.at("index").get<qint64>();
            if (index < 0 || index >= items || seen.contains(index))
                return Error { Error::Kind::Protocol,
                    Text::tr("The server's order names an item that was not asked for, or one twice.") };
            seen.insert(index);
            hits << RerankHit { int(index), one.at("relevance_score").get<double>() };
        }
    } catch (const Json::exception &error) {
        return Error { Error::Kind::Protocol,
            Text::tr("The answer about the order cannot be read; is this a Llama Stack server?"),
            QString::fromUtf8(error.what()) };
    }
    std::sort(hits.begin(), hits.end(), [](const RerankHit &a, const RerankHit &b) {
        return a.score == b.score ? a.index < b.index : a.score > b.score;
    });
    return maxNumResults ? hits.mid(0, *maxNumResults) : hits;
}

/// Pictures within a request are long: they are put into it in the pool.
QFuture<Result<QList<RerankHit>>> LlamaRerank::rerank(const RerankRequest &request)
{
    if (const auto fault = faultOf(request))
        return readyFuture(Result<QList<RerankHit>>(*fault));
    const qsizetype items = request.items.size();
    if (lengthOf(request) <= RestClient::bigBody)
        return send(llamastack::encodeRerank(request), items, request.maxNumResults);
    const auto promise = begun<QList<RerankHit>>();
    whenDone(onPool<QByteArray>([request] { return llamastack::encodeRerank(request); }), this,
        [this, promise, items, most = request.maxNumResults, before = m_client.interrupts()](
            const Result<QByteArray> &body) {
            if (!body || before != m_client.interrupts()) // to ask would open what was closed meanwhile
                return finish<QList<RerankHit>>(promise, Error { Error::Kind::Cancelled });
            whenDone(send(*body, items, most), this,
                [promise](const Result<QList<RerankHit>> &hits) { finish(promise, hits); });
        });
    return promise->future();
}

QFuture<Result<QList<RerankHit>>> LlamaRerank::send(const QByteArray &body, qsizetype items, std::optional<int> most)
{
    RestCall call { .method = "POST", .path = QStringLiteral("/v1alpha/inference/rerank"), .body = body };
    call.idempotent = false; // it may cost money
    call.dryRun = true;
    call.patient = true;
    call.timeoutMs = rerankMs;
    return m_client.call<QList<RerankHit>>(
        call, [items, most](const HttpReply &reply) { return llamastack::decodeRerank(reply.body, items, most); });
}

} // namespace assay
