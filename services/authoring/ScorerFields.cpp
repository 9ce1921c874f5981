#include "services/authoring/ScorerFields.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace assay {

namespace {

using enum FieldKind;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

constexpr auto basic = QLatin1String("basic"), regexParser = QLatin1String("regex_parser"), judge = QLatin1String("llm_as_judge");

// clang-format off
FieldInfo aggregations()
{
    return {.path = "aggregation_functions", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Aggregations"),
            .helpText = QT_TRANSLATE_NOOP("assay", "What the scores of the rows come to. None ticked: as the function's definition says."),
            .choices = {{"accuracy", QT_TRANSLATE_NOOP("assay", "Accuracy")}, {"average", QT_TRANSLATE_NOOP("assay", "Average")},
                        {"weighted_average", QT_TRANSLATE_NOOP("assay", "Weighted average")}, {"median", QT_TRANSLATE_NOOP("assay", "Median")},
                        {"categorical_count", QT_TRANSLATE_NOOP("assay", "Count of each score")}}};
}

QList<FieldInfo> ofType(const QString &type)
{
    if (type == regexParser) {
        return {{.path = "parsing_regexes", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Answer Patterns"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "Regular expressions, one a line. What the first parentheses of the first one that matches hold is the answer. Empty: those of the function's definition."),
                 .form = FieldShape::Pattern}};
    }
    if (type == judge) {
        return {{.path = "judge_model", .kind = Line, .titleText = QT_TRANSLATE_NOOP("assay", "Judge Model"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "One of the server's models; it reads each answer.")},
                {.path = "prompt_template", .kind = Text, .titleText = QT_TRANSLATE_NOOP("assay", "Prompt"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "{input_query} is the question, {expected_answer} the target, {generated_answer} the answer. Other braces are written twice.")},
                {.path = "judge_score_regexes", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Score Patterns"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "Regular expressions, one a line. What the first parentheses of the first one that matches hold is the score."),
                 .form = FieldShape::Pattern}};
    }
    return {};
}

FieldInfo dropsArticles(const char *help)
{
    return {.path = "drop_articles", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Pass Over Articles"), .helpText = help};
}

/// Those of the engine's own functions: services/engine/scoring/AssayScorers.cpp.
QList<FieldInfo> ofOwn(const QString &function)
{
    if (function == QLatin1String("assay::normalized_match"))
        return {dropsArticles(QT_TRANSLATE_NOOP("assay", "Whether a, an and the are left out. Not set: no."))};
    if (function == QLatin1String("assay::f1"))
        return {dropsArticles(QT_TRANSLATE_NOOP("assay", "Whether a, an and the are left out. Not set: yes."))};
    if (function == QLatin1String("assay::contains_any")) {
        return {{.path = "case_sensitive", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Case Matters"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "Whether Paris and paris differ. Not set: no.")},
                {.path = "whole_words", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Whole Words"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "Whether 4 is not found in 42. Not set: no.")}};
    }
    if (function == QLatin1String("assay::number_match")) {
        return {{.path = "tolerance", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Tolerance"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "How far the number may be from the target. Empty: 0."), .lowest = 0},
                {.path = "relative_tolerance", .kind = Number, .titleText = QT_TRANSLATE_NOOP("assay", "Tolerance by Size"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "The same as a share of the target: 0.01 is one in a hundred. Empty: 0."), .lowest = 0},
                {.path = "which", .kind = Choice, .titleText = QT_TRANSLATE_NOOP("assay", "Which Number"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "Of several in the answer. Not set: the last."),
                 .choices = {{"last", QT_TRANSLATE_NOOP("assay", "the last")}, {"first", QT_TRANSLATE_NOOP("assay", "the first")}}}};
    }
    if (function == QLatin1String("assay::valid_json")) {
        return {{.path = "required_keys", .kind = Words, .titleText = QT_TRANSLATE_NOOP("assay", "Keys It Needs"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "Names of members that the object has to have, one a line. Empty: any JSON will do."), .form = FieldShape::NotBlank},
                {.path = "allow_fence", .kind = YesNo, .titleText = QT_TRANSLATE_NOOP("assay", "Fence Allowed"),
                 .helpText = QT_TRANSLATE_NOOP("assay", "Whether the JSON may stand between lines of three backticks. Not set: yes.")}};
    }
    return {};
}
// clang-format on

/// What Qt finds wrong with a pattern, or that it has no group. Servers read Python's dialect, of which this is nearly all.
QString patternProblem(const QString &function, const FieldInfo &field, const QStringList &patterns)
{
    const bool whole = function == QLatin1String("basic::regex_parser_math_response"); // takes the whole match then
    if (whole && patterns.size() > 1)
        return tr("%1: this function takes one pattern only.").arg(field.title());
    for (const QString &text : patterns) {
        const QRegularExpression pattern(text);
        if (pattern.isValid() && pattern.captureCount() < 1 && !whole)
            return tr("%1: put what is looked for into parentheses in “%2”, as in Answer: (\\w+).").arg(field.title(), text);
    }
    return {};
}

QString typeOf(const QString &function, const QString &type)
{
    const ScorerInfo *known = scorerOf(function);
    return known ? known->type : type;
}

} // namespace

QString ScorerInfo::title() const { return tr(titleText); }

const QList<ScorerInfo> &scorers()
{
    static const QString accuracy = QStringLiteral("accuracy");
    static const auto id = [](const char *text) { return QString::fromLatin1(text); };
    static const QList<ScorerInfo> all{
        {id("basic::subset_of"), QT_TRANSLATE_NOOP("assay", "The answer contains the target"), basic, accuracy},
        {id("basic::equality"), QT_TRANSLATE_NOOP("assay", "The answer is the target"), basic, accuracy},
        {id("assay::normalized_match"), QT_TRANSLATE_NOOP("assay", "The answer is the target, case and punctuation aside"), {}, accuracy},
        {id("assay::contains_any"), QT_TRANSLATE_NOOP("assay", "The answer contains one of the targets"), {}, accuracy},
        {id("assay::number_match"), QT_TRANSLATE_NOOP("assay", "A number in the answer is the target"), {}, accuracy},
        {id("assay::f1"), QT_TRANSLATE_NOOP("assay", "Words that answer and target share (F1)"), {}, QStringLiteral("average")},
        {id("assay::valid_json"), QT_TRANSLATE_NOOP("assay", "The answer is valid JSON"), {}, accuracy},
        {id("basic::regex_parser_multiple_choice_answer"), QT_TRANSLATE_NOOP("assay", "The letter that the answer chooses is the target"), regexParser, accuracy},
        {id("basic::regex_parser_math_response"), QT_TRANSLATE_NOOP("assay", "The formula in the answer is the target"), regexParser, accuracy},
        {id("basic::docvqa"), QT_TRANSLATE_NOOP("assay", "The answer is one of the target's texts, as DocVQA compares them"), basic, accuracy},
        {id("basic::ifeval"), QT_TRANSLATE_NOOP("assay", "The answer follows the row's instructions (IFEval)"), basic, QStringLiteral("weighted_average")},
        {id("llm-as-judge::base"), QT_TRANSLATE_NOOP("assay", "A judge model grades the answer"), judge, {}},
        {id("llm-as-judge::405b-simpleqa"), QT_TRANSLATE_NOOP("assay", "A judge model grades the answer as SimpleQA does"), judge, QStringLiteral("categorical_count")},
    };
    return all;
}

const ScorerInfo *scorerOf(const QString &function)
{
    const auto &all = scorers();
    const auto one = std::ranges::find(all, function, &ScorerInfo::id);
    return one == all.end() ? nullptr : &*one;
}

QStringList scorerTypes() { return {basic, regexParser, judge}; }

QString scorerTypeTitle(const QString &type)
{
    return type == regexParser ? tr("finds the answer by patterns") : type == judge ? tr("asks a judge model") : tr("compares");
}

QList<FieldInfo> scorerFields(const QString &function, const QString &type)
{
    return ofType(typeOf(function, type)) + ofOwn(function) + QList<FieldInfo>{aggregations()};
}

QString scorerProblem(const QString &function, const QString &type, const QVariantMap &params)
{
    const auto fields = scorerFields(function, type);
    for (const FieldInfo &field : fields) {
        const auto given = params.constFind(field.path);
        if (given == params.cend() || !given->isValid())
            continue;
        if (const QString problem = fieldProblem(field, *given); !problem.isEmpty())
            return problem;
        if (field.form == FieldShape::Pattern) {
            if (const QString problem = patternProblem(function, field, given->toStringList()); !problem.isEmpty())
                return problem;
        }
        const bool weighted = field.path == QLatin1String("aggregation_functions") && given->toStringList().contains(QLatin1String("weighted_average"));
        if (weighted && scorerOf(function) && function != QLatin1String("basic::ifeval"))
            return tr("%1: a weighted average needs a weight of each row, which this function does not give.").arg(field.title());
        if (field.path == QLatin1String("prompt_template") && !given->toString().contains(QLatin1String("{generated_answer}")))
            return tr("The judge has to see the answer: write {generated_answer} where it goes.");
    }
    return {};
}

QString scoringProblem(const FieldInfo &field, const QVariant &value)
{
    if (value.typeId() != QMetaType::QVariantMap)
        return tr("%1 must be an object: the name of a scoring function, and its parameters.").arg(field.title());
    const QVariantMap all = value.toMap();
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        if (it->typeId() != QMetaType::QVariantMap)
            return tr("%1: “%2” needs an object of parameters.").arg(field.title(), it.key());
        const QVariantMap params = it->toMap();
        const QVariant type = params.value(QStringLiteral("type"));
        if (type.isValid() && !scorerTypes().contains(type.toString()))
            return tr("%1: the type of “%2” is one of %3.").arg(field.title(), it.key(), scorerTypes().join(QStringLiteral(", ")));
        if (const QString problem = scorerProblem(it.key(), type.toString(), params); !problem.isEmpty())
            return it.key() + QStringLiteral(": ") + problem;
    }
    return {};
}

} // namespace assay
