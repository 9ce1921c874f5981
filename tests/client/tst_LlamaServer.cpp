#include "services/backends/llamastack/DatasetWire.h"
#include "services/backends/llamastack/EvalResults.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/backends/llamastack/LlamaError.h"
#include "services/backends/llamastack/LlamaRerank.h"
#include "services/backends/llamastack/LlamaServer.h"
#include "services/backends/llamastack/LlamaTester.h"
#include "services/backends/llamastack/TrainingWire.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/TestRegistry.h"

#include <QRegularExpression>
#include <QSignalSpy>

using namespace assay;
using namespace assay::test;

/// Which Llama Stack server answers and what it has, how a connection to it stands and is tested, and that every recorded answer is
/// read, good or bad.
class tst_LlamaServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRecordingIsRead_data();
    void everyRecordingIsRead();
    void secretAtTheEdge();
    void errorShapes_data();
    void errorShapes();
    void versions_data();
    void versions();
    void connects_data();
    void connects();
    void slowServer();
    void keyIsSent();
    void tester_data();
    void tester();
    void testerTellsWhatBreaks_data();
    void testerTellsWhatBreaks();
};

namespace {

/// The error of reading an answer; null: it was read.
using Reader = std::function<std::optional<Error>(const QByteArray &)>;

template<typename T>
Reader readerOf(Result<T> (*decode)(const QByteArray &))
{
    return [decode](const QByteArray &body) {
        const auto read = decode(body);
        return read ? std::nullopt : std::optional(read.error());
    };
}

/// What reads the answers of a route; none: it is no operation of ours.
Reader readerFor(const QString &request)
{
    using namespace llamastack;
    static const QList<std::pair<QString, Reader>> readers{
        {QStringLiteral("GET /v1/version$"), readerOf(readVersion)},
        {QStringLiteral("GET /v1/inspect/routes$"), readerOf(readRoutes)},
        {QStringLiteral("GET /v1/models$"), readerOf(decodeModels)},
        {QStringLiteral("GET /v1/scoring-functions$"), readerOf(decodeScoringFunctions)},
        {QStringLiteral("GET /v1beta/datasets$"), readerOf(decodeDatasets)},
        {QStringLiteral("POST /v1beta/datasets$"), readerOf(decodeDatasetAdded)},
        {QStringLiteral("GET /v1beta/datasets/.+$"), readerOf(decodeDataset)},
        {QStringLiteral("GET /v1beta/datasetio/iterrows/.+$"), readerOf(decodeRows)},
        {QStringLiteral("GET /v1alpha/eval/benchmarks$"), readerOf(decodeBenchmarks)},
        {QStringLiteral("GET /v1alpha/eval/benchmarks/[^/]+$"), readerOf(decodeBenchmark)},
        {QStringLiteral("POST /v1alpha/eval/benchmarks/[^/]+/jobs$"), readerOf(decodeEvalJob)},
        {QStringLiteral("GET /v1alpha/eval/benchmarks/[^/]+/jobs/[^/]+$"), readerOf(decodeEvalJob)},
        {QStringLiteral("GET /v1alpha/eval/benchmarks/[^/]+/jobs/[^/]+/result$"), readerOf(decodeOutcome)},
        {QStringLiteral("POST /v1alpha/eval/benchmarks/[^/]+/evaluations$"), readerOf(decodeOutcome)},
        {QStringLiteral("POST /v1alpha/inference/rerank$"),
         [](const QByteArray &body) {
             const auto hits = decodeRerank(body, 100, {});
             return hits ? std::nullopt : std::optional(hits.error());
         }},
        {QStringLiteral("POST /v1alpha/post-training/(supervised-fine-tune|preference-optimize)$"), readerOf(decodeTrainingJob)},
        {QStringLiteral("GET /v1alpha/post-training/jobs$"), readerOf(decodeTrainingJobs)},
        {QStringLiteral("GET /v1alpha/post-training/job/status$"), readerOf(decodeTrainingStatus)},
        {QStringLiteral("GET /v1alpha/post-training/job/artifacts$"), readerOf(decodeArtifacts)},
    };
    for (const auto &[pattern, reader] : readers) {
        if (QRegularExpression(QLatin1Char('^') + pattern).match(request).hasMatch())
            return reader;
    }
    return {};
}

} // namespace

