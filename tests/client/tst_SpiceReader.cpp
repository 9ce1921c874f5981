#include "services/backends/spice/SpiceReader.h"
#include "services/core/JsonMembers.h"

#include "services/backends/rest/RunStore.h"
#include "services/backends/spice/SpiceResults.h"
#include "tests/client/Recordings.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;

/// Every recorded shape of a Spice runtime's answers, whatever their content type says.
class tst_SpiceReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runs_data();
    void runs();
    void numbers_data();
    void numbers();
    void states_data();
    void states();
    void rows_data();
    void rows();
    void lists();
    void refuses_data();
    void refuses();
    void rowsAndScorersMakeSamples();
    void jobStates_data();
    void jobStates();

private:
    const Recordings m_recordings{QStringLiteral("spice")};
};

using Metrics = QList<QPair<QString, double>>;

void tst_SpiceReader::runs_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("texts"); ///< id, created, completed, dataset, model, state, error
    QTest::addColumn<QStringList>("scorers");
    QTest::addColumn<Metrics>("metrics");
    const QStringList documented{"eval_12345", "2024-12-19T12:34:56Z", "", "my_dataset", "example_model", "completed", ""};
    const QStringList two{"scorer1", "scorer2"};
    QTest::addRow("documented json") << "documented/run-eval.json" << documented << two << Metrics{{"scorer1/accuracy", 0.95}, {"scorer2/accuracy", 0.93}};
    QTest::addRow("documented csv") << "documented/run-eval.csv" << documented << two << Metrics{{"scorer1/accuracy", 0.95}, {"scorer2/accuracy", 0.93}};
    // The page's table has keys without a scorer.
    QTest::addRow("documented table") << "documented/run-eval.txt" << documented << two << Metrics{{"accuracy", 0.95}, {"precision", 0.93}};
    QTest::addRow("table with blanks collapsed") << "documented/run-eval.collapsed.txt" << documented << two << Metrics{{"accuracy", 0.95}, {"precision", 0.93}};
    const QStringList real{"15b8c5351cff98d96db28b8c76ad19dc", "2024-12-30T06:14:54Z", "2024-12-30T06:15:01Z", "small_tetris", "my_model", "completed", ""};
    const Metrics metrics{{"match/mean", 0.375}, {"includes/mean", 0.9}}; // in the scorers' order
    QTest::addRow("runtime json") << "runtime/run-eval.completed.json" << real << QStringList{"match", "includes"} << metrics;
    QTest::addRow("runtime table") << "runtime/run-eval.completed.txt" << real << QStringList{"match", "includes"} << metrics;
    QTest::addRow("runtime 1.0") << "runtime/run-eval.completed.v1_0.json"
                                 << QStringList{real[0], real[1], "", real[3], real[4], real[5], ""} << QStringList{"match"} << Metrics{{"match/mean", 0.375}};
    QTest::addRow("32-bit numbers") << "runtime/run-eval.f32.json"
                                    << QStringList{"c6b7de93883cf2e97e645a4d2a4c5af0", "2025-05-02T00:54:32Z", "2025-05-02T00:55:11Z", "tpch_judge", "sql-analyst", "completed", ""}
                                    << QStringList{"answers-question", "sql-explain", "match"}
                                    << Metrics{{"answers-question/mean", 0.87999994}, {"sql-explain/mean", 0}, {"match/mean", 0.6363636}};
    QTest::addRow("failed") << "runtime/run-eval.failed.json"
                            << QStringList{"8dd8667b06be388b460459e26cc99105", "2024-12-30T06:24:25Z", "", "small_tetris", "my_model", "failed",
                                           "Failed to run the model during evaluation 'tetris'. error sending request for url Verify the model configuration and try again."}
                            << QStringList{"match", "includes"} << Metrics{};
    QTest::addRow("scorer not loaded") << "runtime/run-eval.scorer-unavailable.json"
                                       << QStringList{"30156ee21d410e4e2db37c70e4d1d03b", "2024-12-30T06:24:25Z", "", "small_tetris", "my_model", "failed",
                                                      "Failed to load the scorer 'judge' needed for evaluation 'tetris'. Verify the scorer 'judge' is defined in the spicepod and has been sucessfully loaded."}
                                       << QStringList{"judge"} << Metrics{};
}

