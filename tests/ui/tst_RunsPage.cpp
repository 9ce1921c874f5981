#include "models/composer/BatchStore.h"
#include "models/jobs/JobListModel.h"
#include "services/core/JobExtras.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/FakeRunLibrary.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleJobs.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/runs/RunRemover.h"
#include "ui/pages/runs/RunsPage.h"
#include "ui/pages/start/StartPage.h"
#include "ui/theme/Theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

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
    void deleteOutlivesThePage();
    void emptyStates();
    void keepsItsState();
    void severalConnections();
    void awayServerSaysHowOld();
    void greyWhatOneServerLacks();
    void everyControlHasAName();
    void shiftSortsBySeveral();
    void columnsAreChosenByKeyboard();
    void groups();
    void archivedOnesOnDemand();
    void facetsCountAndFilter();
    void completesTheLine();
    void savesViews();
    void tagsAndNotes();
    void baselineAndComparison();
    void comparesTheBaselineFirst();
    void whatCannotBeKeptIsTakenBack();
    void changesNothingThatIsNotKnown();
    void goneRunKeepsItsNote();
    void knownRunsBeforeAnyAnswer();
    void quickLook();
    void retriesWhatFailed();
    void retriesInAJobOfItsOwn();
    void exportIsOfferedWhereSomebodyExports();
    void selectionStaysWithItsRuns();
    void startPage();
    void pictures();

private:
    QTableView *table() { return m_page->findChild<QTableView *>(QStringLiteral("runsTable")); }
    QPushButton *button(const char *name) { return m_page->findChild<QPushButton *>(QLatin1String(name)); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    RunsPage::Services services() { return {m_registry->registry, *m_jobs, m_library->runs, m_library->views, *m_remover, m_batches.get()}; }
    JobRow row(const QString &id) { return m_jobs->row(m_jobs->rowOf(id)); }
    void press(const QString &name);
    void answer(const QString &text);
    void load();
    FakeRemote *addProd();
    void selectRun(const QString &name);

    StillClock m_clock{sampleNow().toMSecsSinceEpoch()};
    std::unique_ptr<FakeRegistry> m_registry;
    FakeConnection *m_connection = nullptr;
    std::unique_ptr<JobListModel> m_jobs;
    std::unique_ptr<FakeLibrary> m_library;
    std::unique_ptr<RunRemover> m_remover;
    FakeDraftStore m_drafts;
    std::unique_ptr<BatchStore> m_batches; ///< null: nothing is sent as a job of its own
    std::unique_ptr<RunsPage> m_page;
};

