#include "services/engine/runner/NativeRunner.h"

#include "services/core/ItemKey.h"
#include "services/engine/runner/RunSummary.h"
#include "services/engine/runner/TaskLibrary.h"
#include "tests/runner/FakeSink.h"
#include "tests/support/Places.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <atomic>
#include <cmath>

using namespace assay;
using namespace assay::engine;
using test::FakeSink;
using test::FakeStored;
using test::ScriptedReply;
using test::ScriptedRequest;
using test::ScriptedServer;

namespace {

/// The task of most tests: item i asks "n=i" and expects "i".
QByteArray taskText(const QByteArray &scoring = "[{function: \"basic::equality\", aggregations: [accuracy, average, median, categorical_count]}]")
{
    return "id: numbers\nname: Numbers\ndataset: {file: numbers.jsonl}\nfields: {id: id, input: q, target: a}\n"
           "prompt: {template: \"{{q}}\"}\nscoring: " + scoring + "\n";
}

/// "n=17" in the request's messages -> 17.
int askedNumber(const ScriptedRequest &request)
{
    static const QRegularExpression number(QStringLiteral("n=(\\d+)"));
    return number.match(QString::fromUtf8(request.body)).captured(1).toInt();
}

} // namespace

class tst_NativeRunner : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    void write(const QString &name, const QByteArray &text) { test::writeFile(m_dir->filePath(name), text); }

    void writeTask(int rows, const QByteArray &task = taskText())
    {
        QByteArray lines;
        for (int i = 0; i < rows; ++i) {
            const QByteArray number = QByteArray::number(i);
            lines += "{\"id\":\"i" + number + "\",\"q\":\"n=" + number + "\",\"a\":\"" + number + "\",\"group\":\"g\"}\n";
        }
        write(QStringLiteral("numbers.jsonl"), lines);
        write(QStringLiteral("numbers.yaml"), task);
    }

    /// Right for all but the items in wrong and missing.
    void writeRecording(int rows, const QSet<int> &wrong = {}, const QSet<int> &missing = {})
    {
        QByteArray lines = "{\"recording\":1,\"model\":\"tiny\"}\n";
        for (int i = 0; i < rows; ++i) {
            const QByteArray number = QByteArray::number(i);
            if (!missing.contains(i))
                lines += "{\"task\":\"numbers\",\"id\":\"i" + number + "\",\"response\":\"" + (wrong.contains(i) ? QByteArray("?") : number)
                    + "\",\"latency_ms\":" + QByteArray::number(i + 1) + ",\"prompt_tokens\":10,\"completion_tokens\":2,\"finish_reason\":\"stop\"}\n";
        }
        write(QStringLiteral("rec.jsonl"), lines);
    }

    NativeRunnerOptions options() const
    {
        NativeRunnerOptions out;
        out.taskFolders = {m_dir->path()};
        out.recordingFolders = {m_dir->path()};
        out.pause = [](qint64) { return qint64(0); };
        return out;
    }

    static AttemptSpec spec(const QString &url, const QByteArray &parameters = {})
    {
        AttemptSpec out;
        out.jobId = QStringLiteral("job");
        out.benchmark.id = QStringLiteral("numbers");
        out.benchmark.providerId = QStringLiteral("assay");
        out.benchmark.parameters.text = parameters;
        out.model.name = QStringLiteral("tiny");
        out.model.url = url;
        return out;
    }

    std::shared_ptr<FakeSink> runToEnd(const AttemptSpec &what, const QList<Sample> &stored = {})
    {
        NativeRunner runner(options());
        const auto sink = std::make_shared<FakeSink>();
        runner.start(what, std::make_shared<FakeStored>(stored), sink);
        if (!sink->waitForEnd())
            qWarning("the attempt did not end");
        return sink;
    }

    static const QString &recorded()
    {
        static const QString url = QStringLiteral("recorded:rec");
        return url;
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    /// Items of one group are no independent evidence: two groups of five that are right or wrong together.
    void clustersByGroup()
    {
        writeTask(10);
        const auto accuracyOf = [this](const QByteArray &column, int perGroup) {
            QByteArray lines;
            for (int i = 0; i < 10; ++i) {
                const QByteArray number = QByteArray::number(i);
                lines += "{\"id\":\"i" + number + "\",\"q\":\"n=" + number + "\",\"a\":\"" + number + "\",\"" + column + "\":" + QByteArray::number(i / perGroup) + "}\n";
            }
            write(QStringLiteral("numbers.jsonl"), lines);
            writeRecording(10, {0, 1, 2, 3, 4});
            const auto sink = runToEnd(spec(recorded()));
            return sink->failures.isEmpty() ? sink->info()["metrics"]["accuracy"] : nlohmann::json(sink->failure().toStdString());
        };
        for (const QByteArray column : {"group", "cluster"}) {
            const auto grouped = accuracyOf(column, 5);
            QVERIFY2(grouped["groups"] == 2 && grouped["binary"] == false && !grouped.contains("successes"), grouped.dump().c_str());
            QVERIFY(std::abs(grouped["stderr"].get<double>() - std::sqrt(2 * 2.5 * 2.5) / 10) < 1e-12);
            QVERIFY2(grouped["bootstrap"]["intervals"].size() == 5 && grouped == accuracyOf(column, 5), grouped.dump().c_str()); // the same bytes again
        }
        const auto alone = accuracyOf("group", 1), together = accuracyOf("group", 10), none = accuracyOf("topic", 5);
        QVERIFY2(alone == none && together == none && none["binary"] == true && !none.contains("bootstrap"), alone.dump().c_str());
    }

    /// Rows that a client registered: the job's own tenant's, as they stand, and the result says which they were.
    void asksRegisteredRows()
    {
        write(QStringLiteral("numbers.yaml"), taskText().replace("{file: numbers.jsonl}", "{registered: mine}"));
        writeRecording(3, {1});
        AttemptSpec what = spec(recorded());
        what.tenant = QStringLiteral("gold");
        NativeRunnerOptions with = options();
        QStringList asked;
        with.registered = [&asked](const QString &tenant, const QString &id, qint64 most) -> Result<RegisteredRows> {
            asked << QStringLiteral("%1/%2/%3").arg(tenant, id).arg(most);
            return RegisteredRows{R"({"id":"i0","q":"n=0","a":"0"})" "\n" R"({"id":"i1","q":"n=1","a":"1"})" "\n" R"({"id":"i2","q":"n=2","a":"2"})" "\n", 7, "d1e5"};
        };
        const auto run = [&] {
            NativeRunner runner(with);
            const auto sink = std::make_shared<FakeSink>();
            runner.start(what, std::make_shared<FakeStored>(QList<Sample>()), sink);
            return sink->waitForEnd() ? sink : nullptr;
        };
        const auto sink = run();
        QVERIFY2(sink && sink->failures.isEmpty(), sink ? qPrintable(sink->failure()) : "no end");
        QCOMPARE(asked, QStringList{QStringLiteral("gold/mine/0")});
        QCOMPARE(sink->samples.size(), 3);
        const auto config = sink->info()["config"], dataset = sink->info()["dataset"];
        QVERIFY2(config["dataset"] == "mine" && config["dataset_sha256"] == "d1e5" && config["dataset_version"] == 7, config.dump().c_str());
        QVERIFY(dataset["rows"] == 3 && dataset["version"] == 7);
        with.registered = [](const QString &, const QString &, qint64) -> Result<RegisteredRows> {
            return RegisteredRows{R"({"id":"i0","q":"n=0"})" "\n", 1, "00"};
        };
        QVERIFY(run()->failure().startsWith(QLatin1String("mine, row 1:")));
        with.registered = nullptr;
        QVERIFY(run()->failure().contains(QLatin1String("registered datasets are the engine's")));
    }

    /// Rows that were replaced while no engine ran are no more those that the first answers belong to.
    void doesNotMixTwoDatasets()
    {
        writeTask(6);
        writeRecording(6);
        const auto first = runToEnd(spec(recorded()));
        AttemptSpec again = spec(recorded());
        again.itemsStored = 2;
        QVERIFY(runToEnd(again, first->samples.mid(0, 2))->failures.isEmpty());
        QList<Sample> others = first->samples.mid(0, 2);
        others.first().itemKey = QStringLiteral("id:of-another-row");
        const auto mixed = runToEnd(again, others);
        QVERIFY2(mixed->failure().contains(QLatin1String("its rows are others")), qPrintable(mixed->failure()));
        QVERIFY(mixed->outcomes.isEmpty());
    }

    /// What a comparison has to know stands in the result: the same for the same way of asking, another for any other.
    void recordsHowItAsked()
    {
        const auto configOf = [this](const QByteArray &task, const QByteArray &parameters = {}) {
            writeTask(4, task);
            writeRecording(4);
            const auto sink = runToEnd(spec(recorded(), parameters));
            return sink->failures.isEmpty() ? sink->info()["config"] : nlohmann::json(sink->failure().toStdString());
        };
        const auto config = configOf(taskText());
        QVERIFY2(config["harness"] == "assay" && config["items"] == 4 && config["num_fewshot"] == 0, config.dump().c_str());
        QVERIFY(config["dataset"] == "numbers.jsonl" && config["dataset_sha256"].get<std::string>().size() == 64);
        QVERIFY(config["prompt_sha256"].get<std::string>().size() == 64 && config["scoring_sha256"].get<std::string>().size() == 64);
        QVERIFY(config["temperature"] == 0 && config["repeats"] == 1 && !config.contains("limit") && !config.contains("system_prompt_sha256"));
        for (const auto &[key, value] : config.items())
            QVERIFY2(value.is_string() || value.is_number(), key.c_str()); // flat
        QVERIFY(configOf(taskText()) == config);
        const auto fewer = configOf(taskText(), R"({"num_examples":2,"temperature":0.5,"seed":7})");
        QVERIFY2(fewer["limit"] == 2 && fewer["items"] == 2 && fewer["temperature"] == 0.5 && fewer["seed"] == 7, fewer.dump().c_str());
        QVERIFY(fewer["prompt_sha256"] == config["prompt_sha256"] && fewer["dataset_sha256"] == config["dataset_sha256"]);
        QByteArray other = taskText();
        other.replace("{template: \"{{q}}\"}", "{template: \"Q: {{q}}\", system: \"Be brief.\"}");
        const auto prompted = configOf(other);
        QVERIFY2(prompted["prompt_sha256"] != config["prompt_sha256"] && prompted.contains("system_prompt_sha256"), prompted.dump().c_str());
        QVERIFY(prompted["scoring_sha256"] == config["scoring_sha256"]);
    }

    void runsARecording()
    {
        writeTask(10);
        writeRecording(10, {1, 4, 7});
        const auto sink = runToEnd(spec(recorded()));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(sink->ends, 1);
        QCOMPARE(sink->phases, (QList<Phase>{Phase::Initializing, Phase::LoadingData, Phase::RunningEvaluation, Phase::PostProcessing}));
        QCOMPARE(sink->progresses.first(), (std::pair<qint64, qint64>(0, 10)));
        QCOMPARE(sink->progresses.last(), (std::pair<qint64, qint64>(10, 10)));
        QCOMPARE(sink->metrics().dump(), std::string(R"({"accuracy":0.7,"average":0.7,"categorical_count.0.0":3,"categorical_count.1.0":7,"median":1.0,"samples":10})"));
        const auto info = sink->info();
        const auto accuracy = info["metrics"]["accuracy"];
        QVERIFY(accuracy["n"] == 10 && accuracy["binary"] == true && accuracy["successes"] == 7);
        QVERIFY(std::abs(accuracy["stderr"].get<double>() - std::sqrt(0.7 * 0.3 / 9)) < 1e-12); // n - 1
        QVERIFY(!info["metrics"]["median"].contains("stderr"));
        QVERIFY(info["errors"] == 0 && info["not_extracted"] == 0 && info["samples"] == 10);
        QVERIFY(info["answers"] == "recorded" && info["recording"]["name"] == "rec");
        QCOMPARE(info["latency_ms"].dump(), std::string(R"({"mean":5.5,"p50":5.0,"p95":10.0,"recorded":true})"));
        QVERIFY(info["tokens"]["prompt"] == 100 && info["tokens"]["completion"] == 20 && info["tokens"]["answers"] == 10);
        QVERIFY(std::abs(info["tokens"]["per_second"].get<double>() - 20 / 0.055) < 1e-9);
        QVERIFY(info["finish_reasons"]["stop"] == 10);
        const auto schema = nlohmann::json::parse(sink->outcomes.first().metricsSchema.text);
        QCOMPARE(schema.size(), std::size_t(6));
        QVERIFY(schema[0]["name"] == "accuracy" && schema[0]["type"] == "numeric");
    }

    void fillsSamples()
    {
        writeTask(2);
        writeRecording(2, {1});
        const auto sink = runToEnd(spec(recorded()));
        QCOMPARE(sink->samples.size(), 2);
        const Sample &sample = sink->samples.at(1);
        QCOMPARE(sample.ordinal, 1);
        QCOMPARE(sample.itemKey, QStringLiteral("id:i1"));
        QCOMPARE(sample.prompt, QStringLiteral("user: n=1"));
        QCOMPARE(sample.response, QStringLiteral("?"));
        QCOMPARE(sample.target, QStringLiteral("1"));
        QCOMPARE(sample.score, std::optional<double>(0));
        QCOMPARE(sample.scores.text, QByteArray(R"({"basic::equality":{"score":0.0}})"));
        QCOMPARE(sample.metadata.text, QByteArray(R"({"assay":{"finish_reason":"stop"},"group":"g"})"));
        QCOMPARE(sample.latencyMs, std::optional<double>(2));
        QVERIFY(sample.error.isNull());
    }

    void takesTheFirstExamples()
    {
        writeTask(10);
        writeRecording(10);
        const auto sink = runToEnd(spec(recorded(), R"({"num_examples": 3, "num_exmples": 4})"));
        QCOMPARE(sink->samples.size(), 3);
        for (const Sample &sample : sink->samples)
            QVERIFY(sample.ordinal < 3);
        QVERIFY(sink->metrics()["samples"] == 3);
        QCOMPARE(sink->warnings, QStringList{QStringLiteral("Benchmark numbers: the native runner does not know parameters.num_exmples and ignored it.")});
        QCOMPARE(runToEnd(spec(recorded(), R"({"num_examples": 99})"))->samples.size(), 10);
    }

    void countsWhatItCouldNotExtract()
    {
        writeTask(4, taskText("[{function: \"basic::regex_parser_multiple_choice_answer\", params: {type: regex_parser, parsing_regexes: [\"=(\\\\d)\"], aggregation_functions: [accuracy]}}, {function: \"basic::subset_of\"}]"));
        write(QStringLiteral("rec.jsonl"), "{\"recording\":1}\n{\"task\":\"numbers\",\"id\":\"i0\",\"response\":\"=0\"}\n{\"task\":\"numbers\",\"id\":\"i1\",\"response\":\"1\"}\n"
                                           "{\"task\":\"numbers\",\"id\":\"i2\",\"response\":\"=3\"}\n{\"task\":\"numbers\",\"id\":\"i3\",\"response\":\"none\"}\n");
        const auto sink = runToEnd(spec(recorded()));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(sink->metrics().dump(), std::string(R"({"accuracy":0.25,"samples":4,"subset_of.accuracy":0.5})"));
        QVERIFY(sink->info()["not_extracted"] == 2);
        QVERIFY(sink->info()["scorers"][0]["not_extracted"] == 2);
        QVERIFY(sink->info()["scorers"][1]["not_extracted"] == 0);
        QCOMPARE(sink->samples.at(0).extracted, QStringLiteral("0"));
        QVERIFY(sink->samples.at(1).extractionFailed && sink->samples.at(1).extracted.isNull());
        // And the same when all of it was stored by an earlier life.
        const auto again = spec(recorded());
        AttemptSpec resumed = again;
        resumed.itemsStored = 4;
        const auto second = runToEnd(resumed, sink->samples);
        QCOMPARE(second->samples.size(), 0);
        QVERIFY(second->metrics() == sink->metrics());
        QVERIFY(second->info()["scorers"][0]["not_extracted"] == 2);
    }

    void repeatsItems()
    {
        writeTask(3, taskText("[{function: \"basic::equality\"}]"));
        QByteArray lines = "{\"recording\":1}\n";
        const char *answers[3][2] = {{"0", "0"}, {"1", "?"}, {"?", "?"}};
        for (int i = 0; i < 3; ++i) {
            for (int repeat = 0; repeat < 2; ++repeat)
                lines += QStringLiteral("{\"task\":\"numbers\",\"id\":\"i%1\",\"repeat\":%2,\"response\":\"%3\"}\n").arg(i).arg(repeat).arg(QLatin1String(answers[i][repeat])).toUtf8();
        }
        write(QStringLiteral("rec.jsonl"), lines);
        const auto sink = runToEnd(spec(recorded(), R"({"repeats": 2})"));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(sink->samples.size(), 6);
        const auto accuracy = sink->info()["metrics"]["accuracy"];
        QVERIFY(sink->metrics()["accuracy"] == 0.5 && accuracy["n"] == 3 && accuracy["binary"] == false);
        QVERIFY(std::abs(accuracy["stderr"].get<double>() - std::sqrt(0.25 / 3)) < 1e-12); // item means 1, 0.5, 0
    }

    void leavesItemsWithoutAnswerOut()
    {
        writeTask(10);
        writeRecording(10, {0}, {3, 8});
        const auto sink = runToEnd(spec(recorded()));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(sink->samples.size(), 10);
        QVERIFY(sink->metrics()["accuracy"] == 7.0 / 8 && sink->metrics()["samples"] == 8);
        QVERIFY(sink->info()["errors"] == 2 && sink->info()["metrics"]["accuracy"]["n"] == 8);
        QCOMPARE(sink->warnings, QStringList{QStringLiteral("2 of 10 items got no answer; they are left out of every metric. The first: The recording 'rec' has no answer to the item 'i3' of the task 'numbers'; record the task again.")});
        const Sample &failed = sink->samples.at(3);
        QVERIFY(!failed.score && failed.response.isNull() && failed.error.contains(QLatin1String("'i3'")));
        QVERIFY(failed.scores.isEmpty());
    }

    void knowsItemsWithoutIdsByTheirContent()
    {
        write(QStringLiteral("numbers.yaml"), "id: numbers\ndataset: {rows: [{q: one, a: 1}, {q: two, a: 2}]}\nfields: {input: q, target: a}\n"
                                              "prompt: {kind: completion, template: \"{{q}}=\"}\nscoring: [{function: \"basic::equality\"}]\n");
        ScriptedServer server([](const ScriptedRequest &request) {
            return ScriptedReply{.body = request.target == "/v1/completions" ? R"({"choices":[{"text":"1"}]})" : "{}"};
        });
        const auto sink = runToEnd(spec(server.url(), R"({"concurrency": 1})"));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(sink->samples.first().itemKey, itemKey({}, "\"one\"", "1"));
        QCOMPARE(sink->samples.first().prompt, QStringLiteral("one="));
        QCOMPARE(sink->samples.first().target, QStringLiteral("1"));
        QVERIFY(!sink->info().contains("tokens")); // the server did not say
        // The recording of such a task names items by the same key.
        write(QStringLiteral("rec.jsonl"), "{\"recording\":1}\n{\"task\":\"numbers\",\"id\":\"" + itemKey({}, "\"one\"", "1").toUtf8()
                                               + "\",\"response\":\"1\"}\n");
        QCOMPARE(runToEnd(spec(recorded(), R"({"num_examples": 1})"))->samples.first().response, QStringLiteral("1"));
    }

    void saysWhenScoresCannotBeMade()
    {
        // ifeval needs columns that this dataset lacks.
        writeTask(3, taskText("[{function: \"basic::ifeval\"}]"));
        writeRecording(3);
        const auto sink = runToEnd(spec(recorded()));
        QVERIFY2(sink->failure().startsWith(QLatin1String("basic::ifeval cannot score the item id:i0: ")), qPrintable(sink->failure()));
        QCOMPARE(sink->samples.first().response, QStringLiteral("0"));
    }

    void runsTheStarterTasks_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("recording");
        for (const char *task : {"arithmetic-v1", "choice-v1", "facts-v1", "format-v1", "reading-v1"}) {
            for (const char *recording : {"gemma-3-270m", "smollm2-135m-instruct"})
                QTest::addRow("%s %s", task, recording) << QString::fromUtf8(task) << QString::fromUtf8(recording);
        }
    }
    void runsTheStarterTasks()
    {
        QFETCH(QString, task);
        QFETCH(QString, recording);
        const QString resources = test::inSource("/resources/");
        NativeRunnerOptions with = options();
        with.taskFolders = {resources + QStringLiteral("tasks")};
        with.recordingFolders = {resources + QStringLiteral("recordings")};
        AttemptSpec what = spec(QStringLiteral("recorded:") + recording);
        what.benchmark.id = task;
        NativeRunner runner(with);
        const auto sink = std::make_shared<FakeSink>();
        runner.start(what, nullptr, sink);
        QVERIFY(sink->waitForEnd());
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QVERIFY(sink->warnings.isEmpty());
        const auto info = sink->info();
        QVERIFY(sink->samples.size() >= 40 && info["items"] == sink->samples.size() && info["errors"] == 0);
        double sum = 0;
        for (const Sample &sample : sink->samples)
            sum += *sample.score;
        const auto metrics = sink->metrics();
        if (metrics.contains("accuracy"))
            QVERIFY(std::abs(metrics["accuracy"].get<double>() - sum / double(sink->samples.size())) < 1e-9);
        const auto spelled = TaskLibrary(with.taskFolders).find(task);
        QVERIFY(spelled);
        for (const QString &metric : spelled->metrics) {
            QVERIFY(metrics.contains(metric.toStdString()));
            QVERIFY(info["metrics"][metric.toStdString()].contains("stderr"));
        }
    }

    void failsWithTooManyErrors()
    {
        writeTask(10);
        writeRecording(10, {}, {1, 5, 8});
        const auto sink = runToEnd(spec(recorded()));
        QCOMPARE(sink->failure(), QStringLiteral("The recording 'rec' has no answer to the item 'i1' of the task 'numbers'; record the task again."));
        QCOMPARE(sink->failures.first().messageOrigin, QStringLiteral("runtime"));
        QCOMPARE(sink->ends, 1);
        QCOMPARE(sink->samples.size(), 9); // ended by the third error
    }

    void failsWhenTheFirstFiveFailAlike()
    {
        writeTask(1000);
        const QString url = QStringLiteral("http://127.0.0.1:%1/v1").arg(test::closedPort());
        const auto sink = runToEnd(spec(url));
        QCOMPARE(sink->failure(), QStringLiteral("Nothing answers at %1; start the model server or correct the host and port in model.url.").arg(url));
        QCOMPARE(sink->failures.first().messageCode, QStringLiteral("connect"));
        QCOMPARE(sink->samples.size(), 5);
    }

    void failsBeforeAsking_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("task");
        QTest::addColumn<QString>("message");
        QTest::newRow("no scheme") << QStringLiteral("localhost:8080") << taskText() << QStringLiteral("model.url 'localhost:8080' does not begin with http");
        QTest::newRow("no recording") << QStringLiteral("recorded:none") << taskText() << QStringLiteral("There is no recording 'none'");
        QTest::newRow("unknown scorer") << recorded() << taskText("[{function: \"basic::foo\"}]") << QStringLiteral("numbers.yaml: scoring[0].function 'basic::foo' is unknown; known are ");
        QTest::newRow("no task") << recorded() << taskText().replace("id: numbers\n", "id: other\n") << QStringLiteral("No task file has the id 'numbers'");
        QTest::newRow("template") << recorded() << taskText().replace("{{q}}", "{{qestion}}")
                                  << QStringLiteral("numbers.jsonl, line 1: there is no column 'qestion', which prompt.template of numbers.yaml needs;");
    }
    void failsBeforeAsking()
    {
        QFETCH(QString, url);
        QFETCH(QByteArray, task);
        QFETCH(QString, message);
        writeTask(3, task);
        writeRecording(3);
        const auto sink = runToEnd(spec(url));
        QVERIFY2(sink->failure().startsWith(message), qPrintable(sink->failure()));
        QCOMPARE(sink->phases, (QList<Phase>{Phase::Initializing, Phase::LoadingData}));
        QCOMPARE(sink->ends, 1);
    }

    void asksAnEndpoint()
    {
        writeTask(30);
        ScriptedServer server([](const ScriptedRequest &request) {
            if (request.number % 7 == 0)
                return ScriptedReply{.status = 503};
            const int number = askedNumber(request);
            return ScriptedReply{.body = ScriptedServer::chatAnswer(number % 3 == 0 ? "no" : QByteArray::number(number))};
        });
        const auto sink = runToEnd(spec(server.url(), R"({"concurrency": 5})"));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QVERIFY(sink->metrics()["accuracy"] == 20.0 / 30);
        QVERIFY(sink->info()["answers"] == "live" && sink->info()["latency_ms"]["recorded"] == false);
        QVERIFY(sink->info()["tokens"]["prompt"] == 210);
        QVERIFY(server.mostAtOnce() <= 5);
        QVERIFY(!sink->lines.filter(QStringLiteral("retry 1 of 4")).isEmpty());
        QVERIFY(sink->lines.size() < 30); // not one line an item
    }

    void asksNoMoreThanACrashMayRepeat()
    {
        // Holds back the word that a sample is on disk: until then an answer is still in flight.
        class HoldingSink : public FakeSink {
        public:
            void sample(const Sample &, std::function<void(bool)> stored) override
            {
                const std::lock_guard lock(mutex);
                held.push_back(std::move(stored));
                changed.notify_all();
            }
            std::vector<std::function<void(bool)>> held;
        };
        constexpr std::size_t items = 30, concurrency = 2;
        writeTask(items);
        std::atomic<std::size_t> asked = 0;
        ScriptedServer server([&](const ScriptedRequest &) {
            ++asked;
            return ScriptedReply{.body = ScriptedServer::chatAnswer("1")};
        });
        const auto sink = std::make_shared<HoldingSink>();
        NativeRunner runner(options());
        runner.start(spec(server.url(), R"({"concurrency": 2})"), std::make_shared<FakeStored>(QList<Sample>()), sink);
        for (std::size_t stored = 0; stored < items; ++stored) {
            QVERIFY(sink->wait([&] { return sink->held.size() >= std::min(items, stored + concurrency); }));
            QVERIFY2(asked <= stored + concurrency, qPrintable(QStringLiteral("%1 asked, %2 stored").arg(asked).arg(stored)));
            std::function<void(bool)> release;
            {
                const std::lock_guard lock(sink->mutex);
                release = sink->held.at(stored);
            }
            release(true);
        }
        QVERIFY(sink->waitForEnd());
        QCOMPARE(asked.load(), items);
    }

    void resumesWithoutAskingTwice()
    {
        writeTask(30);
        ScriptedServer server([](const ScriptedRequest &request) {
            const int number = askedNumber(request);
            return ScriptedReply{.body = ScriptedServer::chatAnswer(number % 3 == 0 ? "no" : QByteArray::number(number))};
        });
        const auto whole = runToEnd(spec(server.url()));
        QCOMPARE(server.requestCount(), 30);
        QList<Sample> kept;
        QSet<int> keptNumbers;
        for (const Sample &sample : whole->samples) {
            if (sample.ordinal % 2 == 0 || sample.ordinal < 6) {
                kept.append(sample);
                keptNumbers.insert(int(sample.ordinal));
            }
        }
        AttemptSpec resumed = spec(server.url());
        resumed.itemsStored = kept.size();
        const auto rest = runToEnd(resumed, kept);
        QCOMPARE(rest->samples.size(), 30 - kept.size());
        for (const ScriptedRequest &request : server.requests().mid(30))
            QVERIFY(!keptNumbers.contains(askedNumber(request)));
        QCOMPARE(rest->progresses.first(), (std::pair<qint64, qint64>(kept.size(), 30)));
        QCOMPARE(rest->progresses.last(), (std::pair<qint64, qint64>(30, 30)));
        QVERIFY(rest->metrics() == whole->metrics());
        QVERIFY(rest->info()["metrics"] == whole->info()["metrics"]);
        QVERIFY(rest->info()["tokens"]["prompt"] == 210);
    }

    void cancelStopsAtOnce()
    {
        writeTask(100);
        ScriptedServer server([](const ScriptedRequest &request) {
            return request.number <= 10 ? ScriptedReply{.body = ScriptedServer::chatAnswer("x")} : ScriptedReply{.hang = true};
        });
        NativeRunner runner(options());
        const auto sink = std::make_shared<FakeSink>();
        runner.start(spec(server.url()), nullptr, sink);
        QVERIFY(server.waitUntil([&] { return server.openRequests() == 4 && server.requestCount() == 14; }));
        QVERIFY(sink->wait([&] { return sink->samples.size() == 10; }));
        std::atomic<bool> stopped = false;
        runner.cancel(QStringLiteral("job"), 0, [&] { stopped = true; });
        QVERIFY(server.waitUntil([&] { return stopped.load(); }));
        QVERIFY(server.waitUntil([&] { return server.openRequests() == 0; }));
        QCOMPARE(server.requestCount(), 14);
        QCOMPARE(sink->ends, 0);
        QCOMPARE(sink.use_count(), 1); // forgotten

        std::atomic<bool> unknown = false;
        runner.cancel(QStringLiteral("job"), 0, [&] { unknown = true; });
        QVERIFY(server.waitUntil([&] { return unknown.load(); }));
    }

    void goesAwayInTheMiddle()
    {
        writeTask(100);
        ScriptedServer server([](const ScriptedRequest &) { return ScriptedReply{.hang = true}; });
        const auto sink = std::make_shared<FakeSink>();
        {
            NativeRunner runner(options());
            runner.start(spec(server.url()), nullptr, sink);
            QVERIFY(server.waitUntil([&] { return server.openRequests() == 4; }));
        }
        QVERIFY(server.waitUntil([&] { return server.openRequests() == 0; }));
        QCOMPARE(sink->ends, 0);
    }

    void failsWhenNothingCanBeStored()
    {
        writeTask(10);
        writeRecording(10);
        NativeRunner runner(options());
        const auto sink = std::make_shared<FakeSink>();
        sink->storeAtMost = 4;
        runner.start(spec(recorded()), nullptr, sink);
        QVERIFY(sink->waitForEnd());
        QVERIFY(sink->failure().startsWith(QLatin1String("An answer of benchmark numbers could not be stored; free disk space")));
        QCOMPARE(sink->samples.size(), 4);
    }

    void runsManyAtOnce()
    {
        writeTask(50);
        ScriptedServer server([](const ScriptedRequest &request) { return ScriptedReply{.body = ScriptedServer::chatAnswer(QByteArray::number(askedNumber(request)))}; });
        NativeRunner runner(options());
        QList<std::shared_ptr<FakeSink>> sinks;
        for (int i = 0; i < 8; ++i) {
            sinks.append(std::make_shared<FakeSink>());
            AttemptSpec one = spec(server.url());
            one.benchmarkIndex = i;
            runner.start(one, nullptr, sinks.last());
        }
        for (const auto &sink : sinks) {
            QVERIFY(sink->waitForEnd());
            QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
            QVERIFY(sink->metrics()["accuracy"] == 1.0);
        }
        QCOMPARE(server.requestCount(), 400);
    }

    void tellsProgressSparingly()
    {
        writeTask(5000);
        writeRecording(5000);
        const auto began = std::chrono::steady_clock::now();
        const auto sink = runToEnd(spec(recorded()));
        const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count() / 100;
        QVERIFY(sink->progresses.size() <= tenths + 3);
        QCOMPARE(sink->progresses.last(), (std::pair<qint64, qint64>(5000, 5000)));
    }
};

ASSAY_TEST(tst_NativeRunner)
#include "tst_NativeRunner.moc"
