#include "tests/imports/ImportSupport.h"

#include "services/engine/imports/EvalCardReader.h"
#include "services/engine/imports/InspectReader.h"
#include "services/engine/imports/LmEvalReader.h"
#include "services/engine/imports/PromptfooReader.h"
#include "services/engine/imports/Recognise.h"
#include "services/engine/imports/StoredRuns.h"
#include "services/core/ItemKey.h"
#include "services/engine/exports/EvalCard.h"
#include "services/json/Json.h"
#include "services/verdict/WireScore.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::engine::imports;
using namespace assay::engine::imports::test;

/// Readers over made-up files: what is odd, cut off, or of another type.
class tst_ImportReaders final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inspectValues_data();
    void inspectValues();
    void inspectStates_data();
    void inspectStates();
    void inspectSamplesOfAnArchive();
    void inspectArchivesThatAreBroken_data();
    void inspectArchivesThatAreBroken();
    void inspectJsonIsReadUpToItsFault();
    void inspectNumbersAreNotIds();
    void lmEvalHeads_data();
    void lmEvalHeads();
    void lmEvalLinesThatAreBroken();
    void lmEvalFiltersBecomeOneSample();
    void promptfooWithATable();
    void promptfooWithResultsAlone();
    void promptfooPromptsOfOneLabel();
    void promptfooIsKnownByItsBeginning();
    void promptfooCountsThatStandStill();
    void promptfooErrorsAmongFailures();
    void gradedScoresCarryTheirBootstrap();
    void readingStops();
    void cardOfOurOwnExport();
    void cardsKeepTheVerdict();
    void cardsInventNoGate();
    void cardsWithoutNumbersOfBenchmarks();
    void cardsOfCollectionsNameNoMetric_data();
    void cardsOfCollectionsNameNoMetric();
    void heads_data();
    void heads();

private:
    QTemporaryDir m_folder;
    QString file(const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(QStringLiteral("file"));
        writeFile(path, bytes);
        return path;
    }
    Collected read(const QString &path, Format format, ImportedBenchmark *filled = nullptr)
    {
        Collected out;
        const auto log = format == Format::InspectArchive ? readInspectArchive(path) : readInspectJson(path);
        if (!log) {
            out.problems.append({QStringLiteral("head"), log.error().message});
            return out;
        }
        SampleCounts counts;
        if (const auto done = readInspectSamples(path, format, *log, counts, out.sink()); !done)
            out.problems.append({QString(), done.error().message});
        if (filled) {
            *filled = log->run.benchmarks.constFirst();
            counts.finish(*filled);
        }
        return out;
    }
};

void tst_ImportReaders::inspectValues_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<double>("number"); // -1: none
    for (const auto &[json, number] : {std::pair("\"C\"", 1.0), {"\"I\"", 0.0}, {"\"P\"", 0.5}, {"\"N\"", 0.0}, {"\"yes\"", 1.0}, {"\"FALSE\"", 0.0}, {"0.25", 0.25},
                                       {"true", 1.0}, {"\"0.75\"", 0.75}, {"\"maybe\"", -1.0}, {"null", -1.0}, {"[1]", -1.0}, {"\"nan\"", -1.0}})
        QTest::newRow(json) << QByteArray(json) << number;
}

void tst_ImportReaders::inspectValues()
{
    QFETCH(QByteArray, json);
    QFETCH(double, number);
    QCOMPARE(inspectValue(Json::parse(json.begin(), json.end())).value_or(-1), number);
}

void tst_ImportReaders::inspectStates_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("says");
    QTest::newRow("success") << QByteArray("success") << QByteArray() << int(RunState::Completed) << QString();
    QTest::newRow("error") << QByteArray("error") << QByteArray(",\"error\":{\"message\":\"boom\"}") << int(RunState::Failed) << QStringLiteral("boom");
    QTest::newRow("error without words") << QByteArray("error") << QByteArray() << int(RunState::Failed) << QStringLiteral("did not describe");
    QTest::newRow("cancelled") << QByteArray("cancelled") << QByteArray() << int(RunState::Cancelled) << QStringLiteral("cancelled");
    QTest::newRow("started") << QByteArray("started") << QByteArray() << int(RunState::Failed) << QStringLiteral("has no end");
}

void tst_ImportReaders::inspectStates()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, more);
    QFETCH(int, state);
    QFETCH(QString, says);
    const auto log = readInspectJson(file(inspectHeader(status, more)));
    QVERIFY(bool(log));
    const ImportedBenchmark &benchmark = log->run.benchmarks.constFirst();
    QCOMPARE(int(benchmark.state), state);
    QVERIFY2(says.isEmpty() ? benchmark.error.isEmpty() : benchmark.error.contains(says), qPrintable(benchmark.error));
    QCOMPARE(benchmark.primaryMetric, QStringLiteral("match/accuracy"));
    QCOMPARE(log->run.createdMs, 1768204800000);
}

