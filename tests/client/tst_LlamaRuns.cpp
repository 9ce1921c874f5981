#include "services/api/DatasetService.h"
#include "services/api/JobService.h"
#include "services/backends/llamastack/EvalWire.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QUrlQuery>

using namespace assay;
using namespace assay::test;

/// Runs on a Llama Stack server: they block, or are asked after; break, fail, are lost, forgotten and cancelled; and what the server
/// forgets is kept.
class tst_LlamaRuns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void runsAndCopies();
    void oneAfterTheOther();
    void refusals_data();
    void refusals();
    void lostIsNeverSentTwice();
    void brokenJob_data();
    void brokenJob();
    void asksHowFarItIs();
    void unreadableResult_data();
    void unreadableResult();
    void resultIsAskedForAgain();
    void cancelDropsTheConnection();
    void cancelTellsTheServer();
    void survivesTheEndOfTheProgram();
    void lostWithTheProgram();
    void waitsForTheServer();
    void parametersThatStick();
    void othersParametersAreTheServers();
    void parametersThatCameBetween();
    void givenRows();
    void gateAndMetricAreOurs();
    void judgeWithoutAPromptIsNotSent();
    void sameKeyMakesOneJob();
    void guardAsksOnce();
    void rowsThatDoNotFit();
    void wrongJobs_data();
    void wrongJobs();
    void settingsChangeMeanwhile_data();
    void settingsChangeMeanwhile();
    void gatewayPageIsWaitedOut();
    void closedStaysClosed_data();
    void closedStaysClosed();
    void comesBackByItself();
    void metricsWithoutSamples();
    void sameKeyAtOnce();
    void movedWhileAsked();
    void othersResult_data();
    void othersResult();
    void cancelTellsWhenNothingIsAsked();
    void parametersInDoubt();

private:
    static constexpr const char *benchmark = "GET /v1alpha/eval/benchmarks/qa-bench";

    static constexpr const char *post = "POST /v1alpha/eval/benchmarks/qa-bench/jobs";
    static constexpr const char *status = "GET /v1alpha/eval/benchmarks/qa-bench/jobs/0";
    static constexpr const char *result = "GET /v1alpha/eval/benchmarks/qa-bench/jobs/0/result";
    LlamaStub &stub() { return m_fixture->stub; }
    JobService &jobs() { return m_fixture->connection->jobs(); }
    /// The recorded answer with another word for the state.
    Answer inState(const QByteArray &word)
    {
        Answer out = stub().recordings.answer("161");
        out.body.replace("completed", word);
        return out;
    }
    void serveDataset();
    static Job job(const QStringList &benchmarks = {QStringLiteral("qa-bench")}, const QByteArray &parameters = R"({"max_tokens":32})");
    QString submit(const Job &job = tst_LlamaRuns::job(), const QString &key = QStringLiteral("key"));
    Job now(const QString &id);
    Job ended(const QString &id);
    QString messageOf(const Job &job) { return job.status.benchmarks.first().errorMessage ? job.status.benchmarks.first().errorMessage->message : QString(); }
    QString codeOf(const Job &job) { return job.status.benchmarks.first().errorMessage ? job.status.benchmarks.first().errorMessage->messageCode : QString(); }

    std::unique_ptr<LlamaFixture> m_fixture;
};

void tst_LlamaRuns::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    stub().answers.insert(post, stub().recordings.answer("161"));
    stub().answers.insert(status, stub().recordings.answer("162"));
    stub().answers.insert(result, stub().recordings.answer("163"));
    serveDataset();
    QVERIFY(m_fixture->open());
}

/// The rows that the recorded runs were over.
void tst_LlamaRuns::serveDataset()
{
    const auto rows = stub().recordings.sent("140")["source"]["rows"];
    stub().decide = [rows](const Asked &asked) -> std::optional<Answer> {
        if (asked.path != "/v1beta/datasetio/iterrows/qa-eval")
            return {};
        const QUrlQuery query(QString::fromLatin1(asked.query));
        const std::size_t start = query.queryItemValue(QStringLiteral("start_index")).toUInt(), limit = query.queryItemValue(QStringLiteral("limit")).toUInt();
        auto data = LlamaRecordings::Json::array();
        for (std::size_t i = start; i < std::min(start + limit, rows.size()); ++i)
            data.push_back(rows[i]);
        return Answer{.body = QByteArray::fromStdString(LlamaRecordings::Json{{"data", data}, {"has_more", true}}.dump())};
    };
}

