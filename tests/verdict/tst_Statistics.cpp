#include "services/verdict/Agreement.h"
#include "services/verdict/Compare.h"
#include "services/verdict/RightRule.h"
#include "services/verdict/Judge.h"
#include "services/verdict/Statistics.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace assay;

/// Published and hand-worked values, edges, and what a bootstrap must do in the long run; statistics_reference.py compares with
/// scipy and statsmodels.
class tst_Statistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void published();
    void impossible();
    void clusters();
    void bootstrapIsRepeatable();
    void bootstrapCovers_data();
    void bootstrapCovers();
    void bootstrapOfGroups();
    void pairedTests();
    void bootstrapTestKeepsItsLevel();
    void holmAdjusts();
    void kappaAndRates();
    void pairsByKey();
    void choosesTheTest();
    void rightOrWrong();
    void sentences();
};

namespace {

double rounded(double value, int digits)
{
    const double factor = std::pow(10, digits);
    return std::round(value * factor) / factor;
}

ScoreColumns columns(const QList<double> &scores)
{
    ScoreColumns out;
    for (qsizetype i = 0; i < scores.size(); ++i) {
        out.itemKeys << QStringLiteral("id:%1").arg(i);
        out.repeats << 0;
        out.scores << scores.at(i);
    }
    return out;
}

/// Two runs of right and wrong with these counts.
std::pair<ScoreColumns, ScoreColumns> runs(int gained, int lost, int bothRight, int bothWrong)
{
    QList<double> before, after;
    const auto add = [&](int count, double was, double is) {
        before << QList<double>(count, was);
        after << QList<double>(count, is);
    };
    add(gained, 0, 1);
    add(lost, 1, 0);
    add(bothRight, 1, 1);
    add(bothWrong, 0, 0);
    return { columns(before), columns(after) };
}

Values drawn(std::mt19937_64 &random, bool skewed, std::size_t n)
{
    Values values(n);
    for (double &value : values) {
        // Inverse distribution functions instead of std's distributions: the same numbers with every library.
        const double u = (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
        value = skewed ? -std::log(u) : u;
    }
    return values;
}

} // namespace

void tst_Statistics::published()
{
    const auto wilson = wilsonInterval(35, 50);
    QCOMPARE(rounded(wilson->low, 3), 0.562);
    QCOMPARE(rounded(wilson->high, 3), 0.809);
    QCOMPARE(rounded(wilsonInterval(30, 30)->low, 3), 0.886);
    QCOMPARE(wilsonInterval(30, 30)->high, 1.0);
    QCOMPARE(rounded(*detectableDifference(50) * 100, 1), 28.0);
    QCOMPARE(rounded(*detectableDifference(100) * 100, 1), 19.8);
    QCOMPARE(rounded(*detectableDifference(164) * 100, 1), 15.5);
    QCOMPARE(rounded(*detectableDifference(1000) * 100, 1), 6.3);
    QCOMPARE(rounded(*detectableDifferencePaired(164, 13.0 / 164) * 100, 0), 6.0);
    QCOMPARE(rounded(mcnemarExact(12, 2), 4), 0.0129);
    QCOMPARE(rounded(mcnemarExact(9, 4), 4), 0.2668);
    QCOMPARE(mcnemarMidP(0, 0), 1.0);
    QVERIFY(mcnemarMidP(9, 4) < mcnemarExact(9, 4));
}

void tst_Statistics::impossible()
{
    const double nan = qQNaN();
    QVERIFY(!standardError({ 1 }));
    QVERIFY(!standardError({ 1, nan }));
    QVERIFY(!studentInterval({ 1, 2 }, 1.0));
    QVERIFY(!bootstrapInterval({ 1 }));
    QVERIFY(!bootstrapInterval({ 1, nan }));
    QCOMPARE(*bootstrapInterval({ 2, 2, 2 }), Interval({ 2, 2 }));
    QVERIFY(!pairedT({ 1, 2 }, { 1, 2, 3 }));
    QVERIFY(!pairedT({ 1 }, { 2 }));
    QVERIFY(!pairedBootstrap({ 1, nan }, { 1, 2 }));
    QCOMPARE(pairedT({ 1, 2, 3 }, { 1, 2, 3 })->pValue, 1.0);
    QCOMPARE(pairedT({ 1, 2, 3 }, { 2, 3, 4 })->pValue, 0.0); // no spread: nothing but a difference
    QVERIFY(!detectableDifference(0));
    QVERIFY(!detectableDifference(10, 1));
    QVERIFY(!detectableDifferencePaired(10, 0));
    QVERIFY(!clusteredStandardError({ 1, 2 }, { 1 }));
    QVERIFY(!clusteredStandardError({ 1, 2 }, { 1, 1 }));
    QCOMPARE(holm({}), QList<double>());
}

void tst_Statistics::clusters()
{
    // Everyone a group: the plain error with n instead of n − 1.
    const Values values { 0, 1, 1, 0, 1 };
    QCOMPARE(*clusteredStandardError(values, { 1, 2, 3, 4, 5 }), *standardError(values) * std::sqrt(4.0 / 5));
    // Each item told three times says no more than once: the error is √3 of the naive one.
    Values thrice;
    QList<int> groups;
    for (int i = 0; i < 5; ++i) {
        for (int repeat = 0; repeat < 3; ++repeat) {
            thrice.push_back(values[static_cast<std::size_t>(i)]);
            groups << i;
        }
    }
    QCOMPARE(*clusteredStandardError(thrice, groups), *clusteredStandardError(values, { 1, 2, 3, 4, 5 }));
}

void tst_Statistics::bootstrapIsRepeatable()
{
    const Values values { 0.1, 0.9, 0.4, 0.7, 0.3, 0.8 };
    const auto once = bootstrapInterval(values), again = bootstrapInterval(values);
    QCOMPARE(*once, *again);
    QVERIFY(bootstrapMeans(values, 200, 2) != bootstrapMeans(values, 200, 1));
    QVERIFY(once->low < meanOf(values) && meanOf(values) < once->high);
    // On every machine: the draws are ours, not the standard library's.
    const Values means = bootstrapMeans({ 0, 1, 2 }, 4, 1);
    QCOMPARE(means.size(), std::size_t(4));
    QVERIFY(std::ranges::is_sorted(means));
}

void tst_Statistics::bootstrapCovers_data()
{
    QTest::addColumn<bool>("skewed");
    QTest::addColumn<BootstrapOptions::Method>("method");
    QTest::addColumn<double>("least");
    QTest::addRow("even, percentile") << false << BootstrapOptions::Method::Percentile << 0.925;
    QTest::addRow("even, BCa") << false << BootstrapOptions::Method::Bca << 0.925;
    QTest::addRow("skewed, percentile") << true << BootstrapOptions::Method::Percentile << 0.89;
    QTest::addRow("skewed, BCa") << true << BootstrapOptions::Method::Bca << 0.91;
}

/// 400 sets of 40: a 95 % interval holds the true mean as often as theory says for this size.
void tst_Statistics::bootstrapCovers()
{
    QFETCH(bool, skewed);
    QFETCH(BootstrapOptions::Method, method);
    QFETCH(double, least);
    std::mt19937_64 random(7);
    const double truth = skewed ? 1.0 : 0.5;
    constexpr int sets = 400;
    int held = 0;
    for (int i = 0; i < sets; ++i) {
        BootstrapOptions options;
        options.method = method;
        options.resamples = 400;
        options.seed = static_cast<std::uint64_t>(i + 1);
        held += bootstrapInterval(drawn(random, skewed, 40), options)->contains(truth);
    }
    const double coverage = static_cast<double>(held) / sets;
    QVERIFY2(coverage >= least && coverage <= 0.975, qPrintable(QString::number(coverage)));
}

/// Whole groups are drawn where items are no independent evidence, and several levels share their draws.
void tst_Statistics::bootstrapOfGroups()
{
    std::mt19937_64 random(5);
    Values values;
    QList<int> groups, alone;
    for (int group = 0; group < 30; ++group) {
        const double value = drawn(random, false, 1).front();
        for (int i = 0; i < 8; ++i) {
            values.push_back(value);
            groups << 30 - group;
            alone << int(values.size());
        }
    }
    const Interval single = *bootstrapInterval(values);
    const QList<Interval> grouped = bootstrapIntervals(values, groups, { 0.8, 0.95 });
    const double width = grouped.at(1).high - grouped.at(1).low;
    QVERIFY(width > 2 * (single.high - single.low)); // 30 values of evidence, not 240
    const double error = *clusteredStandardError(values, groups);
    QVERIFY2(std::abs(width / (2 * 1.96 * error) - 1) < 0.15, qPrintable(QString::number(width)));
    QVERIFY(grouped.at(0).low > grouped.at(1).low && grouped.at(0).high < grouped.at(1).high);
    const Interval each = bootstrapIntervals(values, alone, { 0.95 }).first();
    QVERIFY(std::abs(each.low - single.low) < 1e-9 && std::abs(each.high - single.high) < 1e-9); // groups of one are items
    QVERIFY(bootstrapIntervals(values, QList<int>(240, 1), { 0.95 }).isEmpty());
}

void tst_Statistics::pairedTests()
{
    const Values before { 0.2, 0.5, 0.4, 0.9, 0.3, 0.6, 0.1, 0.7 }, after { 0.4, 0.6, 0.4, 1.0, 0.5, 0.5, 0.4, 0.9 };
    const auto t = pairedT(before, after), boot = pairedBootstrap(before, after);
    QCOMPARE(rounded(t->difference, 6), 0.125);
    QCOMPARE(t->pairs, 8);
    QVERIFY(t->interval.low > 0 && t->pValue < 0.05);
    QVERIFY(boot->pValue < 0.05 && boot->pValue > 0);
    QVERIFY(boot->interval.low > 0);
    // Turned round, the same with the other sign.
    QCOMPARE(pairedT(after, before)->pValue, t->pValue);
    QCOMPARE(pairedT(after, before)->interval.low, -t->interval.high);
}

/// Without a difference, one in twenty tests alarms at 5 %, not many more.
void tst_Statistics::bootstrapTestKeepsItsLevel()
{
    std::mt19937_64 random(11);
    constexpr int sets = 400;
    int alarms = 0;
    for (int i = 0; i < sets; ++i) {
        BootstrapOptions options;
        options.resamples = 400;
        options.seed = static_cast<std::uint64_t>(i + 1);
        alarms += pairedBootstrap(drawn(random, false, 40), drawn(random, false, 40), options)->pValue < 0.05;
    }
    QVERIFY2(alarms >= 8 && alarms <= 36, qPrintable(QString::number(alarms)));
}

void tst_Statistics::holmAdjusts()
{
    const QList<double> adjusted = holm({ 0.01, 0.04, 0.03, 0.005 });
    const QList<double> expected { 0.03, 0.06, 0.06, 0.02 };
    for (qsizetype i = 0; i < expected.size(); ++i)
        QCOMPARE(adjusted.at(i), expected.at(i));
    QCOMPARE(holm({ 0.6, 0.7 }), QList<double>({ 1.0, 1.0 }));
    QCOMPARE(holm({ qQNaN(), 0.01 }), QList<double>({ 1.0, 0.02 }));
}

void tst_Statistics::kappaAndRates()
{
    const ConfusionTable table { 20, 5, 10, 15 }; // the textbook's example: kappa 0.4
    const auto kappa = cohenKappa(table);
    QCOMPARE(rounded(kappa->value, 6), 0.4);
    QVERIFY(kappa->interval.contains(0.4) && kappa->interval.low > 0);
    QCOMPARE(truePositiveRate(table)->of, 30);
    QCOMPARE(rounded(truePositiveRate(table)->value, 4), 0.6667);
    QCOMPARE(trueNegativeRate(table)->value, 0.75);
    QVERIFY(trueNegativeRate(table)->interval.contains(0.75));
    QCOMPARE(cohenKappa({ 10, 0, 0, 10 })->value, 1.0);
    QCOMPARE(cohenKappa({ 10, 0, 0, 10 })->interval.high, 1.0);
    QCOMPARE(cohenKappa({ 67, 17, 0, 0 })->standardError, 0.0); // the judge says only "right"
    QVERIFY(!cohenKappa({}));
    QVERIFY(!cohenKappa({ 10, 0, 0, 0 })); // both say only "right"
    QVERIFY(!truePositiveRate({ 0, 3, 0, 4 }));
}

void tst_Statistics::pairsByKey()
{
    ScoreColumns a = columns({ 1, 0, 1, 0 }), b = columns({ 1, 1, 0 });
    a.scores[0].reset();
    b.itemKeys[2] = QStringLiteral("id:9");
    const ScorePairs pairs = pairScores(a, b);
    QCOMPARE(pairs.before, Values({ 0 }));
    QCOMPARE(pairs.after, Values({ 1 }));
    QCOMPARE(pairs.items, (QList<QPair<QString, int>>({ { QStringLiteral("id:1"), 0 } })));
    QCOMPARE(pairs.unpaired, 1 + 1 + 2); // without a score, only in b, only in a
    QVERIFY(!compareScores(a, b, QStringLiteral("acc"), false)); // one pair is no data
}

void tst_Statistics::choosesTheTest()
{
    using Test = CompareOptions::Test;
    const auto [a, b] = runs(12, 2, 60, 26);
    const auto binary = compareScores(a, b, QStringLiteral("acc"), false);
    QVERIFY(binary->binary && binary->test == Test::McNemar);
    QCOMPARE(binary->pValue, mcnemarExact(12, 2));
    QCOMPARE(rounded(binary->difference, 6), 0.1);
    CompareOptions midP;
    midP.test = Test::McNemarMidP;
    QCOMPARE(compareScores(a, b, QStringLiteral("acc"), false, midP)->pValue, mcnemarMidP(12, 2));
    std::mt19937_64 random(3);
    const auto graded = [&random](std::size_t n) {
        const Values values = drawn(random, false, n);
        return columns(QList<double>(values.begin(), values.end()));
    };
    QVERIFY(compareScores(graded(50), graded(50), QStringLiteral("f1"), false)->test == Test::Bootstrap);
    QVERIFY(compareScores(graded(2001), graded(2001), QStringLiteral("f1"), false)->test == Test::StudentT);
    QVERIFY(compareScores(graded(50), graded(50), QStringLiteral("f1"), false, midP)->test == Test::Bootstrap); // cannot be McNemar
}

void tst_Statistics::rightOrWrong()
{
    const RightRule up = rightRule(QStringLiteral("acc"), false), down = rightRule(QStringLiteral("bias_score"), true);
    QCOMPARE(up.isRight(0.5), std::optional(true));
    QCOMPARE(up.isRight(0.49), std::optional(false));
    QCOMPARE(down.isRight(0.5), std::optional(false));
    QCOMPARE(down.isRight(0), std::optional(true));
    for (const double outside : { -0.1, 1.1, std::numeric_limits<double>::quiet_NaN() })
        QVERIFY(!up.isRight(outside));
    QVERIFY(!rightRule(QStringLiteral("latency_ms"), true).isRight(0.2));
    QVERIFY(!rightRule(QStringLiteral("perplexity"), true).isRight(1));
    QVERIFY(rightRule(QStringLiteral("a metric of nobody's"), false).isRight(1));
}

void tst_Statistics::sentences()
{
    const auto compared = [](std::pair<ScoreColumns, ScoreColumns> both, const char *metric, bool lower) {
        return *compareScores(both.first, both.second, QString::fromLatin1(metric), lower);
    };
    const QString b = QStringLiteral("B");
    QList<Comparison> all { compared(runs(31, 10, 300, 159), "acc", false), compared(runs(9, 4, 100, 51), "acc", false),
        compared(runs(5, 5, 5, 5), "acc", false) };
    QCOMPARE(comparisonSentence(all.at(0), b),
        QStringLiteral("B is better by 4.2 points (95 % interval 1.7 to 6.7); 31 items gained, 10 lost of 500; p = 0.001."));
    QCOMPARE(comparisonSentence(all.at(1), b),
        QStringLiteral("B is better by 3.0 points (95 % interval -1.3 to 7.4); this could be chance (p = 0.27); 9 items gained, 4 lost of "
                       "164; about 6.2 points would be needed, about 14.8 points if the items were not paired."));
    adjustForMany(all);
    QCOMPARE(all.at(0).comparisons, 3);
    QCOMPARE(*all.at(0).adjusted, 3 * mcnemarExact(31, 10));
    QVERIFY2(comparisonSentence(all.at(0), b).endsWith(QStringLiteral("p = 0.004 after Holm over 3 comparisons.")),
        qPrintable(comparisonSentence(all.at(0), b)));
    QVERIFY(comparisonSentence(all.at(2), b).startsWith(QStringLiteral("B is equal on average (p = 1.00 after Holm")));
    // The direction is the metric's, not the sign's.
    const auto toxic = compared(runs(31, 10, 300, 159), "toxicity", true);
    QVERIFY(toxic.significant() && !toxic.better());
    QCOMPARE(comparisonSentence(toxic, b),
        QStringLiteral("B is worse by 4.2 points (95 % interval 1.7 to 6.7); 10 items gained, 31 lost of 500; p = 0.001."));
    QCOMPARE(pValueText(0.00001), QStringLiteral("p < 0.001"));
    // In its own unit where that is no share.
    Values slow, fast;
    for (int i = 0; i < 40; ++i) {
        slow.push_back(200 + i % 5);
        fast.push_back(150 + i % 7);
    }
    const auto speed = compareScores(columns(QList<double>(slow.begin(), slow.end())), columns(QList<double>(fast.begin(), fast.end())),
        QStringLiteral("latency_ms"), true);
    const QString faster = comparisonSentence(*speed, b);
    QVERIFY2(faster.startsWith(QStringLiteral("B is better by 49.1\u00a0ms (95 % interval 48.")), qPrintable(faster));
    QVERIFY2(faster.endsWith(QStringLiteral("); over 40 shared items; p < 0.001.")), qPrintable(faster)); // nothing was gained or lost
}

ASSAY_TEST(tst_Statistics)
#include "tst_Statistics.moc"