void tst_RunsPage::init()
{
    m_registry = std::make_unique<FakeRegistry>();
    m_connection = &m_registry->local;
    m_connection->jobService.stored = sampleJobs();
    m_jobs = std::make_unique<JobListModel>(m_connection->jobs(), m_clock);
    m_library = std::make_unique<FakeLibrary>(*m_jobs, m_clock);
    m_remover = std::make_unique<RunRemover>(m_registry->registry, *m_jobs, m_library->runs);
    m_page = std::make_unique<RunsPage>(services());
    m_page->resize(1200, 560);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_RunsPage::cleanup()
{
    m_page.reset();
    m_remover.reset();
    m_batches.reset();
    m_library.reset();
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
    m_library->runs.load();
    QTRY_VERIFY(m_library->runs.isLoaded());
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
    QSignalSpy messages(m_remover.get(), &RunRemover::messageRequested);
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
    QSignalSpy messages(m_remover.get(), &RunRemover::messageRequested), told(m_page.get(), &DocumentPage::messageRequested);
    table()->selectAll();
    QTest::mouseClick(button("runsDelete"), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 2); // running and waiting ones stay
    QCOMPARE(told.count(), 1);                 // and that is said
    QVERIFY(m_connection->jobService.removed.isEmpty());
    messages.first().first().value<UserMessage>().expired();
    QTRY_COMPARE(m_jobs->rowCount(), 2);
    QCOMPARE(m_connection->jobService.removed.size(), 5);
}

void tst_RunsPage::deleteThatFailsBringsTheRowBack()
{
    load();
    QSignalSpy messages(m_remover.get(), &RunRemover::messageRequested);
    selectRun(QStringLiteral("nightly-214"));
    QTest::keyClick(table(), Qt::Key_Delete);
    m_connection->jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The engine is gone.")};
    messages.first().first().value<UserMessage>().expired();
    QTRY_COMPARE(messages.count(), 2);
    QVERIFY(messages.last().first().value<UserMessage>().text.contains(QStringLiteral("The engine is gone.")));
    QCOMPARE(table()->model()->rowCount(), 7);
}

void tst_RunsPage::deleteOutlivesThePage()
{
    load();
    QSignalSpy messages(m_remover.get(), &RunRemover::messageRequested);
    selectRun(QStringLiteral("nightly-214"));
    QTest::keyClick(table(), Qt::Key_Delete);
    m_page.reset();
    messages.first().first().value<UserMessage>().actions.first().run();
    QVERIFY(!m_jobs->isHidden(QStringLiteral("j3")));
    m_remover->remove({QStringLiteral("j3")});
    messages.last().first().value<UserMessage>().expired();
    QTRY_COMPARE(m_jobs->rowOf(QStringLiteral("j3")), -1);
    QCOMPARE(m_connection->jobService.removed, QStringList(QStringLiteral("j3")));
    m_connection->jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The engine is gone.")};
    m_remover->remove({QStringLiteral("j4")});
    messages.last().first().value<UserMessage>().expired();
    QTRY_VERIFY(messages.last().first().value<UserMessage>().text.contains(QStringLiteral("The engine is gone.")));
    QVERIFY(!m_jobs->isHidden(QStringLiteral("j4")));
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
    RunsPage other(services());
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
    QCOMPARE(table()->horizontalHeader()->visualIndex(JobListModel::ConnectionColumn), table()->horizontalHeader()->visualIndex(JobListModel::NameColumn) + 1);
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
    start.show();
    QVERIFY2(namelessControls(start).isEmpty(), qPrintable(namelessControls(start).join(QStringLiteral("; "))));
}

void tst_RunsPage::press(const QString &name)
{
    QTest::mouseClick(m_page->findChild<QPushButton *>(name), Qt::LeftButton);
}

/// Types into the line that asks for a tag, a note or a name.
void tst_RunsPage::answer(const QString &text)
{
    auto *edit = m_page->findChild<QLineEdit *>(QStringLiteral("inlineText"));
    QVERIFY(edit->isVisible() && edit->hasFocus());
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
}

void tst_RunsPage::shiftSortsBySeveral()
{
    load();
    QHeaderView *header = table()->horizontalHeader();
    const auto clickHeader = [&](int column, Qt::KeyboardModifiers modifiers) {
        table()->scrollTo(table()->model()->index(0, column));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, modifiers, QPoint(header->sectionViewportPosition(column) + header->sectionSize(column) / 2, header->height() / 2));
    };
    clickHeader(JobListModel::ModelColumn, {});
    const auto keys = [&] { return qobject_cast<JobFilterModel *>(table()->model())->sortKeys(); };
    QCOMPARE(keys().size(), 1);
    QCOMPARE(keys().first().column, int(JobListModel::ModelColumn));
    clickHeader(JobListModel::StartedColumn, Qt::ShiftModifier);
    QCOMPARE(keys().size(), 2);
    QVERIFY(header->model()->headerData(JobListModel::StartedColumn, Qt::Horizontal).toString().endsWith(QStringLiteral("▲2")));
    // Within a model the oldest is first.
    QStringList names;
    for (int at = 0; at < table()->model()->rowCount(); ++at)
        names << cell(at, JobListModel::NameColumn);
    const bool down = keys().first().order == Qt::DescendingOrder;
    QCOMPARE(names.at(down ? names.size() - 1 : 3), down ? names.last() : QStringLiteral("nightly-215"));
    QVERIFY(names.indexOf(QStringLiteral("nearly there")) < names.indexOf(QStringLiteral("release candidate 1")));
    clickHeader(JobListModel::StartedColumn, Qt::ShiftModifier);
    QCOMPARE(keys().last().order, Qt::DescendingOrder);
    clickHeader(JobListModel::NameColumn, {});
    QCOMPARE(keys().size(), 1);
}

