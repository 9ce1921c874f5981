#include "tests/support/AccessCheck.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/AccessLook.h"
#include "tests/window/WindowJourney.h"
#include "ui/charts/ResultChart.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QTabWidget>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The acceptance list of accessibility on every page of the real window, with a real engine behind it: light and dark, in
/// German, and with text at 200 %.
class tst_Access : public WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void everyPage_data();
    void everyPage();
    void everyPageFollowsTheLanguage_data();
    void everyPageFollowsTheLanguage();
    void chartsHaveOneChildForEachMark();
    void zoomReachesOpenPages();
    void theWindowItself();

private:
    void trigger(const QString &action);
    static bool isLoading();
    static bool isCompared();

    QString m_run;
};

const std::pair<QString, QString> pages[] = {
    {QStringLiteral("start"), {}}, {QStringLiteral("runs"), {}}, {QStringLiteral("newjob"), {}}, {QStringLiteral("connections"), {}},
    {QStringLiteral("providers"), {}}, {QStringLiteral("collections"), {}}, {QStringLiteral("provider"), QStringLiteral("lm_evaluation_harness")},
    {QStringLiteral("provider"), QStringLiteral("new:access")}, {QStringLiteral("collection"), QStringLiteral("leaderboard-v2")},
    {QStringLiteral("collection"), QStringLiteral("new:access")}, {QStringLiteral("run"), QStringLiteral("(demo)")},
    {QStringLiteral("settings"), {}}, {QStringLiteral("metrics"), {}}, {QStringLiteral("datasets"), {}}, {QStringLiteral("compare"), {}},
    {QStringLiteral("report"), {}},    {QStringLiteral("rerank"), {}}, {QStringLiteral("training"), {}}, {QStringLiteral("benchmarks"), {}}, {QStringLiteral("evaluation"), {}},
    {QStringLiteral("compare"), QStringLiteral("new:(demo)")}};

bool tst_Access::isLoading()
{
    const auto *title = visible<QLabel>("emptyTitle");
    return title && (title->text().startsWith(QStringLiteral("Loading")) || title->text().contains(QStringLiteral("geladen"))); // "Vergleiche werden geladen"
}

/// The comparison in front has its numbers.
bool tst_Access::isCompared()
{
    const auto *heat = visible<QTableView>("heatTable");
    return heat && heat->model()->columnCount() > 0;
}

void tst_Access::initTestCase()
{
    openWindow(QStringLiteral("access"));
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence"), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence")->text().startsWith(QStringLiteral("Fails")), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("cancelRun"), 15'000); // it has ended, which lists of runs say too
    QVERIFY(window());
    m_run = window()->documents().current()->subject();
    QVERIFY(!m_run.isEmpty());
}

void tst_Access::trigger(const QString &action)
{
    auto *found = window()->findChild<QAction *>(action);
    QVERIFY2(found, qPrintable(action));
    found->trigger();
}

void tst_Access::everyPage_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("dress");
    for (const auto &[kind, subject] : pages) {
        for (const QString &dress : AccessLook::dresses())
            QTest::addRow("%s %s %s", qPrintable(kind), qPrintable(subject), qPrintable(dress)) << kind << subject << dress;
    }
}

void tst_Access::everyPage()
{
    QFETCH(QString, kind);
    QFETCH(QString, subject);
    QFETCH(QString, dress);
    AccessLook look(*window());
    look.wear(dress);
    DocumentTabs &documents = window()->documents();
    DocumentPage *page = window()->openPage(kind, QString(subject).replace(QStringLiteral("(demo)"), m_run));
    QVERIFY(page);
    QTRY_VERIFY(page->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!isLoading(), 10'000);
    const QStringList complaints = look.inside(*page, QString::fromLatin1(QTest::currentDataTag()));
    picture(QStringLiteral("%1-%2-%3").arg(kind, subject.isEmpty() ? QStringLiteral("page") : QString(subject).remove(QLatin1Char(':')), dress));
    documents.close(documents.currentIndex());
    if (!complaints.isEmpty())
        QFAIL(qPrintable(QLatin1Char('\n') + complaints.join(QLatin1Char('\n'))));
}

void tst_Access::everyPageFollowsTheLanguage_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("subject");
    for (const auto &[kind, subject] : pages)
        QTest::addRow("%s %s", qPrintable(kind), qPrintable(subject)) << kind << subject;
}

