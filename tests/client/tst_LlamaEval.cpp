#include "services/backends/llamastack/EvalRequest.h"
#include "services/backends/llamastack/EvalResults.h"
#include "services/backends/llamastack/EvalWire.h"
#include "tests/client/LlamaRecordings.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::llamastack;
using namespace assay::test;

/// Runs as requests to Llama Stack, and its results as ours: against what was sent to, and answered by, running servers.
class tst_LlamaEval : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asRecorded_data();
    void asRecorded();
    void rowsAsRecorded_data();
    void rowsAsRecorded();
    void definitionsAreAlwaysSent();
    void whatIsLeftOutTheDefinitionSays();
    void judgeNeedsItsPrompt();
    void benchmarkCountsBeforeModel();
    void faults_data();
    void faults();
    void metrics_data();
    void metrics();
    void samples();
    void judgedSamples();
    void withoutRows();
    void countsAndSpread();
    void missingIsNotZero();
    void states();

private:
    static Job jobWith(const QByteArray &parameters)
    {
        Job job;
        job.model.name = QStringLiteral("stub/tiny-chat");
        BenchmarkRef ref;
        ref.id = QStringLiteral("qa-bench");
        ref.providerId = provider();
        ref.parameters = {parameters};
        job.benchmarks = {ref};
        return job;
    }
    static Json parsed(const QByteArray &text) { return Json::parse(text.begin(), text.end(), nullptr, false); }
    QList<ScoringFunction> definitions() const { return *decodeScoringFunctions(m_main.body("100")); }
    /// The rows that the recorded runs were over.
    QList<JsonText> rows() const
    {
        QList<JsonText> out;
        const auto recorded = m_main.sent("140");
        for (const auto &row : recorded["source"]["rows"])
            out << JsonText{QByteArray::fromStdString(row.dump())};
        return out;
    }

    const LlamaRecordings m_main;
};

void tst_LlamaEval::asRecorded_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<QByteArray>("parameters");
    const auto quoted = [this](const char *number) { return QByteArray::fromStdString(m_main.sent(number)["benchmark_config"]["scoring_params"].dump()); };
    QTest::addRow("greedy") << QByteArray("161") << QByteArray(R"({"max_tokens":32})");
    QTest::addRow("temperature 0") << QByteArray("161") << QByteArray(R"({"max_tokens":32,"temperature":0})");
    QTest::addRow("first two") << QByteArray("170") << QByteArray(R"({"max_tokens":32,"num_examples":2})");
    QTest::addRow("top p, penalty and stop") << QByteArray("174")
                                             << QByteArray(R"({"max_tokens":32,"num_examples":1,"temperature":0.7,"top_p":0.9,"repetition_penalty":1.2,"stop":"\n"})");
    QTest::addRow("top k") << QByteArray("175")
                           << "{\"max_tokens\":32,\"num_examples\":1,\"top_k\":" + QByteArray::fromStdString(m_main.sent("175")["benchmark_config"]["eval_candidate"]["sampling_params"]["strategy"]["top_k"].dump()) + "}";
    QTest::addRow("system message") << QByteArray("182") << QByteArray(R"({"max_tokens":32,"num_examples":2,"system_message":"Be brief."})");
    QTest::addRow("system message in parts") << QByteArray("183")
                                             << "{\"max_tokens\":32,\"num_examples\":" + QByteArray::fromStdString(m_main.sent("183")["benchmark_config"].value("num_examples", LlamaRecordings::Json()).dump())
            + ",\"system_message\":" + QByteArray::fromStdString(m_main.sent("183")["benchmark_config"]["eval_candidate"]["system_message"].dump()) + "}";
    QTest::addRow("judge") << QByteArray("193") << "{\"max_tokens\":32,\"scoring_params\":" + quoted("193") + "}";
    QTest::addRow("aggregations") << QByteArray("217") << "{\"max_tokens\":32,\"scoring_params\":" + quoted("217") + "}";
}

