#pragma once

#include "services/core/Sample.h"
#include "services/engine/runner/AnswerSource.h"
#include "services/engine/runner/AttemptPlan.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace assay::engine {

/// An item that is being asked.
struct AskedItem {
    qint64 ordinal = 0;
    int repeat = 0;
    nlohmann::json row;
    ModelQuestion question;
    QString itemKey;
    std::optional<JsonText> metadata; ///< of a stored sample, as it is
};

/// What the judges said, by scorer; none: it asks nobody.
using JudgeReplies = std::vector<std::optional<Result<ModelAnswer>>>;

/// A finished item: what is stored, and each scorer's result (null: none), in the plan's order.
struct ScoredItem {
    Sample sample;
    std::vector<nlohmann::json> results;
    QString errorCode; ///< sort of sample.error; empty when there is none
};

/// Error::Invalid: the prompt cannot be made from this row.
Result<AskedItem> prepareItem(const AttemptPlan &plan, qint64 ordinal, int repeat);

/// Whether a sample of an earlier life belongs to the row that stands in its place now: the dataset may have been replaced while no engine
/// ran. Rows that have an id are known by it; true for a place that is not asked any more.
bool answersItsRow(const AttemptPlan &plan, const Sample &sample);

/// What a scorer is given: the dataset's row with expected_answer, generated_answer and input_query.
nlohmann::json scorerRow(const AttemptPlan &plan, const PlannedScorer &scorer, const AskedItem &item, const QString &answer);

/// Scores an answer, or notes why there is none. A scorer's row is the dataset's row with expected_answer, generated_answer and
/// input_query (the input column as text). A scorer that fails makes the item one with an error; its answer is kept. In
/// Sample::scores a result has the member `not_extracted: true` when the scorer looked for an answer and found none, and that of a judge
/// `judge_feedback`, its words, and `judge_parse_failed: true` when they hold no score.
ScoredItem scoreItem(const AttemptPlan &plan, const AskedItem &item, const Result<ModelAnswer> &answer, const JudgeReplies &judged = {});

} // namespace assay::engine
