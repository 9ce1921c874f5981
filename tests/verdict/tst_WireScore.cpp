#include "services/verdict/WireScore.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

namespace {

using Score = std::optional<PrimaryScore>;
using Criteria = std::optional<PassCriteria>;

Score higher(const char *metric)
{
    return PrimaryScore{QString::fromLatin1(metric), std::nullopt, {}};
}
Score lower(const char *metric)
{
    return PrimaryScore{QString::fromLatin1(metric), true, {}};
}
Criteria atLeast(double threshold)
{
    return PassCriteria{threshold, {}};
}

struct Row {
    WireEntry entry;
    const char *metrics;
    std::optional<bool> pass; ///< of the benchmark; none: no test
};

struct Case {
    QList<Row> rows;
    Criteria job, collection;
    std::optional<double> score;
    bool pass = false;
};

BenchmarkStatus reported(RunState state, const char *id = "b", const char *error = nullptr)
{
    BenchmarkStatus status;
    status.id = QString::fromLatin1(id);
    status.status = state;
    if (error)
        status.errorMessage = Message{QString::fromLatin1(error), {}, {}, {}};
    return status;
}

} // namespace
Q_DECLARE_METATYPE(Case)

class tst_WireScore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsTheRule_data();
    void followsTheRule();
    void doesNotNeedAnyTest_data();
    void doesNotNeedAnyTest();
    void judgesEachEntryByItsOwnCriteria();
    void scoresOnlyCompletedJobs();
    void printsLikeTheWire();
    void jobStates_data();
    void jobStates();
    void jobMessages();
};

void tst_WireScore::followsTheRule_data()
{
    QTest::addColumn<Case>("given");
    const Row accuracy{{higher("acc"), {}, atLeast(0.6), {}, 3}, R"({"acc": 0.9})", true};
    const Row toxicity{{lower("toxicity"), {}, atLeast(0.5), {}, 1}, R"({"toxicity": 0.1})", true};
    QTest::addRow("weights") << Case{{accuracy, toxicity}, atLeast(0.9), {}, 0.9, true};
    QTest::addRow("collection") << Case{{{{higher("acc"), {}, atLeast(0.6), {}, 3}, R"({"acc": 0.7})", true},
                                         {{lower("toxicity"), {}, atLeast(0.2), {}, 1}, R"({"toxicity": 0.1})", true}},
                                        {}, atLeast(0.7), 0.75, true};
    QTest::addRow("lower from provider") << Case{
        {{{{}, lower("toxicity"), {}, atLeast(0.3), {}}, R"({"toxicity": 0.2})", true}}, {}, {}, 0.2, false};
    QTest::addRow("lower is better") << Case{
        {{{lower("toxicity"), {}, atLeast(0.3), {}, {}}, R"({"toxicity": 0.3})", true}}, {}, {}, 0.7, true};
    QTest::addRow("unbounded lower") << Case{
        {{{lower("perplexity"), {}, atLeast(20), {}, {}}, R"({"perplexity": 12.5})", true}}, {}, {}, -11.5, false};
    QTest::addRow("zero threshold") << Case{
        {{{{}, higher("acc"), {}, atLeast(0.25), 0}, R"({"acc": 0})", false}}, atLeast(0), {}, 0.0, true};
    QTest::addRow("own primary score without criteria") << Case{
        {{{higher("acc"), higher("acc"), {}, atLeast(0.2), {}}, R"({"acc": 0.9})", std::nullopt}}, {}, {}, std::nullopt};
    QTest::addRow("own criteria only") << Case{
        {{{{}, higher("acc"), atLeast(0.95), atLeast(0.25), {}}, R"({"acc": 0.9})", false}}, {}, {}, 0.9, true};
    QTest::addRow("partly untested") << Case{{{{{}, higher("acc"), {}, atLeast(0.25), {}}, R"({"acc": 0.6})", true},
                                              {{}, R"({"plain": 1})", std::nullopt}}, {}, {}, 0.6, true};
    QTest::addRow("job before collection") << Case{{accuracy}, atLeast(0.95), atLeast(0.1), 0.9, false};
    QTest::addRow("default threshold") << Case{
        {{{{}, higher("acc"), {}, atLeast(0.25), {}}, R"({"acc": 0.25})", true}}, {}, {}, 0.25, false};
    // 0.1 * 7 sums to a hair less than 0.7 as doubles; upstream's floats do not see it.
    const Row tenth{{higher("acc"), {}, atLeast(0.1), {}, {}}, R"({"acc": 0.1})", true};
    QTest::addRow("float comparison") << Case{{tenth, tenth, tenth, tenth, tenth, tenth}, atLeast(0.1), {}, 0.1, true};
}

void tst_WireScore::followsTheRule()
{
    QFETCH(Case, given);
    QList<WireEntry> entries;
    QList<std::optional<BenchmarkTest>> tests;
    for (const auto &row : given.rows) {
        entries << row.entry;
        tests << wireBenchmarkTest(row.entry, JsonText{row.metrics});
        QCOMPARE(tests.last().has_value(), row.pass.has_value());
        if (row.pass)
            QCOMPARE(tests.last()->pass, row.pass);
    }
    const auto job = wireJobTest(entries, tests, given.job, given.collection);
    QCOMPARE(job.has_value(), given.score.has_value());
    if (!job)
        return;
    QCOMPARE(*job->score, *given.score); // as the shortest decimal: prints as 0.9, not as 0.8999999762
    QCOMPARE(*job->pass, given.pass);
}

void tst_WireScore::doesNotNeedAnyTest_data()
{
    QTest::addColumn<QByteArray>("metrics");
    for (const char *metrics : {R"({"other": 1})", R"({"acc": "0.9"})", R"({"acc": true})", R"({"acc": null})",
                                R"({"acc": [0.9]})", "", "not json", "[]"})
        QTest::addRow("%s", metrics) << QByteArray(metrics);
}

