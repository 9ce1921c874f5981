#include "services/backends/scale/ScaleConnection.h"

#include "services/api/JobService.h"
#include "services/api/RequestLog.h"
#include "services/api/WriteGuard.h"
#include "services/backends/scale/ScaleReader.h"
#include "services/core/JobExtras.h"
#include "tests/client/Recordings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;
using State = Connection::State;

/// An account of Scale GP from recorded answers: evaluations as runs, their items as samples, means that the service does not tell.
class tst_Scale : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void connects_data();
    void connects();
    void keyAndAccountAreSent();
    void evaluations_data();
    void evaluations();
    void errors_data();
    void errors();
    void keyIsNotQuoted_data();
    void keyIsNotQuoted();
    void listsPageByPage();
    void listsPagesAskedForAtOnce();
    void pagesThatRepeatEnd();
    void filtersByState();
    void itemsBecomeSamples();
    void itemsOfTheEndedAreReadOnce();
    void errorsOfARunningOneAreFiltered();
    void pendingResultsAreReadAgain();
    void errorsWithoutAReason();
    void structuredJudge();
    void numbersOfTheSchema();
    void changesDetails();
    void checksDetails();
    void archivesAndRestores();
    void mergesMetadata();
    void readsArchivedOnes();
    void listsArchivedOnes();
    void itemsThatCannotBeRead();
    void overlappingPagesCountOnce();
    void brokenCursorStartsAgain();
    void nothingIsChanged();

private:
    Answer answer(const Asked &asked);
    void open();
    JobService &jobs() { return m_connection->jobs(); }
    QByteArray body(const char *file) const { return m_recordings.body(QLatin1String(file)); }

    const Recordings m_recordings{QStringLiteral("scale")};
    std::unique_ptr<TestServer> m_server;
    FakeSecretStore m_secrets;
    std::unique_ptr<WriteGuard> m_guard;
    std::unique_ptr<ScaleConnection> m_connection;
    Answer m_list, m_evaluation, m_patched;
    bool m_repeats = false, m_refusesFilter = false, m_pending = false;
    std::function<std::optional<Answer>(const Asked &)> m_special; ///< what a test answers itself
};

static const QString evaluationId = QStringLiteral("2f3b8a54-6f0e-4c55-9a4d-1e7c0b9d6a33");

void tst_Scale::init()
{
    m_connection.reset();
    m_server = std::make_unique<TestServer>([this](const Asked &asked) { return answer(asked); });
    m_secrets.entries.clear();
    m_guard = std::make_unique<WriteGuard>();
    m_list = m_recordings.named("list, first page");
    m_evaluation = m_recordings.named("get, done");
    m_patched = m_recordings.named("update");
    m_repeats = m_refusesFilter = m_pending = false;
    m_special = {};
}

Answer tst_Scale::answer(const Asked &asked)
{
    if (const auto special = m_special ? m_special(asked) : std::nullopt)
        return *special;
    const bool later = asked.query.contains("starting_after") && !m_repeats;
    if (asked.path == "/v5/evaluations" && asked.method == "GET")
        return later ? m_recordings.named("list, next page") : m_list;
    if (asked.path == "/v5/evaluations/filter" && asked.method == "POST")
        return m_recordings.named("list, none");
    if (asked.path.endsWith("/schema"))
        return m_recordings.named("schema");
    if (asked.path == "/v5/evaluation-items") {
        if (m_refusesFilter && asked.query.contains("completion_status"))
            return {.status = 422, .body = body("errors/422.json")};
        Answer items = m_recordings.named(later ? "items, next page" : "items, first page");
        if (m_pending)
            items.body.replace("\"skipped\"", "\"pending\"");
        return items;
    }
    if (asked.path.startsWith("/v5/evaluations/") && asked.method == "PATCH")
        return asked.body.contains("restore") ? m_recordings.named("restore") : m_patched;
    if (asked.path.startsWith("/v5/evaluations/") && asked.method == "DELETE")
        return m_recordings.named("archive");
    if (asked.path.startsWith("/v5/evaluations/") && asked.method == "GET")
        return m_evaluation;
    return {.status = 404, .body = body("errors/404.json")};
}

