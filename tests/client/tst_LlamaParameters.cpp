#include "tests/client/LlamaRunTest.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;

/// What a run says about its scoring functions, which a Llama Stack server keeps for everybody.
class tst_LlamaParameters : public LlamaRunTest {
    Q_OBJECT
private Q_SLOTS:
    void init() { begin(); }
    void parametersThatStick();
    void othersParametersAreTheServers();
    void parametersThatCameBetween();
    void gateAndMetricAreOurs();
    void judgeWithoutAPromptIsNotSent();
    void parametersInDoubt();
};

/// What a run of ours left on the server is not taken for a function's own, not even after the end of this program.
void tst_LlamaParameters::parametersThatStick()
{
    const auto equality = [this] { return QByteArray::fromStdString(stub().lastBody(post)["benchmark_config"]["scoring_params"]["basic::equality"]["aggregation_functions"].dump()); };
    const QByteArray own = QByteArray::fromStdString(nlohmann::json{{"max_tokens", 32}, {"scoring_params", stub().recordings.sent("217")["benchmark_config"]["scoring_params"]}}.dump());
    QCOMPARE(ended(submit(job({QStringLiteral("qa-bench")}, own), QStringLiteral("a"))).status.state, RunState::Completed);
    QCOMPARE(equality(), QByteArray(R"(["average","accuracy","median"])"));
    Answer listed = stub().answers.value("GET /v1/scoring-functions");
    listed.body.replace(R"("params":{"type":"basic","aggregation_functions":["accuracy"]})", R"("params":{"aggregation_functions":["average","accuracy","median"],"type":"basic"})");
    stub().answers.insert("GET /v1/scoring-functions", listed);
    m_fixture->connection.reset();
    QVERIFY(m_fixture->open());
    QCOMPARE(ended(submit(job(), QStringLiteral("b"))).status.state, RunState::Completed);
    QCOMPARE(equality(), QByteArray(R"(["accuracy"])"));
}

/// What the server lists otherwise is how it is meant there: somebody may have registered it anew.
void tst_LlamaParameters::othersParametersAreTheServers()
{
    Answer listed = stub().answers.value("GET /v1/scoring-functions");
    listed.body.replace(R"("params":{"type":"basic","aggregation_functions":["accuracy"]})", R"("params":{"type":"basic","aggregation_functions":["median"]})");
    stub().answers.insert("GET /v1/scoring-functions", listed);
    QCOMPARE(ended(submit()).status.state, RunState::Completed);
    SAME_JSON(stub().lastBody(post)["benchmark_config"]["scoring_params"]["basic::equality"]["aggregation_functions"], nlohmann::json::parse(R"(["median"])"));
}

/// As after a run of somebody else with three aggregations, at the same time.
void tst_LlamaParameters::parametersThatCameBetween()
{
    stub().answers.insert(result, stub().recordings.answer("218"));
    const Job done = ended(submit());
    QCOMPARE(done.status.state, RunState::Completed);
    QVERIFY(done.status.benchmarks.first().warningMessage);
    QCOMPARE(done.status.benchmarks.first().warningMessage->messageCode, QStringLiteral("parameters_mixed"));
    QVERIFY(done.status.benchmarks.first().warningMessage->message.startsWith(QLatin1String("basic::equality: ")));
}

/// Which metric counts, which way is better and what has to be reached, the job says.
void tst_LlamaParameters::gateAndMetricAreOurs()
{
    Job wanted = job();
    wanted.benchmarks.first().primaryScore = PrimaryScore{QStringLiteral("basic::subset_of/accuracy"), true, {}};
    wanted.benchmarks.first().passCriteria = PassCriteria{0.25, {}};
    const QString id = submit(wanted);
    const Job done = ended(id);
    QCOMPARE(done.status.state, RunState::Completed);
    QCOMPARE(done.benchmarks, wanted.benchmarks);
    const auto scores = waited(jobs().scores(id, 0));
    QVERIFY(scores);
    QCOMPARE(scores->scores, QList<std::optional<double>>({1, 1, 1, 0})); // of that function
}

void tst_LlamaParameters::judgeWithoutAPromptIsNotSent()
{
    Answer judge = stub().recordings.answer("150");
    judge.body.replace("basic::equality", "llm-as-judge::base");
    stub().answers.insert("GET /v1alpha/eval/benchmarks/qa-bench", judge);
    const Job done = ended(submit());
    QCOMPARE(codeOf(done), QStringLiteral("not_sent"));
    QVERIFY(messageOf(done).startsWith(QStringLiteral("scoring_params: “llm-as-judge::base” needs a judge_model")));
    QCOMPARE(stub().count(post), 0);
}

/// Parameters that were sent last may not have arrived: those before them are known for ours as well.
void tst_LlamaParameters::parametersInDoubt()
{
    const auto with = [this](const char *functions) {
        auto params = stub().recordings.sent("217")["benchmark_config"]["scoring_params"];
        params["basic::equality"]["aggregation_functions"] = LlamaRecordings::Json::parse(functions);
        return job({QStringLiteral("qa-bench")}, QByteArray::fromStdString(LlamaRecordings::Json{{"max_tokens", 32}, {"scoring_params", params}}.dump()));
    };
    const auto last = [this] { return QByteArray::fromStdString(stub().lastBody(post)["benchmark_config"]["scoring_params"]["basic::equality"]["aggregation_functions"].dump()); };
    const Answer meant = stub().answers.value("GET /v1/scoring-functions");
    QVERIFY(isTerminal(ended(submit(with(R"(["average"])"), QStringLiteral("a"))).status.state));
    QCOMPARE(last(), QByteArray(R"(["average"])"));
    Answer listed = meant;
    listed.body.replace(R"("params":{"type":"basic","aggregation_functions":["accuracy"]})", R"("params":{"type":"basic","aggregation_functions":["average"]})");
    QVERIFY(listed.body != meant.body);
    stub().answers.insert("GET /v1/scoring-functions", listed);
    stub().answers.insert(post, Answer{.cutAfter = 0});
    QCOMPARE(codeOf(ended(submit(with(R"(["median"])"), QStringLiteral("b")))), QStringLiteral("state_unknown"));
    stub().answers.insert(post, stub().recordings.answer("161"));
    QCOMPARE(ended(submit(job(), QStringLiteral("c"))).status.state, RunState::Completed);
    QCOMPARE(last(), QByteArray(R"(["accuracy"])"));
}

ASSAY_TEST(tst_LlamaParameters)
#include "tst_LlamaParameters.moc"
