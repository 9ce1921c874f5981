#include "models/datasets/DatasetDraft.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// What is entered for a new dataset becomes a request, or a sentence that says what is wrong.
class tst_DatasetDraft : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addresses_data();
    void addresses();
    void rows_data();
    void rows();
    void metadata_data();
    void metadata();
    void files();

private:
    static DatasetDraft draft(DatasetDraft::Source source)
    {
        DatasetDraft out;
        out.source = source;
        out.id = QStringLiteral(" d ");
        out.purpose = QStringLiteral("eval/question-answer");
        return out;
    }
};

void tst_DatasetDraft::addresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("fault"); ///< its beginning; empty: it is taken
    for (const char *good : {"huggingface://datasets/llamastack/simpleqa?split=train", "https://host/rows.csv", "file:///data/a.csv", "lsfs://a.jsonl",
                             "data:text/csv,question answer\nx,1", "data:text/csv;base64,cSxhCg==", "/data/a.csv", "s3://bucket/a.csv"})
        QTest::addRow("%s", QByteArray(good).left(20).constData()) << QString::fromLatin1(good) << QString();
    QTest::addRow("none") << QStringLiteral(" ") << QStringLiteral("Address: enter where");
    QTest::addRow("no kind") << QStringLiteral("fixture.csv") << QStringLiteral("Address: begin it with huggingface://");
    QTest::addRow("a space") << QStringLiteral("https://host/a b.csv") << QStringLiteral("Address: there is a space in it");
    QTest::addRow("no comma") << QStringLiteral("data:text/csv") << QStringLiteral("Address: write the rows behind a comma");
    QTest::addRow("nothing behind") << QStringLiteral("huggingface://") << QStringLiteral("Address: nothing stands behind huggingface://");
}

void tst_DatasetDraft::addresses()
{
    QFETCH(QString, address);
    QFETCH(QString, fault);
    DatasetDraft one = draft(DatasetDraft::Source::Address);
    one.address = QLatin1Char(' ') + address;
    one.file = QStringLiteral("/other.csv");
    const auto request = datasetRequest(one);
    if (!fault.isEmpty()) {
        QVERIFY(!request);
        QVERIFY2(request.error().message.startsWith(fault), qPrintable(request.error().message));
        return;
    }
    QVERIFY2(request, request ? "" : qPrintable(request.error().message));
    QCOMPARE(request->uri, address);
    QCOMPARE(request->id, QStringLiteral("d"));
    QVERIFY(request->file.isEmpty() && request->rows.isEmpty());
}

void tst_DatasetDraft::rows_data()
{
    QTest::addColumn<QString>("entered");
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<QString>("fault");
    QTest::addRow("lines") << QStringLiteral("{\"a\":1.50}\r\n\n {\"a\":\"é\"}\n") << QByteArray(R"([{"a":1.50},{"a":"é"}])") << QString();
    QTest::addRow("array") << QStringLiteral(" [{\"a\":1.50},\n{}]\n") << QByteArray("[{\"a\":1.50},\n{}]") << QString();
    QTest::addRow("none") << QStringLiteral("\n") << QByteArray() << QStringLiteral("Rows: enter at least one, a JSON object a line.");
    QTest::addRow("broken line") << QStringLiteral("{}\n[1]") << QByteArray() << QStringLiteral("Rows, line 2: it is no JSON object; correct it.");
    QTest::addRow("empty array") << QStringLiteral("[]") << QByteArray() << QStringLiteral("Rows: this is no JSON array of objects; correct it, or enter an object a line.");
    QTest::addRow("no objects") << QStringLiteral("[1]") << QByteArray() << QStringLiteral("Rows: this is no JSON array of objects; correct it, or enter an object a line.");
}

void tst_DatasetDraft::rows()
{
    QFETCH(QString, entered);
    QFETCH(QByteArray, rows);
    QFETCH(QString, fault);
    DatasetDraft one = draft(DatasetDraft::Source::Rows);
    one.rows = entered;
    const auto request = datasetRequest(one);
    QCOMPARE(request ? QString() : request.error().message, fault);
    if (request)
        QCOMPARE(request->rows.text, rows);
}

void tst_DatasetDraft::metadata_data()
{
    QTest::addColumn<QString>("entered");
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<QString>("fault");
    QTest::addRow("none") << QString() << QString() << QByteArray() << QString();
    QTest::addRow("texts and values") << QStringLiteral("a = b = c\n\nn=1.50\nlist = [1, \"x\"]\nempty =") << QString() << QByteArray(R"({"a":"b = c","n":1.50,"list":[1, "x"],"empty":""})") << QString();
    QTest::addRow("provider") << QStringLiteral("a = 1") << QStringLiteral(" nvidia ") << QByteArray(R"({"provider_id":"nvidia","a":1})") << QString();
    QTest::addRow("no value") << QStringLiteral("a = 1\nb") << QString() << QByteArray() << QStringLiteral("Metadata, line 2: write a name, =, and a value.");
    QTest::addRow("no name") << QStringLiteral("= 1") << QString() << QByteArray() << QStringLiteral("Metadata, line 1: write a name, =, and a value.");
    QTest::addRow("twice") << QStringLiteral("a = 1\na = 2") << QString() << QByteArray() << QStringLiteral("Metadata, line 2: there is a “a” already; take one of them out.");
    QTest::addRow("provider twice") << QStringLiteral("provider_id = x") << QStringLiteral("y") << QByteArray() << QStringLiteral("Metadata, line 1: there is a “provider_id” already; take one of them out.");
}

void tst_DatasetDraft::metadata()
{
    QFETCH(QString, entered);
    QFETCH(QString, provider);
    QFETCH(QByteArray, metadata);
    QFETCH(QString, fault);
    DatasetDraft one = draft(DatasetDraft::Source::Rows);
    one.rows = QStringLiteral("{}");
    one.metadata = entered;
    one.provider = provider;
    const auto request = datasetRequest(one);
    QCOMPARE(request ? QString() : request.error().message, fault);
    if (request)
        QCOMPARE(request->metadata.text, metadata);
}

void tst_DatasetDraft::files()
{
    DatasetDraft one = draft(DatasetDraft::Source::File);
    one.skipBroken = true;
    QCOMPARE(datasetRequest(one).error().message, QStringLiteral("File: choose one."));
    one.file = QStringLiteral("/data/a.csv");
    one.address = QStringLiteral("https://host/a.csv");
    const auto request = datasetRequest(one);
    QVERIFY(request);
    QVERIFY(request->file == one.file && request->skipBroken && request->uri.isEmpty());
    one.id = QStringLiteral(" ");
    QCOMPARE(datasetRequest(one).error().message, QStringLiteral("Name: enter one for the dataset."));
}

ASSAY_TEST(tst_DatasetDraft)
#include "tst_DatasetDraft.moc"
