#pragma once

#include "services/core/Result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>

#include <optional>

namespace assay {

/// A text or an image, in a query or among the items that are put in order.
struct RerankPart {
    enum class Kind { Text, Image };
    Kind kind = Kind::Text;
    QString text; ///< Kind::Text
    QString url; ///< Kind::Image: http(s) or data URL
    QString detail; ///< Kind::Image: "low", "high", "auto"; empty: not sent
    bool operator==(const RerankPart &) const = default;
};

struct RerankRequest {
    QString model;
    RerankPart query;
    QList<RerankPart> items; ///< at least one
    std::optional<int> maxNumResults; ///< from 1; none: all
};

struct RerankHit {
    int index = 0; ///< into the request's items
    double score = 0; ///< higher is more relevant; of no fixed range, may be negative
    bool operator==(const RerankHit &) const = default;
};

/// Puts items in the order of their relevance to a query (Capability::Rerank). Threads and errors as JobService.
class RerankService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// The most relevant first; items of equal score in the request's order. Invalid: the request breaks a rule, or the
    /// model does not take such items; NotFound: the server has no such model.
    virtual QFuture<Result<QList<RerankHit>>> rerank(const RerankRequest &request) = 0;
};

} // namespace assay
