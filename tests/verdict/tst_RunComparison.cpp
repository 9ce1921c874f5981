#include "services/verdict/Judge.h"
#include "services/verdict/RunComparison.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace assay;
using test::jobOf;
using test::Outcome;

namespace {

using State = ComparedCell::State;
using Basis = ComparedCell::Basis;

ScoreColumns scoresOf(const QList<double> &values)
{
    ScoreColumns columns;
    for (int i = 0; i < values.size(); ++i) {
        columns.itemKeys << QStringLiteral("id:%1").arg(i);
        columns.repeats << 0;
        columns.scores << values.at(i);
    }
    return columns;
}

/// n items, `right` of them right from the one at `flipped` on.
ScoreColumns binary(int n, int right, int flipped = 0)
{
    QList<double> values;
    for (int i = 0; i < n; ++i)
        values << (i >= flipped && i < right + flipped ? 1.0 : 0.0);
    return scoresOf(values);
}

double shareOf(const ScoreColumns &columns)
{
    double sum = 0;
    for (const auto &score : columns.scores)
        sum += score.value_or(0);
    return sum / double(columns.scores.size());
}

ComparedRun runOf(const QString &name, const QList<Outcome> &outcomes, const QHash<int, ScoreColumns> &scores = {})
{
    ComparedRun run;
    run.ref = run.name = name;
    run.job = jobOf(RunState::Completed, outcomes, name);
    run.scores = scores;
    return run;
}

Outcome outcomeOf(const QString &id, double value, int n, std::optional<double> gate = {}, bool lower = false)
{
    Outcome outcome;
    outcome.id = id;
    outcome.value = value;
    outcome.n = n;
    outcome.gate = gate;
    outcome.lower = lower;
    return outcome;
}

RunComparison compared(const QList<ComparedRun> &runs, const RunComparisonOptions &options = {})
{
    const auto result = compareRuns(runs, options);
    return result ? *result : RunComparison {};
}

} // namespace

class tst_RunComparison : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void joinsWhateverTheOrder();
    void joinsManyCopiesQuickly();
    void repeatsAreNoIndependentEvidence();
    void pairsWhereScoresExist();
    void standardErrorsWhereNoneDo();
    void saysWhyAValueIsMissing();
    void matchesBenchmarks();
    void gateIsTheRunsOwn();
    void lowerIsBetter();
    void doesNotCompareOtherMeanings();
    void scoresOfAnotherMetricAreNotPaired();
    void missingScoresTurnNoSign();
    void percentagesAreRightOrWrong();
    void holmIsOverAllCells();
    void drawsAreLimited();
    void allMetrics();
    void wordsForTheWhole();
    void plainWords();
    void cancels();
};

void tst_RunComparison::joinsWhateverTheOrder()
{
    std::mt19937 random(7);
    ScoreColumns before, after;
    for (int i = 0; i < 500; ++i) {
        before.itemKeys << QStringLiteral("id:%1").arg(i / 2);
        before.repeats << i % 2;
        before.scores << i;
        if (i % 7 == 0)
            continue;
        after.itemKeys << before.itemKeys.at(i);
        after.repeats << before.repeats.at(i);
        after.scores << i + 0.5;
    }
    const ScorePairs inOrder = pairScores(before, after);
    QCOMPARE(inOrder.unpaired, 72);
    QList<int> order;
    for (int i = 0; i < after.itemKeys.size(); ++i)
        order << i;
    std::shuffle(order.begin(), order.end(), random);
    ScoreColumns mixed;
    for (const int at : order) {
        mixed.itemKeys << after.itemKeys.at(at);
        mixed.repeats << after.repeats.at(at);
        mixed.scores << after.scores.at(at);
    }
    const ScorePairs shuffled = pairScores(before, mixed);
    QCOMPARE(shuffled.unpaired, inOrder.unpaired);
    QCOMPARE(shuffled.before.size(), inOrder.before.size());
    for (std::size_t i = 0; i < shuffled.before.size(); ++i)
        QCOMPARE(shuffled.after[i] - shuffled.before[i], 0.5);
    QCOMPARE(shuffled.items.size(), shuffled.before.size());
}

