#include "models/compare/HistoryDropModel.h"
#include "models/compare/HistoryModel.h"
#include "models/compare/RunSet.h"
#include "tests/support/CompareFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace assay;

/// Where a score fell: between which runs, whether it is more than chance, what changed there, and which run would tell more.
class tst_HistoryDrop : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ends_data();
    void ends();
    void noiseIsNoStep();
    void causes();
    void movedGate();
    void withoutUncertainty();
    void fromTheRunsOfAServer();

private:
    static constexpr int none = -1;
    /// Right answers of `n` (none: no result), with a gate at 0.6 unless it is told otherwise.
    static HistoryEntry entry(int number, int right, int n = 500, std::optional<double> gate = 0.6)
    {
        HistoryEntry made;
        made.ref = made.run = QStringLiteral("r%1").arg(number);
        made.when = QDateTime(QDate(2027, 1, 1), QTime(8, 0), Qt::UTC).addDays(number);
        made.summary.name = QStringLiteral("accuracy");
        if (right == none) {
            made.missing = QStringLiteral("out of memory");
            return made;
        }
        made.summary.value = double(right) / n;
        made.summary.n = n;
        made.summary.binary = true;
        made.summary.successes = right;
        made.judged.value = made.summary.value;
        if (gate) {
            made.judged.gate = Gate{*gate, false};
            made.judged.verdict = *made.summary.value >= *gate ? Verdict::Pass : Verdict::Fail;
        }
        return made;
    }
    static QList<HistoryEntry> entries(const QList<int> &rights, std::optional<double> gate)
    {
        QList<HistoryEntry> all;
        for (const int right : rights)
            all << entry(int(all.size()), right, 500, gate);
        return all;
    }
    static RunConfig config(const QList<std::pair<QString, QString>> &values)
    {
        RunConfig made;
        for (const auto &[key, value] : values)
            made.values << ConfigValue{key, value, true};
        return made;
    }
};

void tst_HistoryDrop::ends_data()
{
    QTest::addColumn<QList<int>>("rights");
    QTest::addColumn<bool>("gated");
    QTest::addColumn<QString>("runs"); ///< from the last good to the first bad one; empty: no drop
    QTest::addColumn<int>("toMake");
    QTest::addRow("nothing") << QList<int>{} << true << "" << none;
    QTest::addRow("one run") << QList<int>{400} << true << "" << none;
    QTest::addRow("always good") << QList<int>{400, 402, 398, 401} << true << "" << none;
    QTest::addRow("always bad") << QList<int>{200, 202, 198} << true << "" << none;
    QTest::addRow("one step") << QList<int>{400, 402, 250, 248} << true << "r1 r2" << none;
    QTest::addRow("it had recovered in between") << QList<int>{400, 250, 400, 250, 252} << true << "r2 r3" << none;
    QTest::addRow("it has recovered") << QList<int>{400, 250, 400} << true << "" << none;
    QTest::addRow("a run without a result between") << QList<int>{400, none, 250} << true << "r0 r1 r2" << 1;
    QTest::addRow("many between") << QList<int>{400, none, none, none, 250} << true << "r0 r1 r2 r3 r4" << 2;
    QTest::addRow("the newest has no result") << QList<int>{400, 250, none} << true << "r0 r1" << none;
    QTest::addRow("without a gate") << QList<int>{400, 398, 250, 252} << false << "r1 r2" << none;
    QTest::addRow("without a gate, chance") << QList<int>{400, 398, 390, 385} << false << "" << none;
    QTest::addRow("better is no drop") << QList<int>{250, 252, 400} << false << "" << none;
    QTest::addRow("a slow slide") << QList<int>{400, 385, 370, 320} << false << "r2 r3" << none;
}

void tst_HistoryDrop::ends()
{
    QFETCH(QList<int>, rights);
    QFETCH(bool, gated);
    const QList<HistoryEntry> all = entries(rights, gated ? std::optional(0.6) : std::nullopt);
    const auto drop = findDrop(all);
    QStringList runs;
    for (const HistoryEntry &entry : drop ? drop->runs : QList<HistoryEntry>())
        runs << entry.run;
    QTEST(runs.join(QLatin1Char(' ')), "runs");
    QTEST(drop ? drop->toMake : none, "toMake");
    if (drop) {
        QVERIFY(drop->significant());
        QCOMPARE(drop->byGate, gated);
    }
    HistoryDropModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries(all);
    QCOMPARE(model.rowCount(), int(runs.size()));
    QVERIFY(!model.text().isEmpty());
}

/// It failed its gate, but by less than the scores are uncertain.
void tst_HistoryDrop::noiseIsNoStep()
{
    QList<HistoryEntry> all = entries({305, 296}, 0.6);
    all[1].config = config({{QStringLiteral("num_fewshot"), QStringLiteral("0")}});
    const auto drop = findDrop(all);
    QVERIFY(drop && drop->byGate && !drop->significant());
    const QString text = dropText(drop, 2);
    QVERIFY2(text.contains(QStringLiteral("could be chance")) && text.contains(QStringLiteral("no step is named")), qPrintable(text));
    QVERIFY2(!text.contains(QStringLiteral("num_fewshot")), qPrintable(text)); // nothing is blamed
}

