#include "services/api/DatasetService.h"
#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "services/backends/llamastack/EvalForm.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrlQuery>

using namespace assay;
using namespace assay::test;
using Source = EvaluationData::Source;

/// New evaluations of given rows on a Llama Stack server, as its form takes them: they are kept runs like all others,
/// what is wrong is said before anything is sent, and nothing is sent twice.
class tst_LlamaEvaluations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void formIsDescribed();
    void becomesARun();
    void sendsWhatWasEntered();
    void fromAFile();
    void fromADataset();
    void onlyTheFirstRows();
    void longDatasetIsNotReadToItsEnd();
    void namesToChoose_data();
    void namesToChoose();
    void columnsAreLookedAt();
    void faults_data();
    void faults();
    void faultsComeTogether();
    void rowsOfOtherEvaluators();
    void longRows();
    void lostAnswerIsNotSentAgain();
    void closedMeanwhile();
    void refusedByTheGuard();

private:
    static constexpr const char *evaluate = "POST /v1alpha/eval/benchmarks/qa-bench/evaluations";
    static constexpr const char *benchmark = "GET /v1alpha/eval/benchmarks/qa-bench";
    LlamaStub &stub() { return m_fixture->stub; }
    EvaluationService &service() { return *m_fixture->connection->evaluations(); }
    JobService &jobs() { return m_fixture->connection->jobs(); }
    LlamaRecordings::Json recordedRows() const { return m_fixture->stub.recordings.sent("201")["input_rows"]; }
    /// What nobody can go without, over the rows of the recorded evaluation.
    EvaluationRequest small() const;
    static void enter(EvaluationRequest &request, const char *key, const QString &text)
    {
        request.about.insert(QLatin1String(key), text);
    }
    /// Pages of rows as a server hands them out; how often it was asked is counted.
    void serveRows(const QString &dataset, const LlamaRecordings::Json &rows);
    Job ended(const QString &id);
    QString refusal(const EvaluationRequest &request);
    qint64 kept();

    std::unique_ptr<LlamaFixture> m_fixture;
    int m_pages = 0;
};

void tst_LlamaEvaluations::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    m_pages = 0;
    stub().answers.insert(evaluate, stub().recordings.answer("201"));
    stub().answers.insert("GET /v1alpha/eval/benchmarks/nope", stub().recordings.answer("151"));
    QVERIFY(m_fixture->open());
}

EvaluationRequest tst_LlamaEvaluations::small() const
{
    EvaluationRequest request;
    enter(request, "name", QStringLiteral("Capitals"));
    enter(request, "benchmark", QStringLiteral("qa-bench"));
    enter(request, "model", QStringLiteral("stub/tiny-chat"));
    enter(request, "scoring_functions", QStringLiteral("basic::subset_of"));
    request.data.rows = QString::fromStdString(recordedRows().dump());
    return request;
}

void tst_LlamaEvaluations::serveRows(const QString &dataset, const LlamaRecordings::Json &rows)
{
    const QByteArray path = "/v1beta/datasetio/iterrows/" + dataset.toUtf8();
    stub().decide = [this, path, rows](const Asked &asked) -> std::optional<Answer> {
        if (asked.path != path)
            return {};
        ++m_pages;
        const QUrlQuery query(QString::fromLatin1(asked.query));
        const std::size_t start = query.queryItemValue(QStringLiteral("start_index")).toUInt();
        const std::size_t limit = query.queryItemValue(QStringLiteral("limit")).toUInt();
        auto data = LlamaRecordings::Json::array();
        for (std::size_t i = start; i < std::min(start + limit, rows.size()); ++i)
            data.push_back(rows[i]);
        return Answer { .body
            = QByteArray::fromStdString(LlamaRecordings::Json { { "data", data }, { "has_more", true } }.dump()) };
    };
}

Job tst_LlamaEvaluations::ended(const QString &id)
{
    Job now;
    const auto isOver = [&] {
        const auto job = waited(jobs().get(id));
        now = job ? *job : Job();
        return isTerminal(now.status.state);
    };
    return QTest::qWaitFor(isOver, 10000) ? now : Job();
}