void tst_RunComparison::joinsManyCopiesQuickly()
{
    // A foreign file without keys: every item has the same one. They meet in their order, and not each with each.
    ScoreColumns before, after;
    for (int i = 0; i < 100'000; ++i) {
        before.itemKeys << QStringLiteral("id:");
        before.scores << 1;
    }
    after = before;
    before.itemKeys.prepend(QStringLiteral("id:other"));
    before.scores.prepend(0);
    after.itemKeys << QStringLiteral("id:") << QStringLiteral("id:");
    after.scores << 0 << 0;
    const ScorePairs pairs = pairScores(before, after);
    QCOMPARE(pairs.before.size(), std::size_t(100'000));
    QCOMPARE(pairs.unpaired, 1 + 2);
    QCOMPARE(meanOf(pairs.before), 1.0);
    QCOMPARE(meanOf(pairs.after), 1.0);
}

void tst_RunComparison::repeatsAreNoIndependentEvidence()
{
    // The same ten items, each asked twenty times, always answered alike: twenty times the numbers, but no more evidence.
    ScoreColumns before, after, first, second;
    for (int item = 0; item < 10; ++item) {
        for (int repeat = 0; repeat < 20; ++repeat) {
            before.itemKeys << QStringLiteral("id:%1").arg(item);
            before.repeats << repeat;
            before.scores << (item < 4 ? 1 : 0);
        }
    }
    after = before;
    for (int i = 0; i < after.scores.size(); ++i)
        after.scores[i] = i / 20 < 8 ? 1 : 0;
    const auto repeated = compareScores(before, after, QStringLiteral("accuracy"), false);
    QVERIFY(repeated->test == CompareOptions::Test::Clustered);
    QCOMPARE(repeated->groups, 10);
    QVERIFY2(repeated->pValue > 0.01, qPrintable(QString::number(repeated->pValue)));
    QVERIFY(mcnemarExact(repeated->gained, repeated->lost) < 1e-20);
    QVERIFY(comparisonSentence(*repeated, QStringLiteral("B")).contains(QStringLiteral("of 200 in 10 groups")));
    // Groups that the data names go the same way, and groups of one are none.
    ScoreColumns grouped = binary(60, 30), other = binary(60, 40);
    for (int i = 0; i < 60; ++i)
        grouped.groups << i / 6;
    QCOMPARE(compareScores(grouped, other, QStringLiteral("accuracy"), false)->groups, 10);
    for (int i = 0; i < 60; ++i)
        grouped.groups[i] = i;
    QVERIFY(compareScores(grouped, other, QStringLiteral("accuracy"), false)->test == CompareOptions::Test::McNemar);
}

void tst_RunComparison::pairsWhereScoresExist()
{
    const ScoreColumns a = binary(500, 310), b = binary(500, 352);
    const auto comparison = compared({ runOf(QStringLiteral("A"), { outcomeOf(QStringLiteral("gsm8k"), shareOf(a), 500) }, { { 0, a } }),
        runOf(QStringLiteral("B"), { outcomeOf(QStringLiteral("gsm8k"), shareOf(b), 500) }, { { 0, b } }) });
    QCOMPARE(comparison.rows.size(), 1);
    const ComparedRow &row = comparison.rows.first();
    QVERIFY(row.cells.at(0).basis == Basis::Baseline && !row.cells.at(0).difference);
    const ComparedCell &cell = row.cells.at(1);
    QVERIFY(cell.basis == Basis::Paired && cell.significant());
    QCOMPARE(cell.comparison->pValue, mcnemarExact(42, 0));
    QCOMPARE(cell.comparison->pairs, 500);
    QCOMPARE(cellText(row, 1), QStringLiteral("0.704 +0.084 ▲"));
    QCOMPARE(cellText(row, 0), QStringLiteral("0.620"));
    QVERIFY2(cellSentence(comparison, 0, 1).startsWith(QStringLiteral("gsm8k, B: 0.704, interval 0.663 to 0.742. B is better by 8.4 points")),
        qPrintable(cellSentence(comparison, 0, 1)));
}

void tst_RunComparison::standardErrorsWhereNoneDo()
{
    const auto comparison = compared({ runOf(QStringLiteral("A"), { outcomeOf(QStringLiteral("x"), 0.5, 50), outcomeOf(QStringLiteral("y"), 0.5, 0) }),
        runOf(QStringLiteral("B"), { outcomeOf(QStringLiteral("x"), 0.8, 50), outcomeOf(QStringLiteral("y"), 0.9, 0) }) });
    const ComparedCell &shares = comparison.rows.at(0).cells.at(1), &bare = comparison.rows.at(1).cells.at(1);
    QVERIFY(shares.basis == Basis::Unpaired);
    // statsmodels 0.14: proportions_ztest([40, 25], [50, 50]), confint_proportions_2indep(40, 50, 25, 50, method="newcomb")
    QVERIFY(std::abs(shares.comparison->pValue - 0.001661694457983504) < 1e-12);
    QVERIFY(std::abs(shares.comparison->interval.low - 0.11336261657388574) < 1e-12);
    QVERIFY(std::abs(shares.comparison->interval.high - 0.45970000363795166) < 1e-12);
    QVERIFY(cellSentence(comparison, 0, 1).contains(QStringLiteral("the items are not paired")));
    QVERIFY(bare.basis == Basis::NoUncertainty && !bare.comparison);
    QCOMPARE(*bare.difference, 0.4);
    QCOMPARE(cellText(comparison.rows.at(1), 1), QStringLiteral("0.900 +0.400 ?"));
    QVERIFY(cellSentence(comparison, 1, 1).contains(QStringLiteral("no uncertainty is known, so this could be chance")));
    QCOMPARE(comparison.tallies.at(1), (ComparisonTally { 1, 0, 0, 1, 0 }));
    QCOMPARE(comparison.tested, 1);
}

void tst_RunComparison::saysWhyAValueIsMissing()
{
    Outcome failed = outcomeOf(QStringLiteral("failed"), 0.4, 50);
    failed.state = RunState::Failed;
    failed.error = QStringLiteral("Out of memory.");
    Outcome pending;
    pending.id = QStringLiteral("pending");
    pending.state = RunState::Running;
    Outcome other = outcomeOf(QStringLiteral("metric"), 0.5, 50);
    other.metric = QStringLiteral("f1");
    const QList<Outcome> all { outcomeOf(QStringLiteral("failed"), 0.5, 50), outcomeOf(QStringLiteral("pending"), 0.5, 50),
        outcomeOf(QStringLiteral("metric"), 0.5, 50), outcomeOf(QStringLiteral("absent"), 0.5, 50) };
    const auto comparison = compared({ runOf(QStringLiteral("A"), all), runOf(QStringLiteral("B"), { failed, pending, other }) });
    const auto cell = [&](int row) { return comparison.rows.at(row).cells.at(1); };
    QVERIFY(cell(0).state == State::Failed && !cell(0).value); // what it reported is not the result
    QCOMPARE(cellText(comparison.rows.at(0), 1), QStringLiteral("failed"));
    QVERIFY(cellSentence(comparison, 0, 1).endsWith(QStringLiteral("failed. Out of memory.")));
    QVERIFY(cell(1).state == State::Pending);
    QVERIFY(cell(2).state == State::NoMetric);
    QVERIFY2(cellSentence(comparison, 2, 1).endsWith(QStringLiteral("not reported. It reported f1 instead.")), qPrintable(cellSentence(comparison, 2, 1)));
    QVERIFY(cell(3).state == State::NotRun);
    QCOMPARE(comparison.tallies.at(1).missing, 4);
    QCOMPARE(runSentence(comparison, 1), QStringLiteral("B has no result to compare with A."));
    // A number that is none, as foreign files have them.
    ComparedRun foreign = runOf(QStringLiteral("C"), all);
    foreign.job.results.benchmarks[0].metrics.text = "{\"accuracy\":1e999}";
    foreign.job.results.benchmarks[1].metrics.text = "{\"accuracy\":null}";
    foreign.job.results.benchmarks[2].metrics.text = "{\"accuracy\":\"NaN\"}";
    const auto strange = compared({ runOf(QStringLiteral("A"), all), foreign });
    for (int row = 0; row < 3; ++row)
        QVERIFY(strange.rows.at(row).cells.at(1).state == State::NoMetric);
    QVERIFY(strange.rows.at(3).cells.at(1).state == State::Shown);
}

void tst_RunComparison::matchesBenchmarks()
{
    const QString x = QStringLiteral("x"), y = QStringLiteral("y"), z = QStringLiteral("z");
    ComparedRun imported = runOf(QStringLiteral("B"), { outcomeOf(z, 0.1, 50), outcomeOf(x, 0.2, 50), outcomeOf(x, 0.3, 50) });
    for (auto &ref : imported.job.benchmarks)
        ref.providerId = QStringLiteral("lm_evaluation_harness");
    const auto comparison
        = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.5, 50), outcomeOf(y, 0.5, 50), outcomeOf(x, 0.6, 50) }), imported });
    QStringList found;
    for (const ComparedRow &row : comparison.rows)
        found << QStringLiteral("%1#%2 %3 %4").arg(row.id).arg(row.turn).arg(cellText(row, 0).left(5), cellText(row, 1).left(5));
    QCOMPARE(found, QStringList({ QStringLiteral("x#0 0.500 0.200"), QStringLiteral("y#0 0.500 not r"), QStringLiteral("x#1 0.600 0.300"),
                        QStringLiteral("z#0 not r 0.100") }));
    // With its own provider in the other run, a benchmark of the same name is another one.
    ComparedRun both = runOf(QStringLiteral("C"), { outcomeOf(x, 0.7, 50), outcomeOf(x, 0.8, 50) });
    both.job.benchmarks[0].providerId = QStringLiteral("other");
    const auto apart = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.5, 50) }), both });
    QCOMPARE(apart.rows.size(), 2);
    QCOMPARE(*apart.rows.at(0).cells.at(1).value, 0.8);
}

