#include "services/engine/scoring/Judging.h"

#include "services/engine/scoring/Params.h"
#include "services/engine/scoring/PyFormat.h"
#include "services/engine/scoring/PyRegex.h"
#include "services/engine/scoring/Scorers.h"

#include <QCoreApplication>

namespace assay::engine {

using namespace scoring;

namespace {

JudgeDefinition readDefinition(const QString &id, const json &given)
{
    const StackParams params = stackParams(id, given);
    const auto refuse = [&id](const char *name) {
        throw PyError("AssertionError",
            QCoreApplication::translate("assay", "%1 needs the parameter \"%2\".").arg(id, QLatin1String(name)));
    };
    if (params.type != QLatin1String("llm_as_judge") || !params.promptTemplate
        || (params.isDefault && id == QLatin1String("llm-as-judge::base"))) // its default is a note to the reader
        refuse("prompt_template");
    if (!params.hasJudgeRegexes)
        refuse("judge_score_regexes");
    return JudgeDefinition { params.judgeModel, *params.promptTemplate, params.regexes };
}

QString makePrompt(const JudgeDefinition &judge, const json &row)
{
    json values = json::object();
    for (const char *name : { "input_query", "expected_answer", "generated_answer" })
        values[name] = column(row, name);
    return pyFormat(judge.promptTemplate, values);
}

json readReply(const QStringList &regexes, const json &reply)
{
    json score;
    for (const auto &text : regexes) {
        const PyRegex expression(text);
        if (!reply.is_string())
            throw PyError("TypeError", QCoreApplication::translate("assay", "The judge's reply must be text."));
        if (const auto match = expression.search(toQString(reply))) {
            if (const auto group = match->group(1))
                score = group->toStdString();
            break;
        }
    }
    return json { { "score", score }, { "judge_feedback", reply } };
}

template <typename Make>
auto guarded(Make make) -> Result<decltype(make())>
{
    try {
        return make();
    } catch (const PyError &error) {
        return toError(error);
    }
}

/// Reads the reply that the row carries in `judge_reply`; asking the judge is the runner's affair.
class Judge final : public Scorer {
public:
    Judge(const QString &id, const StackParams &params, const JudgeDefinition &definition)
        : Scorer(id, params.aggregations)
        , m_definition(definition)
    {
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        makePrompt(m_definition, row); // the same complaints as when the judge was asked
        RowScore result;
        result.value = readReply(m_definition.scoreRegexes, column(row, "judge_reply"));
        result.looked = true;
        result.extracted = result.value.at("score").is_string();
        if (result.extracted)
            result.extractedAnswer = toQString(result.value.at("score"));
        return result;
    }

    JudgeDefinition m_definition;
};

} // namespace

Result<JudgeDefinition> judgeDefinition(const QString &id, const nlohmann::json &params)
{
    if (!hasDefinition(id) || !id.startsWith(QLatin1String("llm-as-judge::")))
        return Error { Error::Kind::Invalid,
            QCoreApplication::translate("assay", "There is no judge function \"%1\"; there are %2.")
                .arg(id, scoringFunctionIds().filter(QStringLiteral("llm-as-judge::")).join(QLatin1String(", "))),
            {}, QStringLiteral("ValueError") };
    return guarded([&] { return readDefinition(id, params); });
}

Result<QString> judgePrompt(const JudgeDefinition &judge, const nlohmann::json &row)
{
    return guarded([&] { return makePrompt(judge, row); });
}

Result<nlohmann::json> judgeScore(const JudgeDefinition &judge, const nlohmann::json &reply)
{
    return guarded([&] { return readReply(judge.scoreRegexes, reply); });
}

Result<nlohmann::json> numericJudgeScore(const nlohmann::json &scoreRow)
{
    return guarded([&] {
        json result = scoreRow;
        const json &score = column(scoreRow, "score");
        if (score.is_string())
            result["score"] = pyFloat(toQString(score));
        return result;
    });
}

namespace scoring {

ScorerPtr makeJudge(const QString &id, const json &params)
{
    return std::make_shared<Judge>(id, stackParams(id, params), readDefinition(id, params));
}

} // namespace scoring
} // namespace assay::engine