void tst_ImportReaders::inspectSamplesOfAnArchive()
{
    const QString path = m_folder.filePath(QStringLiteral("log"));
    // Names that would lead out of a folder are only names here.
    writeZip(path, {{"samples/../../b_epoch_1.json", inspectSample("b", "I")}, {"samples/a.json", inspectSample("a", "C")}, {"samples/again.json", inspectSample("a", "C")},
                    {"samples/nothing.json", "{}"}, {"samples/list.json", "[]"}, {"samples/text.json", "no JSON"}, {"other/x.json", "{}"}, {"header.json", inspectHeader()}});
    ImportedBenchmark benchmark;
    const Collected out = read(path, Format::InspectArchive, &benchmark);
    QCOMPARE(out.samples.size(), 2);
    const Sample &b = std::get<2>(out.samples.at(0)), &a = std::get<2>(out.samples.at(1));
    QCOMPARE(b.itemKey, QStringLiteral("id:b"));
    QCOMPARE(b.ordinal, 1); // as the log's list of ids has it
    QCOMPARE(a.ordinal, 0);
    QCOMPARE(a.response, QStringLiteral("said a"));
    QCOMPARE(a.extracted, QStringLiteral("x"));
    QCOMPARE(*a.score, 1.0);
    QCOMPARE(*b.score, 0.0);
    QCOMPARE(*a.latencyMs, 1500.0);
    QCOMPARE(*a.completionTokens, 4);
    QCOMPARE(out.problems.size(), 4);
    QCOMPARE(out.problems.at(0).first, QStringLiteral("samples/again.json"));
    QVERIFY(out.problems.at(0).second.contains(QStringLiteral("twice")));
    QVERIFY(out.problems.at(3).second.contains(QStringLiteral("not valid JSON")));
    COMPARE_JSON(at(benchmark.info, {"metrics", "match/accuracy", "successes"}), 1);
    COMPARE_JSON(at(benchmark.info, {"metrics", "match/accuracy", "n"}), 2);
    COMPARE_JSON(at(benchmark.info, {"tokens", "prompt"}), 6);
    COMPARE_JSON(at(benchmark.info, {"tokens", "answers"}), 2);
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files).size(), QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size()); // no folder came
}

void tst_ImportReaders::inspectArchivesThatAreBroken_data()
{
    QTest::addColumn<int>("keep");  // bytes; -1: all
    QTest::addColumn<int>("spoil"); // offset of a byte to change; -1: none
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << 0 << -1 << QStringLiteral("head");
    QTest::newRow("half") << 300 << -1 << QStringLiteral("");
    QTest::newRow("a byte of a sample") << -1 << 80 << QStringLiteral("samples/a.json");
}

void tst_ImportReaders::inspectArchivesThatAreBroken()
{
    QFETCH(int, keep);
    QFETCH(int, spoil);
    QFETCH(QString, says);
    const QString path = m_folder.filePath(QStringLiteral("log"));
    writeZip(path, {{"samples/a.json", inspectSample("a", "C")}, {"samples/b.json", inspectSample("b", "I")}, {"header.json", inspectHeader()}});
    QByteArray bytes = fileBytes(path);
    if (keep >= 0)
        bytes.truncate(keep);
    if (spoil >= 0)
        bytes[spoil] = char(bytes.at(spoil) ^ 0x55);
    writeFile(path, bytes);
    const Collected out = read(path, Format::InspectArchive);
    QVERIFY(!out.problems.isEmpty());
    if (!says.isEmpty())
        QCOMPARE(out.problems.constFirst().first, says);
    if (spoil >= 0)
        QCOMPARE(out.samples.size(), 1); // the other one is there
}

void tst_ImportReaders::inspectJsonIsReadUpToItsFault()
{
    QByteArray text = inspectHeader();
    text.chop(1);
    const Collected out = read(file(text + ",\n\"samples\":[\n" + inspectSample("a", "C") + ",\n" + inspectSample("b", "I") + ",\n{\"id\":"), Format::InspectJson);
    QCOMPARE(out.samples.size(), 2);
    QCOMPARE(out.problems.size(), 1);
    QVERIFY2(out.problems.constFirst().second.contains(QStringLiteral("line 5")), qPrintable(out.problems.constFirst().second));
}

void tst_ImportReaders::inspectNumbersAreNotIds()
{
    QByteArray text = inspectHeader();
    text.replace("[\"a\",\"b\"]", "[2,1]");
    text.chop(1);
    const Collected out = read(file(text + ",\"samples\":[" + inspectSample("1", "C") + "," + inspectSample("2", "C", 2) + "]}"), Format::InspectJson);
    QCOMPARE(out.samples.size(), 2);
    const Sample &one = std::get<2>(out.samples.at(0)), &two = std::get<2>(out.samples.at(1));
    QCOMPARE(one.itemKey, itemKey({}, "\"ask 1\"", "\"t\""));
    QCOMPARE(one.ordinal, 1);
    QCOMPARE(two.repeat, 1);
}

