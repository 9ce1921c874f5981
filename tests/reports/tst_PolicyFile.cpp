#include "services/reports/ComparisonReport.h"
#include "services/reports/ReportFormat.h"
#include "tests/support/FromYaml.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::reports;
using namespace assay::test;

/// What may stand in a policy file, what is said of one that may not, and how a run is judged against its baseline.
class tst_PolicyFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEverything();
    void emptyFileMeansOwnGates();
    void refuses_data();
    void refuses();
    void judgesRegressions_data();
    void judgesRegressions();
    void whatCannotBeComparedFails();
    void comparisonSaysItInWords();
    void confirmationIsSaid();
    void withoutCorrection();
    void comparesNoMoreThanIsAsked();
    void notesAreNumbersOrNothing();
};

void tst_PolicyFile::readsEverything()
{
    const auto policy = parsePolicy(R"yaml(
version: 1
level: 0.9
mode: lenient
correction: none
seed: 7
own_gates: false
gates:
  - {benchmark: mmlu, provider: lm, metric: acc_norm, at_least: 0.6}
  - benchmark: speed
    at_most: 250
    missing: skip
regression:
  baseline: job-1
  max_drop: 0.02
  fail_on_significant_drop: false
  missing: skip
  benchmarks:
    - {benchmark: speed, metric: ttft_ms, max_drop: 30}
    - {benchmark: mmlu, fail_on_significant_drop: true, missing: fail}
)yaml");
    QVERIFY2(policy.hasValue(), policy ? "" : qPrintable(policy.error().message));
    QCOMPARE(policy->rules.policy.level, 0.9);
    QVERIFY(policy->rules.policy.mode == GatePolicy::Mode::Lenient);
    QVERIFY(!policy->correct && policy->seed == 7 && !policy->rules.ownGates);
    QCOMPARE(policy->rules.gates.size(), 2);
    QCOMPARE(policy->rules.gates.at(0).metric, QStringLiteral("acc_norm"));
    QVERIFY(policy->rules.gates.at(0).missingFails && policy->rules.gates.at(0).gate == Gate({0.6, false}));
    QVERIFY(!policy->rules.gates.at(1).missingFails && policy->rules.gates.at(1).gate == Gate({250, true}));
    const RegressionPolicy &regression = *policy->regression;
    QCOMPARE(regression.baseline, QStringLiteral("job-1"));
    QCOMPARE(regression.others.maxDrop, std::optional(0.02));
    QVERIFY(!regression.others.significant && !regression.others.missingFails);
    QCOMPARE(regression.rules.at(0).maxDrop, std::optional(30.0));
    QVERIFY(!regression.rules.at(0).significant); // as for all, unless it says so itself
    QVERIFY(regression.rules.at(1).significant && regression.rules.at(1).missingFails && !regression.rules.at(1).maxDrop);
}

void tst_PolicyFile::emptyFileMeansOwnGates()
{
    const auto policy = parsePolicy("{}\n");
    QVERIFY(policy.hasValue());
    QVERIFY(policy->rules.ownGates && policy->rules.policy == GatePolicy() && !policy->regression);
}

