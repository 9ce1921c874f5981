#include "services/authoring/Shares.h"
#include "tests/support/TestRegistry.h"

#include <QRandomGenerator>
#include <QTest>

#include <numeric>

using namespace assay;

/// Weights as shares of a whole.
class tst_Shares : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void scales_data();
    void scales();
    void cannotBe_data();
    void cannotBe();
    void alwaysAHundred();
};

void tst_Shares::scales_data()
{
    using Numbers = QList<double>;
    QTest::addColumn<QList<double>>("weights");
    QTest::addColumn<QList<bool>>("locked");
    QTest::addColumn<QList<int>>("rows");
    QTest::addColumn<double>("percent");
    QTest::addColumn<QList<double>>("expected");
    const QList<bool> none;
    QTest::addRow("equal") << Numbers{1, 1, 1, 1} << none << QList<int>{0} << 40.0 << Numbers{40, 20, 20, 20};
    QTest::addRow("others keep their ratio") << Numbers{2, 1, 1} << none << QList<int>{1} << 40.0 << Numbers{40, 40, 20};
    QTest::addRow("zero counts as one") << Numbers{0, 1} << none << QList<int>{0} << 75.0 << Numbers{75, 25};
    QTest::addRow("locked stays") << Numbers{1, 1, 2} << QList<bool>{false, true, false} << QList<int>{0} << 50.0 << Numbers{50, 25, 25};
    QTest::addRow("three thirds") << Numbers{1, 1, 1, 1} << none << QList<int>{3} << 0.01 << Numbers{33.33, 33.33, 33.33, 0.01};
    QTest::addRow("rounding is shared") << Numbers{1, 1, 1} << none << QList<int>{0} << 33.33 << Numbers{33.33, 33.34, 33.33};
    QTest::addRow("two at once") << Numbers{1, 1, 1, 1} << none << QList<int>{0, 1} << 30.0 << Numbers{30, 30, 20, 20};
    QTest::addRow("its own lock does not count") << Numbers{1, 1} << QList<bool>{true, false} << QList<int>{0} << 60.0 << Numbers{60, 40};
    QTest::addRow("alone") << Numbers{3} << none << QList<int>{0} << 100.0 << Numbers{100};
    QTest::addRow("all locked, and it fits") << Numbers{1, 1} << QList<bool>{false, true} << QList<int>{0} << 50.0 << Numbers{50, 50};
}

void tst_Shares::scales()
{
    QFETCH(QList<double>, weights);
    QFETCH(QList<bool>, locked);
    QFETCH(QList<int>, rows);
    QFETCH(double, percent);
    QFETCH(QList<double>, expected);
    const auto result = withShares(weights, locked, rows, percent);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(*result, expected);
}

void tst_Shares::cannotBe_data()
{
    QTest::addColumn<QList<bool>>("locked");
    QTest::addColumn<double>("percent");
    QTest::addColumn<QString>("word");
    QTest::addRow("nothing") << QList<bool>{} << 0.0 << QStringLiteral("more than 0");
    QTest::addRow("too much") << QList<bool>{} << 100.5 << QStringLiteral("at most 100");
    QTest::addRow("no number") << QList<bool>{} << qQNaN() << QStringLiteral("more than 0");
    QTest::addRow("the others keep a share") << QList<bool>{} << 100.0 << QStringLiteral("At most 99.97");
    QTest::addRow("locked takes room") << QList<bool>{false, true, true, false} << 60.0 << QStringLiteral("At most 49.99");
    QTest::addRow("all locked") << QList<bool>{false, true, true, true} << 30.0 << QStringLiteral("locked at 75 %");
}

void tst_Shares::cannotBe()
{
    QFETCH(QList<bool>, locked);
    QFETCH(double, percent);
    QFETCH(QString, word);
    const auto result = withShares({1, 1, 1, 1}, locked, {0}, percent);
    QVERIFY(!result);
    QVERIFY2(result.error().message.contains(word), qPrintable(result.error().message));
}

void tst_Shares::alwaysAHundred()
{
    QRandomGenerator random(7);
    int checked = 0;
    for (int turn = 0; turn < 2000; ++turn) {
        QList<double> weights;
        QList<bool> locked;
        const int count = 2 + int(random.bounded(12));
        for (int i = 0; i < count; ++i) {
            weights << random.bounded(9.0);
            locked << (random.bounded(3) == 0);
        }
        const int row = int(random.bounded(count));
        const double percent = std::round(random.bounded(100.0) * 100) / 100;
        const auto result = withShares(weights, locked, {row}, percent);
        if (!result)
            continue; // what cannot be, see above
        ++checked;
        const QList<double> shares = sharesOf(*result), before = sharesOf(weights);
        QVERIFY(qAbs(std::accumulate(result->begin(), result->end(), 0.0) - 100) < 1e-9);
        QVERIFY(qAbs(shares.at(row) - percent) < 1e-9); // as typed
        for (int i = 0; i < count; ++i) {
            QVERIFY(result->at(i) > 0); // 0 would count as 1
            if (locked.at(i) && i != row)
                QVERIFY(qAbs(shares.at(i) - before.at(i)) <= 0.005 + 1e-9);
        }
    }
    QVERIFY2(checked > 1000, qPrintable(QString::number(checked)));
}

ASSAY_TEST(tst_Shares)
#include "tst_Shares.moc"
