#include "models/results/ResultModel.h"
#include "models/results/RunText.h"
#include "services/verdict/RunBenchmarks.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using test::jobOf;
using test::Outcome;

class tst_ResultModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
    void keepsUnitsApart();
    void findsEntriesByIndex();
    void collectionJobWithoutPlan();
    void directionFollowsTheServersTest();
    void merges_data();
    void merges();
    void saysWhatTheServerSaid();
    void withoutGatesTheStateIsTheNews();
    void toolTipsAreNoMarkup();
    void copiesAsText();
};

void tst_ResultModel::reads_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("n");
    QTest::addColumn<double>("gate");
    QTest::addColumn<bool>("lower");
    QTest::addColumn<QString>("expected");
    QTest::addRow("fail") << "gsm8k" << 0.581 << 1319 << 0.65 << false
                          << "gsm8k, 0.581, interval 0.554 to 0.607, gate at least 0.650, fails by 0.069";
    QTest::addRow("pass") << "arc_easy" << 0.691 << 2376 << 0.6 << false
                          << "arc_easy, 0.691, interval 0.672 to 0.709, gate at least 0.600, passes by 0.091";
    QTest::addRow("too close") << "truthfulqa" << 0.52 << 200 << 0.5 << false
                               << "truthfulqa, 0.520, interval 0.451 to 0.588, gate at least 0.500, too close to call";
    QTest::addRow("lower is better") << "crows_pairs" << 0.44 << 1508 << 0.6 << true
                                     << "crows_pairs, 0.440, interval 0.415 to 0.465, gate at most 0.600, passes by 0.160";
}

void tst_ResultModel::reads()
{
    QFETCH(QString, id);
    QFETCH(double, value);
    QFETCH(int, n);
    QFETCH(double, gate);
    QFETCH(bool, lower);
    QFETCH(QString, expected);
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, {Outcome{id, QStringLiteral("accuracy"), value, n, gate, lower}}));
    QCOMPARE(model.index(0, 0).data(ResultModel::ReadingRole).toString(), expected);
}

void tst_ResultModel::keepsUnitsApart()
{
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.5, 10},
                                             {QStringLiteral("b"), QStringLiteral("toxicity"), 0.1, 10},
                                             {QStringLiteral("c"), QStringLiteral("output_tokens_per_second"), 512, 0},
                                             {QStringLiteral("d"), QStringLiteral("zeal"), 0.4, 10},
                                             {QStringLiteral("e"), QStringLiteral("wit"), 0.4, 10}}));
    QStringList groups;
    for (const ResultRow &row : model.rows())
        groups << axisGroup(row);
    QCOMPARE(groups.at(0), groups.at(1));
    QVERIFY(groups.at(0) != groups.at(2));
    QVERIFY(groups.at(3) != groups.at(0)); // no known scale
    QVERIFY(groups.at(3) != groups.at(4)); // nor the same unknown one
}

void tst_ResultModel::findsEntriesByIndex()
{
    Job job = jobOf(RunState::Completed, {{QStringLiteral("same"), QStringLiteral("accuracy"), 0.2, 10, 0.5},
                                          {QStringLiteral("same"), QStringLiteral("accuracy"), 0.9, 10, 0.5}});
    std::swap(job.status.benchmarks[0], job.status.benchmarks[1]);
    std::swap(job.results.benchmarks[0], job.results.benchmarks[1]);
    ResultModel model;
    model.setJob(job);
    QCOMPARE(model.rows().at(0).judged.value, 0.2);
    QCOMPARE(model.rows().at(1).judged.value, 0.9);
}

void tst_ResultModel::collectionJobWithoutPlan()
{
    Job job = jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 100, 0.5}});
    job.benchmarks.clear();
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, {}, {}};
    ResultModel model;
    model.setJob(job);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rows().at(0).metric, QStringLiteral("accuracy"));
    QCOMPARE(model.rows().at(0).judged.verdict, Verdict::Pass);
}

void tst_ResultModel::directionFollowsTheServersTest()
{
    Job job = jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("zeal"), 0.1, 0, 0.3, true}});
    job.benchmarks[0].primaryScore.reset(); // inherited from the provider, which is not at hand
    job.benchmarks[0].passCriteria.reset();
    ResultModel model;
    model.setJob(job);
    QVERIFY(model.rows().at(0).lowerIsBetter);
    QCOMPARE(model.rows().at(0).judged.verdict, Verdict::Pass);
}