void tst_RunComparison::gateIsTheRunsOwn()
{
    const QString x = QStringLiteral("x");
    const auto comparison = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.5, 1000, 0.3) }), runOf(QStringLiteral("B"), { outcomeOf(x, 0.5, 1000, 0.8) }) });
    const auto &cells = comparison.rows.first().cells;
    QVERIFY(cells.at(0).judged.verdict == Verdict::Pass && cells.at(1).judged.verdict == Verdict::Fail);
    QCOMPARE(cells.at(1).judged.gate->threshold, 0.8);
    RunComparisonOptions lenient;
    lenient.policy.mode = GatePolicy::Mode::Lenient;
    const QList<ComparedRun> close { runOf(QStringLiteral("A"), { outcomeOf(x, 0.5, 50, 0.49) }) };
    QVERIFY(compared(close).rows.first().cells.first().judged.verdict == Verdict::TooClose);
    QVERIFY(compared(close, lenient).rows.first().cells.first().judged.verdict == Verdict::Pass);
}

void tst_RunComparison::lowerIsBetter()
{
    const QString x = QStringLiteral("toxicity");
    const auto comparison = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.2, 500, {}, true) }), runOf(QStringLiteral("B"), { outcomeOf(x, 0.4, 500, {}, true) }) });
    QCOMPARE(cellText(comparison.rows.first(), 1), QStringLiteral("0.400 +0.200 ▼"));
    QCOMPARE(comparison.tallies.at(1).worse, 1);
    QVERIFY(cellSentence(comparison, 0, 1).contains(QStringLiteral("B is worse by 20.0 points")));
}

