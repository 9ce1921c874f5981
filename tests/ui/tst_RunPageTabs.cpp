#include "models/composer/BatchStore.h"
#include "models/results/AttemptModel.h"
#include "services/verdict/RetryJobs.h"
#include "models/results/RunMetricsModel.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/run/LogDelegate.h"
#include "ui/pages/run/LogTab.h"
#include "ui/pages/run/RunPage.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace assay;
using test::jobOf;

static const QString id = QStringLiteral("job-1");

/// Metrics, attempts and log of the run page, and benchmarks that are tried again.
class tst_RunPageTabs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { m_page.reset(); }
    void metricsAreSearchedSortedAndCopied();
    void metricLeadsToTheDictionary();
    void retryInsideTheJob();
    void retryAsOneRunOfTwoJobs();
    void retryPageLeadsToItsFirstRun();
    void nothingFailedNothingToRetry();
    void attemptLeadsToItsLog();
    void attemptsHaveTheirLogs();
    void artifactsAreListed();
    void mlflowOpensInTheBrowser();
    void moreLeadsToCompareAndReport();
    void logByLevelAndColour();
    void logOfAServerWithoutRanges();
    void longLogIsGoneThrough();
    void logColoursAreReadable();
    void everyControlHasAName();
    void pictures();

private:
    template<typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    QString text(const char *name) { return find<QLabel>(name)->text(); }
    void open(const QList<Job> &jobs, bool insideJobs = true);
    void showTab(const char *name);

    std::unique_ptr<test::FakeConnection> m_connection;
    std::unique_ptr<test::FakeDraftStore> m_drafts;
    std::unique_ptr<BatchStore> m_batches;
    test::StillClock m_clock;
    QByteArray m_log;
    std::unique_ptr<RunPage> m_page;
};

static Job failedRun()
{
    Job job = jobOf(RunState::PartiallyFailed, {{QStringLiteral("facts"), QStringLiteral("accuracy"), 0.8, 200, 0.6},
                                                {QStringLiteral("math"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Failed, QStringLiteral("The endpoint was away.")}});
    return job;
}

static Job retryOf(const Job &run)
{
    Job retry = retryJob(run, {1});
    const Job outcome = jobOf(RunState::Completed, {{QStringLiteral("math"), QStringLiteral("accuracy"), 0.9, 100, 0.5}}, QStringLiteral("job-2"));
    retry.resource = outcome.resource;
    retry.status = outcome.status;
    retry.results = outcome.results;
    return retry;
}

void tst_RunPageTabs::open(const QList<Job> &jobs, bool insideJobs)
{
    m_page.reset();
    m_drafts = std::make_unique<test::FakeDraftStore>();
    m_batches = std::make_unique<BatchStore>(*m_drafts);
    m_connection = std::make_unique<test::FakeConnection>();
    if (insideJobs)
        m_connection->abilities.items.insert(Capability::RetryBenchmarks);
    m_connection->jobService.stored = jobs;
    m_connection->jobService.logs[{id, 0}] = m_log;
    m_connection->jobService.logs[{id, 1}] = "the second one\n";
    m_page = std::make_unique<RunPage>(RunPageServices{m_connection->jobService, &m_connection->catalogueService, m_connection->abilities, m_clock, {},
                                                       m_connection.get(), m_batches.get(), true},
                                       id);
    m_page->resize(1280, 820);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_VERIFY(m_page->run().hasJob());
}

void tst_RunPageTabs::showTab(const char *name)
{
    auto *tabs = find<QTabWidget>("runTabs");
    tabs->setCurrentWidget(find<QWidget>(name));
    QCOMPARE(tabs->currentWidget()->objectName(), QString::fromLatin1(name));
}

void tst_RunPageTabs::metricsAreSearchedSortedAndCopied()
{
    Job job = failedRun();
    job.results.benchmarks[0].metrics.text = R"({"accuracy":0.8,"samples":200,"latency_ms":120.5,"made_up":3,"other":11,"note":"<b>text</b>"})";
    open({job});
    showTab("metricsTab");
    auto *table = find<QTableView>("runMetricTable");
    QTRY_COMPARE(table->model()->rowCount(), 6);
    QVERIFY(m_page->focusFind());
    QTest::keyClicks(find<QLineEdit>("runMetricSearch"), QStringLiteral("FACTS made"));
    QCOMPARE(table->model()->rowCount(), 1);
    QVERIFY2(text("runMetricCount").startsWith(QStringLiteral("1 of 6")), qPrintable(text("runMetricCount")));
    QTest::mouseClick(find<QPushButton>("runMetricCopy"), Qt::LeftButton);
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines.at(1).startsWith(QStringLiteral("facts\tmade_up\t3")), qPrintable(lines.at(1)));
    find<QLineEdit>("runMetricSearch")->clear();
    table->sortByColumn(RunMetricsModel::ValueColumn, Qt::DescendingOrder);
    QCOMPARE(table->model()->index(0, RunMetricsModel::MetricColumn).data().toString(), QStringLiteral("samples"));
    QCOMPARE(table->model()->index(5, RunMetricsModel::MetricColumn).data().toString(), QStringLiteral("note")); // no number: last
    table->sortByColumn(RunMetricsModel::ValueColumn, Qt::AscendingOrder);
    QCOMPARE(table->model()->index(5, RunMetricsModel::MetricColumn).data().toString(), QStringLiteral("note"));
    QTest::keyClicks(find<QLineEdit>("runMetricSearch"), QStringLiteral("nowhere"));
    QVERIFY(!table->isVisible());
}