Job tst_LlamaRuns::job(const QStringList &benchmarks, const QByteArray &parameters)
{
    Job out;
    out.name = QStringLiteral("A run");
    out.model.name = QStringLiteral("stub/tiny-chat");
    for (const QString &benchmark : benchmarks) {
        BenchmarkRef ref;
        ref.id = benchmark;
        ref.providerId = llamastack::provider();
        ref.parameters = {parameters};
        out.benchmarks << ref;
    }
    return out;
}

QString tst_LlamaRuns::submit(const Job &job, const QString &key)
{
    const auto made = waited(jobs().submit(job, key));
    return made ? made->resource.id : made.error().message;
}

Job tst_LlamaRuns::now(const QString &id)
{
    const auto job = waited(jobs().get(id));
    return job ? *job : Job();
}

/// The job once it is over.
Job tst_LlamaRuns::ended(const QString &id)
{
    return QTest::qWaitFor([&] { return isTerminal(now(id).status.state); }, 10000) ? now(id) : Job();
}

void tst_LlamaRuns::runsAndCopies()
{
    Job wanted = job({QStringLiteral("qa-bench")}, R"({"max_tokens":32,"num_examples":4})");
    const QString id = submit(wanted);
    const Job done = ended(id);
    QVERIFY2(done.status.state == RunState::Completed, qPrintable(messageOf(done)));
    QCOMPARE(done.status.benchmarks.first().itemsTotal, std::optional<qint64>(4));
    QVERIFY(!done.status.benchmarks.first().warningMessage);
    QCOMPARE(done.results.benchmarks.size(), 1);
    SAME_JSON(nlohmann::json::parse(done.results.benchmarks.first().metrics.text.toStdString()), nlohmann::json::parse(R"({"basic::equality/accuracy":0.5,"basic::subset_of/accuracy":0.75})"));
    QCOMPARE(done.benchmarks.first().primaryScore->metric, QStringLiteral("basic::equality/accuracy"));
    const auto sent = stub().lastBody(post)["benchmark_config"];
    SAME_JSON(sent["eval_candidate"], stub().recordings.sent("161")["benchmark_config"]["eval_candidate"]);
    SAME_JSON(sent["scoring_params"], nlohmann::json::parse(R"({"basic::equality":{"type":"basic","aggregation_functions":["accuracy"]},"basic::subset_of":{"type":"basic","aggregation_functions":["accuracy"]}})"));

    stub().server.stop(); // what is kept needs no server
    const auto page = waited(jobs().samples(id, 0, {}));
    QVERIFY(page);
    QCOMPARE(page->totalCount, qint64(4));
    QCOMPARE(page->items.first().prompt, QStringLiteral("user: What is the capital of France?"));
    QCOMPARE(page->items.first().response, QStringLiteral("Paris"));
    QCOMPARE(page->items.first().target, QStringLiteral("Paris"));
    SampleQuery failed;
    failed.filter = SampleQuery::Filter::Failed;
    QCOMPARE(waited(jobs().samples(id, 0, failed))->totalCount, qint64(2));
    const auto scores = waited(jobs().scores(id, 0));
    QVERIFY(scores);
    QCOMPARE(scores->scores, QList<std::optional<double>>({1, 1, 0, 0}));
}

/// Runs at once would mix what the server keeps of their parameters.
void tst_LlamaRuns::oneAfterTheOther()
{
    Answer held = stub().recordings.answer("161");
    held.silent = true;
    stub().answers.insert(post, held);
    stub().answers.insert("GET /v1alpha/eval/benchmarks/qa-bench-2", stub().recordings.answer("150"));
    stub().answers.insert("POST /v1alpha/eval/benchmarks/qa-bench-2/jobs", stub().recordings.answer("161"));
    stub().answers.insert("GET /v1alpha/eval/benchmarks/qa-bench-2/jobs/0/result", stub().recordings.answer("163"));
    const QString first = submit(job(), QStringLiteral("a")), second = submit(job({QStringLiteral("qa-bench-2")}), QStringLiteral("b"));
    QTRY_COMPARE(stub().count(post), 1);
    QCOMPARE(now(first).status.benchmarks.first().status, RunState::Running);
    QCOMPARE(now(first).status.benchmarks.first().phase, Phase::RunningEvaluation);
    QCOMPARE(now(second).status.state, RunState::Pending);
    QCOMPARE(stub().count("POST /v1alpha/eval/benchmarks/qa-bench-2/jobs"), 0);
    QVERIFY(waited(jobs().cancel(first)));
    QCOMPARE(ended(second).status.state, RunState::Completed);
    QCOMPARE(now(first).status.state, RunState::Cancelled);
}