void tst_PolicyFile::refuses_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("message");
    QTest::newRow("no YAML") << QByteArray("gates: [\n") << QStringLiteral("Line ");
    QTest::newRow("a list") << QByteArray("- a\n") << QStringLiteral("Line 1: members are expected here");
    QTest::newRow("unknown field") << QByteArray("mode: strict\ngate: []\n") << QStringLiteral("Line 2, “gate”: there is no such field; the fields here are: gates, regression");
    QTest::newRow("unknown field inside") << QByteArray("gates:\n  - benchmark: a\n    min: 1\n")
                                          << QStringLiteral("Line 3, “gates[0].min”: there is no such field; the fields here are: benchmark");
    QTest::newRow("mode") << QByteArray("mode: hard\n") << QStringLiteral("Line 1, “mode”: \"hard\" does not fit; write one of: strict, lenient.");
    QTest::newRow("level in percent") << QByteArray("\nlevel: 95\n") << QStringLiteral("Line 2, “level”: 95 does not fit; write the share of an interval from 0.5 to 0.9999, e.g. 0.95.");
    QTest::newRow("seed") << QByteArray("seed: -1\n") << QStringLiteral("“seed”: -1 does not fit");
    QTest::newRow("version") << QByteArray("version: 2\n") << QStringLiteral("“version”: 2 does not fit; this program reads version 1");
    QTest::newRow("gates no list") << QByteArray("gates: {benchmark: a}\n") << QStringLiteral("“gates”: a list is expected");
    QTest::newRow("no benchmark") << QByteArray("gates:\n- at_least: 1\n") << QStringLiteral("Line 2, “gates[0].benchmark”: this is missing; write it.");
    QTest::newRow("no gate") << QByteArray("gates:\n- benchmark: a\n") << QStringLiteral("“gates[0]”: the gate is missing; write at_least or at_most");
    QTest::newRow("two gates") << QByteArray("gates:\n- {benchmark: a, at_least: 1, at_most: 2}\n") << QStringLiteral("“gates[0]”: both at_least and at_most are given");
    QTest::newRow("gate as text") << QByteArray("gates:\n- {benchmark: a, at_least: \"0.5\"}\n") << QStringLiteral("“gates[0].at_least”: \"0.5\" does not fit; write a number in the metric's own unit");
    QTest::newRow("missing") << QByteArray("gates:\n- {benchmark: a, at_least: 1, missing: ignore}\n") << QStringLiteral("write one of: fail, skip.");
    QTest::newRow("negative drop") << QByteArray("regression:\n  max_drop: -0.1\n") << QStringLiteral("Line 2, “regression.max_drop”: -0.1 does not fit; write a number from 0 on");
    QTest::newRow("significant") << QByteArray("regression:\n  fail_on_significant_drop: maybe\n") << QStringLiteral("\"maybe\" does not fit; write true or false.");
    QTest::newRow("rule without benchmark") << QByteArray("regression:\n  benchmarks:\n  - {max_drop: 1}\n") << QStringLiteral("“regression.benchmarks[0].benchmark”: this is missing");
    QTest::newRow("nothing asked") << QByteArray("own_gates: false\n") << QStringLiteral("nothing is asked of the run");
}

void tst_PolicyFile::refuses()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, message);
    const auto policy = parsePolicy(yaml);
    QVERIFY(!policy);
    QCOMPARE(policy.error().kind, Error::Kind::Invalid);
    QVERIFY2(policy.error().message.contains(message), qPrintable(policy.error().message));
}

/// A run with 200 items on "mmlu", `right` of them right, and a latency.
static RunInput runWith(int right, double latency, const QByteArray &state = "completed")
{
    const QByteArray yaml = R"yaml(
resource: {id: j}
name: n
model: {name: m, url: ""}
benchmarks:
  - {id: mmlu, provider_id: lm, primary_score: {metric: accuracy, lower_is_better: false}}
  - {id: speed, provider_id: guide, primary_score: {metric: ttft_ms, lower_is_better: true}}
status:
  state: completed
  benchmarks:
    - {id: mmlu, provider_id: lm, benchmark_index: 0, status: )yaml" + state + R"yaml(}
    - {id: speed, provider_id: guide, benchmark_index: 1, status: completed}
results:
  benchmarks:
    - {id: mmlu, provider_id: lm, benchmark_index: 0, metrics: {accuracy: )yaml" + QByteArray::number(right / 200.0) + R"yaml(, samples: 200}}
    - {id: speed, provider_id: guide, benchmark_index: 1, metrics: {ttft_ms: )yaml" + QByteArray::number(latency) + "}}\n";
    RunInput input{QStringLiteral("j"), {}, judgedRun(fromYaml<Job>(yaml), {}, {}, {}), {}};
    ScoreColumns scores;
    for (int i = 0; i < 200; ++i) {
        scores.itemKeys << QStringLiteral("q%1").arg(i);
        scores.repeats << 0;
        scores.scores << (i < right ? 1.0 : 0.0);
    }
    input.scores.insert(0, scores);
    return input;
}

