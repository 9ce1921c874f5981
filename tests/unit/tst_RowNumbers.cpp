#include "services/core/RowNumbers.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// Rows by their numbers, as a person writes them.
class tst_RowNumbers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void bounded();
};

void tst_RowNumbers::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<qint64>>("numbers");
    QTest::newRow("nothing") << QString() << QList<qint64>();
    QTest::newRow("blanks") << QStringLiteral(" , ") << QList<qint64>();
    QTest::newRow("one") << QStringLiteral("7") << QList<qint64> { 7 };
    QTest::newRow("range and one") << QStringLiteral("1-3, 35") << QList<qint64> { 1, 2, 3, 35 };
    QTest::newRow("any order") << QStringLiteral("35,2 - 3") << QList<qint64> { 2, 3, 35 };
    QTest::newRow("as it is typeset") << QStringLiteral("1–2") << QList<qint64> { 1, 2 };
    QTest::newRow("twice") << QStringLiteral("2,2,1-3,") << QList<qint64> { 1, 2, 3 };
    QTest::newRow("range of one") << QStringLiteral("4-4") << QList<qint64> { 4 };
}

void tst_RowNumbers::reads()
{
    QFETCH(QString, text);
    QFETCH(QList<qint64>, numbers);
    const auto read = rowNumbers(text);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(*read, numbers);
}

void tst_RowNumbers::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *text, const char *part) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(part);
    };
    row("0", "0");
    row("1, x", "x");
    row("-3", "-3");
    row("5-2", "5-2");
    row("1.5", "1.5");
    row("1 2", "1 2");
    row("99999999999999999999", "99999999999999999999");
}

void tst_RowNumbers::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto read = rowNumbers(text);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, Error::Kind::Invalid);
    QCOMPARE(read.error().message,
        QStringLiteral("Rows: “%1” is no row number, from 1, and no range; write for example 1-20, 35.").arg(part));
}

void tst_RowNumbers::bounded()
{
    QCOMPARE(rowNumbers(QStringLiteral("1-100000, 5-80000"))->size(), mostRowNumbers);
    const auto read = rowNumbers(QStringLiteral("5, 7-999999999999"));
    QVERIFY(!read);
    QCOMPARE(read.error().message,
        QStringLiteral(
            "Rows: with “7-999999999999” there are more than 100000; choose fewer, or leave the field empty for all."));
}

ASSAY_TEST(tst_RowNumbers)
#include "tst_RowNumbers.moc"
