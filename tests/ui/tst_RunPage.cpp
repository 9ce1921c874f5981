#include "services/core/JobExtras.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/PageProbe.h"
#include "tests/support/PlanFixtures.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/ResultChart.h"
#include "ui/pages/run/LogTab.h"
#include "ui/pages/run/OverviewTab.h"
#include "ui/pages/run/RunPage.h"
#include "ui/pages/run/SampleDetail.h"
#include "ui/pages/run/SamplesTab.h"
#include "ui/pages/run/StatePanel.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace assay;
using test::jobOf;
using test::Outcome;

static const QString id = QStringLiteral("job-1");

class tst_RunPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void opensRunningJobsLiveAndEndedOnesWithTheirVerdict();
    void saysBothVerdicts();
    void tGoesBetweenChartAndTable();
    void tableAndChartShareTheChoice();
    void failedBarLeadsToItsFailures();
    void samplesByKeyboard();
    void samplesAreFiltered();
    void answersAreHighlightedAndPlain();
    void findsAnswers_data();
    void findsAnswers();
    void longTextsComeInParts();
    void serverWithoutSamplesSaysWhy();
    void cancelsAndSaysWhyNot();
    void changesDetails();
    void changesMetadata();
    void runAgainAndCopy();
    void logFollowsAndSearches();
    void planShowsWhatWasSent();
    void planRunsAgainWithWhatWasAsked();
    void stateSurvives();
    void loadFailureCanBeRetried();
    void absentServerIsAskedWhenItIsBack();
    void everyControlHasAName();
    void pageMayDieFirst();

private:
    template<typename T>
    T *find(const char *name)
    {
        T *found = m_page->findChild<T *>(QLatin1String(name));
        return found;
    }
    void open(const Job &job);
    void chooseTab(const QString &title);
    QString label(const char *name) { return find<QLabel>(name)->text(); }

    std::unique_ptr<test::FakeConnection> m_connection;
    std::unique_ptr<test::StillClock> m_clock;
    std::unique_ptr<RunPage> m_page;
};

static QList<Outcome> outcomes()
{
    return {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), 0.691, 2376, 0.6},
            {QStringLiteral("arithmetic-v1"), QStringLiteral("accuracy"), 0.581, 1319, 0.65},
            {QStringLiteral("reading-v1"), QStringLiteral("accuracy"), 0.52, 200, 0.5}};
}

void tst_RunPage::init()
{
    m_connection = std::make_unique<test::FakeConnection>();
    m_clock = std::make_unique<test::StillClock>();
}

void tst_RunPage::cleanup()
{
    m_page.reset();
}

void tst_RunPage::open(const Job &job)
{
    m_connection->jobService.stored = {job};
    for (int i = 0; i < 3; ++i) {
        m_connection->jobService.sampleRows[{job.resource.id, i}] = test::samplesOf(120);
        m_connection->jobService.logs[{job.resource.id, i}] = QByteArray("started\nasking 120 items\nfinished ") + QByteArray::number(i) + "\n";
    }
    m_page = std::make_unique<RunPage>(
        RunPageServices{m_connection->jobService, &m_connection->catalogueService, m_connection->abilities, *m_clock}, job.resource.id);
    m_page->resize(1200, 800);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_VERIFY(m_page->run().hasJob());
}

void tst_RunPage::chooseTab(const QString &title)
{
    auto *tabs = find<QTabWidget>("runTabs");
    for (int i = 0; i < tabs->count(); ++i) {
        if (tabs->tabText(i) == title)
            QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(i).center());
    }
    QCOMPARE(tabs->tabText(tabs->currentIndex()), title);
}

void tst_RunPage::opensRunningJobsLiveAndEndedOnesWithTheirVerdict()
{
    Job running = jobOf(RunState::Running, {{QStringLiteral("a"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Running}});
    open(running);
    auto *tabs = find<QTabWidget>("runTabs");
    QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("Live"));
    Q_EMIT m_connection->jobService.jobChanged({id, RunState::Running, 0, RunState::Running, 0, 200});
    QTRY_VERIFY(label("liveSummary").startsWith(QStringLiteral("0 of 200 items")));
    m_clock->advance(10'000);
    Q_EMIT m_connection->jobService.jobChanged({id, RunState::Running, 0, RunState::Running, 50, 200});
    QTRY_COMPARE(label("liveSummary"), QStringLiteral("50 of 200 items, about 30 s left"));
    m_connection->jobService.change(jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 200, 0.5}}));
    QTRY_COMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("Overview"));
    QVERIFY(label("verdictSentence").startsWith(QStringLiteral("Passes its only gate")));
    // Once the reader chose, the page leaves the choice alone.
    chooseTab(QStringLiteral("Log"));
    m_page->refresh();
    QTRY_COMPARE(m_page->run().load(), LoadState::Ready);
    QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("Log"));
}