void tst_HistoryDrop::causes()
{
    QList<HistoryEntry> all = entries({400, 250}, 0.6);
    QVERIFY(dropText(findDrop(all), 2).contains(QStringLiteral("No setting that is known changed")));
    all[0].config = config({{QStringLiteral("num_fewshot"), QStringLiteral("5")}, {QStringLiteral("seed"), QStringLiteral("1")}, {QStringLiteral("temperature"), QStringLiteral("0")}});
    all[1].config = config({{QStringLiteral("num_fewshot"), QStringLiteral("0")}, {QStringLiteral("seed"), QStringLiteral("1")}, {QStringLiteral("temperature"), QStringLiteral("0.0")}});
    QString text = dropText(findDrop(all), 2);
    QVERIFY2(text.contains(QStringLiteral("What changed: num_fewshot: 5 → 0.")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("did not measure the same thing")));
    QVERIFY(!text.contains(QStringLiteral("tell the causes apart")));
    all[1].config = config({{QStringLiteral("num_fewshot"), QStringLiteral("0")}, {QStringLiteral("seed"), QStringLiteral("2")}});
    text = dropText(findDrop(all), 2);
    QVERIFY2(text.contains(QStringLiteral("seed: 1 → 2")) && text.contains(QStringLiteral("temperature: 0 → not known")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("make a run like r0 with only one of them changed")));
    // With runs between them, what changed at each of the steps.
    all.insert(1, entry(5, none));
    all[1].config = all[0].config;
    const auto drop = findDrop(all);
    text = dropText(drop, 2);
    QVERIFY2(text.contains(QStringLiteral("1 run(s) between them")) || text.contains(QStringLiteral("1 run between them")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("make r5 again: its result halves")));
    QVERIFY(drop->changes(0).isEmpty() && drop->changes(1).isEmpty());
    QCOMPARE(drop->changes(2).size(), 3);
    HistoryDropModel model;
    model.setEntries(all);
    const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(cell(1, HistoryDropModel::RunColumn), QStringLiteral("→ r5"));
    QCOMPARE(cell(1, HistoryDropModel::VerdictColumn), QStringLiteral("out of memory"));
    QVERIFY(cell(2, HistoryDropModel::ChangeColumn).contains(QStringLiteral("num_fewshot: 5 → 0")));
}

void tst_HistoryDrop::movedGate()
{
    const QList<HistoryEntry> all{entry(0, 400, 500, 0.6), entry(1, 399, 500, 0.9)};
    const QString text = dropText(findDrop(all), 2);
    QVERIFY2(text.contains(QStringLiteral("The gate was")) && text.contains(QStringLiteral("could be chance")), qPrintable(text));
}

void tst_HistoryDrop::withoutUncertainty()
{
    QList<HistoryEntry> all = entries({400, 250}, 0.6);
    for (HistoryEntry &one : all) {
        one.summary.binary = false;
        one.summary.successes.reset();
    }
    const auto drop = findDrop(all);
    QVERIFY(drop && !drop->comparison && !drop->significant());
    QVERIFY(dropText(drop, 2).contains(QStringLiteral("may be chance")));
    for (HistoryEntry &one : all)
        one.judged = {};
    QVERIFY(!findDrop(all)); // two bare numbers say nothing
}

void tst_HistoryDrop::fromTheRunsOfAServer()
{
    test::FakeRegistry registry;
    test::addRun(registry, QStringLiteral("old"), QStringLiteral("m1"), test::range(0, 20), 0.4, 500);
    test::addRun(registry, QStringLiteral("broken"), QStringLiteral("m1"), test::range(0, 20), 0.4, 500);
    test::addRun(registry, QStringLiteral("running"), QStringLiteral("m1"), test::range(0, 20), 0.4, 500);
    test::addRun(registry, QStringLiteral("new"), QStringLiteral("m1"), test::range(0, 120), 0.4, 500);
    for (const int place : {1, 2}) {
        Job &job = registry.local.jobService.stored[place];
        job.results.benchmarks.removeFirst();
        job.status.benchmarks[0].status = RunState::Failed;
        job.status.benchmarks[0].errorMessage = Message{QStringLiteral("out of memory"), {}, {}, {}};
        job.status.state = place == 1 ? RunState::PartiallyFailed : RunState::Running; // one may still bring a result
    }
    RunSet set(registry.registry);
    set.setRuns({QStringLiteral("new")});
    QTRY_VERIFY(!set.isBusy());
    HistoryModel history(registry.registry);
    history.setBenchmark({QStringLiteral("assay"), QStringLiteral("gsm8k"), QStringLiteral("accuracy"), false, MetricUnit::Ratio});
    history.setRuns(set);
    QTRY_COMPARE(history.rowCount(), 2); // the chart has those with a score
    const QList<HistoryEntry> all = history.entries(QStringLiteral("m1"));
    QCOMPARE(all.size(), 3);
    QCOMPARE(all.at(1).ref, QStringLiteral("broken"));
    QCOMPARE(all.at(1).missing, QStringLiteral("out of memory"));
    const auto drop = findDrop(all);
    QVERIFY(drop && drop->byGate && drop->significant());
    QCOMPARE(drop->toMake, 1);
}

ASSAY_TEST(tst_HistoryDrop)
#include "tst_HistoryDrop.moc"
