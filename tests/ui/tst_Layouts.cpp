#include "tests/support/TestRegistry.h"
#include "ui/widgets/FlowRow.h"
#include "ui/widgets/MessageBar.h"
#include "ui/widgets/TallPage.h"

#include <QLabel>
#include <QTest>
#include <QVBoxLayout>

using namespace assay;

/// What keeps texts whole where there is little room or where they are large.
class tst_Layouts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowGoesOnBelow_data();
    void rowGoesOnBelow();
    void leastHeightKnowsLines();
    void iconOfAMessageKeepsItsRoom();
};

void tst_Layouts::rowGoesOnBelow_data()
{
    QTest::addColumn<bool>("trailing");
    QTest::addColumn<bool>("rightToLeft");
    QTest::addColumn<int>("width");
    QTest::addColumn<QList<QPoint>>("places"); // of three widgets of 100 × 20
    using Points = QList<QPoint>;
    QTest::newRow("wide") << false << false << 400 << Points{{0, 0}, {110, 0}, {220, 0}};
    QTest::newRow("wide, trailing") << true << false << 400 << Points{{80, 0}, {190, 0}, {300, 0}};
    QTest::newRow("narrow") << false << false << 250 << Points{{0, 0}, {110, 0}, {0, 30}};
    QTest::newRow("narrow, trailing") << true << false << 250 << Points{{40, 0}, {150, 0}, {150, 30}};
    QTest::newRow("narrow, from the right") << false << true << 250 << Points{{150, 0}, {40, 0}, {150, 30}};
    QTest::newRow("narrow, trailing, from the right") << true << true << 250 << Points{{110, 0}, {0, 0}, {0, 30}};
}

void tst_Layouts::rowGoesOnBelow()
{
    QFETCH(bool, trailing);
    QFETCH(bool, rightToLeft);
    QFETCH(int, width);
    QFETCH(QList<QPoint>, places);
    QWidget page;
    page.setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    auto *row = new FlowRow(&page);
    row->setSpacing(10);
    row->setTrailing(trailing);
    QList<QWidget *> widgets;
    for (int i = 0; i < 3; ++i) {
        auto *widget = new QWidget(&page);
        widget->setFixedSize(100, 20);
        row->addWidget(widget);
        widgets << widget;
    }
    row->setGeometry({0, 0, width, row->heightForWidth(width)});
    QCOMPARE(row->heightForWidth(width), places.last().y() + 20);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(widgets.at(i)->pos(), places.at(i));
}

void tst_Layouts::leastHeightKnowsLines()
{
    QWidget page;
    auto *layout = new QVBoxLayout(&page);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(QStringLiteral("one two three four five six seven eight nine ten eleven twelve"), &page);
    label->setWordWrap(true);
    layout->addWidget(label);
    const int wide = leastHeight(page, 2000), narrow = leastHeight(page, 120);
    QCOMPARE(wide, label->heightForWidth(2000));
    QCOMPARE(narrow, label->heightForWidth(120));
    QVERIFY(narrow >= 3 * wide);
}

void tst_Layouts::iconOfAMessageKeepsItsRoom()
{
    MessageBar bar;
    bar.resize(900, 100);
    bar.show({UserMessage::Level::Error, QStringLiteral("Nothing answers.")});
    QFont large = bar.font();
    large.setPointSizeF(large.pointSizeF() * 2);
    bar.setFont(large); // after it was made, as when the window is enlarged
    const auto *text = bar.findChild<QLabel *>(QStringLiteral("messageText"));
    const int high = text->fontMetrics().height();
    QTRY_VERIFY2(text->x() >= high + high * 5 / 4, qPrintable(QString::number(text->x()))); // edge, then the icon
}

ASSAY_TEST(tst_Layouts)
#include "tst_Layouts.moc"
