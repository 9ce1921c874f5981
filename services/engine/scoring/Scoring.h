#pragma once

#include "services/core/Result.h"

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <memory>

// Scoring functions and aggregations with the meaning that Llama Stack gives them (ids `basic::…`, `llm-as-judge::…`),
// and a few of our own (`assay::…`). Errors: kind Invalid; Error::code holds the name of the Python exception that the
// reference implementation raises there (TypeError, KeyError, AssertionError, ValueError, JSONDecodeError,
// ZeroDivisionError, IndexError).

namespace assay::engine {

/// What a scoring function said about one row.
struct RowScore {
    nlohmann::json value; ///< result object, e.g. {"score": 1.0}; `score` is a number, text or null
    bool looked = false; ///< the scorer tried to find an answer inside the response
    bool extracted = false; ///< and found one
    QString extractedAnswer; ///< what it found; null when it did not look or found none
};

class ScoringFunction {
public:
    virtual ~ScoringFunction();
    virtual QString id() const = 0;
    /// row: object with expected_answer, generated_answer and whatever else the function needs. Safe from any thread.
    /// Errors: a missing column, a value of the wrong type; the message names the column.
    virtual Result<RowScore> score(const nlohmann::json &row) const = 0;
    /// The aggregations of its parameters or, without any, of its default definition.
    virtual QStringList defaultAggregations() const = 0;
};

/// A scoring function with its parameters (null: the default definition). Unknown id or bad parameters: Error::Invalid
/// naming the id or the parameter and listing what exists. The judge functions (`llm-as-judge::…`) are made too, but
/// their score() expects the reply of the judge in the row's column `judge_reply`; see Judging.h.
Result<std::shared_ptr<const ScoringFunction>> makeScoringFunction(const QString &id, const nlohmann::json &params);

/// All ids that makeScoringFunction knows, in order of display.
QStringList scoringFunctionIds();

/// {name: {...}} in request order, duplicates once, over the score rows (list of RowScore::value) of one function.
/// The first aggregation that fails fails the whole call: no rows, null or text where a number is needed, no weights.
Result<nlohmann::ordered_json> aggregate(const QStringList &functions, const nlohmann::json &scoreRows);

/// accuracy, average, weighted_average, median, categorical_count.
QStringList aggregationIds();

} // namespace assay::engine