void tst_PolicyFile::judgesRegressions_data()
{
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("after");
    QTest::addColumn<double>("latency"); // 100 before
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QStringList>("verdicts"); // "benchmark rule-word verdict", in order
    using L = QStringList;
    QTest::newRow("equal") << 150 << 150 << 100.0 << QByteArray("completed") << QByteArray("{max_drop: 0.02}") << L{"mmlu worse pass", "mmlu no pass", "speed no pass"};
    QTest::newRow("clear drop") << 150 << 110 << 100.0 << QByteArray("completed") << QByteArray("{max_drop: 0.02}") << L{"mmlu worse fail", "mmlu no fail", "speed no pass"};
    QTest::newRow("clear rise") << 110 << 150 << 100.0 << QByteArray("completed") << QByteArray("{max_drop: 0.02}") << L{"mmlu worse pass", "mmlu no pass", "speed no pass"};
    QTest::newRow("drop that may be within") << 150 << 146 << 100.0 << QByteArray("completed") << QByteArray("{max_drop: 0.02, fail_on_significant_drop: false}") << L{"mmlu worse too_close"};
    QTest::newRow("only significance") << 150 << 110 << 100.0 << QByteArray("completed") << QByteArray("{}") << L{"mmlu no fail", "speed no pass"};
    QTest::newRow("latency in its own unit") << 150 << 150 << 131.0 << QByteArray("completed")
                                             << QByteArray("{fail_on_significant_drop: false, benchmarks: [{benchmark: speed, max_drop: 30}]}") << L{"speed worse fail"};
    QTest::newRow("latency within") << 150 << 150 << 129.0 << QByteArray("completed")
                                    << QByteArray("{fail_on_significant_drop: false, benchmarks: [{benchmark: speed, max_drop: 30}]}") << L{"speed worse pass"};
    QTest::newRow("a share's drop says nothing of milliseconds") << 150 << 150 << 900.0 << QByteArray("completed")
                                                                 << QByteArray("{max_drop: 0.02, fail_on_significant_drop: false}") << L{"mmlu worse pass"};
    QTest::newRow("failed benchmark") << 150 << 150 << 100.0 << QByteArray("failed") << QByteArray("{max_drop: 0.02}") << L{"mmlu is no_result", "speed no pass"};
    QTest::newRow("failed benchmark, left out") << 150 << 150 << 100.0 << QByteArray("failed") << QByteArray("{max_drop: 0.02, missing: skip}") << L{"mmlu is not_gated", "speed no pass"};
    QTest::newRow("not in the baseline") << 150 << 150 << 100.0 << QByteArray("completed")
                                         << QByteArray("{fail_on_significant_drop: false, benchmarks: [{benchmark: gsm8k, max_drop: 0.1}]}") << L{"gsm8k in no_result"};
}

