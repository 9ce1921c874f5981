#include "models/jobs/JobListModel.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"
#include "ui/pages/DocumentPage.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace assay;

/// Two runs of the local engine are found, named, tagged and compared with mouse and keys; a restart keeps all of it, and shows
/// it before the engine has answered.
class tst_Library : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void findsAndSavesAView();
    void saysSomethingAboutARun();
    void measuresByABaseline();
    void restartKeepsAll();

private:
    QTableView *table() { return visible<QTableView>("runsTable"); }
    QLineEdit *filter() { return visible<QLineEdit>("runsFilter"); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    void submit(const QString &model, const QString &name);
    void openRuns();
    void filterBy(const QString &line);
    void clickRow(int row);
    void answerWith(const QString &text);
    void chooseFrom(QToolButton *button, const QString &title);
};

void tst_Library::submit(const QString &model, const QString &name)
{
    QFile file(engineFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject engine = QJsonDocument::fromJson(file.readAll()).object();
    QNetworkRequest request(QUrl(engine.value(QStringLiteral("url")).toString() + QStringLiteral("/api/v1/evaluations/jobs")));
    request.setRawHeader("Authorization", "Bearer " + engine.value(QStringLiteral("token")).toString().toUtf8());
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    const QJsonObject job{{QStringLiteral("name"), name}, {QStringLiteral("tags"), QJsonArray{QStringLiteral("nightly")}},
                          {QStringLiteral("model"), QJsonObject{{QStringLiteral("name"), model}, {QStringLiteral("url"), QStringLiteral("recorded:") + model}}},
                          {QStringLiteral("collection"), QJsonObject{{QStringLiteral("id"), QStringLiteral("starter-v1")}}}};
    QVERIFY(answer(request, QJsonDocument(job).toJson()).contains(QStringLiteral("resource")));
}

void tst_Library::initTestCase()
{
    openWindow(QStringLiteral("library"));
    QTRY_VERIFY_WITH_TIMEOUT(!fromEngine(QStringLiteral("/api/v1/health")).isEmpty(), 60'000);
    submit(QStringLiteral("gemma-3-270m"), QStringLiteral("gemma nightly"));
    submit(QStringLiteral("smollm2-135m-instruct"), QStringLiteral("smollm nightly"));
    openRuns();
}

void tst_Library::openRuns()
{
    QTest::keyClick(visible<QWidget>("mainWindow"), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(table() && table()->model()->rowCount() == 2, 60'000);
}

void tst_Library::filterBy(const QString &line)
{
    click(filter());
    QTest::keyClick(filter(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(filter(), line);
    QTest::keyClick(filter(), Qt::Key_Space);
    QTest::keyClick(filter(), Qt::Key_Backspace);
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (top->isVisible() && top->windowType() == Qt::Popup)
            QTest::keyClick(top, Qt::Key_Escape); // suggestions; the line stays
    }
}

void tst_Library::clickRow(int row) { click(table()->viewport(), table()->visualRect(table()->model()->index(row, JobListModel::NameColumn)).center()); }

void tst_Library::answerWith(const QString &text)
{
    QTRY_VERIFY(visible<QLineEdit>("inlineText"));
    QTest::keyClicks(visible<QLineEdit>("inlineText"), text);
    click(visible<QPushButton>("inlineAccept"));
    QTRY_VERIFY(!visible<QLineEdit>("inlineText"));
}

/// The menu runs its own loop while it is open: what is done in it comes by a timer.
void tst_Library::chooseFrom(QToolButton *button, const QString &title)
{
    QVERIFY(button);
    bool found = false;
    QTimer::singleShot(0, button, [&] {
        QMenu *menu = button->menu();
        for (QAction *action : menu->actions()) {
            if (action->text() != title)
                continue;
            found = true;
            QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(action).center());
        }
        menu->close();
    });
    click(button);
    QTRY_VERIFY2(found, qPrintable(title));
}

void tst_Library::findsAndSavesAView()
{
    filterBy(QStringLiteral("state:finished -tag:old"));
    QTRY_COMPARE_WITH_TIMEOUT(table() ? table()->model()->rowCount() : 0, 2, 120'000); // both have ended
    filterBy(QStringLiteral("model:gemma*"));
    QCOMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(cell(0, JobListModel::NameColumn), QStringLiteral("gemma nightly"));
    chooseFrom(visible<QToolButton>("runsViews"), QStringLiteral("Save View As…"));
    answerWith(QStringLiteral("Gemmas"));
    QTRY_COMPARE(visible<QToolButton>("runsViews")->text(), QStringLiteral("View: Gemmas"));
    picture(QStringLiteral("view"));
}

void tst_Library::saysSomethingAboutARun()
{
    clickRow(0);
    QTest::keyClick(table(), Qt::Key_N);
    answerWith(QStringLiteral("the one to beat"));
    QTRY_VERIFY(table()->hasFocus());
    click(visible<QPushButton>("runsTag"));
    answerWith(QStringLiteral("champion"));
    QTRY_VERIFY(cell(0, JobListModel::TagsColumn).contains(QStringLiteral("champion")));
}

void tst_Library::measuresByABaseline()
{
    QTest::keyClick(table(), Qt::Key_B);
    QTRY_VERIFY(cell(0, JobListModel::BaselineColumn).startsWith(QStringLiteral("★")));
    filterBy(QStringLiteral("-is:baseline"));
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QVERIFY2(!cell(0, JobListModel::BaselineColumn).isEmpty(), qPrintable(cell(0, JobListModel::TargetColumn)));
    clickRow(0);
    QTest::keyClick(table(), Qt::Key_Space);
    QTRY_VERIFY(visible<QWidget>("quickLook"));
    picture(QStringLiteral("quick-look"));
    QWidget *page = table();
    while (!qobject_cast<DocumentPage *>(page))
        page = page->parentWidget();
    QSignalSpy opened(page, SIGNAL(openRequested(QString, QString)));
    click(visible<QPushButton>("runsCompare"));
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().first().toString(), QStringLiteral("compare"));
    QCOMPARE(opened.first().at(1).toString().count(QLatin1Char(',')), 1);
}

void tst_Library::restartKeepsAll()
{
    closeWindow();
    openWindow(QStringLiteral("library"));
    if (!table())
        openRuns();
    QTRY_VERIFY_WITH_TIMEOUT(table(), 60'000);
    chooseFrom(visible<QToolButton>("runsViews"), QStringLiteral("Gemmas"));
    QTRY_COMPARE(filter()->text(), QStringLiteral("model:gemma*"));
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QVERIFY(cell(0, JobListModel::TagsColumn).contains(QStringLiteral("champion")));
    QVERIFY(cell(0, JobListModel::BaselineColumn).startsWith(QStringLiteral("★")));
    filterBy(QStringLiteral("note:beat"));
    QCOMPARE(table()->model()->rowCount(), 1);
    picture(QStringLiteral("restarted"));
}

ASSAY_TEST(tst_Library)
#include "tst_Library.moc"