void tst_Scale::open()
{
    ConnectionSettings settings;
    settings.id = QStringLiteral("scale");
    settings.kind = QStringLiteral("scale");
    settings.name = QStringLiteral("Scale");
    settings.url = m_server->text();
    settings.proxy = QStringLiteral("direct");
    settings.pollSeconds = 300;
    settings.tenant = QStringLiteral("acct");
    settings.auth = ConnectionSettings::Auth::Header;
    settings.headerName = QStringLiteral("x-api-key");
    m_secrets.entries.insert(settings.secretName(), {QStringLiteral("test-key"), {settings.origin()}});
    m_connection = std::make_unique<ScaleConnection>(settings, RestServices{m_secrets, *m_guard, nullptr, nullptr});
    m_connection->setActive(false); // nothing is asked at intervals here
    m_connection->open();
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->state() == State::Ready || m_connection->state() == State::Unreachable, 10000);
}

void tst_Scale::connects_data()
{
    QTest::addColumn<Answer>("list");
    QTest::addColumn<QString>("message");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addRow("an account") << m_recordings.named("list, first page") << QString() << Error::Kind::Internal;
    QTest::addRow("an empty one") << m_recordings.named("list, none") << QString() << Error::Kind::Internal;
    QTest::addRow("key") << Answer{.status = 401, .body = body("errors/401.json")} << QStringLiteral("refuses the key (401)") << Error::Kind::Unauthorized;
    QTest::addRow("account") << Answer{.status = 403, .body = body("errors/403.json")} << QStringLiteral("check the account's id") << Error::Kind::Unauthorized;
    QTest::addRow("busy") << Answer{.status = 429, .body = body("errors/429.json"), .headers = {{"Retry-After", "60"}}} << QStringLiteral("too many requests") << Error::Kind::Network;
    QTest::addRow("fault") << Answer{.status = 500, .body = body("errors/500.json")} << QStringLiteral("reports a fault of its own") << Error::Kind::Protocol;
    QTest::addRow("gateway") << Answer{.status = 504, .body = body("errors/504.txt"), .contentType = "text/plain"} << QStringLiteral("is not ready (status 504)") << Error::Kind::Timeout;
    QTest::addRow("web page") << Answer{.status = 502, .body = body("errors/502.html"), .contentType = "text/html"} << QStringLiteral("is not ready (status 502)") << Error::Kind::Network;
    QTest::addRow("another service") << Answer{.body = "[]"} << QStringLiteral("not one of Scale GP's evaluation API") << Error::Kind::Protocol;
    QTest::addRow("not JSON") << Answer{.body = "hello"} << QStringLiteral("not one of Scale GP's evaluation API") << Error::Kind::Protocol;
    QTest::addRow("cut off") << Answer{.cutAfter = 0} << QStringLiteral("broke the connection off") << Error::Kind::Network;
}

void tst_Scale::connects()
{
    QFETCH(Answer, list);
    QFETCH(QString, message);
    QFETCH(Error::Kind, kind);
    m_list = list;
    open();
    QCOMPARE(m_connection->state(), message.isEmpty() ? State::Ready : State::Unreachable);
    if (message.isEmpty())
        return;
    QVERIFY2(m_connection->lastError().message.contains(message), qPrintable(m_connection->lastError().message));
    QCOMPARE(m_connection->lastError().kind, kind);
}

void tst_Scale::keyAndAccountAreSent()
{
    open();
    QVERIFY(!m_server->asked.isEmpty());
    for (const Asked &asked : m_server->asked) {
        QCOMPARE(asked.headers.value("x-api-key"), QByteArray("test-key"));
        QCOMPARE(asked.headers.value("x-selected-account-id"), QByteArray("acct"));
    }
}

