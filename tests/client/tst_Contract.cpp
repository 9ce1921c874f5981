#include "services/api/BenchmarkService.h"
#include "services/api/CatalogueService.h"
#include "services/api/DatasetService.h"
#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "services/api/ModelService.h"
#include "services/api/RerankService.h"
#include "services/api/TrainingService.h"
#include "services/api/WriteGuard.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "services/backends/llamastack/LlamaConnection.h"
#include "services/backends/scale/ScaleConnection.h"
#include "services/backends/spice/SpiceConnection.h"
#include "tests/client/Golden.h"
#include "tests/client/LlamaRecordings.h"
#include "tests/client/Recordings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;
using State = Connection::State;

namespace {

/// What connections need of the window, for as long as one lives.
struct Around {
    FakeSecretStore secrets;
    FakeDraftStore files;
    WriteGuard guard;
};

/// One kind of service, and a server that answers as the real one was recorded.
struct Service {
    QString kind;
    std::function<std::unique_ptr<Connection>(const ConnectionSettings &, Around &)> make;
    TestServer::Handler answers;
    QSet<Capability> can;
};

template<typename T>
std::unique_ptr<Connection> rest(const ConnectionSettings &settings, Around &around)
{
    return std::make_unique<T>(settings, RestServices{around.secrets, around.guard, nullptr, &around.files});
}

std::unique_ptr<Connection> evalHub(const ConnectionSettings &settings, Around &around)
{
    return std::make_unique<RemoteConnection>(settings, RemoteConnection::Services{around.secrets, around.guard, nullptr});
}

Answer evalHubAnswer(const Asked &asked)
{
    if (asked.path == "/api/v1/health")
        return {.body = R"({"status":"healthy"})"};
    if (asked.path == "/api/v1/evaluations/jobs" && asked.method == "GET")
        return {.body = goldenBody("310-list-all")};
    if (asked.path.startsWith("/api/v1/evaluations/"))
        return {.status = goldenStatus("036-providers-get-unknown"), .body = goldenBody("036-providers-get-unknown")};
    return {.status = 404, .body = "404 page not found\n", .contentType = "text/plain"};
}

Answer engineAnswer(const Asked &asked)
{
    if (asked.path == "/api/v1/capabilities")
        return {.body = R"({"name":"Assay local engine","version":"0.1","api_version":"1","capabilities":["list_jobs","submit_jobs","cancel_jobs","delete_jobs",
"list_providers","edit_providers","list_collections","edit_collections","logs","log_ranges","samples","scores","put_tasks","query_samples","idempotent_submit",
"recorded_models","retry_benchmarks","cancel_benchmarks","plan_jobs","clone_collections","try_providers","import_results","datasets","append_rows","edit_rows"]})"};
    if (asked.path == "/api/v1/engine")
        return {.body = R"({"slots":4,"running":1,"queued":2})"};
    const Answer known = evalHubAnswer(asked); // of its own routes, too, it says so in JSON
    return known.contentType == "text/plain" ? Answer{.status = 404, .body = goldenBody("036-providers-get-unknown")} : known;
}

Answer spiceAnswer(const Recordings &recordings, const Asked &asked)
{
    if (asked.path == "/v1/evals" && asked.method == "GET")
        return recordings.named("list");
    if (asked.path == "/v1/sql")
        return {.body = "[]", .contentType = "text/plain; charset=utf-8"};
    if (asked.path == "/v1/datasets")
        return recordings.named("datasets");
    if (asked.path == "/v1/models")
        return recordings.named("models with status");
    return recordings.named(asked.path == "/v1/ready" ? "ready" : "list on v2");
}

Answer scaleAnswer(const Recordings &recordings, const Asked &asked)
{
    if (asked.path == "/v5/evaluations" && asked.method == "GET")
        return recordings.named("list, first page");
    if (asked.path == "/v5/chat/completions/models")
        return recordings.named("chat models");
    return {.status = 404, .body = recordings.body(QStringLiteral("errors/404.json"))};
}

