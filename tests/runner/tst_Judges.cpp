#include "services/engine/runner/NativeRunner.h"
#include "tests/runner/FakeSink.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

#include <QRegularExpression>
#include <QTest>

using namespace assay;
using namespace assay::engine;
using test::FakeSink;
using test::FakeStored;
using test::ScriptedReply;
using test::ScriptedRequest;
using test::ScriptedServer;

namespace {

const char *const judgeParams = R"x({prompt_template: "Question {input_query} Reference {expected_answer} Answer {generated_answer}.", judge_score_regexes: ["Score: (\\S+)"]})x";

ScriptedReply says(const QByteArray &text) { return {200, ScriptedServer::chatAnswer(text)}; }

/// The number of the item that a judge is asked about.
int itemOf(const ScriptedRequest &request)
{
    static const QRegularExpression number(QStringLiteral("n=(\\d+)"));
    return number.match(QString::fromUtf8(request.body)).captured(1).toInt();
}

} // namespace

/// Scores that come from a judge model, for answers of a recording and for answers that another run stored.
class tst_Judges : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    SecretResolver m_secrets;

    void writeTask(int rows, const QByteArray &scoring)
    {
        QByteArray lines, answers = "{\"recording\":1,\"model\":\"tiny\"}\n";
        for (int i = 0; i < rows; ++i) {
            const QByteArray number = QByteArray::number(i);
            lines += "{\"id\":\"i" + number + "\",\"q\":\"n=" + number + "\",\"a\":\"right" + number + "\"}\n";
            answers += "{\"task\":\"numbers\",\"id\":\"i" + number + "\",\"response\":\"said" + number + "\"}\n";
        }
        test::writeFile(m_dir->filePath(QStringLiteral("numbers.jsonl")), lines);
        test::writeFile(m_dir->filePath(QStringLiteral("rec.jsonl")), answers);
        test::writeFile(m_dir->filePath(QStringLiteral("numbers.yaml")),
                        "id: numbers\nname: Numbers\ndataset: {file: numbers.jsonl}\nfields: {id: id, input: q, target: a}\n"
                        "prompt: {template: \"{{q}}\"}\nscoring: " + scoring + "\n");
    }

    static QByteArray judged(const QByteArray &more = "aggregations: [average]")
    {
        return QByteArray("[{function: \"llm-as-judge::base\", params: ") + judgeParams + ", " + more + "}]";
    }

    NativeRunnerOptions options() const
    {
        NativeRunnerOptions out;
        out.taskFolders = {m_dir->path()};
        out.recordingFolders = {m_dir->path()};
        out.pause = [](qint64) { return qint64(0); };
        out.secrets = m_secrets;
        return out;
    }

    static AttemptSpec spec(const ScriptedServer &judge, nlohmann::json more = nlohmann::json::object(), nlohmann::json parameters = nlohmann::json::object())
    {
        more.update({{"url", judge.url().toStdString() + "/v1"}, {"model", "grader"}});
        parameters["judge"] = more;
        AttemptSpec out;
        out.jobId = QStringLiteral("job");
        out.benchmark.id = QStringLiteral("numbers");
        out.benchmark.providerId = QStringLiteral("assay");
        out.benchmark.parameters.text = QByteArray::fromStdString(parameters.dump());
        out.model.name = QStringLiteral("tiny");
        out.model.url = QStringLiteral("recorded:rec");
        return out;
    }

    std::shared_ptr<FakeSink> runToEnd(const AttemptSpec &what)
    {
        NativeRunner runner(options());
        const auto sink = std::make_shared<FakeSink>();
        runner.start(what, std::make_shared<FakeStored>(QList<Sample>()), sink);
        if (!sink->waitForEnd())
            qWarning("the attempt did not end");
        return sink;
    }

    /// Answers that a run stored; the model's address is one where nothing may be asked.
    static AttemptSpec rescore(const QList<Sample> &answers, const nlohmann::json &parameters, const QString &modelUrl)
    {
        AttemptSpec out;
        out.jobId = QStringLiteral("again");
        out.benchmark.id = QStringLiteral("gsm8k");
        out.benchmark.providerId = QStringLiteral("lm_evaluation_harness");
        out.benchmark.parameters.text = QByteArray::fromStdString(parameters.dump());
        out.model.name = QStringLiteral("tiny");
        out.model.url = modelUrl;
        out.origin = AnswerOrigin{QStringLiteral("first"), 0, 1, QStringLiteral("Nightly"), QStringLiteral("tiny"), QStringLiteral("lm_evaluation_harness"), QStringLiteral("gsm8k"),
                                  {R"({"assay":{"config":{"harness":"lm_eval","temperature":0.7,"judge":"old","scoring_sha256":"old"}}})"}, answers.size()};
        out.answers = std::make_shared<FakeStored>(answers);
        return out;
    }

    static QList<Sample> answers(int count)
    {
        QList<Sample> out;
        for (int i = 0; i < count; ++i) {
            Sample sample;
            sample.ordinal = i;
            sample.itemKey = QStringLiteral("id:%1").arg(i);
            sample.prompt = QStringLiteral("user: n=%1").arg(i);
            sample.response = i % 2 ? QStringLiteral("The answer is %1").arg(i) : QStringLiteral("no idea");
            sample.target = QString::number(i);
            sample.metadata.text = "{\"topic\":\"maths\",\"assay\":{\"finish_reason\":\"stop\"}}";
            sample.latencyMs = 5;
            out.append(sample);
        }
        return out;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_secrets = nullptr;
    }

    void scoresByAnotherModel()
    {
        writeTask(4, judged());
        const ScriptedServer judge([](const ScriptedRequest &request) { return says("Close. Score: " + QByteArray::number(itemOf(request) + 1)); });
        const auto sink = runToEnd(spec(judge, {{"max_tokens", 99}}));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QVERIFY2(sink->metrics()["average"] == 2.5 && sink->metrics()["judge_parse_failures"] == 0, sink->metrics().dump().c_str());
        const auto config = sink->info()["config"];
        QVERIFY2(config["judge"] == "grader" && config["judge_prompt_sha256"].get<std::string>().size() == 64, config.dump().c_str());
        QVERIFY(sink->info()["judges"][0]["model"] == "grader" && sink->info()["judges"][0]["parse_failures"] == 0);
        QCOMPARE(judge.requestCount(), 4);
        const auto request = judge.requests().constFirst();
        const auto body = nlohmann::json::parse(request.body);
        QCOMPARE(request.target, QByteArray("/v1/chat/completions"));
        QVERIFY2(body["model"] == "grader" && body["temperature"] == 0 && body["max_tokens"] == 99, request.body.constData());
        const QString number = QString::number(itemOf(request));
        QCOMPARE(QString::fromStdString(body["messages"][0]["content"].get<std::string>()),
                 QStringLiteral("Question n=%1 Reference right%1 Answer said%1.").arg(number));
        for (const Sample &sample : sink->samples) {
            const auto scores = nlohmann::json::parse(sample.scores.text);
            QCOMPARE(sample.score, std::optional<double>(double(sample.ordinal + 1)));
            QVERIFY2(scores["llm-as-judge::base"]["judge_feedback"] == "Close. Score: " + std::to_string(sample.ordinal + 1), sample.scores.text.constData());
            QVERIFY(!sample.extractionFailed && sample.extracted.isNull() && sample.response.startsWith(QLatin1String("said")));
        }
    }

    /// Missing is not zero: neither an answer without a score nor one that is no number.
    void countsWhatItCannotRead()
    {
        writeTask(4, judged());
        const ScriptedServer judge([](const ScriptedRequest &request) {
            static const QByteArray words[] = {"Score: 4", "I cannot say.", "Score: good", "Score: 2"};
            return says(words[itemOf(request)]);
        });
        const auto sink = runToEnd(spec(judge));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        const auto metrics = sink->metrics();
        QVERIFY2(metrics["average"] == 3 && metrics["judge_parse_failures"] == 2 && metrics["samples"] == 4, metrics.dump().c_str());
        QVERIFY2(sink->info()["metrics"]["average"]["n"] == 2, sink->info().dump().c_str());
        QVERIFY2(sink->info()["judges"][0]["parse_failures"] == 2 && sink->info()["not_extracted"] == 0, sink->info().dump().c_str());
        QVERIFY2(sink->warnings.value(0).startsWith(QLatin1String("No score could be read from 2 of 4 answers of the judge")), qPrintable(sink->warnings.value(0)));
        for (const Sample &sample : sink->samples) {
            const auto score = nlohmann::json::parse(sample.scores.text)["llm-as-judge::base"];
            const bool unread = sample.ordinal == 1 || sample.ordinal == 2;
            QCOMPARE(score.value("judge_parse_failed", false), unread);
            QCOMPARE(sample.score.has_value(), !unread);
            QVERIFY(sample.error.isNull() && !score["judge_feedback"].get<std::string>().empty());
        }
    }

    void countsWordsAsTheyAreWorth()
    {
        writeTask(4, judged("aggregations: [accuracy, categorical_count], judge: {values: {A: 1, B: 0}, model: other}"));
        const ScriptedServer judge([](const ScriptedRequest &request) {
            static const QByteArray words[] = {"Score: A", "Score: B", "Score: C", "Score: A"};
            return says(words[itemOf(request)]);
        });
        const auto sink = runToEnd(spec(judge));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QVERIFY2(sink->metrics()["accuracy"].get<double>() > 0.66 && sink->metrics()["accuracy"].get<double>() < 0.67, sink->metrics().dump().c_str());
        QVERIFY(sink->metrics()["judge_parse_failures"] == 1 && sink->info()["metrics"]["accuracy"]["binary"] == true);
        QVERIFY(sink->info()["config"]["judge"] == "grader"); // the benchmark's parameters are over the task's
    }

    void failsWhenNothingCanBeRead()
    {
        writeTask(3, judged());
        const ScriptedServer judge([](const ScriptedRequest &) { return says("Who knows?"); });
        const auto sink = runToEnd(spec(judge));
        QCOMPARE(sink->failure(), QStringLiteral("No score could be read from any answer of the judge of llm-as-judge::base (3 answers; the first: “Who knows?”): "
                                                 "check its prompt and the score patterns."));
    }

    void saysThatTheJudgeIsDown()
    {
        writeTask(8, judged());
        const ScriptedServer judge([](const ScriptedRequest &) { return says("Score: 1"); });
        AttemptSpec what = spec(judge);
        const nlohmann::json nobody{{"url", "http://127.0.0.1:" + std::to_string(test::closedPort()) + "/v1"}, {"model", "grader"}, {"retries", 0}};
        what.benchmark.parameters.text = QByteArray::fromStdString(nlohmann::json{{"judge", nobody}}.dump());
        const auto sink = runToEnd(what);
        QVERIFY2(sink->failure().contains(QLatin1String("The judge gave no answer: Nothing answers at http://127.0.0.1:")) && sink->failure().endsWith(QLatin1String("in judge.url.")),
                 qPrintable(sink->failure()));
        QVERIFY(!sink->samples.isEmpty());
        for (const Sample &sample : sink->samples)
            QVERIFY(!sample.score && sample.error.contains(QLatin1String("The judge gave no answer")) && sample.response.startsWith(QLatin1String("said")));
    }

    void asksTheJudgeAgain()
    {
        writeTask(3, judged());
        const ScriptedServer judge([](const ScriptedRequest &request) { return request.number == 2 ? ScriptedReply{503, "{\"error\":\"busy\"}"} : says("Score: 1"); });
        const auto sink = runToEnd(spec(judge, {{"concurrency", 1}}));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(judge.requestCount(), 4);
        QVERIFY(sink->metrics()["average"] == 1);
        QCOMPARE(judge.mostAtOnce(), 1);
    }

    /// The key goes to the judge's origin by its name, and stands in nothing that is kept.
    void sendsItsOwnKey()
    {
        writeTask(2, judged());
        QStringList asked;
        m_secrets = [&asked](const QString &ref, const QString &origin, const std::function<void(Result<QString>)> &done) {
            asked << ref + QLatin1Char(' ') + origin;
            done(QStringLiteral("s3cret"));
        };
        const ScriptedServer judge([](const ScriptedRequest &) { return says("Score: 1"); });
        const auto sink = runToEnd(spec(judge, {{"secret_ref", "grader-key"}}));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(asked, QStringList{QStringLiteral("grader-key ") + judge.url()});
        QCOMPARE(judge.requests().constFirst().headers.value("authorization"), QByteArray("Bearer s3cret"));
        QVERIFY(!sink->outcomes.constFirst().additionalInfo.text.contains("s3cret") && !sink->lines.join(QLatin1Char(' ')).contains(QLatin1String("s3cret")));
    }

    void needsToKnowTheJudge()
    {
        writeTask(2, judged());
        const ScriptedServer judge([](const ScriptedRequest &) { return says("Score: 1"); });
        AttemptSpec what = spec(judge);
        what.benchmark.parameters.text = "{\"judge\":{\"model\":\"grader\"}}";
        QCOMPARE(runToEnd(what)->failure(), QStringLiteral("Benchmark numbers: llm-as-judge::base asks a judge model, and parameters.judge.url does not say which; "
                                                           "set it to an OpenAI-compatible server and its model."));
        what.benchmark.parameters.text = "{\"judge\":{\"url\":\"http://x/v1\",\"key\":\"s3cret\"}}";
        QVERIFY2(runToEnd(what)->failure().contains(QLatin1String("parameters.judge")), qPrintable(runToEnd(what)->failure()));
    }

    /// Stored answers are scored by other functions; nothing is asked of the model.
    void scoresStoredAnswers()
    {
        const ScriptedServer model([](const ScriptedRequest &) { return says("?"); });
        QList<Sample> stored = answers(12);
        stored[3].response = QString();
        stored[3].error = QStringLiteral("It was down.");
        stored[5].metadata.text = "{\"assay\":{\"cut\":true}}";
        const auto sink = runToEnd(rescore(stored, {{"answers", "stored:first/0"}, {"scoring", {{{"function", "basic::subset_of"}}}}}, model.url()));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(model.requestCount(), 0);
        QVERIFY2(sink->metrics()["accuracy"] == 0.4 && sink->metrics()["samples"] == 10, sink->metrics().dump().c_str());
        const auto info = sink->info();
        QVERIFY2(info["answers"] == "stored" && info["answers_from"]["job"] == "first" && info["answers_from"]["name"] == "Nightly", info.dump().c_str());
        QVERIFY2(info["config"]["harness"] == "lm_eval" && info["config"]["temperature"] == 0.7 && !info["config"].contains("judge"), info["config"].dump().c_str());
        QVERIFY(info["config"]["scoring_sha256"] != "old" && info["latency_ms"]["recorded"] == true && !info.contains("dataset"));
        QCOMPARE(sink->samples.size(), 12);
        for (const Sample &sample : sink->samples) {
            const Sample &from = stored.at(sample.ordinal);
            QVERIFY(sample.itemKey == from.itemKey && sample.prompt == from.prompt && sample.target == from.target && sample.metadata == from.metadata);
            if (sample.ordinal != 3 && sample.ordinal != 5)
                QVERIFY(sample.response == from.response && sample.error.isNull() && sample.score);
        }
        QCOMPARE(sink->samples.at(3).error, QStringLiteral("The run 'Nightly' has no answer to item id:3 of benchmark gsm8k that could be scored: It was down."));
        QVERIFY(sink->samples.at(5).error.endsWith(QLatin1String("its texts were cut when it was imported.")));
    }

    void judgesStoredAnswers()
    {
        const ScriptedServer judge([](const ScriptedRequest &request) { return says("Score: " + QByteArray::number(itemOf(request) % 2)); });
        const nlohmann::json scorer{{"function", "llm-as-judge::base"},
                                    {"params", {{"prompt_template", "{input_query} {expected_answer} {generated_answer}"}, {"judge_score_regexes", {"Score: (\\d)"}}}},
                                    {"aggregations", {"accuracy"}},
                                    {"judge", {{"url", judge.url().toStdString()}, {"model", "grader"}}}};
        const auto sink = runToEnd(rescore(answers(300), {{"answers", "stored:first"}, {"scoring", {scorer}}}, {}));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QVERIFY(sink->metrics()["accuracy"] == 0.5 && sink->info()["config"]["judge"] == "grader");
        QCOMPARE(judge.requestCount(), 300);
        QVERIFY(judge.mostAtOnce() <= 4);
        QVERIFY(sink->warnings.isEmpty());
    }

    void doesNotScoreWhatItCannotRead()
    {
        auto what = rescore(answers(500), {{"answers", "stored:first"}, {"scoring", {{{"function", "basic::subset_of"}}}}}, {});
        what.answers = std::make_shared<FakeStored>(answers(500), 150);
        const auto sink = runToEnd(what);
        QCOMPARE(sink->failure(), QStringLiteral("The disk is gone."));
        QVERIFY(sink->outcomes.isEmpty()); // no mean over the part that could be read
    }
    void saysWhatCannotBeScoredAgain()
    {
        const nlohmann::json scoring{{{"function", "basic::equality"}}};
        QCOMPARE(runToEnd(rescore({}, {{"answers", "stored:first/0"}, {"scoring", scoring}}, {}))->failure(),
                 QStringLiteral("The run 'Nightly' has no stored answers of benchmark gsm8k, so they cannot be scored again."));
        QVERIFY(runToEnd(rescore(answers(2), {{"answers", "stored:first/0"}}, {}))->failure().contains(QLatin1String("parameters.scoring")));
    }

    void takesListsOfAcceptedAnswers()
    {
        QList<Sample> stored = answers(2);
        for (Sample &sample : stored)
            sample.target = QStringLiteral("[\"No idea\",\"nothing\"]");
        const auto sink = runToEnd(rescore(stored, {{"answers", "stored:first/0"}, {"scoring", {{{"function", "assay::normalized_match"}}}}}, {}));
        QVERIFY2(sink->failures.isEmpty(), qPrintable(sink->failure()));
        QCOMPARE(sink->samples.at(0).score, std::optional<double>(1));
        QCOMPARE(sink->samples.at(1).score, std::optional<double>(0));
    }
};

ASSAY_TEST(tst_Judges)

#include "tst_Judges.moc"
