#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>

using namespace assay;

/// The demo's run becomes a report in the real window: by the keyboard, with a preview, as a file.
class tst_Report : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("report")); }
    void cleanupTestCase() { closeWindow(); }
    void nothingToReportOnSaysSo();
    void runBecomesAReport();
    void fileIsSaved();
    void savedReportIsListed();
};

void tst_Report::nothingToReportOnSaysSo()
{
    shortcut(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(visible<QLabel>("messageText"));
    QVERIFY(!visible<QTextBrowser>("reportPaper"));
}

void tst_Report::runBecomesAReport()
{
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 30000);
    QTRY_COMPARE_WITH_TIMEOUT(fromEngine(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("items")).toArray().at(0)
                                  .toObject().value(QStringLiteral("status")).toObject().value(QStringLiteral("state")).toString(),
                              QStringLiteral("completed"), 120000);
    shortcut(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTextBrowser>("reportPaper"), 30000);
    const QString paper = visible<QTextBrowser>("reportPaper")->toPlainText();
    for (const char *text : {"Scores and gates", "arithmetic-v1", "Where these numbers come from", "starter-v1"})
        QVERIFY2(paper.contains(QLatin1String(text)), qPrintable(paper));
    picture(QStringLiteral("1-report"));
}

void tst_Report::fileIsSaved()
{
    auto *format = visible<QComboBox>("reportFormat");
    format->setFocus();
    keys(Qt::Key_M); // Markdown
    QTRY_VERIFY(visible<QPlainTextEdit>("reportText"));
    const QString preview = visible<QPlainTextEdit>("reportText")->toPlainText();
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("decision.md"));
    click(visible<QAbstractButton>("reportSave"));
    QTRY_VERIFY(visible<QLineEdit>("fileNameEdit"));
    typeInto(visible<QLineEdit>("fileNameEdit"), path);
    QTest::keyClick(visible<QLineEdit>("fileNameEdit"), Qt::Key_Return);
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(file.readAll()), preview);
    picture(QStringLiteral("2-saved"));
}

/// Its folder went with the test before.
void tst_Report::savedReportIsListed()
{
    clickPlace(QStringLiteral("Reports"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("savedReports"), 20'000);
    auto *table = visible<QTableView>("savedReports");
    QCOMPARE(table->model()->rowCount(), 1);
    const auto file = [table] { return table->model()->index(0, table->model()->columnCount() - 1).data().toString(); };
    QTRY_VERIFY2(file().startsWith(QStringLiteral("not there any more")) && file().endsWith(QStringLiteral("decision.md")), qPrintable(file()));
    picture(QStringLiteral("3-list"));
    click(visible<QAbstractButton>("savedReportAgain"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("reportFormat"), 30'000);
}

ASSAY_TEST(tst_Report)
#include "tst_Report.moc"
