#include "services/verdict/Intervals.h"
#include "services/verdict/Flips.h"
#include "services/verdict/Judge.h"
#include "services/verdict/MetricInfo.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <cmath>

using namespace assay;

namespace {

MetricSummary share(double successes, double n, const char *name = "accuracy")
{
    MetricSummary metric;
    metric.name = QString::fromLatin1(name);
    metric.value = successes / n;
    metric.n = n;
    metric.binary = true;
    metric.successes = successes;
    return metric;
}

MetricSummary measured(const char *name, double value, std::optional<double> standardError = std::nullopt)
{
    MetricSummary metric;
    metric.name = QString::fromLatin1(name);
    metric.value = value;
    metric.standardError = standardError;
    return metric;
}

bool near(double a, double b, double by = 0.0005)
{
    return std::abs(a - b) < by;
}

BenchmarkResult result(const char *metrics, const char *info = "")
{
    BenchmarkResult result;
    result.metrics.text = metrics;
    result.additionalInfo.text = info;
    return result;
}

const GatePolicy strict{}, lenient{GatePolicy::Mode::Lenient, 0.95};

} // namespace

class tst_Judge : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void intervals();
    void refusesImpossibleIntervals();
    void verdicts_data();
    void verdicts();
    void missingIsNeverPassedNorZero();
    void reasons();
    void keepsCloseNumbersApart();
    void jobSentences();
    void countsFlips();
    void mcnemar();
    void readsUncertainty();
    void formatsMetrics_data();
    void formatsMetrics();
    void knowsMetrics();
};

void tst_Judge::intervals()
{
    QVERIFY(near(normalQuantile(0.95), 1.959964, 1e-6));
    QVERIFY(near(normalQuantile(0.99), 2.575829, 1e-6));
    const auto most = wilsonInterval(35, 50);
    QVERIFY(near(most->low, 0.562) && near(most->high, 0.809));
    const auto all = wilsonInterval(30, 30);
    QVERIFY(near(all->low, 0.886));
    QCOMPARE(all->high, 1.0);
    QCOMPARE(wilsonInterval(0, 10)->low, 0.0);
    const auto normal = normalInterval(0.5, 0.1);
    QVERIFY(near(normal->low, 0.304) && near(normal->high, 0.696));
}

void tst_Judge::refusesImpossibleIntervals()
{
    QVERIFY(!wilsonInterval(1, 0));
    QVERIFY(!wilsonInterval(5, 4));
    QVERIFY(!wilsonInterval(-1, 4));
    QVERIFY(!wilsonInterval(1, 4, 1.0));
    QVERIFY(!normalInterval(0.5, -1));
    QVERIFY(!normalInterval(0.5, std::nan("")));
}

void tst_Judge::verdicts_data()
{
    QTest::addColumn<double>("successes"); // of 100
    QTest::addColumn<double>("threshold");
    QTest::addColumn<bool>("lower");
    QTest::addColumn<Verdict>("whenStrict");
    QTest::addColumn<Verdict>("whenLenient");
    QTest::addRow("clear pass") << 90.0 << 0.7 << false << Verdict::Pass << Verdict::Pass;
    QTest::addRow("clear fail") << 50.0 << 0.7 << false << Verdict::Fail << Verdict::Fail;
    QTest::addRow("close above") << 75.0 << 0.7 << false << Verdict::TooClose << Verdict::Pass;
    QTest::addRow("close below") << 65.0 << 0.7 << false << Verdict::TooClose << Verdict::Fail;
    QTest::addRow("exactly at the gate") << 70.0 << 0.7 << false << Verdict::TooClose << Verdict::Pass;
    QTest::addRow("lower, clear pass") << 10.0 << 0.3 << true << Verdict::Pass << Verdict::Pass;
    QTest::addRow("lower, clear fail") << 50.0 << 0.3 << true << Verdict::Fail << Verdict::Fail;
    QTest::addRow("lower, close") << 28.0 << 0.3 << true << Verdict::TooClose << Verdict::Pass;
    QTest::addRow("lower, exactly") << 30.0 << 0.3 << true << Verdict::TooClose << Verdict::Pass;
}

