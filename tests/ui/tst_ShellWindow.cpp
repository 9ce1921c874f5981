#include "models/authoring/ProblemListModel.h"
#include "models/jobs/JobListModel.h"
#include "models/session/Session.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "services/api/RequestLog.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/FakeRunLibrary.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleJobs.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/runs/RunRemover.h"
#include "ui/pages/runs/RunsPage.h"
#include "ui/pages/start/StartPage.h"
#include "ui/shell/Appearance.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/PageFactory.h"
#include "ui/shell/SessionKeeper.h"
#include "ui/widgets/MessageBar.h"

#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace assay;
using namespace assay::test;

namespace {

/// A page of a run, as far as the shell sees it.
class PlainPage final : public DocumentPage {
public:
    PlainPage(const QString &subject, QWidget *parent) : DocumentPage(parent), m_subject(subject) { setFocusPolicy(Qt::StrongFocus); }
    QString kind() const override { return QStringLiteral("run"); }
    QString subject() const override { return m_subject; }
    QString title() const override { return QStringLiteral("Run ") + m_subject; }
    bool canClose() override { return closable; }
    bool closable = true;
    QAbstractItemModel *problems() override { return list.get(); }
    void goToProblem(int row) override { wentTo = row; }
    bool canFixProblems() const override { return true; }
    bool fixProblem(int row) override { return list->removeRow(row); }
    void setProblems(const QStringList &texts)
    {
        list = std::make_unique<QStandardItemModel>();
        for (const QString &text : texts) {
            auto *item = new QStandardItem(text);
            item->setData(int(text.startsWith(QLatin1Char('w')) ? Severity::Warning : Severity::Error), ProblemListModel::SeverityRole);
            item->setData(QStringLiteral("Mend it."), ProblemListModel::FixRole);
            list->appendRow(item);
        }
        Q_EMIT titleChanged();
    }
    std::unique_ptr<QStandardItemModel> list;
    int wentTo = -1;

private:
    QString m_subject;
};

} // namespace

class tst_ShellWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void startsWithTheStartPage();
    void tabsOpenOnceAndClose();
    void widePagesDoNotWidenTheWindow();
    void windowGrowsForItsPage();
    void manyTabsKeepTheirTitles();
    void statusFitsWhereTextIsLarge();
    void layoutComesBack();
    void layoutSurvivesACrash();
    void badStartsLeaveTheTabsOut();
    void shortcutsCanBeChanged();
    void singleLettersCanBeSwitchedOff();
    void paletteByKeyboard();
    void paletteRanks();
    void paletteKeepsDetailsReadable();
    void paletteOfManyRuns();
    void navigatorGoesToPlaces();
    void paneCycling();
    void connectionTrouble();
    void remoteConnections();
    void requestsDock();
    void problemsOfAllPages();
    void failedRunsAreProblems();
    void messages();
    void messageTimesOut();
    void timeToAnswerIsNotCutShort();
    void statusTellsOfTheEngine();
    void zoomAndTheme();
    void languageChangesAtOnce();
    void runsThatEndAreTold();
    void everyControlHasAName();
    void pictures();

private:
    void makeWindow();
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(m_window.get(), Qt::Key(key), modifiers); }
    template<typename T>
    T *find(const char *name) { return m_window->findChild<T *>(QLatin1String(name)); }

    StillClock m_clock{sampleNow().toMSecsSinceEpoch()};
    std::unique_ptr<QTemporaryDir> m_folder;
    FakeDraftStore m_session;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ShortcutTable> m_shortcuts;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<FakeRegistry> m_registry;
    FakeConnection *m_connection = nullptr;
    RequestLog m_requests;
    std::unique_ptr<JobListModel> m_jobs;
    std::unique_ptr<FakeLibrary> m_library;
    std::unique_ptr<RunRemover> m_remover;
    PageFactory m_pages;
    std::unique_ptr<MainWindow> m_window;
};

void tst_ShellWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_session = {};
    m_settings = std::make_unique<SettingsStore>(m_folder->filePath(QStringLiteral("window.ini")));
    m_settings->setValue(QStringLiteral("appearance/theme"), QStringLiteral("light"));
    m_settings->setValue(QStringLiteral("appearance/language"), QStringLiteral("en"));
    m_appearance = std::make_unique<Appearance>(*qobject_cast<QApplication *>(qApp), *m_settings);
    m_appearance->apply();
    m_registry = std::make_unique<FakeRegistry>();
    m_connection = &m_registry->local;
    m_connection->jobService.stored = sampleJobs();
    m_connection->setLoad({4, 1, 1});
    m_jobs = std::make_unique<JobListModel>(m_connection->jobs(), m_clock);
    m_library = std::make_unique<FakeLibrary>(*m_jobs, m_clock);
    m_remover = std::make_unique<RunRemover>(m_registry->registry, *m_jobs, m_library->runs);
    m_pages.add(QStringLiteral("start"), [this](const QString &, QWidget *parent) { return new StartPage(*m_jobs, parent); });
    m_pages.add(QStringLiteral("runs"), [this](const QString &, QWidget *parent) { return new RunsPage({m_registry->registry, *m_jobs, m_library->runs, m_library->views, *m_remover}, parent); });
    m_pages.add(QStringLiteral("run"), [](const QString &id, QWidget *parent) { return new PlainPage(id, parent); });
    makeWindow();
}

