#include "tests/imports/ImportSupport.h"

#include "services/engine/imports/Recognise.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::engine::imports;
using namespace assay::engine::imports::test;

class tst_ImportJson final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asToolsWrite_data();
    void asToolsWrite();
    void refused_data();
    void refused();
    void longTextsAreCut();
    void elementsAreHandedOut();
    void manyValuesAreLeftOut();
    void lines();
    void recognised_data();
    void recognised();
};

void tst_ImportJson::asToolsWrite_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("same");
    QTest::newRow("NaN") << QByteArray("{\"a\":NaN,\"b\":Infinity,\"c\":-Infinity}") << QByteArray("{\"a\":null,\"b\":null,\"c\":null}");
    QTest::newRow("NaN in a text stays") << QByteArray("[\"NaN -Infinity\"]") << QByteArray("[\"NaN -Infinity\"]");
    QTest::newRow("negative") << QByteArray("[-1.5,-0]") << QByteArray("[-1.5,0]");
    QTest::newRow("lone high surrogate") << QByteArray("[\"x\\ud83dy\"]") << QByteArray("[\"x\xEF\xBF\xBDy\"]");
    QTest::newRow("lone low surrogate") << QByteArray("[\"\\udc00\"]") << QByteArray("[\"\xEF\xBF\xBD\"]");
    QTest::newRow("high at the end") << QByteArray("[\"\\ud83d\"]") << QByteArray("[\"\xEF\xBF\xBD\"]");
    QTest::newRow("pair") << QByteArray("[\"\\ud83d\\ude00\"]") << QByteArray("[\"\xF0\x9F\x98\x80\"]");
    QTest::newRow("escapes") << QByteArray("[\"\\\\\\\"\\n\\u00e4\"]") << QByteArray("[\"\\\\\\\"\\n\xC3\xA4\"]");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF{}") << QByteArray("{}");
    QTest::newRow("a name twice") << QByteArray("{\"a\":1,\"a\":2}") << QByteArray("{\"a\":2}");
    QTest::newRow("too large a number") << QByteArray("[1e999]") << QByteArray("[null]");
}

void tst_ImportJson::asToolsWrite()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, same);
    const auto read = parseJson(text);
    if (QByteArray(QTest::currentDataTag()) == "too large a number") { // nlohmann calls it out of range
        QVERIFY(!read || read->dump() == same.toStdString());
        return;
    }
    QVERIFY2(bool(read), read ? "" : qPrintable(read.error().message));
    QCOMPARE(QByteArray::fromStdString(read->dump()), QByteArray::fromStdString(Json::parse(same.toStdString()).dump()));
}

void tst_ImportJson::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("line 1 is not valid JSON");
    QTest::newRow("cut off") << QByteArray("{\n\"a\":\n") << QStringLiteral("line 3 is not valid JSON");
    QTest::newRow("no JSON") << QByteArray("{\n\n nonsense}") << QStringLiteral("line 3 is not valid JSON");
    QTest::newRow("no UTF-8") << QByteArray("[\"\xff\"]") << QStringLiteral("line 1 is not valid JSON");
    QTest::newRow("deep") << QByteArray(100'000, '[') << QStringLiteral("deeper than 256 levels");
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(1000) << QStringLiteral("deeper than 256 levels");
}

void tst_ImportJson::refused()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    const auto read = parseJson(text);
    QVERIFY(!read);
    QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
}

void tst_ImportJson::longTextsAreCut()
{
    JsonLimits limits;
    limits.text = 10;
    bool cut = false;
    const auto read = parseJson("{\"short\":\"0123456789\",\"long\":\"01234567ä9abc\\u00e4\\nd\"}", &cut, limits);
    QVERIFY(bool(read));
    QVERIFY(cut);
    QCOMPARE(textOf(at(*read, "short")), QStringLiteral("0123456789"));
    const QString text = textOf(at(*read, "long"));
    QVERIFY2(text.startsWith(QStringLiteral("01234567ä\n[… ")), qPrintable(text)); // whole characters only
    QVERIFY2(text.contains(QStringLiteral("more bytes were not imported]")), qPrintable(text));
}

