#include "services/authoring/ParameterTable.h"
#include "services/authoring/ScorerFields.h"
#include "services/engine/scoring/Scoring.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <algorithm>

using namespace assay;

/// What forms say of scoring functions is what the engine's functions take.
class tst_ScorerFields : public QObject {
    Q_OBJECT

    static nlohmann::json valueOf(const FieldInfo &field)
    {
        switch (field.kind) {
        case FieldKind::Words:
            return nlohmann::json::array({field.choices.isEmpty() ? field.form == FieldShape::Pattern ? "Answer: (\\w+)" : "a" : field.choices.first().word});
        case FieldKind::YesNo: return true;
        case FieldKind::Number: return 0.5;
        case FieldKind::Choice: return field.choices.last().word;
        default: return "see {generated_answer}";
        }
    }

    static QVariantMap params(const char *name, const QVariant &value) { return {{QLatin1String(name), value}}; }

private Q_SLOTS:
    void knowsTheEnginesFunctions()
    {
        QStringList known, there = engine::scoringFunctionIds();
        for (const ScorerInfo &one : scorers()) {
            known << one.id;
            QVERIFY2(!one.title().isEmpty(), qPrintable(one.id));
        }
        known.sort();
        there.sort();
        QCOMPARE(known, there);
    }

    void parametersAreThoseOfTheEngine_data()
    {
        QTest::addColumn<QString>("function");
        for (const ScorerInfo &one : scorers())
            QTest::newRow(qPrintable(one.id)) << one.id;
    }
    void parametersAreThoseOfTheEngine()
    {
        QFETCH(QString, function);
        const ScorerInfo *info = scorerOf(function);
        nlohmann::json all = nlohmann::json::object();
        const auto fields = scorerFields(function);
        for (const FieldInfo &field : fields) {
            QVERIFY2(!field.title().isEmpty() && field.help().size() > 8, qPrintable(field.path));
            all[field.path.toStdString()] = valueOf(field);
        }
        const auto made = engine::makeScoringFunction(function, all);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().message));
        QCOMPARE((*made)->defaultAggregations(), QStringList{QStringLiteral("accuracy")}); // the first choice was ticked
        if (info->asksJudge())
            return;
        const auto own = engine::makeScoringFunction(function, nullptr);
        QCOMPARE((*own)->defaultAggregations(), QStringList{info->aggregation});
    }

    void aggregationsAreThoseOfTheEngine()
    {
        QStringList words;
        const auto fields = scorerFields(QStringLiteral("basic::equality"));
        for (const FieldChoice &choice : fields.last().choices)
            words << QLatin1String(choice.word);
        QStringList there = engine::aggregationIds();
        words.sort();
        there.sort();
        QCOMPARE(words, there);
    }

    /// A function of a server that is not known goes by the type it says.
    void othersGoByTheirType()
    {
        const auto names = [](const QString &type) {
            QStringList out;
            for (const FieldInfo &field : scorerFields(QStringLiteral("team::own"), type))
                out << field.path;
            return out.join(QLatin1Char(' '));
        };
        QCOMPARE(names(QStringLiteral("basic")), QStringLiteral("aggregation_functions"));
        QCOMPARE(names(QStringLiteral("regex_parser")), QStringLiteral("parsing_regexes aggregation_functions"));
        QCOMPARE(names(QStringLiteral("llm_as_judge")), QStringLiteral("judge_model prompt_template judge_score_regexes aggregation_functions"));
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("function");
        QTest::addColumn<QVariantMap>("entered");
        QTest::addColumn<QString>("problem");
        const QString choice = QStringLiteral("basic::regex_parser_multiple_choice_answer"), math = QStringLiteral("basic::regex_parser_math_response"), judge = QStringLiteral("llm-as-judge::base");
        QTest::newRow("no pattern") << choice << params("parsing_regexes", QVariantList{QStringLiteral("(")}) << QStringLiteral("“(” is no regular expression");
        QTest::newRow("no group") << choice << params("parsing_regexes", QVariantList{QStringLiteral("Answer: A")}) << QStringLiteral("into parentheses");
        QTest::newRow("whole match") << math << params("parsing_regexes", QVariantList{QStringLiteral(".*")}) << QString();
        QTest::newRow("two for one") << math << params("parsing_regexes", QVariantList{QStringLiteral("(a)"), QStringLiteral("(b)")}) << QStringLiteral("one pattern only");
        QTest::newRow("prompt") << judge << params("prompt_template", QStringLiteral("Is it good?")) << QStringLiteral("{generated_answer}");
        QTest::newRow("aggregation") << judge << params("aggregation_functions", QVariantList{QStringLiteral("mean")}) << QStringLiteral("must be one of: accuracy");
        QTest::newRow("weights") << judge << params("aggregation_functions", QVariantList{QStringLiteral("weighted_average")}) << QStringLiteral("needs a weight of each row");
        QTest::newRow("has weights") << QStringLiteral("basic::ifeval") << params("aggregation_functions", QVariantList{QStringLiteral("weighted_average")}) << QString();
        QTest::newRow("tolerance") << QStringLiteral("assay::number_match") << params("tolerance", -1) << QStringLiteral("Tolerance must be 0 or more");
        QTest::newRow("unknown members") << judge << params("more", 1) << QString();
    }
    void saysWhatIsWrong()
    {
        QFETCH(QString, function);
        QFETCH(QVariantMap, entered);
        QFETCH(QString, problem);
        const QString said = scorerProblem(function, {}, entered);
        QVERIFY2(problem.isEmpty() ? said.isEmpty() : said.contains(problem), qPrintable(said));
    }

    /// The field of a job's parameters checks all functions.
    void theFieldNamesTheFunction()
    {
        const auto fields = parameterFields(QStringLiteral("llamastack"), QStringLiteral("qa"));
        const auto field = std::ranges::find(fields, QStringLiteral("benchmarks/*/parameters/scoring_params"), &FieldInfo::path);
        QVERIFY(field != fields.end() && field->kind == FieldKind::Scoring);
        const QVariantMap good{{QStringLiteral("basic::equality"), QVariantMap{{QStringLiteral("type"), QStringLiteral("basic")}}}};
        QCOMPARE(fieldProblem(*field, good), QString());
        QVERIFY(fieldProblem(*field, QStringLiteral("{")).contains(QLatin1String("must be an object")));
        QVERIFY(fieldProblem(*field, QVariantMap{{QStringLiteral("x"), 3}}).contains(QStringLiteral("“x” needs an object")));
        QVERIFY(fieldProblem(*field, QVariantMap{{QStringLiteral("x"), params("type", QStringLiteral("y"))}}).contains(QLatin1String("basic, regex_parser, llm_as_judge")));
        const QVariantMap bad{{QStringLiteral("x"), QVariantMap{{QStringLiteral("type"), QStringLiteral("regex_parser")}, {QStringLiteral("parsing_regexes"), QVariantList{QStringLiteral("a")}}}}};
        QVERIFY2(fieldProblem(*field, bad).startsWith(QLatin1String("x: Answer Patterns")), qPrintable(fieldProblem(*field, bad)));
    }
};

ASSAY_TEST(tst_ScorerFields)

#include "tst_ScorerFields.moc"