void tst_RunsPage::columnsAreChosenByKeyboard()
{
    load();
    selectRun(QStringLiteral("nightly-214"));
    QVERIFY(table()->isColumnHidden(JobListModel::NoteColumn));
    const QPoint at = table()->visualRect(table()->currentIndex()).center();
    QContextMenuEvent asked(QContextMenuEvent::Keyboard, at, table()->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(table()->viewport(), &asked);
    QMenu *columns = nullptr;
    for (QMenu *menu : m_page->findChildren<QMenu *>()) {
        if (menu->title() == QStringLiteral("Columns"))
            columns = menu;
    }
    QVERIFY(columns);
    for (QAction *action : columns->actions()) {
        if (action->text() == QStringLiteral("Note"))
            action->trigger();
    }
    QVERIFY(!table()->isColumnHidden(JobListModel::NoteColumn));
    const QVariantMap state = m_page->saveState();
    RunsPage other(services());
    other.restoreState(state);
    QVERIFY(!other.findChild<QTableView *>(QStringLiteral("runsTable"))->isColumnHidden(JobListModel::NoteColumn));
    for (QWidget *open : QApplication::topLevelWidgets()) {
        if (qobject_cast<QMenu *>(open))
            open->close();
    }
}

void tst_RunsPage::groups()
{
    load();
    QVERIFY(table()->isColumnHidden(JobFilterModel::GroupColumn));
    m_page->setFilterText(QStringLiteral("group:model"));
    QVERIFY(!table()->isColumnHidden(JobFilterModel::GroupColumn));
    QCOMPARE(table()->horizontalHeader()->visualIndex(JobFilterModel::GroupColumn), 0);
    QCOMPARE(cell(0, JobFilterModel::GroupColumn), QStringLiteral("gemma-3-270m (4)"));
    QCOMPARE(cell(1, JobFilterModel::GroupColumn), QString());
    QCOMPARE(table()->model()->index(1, JobFilterModel::GroupColumn).data(Qt::AccessibleTextRole).toString(), QStringLiteral("gemma-3-270m"));
    QCOMPARE(cell(4, JobFilterModel::GroupColumn), QStringLiteral("llama-3.2-1b-instruct-q4_k_m (1)"));
    savePictures(*m_page, QStringLiteral("runs-groups"));
    m_page->setFilterText({});
    QVERIFY(table()->isColumnHidden(JobFilterModel::GroupColumn));
}

/// Where a server has an archive, its runs are shown when they are asked for.
void tst_RunsPage::archivedOnesOnDemand()
{
    Job old = sampleJob(QStringLiteral("z1"), QStringLiteral("put away"), QStringLiteral("m"), RunState::Completed, 3);
    setJobArchivedAt(old, QStringLiteral("2025-11-08T10:00:00Z"));
    m_connection->jobService.stored << old;
    load();
    const int usual = table()->model()->rowCount();
    const auto tick = [this]() -> QAction * {
        const auto menus = m_page->findChildren<QMenu *>();
        for (QMenu *menu : menus)
            menu->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        table()->selectRow(0);
        const QPoint at = table()->visualRect(table()->currentIndex()).center();
        QContextMenuEvent asked(QContextMenuEvent::Keyboard, at, table()->viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(table()->viewport(), &asked);
        return m_page->findChild<QAction *>(QStringLiteral("showArchived"));
    };
    QVERIFY(!tick());
    m_connection->abilities.items += Capability::ArchiveJobs;
    QVERIFY(tick() && !tick()->isChecked());
    tick()->trigger();
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(cell(0, JobListModel::NameColumn), QStringLiteral("put away"));
    QVERIFY2(cell(0, JobListModel::StateColumn).endsWith(QStringLiteral(", archived")), qPrintable(cell(0, JobListModel::StateColumn)));
    QVERIFY(tick()->isChecked());
    tick()->trigger();
    QTRY_COMPARE(table()->model()->rowCount(), usual);
}

void tst_RunsPage::facetsCountAndFilter()
{
    load();
    auto *facet = m_page->findChild<QToolButton *>(QStringLiteral("facet-state"));
    QVERIFY(facet);
    Q_EMIT facet->menu()->aboutToShow();
    QStringList titles;
    for (QAction *action : facet->menu()->actions())
        titles << action->text();
    QCOMPARE(titles.first(), QStringLiteral("Finished (3)"));
    QVERIFY(titles.contains(QStringLiteral("Failed (1)")));
    facet->menu()->actions().first()->trigger();
    auto *filter = m_page->findChild<QLineEdit *>(QStringLiteral("runsFilter"));
    QCOMPARE(filter->text(), QStringLiteral("state:finished"));
    QCOMPARE(table()->model()->rowCount(), 3);
    QCOMPARE(facet->text(), QStringLiteral("State: finished"));
    Q_EMIT facet->menu()->aboutToShow(); // its own part does not limit its counts
    QVERIFY(facet->menu()->actions().size() > 1);
    QVERIFY(facet->menu()->actions().first()->isChecked());
    facet->menu()->actions().first()->trigger();
    QCOMPARE(filter->text(), QString());
}

void tst_RunsPage::completesTheLine()
{
    load();
    auto *filter = m_page->findChild<QLineEdit *>(QStringLiteral("runsFilter"));
    filter->setFocus();
    QTest::keyClicks(filter, QStringLiteral("nightly mod"));
    QAbstractItemView *popup = nullptr;
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (auto *view = qobject_cast<QAbstractItemView *>(top); view && view->isVisible())
            popup = view;
    }
    QVERIFY(popup);
    QCOMPARE(popup->model()->index(0, 0).data().toString(), QStringLiteral("model:"));
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    QCOMPARE(filter->text(), QStringLiteral("nightly model:"));
    QTRY_VERIFY(popup->isVisible()); // goes on with the models
    QCOMPARE(popup->model()->rowCount(), 3);
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    QVERIFY2(filter->text().startsWith(QStringLiteral("nightly model:gemma-3-270m")), qPrintable(filter->text()));
    QCOMPARE(table()->model()->rowCount(), 2);
}

void tst_RunsPage::savesViews()
{
    load();
    auto *button = m_page->findChild<QToolButton *>(QStringLiteral("runsViews"));
    const auto choose = [&](const QString &title) {
        Q_EMIT button->menu()->aboutToShow();
        for (QAction *action : button->menu()->actions()) {
            if (action->text() == title)
                return action->trigger();
        }
        QFAIL(qPrintable(title));
    };
    QCOMPARE(button->text(), QStringLiteral("View: All Runs"));
    m_page->setFilterText(QStringLiteral("tag:nightly"));
    choose(QStringLiteral("Save View As…"));
    answer(QStringLiteral("Nightly main"));
    QTRY_COMPARE(button->text(), QStringLiteral("View: Nightly main"));
    choose(QStringLiteral("Running and Waiting"));
    QCOMPARE(table()->model()->rowCount(), 2);
    choose(QStringLiteral("Save View As…"));
    answer(QStringLiteral("nightly MAIN")); // taken
    QVERIFY(m_page->findChild<QLineEdit *>(QStringLiteral("inlineText"))->isVisible());
    QTest::keyClick(m_page->findChild<QLineEdit *>(QStringLiteral("inlineText")), Qt::Key_Escape);
    choose(QStringLiteral("Nightly main"));
    QCOMPARE(m_page->findChild<QLineEdit *>(QStringLiteral("runsFilter"))->text(), QStringLiteral("tag:nightly"));
    choose(QStringLiteral("Rename View…"));
    answer(QStringLiteral("Main"));
    QTRY_COMPARE(button->text(), QStringLiteral("View: Main"));
    choose(QStringLiteral("Delete View"));
    QTRY_VERIFY(m_library->views.views().last().builtIn);
    QCOMPARE(button->text(), QStringLiteral("Views"));
}

void tst_RunsPage::tagsAndNotes()
{
    load();
    selectRun(QStringLiteral("nightly-214"));
    QTest::keyClick(table(), Qt::Key_N);
    answer(QStringLiteral("regressed on facts"));
    QCOMPARE(row(QStringLiteral("j3")).note, QStringLiteral("regressed on facts"));
    QCOMPARE(m_library->library.marks.value(QStringLiteral("j3")).note, QStringLiteral("regressed on facts"));
    m_page->setFilterText(QStringLiteral("note:facts has:note"));
    QCOMPARE(table()->model()->rowCount(), 1);
    m_page->setFilterText({});
    table()->selectAll();
    press(QStringLiteral("runsTag"));
    answer(QStringLiteral("a,b")); // no tag
    answer(QStringLiteral("seen"));
    QCOMPARE(m_library->runs.ownTags(), QStringList(QStringLiteral("seen")));
    m_page->setFilterText(QStringLiteral("tag:seen -tag:nightly"));
    QCOMPARE(table()->model()->rowCount(), 6);
    QVERIFY(cell(0, JobListModel::TagsColumn).contains(QStringLiteral("seen")));
}

void tst_RunsPage::baselineAndComparison()
{
    load();
    selectRun(QStringLiteral("release candidate 1"));
    QTest::keyClick(table(), Qt::Key_B);
    QVERIFY(row(QStringLiteral("j4")).baseline);
    QCOMPARE(row(QStringLiteral("j4")).delta.kind, BaselineDelta::Kind::Itself);
    QVERIFY(row(QStringLiteral("j3")).delta.text.startsWith(QStringLiteral("▼ −0.31")));
    QCOMPARE(row(QStringLiteral("j3")).delta.kind, BaselineDelta::Kind::Worse);
    QCOMPARE(row(QStringLiteral("j1")).delta.kind, BaselineDelta::Kind::None); // runs still
    m_page->setFilterText(QStringLiteral("is:worse"));
    QCOMPARE(table()->model()->rowCount(), 2);
    m_page->setFilterText({});
    savePictures(*m_page, QStringLiteral("runs-baseline"));
    selectRun(QStringLiteral("nightly-214"));
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    QTest::keyClick(table(), Qt::Key_C);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().at(0).toString(), QStringLiteral("compare"));
    QCOMPARE(opened.first().at(1).toString(), QStringLiteral("new:j4,j3"));
    m_page->setFilterText(QStringLiteral("is:baseline"));
    table()->selectRow(0);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_B);
    QVERIFY(m_library->library.baselines.isEmpty());
    QVERIFY(row(QStringLiteral("j3")).delta.text.isEmpty());
}