/// Without definitions, so that what is sent is what was asked for.
void tst_LlamaEval::asRecorded()
{
    QFETCH(QByteArray, number);
    QFETCH(QByteArray, parameters);
    const Job job = jobWith(parameters);
    const BenchmarkRef ref = job.benchmarks.first();
    QVERIFY(!faultOf(job, ref));
    const Json wanted = m_main.sent(number);
    QStringList functions;
    for (const auto &[name, params] : wanted["benchmark_config"]["scoring_params"].items())
        functions << QString::fromStdString(name);
    const auto params = scoringParams(job, ref, functions, {});
    QVERIFY(params);
    const Json sent = parsed(encodeRun(job, ref, *params));
    QVERIFY2(sent == wanted, (sent.dump() + "\n" + wanted.dump()).c_str());
}

void tst_LlamaEval::rowsAsRecorded_data()
{
    QTest::addColumn<QByteArray>("number");
    for (const char *number : {"200", "201", "203", "216"})
        QTest::addRow("%s", number) << QByteArray(number);
}

void tst_LlamaEval::rowsAsRecorded()
{
    QFETCH(QByteArray, number);
    const Json wanted = m_main.sent(number);
    const Json parameters{{"max_tokens", 32}, {"input_rows", wanted["input_rows"]}, {"scoring_functions", wanted["scoring_functions"]}, {"scoring_params", wanted["benchmark_config"]["scoring_params"]}, {"num_examples", 1}};
    const Job job = jobWith(QByteArray::fromStdString(parameters.dump()));
    const BenchmarkRef ref = job.benchmarks.first();
    QVERIFY(!faultOf(job, ref));
    const QStringList functions = scoringFunctions(job, ref, {QStringLiteral("another")});
    const auto params = scoringParams(job, ref, functions, {});
    QVERIFY(params);
    const Json sent = parsed(encodeEvaluation(job, ref, functions, *params));
    QVERIFY2(sent == wanted, (sent.dump() + "\n" + wanted.dump()).c_str());
}

/// A server keeps the last ones for everybody.
void tst_LlamaEval::definitionsAreAlwaysSent()
{
    const Job job = jobWith("{}");
    const QStringList functions{QStringLiteral("basic::equality"), QStringLiteral("basic::regex_parser_multiple_choice_answer")};
    const auto params = scoringParams(job, job.benchmarks.first(), functions, definitions());
    QVERIFY(params);
    const Json sent = parsed(encodeRun(job, job.benchmarks.first(), *params))["benchmark_config"];
    SAME_JSON(sent["scoring_params"]["basic::equality"], Json::parse(R"({"type":"basic","aggregation_functions":["accuracy"]})"));
    QCOMPARE(sent["scoring_params"]["basic::regex_parser_multiple_choice_answer"]["parsing_regexes"].size(), 42U);
    QCOMPARE(sent["eval_candidate"]["sampling_params"]["max_tokens"].get<int>(), 256); // servers fail without it
    QVERIFY(!sent.contains("num_examples"));
}

void tst_LlamaEval::whatIsLeftOutTheDefinitionSays()
{
    const Job job = jobWith(R"({"scoring_params":{"basic::regex_parser_multiple_choice_answer":{"parsing_regexes":["x"]},"basic::equality":{"aggregation_functions":[]}}})");
    const QStringList functions{QStringLiteral("basic::equality"), QStringLiteral("basic::regex_parser_multiple_choice_answer")};
    const auto params = scoringParams(job, job.benchmarks.first(), functions, definitions());
    QVERIFY(params);
    SAME_JSON(parsed(params->value(functions.last()).text), Json::parse(R"({"type":"regex_parser","parsing_regexes":["x"],"aggregation_functions":["accuracy"]})"));
    SAME_JSON(parsed(params->value(functions.first()).text), Json::parse(R"({"type":"basic","aggregation_functions":[]})")); // none was asked for
}

void tst_LlamaEval::judgeNeedsItsPrompt()
{
    const QStringList base{QStringLiteral("llm-as-judge::base")};
    const Job job = jobWith("{}");
    const auto refused = scoringParams(job, job.benchmarks.first(), base, definitions());
    QVERIFY(!refused);
    QCOMPARE(refused.error().message,
             QStringLiteral("scoring_params: “llm-as-judge::base” needs a judge_model, a prompt_template with {generated_answer} in it, and judge_score_regexes."));
    const Job without = jobWith(R"({"scoring_params":{"llm-as-judge::base":{"judge_model":"","prompt_template":"{generated_answer}"}}})");
    QCOMPARE(scoringParams(without, without.benchmarks.first(), base, definitions()).error().message, QStringLiteral("scoring_params: “llm-as-judge::base” needs a judge_model, one of the server's models."));
    const Job with = jobWith(R"({"scoring_params":{"llm-as-judge::base":{"judge_model":"m","prompt_template":"{generated_answer}"}}})");
    QVERIFY(scoringParams(with, with.benchmarks.first(), base, definitions()));
    QVERIFY(scoringParams(job, job.benchmarks.first(), {QStringLiteral("llm-as-judge::405b-simpleqa")}, definitions())); // that one has a prompt
}

