#include "tests/support/TestRegistry.h"
#include "ui/widgets/ColumnChars.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/RowTable.h"

#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

using namespace assay;

class tst_RowTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void columnsFollowTheZoom();
    void titlesAreNotCut();
};

void tst_RowTable::titlesAreNotCut()
{
    QStandardItemModel model(1, 2);
    model.setHorizontalHeaderLabels({QStringLiteral("Exit"), QStringLiteral("Rückgabewert des Prozesses")});
    QTableView table;
    table.setModel(&model);
    makeRowTable(table);
    for (int column : {0, 1})
        setColumnChars(table, column, 10);
    QCOMPARE(table.columnWidth(0), 10 * table.fontMetrics().horizontalAdvance(QLatin1Char('0')));
    QCOMPARE_GE(table.columnWidth(1), table.horizontalHeader()->fontMetrics().horizontalAdvance(QStringLiteral("Rückgabewert des Prozesses")));
}

void tst_RowTable::columnsFollowTheZoom()
{
    QStandardItemModel model(3, 5);
    QTableView table;
    table.setModel(&model);
    makeRowTable(table);
    table.resize(2000, 300);
    table.show();
    const auto digits = [&table](int column) { return double(table.columnWidth(column)) / table.fontMetrics().horizontalAdvance(QLatin1Char('0')); };
    setColumnChars(table, 0, 12);
    setColumnChars(table, 1, 20);
    table.setColumnHidden(1, true);
    table.horizontalHeader()->resizeSection(2, table.columnWidth(0) * 2); // dragged
    fitColumn(table.horizontalHeader(), 3, 10);
    QTRY_COMPARE(table.horizontalHeader()->length(), table.viewport()->width());
    const int rows = table.rowHeight(0), before = table.fontMetrics().height();
    QFont large = table.font();
    large.setPointSizeF(large.pointSizeF() * 2);
    table.setFont(large);
    QVERIFY(std::abs(digits(0) - 12) < 1);
    QVERIFY(std::abs(digits(2) - 24) < 1);
    QVERIFY(table.isColumnHidden(1));
    QCOMPARE_GT(table.rowHeight(0), rows);
    QTRY_COMPARE(table.horizontalHeader()->length(), table.viewport()->width()); // the one that takes the rest still does
    table.setColumnHidden(1, false);
    QVERIFY(std::abs(digits(1) - 20) < 1);
    large.setPointSizeF(large.pointSizeF() / 2);
    table.setFont(large);
    QCOMPARE(table.fontMetrics().height(), before);
    QVERIFY(std::abs(digits(0) - 12) < 1);
}

ASSAY_TEST(tst_RowTable)
#include "tst_RowTable.moc"
