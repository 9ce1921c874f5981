#include "services/engine/runner/ItemScorer.h"

#include "services/core/ItemKey.h"
#include "services/engine/runner/JudgeSettings.h"
#include "services/json/Json.h"

#include <QCoreApplication>

namespace assay::engine {

namespace {

nlohmann::json column(const nlohmann::json &row, const QString &name)
{
    const auto it = row.find(name.toStdString());
    return it == row.end() ? nlohmann::json() : *it;
}

/// The columns that stand nowhere else in the sample, and why the model stopped.
JsonText metadataOf(const TaskSpec &task, const nlohmann::json &row, const QString &finishReason)
{
    nlohmann::json out = row;
    for (const QString &known : {task.idColumn, task.inputColumn, task.targetColumn})
        out.erase(known.toStdString());
    if (!finishReason.isEmpty())
        out["assay"] = {{"finish_reason", finishReason.toStdString()}};
    return out.empty() ? JsonText{} : JsonText{json::dump(out)};
}

std::optional<double> asNumber(const nlohmann::json &score)
{
    if (score.is_boolean())
        return score.get<bool>() ? 1.0 : 0.0;
    return score.is_number() ? std::optional(score.get<double>()) : std::nullopt;
}

void takeError(ScoredItem &out, const Error &error, const QString &code)
{
    out.sample.error = error.message;
    out.sample.score.reset();
    out.errorCode = code.isEmpty() ? QStringLiteral("other") : code;
}

/// Targets are stored as text; our own functions take a list of accepted answers too.
nlohmann::json expectedOf(const AttemptPlan &plan, const PlannedScorer &scorer, const nlohmann::json &row)
{
    nlohmann::json value = column(row, scorer.spec.expectedColumn);
    if (plan.origin && value.is_string() && scorer.spec.function.startsWith(QLatin1String("assay::"))) {
        const auto &text = value.get_ref<const std::string &>();
        auto list = text.starts_with('[') ? nlohmann::json::parse(text, nullptr, false) : nlohmann::json();
        if (list.is_array() && !list.empty())
            return list;
    }
    return value;
}

void takeResult(ScoredItem &out, std::size_t scorer, RowScore result, bool judged)
{
    if (!judged) {
        if (result.looked && !result.extracted)
            result.value["not_extracted"] = true;
        out.sample.extractionFailed |= result.looked && !result.extracted;
        if (out.sample.extracted.isNull() && result.extracted)
            out.sample.extracted = result.extractedAnswer;
    }
    if (scorer == 0)
        out.sample.score = asNumber(result.value.value("score", nlohmann::json()));
    out.results[scorer] = std::move(result.value);
}

/// Runs every scorer over the answer in out.sample.
void runScorers(const AttemptPlan &plan, const AskedItem &item, const JudgeReplies &judged, ScoredItem &out)
{
    auto scores = nlohmann::json::object();
    for (std::size_t i = 0; i < plan.scorers.size(); ++i) {
        const PlannedScorer &scorer = plan.scorers[i];
        nlohmann::json row = scorerRow(plan, scorer, item, out.sample.response);
        const auto &reply = i < judged.size() ? judged[i] : std::nullopt;
        if (reply && *reply)
            row["judge_reply"] = (*reply)->text.toStdString();
        auto result = reply && !*reply ? Result<RowScore>(reply->error()) : scorer.function->score(row);
        if (!result) {
            //: %1 scoring function, %2 item, %3 what is wrong
            const QString message = QCoreApplication::translate("assay", "%1 cannot score the item %2: %3")
                                        .arg(scorer.spec.function, out.sample.itemKey, result.error().message);
            const bool ofJudge = reply && !*reply && !reply->error().code.isEmpty();
            takeError(out, {Error::Kind::Invalid, message, result.error().detail}, ofJudge ? reply->error().code : QStringLiteral("scoring"));
            out.results.assign(plan.scorers.size(), nullptr);
            return;
        }
        if (scorer.judge)
            readJudgeScore(scorer, result->value);
        takeResult(out, i, *std::move(result), scorer.judge.has_value());
        scores[scorer.key.toStdString()] = out.results[i];
    }
    out.sample.scores = {json::dump(scores)};
}

} // namespace

Result<AskedItem> prepareItem(const AttemptPlan &plan, qint64 ordinal, int repeat)
{
    AskedItem out;
    out.ordinal = ordinal;
    out.repeat = repeat;
    out.row = plan.dataset.row(ordinal);
    const TaskSpec &task = plan.task;
    const QString id = task.idColumn.isEmpty() ? QString() : idText(column(out.row, task.idColumn));
    out.itemKey = id.isEmpty()
        ? itemKey({}, json::canonicalJson(column(out.row, task.inputColumn)), json::canonicalJson(column(out.row, task.targetColumn)))
        : itemKey(id, {}, {});
    auto prompt = renderPrompt(task.prompt, out.row);
    if (!prompt)
        return prompt.error();
    out.question = {task.id, id.isEmpty() ? out.itemKey : id, repeat, *std::move(prompt)};
    return out;
}

bool answersItsRow(const AttemptPlan &plan, const Sample &sample)
{
    if (sample.ordinal < 0 || sample.ordinal >= plan.items)
        return true;
    const auto item = prepareItem(plan, sample.ordinal, sample.repeat);
    return item && item->itemKey == sample.itemKey;
}

nlohmann::json scorerRow(const AttemptPlan &plan, const PlannedScorer &scorer, const AskedItem &item, const QString &answer)
{
    nlohmann::json row = item.row;
    row["generated_answer"] = answer.toStdString();
    row["input_query"] = promptText(column(item.row, plan.task.inputColumn)).toStdString();
    row["expected_answer"] = expectedOf(plan, scorer, item.row);
    return row;
}

ScoredItem scoreItem(const AttemptPlan &plan, const AskedItem &item, const Result<ModelAnswer> &answer, const JudgeReplies &judged)
{
    ScoredItem out;
    Sample &sample = out.sample;
    sample.ordinal = item.ordinal;
    sample.itemKey = item.itemKey;
    sample.repeat = item.repeat;
    sample.prompt = item.question.prompt.readable();
    sample.target = promptText(column(item.row, plan.task.targetColumn));
    sample.metadata = item.metadata ? *item.metadata : metadataOf(plan.task, item.row, answer ? answer->finishReason : QString());
    out.results.assign(plan.scorers.size(), nullptr);
    if (!answer) {
        takeError(out, answer.error(), answer.error().code);
        return out;
    }
    sample.response = answer->text;
    sample.latencyMs = answer->latencyMs;
    sample.promptTokens = answer->promptTokens;
    sample.completionTokens = answer->completionTokens;
    runScorers(plan, item, judged, out);
    return out;
}

} // namespace assay::engine