void tst_RunPageTabs::metricLeadsToTheDictionary()
{
    open({failedRun()});
    showTab("metricsTab");
    auto *table = find<QTableView>("runMetricTable");
    QTRY_VERIFY(table->model()->rowCount() > 0);
    QVERIFY(!find<QPushButton>("runMetricDefine")->isEnabled());
    table->selectRow(0);
    QSignalSpy asked(m_page.get(), &RunPage::dictionaryRequested);
    QTest::mouseClick(find<QPushButton>("runMetricDefine"), Qt::LeftButton);
    QCOMPARE(asked.first().first().toString(), QStringLiteral("accuracy"));
}

void tst_RunPageTabs::retryInsideTheJob()
{
    open({failedRun()});
    auto *retry = find<QToolButton>("retryFailed");
    QTRY_VERIFY(retry->isVisible());
    Q_EMIT retry->menu()->aboutToShow();
    QStringList entries;
    for (const QAction *action : retry->menu()->actions())
        entries << action->text();
    QVERIFY2(entries.contains(QStringLiteral("math: Failed")), qPrintable(entries.join(QLatin1Char('|'))));
    m_page->setFocus();
    QTest::keyClick(m_page.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(m_connection->jobService.retried.size(), 1);
    QCOMPARE(m_connection->jobService.retried.first().second, QList<int>({1}));
    QTRY_VERIFY(!retry->isVisible()); // it runs
}

void tst_RunPageTabs::retryAsOneRunOfTwoJobs()
{
    open({failedRun()}, false);
    auto *retry = find<QToolButton>("retryFailed");
    QTRY_VERIFY(retry->isVisible());
    QTRY_VERIFY(retry->isEnabled());
    QTest::mouseClick(retry, Qt::LeftButton);
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    Job done = retryOf(failedRun());
    done.resource.id = QStringLiteral("new-1");
    QTRY_VERIFY(m_page->run().isMerged());
    m_connection->jobService.change(done);
    QTRY_VERIFY(!m_page->run().isRunning());
    QVERIFY2(text("relatedRuns").startsWith(QStringLiteral("Attempt 2 in run ")), qPrintable(text("relatedRuns")));
    QVERIFY(text("relatedRuns").contains(QStringLiteral("merged by Assay, not by the server")));
    QVERIFY2(text("verdictSentence").startsWith(QStringLiteral("Passes all 2 gates · score 0.850")), qPrintable(text("verdictSentence")));
    QSignalSpy opened(m_page.get(), &RunPage::openRequested);
    Q_EMIT find<QLabel>("relatedRuns")->linkActivated(QStringLiteral("new-1"));
    QCOMPARE(opened.first().at(1).toString(), QStringLiteral("new-1"));
    showTab("attemptsTab");
    auto *table = find<QTableView>("attemptTable");
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QVERIFY(find<QComboBox>("attemptPolicy")->isVisible());
    QCOMPARE(table->model()->index(2, AttemptModel::RunColumn).data().toString(), QStringLiteral("new-1"));
    test::savePictures(*m_page, QStringLiteral("run-retry-merged"));
}

void tst_RunPageTabs::retryPageLeadsToItsFirstRun()
{
    Job retry = retryOf(failedRun());
    retry.resource.id = id;
    Job first = failedRun();
    first.resource.id = QStringLiteral("first");
    retry.tags = {retryTag(QStringLiteral("first"))};
    retry.custom = JsonText::fromVariantMap({{QStringLiteral("assay"), QVariantMap{{QStringLiteral("retry_of"), QVariantMap{{QStringLiteral("job"), QStringLiteral("first")},
                                                                                                   {QStringLiteral("benchmarks"), QVariantList{1}}}}}}});
    open({retry, first}, false);
    QVERIFY(find<QLabel>("relatedRuns")->isVisible());
    QVERIFY2(text("relatedRuns").contains(QStringLiteral("href=\"first\"")), qPrintable(text("relatedRuns")));
}

void tst_RunPageTabs::nothingFailedNothingToRetry()
{
    open({jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.9, 100, 0.5}})});
    QVERIFY(!find<QToolButton>("retryFailed")->isVisible());
    QVERIFY(!find<QLabel>("relatedRuns")->isVisible());
    QSignalSpy told(m_page.get(), &RunPage::messageRequested);
    m_page->setFocus();
    QTest::keyClick(m_page.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(told.count(), 1);
    QVERIFY(m_connection->jobService.retried.isEmpty());
}

