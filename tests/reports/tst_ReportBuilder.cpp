#include "services/reports/ComparisonReport.h"
#include "services/reports/JsonReport.h"
#include "services/reports/ReportFormat.h"
#include "services/reports/ReportText.h"
#include "tests/support/FromYaml.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

#include <algorithm>

using namespace assay;
using namespace assay::reports;
using namespace assay::test;

/// From jobs as servers answer them to a report's values.
class tst_ReportBuilder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judgesAndKeepsTheServersWord();
    void extraGates_data();
    void extraGates();
    void ownGatesCanBeLeftOut();
    void labelsDiffer();
    void jobFileRunsAgain();
    void keepsNoPassword();
    void saysWhatItComesTo();
    void reportIsTheSameOnAnyDay();
    void storedRunIsJudgedTheSame();
    void flipsShowTheDifferencesFinding();
    void changedCollections_data();
    void changedCollections();
};

static Job ended()
{
    return fromYaml<Job>(R"yaml(
resource: {id: j1, created_at: "2026-11-20T08:00:00Z", updated_at: "2026-11-20T09:30:00Z"}
name: nightly
tags: [main]
model: {name: llama, url: "http://user:secret@host:9/v1"}
benchmarks:
  - {id: mmlu, provider_id: lm, primary_score: {metric: acc, lower_is_better: false}, pass_criteria: {threshold: 0.6}}
  - {id: speed, provider_id: guide, primary_score: {metric: ttft_ms, lower_is_better: true}}
pass_criteria: {threshold: 0.5}
status:
  state: completed
  benchmarks:
    - {id: mmlu, provider_id: lm, benchmark_index: 0, status: completed, completed_at: "2026-11-20T09:00:00Z"}
    - {id: speed, provider_id: guide, benchmark_index: 1, status: completed, completed_at: "2026-11-20T09:20:00Z"}
results:
  test: {score: 0.62, threshold: 0.5, pass: true}
  benchmarks:
    - id: mmlu
      provider_id: lm
      benchmark_index: 0
      metrics: {acc: 0.62, acc_stderr: 0.03, acc_norm: 0.58, acc_norm_stderr: 0.031, samples: 250, note: text}
      test: {primary_score: 0.62, primary_score_metric: acc, threshold: 0.6, pass: true}
    - {id: speed, provider_id: guide, benchmark_index: 1, metrics: {ttft_ms: 120, tok_per_s: 512}}
)yaml");
}

static RunInput input(const Job &job, const JudgeRules &rules = {})
{
    return {job.resource.id, QStringLiteral("lab"), judgedRun(job, {}, {}, rules), {}};
}

void tst_ReportBuilder::judgesAndKeepsTheServersWord()
{
    const ReportRun run = reportRun(input(ended()));
    QCOMPARE(run.scores.size(), 2);
    const ReportScore &mmlu = run.scores.at(0);
    QCOMPARE(mmlu.metric, QStringLiteral("acc"));
    QCOMPARE(mmlu.verdict, ReportVerdict::TooClose); // 0.62 ± 0.059 holds 0.6
    QVERIFY(mmlu.server && mmlu.server->pass == true);
    QCOMPARE(mmlu.standardError, std::optional(0.03));
    QCOMPARE(mmlu.n, std::optional<qint64>(250));
    QVERIFY(mmlu.low && *mmlu.low < 0.562 && *mmlu.low > 0.561);
    QStringList names;
    for (const ReportMetric &metric : mmlu.otherMetrics)
        names << metric.name;
    QCOMPARE(names, QStringList({QStringLiteral("acc_norm"), QStringLiteral("samples")})); // errors stand beside their metric, texts are no numbers
    QCOMPARE(mmlu.otherMetrics.first().standardError, std::optional(0.031));
    QCOMPARE(run.scores.at(1).verdict, ReportVerdict::NotGated);
    QVERIFY(run.scores.at(1).lowerIsBetter);
    QCOMPARE(run.verdict, ReportVerdict::TooClose);
    QVERIFY(run.runGate && run.runGate->verdict == ReportVerdict::Pass);
    QVERIFY(run.server && run.server->score == 0.62);
}

