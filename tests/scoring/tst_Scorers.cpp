#include "services/engine/scoring/Judging.h"
#include "services/engine/scoring/Scoring.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace assay;
using namespace assay::engine;
using nlohmann::json;

namespace {

std::shared_ptr<const ScoringFunction> make(const char *id, const json &params = {})
{
    const auto function = makeScoringFunction(QString::fromLatin1(id), params);
    if (!function)
        qFatal("%s", qPrintable(function.error().message));
    return *function;
}

json row(const json &expected, const json &generated)
{
    return json{{"expected_answer", expected}, {"generated_answer", generated}};
}

} // namespace

/// What the recorded results of the reference do not cover: our own scorers, errors, and what was found in a response.
class tst_Scorers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesEveryFunction();
    void refusesUnknownFunctions();
    void refusesBadParameters_data();
    void refusesBadParameters();
    void reportsBrokenExpressionsWhenReached();
    void parametersChooseAggregations();
    void namesMissingColumns();
    void tellsWhatItFound_data();
    void tellsWhatItFound();
    void ownScorers_data();
    void ownScorers();
    void ifEvalSaysWhatItCannotJudge();
    void ifEvalNeedsItsArguments();
    void judgesNeedATemplate();
    void judgeScoresBecomeNumbers();
    void aggregationErrors_data();
    void aggregationErrors();
    void isSafeFromManyThreads();
};

void tst_Scorers::makesEveryFunction()
{
    for (const auto &id : scoringFunctionIds()) {
        const json params = id == QLatin1String("llm-as-judge::base")
            ? json{{"type", "llm_as_judge"}, {"judge_model", "m"}, {"prompt_template", "{generated_answer}"}}
            : json();
        const auto function = makeScoringFunction(id, params);
        QVERIFY2(function, qPrintable(id));
        QCOMPARE((*function)->id(), id);
        for (const auto &aggregation : (*function)->defaultAggregations())
            QVERIFY(aggregationIds().contains(aggregation));
    }
}

void tst_Scorers::refusesUnknownFunctions()
{
    const auto function = makeScoringFunction(QStringLiteral("basic::bleu"), {});
    QVERIFY(!function);
    QCOMPARE(function.error().kind, Error::Kind::Invalid);
    QVERIFY(function.error().message.contains(QLatin1String("basic::bleu")));
    QVERIFY(function.error().message.contains(QLatin1String("basic::equality")));
}

void tst_Scorers::refusesBadParameters_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<QString>("named"); // what the message must name
    const auto add = [](const char *id, const char *params, const char *named) {
        QTest::addRow("%s %s", id, params) << QString::fromLatin1(id) << QByteArray(params) << QString::fromLatin1(named);
    };
    constexpr auto choice = "basic::regex_parser_multiple_choice_answer";
    add(choice, R"j({"parsing_regexes": "(a)"})j", "parsing_regexes");
    add(choice, R"({"parsing_regexes": [1]})", "parsing_regexes");
    add(choice, R"({"parsing_regexes": ["(a"]})", "(a");
    add(choice, R"({"parsing_regexes": ["a(?i)b"]})", "a(?i)b");
    add(choice, R"j({"regexes": ["(a)"]})j", "regexes");
    add(choice, R"({"type": "fancy"})", "fancy");
    add(choice, R"({"aggregation_functions": ["mean"]})", "mean");
    add(choice, R"([1])", "object");
    add("basic::regex_parser_math_response", R"({"parsing_regexes": ["a", "b"]})", "parsing_regexes");
    add("llm-as-judge::base", R"({"type": "llm_as_judge"})", "judge_model");
    add("assay::number_match", R"({"tolerance": -1})", "tolerance");
    add("assay::number_match", R"({"tolerance": "a bit"})", "tolerance");
    add("assay::number_match", R"({"which": "middle"})", "which");
    add("assay::f1", R"({"articles": true})", "articles");
    add("assay::valid_json", R"({"required_keys": "a"})", "required_keys");
}

void tst_Scorers::refusesBadParameters()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, params);
    QFETCH(QString, named);
    const auto function = makeScoringFunction(id, json::parse(params.toStdString()));
    QVERIFY(!function);
    QCOMPARE(function.error().kind, Error::Kind::Invalid);
    QVERIFY2(function.error().message.contains(named), qPrintable(function.error().message));
    QVERIFY(!function.error().code.isEmpty());
}