void tst_LlamaRuns::refusals_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QString>("message");
    const LlamaRecordings main, v7(QStringLiteral("0.7.3"));
    const QString fault = QStringLiteral("reports a fault of its own (status 500). It says so of much that is wrong in a request or a row, too; its log says more.");
    for (const char *number : {"173", "180", "190", "191", "207"}) { // whatever they answer, it is not completed
        const Answer answer = main.answer(number);
        if (answer.status >= 400)
            QTest::addRow("%s", number) << answer << (answer.status == 500 ? fault : QStringLiteral("The server answers: "));
    }
    QTest::addRow("model") << main.answer("187") << QStringLiteral("The server answers: Model 'no-such-model' not found. Use 'client.models.list()' to list available Models.");
    QTest::addRow("model, 0.7") << v7.answer("187") << QStringLiteral("The server answers: Model 'no-such-model' not found. Use 'client.models.list()' to list available Models.");
    QTest::addRow("top p without a temperature") << main.answer("176")
                                                 << QStringLiteral("The server answers: body.benchmark_config.eval_candidate.model.sampling_params.strategy.top_p.temperature: Field required");
    QTest::addRow("system message") << main.answer("182") << QStringLiteral("This server's evaluator takes no system message: put it into the rows, and leave system_message out.");
    QTest::addRow("system message, 0.7") << v7.answer("182") << QStringLiteral("This server's evaluator takes no system message: put it into the rows, and leave system_message out.");
    QTest::addRow("model endpoint") << main.answer("210") << QStringLiteral("The server answers: Error code: 503 - {'error': {'message': 'stub failure', 'type': 'stub_error', 'param': None, 'code': 'stub'}}");
    QTest::addRow("quota") << main.answer("274") << QStringLiteral("answers too many requests at once; try again in a while.");
    QTest::addRow("key") << main.answer("282") << QStringLiteral("refuses the key (401)");
    QTest::addRow("not JSON") << Answer{.body = "done"} << QStringLiteral("The answer about evaluations cannot be read; is this a Llama Stack server?");
    QTest::addRow("null") << Answer{.body = "null"} << QStringLiteral("The answer about evaluations cannot be read; is this a Llama Stack server?");
}

void tst_LlamaRuns::refusals()
{
    QFETCH(Answer, answer);
    QFETCH(QString, message);
    stub().answers.insert(post, answer);
    const Job done = ended(submit());
    QCOMPARE(done.status.state, RunState::Failed);
    QVERIFY2(messageOf(done).contains(message), qPrintable(messageOf(done)));
    QVERIFY(done.results.benchmarks.isEmpty());
    QCOMPARE(stub().count(post), 1); // each call costs tokens
}

void tst_LlamaRuns::lostIsNeverSentTwice()
{
    stub().answers.insert(post, Answer{.cutAfter = 0});
    const Job done = ended(submit());
    QCOMPARE(done.status.state, RunState::Failed);
    QCOMPARE(codeOf(done), QStringLiteral("state_unknown"));
    QVERIFY(messageOf(done).contains(QLatin1String("so what became of it is not known. It was not sent again.")));
    QCOMPARE(stub().count(post), 1);
    QCOMPARE(stub().count(result), 0); // job 0 may be another's
}

void tst_LlamaRuns::brokenJob_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<RunState>("state");
    QTest::addColumn<QString>("code");
    QTest::addRow("failed") << QByteArray("failed") << RunState::Failed << QStringLiteral("llamastack_failed");
    QTest::addRow("cancelled") << QByteArray("cancelled") << RunState::Cancelled << QString();
}

void tst_LlamaRuns::brokenJob()
{
    QFETCH(QByteArray, word);
    QFETCH(RunState, state);
    QFETCH(QString, code);
    stub().answers.insert(post, inState("scheduled"));
    stub().answers.insert(status, inState(word));
    const Job done = ended(submit());
    QCOMPARE(done.status.state, state);
    QCOMPARE(codeOf(done), code);
    QCOMPARE(stub().count(result), 0);
}