void tst_Scale::evaluations_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<RunState>("job");
    QTest::addColumn<RunState>("benchmark");
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("dataset");
    QTest::addColumn<QString>("owner");
    const QString owner = QStringLiteral("5c1a6d1e-9a52-4b34-9d0c-2f0f6d1b7e10"), model = QStringLiteral("openai/gpt-4o-mini"), capitals = QStringLiteral("capitals");
    QTest::addRow("completed") << "evaluation.completed.json" << RunState::Completed << RunState::Completed << model << capitals << owner;
    QTest::addRow("completed with errors") << "evaluation.completed-with-errors.json" << RunState::PartiallyFailed << RunState::Completed << model << capitals << owner;
    QTest::addRow("running") << "evaluation.running.json" << RunState::Running << RunState::Running << QString() << capitals << owner;
    QTest::addRow("failed") << "evaluation.failed.json" << RunState::Failed << RunState::Failed << QString() << capitals << owner;
    QTest::addRow("legacy") << "evaluation.legacy.json" << RunState::Running << RunState::Running << model << capitals << owner;
    QTest::addRow("minimal") << "evaluation.minimal.json" << RunState::Completed << RunState::Completed << QString() << "capitals / gpt-4o-mini" << "0f5a0f5e-51c3-4f0c-8a8e-7a6b1c2d3e4f";
    QTest::addRow("placeholders") << "documented/update.response.json" << RunState::Failed << RunState::Failed << "<string>" << "<string>" << "<string>";
}

void tst_Scale::evaluations()
{
    QFETCH(QString, file);
    QFETCH(RunState, job);
    QFETCH(RunState, benchmark);
    const auto read = readEvaluation(m_recordings.body(file));
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->status.state, job);
    QCOMPARE(read->status.benchmarks.first().status, benchmark);
    QTEST(read->model.name, "model");
    QTEST(read->benchmarks.first().id, "dataset");
    QTEST(read->resource.owner, "owner");
    QCOMPARE(read->status.benchmarks.first().warningMessage.has_value(), job == RunState::PartiallyFailed);
    QCOMPARE(read->status.benchmarks.first().errorMessage.has_value(), job == RunState::Failed);
}

void tst_Scale::errors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("message");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addRow("text") << 400 << "errors/400.json" << "The service answers: Evaluation is archived. Restore it before updating." << Error::Kind::Invalid;
    QTest::addRow("nested") << 404 << "errors/404.nested-detail.json" << "The service answers: Evaluation not found" << Error::Kind::NotFound;
    QTest::addRow("conflict") << 409 << "errors/409.json" << "The service answers: Evaluation is locked by another update" << Error::Kind::Conflict;
    QTest::addRow("list") << 422 << "errors/422.json" << "The service answers: body.name: String should have at most 128 characters\nbody.tasks.0.configuration.model: Field required" << Error::Kind::Invalid;
    QTest::addRow("no storage") << 501 << "errors/501.export.json" << "PLACE does not offer this." << Error::Kind::Unsupported;
}

void tst_Scale::errors()
{
    QFETCH(int, status);
    QFETCH(QString, file);
    HttpReply reply;
    reply.status = status;
    reply.body = m_recordings.body(file);
    const Error error = scaleError(reply, QStringLiteral("PLACE"));
    QTEST(error.message, "message");
    QTEST(error.kind, "kind");
}

void tst_Scale::keyIsNotQuoted_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addRow("refusal") << Answer{.status = 400, .body = R"({"detail":"bad value test-key of x-api-key"})"};
    QTest::addRow("long refusal") << Answer{.status = 400, .body = "{\"detail\":\"" + QByteArray(494, 'd') + " test-key\"}"};
    QTest::addRow("no evaluation") << Answer{.body = R"(["test-key"])"};
    QTest::addRow("cut") << Answer{.body = "[\"" + QByteArray(191, 'd') + " test-key\"]"};
    QTest::addRow("gateway") << Answer{.status = 400, .body = "test-key is refused", .contentType = "text/plain"};
}

/// A server may say back what it was sent.
void tst_Scale::keyIsNotQuoted()
{
    QFETCH(Answer, answer);
    open();
    m_evaluation = answer;
    const auto job = waited(jobs().get(evaluationId));
    QVERIFY(!job);
    const QString all = job.error().message + job.error().detail;
    QVERIFY2(!all.contains(QStringLiteral("test-")), qPrintable(all));
    QVERIFY2(all.contains(QStringLiteral("***")), qPrintable(all));
}