void tst_WireScore::doesNotNeedAnyTest()
{
    QFETCH(QByteArray, metrics);
    const WireEntry entry{higher("acc"), {}, atLeast(0.5), {}, {}};
    QVERIFY(!wireBenchmarkTest(entry, JsonText{metrics}));
}

void tst_WireScore::judgesEachEntryByItsOwnCriteria()
{
    const WireEntry easy{{}, higher("acc"), atLeast(0.2), {}, {}}, hard{{}, higher("acc"), atLeast(0.8), {}, {}};
    JobResults results;
    for (qint64 index : {1, 0}) { // in order of reporting, not of the job
        BenchmarkResult result;
        result.id = QStringLiteral("same");
        result.benchmarkIndex = index;
        result.metrics.text = R"({"acc": 0.5})";
        results.benchmarks << result;
    }
    applyWireScore(results, RunState::Completed, {easy, hard}, {}, {});
    QCOMPARE(*results.benchmarks.at(0).test->pass, false);
    QCOMPARE(*results.benchmarks.at(0).test->threshold, 0.8);
    QCOMPARE(*results.benchmarks.at(1).test->pass, true);
    QCOMPARE(*results.test->score, 0.5);
}

void tst_WireScore::scoresOnlyCompletedJobs()
{
    for (const RunState state : {RunState::Running, RunState::Failed, RunState::PartiallyFailed, RunState::Cancelled}) {
        BenchmarkResult result;
        result.metrics.text = R"({"acc": 0.9})";
        JobResults results;
        results.benchmarks << result;
        applyWireScore(results, state, {WireEntry{higher("acc"), {}, atLeast(0.5), {}, {}}}, {}, {});
        QVERIFY(results.benchmarks.first().test);
        QVERIFY(!results.test);
    }
}

void tst_WireScore::printsLikeTheWire()
{
    QCOMPARE(asFloat32(0.7580000162124634), 0.758);
    QCOMPARE(asFloat32(0.1 + 0.2), 0.3);
    QCOMPARE(asFloat32(0.123456789), 0.12345679);
    QCOMPARE(asFloat32(0), 0.0);
    QCOMPARE(asFloat32(1e300), 1e300); // beyond a float's range: left alone
}

void tst_WireScore::jobStates_data()
{
    using S = RunState;
    QTest::addColumn<QList<RunState>>("reported");
    QTest::addColumn<int>("entries");
    QTest::addColumn<RunState>("current");
    QTest::addColumn<RunState>("expected");
    QTest::addRow("nothing") << QList<S>{} << 2 << S::Pending << S::Pending;
    QTest::addRow("pending report") << QList<S>{S::Pending} << 2 << S::Pending << S::Pending;
    QTest::addRow("first runs") << QList<S>{S::Running} << 2 << S::Pending << S::Running;
    QTest::addRow("one done") << QList<S>{S::Completed} << 2 << S::Running << S::Running;
    QTest::addRow("all done") << QList<S>{S::Completed, S::Completed} << 2 << S::Running << S::Completed;
    QTest::addRow("all failed") << QList<S>{S::Failed, S::Failed} << 2 << S::Running << S::Failed;
    QTest::addRow("mixed") << QList<S>{S::Failed, S::Completed} << 2 << S::Running << S::PartiallyFailed;
    QTest::addRow("all cancelled") << QList<S>{S::Cancelled, S::Cancelled} << 2 << S::Running << S::Cancelled;
    QTest::addRow("done and cancelled") << QList<S>{S::Completed, S::Cancelled} << 2 << S::Running << S::PartiallyFailed;
    QTest::addRow("terminal stays") << QList<S>{S::Completed} << 1 << S::Cancelled << S::Cancelled;
}

void tst_WireScore::jobStates()
{
    QFETCH(QList<RunState>, reported);
    QFETCH(int, entries);
    QFETCH(RunState, current);
    QFETCH(RunState, expected);
    QList<BenchmarkStatus> statuses;
    for (const RunState state : reported)
        statuses << ::reported(state);
    QCOMPARE(jobState(current, statuses, entries), expected);
}

void tst_WireScore::jobMessages()
{
    const QList<BenchmarkStatus> two{reported(RunState::Failed, "arc", "no model"), reported(RunState::Failed, "mmlu")};
    QCOMPARE(jobStateMessage(RunState::Failed, two, 2),
             QStringLiteral("Evaluation job is failed. \nBenchmark arc failed with message: no model\n"));
    const QList<BenchmarkStatus> mixed{reported(RunState::Failed, "arc", "x"), reported(RunState::Completed)};
    QCOMPARE(jobStateMessage(RunState::PartiallyFailed, mixed, 2),
             QStringLiteral("Some of the benchmarks failed. \nBenchmark arc failed with message: x\n"));
    const QList<BenchmarkStatus> stopped{reported(RunState::Cancelled), reported(RunState::Completed)};
    QCOMPARE(jobStateMessage(RunState::PartiallyFailed, stopped, 2),
             QStringLiteral("Some of the benchmarks failed or cancelled. \n"));
    QCOMPARE(jobStateMessage(RunState::Completed, {}, 0), QStringLiteral("Evaluation job is completed"));
    QCOMPARE(jobStateMessage(RunState::Running, {}, 1), QStringLiteral("Evaluation job is running"));
    QCOMPARE(jobStateMessage(RunState::Pending, {}, 1), QStringLiteral("Evaluation job is pending"));
    QCOMPARE(jobStateMessage(RunState::Cancelled, {}, 1), QStringLiteral("Evaluation job is cancelled"));
}

ASSAY_TEST(tst_WireScore)
#include "tst_WireScore.moc"