void tst_Judge::verdicts()
{
    QFETCH(double, successes);
    QFETCH(double, threshold);
    QFETCH(bool, lower);
    QFETCH(Verdict, whenStrict);
    QFETCH(Verdict, whenLenient);
    const Gate gate{threshold, lower};
    QCOMPARE(judge(share(successes, 100), gate, strict).verdict, whenStrict);
    QCOMPARE(judge(share(successes, 100), gate, lenient).verdict, whenLenient);
    // Without anything known about the uncertainty the point decides.
    QCOMPARE(judge(measured("accuracy", successes / 100), gate, strict).verdict, whenLenient);
}

void tst_Judge::missingIsNeverPassedNorZero()
{
    const Gate easy{0, false}, lower{10, true};
    MetricSummary none;
    none.name = QStringLiteral("acc");
    for (const Gate &gate : {easy, lower}) {
        const GateVerdict missing = judge(none, gate, lenient);
        QCOMPARE(missing.verdict, Verdict::NoResult);
        QVERIFY(!missing.value && !missing.margin && !missing.interval);
        for (const RunState state : {RunState::Failed, RunState::Cancelled})
            QCOMPARE(judge(share(90, 100), gate, lenient, state).verdict, Verdict::NoResult);
        QCOMPARE(judge(none, gate, lenient, RunState::Running).verdict, Verdict::Pending);
    }
    QCOMPARE(judge(none, std::nullopt, strict).verdict, Verdict::NotGated);
    QCOMPARE(judge(share(1, 2), std::nullopt, strict, RunState::Failed).verdict, Verdict::NotGated);
}

void tst_Judge::reasons()
{
    const GateVerdict fails = judge(measured("acc", 0.581, 0.0135), Gate{0.65, false}, strict);
    QCOMPARE(fails.reason, QStringLiteral("fails by 0.069; 95 % interval 0.555 to 0.607, gate at least 0.650"));
    QVERIFY(near(*fails.margin, -0.069, 1e-9));
    QCOMPARE(judge(share(90, 100), Gate{0.7, false}, strict).reason,
             QStringLiteral("passes by 0.200; 95 % interval 0.826 to 0.945, gate at least 0.700"));
    QCOMPARE(judge(share(28, 100, "toxicity"), Gate{0.3, true}, strict).reason,
             QStringLiteral("too close to call: clears the gate by 0.020; 95 % interval 0.201 to 0.375, gate at most 0.300"));
    QCOMPARE(judge(measured("acc", 0.5), Gate{0.5, false}, strict).reason,
             QStringLiteral("passes exactly at the gate; no interval: the number of samples is not known, gate at least 0.500"));
    QCOMPARE(judge(share(1, 2), Gate{0.5, false}, strict, RunState::Failed).reason,
             QStringLiteral("no result: the benchmark failed, which counts as failing the gate at least 0.500"));
}

void tst_Judge::keepsCloseNumbersApart()
{
    const QString reason = judge(measured("acc", 0.64999), Gate{0.65, false}, strict).reason;
    QVERIFY2(reason.contains(QLatin1String("fails by 0.00001")), qPrintable(reason));
    QVERIFY2(!reason.contains(QLatin1String("0.000;")), qPrintable(reason));
}