/// Why nothing was made of it; empty: something was.
QString tst_LlamaEvaluations::refusal(const EvaluationRequest &request)
{
    const auto made = waited(service().create(request));
    return made || made.error().kind != Error::Kind::Invalid ? QString() : made.error().message;
}

qint64 tst_LlamaEvaluations::kept()
{
    const auto page = waited(jobs().list({}));
    return page ? page->totalCount : -1;
}

void tst_LlamaEvaluations::formIsDescribed()
{
    const EvaluationForm form = service().form();
    QVERIFY(form.tasks.isEmpty() && form.keep.isEmpty());
    QVERIFY(!form.hint.isEmpty() && !form.notice.isEmpty());
    QStringList needed, suggested;
    QSet<QString> keys;
    for (const EvaluationField &field : form.about) {
        QVERIFY(!field.label.isEmpty());
        QVERIFY2(!keys.contains(field.key), qPrintable(field.key));
        keys.insert(field.key);
        if (field.required)
            needed << field.key;
        if (field.suggested)
            suggested << field.key;
    }
    QCOMPARE(needed, QStringList({ QStringLiteral("name"), QStringLiteral("benchmark"), QStringLiteral("model") }));
    QCOMPARE(suggested,
        QStringList({ QStringLiteral("benchmark"), QStringLiteral("scoring_functions"), QStringLiteral("scoring_params") }));
    QCOMPARE(*waited(service().suggestions(QStringLiteral("scoring_params"))),
        *waited(service().suggestions(QStringLiteral("scoring_functions"))));
    // The example is one that is taken.
    EvaluationRequest request = small();
    request.data.rows = form.rowsExample;
    QCOMPARE(refusal(request), QString());
}

void tst_LlamaEvaluations::becomesARun()
{
    QSignalSpy created(&service(), &EvaluationService::created);
    const auto made = waited(service().create(small()));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QCOMPARE(made->name, QStringLiteral("Capitals"));
    QCOMPARE(created.size(), 1);
    QCOMPARE(kept(), qint64(1));
    const QString id = made->resource.id;
    const Job done = ended(id);
    QCOMPARE(done.status.state, RunState::Completed);
    QVERIFY(!done.status.benchmarks.first().warningMessage);
    QCOMPARE(done.status.benchmarks.first().itemsTotal, std::optional<qint64>(4));
    SAME_JSON(nlohmann::json::parse(done.results.benchmarks.first().metrics.text.toStdString()),
        nlohmann::json::parse(R"({"basic::subset_of/accuracy":0.75})"));
    // The rows are not those of the benchmark's dataset.
    QVERIFY(!done.results.benchmarks.first().additionalInfo.text.contains("qa-eval"));
    const auto samples = waited(jobs().samples(id, 0, {}));
    QVERIFY(samples);
    QCOMPARE(samples->totalCount, qint64(4));
    QCOMPARE(samples->items.at(2).prompt, QStringLiteral("user: Which is the largest planet?"));
    QCOMPARE(samples->items.at(2).response, QStringLiteral("The largest planet is Jupiter."));
    QCOMPARE(samples->items.at(2).score, std::optional<double>(1));
    QCOMPARE(stub().count(evaluate), 1);
    QCOMPARE(stub().count("POST /v1alpha/eval/benchmarks/qa-bench/jobs"), 0);
    QCOMPARE(m_fixture->questions, QStringList()); // a connection that is not guarded
}