/// As the released server of 0.3.5 was recorded; an id that it was not asked about is unknown to it.
Answer llamaAnswer(const Asked &asked)
{
    static const LlamaRecordings recordings;
    static const QHash<QByteArray, const char *> usual{{"GET /v1/version", "002"},  {"GET /v1/inspect/routes", "005"}, {"GET /v1/models", "004"},
                                                       {"GET /v1/scoring-functions", "100"}, {"GET /v1beta/datasets", "040"}, {"GET /v1alpha/eval/benchmarks", "153"},
                                                       {"GET /v1alpha/post-training/jobs", "234"}, {"POST /v1beta/datasets", "011"}, {"GET /v1beta/datasets/d", "039"}, {"DELETE /v1beta/datasets/unknown", "091"}};
    return recordings.answer(usual.value(asked.method + ' ' + asked.path, "006"));
}

const QSet<Capability> plainEvalHub{Capability::ListJobs,      Capability::SubmitJobs,      Capability::CancelJobs,      Capability::DeleteJobs,
                                    Capability::ListProviders, Capability::EditProviders,   Capability::ListCollections, Capability::EditCollections,
                                    Capability::Logs,          Capability::CloneCollections};

QList<Service> services()
{
    const auto spice = std::make_shared<Recordings>(QStringLiteral("spice"));
    const auto scale = std::make_shared<Recordings>(QStringLiteral("scale"));
    QSet<Capability> engine = plainEvalHub;
    engine += {Capability::LogRanges,       Capability::Samples,          Capability::Scores,   Capability::PutTasks,     Capability::QuerySamples,
               Capability::IdempotentSubmit, Capability::RecordedModels,   Capability::RetryBenchmarks, Capability::CancelBenchmarks, Capability::PlanJobs,
               Capability::TryProviders,    Capability::ImportResults,    Capability::Datasets, Capability::AddDatasets,  Capability::RemoveDatasets,
               Capability::AppendRows,      Capability::EditRows};
    return {{QStringLiteral("evalhub"), evalHub, evalHubAnswer, plainEvalHub},
            {QStringLiteral("engine"), evalHub, engineAnswer, engine},
            {QStringLiteral("spice"), rest<SpiceConnection>, [spice](const Asked &asked) { return spiceAnswer(*spice, asked); },
             {Capability::ListJobs, Capability::SubmitJobs, Capability::CancelJobs, Capability::DeleteJobs, Capability::ListProviders, Capability::Samples,
              Capability::Scores, Capability::QuerySamples, Capability::IdempotentSubmit, Capability::Datasets, Capability::ListModels}},
            {QStringLiteral("scale"), rest<ScaleConnection>, [scale](const Asked &asked) { return scaleAnswer(*scale, asked); },
             {Capability::ListJobs, Capability::ListProviders, Capability::Samples, Capability::Scores, Capability::QuerySamples, Capability::EditJobs,
              Capability::EditMetadata, Capability::ArchiveJobs, Capability::Datasets, Capability::AddDatasets, Capability::ArchiveDatasets, Capability::DatasetVersions, Capability::AppendRows,
              Capability::ListModels, Capability::CreateEvaluations}},
            {QStringLiteral("llamastack"), rest<LlamaConnection>, llamaAnswer,
             {Capability::ListJobs, Capability::SubmitJobs, Capability::CancelJobs, Capability::DeleteJobs, Capability::ListProviders, Capability::Samples,
              Capability::Scores, Capability::QuerySamples, Capability::IdempotentSubmit, Capability::RegisterBenchmarks, Capability::Datasets,
               Capability::AddDatasets, Capability::RemoveDatasets, Capability::AppendRows, Capability::ListModels, Capability::Training, Capability::CreateEvaluations}}};
}

template<typename T>
std::optional<Error> fault(const QFuture<Result<T>> &future)
{
    const auto result = waited(future);
    return result ? std::optional<Error>() : result.error();
}

