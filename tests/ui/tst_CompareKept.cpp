#include "models/jobs/JobListModel.h"
#include "tests/support/CompareFixtures.h"
#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/compare/CompareListPage.h"
#include "ui/pages/compare/ComparePage.h"

#include <QLineEdit>
#include <QMenu>
#include <QTabWidget>
#include <QTest>

using namespace assay;

/// What is kept of a comparison, however soon its page goes.
class tst_CompareKept : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void closedAtOnce();
    void closedBeforeItHadAnId();
    void titleThatIsNobodys();
    void namesAreThereAtOnce();
    void headingFollowsThoughItHasTheFocus();
    void listFollows();
    void menusDoNotPileUp();

private:
    struct World {
        World()
        {
            for (const char *id : {"a", "b", "c"})
                test::addRun(registry, QString::fromLatin1(id), QStringLiteral("m"), test::range(0, 40), 0.42, 512);
            jobs.addConnection(QStringLiteral("local"), QStringLiteral("Local engine"), registry.local.jobService);
            jobs.refresh();
        }
        CompareServices services() { return {registry.registry, jobs, saved}; }
        QList<SavedComparison> kept() const
        {
            QList<SavedComparison> all;
            for (const SavedDocument &document : saved.stored.value(SavedComparison::kind()))
                all << *SavedComparison::from(document);
            return all;
        }
        test::FakeRegistry registry;
        JobListModel jobs;
        test::FakeSavedDocuments saved;
    };
    static std::unique_ptr<ComparePage> open(World &world, const QString &subject)
    {
        auto page = std::make_unique<ComparePage>(world.services(), subject);
        page->show();
        [&] { QTRY_VERIFY(!page->runs().isBusy() && page->runs().hasComparison()); }();
        return page;
    }
};

void tst_CompareKept::closedAtOnce()
{
    World world;
    auto page = open(world, QStringLiteral("new:a,b"));
    QTRY_VERIFY(page->subject().startsWith(QStringLiteral("saved:")));
    const QString subject = page->subject();
    page->findChild<QTabWidget *>(QStringLiteral("compareTabs"))->setCurrentIndex(2);
    page.reset();
    QCOMPARE(world.kept().size(), 1);
    QCOMPARE(world.kept().first().tab, QStringLiteral("flips"));
    // A title that was typed and not ended.
    page = open(world, subject);
    auto *title = page->findChild<QLineEdit *>(QStringLiteral("compareTitle"));
    title->setFocus();
    title->selectAll();
    QTest::keyClicks(title, QStringLiteral("Typed"));
    page.reset();
    QCOMPARE(world.kept().size(), 1);
    QCOMPARE(world.kept().first().title, QStringLiteral("Typed"));
    const int saves = world.saved.saves;
    page = open(world, subject);
    page.reset(); // only looked at
    QCOMPARE(world.saved.saves, saves);
}

void tst_CompareKept::closedBeforeItHadAnId()
{
    World world;
    open(world, QStringLiteral("new:a,b")).reset();
    QCOMPARE(world.kept().size(), 1);
    open(world, QStringLiteral("new:a,b")).reset(); // the same one
    QCOMPARE(world.kept().size(), 1);
    open(world, QStringLiteral("new:b,a")).reset();
    QCOMPARE(world.kept().size(), 2);
}