void tst_LlamaServer::everyRecordingIsRead_data()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<Answer>("answer");
    for (const QString &version : LlamaRecordings::versions()) {
        const QDir folder = LlamaRecordings::folder(version);
        for (const QString &file : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
            const auto one = LlamaRecordings::read(folder.filePath(file));
            const QString path = QString::fromStdString(one["request"]["path"].get<std::string>()).section(QLatin1Char('?'), 0, 0);
            const QString request = QString::fromStdString(one["request"]["method"].get<std::string>()) + QLatin1Char(' ') + path;
            QTest::newRow(qPrintable(version + QLatin1Char(' ') + file)) << request << LlamaRecordings::answerOf(one);
        }
    }
}

/// Masked before it is cut: half a secret would not be known for one.
void tst_LlamaServer::secretAtTheEdge()
{
    const QString words = QString(990, QLatin1Char('x')) + QStringLiteral(" sk-abcdefghijklmnop and more");
    const QString told = llamastack::ownWords(R"({"detail":")" + words.toUtf8() + R"("})");
    QVERIFY(told.startsWith(QLatin1String("xxx")));
    QVERIFY2(!told.contains(QLatin1String("sk-a")), qPrintable(told.right(20)));
}

void tst_LlamaServer::everyRecordingIsRead()
{
    QFETCH(QString, request);
    QFETCH(Answer, answer);
    const Reader reader = readerFor(request);
    if (answer.status < 400) {
        if (!reader)
            return; // health, scores without an evaluation, and what answers null or nothing
        const auto error = reader(answer.body);
        QVERIFY2(!error, error ? qPrintable(error->message + QLatin1Char(' ') + error->detail) : "");
        return;
    }
    const QString words = llamastack::ownWords(answer.body);
    QVERIFY2(!words.isEmpty(), answer.body.constData());
    QVERIFY(!words.startsWith(QLatin1Char('{'))); // a shape is taken apart, not shown
    HttpReply reply;
    reply.status = answer.status;
    reply.body = answer.body;
    const Error error = llamastack::errorOf(reply, QStringLiteral("http://place:1"));
    QVERIFY(!error.message.isEmpty());
    QCOMPARE(error.code, QStringLiteral("http_%1").arg(answer.status));
    QVERIFY(error.detail.contains(words.left(100)));
    if (reader && request.startsWith(QLatin1String("GET")))
        QVERIFY(reader(answer.body)); // and is no good answer by mistake
}