void tst_Scale::listsPageByPage()
{
    open();
    JobQuery query;
    query.limit = 2;
    const auto first = waited(jobs().list(query));
    QVERIFY(first);
    QCOMPARE(first->items.size(), 2);
    QCOMPARE(first->totalCount, 3);
    query.offset = 2;
    const auto second = waited(jobs().list(query));
    QVERIFY(second);
    QCOMPARE(second->items.size(), 1);
    QCOMPARE(second->totalCount, 3);
    QVERIFY(m_server->asked.last().query.contains("starting_after=7d9a1b77-1111-4a2b-9c3d-5e6f7a8b9c0d"));
    QVERIFY(m_server->asked.last().query.contains("views=tasks"));
}

/// As a list that is scrolled fast asks.
void tst_Scale::listsPagesAskedForAtOnce()
{
    open();
    JobQuery query;
    query.limit = 2;
    QVERIFY(waited(jobs().list(query)));
    query.offset = 2;
    const auto one = jobs().list(query), two = jobs().list(query);
    query.offset = 1;
    const auto three = jobs().list(query);
    QCOMPARE(waited(one)->items.size(), 1);
    QCOMPARE(waited(two)->items.size(), 1);
    QCOMPARE(waited(three)->items.size(), 2);
    QCOMPARE(waited(three)->totalCount, 3);
}

void tst_Scale::pagesThatRepeatEnd()
{
    open();
    m_repeats = true; // has_more for ever
    const auto all = waited(jobs().list({}));
    QVERIFY(all);
    QCOMPARE(all->items.size(), 2);
    QCOMPARE(all->totalCount, 2);
    const auto page = waited(jobs().samples(evaluationId, 0, {}));
    QVERIFY(page);
    QCOMPARE(page->totalCount, 2);
}

void tst_Scale::filtersByState()
{
    open();
    JobQuery query;
    query.status = QStringLiteral("pending|running");
    QCOMPARE(waited(jobs().list(query))->items.size(), 0);
    QCOMPARE(m_server->asked.last().path, QByteArray("/v5/evaluations/filter"));
    QCOMPARE(m_server->asked.last().body, QByteArray(R"({"filters":[{"key":"status","operator":"==","value":"running"}]})"));
    const auto before = m_server->asked.size();
    query.status = QStringLiteral("cancelled");
    QCOMPARE(waited(jobs().list(query))->totalCount, 0);
    QCOMPARE(m_server->asked.size(), before);
}

void tst_Scale::itemsBecomeSamples()
{
    open();
    m_evaluation = m_recordings.named("get, done with errors");
    const auto job = waited(jobs().get(evaluationId));
    QVERIFY2(job, job ? "" : qPrintable(job.error().message));
    QCOMPARE(job->benchmarks.first().primaryScore->metric, QStringLiteral("rougeL"));
    const QVariantMap metrics = job->results.benchmarks.first().metrics.toVariantMap();
    QCOMPARE(metrics.value(QStringLiteral("rougeL")).toDouble(), (1.0 + 0.2857142857142857) / 2);
    QCOMPARE(metrics.value(QStringLiteral("correctness/Yes")).toDouble(), 1.0);
    QCOMPARE(metrics.size(), 2);
    const QVariantMap known = job->results.benchmarks.first().additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap().value(QStringLiteral("metrics")).toMap();
    QCOMPARE(known.value(QStringLiteral("rougeL")).toMap().value(QStringLiteral("n")).toInt(), 2);
    QCOMPARE(job->status.benchmarks.first().warningMessage->message, QStringLiteral("1 of 3 row(s) have errors; means are over the rows that have a result. 1 result(s) of tasks were skipped."));
    const auto page = waited(jobs().samples(evaluationId, 0, {}));
    QCOMPARE(page->totalCount, 3);
    QCOMPARE(page->items.first().prompt, QStringLiteral("Capital of France?"));
    QCOMPARE(page->items.first().response, QStringLiteral("Paris"));
    QCOMPARE(page->items.first().target, QStringLiteral("Paris"));
    QCOMPARE(page->items.first().itemKey, QStringLiteral("id:c0ffee00-0001-4000-8000-000000000001"));
    QCOMPARE(page->items.first().score, 1.0);
    QVERIFY(!page->items.last().score);
    QCOMPARE(page->items.last().error, QStringLiteral("output: Rate limit reached for model; rougeL: item.output is missing"));
    const auto status = [](const Sample &sample) { return sample.metadata.toVariantMap().value(QStringLiteral("task_status")).toString(); };
    QCOMPARE(status(page->items.first()), QStringLiteral("completed"));
    QCOMPARE(status(page->items.last()), QStringLiteral("errored"));
    SampleQuery failed;
    failed.filter = SampleQuery::Filter::Errors;
    QCOMPARE(waited(jobs().samples(evaluationId, 0, failed))->totalCount, 1);
    SampleQuery errored;
    errored.filterExpression = QStringLiteral("meta.task_status=errored");
    const auto found = waited(jobs().samples(evaluationId, 0, errored));
    QVERIFY2(found, found ? "" : qPrintable(found.error().message));
    QCOMPARE(found->totalCount, 1);
    const auto facets = waited(jobs().sampleFacets(evaluationId, 0, {QStringLiteral("task_status")}));
    QCOMPARE(facets->size(), 2);
    QCOMPARE(waited(jobs().scores(evaluationId, 0))->itemKeys.size(), 3);
}

