#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"
#include "ui/charts/FlipChart.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>

using namespace assay;

/// What people open the program for, with a real window and a real engine: which benchmark of the demo fails, how does a second model
/// do beside it, which items were lost, and a file for those who decide.
class tst_Results : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("results")); }
    void cleanupTestCase() { closeWindow(); }
    void findsTheFailingBenchmark();
    void comparesTwoModels();
    void findsTheLostItems();
    void exportsTheComparison();
    void comesBackFromTheList();

private:
    int m_failing = -1; ///< row of the demo's benchmarks
    int m_lost = -1;    ///< items of it
    QString m_failingName;
};

void tst_Results::findsTheFailingBenchmark()
{
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("startDemo"), 20'000);
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence"), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence")->text().startsWith(QStringLiteral("Fails")), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("cancelRun"), 15'000);
    // Failures come first in the table of the overview.
    auto *table = visible<QTableView>("resultTable");
    QVERIFY(table);
    m_failingName = table->model()->index(0, 0).data().toString();
    QString row;
    for (int column = 0; column < table->model()->columnCount(); ++column)
        row += table->model()->index(0, column).data().toString() + QLatin1Char('|');
    QVERIFY2(row.contains(QStringLiteral("✗")), qPrintable(row));
}

void tst_Results::comparesTwoModels()
{
    // The same collection for the other recorded model, as a colleague's program would submit it.
    const QJsonArray jobs = fromEngine(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("items")).toArray();
    QCOMPARE(jobs.size(), 1);
    const QJsonObject demo = jobs.first().toObject();
    const QString first = demo.value(QStringLiteral("model")).toObject().value(QStringLiteral("name")).toString();
    const QString other = first.startsWith(QStringLiteral("gemma")) ? QStringLiteral("smollm2-135m-instruct") : QStringLiteral("gemma-3-270m");
    const QJsonObject job{{QStringLiteral("name"), QStringLiteral("The other model")},
                          {QStringLiteral("model"), QJsonObject{{QStringLiteral("name"), other}, {QStringLiteral("url"), QStringLiteral("recorded:") + other}}},
                          {QStringLiteral("collection"), QJsonObject{{QStringLiteral("id"), QStringLiteral("starter-v1")}}}};
    QVERIFY(!fromEngine(QStringLiteral("/api/v1/evaluations/jobs"), shown(job)).value(QStringLiteral("resource")).toObject().isEmpty());
    // The window sees it end, and offers the comparison with the one before.
    QAbstractButton *offer = nullptr;
    const auto offered = [&] {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (auto *button : top->findChildren<QAbstractButton *>()) {
                if (button->isVisible() && button->text().remove(QLatin1Char('&')) == QLatin1String("Compare with Previous"))
                    offer = button;
            }
        }
        return offer != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(offered(), 90'000);
    click(offer);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("heatTable"), 10'000);
    auto *heat = visible<QTableView>("heatTable");
    QTRY_COMPARE_WITH_TIMEOUT(heat->model()->columnCount(), 2, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("compareSentence")->text().contains(QStringLiteral("The other model")), 10'000);
    for (int row = 0; row < heat->model()->rowCount(); ++row) {
        if (heat->model()->headerData(row, Qt::Vertical).toString().startsWith(m_failingName))
            m_failing = row;
    }
    QVERIFY2(m_failing >= 0, qPrintable(m_failingName));
    picture(QStringLiteral("heat"));
}

void tst_Results::findsTheLostItems()
{
    auto *heat = visible<QTableView>("heatTable");
    heat->scrollTo(heat->model()->index(m_failing, 1));
    click(heat->viewport(), heat->visualRect(heat->model()->index(m_failing, 1)).center());
    QTest::keyClick(heat, Qt::Key_Return);
    QTRY_VERIFY(visible<QTableView>("flipItems"));
    auto *items = visible<QTableView>("flipItems");
    auto *square = visible<QWidget>("flipChart");
    auto *chart = qobject_cast<FlipChart *>(square);
    QVERIFY(chart);
    QTRY_VERIFY(chart->data().total() > 0);
    const int lost = m_lost = chart->data().lost;
    QVERIFY(lost + chart->data().gained > 0);
    // By keys alone: to the square, to the lost ones, into the list.
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Home);
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Return);
    QCOMPARE(items->model()->rowCount(), lost);
    if (lost > 1) {
        QTest::keyClick(chart, Qt::Key_J);
        QCOMPARE(items->currentIndex().row(), 1);
        QTest::keyClick(chart, Qt::Key_K);
        QCOMPARE(items->currentIndex().row(), 0);
    }
    auto *before = visible<QPlainTextEdit>("answerBefore"), *after = visible<QPlainTextEdit>("answerAfter");
    QTRY_VERIFY_WITH_TIMEOUT(lost == 0 || (!before->toPlainText().isEmpty() && !after->toPlainText().isEmpty()), 10'000);
    QTest::keyClick(chart, Qt::Key_D);
    QVERIFY(lost == 0 || before->toPlainText() == after->toPlainText() || !before->extraSelections().isEmpty() || !after->extraSelections().isEmpty());
    picture(QStringLiteral("flips"));
    for (const char *tab : {"Dots", "Trade-off", "History", "Config Diff"}) {
        clickTab("compareTabs", QString::fromLatin1(tab));
        QTest::qWait(1); // what is laid out in a later turn
        picture(QString::fromLatin1(tab).toLower().remove(QLatin1Char(' ')));
    }
}

/// What was seen goes out as a file, with the same numbers; then the comparison is in front again.
void tst_Results::exportsTheComparison()
{
    shortcut(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTextBrowser>("reportPaper") && visible<QTextBrowser>("reportPaper")->toPlainText().contains(m_failingName), 30'000);
    picture(QStringLiteral("report"));
    visible<QComboBox>("reportFormat")->setFocus();
    keys(Qt::Key_C); // CSV
    QTRY_VERIFY(visible<QPlainTextEdit>("reportText"));
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("comparison.csv"));
    click(visible<QAbstractButton>("reportSave"));
    QTRY_VERIFY(visible<QLineEdit>("fileNameEdit"));
    typeInto(visible<QLineEdit>("fileNameEdit"), path);
    keys(Qt::Key_Return);
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
    const qsizetype column = lines.first().split(QLatin1Char(',')).indexOf(QStringLiteral("lost"));
    QVERIFY2(column > 0, qPrintable(lines.first()));
    const bool told = std::any_of(lines.cbegin(), lines.cend(), [&](const QString &line) {
        return line.contains(m_failingName) && line.split(QLatin1Char(',')).value(column) == QString::number(m_lost);
    });
    QVERIFY2(told, qPrintable(lines.join(QLatin1Char('\n'))));
    shortcut(Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLineEdit>("compareTitle"), 10'000);
}

void tst_Results::comesBackFromTheList()
{
    auto *title = visible<QLineEdit>("compareTitle");
    click(title);
    QTest::keyClick(title, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(title, QStringLiteral("Which small model"));
    QTest::keyClick(title, Qt::Key_Return);
    shortcut(Qt::Key_2, Qt::ControlModifier); // the list of comparisons
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("savedComparisons"), 10'000);
    auto *saved = visible<QTableView>("savedComparisons");
    QTRY_COMPARE_WITH_TIMEOUT(saved->model()->rowCount(), 1, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(saved->model()->index(0, 0).data().toString(), QStringLiteral("Which small model"), 10'000);
    picture(QStringLiteral("list"));
    saved->setFocus();
    QTest::keyClick(saved, Qt::Key_Return);
    QTRY_VERIFY(visible<QLineEdit>("compareTitle"));
    QCOMPARE(visible<QLineEdit>("compareTitle")->text(), QStringLiteral("Which small model"));
}

ASSAY_TEST(tst_Results)
#include "tst_Results.moc"
