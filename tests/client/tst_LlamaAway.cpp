#include "services/api/DatasetService.h"
#include "tests/client/LlamaRunTest.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;

/// Runs while the server, the connection or the program is away: what can be gone on with goes on, what is lost is told, nothing is sent twice.
class tst_LlamaAway : public LlamaRunTest {
    Q_OBJECT
private Q_SLOTS:
    void init() { begin(); }
    void resultIsAskedForAgain();
    void survivesTheEndOfTheProgram();
    void lostWithTheProgram();
    void waitsForTheServer();
    void settingsChangeMeanwhile_data();
    void settingsChangeMeanwhile();
    void gatewayPageIsWaitedOut();
    void closedStaysClosed_data();
    void closedStaysClosed();
    void comesBackByItself();
    void movedWhileAsked();
    void othersResult_data();
    void othersResult();
    void ownNames_data();
    void ownNames();
    void cancelTellsWhenNothingIsAsked();

private:
    Job endedAfterBreak(const QByteArray &parameters);
};

/// A run that is over is not the worse for a broken answer.
void tst_LlamaAway::resultIsAskedForAgain()
{
    stub().answers.insert(result, Answer{.body = stub().recordings.body("163"), .cutAfter = 50});
    const QString id = submit();
    QTRY_VERIFY(stub().count(result) >= 2);
    QVERIFY(!isTerminal(now(id).status.state));
    stub().answers.insert(result, stub().recordings.answer("163"));
    QCOMPARE(ended(id).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
}

/// A run whose id is known goes on where it was.
void tst_LlamaAway::survivesTheEndOfTheProgram()
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
void tst_LlamaAway::lostWithTheProgram()
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

void tst_LlamaAway::waitsForTheServer()
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

void tst_LlamaAway::settingsChangeMeanwhile_data()
{
    QTest::addColumn<int>("answerSeconds");
    QTest::addRow("the name") << ConnectionSettings().answerSeconds;
    QTest::addRow("the way") << ConnectionSettings().answerSeconds + 1;
}

/// A run that takes its time survives that the connection is set up otherwise.
void tst_LlamaAway::settingsChangeMeanwhile()
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

void tst_LlamaAway::gatewayPageIsWaitedOut()
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

void tst_LlamaAway::closedStaysClosed_data()
{
    QTest::addColumn<int>("what");
    QTest::addRow("an answer is to come") << 0;
    QTest::addRow("a save is to come") << 1;
    QTest::addRow("the next page is to come") << 2;
}

/// What was under way when the connection was closed does not open it again.
void tst_LlamaAway::closedStaysClosed()
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
void tst_LlamaAway::comesBackByItself()
{
    m_fixture->connection->llamaJobs().runner().setFirstRetry(20);
    stub().answers.insert(benchmark, Answer{.status = 503, .body = "{}", .headers = {{"Retry-After", "3600"}}});
    const QString id = submit();
    QTRY_VERIFY(stub().count(benchmark) >= 2);
    stub().answers.insert(benchmark, stub().recordings.answer("150"));
    QCOMPARE(ended(id).status.state, RunState::Completed);
    QCOMPARE(stub().count(post), 1);
}

/// What was meant for one server does not go to another.
void tst_LlamaAway::movedWhileAsked()
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

void tst_LlamaAway::othersResult_data()
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

/// Numbers begin at 0 again with the server, which may have been started anew while nobody asked.
void tst_LlamaAway::othersResult()
{
    QFETCH(Answer, answer);
    QFETCH(int, asked);
    stub().answers.insert(result, answer);
    const Job done = endedAfterBreak("{\"max_tokens\":32,\"num_examples\":" + QByteArray::number(asked) + '}');
    QCOMPARE(done.status.state, RunState::Failed);
    QCOMPARE(codeOf(done), QStringLiteral("forgotten"));
    QVERIFY(done.results.benchmarks.isEmpty());
}

void tst_LlamaAway::ownNames_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<int>("asked");
    QTest::addColumn<bool>("afterBreak");
    QTest::addColumn<QString>("doubt"); ///< code of the warning; empty: none
    const LlamaRecordings main;
    Answer task = main.answer("163");
    task.body.replace("basic::equality", "arc_easy:acc,none").replace("basic::subset_of", "arc_easy:acc_norm,none");
    Answer other = main.answer("163");
    other.body.replace("basic::subset_of", "basic::regex_parser");
    Answer bare{.body = R"({"generations":[],"scores":{"arc_easy:acc":{"score_rows":[],"aggregated_results":{"acc":0.71}}}})"};
    const QString unsure = QStringLiteral("result_unsure"), missing = QStringLiteral("rows_missing");
    QTest::addRow("another provider's") << task << 4 << false << QString();
    QTest::addRow("another provider's, numbers alone") << bare << 4 << false << QString();
    QTest::addRow("another provider's, after a break") << task << 4 << true << unsure;
    QTest::addRow("another provider's, more rows, after a break") << task << 2 << true << unsure;
    QTest::addRow("another provider's, numbers alone, after a break") << bare << 4 << true << unsure;
    QTest::addRow("other functions") << other << 4 << false << QString();
    QTest::addRow("more rows") << main.answer("163") << 2 << false << QString();
    QTest::addRow("fewer rows") << main.answer("171") << 3 << false << missing;
}

/// A result that can only be ours is kept, however it is named and counted; one that may be another's with a warning.
void tst_LlamaAway::ownNames()
{
    QFETCH(Answer, answer);
    QFETCH(int, asked);
    QFETCH(bool, afterBreak);
    QFETCH(QString, doubt);
    stub().answers.insert(result, answer);
    const QByteArray parameters = "{\"max_tokens\":32,\"num_examples\":" + QByteArray::number(asked) + '}';
    const Job done = afterBreak ? endedAfterBreak(parameters) : ended(submit(job({QStringLiteral("qa-bench")}, parameters)));
    QVERIFY2(done.status.state == RunState::Completed, qPrintable(messageOf(done)));
    QVERIFY(!done.results.benchmarks.first().metrics.toVariantMap().isEmpty());
    const auto warning = done.status.benchmarks.first().warningMessage;
    QCOMPARE(warning ? warning->messageCode : QString(), doubt);
}

/// The program ends while its run goes on, and comes back when it is over.
Job tst_LlamaAway::endedAfterBreak(const QByteArray &parameters)
{
    stub().answers.insert(post, inState("in_progress"));
    stub().answers.insert(status, inState("in_progress"));
    const QString id = submit(job({QStringLiteral("qa-bench")}, parameters));
    if (!QTest::qWaitFor([this] { return stub().count(status) >= 1; }, 10000))
        return {};
    m_fixture->connection.reset();
    stub().answers.insert(status, stub().recordings.answer("162"));
    return m_fixture->open() ? ended(id) : Job();
}

void tst_LlamaAway::cancelTellsWhenNothingIsAsked()
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

ASSAY_TEST(tst_LlamaAway)
#include "tst_LlamaAway.moc"