void tst_RunComparison::doesNotCompareOtherMeanings()
{
    const QString x = QStringLiteral("x");
    const auto turned = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.2, 500) }), runOf(QStringLiteral("B"), { outcomeOf(x, 0.4, 500, {}, true) }) });
    QVERIFY(turned.rows.first().cells.at(1).state == State::NotComparable);
    QVERIFY(!turned.rows.first().cells.at(1).difference);
    QCOMPARE(cellText(turned.rows.first(), 1), QStringLiteral("0.400 (not comparable)"));
    const ScoreColumns scores = binary(50, 30);
    const auto percent = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.6, 50) }, { { 0, scores } }),
        runOf(QStringLiteral("B"), { outcomeOf(x, 60, 50) }, { { 0, scores } }) });
    QVERIFY(percent.rows.first().cells.at(1).state == State::NotComparable);
    QVERIFY(percent.rows.first().cells.at(1).note.contains(QStringLiteral("percentage")));
    // Two percentages are paired in their own unit.
    const ScoreColumns more = binary(50, 45);
    const auto percents = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 60, 50) }, { { 0, scores } }),
        runOf(QStringLiteral("B"), { outcomeOf(x, 90, 50) }, { { 0, more } }) });
    QCOMPARE(*percents.rows.first().cells.at(1).difference, 30.0);
}