void tst_LlamaEvaluations::sendsWhatWasEntered()
{
    EvaluationRequest request = small();
    enter(request, "max_tokens", QStringLiteral("32"));
    enter(request, "temperature", QStringLiteral("0.7"));
    enter(request, "top_p", QStringLiteral("0.9"));
    enter(request, "repetition_penalty", QStringLiteral("1.2"));
    enter(request, "stop", QStringLiteral("Q:\n\nEND\n"));
    enter(request, "system_message", QStringLiteral("Be brief."));
    enter(request, "scoring_functions", QStringLiteral(" basic::equality ,basic::subset_of, "));
    enter(request, "scoring_params", QStringLiteral(R"({"basic::equality":{"aggregation_functions":["median"]}})"));
    enter(request, "description", QStringLiteral("Again"));
    enter(request, "tags", QStringLiteral("nightly, geo"));
    const auto made = waited(service().create(request));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QCOMPARE(made->description, QStringLiteral("Again"));
    QCOMPARE(made->tags, QStringList({ QStringLiteral("nightly"), QStringLiteral("geo") }));
    QTRY_COMPARE(stub().count(evaluate), 1);
    const auto sent = stub().lastBody(evaluate);
    SAME_JSON(sent["input_rows"], recordedRows());
    SAME_JSON(sent["scoring_functions"], nlohmann::json::parse(R"(["basic::equality","basic::subset_of"])"));
    SAME_JSON(sent["benchmark_config"]["scoring_params"],
        nlohmann::json::parse(R"({"basic::equality":{"type":"basic","aggregation_functions":["median"]},
        "basic::subset_of":{"type":"basic","aggregation_functions":["accuracy"]}})"));
    SAME_JSON(sent["benchmark_config"]["eval_candidate"],
        nlohmann::json::parse(R"({"type":"model","model":"stub/tiny-chat","sampling_params":
        {"strategy":{"type":"top_p","temperature":0.7,"top_p":0.9},"max_tokens":32,"repetition_penalty":1.2,"stop":["Q:","END"]},
        "system_message":{"role":"system","content":"Be brief."}})"));
    // Without functions of its own the benchmark's are sent.
    enter(request, "scoring_functions", {});
    QVERIFY(waited(service().create(request)));
    QTRY_COMPARE(stub().count(evaluate), 2);
    SAME_JSON(stub().lastBody(evaluate)["scoring_functions"],
        nlohmann::json::parse(R"(["basic::equality","basic::subset_of"])"));
}

void tst_LlamaEvaluations::fromAFile()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("rows.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const auto &row : recordedRows())
        file.write(QByteArray::fromStdString(row.dump()) + '\n');
    file.close();
    EvaluationRequest request = small();
    request.data = { Source::File, {}, file.fileName(), {} };
    QVERIFY(waited(service().create(request)));
    QTRY_COMPARE(stub().count(evaluate), 1);
    SAME_JSON(stub().lastBody(evaluate)["input_rows"], recordedRows());
}

void tst_LlamaEvaluations::fromADataset()
{
    auto rows = LlamaRecordings::Json::array();
    for (int i = 0; i < 600; ++i) { // more than a page
        auto row = recordedRows()[0];
        row["n"] = i;
        rows.push_back(row);
    }
    serveRows(QStringLiteral("mine"), rows);
    EvaluationRequest request = small();
    request.data = { Source::Dataset, {}, {}, QStringLiteral("mine") };
    QVERIFY(waited(service().create(request)));
    QTRY_COMPARE(stub().count(evaluate), 1);
    SAME_JSON(stub().lastBody(evaluate)["input_rows"], rows);
}

void tst_LlamaEvaluations::onlyTheFirstRows()
{
    EvaluationRequest request = small();
    enter(request, "first_rows", QStringLiteral("2"));
    auto wanted = LlamaRecordings::Json::array({ recordedRows()[0], recordedRows()[1] });
    QVERIFY(waited(service().create(request)));
    QTRY_COMPARE(stub().count(evaluate), 1);
    SAME_JSON(stub().lastBody(evaluate)["input_rows"], wanted);
    serveRows(QStringLiteral("mine"), recordedRows());
    request.data = { Source::Dataset, {}, {}, QStringLiteral("mine") };
    QVERIFY(waited(service().create(request)));
    QTRY_COMPARE(stub().count(evaluate), 2);
    SAME_JSON(stub().lastBody(evaluate)["input_rows"], wanted);
    QCOMPARE(m_pages, 1); // no more than are wanted
}