void tst_Judge::jobSentences()
{
    const auto of = [](std::initializer_list<Verdict> verdicts) {
        QList<GateVerdict> list;
        for (const Verdict verdict : verdicts) {
            GateVerdict one;
            one.verdict = verdict;
            list << one;
        }
        return list;
    };
    using V = Verdict;
    const JobVerdict fails = judgeJob(of({V::Pass, V::Fail, V::NoResult, V::TooClose, V::Pass, V::Pass, V::NotGated}));
    QCOMPARE(fails.sentence, QStringLiteral("Fails 2 of 6 gates"));
    QCOMPARE(fails.verdict, V::Fail);
    QCOMPARE(judgeJob(of({V::Pass, V::TooClose})).sentence, QStringLiteral("Too close to call at 1 of 2 gates"));
    QCOMPARE(judgeJob(of({V::Pass, V::TooClose})).verdict, V::TooClose);
    QCOMPARE(judgeJob(of({V::Pass, V::Pass})).sentence, QStringLiteral("Passes all 2 gates"));
    QCOMPARE(judgeJob(of({V::Pass})).sentence, QStringLiteral("Passes its only gate"));
    QCOMPARE(judgeJob(of({V::Pass, V::Pending})).verdict, V::Pending);
    QCOMPARE(judgeJob(of({V::NotGated})).verdict, V::NotGated);
    QCOMPARE(judgeJob({}).sentence, QStringLiteral("Not gated"));
    GateVerdict jobGate;
    jobGate.verdict = V::Fail;
    QCOMPARE(judgeJob(of({V::Pass}), jobGate).sentence, QStringLiteral("Passes its only gate; fails the job's gate"));
    QCOMPARE(judgeJob(of({V::Pass}), jobGate).verdict, V::Fail);
    QCOMPARE(judgeJob({}, jobGate).sentence, QStringLiteral("Fails the job's gate"));
}

void tst_Judge::countsFlips()
{
    const auto columns = [](const QStringList &keys, const QList<int> &repeats, const QList<std::optional<double>> &scores) {
        return ScoreColumns{keys, repeats, scores, {}};
    };
    const auto a = columns({"a", "b", "c", "d", "e", "f"}, {0, 0, 0, 0, 0, 0}, {1.0, 0.0, 1.0, 0.0, 1.0, std::nullopt});
    const auto b = columns({"d", "c", "b", "a", "x", "f"}, {0, 0, 0, 0, 0, 0}, {0.0, 0.0, 1.0, 1.0, 1.0, 1.0});
    const Flips found = *flips(a, b);
    QCOMPARE(found.gained, 1);
    QCOMPARE(found.lost, 1);
    QCOMPARE(found.bothRight, 1);
    QCOMPARE(found.bothWrong, 1);
    QCOMPARE(found.unpaired, 3); // e, x, and f without a score
    QCOMPARE(found.gainedItems, (QList<QPair<QString, int>>{{"b", 0}}));
    QCOMPARE(found.lostItems, (QList<QPair<QString, int>>{{"c", 0}}));
    QCOMPARE(flips(columns({"a"}, {0}, {1.0}), columns({"a"}, {1}, {1.0}))->unpaired, 2); // another repeat is another item
    // Where lower is better the same items went the other way; where a missing score counts as 0, f is one of them.
    const auto turned = flips(a, b, rightRule(QStringLiteral("toxicity"), true), MissingScores::Zero);
    QCOMPARE(turned->gainedItems, (QList<QPair<QString, int>>{{"c", 0}}));
    QCOMPARE(turned->lostItems, (QList<QPair<QString, int>>{{"b", 0}, {"f", 0}}));
    QCOMPARE(turned->unpaired, 2);
    QVERIFY(!flips(a, b, rightRule(QStringLiteral("latency_ms"), true))); // seconds are neither right nor wrong
    QVERIFY(!flips(columns({"a"}, {0}, {12.5}), columns({"a"}, {0}, {0.5}), rightRule(QStringLiteral("anything"), true)));
}

void tst_Judge::mcnemar()
{
    QVERIFY(near(mcnemarExact(12, 2), 0.0129, 0.00005));
    QVERIFY(near(mcnemarExact(9, 4), 0.2668, 0.00005));
    QCOMPARE(mcnemarExact(4, 9), mcnemarExact(9, 4));
    QCOMPARE(mcnemarExact(0, 0), 1.0);
    QCOMPARE(mcnemarExact(5, 5), 1.0);
    QVERIFY(mcnemarExact(20000, 10000) < 1e-100);
}

