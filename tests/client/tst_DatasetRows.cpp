#include "services/api/DatasetService.h"
#include "services/backends/llamastack/DatasetWire.h"
#include "services/backends/llamastack/LlamaDatasets.h"
#include "services/backends/llamastack/LlamaError.h"
#include "services/core/EnteredValue.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace assay;
using namespace assay::test;

/// Rows of the local engine's datasets: what is sent when they are changed, and files that are read to be appended.
class tst_DatasetRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void rowsKeepTheirTypes();
    void cells_data();
    void cells();
    void sendsChanges();
    void refusedChanges_data();
    void refusedChanges();
    void readsFiles_data();
    void readsFiles();
    void badFiles_data();
    void badFiles();
    void longFile();

private:
    QString file(const QString &name, const QByteArray &content)
    {
        QFile out(m_folder.filePath(name));
        return out.open(QIODevice::WriteOnly) && out.write(content) == content.size() ? out.fileName() : QString();
    }
    static constexpr auto route = "POST /v1beta/datasetio/edit-rows/org/d";

    QTemporaryDir m_folder;
    std::unique_ptr<LlamaStub> m_stub;
    std::unique_ptr<RestClient> m_client;
    std::unique_ptr<LlamaDatasets> m_datasets;
};

void tst_DatasetRows::init()
{
    m_datasets.reset();
    m_stub = std::make_unique<LlamaStub>();
    m_client = std::make_unique<RestClient>(RestClient::Settings{QStringLiteral("Assay"), QStringLiteral("/api/v1"), llamastack::errorOf});
    m_client->setEndpoint(QUrl(m_stub->server.text(QStringLiteral("/api/v1"))), QString());
    m_datasets = std::make_unique<LlamaDatasets>(*m_client, LlamaDatasets::Files::ByServer, [] { return std::optional<Error>(); });
}

void tst_DatasetRows::rowsKeepTheirTypes()
{
    const auto page = llamastack::decodeRows(R"({"data":[{"text":"5","number":5,"none":null,"list":[1,"a"],"empty":""}]})");
    QVERIFY(page);
    const DatasetRow *row = &page->rows.first();
    QCOMPARE(*row->cell(QStringLiteral("text")), QStringLiteral("5"));
    QCOMPARE(*row->cell(QStringLiteral("list")), QStringLiteral("[1,\"a\"]"));
    QCOMPARE(row->values, (QSet<QString>{QStringLiteral("number"), QStringLiteral("none"), QStringLiteral("list")}));
    QVERIFY(!row->cell(QStringLiteral("other")));
}

void tst_DatasetRows::cells_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("value");
    QTest::newRow("number") << QStringLiteral("1.50") << true;
    QTest::newRow("list") << QStringLiteral(" [1, 2] ") << true;
    QTest::newRow("text") << QStringLiteral("\"a\"") << true;
    QTest::newRow("null") << QStringLiteral("null") << true;
    QTest::newRow("word") << QStringLiteral("four") << false;
    QTest::newRow("two") << QStringLiteral("1, 2") << false;
    QTest::newRow("nothing") << QString() << false;
    QTest::newRow("cut off") << QStringLiteral("[1") << false;
    QTest::newRow("closes too much") << QStringLiteral("1], [2") << false;
}

void tst_DatasetRows::cells()
{
    QFETCH(QString, text);
    QFETCH(bool, value);
    QCOMPARE(isJsonValue(text), value);
    QCOMPARE(unquoted(text), text == QLatin1String("\"a\"") ? QStringLiteral("a") : QString());
}

void tst_DatasetRows::sendsChanges()
{
    m_stub->answers.insert(route, Answer{.body = R"({"identifier":"org/d","purpose":"eval/question-answer","assay":{"num_rows":7,"version":4}})"});
    DatasetRow row;
    row.setText(QStringLiteral("q"), QStringLiteral("9007199254740993"));
    row.setValue(QStringLiteral("n"), QStringLiteral("9007199254740993"));
    row.setValue(QStringLiteral("x"), QStringLiteral("[1, null]"));
    QSignalSpy changed(m_datasets.get(), &DatasetService::datasetsChanged);
    const auto edited = waited(m_datasets->edit(QStringLiteral("org/d"), 3, {{RowEdit::Kind::Replace, 5, 1, row}, {RowEdit::Kind::Insert, 0, 1, {}}, {RowEdit::Kind::Remove, 7, 2, {}}}));
    QVERIFY2(edited, edited ? "" : qPrintable(edited.error().message));
    QCOMPARE(edited->version, std::optional<qint64>(4));
    QCOMPARE(edited->rows, std::optional<qint64>(7));
    QCOMPARE(changed.size(), 1);
    const auto wanted = nlohmann::ordered_json::parse(R"({"version":3,"edits":[{"op":"replace","row":5,"value":{"q":"9007199254740993","n":9007199254740993,"x":[1,null]}},
        {"op":"insert","row":0,"value":{}},{"op":"remove","row":7,"count":2}]})");
    SAME_JSON(m_stub->lastBody(route), wanted);
}

