#include "services/api/DatasetService.h"
#include "services/backends/llamastack/DatasetFile.h"
#include "services/backends/llamastack/LlamaDatasets.h"
#include "services/backends/llamastack/LlamaError.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace assay;
using namespace assay::test;
using Ordered = LlamaRecordings::Json;

/// Datasets of a Llama Stack server: listed, registered and taken out; and those of the local engine by the same routes.
class tst_LlamaDatasets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void lists();
    void getsById_data();
    void getsById();
    void registersRows();
    void registersUri();
    void takesWhatTheServerTakes();
    void addressThatCannotBeRead();
    void registersFiles_data();
    void registersFiles();
    void badFiles_data();
    void badFiles();
    void filesThatLie();
    void removeIsSentOnce();
    void takenNameIsNotSent();
    void refused_data();
    void refused();
    void removes_data();
    void removes();
    void serverWithoutDatasets();
    void localEngine();

private:
    DatasetService &datasets() { return *m_fixture->connection->datasets(); }
    QString file(const QString &name, const QByteArray &content);

    std::unique_ptr<LlamaFixture> m_fixture;
    QTemporaryDir m_folder;
};

void tst_LlamaDatasets::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    QVERIFY(m_fixture->open());
}

QString tst_LlamaDatasets::file(const QString &name, const QByteArray &content)
{
    QFile out(m_folder.filePath(name));
    return out.open(QIODevice::WriteOnly) && out.write(content) == content.size() ? out.fileName() : QString();
}

void tst_LlamaDatasets::lists()
{
    const auto list = waited(datasets().list());
    QVERIFY(list);
    const Ordered recorded = Ordered::parse(m_fixture->stub.recordings.body("040").toStdString())["data"];
    QCOMPARE(list->size(), qsizetype(recorded.size()));
    const Dataset first = list->first();
    QCOMPARE(first.id, QStringLiteral("qa-rows"));
    QCOMPARE(first.purpose, QStringLiteral("eval/question-answer"));
    QCOMPARE(first.providerId, QStringLiteral("localfs"));
    QCOMPARE(first.rows, std::optional<qint64>(5));
    QCOMPARE(first.metadata.text, QByteArray(R"({"description":"five rows","tags":["a","b"],"nested":{"k":1.5,"none":null}})"));
    QCOMPARE(list->at(3).uri, QStringLiteral("fixture.csv"));
    QVERIFY(!list->at(3).rows); // not told is not 0
}

void tst_LlamaDatasets::getsById_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<Answer>("answer");
    const LlamaRecordings main;
    QTest::addRow("plain") << QStringLiteral("qa-rows") << QByteArray("/v1beta/datasets/qa-rows") << main.answer("038");
    QTest::addRow("slash") << QStringLiteral("org/set::v1") << QByteArray("/v1beta/datasets/org/set%3A%3Av1") << main.answer("033");
    QTest::addRow("unknown") << QStringLiteral("nope") << QByteArray("/v1beta/datasets/nope") << main.answer("039");
}

void tst_LlamaDatasets::getsById()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, path);
    QFETCH(Answer, answer);
    m_fixture->stub.answers.insert("GET " + path, answer);
    const auto found = waited(datasets().get(id));
    QCOMPARE(m_fixture->stub.count("GET " + path), 1);
    QCOMPARE(bool(found), answer.status == 200);
    if (found)
        QCOMPARE(found->id, id);
    else
        QCOMPARE(found.error().kind, Error::Kind::NotFound);
}

void tst_LlamaDatasets::registersRows()
{
    LlamaStub &stub = m_fixture->stub;
    stub.answers.insert("GET /v1beta/datasets/qa-rows", stub.recordings.answer("039"));
    stub.answers.insert("POST /v1beta/datasets", stub.recordings.answer("011"));
    const Ordered wanted = stub.recordings.sent("011");
    DatasetRequest request;
    request.id = QStringLiteral("qa-rows");
    request.purpose = QStringLiteral("eval/question-answer");
    request.rows = {QByteArray::fromStdString(wanted["source"]["rows"].dump())};
    request.metadata = {QByteArray::fromStdString(wanted["metadata"].dump())};
    QSignalSpy changed(&datasets(), &DatasetService::datasetsChanged);
    const auto added = waited(datasets().add(request));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QCOMPARE(added->dataset.id, QStringLiteral("qa-rows"));
    QCOMPARE(added->dataset.rows, std::optional<qint64>(5));
    QCOMPARE(changed.size(), 1);
    SAME_JSON(stub.lastBody("POST /v1beta/datasets"), wanted);
}