void tst_ImportReaders::lmEvalHeads_data()
{
    QTest::addColumn<QByteArray>("results");
    QTest::addColumn<QString>("says"); // empty: it is read
    QTest::newRow("none") << QByteArray("{}") << QStringLiteral("no results");
    QTest::newRow("of another type") << QByteArray("[]") << QStringLiteral("no results");
    QTest::newRow("a task that is no object") << QByteArray("{\"t\":3}") << QStringLiteral("'t' are no object");
    QTest::newRow("a task without metrics") << QByteArray("{\"t\":{\"alias\":\"t\"}}") << QString();
    QTest::newRow("N/A and NaN") << QByteArray("{\"t\":{\"acc,none\":0.5,\"acc_stderr,none\":\"N/A\",\"ppl,none\":NaN}}") << QString();
}

void tst_ImportReaders::lmEvalHeads()
{
    QFETCH(QByteArray, results);
    QFETCH(QString, says);
    const auto run = readLmEvalResults(file("{\"results\":" + results + ",\"versions\":{},\"config\":{\"model_args\":\"pretrained=acme/m,dtype=auto\"}}"));
    if (!says.isEmpty()) {
        QVERIFY(!run);
        QVERIFY2(run.error().message.contains(says), qPrintable(run.error().message));
        return;
    }
    QVERIFY(bool(run));
    QCOMPARE(run->modelName, QStringLiteral("acme/m"));
    const ImportedBenchmark &benchmark = run->benchmarks.constFirst();
    if (results.contains("acc")) {
        QCOMPARE(QByteArray::fromStdString(benchmark.metrics.dump()), QByteArray("{\"acc,none\":0.5}"));
        QCOMPARE(benchmark.primaryMetric, QStringLiteral("acc,none"));
    } else {
        QCOMPARE(benchmark.state, RunState::Failed);
    }
}

void tst_ImportReaders::lmEvalLinesThatAreBroken()
{
    ImportedBenchmark benchmark;
    benchmark.primaryMetric = QStringLiteral("acc,none");
    benchmark.metrics = {{"acc,none", 0.5}};
    const auto line = [](int id, const QByteArray &acc) {
        const QByteArray number = QByteArray::number(id);
        return "{\"doc_id\":" + number + ",\"doc\":{\"id\":\"same\"},\"target\":\"t\",\"arguments\":[[\"ask " + number + "\",{}]],\"resps\":[[\"r" + number
            + "\"]],\"filtered_resps\":[\"[invalid]\"],\"acc\":" + acc + "}\n";
    };
    Collected out;
    SampleCounts counts;
    const QString path = file(line(0, "1") + "{broken\n\n" + line(0, "1") + "[]\n" + line(1, "0") + line(2, "NaN"));
    QVERIFY(bool(readLmEvalSamples(path, benchmark, counts, out.sink())));
    QCOMPARE(out.samples.size(), 3);
    QCOMPARE(out.problems.size(), 3);
    QCOMPARE(out.problems.at(0).first, QStringLiteral("line 2"));
    QCOMPARE(out.problems.at(2).first, QStringLiteral("line 5"));
    const Sample &first = std::get<2>(out.samples.at(0)), &second = std::get<2>(out.samples.at(1));
    QCOMPARE(first.itemKey, QStringLiteral("id:same"));
    QVERIFY(second.itemKey.startsWith(QLatin1String("sha256:"))); // an id that comes twice tells nothing apart
    QCOMPARE(first.response, QStringLiteral("r0"));
    QVERIFY(first.extractionFailed && first.extracted.isNull());
    QVERIFY(!std::get<2>(out.samples.at(2)).score);
    counts.finish(benchmark);
    COMPARE_JSON(at(benchmark.info, {"metrics", "acc,none", "n"}), 2);
    COMPARE_JSON(at(benchmark.info, {"metrics", "acc,none", "successes"}), 1);
    COMPARE_JSON(at(benchmark.info, "not_extracted"), 3);
}

void tst_ImportReaders::lmEvalFiltersBecomeOneSample()
{
    ImportedBenchmark benchmark;
    benchmark.primaryMetric = QStringLiteral("em,strict");
    benchmark.metrics = {{"em,strict", 0.0}, {"em,loose", 1.0}};
    const auto line = [](const QByteArray &filter, const QByteArray &found, int em) {
        return "{\"doc_id\":7,\"doc\":{},\"target\":\"4\",\"arguments\":{\"gen_args_0\":{\"arg_0\":\"2+2\"}},\"resps\":[[\"it is 4\"]],\"filtered_resps\":[\"" + found
            + "\"],\"filter\":\"" + filter + "\",\"em\":" + QByteArray::number(em) + "}\n";
    };
    Collected out;
    SampleCounts counts;
    QVERIFY(bool(readLmEvalSamples(file(line("loose", "4", 1) + line("strict", "[invalid]", 0)), benchmark, counts, out.sink())));
    QCOMPARE(out.samples.size(), 1);
    const Sample &sample = std::get<2>(out.samples.constFirst());
    QCOMPARE(*sample.score, 0.0);
    QVERIFY(sample.extractionFailed); // as the primary metric's filter has it
    QCOMPARE(sample.scores.text, QByteArray("{\"em,loose\":{\"score\":1.0},\"em,strict\":{\"score\":0.0}}"));
    QCOMPARE(sample.ordinal, 7);
}

