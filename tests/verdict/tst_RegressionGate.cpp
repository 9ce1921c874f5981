#include "services/verdict/RegressionGate.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <initializer_list>

using namespace assay;
using test::jobOf;
using test::Outcome;

namespace {

Outcome outcomeOf(const char *id, double value, int n, bool lower = false)
{
    return { QString::fromLatin1(id), QStringLiteral("accuracy"), value, n, {}, lower, RunState::Completed, {} };
}

ComparedRun runOf(const char *name, const QList<Outcome> &outcomes)
{
    ComparedRun run;
    run.ref = run.name = QString::fromLatin1(name);
    run.job = jobOf(RunState::Completed, outcomes, run.name);
    return run;
}

RegressionVerdict judged(const QList<Outcome> &before, const QList<Outcome> &after, const RegressionPolicy &policy)
{
    return judgeRegression(*compareRuns({ runOf("A", before), runOf("B", after) }, {}), 1, policy);
}

RegressionPolicy maxDrop(double most, GatePolicy::Mode mode = GatePolicy::Mode::Strict)
{
    RegressionPolicy policy;
    policy.all.maxDrop = most;
    policy.all.failOnSignificantDrop = false;
    policy.mode = mode;
    return policy;
}

} // namespace

class tst_RegressionGate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drops_data();
    void drops();
    void significantDropFails();
    void ownRules();
    void missingResults();
    void sharedItems();
    void notComparable();
    void nothingToHold();
};

void tst_RegressionGate::drops_data()
{
    QTest::addColumn<double>("before");
    QTest::addColumn<double>("after");
    QTest::addColumn<int>("n");
    QTest::addColumn<bool>("lower");
    QTest::addColumn<bool>("strict");
    QTest::addColumn<int>("verdict");
    const auto row = [](const char *name, double before, double after, int n, bool lower, bool strict, Verdict verdict) {
        QTest::newRow(name) << before << after << n << lower << strict << int(verdict);
    };
    // A drop of up to 0.05 is allowed.
    row("far below", 0.8, 0.5, 1000, false, true, Verdict::Fail);
    row("far below, lenient", 0.8, 0.5, 1000, false, false, Verdict::Fail);
    row("a little more, few items", 0.8, 0.74, 50, false, true, Verdict::TooClose);
    row("a little more, few items, lenient", 0.8, 0.74, 50, false, false, Verdict::Fail);
    row("equal, few items", 0.8, 0.8, 50, false, true, Verdict::TooClose);
    row("equal, few items, lenient", 0.8, 0.8, 50, false, false, Verdict::Pass);
    row("equal, many items", 0.8, 0.8, 10000, false, true, Verdict::Pass);
    row("better", 0.6, 0.8, 1000, false, true, Verdict::Pass);
    row("lower is better, higher now", 0.2, 0.5, 1000, true, true, Verdict::Fail);
    row("lower is better, lower now", 0.5, 0.2, 1000, true, true, Verdict::Pass);
    row("bare numbers, below", 0.8, 0.7, 0, false, true, Verdict::Fail);
    row("bare numbers, within", 0.8, 0.78, 0, false, true, Verdict::Pass);
}

void tst_RegressionGate::drops()
{
    QFETCH(double, before);
    QFETCH(double, after);
    QFETCH(int, n);
    QFETCH(bool, lower);
    QFETCH(bool, strict);
    QFETCH(int, verdict);
    const auto result = judged({ outcomeOf("x", before, n, lower) }, { outcomeOf("x", after, n, lower) },
        maxDrop(0.05, strict ? GatePolicy::Mode::Strict : GatePolicy::Mode::Lenient));
    QCOMPARE(int(result.verdict), verdict);
    QCOMPARE(result.findings.size(), 1);
    QCOMPARE(result.findings.first().code, Verdict(verdict) == Verdict::Pass ? QString() : QStringLiteral("max-drop"));
    QVERIFY(!result.findings.first().text.isEmpty());
    if (Verdict(verdict) == Verdict::Fail)
        QVERIFY2(result.findings.first().text.contains(QStringLiteral("A drop of up to 5.0 points is allowed.")), qPrintable(result.findings.first().text));
}

void tst_RegressionGate::significantDropFails()
{
    RegressionPolicy policy;
    const auto fails = judged({ outcomeOf("x", 0.8, 500), outcomeOf("y", 0.8, 500) }, { outcomeOf("x", 0.6, 500), outcomeOf("y", 0.79, 500) }, policy);
    QVERIFY(fails.verdict == Verdict::Fail);
    QCOMPARE(fails.findings.at(0).code, QStringLiteral("significant-drop"));
    QVERIFY(fails.findings.at(1).verdict == Verdict::Pass); // could be chance
    QCOMPARE(fails.sentence, QStringLiteral("Fails: 1 of 2 benchmarks do not hold against A."));
    QVERIFY(judged({ outcomeOf("x", 0.6, 500) }, { outcomeOf("x", 0.8, 500) }, policy).verdict == Verdict::Pass);
    policy.all.failOnSignificantDrop = false;
    QVERIFY(judged({ outcomeOf("x", 0.8, 500) }, { outcomeOf("x", 0.6, 500) }, policy).verdict == Verdict::Pass);
}