void tst_RunComparison::scoresOfAnotherMetricAreNotPaired()
{
    const QString x = QStringLiteral("x");
    const auto comparison = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.5, 50) }, { { 0, binary(50, 40) } }),
        runOf(QStringLiteral("B"), { outcomeOf(x, 0.6, 50) }, { { 0, binary(50, 42) } }) });
    const ComparedCell &cell = comparison.rows.first().cells.at(1);
    QVERIFY(cell.basis == Basis::Unpaired);
    QVERIFY(cell.note.contains(QStringLiteral("another metric")));
    // Missing scores count as 0 in some harnesses and are left out in others: both are the metric's own, and the pairs follow it.
    ScoreColumns holes = binary(50, 40);
    holes.scores[49].reset();
    holes.scores[0] = std::numeric_limits<double>::quiet_NaN(); // is worth no more than a missing one
    const double among = 39.0 / 48, over = 39.0 / 50;
    for (const double value : { among, over }) {
        const auto paired = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, value, 50) }, { { 0, holes } }),
            runOf(QStringLiteral("B"), { outcomeOf(x, 0.84, 50) }, { { 0, binary(50, 42) } }) });
        const ComparedCell &itsCell = paired.rows.first().cells.at(1);
        const bool zero = value == over;
        QVERIFY(itsCell.basis == Basis::Paired && itsCell.missing == (zero ? MissingScores::Zero : MissingScores::LeftOut));
        QCOMPARE(itsCell.comparison->pairs, zero ? 50 : 48);
        QCOMPARE(itsCell.comparison->unpaired, zero ? 0 : 2);
        QCOMPARE(itsCell.note.startsWith(QStringLiteral("2 item(s) without a score in one of the two runs are left out")), !zero);
    }
    // Each in its own way: no pair says what both values say.
    ScoreColumns others = binary(50, 42);
    others.scores[0].reset();
    const auto mixed = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, over, 50) }, { { 0, holes } }),
        runOf(QStringLiteral("B"), { outcomeOf(x, 41.0 / 49, 50) }, { { 0, others } }) });
    QVERIFY(mixed.rows.first().cells.at(1).basis == Basis::Unpaired);
    QVERIFY(mixed.rows.first().cells.at(1).note.contains(QStringLiteral("counts items without a score as 0")));
    // No shared item: what the runs report is still there.
    ScoreColumns elsewhere = binary(50, 42);
    for (QString &key : elsewhere.itemKeys)
        key.prepend(QLatin1Char('z'));
    const auto disjoint = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.8, 50) }, { { 0, binary(50, 40) } }),
        runOf(QStringLiteral("B"), { outcomeOf(x, 0.84, 50) }, { { 0, elsewhere } }) });
    QVERIFY(disjoint.rows.first().cells.at(1).basis == Basis::Unpaired);
    QVERIFY(disjoint.rows.first().cells.at(1).note.contains(QStringLiteral("too few items")));
}