void tst_RunPage::saysBothVerdicts()
{
    Job job = jobOf(RunState::Completed, outcomes());
    job.results.test = JobTest{0.597, 0.5, true, {}};
    open(job);
    QVERIFY(label("verdictSentence").startsWith(QStringLiteral("Fails 1 of 3 gates · score 0.597 · 2 min")));
    QCOMPARE(label("serverVerdict"), QStringLiteral("Pass, score 0.597 against 0.500"));
    QVERIFY(label("statisticsVerdict").startsWith(QStringLiteral("1 fail, 1 too close to call, 1 pass (strict")));
    QVERIFY(label("runFacts").contains(QStringLiteral("SmolLM2")));
    QCOMPARE(find<QLabel>("verdictSentence")->textFormat(), Qt::PlainText);
}

void tst_RunPage::tGoesBetweenChartAndTable()
{
    open(jobOf(RunState::Completed, outcomes()));
    auto *chart = find<ResultChart>("resultChart");
    auto *table = find<QTableView>("resultTable");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_T);
    QVERIFY(chart->isHidden());
    QVERIFY(table->isVisible());
    QTest::keyClick(table, Qt::Key_T);
    QVERIFY(chart->isVisible());
    // The same rows in the same order: the worst verdict first.
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("arithmetic-v1"));
    QCOMPARE(chart->marks().first().row.id, QStringLiteral("arithmetic-v1"));
    table->sortByColumn(ResultModel::ScoreColumn, Qt::DescendingOrder);
    QTRY_COMPARE(chart->marks().first().row.id, QStringLiteral("facts-v1"));
}

void tst_RunPage::tableAndChartShareTheChoice()
{
    open(jobOf(RunState::Completed, outcomes()));
    auto *chart = find<ResultChart>("resultChart");
    auto *table = find<QTableView>("resultTable");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_End);
    QCOMPARE(table->currentIndex().row(), 2);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Up);
    QCOMPARE(chart->current(), 1);
}

void tst_RunPage::failedBarLeadsToItsFailures()
{
    open(jobOf(RunState::Completed, outcomes()));
    auto *chart = find<ResultChart>("resultChart");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Home);
    QTest::keyClick(chart, Qt::Key_Return);
    auto *tabs = find<QTabWidget>("runTabs");
    QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("Samples"));
    QCOMPARE(find<QComboBox>("sampleBenchmark")->currentText(), QStringLiteral("arithmetic-v1"));
    QVERIFY(find<QToolButton>("filterFailed")->isChecked());
    QCOMPARE(int(m_connection->jobService.sampleCalls.first().filter), int(SampleQuery::Filter::All)); // the counts
    auto *table = find<QTableView>("sampleTable");
    QTRY_VERIFY(table->model()->rowCount() > 0);
    QTRY_VERIFY(table->model()->index(0, SampleModel::VerdictColumn).data().toString().contains(QStringLiteral("Fail")));
}

void tst_RunPage::samplesByKeyboard()
{
    open(jobOf(RunState::Completed, outcomes()));
    chooseTab(QStringLiteral("Samples"));
    auto *table = find<QTableView>("sampleTable");
    QTRY_COMPARE(table->model()->rowCount(), 120);
    table->setFocus(); // the first row becomes the current one
    QTest::keyClick(table, Qt::Key_J);
    QCOMPARE(table->currentIndex().row(), 1);
    QTest::keyClick(table, Qt::Key_K);
    QCOMPARE(table->currentIndex().row(), 0);
    QTest::keyClick(table, Qt::Key_F);
    QTRY_COMPARE(table->currentIndex().row(), 2); // ordinal 2 is the first wrong one
    QTRY_VERIFY(label("sampleHeading").startsWith(QStringLiteral("Sample 3")));
    QTest::keyClick(table, Qt::Key_F);
    QTRY_COMPARE(table->currentIndex().row(), 5);
    QTest::keyClick(table, Qt::Key_F, Qt::ShiftModifier);
    QTRY_COMPARE(table->currentIndex().row(), 2);
}