void tst_ResultModel::merges_data()
{
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("after");
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("changed");
    QTest::addRow("same") << 3 << 3 << 0.5 << 0;
    QTest::addRow("score came") << 3 << 3 << 0.75 << 3;
    QTest::addRow("more") << 1 << 4 << 0.5 << 0;
    QTest::addRow("fewer") << 4 << 2 << 0.5 << 0;
    QTest::addRow("none") << 2 << 0 << 0.5 << 0;
}

void tst_ResultModel::merges()
{
    QFETCH(int, before);
    QFETCH(int, after);
    QFETCH(double, value);
    QFETCH(int, changed);
    const auto outcomes = [](int count, double score) {
        QList<Outcome> list;
        for (int i = 0; i < count; ++i)
            list << Outcome{QStringLiteral("b%1").arg(i), QStringLiteral("accuracy"), score, 100, 0.4};
        return list;
    };
    ResultModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setJob(jobOf(RunState::Running, outcomes(before, 0.5)));
    QSignalSpy reset(&model, &ResultModel::modelReset), change(&model, &ResultModel::dataChanged);
    model.setJob(jobOf(RunState::Running, outcomes(after, value)));
    QCOMPARE(model.rowCount(), after);
    QCOMPARE(change.count(), changed);
    QCOMPARE(reset.count(), 0);
}

void tst_ResultModel::saysWhatTheServerSaid()
{
    Job job = jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.52, 200, 0.5}});
    job.results.test = JobTest{0.52, 0.5, true, {}};
    ResultModel model;
    model.setJob(job);
    const QModelIndex verdict = model.index(0, ResultModel::VerdictColumn), server = model.index(0, ResultModel::ServerColumn);
    QVERIFY(verdict.data().toString().contains(QStringLiteral("Too close")));
    QCOMPARE(server.data().toString(), QStringLiteral("Pass"));
    const RunSummary words = runSummary(job, model.verdicts(), judgedJobGate(job, {}, {}), {}, 0, QLocale::c());
    QVERIFY2(words.sentence.startsWith(QStringLiteral("Too close to call")), qPrintable(words.sentence));
    // The wire's default of 0.5 is nobody's gate.
    QVERIFY2(words.sentence.contains(QStringLiteral("score 0.520 ·")), qPrintable(words.sentence));
    QCOMPARE(words.server, QStringLiteral("Pass, score 0.520 against 0.500"));
    job.passCriteria = PassCriteria{0.65, {}};
    const RunSummary gated = runSummary(job, model.verdicts(), judgedJobGate(job, {}, {}), {}, 0, QLocale::c());
    QVERIFY2(gated.sentence.contains(QStringLiteral("score 0.520 (gate 0.650)")), qPrintable(gated.sentence));
    QVERIFY2(gated.sentence.contains(QStringLiteral("2 min 28 s")), qPrintable(gated.sentence));
}

void tst_ResultModel::withoutGatesTheStateIsTheNews()
{
    const auto sentence = [](RunState state) {
        const Job job = jobOf(state, {});
        return runSummary(job, {}, {}, {}, 0, QLocale::c()).sentence;
    };
    QCOMPARE(sentence(RunState::Pending), QStringLiteral("Waiting"));
    QCOMPARE(sentence(RunState::Failed), QStringLiteral("Failed"));
    QCOMPARE(sentence(RunState::Completed), QStringLiteral("Not gated"));
}

void tst_ResultModel::toolTipsAreNoMarkup()
{
    ResultModel model;
    model.setJob(jobOf(RunState::Failed, {{QStringLiteral("<b>x</b>"), QStringLiteral("accuracy"), {}, 0, 0.5, false,
                                           RunState::Failed, QStringLiteral("<img src='http://x/'>")}}));
    const QString tip = model.index(0, 0).data(Qt::ToolTipRole).toString();
    QVERIFY2(!tip.contains(QStringLiteral("<b>")) && !tip.contains(QStringLiteral("<img")), qPrintable(tip));
    QVERIFY(tip.contains(QStringLiteral("no result")));
}

void tst_ResultModel::copiesAsText()
{
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 100, 0.5}}));
    const QStringList lines = model.asText().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines.at(1).startsWith(QStringLiteral("a\t0.900\t")), qPrintable(lines.at(1)));
}

ASSAY_TEST(tst_ResultModel)
#include "tst_ResultModel.moc"