void tst_DatasetRows::refusedChanges_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<Error::Kind>("kind");
    QTest::newRow("another version") << 409 << Error::Kind::Conflict;
    QTest::newRow("wrong") << 400 << Error::Kind::Invalid;
    QTest::newRow("gone") << 404 << Error::Kind::NotFound;
}

void tst_DatasetRows::refusedChanges()
{
    QFETCH(int, status);
    QFETCH(Error::Kind, kind);
    m_stub->answers.insert(route, Answer{.status = status, .body = R"({"status":0,"title":"x","detail":"The rows of 'd' were changed."})"});
    const auto edited = waited(m_datasets->edit(QStringLiteral("org/d"), 3, {{RowEdit::Kind::Remove, 0, 1, {}}}));
    QVERIFY(!edited);
    QCOMPARE(edited.error().kind, kind);
    QVERIFY2(edited.error().message.contains(QStringLiteral("The rows of 'd' were changed.")), qPrintable(edited.error().message));
    QCOMPARE(m_stub->count(route), 1); // never twice
    // What is no JSON is not sent.
    DatasetRow row;
    row.setValue(QStringLiteral("n"), QStringLiteral("four"));
    const auto unsent = waited(m_datasets->edit(QStringLiteral("org/d"), 3, {{RowEdit::Kind::Replace, 6, 1, row}}));
    QVERIFY(!unsent);
    QCOMPARE(unsent.error().message, QStringLiteral("Row 7, n: “four” is no JSON value; correct it."));
    QCOMPARE(m_stub->count(route), 1);
}

void tst_DatasetRows::readsFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<QStringList>("columns");
    const QStringList ab{QStringLiteral("a"), QStringLiteral("b")};
    QTest::newRow("jsonl") << QStringLiteral("x.jsonl") << QByteArray("{\"a\":1}\n\n{\"b\":\"2\"}\n") << QByteArray(R"([{"a":1},{"b":"2"}])") << ab;
    QTest::newRow("json") << QStringLiteral("x.json") << QByteArray(R"({"rows":[{"a":1,"b":2}]})") << QByteArray(R"([{"a":1,"b":2}])") << ab;
    QTest::newRow("csv") << QStringLiteral("x.csv") << QByteArray("a,b\n1,\"2,5\"\n") << QByteArray(R"([{"a":"1","b":"2,5"}])") << ab;
    QTest::newRow("tsv") << QStringLiteral("x.tsv") << QByteArray("a\tb\n1\t2\n3\t4\n") << QByteArray(R"([{"a":"1","b":"2"},{"a":"3","b":"4"}])") << ab;
    QTest::newRow("no rows") << QStringLiteral("x.csv") << QByteArray("a,b\n") << QByteArray("[]") << QStringList();
}

void tst_DatasetRows::readsFiles()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, rows);
    QFETCH(QStringList, columns);
    const auto read = waited(m_datasets->readFile(file(name, content), false));
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->all.text, rows);
    QCOMPARE(read->columns, columns);
    QCOMPARE(read->rows, qint64(nlohmann::json::parse(rows.toStdString()).size()));
    QCOMPARE(qint64(read->first.size()), read->rows);
}

void tst_DatasetRows::badFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("fault");
    QTest::newRow("jsonl") << QStringLiteral("x.jsonl") << QByteArray("{\"a\":1}\n[2]\n{\"a\":3}\n") << QStringLiteral("x.jsonl, line 2:");
    QTest::newRow("csv") << QStringLiteral("x.csv") << QByteArray("a,b\n1\n2,3\n") << QStringLiteral("x.csv, line 2:");
    QTest::newRow("kind") << QStringLiteral("x.parquet") << QByteArray("PAR1") << QStringLiteral("x.parquet");
}

void tst_DatasetRows::badFiles()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, fault);
    const QString path = file(name, content);
    const auto read = waited(m_datasets->readFile(path, false));
    QVERIFY(!read);
    QVERIFY2(read.error().message.contains(fault), qPrintable(read.error().message));
    if (name.endsWith(QLatin1String("parquet")))
        return;
    const auto rest = waited(m_datasets->readFile(path, true));
    QVERIFY(rest);
    QCOMPARE(rest->skipped, qint64(1));
    QCOMPARE(rest->skippedTold.size(), 1);
    QVERIFY2(rest->skippedTold.first().startsWith(QStringLiteral("Line 2:")), qPrintable(rest->skippedTold.first()));
    QCOMPARE(rest->rows, name.endsWith(QLatin1String("csv")) ? qint64(1) : qint64(2));
    QVERIFY(!waited(m_datasets->readFile(QStringLiteral("/nowhere/x.csv"), true)));
}

void tst_DatasetRows::longFile()
{
    QFile out(m_folder.filePath(QStringLiteral("long.jsonl")));
    QVERIFY(out.open(QIODevice::WriteOnly) && out.resize(DatasetService::largestAppend + 1)); // a hole
    const auto read = waited(m_datasets->readFile(out.fileName(), true));
    QVERIFY(!read);
    QVERIFY2(read.error().message.contains(QStringLiteral("longer than 32 MiB")), qPrintable(read.error().message));
}

ASSAY_TEST(tst_DatasetRows)
#include "tst_DatasetRows.moc"