void tst_CompareKept::titleThatIsNobodys()
{
    World world;
    auto page = open(world, QStringLiteral("new:a,b"));
    QTRY_VERIFY(page->subject().startsWith(QStringLiteral("saved:")));
    const QString subject = page->subject();
    QCOMPARE(world.kept().first().title, QStringLiteral("a ↔ b"));
    QVERIFY(!world.kept().first().ownTitle);
    page.reset();
    page = open(world, subject);
    page->runs().setRuns({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    QTRY_COMPARE(page->title(), QStringLiteral("a ↔ b ↔ c"));
    QTRY_COMPARE(world.kept().first().title, QStringLiteral("a ↔ b ↔ c"));
    auto *title = page->findChild<QLineEdit *>(QStringLiteral("compareTitle"));
    title->setFocus();
    title->selectAll();
    QTest::keyClicks(title, QStringLiteral("Mine"));
    QTest::keyClick(title, Qt::Key_Return);
    QTRY_VERIFY(world.kept().first().ownTitle);
    page.reset();
    page = open(world, subject);
    page->runs().setRuns({QStringLiteral("a"), QStringLiteral("b")});
    QTRY_VERIFY(!page->runs().isBusy());
    QCOMPARE(page->title(), QStringLiteral("Mine"));
    // Before it was said whose a title is: one that the runs would have given is nobody's.
    SavedDocument old;
    old.title = QStringLiteral("a ↔ b");
    old.body = R"({"version":1,"runs":["a","b"],"names":["a","b"]})";
    QVERIFY(!SavedComparison::from(old)->ownTitle);
    old.title = QStringLiteral("Mine");
    QVERIFY(SavedComparison::from(old)->ownTitle);
}

void tst_CompareKept::namesAreThereAtOnce()
{
    World world;
    test::FakeJobService &service = world.registry.local.jobService;
    service.find(QStringLiteral("a"))->name = QStringLiteral("Alpha");
    service.find(QStringLiteral("b"))->name = QStringLiteral("Beta");
    world.jobs.refresh();
    QTRY_VERIFY(world.jobs.rowOf(QStringLiteral("b")) >= 0);
    QCOMPARE(world.jobs.row(world.jobs.rowOf(QStringLiteral("b"))).name, QStringLiteral("Beta"));
    service.hold = true;
    ComparePage page(world.services(), QStringLiteral("new:a,b"));
    page.show();
    // The list of runs knows them, though no server has answered yet.
    QCOMPARE(page.title(), QStringLiteral("Alpha ↔ Beta"));
    QCOMPARE(page.findChild<QLineEdit *>(QStringLiteral("compareTitle"))->text(), QStringLiteral("Alpha ↔ Beta"));
    service.hold = false;
    service.releaseAll();
}

void tst_CompareKept::headingFollowsThoughItHasTheFocus()
{
    World world;
    test::FakeJobService &service = world.registry.local.jobService;
    service.find(QStringLiteral("a"))->name = QStringLiteral("Alpha");
    service.find(QStringLiteral("b"))->name = QStringLiteral("Beta");
    JobListModel nothing; // runs that the list does not know
    service.hold = true;
    ComparePage page({world.registry.registry, nothing, world.saved}, QStringLiteral("new:a,b"));
    page.show();
    page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    auto *title = page.findChild<QLineEdit *>(QStringLiteral("compareTitle"));
    title->setFocus();
    QTRY_VERIFY(title->hasFocus());
    QCOMPARE(title->text(), QStringLiteral("a ↔ b"));
    service.hold = false;
    service.releaseAll();
    QTRY_COMPARE(page.title(), QStringLiteral("Alpha ↔ Beta"));
    QCOMPARE(title->text(), QStringLiteral("Alpha ↔ Beta"));
    QTRY_VERIFY(!page.runs().isBusy());
    // What is being typed stays.
    title->selectAll();
    QTest::keyClicks(title, QStringLiteral("Mine"));
    page.runs().setBaseline(QStringLiteral("b"));
    QCOMPARE(title->text(), QStringLiteral("Mine"));
}

void tst_CompareKept::listFollows()
{
    World world;
    CompareListPage list(world.saved);
    list.show();
    QTRY_VERIFY(list.model().isLoaded());
    auto page = open(world, QStringLiteral("new:a,b"));
    page.reset();
    QTRY_COMPARE_WITH_TIMEOUT(list.model().rowCount(), 1, 500); // told, not asked for each second
    world.saved.remove(SavedComparison::kind(), world.kept().first().id);
    QTRY_COMPARE_WITH_TIMEOUT(list.model().rowCount(), 0, 500);
}

void tst_CompareKept::menusDoNotPileUp()
{
    World world;
    auto page = open(world, QStringLiteral("new:a,b"));
    const auto menus = page->findChildren<QMenu *>().size();
    for (int i = 0; i < 3; ++i) {
        const QWidget *tabs = page->findChild<QTabWidget *>(QStringLiteral("compareTabs"));
        QEvent language(QEvent::LanguageChange);
        QCoreApplication::sendEvent(page.get(), &language);
        QTRY_VERIFY(page->findChild<QTabWidget *>(QStringLiteral("compareTabs")) != tabs);
    }
    QCOMPARE(page->findChildren<QMenu *>().size(), menus);
}

ASSAY_TEST(tst_CompareKept)
#include "tst_CompareKept.moc"