void tst_Scale::itemsOfTheEndedAreReadOnce()
{
    open();
    const auto job = jobs().get(evaluationId);
    const auto samples = jobs().samples(evaluationId, 0, {}); // while they are read
    QVERIFY(waited(job));
    QVERIFY(waited(samples));
    const int asked = m_server->count("/v5/evaluation-items");
    QCOMPARE(asked, 2);
    QCOMPARE(m_server->count("/v5/evaluations/" + evaluationId.toUtf8() + "/schema"), 0); // its tasks were told
    QVERIFY(waited(jobs().get(evaluationId)));
    QVERIFY(waited(jobs().samples(evaluationId, 0, {})));
    QCOMPARE(m_server->count("/v5/evaluation-items"), asked);
}

/// Of an evaluation that runs everything is read anew; those with errors the service picks out itself.
void tst_Scale::errorsOfARunningOneAreFiltered()
{
    open();
    m_evaluation = m_recordings.named("get, running");
    SampleQuery failed;
    failed.filter = SampleQuery::Filter::Errors;
    QVERIFY(waited(jobs().samples(evaluationId, 0, failed)));
    const auto asksFor = [this](const QByteArray &what) {
        return std::any_of(m_server->asked.cbegin(), m_server->asked.cend(), [&what](const Asked &asked) { return asked.path == "/v5/evaluation-items" && asked.query.contains(what); });
    };
    QVERIFY(asksFor("completion_status=failed"));
    QCOMPARE(waited(jobs().samples(evaluationId, 0, failed))->totalCount, 1); // whatever it answers, only those with errors
    m_server->asked.clear();
    QCOMPARE(waited(jobs().samples(evaluationId, 0, {}))->totalCount, 3);
    QVERIFY(!asksFor("completion_status"));
    m_refusesFilter = true;
    QCOMPARE(waited(jobs().samples(evaluationId, 0, failed))->totalCount, 1);
    // One that has ended is read once for everything.
    m_evaluation = m_recordings.named("get, done with errors");
    m_server->asked.clear();
    QCOMPARE(waited(jobs().samples(evaluationId, 0, failed))->totalCount, 1);
    QVERIFY(!asksFor("completion_status"));
}

/// People may answer long after the evaluation is completed.
void tst_Scale::pendingResultsAreReadAgain()
{
    open();
    m_pending = true;
    const auto job = waited(jobs().get(evaluationId));
    QVERIFY2(job, job ? "" : qPrintable(job.error().message));
    QVERIFY2(job->status.benchmarks.first().warningMessage->message.contains(QStringLiteral("1 result(s) of tasks are pending and may still come.")),
             qPrintable(job->status.benchmarks.first().warningMessage->message));
    const int asked = m_server->count("/v5/evaluation-items");
    m_pending = false;
    QVERIFY(waited(jobs().get(evaluationId)));
    QVERIFY(m_server->count("/v5/evaluation-items") > asked);
}