void tst_RunsPage::comparesTheBaselineFirst()
{
    load();
    m_library->runs.setBaseline(QStringLiteral("j7"), false);
    table()->sortByColumn(JobListModel::StartedColumn, Qt::DescendingOrder);
    m_page->setFilterText(QStringLiteral("state:finished"));
    table()->selectAll();
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    press(QStringLiteral("runsCompare"));
    QCOMPARE(opened.first().at(1).toString(), QStringLiteral("new:j7,j3,j4"));
    QCOMPARE(m_page->findChild<QLabel *>(QStringLiteral("runsChosen"))->text().section(QLatin1Char(' '), 0, 0), QStringLiteral("3"));
}

void tst_RunsPage::whatCannotBeKeptIsTakenBack()
{
    load();
    QSignalSpy failed(&m_library->runs, &LibraryRuns::failed);
    m_library->library.failWith = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    m_library->runs.setNote(QStringLiteral("j3"), QStringLiteral("lost"));
    m_library->runs.setBaseline(QStringLiteral("j4"), false);
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY(row(QStringLiteral("j3")).note.isEmpty());
    QVERIFY(!row(QStringLiteral("j4")).baseline);
}

/// A note that is set before the old ones are known would take their place.
void tst_RunsPage::changesNothingThatIsNotKnown()
{
    m_jobs->refresh();
    QTRY_COMPARE(m_jobs->load(), LoadState::Ready);
    RunMark mark;
    mark.ref = RunRef::parse(QStringLiteral("j3"));
    mark.tags = {QStringLiteral("kept")};
    m_library->library.content.marks << mark;
    QSignalSpy failed(&m_library->runs, &LibraryRuns::failed);
    m_library->runs.setNote(QStringLiteral("j3"), QStringLiteral("early"));
    QCOMPARE(failed.size(), 1);
    QVERIFY(m_library->library.marks.value(QStringLiteral("j3")).note.isEmpty());
    QTRY_VERIFY(m_library->runs.isLoaded()); // the refusal asked for it
    m_library->runs.setNote(QStringLiteral("j3"), QStringLiteral("late"));
    QTRY_COMPARE(m_library->library.marks.value(QStringLiteral("j3")).note, QStringLiteral("late"));
    QCOMPARE(m_library->library.marks.value(QStringLiteral("j3")).tags, QStringList(QStringLiteral("kept")));
}