void tst_RegressionGate::ownRules()
{
    RegressionPolicy policy = maxDrop(0.01, GatePolicy::Mode::Lenient);
    RegressionRule loose;
    loose.failOnSignificantDrop = false;
    loose.maxDrop = 0.5;
    const QList<Outcome> before { outcomeOf("x", 0.8, 500), outcomeOf("y", 0.8, 500) }, after { outcomeOf("x", 0.6, 500), outcomeOf("y", 0.6, 500) };
    policy.benchmarks.insert(QStringLiteral("y"), loose);
    auto result = judged(before, after, policy);
    QVERIFY(result.findings.at(0).verdict == Verdict::Fail && result.findings.at(1).verdict == Verdict::Pass);
    policy.benchmarks.insert(QStringLiteral("assay/x"), loose);
    result = judged(before, after, policy);
    QVERIFY(result.verdict == Verdict::Pass);
    QCOMPARE(result.sentence, QStringLiteral("Passes: no benchmark of 2 dropped further than allowed from A."));
}

void tst_RegressionGate::missingResults()
{
    Outcome failed = outcomeOf("x", 0.8, 500);
    failed.state = RunState::Failed;
    RegressionPolicy policy;
    const QList<Outcome> good { outcomeOf("x", 0.8, 500) };
    for (const auto &[before, after, name] : std::initializer_list<std::tuple<QList<Outcome>, QList<Outcome>, const char *>> { { good, { failed }, "B: failed" },
             { good, {}, "B: not run" }, { { failed }, good, "A: failed" } }) {
        const auto result = judged(before, after, policy);
        QVERIFY(result.verdict == Verdict::Fail && result.findings.first().verdict == Verdict::NoResult);
        QCOMPARE(result.findings.first().code, QStringLiteral("missing"));
        QVERIFY2(result.findings.first().text.contains(QString::fromLatin1(name)), qPrintable(result.findings.first().text));
    }
    policy.all.allowMissing = true;
    QVERIFY(judged(good, { failed }, policy).verdict == Verdict::Pass);
}

void tst_RegressionGate::sharedItems()
{
    ScoreColumns columns;
    for (int i = 0; i < 100; ++i) {
        columns.itemKeys << QString::number(i);
        columns.scores << (i % 2 ? 1.0 : 0.0);
    }
    ScoreColumns other = columns;
    for (int i = 0; i < 20; ++i)
        other.itemKeys[i].prepend(QLatin1Char('z'));
    ComparedRun before = runOf("A", { outcomeOf("x", 0.5, 100) }), after = runOf("B", { outcomeOf("x", 0.5, 100) });
    before.scores.insert(0, columns);
    after.scores.insert(0, other);
    RegressionPolicy policy;
    policy.all.minSharedItems = 0.9; // 80 of 120 are
    const auto result = judgeRegression(*compareRuns({ before, after }, {}), 1, policy);
    QCOMPARE(result.findings.first().code, QStringLiteral("shared-items"));
    QVERIFY2(result.findings.first().text.contains(QStringLiteral("66.7 %")), qPrintable(result.findings.first().text));
    policy.all.minSharedItems = 0.6;
    QVERIFY(judgeRegression(*compareRuns({ before, after }, {}), 1, policy).verdict == Verdict::Pass);
    after.scores.clear();
    const auto unknown = judgeRegression(*compareRuns({ before, after }, {}), 1, policy);
    QCOMPARE(unknown.findings.first().code, QStringLiteral("shared-items"));
}

void tst_RegressionGate::notComparable()
{
    ComparedRun before = runOf("A", { outcomeOf("x", 0.5, 100) }), after = runOf("B", { outcomeOf("x", 0.5, 100) });
    before.job.benchmarks[0].parameters.text = R"({"num_fewshot":5})";
    after.job.benchmarks[0].parameters.text = R"({"num_fewshot":0})";
    const RunComparison comparison = *compareRuns({ before, after }, {});
    const Comparability comparability = comparabilityOf(comparison, { before, after });
    RegressionPolicy policy;
    QVERIFY(judgeRegression(comparison, 1, policy, &comparability).verdict == Verdict::Pass);
    policy.requireComparable = true;
    const auto result = judgeRegression(comparison, 1, policy, &comparability);
    QVERIFY(result.verdict == Verdict::Fail);
    QCOMPARE(result.findings.first().code, QStringLiteral("not-comparable"));
    QVERIFY(result.findings.first().text.contains(QStringLiteral("num_fewshot")));
    QCOMPARE(result.sentence, QStringLiteral("Fails: the run is not comparable with A."));
}

void tst_RegressionGate::nothingToHold()
{
    const auto result = judged({}, { outcomeOf("x", 0.5, 100) }, {});
    QVERIFY(result.verdict == Verdict::Fail); // a gate that looks at nothing must not pass
    QCOMPARE(result.sentence, QStringLiteral("Fails: A has no benchmark to compare with."));
}

ASSAY_TEST(tst_RegressionGate)
#include "tst_RegressionGate.moc"