void tst_SpiceReader::runs()
{
    QFETCH(QString, file);
    QFETCH(QStringList, texts);
    QFETCH(QStringList, scorers);
    QFETCH(Metrics, metrics);
    const auto run = readSpiceRun(m_recordings.body(file));
    QVERIFY2(run, run ? "" : qPrintable(run.error().message));
    QCOMPARE(QStringList({run->id, run->createdAt, run->completedAt, run->dataset, run->model, run->state.text(), run->error}), texts);
    QCOMPARE(run->scorers, scorers);
    QCOMPARE(run->metrics, metrics);
}

void tst_SpiceReader::numbers_data()
{
    QTest::addColumn<double>("told");
    QTest::addColumn<double>("read");
    QTest::addRow("just below a gate") << 0.9999996 << 0.9999996;
    QTest::addRow("the last before one") << double(0.99999994F) << 0.99999994;
    QTest::addRow("seven digits") << 1234567.0 << 1234567.0;
    QTest::addRow("nine digits") << 123456792.0 << 123456792.0;
    QTest::addRow("widened") << double(0.1F) << 0.1;
    QTest::addRow("widened, seven digits") << double(0.6363636F) << 0.6363636;
    QTest::addRow("64 bits") << 1.0 / 3 << 1.0 / 3;
    QTest::addRow("tiny") << double(1.5e-9F) << 1.5e-9;
    QTest::addRow("huge") << 1e300 << 1e300;
    QTest::addRow("negative") << double(-0.3F) << -0.3;
}

/// Of a run and of a row, as an answer has them.
void tst_SpiceReader::numbers()
{
    QFETCH(double, told);
    QFETCH(double, read);
    const QByteArray number = jsonText(told).text;
    const auto run = readSpiceRun(R"([{"id":"r","status":"Completed","model":"m","scorers":["s"],"metrics":{"s/mean":)" + number + "}}]");
    QVERIFY(run && run->metrics.size() == 1);
    QVERIFY2(run->metrics.first().second == read, qPrintable(QString::number(run->metrics.first().second, 'g', 17)));
    const auto rows = readSpiceScores(R"([{"run_id":"r","input":"i","actual":"a","expected":"e","scorer":"s","value":)" + number + "}]");
    QVERIFY(rows && rows->size() == 1);
    QVERIFY(rows->first().value == read);
}

void tst_SpiceReader::states_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<RunState>("state");
    QTest::addRow("waiting") << QByteArray("Waiting") << RunState::Pending;
    QTest::addRow("queued") << QByteArray("Queued") << RunState::Pending;
    QTest::addRow("running") << QByteArray("Running") << RunState::Running;
    QTest::addRow("documented") << QByteArray("completed") << RunState::Completed;
    QTest::addRow("newer") << QByteArray("Paused") << RunState::Unknown;
}

void tst_SpiceReader::states()
{
    QFETCH(QByteArray, word);
    QFETCH(RunState, state);
    const auto run = readSpiceRun(R"([{"id":"a","model":"m","status":")" + word + R"("}])");
    QVERIFY(run);
    QCOMPARE(run->state, state);
    if (state == RunState::Unknown)
        QCOMPARE(run->state.text(), QString::fromUtf8(word));
}

void tst_SpiceReader::rows_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("count");
    QTest::addRow("json") << "runtime/sql-results.json" << 4;
    QTest::addRow("old columns") << "runtime/sql-results.legacy.json" << 4;
    QTest::addRow("csv") << "runtime/sql-results.csv" << 4;
    QTest::addRow("table") << "runtime/sql-results.txt" << 4;
    QTest::addRow("vendor's envelope") << "runtime/sql-results.vnd.json" << 4;
    QTest::addRow("none, json") << "runtime/sql-empty.json" << 0;
    QTest::addRow("none, csv") << "runtime/sql-empty.csv" << 0;
    QTest::addRow("none, csv with a head") << "runtime/sql-empty-with-schema.csv" << 0;
    QTest::addRow("none, table") << "runtime/sql-empty.txt" << 0;
}

