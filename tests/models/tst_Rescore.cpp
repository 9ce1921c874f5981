#include "models/results/Rescore.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// The job that scores the stored answers of a run again, made from what the reader asks for.
class tst_Rescore : public QObject {
    Q_OBJECT

    static RescoreRequest judged()
    {
        RescoreRequest request{QStringLiteral("Graded"), {0}, {QStringLiteral("llm-as-judge::base")}};
        request.scorer.judgeUrl = QStringLiteral("http://127.0.0.1:9/v1");
        request.scorer.judgeModel = QStringLiteral("grader");
        request.scorer.judgePrompt = standardJudgePrompt();
        request.scorer.judgePattern = standardJudgePattern();
        return request;
    }

private Q_SLOTS:
    void readsReferences()
    {
        QCOMPARE(StoredAnswers::of(QStringLiteral("stored:abc/3")), (StoredAnswers{QStringLiteral("abc"), 3}));
        QCOMPARE(StoredAnswers::of(QStringLiteral("stored:abc")), (StoredAnswers{QStringLiteral("abc"), 0}));
        QCOMPARE((StoredAnswers{QStringLiteral("abc"), 3}).text(), QStringLiteral("stored:abc/3"));
        for (const char *wrong : {"stored:", "stored:/1", "stored:abc/", "stored:abc/x", "stored:abc/-1", "stored:abc/1/2", "recorded:abc", ""})
            QVERIFY2(!StoredAnswers::of(QLatin1String(wrong)), wrong);
    }

    void namesTheRunAndNoModel()
    {
        Job source = test::jobOf(RunState::Completed, {{QStringLiteral("gsm8k")}, {QStringLiteral("mmlu")}});
        source.tags = {QStringLiteral("nightly"), QStringLiteral("imported")};
        source.model.secretRef = QStringLiteral("key");
        const Job job = rescoreJob(source, resultRows(source, {}, {}), {QStringLiteral(" Contains "), {1}, {QStringLiteral("basic::subset_of")}});
        QCOMPARE(job.name, QStringLiteral("Contains"));
        QCOMPARE(job.tags, (QStringList{QStringLiteral("nightly"), QStringLiteral("rescored")}));
        QVERIFY(job.model.name == source.model.name && job.model.url.isEmpty() && job.model.secretRef.isEmpty());
        QCOMPARE(job.benchmarks.size(), 1);
        const BenchmarkRef &entry = job.benchmarks.constFirst();
        QVERIFY(entry.id == QLatin1String("mmlu") && entry.providerId == QLatin1String("assay") && !entry.passCriteria && !entry.primaryScore);
        QCOMPARE(entry.parameters.text, QByteArray(R"({"answers":"stored:job-1/1","scoring":[{"function":"basic::subset_of"}]})"));
        QCOMPARE(answerRuns(job), QStringList{QStringLiteral("job-1")});
        QVERIFY(answerRuns(source).isEmpty());
    }

    /// The job of a collection has no list of its own.
    void takesTheBenchmarksOfACollection()
    {
        Job source = test::jobOf(RunState::Completed, {{QStringLiteral("gsm8k"), QStringLiteral("accuracy"), 0.7, 100, {}}, {QStringLiteral("mmlu"), QStringLiteral("accuracy"), 0.6, 100, {}}});
        source.benchmarks.clear();
        const Job job = rescoreJob(source, resultRows(source, {}, {}), {QStringLiteral("Again"), {1}, {QStringLiteral("basic::equality")}});
        QCOMPARE(job.benchmarks.size(), 1);
        QCOMPARE(job.benchmarks.constFirst().id, QStringLiteral("mmlu"));
        QCOMPARE(job.benchmarks.constFirst().providerId, QStringLiteral("assay"));
        QVERIFY(job.benchmarks.constFirst().parameters.text.contains("stored:job-1/1"));
    }

    void namesTheJudge()
    {
        const Job source = test::jobOf(RunState::Completed, {{QStringLiteral("gsm8k")}});
        RescoreRequest request = judged();
        request.scorer.judgeSecret = QStringLiteral("grader-key");
        QVERIFY(request.scorer.asksJudge() && !rescoreProblems(request).any());
        const QVariantMap scorer = rescoreJob(source, resultRows(source, {}, {}), request).benchmarks.constFirst().parameters.toVariantMap()
                                       .value(QStringLiteral("scoring")).toList().constFirst().toMap();
        const QVariantMap judge = scorer.value(QStringLiteral("judge")).toMap();
        QCOMPARE(judge.value(QStringLiteral("secret_ref")).toString(), QStringLiteral("grader-key"));
        QCOMPARE(judge.value(QStringLiteral("model")).toString(), QStringLiteral("grader"));
        QCOMPARE(scorer.value(QStringLiteral("aggregations")).toStringList(), QStringList{QStringLiteral("average")});
        QCOMPARE(scorer.value(QStringLiteral("params")).toMap().value(QStringLiteral("judge_score_regexes")).toStringList(), QStringList{standardJudgePattern()});
    }