void tst_RunPage::samplesAreFiltered()
{
    open(jobOf(RunState::Completed, outcomes()));
    chooseTab(QStringLiteral("Samples"));
    auto *table = find<QTableView>("sampleTable");
    auto *errors = find<QToolButton>("filterErrors");
    QTRY_VERIFY(errors->text().contains(QStringLiteral("2")));
    QTest::mouseClick(errors, Qt::LeftButton);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    auto *search = find<QLineEdit>("sampleSearch");
    QVERIFY(m_page->focusFind());
    QTest::keyClicks(search, QStringLiteral("nowhere to be found"));
    QTest::keyClick(search, Qt::Key_Return);
    auto *panel = m_page->findChild<SamplesTab *>()->findChild<StatePanel *>();
    QTRY_COMPARE(panel->title(), QStringLiteral("No Sample Matches"));
    QTest::mouseClick(panel->findChild<QPushButton *>(), Qt::LeftButton);
    QTRY_COMPARE(table->model()->rowCount(), 120);
    QVERIFY(find<QToolButton>("filterAll")->isChecked());
}

void tst_RunPage::answersAreHighlightedAndPlain()
{
    Sample sample = test::sampleOf(3);
    sample.response = QStringLiteral("<b>bold</b> <img src='http://example.org/x.png'> it is 4.");
    sample.extracted = QStringLiteral("4");
    SampleDetail detail;
    detail.setSample(sample);
    auto *response = detail.findChild<QPlainTextEdit *>(QStringLiteral("sampleResponse"));
    QCOMPARE(response->toPlainText(), sample.response); // as it came, nothing interpreted
    QCOMPARE(response->extraSelections().size(), 1);
    QCOMPARE(response->extraSelections().first().cursor.selectedText(), QStringLiteral("4"));
    sample.extracted.clear();
    sample.extractionFailed = true;
    detail.setSample(sample);
    QVERIFY(response->extraSelections().isEmpty());
    QVERIFY(detail.findChild<QLabel *>(QStringLiteral("sampleExtracted"))->text().contains(QStringLiteral("No answer")));
    const auto labels = detail.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (!label->objectName().isEmpty())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
}

void tst_RunPage::findsAnswers_data()
{
    QTest::addColumn<QString>("response");
    QTest::addColumn<QString>("extracted");
    QTest::addColumn<int>("expected");
    QTest::addRow("last whole word") << "5 and 15 make 20; 5" << "5" << 18;
    QTest::addRow("not inside words") << "A banana. Answer: A" << "A" << 18;
    QTest::addRow("other case") << "it is paris" << "Paris" << 6;
    QTest::addRow("part of a word") << "x42y" << "42" << 1;
    QTest::addRow("absent") << "forty-two" << "42" << -1;
    QTest::addRow("empty") << "anything" << "" << -1;
}

void tst_RunPage::findsAnswers()
{
    QFETCH(QString, response);
    QFETCH(QString, extracted);
    QFETCH(int, expected);
    QCOMPARE(int(answerPosition(response, extracted)), expected);
}

void tst_RunPage::longTextsComeInParts()
{
    Sample sample = test::sampleOf(0);
    sample.response = QString(1'000'000, QLatin1Char('x'));
    sample.response += QStringLiteral("THE END");
    SampleDetail detail;
    detail.show();
    detail.setSample(sample);
    auto *response = detail.findChild<QPlainTextEdit *>(QStringLiteral("sampleResponse"));
    auto *next = detail.findChild<QToolButton *>(QStringLiteral("sampleNextPart"));
    QVERIFY(response->toPlainText().size() <= SampleDetail::shownChars);
    QVERIFY(!next->isHidden());
    QString all = response->toPlainText();
    while (all.size() < sample.response.size()) {
        next->click();
        all += response->toPlainText();
    }
    QCOMPARE(all, sample.response);
    next->click(); // round to the first again
    QVERIFY(!response->toPlainText().contains(QStringLiteral("THE END")));
    detail.setSample(test::sampleOf(1));
    QVERIFY(next->isHidden());
}

void tst_RunPage::serverWithoutSamplesSaysWhy()
{
    m_connection->abilities.items.remove(Capability::Samples);
    m_connection->abilities.serverName = QStringLiteral("EvalHub 1.0.2");
    open(jobOf(RunState::Completed, outcomes()));
    chooseTab(QStringLiteral("Samples"));
    auto *panel = m_page->findChild<SamplesTab *>()->findChild<StatePanel *>();
    QVERIFY(panel->isVisible());
    QVERIFY2(panel->reason().contains(QStringLiteral("EvalHub 1.0.2 does not expose single samples")), qPrintable(panel->reason()));
    QVERIFY(m_connection->jobService.sampleCalls.isEmpty());
}

