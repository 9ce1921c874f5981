#include "services/api/CatalogueService.h"
#include "services/api/JobService.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/backends/spice/SpiceConnection.h"
#include "services/core/ItemKey.h"
#include "services/json/Json.h"
#include "services/verdict/Comparability.h"
#include "tests/client/Golden.h"
#include "tests/client/LlamaFixture.h"
#include "tests/client/ScaleFixture.h"
#include "tests/support/TestRegistry.h"

#include <QUrlQuery>

using namespace assay;
using namespace assay::test;
using State = ComparedCell::State;
using Basis = ComparedCell::Basis;

namespace {

const QString scaleRun = QStringLiteral("2f3b8a54-6f0e-4c55-9a4d-1e7c0b9d6a33");
const QString spiceRun = QStringLiteral("15b8c5351cff98d96db28b8c76ad19dc");

/// A run as its connection reads it, with the scores of its items.
ComparedRun readRun(Connection &connection, const QString &id, const QString &name)
{
    ComparedRun run;
    run.ref = run.name = name;
    const auto job = waited(connection.jobs().get(id));
    if (!job)
        return run;
    run.job = *job;
    run.plan = job->benchmarks;
    for (const BenchmarkResult &result : job->results.benchmarks) {
        const auto scores = waited(connection.jobs().scores(id, int(result.benchmarkIndex.value_or(0))));
        if (scores && !scores->itemKeys.isEmpty())
            run.scores.insert(int(result.benchmarkIndex.value_or(0)), *scores);
    }
    return run;
}

/// The key that the local engine gives to an item without an id.
QString keyOf(const char *input, const char *target)
{
    return itemKey({}, json::canonicalJson(nlohmann::json(input)), json::canonicalJson(nlohmann::json(target)));
}

const ComparabilityCheck *checkOf(const QList<ComparabilityCheck> &checks, ComparabilityAspect aspect)
{
    const auto found = std::find_if(
        checks.cbegin(), checks.cend(), [aspect](const ComparabilityCheck &one) { return one.aspect == aspect; });
    return found == checks.cend() ? nullptr : &*found;
}

} // namespace

/// Runs of several services in one comparison: what each says of itself is kept, what they have in common is found, and
/// what speaks against comparing them is said. Their answers are recorded ones, changed where a test says so.
class tst_AcrossServices : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void asTheyWereRecorded();
    void oneBenchmarkOtherMetrics();
    void itemsAreTheSameEverywhere();
    void sharedItemsArePaired();
    void itemsOfOneAccountAreItsOwn();

private:
    ComparedRun evalHub();
    ComparedRun engine();
    ComparedRun llama(const QString &benchmark);
    ComparedRun spice();
    ComparedRun scale();
    std::unique_ptr<Connection> remote(TestServer &server);
    Answer spiceAnswer(const Asked &asked) const;

    FakeSecretStore m_secrets;
    FakeDraftStore m_files;
    WriteGuard m_guard;
    const Recordings m_spice { QStringLiteral("spice") }, m_scale { QStringLiteral("scale") };
    nlohmann::ordered_json m_llamaRows;
    Answer m_evals, m_runs, m_rows; ///< of Spice
    QByteArray m_evaluation, m_items, m_itemsPage2; ///< of Scale GP
};

void tst_AcrossServices::init()
{
    m_files.contents.clear();
    m_llamaRows = LlamaRecordings().sent("140")["source"]["rows"];
    m_evals = m_spice.named("list");
    m_runs = m_spice.named("runs by sql");
    m_rows = m_spice.named("results by sql");
    m_evaluation = m_scale.body(QStringLiteral("evaluation.completed-with-errors.json"));
    m_items = m_scale.body(QStringLiteral("evaluation-items.page1.json"));
    m_itemsPage2 = m_scale.body(QStringLiteral("evaluation-items.page2.json"));
}