void tst_RunsPage::goneRunKeepsItsNote()
{
    load();
    m_library->runs.setNote(QStringLiteral("j3"), QStringLiteral("why it failed"));
    m_connection->jobService.stored.removeIf([](const Job &job) { return job.resource.id == QStringLiteral("j3") || job.resource.id == QStringLiteral("j4"); });
    m_jobs->refresh();
    QTRY_COMPARE(m_jobs->rowCount(), 6); // the one without a word of the user's goes
    QVERIFY(row(QStringLiteral("j3")).goneMs > 0);
    m_page->setFilterText(QStringLiteral("is:gone"));
    QCOMPARE(cell(0, JobListModel::StateColumn), QStringLiteral("✗ Gone"));
    m_library->runs.flush();
    QVERIFY(m_library->library.runs.value(QStringLiteral("j3")).goneMs > 0);
    table()->selectRow(0);
    QVERIFY(button("runsDelete")->isEnabled());
    QSignalSpy messages(m_remover.get(), &RunRemover::messageRequested);
    press(QStringLiteral("runsDelete"));
    messages.first().first().value<UserMessage>().expired();
    QCOMPARE(m_jobs->rowOf(QStringLiteral("j3")), -1);
    QVERIFY(m_connection->jobService.removed.isEmpty()); // there is nothing to delete there
    QVERIFY(m_library->library.marks.value(QStringLiteral("j3")).note.isEmpty());
}