void tst_LlamaServer::errorShapes_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QString>("message");
    QTest::addColumn<Error::Kind>("kind");
    using Kind = Error::Kind;
    const LlamaRecordings main, v4(QStringLiteral("0.4.4")), v7(QStringLiteral("0.7.3"));
    const QString missing = QStringLiteral("The server answers: Dataset 'nope' not found. Use 'client.datasets.list()' to list available Datasets.");
    const QString fault = QStringLiteral("http://place:1 reports a fault of its own (status 500). It says so of much that is wrong in a request or a row, too; its log says more.");
    QTest::addRow("E1") << main.answer("039") << missing << Kind::NotFound;
    QTest::addRow("E5") << v4.answer("039") << missing << Kind::NotFound;
    QTest::addRow("E4") << v7.answer("039") << missing << Kind::NotFound;
    QTest::addRow("E1, benchmark") << main.answer("151") << QStringLiteral("The server answers: Invalid value: Benchmark 'nope' not found") << Kind::NotFound;
    QTest::addRow("E4, benchmark") << v7.answer("151") << QStringLiteral("The server answers: Benchmark 'nope' not found") << Kind::NotFound;
    QTest::addRow("unknown job") << main.answer("164") << QStringLiteral("The server answers: Invalid value: Job 99 not found") << Kind::NotFound;
    QTest::addRow("not served") << main.answer("059")
                                << QStringLiteral("The server answers: Invalid value: Dataset `nope` not served by provider: `localfs`. Make sure there is an DatasetIO provider serving this dataset.")
                                << Kind::NotFound;
    QTest::addRow("conflict") << main.answer("022")
                              << QStringLiteral("The server answers: Invalid value: Object of type 'dataset' and identifier 'odd' already exists. Unregister it first if you want to replace it.") << Kind::Conflict;
    QTest::addRow("used id") << main.answer("235") << QStringLiteral("The server answers: Invalid value: Job sft-1 already exists") << Kind::Conflict;
    QTest::addRow("E2") << main.answer("026") << QStringLiteral("The server answers: body.purpose: Field required; body.source: Field required") << Kind::Invalid;
    QTest::addRow("E4, a list in a text") << v7.answer("025") << QStringLiteral("The server answers: body.purpose: Input should be 'eval/question-answer' or 'eval/messages-answer'") << Kind::Invalid;
    QTest::addRow("E3, system message in 0.7") << v7.answer("182") << QStringLiteral("This server's evaluator takes no system message: put it into the rows, and leave system_message out.") << Kind::Invalid;
    QTest::addRow("E3") << main.answer("182")
                        << QStringLiteral("This server's evaluator takes no system message: put it into the rows, and leave system_message out.") << Kind::Invalid;
    QTest::addRow("E6") << Answer{.status = 400, .body = R"({"status":400,"title":"Bad request","detail":"The model is not there","instance":"x"})"}
                        << QStringLiteral("The server answers: The model is not there") << Kind::Invalid;
    QTest::addRow("E6, title") << Answer{.status = 409, .body = R"({"status":409,"title":"Conflict"})"} << QStringLiteral("The server answers: Conflict") << Kind::Conflict;
    QTest::addRow("no route") << main.answer("006") << QStringLiteral("The Llama Stack server at http://place:1 does not have this; it is another version.") << Kind::Unsupported;
    QTest::addRow("wrong method") << main.answer("194") << QStringLiteral("http://place:1 does not offer this.") << Kind::Unsupported;
    QTest::addRow("cancel") << main.answer("166") << QStringLiteral("The Llama Stack server at http://place:1 has nothing that does this.") << Kind::Unsupported;
    QTest::addRow("no key") << main.answer("280") << QStringLiteral("http://place:1 refuses the key (401); enter a valid one for this connection.") << Kind::Unauthorized;
    QTest::addRow("quota") << main.answer("274") << QStringLiteral("http://place:1 answers too many requests at once; try again in a while.") << Kind::Network;
    QTest::addRow("fault") << main.answer("123") << fault << Kind::Protocol;
    QTest::addRow("fault, 0.7") << v7.answer("180") << fault << Kind::Protocol;
    QTest::addRow("client version") << main.answer("008")
                                    << QStringLiteral("The server answers: Client version 0.1.9 is not compatible with server version 0.3.5. Please update your client.") << Kind::Unsupported;
    QTest::addRow("not JSON") << Answer{.status = 502, .body = "no healthy upstream"} << QStringLiteral("http://place:1 is not ready (status 502); try again in a while.") << Kind::Network;
}

void tst_LlamaServer::errorShapes()
{
    QFETCH(Answer, answer);
    QFETCH(QString, message);
    QFETCH(Error::Kind, kind);
    HttpReply reply;
    reply.status = answer.status;
    reply.body = answer.body;
    const Error error = llamastack::errorOf(reply, QStringLiteral("http://place:1"));
    QCOMPARE(error.message, message);
    QCOMPARE(error.kind, kind);
    QCOMPARE(llamastack::ownWords(LlamaRecordings().body("182")),
             QStringLiteral("messages.0.system: Input should be a valid dictionary or instance of OpenAISystemMessageParam"));
}

void tst_LlamaServer::versions_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QByteArray>("routes");
    QTest::addColumn<llamastack::Server>("server");
    using llamastack::TrainingRoutes;
    const QByteArray nothing = R"({"data":[]})";
    const auto recorded = [](const char *folder) { return LlamaRecordings(QLatin1String(folder)).body("005"); };
    QTest::addRow("0.3.5: no reranker") << "0.3.5" << recorded("") << llamastack::Server{"0.3.5", true, true, false, true, TrainingRoutes::Query};
    QTest::addRow("seed: routes are not told") << "" << recorded("seed-commit") << llamastack::Server{"", true, true, true, true, TrainingRoutes::Query};
    QTest::addRow("0.4.4") << "0.4.4" << recorded("0.4.4") << llamastack::Server{"0.4.4", true, true, true, true, TrainingRoutes::Query};
    QTest::addRow("0.7.3: no training") << "0.7.3" << recorded("0.7.3") << llamastack::Server{"0.7.3", true, true, true, false, TrainingRoutes::Query};
    QTest::addRow("0.6: training moved") << "0.6.1" << QByteArray(R"({"data":[{"route":"/v1alpha/post-training/jobs/{job_uuid}/status"},{"route":"/v1alpha/eval/benchmarks/{benchmark_id}/jobs"}]})")
                                         << llamastack::Server{"0.6.1", false, true, false, true, TrainingRoutes::Path};
    QTest::addRow("0.8: all gone") << "0.8.0" << nothing << llamastack::Server{"0.8.0", false, false, false, false, TrainingRoutes::Path};
    QTest::addRow("0.2: other routes") << "0.2.20" << nothing << llamastack::Server{"0.2.20", false, false, false, false, TrainingRoutes::Query};
}