void tst_LlamaEvaluations::longDatasetIsNotReadToItsEnd()
{
    auto row = recordedRows()[0];
    row["filler"] = std::string(20'000, 'x');
    serveRows(QStringLiteral("mine"), LlamaRecordings::Json(std::vector<LlamaRecordings::Json>(500, row)));
    EvaluationRequest request = small();
    request.data = { Source::Dataset, {}, {}, QStringLiteral("mine") };
    const QString said = refusal(request);
    QVERIFY2(said.startsWith(QStringLiteral("Rows: they are longer than 2 MiB")), qPrintable(said));
    QCOMPARE(m_pages, 1); // the first page is too long by itself
    QCOMPARE(kept(), qint64(0));
}

void tst_LlamaEvaluations::namesToChoose_data()
{
    QTest::addColumn<QString>("version");
    for (const QString &version : LlamaRecordings::versions())
        QTest::addRow("%s", version.isEmpty() ? "0.3.5" : qPrintable(version)) << version;
}

void tst_LlamaEvaluations::namesToChoose()
{
    QFETCH(QString, version);
    m_fixture = std::make_unique<LlamaFixture>(version);
    QVERIFY(m_fixture->open());
    QVERIFY(m_fixture->connection->capabilities().has(Capability::CreateEvaluations));
    const auto benchmarks = waited(service().suggestions(QStringLiteral("benchmark")));
    QVERIFY(benchmarks && benchmarks->contains(QStringLiteral("qa-bench")));
    const auto functions = waited(service().suggestions(QStringLiteral("scoring_functions")));
    QVERIFY(functions && functions->contains(QStringLiteral("basic::equality")));
    QCOMPARE(*waited(service().suggestions(QStringLiteral("name"))), QStringList());
    stub().answers.insert("GET /v1alpha/eval/benchmarks", stub().recordings.answer("123"));
    QCOMPARE(waited(service().suggestions(QStringLiteral("benchmark"))).error().kind, Error::Kind::Protocol);
}

void tst_LlamaEvaluations::columnsAreLookedAt()
{
    const QStringList names { QStringLiteral("input_query"), QStringLiteral("expected_answer"),
        QStringLiteral("chat_completion_input") };
    const auto entered = waited(service().columns(small().data));
    QVERIFY(entered);
    QCOMPARE(entered->names, names);
    QCOMPARE(entered->rows, qint64(4));
    EvaluationData data { Source::Rows, QStringLiteral("{}\n1"), {}, {} };
    QCOMPARE(waited(service().columns(data)).error().message,
        QStringLiteral("Rows, line 2: it is no JSON object; correct it."));
    serveRows(QStringLiteral("mine"), recordedRows());
    data = { Source::Dataset, {}, {}, QStringLiteral("mine") };
    const auto kept = waited(service().columns(data));
    QVERIFY(kept);
    QCOMPARE(kept->names, names);
}

void tst_LlamaEvaluations::faults_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *what, const char *key, const char *text, const char *message) {
        QTest::addRow("%s", what) << QByteArray(key) << QString::fromUtf8(text) << QString::fromUtf8(message);
    };
    row("no name", "name", " ", "Name: enter something.");
    row("no benchmark", "benchmark", "", "Benchmark: enter something.");
    row("no model", "model", "", "Model: enter something.");
    row("unknown benchmark", "benchmark", "nope",
        "Benchmark: there is none “nope” on this server; choose one of its own.");
    row("benchmark with a slash", "benchmark", "a/b",
        "Benchmark: there is none “a/b” on this server; choose one of its own.");
    row("unknown function", "scoring_functions", "basic::equality, exact",
        "Scoring functions: there is none “exact” on this server; there are basic::equality, ");
    row("no rows wanted", "first_rows", "0", "First rows: enter a whole number from 1, or leave it out.");
    row("no number", "first_rows", "few", "First rows: enter a whole number from 1, or leave it out.");
    row("no tokens", "max_tokens", "0", "Tokens at most: enter a whole number from 1, or leave it out.");
    row("half a token", "max_tokens", "1.5", "Tokens at most: enter a whole number from 1, or leave it out.");
    row("cold", "temperature", "-1", "Temperature: enter a number from 0 to 100, or leave it out.");
    row("warm", "temperature", "warm", "Temperature: enter a number from 0 to 100, or leave it out.");
    row("top p alone", "top_p", "0.9", "Top P: such a server takes it only with a Temperature above 0; enter one, or leave out Top P.");
    row("too probable", "top_p", "1.1", "Top P: enter a number from 0 to 1, or leave it out.");
    row("endless", "repetition_penalty", "inf", "Repetition penalty: enter a number from 0 to 100, or leave it out.");
    row("parameters", "scoring_params", "{",
        "Parameters of the functions: give an object, the name of a scoring function and its parameters.");
    row("aggregation", "scoring_params", R"({"basic::equality":{"aggregation_functions":["mean"]}})",
        "Parameters of the functions: “basic::equality” has no aggregation “mean”");
    row("no rows", "rows", " ", "Rows: enter some, or choose a file or a dataset.");
    row("broken row", "rows", "{\n", "Rows, line 1: it is no JSON object; correct it.");
    row("no input", "rows", R"({"expected_answer":"a"})",
        "Row 1: there is neither chat_completion_input, a list of messages as JSON text, nor completion_input,");
    row("messages as a list", "rows",
        R"({"expected_answer":"a","chat_completion_input":[{"role":"user","content":"q"}]})",
        "Row 1: chat_completion_input: write the list of messages as JSON text, as \"[{\\\"role\\\"");
    row("no messages", "rows", R"({"expected_answer":"a","chat_completion_input":"[]"})",
        "Row 1: chat_completion_input: write the list of messages as JSON text");
    row("prompt as it is", "rows", R"({"expected_answer":"a","completion_input":"2 + 2 ="})",
        "Row 1: completion_input: write the prompt as JSON text, as \"\\\"2 + 2 =\\\"\".");
    row("empty cell of a table", "rows",
        R"({"expected_answer":"a","completion_input":null,"chat_completion_input":"[{\"role\":\"user\",\"content\":\"q\"}]"})",
        "Row 1: completion_input: write the prompt as JSON text");
    row("no target", "rows",
        "{\"expected_answer\":\"a\",\"completion_input\":\"\\\"q\\\"\"}\n{\"completion_input\":\"\\\"q\\\"\"}",
        "Row 2: there is no expected_answer, which “basic::subset_of” reads; add it.");
    row("no file", "file", "/nowhere/rows.jsonl", "rows.jsonl cannot be read: ");
    row("no dataset", "dataset", "", "Dataset: choose one.");
}

