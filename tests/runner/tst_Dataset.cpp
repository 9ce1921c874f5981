#include "services/engine/runner/Dataset.h"

#include "tests/runner/FakeSink.h"
#include "tests/support/TestRegistry.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::engine;

class tst_Dataset : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    DatasetSource source(DatasetSource::Kind kind, const QByteArray &text)
    {
        DatasetSource out;
        out.kind = kind;
        out.name = kind == DatasetSource::Kind::Csv ? QStringLiteral("facts.csv") : QStringLiteral("facts.jsonl");
        out.path = m_dir.filePath(out.name);
        test::writeFile(out.path, text);
        return out;
    }

private Q_SLOTS:
    void readsJsonLines()
    {
        const QByteArray text = "\xEF\xBB\xBF{\"id\": 1, \"q\": \"\xC3\xA4\"}\r\n\r\n{\"id\": 2, \"q\": [1, 2.50]}";
        const auto from = source(DatasetSource::Kind::JsonLines, text);
        const auto data = Dataset::load(from, QStringLiteral("id"), {{QStringLiteral("q"), QStringLiteral("prompt.template of t.yaml")}});
        QVERIFY2(data, data ? "" : qPrintable(data.error().message));
        QCOMPARE(data->size(), 2);
        QCOMPARE(data->row(0)["q"].get<std::string>(), std::string("\xC3\xA4"));
        QCOMPARE(data->row(1)["q"].dump(), std::string("[1,2.5]"));
        QCOMPARE(data->sha256(), QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
        QCOMPARE(countRows(from), 2);
    }

    void readsCsv()
    {
        auto from = source(DatasetSource::Kind::Csv,
                           "\xEF\xBB\xBFid,question,n,ok,more\r\n1,\"one, \"\"two\"\"\nthree\",4,true,\"{\"\"a\"\":[1]}\"\r\n\r\n2,,-0.5,False,null\n");
        from.types = {{QStringLiteral("n"), CsvType::Number}, {QStringLiteral("ok"), CsvType::Boolean}, {QStringLiteral("more"), CsvType::Json}};
        const auto data = Dataset::load(from, QStringLiteral("id"), {});
        QVERIFY2(data, data ? "" : qPrintable(data.error().message));
        QCOMPARE(data->size(), 2);
        const nlohmann::json first{{"id", "1"}, {"question", "one, \"two\"\nthree"}, {"n", 4}, {"ok", true}, {"more", {{"a", {1}}}}};
        const nlohmann::json second{{"id", "2"}, {"question", ""}, {"n", -0.5}, {"ok", false}, {"more", nullptr}};
        QVERIFY2(data->row(0) == first, data->row(0).dump().c_str());
        QVERIFY2(data->row(1) == second, data->row(1).dump().c_str());
        QVERIFY(data->row(0)["n"].is_number_integer());
        QCOMPARE(countRows(from), 2);
    }

    void keepsCsvNumbersAsText()
    {
        const auto data = Dataset::load(source(DatasetSource::Kind::Csv, "q,answer\n2+2,4\n"), {}, {});
        QVERIFY(data);
        QVERIFY(data->row(0)["answer"] == "4");
    }

    void readsRows()
    {
        DatasetSource from;
        from.kind = DatasetSource::Kind::Rows;
        from.name = QStringLiteral("t.yaml: dataset.rows");
        from.rows = nlohmann::json::parse(R"([{"q": "a"}, {"q": 3}])");
        const auto data = Dataset::load(from, {}, {});
        QVERIFY(data);
        QCOMPARE(data->size(), 2);
        QVERIFY(data->row(1)["q"] == 3);
        from.rows = nlohmann::json::parse(R"([{"q": "a"}, 3])");
        QCOMPARE(Dataset::load(from, {}, {}).error().message,
                 QStringLiteral("t.yaml: dataset.rows, row 2: a row must be an object, {\"column\": value}, but this is number."));
    }

    void namesTheLine_data()
    {
        QTest::addColumn<bool>("csv");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, bool csv, const QByteArray &text, const char *message) {
            QTest::newRow(name) << csv << text << QString::fromUtf8(message);
        };
        QByteArray seven;
        for (int i = 1; i <= 9; ++i)
            seven += i == 7 ? QByteArray("{\"id\": \"7\", \"q\": \"broken\n") : "{\"id\": \"" + QByteArray::number(i) + "\", \"q\": \"x\"}\n";
        row("broken line 7", false, seven, "facts.jsonl, line 7: this is not valid JSON (near character 25); mend or remove the line.");
        row("not an object", false, "{\"id\":\"1\",\"q\":1}\n[1]\n", "facts.jsonl, line 2: a row must be an object, {\"column\": value}, but this is array.");
        row("missing column", false, "{\"id\":\"1\",\"q\":1}\n{\"id\":\"2\",\"Q\":1}\n",
            "facts.jsonl, line 2: there is no column 'q', which prompt.template of t.yaml needs; the row's columns are Q, id.");
        row("repeated id", false, "{\"id\":\"1\",\"q\":1}\n\n{\"id\":1,\"q\":1}\n", "facts.jsonl, line 3: the id '1' was used by an earlier row; ids must be unique.");
        row("id is a list", false, "{\"id\":[1],\"q\":1}\n", "facts.jsonl, line 1: the id in the column 'id' must be text or a whole number");
        row("not UTF-8", false, "{\"id\":\"1\",\"q\":\"\xFF\"}\n", "facts.jsonl, line 1: this is not valid JSON (near character 16)");
        row("empty", false, "\n\n", "facts.jsonl has no rows; a benchmark needs at least one.");
        row("csv empty", true, "", "facts.csv, line 1: there is no header row");
        row("csv only header", true, "id,q\n", "facts.csv has no rows");
        row("csv ragged", true, "id,q\n1,\"a\nb\"\n2,b,c\n", "facts.csv, line 4: this row has 3 fields, but the header has 2;");
        row("csv short", true, "id,q\n1\n", "facts.csv, line 2: this row has 1 fields, but the header has 2;");
        row("csv open quote", true, "id,q\n1,\"a\n2,b\n", "facts.csv, line 2: the quote that opens here is never closed");
        row("csv after quote", true, "id,q\n1,\"a\"b\n", "facts.csv, line 2: text follows a closing quote");
        row("csv column twice", true, "id,id\n1,2\n", "facts.csv, line 1: the column 'id' stands twice in the header");
        row("csv unnamed", true, "id,\n1,2\n", "facts.csv, line 1: column 2 of the header has no name");
        row("csv repeated id", true, "id,q\n1,2\n1,3\n", "facts.csv, line 3: the id '1' was used by an earlier row");
        row("csv latin 1", true, "id,q\n1,\xE4\n", "facts.csv, line 2: the column 'q' is not UTF-8 text; save the file as UTF-8.");
    }
    void namesTheLine()
    {
        QFETCH(bool, csv);
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        const auto data = Dataset::load(source(csv ? DatasetSource::Kind::Csv : DatasetSource::Kind::JsonLines, text), QStringLiteral("id"),
                                        {{QStringLiteral("q"), QStringLiteral("prompt.template of t.yaml")}});
        QVERIFY(!data);
        QVERIFY2(data.error().message.startsWith(message), qPrintable(data.error().message));
    }

    void namesBadCells()
    {
        auto from = source(DatasetSource::Kind::Csv, "id,n\na,1\nb,1,5\n");
        from.types = {{QStringLiteral("n"), CsvType::Number}};
        test::writeFile(from.path, "id,n\na,1\nb,\"1,5\"\n");
        QCOMPARE(Dataset::load(from, {}, {}).error().message,
                 QStringLiteral("facts.csv, line 3: '1,5' in the column 'n' is not a number; correct it or the column's type."));
        from.types = {{QStringLiteral("m"), CsvType::Number}};
        QVERIFY(Dataset::load(from, {}, {}).error().message.startsWith(QLatin1String("facts.csv has no column 'm', which dataset.csv.types names")));
    }

    void namesMissingFile()
    {
        DatasetSource from;
        from.name = QStringLiteral("gone.jsonl");
        from.path = m_dir.filePath(from.name);
        const auto data = Dataset::load(from, {}, {});
        QCOMPARE(int(data.error().kind), int(Error::Kind::NotFound));
        QVERIFY(data.error().message.startsWith(QLatin1String("The dataset gone.jsonl does not exist;")));
        QCOMPARE(countRows(from), 0);
    }

    void takesManyRows()
    {
        QByteArray text;
        for (int i = 0; i < 200'000; ++i)
            text += "{\"id\":" + QByteArray::number(i) + ",\"q\":\"x\"}\n";
        const auto data = Dataset::load(source(DatasetSource::Kind::JsonLines, text), QStringLiteral("id"), {});
        QVERIFY(data);
        QCOMPARE(data->size(), 200'000);
        QVERIFY(data->row(199'999)["id"] == 199'999);
    }
};

ASSAY_TEST(tst_Dataset)
#include "tst_Dataset.moc"