void tst_ReportBuilder::extraGates_data()
{
    QTest::addColumn<QString>("benchmark");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("threshold");
    QTest::addColumn<bool>("lower");
    QTest::addColumn<bool>("missingFails");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("row");
    QTest::addColumn<int>("verdict");
    QTest::newRow("instead of its own") << "mmlu" << "" << 0.5 << false << true << 2 << 0 << int(ReportVerdict::Pass);
    QTest::newRow("by the primary metric's name") << "mmlu" << "acc" << 0.7 << false << true << 2 << 0 << int(ReportVerdict::Fail);
    QTest::newRow("another metric") << "mmlu" << "acc_norm" << 0.5 << false << true << 3 << 1 << int(ReportVerdict::Pass);
    QTest::newRow("lower is better") << "speed" << "ttft_ms" << 100.0 << true << true << 2 << 1 << int(ReportVerdict::Fail);
    QTest::newRow("a metric that was not reported") << "speed" << "ttlt_ms" << 1.0 << true << true << 3 << 2 << int(ReportVerdict::NoResult);
    QTest::newRow("no such benchmark") << "gsm8k" << "" << 0.5 << false << true << 3 << 2 << int(ReportVerdict::NoResult);
    QTest::newRow("no such benchmark, allowed") << "gsm8k" << "" << 0.5 << false << false << 2 << 1 << int(ReportVerdict::NotGated);
}

void tst_ReportBuilder::extraGates()
{
    QFETCH(QString, benchmark);
    QFETCH(QString, metric);
    QFETCH(double, threshold);
    QFETCH(bool, lower);
    QFETCH(bool, missingFails);
    QFETCH(int, rows);
    QFETCH(int, row);
    QFETCH(int, verdict);
    const ReportRun run = reportRun(input(ended(), {.policy = {}, .gates = {{benchmark, {}, metric, {threshold, lower}, missingFails}}}));
    QCOMPARE(run.scores.size(), rows);
    QVERIFY2(run.scores.at(row).verdict == ReportVerdict(verdict), qPrintable(run.scores.at(row).reason));
}

void tst_ReportBuilder::ownGatesCanBeLeftOut()
{
    const ReportRun run = reportRun(input(ended(), {.policy = {}, .ownGates = false}));
    QCOMPARE(run.verdict, ReportVerdict::NotGated);
    QVERIFY(!run.runGate);
}

void tst_ReportBuilder::labelsDiffer()
{
    Job other = ended(), third = ended();
    other.resource.id = QStringLiteral("j2");
    third.name = QStringLiteral("weekly");
    const ReportData data = reportOf({input(ended()), input(other), input(third)}, QStringLiteral("Assay 1"));
    QCOMPARE(data.runs.at(0).model, QStringLiteral("llama (nightly) (j1)"));
    QCOMPARE(data.runs.at(1).model, QStringLiteral("llama (nightly) (j2)"));
    QCOMPARE(data.runs.at(2).model, QStringLiteral("llama (weekly)"));
}

void tst_ReportBuilder::jobFileRunsAgain()
{
    const QByteArray yaml = reportRun(input(ended())).jobFile;
    QVERIFY2(yaml.startsWith("name: nightly"), yaml.constData());
    const Job again = fromYaml<Job>(yaml);
    QCOMPARE(again.benchmarks, ended().benchmarks);
    QCOMPARE(again.passCriteria, ended().passCriteria);
    QVERIFY(again.resource.id.isEmpty() && again.results.benchmarks.isEmpty() && !again.status.state.isSet());
}

void tst_ReportBuilder::keepsNoPassword()
{
    const ReportData data = reportOf({input(ended())}, QStringLiteral("Assay 1"));
    for (const ReportFormat format : {ReportFormat::Html, ReportFormat::Markdown, ReportFormat::Csv, ReportFormat::Json, ReportFormat::Junit})
        QVERIFY2(!writeReport(format, data).contains("secret"), qPrintable(formatId(format)));
}

void tst_ReportBuilder::saysWhatItComesTo()
{
    const ReportData data = reportOf({input(ended(), {.policy = {}, .gates = {{QStringLiteral("speed"), {}, {}, {100, true}, true}}})}, QString());
    QCOMPARE(data.verdict, ReportVerdict::Fail);
    QVERIFY2(data.decision.startsWith(QStringLiteral("llama: Fails 1 of 2 gates; passes the job's gate. speed fails by 20")), qPrintable(data.decision));
}

void tst_ReportBuilder::reportIsTheSameOnAnyDay()
{
    QCOMPARE(reportOf({input(ended())}, QString()).date, QStringLiteral("2026-11-20T09:20:00Z"));
}

void tst_ReportBuilder::storedRunIsJudgedTheSame()
{
    RunInput one = input(ended());
    one.scores.insert(0, {{QStringLiteral("a")}, {0}, {1.0}, {}});
    const ReportData data = reportOf({one}, QStringLiteral("Assay 1"));
    const auto stored = readJsonReport(writeReport(ReportFormat::Json, data));
    QVERIFY2(stored.hasValue(), stored ? "" : qPrintable(stored.error().message));
    const StoredRun &run = stored->first();
    const ReportRun again = reportRun({run.ref, QStringLiteral("lab"), judgedRun(run.job, run.plan, {}, {}), run.scores});
    QCOMPARE(again.scores, data.runs.first().scores);
    QCOMPARE(again.items.first().keys, QStringList({QStringLiteral("a")}));
}