namespace {

QByteArray promptfooResult(const QByteArray &provider, const QByteArray &country, bool success, const QByteArray &more = {})
{
    return "{\"provider\":{\"id\":\"" + provider + "\"},\"prompt\":{\"raw\":\"ask " + country + "\",\"label\":\"ask\"},\"vars\":{\"c\":\"" + country
        + "\"},\"success\":" + (success ? "true" : "false") + ",\"score\":0.5,\"response\":{\"output\":\"o\"},\"gradingResult\":{\"reason\":\"why\"}" + more + "}";
}

} // namespace

/// As promptfoo wrote it before version 3 of its results.
void tst_ImportReaders::promptfooWithATable()
{
    const QString path = file("{\"results\":{\"version\":2,\"results\":[" + promptfooResult("a", "x", true) + "," + promptfooResult("a", "x", false) + ","
                              + promptfooResult("a", "y", false, ",\"error\":\"no grade\"")
                              + "],\"stats\":{\"successes\":1,\"failures\":2},\"table\":{\"head\":{\"prompts\":[{\"raw\":\"ask\",\"display\":\"ask\",\"provider\":\"a\","
                                "\"metrics\":{\"score\":1.5,\"testPassCount\":1,\"testFailCount\":2,\"tokenUsage\":{\"total\":3}}}],\"vars\":[\"c\"]},\"body\":[[1]]}},"
                                "\"config\":{\"description\":\"Old\"}}");
    const auto runs = readPromptfoo(path);
    QVERIFY(bool(runs));
    QCOMPARE(runs->size(), 1);
    const ImportedBenchmark &benchmark = runs->constFirst().benchmarks.constFirst();
    QCOMPARE(benchmark.id, QStringLiteral("Old"));
    COMPARE_JSON(at(benchmark.metrics, "tokenUsage.total"), 3);
    QVERIFY(std::abs(*numberOf(at(benchmark.metrics, "pass_rate")) - 1.0 / 3) < 1e-12);
    QList<QList<SampleCounts>> counts{QList<SampleCounts>(1)};
    Collected out;
    QVERIFY(bool(readPromptfooSamples(path, *runs, counts, out.sink())));
    QCOMPARE(out.samples.size(), 3);
    QCOMPARE(std::get<2>(out.samples.at(1)).repeat, 1); // the same test again
    QCOMPARE(std::get<2>(out.samples.at(1)).itemKey, std::get<2>(out.samples.at(0)).itemKey);
    QVERIFY(std::get<2>(out.samples.at(2)).error.isEmpty()); // it was graded: not right, and no error
}

void tst_ImportReaders::promptfooWithResultsAlone()
{
    const QString path = file("{\"results\":{\"version\":1,\"results\":[" + promptfooResult("a", "x", true) + "," + promptfooResult("b", "x", false)
                              + ",{\"provider\":\"a\",\"prompt\":{\"raw\":\"ask x\",\"label\":\"ask\"},\"success\":false,\"error\":\"time-out\"},7],\"stats\":{}}}");
    const auto runs = readPromptfoo(path);
    QVERIFY(bool(runs));
    QVERIFY(runs->size() >= 2);
    QCOMPARE(runs->at(0).modelName, QStringLiteral("a"));
    COMPARE_JSON(at(runs->at(0).benchmarks.constFirst().metrics, "testErrorCount"), 1);
    QCOMPARE(*numberOf(at(runs->at(0).benchmarks.constFirst().metrics, "pass_rate")), 0.5);
    QList<QList<SampleCounts>> counts;
    for (const ImportedRun &run : *runs)
        counts.append(QList<SampleCounts>(run.benchmarks.size()));
    Collected out;
    QVERIFY(bool(readPromptfooSamples(path, *runs, counts, out.sink())));
    QVERIFY(out.samples.size() >= 3);
    QCOMPARE(std::get<2>(out.samples.at(2)).error, QStringLiteral("time-out"));
}