std::optional<Error> unless(bool there)
{
    return there ? std::optional<Error>() : Error{Error::Kind::Unsupported, QStringLiteral("none")};
}

/// Where a server knows no collections there are none, which is no fault of whoever fills a list of them.
std::optional<Error> listCollections(Connection &connection)
{
    const auto page = waited(connection.catalogue().listCollections({}));
    if (!page)
        return page.error();
    return unless(!page->items.isEmpty() || connection.capabilities().has(Capability::ListCollections));
}

DatasetRequest newDataset()
{
    DatasetRequest request;
    request.id = QStringLiteral("d");
    request.purpose = QStringLiteral("eval/question-answer");
    request.rows = {R"([{"q":1}])"};
    return request;
}

using Operation = std::function<std::optional<Error>(Connection &)>;

/// How each capability shows: the operations that need it.
QList<std::pair<Capability, Operation>> operations()
{
    const QString id = QStringLiteral("unknown");
    return {{Capability::ListJobs, [](Connection &c) { return fault(c.jobs().list({})); }},
            {Capability::SubmitJobs, [](Connection &c) { return fault(c.jobs().submit({}, QStringLiteral("key"))); }},
            {Capability::CancelJobs, [id](Connection &c) { return fault(c.jobs().cancel(id)); }},
            {Capability::DeleteJobs, [id](Connection &c) { return fault(c.jobs().remove(id)); }},
            {Capability::Logs, [id](Connection &c) { return fault(c.jobs().log(id, 0, 0, 100)); }},
            {Capability::Samples, [id](Connection &c) { return fault(c.jobs().samples(id, 0, {})); }},
            {Capability::Scores, [id](Connection &c) { return fault(c.jobs().scores(id, 0)); }},
            {Capability::QuerySamples, [id](Connection &c) { return fault(c.jobs().sampleFacets(id, 0, {QStringLiteral("topic")})); }},
            {Capability::PutTasks, [](Connection &c) { return fault(c.jobs().putTask(QStringLiteral("t"), "id: t", false)); }},
            {Capability::RetryBenchmarks, [id](Connection &c) { return fault(c.jobs().retry(id, {})); }},
            {Capability::RetryBenchmarks, [id](Connection &c) { return fault(c.jobs().attempts(id, 0)); }},
            {Capability::RetryBenchmarks, [id](Connection &c) { return fault(c.jobs().attemptLog(id, 0, 1, 0, 100)); }},
            {Capability::CancelBenchmarks, [id](Connection &c) { return fault(c.jobs().cancelBenchmark(id, 0)); }},
            {Capability::EditJobs, [id](Connection &c) { return fault(c.jobs().change(id, {})); }},
            {Capability::EditMetadata, [id](Connection &c) { return fault(c.jobs().change(id, {{}, {}, {}, {{QStringLiteral("suite"), {}}}})); }},
            {Capability::ArchiveJobs, [id](Connection &c) { return fault(c.jobs().archive(id)); }},
            {Capability::ArchiveJobs, [](Connection &c) { return fault(c.jobs().listArchived({})); }},
            {Capability::ArchiveJobs, [id](Connection &c) { return fault(c.jobs().restore(id)); }},
            {Capability::PlanJobs, [](Connection &c) { return fault(c.jobs().plan({})); }},
            {Capability::ListProviders, [](Connection &c) { return fault(c.catalogue().listProviders({})); }},
            {Capability::EditProviders, [](Connection &c) { return fault(c.catalogue().createProvider({})); }},
            {Capability::EditProviders, [id](Connection &c) { return fault(c.catalogue().updateProvider(id, {})); }},
            {Capability::EditProviders, [id](Connection &c) { return fault(c.catalogue().removeProvider(id)); }},
            {Capability::ListCollections, listCollections},
            {Capability::EditCollections, [](Connection &c) { return fault(c.catalogue().createCollection({})); }},
            {Capability::EditCollections, [id](Connection &c) { return fault(c.catalogue().patchCollection(id, "[]")); }},
            {Capability::EditCollections, [id](Connection &c) { return fault(c.catalogue().removeCollection(id)); }},
            {Capability::CloneCollections, [id](Connection &c) { return fault(c.catalogue().cloneCollection(id)); }},
            {Capability::RegisterBenchmarks, [](Connection &c) { return c.benchmarks() ? fault(c.benchmarks()->list()) : unless(false); }},
            {Capability::Rerank, [](Connection &c) { return c.rerank() && c.capabilities().has(Capability::Rerank) ? fault(c.rerank()->rerank({})) : unless(false); }},
            {Capability::Training, [](Connection &c) { return c.training() ? fault(c.training()->list()) : unless(false); }},
            {Capability::CreateEvaluations, [](Connection &c) { return c.evaluations() ? fault(c.evaluations()->create({})) : unless(false); }},
            {Capability::Datasets, [](Connection &c) { return c.datasets() ? fault(c.datasets()->list()) : unless(false); }},
            {Capability::AddDatasets, [](Connection &c) { return c.datasets() ? fault(c.datasets()->add(newDataset())) : unless(false); }},
            {Capability::RemoveDatasets, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->remove(id)) : unless(false); }},
            {Capability::ArchiveDatasets, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->archive(id)) : unless(false); }},
            {Capability::DatasetVersions, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->rowsAt(id, 1, 0, 10)) : unless(false); }},
            {Capability::ListModels, [](Connection &c) { return c.models() ? fault(c.models()->list()) : unless(false); }},
            {Capability::AppendRows, [](Connection &c) { return c.datasets() ? fault(c.datasets()->readFile(QStringLiteral("/nowhere.csv"), false)) : unless(false); }},
            {Capability::EditRows, [id](Connection &c) { return c.datasets() ? fault(c.datasets()->edit(id, 1, {})) : unless(false); }}};
}