/// Nothing is kept or sent then.
void tst_LlamaEvaluations::faults()
{
    QFETCH(QByteArray, key);
    QFETCH(QString, text);
    QFETCH(QString, message);
    EvaluationRequest request = small();
    if (key == "rows")
        request.data.rows = text;
    else if (key == "file")
        request.data = { Source::File, {}, text, {} };
    else if (key == "dataset")
        request.data = { Source::Dataset, {}, {}, text };
    else
        enter(request, key.constData(), text);
    const auto made = waited(service().create(request));
    QVERIFY(!made);
    QVERIFY2(made.error().message.startsWith(message), qPrintable(made.error().message));
    QVERIFY2(key == "file" || made.error().kind == Error::Kind::Invalid, qPrintable(made.error().message));
    QCOMPARE(kept(), qint64(0));
    QCOMPARE(stub().count(evaluate), 0);
}

void tst_LlamaEvaluations::faultsComeTogether()
{
    EvaluationRequest request = small();
    enter(request, "name", {});
    enter(request, "temperature", QStringLiteral("warm"));
    request.data.rows = QStringLiteral("{");
    QCOMPARE(refusal(request).count(QLatin1Char('\n')), 2);
    QCOMPARE(stub().count(benchmark), 0); // nothing is asked before they are mended
    request = small();
    enter(request, "scoring_functions", QStringLiteral("one, two"));
    request.data.rows = QStringLiteral("{}");
    QCOMPARE(refusal(request).count(QLatin1Char('\n')), 2);
}