/// Two prompts may have one label: the number of the column tells them apart.
void tst_ImportReaders::promptfooPromptsOfOneLabel()
{
    const QByteArray prompt = "{\"raw\":\"RAW\",\"label\":\"ask\",\"provider\":\"a\",\"metrics\":{\"testPassCount\":1}}";
    const QString path = file("{\"results\":{\"version\":3,\"prompts\":[" + QByteArray(prompt).replace("RAW", "one") + "," + QByteArray(prompt).replace("RAW", "two")
                              + "],\"results\":[" + promptfooResult("a", "x", true, ",\"promptIdx\":0") + "," + promptfooResult("a", "x", true, ",\"promptIdx\":1")
                              + "],\"stats\":{}},\"config\":{\"description\":\"D\"}}");
    const auto runs = readPromptfoo(path);
    QVERIFY(bool(runs));
    QCOMPARE(runs->constFirst().benchmarks.size(), 2);
    QList<QList<SampleCounts>> counts{QList<SampleCounts>(2)};
    Collected out;
    QVERIFY(bool(readPromptfooSamples(path, *runs, counts, out.sink())));
    QCOMPARE(out.samples.size(), 2);
    QCOMPARE(std::get<1>(out.samples.at(0)), 0);
    QCOMPARE(std::get<1>(out.samples.at(1)), 1);
    QCOMPARE(std::get<2>(out.samples.at(1)).repeat, 0); // of another prompt, not the same test again
}

/// Old versions write nothing of their own before their results, of which there may be any number.
void tst_ImportReaders::promptfooIsKnownByItsBeginning()
{
    const QByteArray start = "{\"results\":{\"version\":2,\"results\":[" + promptfooResult("a", "x", true);
    QCOMPARE(int(recognise(file(start))), int(Format::Promptfoo)); // and then it is told where it ends
    QCOMPARE(int(recognise(file("{\"results\":{\"results\":[" + promptfooResult("a", "x", true)))), int(Format::Unknown));
}

/// An evaluation that was stopped: its head has counts from when it began. One whose answers were rated anew afterwards was not stopped.
void tst_ImportReaders::promptfooCountsThatStandStill()
{
    const QByteArray prompt = "{\"raw\":\"RAW\",\"label\":\"ask\",\"provider\":\"a\",\"metrics\":{\"testPassCount\":1,\"testFailCount\":1,\"testErrorCount\":0,\"cost\":7}}";
    const QString path = file("{\"results\":{\"version\":3,\"prompts\":[" + QByteArray(prompt).replace("RAW", "one") + "," + QByteArray(prompt).replace("RAW", "two")
                              + "],\"results\":[" + promptfooResult("a", "x", true, ",\"promptIdx\":0") + "," + promptfooResult("a", "y", false, ",\"promptIdx\":0")
                              + "," + promptfooResult("a", "z", true, ",\"promptIdx\":0") + "," + promptfooResult("a", "x", true, ",\"promptIdx\":1") + ","
                              + promptfooResult("a", "y", true, ",\"promptIdx\":1") + "],\"stats\":{}}}");
    const auto runs = readPromptfoo(path);
    QVERIFY(bool(runs));
    const ImportedBenchmark &stopped = runs->constFirst().benchmarks.at(0), &rated = runs->constFirst().benchmarks.at(1);
    QCOMPARE(stopped.state, RunState::Failed);
    QVERIFY2(stopped.error.contains(QStringLiteral("has 3 results of it, and its own counts are of 2")), qPrintable(stopped.error));
    COMPARE_JSON(at(stopped.metrics, "testPassCount"), 2);
    QVERIFY(std::abs(*numberOf(at(stopped.metrics, "pass_rate")) - 2.0 / 3) < 1e-12);
    QCOMPARE(*numberOf(at(stopped.metrics, "score")), 1.5);
    QVERIFY(at(stopped.metrics, "cost").is_null()); // of two of them
    QCOMPARE(rated.state, RunState::Completed);
    QCOMPARE(*numberOf(at(rated.metrics, "pass_rate")), 1.0);
}

/// Before promptfoo counted errors they were failures: what failed for want of an answer is known from the results.
void tst_ImportReaders::promptfooErrorsAmongFailures()
{
    const auto with = [&](const QByteArray &answered) {
        const QByteArray silent = "{\"provider\":{\"id\":\"a\"},\"prompt\":{\"raw\":\"ask x\",\"display\":\"ask\"},\"success\":false,\"score\":0,"
                                  "\"response\":{\"error\":\"sunk\"},\"error\":\"sunk\"}";
        const auto runs = readPromptfoo(file("{\"results\":{\"version\":2,\"results\":[" + silent + "," + (answered.isEmpty() ? silent : answered)
                                             + "],\"stats\":{\"successes\":0,\"failures\":2},\"table\":{\"head\":{\"prompts\":[{\"raw\":\"ask\",\"display\":\"ask\","
                                               "\"provider\":\"a\",\"metrics\":{\"score\":0,\"testPassCount\":0,\"testFailCount\":2}}]}}}}"));
        return runs ? runs->constFirst().benchmarks.constFirst() : ImportedBenchmark();
    };
    const ImportedBenchmark some = with(promptfooResult("a", "y", false)), all = with({});
    QCOMPARE(some.state, RunState::Completed);
    COMPARE_JSON(at(some.info, "errors"), 1);
    COMPARE_JSON(at(some.metrics, "testFailCount"), 2); // as the tool has it
    QCOMPARE(all.state, RunState::Failed);
    QVERIFY2(all.error.contains(QStringLiteral("Every test")), qPrintable(all.error));
}