std::unique_ptr<Connection> tst_AcrossServices::remote(TestServer &server)
{
    ConnectionSettings settings;
    settings.id = settings.kind = QStringLiteral("evalhub");
    settings.url = server.text();
    settings.proxy = QStringLiteral("direct");
    auto made
        = std::make_unique<RemoteConnection>(settings, RemoteConnection::Services { m_secrets, m_guard, nullptr });
    made->setActive(false);
    made->open();
    return made;
}

/// As the released server answered; it tells no items.
ComparedRun tst_AcrossServices::evalHub()
{
    TestServer server([](const Asked &asked) -> Answer {
        if (asked.path == "/api/v1/health")
            return { .body = R"({"status":"healthy"})" };
        if (asked.path.startsWith("/api/v1/evaluations/jobs/"))
            return { .body = goldenBody("237-score-weights-result") };
        return { .status = 404, .body = "404 page not found\n", .contentType = "text/plain" };
    });
    return readRun(*remote(server), QStringLiteral("job"), QStringLiteral("EvalHub"));
}

/// As the local engine writes jobs and scores: three items, of which the second is wrong.
ComparedRun tst_AcrossServices::engine()
{
    Job job;
    job.resource.id = job.name = QStringLiteral("local");
    job.model.name = QStringLiteral("gemma-3-270m");
    BenchmarkRef ref;
    ref.id = QStringLiteral("capitals");
    ref.providerId = QStringLiteral("assay");
    ref.primaryScore = PrimaryScore { QStringLiteral("exact_match"), {}, {} };
    job.benchmarks = { ref };
    BenchmarkStatus status;
    status.id = ref.id;
    status.providerId = ref.providerId;
    status.benchmarkIndex = 0;
    status.status = RunState::Completed;
    job.status.state = RunState::Completed;
    job.status.benchmarks = { status };
    BenchmarkResult result;
    result.id = ref.id;
    result.providerId = ref.providerId;
    result.benchmarkIndex = 0;
    result.metrics = { R"({"exact_match":0.6666666666666666})" };
    result.additionalInfo = {
        R"({"assay":{"config":{"harness":"assay","num_fewshot":0,"temperature":0},"metrics":{"exact_match":{"n":3,"binary":true,"successes":2}}}})"
    };
    job.results.benchmarks = { result };
    ScoreColumns scores;
    scores.itemKeys = { keyOf("Capital of France?", "Paris"), keyOf("Capital of Peru?", "Lima"),
        keyOf("Capital of Chad?", "N'Djamena") };
    scores.repeats = { 0, 0, 0 };
    scores.scores = { 1.0, 0.0, 1.0 };
    TestServer server([&](const Asked &asked) -> Answer {
        if (asked.path == "/api/v1/capabilities")
            return {
                .body
                = R"({"name":"Assay local engine","version":"0.1","api_version":"1","capabilities":["list_jobs","scores"]})"
            };
        if (asked.path.endsWith("/scores"))
            return { .body = json::encode(scores) };
        return asked.path.startsWith("/api/v1/evaluations/jobs/") ? Answer { .body = json::encode(job) }
                                                                  : Answer { .body = R"({"status":"healthy"})" };
    });
    return readRun(*remote(server), QStringLiteral("local"), QStringLiteral("Local"));
}

