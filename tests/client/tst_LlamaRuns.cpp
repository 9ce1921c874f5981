#include "tests/client/LlamaRunTest.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;

/// Runs on a Llama Stack server: they block, or are asked after; break, fail and are cancelled; and what the server forgets is kept.
class tst_LlamaRuns : public LlamaRunTest {
    Q_OBJECT
private Q_SLOTS:
    void init() { begin(); }
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
    void cancelDropsTheConnection();
    void cancelTellsTheServer();
    void givenRows();
    void sameKeyMakesOneJob();
    void guardAsksOnce();
    void rowsThatDoNotFit();
    void wrongJobs_data();
    void wrongJobs();
    void metricsWithoutSamples();
    void sameKeyAtOnce();
};

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
    const auto told = nlohmann::json::parse(done.results.benchmarks.first().additionalInfo.text.toStdString());
    QCOMPARE(told["assay"]["config"]["harness_version"].get<std::string>(), std::string("0.3.5")); // what comparisons look at
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

ASSAY_TEST(tst_LlamaRuns)
#include "tst_LlamaRuns.moc"