/// What is long can be stopped while it is read.
/// Who reads the result has no items: the one who has them stores what an interval needs, over groups where there are some, of which the
/// tool's own error knows nothing.
void tst_ImportReaders::gradedScoresCarryTheirBootstrap()
{
    const auto counted = [](const char *column, bool binary) {
        SampleCounts counts;
        double sum = 0;
        for (int i = 0; i < 40; ++i) {
            Sample sample;
            sample.ordinal = i;
            sample.itemKey = QString::number(i);
            sample.metadata.text = QByteArray("{\"") + column + "\": \"passage " + QByteArray::number(i / 8) + "\"}";
            const double score = binary ? i / 8 % 2 : i / 8 * 0.2;
            sum += score;
            counts.add(sample, {{QStringLiteral("f1"), score}});
        }
        ImportedBenchmark benchmark;
        benchmark.metrics["f1"] = sum / 40;
        benchmark.info["metrics"]["f1"]["stderr"] = 0.01; // as the tool tells it
        counts.finish(benchmark);
        return benchmark.info["metrics"]["f1"];
    };
    const auto widthOf = [](const Json &known) {
        const Json usual = known["bootstrap"]["intervals"][2];
        return usual["level"] == 0.95 ? usual["high"].get<double>() - usual["low"].get<double>() : 0;
    };
    const Json alone = counted("topic", false), grouped = counted("cluster", false);
    QVERIFY2(alone["stderr"] == 0.01 && alone["binary"] == false && !alone.contains("groups"), alone.dump().c_str());
    QVERIFY2(grouped["groups"] == 5 && grouped["stderr"].get<double>() > 0.1, grouped.dump().c_str());
    QVERIFY(widthOf(alone) > 0.1 && widthOf(grouped) > 2 * widthOf(alone));
    QVERIFY(grouped == counted("group", false));
    const Json shares = counted("topic", true), together = counted("group", true);
    QVERIFY2(shares["binary"] == true && shares["successes"] == 16 && !shares.contains("bootstrap"), shares.dump().c_str());
    QVERIFY2(together["binary"] == false && !together.contains("successes") && together.contains("bootstrap"), together.dump().c_str());
}

void tst_ImportReaders::readingStops()
{
    const QString promptfoo = file("{\"results\":{\"results\":[" + promptfooResult("a", "x", true) + "],\"stats\":{}}}");
    const auto stopped = [] { return true; };
    const auto runs = readPromptfoo(promptfoo, stopped);
    QVERIFY(!runs);
    QCOMPARE(runs.error().kind, Error::Kind::Cancelled);
    const auto hash = lmEvalSamplesHash(file("{\"doc_id\":0,\"doc_hash\":\"a\"}\n"), stopped);
    QVERIFY(!hash);
    QCOMPARE(hash.error().kind, Error::Kind::Cancelled);
}

void tst_ImportReaders::cardOfOurOwnExport()
{
    const QByteArray job = R"({"resource":{"id":"j1","created_at":"2026-01-12T08:00:00.000Z"},"model":{"name":"m","url":"http://m/v1"},
        "status":{"state":"partially_failed","benchmarks":[{"id":"b1","provider_id":"p","benchmark_index":0,"status":"completed","started_at":"2026-01-12T08:00:01Z"},
        {"id":"b2","provider_id":"p","benchmark_index":1,"status":"failed","error_message":{"message":"broke"}}]},
        "results":{"benchmarks":[{"id":"b1","provider_id":"p","benchmark_index":0,"metrics":{"acc":0.5,"f1":0.25},
        "test":{"primary_score":0.5,"primary_score_metric":"acc","threshold":0.4,"pass":true}}]}})";
    const auto run = readEvalCard(file(engine::evalCard(job)));
    QVERIFY2(bool(run), run ? "" : qPrintable(run.error().message));
    QCOMPARE(run->modelName, QStringLiteral("m"));
    QCOMPARE(run->createdMs, 1768204800000);
    QCOMPARE(run->benchmarks.size(), 2);
    QCOMPARE(run->benchmarks.at(0).primaryMetric, QStringLiteral("acc"));
    QCOMPARE(run->benchmarks.at(0).gate.value_or(0), 0.4);
    QVERIFY(!run->benchmarks.at(0).lowerIsBetter);
    QCOMPARE(QByteArray::fromStdString(run->benchmarks.at(0).metrics.dump()), QByteArray("{\"acc\":0.5,\"f1\":0.25}"));
    QCOMPARE(run->benchmarks.at(1).state, RunState::Failed);
    QCOMPARE(run->benchmarks.at(1).error, QStringLiteral("broke"));
}