void tst_Scorers::reportsBrokenExpressionsWhenReached()
{
    const auto function = make("basic::regex_parser_multiple_choice_answer", {{"parsing_regexes", {"x=(\\d)", "("}}});
    QVERIFY(function->score(row("4", "x=4")));
    const auto broken = function->score(row("4", "y=4"));
    QVERIFY(!broken);
    QCOMPARE(broken.error().code, QStringLiteral("error"));
}

void tst_Scorers::parametersChooseAggregations()
{
    QCOMPARE(make("basic::equality")->defaultAggregations(), QStringList{"accuracy"});
    QCOMPARE(make("basic::ifeval")->defaultAggregations(), QStringList{"weighted_average"});
    QCOMPARE(make("assay::f1")->defaultAggregations(), QStringList{"average"});
    QCOMPARE(make("basic::equality", {{"aggregation_functions", {"median"}}})->defaultAggregations(), QStringList{"median"});
    QCOMPARE(make("basic::equality", {{"type", "basic"}})->defaultAggregations(), QStringList{"accuracy"});
    QVERIFY(make("basic::equality", {{"aggregation_functions", json::array()}})->defaultAggregations().isEmpty());
}

void tst_Scorers::namesMissingColumns()
{
    for (const char *id : {"basic::equality", "basic::subset_of", "basic::regex_parser_math_response", "assay::number_match"}) {
        const auto score = make(id)->score(json{{"expected_answer", "1"}});
        QVERIFY(!score);
        QVERIFY2(score.error().message.contains(QLatin1String("generated_answer")), qPrintable(score.error().message));
    }
    QVERIFY(!make("basic::equality")->score(json::array()));
}

void tst_Scorers::tellsWhatItFound_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("generated");
    QTest::addColumn<bool>("looked");
    QTest::addColumn<QString>("found");
    const auto add = [](const char *id, const char *expected, const char *generated, bool looked, const QString &found) {
        QTest::addRow("%s: %s", id, generated) << QString::fromLatin1(id) << QString::fromUtf8(expected)
                                               << QString::fromUtf8(generated) << looked << found;
    };
    constexpr auto choice = "basic::regex_parser_multiple_choice_answer";
    add("basic::equality", "A", "B", false, {});
    add("basic::subset_of", "A", "A B", false, {});
    add(choice, "A", "Answer: B", true, QStringLiteral("B"));
    add(choice, "A", "no idea", true, {});
    add("basic::regex_parser_math_response", "4", "The final answer is $\\boxed{1/2}$", true, QStringLiteral("5.00e-01"));
    add("basic::regex_parser_math_response", "4", "four", true, {});
    add("basic::regex_parser_math_response", "4", "4", true, QStringLiteral("4")); // the whole text was the answer
    add("assay::number_match", "4", "2 + 2 = 4.5", true, QStringLiteral("4.5"));
    add("assay::number_match", "4", "four", true, {});
    add("assay::contains_any", "Paris", "in PARIS", true, QStringLiteral("Paris"));
    add("assay::contains_any", "Paris", "in Rome", true, {});
}

void tst_Scorers::tellsWhatItFound()
{
    QFETCH(QString, id);
    QFETCH(QString, expected);
    QFETCH(QString, generated);
    QFETCH(bool, looked);
    QFETCH(QString, found);
    const auto score = make(qPrintable(id))->score(row(expected.toStdString(), generated.toStdString()));
    QVERIFY(score);
    QCOMPARE(score->looked, looked);
    QCOMPARE(score->extracted, !found.isNull());
    QCOMPARE(score->extractedAnswer.isNull(), found.isNull());
    QCOMPARE(score->extractedAnswer, found);
}