/// The word alone is an error, too.
void tst_Scale::errorsWithoutAReason()
{
    QByteArray item = body("evaluation-item.structured-judge.json");
    item.replace("\"completed\"", "\"errored\"");
    QVERIFY(item.contains("errored"));
    const ScaleContent content = scaleContent(*readEvaluation(body("evaluation.completed.json")), {JsonText{item}}, {});
    QVERIFY2(content.samples.first().error.contains(QStringLiteral("an error that the service does not explain")), qPrintable(content.samples.first().error));
    QVERIFY(content.warning.startsWith(QStringLiteral("1 of 1 row(s) have errors")));
}

void tst_Scale::structuredJudge()
{
    Job job = *readEvaluation(R"({"id":"e","name":"n","status":"completed","tasks":[{"task_type":"chat_completion","alias":"output","configuration":{}},
        {"task_type":"auto_evaluation.guided_decoding","alias":"quality","configuration":{}}]})");
    const ScaleContent content = scaleContent(job, {JsonText{body("evaluation-item.structured-judge.json")}}, {});
    QCOMPARE(content.primaryMetric, QStringLiteral("quality.score"));
    QCOMPARE(content.result.metrics.toVariantMap().value(QStringLiteral("quality.score")).toDouble(), 5.0);
    QCOMPARE(content.samples.first().score, 5.0);
}

/// Tasks that are not told: the schema says which columns are results.
void tst_Scale::numbersOfTheSchema()
{
    const Job job = *readEvaluation(body("evaluation.minimal.json"));
    const auto items = readItems(body("evaluation-items.page1.json"));
    QVERIFY(items);
    const ScaleContent content = scaleContent(job, items->items, body("schema.json"));
    QCOMPARE(content.result.metrics.toVariantMap().keys(), QStringList(QStringLiteral("rougeL")));
}

/// The request as it is documented, and what the service answers.
void tst_Scale::changesDetails()
{
    open();
    QSignalSpy list(&jobs(), &JobService::listChanged);
    JobDetails details{QStringLiteral("capitals / gpt-4o-mini"), QStringLiteral("Smoke run"), QStringList{QStringLiteral("nightly"), QStringLiteral(" geo ")}};
    const auto changed = waited(jobs().change(evaluationId, details));
    QVERIFY2(changed, changed ? "" : qPrintable(changed.error().message));
    QCOMPARE(changed->name, readEvaluation(m_recordings.named("update").body)->name);
    QCOMPARE(m_server->asked.last().method, QByteArray("PATCH"));
    QCOMPARE(m_server->asked.last().path, QByteArray("/v5/evaluations/" + evaluationId.toUtf8()));
    QVERIFY(nlohmann::json::parse(m_server->asked.last().body.toStdString()) == nlohmann::json::parse(body("update.request.json").toStdString()));
    QCOMPARE(list.size(), 1);
    // What is not named stays as it is.
    QVERIFY(waited(jobs().change(evaluationId, {QStringLiteral("New"), {}, {}})));
    QCOMPARE(m_server->asked.last().body, QByteArray(R"({"name":"New"})"));
    m_patched = m_recordings.named("update, old server");
    QVERIFY(waited(jobs().change(evaluationId, details)));
    m_patched = m_recordings.named("update (placeholders)");
    QVERIFY(waited(jobs().change(evaluationId, details)));
    m_patched = m_recordings.named("archived");
    QCOMPARE(waited(jobs().change(evaluationId, details)).error().kind, Error::Kind::Invalid);
    m_patched = m_recordings.named("lock");
    QCOMPARE(waited(jobs().change(evaluationId, details)).error().kind, Error::Kind::Conflict);
    QCOMPARE(list.size(), 4); // not after a refusal
}

