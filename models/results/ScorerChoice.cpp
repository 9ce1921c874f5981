#include "models/results/ScorerChoice.h"

#include "services/authoring/ScorerFields.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace assay {

namespace {

constexpr auto aggregationsParam = QLatin1String("aggregation_functions");

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QString urlProblem(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !web || url.host().isEmpty())
        return tr("Give the address of an OpenAI-compatible server, for instance http://localhost:8080/v1.");
    if (!url.userInfo().isEmpty())
        return tr("Take the user and password out of the address; name a stored key instead.");
    return {};
}

QString patternProblem(const QString &text)
{
    const QRegularExpression pattern(text);
    if (!pattern.isValid())
        return tr("This is no regular expression: %1.").arg(pattern.errorString());
    return pattern.captureCount() < 1 ? tr("Put the part that is the score into parentheses, as in Score: (\\d+).") : QString();
}

QVariantMap judgeOf(const ScorerChoice &choice)
{
    QVariantMap judge{{QStringLiteral("url"), choice.judgeUrl.trimmed()}, {QStringLiteral("model"), choice.judgeModel.trimmed()}};
    if (!choice.judgeSecret.trimmed().isEmpty())
        judge.insert(QStringLiteral("secret_ref"), choice.judgeSecret.trimmed());
    if (!choice.writesPrompt()) // the letters of SimpleQA: correct, incorrect, not attempted
        judge.insert(QStringLiteral("values"), QVariantMap{{QStringLiteral("A"), 1}, {QStringLiteral("B"), 0}, {QStringLiteral("C"), 0}});
    return judge;
}

} // namespace

bool ScorerChoice::asksJudge() const
{
    const ScorerInfo *known = scorerOf(function);
    return known && known->asksJudge();
}

bool ScorerChoice::writesPrompt() const { return asksJudge() && scorerOf(function)->aggregation.isEmpty(); }

bool ScorerProblems::any() const
{
    const QString *const all[] = {&params, &judgeUrl, &judgeModel, &judgePrompt, &judgePattern};
    return std::any_of(std::begin(all), std::end(all), [](const QString *one) { return !one->isEmpty(); });
}

ScorerProblems scorerProblems(const ScorerChoice &choice)
{
    ScorerProblems out;
    if (!choice.asksJudge()) {
        out.params = scorerProblem(choice.function, {}, choice.params);
        return out;
    }
    out.judgeUrl = urlProblem(choice.judgeUrl);
    if (choice.judgeModel.trimmed().isEmpty())
        out.judgeModel = tr("Name the model that grades, as its server calls it.");
    if (!choice.writesPrompt())
        return out;
    if (!choice.judgePrompt.contains(QLatin1String("{generated_answer}")))
        out.judgePrompt = tr("The judge has to see the answer: write {generated_answer} where it goes.");
    out.judgePattern = patternProblem(choice.judgePattern);
    return out;
}

QString scorerTitle(const QString &function)
{
    const ScorerInfo *known = scorerOf(function);
    return known ? known->title() : function;
}

QString standardJudgePrompt()
{
    return QStringLiteral("Grade an answer to a question.\n\nQuestion:\n{input_query}\n\nReference answer:\n{expected_answer}\n\n"
                          "Answer to grade:\n{generated_answer}\n\n"
                          "Give one sentence of reasoning. Then write a last line: \"Score: 1\" if the answer agrees with the reference, "
                          "\"Score: 0\" if it does not.");
}

QString standardJudgePattern() { return QStringLiteral("Score:\\s*([01])"); }

QStringList aggregationsOf(const ScorerChoice &choice)
{
    if (choice.asksJudge())
        return {QStringLiteral("average")};
    const QStringList asked = choice.params.value(aggregationsParam).toStringList();
    const ScorerInfo *known = scorerOf(choice.function);
    return !asked.isEmpty() ? asked : QStringList{known ? known->aggregation : QStringLiteral("accuracy")};
}

QVariantMap scoringEntry(const ScorerChoice &choice)
{
    QVariantMap entry{{QStringLiteral("function"), choice.function}};
    if (choice.asksJudge()) {
        if (choice.writesPrompt())
            entry.insert(QStringLiteral("params"), QVariantMap{{QStringLiteral("prompt_template"), choice.judgePrompt}, {QStringLiteral("judge_score_regexes"), QVariantList{choice.judgePattern}}});
        entry.insert(QStringLiteral("aggregations"), aggregationsOf(choice));
        entry.insert(QStringLiteral("judge"), judgeOf(choice));
        return entry;
    }
    // Beside the parameters: any of those would take the place of the whole definition, with the patterns in it.
    QVariantMap params = choice.params;
    if (params.contains(aggregationsParam))
        entry.insert(QStringLiteral("aggregations"), params.take(aggregationsParam));
    if (!params.isEmpty())
        entry.insert(QStringLiteral("params"), params);
    return entry;
}

} // namespace assay