void tst_LlamaDatasets::registersUri()
{
    LlamaStub &stub = m_fixture->stub;
    stub.answers.insert("GET /v1beta/datasets/csvfile", stub.recordings.answer("039"));
    stub.answers.insert("POST /v1beta/datasets", stub.recordings.answer("014"));
    DatasetRequest request;
    request.id = QStringLiteral("csvfile");
    request.purpose = QStringLiteral("eval/question-answer");
    request.uri = QStringLiteral("fixture.csv");
    stub.answers.insert("GET /v1beta/datasetio/iterrows/csvfile", stub.recordings.answer("062"));
    const auto added = waited(datasets().add(request));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    SAME_JSON(stub.lastBody("POST /v1beta/datasets"), stub.recordings.sent("014"));
}

void tst_LlamaDatasets::takesWhatTheServerTakes()
{
    const DatasetTakes takes = datasets().takes();
    QVERIFY(takes.addresses && takes.metadata && takes.providers && takes.training);
    m_fixture = std::make_unique<LlamaFixture>(QStringLiteral("0.7.3"));
    QVERIFY(m_fixture->open());
    QVERIFY(!datasets().takes().training); // it refuses that purpose
}

/// It is found out when the rows are asked for.
void tst_LlamaDatasets::addressThatCannotBeRead()
{
    LlamaStub &stub = m_fixture->stub;
    stub.answers.insert("GET /v1beta/datasets/jsonl", stub.recordings.answer("039"));
    stub.answers.insert("POST /v1beta/datasets", stub.recordings.answer("015"));
    const QByteArray id = QByteArray::fromStdString(Ordered::parse(stub.recordings.body("015").toStdString())["identifier"].get<std::string>());
    stub.answers.insert("GET /v1beta/datasetio/iterrows/" + id, stub.recordings.answer("063"));
    DatasetRequest request;
    request.id = QStringLiteral("jsonl");
    request.uri = QStringLiteral("lsfs://mydata.jsonl");
    const auto added = waited(datasets().add(request));
    QVERIFY(!added);
    QCOMPARE(added.error().message, QStringLiteral("“%1” is registered, and its rows cannot be read: The server answers: Invalid value: Unsupported file type: lsfs://mydata.jsonl").arg(QString::fromUtf8(id)));
}

void tst_LlamaDatasets::registersFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("skip");
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<int>("skipped");
    const auto table = [](const QByteArray &text) { return R"({"type":"uri","uri":"data:text/csv;base64,)" + text.toBase64() + "\"}"; };
    QTest::addRow("lines") << "a.jsonl" << QByteArray("{\"a\":1.50}\r\n\n{\"a\":\"é\"}\n") << false << QByteArray(R"({"type":"rows","rows":[{"a":1.50},{"a":"é"}]})") << 0;
    QTest::addRow("byte order mark") << "b.ndjson" << QByteArray("\xef\xbb\xbf{\"a\":1}") << false << QByteArray(R"({"type":"rows","rows":[{"a":1}]})") << 0;
    QTest::addRow("broken lines left out") << "c.jsonl" << QByteArray("{\"a\":1}\n{broken\n[1]\n") << true << QByteArray(R"({"type":"rows","rows":[{"a":1}]})") << 2;
    QTest::addRow("array") << "d.JSON" << QByteArray(" [{\"a\":1}]\n") << false << QByteArray(R"({"type":"rows","rows":[{"a":1}]})") << 0;
    QTest::addRow("broken rows of an array left out") << "d.json" << QByteArray("[{\"a\":1},2,{\"a\":3}]") << true << QByteArray(R"({"type":"rows","rows":[{"a":1},{"a":3}]})") << 1;
    QTest::addRow("array keeps its digits") << "d.json" << QByteArray("[{\"a\":1.50}]") << true << QByteArray(R"({"type":"rows","rows":[{"a":1.50}]})") << 0;
    QTest::addRow("broken rows of a table left out") << "f.csv" << QByteArray("q,a\n1,2,3\n\"x\n\",1\n\"y,\xff\",1\nz,\"1") << true << table("q,a\n\"x\n\",1\n") << 3;
    QTest::addRow("table as the server takes it") << "g.csv" << QByteArray("\xef\xbb\xbf,a,a\r\n0,\"1 \"\"2\"\"\",x\"y\r\n\r\n1\r\n") << false << table(",a,a\r\n0,\"1 \"\"2\"\"\",x\"y\r\n\r\n1\r\n") << 0;
    QTest::addRow("table") << "e.csv" << QByteArray("q,a\nx,1\n") << false << QByteArray(R"({"type":"uri","uri":"data:text/csv;base64,cSxhCngsMQo="})") << 0;
}