void tst_Scale::checksDetails()
{
    open();
    const auto before = m_server->asked.size();
    const auto message = [&](const JobDetails &details) { return waited(jobs().change(evaluationId, details)).error().message; };
    QVERIFY(message({QStringLiteral(" "), {}, {}}).startsWith(QLatin1String("Name:")));
    QVERIFY(message({QString(129, QLatin1Char('n')), {}, {}}).contains(QLatin1String("128")));
    QVERIFY(message({{}, QString(281, QLatin1Char('d')), {}}).startsWith(QLatin1String("Description:")));
    QVERIFY(message({{}, {}, QStringList{QStringLiteral("a,b")}}).startsWith(QLatin1String("Tags:")));
    QCOMPARE(m_server->asked.size(), before);
}

void tst_Scale::archivesAndRestores()
{
    open();
    QVERIFY(waited(jobs().archive(evaluationId)));
    QCOMPARE(m_server->asked.last().method, QByteArray("DELETE"));
    QVERIFY(waited(jobs().restore(evaluationId)));
    QCOMPARE(m_server->asked.last().method, QByteArray("PATCH"));
    QVERIFY(nlohmann::json::parse(m_server->asked.last().body.toStdString()) == nlohmann::json::parse(body("restore.request.json").toStdString()));
}

/// The request as the contract has it: entries put in, and one taken out by null.
void tst_Scale::mergesMetadata()
{
    open();
    m_patched = m_recordings.named("merge metadata");
    JobDetails details;
    details.metadata = {{QStringLiteral("suite"), jsonText(QStringLiteral("geo"))}, {QStringLiteral("threshold.rougeL"), {"0.5"}}, {QStringLiteral("obsolete"), {}}};
    const auto changed = waited(jobs().change(evaluationId, details));
    QVERIFY2(changed, changed ? "" : qPrintable(changed.error().message));
    QVERIFY(nlohmann::json::parse(m_server->asked.last().body.toStdString()) == nlohmann::json::parse(body("update.metadata.request.json").toStdString()));
    QCOMPARE(jobMetadata(*changed), (QList<JsonMember>{{QStringLiteral("suite"), {"\"geo\""}}}));
    const auto before = m_server->asked.size();
    QVERIFY(waited(jobs().change(evaluationId, {{}, {}, {}, {{QStringLiteral(" "), {"1"}}}})).error().message.startsWith(QLatin1String("Metadata:")));
    QCOMPARE(m_server->asked.size(), before);
}

/// One that was archived before it was opened, with its items, which went along.
void tst_Scale::readsArchivedOnes()
{
    open();
    m_evaluation = m_recordings.named("archive");
    const auto job = waited(jobs().get(evaluationId));
    QVERIFY(job);
    QCOMPARE(jobArchivedAt(*job), QStringLiteral("2025-11-08T10:00:00Z"));
    const auto items = std::find_if(m_server->asked.cbegin(), m_server->asked.cend(), [](const Asked &asked) { return asked.path == "/v5/evaluation-items"; });
    QVERIFY(items != m_server->asked.cend());
    QVERIFY2(items->query.contains("include_archived=true"), items->query.constData());
    m_evaluation = m_recordings.named("get, done");
    QVERIFY(!jobIsArchived(*waited(jobs().get(evaluationId))));
}

void tst_Scale::listsArchivedOnes()
{
    open();
    m_special = [this](const Asked &asked) -> std::optional<Answer> {
        if (asked.path != "/v5/evaluations" || !asked.query.contains("include_archived=true"))
            return {};
        Answer page = m_recordings.named(asked.query.contains("starting_after") ? "list, next page" : "list, first page");
        if (asked.query.contains("starting_after"))
            page.body.replace("\"archived_at\": null", "\"archived_at\": \"2025-11-08T10:00:00Z\"");
        return page;
    };
    const auto page = waited(jobs().listArchived({})); // the first page has none of them
    QVERIFY(page);
    QCOMPARE(page->items.size(), 1);
    QCOMPARE(page->totalCount, 1);
    QVERIFY(jobIsArchived(page->items.first()));
    QVERIFY(waited(jobs().list({})));
    QVERIFY(!m_server->asked.last().query.contains("include_archived")); // as ever
}