void tst_ShellWindow::makeWindow()
{
    m_window.reset();
    m_shortcuts = std::make_unique<ShortcutTable>(*m_settings);
    m_window = std::make_unique<MainWindow>(ShellServices{m_registry->registry, m_requests, *m_jobs, m_pages, *m_appearance, *m_settings, *m_shortcuts, m_session});
    m_window->session().setWellAfter(600'000); // not by accident on a slow machine
    QSignalSpy restored(m_window.get(), &MainWindow::layoutRestored);
    m_window->restoreLayout();
    QTRY_COMPARE(restored.size(), 1);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_jobs->refresh();
    QTRY_COMPARE(m_jobs->load(), LoadState::Ready);
}

void tst_ShellWindow::cleanup()
{
    m_window.reset();
    m_library.reset();
    m_jobs.reset();
    m_registry.reset();
    m_appearance->setZoom(100);
    m_appearance.reset();
    m_shortcuts.reset();
    m_settings.reset();
    m_folder.reset();
}

void tst_ShellWindow::startsWithTheStartPage()
{
    QCOMPARE(m_window->documents().count(), 1);
    QCOMPARE(m_window->documents().current()->kind(), QStringLiteral("start"));
    QVERIFY(!m_window->openPage(QStringLiteral("no-such-kind")));
}

void tst_ShellWindow::tabsOpenOnceAndClose()
{
    DocumentTabs &tabs = m_window->documents();
    key(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(tabs.current()->kind(), QStringLiteral("runs"));
    DocumentPage *run = m_window->openPage(QStringLiteral("run"), QStringLiteral("j3"));
    QCOMPARE(tabs.count(), 3);
    m_window->openPage(QStringLiteral("runs"));
    QCOMPARE(m_window->openPage(QStringLiteral("run"), QStringLiteral("j3")), run);
    QCOMPARE(tabs.count(), 3);
    static_cast<PlainPage *>(run)->closable = false;
    key(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs.count(), 3);
    static_cast<PlainPage *>(run)->closable = true;
    key(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs.count(), 2);
    key(Qt::Key_W, Qt::ControlModifier);
    key(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs.count(), 1); // the last one leaves the start page, never a blank window
    QCOMPARE(tabs.current()->kind(), QStringLiteral("start"));
}

void tst_ShellWindow::widePagesDoNotWidenTheWindow()
{
    const QSize before = m_window->size(), least = m_window->minimumSizeHint();
    DocumentPage *page = m_window->openPage(QStringLiteral("run"), QStringLiteral("j3"));
    page->setMinimumSize(6000, 4000);
    auto *far = new QPushButton(QStringLiteral("far"), page);
    far->setGeometry(5800, 3900, 100, 40);
    far->show();
    QCoreApplication::processEvents();
    QCOMPARE(m_window->size(), before);
    QVERIFY(m_window->minimumSizeHint().width() <= least.width() + 320);
    QCOMPARE(page->size(), QSize(6000, 4000)); // it has its room, and is scrolled
    QTest::keyClick(page, Qt::Key_Tab);
    QVERIFY(far->hasFocus());
    QVERIFY(!far->visibleRegion().isEmpty());
}

/// As far as the screen goes: no page has scroll bars where there is room.
void tst_ShellWindow::windowGrowsForItsPage()
{
    m_window->resize(m_window->minimumSizeHint());
    QCoreApplication::processEvents();
    const QSize room = m_window->documents().current()->size(), more(40, 30);
    QVERIFY2(m_window->screen()->availableSize().width() >= m_window->width() + 40, "the screen is too small for this test");
    DocumentPage *page = m_window->openPage(QStringLiteral("run"), QStringLiteral("j3"));
    page->setMinimumSize(room + more);
    QTRY_COMPARE(page->visibleRegion().boundingRect().size(), page->size()); // all of it
    QCOMPARE(page->size().expandedTo(room + more), page->size());
    m_window->openPage(QStringLiteral("start"));
    const auto shrunk = [this] {
        m_window->resize(m_window->minimumSizeHint()); // which follows what is shown in a later turn
        return m_window->documents().current()->width();
    };
    QTRY_VERIFY(shrunk() < room.width() + more.width()); // the page that is not shown asks for nothing
}

void tst_ShellWindow::manyTabsKeepTheirTitles()
{
    for (int run = 1; run <= 14; ++run)
        m_window->openPage(QStringLiteral("run"), QStringLiteral("release candidate %1").arg(run));
    m_window->resize(m_window->minimumSizeHint());
    QCoreApplication::processEvents();
    const QTabBar *bar = m_window->documents().tabBar();
    int wide = 0;
    for (int i = 0; i < bar->count(); ++i) {
        wide += bar->tabRect(i).width();
        const int title = std::min(bar->fontMetrics().horizontalAdvance(bar->tabText(i)), 8 * bar->fontMetrics().averageCharWidth());
        QVERIFY2(bar->tabRect(i).width() >= title + bar->iconSize().width(), qPrintable(bar->tabText(i)));
    }
    QVERIFY(wide > bar->width()); // they are scrolled to
    savePictures(*m_window, QStringLiteral("many-tabs"));
}

void tst_ShellWindow::statusFitsWhereTextIsLarge()
{
    m_connection->setState(Connection::State::Ready);
    m_window->resize(780, 600);
    auto saved = m_registry->registry.save(remoteSettings({}, QStringLiteral("Prod")), {});
    QTRY_VERIFY(find<QToolButton>("statusOthers")->isVisible());
    const int narrow = m_window->minimumSizeHint().width();
    m_appearance->setZoom(200);
    QTRY_VERIFY(!find<QLabel>("statusLoad")->isVisible());
    QCOMPARE(find<QLabel>("statusState")->text().size(), 1);
    QVERIFY(find<QLabel>("statusState")->toolTip().contains(QStringLiteral("connected")));
    QVERIFY(m_window->minimumSizeHint().width() < 2 * narrow + 100);
    m_appearance->setZoom(100);
    QTRY_VERIFY(find<QLabel>("statusState")->text().size() > 1);
}

void tst_ShellWindow::layoutComesBack()
{
    auto *runs = static_cast<RunsPage *>(m_window->openPage(QStringLiteral("runs")));
    runs->setFilterText(QStringLiteral("nightly"));
    m_window->openPage(QStringLiteral("run"), QStringLiteral("j4"));
    m_window->openPage(QStringLiteral("runs"));
    find<QDockWidget>("activityDock")->show();
    m_window->close();
    makeWindow();
    QCOMPARE(m_window->documents().count(), 3);
    QCOMPARE(m_window->documents().current()->kind(), QStringLiteral("runs"));
    QCOMPARE(find<QLineEdit>("runsFilter")->text(), QStringLiteral("nightly"));
    QVERIFY(find<QDockWidget>("activityDock")->isVisible());
}

/// A crash asks nobody: what is open is written down while it is open.
void tst_ShellWindow::layoutSurvivesACrash()
{
    auto *runs = static_cast<RunsPage *>(m_window->openPage(QStringLiteral("runs")));
    auto *table = runs->findChild<QTableView *>(QStringLiteral("runsTable"));
    QVERIFY(table);
    m_window->resize(900, 420);
    table->setCurrentIndex(table->model()->index(5, 1));
    const QString chosen = table->currentIndex().siblingAtColumn(0).data(IdRole).toString();
    find<QDockWidget>("requestsDock")->show();
    const auto written = [this] { return Session::decode(m_session.contents.value(QStringLiteral("session"))); };
    QTRY_COMPARE(written().tabs.size(), 2);
    QTRY_COMPARE(written().tabs.last().toMap().value(QStringLiteral("views")).toMap().value(QStringLiteral("runsTable")).toMap().value(QStringLiteral("id")).toString(), chosen);
    QTRY_COMPARE(written().docks, m_window->saveState());
    const FakeDraftStore atThatMoment = m_session;
    m_window.reset();
    m_session.contents = atThatMoment.contents; // nothing that a closing window wrote counts
    makeWindow();
    QCOMPARE(m_window->documents().count(), 2);
    QVERIFY(find<QDockWidget>("requestsDock")->isVisible());
    QTRY_COMPARE(find<QTableView>("runsTable")->currentIndex().siblingAtColumn(0).data(IdRole).toString(), chosen);
}

/// A page that ends the program at its start, twice: the third start goes without.
void tst_ShellWindow::badStartsLeaveTheTabsOut()
{
    m_window->openPage(QStringLiteral("run"), QStringLiteral("j4"));
    const auto starts = [this] { return m_session.contents.value(QStringLiteral("starts")).toInt(); };
    const auto tabs = [this] { return Session::decode(m_session.contents.value(QStringLiteral("session"))).tabs.size(); };
    QTRY_COMPARE(tabs(), 2);
    QCOMPARE(starts(), 1); // this start has not proved itself yet
    const auto content = m_session.contents;
    for (const int before : {1, 2}) {
        m_session.contents = content;
        m_session.contents.insert(QStringLiteral("starts"), QByteArray::number(before));
        makeWindow();
        QCOMPARE(starts(), before + 1); // written before a page was made
        QCOMPARE(m_window->documents().count(), before == 1 ? 2 : 1);
    }
    auto *bar = find<MessageBar>("messageBar");
    QCOMPARE(bar->count(), 1);
    QCOMPARE(m_window->documents().current()->kind(), QStringLiteral("start"));
    savePictures(*m_window, QStringLiteral("bad-starts"));
    QTRY_COMPARE(Session::decode(m_session.contents.value(QStringLiteral("session"))).aside.size(), 2); // not lost when this start is the next bad one
    QTest::mouseClick(bar->findChild<QPushButton *>(QStringLiteral("messageAction")), Qt::LeftButton);
    QTRY_COMPARE(m_window->documents().count(), 3);
    m_window->session().setWellAfter(1);
    QTRY_COMPARE_WITH_TIMEOUT(starts(), 0, 20'000); // it has lived long enough
}

void tst_ShellWindow::shortcutsCanBeChanged()
{
    QVERIFY(m_shortcuts->setKeys(QStringLiteral("go/runs"), QKeySequence(Qt::CTRL | Qt::Key_J)));
    key(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(m_window->documents().current()->kind(), QStringLiteral("start"));
    key(Qt::Key_J, Qt::ControlModifier);
    QCOMPARE(m_window->documents().current()->kind(), QStringLiteral("runs"));
    QVERIFY(m_shortcuts->setKeys(QStringLiteral("palette"), QKeySequence(Qt::CTRL | Qt::Key_Y)) == false); // redo, in the editors
    QVERIFY(m_shortcuts->setKeys(QStringLiteral("palette"), QKeySequence(Qt::CTRL | Qt::Key_B)));
    QVERIFY(find<QPushButton>("commandField")->text().contains(QStringLiteral("Ctrl+B")));
    makeWindow(); // kept
    key(Qt::Key_B, Qt::ControlModifier);
    QVERIFY(find<QLineEdit>("paletteLine")->isVisible());
}

void tst_ShellWindow::singleLettersCanBeSwitchedOff()
{
    m_window->openPage(QStringLiteral("runs"));
    auto *table = find<QTableView>("runsTable");
    QTRY_VERIFY(table->model()->rowCount() > 3);
    struct Letters final : QObject {
        int seen = 0;
        bool eventFilter(QObject *, QEvent *event) override { return event->type() == QEvent::KeyPress && ++seen > 0; }
    } letters;
    table->installEventFilter(&letters); // as the table of samples does
    QTest::keyClick(table, Qt::Key_J);
    QCOMPARE(letters.seen, 1);
    m_settings->setValue(QStringLiteral("keys/singleLetters"), false);
    QTest::keyClick(table, Qt::Key_J);
    QCOMPARE(letters.seen, 1);
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(letters.seen, 2); // arrows are no letters
    m_settings->reset(QStringLiteral("keys/singleLetters"));
    QTest::keyClick(table, Qt::Key_J);
    QCOMPARE(letters.seen, 3);
}

void tst_ShellWindow::paletteByKeyboard()
{
    key(Qt::Key_K, Qt::ControlModifier);
    auto *line = find<QLineEdit>("paletteLine");
    auto *list = find<QListView>("paletteList");
    QVERIFY(line->isVisible());
    QTRY_VERIFY(line->hasFocus());
    QTest::keyClicks(line, QStringLiteral("release cand"));
    QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("Run: release candidate 1"));
    savePictures(*m_window, QStringLiteral("palette"));
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(!line->isVisible());
    QCOMPARE(m_window->documents().current()->subject(), QStringLiteral("j4"));
    key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClicks(line, QStringLiteral("theme dark"));
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(m_appearance->theme(), ThemeChoice::Dark);
    key(Qt::Key_K, Qt::ControlModifier);
    QTest::keyClick(line, Qt::Key_Down);
    QCOMPARE(list->currentIndex().row(), 1);
    QTest::keyClick(line, Qt::Key_Up);
    QTest::keyClick(line, Qt::Key_Up);
    QCOMPARE(list->currentIndex().row(), list->model()->rowCount() - 1);
    QTest::keyClicks(line, QStringLiteral("qqqxqqq"));
    QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("Nothing matches “qqqxqqq”."));
    QTest::keyClick(line, Qt::Key_Down);
    QTest::keyClick(line, Qt::Key_Return); // does nothing
    QVERIFY(line->isVisible());
    QTest::keyClick(line, Qt::Key_Escape);
    QVERIFY(!line->isVisible());
}

/// A long title ends before what tells it from others of its name.
void tst_ShellWindow::paletteKeepsDetailsReadable()
{
    m_window->commandPalette().addSource([] {
        QList<CommandPalette::Entry> entries;
        for (const QString &title : {QStringLiteral("zulu"), QStringLiteral("zulu ") + QStringLiteral("of a very long name ").repeated(20), QStringLiteral("zulu, chosen")})
            entries.append({title, QStringLiteral("of the harness"), QStringLiteral("gate"), {}});
        return entries;
    });
    key(Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(find<QLineEdit>("paletteLine"), QStringLiteral("zulu"));
    auto *list = find<QListView>("paletteList");
    QCOMPARE(list->model()->rowCount(), 3);
    list->setCurrentIndex(list->model()->index(1, 0)); // of equals the shorter comes first
    const int wide = list->fontMetrics().horizontalAdvance(QStringLiteral("of the harness"));
    const auto detailOf = [&](int row) {
        const QRect at = list->visualRect(list->model()->index(row, 0));
        return list->viewport()->grab(QRect(at.right() - wide - list->fontMetrics().height() / 2, at.top(), wide, at.height())).toImage();
    };
    QVERIFY(list->model()->index(2, 0).data().toString().contains(QStringLiteral("very long")));
    QCOMPARE(detailOf(2), detailOf(0));
    savePictures(*m_window, QStringLiteral("palette-long"));
    QTest::keyClick(find<QLineEdit>("paletteLine"), Qt::Key_Escape);
}

void tst_ShellWindow::paletteRanks()
{
    QVERIFY(CommandPalette::rank(QStringLiteral("New Job"), QStringLiteral("new")) > CommandPalette::rank(QStringLiteral("Renew"), QStringLiteral("new")));
    QVERIFY(CommandPalette::rank(QStringLiteral("New Job"), QStringLiteral("nj")) >= 0);
    QVERIFY(CommandPalette::rank(QStringLiteral("New Job"), QStringLiteral("jn")) < 0);
    QVERIFY(CommandPalette::rank(QStringLiteral("Run: nightly 214"), QStringLiteral("214 night")) > 0);
}

/// Typing on and taking back find the same as looking anew.
void tst_ShellWindow::paletteOfManyRuns()
{
    QList<Job> many;
    for (int i = 0; i < 10'000; ++i)
        many << sampleJob(QStringLiteral("m%1").arg(i), QStringLiteral("batch-%1 night %2").arg(i).arg(i % 7), QStringLiteral("model"), RunState::Completed, 10);
    m_connection->jobService.stored = many;
    m_jobs->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(m_jobs->rowCount() >= 10'000, 60'000);
    key(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_window->commandPalette().entryCount() >= 10'000);
    auto *line = find<QLineEdit>("paletteLine");
    const auto *list = find<QListView>("paletteList");
    const auto first = [list] { return list->model()->index(0, 0).data().toString(); };
    QTest::keyClicks(line, QStringLiteral("batch-4711 night"));
    QCOMPARE(first(), QStringLiteral("Run: batch-4711 night 0"));
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(line, Qt::Key_Backspace);
    QTest::keyClicks(line, QStringLiteral("08"));
    QCOMPARE(line->text(), QStringLiteral("batch-408"));
    QCOMPARE(first(), QStringLiteral("Run: batch-408 night 2"));
    QTest::keyClick(line, Qt::Key_Escape);
}

void tst_ShellWindow::navigatorGoesToPlaces()
{
    auto *tree = find<QTreeWidget>("navigatorTree");
    QTreeWidgetItem *runs = tree->findItems(QStringLiteral("Runs"), Qt::MatchExactly | Qt::MatchRecursive).value(0);
    QVERIFY(runs);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, Qt::NoModifier, tree->visualItemRect(runs).center());
    QCOMPARE(m_window->documents().current()->kind(), QStringLiteral("runs"));
    QVERIFY(tree->findItems(QStringLiteral("Compare"), Qt::MatchExactly | Qt::MatchRecursive).isEmpty()); // what does not work is not shown
}

void tst_ShellWindow::paneCycling()
{
    m_window->activateWindow();
    QTRY_VERIFY(m_window->isActiveWindow());
    find<QTreeWidget>("navigatorTree")->setFocus();
    QSet<QWidget *> seen;
    for (int i = 0; i < 3; ++i) {
        seen.insert(QApplication::focusWidget());
        key(Qt::Key_F6);
    }
    QCOMPARE(seen.size(), 3); // navigator, documents, tool bar
    QCOMPARE(QApplication::focusWidget(), find<QTreeWidget>("navigatorTree"));
    key(Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(QApplication::focusWidget() != find<QTreeWidget>("navigatorTree"));
}

void tst_ShellWindow::connectionTrouble()
{
    auto *bar = find<MessageBar>("messageBar");
    m_connection->setState(Connection::State::Unreachable, Error{Error::Kind::Network, QStringLiteral("assayctl was not found; install Assay again.")});
    QCOMPARE(bar->count(), 1);
    m_connection->setState(Connection::State::Unreachable, m_connection->error);
    QCOMPARE(bar->count(), 1); // told once
    savePictures(*m_window, QStringLiteral("unreachable"));
    QTest::mouseClick(bar->findChild<QPushButton *>(QStringLiteral("messageAction")), Qt::LeftButton);
    QCOMPARE(m_connection->opened, 1);
    m_connection->setState(Connection::State::Unreachable, m_connection->error);
    m_connection->setState(Connection::State::Ready);
    QCOMPARE(bar->count(), 0);
}

void tst_ShellWindow::remoteConnections()
{
    auto *tree = find<QTreeWidget>("navigatorTree");
    auto *others = find<QToolButton>("statusOthers");
    QVERIFY(!others->isVisible());
    auto saved = m_registry->registry.save(remoteSettings({}, QStringLiteral("Prod")), {});
    QTRY_COMPARE(tree->topLevelItem(0)->childCount(), 2);
    QTreeWidgetItem *item = tree->topLevelItem(0)->child(1);
    QCOMPARE(item->text(0), QStringLiteral("○ Prod"));
    QCOMPARE(others->text(), QStringLiteral("✗ 0 of 1 servers connected"));
    FakeRemote *prod = m_registry->remote(QStringLiteral("prod"));
    const Error silence{Error::Kind::Network, QStringLiteral("Nothing answers.")};
    prod->setState(Connection::State::Unreachable, silence);
    QCOMPARE(item->text(0), QStringLiteral("✗ Prod (not reachable)"));
    auto *bar = find<MessageBar>("messageBar");
    QCOMPARE(bar->count(), 1);
    QCOMPARE(bar->accessibleName(), QStringLiteral("Prod: Nothing answers."));
    bar->findChild<QToolButton *>()->click(); // closed by its reader
    QCOMPARE(bar->count(), 0);
    prod->setState(Connection::State::Connecting);
    prod->setState(Connection::State::Unreachable, silence);
    QCOMPARE(bar->count(), 0); // nothing new
    prod->setState(Connection::State::Unreachable, Error{Error::Kind::Network, QStringLiteral("The name is not known.")});
    QCOMPARE(bar->count(), 1);
    QSignalSpy wanted(m_window.get(), &MainWindow::connectionRequested);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, Qt::NoModifier, tree->visualItemRect(item).center());
    QCOMPARE(wanted.first().first().toString(), QStringLiteral("prod"));
    prod->setState(Connection::State::Ready);
    QCOMPARE(bar->count(), 0);
    QCOMPARE(others->text(), QStringLiteral("● 1 server connected"));
    prod->setState(Connection::State::Unreachable, silence);
    savePictures(*m_window, QStringLiteral("shell-remote"));
    auto removed = m_registry->registry.remove(QStringLiteral("prod"));
    QTRY_COMPARE(tree->topLevelItem(0)->childCount(), 1);
    QCOMPARE(bar->count(), 0);
}

void tst_ShellWindow::requestsDock()
{
    auto *dock = find<QDockWidget>("requestsDock");
    QVERIFY(!dock->isVisible());
    find<QAction>("view/requests")->trigger();
    QVERIFY(dock->isVisible());
    RequestRecord record;
    record.path = QStringLiteral("/api/v1/health");
    m_requests.add(record);
    QCOMPARE(find<QTableView>("requestsTable")->model()->rowCount(), 1);
    find<QAction>("resetLayout")->trigger();
    QVERIFY(!dock->isVisible());
}

void tst_ShellWindow::problemsOfAllPages()
{
    auto *page = static_cast<PlainPage *>(m_window->openPage(QStringLiteral("run"), QStringLiteral("j4")));
    page->setProblems({QStringLiteral("warns"), QStringLiteral("is wrong")});
    m_window->openPage(QStringLiteral("run"), QStringLiteral("j3"));
    auto *count = find<QToolButton>("statusProblems");
    QTRY_COMPARE(count->text(), QStringLiteral("⚠ 2 problems"));
    QTest::mouseClick(count, Qt::LeftButton);
    auto *table = find<QTableView>("problemsTable");
    QTRY_VERIFY(table->isVisible());
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("is wrong")); // the worst first
    QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("Run j4"));
    savePictures(*m_window, QStringLiteral("problems"));
    table->setFocus();
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(m_window->documents().current(), page);
    QCOMPARE(page->wentTo, 1);
    QTest::keyClick(table, Qt::Key_Return, Qt::AltModifier);
    QTRY_COMPARE(count->text(), QStringLiteral("⚠ 1 problem"));
    QVERIFY(find<QPushButton>("problemsFix")->isEnabled());
    QTest::mouseClick(find<QPushButton>("problemsFix"), Qt::LeftButton);
    QTRY_COMPARE(count->text(), QStringLiteral("✓ No problems"));
    page->setProblems({QStringLiteral("again")});
    QTRY_COMPARE(count->text(), QStringLiteral("⚠ 1 problem"));
    m_window->documents().close(m_window->documents().indexOfPage(page));
    QTRY_COMPARE(count->text(), QStringLiteral("✓ No problems")); // it went with its page
    QTRY_VERIFY(find<QLabel>("problemsNone")->isVisible());
    const QStringList nameless = namelessControls(*m_window);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

void tst_ShellWindow::failedRunsAreProblems()
{
    Job failed = sampleJob(QStringLiteral("f1"), QStringLiteral("broken"), QStringLiteral("m"), RunState::Failed, 5);
    failed.status.benchmarks.first().startedAt = failed.status.benchmarks.first().completedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    m_connection->jobService.stored << failed;
    m_jobs->refresh();
    QTRY_COMPARE(find<QToolButton>("statusProblems")->text(), QStringLiteral("⚠ 1 problem"));
    QTest::mouseClick(find<QToolButton>("statusProblems"), Qt::LeftButton);
    auto *table = find<QTableView>("problemsTable");
    QTRY_VERIFY(table->isVisible());
    table->setCurrentIndex(table->model()->index(0, 0));
    QVERIFY(!find<QPushButton>("problemsFix")->isEnabled());
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(m_window->documents().current()->subject(), QStringLiteral("f1"));
}

void tst_ShellWindow::messages()
{
    auto *bar = find<MessageBar>("messageBar");
    int expired = 0, undone = 0;
    for (int i = 0; i < 4; ++i)
        m_window->showMessage({UserMessage::Level::Info, QStringLiteral("Message %1.").arg(i), {{QStringLiteral("Undo"), [&] { ++undone; }}}, 0,
                               [&] { ++expired; }});
    QCOMPARE(bar->count(), 3);
    QCOMPARE(expired, 1); // the oldest gave way, and is told so
    QTest::mouseClick(bar->findChild<QPushButton *>(QStringLiteral("messageAction")), Qt::LeftButton);
    QCOMPARE(undone, 1);
    QCOMPARE(expired, 1);
    QTest::mouseClick(bar->findChildren<QAbstractButton *>(QStringLiteral("messageClose")).last(), Qt::LeftButton);
    QCOMPARE(expired, 2);
}

void tst_ShellWindow::messageTimesOut()
{
    int expired = 0;
    m_window->showMessage({UserMessage::Level::Warning, QStringLiteral("Soon gone."), {}, 30, [&] { ++expired; }});
    QTRY_COMPARE(expired, 1);
    QCOMPARE(find<MessageBar>("messageBar")->count(), 0);
}

void tst_ShellWindow::timeToAnswerIsNotCutShort()
{
    auto *bar = find<MessageBar>("messageBar");
    int deleted = 0;
    const auto remove = [&] {
        m_window->showMessage({UserMessage::Level::Info, QStringLiteral("It is deleted in a minute."), {{QStringLiteral("Undo"), {}}}, 60'000, [&] { ++deleted; }});
    };
    remove();
    for (int i = 0; i < 5; ++i)
        m_window->showMessage({UserMessage::Level::Info, QStringLiteral("Message %1.").arg(i)});
    QCOMPARE(deleted, 0);
    QCOMPARE(bar->count(), 3); // the others gave way
    for (int i = 0; i < 3; ++i)
        remove();
    QCOMPARE(deleted, 0);
    QCOMPARE(bar->count(), 4);
    m_window->showMessage({UserMessage::Level::Info, QStringLiteral("One more.")});
    QCOMPARE(bar->count(), 5);
    m_window->showMessage({UserMessage::Level::Info, QStringLiteral("And another.")});
    QCOMPARE(bar->count(), 5);
    QCOMPARE(deleted, 0);
}

void tst_ShellWindow::statusTellsOfTheEngine()
{
    QCOMPARE(find<QLabel>("statusLoad")->text(), QStringLiteral("1 of 4 slots busy · 1 waiting"));
    QVERIFY(find<QLabel>("statusState")->text().contains(QStringLiteral("connected")));
    auto *activity = find<QAbstractButton>("statusActivity");
    QVERIFY2(activity->text().contains(QStringLiteral("2 runs")), qPrintable(activity->text()));
    QTest::mouseClick(activity, Qt::LeftButton);
    QVERIFY(find<QDockWidget>("activityDock")->isVisible());
    m_connection->setState(Connection::State::Connecting);
    QVERIFY(!find<QLabel>("statusLoad")->isVisible());
}

void tst_ShellWindow::zoomAndTheme()
{
    const double before = QApplication::font().pointSizeF();
    key(Qt::Key_Equal, Qt::ControlModifier);
    QVERIFY(QApplication::font().pointSizeF() > before);
    QCOMPARE(find<QLabel>("statusZoom")->text(), QStringLiteral("110 %"));
    m_appearance->setZoom(1000);
    QCOMPARE(m_appearance->zoom(), Appearance::largestZoom);
    m_window->openPage(QStringLiteral("runs"));
    m_window->resize(1500, 900);
    savePictures(*m_window, QStringLiteral("zoom-200"));
    key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(QApplication::font().pointSizeF(), before);
    m_appearance->setTheme(ThemeChoice::Dark);
    QTRY_VERIFY(themeTokens(m_window.get()).dark);
    QCOMPARE(m_settings->value(QStringLiteral("appearance/theme")).toString(), QStringLiteral("dark"));
    m_appearance->setTheme(ThemeChoice::Light);
    QTRY_VERIFY(!themeTokens(m_window.get()).dark);
}

void tst_ShellWindow::languageChangesAtOnce()
{
    m_window->openPage(QStringLiteral("runs"));
    m_connection->setState(Connection::State::Unreachable, Error{Error::Kind::Network, QStringLiteral("Nothing answers.")});
    m_appearance->setLanguage(QStringLiteral("de"));
    QCoreApplication::processEvents();
    QCOMPARE(find<QPushButton>("runsDelete")->text(), QStringLiteral("Löschen"));
    const auto *bar = find<MessageBar>("messageBar"); // what it offers, too
    QCOMPARE(bar->count(), 1);
    QTRY_COMPARE(bar->findChild<QPushButton *>(QStringLiteral("messageAction"))->text(), QStringLiteral("Erneut versuchen"));
    m_connection->setState(Connection::State::Ready);
    m_window->resize(1280, 800);
    savePictures(*m_window, QStringLiteral("window-de"));
    m_window->openPage(QStringLiteral("start"));
    savePictures(*m_window, QStringLiteral("window-start-de"));
    m_appearance->setLanguage(QStringLiteral("en"));
    QCoreApplication::processEvents();
    QCOMPARE(find<QPushButton>("runsDelete")->text(), QStringLiteral("Delete"));
    QCOMPARE(find<QLabel>("footer")->text(), QStringLiteral("7 runs, all loaded.")); // English plurals, not "run(s)"
}

void tst_ShellWindow::runsThatEndAreTold()
{
    Job done = m_connection->jobService.stored.first();
    done.status.state = RunState::Completed;
    m_connection->jobService.change(done);
    QTRY_COMPARE(find<MessageBar>("messageBar")->count(), 1);
    QTest::mouseClick(find<MessageBar>("messageBar")->findChild<QPushButton *>(QStringLiteral("messageAction")), Qt::LeftButton);
    QCOMPARE(m_window->documents().current()->subject(), QStringLiteral("j1"));
}

void tst_ShellWindow::everyControlHasAName()
{
    m_window->openPage(QStringLiteral("runs"));
    find<QDockWidget>("activityDock")->show();
    m_window->showMessage({UserMessage::Level::Info, QStringLiteral("Hello."), {{QStringLiteral("Undo"), {}}}});
    const QStringList nameless = namelessControls(*m_window);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

void tst_ShellWindow::pictures()
{
    m_window->resize(1280, 800);
    savePictures(*m_window, QStringLiteral("window-start"));
    m_window->openPage(QStringLiteral("runs"));
    find<QDockWidget>("activityDock")->show();
    m_window->showMessage({UserMessage::Level::Info, QStringLiteral("“nightly-214” is deleted in 10 seconds."), {{QStringLiteral("Undo"), {}}}});
    savePictures(*m_window, QStringLiteral("window-runs"));
}

ASSAY_TEST(tst_ShellWindow)
#include "tst_ShellWindow.moc"