ComparedRun tst_AcrossServices::llama(const QString &benchmark)
{
    LlamaFixture fixture;
    const QByteArray path = "/v1alpha/eval/benchmarks/" + benchmark.toUtf8();
    auto &answers = fixture.stub.answers;
    answers.insert("GET " + path, fixture.stub.recordings.answer("150"));
    answers.insert("POST " + path + "/jobs", fixture.stub.recordings.answer("161"));
    answers.insert("GET " + path + "/jobs/0", fixture.stub.recordings.answer("162"));
    answers.insert("GET " + path + "/jobs/0/result", fixture.stub.recordings.answer("163"));
    fixture.stub.decide = [this](const Asked &asked) -> std::optional<Answer> {
        if (asked.path != "/v1beta/datasetio/iterrows/qa-eval")
            return {};
        const QUrlQuery query(QString::fromLatin1(asked.query));
        const std::size_t start = query.queryItemValue(QStringLiteral("start_index")).toUInt(),
                          limit = query.queryItemValue(QStringLiteral("limit")).toUInt();
        auto data = LlamaRecordings::Json::array();
        for (std::size_t i = start; i < std::min(start + limit, m_llamaRows.size()); ++i)
            data.push_back(m_llamaRows[i]);
        return Answer { .body
            = QByteArray::fromStdString(LlamaRecordings::Json { { "data", data }, { "has_more", true } }.dump()) };
    };
    if (!fixture.open())
        return {};
    Job job;
    job.name = QStringLiteral("A run");
    job.model.name = QStringLiteral("stub/tiny-chat");
    BenchmarkRef ref;
    ref.id = benchmark;
    ref.providerId = llamastack::provider();
    ref.parameters = { R"({"max_tokens":32})" };
    job.benchmarks = { ref };
    JobService &jobs = fixture.connection->jobs();
    const auto made = waited(jobs.submit(job, QStringLiteral("key")));
    const auto over = [&] {
        const auto now = waited(jobs.get(made->resource.id));
        return now && isTerminal(now->status.state);
    };
    return made && QTest::qWaitFor(over, 10000)
        ? readRun(*fixture.connection, made->resource.id, QStringLiteral("Llama Stack"))
        : ComparedRun();
}

Answer tst_AcrossServices::spiceAnswer(const Asked &asked) const
{
    if (asked.path == "/v1/evals")
        return m_evals;
    if (asked.path == "/v1/sql")
        return asked.body.contains("eval.runs") ? m_runs : m_rows;
    return m_spice.named(asked.path == "/v1/ready" ? "ready" : "list on v2");
}

/// A run that somebody else started: the connection takes it in and copies its rows.
ComparedRun tst_AcrossServices::spice()
{
    TestServer server([this](const Asked &asked) { return spiceAnswer(asked); });
    ConnectionSettings settings;
    settings.id = settings.kind = QStringLiteral("spice");
    settings.url = server.text();
    settings.proxy = QStringLiteral("direct");
    SpiceConnection connection(settings, RestServices { m_secrets, m_guard, nullptr, &m_files });
    connection.setActive(false);
    connection.open();
    const auto copied
        = [&] { return waited(connection.jobs().list({})) && waited(connection.jobs().scores(spiceRun, 0)); };
    return QTest::qWaitFor(copied, 10000) ? readRun(connection, spiceRun, QStringLiteral("Spice")) : ComparedRun();
}

ComparedRun tst_AcrossServices::scale()
{
    ScaleAccount account([this](const Asked &asked) -> Answer {
        if (asked.path == "/v5/evaluation-items")
            return { .body = asked.query.contains("starting_after") ? m_itemsPage2 : m_items };
        if (asked.path == "/v5/evaluations/" + scaleRun.toUtf8())
            return { .body = m_evaluation };
        return asked.path.endsWith("/schema") ? m_scale.named("schema") : m_scale.named("list, first page");
    });
    return account.ready() ? readRun(*account.connection, scaleRun, QStringLiteral("Scale GP")) : ComparedRun();
}