void tst_SpiceReader::rows()
{
    QFETCH(QString, file);
    QFETCH(int, count);
    const auto scores = readSpiceScores(m_recordings.body(file));
    QVERIFY2(scores, scores ? "" : qPrintable(scores.error().detail));
    QCOMPARE(scores->size(), count);
    if (count == 0)
        return;
    const SpiceScore third = scores->at(2);
    QCOMPARE(third.runId, QStringLiteral("15b8c5351cff98d96db28b8c76ad19dc"));
    QCOMPARE(third.input, QStringLiteral(R"([{"role":"system","content":"Answer with one word."},{"role":"user","content":"Capital of France?"}])"));
    QCOMPARE(third.actual, QStringLiteral("It is Paris, of course"));
    QCOMPARE(third.expected, QStringLiteral("Paris"));
    QCOMPARE(third.scorer, QStringLiteral("match"));
    QCOMPARE(third.value, 0.0);
}

void tst_SpiceReader::lists()
{
    const auto evals = readSpiceEvals(m_recordings.body(QStringLiteral("runtime/evals-list.json")));
    QCOMPARE(*evals, (QList<SpiceEval>{{QStringLiteral("tetris"), QStringLiteral("Can the model rotate a tetris block"), QStringLiteral("small_tetris"), {QStringLiteral("match"), QStringLiteral("includes")}},
                                       {QStringLiteral("australia"), {}, QStringLiteral("cricket_questions"), {QStringLiteral("hf_minilm"), QStringLiteral("judge"), QStringLiteral("match")}}}));
    QVERIFY(readSpiceEvals(m_recordings.body(QStringLiteral("documented/evals-list.json"))));
    QVERIFY(readSpiceEvals("[]")->isEmpty());
    const auto told = readSpiceModels(m_recordings.body(QStringLiteral("runtime/models.json")));
    QCOMPARE(told->size(), 2);
    QCOMPARE(told->last(), (ServedModel{QStringLiteral("judge"), QStringLiteral("openai:gpt-4o"), {}}));
    for (const char *file : {"documented/models.json", "documented/models.csv"}) {
        const auto models = readSpiceModels(m_recordings.body(QLatin1String(file)));
        QVERIFY2(models, file);
        QCOMPARE(models->first(), (ServedModel{QStringLiteral("gpt-4"), QStringLiteral("openai"), {}, QStringLiteral("ready")}));
        QCOMPARE(models->last().datasets, QStringList({QStringLiteral("text-dataset-1"), QStringLiteral("text-dataset-2")}));
    }
    for (const char *file : {"runtime/datasets.json", "documented/datasets.csv"}) {
        const auto datasets = readSpiceDatasets(m_recordings.body(QLatin1String(file)));
        QVERIFY2(datasets && !datasets->isEmpty(), file);
        QCOMPARE(datasets->first().status, QStringLiteral("Ready"));
    }
    const auto runs = readSpiceRuns(m_recordings.body(QStringLiteral("runtime/sql-runs.json")));
    QCOMPARE(runs->size(), 3);
    QCOMPARE(runs->first().state, RunState::Running);
}

void tst_SpiceReader::refuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addRow("nothing") << QByteArray();
    QTest::addRow("no row") << QByteArray("[]");
    QTest::addRow("a sentence") << QByteArray("all is well, more or less");
    QTest::addRow("cut off") << m_recordings.body(QStringLiteral("runtime/run-eval.completed.json")).left(100);
    QTest::addRow("web page") << QByteArray("<html><body>hello</body></html>");
    QTest::addRow("numbers") << QByteArray("[1,2]");
    QTest::addRow("no status") << QByteArray(R"([{"id":"a","model":"m"}])");
    QTest::addRow("another object") << QByteArray(R"({"error":"no"})");
}