void tst_RunsPage::knownRunsBeforeAnyAnswer()
{
    for (const Job &job : sampleJobs())
        m_library->library.content.runs << runRecord(jobRow(job, RunRef::localConnection()));
    m_library->library.content.sources = {{RunRef::localConnection(), m_clock.wallMs() - 3'600'000}};
    m_library->library.content.marks = {{{RunRef::localConnection(), QStringLiteral("j3")}, QStringLiteral("mine"), {}}};
    m_library->runs.load();
    QTRY_COMPARE(table()->model()->rowCount(), 7);
    QVERIFY(m_page->findChild<QLabel *>(QStringLiteral("footer"))->text().contains(QStringLiteral("no server has answered yet")));
    QCOMPARE(cell(2, JobListModel::ConnectionColumn), QStringLiteral(", as of 1 h ago")); // the fake's name is empty
    QCOMPARE(cell(2, JobListModel::VerdictColumn), QStringLiteral("✗ Fail"));
    QCOMPARE(row(QStringLiteral("j3")).note, QStringLiteral("mine"));
    savePictures(*m_page, QStringLiteral("runs-known"));
    m_connection->jobService.stored.removeLast();
    load();
    QTRY_COMPARE(table()->model()->rowCount(), 6); // what the server has no more is gone, also when it was only known
    QVERIFY(!row(QStringLiteral("j3")).cached);
}

void tst_RunsPage::quickLook()
{
    load();
    auto *look = m_page->findChild<QWidget *>(QStringLiteral("quickLook"));
    selectRun(QStringLiteral("nightly-214"));
    QVERIFY(!look->isVisible());
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(look->isVisible());
    QVERIFY(look->findChild<QWidget *>(QStringLiteral("quickLookBars"))->accessibleName().startsWith(QStringLiteral("facts-v1: 0.41")));
    savePictures(*m_page, QStringLiteral("runs-quick-look"));
    QTest::keyClick(table(), Qt::Key_Down);
    QVERIFY(look->findChild<QWidget *>(QStringLiteral("quickLookBars"))->accessibleName().startsWith(QStringLiteral("facts-v1: 0.73")));
    QTest::keyClick(table(), Qt::Key_Escape);
    QVERIFY(!look->isVisible());
}

