#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableView>

using namespace assay;

/// A provider that is being written is tried in the real window on the real engine: its command runs, asks the toy model and reports;
/// nothing of it is stored.
class tst_Trial : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("trial")); }
    void cleanupTestCase() { closeWindow(); }
    void writesAProvider();
    void aGoodCommandWorks();
    void aCarelessOneIsToldItsMistakes();
    void aHangingOneIsCancelled();
    void nothingIsStored();

private:
    void setCommand(const QString &arguments);
    void run();
    QString text(const char *label) { auto *found = visible<QLabel>(label); return found ? found->text() : QString(); }
    const QString m_python = QLatin1String("python3 '") + test::inSource("/tests/adapters/rows_adapter.py'");
};

void tst_Trial::writesAProvider()
{
    clickPlace(QStringLiteral("Providers"));
    QTRY_VERIFY(visible<QAbstractButton>("catalogueNew"));
    click(visible<QAbstractButton>("catalogueNew"));
    QTRY_VERIFY(visible<QTabWidget>("editorTabs"));
    clickField("name", QStringLiteral("rows"));
    clickTab("editorTabs", 5);
    QVERIFY(!visible<QAbstractButton>("trialRun")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(text("trialSummary").contains(QStringLiteral("no local command")), 20000); // once the engine is known
    clickTab("editorTabs", 3);
    click(visible<QAbstractButton>("rowAdd"));
    clickField("benchmarks/0/id", QStringLiteral("five"));
    clickField("benchmarks/0/primary_score/metric", QStringLiteral("accuracy"));
}

void tst_Trial::setCommand(const QString &arguments)
{
    clickTab("editorTabs", 1);
    clickField("runtime/local/command", arguments);
    clickTab("editorTabs", 5);
    QTRY_COMPARE(text("trialCommand"), QStringLiteral("sh -c ") + arguments); // seen before it runs
}

void tst_Trial::run()
{
    click(visible<QAbstractButton>("trialRun"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("trialRun")->isEnabled(), 60000);
}

void tst_Trial::aGoodCommandWorks()
{
    setCommand(m_python);
    run();
    QVERIFY2(text("trialSummary").startsWith(QStringLiteral("✓ It works")), qPrintable(text("trialSummary")));
    QVERIFY2(text("trialProgress").contains(QStringLiteral("→")) && text("trialProgress").contains(QStringLiteral("exit code 0")), qPrintable(text("trialProgress")));
    auto *reports = visible<QTableView>("trialReports");
    QCOMPARE(reports->model()->rowCount(), 3);
    QVERIFY(visible<QPlainTextEdit>("trialOutput")->toPlainText().contains(QStringLiteral("What is 7 + 5? -> 12")));
    clickItem(reports, reports->model()->index(2, 0));
    QTRY_VERIFY(visible<QPlainTextEdit>("trialReport")->toPlainText().contains(QStringLiteral("\"accuracy\": 0.8"))); // four of five
    picture(QStringLiteral("1-works"));
}

void tst_Trial::aCarelessOneIsToldItsMistakes()
{
    setCommand(m_python + QStringLiteral(" careless"));
    run();
    QVERIFY2(text("trialSummary").contains(QStringLiteral("code 3")), qPrintable(text("trialSummary")));
    auto *reports = visible<QTableView>("trialReports");
    QCOMPARE(reports->model()->rowCount(), 3);
    clickItem(reports, reports->model()->index(1, 0));
    const auto detail = [this] { return visible<QPlainTextEdit>("trialReport")->toPlainText(); };
    QTRY_VERIFY2(detail().contains(QStringLiteral("benchmark_status_event.items_total must be a whole number")), qPrintable(detail()));
    QVERIFY2(detail().contains(QStringLiteral("benchmark_status_event.fase is no member")), qPrintable(detail()));
    picture(QStringLiteral("2-mistakes"));
}

void tst_Trial::aHangingOneIsCancelled()
{
    setCommand(QStringLiteral("echo begun; sleep 1000"));
    click(visible<QAbstractButton>("trialRun"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QPlainTextEdit>("trialOutput")->toPlainText().contains(QStringLiteral("begun")), 30000);
    click(visible<QAbstractButton>("trialCancel"));
    QTRY_VERIFY_WITH_TIMEOUT(text("trialSummary").startsWith(QStringLiteral("Cancelled")), 30000);
    picture(QStringLiteral("3-cancelled"));
}

void tst_Trial::nothingIsStored()
{
    QCOMPARE(fromEngine(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("total_count")).toInt(-1), 0);
    QCOMPARE(fromEngine(QStringLiteral("/api/v1/evaluations/providers?scope=tenant")).value(QStringLiteral("total_count")).toInt(-1), 0);
}

ASSAY_TEST(tst_Trial)
#include "tst_Trial.moc"
