#include "services/backends/rest/GivenRows.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using Json = nlohmann::json;

/// Rows of files and of pasted text, for evaluations and datasets of Scale GP.
class tst_GivenRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsOfEachForm_data();
    void rowsOfEachForm();
    void noFile();
};

void tst_GivenRows::rowsOfEachForm_data()
{
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("texts"); // CSV tells no types
    // clang-format off
    QTest::addRow("lines") << "jsonl" << QByteArray("{\"q\":\"a\",\"n\":12345678901234567890.5}\r\n\n{\"q\":\"b\",\"extra\":[1]}\n") << false;
    QTest::addRow("array") << "json" << QByteArray("\xef\xbb\xbf[ {\"q\":\"a\",\"n\":12345678901234567890.5}, {\"q\":\"b\",\"extra\":[1]} ]\n") << false;
    QTest::addRow("csv") << "csv" << QByteArray("q,n,extra\n\"a, or \"\"b\"\"\",1,\nb,2,x\n") << true;
    // clang-format on
}

void tst_GivenRows::rowsOfEachForm()
{
    QFETCH(QString, suffix);
    QFETCH(QByteArray, content);
    QFETCH(bool, texts);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("rows.") + suffix);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    const auto read = rowsFromFile(path);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->columns.names, QStringList({ QStringLiteral("q"), QStringLiteral("n"), QStringLiteral("extra") }));
    QCOMPARE(read->columns.rows, 2);
    const Json rows = Json::parse(read->array.text.toStdString());
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[0]["q"].get<std::string>(), texts ? std::string("a, or \"b\"") : std::string("a"));
    QCOMPARE(read->array.text.contains("12345678901234567890.5"), !texts); // no digit is lost
    const auto pasted = rowsFromText(QString::fromUtf8(content));
    QVERIFY(pasted);
    QCOMPARE(pasted->columns.names, read->columns.names);
}

void tst_GivenRows::noFile()
{
    QCOMPARE(rowsFromFile({}).error().message, QStringLiteral("File: choose one."));
    QCOMPARE(rowsFromFile(QStringLiteral("/nowhere/rows.csv")).error().kind, Error::Kind::Storage);
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("long.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(largestRows + 1));
    QVERIFY(rowsFromFile(file.fileName())
                .error()
                .message.startsWith(QStringLiteral("long.jsonl is longer than 32 MiB")));
}

ASSAY_TEST(tst_GivenRows)
#include "tst_GivenRows.moc"