void tst_RunsPage::retriesWhatFailed()
{
    load();
    selectRun(QStringLiteral("nightly-214"));
    QVERIFY(!button("runsRetry")->isEnabled()); // it has not failed
    m_page->setFilterText(QStringLiteral("state:failed"));
    table()->selectRow(0);
    const bool can = m_connection->abilities.has(Capability::RetryBenchmarks);
    QCOMPARE(button("runsRetry")->isEnabled(), can);
    m_connection->abilities.items.insert(Capability::RetryBenchmarks);
    table()->clearSelection();
    table()->selectRow(0);
    QVERIFY(button("runsRetry")->isEnabled());
    press(QStringLiteral("runsRetry"));
    QTRY_COMPARE(m_connection->jobService.retried.size(), 1);
    QVERIFY(m_connection->jobService.retried.first().second.isEmpty()); // all that failed
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    m_connection->jobService.failWith = Error{Error::Kind::Conflict, QStringLiteral("It has not ended.")};
    table()->clearSelection();
    m_page->setFilterText(QStringLiteral("state:cancelled"));
    table()->selectRow(0);
    press(QStringLiteral("runsRetry")); // the server refuses, which is said
    QTRY_COMPARE(messages.count(), 1);
}

/// On a server that cannot do it inside the job.
void tst_RunsPage::retriesInAJobOfItsOwn()
{
    m_connection->abilities.items.remove(Capability::RetryBenchmarks);
    Collection collection;
    collection.resource.id = QStringLiteral("starter-v1");
    collection.benchmarks = {BenchmarkRef{}};
    collection.benchmarks.first().id = QStringLiteral("facts-v1");
    collection.benchmarks.first().providerId = QStringLiteral("assay");
    m_connection->catalogueService.collections = {collection};
    m_batches = std::make_unique<BatchStore>(m_drafts);
    m_page = std::make_unique<RunsPage>(services());
    m_page->resize(1200, 560);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    load();
    m_page->setFilterText(QStringLiteral("state:failed"));
    table()->selectRow(0);
    QVERIFY(button("runsRetry")->isEnabled());
    press(QStringLiteral("runsRetry"));
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    QVERIFY(m_connection->jobService.submitted.first().first.tags.contains(QStringLiteral("assay-retry-of-j5")));
    QVERIFY(m_connection->jobService.retried.isEmpty());
}

void tst_RunsPage::exportIsOfferedWhereSomebodyExports()
{
    load();
    QVERIFY(!button("runsExport")->isVisible());
    QSignalSpy asked(m_page.get(), &RunsPage::exportRequested);
    QVERIFY(button("runsExport")->isVisible());
    selectRun(QStringLiteral("nightly-214"));
    press(QStringLiteral("runsExport"));
    QCOMPARE(asked.first().first().toStringList(), QStringList(QStringLiteral("j3")));
}

void tst_RunsPage::selectionStaysWithItsRuns()
{
    load();
    selectRun(QStringLiteral("nightly-214"));
    QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    const auto chosen = [&] {
        QStringList names;
        for (const QModelIndex &at : table()->selectionModel()->selectedRows(JobListModel::NameColumn))
            names << at.data().toString();
        names.sort();
        return names;
    };
    const QStringList before = chosen();
    QCOMPARE(before.size(), 2);
    table()->sortByColumn(JobListModel::ModelColumn, Qt::AscendingOrder);
    QCOMPARE(chosen(), before);
    m_page->setFilterText(QStringLiteral("state:finished"));
    QCOMPARE(chosen(), before);
    Job moved = m_connection->jobService.stored.at(3);
    moved.model.name = QStringLiteral("aaa");
    m_connection->jobService.change(moved); // its row moves
    QTRY_COMPARE(cell(0, JobListModel::ModelColumn), QStringLiteral("aaa"));
    QCOMPARE(chosen(), before);
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
    m_page->resize(1280, 900);
    QTest::keyClick(table(), Qt::Key_Space);
    const double base = QApplication::font().pointSizeF();
    applyZoom(*qApp, base, 200);
    QCoreApplication::processEvents();
    savePictures(*m_page, QStringLiteral("runs-large"));
    applyZoom(*qApp, base, 100);
}

ASSAY_TEST(tst_RunsPage)
#include "tst_RunsPage.moc"