/// Four runs that have nothing in common: each keeps its own numbers, and nothing is called better or worse.
void tst_AcrossServices::asTheyWereRecorded()
{
    const QList<ComparedRun> runs { evalHub(), llama(QStringLiteral("qa-bench")), spice(), scale() };
    const auto made = compareRuns(runs, {});
    QVERIFY(made);
    QStringList rows;
    for (const ComparedRow &row : made->rows)
        rows << row.id + QLatin1Char(' ') + row.metric;
    QCOMPARE(rows,
        QStringList({ QStringLiteral("acc_bench acc"), QStringLiteral("tox_bench toxicity"),
            QStringLiteral("qa-bench basic::equality/accuracy"), QStringLiteral("tetris match/mean"),
            QStringLiteral("capitals rougeL") }));
    QCOMPARE(made->rows.at(0).cells.at(0).value, 0.9);
    QVERIFY(made->rows.at(1).lowerIsBetter); // as its job says
    QCOMPARE(made->rows.at(2).cells.at(1).value, 0.5);
    QCOMPARE(made->rows.at(3).cells.at(2).value, 0.375);
    QCOMPARE(made->rows.at(4).cells.at(3).value, (1.0 + 0.2857142857142857) / 2);
    QVERIFY(made->rows.at(0).cells.at(0).judged.verdict != Verdict::NotGated); // its own gate
    for (int row = 2; row < 5; ++row)
        QVERIFY(made->rows.at(row).cells.at(row - 1).judged.verdict == Verdict::NotGated); // these services know none
    const Comparability lights = comparabilityOf(*made, runs);
    for (int run = 1; run < 4; ++run) {
        QVERIFY2(lights.lightOf(run) == Light::Red, qPrintable(runs.at(run).name));
        QCOMPARE(checkOf(lights.of(run), ComparabilityAspect::Benchmarks)->text,
            QStringLiteral("The two runs have no result of one benchmark in common."));
        QCOMPARE(made->tallies.at(run), (ComparisonTally { 0, 0, 0, 0, 5 }));
        QCOMPARE(runSentence(*made, run),
            QStringLiteral("%1 has no result to compare with EvalHub.").arg(runs.at(run).name));
    }
    QVERIFY(wordingOf(lights, false) == Wording::Plain);
}

/// The same name everywhere, but each service has its own measure: that is no result of the others.
void tst_AcrossServices::oneBenchmarkOtherMetrics()
{
    m_evals.body.replace("\"name\":\"tetris\"", "\"name\":\"capitals\"");
    const QList<ComparedRun> runs { engine(), llama(QStringLiteral("capitals")), spice(), scale() };
    const auto made = compareRuns(runs, {});
    QVERIFY(made);
    QCOMPARE(made->rows.size(), 1);
    const ComparedRow &row = made->rows.first();
    QCOMPARE(row.metric, QStringLiteral("exact_match"));
    QCOMPARE(row.cells.first().value, 2.0 / 3);
    const char *others[] = { "", "basic::equality/accuracy", "match/mean", "rougeL" };
    const Comparability lights = comparabilityOf(*made, runs);
    for (int run = 1; run < 4; ++run) {
        QVERIFY(row.cells.at(run).state == State::NoMetric && !row.cells.at(run).difference);
        const QString sentence = cellSentence(*made, 0, run);
        QVERIFY2(sentence.contains(QStringLiteral("not reported.")), qPrintable(sentence));
        QVERIFY2(sentence.endsWith(QStringLiteral(" It reported %1 instead.").arg(QLatin1String(others[run]))),
            qPrintable(sentence));
        QVERIFY(lights.lightOf(run) == Light::Red);
        QCOMPARE(checkOf(lights.of(run), ComparabilityAspect::Benchmarks)->text,
            QStringLiteral("The two runs have a benchmark in common, but report no metric of the same name."));
    }
}

