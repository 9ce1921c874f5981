#pragma once

#include "services/engine/scoring/PyValue.h"
#include "services/engine/scoring/Scoring.h"

#include <memory>

namespace assay::engine::scoring {

using ScorerPtr = std::shared_ptr<const ScoringFunction>;

/// What all our scorers share: the id, the aggregations, and PyError turned into an Error.
class Scorer : public ScoringFunction {
public:
    Scorer(const QString &id, const QStringList &aggregations)
        : m_id(id)
        , m_aggregations(aggregations)
    {
    }
    QString id() const final { return m_id; }
    QStringList defaultAggregations() const final { return m_aggregations; }
    Result<RowScore> score(const nlohmann::json &row) const final;

protected:
    /// Throws PyError. The row is an object.
    virtual RowScore scoreRow(const json &row) const = 0;

private:
    QString m_id;
    QStringList m_aggregations;
};

Error toError(const PyError &error);

/// {"score": 1.0} or {"score": 0.0} of a scorer that does not look for an answer in the response.
RowScore plainScore(bool right);
/// The same of one that does. extracted null: it found none.
RowScore lookedScore(bool right, const QString &extracted);

// Makers; they throw PyError for bad parameters.
ScorerPtr makeEquality(const QString &id, const json &params);
ScorerPtr makeSubsetOf(const QString &id, const json &params);
ScorerPtr makeRegexParser(const QString &id, const json &params);
ScorerPtr makeMathResponse(const QString &id, const json &params);
ScorerPtr makeDocVqa(const QString &id, const json &params);
ScorerPtr makeIfEval(const QString &id, const json &params);
ScorerPtr makeJudge(const QString &id, const json &params);
ScorerPtr makeNormalizedMatch(const QString &id, const json &params);
ScorerPtr makeNumberMatch(const QString &id, const json &params);
ScorerPtr makeContainsAny(const QString &id, const json &params);
ScorerPtr makeTokenF1(const QString &id, const json &params);
ScorerPtr makeValidJson(const QString &id, const json &params);

} // namespace assay::engine::scoring
