#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>

using namespace assay;

/// Results that other tools have written come into the window and are found again: imported by the dialog, filtered by words,
/// tagged together, compared.
class tst_LibraryJourney : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("library")); }
    void cleanupTestCase() { closeWindow(); }
    void importsAFolder();
    void againChangesNothing();
    void filtersByWords();
    void tagsTogether();
    void comparesTwo();

private:
    static void chooseFolder(const QString &path)
    {
        click(visible<QAbstractButton>("importFolder"));
        QTRY_VERIFY(visible<QLineEdit>("fileNameEdit"));
        typeInto(visible<QLineEdit>("fileNameEdit"), path);
        QTest::keyClick(visible<QLineEdit>("fileNameEdit"), Qt::Key_Return);
        QTRY_VERIFY(!visible<QLineEdit>("fileNameEdit"));
        QTRY_VERIFY2(QApplication::activeWindow() && !QApplication::activePopupWidget() && !QApplication::activeModalWidget(),
                     qPrintable(QApplication::activeModalWidget() ? QApplication::activeModalWidget()->objectName() : QStringLiteral("no window is active")));
    }
    static int rows() { return visible<QTableView>("runsTable") ? visible<QTableView>("runsTable")->model()->rowCount() : -1; }
    static void filter(const QString &line) { typeInto(visible<QLineEdit>("runsFilter"), line); }
    int m_imported = 0;
};

void tst_LibraryJourney::importsAFolder()
{
    clickPlace(QStringLiteral("Runs"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("runsImport"), 20'000);
    click(visible<QAbstractButton>("runsImport"));
    QTRY_VERIFY(visible<QAbstractButton>("importFolder"));
    chooseFolder(test::testData("/imports"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("importRuns") && !visible<QAbstractButton>("importCancel"), 60'000);
    auto *made = visible<QTableView>("importRuns");
    m_imported = made->model()->rowCount();
    picture(QStringLiteral("imported"));
    // As many as the engine tells; of every tool.
    const QJsonArray jobs = fromEngine(QStringLiteral("/api/v1/evaluations/jobs?limit=200")).value(QStringLiteral("items")).toArray();
    QCOMPARE(m_imported, int(jobs.size()));
    QVERIFY(m_imported > 10);
}

void tst_LibraryJourney::againChangesNothing()
{
    chooseFolder(test::testData("/imports"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("importState") && !visible<QAbstractButton>("importCancel"), 60'000);
    QCOMPARE(int(fromEngine(QStringLiteral("/api/v1/evaluations/jobs?limit=200")).value(QStringLiteral("items")).toArray().size()), m_imported);
    clickPlace(QStringLiteral("Runs"));
    QTRY_COMPARE_WITH_TIMEOUT(rows(), m_imported, 20'000);
    picture(QStringLiteral("runs"));
}

void tst_LibraryJourney::filtersByWords()
{
    filter(QStringLiteral("state:failed"));
    QTRY_VERIFY(rows() > 0 && rows() < m_imported);
    const int failed = rows();
    filter(QStringLiteral("-state:failed"));
    QTRY_COMPARE(rows(), m_imported - failed);
    filter(QStringLiteral("score<wrong"));
    QTRY_VERIFY(visible<QLabel>("filterProblem")); // says what is wrong with it
    picture(QStringLiteral("wrong-line"));
    filter(QStringLiteral("nothing-is-called-this"));
    QTRY_VERIFY(visible<QLabel>("emptyTitle"));
    filter({});
    QTRY_COMPARE(rows(), m_imported);
}

void tst_LibraryJourney::tagsTogether()
{
    auto *table = visible<QTableView>("runsTable");
    clickItem(table, table->model()->index(0, 1));
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    click(visible<QAbstractButton>("runsTag"));
    QTRY_VERIFY(visible<QLineEdit>("inlineText"));
    typeInto(visible<QLineEdit>("inlineText"), QStringLiteral("journey"));
    keys(Qt::Key_Return);
    filter(QStringLiteral("tag:journey"));
    QTRY_COMPARE(rows(), 3);
}

void tst_LibraryJourney::comparesTwo()
{
    auto *table = visible<QTableView>("runsTable");
    clickItem(table, table->model()->index(0, 1));
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    click(visible<QAbstractButton>("runsCompare"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("heatTable"), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QLabel>("compareSentence")->text().isEmpty(), 20'000);
    picture(QStringLiteral("compared"));
}

ASSAY_TEST(tst_LibraryJourney)
#include "tst_LibraryJourney.moc"