void tst_LlamaEval::benchmarkCountsBeforeModel()
{
    Job job = jobWith(R"({"max_tokens":8})");
    job.model.parameters = {R"({"max_tokens":99,"top_k":5})"};
    const Json sampling = parsed(encodeRun(job, job.benchmarks.first(), {}))["benchmark_config"]["eval_candidate"]["sampling_params"];
    SAME_JSON(sampling, Json::parse(R"({"strategy":{"type":"top_k","top_k":5},"max_tokens":8})"));
}

void tst_LlamaEval::faults_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QString>("message");
    QTest::addRow("examples") << QByteArray(R"({"num_examples":0})") << "num_examples: enter a whole number from 1, or leave it out.";
    QTest::addRow("tokens") << QByteArray(R"({"max_tokens":1.5})") << "max_tokens: enter a whole number from 1, or leave it out.";
    QTest::addRow("top k") << QByteArray(R"({"top_k":-1})") << "top_k: enter a whole number from 1, or leave it out.";
    QTest::addRow("temperature") << QByteArray(R"({"temperature":"hot"})") << "temperature: enter a number from 0 to 100, or leave it out.";
    QTest::addRow("top p") << QByteArray(R"({"top_p":1.5})") << "top_p: enter a number from 0 to 1, or leave it out.";
    QTest::addRow("top p alone") << QByteArray(R"({"top_p":0.5})") << "top_p: such a server takes it only with a temperature above 0; enter one, or leave out top_p.";
    QTest::addRow("top p, temperature 0") << QByteArray(R"({"top_p":0.5,"temperature":0})") << "top_p: such a server takes it only with a temperature above 0; enter one, or leave out top_p.";
    QTest::addRow("top k and temperature") << QByteArray(R"({"top_k":5,"temperature":0.5})") << "top_k: such a server takes it alone; leave out temperature, or top_k.";
    QTest::addRow("top k and top p") << QByteArray(R"({"top_k":5,"top_p":0.5})") << "top_k: such a server takes it alone; leave out top_p, or top_k.";
    QTest::addRow("stop") << QByteArray(R"({"stop":[1]})") << "stop: enter a text or a list of texts.";
    QTest::addRow("system") << QByteArray(R"({"system_message":5})") << "system_message: enter a text, or an object with role and content.";
    QTest::addRow("rows") << QByteArray(R"({"input_rows":[]})") << "input_rows: give a list of at least one object.";
    QTest::addRow("functions") << QByteArray(R"({"scoring_functions":"x"})") << "scoring_functions: give a list of names.";
    QTest::addRow("params") << QByteArray(R"({"scoring_params":[]})") << "scoring_params: give an object, the name of a scoring function and its parameters.";
    QTest::addRow("params of one") << QByteArray(R"({"scoring_params":{"f":1}})") << QStringLiteral("scoring_params: “f” needs an object of parameters.");
    QTest::addRow("type") << QByteArray(R"({"scoring_params":{"f":{"type":"x"}}})") << QStringLiteral("scoring_params: the type of “f” is one of basic, regex_parser and llm_as_judge.");
    QTest::addRow("regexes") << QByteArray(R"({"scoring_params":{"f":{"judge_score_regexes":"x"}}})") << QStringLiteral("scoring_params: judge_score_regexes of “f” is a list of texts.");
    QTest::addRow("aggregation") << QByteArray(R"({"scoring_params":{"f":{"aggregation_functions":["mean"]}}})")
                                 << QStringLiteral("scoring_params: “f” has no aggregation “mean”; choose of average, weighted_average, median, categorical_count and accuracy.");
}

void tst_LlamaEval::faults()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QString, message);
    const Job job = jobWith(parameters);
    const auto fault = faultOf(job, job.benchmarks.first());
    QVERIFY(fault);
    QCOMPARE(fault->message, message);
    QCOMPARE(fault->kind, Error::Kind::Invalid);
}