void tst_PolicyFile::judgesRegressions()
{
    QFETCH(int, before);
    QFETCH(int, after);
    QFETCH(double, latency);
    QFETCH(QByteArray, state);
    QFETCH(QByteArray, yaml);
    QFETCH(QStringList, verdicts);
    const auto policy = parsePolicy("regression: " + yaml);
    QVERIFY2(policy.hasValue(), policy ? "" : qPrintable(policy.error().message));
    const QList<RunInput> runs{runWith(before, 100), runWith(after, latency, state)};
    const auto comparison = compareInputs(runs, 0, policy->rules.policy);
    QVERIFY(comparison.hasValue());
    const Comparability comparable = comparabilityOfInputs(*comparison, runs);
    QStringList found, reasons;
    for (const ReportCheck &check : regressionChecks(*comparison, comparable, *policy->regression, policy->rules.policy)) {
        static const QHash<ReportVerdict, QString> words{{ReportVerdict::Pass, "pass"}, {ReportVerdict::Fail, "fail"}, {ReportVerdict::TooClose, "too_close"},
                                                         {ReportVerdict::NoResult, "no_result"}, {ReportVerdict::NotGated, "not_gated"}};
        found << QStringLiteral("%1 %2 %3").arg(check.benchmarkId, check.name.section(u' ', 0, 0), words.value(check.verdict));
        reasons << check.reason;
        QVERIFY2(!check.reason.isEmpty() && check.reason.endsWith(u'.'), qPrintable(check.reason));
    }
    QVERIFY2(found == verdicts, qPrintable(found.join(u',') + u'\n' + reasons.join(u'\n')));
    // The difference alone decides where the policy is lenient.
    for (const ReportCheck &check : regressionChecks(*comparison, comparable, *policy->regression, {GatePolicy::Mode::Lenient, 0.95}))
        QVERIFY(check.verdict != ReportVerdict::TooClose);
}

/// Other data, say: neither better nor worse, and nothing that passes.
void tst_PolicyFile::whatCannotBeComparedFails()
{
    QList<RunInput> runs{runWith(110, 100), runWith(150, 100)};
    for (int i = 0; i < 2; ++i) {
        const QVariantMap config{{QStringLiteral("prompt_sha256"), QString::number(i)}};
        Job &job = runs[i].judged.job;
        job.results.benchmarks[0].additionalInfo = JsonText::fromVariantMap({{QStringLiteral("assay"), QVariantMap{{QStringLiteral("config"), config}}}});
    }
    const auto comparison = compareInputs(runs, 0, {});
    QVERIFY(comparison.hasValue());
    const auto policy = parsePolicy("regression: {max_drop: 0.02}");
    QVERIFY(policy.hasValue());
    const auto checks = regressionChecks(*comparison, comparabilityOfInputs(*comparison, runs), *policy->regression, {});
    QCOMPARE(checks.size(), 2);
    QCOMPARE(checks.at(0).benchmarkId, QStringLiteral("mmlu"));
    QCOMPARE(checks.at(0).verdict, ReportVerdict::Fail);
    QCOMPARE(checks.at(0).reason, QStringLiteral("mmlu cannot be compared with the baseline. Prompt: not the same for mmlu (prompt_sha256)."));
    QCOMPARE(checks.at(1).benchmarkId, QStringLiteral("speed")); // about that nothing is known that speaks against it
    QCOMPARE(checks.at(1).verdict, ReportVerdict::Pass);
}

void tst_PolicyFile::comparisonSaysItInWords()
{
    const QList<RunInput> runs{runWith(150, 100), runWith(110, 90)};
    const auto comparison = compareInputs(runs, 0, {});
    QVERIFY(comparison.hasValue());
    const ReportData data = comparisonReport(runs, *comparison, QStringLiteral("Assay 1"));
    QCOMPARE(data.baseline, std::optional(0));
    QCOMPARE(data.differences.size(), 2);
    const ReportDifference &mmlu = data.differences.at(0);
    QVERIFY(mmlu.significant && mmlu.better == false);
    QVERIFY(qAbs(*mmlu.difference + 0.2) < 1e-12);
    QCOMPARE(mmlu.pairs, 200);
    QCOMPARE(mmlu.lost, std::optional<qint64>(40));
    QVERIFY2(mmlu.sentence.contains(QStringLiteral("worse by 20.0 points")), qPrintable(mmlu.sentence));
    const ReportDifference &speed = data.differences.at(1);
    QVERIFY(!speed.pValue && speed.difference == -10.0 && speed.unit == QStringLiteral("ms"));
    QVERIFY2(data.decision.contains(runSentence(*comparison, 1)), qPrintable(data.decision));
}

