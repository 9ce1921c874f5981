#include "models/jobs/JobListModel.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleJobs.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/runs/RunsPage.h"
#include "ui/pages/start/StartPage.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The runs and start pages over fakes, driven by keys and clicks.
class tst_RunsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void showsRowsNewestFirst();
    void pagesBeyondAnyLimit();
    void filterLine();
    void enterOpensRuns();
    void cancelsOnlyWhatLives();
    void deleteCanBeUndone();
    void deleteHappensAfterTheTime();
    void deleteThatFailsBringsTheRowBack();
    void emptyStates();
    void keepsItsState();
    void severalConnections();
    void awayServerSaysHowOld();
    void greyWhatOneServerLacks();
    void everyControlHasAName();
    void startPage();
    void pictures();

private:
    QTableView *table() { return m_page->findChild<QTableView *>(QStringLiteral("runsTable")); }
    QPushButton *button(const char *name) { return m_page->findChild<QPushButton *>(QLatin1String(name)); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    void load();
    FakeRemote *addProd();
    void selectRun(const QString &name);

    StillClock m_clock{sampleNow().toMSecsSinceEpoch()};
    std::unique_ptr<FakeRegistry> m_registry;
    FakeConnection *m_connection = nullptr;
    std::unique_ptr<JobListModel> m_jobs;
    std::unique_ptr<RunsPage> m_page;
};

void tst_RunsPage::init()
{
    m_registry = std::make_unique<FakeRegistry>();
    m_connection = &m_registry->local;
    m_connection->jobService.stored = sampleJobs();
    m_jobs = std::make_unique<JobListModel>(m_connection->jobs(), m_clock);
    m_page = std::make_unique<RunsPage>(m_registry->registry, *m_jobs);
    m_page->resize(1200, 560);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_RunsPage::cleanup()
{
    m_page.reset();
    m_jobs.reset();
    m_registry.reset();
}

FakeRemote *tst_RunsPage::addProd()
{
    ConnectionSettings settings = remoteSettings(QStringLiteral("prod"), QStringLiteral("Prod"));
    settings.colour = 0;
    auto saved = m_registry->registry.save(settings, {});
    [&] { QTRY_VERIFY(m_registry->registry.find(QStringLiteral("prod"))); }();
    FakeRemote *prod = m_registry->remote(QStringLiteral("prod"));
    prod->jobService.stored = {sampleJob(QStringLiteral("j1"), QStringLiteral("prod running"), QStringLiteral("m"), RunState::Running, 1),
                               sampleJob(QStringLiteral("p2"), QStringLiteral("prod done"), QStringLiteral("m"), RunState::Completed, 2)};
    prod->setState(Connection::State::Ready);
    m_jobs->addConnection(QStringLiteral("prod"), QStringLiteral("Prod"), prod->jobs());
    m_jobs->refresh(QStringLiteral("prod"));
    [&] { QTRY_COMPARE(m_jobs->load(QStringLiteral("prod")), LoadState::Ready); }();
    return prod;
}

void tst_RunsPage::load()
{
    m_jobs->refresh();
    QTRY_COMPARE(m_jobs->load(), LoadState::Ready);
}

void tst_RunsPage::selectRun(const QString &name)
{
    for (int row = 0; row < table()->model()->rowCount(); ++row) {
        if (cell(row, JobListModel::NameColumn) == name) {
            const QRect place = table()->visualRect(table()->model()->index(row, JobListModel::NameColumn));
            QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::NoModifier, place.center());
            return;
        }
    }
    QFAIL("no such run");
}

void tst_RunsPage::showsRowsNewestFirst()
{
    load();
    QCOMPARE(table()->model()->rowCount(), 7);
    QCOMPARE(cell(0, JobListModel::NameColumn), QStringLiteral("nightly-215"));
    QCOMPARE(cell(0, JobListModel::StateColumn), QStringLiteral("▶ Running"));
    QCOMPARE(cell(2, JobListModel::VerdictColumn), QStringLiteral("✗ Fail"));
    QCOMPARE(cell(3, JobListModel::VerdictColumn), QStringLiteral("✓ Pass"));
    QCOMPARE(cell(6, JobListModel::VerdictColumn), QStringLiteral("◐ Too close to call")); // the server said pass: 0.52 of 344, gate 0.5
    QCOMPARE(cell(2, JobListModel::DurationColumn), QStringLiteral("2 min 00 s"));
}