void tst_RunPage::cancelsAndSaysWhyNot()
{
    open(jobOf(RunState::Running, {{QStringLiteral("a"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Running}}));
    auto *cancel = find<QPushButton>("cancelRun");
    QVERIFY(cancel->isVisible() && cancel->isEnabled());
    QSignalSpy messages(m_page.get(), &RunPage::messageRequested);
    m_connection->jobService.failWith = Error{Error::Kind::Conflict, QStringLiteral("The run is over already.")};
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_COMPARE(messages.count(), 1);
    QVERIFY(messages.first().first().value<UserMessage>().text.contains(QStringLiteral("The run is over already.")));
    m_connection->jobService.failWith.reset();
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_VERIFY(cancel->isHidden());
    QVERIFY(label("runFacts").contains(QStringLiteral("Cancelled")));
}

/// Name, description and tags on servers that let them be changed; elsewhere nothing of it is offered.
void tst_RunPage::changesDetails()
{
    open(jobOf(RunState::Completed, outcomes()));
    auto *details = find<QAction>("runDetails"), *archive = find<QAction>("archiveRun");
    QVERIFY(!details->isVisible() && !archive->isVisible());
    Capabilities able = m_connection->abilities;
    able.items += {Capability::EditJobs, Capability::ArchiveJobs};
    m_page->setCapabilities(able);
    QVERIFY(find<QToolButton>("runMore")->isVisible() && details->isVisible() && details->isEnabled());
    details->trigger();
    auto *dialog = m_page->findChild<QDialog *>(QStringLiteral("detailsDialog"));
    auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("detailsName"));
    auto *change = dialog->findChild<QPushButton *>(QStringLiteral("detailsChange"));
    name->clear();
    QVERIFY(!change->isEnabled());
    QTest::keyClicks(name, QStringLiteral("Nightly"));
    dialog->findChild<QLineEdit *>(QStringLiteral("detailsTags"))->setText(QStringLiteral("a, b,, c d "));
    m_connection->jobService.hold = true;
    QTest::mouseClick(change, Qt::LeftButton);
    QCOMPARE(m_page->title(), QStringLiteral("Nightly")); // before the server has answered
    m_connection->jobService.hold = false;
    m_connection->jobService.releaseAll();
    QCOMPARE(m_connection->jobService.find(id)->tags, (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c d")}));
    QSignalSpy messages(m_page.get(), &RunPage::messageRequested);
    QTRY_VERIFY(archive->isEnabled()); // one change after the other
    archive->trigger();
    QTRY_COMPARE(messages.count(), 1);
    QCOMPARE(m_connection->jobService.archivedIds, QStringList{id});
    QCOMPARE(archive->text(), QStringLiteral("Restore"));
    QVERIFY(label("runFacts").contains(QStringLiteral("in the archive since")));
    QVERIFY(!details->isEnabled()); // the server refuses it
    messages.first().first().value<UserMessage>().actions.first().run();
    QTRY_VERIFY(m_connection->jobService.archivedIds.isEmpty());
}

/// Entries are typed into a table, where the server keeps some.
void tst_RunPage::changesMetadata()
{
    Job job = jobOf(RunState::Completed, outcomes());
    mergeJobMetadata(job, {{QStringLiteral("suite"), {"\"geo\""}}, {QStringLiteral("n"), {"1"}}});
    open(job);
    Capabilities able = m_connection->abilities;
    able.items += Capability::EditJobs;
    m_page->setCapabilities(able);
    const auto dialog = [this] {
        find<QAction>("runDetails")->trigger();
        return m_page->findChildren<QDialog *>(QStringLiteral("detailsDialog")).last();
    };
    QDialog *plain = dialog();
    QVERIFY(!plain->findChild<QTableView *>(QStringLiteral("detailsMetadata")));
    plain->reject();
    able.items += Capability::EditMetadata;
    m_page->setCapabilities(able);
    QDialog *open = dialog();
    auto *table = open->findChild<QTableView *>(QStringLiteral("detailsMetadata"));
    auto *remove = open->findChild<QPushButton *>(QStringLiteral("detailsRemoveEntry"));
    auto *change = open->findChild<QPushButton *>(QStringLiteral("detailsChange"));
    QVERIFY(!remove->isEnabled());
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::mouseClick(remove, Qt::LeftButton);
    const auto type = [table](int row, int column, const QString &text) {
        table->setCurrentIndex(table->model()->index(row, column));
        table->edit(table->currentIndex());
        auto *editor = table->findChild<QLineEdit *>();
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        QCoreApplication::processEvents(); // it is taken over when the key has been handled
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // the editor goes later
    };
    type(1, 1, QStringLiteral("ann"));
    QVERIFY(!change->isEnabled()); // a value of nothing
    type(1, 0, QStringLiteral("owner"));
    QVERIFY(change->isEnabled());
    QTest::mouseClick(change, Qt::LeftButton);
    QTRY_COMPARE(jobMetadata(*m_connection->jobService.find(id)), (QList<JsonMember>{{QStringLiteral("n"), {"1"}}, {QStringLiteral("owner"), {"\"ann\""}}}));
}

void tst_RunPage::runAgainAndCopy()
{
    open(jobOf(RunState::Completed, outcomes()));
    QSignalSpy again(m_page.get(), &RunPage::runAgainRequested);
    QTest::mouseClick(find<QPushButton>("runAgain"), Qt::LeftButton);
    QCOMPARE(again.count(), 1);
    QCOMPARE(again.first().first().value<Job>().benchmarks.size(), 3);
    QTest::mouseClick(find<QPushButton>("copyText"), Qt::LeftButton);
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.contains(QStringLiteral("Fails 1 of 3 gates")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("facts-v1\t0.691")));
}

void tst_RunPage::logFollowsAndSearches()
{
    open(jobOf(RunState::Completed, outcomes()));
    chooseTab(QStringLiteral("Log"));
    auto *view = find<QListView>("logView");
    QTRY_COMPARE(view->model()->rowCount(), 3);
    auto *search = find<QLineEdit>("logSearch");
    QVERIFY(m_page->focusFind());
    QTest::keyClicks(search, QStringLiteral("ITEMS"));
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_COMPARE(view->currentIndex().row(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_VERIFY2(label("logCount").startsWith(QStringLiteral("Not found from here on; 1 line")), qPrintable(label("logCount")));
    auto *picker = find<QComboBox>("logBenchmark");
    picker->setFocus();
    QTest::keyClick(picker, Qt::Key_Down);
    QTRY_VERIFY(view->model()->rowCount() == 3 && view->model()->index(2, 0).data().toString() == QStringLiteral("finished 1"));
    QVERIFY2(label("logSize").contains(QStringLiteral("bytes")), qPrintable(label("logSize")));
}

void tst_RunPage::planShowsWhatWasSent()
{
    Job job = jobOf(RunState::Completed, outcomes());
    job.results.benchmarks[1].test->threshold = 0.5; // a server with its own mind
    job.resource.mlflowExperimentId = QStringLiteral("17");
    open(job);
    chooseTab(QStringLiteral("Plan"));
    auto *plan = find<QTreeView>("planTree");
    const auto texts = [plan](int group) {
        QStringList all;
        const QModelIndex parent = plan->model()->index(group, 0);
        for (int row = 0; row < plan->model()->rowCount(parent); ++row) {
            for (int column = 0; column < 4; ++column)
                all << plan->model()->index(row, column, parent).data().toString();
        }
        return all.join(u'|');
    };
    QCOMPARE(plan->model()->rowCount(), 4); // the job and three benchmarks
    QVERIFY2(texts(2).contains(QStringLiteral("Came back otherwise|0.65 → 0.5|")), qPrintable(texts(2)));
    QVERIFY2(texts(2).contains(QStringLiteral("Gate|0.650|Yours|")), qPrintable(texts(2)));
    QVERIFY2(!texts(1).contains(QStringLiteral("Came back otherwise|0.6 ")), qPrintable(texts(1)));
    QVERIFY2(texts(1).contains(QStringLiteral("num_examples|50|Yours|")), qPrintable(texts(1)));
    QVERIFY2(texts(1).contains(QStringLiteral("sampling|{\"temperature\":0.0}|Yours|")), qPrintable(texts(1)));
    auto *facts = find<QTableView>("planFacts");
    QCOMPARE(facts->model()->index(0, 1).data().toString(), id);
}

void tst_RunPage::planRunsAgainWithWhatWasAsked()
{
    m_connection->catalogueService.providers = {test::planProvider()};
    m_connection->catalogueService.collections = {test::planCollection()};
    Job job = test::planJob();
    job.resource.id = id;
    job.status.state = RunState::Failed;
    open(job);
    chooseTab(QStringLiteral("Plan"));
    auto *fix = find<QPushButton>("planFix");
    QTRY_VERIFY(fix->isVisible());
    QSignalSpy again(m_page.get(), &RunPage::runAgainRequested);
    QTest::mouseClick(fix, Qt::LeftButton);
    QCOMPARE(again.count(), 1);
    const Job inlined = again.first().at(0).value<Job>();
    QVERIFY(!inlined.collection);
    QCOMPARE(inlined.benchmarks.size(), 2);
    QCOMPARE(inlined.benchmarks.first().passCriteria, (PassCriteria{0.9, {}})); // what was asked, and the server ignored
}

void tst_RunPage::stateSurvives()
{
    open(jobOf(RunState::Completed, outcomes()));
    chooseTab(QStringLiteral("Samples"));
    const QVariantMap state = m_page->saveState();
    open(jobOf(RunState::Completed, outcomes()));
    m_page->restoreState(state);
    auto *tabs = find<QTabWidget>("runTabs");
    QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("Samples"));
    QCOMPARE(m_page->title(), QStringLiteral("nightly-214"));
    QCOMPARE(m_page->subject(), id);
}

void tst_RunPage::loadFailureCanBeRetried()
{
    m_connection->jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The local engine does not answer; start it again.")};
    m_connection->jobService.stored = {jobOf(RunState::Completed, outcomes())};
    m_page = std::make_unique<RunPage>(
        RunPageServices{m_connection->jobService, nullptr, m_connection->abilities, *m_clock}, id);
    m_page->show();
    auto *panel = m_page->findChild<OverviewTab *>()->findChild<StatePanel *>();
    QTRY_VERIFY(panel->reason().contains(QStringLiteral("does not answer")));
    m_connection->jobService.failWith.reset();
    QTest::mouseClick(panel->findChild<QPushButton *>(), Qt::LeftButton);
    QTRY_VERIFY(m_page->run().hasJob());
    QTRY_VERIFY(find<ResultChart>("resultChart")->isVisible());
}

void tst_RunPage::absentServerIsAskedWhenItIsBack()
{
    m_connection->jobService.failWith = Error{Error::Kind::Network, QStringLiteral("Nothing answers.")};
    m_connection->jobService.stored = {jobOf(RunState::Completed, outcomes())};
    RunPageServices services{m_connection->jobService, nullptr, m_connection->abilities, *m_clock};
    services.connection = m_connection.get();
    m_page = std::make_unique<RunPage>(services, id);
    connect(m_connection.get(), &Connection::stateChanged, m_page.get(), [this] { m_page->setCapabilities(m_connection->abilities); });
    m_page->show();
    QTRY_COMPARE(m_page->run().load(), LoadState::Failed);
    m_connection->setState(Connection::State::Unreachable);
    QCOMPARE(m_page->run().load(), LoadState::Failed); // to ask would begin the connection anew, for ever
    m_connection->jobService.failWith.reset();
    m_connection->setState(Connection::State::Ready);
    QTRY_VERIFY(m_page->run().hasJob());
}

void tst_RunPage::everyControlHasAName()
{
    open(jobOf(RunState::Completed, outcomes()));
    auto *tabs = find<QTabWidget>("runTabs");
    for (int i = 0; i < tabs->count(); ++i) {
        tabs->setCurrentIndex(i);
        const auto controls = m_page->findChildren<QWidget *>();
        for (QWidget *control : controls) {
            if (!control->isVisible() || !(control->focusPolicy() & Qt::TabFocus) || qobject_cast<QComboBox *>(control->parentWidget()))
                continue;
            QAccessibleInterface *access = QAccessible::queryAccessibleInterface(control);
            QVERIFY2(access && !access->text(QAccessible::Name).isEmpty(),
                     qPrintable(QStringLiteral("%1: %2 '%3'").arg(tabs->tabText(i), QLatin1String(control->metaObject()->className()), control->objectName())));
        }
    }
}

void tst_RunPage::pageMayDieFirst()
{
    open(jobOf(RunState::Running, outcomes()));
    chooseTab(QStringLiteral("Samples"));
    m_connection->jobService.hold = true;
    m_page->refresh();
    Q_EMIT m_connection->jobService.jobChanged({id, RunState::Running, 0, RunState::Running, 50, 200});
    m_page.reset();
    m_connection->jobService.releaseAll();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    QCOMPARE(m_connection->jobService.waiting(), qsizetype(0));
}

ASSAY_TEST(tst_RunPage)
#include "tst_RunPage.moc"