void tst_LlamaEval::metrics_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("metrics");
    QTest::addRow("two functions") << m_main.body("163") << QByteArray(R"({"basic::equality/accuracy":0.5,"basic::subset_of/accuracy":0.75})");
    QTest::addRow("three aggregations") << m_main.body("218")
                                        << QByteArray(R"({"basic::equality/average":0.5,"basic::equality/accuracy":0.5,"basic::equality/median":0.5,"basic::subset_of/accuracy":0.75})");
    QTest::addRow("counts by text") << m_main.body("203")
                                    << QByteArray(R"({"llm-as-judge::base/categorical_count/1":1,"llm-as-judge::base/categorical_count/3":1,"llm-as-judge::base/categorical_count/5":2})");
    QTest::addRow("zero is a value") << m_main.body("226") << QByteArray(R"({"basic::equality/average":0,"basic::equality/accuracy":0,"basic::equality/median":0})");
    // As the lm-eval and ragas adapters send them (contract, section 3.4).
    QTest::addRow("flat") << QByteArray(R"({"generations":[],"scores":{"arc:acc":{"score_rows":[],"aggregated_results":{"acc":0.71,"perplexity":1234.5,"none":null}}}})")
                          << QByteArray(R"({"arc:acc/acc":0.71,"arc:acc/perplexity":1234.5})");
    QTest::addRow("another member") << QByteArray(R"({"generations":[],"scores":{"f":{"aggregated_results":{"pass":{"k1":0.5,"note":"x"}}}}})") << QByteArray(R"({"f/pass/k1":0.5})");
    QTest::addRow("null median") << QByteArray(R"({"generations":[],"scores":{"f":{"aggregated_results":{"median":{"median":null}}}}})") << QByteArray("{}");
    QTest::addRow("no aggregation") << QByteArray(R"({"generations":[],"scores":{"f":{"score_rows":[{"score":1.0}],"aggregated_results":{}}}})") << QByteArray("{}");
}

void tst_LlamaEval::metrics()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, metrics);
    const auto outcome = decodeOutcome(body);
    QVERIFY(outcome);
    const BenchmarkResult result = resultOf(*outcome, jobWith("{}").benchmarks.first(), 3, {}, {QStringLiteral("0"), QStringLiteral("qa-eval"), {}, QStringLiteral("0.3.5")});
    SAME_JSON(parsed(result.metrics.text.isEmpty() ? "{}" : result.metrics.text), parsed(metrics));
    QCOMPARE(result.id, QStringLiteral("qa-bench"));
    QCOMPARE(result.benchmarkIndex, std::optional<qint64>(3));
    SAME_JSON(parsed(result.additionalInfo.text)["assay"]["config"]["dataset"], Json("qa-eval"));
    SAME_JSON(parsed(result.additionalInfo.text)["job_id"], Json("0"));
}

void tst_LlamaEval::samples()
{
    const auto outcome = decodeOutcome(m_main.body("163"));
    QVERIFY(outcome);
    const QList<Sample> samples = samplesOf(*outcome, rows(), QStringLiteral("basic::subset_of"));
    QCOMPARE(samples.size(), 4);
    QCOMPARE(samples.at(1).prompt, QStringLiteral("system: Answer with one word.\n\nuser: What is the capital of Japan?"));
    QCOMPARE(samples.at(1).response, QStringLiteral("Tokyo"));
    QCOMPARE(samples.at(1).target, QStringLiteral("Tokyo"));
    QCOMPARE(samples.at(2).score, std::optional<double>(1));
    SAME_JSON(parsed(samples.at(2).scores.text), Json::parse(R"({"basic::equality":{"score":0.0},"basic::subset_of":{"score":1.0}})"));
    QCOMPARE(samples.at(3).score, std::optional<double>(0));
    QVERIFY(samples.at(0).itemKey.startsWith(QLatin1String("sha256:")));
    QVERIFY(samples.at(0).itemKey != samples.at(1).itemKey);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(samples.at(i).ordinal, qint64(i));
}