void tst_Judge::readsUncertainty()
{
    const auto own = metricSummary(
        result(R"({"accuracy": 0.62, "samples": 50})",
               R"({"assay": {"metrics": {"accuracy": {"n": 50, "stderr": 0.07, "binary": true, "successes": 31}}}})"),
        QStringLiteral("accuracy"));
    QVERIFY(own.binary);
    QCOMPARE(own.successes, 31.0);
    QVERIFY(near(metricInterval(own)->low, 0.482));

    const auto harness = metricSummary(result(R"({"acc,none": 0.4, "acc_stderr,none": 0.02})"), QStringLiteral("acc,none"));
    QCOMPARE(harness.standardError, 0.02);
    QVERIFY(near(metricInterval(harness)->low, 0.3608));
    const auto scorer = metricSummary(result(R"({"choice/accuracy": 0.4, "choice/stderr": 0.1})"), QStringLiteral("choice/accuracy"));
    QCOMPARE(scorer.standardError, 0.1);

    const auto counted = metricSummary(result(R"({"accuracy": 0.7, "samples": 50})"), QStringLiteral("accuracy"));
    QVERIFY(counted.binary);
    QVERIFY(near(metricInterval(counted)->low, 0.562));
    QVERIFY(!metricSummary(result(R"({"accuracy": 0.705, "samples": 50})"), QStringLiteral("accuracy")).binary);
    QVERIFY(!metricSummary(result(R"({"perplexity": 12, "samples": 50})"), QStringLiteral("perplexity")).binary);

    QVERIFY(!metricSummary(result(R"({"acc": "high"})"), QStringLiteral("acc")).value);
    QVERIFY(!metricSummary(result(""), QStringLiteral("acc")).value);
    QVERIFY(!metricInterval(metricSummary(result(""), QStringLiteral("acc"))));
    // A ratio cannot leave its scale.
    QCOMPARE(metricInterval(measured("acc", 0.99, 0.02))->high, 1.0);
}

void tst_Judge::formatsMetrics_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, double value, const char *expected) {
        QTest::addRow("%s %g", name, value) << QString::fromLatin1(name) << value << QString::fromUtf8(expected);
    };
    row("accuracy", 0.691, "0.691");
    row("acc_norm,none", 1, "1.000");
    row("accuracy", 0.00004, "0.00004");
    row("output_tokens_per_second", 512.3, "512\u00a0tok/s");
    row("mean_ttft_ms", 12.34, "12.3\u00a0ms");
    row("samples", 45, "45");
    row("perplexity", 12.5, "12.5"); // 12.5 whatever the locale
    row("something_else", 3.25, "3.250");
    row("accuracy", 62, "62.000"); // reported in percent by mistake: shown as it is, never "6200 %"
}

void tst_Judge::formatsMetrics()
{
    QFETCH(QString, name);
    QFETCH(double, value);
    QFETCH(QString, expected);
    QCOMPARE(formatMetric(name, value), expected);
}

void tst_Judge::knowsMetrics()
{
    QCOMPARE(metricInfo(QStringLiteral("acc,none")).unit, MetricUnit::Ratio);
    QCOMPARE(metricInfo(QStringLiteral("choice/accuracy")).unit, MetricUnit::Ratio);
    QCOMPARE(metricInfo(QStringLiteral("inst_level_strict_acc")).unit, MetricUnit::Ratio);
    QVERIFY(metricInfo(QStringLiteral("attack_success_rate")).lowerIsBetter);
    QVERIFY(metricInfo(QStringLiteral("word_perplexity")).lowerIsBetter);
    QVERIFY(!metricInfo(QStringLiteral("word_perplexity")).highest);
    QCOMPARE(metricInfo(QStringLiteral("output_tokens_per_second")).unit, MetricUnit::TokensPerSecond);
    QCOMPARE(metricInfo(QStringLiteral("bleu")).unit, MetricUnit::Unbounded); // 0..1 or 0..100, nobody says which
    QVERIFY(!metricInfo(QStringLiteral("frobnication")).known);
    QVERIFY(!metricInfo(QStringLiteral("frobnication")).highest);
}

ASSAY_TEST(tst_Judge)
#include "tst_Judge.moc"
