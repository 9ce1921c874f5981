#include "models/results/Rescore.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>
#include <QVariantMap>

#include <algorithm>

namespace assay {

namespace {

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

QVariantMap judgeScorer(const RescoreRequest &request)
{
    QVariantMap judge{{QStringLiteral("url"), request.judgeUrl.trimmed()}, {QStringLiteral("model"), request.judgeModel.trimmed()}};
    if (!request.judgeSecret.trimmed().isEmpty())
        judge.insert(QStringLiteral("secret_ref"), request.judgeSecret.trimmed());
    const QVariantMap params{{QStringLiteral("prompt_template"), request.judgePrompt},
                             {QStringLiteral("judge_score_regexes"), QVariantList{request.judgePattern}}};
    return {{QStringLiteral("function"), request.function},
            {QStringLiteral("params"), params},
            {QStringLiteral("aggregations"), QVariantList{QStringLiteral("average")}},
            {QStringLiteral("judge"), judge}};
}

} // namespace

QList<RescoreFunction> rescoreFunctions()
{
    return {
        {QStringLiteral("basic::subset_of"), tr("The answer contains the target")},
        {QStringLiteral("basic::equality"), tr("The answer is the target")},
        {QStringLiteral("assay::normalized_match"), tr("The answer is the target, case and punctuation aside")},
        {QStringLiteral("assay::contains_any"), tr("The answer contains one of the targets")},
        {QStringLiteral("assay::number_match"), tr("A number in the answer is the target")},
        {QStringLiteral("assay::f1"), tr("Words that answer and target share (F1)")},
        {QStringLiteral("assay::valid_json"), tr("The answer is valid JSON")},
        {QStringLiteral("llm-as-judge::base"), tr("A judge model grades the answer"), true},
    };
}

QString scorerTitle(const QString &function)
{
    const auto all = rescoreFunctions();
    const auto one = std::find_if(all.cbegin(), all.cend(), [&function](const RescoreFunction &known) { return known.id == function; });
    return one == all.cend() ? function : one->title;
}

bool RescoreRequest::asksJudge() const
{
    const auto all = rescoreFunctions();
    return std::any_of(all.begin(), all.end(), [this](const RescoreFunction &one) { return one.judge && one.id == function; });
}

bool RescoreProblems::any() const
{
    const QString *const all[] = {&name, &benchmarks, &judgeUrl, &judgeModel, &judgePrompt, &judgePattern};
    return std::any_of(std::begin(all), std::end(all), [](const QString *one) { return !one->isEmpty(); });
}

RescoreProblems rescoreProblems(const RescoreRequest &request)
{
    RescoreProblems out;
    if (request.name.trimmed().isEmpty())
        out.name = tr("Give the new run a name.");
    if (request.benchmarks.isEmpty())
        out.benchmarks = tr("Choose at least one benchmark.");
    if (!request.asksJudge())
        return out;
    out.judgeUrl = urlProblem(request.judgeUrl);
    if (request.judgeModel.trimmed().isEmpty())
        out.judgeModel = tr("Name the model that grades, as its server calls it.");
    if (!request.judgePrompt.contains(QLatin1String("{generated_answer}")))
        out.judgePrompt = tr("The judge has to see the answer: write {generated_answer} where it goes.");
    const QRegularExpression pattern(request.judgePattern);
    if (!pattern.isValid())
        out.judgePattern = tr("This is no regular expression: %1.").arg(pattern.errorString());
    else if (pattern.captureCount() < 1)
        out.judgePattern = tr("Put the part that is the score into parentheses, as in Score: (\\d+).");
    return out;
}

QString standardJudgePrompt()
{
    return QStringLiteral("Grade an answer to a question.\n\nQuestion:\n{input_query}\n\nReference answer:\n{expected_answer}\n\n"
                          "Answer to grade:\n{generated_answer}\n\n"
                          "Give one sentence of reasoning. Then write a last line: \"Score: 1\" if the answer agrees with the reference, "
                          "\"Score: 0\" if it does not.");
}

QString standardJudgePattern() { return QStringLiteral("Score:\\s*([01])"); }

Job rescoreJob(const Job &source, const QList<ResultRow> &benchmarks, const RescoreRequest &request)
{
    Job job;
    job.name = request.name.trimmed();
    job.tags = source.tags;
    job.tags.removeAll(QStringLiteral("imported"));
    if (!job.tags.contains(QStringLiteral("rescored")))
        job.tags << QStringLiteral("rescored");
    job.model.name = source.model.name;
    job.model.cardUrl = source.model.cardUrl;
    const QVariantMap scorer = request.asksJudge() ? judgeScorer(request) : QVariantMap{{QStringLiteral("function"), request.function}};
    for (const ResultRow &row : benchmarks) {
        if (!request.benchmarks.contains(row.index))
            continue;
        BenchmarkRef entry;
        entry.id = row.id;
        entry.providerId = row.providerId;
        entry.parameters = JsonText::fromVariantMap({{QStringLiteral("answers"), StoredAnswers{source.resource.id, row.index}.text()},
                                                     {QStringLiteral("scoring"), QVariantList{scorer}}});
        job.benchmarks << entry;
    }
    return job;
}

QStringList answerRuns(const Job &job)
{
    QStringList runs;
    for (const BenchmarkRef &entry : job.benchmarks) {
        const auto answers = storedAnswersOf(entry);
        if (answers && !runs.contains(answers->jobId))
            runs << answers->jobId;
    }
    return runs;
}

} // namespace assay