/// What a run was judged by comes back with it: the same rule says the same of it again.
void tst_ImportReaders::cardsKeepTheVerdict()
{
    const QByteArray job = R"({"resource":{"id":"j1"},"model":{"name":"m","url":"http://m/v1"},
        "benchmarks":[{"id":"b1","provider_id":"p","weight":3,"primary_score":{"metric":"acc"},"pass_criteria":{"threshold":0.4}},
        {"id":"b2","provider_id":"p","primary_score":{"metric":"speed","lower_is_better":true},"pass_criteria":{"threshold":9}},
        {"id":"b3","provider_id":"p","primary_score":{"metric":"acc"},"pass_criteria":{"threshold":0.8}}, {"id":"b4","provider_id":"p"}],
        "status":{"state":"partially_failed","benchmarks":[{"id":"b2","provider_id":"p","benchmark_index":1,"status":"completed"},
        {"id":"b1","provider_id":"p","benchmark_index":0,"status":"completed"},{"id":"b3","provider_id":"p","benchmark_index":2,"status":"failed"},
        {"id":"b4","provider_id":"p","benchmark_index":3,"status":"completed"}]},
        "results":{"test":{"score":0.7,"threshold":0.6,"pass":true},"benchmarks":[
        {"id":"b1","provider_id":"p","benchmark_index":0,"metrics":{"acc":0.5},"test":{"primary_score":0.5,"primary_score_metric":"acc","threshold":0.4,"pass":true}},
        {"id":"b2","provider_id":"p","benchmark_index":1,"metrics":{"speed":12},"test":{"primary_score":12,"primary_score_metric":"speed","threshold":9,"pass":false}},
        {"id":"b4","provider_id":"p","benchmark_index":3,"metrics":{"acc":0.5}}]}})";
    const auto run = readEvalCard(file(engine::evalCard(job)));
    QVERIFY2(bool(run), run ? "" : qPrintable(run.error().message));
    const engine::ImportedJob imported = importedJob(*run, {}, true);
    QCOMPARE(imported.job.job.passCriteria.value_or(PassCriteria{}).threshold.value_or(0), 0.6);
    QVERIFY2(imported.job.config.contains("\"pass_criteria\":{\"threshold\":0.6}"), imported.job.config.constData());
    const QList<BenchmarkRef> &entries = imported.job.job.benchmarks;
    QCOMPARE(entries.size(), 4);
    const auto speed = wireBenchmarkTest(wireEntry(entries.at(0), nullptr), imported.ends.at(0).metrics);
    QVERIFY(speed);
    QCOMPARE(speed->primaryScoreMetric, QStringLiteral("speed"));
    QCOMPARE(*speed->threshold, 9.0);
    QCOMPARE(*speed->pass, false);
    const auto acc = wireBenchmarkTest(wireEntry(entries.at(1), nullptr), imported.ends.at(1).metrics);
    QVERIFY(acc);
    QCOMPARE(*acc->threshold, 0.4);
    QCOMPARE(*acc->pass, true);
    QCOMPARE(entries.at(1).weight.value_or(0), 3.0);
    QCOMPARE(entries.at(2).passCriteria->threshold.value(), 0.8); // it failed, and its gate with it
    QVERIFY(!entries.at(3).passCriteria);
}

/// A server compares with 0.5 where nobody set a gate.
void tst_ImportReaders::cardsInventNoGate()
{
    const QByteArray job = R"({"model":{"name":"m"},"collection":{"id":"c"},"status":{"state":"completed","benchmarks":[{"id":"b","provider_id":"p","benchmark_index":0,"status":"completed"}]},
        "results":{"test":{"score":0.7,"threshold":0.5,"pass":true},"benchmarks":[{"id":"b","provider_id":"p","benchmark_index":0,"metrics":{"acc":0.5}}]}})";
    const auto run = readEvalCard(file(engine::evalCard(job)));
    QVERIFY2(bool(run), run ? "" : qPrintable(run.error().message));
    QVERIFY(!run->gate);
    QVERIFY(!run->benchmarks.at(0).gate);
    QCOMPARE(QByteArray::fromStdString(run->about["test"].dump()), QByteArray("{\"pass\":true,\"score\":\"0.7\",\"threshold\":\"0.5\"}"));
}