/// Evaluators that answer before they are through, and words of a newer server.
void tst_LlamaRuns::asksHowFarItIs()
{
    stub().answers.insert(post, inState("scheduled"));
    stub().answers.insert(status, inState("in_progress"));
    const QString id = submit();
    QTRY_VERIFY(stub().count(status) >= 2);
    QCOMPARE(now(id).status.state, RunState::Running);
    const int saves = m_fixture->files.saves, polls = stub().count(status);
    QTRY_VERIFY(stub().count(status) >= polls + 3);
    QCOMPARE(m_fixture->files.saves, saves); // nothing is new
    stub().answers.insert(status, inState("paused"));
    const int before = stub().count(status);
    QTRY_VERIFY(stub().count(status) >= before + 2);
    QCOMPARE(now(id).status.state, RunState::Running);
    QCOMPARE(stub().count(result), 0); // one that is not over may answer with nothing
    stub().answers.insert(status, stub().recordings.answer("162"));
    const Job done = ended(id);
    QCOMPARE(done.status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
}

void tst_LlamaRuns::unreadableResult_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QString>("code");
    const LlamaRecordings main;
    QTest::addRow("forgotten") << main.answer("165") << QStringLiteral("forgotten");
    QTest::addRow("forgotten, 0.7") << LlamaRecordings(QStringLiteral("0.7.3")).answer("164") << QStringLiteral("forgotten");
    QTest::addRow("benchmark is gone") << main.answer("223") << QStringLiteral("forgotten");
    QTest::addRow("fault") << main.answer("123") << QStringLiteral("http_500");
    QTest::addRow("nothing in it") << Answer{.body = R"({"generations":[],"scores":{}})"} << QStringLiteral("no_result");
    QTest::addRow("not JSON") << Answer{.body = "ok"} << QString();
}

void tst_LlamaRuns::unreadableResult()
{
    QFETCH(Answer, answer);
    QFETCH(QString, code);
    stub().answers.insert(result, answer);
    const Job done = ended(submit());
    QCOMPARE(done.status.state, RunState::Failed);
    QCOMPARE(codeOf(done), code);
    QVERIFY(done.results.benchmarks.isEmpty());
}