void tst_LlamaDatasets::registersFiles()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(bool, skip);
    QFETCH(QByteArray, source);
    QFETCH(int, skipped);
    LlamaStub &stub = m_fixture->stub;
    stub.answers.insert("GET /v1beta/datasets/d", stub.recordings.answer("039"));
    stub.answers.insert("POST /v1beta/datasets", stub.recordings.answer(source.contains("uri") ? "014" : "011"));
    stub.answers.insert("GET /v1beta/datasetio/iterrows/csvfile", stub.recordings.answer("062"));
    DatasetRequest request;
    request.id = QStringLiteral("d");
    request.purpose = QStringLiteral("eval/question-answer");
    request.file = file(name, content);
    request.skipBroken = skip;
    const auto added = waited(datasets().add(request));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QCOMPARE(added->skipped, qint64(skipped));
    QCOMPARE(added->skippedTold.size(), skipped);
    QByteArray sent;
    for (const Asked &asked : stub.server.asked)
        sent = asked.method == "POST" ? asked.body : sent;
    QCOMPARE(sent, R"({"purpose":"eval/question-answer","dataset_id":"d","source":)" + source + "}");
}

/// Files that are longer than they say, and that break off.
void tst_LlamaDatasets::filesThatLie()
{
    const auto endless = llamastack::readDatasetFile(QStringLiteral("/dev/zero"), false);
    QVERIFY(!endless);
    QCOMPARE(endless.error().kind, Error::Kind::Invalid);
    QVERIFY2(endless.error().message.startsWith(QLatin1String("zero is longer than 32 MiB")), qPrintable(endless.error().message));
    const auto broken = llamastack::readDatasetFile(QStringLiteral("/proc/self/mem"), false); // its first page is nobody's
    QVERIFY(!broken);
    QCOMPARE(broken.error().kind, Error::Kind::Storage);
    QVERIFY2(broken.error().message.startsWith(QLatin1String("mem cannot be read: ")), qPrintable(broken.error().message));
}

/// Sent again after a lost answer, it would find nothing and say so.
void tst_LlamaDatasets::removeIsSentOnce()
{
    LlamaStub &stub = m_fixture->stub;
    const Answer lost{.body = QByteArray(100, ' '), .cutAfter = 5};
    stub.answers.insert("DELETE /v1beta/datasets/d", lost);
    stub.answers.insert("DELETE /v1alpha/eval/benchmarks/b", lost);
    QCOMPARE(waited(datasets().remove(QStringLiteral("d"))).error().kind, Error::Kind::Network);
    QCOMPARE(stub.count("DELETE /v1beta/datasets/d"), 1);
    QCOMPARE(waited(m_fixture->connection->benchmarks()->remove(QStringLiteral("b"))).error().kind, Error::Kind::Network);
    QCOMPARE(stub.count("DELETE /v1alpha/eval/benchmarks/b"), 1);
}