/// A model that fails to answer a fifth of the items reports 0.60 and not the 0.75 of its answers: no difference may praise it.
void tst_RunComparison::missingScoresTurnNoSign()
{
    const QString x = QStringLiteral("x");
    ScoreColumns before = binary(100, 80), after = binary(100, 60);
    for (int i = 0; i < 20; ++i) {
        before.scores[i] = i < 10 ? 1.0 : 0.0;
        after.scores[80 + i].reset();
    }
    for (int i = 80; i < 100; ++i)
        before.scores[i] = 1.0;
    const auto run = [&](const QString &name, double value, const ScoreColumns &scores) { return runOf(name, { outcomeOf(x, value, 100) }, { { 0, scores } }); };
    const RunComparison over = compared({ run(QStringLiteral("A"), shareOf(before), before), run(QStringLiteral("B"), 0.6, after) });
    const ComparedCell &cell = over.rows.first().cells.at(1);
    QCOMPARE(*cell.difference, 0.6 - shareOf(before));
    QCOMPARE(cell.comparison->pairs, 100);
    QVERIFY(cell.note.isEmpty());
    // Left out of the value, they are left out of the difference, which says so and may go the other way.
    ScoreColumns easy = binary(100, 61);
    for (int i = 61; i < 100; ++i)
        easy.scores[i] = i < 80 ? 0.0 : 1.0;
    const RunComparison among = compared({ run(QStringLiteral("A"), 0.81, easy), run(QStringLiteral("B"), 0.775, [&] {
        ScoreColumns some = binary(100, 62);
        for (int i = 80; i < 100; ++i)
            some.scores[i].reset();
        return some;
    }()) });
    const ComparedCell &other = among.rows.first().cells.at(1);
    QVERIFY(*other.value < 0.81 && *other.difference > 0);
    QCOMPARE(other.note, QStringLiteral("20 item(s) without a score in one of the two runs are left out of the difference. Over the others it goes the other way than the two values do."));
}

/// Percentages of right and wrong are tested as right and wrong, and come out in their unit.
void tst_RunComparison::percentagesAreRightOrWrong()
{
    const QString x = QStringLiteral("x");
    ScoreColumns a = binary(50, 30), b = binary(50, 45);
    const auto both = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 60, 50) }, { { 0, a } }), runOf(QStringLiteral("B"), { outcomeOf(x, 90, 50) }, { { 0, b } }) });
    const Comparison &comparison = *both.rows.first().cells.at(1).comparison;
    QVERIFY(comparison.test == CompareOptions::Test::McNemar);
    QCOMPARE(comparison.before, 60.0);
    QCOMPARE(comparison.gained, 15);
    QCOMPARE(comparison.pValue, mcnemarExact(15, 0));
    QVERIFY(*comparison.detectable > 1);
}