void tst_LlamaServer::versions()
{
    QFETCH(QString, version);
    QFETCH(QByteArray, routes);
    QFETCH(llamastack::Server, server);
    const auto read = llamastack::readRoutes(routes);
    QVERIFY(read);
    const llamastack::Server found = llamastack::serverOf(version, *read);
    QCOMPARE(found.version, server.version);
    QCOMPARE(found.datasets, server.datasets);
    QCOMPARE(found.evaluations, server.evaluations);
    QCOMPARE(found.rerank, server.rerank);
    QCOMPARE(found.training, server.training);
    QCOMPARE(int(found.trainingRoutes), int(server.trainingRoutes));
    const Capabilities can = llamastack::capabilitiesOf(found);
    for (const Capability one : {Capability::Datasets, Capability::AddDatasets, Capability::RemoveDatasets})
        QCOMPARE(can.has(one), server.datasets);
    QCOMPARE(found.trainingPurpose, version != QLatin1String("0.7.3") && version != QLatin1String("0.8.0"));
    QVERIFY(can.has(Capability::ListModels));
    QVERIFY(!can.has(Capability::ArchiveDatasets));
    QCOMPARE(can.has(Capability::SubmitJobs), server.evaluations);
    QCOMPARE(can.has(Capability::RegisterBenchmarks), server.evaluations);
    QCOMPARE(can.has(Capability::CreateEvaluations), server.evaluations);
    QCOMPARE(can.has(Capability::Rerank), server.rerank);
    QCOMPARE(can.has(Capability::Training), server.training);
    QVERIFY(!can.has(Capability::Logs));
}

void tst_LlamaServer::connects_data()
{
    QTest::addColumn<QByteArray>("request"); ///< which answers otherwise
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QString>("message"); ///< empty: it is ready
    QTest::addColumn<Error::Kind>("kind");
    const LlamaRecordings main;
    using Kind = Error::Kind;
    const QByteArray version = "GET /v1/version", routes = "GET /v1/inspect/routes";
    QTest::addRow("0.3.5") << version << main.answer("002") << QString() << Kind::Internal;
    QTest::addRow("another server") << version << Answer{.status = 404, .body = "404 page not found", .contentType = "text/plain"}
                                    << QStringLiteral("is not a Llama Stack server; check the URL.") << Kind::Protocol;
    QTest::addRow("another service") << version << Answer{.body = R"({"items":[]})"} << QStringLiteral("is not a Llama Stack server; check the URL.") << Kind::Protocol;
    QTest::addRow("not JSON") << version << Answer{.body = "0.3.5", .contentType = "text/plain"} << QStringLiteral("is not a Llama Stack server; check the URL.") << Kind::Protocol;
    QTest::addRow("web page") << version << Answer{.body = "<!doctype html><html>", .contentType = "text/html"} << QStringLiteral("answers with a web page, not with Llama Stack") << Kind::Protocol;
    QTest::addRow("cut off") << version << Answer{.cutAfter = 0} << QStringLiteral("broke the connection off") << Kind::Network;
    QTest::addRow("no key") << routes << main.answer("280") << QStringLiteral("refuses the key (401)") << Kind::Unauthorized;
    QTest::addRow("quota") << routes << main.answer("274") << QStringLiteral("too many requests at once") << Kind::Network;
    QTest::addRow("fault") << routes << main.answer("123") << QStringLiteral("reports a fault of its own (status 500)") << Kind::Protocol;
    QTest::addRow("routes not JSON") << routes << Answer{.body = "[]"} << QStringLiteral("no answer of a Llama Stack server") << Kind::Protocol;
    QTest::addRow("nothing for us") << routes << Answer{.body = R"({"data":[{"route":"/v1alpha/inference/rerank","method":"POST","provider_types":[]}]})"}
                                    << QStringLiteral("has neither datasets nor evaluations where 0.3 to 0.7 have them") << Kind::Unsupported;
}