/// Twenty items, each asked ten times with the same outcome, as a run that reports their mean under three names.
static RunInput repeated(const QString &id, int right)
{
    RunInput run = input(fromYaml<Job>(QStringLiteral(R"yaml(
resource: {id: %1}
model: {name: %1}
benchmarks:
  - {id: sums, primary_score: {metric: acc}}
  - {id: harm, primary_score: {metric: toxicity, lower_is_better: true}}
  - {id: speed, primary_score: {metric: latency_ms, lower_is_better: true}}
status:
  state: completed
  benchmarks: [{id: sums, benchmark_index: 0, status: completed}, {id: harm, benchmark_index: 1, status: completed}, {id: speed, benchmark_index: 2, status: completed}]
results:
  benchmarks: [{id: sums, benchmark_index: 0, metrics: {acc: %2}}, {id: harm, benchmark_index: 1, metrics: {toxicity: %2}}, {id: speed, benchmark_index: 2, metrics: {latency_ms: %2}}]
)yaml").arg(id).arg(right / 20.0).toUtf8().constData()));
    ScoreColumns scores;
    for (int i = 0; i < 200; ++i) {
        scores.itemKeys << QString::number(i / 10);
        scores.repeats << i % 10;
        scores.scores << (i / 10 < right ? 1.0 : 0.0);
    }
    for (int index = 0; index < 3; ++index)
        run.scores.insert(index, scores);
    return run;
}

/// Repeats are no independent evidence, and there are several comparisons: the items that changed must not tell another p than the
/// differences of the same report.
void tst_ReportBuilder::flipsShowTheDifferencesFinding()
{
    const QList<RunInput> runs{repeated(QStringLiteral("a"), 10), repeated(QStringLiteral("b"), 13)};
    const auto comparison = compareInputs(runs, 0, {});
    const ReportData data = comparisonReport(runs, *comparison, {});
    QList<std::optional<ReportFlips>> flips;
    for (const ComparedRow &row : comparison->rows)
        flips << reportFlips(*comparison, row, 1, runs.at(0).scores.value(0), runs.at(1).scores.value(0));
    const ReportFlips &sums = *flips.at(0), &harm = *flips.at(1);
    QCOMPARE(sums.gained, 30);
    QCOMPARE(sums.lost, 0);
    QCOMPARE(sums.pValue, data.differences.at(0).adjusted);
    QCOMPARE(sums.comparisons, qint64(3));
    QVERIFY(*sums.pValue > 0.05 && mcnemarExact(30, 0) < 1e-8);
    QVERIFY(chanceText(sums).endsWith(QStringLiteral("after Holm over 3 comparisons: may well be chance")));
    QCOMPARE(harm.gained, 0);
    QCOMPARE(harm.lost, 30);
    QVERIFY(!flips.at(2)); // milliseconds are neither right nor wrong
    QCOMPARE(data.differences.at(1).lost, std::optional<qint64>(30));
    QVERIFY(!data.differences.at(2).lost);
}

void tst_ReportBuilder::changedCollections_data()
{
    QTest::addColumn<bool>("tested");
    QTest::newRow("all recorded") << true;
    QTest::newRow("nothing recorded") << false;
}

/// A collection that was edited since changes no verdict; where that cannot be told, the report says so.
void tst_ReportBuilder::changedCollections()
{
    QFETCH(bool, tested);
    Job job = ended();
    Collection collection;
    collection.resource.updatedAt = QStringLiteral("2026-11-25T00:00:00Z");
    collection.benchmarks = {job.benchmarks.at(1), job.benchmarks.at(0)};
    collection.benchmarks[1].passCriteria = PassCriteria{0.1, {}};
    job.collection = CollectionRef{QStringLiteral("c"), {}, QStringLiteral("2026-11-01T00:00:00Z"), {}};
    job.benchmarks.clear();
    if (!tested)
        job.results.benchmarks[0].test.reset();
    const JudgedRun judged = judgedAsRecorded(job, &collection, {});
    QCOMPARE(judged.benchmarks.at(0).id, QStringLiteral("mmlu"));
    QCOMPARE(judged.benchmarks.at(0).judged.gate.has_value(), tested);
    QCOMPARE(judged.planUncertain, !tested);
    if (tested)
        QCOMPARE(judged.benchmarks.at(0).judged.gate->threshold, 0.6);
    const ReportData data = reportOf({{QStringLiteral("j"), QStringLiteral("lab"), judged, {}}}, QString());
    QCOMPARE(data.caveats.size(), tested ? 0 : 1);
    QCOMPARE(std::ranges::count(data.runs.first().provenance, QStringLiteral("Plan"), &QPair<QString, QString>::first), tested ? 0 : 1);
}

ASSAY_TEST(tst_ReportBuilder)
#include "tst_ReportBuilder.moc"