/// Runs that are not comparable are called better and worse only where somebody took the responsibility, which the report says.
void tst_PolicyFile::confirmationIsSaid()
{
    QList<RunInput> runs{runWith(150, 100), runWith(110, 90)};
    for (int run = 0; run < 2; ++run)
        runs[run].judged.job.results.benchmarks[0].additionalInfo.text =
            QStringLiteral(R"({"assay":{"config":{"dataset_sha256":"aaaa","num_fewshot":%1}}})").arg(run * 5).toUtf8();
    const auto comparison = compareInputs(runs, 0, {});
    QVERIFY(comparison.hasValue());
    const ReportData plain = comparisonReport(runs, *comparison, {}), confirmed = comparisonReport(runs, *comparison, {}, true);
    QCOMPARE(plain.caveats.first().level, ReportCaveat::Level::Red);
    QVERIFY(!plain.differences.first().better && !plain.differences.first().sentence.contains(QStringLiteral("worse")));
    QCOMPARE(confirmed.differences.first().better, std::optional(false));
    QVERIFY(confirmed.differences.first().sentence.contains(QStringLiteral("worse")));
    QCOMPARE(confirmed.caveats.size(), plain.caveats.size() + 1);
    QVERIFY2(confirmed.caveats.first().text.contains(QStringLiteral("confirmed it")), qPrintable(confirmed.caveats.first().text));
    for (const ReportFormat format : {ReportFormat::Html, ReportFormat::Markdown, ReportFormat::Csv, ReportFormat::Json, ReportFormat::Junit})
        QVERIFY2(writeReport(format, confirmed).contains("confirmed it"), qPrintable(formatId(format)));
}

void tst_PolicyFile::withoutCorrection()
{
    const QList<RunInput> runs{runWith(150, 100), runWith(110, 90)};
    const auto raw = compareInputs(runs, 0, {}, 1, false), corrected = compareInputs(runs, 0, {}, 1, true);
    QVERIFY(raw.hasValue() && corrected.hasValue());
    QVERIFY(!raw->rows.at(0).cells.at(1).comparison->adjusted && corrected->rows.at(0).cells.at(1).comparison->adjusted);
    QVERIFY(comparisonReport(runs, *raw, {}).correction.isEmpty());
    QCOMPARE(comparisonReport(runs, *corrected, {}).correction, QStringLiteral("Holm"));
}

/// A rule about one metric brings that one in, and not all the others, whose number would weaken every test.
void tst_PolicyFile::comparesNoMoreThanIsAsked()
{
    QList<RunInput> runs{runWith(150, 100), runWith(110, 90)};
    for (RunInput &run : runs)
        run.judged.job.results.benchmarks[0].metrics.text = R"({"accuracy":0.6,"f1":0.5,"f1_stderr":0.01,"recall":0.4,"recall_stderr":0.01})";
    const auto primary = compareInputs(runs, 0, {});
    const auto asked = compareInputs(runs, 0, {}, 1, true, {{QStringLiteral("mmlu"), QStringLiteral("f1")}, {QStringLiteral("speed"), QStringLiteral("f1")}});
    QVERIFY(primary.hasValue() && asked.hasValue());
    QCOMPARE(asked->rows.size(), primary->rows.size() + 1);
    QCOMPARE(asked->tested, primary->tested + 1);
    QCOMPARE(asked->rows.at(1).metric, QStringLiteral("f1"));
}

void tst_PolicyFile::notesAreNumbersOrNothing()
{
    RunInput run = runWith(150, 100);
    run.judged.job.results.benchmarks[0].additionalInfo.text = R"({"assay":{"errors":"many","not_extracted":3,"latency_ms":{"mean":"slow"},"tokens":{"prompt":true}}})";
    const ReportScore score = reportRun(run).scores.constFirst();
    QVERIFY(!score.errors);
    QCOMPARE(score.notExtracted, std::optional<qint64>(3));
    QVERIFY(!score.latencyMs);
    QVERIFY(!score.promptTokens);
}

ASSAY_TEST(tst_PolicyFile)
#include "tst_PolicyFile.moc"