void tst_RunsPage::pagesBeyondAnyLimit()
{
    QList<Job> many;
    for (int i = 0; i < 450; ++i)
        many << sampleJob(QString::number(i), QStringLiteral("run %1").arg(i), QStringLiteral("m"), RunState::Completed, i);
    m_connection->jobService.stored = many;
    m_connection->jobService.hold = true;
    m_jobs->refresh();
    m_connection->jobService.release();
    QTRY_COMPARE(table()->model()->rowCount(), 200);
    auto *footer = m_page->findChild<QLabel *>(QStringLiteral("footer"));
    QVERIFY2(footer->text().startsWith(QStringLiteral("200 of 450")), qPrintable(footer->text()));
    m_connection->jobService.hold = false;
    m_connection->jobService.releaseAll();
    QTRY_COMPARE(table()->model()->rowCount(), 450);
    QTRY_VERIFY2(footer->text().startsWith(QStringLiteral("450 run")), qPrintable(footer->text()));
}

void tst_RunsPage::filterLine()
{
    load();
    auto *filter = m_page->findChild<QLineEdit *>(QStringLiteral("runsFilter"));
    QVERIFY(m_page->focusFind());
    QTest::keyClicks(filter, QStringLiteral("state:failed"));
    QCOMPARE(table()->model()->rowCount(), 1);
    filter->clear();
    QTest::keyClicks(filter, QStringLiteral("model:gemma nightly"));
    QCOMPARE(table()->model()->rowCount(), 2);
    QVERIFY(m_page->findChild<QLabel *>(QStringLiteral("footer"))->text().contains(QStringLiteral("2 of them")));
    QTest::keyClick(filter, Qt::Key_Down);
    QVERIFY(table()->hasFocus());
    filter->setFocus();
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(table()->model()->rowCount(), 7);
    QTest::keyClicks(filter, QStringLiteral("state:sideways"));
    QVERIFY(m_page->findChild<QLabel *>(QStringLiteral("filterProblem"))->isVisible());
}

void tst_RunsPage::enterOpensRuns()
{
    load();
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    selectRun(QStringLiteral("nightly-214"));
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().at(0).toString(), QStringLiteral("run"));
    QCOMPARE(opened.first().at(1).toString(), QStringLiteral("j3"));
    QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(opened.count(), 3);
}

void tst_RunsPage::cancelsOnlyWhatLives()
{
    load();
    QVERIFY(!button("runsCancel")->isEnabled());
    table()->selectAll();
    QVERIFY(button("runsCancel")->isEnabled());
    QTest::mouseClick(button("runsCancel"), Qt::LeftButton);
    m_connection->jobService.cancelled.sort();
    QCOMPARE(m_connection->jobService.cancelled, QStringList({QStringLiteral("j1"), QStringLiteral("j2")}));
}

