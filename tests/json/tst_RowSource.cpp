#include "services/core/Csv.h"
#include "services/json/RowList.h"
#include "services/json/RowSource.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QBuffer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

namespace {

struct Read {
    QStringList rows, broken; ///< "line: fault"
    QString error;            ///< empty: none
};

Read readAll(const QString &uri, bool skip)
{
    Read out;
    json::RowSink sink;
    sink.row = [&out](const QByteArray &row) -> Result<Done> {
        out.rows << QString::fromUtf8(row);
        return Done{};
    };
    if (skip)
        sink.broken = [&out](const json::BrokenRow &row) { out.broken << QStringLiteral("%1: %2").arg(row.line).arg(row.fault); };
    if (const auto done = json::readRows(uri, sink); !done)
        out.error = done.error().message;
    return out;
}

} // namespace

/// Rows of files as they are registered: what can be read, and what is left out.
class tst_RowSource : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("no file");
        return file.fileName();
    }

private Q_SLOTS:
    /// A quote that goes wrong costs its line, and no row below it.
    void leavesOutFaultyQuotes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("rows");
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("text behind a quote") << QByteArray("a,b\n1,2\n3,\"x\"y\n5,6\n") << QStringList{QStringLiteral("1"), QStringLiteral("5")} << QStringList{QStringLiteral("3")};
        QTest::newRow("never closed") << QByteArray("a,b\n1,2\n3,\"x\n5,6\n7,8\n") << QStringList{QStringLiteral("1"), QStringLiteral("5"), QStringLiteral("7")} << QStringList{QStringLiteral("3")};
        QTest::newRow("closed by the next quote") << QByteArray("a,b\r\n1,\"x\r\n3,\"y\"\r\n5,6\r\n") << QStringList{QStringLiteral("3"), QStringLiteral("5")} << QStringList{QStringLiteral("2")};
        QTest::newRow("at the end") << QByteArray("a,b\n1,2\n3,\"x") << QStringList{QStringLiteral("1")} << QStringList{QStringLiteral("3")};
        QTest::newRow("behind a field of two lines") << QByteArray("a,b\n\"1\n2\",\"x\"y\n5,6\n") << QStringList{QStringLiteral("5")} << QStringList{QStringLiteral("3")};
        QTest::newRow("each its line") << QByteArray("a,b\n1,\"x\n2,\"y\n3,4\n\"5\"6,7\n8,9\n") << QStringList{QStringLiteral("3"), QStringLiteral("8")}
                                       << QStringList{QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("5")};
        QTest::newRow("good quotes") << QByteArray("a,b\n\"1\n,\"\"2\",3\n4,\n") << QStringList{QStringLiteral("1\n,\"2"), QStringLiteral("4")} << QStringList();
    }
    void leavesOutFaultyQuotes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, rows);
        QFETCH(QStringList, lines);
        const QString path = write(QStringLiteral("x.csv"), text);
        const Read skipped = readAll(path, true);
        QCOMPARE(skipped.error, QString());
        QStringList first, told;
        for (const QString &row : skipped.rows)
            first << QString::fromStdString(nlohmann::json::parse(row.toStdString()).at("a").get<std::string>());
        for (const QString &one : skipped.broken)
            told << one.section(QLatin1Char(':'), 0, 0);
        QCOMPARE(first, rows);
        QCOMPARE(told, lines);
        const Read strict = readAll(path, false);
        if (lines.isEmpty())
            QCOMPARE(strict.error, QString());
        else
            QVERIFY2(strict.error.startsWith(QStringLiteral("x.csv, line %1: ").arg(lines.first())), qPrintable(strict.error));
    }

    void dataOfLlamaStacksForm_data()
    {
        QTest::addColumn<QString>("uri");
        QTest::newRow("csv") << QStringLiteral("data:csv;base64,YSxiCjEsMgo=");
        QTest::newRow("tsv") << QStringLiteral("data:tsv,a%09b%0A1%092");
        QTest::newRow("json") << QStringLiteral("data:json,[{\"a\":\"1\",\"b\":\"2\"}]");
        QTest::newRow("jsonl") << QStringLiteral("data:jsonl,{\"a\":\"1\",\"b\":\"2\"}");
        QTest::newRow("media type") << QStringLiteral("data:text/csv,a,b%0A1,2");
    }
    void dataOfLlamaStacksForm()
    {
        QFETCH(QString, uri);
        QVERIFY(json::checkUri(uri));
        const Read read = readAll(uri, false);
        QCOMPARE(read.error, QString());
        QCOMPARE(read.rows, QStringList{QStringLiteral(R"({"a":"1","b":"2"})")});
    }

    /// The engine must not become somebody's way into the network.
    void addressesOfTheNetworkAreRefused()
    {
        const auto checked = json::checkUri(QStringLiteral("http://127.0.0.1:9/x.csv"));
        QVERIFY(!checked && checked.error().kind == Error::Kind::Unsupported && checked.error().message.contains(QLatin1String("save it as a file first")));
    }

    void jsonLists_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("rows");
        QTest::addColumn<QString>("error");
        const QStringList one{QStringLiteral(R"({"b":[1,{"x":[null,true]},[]],"a":{"n":-1.5,"e":{}}})")};
        QTest::newRow("nested") << "\xEF\xBB\xBF [" + one.first().toUtf8() + "]\n" << one << QString();
        QTest::newRow("rows") << R"({"version":[1,{"rows":[]}],"rows":[)" + one.first().toUtf8() + R"(],"more":{"data":[1]}})" << one << QString();
        QTest::newRow("data before rows") << QByteArray(R"({"rows":[{"no":1}],"data":[{"a":1},{"a":2}]})") << QStringList{QStringLiteral(R"({"a":1})"), QStringLiteral(R"({"a":2})")} << QString();
        QTest::newRow("empty") << QByteArray("[]") << QStringList() << QString();
        QTest::newRow("member twice") << QByteArray(R"([{"a":1,"b":2,"a":3}])") << QStringList{QStringLiteral(R"({"a":3,"b":2})")} << QString();
        QTest::newRow("no list") << QByteArray(R"({"rows":{"a":1}})") << QStringList() << QStringLiteral("x.json: a list of rows is expected, or an object with the list in 'rows' or 'data'.");
        QTest::newRow("a number") << QByteArray("7") << QStringList() << QStringLiteral("x.json: a list of rows is expected, or an object with the list in 'rows' or 'data'.");
        QTest::newRow("cut off") << QByteArray(R"([{"a":1},{"a":)") << QStringList{QStringLiteral(R"({"a":1})")} << QStringLiteral("x.json: it is no JSON.");
        QTest::newRow("something behind") << QByteArray(R"([{"a":1}] x)") << QStringList{QStringLiteral(R"({"a":1})")} << QStringLiteral("x.json: it is no JSON.");
        QTest::newRow("no row") << QByteArray(R"([{"a":1},7])") << QStringList{QStringLiteral(R"({"a":1})")} << QStringLiteral("x.json, line 2: a row has to be an object of columns.");
        QTest::newRow("too deep") << QByteArray("[") + QByteArray(300, '[') << QStringList() << QStringLiteral("x.json: it is nested too deeply.");
        QTest::newRow("nothing") << QByteArray() << QStringList() << QStringLiteral("x.json: it is no JSON.");
    }
    void jsonLists()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, rows);
        QFETCH(QString, error);
        const Read read = readAll(write(QStringLiteral("x.json"), text), false);
        QCOMPARE(read.rows, rows);
        QCOMPARE(read.error, error);
    }

    void jsonRowsThatAreNoneAreLeftOut()
    {
        const Read read = readAll(write(QStringLiteral("x.json"), R"([{"a":1},7,[{"a":2}],{"a":3}])"), true);
        QCOMPARE(read.rows, (QStringList{QStringLiteral(R"({"a":1})"), QStringLiteral(R"({"a":3})")}));
        QCOMPARE(read.broken, (QStringList{QStringLiteral("2: a row has to be an object of columns."), QStringLiteral("3: a row has to be an object of columns.")}));
    }

    /// A file is never held whole: the first row comes before much of it was read.
    void readsAsItHandsOver()
    {
        QByteArray list = "[", table = "a,b\n";
        for (int i = 0; i < 200'000; ++i) {
            list += QByteArray(i ? "," : "") + "{\"a\":" + QByteArray::number(i) + ",\"b\":\"some text of a row\"}";
            table += QByteArray::number(i) + ",some text of a row\n";
        }
        list += ']';
        const auto stop = Error{Error::Kind::Cancelled, QStringLiteral("enough")};
        QBuffer rows(&list), lines(&table);
        QVERIFY(rows.open(QIODevice::ReadOnly) && lines.open(QIODevice::ReadOnly));
        QVERIFY(!json::readRowList(rows, [&](qint64, const nlohmann::ordered_json &) -> Result<Done> { return stop; }));
        QVERIFY2(rows.pos() < list.size() / 4, qPrintable(QString::number(rows.pos())));
        CsvReader reader(lines, QStringLiteral("x"));
        QVERIFY(reader.header());
        QVERIFY(!reader.rows([&](const QList<QByteArray> &, qint64) -> Result<Done> { return stop; }));
        QVERIFY2(lines.pos() < table.size() / 2, qPrintable(QString::number(lines.pos())));
    }

    /// Fields, line breaks and faults lie across the parts in which a file is read.
    void joinsTheParts()
    {
        QByteArray text = "a,b\r\n";
        QStringList rows;
        qint64 line = 2;
        QStringList broken;
        for (int i = 0; text.size() < (5 << 20); ++i) {
            const QByteArray one = QByteArray::number(i);
            if (i % 5000 == 17) {
                text += one + ",\"" + QByteArray(400, 'x') + "\" y\r\n";
                broken << QString::number(line++);
                continue;
            }
            text += one + ",\"" + QByteArray(i % 97, 'x') + "\r\n\"\"\"\r\n";
            rows << QString::fromUtf8(one);
            line += 2;
        }
        const Read read = readAll(write(QStringLiteral("x.csv"), text), true);
        QCOMPARE(read.error, QString());
        QCOMPARE(read.rows.size(), rows.size());
        for (qsizetype i = 0; i < rows.size(); ++i)
            QVERIFY2(read.rows.at(i).startsWith(QStringLiteral("{\"a\":\"%1\",\"b\":\"").arg(rows.at(i))) && read.rows.at(i).endsWith(QLatin1String("\\r\\n\\\"\"}")), qPrintable(read.rows.at(i)));
        QCOMPARE(read.broken.size(), broken.size());
        for (qsizetype i = 0; i < broken.size(); ++i)
            QCOMPARE(read.broken.at(i).section(QLatin1Char(':'), 0, 0), broken.at(i));
    }
};

ASSAY_TEST(tst_RowSource)

#include "tst_RowSource.moc"