/// The run can be opened all the same, and says what is missing.
void tst_Scale::itemsThatCannotBeRead()
{
    open();
    m_special = [this](const Asked &asked) -> std::optional<Answer> {
        return asked.path == "/v5/evaluation-items" ? std::optional(m_recordings.named("server error")) : std::nullopt;
    };
    const auto job = waited(jobs().get(evaluationId));
    QVERIFY2(job, job ? "" : qPrintable(job.error().message));
    QCOMPARE(job->status.state, RunState::Completed);
    QVERIFY(job->results.benchmarks.isEmpty());
    const QString warning = job->status.benchmarks.first().warningMessage->message;
    QVERIFY2(warning.startsWith(QStringLiteral("The rows of this evaluation could not be read, so there are no means of them. ")), qPrintable(warning));
    m_evaluation = m_recordings.named("get, done with errors");
    const QString both = waited(jobs().get(evaluationId))->status.benchmarks.first().warningMessage->message;
    QVERIFY2(both.contains(QStringLiteral("error(s) of tasks")) && both.contains(QStringLiteral("could not be read")), qPrintable(both));
    QVERIFY(!waited(jobs().samples(evaluationId, 0, {})));
    m_special = {};
    QVERIFY(!waited(jobs().get(evaluationId))->results.benchmarks.isEmpty()); // nothing of it was kept
}

/// Items that two pages have in common, as while rows come or go.
void tst_Scale::overlappingPagesCountOnce()
{
    open();
    m_special = [this](const Asked &asked) -> std::optional<Answer> {
        if (asked.path != "/v5/evaluation-items" || !asked.query.contains("starting_after"))
            return {};
        auto first = nlohmann::json::parse(body("evaluation-items.page1.json").toStdString());
        auto second = nlohmann::json::parse(body("evaluation-items.page2.json").toStdString());
        second["items"].insert(second["items"].begin(), first["items"].back());
        return Answer{.body = QByteArray::fromStdString(second.dump())};
    };
    m_evaluation = m_recordings.named("get, done with errors");
    const auto job = waited(jobs().get(evaluationId));
    QCOMPARE(job->results.benchmarks.first().metrics.toVariantMap().value(QStringLiteral("rougeL")).toDouble(), (1.0 + 0.2857142857142857) / 2);
    QCOMPARE(waited(jobs().samples(evaluationId, 0, {}))->totalCount, 3);
}

/// The item that names the next page was archived meanwhile.
void tst_Scale::brokenCursorStartsAgain()
{
    open();
    int refusals = 0;
    m_special = [&](const Asked &asked) -> std::optional<Answer> {
        return asked.query.contains("starting_after") && refusals-- > 0 ? std::optional(m_recordings.named("unknown id")) : std::nullopt;
    };
    refusals = 1;
    QCOMPARE(waited(jobs().samples(evaluationId, 0, {}))->totalCount, 3);
    JobQuery query;
    query.limit = 2;
    QVERIFY(waited(jobs().list(query)));
    query.offset = 2;
    refusals = 1;
    const auto page = waited(jobs().list(query));
    QVERIFY2(page, page ? "" : qPrintable(page.error().message));
    QCOMPARE(page->items.size(), 1);
    QCOMPARE(page->totalCount, 3);
    refusals = 100; // not for ever
    query.tags = QStringLiteral("geo");
    query.limit = 50;
    query.offset = 0;
    QCOMPARE(waited(jobs().list(query)).error().kind, Error::Kind::NotFound);
}

void tst_Scale::nothingIsChanged()
{
    open();
    const auto before = m_server->asked.size();
    QCOMPARE(waited(jobs().submit({}, {})).error().kind, Error::Kind::Unsupported);
    QCOMPARE(waited(jobs().cancel(evaluationId)).error().kind, Error::Kind::Unsupported);
    QCOMPARE(waited(jobs().remove(evaluationId)).error().kind, Error::Kind::Unsupported);
    QCOMPARE(m_server->asked.size(), before);
    QVERIFY(!m_connection->capabilities().has(Capability::SubmitJobs));
}

ASSAY_TEST(tst_Scale)
#include "tst_Scale.moc"