/// A server's card lists benchmarks as they ended, and does not number them.
void tst_ImportReaders::cardsWithoutNumbersOfBenchmarks()
{
    const auto run = readEvalCard(file(R"({"card_version":"1.0","context":{"model":{"name":"m"},"benchmarks":[
        {"id":"a","provider_id":"p","primary_score":{"metric":"acc"},"pass_criteria":{"threshold":0.6},"weight":1},
        {"id":"b","provider_id":"p","primary_score":{"metric":"harm","lower_is_better":true},"pass_criteria":{"threshold":0.2},"weight":4},
        {"id":"a","provider_id":"p","primary_score":{"metric":"acc"},"pass_criteria":{"threshold":0.9},"weight":2},
        {"id":"b","provider_id":"q","primary_score":{"metric":"f1"}}]},
        "results":{"benchmarks":[{"id":"a","provider_id":"p","status":"failed","error_message":{"message":"broke"}},
        {"id":"b","provider_id":"q","status":"completed","metrics":{"f1":0.5,"harm":0.5}},
        {"id":"b","provider_id":"p","status":"completed","metrics":{"harm":0.125},"test":{"primary_score":"0.125","threshold":"0.2","pass":true}},
        {"id":"a","provider_id":"p","status":"completed","metrics":{"acc":0.5,"acc_norm":0.5},"test":{"primary_score":"0.5","threshold":"0.6","pass":false}}]}})"));
    QVERIFY2(bool(run), run ? "" : qPrintable(run.error().message));
    const ImportedBenchmark &broke = run->benchmarks.at(0), &other = run->benchmarks.at(1), &harm = run->benchmarks.at(2), &again = run->benchmarks.at(3);
    QCOMPARE(harm.primaryMetric, QStringLiteral("harm"));
    QVERIFY(harm.lowerIsBetter);
    QCOMPARE(harm.gate.value_or(0), 0.2);
    QCOMPARE(harm.weight.value_or(0), 4.0);
    QCOMPARE(other.primaryMetric, QStringLiteral("f1")); // the benchmark of that name of another provider
    QVERIFY(!other.gate);
    QCOMPARE(again.primaryMetric, QStringLiteral("acc"));
    QCOMPARE(again.gate.value_or(0), 0.6); // as it was tested
    QVERIFY(!again.weight);                // one of two: nobody knows which
    QVERIFY(!broke.gate);
    QCOMPARE(broke.primaryMetric, QStringLiteral("acc")); // in which both agree
}

void tst_ImportReaders::cardsOfCollectionsNameNoMetric_data()
{
    QTest::addColumn<QByteArray>("metrics");
    QTest::addColumn<QString>("tested");
    QTest::newRow("one") << QByteArray(R"({"acc":0.6666666666666666})") << QStringLiteral("acc");
    QTest::newRow("by its value") << QByteArray(R"({"acc":0.6666666666666666,"acc_norm":0.5,"alias":"acc"})") << QStringLiteral("acc");
    QTest::newRow("two of one value") << QByteArray(R"({"acc":0.6666666666666666,"acc_norm":0.6666667})") << QString();
    QTest::newRow("none") << QByteArray(R"({"acc":0.66666})") << QString();
}

/// The value that was tested, rounded as the server does, tells which metric it is of.
void tst_ImportReaders::cardsOfCollectionsNameNoMetric()
{
    QFETCH(QByteArray, metrics);
    QFETCH(QString, tested);
    QByteArray card = R"({"card_version":"1.0","context":{"model":{"name":"m"},"collection_id":"c"},"results":{"benchmarks":[
        {"id":"a","provider_id":"p","status":"completed","metrics":)" + metrics + R"(,"test":{"primary_score":"0.6666667","threshold":"0.7","pass":true}}],
        "collection":{"test":{"score":0.90937495,"threshold":0.7,"pass":true}}}})";
    const auto run = readEvalCard(file(card));
    QVERIFY2(bool(run), run ? "" : qPrintable(run.error().message));
    const ImportedBenchmark &benchmark = run->benchmarks.constFirst();
    QCOMPARE(benchmark.primaryMetric, tested);
    QVERIFY(benchmark.lowerIsBetter); // it passed below its threshold
    QCOMPARE(run->gate.value_or(0), 0.7);
    QCOMPARE(run->doubt.isEmpty(), tested.isEmpty()); // it cannot be the score of this one benchmark
    const auto same = readEvalCard(file(card.replace("0.90937495", "0.3333333")));
    QVERIFY(bool(same));
    QVERIFY2(same->doubt.isEmpty(), qPrintable(same->doubt));
}

/// Whatever the bytes: each reader answers, with a run or a sentence.
void tst_ImportReaders::heads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("number") << QByteArray("1");
    QTest::newRow("text") << QByteArray("\"results\"");
    QTest::newRow("list") << QByteArray("[{}]");
    QTest::newRow("wrong types") << QByteArray("{\"results\":7,\"eval\":[],\"status\":{},\"version\":\"x\",\"card_version\":1,\"context\":null}");
    QTest::newRow("wrong types below")
        << QByteArray("{\"results\":{\"results\":{\"a\":1},\"prompts\":{},\"benchmarks\":[1,null],\"t\":null},\"eval\":{\"task\":4,\"dataset\":[],\"tags\":{}}}");
    QTest::newRow("binary") << QByteArray("\0\1\2\3PK", 6);
}

void tst_ImportReaders::heads()
{
    QFETCH(QByteArray, bytes);
    const QString path = file(bytes);
    const auto says = [](const auto &result) { return bool(result) || !result.error().message.isEmpty(); };
    QVERIFY(says(readInspectArchive(path)));
    QVERIFY(says(readInspectJson(path)));
    QVERIFY(says(readLmEvalResults(path)));
    QVERIFY(says(readPromptfoo(path)));
    QVERIFY(says(readEvalCard(path)));
}

ASSAY_TEST(tst_ImportReaders)
#include "tst_ImportReaders.moc"
