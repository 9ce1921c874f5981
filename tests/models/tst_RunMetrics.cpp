#include "models/results/RunMetricsModel.h"
#include "models/results/RunModel.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace assay;
using test::jobOf;

class tst_RunMetrics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryMetric();
    void isReadWhenSomebodyLooks();
    void textAndListsAreShown();
    void followsTheRun();
    void modelMayDieFirst();
};

static Job job()
{
    Job made = jobOf(RunState::Completed, {{QStringLiteral("facts"), QStringLiteral("acc,none"), 0.8, 200, 0.6}, {QStringLiteral("speed"), QStringLiteral("output_tokens_per_second"), 512, 0}});
    made.results.benchmarks[0].metrics.text = R"({"acc,none":0.8,"acc_stderr,none":0.02,"perplexity,none":7.5,"samples":200,"note":"one two","curve":[1,2,3]})";
    made.results.benchmarks[0].additionalInfo = {};
    return made;
}

static const RunMetricsModel::Row *find(const QList<RunMetricsModel::Row> &rows, const char *name)
{
    const auto found = std::ranges::find_if(rows, [&](const auto &row) { return row.summary.name == QLatin1String(name); });
    return found == rows.end() ? nullptr : &*found;
}

void tst_RunMetrics::readsEveryMetric()
{
    const auto rows = RunMetricsModel::rowsOf(job().results, {{0, QStringLiteral("acc,none")}}, 0.95);
    QCOMPARE(rows.size(), 8); // six and two
    QVERIFY(rows.first().primary);
    const auto *accuracy = find(rows, "acc,none");
    QCOMPARE(accuracy->summary.value.value(), 0.8);
    QCOMPARE(accuracy->summary.standardError.value(), 0.02);
    QVERIFY(std::abs(accuracy->interval->low - 0.7608) < 0.001);
    QVERIFY(accuracy->info.known && !accuracy->info.lowerIsBetter);
    const auto *perplexity = find(rows, "perplexity,none");
    QVERIFY(perplexity->info.lowerIsBetter);
    QVERIFY(!perplexity->interval);
}

void tst_RunMetrics::isReadWhenSomebodyLooks()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {job()};
    RunModel run(service, nullptr, QStringLiteral("job-1"), clock);
    RunMetricsModel model(run);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.load(), LoadState::Idle);
    model.activate();
    QCOMPARE(model.load(), LoadState::Loading);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 8);
    QVERIFY(model.index(0, 0).data(RunMetricsModel::SearchRole).toString().startsWith(QStringLiteral("facts acc,none")));
    QVERIFY(model.index(0, RunMetricsModel::MetricColumn).data().toString().contains(QStringLiteral("★")));
}

void tst_RunMetrics::textAndListsAreShown()
{
    const auto rows = RunMetricsModel::rowsOf(job().results, {}, 0.95);
    QCOMPARE(find(rows, "note")->text, QStringLiteral("one two"));
    QCOMPARE(find(rows, "curve")->text, QStringLiteral("1, 2, 3"));
    QVERIFY(!find(rows, "curve")->summary.value);
}

void tst_RunMetrics::followsTheRun()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {job()};
    RunModel run(service, nullptr, QStringLiteral("job-1"), clock);
    RunMetricsModel model(run);
    run.refresh();
    model.activate();
    QTRY_COMPARE(model.rowCount(), 8);
    Job more = job();
    more.results.benchmarks[1].metrics.text = R"({"output_tokens_per_second":512,"ttft_ms":80,"samples":0})";
    service.change(more);
    QTRY_COMPARE(model.rowCount(), 9);
}

void tst_RunMetrics::modelMayDieFirst()
{
    test::FakeJobService service;
    test::StillClock clock;
    service.stored = {job()};
    RunModel run(service, nullptr, QStringLiteral("job-1"), clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    auto model = std::make_unique<RunMetricsModel>(run);
    model->activate();
    model.reset();
    run.refresh();
    QTRY_COMPARE(run.load(), LoadState::Ready);
}

ASSAY_TEST(tst_RunMetrics)
#include "tst_RunMetrics.moc"