/// What a server in trouble, or one before it, says to every request.
struct Trouble {
    const char *name;
    Answer answer;
    Error::Kind kind;
};

QList<Trouble> troubles()
{
    return {{"slow", {.silent = true}, Error::Kind::Timeout},
            {"cut off", {.cutAfter = 0}, Error::Kind::Network},
            {"401", {.status = 401, .body = R"({"detail":"no"})"}, Error::Kind::Unauthorized},
            {"403", {.status = 403, .body = R"({"detail":"no"})"}, Error::Kind::Unauthorized},
            {"429", {.status = 429, .body = "slow down", .contentType = "text/plain", .headers = {{"Retry-After", "3600"}}}, Error::Kind::Network},
            {"500", {.status = 500, .body = "boom", .contentType = "text/plain"}, Error::Kind::Protocol},
            {"a web page", {.body = "<!doctype html><html>", .contentType = "text/html"}, Error::Kind::Protocol},
            {"not JSON", {.body = "{\"items\": [", .contentType = "application/json"}, Error::Kind::Protocol},
            {"another shape", {.body = "\"hello\"", .contentType = "application/json"}, Error::Kind::Protocol}};
}

} // namespace

/// What every service must do alike: what it cannot do is said without asking, and its troubles have the same kinds everywhere.
class tst_Contract : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void capabilities_data() { addServices(); }
    void capabilities();
    void unknownIsNotFound_data() { addServices(); }
    void unknownIsNotFound();
    void troubles_data();
    void troubles();
    void hugeAnswersAreRefused_data() { addServices(); }
    void hugeAnswersAreRefused();

private:
    static void addServices();
    void open(const Service &service, int answerSeconds = 30);

    std::unique_ptr<Around> m_around;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<Connection> m_connection;
};

void tst_Contract::addServices()
{
    QTest::addColumn<int>("service");
    const auto all = services();
    for (int i = 0; i < all.size(); ++i)
        QTest::addRow("%s", qPrintable(all.at(i).kind)) << i;
}

