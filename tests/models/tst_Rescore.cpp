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
        RescoreRequest request{QStringLiteral("Graded"), {0}, QStringLiteral("llm-as-judge::base"), QStringLiteral("http://127.0.0.1:9/v1"), QStringLiteral("grader"), {}, {}, {}};
        request.judgePrompt = standardJudgePrompt();
        request.judgePattern = standardJudgePattern();
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
        const Job job = rescoreJob(source, resultRows(source, {}, {}), {QStringLiteral(" Contains "), {1}, QStringLiteral("basic::subset_of"), {}, {}, {}, {}, {}});
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
        const Job job = rescoreJob(source, resultRows(source, {}, {}), {QStringLiteral("Again"), {1}, QStringLiteral("basic::equality"), {}, {}, {}, {}, {}});
        QCOMPARE(job.benchmarks.size(), 1);
        QCOMPARE(job.benchmarks.constFirst().id, QStringLiteral("mmlu"));
        QCOMPARE(job.benchmarks.constFirst().providerId, QStringLiteral("assay"));
        QVERIFY(job.benchmarks.constFirst().parameters.text.contains("stored:job-1/1"));
    }

    void namesTheJudge()
    {
        const Job source = test::jobOf(RunState::Completed, {{QStringLiteral("gsm8k")}});
        RescoreRequest request = judged();
        request.judgeSecret = QStringLiteral("grader-key");
        QVERIFY(request.asksJudge() && !rescoreProblems(request).any());
        const QVariantMap scorer = rescoreJob(source, resultRows(source, {}, {}), request).benchmarks.constFirst().parameters.toVariantMap()
                                       .value(QStringLiteral("scoring")).toList().constFirst().toMap();
        const QVariantMap judge = scorer.value(QStringLiteral("judge")).toMap();
        QCOMPARE(judge.value(QStringLiteral("secret_ref")).toString(), QStringLiteral("grader-key"));
        QCOMPARE(judge.value(QStringLiteral("model")).toString(), QStringLiteral("grader"));
        QCOMPARE(scorer.value(QStringLiteral("aggregations")).toStringList(), QStringList{QStringLiteral("average")});
        QCOMPARE(scorer.value(QStringLiteral("params")).toMap().value(QStringLiteral("judge_score_regexes")).toStringList(), QStringList{standardJudgePattern()});
    }

    void saysWhatIsMissing()
    {
        RescoreRequest request = judged();
        request.name = QStringLiteral("  ");
        request.benchmarks.clear();
        request.judgeUrl = QStringLiteral("grader:8080");
        request.judgeModel.clear();
        request.judgePrompt = QStringLiteral("Is it good?");
        request.judgePattern = QStringLiteral("Score: [01]");
        const RescoreProblems problems = rescoreProblems(request);
        for (const QString &problem : {problems.name, problems.benchmarks, problems.judgeUrl, problems.judgeModel, problems.judgePrompt, problems.judgePattern})
            QVERIFY(!problem.isEmpty());
        request.judgePattern = QStringLiteral("Score: (");
        QVERIFY(rescoreProblems(request).judgePattern.startsWith(QLatin1String("This is no regular expression")));
        request.judgeUrl = QStringLiteral("http://me:secret@host/v1");
        QVERIFY(rescoreProblems(request).judgeUrl.contains(QLatin1String("password")));
        request.function = QStringLiteral("basic::equality"); // asks no judge
        QVERIFY(rescoreProblems(request).judgeUrl.isEmpty() && rescoreProblems(request).judgePrompt.isEmpty());
    }
};

ASSAY_TEST(tst_Rescore)

#include "tst_Rescore.moc"