/// A judge's score is a text; one that is a number is taken as one, and stays what it is among the scores.
void tst_LlamaEval::judgedSamples()
{
    const auto outcome = decodeOutcome(m_main.body("203"));
    QVERIFY(outcome);
    const QList<Sample> samples = samplesOf(*outcome, rows(), QStringLiteral("llm-as-judge::base"));
    QCOMPARE(samples.first().score, std::optional<double>(5));
    QCOMPARE(samples.first().extracted, QStringLiteral("5"));
    SAME_JSON(parsed(samples.first().scores.text)["llm-as-judge::base"]["score"], Json("5"));
    const Json results = parsed(m_main.body("118"))["results"];
    const Json unmatched{{"generations", Json::array()}, {"scores", results}};
    const auto none = decodeOutcome(QByteArray::fromStdString(unmatched.dump()));
    QVERIFY(none);
    const QList<Sample> judged = samplesOf(*none, {}, QString::fromStdString(results.items().begin().key()));
    QVERIFY(!judged.isEmpty());
    QVERIFY(!judged.first().score);
    QVERIFY(judged.first().extractionFailed);
}

/// Some of the server's rows are missing or more than there are answers: then none is put beside an answer that is another's.
void tst_LlamaEval::withoutRows()
{
    const auto outcome = decodeOutcome(m_main.body("171"));
    QVERIFY(outcome);
    const QList<Sample> samples = samplesOf(*outcome, rows(), QStringLiteral("basic::equality"));
    QCOMPARE(samples.size(), 2);
    QVERIFY(samples.first().prompt.isEmpty());
    QCOMPARE(samples.first().response, QStringLiteral("Paris"));
    QCOMPARE(samples.last().itemKey, QStringLiteral("id:row 1"));
}

void tst_LlamaEval::countsAndSpread()
{
    const auto outcome = decodeOutcome(m_main.body("218"));
    QVERIFY(outcome);
    const QList<Sample> samples = samplesOf(*outcome, rows(), {});
    const Json info = parsed(resultOf(*outcome, jobWith("{}").benchmarks.first(), 0, samples, {{}, {}, {{QStringLiteral("f"), {R"({"type":"basic"})"}}}, {}}).additionalInfo.text);
    const Json accuracy = info["assay"]["metrics"]["basic::equality/accuracy"];
    SAME_JSON(accuracy["n"], Json(4));
    SAME_JSON(accuracy["successes"], Json(2));
    SAME_JSON(accuracy["binary"], Json(true));
    QVERIFY(!info["assay"]["metrics"].contains("basic::equality/median")); // no mean
    SAME_JSON(info["assay"]["config"]["items"], Json(4));
    SAME_JSON(info["scoring_params"], Json::parse(R"({"f":{"type":"basic"}})"));
    SAME_JSON(info["aggregated_results"]["basic::equality"]["accuracy"]["num_correct"], Json(2.0));
}

void tst_LlamaEval::missingIsNotZero()
{
    const auto outcome = decodeOutcome(R"({"generations":[{"generated_answer":"a"},{"generated_answer":null},{}],"scores":{"f":{"score_rows":[{"score":null},{"score":"A"},{}],"aggregated_results":{}}}})");
    QVERIFY(outcome);
    for (const Sample &sample : samplesOf(*outcome, {}, QStringLiteral("f")))
        QVERIFY(!sample.score);
    QVERIFY(!decodeOutcome("{}"));
    QVERIFY(!decodeOutcome("null"));
    QVERIFY(decodeOutcome(R"({"generations":[],"scores":{}})")->isEmpty());
}

void tst_LlamaEval::states()
{
    QCOMPARE(stateOf(QStringLiteral("scheduled")), RunState::Pending);
    QCOMPARE(stateOf(QStringLiteral("in_progress")), RunState::Running);
    QCOMPARE(stateOf(QStringLiteral("completed")), RunState::Completed);
    QCOMPARE(stateOf(QStringLiteral("cancelled")), RunState::Cancelled);
    QCOMPARE(stateOf(QStringLiteral("paused")), RunState::Unknown);
    QCOMPARE(stateOf(QStringLiteral("paused")).text(), QStringLiteral("paused"));
    QCOMPARE(decodeEvalJob(R"({"job_id":7,"status":"failed"})")->id, QStringLiteral("7"));
}

ASSAY_TEST(tst_LlamaEval)
#include "tst_LlamaEval.moc"