    /// Aggregations stand beside the parameters, which would take the place of the function's whole definition.
    void tellsTheFunctionItsParameters()
    {
        const auto entry = [](const char *function, const QVariantMap &params) {
            const ScorerChoice choice{QLatin1String(function), params};
            return JsonText::fromVariantMap(scoringEntry(choice)).text;
        };
        const QVariantList patterns{QStringLiteral("Answer: ([AB])")}, counts{QStringLiteral("accuracy"), QStringLiteral("categorical_count")};
        QCOMPARE(entry("basic::regex_parser_multiple_choice_answer", {{QStringLiteral("parsing_regexes"), patterns}}),
                 QByteArray(R"x({"function":"basic::regex_parser_multiple_choice_answer","params":{"parsing_regexes":["Answer: ([AB])"]}})x"));
        QCOMPARE(entry("basic::regex_parser_multiple_choice_answer", {{QStringLiteral("aggregation_functions"), counts}}),
                 QByteArray(R"({"aggregations":["accuracy","categorical_count"],"function":"basic::regex_parser_multiple_choice_answer"})"));
        QCOMPARE(entry("assay::number_match", {{QStringLiteral("tolerance"), 0.5}}), QByteArray(R"({"function":"assay::number_match","params":{"tolerance":0.5}})"));
        QCOMPARE(entry("basic::ifeval", {}), QByteArray(R"({"function":"basic::ifeval"})"));
        RescoreRequest wrong{QStringLiteral("Again"), {0}, {QStringLiteral("assay::number_match"), {{QStringLiteral("tolerance"), -1}}}};
        QVERIFY(rescoreProblems(wrong).scorer.params.startsWith(QLatin1String("Tolerance")) && rescoreProblems(wrong).any());
    }

    /// SimpleQA's judge has its own prompt; its letters become scores that can be averaged.
    void simpleQaNeedsTheJudgeOnly()
    {
        ScorerChoice choice{QStringLiteral("llm-as-judge::405b-simpleqa")};
        choice.judgeUrl = QStringLiteral("http://127.0.0.1:9/v1");
        choice.judgeModel = QStringLiteral("grader");
        QVERIFY(choice.asksJudge() && !choice.writesPrompt() && !scorerProblems(choice).any());
        const QVariantMap entry = scoringEntry(choice);
        QVERIFY(!entry.contains(QStringLiteral("params")));
        QCOMPARE(entry.value(QStringLiteral("aggregations")).toStringList(), QStringList{QStringLiteral("average")});
        const QVariantMap judge = entry.value(QStringLiteral("judge")).toMap();
        QCOMPARE(judge.value(QStringLiteral("url")).toString(), choice.judgeUrl);
        QCOMPARE(JsonText::fromVariantMap(judge.value(QStringLiteral("values")).toMap()).text, QByteArray(R"({"A":1,"B":0,"C":0})"));
        choice.judgeModel.clear();
        QVERIFY(!scorerProblems(choice).judgeModel.isEmpty());
    }

    void saysWhatIsMissing()
    {
        RescoreRequest request = judged();
        request.name = QStringLiteral("  ");
        request.benchmarks.clear();
        request.scorer.judgeUrl = QStringLiteral("grader:8080");
        request.scorer.judgeModel.clear();
        request.scorer.judgePrompt = QStringLiteral("Is it good?");
        request.scorer.judgePattern = QStringLiteral("Score: [01]");
        const RescoreProblems problems = rescoreProblems(request);
        for (const QString &problem : {problems.name, problems.benchmarks, problems.scorer.judgeUrl, problems.scorer.judgeModel, problems.scorer.judgePrompt, problems.scorer.judgePattern})
            QVERIFY(!problem.isEmpty());
        request.scorer.judgePattern = QStringLiteral("Score: (");
        QVERIFY(rescoreProblems(request).scorer.judgePattern.startsWith(QLatin1String("This is no regular expression")));
        request.scorer.judgeUrl = QStringLiteral("http://me:secret@host/v1");
        QVERIFY(rescoreProblems(request).scorer.judgeUrl.contains(QLatin1String("password")));
        request.scorer.function = QStringLiteral("basic::equality"); // asks no judge
        QVERIFY(rescoreProblems(request).scorer.judgeUrl.isEmpty() && rescoreProblems(request).scorer.judgePrompt.isEmpty());
    }
};

ASSAY_TEST(tst_Rescore)

#include "tst_Rescore.moc"
