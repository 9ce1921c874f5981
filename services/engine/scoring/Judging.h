#pragma once

#include "services/core/Result.h"

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

namespace assay::engine {

/// A model that grades answers: the prompt it is asked and how its reply is read. It sends nothing itself.
struct JudgeDefinition {
    QString model;
    QString promptTemplate; ///< Python str.format rules: {input_query}, {expected_answer}, {generated_answer}
    QStringList scoreRegexes;
};

/// The definition of a judge function with these parameters (null: its default definition).
Result<JudgeDefinition> judgeDefinition(const QString &id, const nlohmann::json &params);

/// The one user message that the judge model is sent for this row.
Result<QString> judgePrompt(const JudgeDefinition &judge, const nlohmann::json &row);

/// {"score": text or null, "judge_feedback": reply}: group 1 of the first expression, in order, that matches anywhere.
Result<nlohmann::json> judgeScore(const JudgeDefinition &judge, const nlohmann::json &reply);

/// The number in a judge's text score ("4", " 7.5 "), for those who want to average; null stays null, other text is an
/// error.
Result<nlohmann::json> numericJudgeScore(const nlohmann::json &scoreRow);

} // namespace assay::engine