void tst_LlamaServer::connects()
{
    QFETCH(QByteArray, request);
    QFETCH(Answer, answer);
    QFETCH(QString, message);
    QFETCH(Error::Kind, kind);
    LlamaFixture fixture;
    fixture.stub.answers.insert(request, answer);
    QCOMPARE(fixture.open(), message.isEmpty());
    if (message.isEmpty()) {
        QCOMPARE(fixture.connection->capabilities().serverVersion, QStringLiteral("0.3.5"));
        QVERIFY(fixture.connection->datasets() && fixture.connection->benchmarks() && fixture.connection->rerank() && fixture.connection->training() && fixture.connection->evaluations());
        return;
    }
    QVERIFY2(fixture.connection->lastError().message.contains(message), qPrintable(fixture.connection->lastError().message));
    QCOMPARE(fixture.connection->lastError().kind, kind);
}

void tst_LlamaServer::slowServer()
{
    LlamaFixture fixture;
    fixture.stub.answers.insert("GET /v1/inspect/routes", Answer{.silent = true});
    ConnectionSettings settings = fixture.settings();
    settings.answerSeconds = 1;
    QVERIFY(!fixture.open(settings));
    QCOMPARE(fixture.connection->lastError().kind, Error::Kind::Timeout);
}

void tst_LlamaServer::keyIsSent()
{
    LlamaFixture fixture;
    ConnectionSettings settings = fixture.settings();
    settings.auth = ConnectionSettings::Auth::Bearer;
    fixture.secrets.entries.insert(settings.secretName(), {QStringLiteral("good-alice"), {settings.origin()}});
    QVERIFY(fixture.open(settings));
    for (const Asked &asked : fixture.stub.server.asked) {
        QCOMPARE(asked.headers.value("authorization"), QByteArray("Bearer good-alice"));
        QVERIFY(!asked.headers.contains("x-llamastack-client-version")); // servers refuse another version than their own
    }
}

void tst_LlamaServer::tester_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("text");
    QTest::addRow("0.3.5") << QString() << QStringLiteral("Llama Stack, 0.3.5. It does not offer: reranking.");
    QTest::addRow("0.4.4") << QStringLiteral("0.4.4") << QStringLiteral("Llama Stack, 0.4.4.");
    QTest::addRow("0.7.3") << QStringLiteral("0.7.3") << QStringLiteral("Llama Stack, 0.7.3. It does not offer: fine-tuning.");
}

void tst_LlamaServer::tester()
{
    QFETCH(QString, version);
    QFETCH(QString, text);
    LlamaFixture fixture(version);
    LlamaTester tester(fixture.secrets);
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.start(fixture.settings(), {});
    QVERIFY(finished.wait(10000));
    QCOMPARE(finished.first().first().toBool(), true);
    const ConnectionCheck last = tester.checks().last();
    QCOMPARE(last.text, text);
    QCOMPARE(int(last.state), int(ConnectionCheck::State::Passed));
    for (const Asked &asked : fixture.stub.server.asked)
        QCOMPARE(asked.method, QByteArray("GET"));
}

void tst_LlamaServer::testerTellsWhatBreaks_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<int>("step");
    QTest::addColumn<QString>("text");
    using Step = ConnectionCheck::Step;
    const LlamaRecordings main;
    const QByteArray version = "GET /v1/version", routes = "GET /v1/inspect/routes";
    QTest::addRow("another server") << version << Answer{.status = 404, .body = "x", .contentType = "text/plain"} << int(Step::Health) << QStringLiteral("is not a Llama Stack server");
    QTest::addRow("no key") << routes << main.answer("280") << int(Step::Auth) << QStringLiteral("The server asks for a key (401).");
    QTest::addRow("fault") << routes << main.answer("123") << int(Step::Version) << QStringLiteral("reports a fault of its own");
    QTest::addRow("nothing for us") << routes << Answer{.body = R"({"data":[{"route":"/v1alpha/inference/rerank"}]})"} << int(Step::Version)
                                    << QStringLiteral("is version 0.3.5, which has neither datasets nor evaluations");
}

void tst_LlamaServer::testerTellsWhatBreaks()
{
    QFETCH(QByteArray, request);
    QFETCH(Answer, answer);
    QFETCH(int, step);
    QFETCH(QString, text);
    LlamaFixture fixture;
    fixture.stub.answers.insert(request, answer);
    LlamaTester tester(fixture.secrets);
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.start(fixture.settings(), {});
    QVERIFY(finished.wait(10000));
    QCOMPARE(finished.first().first().toBool(), false);
    const ConnectionCheck check = tester.checks().at(step);
    QCOMPARE(int(check.state), int(ConnectionCheck::State::Failed));
    QVERIFY2(check.text.contains(text), qPrintable(check.text));
    QVERIFY(!check.fix.isEmpty());
}

ASSAY_TEST(tst_LlamaServer)
#include "tst_LlamaServer.moc"