/// Which columns those read is not known; they say it themselves.
void tst_LlamaEvaluations::rowsOfOtherEvaluators()
{
    Answer other = stub().recordings.answer("150");
    other.body.replace("meta-reference", "nvidia");
    stub().answers.insert(benchmark, other);
    EvaluationRequest request = small();
    request.data.rows = QStringLiteral(R"({"question":"q","expected_answer":"a"})");
    QCOMPARE(refusal(request), QString());
    QTRY_COMPARE(stub().count(evaluate), 1);
}

void tst_LlamaEvaluations::longRows()
{
    EvaluationRequest request = small();
    auto rows = recordedRows();
    rows[3]["filler"] = std::string(llamastack::largestGivenRows, 'x');
    request.data.rows = QString::fromStdString(rows.dump());
    QCOMPARE(refusal(request),
        QStringLiteral("Rows: they are longer than 2 MiB, and the run keeps them; take fewer, or register them as a "
                       "dataset and run a benchmark of it."));
    enter(request, "first_rows", QStringLiteral("3"));
    QCOMPARE(refusal(request), QString());
    // As long as they may be, they are still there after the program's end.
    rows[3]["filler"] = std::string(llamastack::largestGivenRows - 2000, 'x');
    enter(request, "first_rows", {});
    request.data.rows = QString::fromStdString(rows.dump());
    const auto made = waited(service().create(request));
    QVERIFY(made);
    QCOMPARE(ended(made->resource.id).status.state, RunState::Completed);
    for (const QByteArray &file : std::as_const(m_fixture->files.contents))
        QVERIFY(file.size() < 4 << 20); // what a file of the profile holds
    QVERIFY(m_fixture->open()); // another program
    const auto again = waited(jobs().get(made->resource.id));
    QVERIFY(again);
    QCOMPARE(again->status.state, RunState::Completed);
    QCOMPARE(again->benchmarks.first().parameters.text.contains("xxxxxxxx"), true);
}

void tst_LlamaEvaluations::lostAnswerIsNotSentAgain()
{
    stub().answers.insert(evaluate, Answer { .cutAfter = 0 });
    const auto made = waited(service().create(small()));
    QVERIFY(made);
    const Job done = ended(made->resource.id);
    QCOMPARE(done.status.state, RunState::Failed);
    QCOMPARE(done.status.benchmarks.first().errorMessage->messageCode, QStringLiteral("state_unknown"));
    stub().answers.insert(evaluate, stub().recordings.answer("201"));
    QVERIFY(m_fixture->open()); // another program
    QCOMPARE(ended(made->resource.id).status.state, RunState::Failed);
    QCOMPARE(stub().count(evaluate), 1);
}

void tst_LlamaEvaluations::closedMeanwhile()
{
    stub().answers.insert(benchmark, Answer { .silent = true });
    const auto made = service().create(small());
    QTRY_COMPARE(stub().count(benchmark), 1);
    m_fixture->connection->close();
    const auto asked = stub().server.asked.size();
    stub().server.answerSilent(stub().recordings.answer("150"));
    QVERIFY(!waited(made));
    QCOMPARE(stub().server.asked.size(), asked);
    QCOMPARE(m_fixture->connection->state(), Connection::State::Idle);
    QVERIFY(m_fixture->open());
    QCOMPARE(kept(), qint64(0));
}

void tst_LlamaEvaluations::refusedByTheGuard()
{
    ConnectionSettings guarded = m_fixture->settings();
    guarded.guarded = true;
    m_fixture->connection->configure(guarded);
    QTRY_COMPARE(m_fixture->connection->state(), Connection::State::Ready);
    QStringList asked;
    m_fixture->guard.setAsk([&asked](const WriteGuard::Question &question, const std::function<void(bool)> &answer) {
        asked << question.writes;
        answer(false);
    });
    QCOMPARE(waited(service().create(small())).error().kind, Error::Kind::Cancelled);
    QCOMPARE(asked, QStringList { QStringLiteral("submit a job") });
    QCOMPARE(kept(), qint64(0));
    QCOMPARE(stub().count(evaluate), 0);
}

ASSAY_TEST(tst_LlamaEvaluations)
#include "tst_LlamaEvaluations.moc"