void tst_LlamaDatasets::badFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("message");
    QTest::addRow("broken line") << "a.jsonl" << QByteArray("{\"a\":1}\n{broken\n")
                                 << QStringLiteral("a.jsonl, line 2: it is no JSON object. Correct it, or leave out rows that cannot be read.");
    QTest::addRow("empty") << "b.jsonl" << QByteArray("\n") << QStringLiteral("b.jsonl has no rows.");
    QTest::addRow("no array") << "c.json" << QByteArray("{}") << QStringLiteral("c.json is no JSON array of objects with at least one row.");
    QTest::addRow("no objects") << "d.json" << QByteArray("[{},1]") << QStringLiteral("d.json, row 2: it is no JSON object. Correct it, or leave out rows that cannot be read.");
    QTest::addRow("no rows") << "d2.json" << QByteArray("[]") << QStringLiteral("d2.json is no JSON array of objects with at least one row.");
    QTest::addRow("long row") << "g.csv" << QByteArray("q,a\n\"a\nb\",1\nx,1,2\n")
                              << QStringLiteral("g.csv, line 4: this row has 3 fields, but the header has 2; quote fields that hold a separator. Correct it, or leave out rows that cannot be read.");
    QTest::addRow("open quote") << "h.csv" << QByteArray("q,a\n\"x,1\n") << QStringLiteral("h.csv, line 2: the quote that opens here is never closed; close it. Correct it, or leave out rows that cannot be read.");
    QTest::addRow("header alone") << "i.csv" << QByteArray("q,a\n") << QStringLiteral("i.csv has no rows.");
    QTest::addRow("nothing") << "j.csv" << QByteArray() << QStringLiteral("j.csv has no rows.");
    QTest::addRow("header of another encoding") << "k.csv" << QByteArray("q,\xff\n1,2\n") << QStringLiteral("k.csv, line 1: the text is not UTF-8. Correct it.");
    QTest::addRow("tabs") << "e.tsv" << QByteArray("a\tb\n") << QStringLiteral("e.tsv: a Llama Stack server takes .jsonl, .ndjson, .json and .csv; convert it to one of these.");
    QTest::addRow("too long") << "f.jsonl" << QByteArray(llamastack::largestDatasetFile + 1, ' ')
                              << QStringLiteral("f.jsonl is longer than 32 MiB, which such a server would send whole with every list of its datasets; put it where the server can read it and register its address.");
}

void tst_LlamaDatasets::badFiles()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, message);
    DatasetRequest request;
    request.id = QStringLiteral("d");
    request.file = file(name, content);
    const auto added = waited(datasets().add(request));
    QVERIFY(!added);
    QCOMPARE(added.error().message, message);
    QCOMPARE(added.error().kind, Error::Kind::Invalid);
    QCOMPARE(m_fixture->stub.count("POST /v1beta/datasets"), 0);
}

/// It would half succeed: the old record with the new rows.
void tst_LlamaDatasets::takenNameIsNotSent()
{
    LlamaStub &stub = m_fixture->stub;
    stub.answers.insert("GET /v1beta/datasets/qa-rows", stub.recordings.answer("038"));
    DatasetRequest request;
    request.id = QStringLiteral("qa-rows");
    request.rows = {R"([{"a":1}])"};
    const auto added = waited(datasets().add(request));
    QVERIFY(!added);
    QCOMPARE(added.error().kind, Error::Kind::Conflict);
    QCOMPARE(added.error().message, QStringLiteral("There is a dataset “qa-rows” already; delete it first, or choose another name."));
    QCOMPARE(stub.count("POST /v1beta/datasets"), 0);
}

void tst_LlamaDatasets::refused_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    const LlamaRecordings main, v7(QStringLiteral("0.7.3"));
    QTest::addRow("purpose") << main.answer("025") << Error::Kind::Invalid;
    QTest::addRow("purpose gone in 0.7") << v7.answer("018") << Error::Kind::Invalid;
    QTest::addRow("provider") << main.answer("031") << Error::Kind::NotFound;
    QTest::addRow("conflict") << main.answer("022") << Error::Kind::Conflict;
    QTest::addRow("quota") << main.answer("274") << Error::Kind::Network;
    QTest::addRow("key") << main.answer("282") << Error::Kind::Unauthorized;
    QTest::addRow("fault") << main.answer("123") << Error::Kind::Protocol;
    QTest::addRow("not JSON") << Answer{.body = "ok"} << Error::Kind::Protocol;
    QTest::addRow("cut off") << Answer{.body = main.body("011"), .cutAfter = 20} << Error::Kind::Network;
}

void tst_LlamaDatasets::refused()
{
    QFETCH(Answer, answer);
    QFETCH(Error::Kind, kind);
    m_fixture->stub.answers.insert("POST /v1beta/datasets", answer);
    DatasetRequest request; // without a name, so it is not looked for
    request.purpose = QStringLiteral("eval/question-answer");
    request.rows = {R"([{"a":1}])"};
    const auto added = waited(datasets().add(request));
    QVERIFY(!added);
    QCOMPARE(added.error().kind, kind);
}

