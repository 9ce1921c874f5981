#include "services/verdict/Replay.h"
#include "services/verdict/WireScore.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// Stored runs under other gates: by the rule of WireScore, and nothing of the run changed.
class tst_Replay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void verdicts_data();
    void verdicts();
    void agreesWithTheServersRule();
    void missingAndLeftOut();
    void copiesByTheirTurn();
    void theRunsOwnGateWins();
    void whatCanBeReplayed();

private:
    static BenchmarkRef entry(const char *id, std::optional<double> gate, std::optional<double> weight = {}, bool lower = false)
    {
        BenchmarkRef made;
        made.id = QLatin1String(id);
        made.providerId = QStringLiteral("p");
        made.weight = weight;
        made.primaryScore = PrimaryScore{QStringLiteral("acc"), lower, {}};
        if (gate)
            made.passCriteria = PassCriteria{*gate, {}};
        return made;
    }
    /// A finished run of these, judged as the server did it then.
    static Job run(const QList<BenchmarkRef> &entries, const QList<double> &values)
    {
        Job job;
        job.status.state = RunState::Completed;
        QList<WireEntry> wire;
        for (int i = 0; i < entries.size(); ++i) {
            BenchmarkResult result;
            result.id = entries.at(i).id;
            result.providerId = entries.at(i).providerId;
            result.benchmarkIndex = i;
            result.metrics = JsonText::fromVariantMap({{QStringLiteral("acc"), values.at(i)}});
            job.results.benchmarks << result;
            wire << wireEntry(entries.at(i), nullptr);
        }
        applyWireScore(job.results, RunState::Completed, wire, {}, {});
        return job;
    }
    static Collection collection(const QList<BenchmarkRef> &entries, std::optional<double> gate = {})
    {
        Collection made;
        made.benchmarks = entries;
        if (gate)
            made.passCriteria = PassCriteria{*gate, {}};
        return made;
    }
};

void tst_Replay::verdicts_data()
{
    QTest::addColumn<double>("gate");
    QTest::addColumn<bool>("lower");
    QTest::addColumn<bool>("then");
    QTest::addColumn<bool>("now");
    // Measured 0.6 against a gate of 0.5 where higher is better.
    QTest::addRow("stricter") << 0.7 << false << true << false;
    QTest::addRow("same") << 0.5 << false << true << true;
    QTest::addRow("reached exactly") << 0.6 << false << true << true;
    QTest::addRow("other direction") << 0.5 << true << true << false;
}

void tst_Replay::verdicts()
{
    QFETCH(double, gate);
    QFETCH(bool, lower);
    QFETCH(bool, then);
    QFETCH(bool, now);
    const Job job = run({entry("a", 0.5)}, {0.6});
    const Job before = job;
    const ReplayedRun replayed = replay(job, collection({entry("a", gate, {}, lower)}), {});
    QCOMPARE(replayed.benchmarks.first().then, std::optional(then));
    QCOMPARE(replayed.benchmarks.first().now, std::optional(now));
    QCOMPARE(replayed.benchmarks.first().thresholdNow, std::optional(gate));
    QCOMPARE(replayed.benchmarks.first().value, std::optional(0.6));
    QVERIFY(job == before);
}

void tst_Replay::agreesWithTheServersRule()
{
    const QList<BenchmarkRef> entries{entry("a", 0.5, 3.0), entry("b", 0.4), entry("c", 0.2, 2.0, true)};
    const Job job = run(entries, {0.6, 0.3, 0.1});
    // Judged again by what it was judged by, nothing changes.
    const ReplayedRun same = replay(job, collection(entries), {});
    QCOMPARE(same.scoreNow, same.scoreThen);
    QCOMPARE(same.now, same.then);
    QCOMPARE(same.scoreNow, std::optional(asFloat32((3 * asFloat32(0.6) + asFloat32(0.3) + 2 * (1 - asFloat32(0.1))) / 6)));
    // Another weight, another score; another gate of the collection, another verdict.
    const ReplayedRun heavier = replay(job, collection({entry("a", 0.5, 3.0), entry("b", 0.4, 30.0), entry("c", 0.2, 2.0, true)}), {});
    QVERIFY(*heavier.scoreNow < 0.4 && *heavier.scoreThen > 0.6);
    QCOMPARE(heavier.now, std::optional(false));
    QCOMPARE(replay(job, collection(entries, 0.9), {}).now, std::optional(false));
    QCOMPARE(replay(job, collection(entries, 0.9), {}).then, std::optional(true));
}

void tst_Replay::missingAndLeftOut()
{
    const Job job = run({entry("a", 0.5), entry("old", 0.5)}, {0.6, 0.6});
    const ReplayedRun replayed = replay(job, collection({entry("a", 0.5), entry("new", 0.5)}), {});
    QCOMPARE(replayed.missing, 1);
    QCOMPARE(replayed.leftOut, 1);
    QVERIFY(!replayed.benchmarks.last().reported);
    QVERIFY(!replayed.now); // the score of a part is no score
    QCOMPARE(replayed.then, std::optional(true));
    Job partly = job;
    partly.status.state = RunState::PartiallyFailed;
    QVERIFY(!replay(partly, collection({entry("a", 0.5)}), {}).now); // servers score finished jobs only
    QCOMPARE(replay(partly, collection({entry("a", 0.7)}), {}).benchmarks.first().now, std::optional(false));
}

void tst_Replay::copiesByTheirTurn()
{
    const Job job = run({entry("a", 0.5), entry("a", 0.5)}, {0.6, 0.3});
    const ReplayedRun replayed = replay(job, collection({entry("a", 0.5), entry("a", 0.2)}), {});
    QCOMPARE(replayed.benchmarks.at(0).value, std::optional(0.6));
    QCOMPARE(replayed.benchmarks.at(1).value, std::optional(0.3));
    QCOMPARE(replayed.benchmarks.at(1).now, std::optional(true));
}

void tst_Replay::theRunsOwnGateWins()
{
    Job job = run({entry("a", 0.5)}, {0.6});
    job.passCriteria = PassCriteria{0.55, {}};
    const ReplayedRun replayed = replay(job, collection({entry("a", 0.5)}, 0.9), {});
    QVERIFY(replayed.ownGate);
    QCOMPARE(replayed.thresholdNow, std::optional(0.55));
    QCOMPARE(replayed.now, std::optional(true));
}

void tst_Replay::whatCanBeReplayed()
{
    Job job = run({entry("a", 0.5)}, {0.6});
    QVERIFY(canReplay(job, collection({entry("a", 0.1)})));
    QVERIFY(!canReplay(job, collection({entry("b", 0.1)})));
    job.status.state = RunState::Running;
    QVERIFY(!canReplay(job, collection({entry("a", 0.1)})));
    // The gate of the provider counts where the entry has none, as on the server.
    ProviderBenchmark known;
    known.primaryScore = PrimaryScore{QStringLiteral("acc"), {}, {}};
    known.passCriteria = PassCriteria{0.8, {}};
    BenchmarkRef bare;
    bare.id = QStringLiteral("a");
    bare.providerId = QStringLiteral("p");
    job.status.state = RunState::Completed;
    const ReplayedRun replayed = replay(job, collection({bare}), [&](const QString &, const QString &) { return &known; });
    QCOMPARE(replayed.benchmarks.first().thresholdNow, std::optional(0.8));
    QCOMPARE(replayed.benchmarks.first().now, std::optional(false));
}

ASSAY_TEST(tst_Replay)
#include "tst_Replay.moc"