void tst_RunPageTabs::attemptLeadsToItsLog()
{
    open({failedRun()});
    showTab("attemptsTab");
    auto *table = find<QTableView>("attemptTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    table->selectRow(1);
    QTest::mouseClick(find<QPushButton>("attemptLog"), Qt::LeftButton);
    QCOMPARE(find<QTabWidget>("runTabs")->currentWidget()->objectName(), QStringLiteral("logTab"));
    auto *view = find<QListView>("logView");
    QTRY_COMPARE(view->model()->index(0, 0).data().toString(), QStringLiteral("the second one"));
    QCOMPARE(find<QComboBox>("logBenchmark")->currentText(), QStringLiteral("math"));
    QVERIFY(!find<QPushButton>("attemptRun")->isEnabled());
}

void tst_RunPageTabs::attemptsHaveTheirLogs()
{
    open({failedRun()}, true);
    JobAttempt first;
    first.attempt = 1;
    first.status = RunState::Failed;
    JobAttempt second = first;
    second.attempt = 2;
    m_connection->jobService.attemptRows[{id, 1}] = {first, second};
    m_connection->jobService.attemptLogs[{id, 1}] = {"first try\n", "second try\n"};
    showTab("logTab");
    auto *view = find<QListView>("logView");
    const auto line = [view] { return view->model()->index(0, 0).data().toString(); };
    auto *logs = find<QComboBox>("logAttempt");
    QTRY_VERIFY(find<QLabel>("logSize")->isVisible());
    QVERIFY(!logs->isVisible()); // the first benchmark was run once
    find<QComboBox>("logBenchmark")->setFocus();
    QTest::keyClick(find<QComboBox>("logBenchmark"), Qt::Key_Down);
    QTRY_VERIFY(logs->isVisible());
    QCOMPARE(logs->count(), 3);
    QCOMPARE(logs->currentIndex(), 0);
    QTRY_COMPARE(line(), QStringLiteral("the second one")); // all of it
    logs->setFocus();
    QTest::keyClick(logs, Qt::Key_Down);
    QTRY_COMPARE(line(), QStringLiteral("first try"));
    // From the table, too.
    showTab("attemptsTab");
    auto *table = find<QTableView>("attemptTable");
    QTRY_COMPARE(table->model()->rowCount(), 3);
    table->selectRow(2);
    QTest::mouseClick(find<QPushButton>("attemptLog"), Qt::LeftButton);
    QTRY_COMPARE(line(), QStringLiteral("second try"));
    QCOMPARE(logs->currentIndex(), 2);
    find<QComboBox>("logBenchmark")->setFocus();
    QTest::keyClick(find<QComboBox>("logBenchmark"), Qt::Key_Up);
    QTRY_VERIFY(!logs->isVisible());
}

void tst_RunPageTabs::artifactsAreListed()
{
    Job job = failedRun();
    job.results.benchmarks[0].artifacts.text = R"({"report":"https://example.org/r.html","oci":{"reference":"quay.io/a/b@sha256:00ff","size":2048}})";
    open({job});
    showTab("attemptsTab");
    auto *table = find<QTableView>("artifactTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    table->selectRow(0); // oci
    QVERIFY(!find<QPushButton>("artifactOpen")->isEnabled());
    QTest::mouseClick(find<QPushButton>("artifactCopy"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("quay.io/a/b@sha256:00ff"));
    table->selectRow(1);
    table->setCurrentIndex(table->model()->index(1, 0));
    QSignalSpy asked(m_page.get(), &RunPage::urlRequested);
    QTest::mouseClick(find<QPushButton>("artifactOpen"), Qt::LeftButton);
    QCOMPARE(asked.first().first().toUrl(), QUrl(QStringLiteral("https://example.org/r.html")));
}

void tst_RunPageTabs::mlflowOpensInTheBrowser()
{
    Job job = failedRun();
    job.results.mlflowExperimentUrl = QStringLiteral("https://mlflow.example.org/#/experiments/17");
    job.results.benchmarks[0].mlflowRunId = QStringLiteral("ab12");
    open({job});
    showTab("attemptsTab");
    QTRY_VERIFY(find<QPushButton>("mlflowRun")->isVisible());
    QSignalSpy asked(m_page.get(), &RunPage::urlRequested);
    QTest::mouseClick(find<QPushButton>("mlflowRun"), Qt::LeftButton);
    QTest::mouseClick(find<QPushButton>("mlflowExperiment"), Qt::LeftButton);
    QCOMPARE(asked.at(0).first().toUrl(), QUrl(QStringLiteral("https://mlflow.example.org/#/experiments/17/runs/ab12")));
    QCOMPARE(asked.at(1).first().toUrl(), QUrl(QStringLiteral("https://mlflow.example.org/#/experiments/17")));
    job.results.mlflowExperimentUrl = QStringLiteral("javascript:alert(1)");
    open({job});
    showTab("attemptsTab");
    QVERIFY(!find<QPushButton>("mlflowRun")->isVisible());
    QVERIFY(!find<QPushButton>("mlflowExperiment")->isVisible());
}

void tst_RunPageTabs::moreLeadsToCompareAndReport()
{
    open({failedRun()});
    auto *more = find<QToolButton>("runMore");
    QVERIFY(!more->menu()->findChild<QAction *>(QStringLiteral("reportRun"))->isVisible()); // nobody makes reports here
    QSignalSpy opened(m_page.get(), &RunPage::openRequested), report(m_page.get(), &RunPage::reportRequested);
    QVERIFY(more->menu()->findChild<QAction *>(QStringLiteral("reportRun"))->isVisible());
    more->menu()->findChild<QAction *>(QStringLiteral("compareRun"))->trigger();
    QCOMPARE(opened.first().at(0).toString(), QStringLiteral("compare"));
    QCOMPARE(opened.first().at(1).toString(), QStringLiteral("new:job-1"));
    more->menu()->findChild<QAction *>(QStringLiteral("reportRun"))->trigger();
    QCOMPARE(report.first().first().toString(), id);
}

void tst_RunPageTabs::logByLevelAndColour()
{
    m_log = "INFO one\n\x1b[31mERROR two\x1b[0m\n  at three\nINFO four\n";
    open({failedRun()});
    showTab("logTab");
    auto *view = find<QListView>("logView");
    QTRY_COMPARE(view->model()->rowCount(), 4);
    QCOMPARE(view->model()->index(1, 0).data().toString(), QStringLiteral("ERROR two"));
    auto *level = find<QComboBox>("logLevel");
    level->setFocus();
    QTest::keyClick(level, Qt::Key_End);
    QTRY_COMPARE(view->model()->rowCount(), 2);
    QTest::keyClick(level, Qt::Key_Home);
    QTRY_COMPARE(view->model()->rowCount(), 4);
    // Next and previous, also as a regular expression; how many there are.
    QVERIFY(m_page->focusFind());
    auto *search = find<QLineEdit>("logSearch");
    QTest::mouseClick(find<QToolButton>("logRegex"), Qt::LeftButton);
    QTest::keyClicks(search, QStringLiteral("^info (one|f"));
    QVERIFY(!find<QToolButton>("logFindNext")->isEnabled());
    QVERIFY(!text("logCount").isEmpty());
    QTest::keyClicks(search, QStringLiteral("our)"));
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_COMPARE(view->currentIndex().row(), 0);
    QTest::keyClick(search, Qt::Key_F3);
    QTRY_COMPARE(view->currentIndex().row(), 3);
    QTRY_VERIFY2(text("logCount").startsWith(QStringLiteral("2 line")), qPrintable(text("logCount")));
    QTest::keyClick(search, Qt::Key_F3, Qt::ShiftModifier);
    QTRY_COMPARE(view->currentIndex().row(), 0);
    m_log.clear();
}

void tst_RunPageTabs::logOfAServerWithoutRanges()
{
    open({failedRun()});
    showTab("logTab");
    QVERIFY(!find<QLabel>("logNote")->isVisible());
    Capabilities fewer = m_connection->abilities;
    fewer.items.remove(Capability::LogRanges);
    m_page->setCapabilities(fewer);
    QVERIFY(find<QLabel>("logNote")->isVisible());
}

void tst_RunPageTabs::longLogIsGoneThrough()
{
    for (int i = 0; i < 100'000; ++i)
        m_log += "line " + QByteArray::number(i) + " with some words to make it longer than a number alone would be\n";
    open({failedRun()});
    showTab("logTab");
    auto *view = find<QListView>("logView");
    auto *position = find<QScrollBar>("logPosition");
    QTRY_COMPARE(view->model()->index(view->model()->rowCount() - 1, 0).data().toString().left(10), QStringLiteral("line 99999"));
    QTRY_VERIFY(position->isVisible());
    QTRY_COMPARE(position->value(), position->maximum());
    position->setValue(position->maximum() / 2);
    QTRY_VERIFY(std::abs(view->indexAt(QPoint(2, 2)).data().toString().section(QLatin1Char(' '), 1, 1).toInt() - 50'000) < 1000);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Home, Qt::ControlModifier);
    QTRY_COMPARE(view->model()->index(0, 0).data().toString().left(7), QStringLiteral("line 0 "));
    QTest::keyClick(view, Qt::Key_End, Qt::ControlModifier);
    QTRY_COMPARE(view->model()->index(view->model()->rowCount() - 1, 0).data().toString().left(10), QStringLiteral("line 99999"));
    m_log.clear();
}

/// 4.5:1 on what they stand on, in both themes.
void tst_RunPageTabs::logColoursAreReadable()
{
    const auto luminance = [](const QColor &colour) {
        const auto part = [](double value) { return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
        return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
    };
    for (const QColor base : {QColor(QStringLiteral("#ffffff")), QColor(QStringLiteral("#1e1e1e"))}) {
        QPalette palette;
        palette.setColor(QPalette::Base, base);
        for (int ansi = 0; ansi < 8; ++ansi) {
            const double a = luminance(LogDelegate::colour(ansi, palette)), b = luminance(base);
            const double contrast = (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
            QVERIFY2(contrast >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(ansi).arg(base.name()).arg(contrast)));
        }
    }
}

void tst_RunPageTabs::everyControlHasAName()
{
    m_log = "INFO one\n";
    open({failedRun()});
    for (const char *tab : {"metricsTab", "logTab", "attemptsTab", "overviewTab"}) {
        showTab(tab);
        QCoreApplication::processEvents();
        QCOMPARE(test::namelessControls(*m_page), QStringList());
        QTRY_COMPARE(test::clippedTexts(*m_page), QStringList());
    }
    m_log.clear();
}

void tst_RunPageTabs::pictures()
{
    Job job = failedRun();
    job.results.mlflowExperimentUrl = QStringLiteral("https://mlflow.example.org/#/experiments/17");
    job.results.benchmarks[0].artifacts.text = R"({"report":"https://example.org/r.html","oci":{"reference":"quay.io/a/b@sha256:00ff","size":2048}})";
    job.results.benchmarks[0].metrics.text = R"({"accuracy":0.8,"samples":200,"latency_ms":120.5,"made_up":3,"perplexity":11.25,"note":"some text"})";
    open({job});
    showTab("attemptsTab");
    QTRY_VERIFY(find<QTableView>("artifactTable")->model()->rowCount() > 0);
    test::savePictures(*m_page, QStringLiteral("run-attempts"));
    showTab("metricsTab");
    QTRY_VERIFY(find<QTableView>("runMetricTable")->isVisible());
    test::savePictures(*m_page, QStringLiteral("run-metrics"));
}

ASSAY_TEST(tst_RunPageTabs)
#include "tst_RunPageTabs.moc"