void tst_RunComparison::holmIsOverAllCells()
{
    QList<ComparedRun> runs;
    for (const QString &name : { QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C") }) {
        ComparedRun run = runOf(name, {});
        QList<Outcome> outcomes;
        for (int i = 0; i < 4; ++i) {
            const ScoreColumns scores = binary(100, 50 + 4 * i * int(runs.size()));
            outcomes << outcomeOf(QStringLiteral("b%1").arg(i), shareOf(scores), 100);
            run.scores.insert(i, scores);
        }
        run.job = jobOf(RunState::Completed, outcomes, name);
        runs << run;
    }
    const auto comparison = compared(runs);
    QCOMPARE(comparison.tested, 8);
    QList<double> raw, adjusted;
    for (const ComparedRow &row : comparison.rows) {
        for (int run = 1; run < 3; ++run) {
            raw << row.cells.at(run).comparison->pValue;
            adjusted << *row.cells.at(run).comparison->adjusted;
        }
    }
    QCOMPARE(adjusted, holm(raw));
    QCOMPARE(comparison.rows.first().cells.at(1).comparison->comparisons, 8);
    // Another baseline turns every sign.
    RunComparisonOptions options;
    options.baseline = 1;
    const auto turned = compared(runs, options);
    QCOMPARE(*turned.rows.at(3).cells.at(0).difference, -*comparison.rows.at(3).cells.at(1).difference);
    QVERIFY(turned.rows.at(3).cells.at(1).basis == Basis::Baseline);
}

void tst_RunComparison::drawsAreLimited()
{
    std::mt19937_64 random(5);
    const auto graded = [&random](int n) {
        QList<double> values;
        for (int i = 0; i < n; ++i)
            values << double(random() % 1000) / 1000;
        return scoresOf(values);
    };
    const ScoreColumns a = graded(300), b = graded(300), c = graded(40), d = graded(40);
    QList<ComparedRun> runs { runOf(QStringLiteral("A"), { outcomeOf(QStringLiteral("long"), shareOf(a), 0), outcomeOf(QStringLiteral("short"), shareOf(c), 0) }, { { 0, a }, { 1, c } }),
        runOf(QStringLiteral("B"), { outcomeOf(QStringLiteral("long"), shareOf(b), 0), outcomeOf(QStringLiteral("short"), shareOf(d), 0) }, { { 0, b }, { 1, d } }) };
    RunComparisonOptions options;
    options.mostDraws = 2 * 2000 * 100;
    const auto comparison = compared(runs, options);
    QVERIFY(comparison.rows.at(0).cells.at(1).comparison->test == CompareOptions::Test::StudentT);
    QVERIFY(comparison.rows.at(1).cells.at(1).comparison->test == CompareOptions::Test::Bootstrap);
    const auto single = compareScores(c, d, QStringLiteral("accuracy"), false);
    QCOMPARE(comparison.rows.at(1).cells.at(1).comparison->pValue, single->pValue);
    QVERIFY(compared(runs).rows.at(0).cells.at(1).comparison->test == CompareOptions::Test::Bootstrap);
}

void tst_RunComparison::allMetrics()
{
    QList<ComparedRun> runs { runOf(QStringLiteral("A"), { outcomeOf(QStringLiteral("x"), 0.5, 50) }), runOf(QStringLiteral("B"), { outcomeOf(QStringLiteral("x"), 0.6, 50) }) };
    runs[0].job.results.benchmarks[0].metrics.text = R"({"accuracy":0.5,"samples":50,"f1":0.3,"f1_stderr":0.02,"loss":2.5})";
    runs[1].job.results.benchmarks[0].metrics.text = R"({"accuracy":0.6,"samples":50,"f1":0.4,"f1_stderr":0.02,"bleu":12})";
    RunComparisonOptions options;
    options.allMetrics = true;
    const auto comparison = compared(runs, options);
    QStringList metrics;
    for (const ComparedRow &row : comparison.rows)
        metrics << row.metric;
    QCOMPARE(metrics, QStringList({ QStringLiteral("accuracy"), QStringLiteral("f1"), QStringLiteral("loss"), QStringLiteral("bleu") }));
    QVERIFY(comparison.rows.at(0).primary && !comparison.rows.at(1).primary);
    QVERIFY(comparison.rows.at(1).cells.at(1).comparison->pValue < 0.001); // z = 0.1 / 0.0283
    QVERIFY(comparison.rows.at(2).cells.at(1).state == State::NoMetric);
    QVERIFY(comparison.rows.at(2).cells.at(1).note.isEmpty()); // it has the primary one, too
    QVERIFY(comparison.rows.at(3).cells.at(0).state == State::NoMetric);
    QCOMPARE(comparison.tallies.at(1).compared(), 1); // the whole speaks of primary metrics
    QCOMPARE(compared(runs).rows.size(), 1);
}

void tst_RunComparison::wordsForTheWhole()
{
    const auto sentence = [](int better, int worse, int chance, int unknown) {
        RunComparison comparison;
        comparison.names = QStringList { QStringLiteral("A"), QStringLiteral("B") };
        comparison.tallies = { {}, { better, worse, chance, unknown, 0 } };
        return runSentence(comparison, 1);
    };
    QCOMPARE(sentence(2, 1, 3, 0), QStringLiteral("B is better on 2 of 6, worse on 1, the rest could be chance."));
    QCOMPARE(sentence(2, 0, 0, 0), QStringLiteral("B is better on 2 of 2."));
    QCOMPARE(sentence(0, 1, 0, 1), QStringLiteral("B is worse on 1 of 2, the rest could be chance."));
    QVERIFY(sentence(0, 0, 4, 0).startsWith(QStringLiteral("B: no difference on 4 benchmark")));
    QVERIFY(sentence(0, 0, 0, 2).startsWith(QStringLiteral("B: the uncertainty of 2 result")));
    RunComparison comparison;
    comparison.names = QStringList { QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C") };
    comparison.baseline = 1;
    comparison.tallies = { { 1, 0, 0, 0, 0 }, {}, { 0, 1, 0, 0, 0 } };
    QCOMPARE(comparisonSummary(comparison), QStringLiteral("A is better on 1 of 1.\nC is worse on 1 of 1."));
    QVERIFY(runSentence(comparison, 1).isEmpty());
}

void tst_RunComparison::plainWords()
{
    const QString x = QStringLiteral("x"), y = QStringLiteral("y");
    const auto comparison = compared({ runOf(QStringLiteral("A"), { outcomeOf(x, 0.2, 500), outcomeOf(y, 0.5, 0) }),
        runOf(QStringLiteral("B"), { outcomeOf(x, 0.4, 500), outcomeOf(y, 0.4, 0) }) });
    QString all = runSentence(comparison, 1, Wording::Plain) + cellText(comparison.rows.at(0), 1, QLocale::c(), Wording::Plain);
    for (int row = 0; row < 2; ++row)
        all += cellSentence(comparison, row, 1, QLocale::c(), Wording::Plain);
    QVERIFY2(!all.contains(QStringLiteral("better")) && !all.contains(QStringLiteral("worse")), qPrintable(all));
    QVERIFY2(all.contains(QStringLiteral("B is higher by 20.0 points")) && all.contains(QStringLiteral("B is lower by 10.0 points")), qPrintable(all));
    QCOMPARE(differenceGlyph(comparison.rows.at(0), 1, Wording::Plain), QStringLiteral("△"));
}

void tst_RunComparison::cancels()
{
    const QList<ComparedRun> runs { runOf(QStringLiteral("A"), { outcomeOf(QStringLiteral("x"), 0.2, 500) }) };
    const auto stopped = compareRuns(runs, {}, [] { return true; });
    QVERIFY(!stopped && stopped.error().kind == Error::Kind::Cancelled);
    RunComparisonOptions options;
    options.baseline = 1;
    const auto wrong = compareRuns(runs, options);
    QVERIFY(!wrong && wrong.error().kind == Error::Kind::Invalid);
    QVERIFY(!compareRuns({}, {}));
}

ASSAY_TEST(tst_RunComparison)
#include "tst_RunComparison.moc"