void tst_Scorers::ownScorers_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("params");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("generated");
    QTest::addColumn<double>("score");
    const auto add = [](const char *id, const char *params, const char *expected, const char *generated, double score) {
        QTest::addRow("%s %s: %s | %s", id, params, expected, generated)
            << QString::fromLatin1(id) << QString::fromUtf8(params) << QString::fromUtf8(expected)
            << QString::fromUtf8(generated) << score;
    };
    constexpr auto match = "assay::normalized_match";
    add(match, "{}", R"("Paris")", "  paris. ", 1);
    add(match, "{}", R"("Don't stop")", "dont  STOP!", 1);
    add(match, "{}", R"("Zürich")", "Zu\u0308rich", 1);
    add(match, "{}", R"("Paris")", "Paris, France", 0);
    add(match, "{}", R"("the cat")", "cat", 0);
    add(match, R"({"drop_articles": true})", R"("the cat")", "A cat", 1);
    add(match, "{}", R"(["Rome", "Paris"])", "paris", 1);
    add(match, "{}", "42", "42", 1);
    constexpr auto number = "assay::number_match";
    add(number, "{}", R"("42")", "It is 42.", 1);
    add(number, "{}", "42", "first 7, then 42", 1);
    add(number, R"({"which": "first"})", "7", "first 7, then 42", 1);
    add(number, "{}", "1234.5", "about 1,234.50 euros", 1);
    add(number, "{}", "-3", "so x = -3", 1);
    add(number, "{}", "-3", "so x = \u22123", 1);
    add(number, "{}", "3", "no digits", 0);
    add(number, "{}", "3.14", "3.14159", 0);
    add(number, R"({"tolerance": 0.01})", "3.14", "3.14159", 1);
    add(number, R"({"relative_tolerance": 0.1})", "100", "109", 1);
    add(number, R"({"relative_tolerance": 0.1})", "100", "111", 0);
    add(number, "{}", "[1, 2]", "2", 1);
    constexpr auto contains = "assay::contains_any";
    add(contains, "{}", R"(["rome", "paris"])", "It is Paris.", 1);
    add(contains, R"({"case_sensitive": true})", R"("paris")", "It is Paris.", 0);
    add(contains, "{}", R"("art")", "a party", 1);
    add(contains, R"({"whole_words": true})", R"("art")", "a party", 0);
    add(contains, R"({"whole_words": true})", R"("art")", "party, art!", 1);
    constexpr auto f1 = "assay::f1";
    add(f1, "{}", R"("the quick fox")", "quick fox", 1);
    add(f1, R"({"drop_articles": false})", R"("the quick fox")", "quick fox", 0.8);
    add(f1, "{}", R"("red blue")", "red green", 0.5);
    add(f1, "{}", R"("red")", "green", 0);
    add(f1, "{}", R"("red red")", "red", 2.0 / 3);
    add(f1, "{}", R"(["x", "red"])", "red", 1);
    constexpr auto valid = "assay::valid_json";
    add(valid, "{}", "0", R"({"a": 1})", 1);
    add(valid, "{}", "0", "```json\n{\"a\": 1}\n```", 1);
    add(valid, R"({"allow_fence": false})", "0", "```json\n{\"a\": 1}\n```", 0);
    add(valid, "{}", "0", "{'a': 1}", 0);
    add(valid, R"({"required_keys": ["a", "b"]})", "0", R"({"a": 1, "b": null})", 1);
    add(valid, R"({"required_keys": ["a", "b"]})", "0", R"({"a": 1})", 0);
    add(valid, R"({"required_keys": ["a"]})", "0", R"([1])", 0);
}

void tst_Scorers::ownScorers()
{
    QFETCH(QString, id);
    QFETCH(QString, params);
    QFETCH(QString, expected);
    QFETCH(QString, generated);
    QFETCH(double, score);
    const auto result = make(qPrintable(id), json::parse(params.toStdString()))
                            ->score(row(json::parse(expected.toStdString()), generated.toStdString()));
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(result->value.at("score").get<double>(), score);
}

void tst_Scorers::ifEvalSaysWhatItCannotJudge()
{
    const auto judge = [](const char *instruction, const json &arguments, const char *answer) {
        return make("basic::ifeval")->score(json{{"instruction_id_list", {instruction}},
                                                 {"kwargs", json::array({arguments})}, {"generated_answer", answer}});
    };
    const json two{{"num_sentences", 2}, {"relation", "at least"}};
    const auto sentences = judge("length_constraints:number_sentences", two, "One. Two.");
    QVERIFY(!sentences);
    QCOMPARE(sentences.error().kind, Error::Kind::Unsupported);
    QCOMPARE(sentences.error().code, QStringLiteral("NotAvailable"));
    QVERIFY(sentences.error().message.contains(QLatin1String("number_sentences")));
    QVERIFY(!judge("change_case:english_capital", json::object(), "LOUD"));
    QVERIFY(!judge("language:response_language", {{"language", "en"}}, "some text"));
    // What needs no detector is judged: quiet text is not loud in any language, and an empty answer follows nothing.
    QCOMPARE(judge("change_case:english_capital", json::object(), "quiet")->value.at("score").get<double>(), 0.0);
    QCOMPARE(judge("length_constraints:number_sentences", two, " ")->value.at("score").get<double>(), 0.0);
    QCOMPARE(judge("length_constraints:number_words", {{"num_words", 2}, {"relation", "at least"}}, "one two")->value.at("score").get<double>(), 1.0);
    QVERIFY(!judge("length_constraints:number_words", {{"num_words", 2}, {"relation", "at least"}}, "中文"));
}