void tst_RunsPage::deleteCanBeUndone()
{
    load();
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    selectRun(QStringLiteral("nightly-214"));
    QTest::keyClick(table(), Qt::Key_Delete);
    QCOMPARE(table()->model()->rowCount(), 6);
    QCOMPARE(messages.count(), 1);
    const auto message = messages.first().first().value<UserMessage>();
    QCOMPARE(message.timeoutMs, 10'000);
    message.actions.first().run();
    QCOMPARE(table()->model()->rowCount(), 7);
    QVERIFY(m_connection->jobService.removed.isEmpty());
}

void tst_RunsPage::deleteHappensAfterTheTime()
{
    load();
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    table()->selectAll();
    QTest::mouseClick(button("runsDelete"), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 2); // running and waiting ones stay
    QCOMPARE(messages.count(), 2);             // and that is said
    QVERIFY(m_connection->jobService.removed.isEmpty());
    messages.first().first().value<UserMessage>().expired();
    QTRY_COMPARE(m_jobs->rowCount(), 2);
    QCOMPARE(m_connection->jobService.removed.size(), 5);
}

void tst_RunsPage::deleteThatFailsBringsTheRowBack()
{
    load();
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    selectRun(QStringLiteral("nightly-214"));
    QTest::keyClick(table(), Qt::Key_Delete);
    m_connection->jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The engine is gone.")};
    messages.first().first().value<UserMessage>().expired();
    QTRY_COMPARE(messages.count(), 2);
    QVERIFY(messages.last().first().value<UserMessage>().text.contains(QStringLiteral("The engine is gone.")));
    QCOMPARE(table()->model()->rowCount(), 7);
}

void tst_RunsPage::emptyStates()
{
    auto *action = m_page->findChild<QPushButton *>(QStringLiteral("emptyAction"));
    m_connection->jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The engine does not answer.")};
    m_jobs->refresh();
    QTRY_COMPARE(m_jobs->load(), LoadState::Failed);
    QCOMPARE(action->text(), QStringLiteral("Try Again"));
    savePictures(*m_page, QStringLiteral("runs-failed"));
    m_connection->jobService.failWith.reset();
    m_connection->jobService.stored.clear();
    QTest::mouseClick(action, Qt::LeftButton);
    QTRY_COMPARE(m_jobs->load(), LoadState::Ready);
    QVERIFY(action->text().startsWith(QStringLiteral("New Job")));
    savePictures(*m_page, QStringLiteral("runs-empty"));
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    QTest::mouseClick(action, Qt::LeftButton);
    QCOMPARE(opened.first().first().toString(), QStringLiteral("newjob"));
    m_connection->jobService.stored = sampleJobs();
    load();
    m_page->setFilterText(QStringLiteral("state:failed nothing"));
    QCOMPARE(action->text(), QStringLiteral("Clear Filter"));
    savePictures(*m_page, QStringLiteral("runs-filter-empty"));
    QTest::mouseClick(action, Qt::LeftButton);
    QVERIFY(table()->isVisible());
}

void tst_RunsPage::keepsItsState()
{
    load();
    m_page->setFilterText(QStringLiteral("nightly"));
    table()->sortByColumn(JobListModel::NameColumn, Qt::AscendingOrder);
    const QVariantMap state = m_page->saveState();
    RunsPage other(m_registry->registry, *m_jobs);
    other.restoreState(state);
    auto *otherTable = other.findChild<QTableView *>(QStringLiteral("runsTable"));
    QCOMPARE(otherTable->model()->rowCount(), 3);
    QCOMPARE(otherTable->model()->index(0, JobListModel::NameColumn).data().toString(), QStringLiteral("nightly-214"));
}

/// A second connection brings its column, and what is done to a run is done where the run lives.
void tst_RunsPage::severalConnections()
{
    load();
    QVERIFY(table()->isColumnHidden(JobListModel::ConnectionColumn));
    FakeRemote *prod = addProd();
    QVERIFY(!table()->isColumnHidden(JobListModel::ConnectionColumn));
    QCOMPARE(table()->horizontalHeader()->visualIndex(JobListModel::ConnectionColumn), 2);
    QCOMPARE(table()->model()->rowCount(), 9);
    selectRun(QStringLiteral("prod running"));
    QTest::mouseClick(button("runsCancel"), Qt::LeftButton);
    QCOMPARE(prod->jobService.cancelled, QStringList(QStringLiteral("j1")));
    QVERIFY(m_connection->jobService.cancelled.isEmpty()); // which has a job of that id too
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    QTest::mouseClick(button("runsOpen"), Qt::LeftButton);
    QCOMPARE(opened.first().at(1).toString(), QStringLiteral("prod/j1"));
    m_page->setFilterText(QStringLiteral("connection:prod"));
    QCOMPARE(table()->model()->rowCount(), 2);
    savePictures(*m_page, QStringLiteral("runs-two-connections"));
    m_jobs->removeConnection(QStringLiteral("prod"));
    QVERIFY(table()->isColumnHidden(JobListModel::ConnectionColumn));
}

void tst_RunsPage::awayServerSaysHowOld()
{
    load();
    FakeRemote *prod = addProd();
    prod->setState(Connection::State::Unreachable, Error{Error::Kind::Network, QStringLiteral("Nobody there.")});
    m_jobs->setConnection(QStringLiteral("prod"), QStringLiteral("Prod"), true);
    QCOMPARE(table()->model()->rowCount(), 9); // what was read stays readable
    QVERIFY2(m_page->findChild<QLabel *>(QStringLiteral("footer"))->text().contains(QStringLiteral("Prod is away; its runs are as of")),
             qPrintable(m_page->findChild<QLabel *>(QStringLiteral("footer"))->text()));
    savePictures(*m_page, QStringLiteral("runs-away"));
}

void tst_RunsPage::greyWhatOneServerLacks()
{
    load();
    FakeRemote *prod = addProd();
    prod->abilities.items.remove(Capability::DeleteJobs);
    selectRun(QStringLiteral("prod done"));
    QVERIFY(!button("runsDelete")->isEnabled());
    QCOMPARE(button("runsDelete")->toolTip(), QStringLiteral("EvalHub does not offer this."));
    selectRun(QStringLiteral("nightly-214"));
    QVERIFY(button("runsDelete")->isEnabled());
}

void tst_RunsPage::everyControlHasAName()
{
    load();
    QVERIFY2(namelessControls(*m_page).isEmpty(), qPrintable(namelessControls(*m_page).join(QStringLiteral("; "))));
    StartPage start(*m_jobs);
    start.setDraft(QStringLiteral("x"));
    QVERIFY2(namelessControls(start).isEmpty(), qPrintable(namelessControls(start).join(QStringLiteral("; "))));
}

void tst_RunsPage::startPage()
{
    load();
    StartPage start(*m_jobs);
    start.resize(1100, 760);
    start.show();
    QSignalSpy demo(&start, &StartPage::demoRequested), opened(&start, &DocumentPage::openRequested);
    QTest::mouseClick(start.findChild<QAbstractButton *>(QStringLiteral("startDemo")), Qt::LeftButton);
    QCOMPARE(demo.count(), 1);
    QTest::keyClick(start.findChild<QAbstractButton *>(QStringLiteral("startEvaluate")), Qt::Key_Space);
    QCOMPARE(opened.last().first().toString(), QStringLiteral("newjob"));
    auto *recent = start.findChild<QListView *>(QStringLiteral("startRecent"));
    QCOMPARE(recent->model()->rowCount(), 7);
    recent->setCurrentIndex(recent->model()->index(2, JobListModel::NameColumn));
    QTest::keyClick(recent, Qt::Key_Return);
    QCOMPARE(opened.last().at(1).toString(), QStringLiteral("j3"));
    QVERIFY(!start.findChild<QPushButton *>(QStringLiteral("startDraft"))->isVisible());
    savePictures(start, QStringLiteral("start"));
    start.setDraft(QStringLiteral("gemma-3-270m on starter-v1"));
    start.setDemoUnavailable(QStringLiteral("The recorded answers are not installed; install Assay again."));
    QVERIFY(start.findChild<QPushButton *>(QStringLiteral("startDraft"))->isVisible());
    QVERIFY(!start.findChild<QAbstractButton *>(QStringLiteral("startDemo"))->isEnabled());
    savePictures(start, QStringLiteral("start-draft"));
    m_connection->jobService.stored.clear();
    load();
    savePictures(start, QStringLiteral("start-first"));
}

void tst_RunsPage::pictures()
{
    load();
    selectRun(QStringLiteral("nightly-214"));
    savePictures(*m_page, QStringLiteral("runs"));
    m_page->resize(640, 480);
    savePictures(*m_page, QStringLiteral("runs-narrow"));
}

ASSAY_TEST(tst_RunsPage)
#include "tst_RunsPage.moc"
