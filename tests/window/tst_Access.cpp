#include "tests/support/AccessCheck.h"
#include "tests/support/TestRegistry.h"
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
#include <QListWidget>
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
    using Check = QStringList (*)(QWidget &);
    void trigger(const QString &action);
    void look(QWidget &page, const QString &where);
    void lookInside(QWidget &page, const QString &where, QSet<const QWidget *> &done);
    MainWindow *window() const;
    static bool isLoading();
    static bool isCompared();

    QString m_run;
    QStringList m_complaints;
    QList<Check> m_checks;
};

const std::pair<QString, QString> pages[] = {
    {QStringLiteral("start"), {}}, {QStringLiteral("runs"), {}}, {QStringLiteral("newjob"), {}}, {QStringLiteral("connections"), {}},
    {QStringLiteral("providers"), {}}, {QStringLiteral("collections"), {}}, {QStringLiteral("provider"), QStringLiteral("lm_evaluation_harness")},
    {QStringLiteral("provider"), QStringLiteral("new:access")}, {QStringLiteral("collection"), QStringLiteral("leaderboard-v2")},
    {QStringLiteral("collection"), QStringLiteral("new:access")}, {QStringLiteral("run"), QStringLiteral("(demo)")},
    {QStringLiteral("settings"), {}}, {QStringLiteral("metrics"), {}}, {QStringLiteral("datasets"), {}}, {QStringLiteral("compare"), {}}, {QStringLiteral("report"), {}},
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

MainWindow *tst_Access::window() const
{
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (auto *found = qobject_cast<MainWindow *>(top))
            return found;
    }
    return nullptr;
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
        for (const char *dress : {"light", "dark", "german", "200"})
            QTest::addRow("%s %s %s", qPrintable(kind), qPrintable(subject), dress) << kind << subject << QString::fromLatin1(dress);
    }
}

/// Runs the checks on what is to be seen now.
void tst_Access::look(QWidget &page, const QString &where)
{
    // Layouts and fonts settle in later turns of the event loop; what is still wrong then stays wrong.
    for (const Check check : std::as_const(m_checks)) {
        QStringList found;
        const auto clean = [&] {
            found = check(page);
            return found.isEmpty();
        };
        if (!QTest::qWaitFor(clean, 3000)) {
            for (const QString &complaint : std::as_const(found))
                m_complaints << where + QStringLiteral(" | ") + complaint;
        }
    }
}

/// The page, then each of its tabs and steps.
void tst_Access::lookInside(QWidget &page, const QString &where, QSet<const QWidget *> &done)
{
    look(page, where);
    const auto tabs = page.findChildren<QTabWidget *>();
    for (QTabWidget *inner : tabs) {
        if (!inner->isVisible() || done.contains(inner))
            continue;
        done << inner;
        for (int i = 0; i < inner->count(); ++i) {
            inner->setCurrentIndex(i);
            lookInside(*inner->widget(i), where + QLatin1Char('/') + inner->tabText(i), done);
        }
    }
    if (auto *rail = page.findChild<QListWidget *>(QStringLiteral("stepRail")); rail && !done.contains(rail)) {
        done << rail;
        for (int i = 1; i < rail->count(); ++i) {
            rail->setCurrentRow(i);
            lookInside(page, where + QStringLiteral("/step %1").arg(i + 1), done);
        }
    }
    if (auto *yaml = page.findChild<QAbstractButton *>(QStringLiteral("viewYaml")); yaml && yaml->isVisible() && !done.contains(yaml)) {
        done << yaml;
        yaml->click();
        look(page, where + QStringLiteral("/yaml"));
    }
}

void tst_Access::everyPage()
{
    QFETCH(QString, kind);
    QFETCH(QString, subject);
    QFETCH(QString, dress);
    trigger(dress == QLatin1String("dark") ? QStringLiteral("theme/dark") : QStringLiteral("theme/light"));
    trigger(dress == QLatin1String("german") ? QStringLiteral("language/de") : QStringLiteral("language/en"));
    trigger(QStringLiteral("zoomReset"));
    for (int i = 0; dress == QLatin1String("200") && i < 10; ++i)
        trigger(QStringLiteral("zoomIn"));
    m_checks = {namelessControls, smallTargets, namelessHeaders, clippedTexts, faintTexts};
    if (dress == QLatin1String("light"))
        m_checks << unreachableControls;
    m_complaints.clear();
    DocumentTabs &documents = window()->documents();
    DocumentPage *page = window()->openPage(kind, QString(subject).replace(QStringLiteral("(demo)"), m_run));
    QVERIFY(page);
    QTRY_VERIFY(page->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!isLoading(), 10'000);
    QSet<const QWidget *> done;
    lookInside(*page, QTest::currentDataTag(), done);
    picture(QStringLiteral("%1-%2-%3").arg(kind, subject.isEmpty() ? QStringLiteral("page") : QString(subject).remove(QLatin1Char(':')), dress));
    documents.close(documents.currentIndex());
    m_complaints.removeDuplicates();
    if (!m_complaints.isEmpty())
        QFAIL(qPrintable(QLatin1Char('\n') + m_complaints.join(QLatin1Char('\n'))));
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
    m_checks = {namelessControls, smallTargets, namelessHeaders, clippedTexts, faintTexts};
    m_complaints.clear();
    trigger(QStringLiteral("zoomReset"));
    trigger(QStringLiteral("view/problems"));
    look(*window(), QStringLiteral("window"));
    trigger(QStringLiteral("language/de"));
    look(*window(), QStringLiteral("window, German"));
    picture(QStringLiteral("window-german"));
    trigger(QStringLiteral("language/en"));
    m_complaints.removeDuplicates();
    if (!m_complaints.isEmpty())
        QFAIL(qPrintable(QLatin1Char('\n') + m_complaints.join(QLatin1Char('\n'))));
}

ASSAY_TEST(tst_Access)
#include "tst_Access.moc"