void tst_Scorers::ifEvalNeedsItsArguments()
{
    const auto score = make("basic::ifeval")->score(json{{"instruction_id_list", {"detectable_format:number_bullet_lists"}},
                                                         {"kwargs", json::array({json::object()})}, {"generated_answer", "* a"}});
    QVERIFY(!score);
    QVERIFY(score.error().message.contains(QLatin1String("num_bullets")));
}

void tst_Scorers::judgesNeedATemplate()
{
    const auto base = judgeDefinition(QStringLiteral("llm-as-judge::base"), {});
    QVERIFY(!base);
    QVERIFY(base.error().message.contains(QLatin1String("prompt_template")));
    QVERIFY(!judgeDefinition(QStringLiteral("basic::equality"), {}));
    const auto simple = judgeDefinition(QStringLiteral("llm-as-judge::405b-simpleqa"), {});
    QVERIFY(simple);
    const auto prompt = judgePrompt(*simple, json{{"input_query", "Capital of France?"}, {"expected_answer", "Paris"},
                                                  {"generated_answer", "It is Paris {sic}"}});
    QVERIFY(prompt);
    QVERIFY(prompt->contains(QLatin1String("Capital of France?")));
    QVERIFY(prompt->contains(QLatin1String("It is Paris {sic}")));
}

void tst_Scorers::judgeScoresBecomeNumbers()
{
    QCOMPARE(numericJudgeScore(json{{"score", " 4.5 "}})->at("score").get<double>(), 4.5);
    QVERIFY(numericJudgeScore(json{{"score", nullptr}})->at("score").is_null());
    QVERIFY(!numericJudgeScore(json{{"score", "A"}}));
}

void tst_Scorers::aggregationErrors_data()
{
    QTest::addColumn<QString>("function");
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<QString>("code");
    QTest::addRow("unknown") << "mean" << QByteArray("[]") << "ValueError";
    QTest::addRow("no rows") << "accuracy" << QByteArray("[]") << "ZeroDivisionError";
    QTest::addRow("null") << "accuracy" << QByteArray(R"([{"score": null}])") << "TypeError";
    QTest::addRow("text") << "average" << QByteArray(R"([{"score": "4"}])") << "TypeError";
    QTest::addRow("no score") << "median" << QByteArray("[{}]") << "KeyError";
    QTest::addRow("no list") << "median" << QByteArray("{}") << "TypeError";
    QTest::addRow("zero weights") << "weighted_average" << QByteArray(R"([{"score": 1, "weight": 0}])") << "ZeroDivisionError";
}

void tst_Scorers::aggregationErrors()
{
    QFETCH(QString, function);
    QFETCH(QByteArray, rows);
    QFETCH(QString, code);
    const auto result = aggregate({function}, json::parse(rows.toStdString()));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, Error::Kind::Invalid);
    QCOMPARE(result.error().code, code);
    QVERIFY(!result.error().message.isEmpty());
}

void tst_Scorers::isSafeFromManyThreads()
{
    const auto choice = make("basic::regex_parser_multiple_choice_answer");
    const auto math = make("basic::regex_parser_math_response");
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 50; ++n) {
                    right += choice->score(row("B", "Antwort: B"))->value.at("score") == 1.0;
                    right += math->score(row("\\frac12", "so \\boxed{0.5}"))->value.at("score") == 1.0;
                }
            });
        }
    }
    QCOMPARE(right.load(), 400);
}

ASSAY_TEST(tst_Scorers)
#include "tst_Scorers.moc"