void tst_SpiceReader::refuses()
{
    QFETCH(QByteArray, body);
    const auto run = readSpiceRun(body);
    QVERIFY(!run);
    QCOMPARE(run.error().kind, Error::Kind::Protocol);
    QVERIFY(!run.error().message.isEmpty());
}

void tst_SpiceReader::rowsAndScorersMakeSamples()
{
    // A dataset may hold a row twice, and rows come in no order.
    const auto score = [](const char *input, const char *scorer, double value) {
        return SpiceScore{QStringLiteral("r"), QLatin1String(input), QStringLiteral("a"), QStringLiteral("e"), QLatin1String(scorer), value};
    };
    const QList<SpiceScore> scores{score("one", "includes", 1), score("one", "match", 0), score("two", "match", 1), score("one", "match", 0), score("two", "includes", 1), score("one", "includes", 1)};
    const QList<Sample> samples = spiceSamples(scores, {QStringLiteral("match"), QStringLiteral("includes")});
    QCOMPARE(samples.size(), 3);
    QCOMPARE(samples.at(0).itemKey, samples.at(2).itemKey);
    QCOMPARE(samples.at(0).repeat, 0);
    QCOMPARE(samples.at(2).repeat, 1);
    QCOMPARE(samples.at(0).score, 0.0);
    QCOMPARE(samples.at(1).score, 1.0);
    SpiceRun run;
    run.id = QStringLiteral("r");
    run.scorers = {QStringLiteral("match"), QStringLiteral("includes")};
    run.metrics = {{QStringLiteral("match/mean"), withoutFloatNoise(0.33333334)}, {QStringLiteral("includes/mean"), 0.5}};
    const BenchmarkResult result = spiceResult(run, QStringLiteral("tetris"), 0, samples);
    QCOMPARE(result.metrics.toVariantMap().value(QStringLiteral("match/mean")).toDouble(), 1.0 / 3);
    const QVariantMap known = result.additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap().value(QStringLiteral("metrics")).toMap();
    QCOMPARE(known.value(QStringLiteral("match/mean")).toMap().value(QStringLiteral("n")).toInt(), 3);
    QCOMPARE(known.value(QStringLiteral("match/mean")).toMap().value(QStringLiteral("successes")).toInt(), 1);
    QVERIFY(!known.contains(QStringLiteral("includes/mean"))); // the rows say another thing than the runtime
}

void tst_SpiceReader::jobStates_data()
{
    QTest::addColumn<QList<RunState>>("states");
    QTest::addColumn<RunState>("job");
    using S = RunState;
    QTest::addRow("not begun") << QList<S>{S::Pending, S::Pending} << S::Pending;
    QTest::addRow("between two") << QList<S>{S::Completed, S::Pending} << S::Running;
    QTest::addRow("at it") << QList<S>{S::Running, S::Pending} << S::Running;
    QTest::addRow("all") << QList<S>{S::Completed, S::Completed} << S::Completed;
    QTest::addRow("some") << QList<S>{S::Completed, S::Failed} << S::PartiallyFailed;
    QTest::addRow("none") << QList<S>{S::Failed, S::Failed} << S::Failed;
    QTest::addRow("cancelled") << QList<S>{S::Completed, S::Cancelled} << S::Cancelled;
    QTest::addRow("a word of a newer runtime") << QList<S>{S::Unknown} << S::Running;
}

void tst_SpiceReader::jobStates()
{
    QFETCH(QList<RunState>, states);
    QFETCH(RunState, job);
    Job one;
    for (const RunState state : states) {
        BenchmarkStatus status;
        status.status = state;
        one.status.benchmarks << status;
    }
    settleJob(one);
    QCOMPARE(one.status.state, job);
}

ASSAY_TEST(tst_SpiceReader)
#include "tst_SpiceReader.moc"
