#include "services/api/CatalogueService.h"
#include "services/api/DatasetService.h"
#include "services/api/JobService.h"
#include "services/api/ModelService.h"
#include "services/api/WriteGuard.h"
#include "services/backends/spice/SpiceClient.h"
#include "services/backends/spice/SpiceConnection.h"
#include "services/backends/spice/SpiceJobs.h"
#include "tests/client/Cases.h"
#include "tests/client/SpiceSettings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;
using Json = nlohmann::json;

/// Every case of Spice's contract, asked through our client.
class tst_SpiceCases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCase_data();
    void everyCase();

private:
    CaseSteps steps();
    void addRuns(CaseSteps &steps);
    void addRefusals(CaseSteps &steps);
    void addTables(CaseSteps &steps);
    CaseStep runs(const QString &eval, const QString &model, const QString &outcome);
    CaseStep says(const QString &outcome);
    void open(const TestServer::Handler &handler);
    QString place() const { return m_server->text(); }
    bool isOver(const QString &job, Job &now) const;

    const Recordings m_recordings{QStringLiteral("spice")};
    std::unique_ptr<TestServer> m_server;
    FakeSecretStore m_secrets;
    FakeDraftStore m_files;
    WriteGuard m_guard;
    std::unique_ptr<SpiceConnection> m_connection;
};

void tst_SpiceCases::open(const TestServer::Handler &handler)
{
    m_connection.reset();
    m_files.contents.clear();
    m_guard.setAsk([](const WriteGuard::Question &, const std::function<void(bool)> &answer) { answer(true); });
    m_server = std::make_unique<TestServer>(handler);
    m_connection = std::make_unique<SpiceConnection>(spiceSettings(m_server->text()), RestServices{m_secrets, m_guard, nullptr, &m_files});
    m_connection->setActive(false); // nothing is asked at intervals here
    m_connection->open();
    QVERIFY(QTest::qWaitFor([this] { return m_connection->state() == Connection::State::Ready || m_connection->state() == Connection::State::Unreachable; }, 10000));
}

bool tst_SpiceCases::isOver(const QString &id, Job &now) const
{
    const auto job = waited(m_connection->jobs().get(id));
    now = job ? *job : now;
    return job && isTerminal(job->status.state);
}

/// State, metrics and message of a run of an eval.
CaseStep tst_SpiceCases::runs(const QString &eval, const QString &model, const QString &outcome)
{
    return {[this, eval, model] {
                Job job;
                job.name = QStringLiteral("One eval");
                job.model.name = model;
                job.benchmarks.resize(1);
                job.benchmarks.first().id = eval;
                job.benchmarks.first().providerId = QStringLiteral("spice");
                const auto made = waited(m_connection->jobs().submit(job, QStringLiteral("key")));
                if (!made)
                    return made.error().message;
                Job now;
                static_cast<void>(QTest::qWaitFor([&] { return isOver(made->resource.id, now); }, 10000));
                QStringList parts{now.status.state.text()};
                for (const BenchmarkResult &result : std::as_const(now.results.benchmarks))
                    parts << QString::fromUtf8(result.metrics.text);
                for (const BenchmarkStatus &status : std::as_const(now.status.benchmarks)) {
                    if (status.errorMessage)
                        parts << status.errorMessage->message;
                }
                return parts.join(QStringLiteral(" | "));
            },
            outcome, {}};
}

/// The connection's own word.
CaseStep tst_SpiceCases::says(const QString &outcome)
{
    return {[this] {
                return m_connection->state() == Connection::State::Ready ? QStringLiteral("ready")
                                                                         : m_connection->lastError().message.replace(place(), QStringLiteral("PLACE"));
            },
            outcome, {}};
}

void tst_SpiceCases::addRuns(CaseSteps &steps)
{
    const QString tetris = QStringLiteral("tetris"), mine = QStringLiteral("my_model"), own = QStringLiteral("my_eval"), example = QStringLiteral("example_model");
    const QString documented = QStringLiteral("completed | {\"scorer1/accuracy\":0.95,\"scorer2/accuracy\":0.93}");
    const QString real = QStringLiteral("completed | {\"match/mean\":0.375,\"includes/mean\":0.9}");
    // Another shape than we ask for is read all the same: servers that follow the page may send it.
    steps["documented json"] = steps["documented csv"] = runs(own, example, documented);
    steps["documented text"] = runs(own, example, QStringLiteral("completed | {\"accuracy\":0.95,\"precision\":0.93}"));
    for (const char *name : {"runtime json", "runtime json, explicit accept", "runtime text", "unknown accept falls back to json", "accept with a q parameter is not recognised"})
        steps[QLatin1String(name)] = runs(tetris, mine, real);
    steps["failed run is HTTP 200"] = runs(tetris, mine, QStringLiteral("failed | Failed to run the model during evaluation 'tetris'. error sending request for url "
                                                                        "Verify the model configuration and try again."));
}

