#include "services/engine/scoring/Scoring.h"

#include "services/engine/scoring/Scorers.h"

#include <QCoreApplication>

#include <utility>

namespace assay::engine {

using namespace scoring;

ScoringFunction::~ScoringFunction() = default;

namespace scoring {

Error toError(const PyError &error)
{
    const auto kind = error.type() == QLatin1String("NotAvailable") ? Error::Kind::Unsupported : Error::Kind::Invalid;
    return Error { kind, error.message(), {}, error.type() };
}

Result<RowScore> Scorer::score(const nlohmann::json &row) const
{
    if (!row.is_object())
        return Error { Error::Kind::Invalid, QCoreApplication::translate("assay", "A row to score must be an object."),
            {}, QStringLiteral("TypeError") };
    try {
        return scoreRow(row);
    } catch (const PyError &error) {
        return toError(error);
    }
}

RowScore plainScore(bool right)
{
    RowScore result;
    result.value = json { { "score", right ? 1.0 : 0.0 } };
    return result;
}

RowScore lookedScore(bool right, const QString &extracted)
{
    RowScore result = plainScore(right);
    result.looked = true;
    result.extracted = !extracted.isNull();
    result.extractedAnswer = extracted;
    return result;
}

} // namespace scoring

namespace {

using Maker = ScorerPtr (*)(const QString &, const json &);

constexpr std::pair<const char *, Maker> makers[] = {
    { "basic::equality", makeEquality },
    { "basic::subset_of", makeSubsetOf },
    { "basic::regex_parser_multiple_choice_answer", makeRegexParser },
    { "basic::regex_parser_math_response", makeMathResponse },
    { "basic::docvqa", makeDocVqa },
    { "basic::ifeval", makeIfEval },
    { "llm-as-judge::base", makeJudge },
    { "llm-as-judge::405b-simpleqa", makeJudge },
    { "assay::normalized_match", makeNormalizedMatch },
    { "assay::number_match", makeNumberMatch },
    { "assay::contains_any", makeContainsAny },
    { "assay::f1", makeTokenF1 },
    { "assay::valid_json", makeValidJson },
};

} // namespace

QStringList scoringFunctionIds()
{
    QStringList ids;
    for (const auto &[id, maker] : makers)
        ids << QLatin1String(id);
    return ids;
}

Result<std::shared_ptr<const ScoringFunction>> makeScoringFunction(const QString &id, const nlohmann::json &params)
{
    for (const auto &[known, maker] : makers) {
        if (id != QLatin1String(known))
            continue;
        try {
            return maker(id, params);
        } catch (const PyError &error) {
            return toError(error);
        }
    }
    return Error { Error::Kind::Invalid,
        QCoreApplication::translate("assay", "There is no scoring function \"%1\"; there are %2.")
            .arg(id, scoringFunctionIds().join(QLatin1String(", "))),
        {}, QStringLiteral("ValueError") };
}

} // namespace assay::engine