void tst_LlamaDatasets::removes_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<bool>("done");
    QTest::addRow("204") << LlamaRecordings().answer("090") << true;
    QTest::addRow("200 null") << LlamaRecordings(QStringLiteral("0.4.4")).answer("090") << true;
    QTest::addRow("unknown") << LlamaRecordings().answer("091") << false;
    QTest::addRow("unknown, 0.4") << LlamaRecordings(QStringLiteral("0.4.4")).answer("091") << false;
}

void tst_LlamaDatasets::removes()
{
    QFETCH(Answer, answer);
    QFETCH(bool, done);
    m_fixture->stub.answers.insert("DELETE /v1beta/datasets/a/b", answer);
    ConnectionSettings guarded = m_fixture->settings();
    guarded.guarded = true;
    m_fixture->connection->configure(guarded);
    const auto removed = waited(datasets().remove(QStringLiteral("a/b")));
    QCOMPARE(bool(removed), done);
    QCOMPARE(m_fixture->questions, QStringList{QStringLiteral("delete a dataset")});
    if (!done)
        QCOMPARE(removed.error().kind, Error::Kind::NotFound);
}

void tst_LlamaDatasets::serverWithoutDatasets()
{
    m_fixture = std::make_unique<LlamaFixture>();
    m_fixture->stub.answers.insert("GET /v1/inspect/routes", Answer{.body = R"({"data":[{"route":"/v1alpha/eval/benchmarks/{benchmark_id}/jobs"}]})"});
    QVERIFY(m_fixture->open());
    const auto list = waited(datasets().list());
    QVERIFY(!list);
    QCOMPARE(list.error().message, QStringLiteral("Llama Stack keeps no datasets; register them with the local engine."));
    QCOMPARE(m_fixture->stub.count("GET /v1beta/datasets"), 0);
}

/// The same routes at the origin of another API; it opens files itself, and tells how many rows there are.
void tst_LlamaDatasets::localEngine()
{
    LlamaStub &stub = m_fixture->stub;
    stub.answers.insert("POST /v1beta/datasets", Answer{.body = R"({"identifier":"d","purpose":"eval/question-answer","assay":{"num_rows":3,"skipped_rows":1,"skipped":[{"line":2,"fault":"no JSON"}]}})"});
    RestClient client({QStringLiteral("Assay"), QStringLiteral("/api/v1"), llamastack::errorOf});
    client.setEndpoint(QUrl(stub.server.text(QStringLiteral("/api/v1"))), QString());
    LlamaDatasets own(client, LlamaDatasets::Files::ByServer, [] { return std::optional<Error>(); });
    QVERIFY(own.takes().addresses && !own.takes().providers);
    DatasetRequest request;
    request.id = QStringLiteral("d");
    request.purpose = QStringLiteral("eval/question-answer");
    request.file = QStringLiteral("/data/a b.tsv");
    request.skipBroken = true;
    const auto added = waited(own.add(request));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QCOMPARE(added->dataset.rows, std::optional<qint64>(3));
    QCOMPARE(added->skipped, qint64(1));
    QCOMPARE(stub.server.asked.last().query, QByteArray("skip_broken_rows=true"));
    const Ordered source{{"type", "uri"}, {"uri", "file:///data/a%20b.tsv"}};
    SAME_JSON(stub.lastBody("POST /v1beta/datasets")["source"], source);
    QCOMPARE(stub.count("GET /v1beta/datasets/d"), 0); // it refuses what is there by itself

    stub.answers.insert("POST /v1beta/datasetio/append-rows/d", Answer{.body = "null"});
    stub.decide = [&stub](const Asked &asked) -> std::optional<Answer> {
        if (!asked.path.contains("/iterrows/"))
            return {};
        return Answer{.body = R"({"data":[],"has_more":false,"total_count":)" + QByteArray::number(3 + stub.count("POST /v1beta/datasetio/append-rows/d")) + '}'};
    };
    const auto rows = waited(own.append(QStringLiteral("d"), {R"([{"a":1}])"}));
    QVERIFY(rows);
    QCOMPARE(*rows, qint64(4));
}

ASSAY_TEST(tst_LlamaDatasets)
#include "tst_LlamaDatasets.moc"