/// What was open when the language changed says what a page says that is opened afterwards.
void tst_Access::everyPageFollowsTheLanguage()
{
    QFETCH(QString, kind);
    QFETCH(QString, subject);
    const auto open = [&] { return window()->openPage(kind, QString(subject).replace(QStringLiteral("(demo)"), m_run)); };
    trigger(QStringLiteral("zoomReset"));
    trigger(QStringLiteral("language/de"));
    DocumentTabs &documents = window()->documents();
    DocumentPage *page = open();
    QStringList wanted;
    const auto settled = [&] { // nothing is on its way any more
        QStringList now = spokenTexts(*page);
        const bool isThere = !subject.contains(QStringLiteral("(demo)")) || visible<QWidget>("resultChart") || isCompared(); // which come with the run itself
        return !isLoading() && isThere && std::exchange(wanted, now) == now;
    };
    QTRY_VERIFY_WITH_TIMEOUT(settled(), 10'000);
    documents.close(documents.currentIndex());
    trigger(QStringLiteral("language/en"));
    page = open();
    QTRY_VERIFY_WITH_TIMEOUT(!isLoading() && spokenTexts(*page) != wanted, 10'000);
    trigger(QStringLiteral("language/de"));
    QTRY_COMPARE(spokenTexts(*page), wanted);
    documents.close(documents.currentIndex());
    trigger(QStringLiteral("language/en"));
}

void tst_Access::chartsHaveOneChildForEachMark()
{
    window()->openPage(QStringLiteral("run"), m_run);
    QTRY_VERIFY(visible<ResultChart>("resultChart"));
    auto *chart = visible<ResultChart>("resultChart");
    QAccessibleInterface *access = QAccessible::queryAccessibleInterface(chart);
    QVERIFY(access && !access->text(QAccessible::Name).isEmpty());
    QTRY_COMPARE(access->childCount(), 5); // the demo's benchmarks
    for (int i = 0; i < access->childCount(); ++i) {
        QVERIFY(!access->child(i)->text(QAccessible::Name).isEmpty());
        QVERIFY(!access->child(i)->text(QAccessible::Value).isEmpty());
    }
}

/// What is open when the zoom changes has the size of what is opened afterwards.
void tst_Access::zoomReachesOpenPages()
{
    trigger(QStringLiteral("zoomReset"));
    DocumentPage *page = window()->openPage(QStringLiteral("run"), m_run);
    QTRY_VERIFY(page->isVisible());
    QTRY_COMPARE(page->font().pointSizeF(), QApplication::font().pointSizeF());
    const auto sizes = [page] {
        QStringList all;
        const auto widgets = page->findChildren<QWidget *>();
        for (const QWidget *widget : widgets)
            all << QStringLiteral("%1 %2 %3").arg(QLatin1String(widget->metaObject()->className()), widget->objectName()).arg(widget->font().pointSizeF());
        const auto tables = page->findChildren<QTableView *>();
        for (const QTableView *table : tables)
            all << QStringLiteral("rows of %1 %2").arg(table->objectName()).arg(table->verticalHeader()->defaultSectionSize());
        return all;
    };
    const QStringList before = sizes();
    for (int i = 0; i < 3; ++i) // so far that the smallest rows grow beyond their least height
        trigger(QStringLiteral("zoomIn"));
    const auto grown = [&] {
        const QStringList now = sizes();
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (now.at(i) == before.at(i))
                return before.at(i);
        }
        return QString();
    };
    QTRY_COMPARE(grown(), QString());
    trigger(QStringLiteral("zoomReset"));
    const auto sorted = [](QStringList list) { // a scroll bar that came and went stands elsewhere among its siblings
        list.sort();
        return list;
    };
    QTRY_COMPARE(sorted(sizes()), sorted(before));
}

/// Menus, navigator, panels and status line.
void tst_Access::theWindowItself()
{
    trigger(QStringLiteral("zoomReset"));
    trigger(QStringLiteral("view/problems"));
    QStringList complaints = AccessLook::at(*window(), QStringLiteral("window"));
    trigger(QStringLiteral("language/de"));
    complaints += AccessLook::at(*window(), QStringLiteral("window, German"));
    picture(QStringLiteral("window-german"));
    trigger(QStringLiteral("language/en"));
    if (!complaints.isEmpty())
        QFAIL(qPrintable(QLatin1Char('\n') + complaints.join(QLatin1Char('\n'))));
}

ASSAY_TEST(tst_Access)
#include "tst_Access.moc"