/// Two questions as each service keeps them: as a text, as a conversation of one message, among the columns of a row.
void tst_AcrossServices::itemsAreTheSameEverywhere()
{
    const char *questions[][2] = { { "Capital of France?", "Paris" }, { "Capital of Peru?", "Lima" } };
    for (int i = 0; i < 2; ++i) {
        m_llamaRows[i]["chat_completion_input"] = LlamaRecordings::Json::array(
            { LlamaRecordings::Json { { "role", "user" },
                { "content", questions[i][0] } } }).dump();
        m_llamaRows[i]["expected_answer"] = questions[i][1];
    }
    m_rows.body
        = R"([{"run_id":"15b8c5351cff98d96db28b8c76ad19dc","input":"Capital of France?","actual":"Paris","expected":"Paris","scorer":"match","value":1.0},
{"run_id":"15b8c5351cff98d96db28b8c76ad19dc","input":"[{\"role\":\"user\",\"content\":\"Capital of Peru?\"}]","actual":"Cusco","expected":"Lima","scorer":"match","value":0.0}])";
    for (QByteArray *page : { &m_items, &m_itemsPage2 })
        page->replace("\"dataset_item_id\": \"", "\"no_id\": \"");
    const auto keys = [](const ComparedRun &run) { return run.scores.value(0).itemKeys; };
    for (const ComparedRun &run : { engine(), llama(QStringLiteral("qa-bench")), spice(), scale() }) {
        for (const auto &question : questions)
            QVERIFY2(keys(run).contains(keyOf(question[0], question[1])),
                qPrintable(run.name + QStringLiteral(": ") + QLatin1String(question[0])));
    }
}

/// A task that is called like the engine's metric, over rows that were sent with the evaluation: the two are compared
/// item by item.
void tst_AcrossServices::sharedItemsArePaired()
{
    m_evaluation.replace("rougeL", "exact_match");
    for (QByteArray *page : { &m_items, &m_itemsPage2 })
        page->replace("rougeL", "exact_match").replace("\"dataset_item_id\": \"", "\"no_id\": \"");
    const QList<ComparedRun> runs { engine(), scale() };
    const auto made = compareRuns(runs, {});
    QVERIFY(made);
    QCOMPARE(made->rows.size(), 1);
    const ComparedCell &cell = made->rows.first().cells.at(1);
    QVERIFY2(cell.basis == Basis::Paired, qPrintable(cell.note));
    QCOMPARE(cell.comparison->pairs, 2);
    QVERIFY(cell.comparison->unpaired > 0); // one has an error there
    QVERIFY(qFuzzyCompare(*cell.difference, (1.0 + 0.2857142857142857) / 2 - 0.5));
    const auto lights = comparabilityOf(*made, runs).of(1);
    QVERIFY(checkOf(lights, ComparabilityAspect::Items)->light == Light::Amber);
    QVERIFY(checkOf(lights, ComparabilityAspect::Harness)->light == Light::Amber);
    QCOMPARE(checkOf(lights, ComparabilityAspect::Harness)->keys, QStringList(QStringLiteral("harness")));
    QVERIFY(comparabilityOf(*made, runs).lightOf(1) == Light::Amber); // with caveats, and no more
}

/// Rows of a dataset of the account have its ids, by which its own runs meet; another service knows nothing of them.
void tst_AcrossServices::itemsOfOneAccountAreItsOwn()
{
    m_evaluation.replace("rougeL", "exact_match");
    for (QByteArray *page : { &m_items, &m_itemsPage2 })
        page->replace("rougeL", "exact_match");
    const ComparedRun local = engine(), first = scale();
    ComparedRun second = scale();
    second.ref = second.name = QStringLiteral("Again");
    const QList<ComparedRun> runs { first, second, local };
    const auto made = compareRuns(runs, {});
    QVERIFY(made);
    QVERIFY(made->rows.first().cells.at(1).basis == Basis::Paired);
    QCOMPARE(*made->rows.first().cells.at(1).difference, 0.0);
    const ComparedCell &cell = made->rows.first().cells.at(2);
    QVERIFY(cell.basis == Basis::Unpaired || cell.basis == Basis::NoUncertainty);
    QCOMPARE(cell.note, QStringLiteral("The two runs share too few items to pair them."));
    QVERIFY(checkOf(comparabilityOf(*made, runs).of(2), ComparabilityAspect::Items)->light == Light::Amber);
}

ASSAY_TEST(tst_AcrossServices)
#include "tst_AcrossServices.moc"
