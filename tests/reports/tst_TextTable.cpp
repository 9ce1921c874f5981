#include "services/reports/ReportText.h"
#include "services/reports/TextTable.h"
#include "tests/reports/SampleReport.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay::reports;
using namespace assay::reports::testing;

class tst_TextTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesUp();
    void namesEachPairOfModels();
    void cannotSteerTheTerminal();
    void numbers_data();
    void numbers();
    void chance_data();
    void chance();
    void chanceKeepsToTheReportsLevel();
};

void tst_TextTable::linesUp()
{
    ReportData data = sampleReport();
    data.flips.resize(1);
    const QStringList lines = textTable(data).split(u'\n');
    QCOMPARE(lines.at(0), QStringLiteral("Benchmark         Model                    Score  95 % interval  Items   Gate  Verdict"));
    QVERIFY(lines.at(1).startsWith(QStringLiteral("────")));
    QCOMPARE(lines.at(2), QStringLiteral("Facts             smollm2-135m-instruct    0.575  0.466 – 0.677     80  ≥ 0.5  ◐ Too close to call"));
    QCOMPARE(lines.at(3), QStringLiteral("                  gemma-3-270m             0.613  0.503 – 0.712     80  ≥ 0.5  ✓ Pass"));
    QCOMPARE(lines.at(12), QStringLiteral("latency           smollm2-135m-instruct  61.3 ms              –      –  ≤ 100  ✓ Pass"));
    QVERIFY(lines.contains(QStringLiteral("gemma-3-270m: Passes 2 of 6 gates, fails 3; 1 too close to call.")));
    QVERIFY(lines.contains(QStringLiteral("Items that gemma-3-270m gained and lost against smollm2-135m-instruct:")));
    QVERIFY(lines.contains(QStringLiteral("Facts          16    13          28          11  p = 0.711: may well be chance")));
}

void tst_TextTable::namesEachPairOfModels()
{
    ReportData data = sampleReport();
    data.flips[1].modelB = QStringLiteral("third");
    const QString text = textTable(data);
    QVERIFY(text.contains(QStringLiteral("Items that gemma-3-270m gained and lost against smollm2-135m-instruct:")));
    QVERIFY(text.contains(QStringLiteral("Items that third gained and lost against smollm2-135m-instruct:")));
}

void tst_TextTable::cannotSteerTheTerminal()
{
    ReportData data = sampleReport();
    data.runs[0].model = QStringLiteral("\x1b[2Jevil\nname\t<script>");
    const QString text = textTable(data);
    QVERIFY(text.contains(QStringLiteral("?[2Jevil name <script>")));
    QVERIFY(!text.contains(QChar(0x1B)));
}

void tst_TextTable::numbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("text");
    QTest::newRow("share") << 0.5 << QString() << QStringLiteral("0.500");
    QTest::newRow("thousands have no separator") << 12345.6 << QStringLiteral("ms") << QStringLiteral("12346");
    QTest::newRow("tens") << 61.25 << QStringLiteral("ms") << QStringLiteral("61.3");
    QTest::newRow("ones") << 7.456 << QStringLiteral("s") << QStringLiteral("7.46");
    QTest::newRow("negative") << -0.25 << QString() << QStringLiteral("-0.250");
    QTest::newRow("not a number") << std::nan("") << QString() << QStringLiteral("–");
}

void tst_TextTable::numbers()
{
    QFETCH(double, value);
    QFETCH(QString, unit);
    QFETCH(QString, text);
    QCOMPARE(numberText(value, unit), text);
}

void tst_TextTable::chance_data()
{
    QTest::addColumn<int>("gained");
    QTest::addColumn<double>("p");
    QTest::addColumn<QString>("text");
    QTest::newRow("tiny") << 20 << 0.0000019 << QStringLiteral("p < 0.001: very unlikely to be chance");
    QTest::newRow("small") << 12 << 0.0129 << QStringLiteral("p = 0.013: unlikely to be chance");
    QTest::newRow("just not small") << 5 << 0.05 << QStringLiteral("p = 0.050: may well be chance");
    QTest::newRow("of a difference of graded scores") << 0 << 0.01 << QStringLiteral("p = 0.010: unlikely to be chance");
    QTest::newRow("nothing changed") << 0 << 1.0 << QStringLiteral("no item changed");
}

void tst_TextTable::chance()
{
    QFETCH(int, gained);
    QFETCH(double, p);
    QFETCH(QString, text);
    ReportFlips flips;
    flips.gained = gained;
    flips.pValue = p;
    flips.bothRight = 30;
    QCOMPARE(chanceText(flips), text);
    flips.pValue.reset();
    QCOMPARE(chanceText(flips), QStringLiteral("not tested"));
    flips = {};
    QCOMPARE(chanceText(flips), QStringLiteral("no items in common"));
}

void tst_TextTable::chanceKeepsToTheReportsLevel()
{
    ReportFlips flips;
    flips.gained = 12;
    flips.pValue = 0.03;
    flips.comparisons = 4;
    QCOMPARE(chanceText(flips), QStringLiteral("p = 0.030 after Holm over 4 comparisons: unlikely to be chance"));
    flips.level = 0.99; // the table of differences says "could be chance"
    QCOMPARE(chanceText(flips), QStringLiteral("p = 0.030 after Holm over 4 comparisons: may well be chance"));
}

ASSAY_TEST(tst_TextTable)
#include "tst_TextTable.moc"