void tst_ImportJson::elementsAreHandedOut()
{
    const QByteArray text = "{\"skip\":{\"x\":[1,{\"y\":2}]},\"results\":{\"version\":3,\"results\":[\n{\"drop\":{},\"a\":{\"b\":[1,2]}},\n7,[8]],\"more\":4},\"end\":5}";
    TextSource source(text);
    JsonStream stream;
    stream.keep = [](const JsonPath &at) {
        if (at.back() == "skip" || at.back() == "drop")
            return Keep::Nothing;
        return at == JsonPath{"results", "results"} ? Keep::Elements : Keep::Whole;
    };
    QStringList seen;
    QList<qint64> linesSeen;
    stream.element = [&](JsonElement &&element) {
        seen << QString::fromStdString(element.value.dump());
        linesSeen << element.line;
        return true;
    };
    const auto read = stream.read(source);
    QVERIFY(bool(read));
    QCOMPARE(seen, (QStringList{QStringLiteral("{\"a\":{\"b\":[1,2]}}"), QStringLiteral("7"), QStringLiteral("[8]")}));
    QCOMPARE(linesSeen, (QList<qint64>{2, 3, 3}));
    QCOMPARE(QByteArray::fromStdString(read->value.dump()), QByteArray("{\"end\":5,\"results\":{\"more\":4,\"results\":[],\"version\":3}}"));
    TextSource again(text);
    stream.element = [](JsonElement &&) { return false; };
    const auto stopped = stream.read(again);
    QVERIFY(stopped && stopped->stopped);
}

void tst_ImportJson::manyValuesAreLeftOut()
{
    JsonLimits limits;
    limits.values = 10;
    bool cut = false;
    const auto read = parseJson("{\"a\":[" + QByteArray("[1],").repeated(50) + "0],\"b\":1}", &cut, limits);
    QVERIFY(bool(read));
    QVERIFY(cut);
    QVERIFY(read->dump().size() < 100);
}

void tst_ImportJson::lines()
{
    const QByteArray text = "one\n\ntoo long\nend";
    TextSource source(text);
    LineReader reader(source, 5);
    QCOMPARE(reader.next(), LineReader::Next::Line);
    QCOMPARE(reader.line(), QByteArray("one"));
    QCOMPARE(reader.next(), LineReader::Next::Line);
    QCOMPARE(reader.next(), LineReader::Next::TooLong);
    QCOMPARE(reader.number(), 3);
    QCOMPARE(reader.offset(), 5);
    QCOMPARE(reader.next(), LineReader::Next::Line);
    QCOMPARE(reader.line(), QByteArray("end"));
    QCOMPARE(reader.number(), 4);
    QCOMPARE(reader.next(), LineReader::Next::End);
}

void tst_ImportJson::recognised_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Format>("format");
    QTest::newRow("nothing") << QByteArray() << Format::Unknown;
    QTest::newRow("text") << QByteArray("hello") << Format::Unknown;
    QTest::newRow("other JSON") << QByteArray("{\"a\":1}") << Format::Unknown;
    QTest::newRow("a list") << QByteArray("[{\"eval\":1}]") << Format::Unknown;
    QTest::newRow("lm-eval") << QByteArray("\xEF\xBB\xBF {\"results\":{\"t\":{}},\"versions\":{}}") << Format::LmEval;
    QTest::newRow("lm-eval samples") << QByteArray("{\"doc_id\":0,\"doc\":{},\"resps\":[]}\n{\"doc_id\":1}\n") << Format::LmEvalSamples;
    QTest::newRow("Inspect") << QByteArray("{\"version\":2,\"status\":\"success\",\"eval\":{},\"samples\":[") << Format::InspectJson;
    QTest::newRow("promptfoo") << QByteArray("{\"evalId\":\"e\",\"results\":{\"version\":3}}") << Format::Promptfoo;
    QTest::newRow("older promptfoo") << QByteArray("{\"results\":{\"version\":2,\"results\":[],\"stats\":{}}}") << Format::Promptfoo;
    QTest::newRow("card") << QByteArray("{\"card_version\":\"1.0\",\"results\":{}}") << Format::EvalCard;
    QTest::newRow("a broken zip") << QByteArray("PK\x03\x04 and no more") << Format::Unknown;
}

void tst_ImportJson::recognised()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Format, format);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("any.name"));
    writeFile(path, bytes);
    QCOMPARE(recognise(path), format);
}

ASSAY_TEST(tst_ImportJson)
#include "tst_ImportJson.moc"