void tst_SpiceCases::addRefusals(CaseSteps &steps)
{
    const QString tetris = QStringLiteral("tetris"), mine = QStringLiteral("my_model");
    // Requests that we never make, among them; what they are answered is shown as it is.
    for (const char *name : {"runtime csv is refused", "malformed accept", "eval unknown", "model unknown", "dataset unknown", "no model field", "model of wrong type", "bad json",
                             "no content type", "shutting down"}) {
        const QString said = QString::fromUtf8(m_recordings.named(name).body).trimmed(), key = QLatin1String(name);
        steps[key] = runs(key == QLatin1String("eval unknown") ? QStringLiteral("missing") : tetris, key == QLatin1String("model unknown") ? QStringLiteral("missing") : mine,
                          QStringLiteral("failed | The runtime answers: ") + said);
    }
    steps["list on v2"] = says(QStringLiteral("The Spice runtime at PLACE has no evals: version 2.0 removed them. Use a runtime of 1.0 to 1.11, or run the benchmark on the local engine."));
    steps["health"] = steps["list on v2"]; // what is asked when it has no evals
    steps["no or wrong key"] = says(QStringLiteral("PLACE refuses the key (401); enter a valid one for this connection."));
    steps["not ready"] = says(QStringLiteral("The Spice runtime at PLACE is starting: it still loads its datasets and models. It is tried again by itself."));
    steps["ready"] = says(QStringLiteral("ready"));
    steps["list"] = {[this] {
                         const auto page = waited(m_connection->catalogue().listProviders({}));
                         return page ? page->items.first().benchmarks.first().id : page.error().message;
                     },
                     QStringLiteral("tetris"), {}};
    steps["wrong verb"] = {{}, {}, QStringLiteral("An eval is only ever posted to.")};
    steps["status"] = {{}, {}, QStringLiteral("Whether it is ready is asked at /v1/ready, which says it of models and datasets, too.")};
    steps["chat"] = {{}, {}, QStringLiteral("Its models are asked by the engine's own runner, as any other model is.")};
}

void tst_SpiceCases::addTables(CaseSteps &steps)
{
    const auto models = [this] {
        const auto all = waited(m_connection->models()->list());
        QStringList parts;
        for (const ServedModel &model : all ? *all : QList<ServedModel>())
            parts << model.id + QLatin1Char(' ') + model.status;
        return all ? parts.join(QStringLiteral(", ")) : all.error().message;
    };
    steps["models"] = {{}, {}, QStringLiteral("Models are asked for with their status.")};
    steps["models with status"] = {models, QStringLiteral("my_model Ready, judge Error"), {}};
    steps["models on 1.6.0"] = {models, QStringLiteral("This version of the runtime cannot list its models (1.6.0 is known for it); write the model's name."), {}};
    steps["datasets"] = {[this] {
                             const auto all = waited(m_connection->datasets()->list());
                             return all ? QString::number(all->size()) : all.error().message;
                         },
                         QStringLiteral("2"), {}};
    const auto runsListed = [this] {
        const auto page = waited(m_connection->jobs().list({}));
        return page ? QStringLiteral("%1 runs").arg(page->items.size()) : page.error().message;
    };
    steps["runs by sql"] = {runsListed, QStringLiteral("3 runs"), {}};
    steps["no eval tables"] = {runsListed, QStringLiteral("0 runs"), {}};
    const auto rows = [this] {
        SpiceRun run;
        run.id = QStringLiteral("15b8c5351cff98d96db28b8c76ad19dc");
        run.scorers = {QStringLiteral("match"), QStringLiteral("includes")};
        RestClient client(spiceClientSettings());
        client.setEndpoint(QUrl(m_server->text()), QString());
        const auto read = waited(askSpiceRows(client, run, QStringLiteral("tetris"), 0));
        if (!read)
            return read.error().message;
        const Sample &last = read->samples.last();
        return QStringList{QString::number(read->samples.size()), last.prompt, last.response, last.target, QString::number(last.score.value_or(-1))}.join(QStringLiteral(" | "));
    };
    for (const char *name : {"results by sql", "results by sql, csv", "results by sql, text", "results by sql, old columns", "results by sql, vendor json"})
        steps[QLatin1String(name)] = {rows, QStringLiteral("2 | system: Answer with one word.\n\nuser: Capital of France? | It is Paris, of course | Paris | 0"), {}};
}

CaseSteps tst_SpiceCases::steps()
{
    CaseSteps all;
    addRuns(all);
    addRefusals(all);
    addTables(all);
    return all;
}

void tst_SpiceCases::everyCase_data()
{
    addCases(m_recordings);
}

void tst_SpiceCases::everyCase()
{
    QFETCH(int, number);
    const Json &one = m_recordings.cases()[std::size_t(number)];
    const CaseStep step = steps()[QString::fromStdString(one["name"].get<std::string>())];
    if (!isThoughtOf(step) || !step.ask)
        return;
    CaseServer cases(m_recordings, one, 100);
    const bool table = one["path"] == "/v1/sql";
    const bool withoutEvals = one["name"] == "health";
    const QByteArray asks = table && one["request_body"].get<std::string>().find("runs") != std::string::npos ? "eval.runs" : "eval.results";
    open([&](const Asked &asked) {
        // One route for all tables: which one is in the body.
        return withoutEvals && asked.path == "/v1/evals" ? m_recordings.named("list on v2")
             : asked.path != "/v1/sql"                   ? cases.answer(asked)
             : table && asked.body.contains(asks)         ? (cases.met << asked, m_recordings.answer(one))
             : asked.body.contains("eval.runs")           ? Answer{.body = "[]", .contentType = "text/plain; charset=utf-8"}
                                                         : m_recordings.named("results by sql");
    });
    QCOMPARE(step.ask(), step.outcome);
    QVERIFY2(!cases.met.isEmpty(), "It was never asked for.");
    for (const Asked &asked : std::as_const(cases.met))
        QCOMPARE(asked.headers.value("accept"), asked.path == "/v1/ready" || asked.path == "/health" ? QByteArray("*/*") : QByteArray("application/json")); // bare
    m_connection.reset();
}

ASSAY_TEST(tst_SpiceCases)
#include "tst_SpiceCases.moc"