void tst_Contract::open(const Service &service, int answerSeconds)
{
    m_connection.reset();
    m_around = std::make_unique<Around>();
    m_server = std::make_unique<TestServer>(service.answers);
    ConnectionSettings settings;
    settings.id = settings.kind = service.kind;
    settings.name = QStringLiteral("It");
    settings.url = m_server->text();
    settings.proxy = QStringLiteral("direct");
    settings.answerSeconds = answerSeconds;
    settings.pollSeconds = 300;
    m_connection = service.make(settings, *m_around);
    m_connection->setActive(false); // nothing is asked at intervals here
    m_connection->open();
    QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), State::Ready, 10000);
}

void tst_Contract::capabilities()
{
    QFETCH(int, service);
    const Service one = services().at(service);
    open(one);
    const Capabilities can = m_connection->capabilities();
    QCOMPARE(can.items, one.can);
    QVERIFY(!can.serverName.isEmpty());
    QCOMPARE(m_connection->trials() != nullptr && can.has(Capability::TryProviders), can.has(Capability::TryProviders));
    QCOMPARE(m_connection->imports() != nullptr && can.has(Capability::ImportResults), can.has(Capability::ImportResults));
    const auto all = operations();
    for (const auto &[capability, operation] : all) {
        const auto before = m_server->asked.size();
        const auto error = operation(*m_connection);
        const QByteArray at = "capability " + QByteArray::number(int(capability)) + ": " + (error ? error->message.toUtf8() : QByteArray("done"));
        QVERIFY2((error && error->kind == Error::Kind::Unsupported) == !can.has(capability), at.constData());
        if (can.has(capability))
            continue;
        QVERIFY2(!error->message.isEmpty(), at.constData());
        QCOMPARE(m_server->asked.size(), before); // nothing is tried that cannot work
    }
}

void tst_Contract::unknownIsNotFound()
{
    QFETCH(int, service);
    open(services().at(service));
    const auto job = waited(m_connection->jobs().get(QStringLiteral("unknown")));
    QVERIFY(!job);
    QCOMPARE(job.error().kind, Error::Kind::NotFound);
    QVERIFY(!job.error().message.isEmpty());
}

void tst_Contract::troubles_data()
{
    QTest::addColumn<int>("service");
    QTest::addColumn<int>("trouble");
    const auto all = services();
    const auto every = ::troubles();
    for (int i = 0; i < all.size(); ++i) {
        for (int k = 0; k < every.size(); ++k)
            QTest::addRow("%s, %s", qPrintable(all.at(i).kind), every.at(k).name) << i << k;
    }
}

void tst_Contract::troubles()
{
    QFETCH(int, service);
    QFETCH(int, trouble);
    const Trouble one = ::troubles().at(trouble);
    open(services().at(service), one.answer.silent ? 2 : 30);
    m_server->setHandler([one](const Asked &) { return one.answer; });
    const auto jobs = waited(m_connection->jobs().list({}));
    QVERIFY(!jobs);
    QCOMPARE(jobs.error().kind, one.kind);
    QVERIFY(!jobs.error().message.isEmpty());
    const auto providers = waited(m_connection->catalogue().listProviders({}));
    if (!providers) // a service with a fixed catalogue needs no answer
        QCOMPARE(providers.error().kind, one.kind);
    m_server->setHandler(services().at(service).answers);
    QVERIFY(waited(m_connection->jobs().list({}))); // and it goes on when the trouble is over
}

void tst_Contract::hugeAnswersAreRefused()
{
    QFETCH(int, service);
    open(services().at(service));
    m_server->setHandler([](const Asked &) { return Answer{.body = QByteArray(65 << 20, ' ')}; });
    const auto jobs = waited(m_connection->jobs().list({}));
    QVERIFY(!jobs);
    QCOMPARE(jobs.error().kind, Error::Kind::Protocol);
}

ASSAY_TEST(tst_Contract)
#include "tst_Contract.moc"