/// A run that is over is not the worse for a broken answer.
void tst_LlamaRuns::resultIsAskedForAgain()
{
    stub().answers.insert(result, Answer{.body = stub().recordings.body("163"), .cutAfter = 50});
    const QString id = submit();
    QTRY_VERIFY(stub().count(result) >= 2);
    QVERIFY(!isTerminal(now(id).status.state));
    stub().answers.insert(result, stub().recordings.answer("163"));
    QCOMPARE(ended(id).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
}

void tst_LlamaRuns::cancelDropsTheConnection()
{
    stub().answers.insert(post, Answer{.silent = true});
    const QString id = submit();
    QTRY_COMPARE(stub().count(post), 1);
    QVERIFY(waited(jobs().cancel(id)));
    const Job done = now(id);
    QCOMPARE(done.status.state, RunState::Cancelled);
    QCOMPARE(done.status.benchmarks.first().warningMessage->messageCode, QStringLiteral("not_stopped"));
    QVERIFY(done.status.benchmarks.first().warningMessage->message.startsWith(QLatin1String("The connection was closed")));
    QTRY_COMPARE(stub().server.givenUp(), 1);
    QCOMPARE(waited(jobs().cancel(id)).error().kind, Error::Kind::Conflict);
    QVERIFY(waited(jobs().remove(id)));
    QCOMPARE(waited(jobs().get(id)).error().kind, Error::Kind::NotFound);
}

void tst_LlamaRuns::cancelTellsTheServer()
{
    const QByteArray cancel = "DELETE /v1alpha/eval/benchmarks/qa-bench/jobs/0";
    stub().answers.insert(post, inState("in_progress"));
    stub().answers.insert(status, inState("in_progress"));
    stub().answers.insert(cancel, stub().recordings.answer("166"));
    const QString id = submit();
    QTRY_VERIFY(stub().count(status) >= 1);
    QVERIFY(waited(jobs().cancel(id)));
    QTRY_COMPARE(stub().count(cancel), 1);
    QCOMPARE(now(id).status.state, RunState::Cancelled);
    QVERIFY(now(id).status.benchmarks.first().warningMessage->message.startsWith(QLatin1String("The server was asked to end it")));
}

/// A run whose id is known goes on where it was.
void tst_LlamaRuns::survivesTheEndOfTheProgram()
{
    stub().answers.insert(post, inState("in_progress"));
    stub().answers.insert(status, inState("in_progress"));
    const QString id = submit();
    QTRY_VERIFY(stub().count(status) >= 1);
    m_fixture->connection.reset();
    stub().answers.insert(status, stub().recordings.answer("162"));
    QVERIFY(m_fixture->open());
    const Job done = ended(id);
    QCOMPARE(done.status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
    QCOMPARE(waited(jobs().samples(id, 0, {}))->totalCount, qint64(4));
    QVERIFY(done.status.benchmarks.first().warningMessage); // the server may have begun to count anew
    QCOMPARE(done.status.benchmarks.first().warningMessage->messageCode, QStringLiteral("result_unsure"));
}

/// One that was waited for is lost: the server lists none.
void tst_LlamaRuns::lostWithTheProgram()
{
    stub().answers.insert(post, Answer{.silent = true});
    const QString id = submit();
    QTRY_COMPARE(stub().count(post), 1);
    m_fixture->connection.reset();
    QVERIFY(m_fixture->open());
    const Job done = ended(id);
    QCOMPARE(done.status.state, RunState::Failed);
    QCOMPARE(codeOf(done), QStringLiteral("state_unknown"));
    QCOMPARE(stub().count(post), 1);
}

void tst_LlamaRuns::waitsForTheServer()
{
    stub().answers.insert(benchmark, Answer{.cutAfter = 0});
    const QString id = submit();
    QTRY_VERIFY(stub().count(benchmark) >= 2);
    stub().answers.insert(benchmark, stub().recordings.answer("150"));
    QVERIFY(!isTerminal(now(id).status.state));
    QTRY_VERIFY(waited(jobs().list({})) && isTerminal(now(id).status.state)); // as the list is asked for every few seconds
    QCOMPARE(now(id).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
}

/// What a run of ours left on the server is not taken for a function's own, not even after the end of this program.
void tst_LlamaRuns::parametersThatStick()
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
void tst_LlamaRuns::othersParametersAreTheServers()
{
    Answer listed = stub().answers.value("GET /v1/scoring-functions");
    listed.body.replace(R"("params":{"type":"basic","aggregation_functions":["accuracy"]})", R"("params":{"type":"basic","aggregation_functions":["median"]})");
    stub().answers.insert("GET /v1/scoring-functions", listed);
    QCOMPARE(ended(submit()).status.state, RunState::Completed);
    SAME_JSON(stub().lastBody(post)["benchmark_config"]["scoring_params"]["basic::equality"]["aggregation_functions"], nlohmann::json::parse(R"(["median"])"));
}

/// As after a run of somebody else with three aggregations, at the same time.
void tst_LlamaRuns::parametersThatCameBetween()
{
    stub().answers.insert(result, stub().recordings.answer("218"));
    const Job done = ended(submit());
    QCOMPARE(done.status.state, RunState::Completed);
    QVERIFY(done.status.benchmarks.first().warningMessage);
    QCOMPARE(done.status.benchmarks.first().warningMessage->messageCode, QStringLiteral("parameters_mixed"));
    QVERIFY(done.status.benchmarks.first().warningMessage->message.startsWith(QLatin1String("basic::equality: ")));
}

void tst_LlamaRuns::givenRows()
{
    const QByteArray evaluate = "POST /v1alpha/eval/benchmarks/qa-bench/evaluations";
    const auto recorded = stub().recordings.sent("201");
    stub().answers.insert(evaluate, stub().recordings.answer("201"));
    const QByteArray parameters = QByteArray::fromStdString(LlamaRecordings::Json{{"max_tokens", 32}, {"input_rows", recorded["input_rows"]}, {"scoring_functions", recorded["scoring_functions"]}}.dump());
    const QString id = submit(job({QStringLiteral("qa-bench")}, parameters));
    const Job done = ended(id);
    QVERIFY2(done.status.state == RunState::Completed, qPrintable(messageOf(done)));
    SAME_JSON(stub().lastBody(evaluate)["input_rows"], recorded["input_rows"]);
    SAME_JSON(stub().lastBody(evaluate)["scoring_functions"], recorded["scoring_functions"]);
    QCOMPARE(stub().count(post), 0);
    QCOMPARE(done.status.benchmarks.first().itemsTotal, std::optional<qint64>(4));
    const auto page = waited(jobs().samples(id, 0, {}));
    QVERIFY(page);
    QCOMPARE(page->totalCount, qint64(4));
    QCOMPARE(page->items.at(2).prompt, QStringLiteral("user: Which is the largest planet?"));
    QCOMPARE(page->items.at(2).score, std::optional<double>(1));
    SAME_JSON(nlohmann::json::parse(done.results.benchmarks.first().metrics.text.toStdString()), nlohmann::json::parse(R"({"basic::subset_of/accuracy":0.75})"));
}

/// Which metric counts, which way is better and what has to be reached, the job says.
void tst_LlamaRuns::gateAndMetricAreOurs()
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

void tst_LlamaRuns::judgeWithoutAPromptIsNotSent()
{
    Answer judge = stub().recordings.answer("150");
    judge.body.replace("basic::equality", "llm-as-judge::base");
    stub().answers.insert("GET /v1alpha/eval/benchmarks/qa-bench", judge);
    const Job done = ended(submit());
    QCOMPARE(codeOf(done), QStringLiteral("not_sent"));
    QVERIFY(messageOf(done).startsWith(QStringLiteral("scoring_params: “llm-as-judge::base” needs a judge_model")));
    QCOMPARE(stub().count(post), 0);
}

void tst_LlamaRuns::sameKeyMakesOneJob()
{
    const QString first = submit();
    QCOMPARE(submit(), first);
    QCOMPARE(ended(first).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
    const auto page = waited(jobs().list({}));
    QVERIFY(page);
    QCOMPARE(page->totalCount, qint64(1));
}

void tst_LlamaRuns::guardAsksOnce()
{
    ConnectionSettings guarded = m_fixture->settings();
    guarded.guarded = true;
    m_fixture->connection->configure(guarded);
    QCOMPARE(ended(submit()).status.state, RunState::Completed);
    QCOMPARE(m_fixture->questions, QStringList{QStringLiteral("submit a job")});
}

void tst_LlamaRuns::rowsThatDoNotFit()
{
    stub().answers.insert(result, stub().recordings.answer("171")); // two answers
    stub().decide = [this](const Asked &asked) -> std::optional<Answer> {
        return asked.path.contains("/iterrows/") ? std::optional(stub().recordings.answer("060")) : std::nullopt; // no rows
    };
    const QString id = submit();
    const Job done = ended(id);
    QCOMPARE(done.status.state, RunState::Completed);
    QCOMPARE(done.status.benchmarks.first().warningMessage->messageCode, QStringLiteral("rows_missing"));
    QCOMPARE(waited(jobs().samples(id, 0, {}))->totalCount, qint64(2));
}

void tst_LlamaRuns::wrongJobs_data()
{
    QTest::addColumn<Job>("wrong");
    QTest::addColumn<QString>("message");
    Job noModel = job();
    noModel.model.name.clear();
    QTest::addRow("model") << noModel << QStringLiteral("Model: enter the name of one of the server's models.");
    Job elsewhere = job();
    elsewhere.model.url = QStringLiteral("http://elsewhere.example:1/v1");
    QTest::addRow("endpoint") << elsewhere << QStringLiteral("Endpoint: a Llama Stack server asks its own models only; enter its address");
    Job collection = job();
    collection.collection = CollectionRef{};
    QTest::addRow("collection") << collection << QStringLiteral("Collection: a Llama Stack server knows none; choose its benchmarks one by one.");
    QTest::addRow("nothing") << job({}) << QStringLiteral("Benchmarks: choose at least one.");
    QTest::addRow("slash") << job({QStringLiteral("a/b")}) << QStringLiteral("Benchmarks: “a/b” is none of this server; choose from its own.");
    QTest::addRow("parameters") << job({QStringLiteral("qa-bench")}, R"({"num_examples":-1})") << QStringLiteral("num_examples: enter a whole number from 1, or leave it out.");
}

void tst_LlamaRuns::wrongJobs()
{
    QFETCH(Job, wrong);
    QFETCH(QString, message);
    const auto refused = waited(jobs().submit(wrong, {}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::Kind::Invalid);
    QVERIFY2(refused.error().message.startsWith(message), qPrintable(refused.error().message));
    Job own = job();
    own.model.url = stub().server.text(QStringLiteral("/v1"));
    QVERIFY(waited(jobs().submit(own, {})));
}

void tst_LlamaRuns::settingsChangeMeanwhile_data()
{
    QTest::addColumn<int>("answerSeconds");
    QTest::addRow("the name") << ConnectionSettings().answerSeconds;
    QTest::addRow("the way") << ConnectionSettings().answerSeconds + 1;
}

/// A run that takes its time survives that the connection is set up otherwise.
void tst_LlamaRuns::settingsChangeMeanwhile()
{
    QFETCH(int, answerSeconds);
    stub().answers.insert(post, Answer{.silent = true});
    const QString id = submit();
    QTRY_COMPARE(stub().count(post), 1);
    ConnectionSettings changed = m_fixture->settings();
    changed.name = QStringLiteral("Renamed");
    changed.answerSeconds = answerSeconds;
    m_fixture->connection->configure(changed);
    QTRY_COMPARE(m_fixture->connection->state(), Connection::State::Ready);
    stub().server.answerSilent(stub().recordings.answer("161"));
    QCOMPARE(ended(id).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
}

void tst_LlamaRuns::gatewayPageIsWaitedOut()
{
    const Answer page{.status = 502, .body = "<html><h1>502 Bad Gateway</h1></html>", .contentType = "text/html"};
    stub().answers.insert(post, inState("in_progress"));
    stub().answers.insert(status, page);
    const QString id = submit(job(), QStringLiteral("a"));
    QTRY_VERIFY(stub().count(status) >= 2);
    QVERIFY(!isTerminal(now(id).status.state));
    stub().answers.insert(benchmark, page);
    stub().answers.insert(status, stub().recordings.answer("162"));
    QCOMPARE(ended(id).status.state, RunState::Completed);
    const QString next = submit(job(), QStringLiteral("b"));
    const int asked = stub().count(benchmark);
    QTRY_VERIFY(stub().count(benchmark) > asked);
    QVERIFY(waited(jobs().list({})));
    QCOMPARE(now(next).status.state, RunState::Pending);
}

void tst_LlamaRuns::closedStaysClosed_data()
{
    QTest::addColumn<int>("what");
    QTest::addRow("an answer is to come") << 0;
    QTest::addRow("a save is to come") << 1;
    QTest::addRow("the next page is to come") << 2;
}

/// What was under way when the connection was closed does not open it again.
void tst_LlamaRuns::closedStaysClosed()
{
    QFETCH(int, what);
    Connection &connection = *m_fixture->connection;
    if (what == 0) {
        stub().answers.insert(benchmark, Answer{.cutAfter = 0}); // a job waits
        submit();
        QTRY_VERIFY(stub().count(benchmark) >= 2);
        const int before = stub().count("GET /v1/version");
        stub().answers.insert("GET /v1/version", Answer{.silent = true});
        const auto listed = jobs().list({});
        QTRY_COMPARE(stub().count("GET /v1/version"), before + 1);
        connection.close();
        stub().server.answerSilent(stub().recordings.answer("002"));
        static_cast<void>(waited(listed));
    } else if (what == 1) {
        QVERIFY(waited(jobs().list({})));
        m_fixture->files.hold = true;
        const auto made = jobs().submit(job(), QStringLiteral("key"));
        QTRY_VERIFY(m_fixture->files.waiting() > 0);
        connection.close();
        m_fixture->files.hold = false;
        while (m_fixture->files.waiting() > 0)
            m_fixture->files.release();
        QVERIFY(waited(made));
    } else {
        stub().decide = [](const Asked &asked) { return asked.path.contains("/iterrows/") ? std::optional(Answer{.silent = true}) : std::nullopt; };
        const auto added = connection.datasets()->append(QStringLiteral("qa-eval"), {R"([{"n":1}])"});
        QTRY_COMPARE(stub().count("GET /v1beta/datasetio/iterrows/qa-eval"), 1);
        connection.close();
        stub().server.answerSilent(Answer{.body = R"({"data":[{"n":1}],"has_more":true})"});
        QCOMPARE(waited(added).error().kind, Error::Kind::Cancelled);
    }
    const auto asked = stub().server.asked.size();
    for (int i = 0; i < 5; ++i)
        QVERIFY(!waited(jobs().get(QStringLiteral("none")))); // turns of the event loop
    QCOMPARE(connection.state(), Connection::State::Idle);
    QCOMPARE(stub().server.asked.size(), asked);
    QCOMPARE(stub().count(post), 0);
    stub().answers.insert("GET /v1/version", stub().recordings.answer("002"));
    stub().answers.insert(benchmark, stub().recordings.answer("150"));
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
    if (what < 2)
        QTRY_COMPARE(stub().count(post), 1); // and goes on where it was
}

/// Nobody asks for the list while the window is minimised.
void tst_LlamaRuns::comesBackByItself()
{
    m_fixture->connection->llamaJobs().runner().setFirstRetry(20);
    stub().answers.insert(benchmark, Answer{.status = 503, .body = "{}", .headers = {{"Retry-After", "3600"}}});
    const QString id = submit();
    QTRY_VERIFY(stub().count(benchmark) >= 2);
    stub().answers.insert(benchmark, stub().recordings.answer("150"));
    QCOMPARE(ended(id).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
}

void tst_LlamaRuns::metricsWithoutSamples()
{
    stub().answers.insert(post, Answer{.silent = true});
    const QString id = submit();
    QTRY_COMPARE(stub().count(post), 1);
    m_fixture->files.failSave = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    stub().server.answerSilent(stub().recordings.answer("161"));
    const Job done = ended(id);
    QCOMPARE(done.status.state, RunState::Completed);
    QCOMPARE(done.results.benchmarks.size(), 1);
    SAME_JSON(nlohmann::json::parse(done.results.benchmarks.first().metrics.text.toStdString()), nlohmann::json::parse(R"({"basic::equality/accuracy":0.5,"basic::subset_of/accuracy":0.75})"));
    QVERIFY(done.status.benchmarks.first().warningMessage);
    QCOMPARE(done.status.benchmarks.first().warningMessage->messageCode, QStringLiteral("not_kept"));
    QVERIFY(done.status.benchmarks.first().warningMessage->message.contains(QLatin1String("The disk is full.")));
    QCOMPARE(waited(jobs().samples(id, 0, {})).error().kind, Error::Kind::NotFound);
}

void tst_LlamaRuns::sameKeyAtOnce()
{
    const auto first = jobs().submit(job(), QStringLiteral("key")), second = jobs().submit(job(), QStringLiteral("key"));
    const auto one = waited(first), other = waited(second);
    QVERIFY(one && other);
    QCOMPARE(one->resource.id, other->resource.id);
    QCOMPARE(ended(one->resource.id).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
    QCOMPARE(waited(jobs().list({}))->totalCount, qint64(1));
}

/// What was meant for one server does not go to another.
void tst_LlamaRuns::movedWhileAsked()
{
    std::function<void(bool)> answer;
    m_fixture->guard.setAsk([&answer](const WriteGuard::Question &, const std::function<void(bool)> &give) { answer = give; });
    ConnectionSettings guarded = m_fixture->settings();
    guarded.guarded = true;
    m_fixture->connection->configure(guarded);
    QTRY_COMPARE(m_fixture->connection->state(), Connection::State::Ready);
    const auto made = jobs().submit(job(), QStringLiteral("key"));
    QTRY_VERIFY(answer);
    guarded.url = stub().server.text(QStringLiteral("/other"));
    m_fixture->connection->configure(guarded);
    answer(true);
    QCOMPARE(waited(made).error().kind, Error::Kind::Cancelled);
    QVERIFY(m_fixture->files.contents.isEmpty());
}

void tst_LlamaRuns::othersResult_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<int>("asked");
    const LlamaRecordings main;
    Answer functions = main.answer("163");
    functions.body.replace("basic::subset_of", "basic::regex_parser");
    QTest::addRow("other functions") << functions << 4;
    QTest::addRow("more rows") << main.answer("163") << 2;
    QTest::addRow("fewer rows") << main.answer("171") << 3;
}

/// Numbers begin at 0 again with the server.
void tst_LlamaRuns::othersResult()
{
    QFETCH(Answer, answer);
    QFETCH(int, asked);
    stub().answers.insert(result, answer);
    const Job done = ended(submit(job({QStringLiteral("qa-bench")}, "{\"max_tokens\":32,\"num_examples\":" + QByteArray::number(asked) + '}')));
    QCOMPARE(done.status.state, RunState::Failed);
    QCOMPARE(codeOf(done), QStringLiteral("forgotten"));
    QVERIFY(done.results.benchmarks.isEmpty());
}

void tst_LlamaRuns::cancelTellsWhenNothingIsAsked()
{
    const QByteArray cancel = "DELETE /v1alpha/eval/benchmarks/qa-bench/jobs/0";
    stub().answers.insert(post, inState("in_progress"));
    stub().answers.insert(status, inState("in_progress"));
    stub().answers.insert(cancel, stub().recordings.answer("166"));
    const QString id = submit();
    QTRY_VERIFY(stub().count(status) >= 1);
    m_fixture->connection->close();
    QVERIFY(waited(jobs().cancel(id)));
    QTRY_COMPARE(stub().count(cancel), 1);
    QVERIFY(now(id).status.benchmarks.first().warningMessage->message.startsWith(QLatin1String("The server was asked to end it")));
}

/// Parameters that were sent last may not have arrived: those before them are known for ours as well.
void tst_LlamaRuns::parametersInDoubt()
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

ASSAY_TEST(tst_LlamaRuns)
#include "tst_LlamaRuns.moc"
